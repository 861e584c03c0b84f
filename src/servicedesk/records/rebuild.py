"""Fold the facts again: to repair the read tables, or to prove that they are what the facts say (architecture 2.1)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Table, select

from servicedesk.records import folds, journal, sale_returns
from servicedesk.records.database import memory_database
from servicedesk.records.tables import READ_TABLES


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where a read table is not what the facts say; ``live`` or ``folded`` is None for a missing row."""

    table: str
    key: str
    live: str | None
    folded: str | None


def refold(connection: Connection) -> int:
    """Clear the read tables and fold every fact again, in the caller's transaction; returns how many facts."""
    for table in reversed(READ_TABLES):
        connection.execute(table.delete())
    sale_returns.clear(connection)
    facts = 0
    for recorded in list(journal.read(connection)):
        folds.fold(connection, recorded)
        facts += 1
    return facts


def compare(connection: Connection) -> Difference | None:
    """Fold into a scratch database and compare; None when every row is the same."""
    scratch = memory_database(lambda fresh: _prepare(connection, fresh))
    with scratch.begin():
        for recorded in journal.read(connection):
            folds.fold(scratch, recorded)
        for table in READ_TABLES:
            difference = _first_difference(connection, scratch, table)
            if difference:
                return difference
        return _sale_difference(connection, scratch)


def _prepare(connection: Connection, fresh: Connection) -> None:
    for table in READ_TABLES:
        table.create(fresh)
    sale_returns.copy_touched(connection, fresh)


def _first_difference(live: Connection, scratch: Connection, table: Table) -> Difference | None:
    key = list(table.primary_key.columns)
    query = select(table).order_by(*key)
    live_rows, folded_rows = iter(live.execute(query)), iter(scratch.execute(query))
    while True:
        live_row, folded_row = next(live_rows, None), next(folded_rows, None)
        if live_row is None and folded_row is None:
            return None
        if live_row is None or folded_row is None or tuple(live_row) != tuple(folded_row):
            row = live_row if live_row is not None else folded_row
            assert row is not None
            named = ", ".join(str(getattr(row, column.name)) for column in key)
            return Difference(table.name, named, _shown(live_row), _shown(folded_row))


def _shown(row: object) -> str | None:
    return None if row is None else repr(row)


def _sale_difference(live: Connection, scratch: Connection) -> Difference | None:
    found = sale_returns.first_difference(live, scratch)
    return Difference("sale_lines", *found) if found else None
