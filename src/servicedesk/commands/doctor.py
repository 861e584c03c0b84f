"""``doctor``: what IT asks over the phone: versions, folders, disk, libraries, printers, clock and the counter itself.

It works without a counter and beside an open one, changes nothing, and shows no person's data. Each finding stands
alone: what cannot be looked at is a finding, too.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

from servicedesk import __version__
from servicedesk.commands import cli
from servicedesk.commands.counter import home_of, words_of
from servicedesk.domain.sentences import Sentence
from servicedesk.errors import KnownError
from servicedesk.paths import Home, migrations, resources
from servicedesk.wording import N_

"""Below the first the counter shows a banner, below the second it works with care (reliability A4)."""
BACKUP_OLD_AFTER = timedelta(days=2)
CLOCK_TOLERANCE = timedelta(minutes=2)

_PACKAGES = ("PySide6-Essentials", "SQLAlchemy", "alembic", "sqlcipher3", "msgspec", "reportlab", "pypdfium2", "pillow")


class State(StrEnum):
    """How a finding is meant: as it should be, only told, to be looked at, or in the way of work."""

    WELL = "well"
    NOTE = "note"
    LOOK = "look"
    BAD = "bad"


_STATE_WORDS = {State.WELL: N_("fine"), State.NOTE: N_("info"), State.LOOK: N_("attention"), State.BAD: N_("fault")}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: ``key`` for programs, ``title`` (a msgid) and ``said`` for people."""

    key: str
    title: str
    state: State
    said: Sentence


def add_parsers(subparsers: Any) -> None:
    doctor = subparsers.add_parser("doctor")
    doctor.add_argument("--json", action="store_true", help="as JSON, for programs; always in English")
    doctor.set_defaults(run=examine)


def examine(args: argparse.Namespace) -> int:
    """Print every finding; exit 1 when one of them is in the way of work."""
    home, words = home_of(args), words_of(args)
    findings = list(_findings(home))
    if args.json:
        listed = [{"key": found.key, "state": found.state.value, "value": str(found.said)} for found in findings]
        print(json.dumps({"version": __version__, "findings": listed}, ensure_ascii=False, indent=2))
    else:
        for found in findings:
            state, title = words(_STATE_WORDS[found.state]), words(found.title)
            print(words("[{state}] {title}: {what}", state=state, title=title, what=words.say(found.said)))
    return cli.CHECK_FAILED if any(found.state is State.BAD for found in findings) else cli.DONE


def _findings(home: Home) -> Iterator[Finding]:
    yield _told("version", N_("servicedesk"), __version__)
    yield _told("python", N_("Python"), f"{platform.python_version()} ({sys.executable})")
    yield _told("system", N_("System"), f"{platform.platform()} {platform.machine()}")
    yield _told("packages", N_("Packages"), ", ".join(map(_version_of, _PACKAGES)))
    for look in (_sqlite, _qt, _shipped):
        yield look()
    yield _told("home", N_("Data folder"), str(home.root))
    for look_at in (_writable, _disk, _clock, _backups):
        yield look_at(home)
    yield from _printers(home)
    yield from _counter(home)


def _told(key: str, title: str, value: str, state: State = State.NOTE) -> Finding:
    return Finding(key, title, state, Sentence("{value}", {"value": value}))


def _version_of(package: str) -> str:
    try:
        return f"{package} {metadata.version(package)}"
    except metadata.PackageNotFoundError:
        return f"{package} -"


def _sqlite() -> Finding:
    """The version every file is opened with, and the cipher's, from a database in memory."""
    from servicedesk.records.database import demand_current_sqlite, memory_database, sqlite_version

    version = ".".join(map(str, sqlite_version()))
    try:
        demand_current_sqlite()
    except KnownError as error:
        return Finding("sqlite", N_("SQLite"), State.BAD, Sentence(error.msgid, error.params))
    connection = memory_database(lambda _connection: None)
    try:
        cipher = connection.exec_driver_sql("PRAGMA cipher_version").scalar()
    finally:
        connection.close()
    return _told("sqlite", N_("SQLite"), f"{version}, SQLCipher {cipher}", State.WELL)


def _qt() -> Finding:
    """Whether the window toolkit loads: a system library that is missing shows here and not as a dead icon."""
    try:
        import_module("PySide6.QtWidgets")
        version = import_module("PySide6.QtCore").qVersion()
    except ImportError as error:
        said = Sentence(
            N_("The window cannot open: {detail}. Records are safe. Install that library, then try again."),
            {"detail": str(error)},
        )
        return Finding("qt", N_("Qt"), State.BAD, said)
    return _told("qt", N_("Qt"), str(version), State.WELL)


def _shipped() -> Finding:
    """The program's own data: translations, fonts and the scripts that bring an older file up to date."""
    wanted = {
        "locale": resources() / "locale" / "zh_CN",
        "fonts": resources() / "fonts",
        "migrations": migrations() / "terminal" / "versions",
    }
    patterns = {"locale": "*.mo", "fonts": "*.ttf", "migrations": "*.py"}
    missing = [name for name, folder in wanted.items() if not any(folder.glob(patterns[name]))]
    if missing:
        said = Sentence(N_("{names} are missing. Install servicedesk again."), {"names": ", ".join(missing)})
        return Finding("shipped", N_("Program files"), State.BAD, said)
    return _told("shipped", N_("Program files"), str(resources()), State.WELL)


