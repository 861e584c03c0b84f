"""Backups: a verified copy made by a tool, never by copying files; and the way back, as a new incarnation (reliability 3.6)."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from servicedesk.errors import KnownError
from servicedesk.paths import Home
from servicedesk.records import journal, keys, migrate
from servicedesk.records.database import Database
from servicedesk.records.errors import StoreDamagedError, StoreExistsError
from servicedesk.records.tables import journal as journal_table


class BackupFailedError(KnownError):
    code = "SD-1301"
    exit_code = 1
    msgid = "The backup could not be made ({detail}). The counter's own file is unchanged and safe. Choose another place and try again."


class NotABackupError(KnownError):
    code = "SD-1302"
    exit_code = 2
    msgid = "{file} is not a backup of servicedesk that can be used ({detail}). Nothing was changed. Choose another backup."


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified backup: where it lies, how many facts it holds, the last one's seq and hash."""

    path: Path
    facts: int
    head_seq: int
    head_hash: str
    size_bytes: int


def sealed_keys_of(path: Path) -> Path:
    """The file that travels with a backup: the keys, sealed under the recovery code."""
    return path.with_name(path.name + ".keys")


def make(database: Database, home: Home, target: Path) -> Backup:
    """Write a copy, open it, verify it whole, and only then give it its name. Raises BackupFailedError."""
    partial = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        database.copy_to(partial)
        os.chmod(partial, 0o600)
        made = check(partial, database.key)
        os.replace(partial, target)
        sealed = home.keys / "recovery.json"
        if sealed.exists():
            shutil.copyfile(sealed, sealed_keys_of(target))
            os.chmod(sealed_keys_of(target), 0o600)
        _sync(target)
    except (OSError, KnownError) as error:
        partial.unlink(missing_ok=True)
        raise BackupFailedError(detail=str(error)) from error
    return Backup(target, made.facts, made.head_seq, made.head_hash, target.stat().st_size)


def _sync(path: Path) -> None:
    """Make the copy and its name durable."""
    for place in (path, path.parent):
        if place.is_dir() and os.name == "nt":
            continue
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def check(path: Path, key: bytes) -> Backup:
    """Open a backup with a key and verify every page and record. Raises KnownError for what is wrong with it."""
    copy = Database(path, key)
    try:
        findings = copy.integrity_findings()
        if findings:
            raise StoreDamagedError(detail=findings[0])
        with copy.reading() as connection:
            if not migrate.known_revisions() or migrate.revision_of(connection) is None:
                raise StoreDamagedError(detail="it holds no counter")
            facts = journal.verify(connection)
            head = journal.head(connection)
    finally:
        copy.close()
        for leftover in ("-wal", "-shm"):
            path.with_name(path.name + leftover).unlink(missing_ok=True)
    return Backup(path, facts, head.seq if head else 0, head.hash if head else "", path.stat().st_size)


def put_back(home: Home, source: Path, recovery_code: str | None) -> Backup:
    """Put a backup in place of a missing or damaged file; the old file is kept beside it, never deleted.

    With ``recovery_code`` the keys come from the backup's sealed keys (another machine), else this machine's are used.
    The caller then begins a new incarnation. Raises NotABackupError, RecoveryCodeError."""
    if not source.is_file():
        raise NotABackupError(file=str(source), detail="there is no such file")
    secrets_here = _keys_for(home, source, recovery_code)
    working = home.root / "restoring.db"
    try:
        home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(source, working)
        os.chmod(working, 0o600)
        made = check(working, secrets_here.store)
    except (OSError, KnownError) as error:
        working.unlink(missing_ok=True)
        raise NotABackupError(file=str(source), detail=str(error)) from error
    _set_aside(home)
    if recovery_code is not None:
        keys.install(home.keys, secrets_here)
        shutil.copyfile(sealed_keys_of(source), home.keys / "recovery.json")
        os.chmod(home.keys / "recovery.json", 0o600)
    os.replace(working, home.store_file)
    _sync(home.store_file)
    return made


def _keys_for(home: Home, source: Path, recovery_code: str | None) -> keys.Keys:
    if recovery_code is None:
        return keys.load(home.keys)
    sealed = sealed_keys_of(source)
    if not sealed.is_file():
        raise NotABackupError(file=str(source), detail=f"{sealed.name} is not beside it")
    return keys.recover(sealed.read_bytes(), recovery_code)


def _set_aside(home: Home) -> None:
    """Keep what is there under the first free name ``replaced-N``."""
    here = [home.store_file, *(home.store_file.with_name(home.store_file.name + end) for end in ("-wal", "-shm"))]
    present = [file for file in here if file.exists()]
    if not present:
        return
    for attempt in range(1, 1000):
        folder = home.root / f"replaced-{attempt}"
        if not folder.exists():
            folder.mkdir(mode=0o700)
            for file in present:
                os.replace(file, folder / file.name)
            mark = home.root / "high-water.json"
            if mark.exists():
                os.replace(mark, folder / mark.name)
            return
    raise StoreExistsError(place=str(home.root))


def newest_seq(database: Database) -> int:
    with database.reading() as connection:
        return connection.execute(select(func.max(journal_table.c.position))).scalar() or 0
