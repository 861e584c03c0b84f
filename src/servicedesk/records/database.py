"""The counter's one file, opened once: encrypted, WAL, fully synchronous, exclusive (architecture 9, reliability 3.1).

One connection, used by the desk worker alone. This is the only place where a database is opened.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import URL, Connection, create_engine, event, text
from sqlalchemy.engine import Engine, RootTransaction
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import StaticPool

from servicedesk.records.errors import (
    DiskFailedError,
    DiskFullError,
    DiskNotReadError,
    FolderGoneError,
    NotSavedError,
    OutOfMemoryError,
    SaveUnknownError,
    SqliteTooOldError,
    StoreDamagedError,
    StoreInUseError,
    StoreKeyError,
    StoreLockedError,
    StoreReadOnlyError,
)

Reader = Connection
"""What a query is given. Desk and screens pass it on and never speak SQL themselves."""

OLDEST_SQLITE = (3, 51, 3)
"""Older ones carry the WAL-reset bug (reliability A13)."""

_WATCH_STEPS = 20_000
"""How many steps of SQLite's machine pass between two looks: a few milliseconds."""

BUSY_MS, BUSY_TRIES = 250, 20
"""Another program may hold the file for a moment (antivirus, a backup): asked again for five seconds (A12)."""

_PRAGMAS = (
    f"busy_timeout = {BUSY_MS}",
    "locking_mode = EXCLUSIVE",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    # Without it INSERT OR REPLACE deletes old rows past the triggers that keep history.
    "recursive_triggers = ON",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
    "mmap_size = 0",
)


# The write-ahead log's own form: a header (page size at byte 8), then frames of a header that begins with the page's
# number and the page itself.
_LOG_HEADER, _FRAME_HEADER, _SALT = 32, 24, 16
_FIRST_PAGE = (1).to_bytes(4, "big")

_SALVAGING = (f"busy_timeout = {BUSY_MS}", "locking_mode = EXCLUSIVE", "writable_schema = ON", "temp_store = MEMORY")
"""``writable_schema`` makes SQLite read on where a sound file is demanded else; nothing is written."""


def sqlite_version() -> tuple[int, ...]:
    return tuple(int(part) for part in sqlcipher.sqlite_version.split("."))


def demand_current_sqlite() -> None:
    """Refuse to open anything with a library that is older than ``OLDEST_SQLITE``."""
    if sqlite_version() < OLDEST_SQLITE:
        raise SqliteTooOldError(found=sqlcipher.sqlite_version, needed=".".join(map(str, OLDEST_SQLITE)))


def _engine(path: Path | None, key: bytes | None, pragmas: tuple[str, ...]) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=None if path is None else str(path)),
        module=sqlcipher,
        poolclass=StaticPool,
        connect_args={"check_same_thread": False},
        # Names and phones are parameters; an error's text goes to logs and reports.
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(raw: Any, _record: object) -> None:
        raw.isolation_level = None
        cursor = raw.cursor()
        if key is not None:
            # SQLCipher would write lines of its own to standard error; what is wrong is told in our one sentence.
            cursor.execute("PRAGMA cipher_log_level = NONE")
            cursor.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@contextmanager
def translated(place: Path) -> Iterator[None]:
    """Turn what SQLite says about the file into one of our sentences."""
    try:
        yield
    except (DBAPIError, sqlcipher.DatabaseError) as error:
        known = known_error(error, place)
        if known is error:
            raise
        raise known from error


