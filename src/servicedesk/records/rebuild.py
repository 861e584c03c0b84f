"""Fold the facts again: to repair the read tables, or to prove that they are what the facts say (architecture 2.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from servicedesk.records import folds, journal, sale_returns, search
from servicedesk.records.database import memory_database
from servicedesk.records.tables import READ_TABLES


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where a read table is not what the facts say; ``live`` or ``folded`` is None for no row."""

    table: str
    key: str
    live: str | None
    folded: str | None


def refold(connection: Connection) -> int:
    """Clear the read tables and fold every fact again, in the caller's transaction; returns how many facts."""
    taken_back_at_till = sale_returns.clear(connection)
    for table in reversed(READ_TABLES):
        connection.execute(table.delete())
    search.clear(connection, search.ENTRIES)
    facts = 0
    for recorded in list(journal.read(connection)):
        folds.fold(connection, recorded)
        facts += 1
    sale_returns.put_till_returns_back(connection, taken_back_at_till)
    return facts


_TOLD_EVERY = 200


def compare(connection: Connection, folded: Callable[[int], None] = lambda _facts: None) -> Difference | None:
    """Fold into a scratch database and compare; None when every row is the same. ``folded`` is told how many facts
    are folded, now and then; what it raises ends the comparison."""
    scratch = memory_database(lambda fresh: _prepare(connection, fresh))
    try:
        with scratch.begin():
            for number, recorded in enumerate(journal.read(connection), start=1):
                folds.fold(scratch, recorded)
                if number % _TOLD_EVERY == 0:
                    folded(number)
            differences = (_first_difference(connection, scratch, table) for table in READ_TABLES)
            found = next((difference for difference in differences if difference is not None), None)
            return found or _sale_difference(connection, scratch) or _index_difference(connection, scratch)
    finally:
        scratch.close()
        scratch.engine.dispose()


def _prepare(connection: Connection, fresh: Connection) -> None:
    for table in READ_TABLES:
        table.create(fresh)
    sale_returns.copy_touched(connection, fresh)


def _first_difference(live: Connection, scratch: Connection, table: Table) -> Difference | None:
    key_columns = [column.name for column in table.primary_key.columns]
    query = select(table).order_by(*table.primary_key.columns)
    for live_row, folded_row in _side_by_side(live.execute(query), scratch.execute(query), key_columns):
        if live_row is None or folded_row is None or tuple(live_row) != tuple(folded_row):
            named = ", ".join(map(str, _key(live_row if live_row is not None else folded_row, key_columns)))
            return Difference(table.name, named, _shown(live_row), _shown(folded_row))
    return None


def _key(row: Any, key_columns: list[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in key_columns)


def _side_by_side(
    live: Iterable[Row[Any]], folded: Iterable[Row[Any]], key_columns: list[str]
) -> Iterator[tuple[Row[Any] | None, Row[Any] | None]]:
    """Pair the rows of two results that are ordered by key; a row that only one side has is paired with None."""
    live_rows, folded_rows = iter(live), iter(folded)
    live_row, folded_row = next(live_rows, None), next(folded_rows, None)
    while live_row is not None or folded_row is not None:
        only_live = folded_row is None
        only_folded = live_row is None
        if live_row is not None and folded_row is not None:
            live_key, folded_key = _key(live_row, key_columns), _key(folded_row, key_columns)
            only_live, only_folded = live_key < folded_key, folded_key < live_key
        yield (None if only_folded else live_row), (None if only_live else folded_row)
        live_row = live_row if only_folded else next(live_rows, None)
        folded_row = folded_row if only_live else next(folded_rows, None)


def _index_difference(live: Connection, scratch: Connection) -> Difference | None:
    """The first piece of text that the index of the entries has in more or fewer rows than the facts say."""
    here, folded = (dict(search.terms(connection, search.ENTRIES)) for connection in (live, scratch))
    for piece in sorted(here.keys() | folded.keys()):
        if here.get(piece) != folded.get(piece):
            return Difference(search.ENTRIES.name, piece, _shown(here.get(piece)), _shown(folded.get(piece)))
    return None


def _shown(row: object) -> str | None:
    return None if row is None else repr(row)


def _sale_difference(live: Connection, scratch: Connection) -> Difference | None:
    found = sale_returns.first_difference(live, scratch)
    return Difference("sale_lines", *found) if found else None
