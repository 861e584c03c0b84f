"""The items ever sold, by name: kept as sales are taken in, spelled and indexed so that dsh finds 电水壶."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, select

from servicedesk.domain.searching import searchable
from servicedesk.records import search
from servicedesk.records.initials import initials_of
from servicedesk.records.sales_tables import items

_AT_ONCE = 500


def note(connection: Connection, named: Iterable[tuple[str, str]]) -> None:
    """(code, name) of lines that were sold; those that are new can be found from now on."""
    pairs = list(dict.fromkeys(named))
    if pairs:
        connection.exec_driver_sql("INSERT OR IGNORE INTO items (code, name) VALUES (?, ?)", pairs)
        spell(connection)


def spell(connection: Connection) -> None:
    """Index the items that are not indexed yet."""
    waiting = select(items.c.item_id, items.c.code, items.c.name).where(items.c.text == "").limit(_AT_ONCE)
    while rows := connection.execute(waiting).all():
        texts = [(row.item_id, words_of_item(row.code, row.name)) for row in rows]
        connection.execute(_SPELLED, [{"spelled": item_id, "words": words} for item_id, words in texts])
        search.put_in(connection, search.ITEMS, texts)


_SPELLED = items.update().where(items.c.item_id == bindparam("spelled")).values(text=bindparam("words"))


def words_of_item(code: str, name: str) -> str:
    """What an item is found by: its code, its name, and the first letters of the name. Never empty."""
    return searchable((code, name, *initials_of(name))) or "?"