def known_error(error: Exception, place: Path) -> Exception:
    """The KnownError for a database error, or the error itself when it is not the file's fault."""
    if isinstance(error, IntegrityError):
        return error
    said = str(getattr(error, "orig", error)).lower()
    if "locked" in said or "busy" in said:
        return StoreLockedError(seconds=BUSY_MS * BUSY_TRIES // 1000)
    if "not a database" in said or "hmac check failed" in said:
        return StoreKeyError()
    if "readonly" in said or "read-only" in said or "unable to open" in said:
        return StoreReadOnlyError(place=str(place))
    if "full" in said:
        return DiskFullError()
    if any(word in said for word in ("malformed", "corrupt", "vtable constructor failed")):
        return StoreDamagedError(detail=said)
    if is_io_error(error):
        return DiskNotReadError(detail=said)
    return error


def is_io_error(error: BaseException) -> bool:
    """Whether the disk itself reported an error."""
    return "i/o error" in str(getattr(error, "orig", error)).lower()


def not_saved(error: BaseException, place: Path) -> NotSavedError:
    """Why something was not saved, after it is known that it was not."""
    if isinstance(error, MemoryError):
        return OutOfMemoryError()
    said = str(getattr(error, "orig", error))
    if "full" in said.lower():
        return DiskFullError()
    if is_io_error(error):
        return DiskFailedError()
    if "readonly" in said.lower() or "unable to open" in said.lower():
        return FolderGoneError(place=str(place.parent))
    return NotSavedError(detail=said)


class Database:
    """An open file. ``transaction()`` writes, ``connection`` reads; both belong to the desk worker."""

    def __init__(
        self, path: Path, key: bytes, waiting: Callable[[], None] | None = None, *, salvaging: bool = False
    ) -> None:
        """Open an existing or a new file. ``waiting`` is told once when another program holds it; ``salvaging`` opens
        the copy of a file that is cut short or whose description is damaged as far as it goes.

        Raises StoreLockedError, StoreKeyError, StoreReadOnlyError, StoreDamagedError."""
        demand_current_sqlite()
        self.path = path
        self._key = key
        self._pragmas = _SALVAGING if salvaging else _PRAGMAS
        self.waiting = waiting or _nothing
        self.on_bad_disk: Callable[[Exception], None] = _nothing_of
        """Told of each error of the disk and of each damaged page, whatever is answered to the person."""
        self.on_close: Callable[[], None] = _nothing
        self._open()

    def _open(self) -> None:
        """Open, and ask again for a while when another program holds the file; the first time somebody is told."""
        for tries_left in range(BUSY_TRIES - 1, -1, -1):
            try:
                self._open_once()
            except StoreInUseError:
                if not tries_left:
                    raise
                if tries_left == BUSY_TRIES - 1:
                    self.waiting()
            else:
                return

    def _open_once(self) -> None:
        try:
            self._connect(self._key)
        except StoreKeyError:
            # A power cut may tear the file's first sector while its first page is moved there from the log: with it
            # goes what SQLCipher mixes into the key. The log still holds that page, and moved once more it is right
            # again; where closing what did not open has moved it already, the log is gone and the key fits.
            self._connect(self._key + _salt_in_log(self.path))

    def _connect(self, key: bytes) -> None:
        with translated(self.path):
            self._engine = _engine(self.path, key, self._pragmas)
            try:
                connection = self._engine.connect()
                # Takes the exclusive lock now, so that a second program is told at the door.
                with connection.begin():
                    connection.execute(text("SELECT count(*) FROM sqlite_schema"))
            except BaseException:
                self._engine.dispose()
                raise  # the connection before it stays, closed: ``demand_open`` tries again
        self.connection: Connection = connection
        self._file = _file_at(self.path)

    @property
    def key(self) -> bytes:
        return self._key

    def demand_open(self) -> None:
        """Open again when an earlier ``reopen`` failed: a passing trouble of the disk does not need a restart."""
        if self.connection.closed:
            self._open()

    def begin(self) -> RootTransaction:
        """BEGIN. When not even that can be done the connection is closed, and opened anew at the next need."""
        try:
            return self.connection.begin()
        except (MemoryError, DBAPIError, sqlcipher.DatabaseError) as error:
            self.noticed(error)
            self._shut()
            if isinstance(error, MemoryError):
                raise OutOfMemoryError from error
            raise

    def demand_there(self) -> None:
        """Raise FolderGoneError when the file that is open is no longer the one at its path: what is written into a
        file that was deleted or moved away is found by nobody."""
        if self._file is not None and _file_at(self.path) != self._file:
            raise FolderGoneError(place=str(self.path.parent))

    def noticed(self, error: Exception) -> None:
        """Pass on what is wrong with the disk or the file."""
        if not isinstance(error, DBAPIError | sqlcipher.DatabaseError):
            return
        said = str(getattr(error, "orig", error)).lower()
        if is_io_error(error) or "malformed" in said or "corrupt" in said:
            self.on_bad_disk(error)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """BEGIN IMMEDIATE … COMMIT; rolled back when the block raises. Never nested, and not for facts (see ``work``).

        Raises NotSavedError or SaveUnknownError when the disk failed."""
        self.demand_open()
        self.demand_there()
        with translated(self.path):
            begun = self.begin()
            with self._rolled_back(begun):
                yield self.connection
        try:
            begun.commit()
        except DBAPIError as error:
            self.noticed(error)
            self.reopen()
            known = known_error(error, self.path)
            raise (known if isinstance(known, NotSavedError) else SaveUnknownError()) from error

    @contextmanager
    def _rolled_back(self, begun: RootTransaction) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            if isinstance(error, Exception):
                self.noticed(error)
            try:
                begun.rollback()
            except DBAPIError:  # SQLite has done it already (disk full)
                self.reopen()
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent look at the file; nothing is written."""
        self.demand_open()
        if self.connection.in_transaction():
            yield self.connection
        else:
            with translated(self.path):
                begun = self.begin()
                try:
                    yield self.connection
                finally:
                    # Nothing to commit: a disk that fails at COMMIT can still be asked what it holds.
                    begun.rollback()

    def reopen(self) -> None:
        """Close and open again: after a commit error only the file knows what it kept (reliability A3)."""
        self._shut()
        self._open()

    def _shut(self) -> None:
        try:
            self.connection.close()
        finally:
            self._engine.dispose()

    def close(self) -> None:
        """Close for good."""
        try:
            self._shut()
        finally:
            self.on_close()

    def empty_log(self) -> None:
        """Write everything into the file itself and cut the write-ahead log to nothing."""
        with translated(self.path):
            raw = self.connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self.connection.rollback()

    def integrity_findings(self) -> list[str]:
        """What SQLCipher (every page's HMAC) and SQLite (structure, indexes) find wrong; empty when sound."""
        self.demand_open()
        with translated(self.path):
            # SQLCipher looks at the file alone. A power cut while the log was being moved into it may have torn a page
            # there which the log still holds whole: that is no damage, and the page is put right first.
            look_at_file = self._move_log_into_file()
            with self.reading() as connection:
                found = self._findings(connection, "cipher_integrity_check") if look_at_file else []
                return found or self._findings(connection, "integrity_check")

    def _move_log_into_file(self) -> bool:
        """Whether the file alone now holds everything; a disk that refuses leaves it as it is, with its log."""
        raw = self.connection.connection.driver_connection
        assert raw is not None
        try:
            blocked, in_log, moved = raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        except sqlcipher.OperationalError:
            return False
        finally:
            self.connection.rollback()
        return not blocked and in_log == moved

    def _findings(self, connection: Connection, check: str) -> list[str]:
        found = [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA {check}")]
        return [finding for finding in found if finding != "ok"]

    def copy_to(self, target: Path, watch: Callable[[], None] | None = None) -> None:
        """A consistent, encrypted copy with the same key (VACUUM INTO); ``target`` must not exist. ``watch`` is called
        all the time meanwhile; what it raises ends the copying."""
        with translated(target), self._watched(watch) as raw:
            raw.execute("VACUUM INTO ?", (str(target),))
            self.connection.rollback()

    @contextmanager
    def _watched(self, watch: Callable[[], None] | None) -> Iterator[Any]:
        """The driver's connection, with somebody looking on while a statement runs."""
        raw: Any = self.connection.connection.driver_connection
        raised: list[BaseException] = []

        def look() -> int:
            try:
                watch()  # type: ignore[misc] # only set when there is one
            except BaseException as error:  # the library would swallow it; it is raised again below
                raised.append(error)
            return len(raised)

        if watch is not None:
            raw.set_progress_handler(look, _WATCH_STEPS)
        try:
            yield raw
        except sqlcipher.DatabaseError:
            if raised:
                raise raised[0] from None
            raise
        finally:
            if watch is not None:
                raw.set_progress_handler(None, 0)


def _salt_in_log(path: Path) -> bytes:
    """SQLCipher's salt (the first 16 bytes of page 1) as the write-ahead log holds it; empty when it holds none.

    Proves nothing by itself: a wrong salt opens nothing."""
    log = path.with_name(path.name + "-wal")
    if not log.exists():
        return b""
    with log.open("rb") as file:
        size = int.from_bytes(file.read(_LOG_HEADER)[8:12], "big")
        while frame := file.read(_FRAME_HEADER + _SALT):
            if frame[:4] == _FIRST_PAGE and len(frame) == _FRAME_HEADER + _SALT:
                return frame[_FRAME_HEADER:]
            file.seek(size - _SALT, os.SEEK_CUR)
    return b""


def _nothing() -> None:
    return None


def _nothing_of(_error: Exception) -> None:
    return None


def _file_at(path: Path) -> tuple[int, int] | None:
    """Which file lies at a path; None when none can be seen there."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def memory_database(create: Callable[[Connection], None]) -> Connection:
    """A scratch database in memory, for folding again and comparing."""
    engine = _engine(None, None, ("foreign_keys = ON",))
    connection = engine.connect()
    with connection.begin():
        create(connection)
    return connection
