"""The watched folder: a till drops files there, complete ones are taken and moved to ``done`` or ``refused``.

What was taken names customers and lies there in clear: it is kept for a week, should somebody ask, and then deleted.

Killed at any moment nothing is lost or taken twice: a file is moved only after its last record was saved, and records
that were saved are known when the file is met again.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from servicedesk.desk.sales_import.files import EncodingUnclearError, FileUnreadableError
from servicedesk.desk.sales_import.importing import WrongColumnsError
from servicedesk.desk.sales_import.telling import describe, describe_aside
from servicedesk.domain.sales_import import ImportSummary
from servicedesk.errors import KnownError
from servicedesk.paths import Home
from servicedesk.wording import Words

SETTLE_S = 10
"""A file that has not changed for so long is complete. A till that renames from ``.part`` is never met half written."""

KEPT_FOR = timedelta(days=7)
"""How long a taken file stays in ``done``; its sales are in the counter's own, encrypted file."""

_REFUSALS = (FileUnreadableError, EncodingUnclearError, WrongColumnsError)

ImportFile = Callable[[Path], ImportSummary]


class FolderNotOursError(KnownError):
    code = "SD-2310"
    exit_code = 1
    msgid = (
        "The file {file} was taken but cannot be moved away ({problem}). Its sales are saved. "
        "Call IT to give the counter the right to write in {folder}."
    )


class NotDeletedError(KnownError):
    code = "SD-2311"
    exit_code = 1
    msgid = (
        "The till's file {file} was taken more than {days} days ago and cannot be deleted ({problem}). Its sales are "
        "saved. Call IT to give the counter the right to write in {folder}."
    )


@dataclass(frozen=True, slots=True)
class TakenFile:
    """What became of one file: ``summary`` when it was taken, else ``error`` says why not."""

    name: str
    moved_to: Path
    summary: ImportSummary | None = None
    error: KnownError | None = None


def take_incoming(
    home: Home, import_file: ImportFile, now: datetime, words: Words, settle_s: int = SETTLE_S
) -> list[TakenFile]:
    """Take every complete file, oldest first. A file that cannot be one of a till's is refused with a note beside it.

    Any other error (the disk is full, the counter is busy) is raised, and the file stays for the next time."""
    taken = []
    for path in complete_files(home.incoming, now, settle_s):
        before = _print_of(path)
        try:
            summary = import_file(path)
        except _REFUSALS as error:
            if isinstance(error, FileUnreadableError) and not path.exists():
                continue  # taken away by its owner
            moved_to = _put_away(path, home.incoming / "refused", words.error(error) + f" ({error.code})\n")
            taken.append(TakenFile(path.name, moved_to, error=error))
            continue
        if _print_of(path) != before:
            continue  # it grew while it was read: what was taken is known when it is read again
        note = _note(summary, words) if summary.set_aside else None
        moved_to = _put_away(path, home.incoming / "done", note, taken_at=now)
        taken.append(TakenFile(path.name, moved_to, summary))
    if not taken:
        _delete_old(home.incoming / "done", now)
    return taken


def _delete_old(folder: Path, now: datetime) -> None:
    """Delete what was taken more than ``KEPT_FOR`` ago, notes too. In quiet looks only, so that a file which cannot
    be deleted never hides the news of those that were taken. Raises NotDeletedError."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        try:
            state = path.lstat()
            if not stat.S_ISDIR(state.st_mode) and now.timestamp() - state.st_mtime >= KEPT_FOR.total_seconds():
                path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            problem = error.strerror or "?"
            raise NotDeletedError(file=path.name, days=KEPT_FOR.days, problem=problem, folder=folder) from error


def complete_files(folder: Path, now: datetime, settle_s: int) -> list[Path]:
    """Files a till has finished, in the order in which they were written. A time in the future counts as any other
    distance: the till's clock may be wrong, and a file must not wait for it."""
    if not folder.is_dir():
        return []
    found = []
    for path in folder.iterdir():
        if path.suffix.lower() != ".csv" or path.name.startswith("."):
            continue
        try:
            state = path.lstat()
        except OSError:
            continue
        if stat.S_ISREG(state.st_mode) and abs(now.timestamp() - state.st_mtime) >= settle_s:
            found.append((state.st_mtime_ns, path.name, path))
    return [path for _, _, path in sorted(found)]


def _print_of(path: Path) -> tuple[int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns


def _put_away(path: Path, folder: Path, note: str | None, *, taken_at: datetime | None = None) -> Path:
    """Move a file, its note first: what lies in ``refused`` always says why. An older file of the same name stays.

    ``taken_at`` becomes the time of both, from which the week counts; the till's own clock may be wrong."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = _free_name(folder, path)
        if note is not None:
            target.with_suffix(".txt").write_text(note, encoding="utf-8")
        os.replace(path, target)
    except OSError as error:
        raise FolderNotOursError(file=path.name, problem=error.strerror or "?", folder=folder) from error
    if taken_at is not None:
        for kept in (target, target.with_suffix(".txt")):
            with suppress(OSError):  # a file of the till's own user keeps the till's time, which is near enough
                os.utime(kept, (taken_at.timestamp(), taken_at.timestamp()))
    return target


def _free_name(folder: Path, path: Path) -> Path:
    target, copy = folder / path.name, 1
    while target.exists():
        copy += 1
        target = folder / f"{path.stem} ({copy}){path.suffix}"
    return target


def _note(summary: ImportSummary, words: Words) -> str:
    lines = [describe(summary, words), *(describe_aside(aside, words) for aside in summary.set_aside)]
    return "\n".join(lines) + "\n"
