"""The index of words: which pieces of text are in which row, for entries folded from facts and for items.

The invariant: **the index of a row is made of the text that stands in the row now.** So each change takes old pieces
out before it puts new ones in. What was replaced may lie in old segments until they are merged; what was erased does
not, because erasing makes the index anew (``erasure``). FTS5's 'secure-delete' is off: it loses entries of other rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Table,
    TableClause,
    and_,
    column,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy import table as table_clause

from servicedesk.domain.searching import grams, grams_of_words, searchable, to_be_read
from servicedesk.records.sales_tables import items
from servicedesk.records.tables import search_entries

Row = tuple[int, str]
"""Its id, and its searchable text."""


@dataclass(frozen=True)
class WordIndex:
    """A table with a searchable ``text``, and the name of the index beside it."""

    rows: Table
    name: str

    @cached_property
    def found(self) -> TableClause:
        """The index as a table of the rows it finds: only by its ``rowid`` can they be had in order without sorting."""
        return table_clause(self.name, column("rowid", Integer))

    @property
    def row_id(self) -> Column[int]:
        (key,) = self.rows.primary_key.columns
        return key


ENTRIES = WordIndex(search_entries, "search_index")
ITEMS = WordIndex(items, "item_index")


def _raw(connection: Connection, statement: str, rows: list[tuple[int, str]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, rows)


def _pieces(rows: Iterable[Row]) -> list[tuple[int, str]]:
    return [(row_id, " ".join(grams(words))) for row_id, words in rows]


def put_in(connection: Connection, index: WordIndex, rows: Iterable[Row]) -> None:
    """Index rows that are not indexed yet."""
    _raw(connection, f"INSERT INTO {index.name} (rowid, grams) VALUES (?, ?)", _pieces(rows))


def take_out(connection: Connection, index: WordIndex, rows: Iterable[Row]) -> None:
    """Take rows out again; the texts have to be those that were indexed."""
    statement = f"INSERT INTO {index.name} ({index.name}, rowid, grams) VALUES ('delete', ?, ?)"
    _raw(connection, statement, _pieces(rows))


def clear(connection: Connection, index: WordIndex) -> None:
    connection.execute(text(f"INSERT INTO {index.name} ({index.name}) VALUES ('delete-all')"))


# --- entries ---------------------------------------------------------------------------------------------------------
def note(connection: Connection, kind: str, key: str, position: int, facet: str, parts: Iterable[str]) -> None:
    """What can be found of one thing, in place of what could be found of it before; without a text: nothing."""
    mine = (search_entries.c.kind == kind) & (search_entries.c.key == key)
    before = connection.execute(select(search_entries.c.entry_id, search_entries.c.text).where(mine)).first()
    words = searchable(parts)
    if before is not None:
        take_out(connection, ENTRIES, [(before.entry_id, before.text)])
        connection.execute(search_entries.delete().where(mine))
    if words:
        entry_id = before.entry_id if before is not None else position
        values = {"entry_id": entry_id, "kind": kind, "key": key, "facet": facet, "text": words}
        connection.execute(search_entries.insert(), values)
        put_in(connection, ENTRIES, [(entry_id, words)])


def terms(connection: Connection, index: WordIndex) -> Iterator[tuple[str, int]]:
    """Every piece of an index, with the number of rows it is in: to compare two indexes."""
    connection.execute(text(f"CREATE VIRTUAL TABLE temp.{index.name}_terms USING fts5vocab(main, {index.name}, row)"))
    try:
        for row in connection.execute(text(f"SELECT term, doc FROM temp.{index.name}_terms ORDER BY term")):
            yield row.term, row.doc
    finally:
        connection.execute(text(f"DROP TABLE temp.{index.name}_terms"))


# --- asking ----------------------------------------------------------------------------------------------------------
def holding(index: WordIndex, columns: Sequence[ColumnElement[Any]], words: Sequence[str]) -> Select[Any]:
    """``columns`` of the rows whose text holds every word, the newest first; there is at least one word.

    The index says which rows have the pieces; where that proves nothing the text itself is read."""
    found = index.found
    pieces = " AND ".join(f'"{gram}"' for gram in grams_of_words(words))
    conditions: list[ColumnElement[bool]] = [literal_column(index.name).op("MATCH")(pieces)]
    conditions += [func.instr(index.rows.c.text, word) > 0 for word in to_be_read(words)]
    query = select(*columns).select_from(found.join(index.rows, index.row_id == found.c.rowid))
    return query.where(and_(*conditions)).order_by(found.c.rowid.desc())
