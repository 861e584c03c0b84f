"""Backups: a verified copy made by a tool, never by copying files; and the way back (reliability 3.6)."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from servicedesk.domain.sentences import Sentence
from servicedesk.errors import KnownError, Progress, StoppedError, no_progress
from servicedesk.paths import Home
from servicedesk.records import durable, holding, journal, keys, migrate, staging
from servicedesk.records.database import Database
from servicedesk.records.errors import StoreDamagedError, StoreInUseError
from servicedesk.wording import N_


class BackupFailedError(KnownError):
    code = "SD-1301"
    exit_code = 1
    msgid = (
        "The backup could not be made ({detail}). The counter's own file is unchanged and safe. "
        "Choose another place and try again."
    )


class NotABackupError(KnownError):
    code = "SD-1302"
    exit_code = 2
    msgid = (
        "{file} is not a backup of servicedesk that can be used ({detail}). Nothing was changed. Choose another backup."
    )


NO_COUNTER = N_("it holds no counter")
_OWN_FILE = N_("that is one of the counter's own files")
_NO_FILE = N_("there is no such file")
_NO_KEYS = N_("{file} is not beside it")


def detail_of(error: OSError | KnownError) -> object:
    """What to say inside another sentence about an error."""
    return Sentence(error.msgid, error.params) if isinstance(error, KnownError) else error


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


def make(database: Database, home: Home, target: Path, progress: Progress = no_progress) -> Backup:
    """Write a copy, open it, verify it whole, and only then give it its name. Raises BackupFailedError.

    ``progress`` counts the bytes that are copied; stopped, nothing is left of the copy."""
    if not home.may_receive(target):
        raise BackupFailedError(detail=Sentence(_OWN_FILE))
    partial = target.with_name(target.name + ".part")
    try:
        durable.make_folder(target.parent)
        partial.unlink(missing_ok=True)
        whole = max(1, database.path.stat().st_size)
        database.copy_to(partial, lambda: progress(partial.stat().st_size if partial.exists() else 0, whole))
        progress(whole, whole)
        os.chmod(partial, 0o600)
        made = check(partial, database.key)
        sealed = keys.sealed_path(home.keys)
        if sealed.exists():
            # First the keys: a backup with a name has what another machine needs to open it.
            shutil.copyfile(sealed, sealed_keys_of(target))
            os.chmod(sealed_keys_of(target), 0o600)
            durable.sync(sealed_keys_of(target))
        durable.sync(partial)
        os.replace(partial, target)
        durable.sync(target.parent)
    except (OSError, KnownError) as error:
        with suppress(OSError):  # the disk that failed may not even take this; the next backup begins with it
            partial.unlink(missing_ok=True)
        raise BackupFailedError(detail=detail_of(error)) from error
    except StoppedError:
        partial.unlink(missing_ok=True)
        raise
    return Backup(target, made.facts, made.head_seq, made.head_hash, target.stat().st_size)


def check(path: Path, key: bytes) -> Backup:
    """Open a backup with a key and verify every page and record. Raises KnownError for what is wrong with it."""
    copy = Database(path, key)
    try:
        findings = copy.integrity_findings()
        if findings:
            raise StoreDamagedError(detail=findings[0])
        with copy.reading() as connection:
            if migrate.revision_of(connection) is None:
                raise StoreDamagedError(detail=Sentence(NO_COUNTER))
            migrate.is_current(connection)  # one of a newer release is told here, before anything is replaced
            facts = journal.verify(connection)
            head = journal.head(connection)
    finally:
        copy.close()
        for leftover in ("-wal", "-shm"):
            path.with_name(path.name + leftover).unlink(missing_ok=True)
    return Backup(path, facts, head.seq if head else 0, head.hash if head else "", path.stat().st_size)


def unpack(home: Home, source: Path, recovery_code: str | None) -> tuple[Home, Backup]:
    """Lay a backup out beside the counter, verified, with the keys that open it; nothing of the counter is touched.

    With ``recovery_code`` the keys come from the backup's sealed keys (another machine), else this machine's are used.
    Raises StoreInUseError, NotABackupError, RecoveryCodeError. ``staging.put_in_place`` makes it the counter."""
    if not source.is_file():
        raise NotABackupError(file=str(source), detail=Sentence(_NO_FILE))
    staging.finish(home)
    demand_closed(home)
    here, sealed = _keys_for(home, source, recovery_code)
    staged = staging.begin(home)
    try:
        shutil.copyfile(source, staged.store_file)
        os.chmod(staged.store_file, 0o600)
        made = check(staged.store_file, here.store)
        keys.install(staged.keys, here)
        if sealed is not None:
            keys.install_sealed(staged.keys, sealed)
    except (OSError, KnownError) as error:
        shutil.rmtree(staged.root, ignore_errors=True)
        raise NotABackupError(file=str(source), detail=detail_of(error)) from error
    return staged, made


def demand_closed(home: Home) -> None:
    """Raise StoreInUseError while a program has the counter open: what it saves would go into a file set aside."""
    if home.store_file.exists():
        holding.demand_free(home)
        try:
            # A key that fits nothing: the lock is asked for, and the file, damaged or not, stays as it is.
            Database(home.store_file, secrets.token_bytes(32)).close()
        except StoreInUseError:
            raise
        except KnownError:
            return


def _keys_for(home: Home, source: Path, recovery_code: str | None) -> tuple[keys.Keys, bytes | None]:
    """The keys that open a backup, and the sealed ones to keep beside them (None when this machine never had any)."""
    sealed_file = keys.sealed_path(home.keys) if recovery_code is None else sealed_keys_of(source)
    sealed = sealed_file.read_bytes() if sealed_file.is_file() else None
    if recovery_code is None:
        return keys.load(home.keys), sealed
    if sealed is None:
        raise NotABackupError(file=str(source), detail=Sentence(_NO_KEYS, {"file": sealed_file.name}))
    return keys.recover(sealed, recovery_code), sealed
