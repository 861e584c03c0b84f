"""The life of the counter's file: created once, opened and checked at each start, migrated after a verified backup."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from servicedesk.domain.sentences import Sentence
from servicedesk.paths import Home
from servicedesk.records import (
    backup,
    card_keys,
    durable,
    highwater,
    holding,
    items,
    journal,
    keys,
    migrate,
    rebuild,
    staging,
    unsure,
)
from servicedesk.records.database import Database, translated
from servicedesk.records.errors import (
    StoreDamagedError,
    StoreExistsError,
    StoreMissingError,
    StoreNotMigratedError,
    StoreReadOnlyError,
)
from servicedesk.records.keys import Keys
from servicedesk.records.tables import counter_state
from servicedesk.records.work import Identity
from servicedesk.wire import profiles
from servicedesk.wording import N_

_FILE_MISSING = N_("its file is missing")
_PAGES = N_("check of its pages: {finding}")

_FULL_CHECK_BYTES = 64 * 1024 * 1024
"""Up to this size every page is checked at each start; above it the journal's pages are, and the rest on demand."""


@dataclass(frozen=True, slots=True)
class OpenStore:
    """An open, verified file with what is needed to work on it. ``facts`` is how many records were verified;
    ``unsure`` answers for the work of which the last run could not say whether it was saved (None: there is none)."""

    database: Database
    keys: Keys
    home: Home
    facts: int
    unsure: bool | None = None


def new_stream() -> str:
    return secrets.token_hex(16)


def create(home: Home) -> tuple[OpenStore, str]:
    """A new, empty file with its keys; returns it with the recovery code, which is shown once and kept nowhere.

    ``home`` is what ``staging.begin`` gave: half a counter is never where a counter is looked for."""
    demand_writable(home)
    recovery_code = keys.new_recovery_code()
    secrets_here = keys.create(home.keys, recovery_code)
    database = Database(home.store_file, secrets_here.store)
    os.chmod(home.store_file, 0o600)
    with database.transaction() as connection:
        migrate.upgrade(connection)
        card_keys.ensure(connection)
    return OpenStore(database, secrets_here, home, 0), recovery_code


def demand_free(home: Home) -> None:
    """Raise StoreExistsError when there is a counter already, or what is left of one; StoreReadOnlyError."""
    demand_writable(home)
    staging.finish(home)
    if home.store_file.exists() or (home.keys / "store.key").exists():
        raise StoreExistsError(place=str(home.root))


def demand_writable(home: Home) -> None:
    """Make the folder and prove that a file can be written, synced and removed. Raises StoreReadOnlyError."""
    probe = home.root / ".write-probe"
    try:
        durable.make_folder(home.root, 0o700)
        handle = os.open(probe, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.write(handle, b"?")
            os.fsync(handle)
        finally:
            os.close(handle)
            os.unlink(probe)
    except OSError as error:
        raise StoreReadOnlyError(place=str(home.root)) from error


def open_store(home: Home, *, verify: bool = True, waiting: Callable[[], None] | None = None) -> OpenStore:
    """Open, migrate if older, verify. Raises the errors of ``records.errors``; the file is never created here.

    ``waiting`` is told once when another program holds the file for a while."""
    _demand_file(home)
    held = holding.take(home)
    try:
        demand_writable(home)
        secrets_here = keys.load(home.keys)
        database = Database(home.store_file, secrets_here.store, waiting)
    except BaseException:
        held.release()
        raise
    database.on_close = held.release
    try:
        _bring_up_to_date(database, home)
        facts = _verified(database, home) if verify else 0
    except BaseException:
        database.close()
        raise
    with database.reading() as connection:
        answered = unsure.answer(home.root, connection)
    return OpenStore(database, secrets_here, home, facts, answered)


def _demand_file(home: Home) -> None:
    """Raise what a missing file means; finish what an interrupted restore had decided."""
    try:
        staging.finish(home)
        if not home.store_file.exists():
            if (home.keys / "store.key").exists():
                raise StoreDamagedError(detail=Sentence(_FILE_MISSING))
            raise StoreMissingError(place=str(home.root))
    except OSError as error:  # the folder may not even be looked into
        raise StoreReadOnlyError(place=str(home.root)) from error


def _bring_up_to_date(database: Database, home: Home) -> None:
    with database.reading() as connection:
        if migrate.is_current(connection):
            return
        older = migrate.revision_of(connection)
    if older is None:
        # Cut down to nothing, most likely; a fresh, empty counter in its place would hide that (reliability A10).
        raise StoreDamagedError(detail=Sentence(backup.NO_COUNTER))
    backup.make(database, home, home.backups / f"before-leaving-{older}.backup")
    with database.transaction() as connection:
        try:
            migrate.upgrade(connection)
            rebuild.refold(connection)
            items.spell(connection)
            card_keys.ensure(connection)
        except DBAPIError as error:
            raise StoreNotMigratedError(detail=error.orig) from error


def _verified(database: Database, home: Home) -> int:
    if home.store_file.stat().st_size <= _FULL_CHECK_BYTES:
        findings = database.integrity_findings()
        if findings:
            raise StoreDamagedError(detail=Sentence(_PAGES, {"finding": findings[0]}))
    with translated(home.store_file), database.reading() as connection:
        facts = journal.verify(connection)
        highwater.compare(home, connection)
    return facts


def identity(connection: Connection) -> Identity:
    """Who this file says we are. Raises StoreDamagedError when it was never set up."""
    row = connection.execute(
        select(counter_state.c.profile, counter_state.c.incarnation, counter_state.c.policy_version)
    ).first()
    head = journal.head(connection)
    if row is None or head is None:
        raise StoreDamagedError(detail=Sentence(backup.NO_COUNTER))
    return Identity(profiles.decode(row.profile), row.incarnation, head.stream, row.policy_version)
