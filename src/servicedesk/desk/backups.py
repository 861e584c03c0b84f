"""Making a backup at the desk, and putting one back as a new life of the counter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from servicedesk.desk import room
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.desk.setup import begin_incarnation, open_desk
from servicedesk.domain.counters import BackupMade
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.staff import SYSTEM, Permission, Session
from servicedesk.domain.times import Clock
from servicedesk.errors import KnownError, Progress, no_progress
from servicedesk.paths import Home
from servicedesk.records import backup, durable, highwater, staging
from servicedesk.records.backup import Backup, NotABackupError
from servicedesk.records.work import Steps, no_steps
from servicedesk.wording import N_

_SCARCE = N_(
    "The disk is almost full, so no backup was made here. All saved work is safe. "
    "Free disk space or call IT, who can make one elsewhere."
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, which life of the counter goes on from it, and where what was there before lies now."""

    backup: Backup
    incarnation: int
    set_aside: Path | None


def make(desk: Desk, dest: Path, who: Session = SYSTEM, progress: Progress = no_progress) -> Backup:
    """Write a verified copy to ``dest`` (a file, or a folder that gets a dated one). Raises BackupFailedError."""
    if dest.is_dir():
        counter = f"{desk.profile.store_id}-{desk.profile.terminal_id}"
        dest = dest / f"servicedesk-{counter}-{desk.now():%Y%m%d-%H%M%S}.backup"
    made = backup.make(desk.database, desk.home, dest, progress)
    with desk.work(who) as work:
        work.record(BackupMade(made.path.name, made.head_seq, made.size_bytes))
    return made


def restore(
    home: Home, clock: Clock, source: Path, recovery_code: str | None = None, *, steps: Steps = no_steps
) -> Restored:
    """Put a backup in place of a missing, damaged or lost counter; what was there is kept, never deleted.

    The new life begins before the copy becomes the counter, so that no number can be given twice whenever the power
    goes. Raises StoreInUseError, NotABackupError, RecoveryCodeError, StoreKeyError."""
    staged, unpacked = backup.unpack(home, source, recovery_code)
    steps("unpacked")
    try:
        desk = open_desk(staged, clock, steps=steps)
        try:
            incarnation = begin_incarnation(desk, highwater.highest_incarnation(home))
        finally:
            desk.close()
    except KnownError as error:
        raise NotABackupError(file=str(source), detail=backup.detail_of(error)) from error
    return Restored(unpacked, incarnation, staging.put_in_place(home, steps))


def make_in_home(desk: Desk, who: Session, *, progress: Progress = no_progress) -> Done[tuple[str, int]] | Refused:
    """A dated backup in the counter's own backup folder; answers its name and how many facts it holds."""
    refused = desk.refuse_unless(who, Permission.BACKUP_MAKE)
    if refused:
        return refused
    if room.is_scarce(desk):
        return Refused("DISK_SCARCE", Sentence(_SCARCE))
    durable.make_folder(desk.home.backups)
    made = make(desk, desk.home.backups, who, progress)
    return Done((made.path.name, made.facts))
