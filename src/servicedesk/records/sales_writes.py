"""Writing what an import takes: bulk statements inside the caller's transaction. ``desk`` decides what to write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, select
from sqlalchemy.exc import DBAPIError

from servicedesk.domain.sales_import import OpenLine
from servicedesk.records import items
from servicedesk.records.database import Database
from servicedesk.records.errors import NotSavedError
from servicedesk.records.sales_tables import (
    imported_records,
    open_lines,
    sale_lines,
    sale_promotions,
    sale_tenders,
    sales,
    sales_imports,
    till_returns,
)

Transaction = Connection
"""What one batch is written in."""
Commit = Callable[[], AbstractContextManager[Transaction]]
"""Begins one transaction: committed on leaving, rolled back when the block raises."""


def committing(database: Database) -> Commit:
    """One transaction of the counter's file per call; a full or failing disk is NotSavedError, and the batches before
    it are safe."""

    @contextmanager
    def commit() -> Iterator[Transaction]:
        try:
            with database.transaction() as connection:
                yield connection
        except DBAPIError as error:
            raise NotSavedError(detail=str(error.orig)) from error

    return commit


@dataclass(slots=True)
class KnownRecord:
    """How often an equal record was taken, ever, and how often this import has met it so far."""

    copies: int = 0
    seen: int = 0


@dataclass(slots=True)
class SaleHead:
    """A sale that may still get lines. ``is_new`` until it is written; ``is_whole`` when it came with its tenders, so
    that no further line can belong to it."""

    sale_id: int
    receipt_number: str
    bought_at_ms: int
    member_code: str | None
    line_count: int = 0
    paid_minor: int = 0
    is_whole: bool = False
    is_new: bool = True
    touched: bool = True


def begin_import(connection: Connection, digest: str, file_name: str, profile: str) -> int:
    """Note that a file is being taken; its id tells this reading of the file from earlier ones."""
    values = {"digest": digest, "file_name": file_name, "profile": profile}
    return int(
        connection.execute(sales_imports.insert().values(**values).returning(sales_imports.c.import_id)).scalar_one()
    )


def note_progress(connection: Connection, import_id: int, records: int, *, finished: bool) -> None:
    changes = {"records": records, "finished": int(finished)}
    connection.execute(sales_imports.update().where(sales_imports.c.import_id == import_id).values(**changes))


def known_records(connection: Connection, import_id: int, identities: Sequence[bytes]) -> dict[bytes, KnownRecord]:
    """Those of ``identities`` that were taken before, by this or any other import."""
    query = select(imported_records).where(imported_records.c.identity.in_(identities))
    return {
        row.identity: KnownRecord(row.copies, row.seen if row.seen_by == import_id else 0)
        for row in connection.execute(query)
    }


def put_known(connection: Connection, import_id: int, known: Iterable[tuple[bytes, KnownRecord]]) -> None:
    """Remember which records were taken."""
    rows = [(identity, record.copies, import_id, record.seen) for identity, record in known if record.copies]
    statement = "INSERT OR REPLACE INTO imported_records (identity, copies, seen_by, seen) VALUES (?, ?, ?, ?)"
    _many(connection, statement, rows)


def _many(connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    """The hot path: straight to the driver (performance.md 4), nothing when there is nothing."""
    if rows:
        connection.exec_driver_sql(statement, rows)


def next_sale_id(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(sales.c.sale_id), 0))).scalar_one()) + 1


def sale_heads(connection: Connection, store_id: str, numbers: Sequence[str]) -> dict[str, SaleHead]:
    """The sales of this store that have one of these receipt numbers."""
    columns = (
        sales.c.sale_id, sales.c.receipt_number, sales.c.bought_at_ms, sales.c.member_code, sales.c.line_count,
        sales.c.paid_minor, exists().where(sale_tenders.c.sale_id == sales.c.sale_id),
    )  # fmt: skip
    query = select(*columns).where(sales.c.receipt_number.in_(numbers), sales.c.store_id == store_id)
    return {row.receipt_number: _old_head(tuple(row)) for row in connection.execute(query)}


def _old_head(row: Sequence[Any]) -> SaleHead:
    sale_id, number, bought_at_ms, member_code, line_count, paid_minor, is_whole = row
    return SaleHead(
        sale_id, number, bought_at_ms, member_code, line_count, paid_minor, bool(is_whole), is_new=False, touched=False
    )


def returned_receipts(connection: Connection, store_id: str, numbers: Sequence[str]) -> set[str]:
    """Those of ``numbers`` under which goods were already given back at a till of this store."""
    query = select(till_returns.c.receipt_number).where(
        till_returns.c.receipt_number.in_(numbers), till_returns.c.store_id == store_id
    )
    return set(connection.execute(query.distinct()).scalars())


def put_sale(connection: Connection, values: dict[str, Any]) -> None:
    connection.execute(sales.insert(), values)


def grow_sale(connection: Connection, head: SaleHead) -> None:
    """A sale got more lines."""
    changes = {"line_count": head.line_count, "paid_minor": head.paid_minor, "member_code": head.member_code}
    connection.execute(sales.update().where(sales.c.sale_id == head.sale_id).values(**changes))


def put_plain_lines(connection: Connection, rows: list[tuple[int, int, str, str, int, int, int, int]]) -> None:
    """Lines of a till that knows no discounts: (sale_id, line_no, code, name, qty, unit price, gross, paid)."""
    statement = (
        "INSERT INTO sale_lines (sale_id, line_no, code, name, qty, unit_price_minor, gross_minor, paid_minor)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    )
    _many(connection, statement, rows)
    items.note(connection, ((row[2], row[3]) for row in rows))


def put_open_lines(connection: Connection, rows: list[tuple[str, str, int, int, int]]) -> None:
    """Where later cancellations look: (member, code, unit price, sale_id, line_no)."""
    statement = "INSERT INTO open_lines (member_code, code, unit_price_minor, sale_id, line_no) VALUES (?, ?, ?, ?, ?)"
    _many(connection, statement, rows)


def put_whole_lines(connection: Connection, rows: list[dict[str, Any]]) -> None:
    connection.execute(sale_lines.insert(), rows)
    items.note(connection, ((row["code"], row["name"]) for row in rows))


def put_tenders(connection: Connection, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(sale_tenders.insert(), rows)


def put_promotions(connection: Connection, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(sale_promotions.insert(), rows)


_LEFT = sale_lines.c.qty - sale_lines.c.returned_at_till - sale_lines.c.returned_here
_MEANT = (
    select(open_lines.c.sale_id, open_lines.c.line_no, _LEFT)
    .join(sale_lines, (open_lines.c.sale_id == sale_lines.c.sale_id) & (open_lines.c.line_no == sale_lines.c.line_no))
    .join(sales, sales.c.sale_id == open_lines.c.sale_id)
    .where(
        open_lines.c.member_code == bindparam("member"),
        open_lines.c.code == bindparam("code"),
        open_lines.c.unit_price_minor == bindparam("price"),
        sales.c.store_id == bindparam("store"),
        sales.c.currency == bindparam("currency"),
    )
)


def lines_a_cancellation_may_mean(
    connection: Connection, store_id: str, currency: str, member_code: str, code: str, unit_price_minor: int
) -> Iterator[OpenLine]:
    """Every line taken so far of this customer, item and unit price, with what is left of it."""
    meant = {"member": member_code, "code": code, "price": unit_price_minor, "store": store_id, "currency": currency}
    with connection.execute(_MEANT, meant) as rows:
        for row in rows:
            yield OpenLine(*row)


def named_line(
    connection: Connection, store_id: str, receipt_number: str, line_no: int, code: str
) -> Iterator[OpenLine]:
    """The line a return names: at most one, and none when its item is another."""
    query = (
        select(sale_lines.c.sale_id, sale_lines.c.line_no, _LEFT)
        .join(sales, sales.c.sale_id == sale_lines.c.sale_id)
        .where(
            sales.c.receipt_number == receipt_number,
            sales.c.store_id == store_id,
            sale_lines.c.line_no == line_no,
            sale_lines.c.code == code,
        )
    )
    with connection.execute(query) as rows:
        for row in rows:
            yield OpenLine(*row)


def take_back_at_till(connection: Connection, line: OpenLine, qty: int) -> None:
    """Count units as returned at the till; the table's CHECK refuses more than were sold."""
    where = (sale_lines.c.sale_id == line.sale_id) & (sale_lines.c.line_no == line.line_no)
    connection.execute(sale_lines.update().where(where).values(returned_at_till=sale_lines.c.returned_at_till + qty))


def put_till_return(connection: Connection, values: dict[str, Any]) -> None:
    connection.execute(till_returns.insert(), values)


def put_set_aside(connection: Connection, digest: str, rows: Iterable[tuple[int, str, str]]) -> None:
    """(line, code, sentence) of records of the file with this digest; the same again changes nothing."""
    statement = "INSERT OR IGNORE INTO set_aside (digest, line, code, text) VALUES (?, ?, ?, ?)"
    _many(connection, statement, [(digest, *row) for row in rows])
