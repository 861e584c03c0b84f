"""What can still be read of a damaged counter: fact by fact, from a copy, so that the damaged file stays as it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from servicedesk.errors import KnownError
from servicedesk.paths import Home
from servicedesk.records import highwater, holding, journal, keys
from servicedesk.records.database import Database, Reader
from servicedesk.records.journal import Recorded
from servicedesk.records.tables import journal as records

_BEYOND = 1000
"""Where nobody can say how long the journal is, so many records without an answer are its end."""


@dataclass(slots=True)
class Salvaged:
    """Facts that could be read, and how many places gave no answer."""

    facts: list[Recorded] = field(default_factory=list)
    lost: int = 0


def salvage(home: Home, scratch: Path) -> Salvaged:
    """Read everything that can be read. ``scratch`` is an empty folder that holds the copy meanwhile.

    Raises StoreInUseError while the counter is open, StoreKeyError when not even the first page can be read."""
    holding.demand_free(home)
    with _copied(home, scratch) as database:
        found = Salvaged()
        for position in range(1, _reach(home, database) + 1):
            fact = _one(database, position)
            if fact is None:
                found.lost += 1
            else:
                found.facts.append(fact)
        return found


@contextmanager
def _copied(home: Home, scratch: Path) -> Iterator[Database]:
    for suffix in ("", "-wal"):
        part = home.store_file.with_name(home.store_file.name + suffix)
        if part.exists():
            shutil.copyfile(part, scratch / part.name)
    database = Database(scratch / home.store_file.name, keys.load(home.keys).store, salvaging=True)
    try:
        yield database
    finally:
        database.close()


def _reach(home: Home, database: Database) -> int:
    """The last position there is, as far as anybody can tell: the file, else the mark beside it."""
    try:
        with database.reading() as connection:
            return int(connection.execute(select(func.max(records.c.position))).scalar() or 0)
    except (DBAPIError, KnownError):
        database.reopen()
        return highwater.marked_seq(home) or _BEYOND


def _one(database: Database, position: int) -> Recorded | None:
    try:
        with database.reading() as connection:
            return _at(connection, position)
    except ValueError:
        return None
    except (DBAPIError, KnownError):
        database.reopen()  # after one bad page SQLCipher reads no other through the same connection
        return None


def _at(connection: Reader, position: int) -> Recorded | None:
    found = next(journal.read(connection, position - 1, position), None)
    return found if found is not None and found.position == position else None
