"""Making a backup at the desk: the copy, and the fact that it was made."""

from __future__ import annotations

from pathlib import Path

from servicedesk.desk.context import Desk
from servicedesk.domain.counters import BackupMade
from servicedesk.domain.staff import SYSTEM, Session
from servicedesk.records import backup
from servicedesk.records.backup import Backup


def make(desk: Desk, dest: Path, who: Session = SYSTEM) -> Backup:
    """Write a verified copy to ``dest`` (a file, or a folder that gets a dated one). Raises BackupFailedError."""
    if dest.is_dir():
        dest = dest / f"servicedesk-{desk.profile.store_id}-{desk.profile.terminal_id}-{desk.now():%Y%m%d-%H%M%S}.backup"
    made = backup.make(desk.database, desk.home, dest)
    with desk.work(who) as work:
        work.record(BackupMade(made.path.name, made.head_seq, made.size_bytes))
    return made