def _existing(folder: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _writable(home: Home) -> Finding:
    place = _existing(home.root)
    if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
        return Finding("writable", N_("May write there"), State.WELL, Sentence(N_("yes")))
    said = Sentence(N_("No. Give this user the right to write in {place}."), {"place": str(place)})
    return Finding("writable", N_("May write there"), State.BAD, said)


def _disk(home: Home) -> Finding:
    from servicedesk.records.space import Room, room_of

    free = shutil.disk_usage(_existing(home.root)).free
    state = {Room.ENOUGH: State.WELL, Room.LOW: State.LOOK}.get(room_of(free), State.BAD)
    return Finding("disk_free", N_("Free space"), state, Sentence("{mb} MB", {"mb": free // 1_000_000}))


def _clock(home: Home) -> Finding:
    """This machine's time beside the newest file of the counter: a clock set back would misdate every record."""
    now = datetime.now(UTC)  # noqa: TID251 - the machine's own clock is what is examined, whatever else is broken
    shown = now.astimezone().isoformat(timespec="seconds")
    files = [path for path in (home.store_file, *home.root.glob("*.db-wal")) if path.exists()]
    newest = max((datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in files), default=now)
    if newest - now > CLOCK_TOLERANCE:
        said = Sentence(
            N_("{now}, but the counter was last saved at {saved}: set the clock right before you work."),
            {"now": shown, "saved": newest.astimezone().isoformat(timespec="seconds")},
        )
        return Finding("clock", N_("Clock"), State.BAD, said)
    return _told("clock", N_("Clock"), shown, State.WELL)


def _backups(home: Home) -> Finding:
    title = N_("Newest backup")
    if not home.store_file.exists():
        return Finding("backup", title, State.NOTE, Sentence(N_("none, and nothing to keep yet")))
    made = [path.stat().st_mtime for path in home.backups.glob("*.backup")] if home.backups.is_dir() else []
    if not made:
        said = Sentence(N_("None in {place}. Make one: servicedesk backup FILE"), {"place": str(home.backups)})
        return Finding("backup", title, State.LOOK, said)
    age = timedelta(seconds=max(0.0, home.store_file.stat().st_mtime - max(made)))
    at = datetime.fromtimestamp(max(made), UTC).astimezone().isoformat(timespec="minutes")
    return _told("backup", title, at, State.LOOK if age > BACKUP_OLD_AFTER else State.WELL)


def _printers(home: Home) -> Iterator[Finding]:
    """What prints what by this counter's settings, each value of them that is wrong, and what this computer offers."""
    from servicedesk.desk.printer_setup import load
    from servicedesk.domain.printer_setup import ROLES
    from servicedesk.printing.finding import offered

    setup = load(home)
    for role in ROLES:
        told = ", ".join(f"{entry.called} ({entry.kind.value}, {entry.profile.name})" for entry in setup.of(role))
        state = State.NOTE if told else State.BAD
        yield _told(f"printer_{role}", _PRINTERS_OF[role], told or "-", state)
    for fault in setup.faults:
        yield Finding(f"printer_fault_{fault.key}", N_("Printer settings"), State.BAD, fault.said)
    names = [entry.address for entry in offered()]
    if not names:
        said = Sentence(N_("none found; slips go to the PDF folder until one is set up"))
        yield Finding("printers", N_("Printers found"), State.NOTE, said)
    else:
        yield _told("printers", N_("Printers found"), ", ".join(names), State.WELL)


_PRINTERS_OF = {"slip": N_("Printers of slips"), "page": N_("Printers of pages")}


def _counter(home: Home) -> Iterator[Finding]:
    """The counter's own file. Being open elsewhere is no fault; being damaged or locked out is."""
    from servicedesk.records.errors import StoreInUseError

    title = N_("Counter")
    if not home.store_file.exists():
        yield Finding("counter", title, State.NOTE, Sentence(N_("none in this folder yet")))
        return
    try:
        counts = _counts(home)
    except StoreInUseError:
        yield Finding("counter", title, State.NOTE, Sentence(N_("open in another window; close it to look inside")))
    except KnownError as error:
        yield Finding("counter", title, State.BAD, Sentence(error.msgid, error.params))
    else:
        size_mb = round(home.store_file.stat().st_size / 1_000_000, 1)
        opened = Sentence(N_("opens with this machine's key, {size_mb} MB"), {"size_mb": size_mb})
        yield Finding("counter", title, State.WELL, opened)
        yield from (_told(key, _COUNTED[key], str(value)) for key, value in counts.items())


_COUNTED = {
    "revision": N_("Shape of the file"),
    "facts": N_("Facts"),
    "staff": N_("Staff"),
    "slips_waiting": N_("Slips waiting for a printer"),
    "refunds_due": N_("Refunds not yet paid"),
}


def _counts(home: Home) -> dict[str, object]:
    """How much there is, without a name in it. Nothing is migrated; tables an older file lacks are left out."""
    from servicedesk.records import holding, journal, keys, migrate
    from servicedesk.records.database import Database
    from servicedesk.records.queries import returns, slips, staff

    holding.demand_free(home)
    database = Database(home.store_file, keys.load(home.keys).store)
    try:
        with database.reading() as connection:
            found: dict[str, object] = {"revision": migrate.revision_of(connection) or "-"}
            if migrate.is_current(connection):
                counted: dict[str, Callable[[], object]] = {
                    "facts": lambda: journal.count(connection),
                    "staff": lambda: len(staff.active(connection)),
                    "slips_waiting": lambda: slips.waiting(connection),
                    "refunds_due": lambda: len(returns.refund_list(connection)),
                }
                found |= {key: count() for key, count in counted.items()}
            return found
    finally:
        database.close()
