"""A counter's file with the sales tables only, and a program that takes a till's file until somebody kills it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from servicedesk.desk.sales_import import StoreTerms, import_sales
from servicedesk.domain.sales_import import ImportSummary
from servicedesk.records.database import Database, memory_database
from servicedesk.records.sales_tables import (
    SALES_TABLES,
    sale_lines,
    sale_promotions,
    sale_tenders,
    sales,
    till_returns,
)
from servicedesk.records.sales_writes import committing

KEY = bytes(range(32))
LONDON = ("S1", "GBP", "Europe/London")
SHANGHAI = ("S1", "CNY", "Asia/Shanghai")


def create_tables(connection: Connection) -> None:
    for table in SALES_TABLES:
        table.create(connection)


class Store:
    """Sales tables in memory. ``take`` imports a file; ``everything`` is what came of it, to compare."""

    def __init__(self, terms: tuple[str, str, str] = LONDON) -> None:
        self.connection = memory_database(create_tables)
        self.terms = terms

    @contextmanager
    def commit(self) -> Iterator[Connection]:
        with self.connection.begin():
            yield self.connection

    def take(self, path: Path, profile: str, **options: Any) -> ImportSummary:
        return import_sales(path, profile, StoreTerms(*self.terms), self.commit, **options)

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        with self.connection.begin():
            return everything(self.connection)


def everything(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All that was taken, in a fixed order."""
    tables = (sales, sale_lines, sale_tenders, sale_promotions, till_returns)
    return {
        table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
        for table in tables
    }


def write_csv(path: Path, rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> Path:
    """As a till writes it: quotes only where they are needed."""
    import csv

    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def main() -> None:
    """Take a file into an encrypted store. After each batch on disk it says so and waits to be told to go on."""
    store_file, path, profile, batch_records = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    new = not store_file.exists()
    database = Database(store_file, KEY)
    if new:
        with database.transaction() as connection:
            create_tables(connection)
    import_sales(
        path,
        profile,
        StoreTerms(*LONDON),
        committing(database),
        batch_records=batch_records,
        progress=_say_and_wait,
    )
    database.close()


def _say_and_wait(done: int, of: int) -> None:
    print(done, of, flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main()
