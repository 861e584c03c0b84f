"""The k-th call to the disk fails, for every k of every action; what was said is compared with what the file holds.

``python -m tests.iosweep.sweep TEMPLATE FOLDER --error EIO --actions settle,void [--plant NAME]`` prints a report as
JSON; it needs the recorder (``tests.faultshim``) preloaded. One process does it all, as the program would: after a
failure the same counter goes on with its work.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import shutil
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from tests import plants
from tests.builders import MORNING
from tests.compiling import compile_once
from tests.faultshim.shim import Shim
from tests.iosweep.actions import ACTIONS, Sweep, quick_pins
from tests.shop import People

from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.domain.times import FixedClock
from servicedesk.errors import KnownError
from servicedesk.paths import Home
from servicedesk.records import backup, database, journal, rebuild, store
from servicedesk.records.backup import Backup, BackupFailedError
from servicedesk.records.errors import NotSavedError, SaveUnknownError
from servicedesk.records.work import Work

PAGES_IN_LOG = 1
"""So few that every COMMIT also moves the log into the file, and may fail there; and each case is like any other."""
SAVED, NOT_SAVED, UNKNOWN = "saved", "not saved", "unknown"


@dataclass
class Report:
    """What came of all failures: for each action how many, and how often it said what."""

    cases: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    saved_after_all: int = 0
    """A call failed, and the file was asked and held the work: "saved" was said, and rightly."""
    unsure_answered: int = 0
    """"Unknown" was said, and the next start answered."""
    wrong: list[str] = field(default_factory=list)
    cpu_s: float = 0.0


def _forgive(desk: Desk) -> None:
    """Two errors of the disk within ten minutes are a safe stop; here each case is looked at by itself."""
    desk.safe_stop = desk.disk_was_full = False
    desk._disk_errors.clear()


class Wrong(Exception):
    """Something was said of the work that is not so."""


class Told:
    """What a planted bug says too early."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers: list[str] = []

    def acknowledge(self, number: str, slip_id: str, refund_minor: int) -> None:
        self.numbers.append(number)


class Tester:
    """A counter whose disk fails on demand."""

    def __init__(self, template: Path, folder: Path, plant: str, report: Report) -> None:
        self._shim, self._report = Shim(), report
        self._home, self._scratch, self._template = Home(folder / "home"), Home(folder / "scratch"), template
        self._scratch.root.mkdir(parents=True)
        self._people, self.evidence = People(template.parent), Told(folder)
        self._clock = FixedClock(MORNING + timedelta(minutes=5))
        database._PRAGMAS = (*database._PRAGMAS, f"wal_autocheckpoint = {PAGES_IN_LOG}")
        self._ids: list[str] = []
        self._listen()
        self._plant = plant

    def _listen(self) -> None:
        record = Work.record

        def recorded(work: Work, *arguments: Any, **named: Any) -> str:
            fact_id = record(work, *arguments, **named)
            self._ids.append(fact_id)
            return fact_id

        Work.record = recorded  # type: ignore[method-assign] # it only listens

    def _open(self) -> None:
        self._sweep = Sweep(self._people.at_work(self._home, self._clock))

    def sweep(self, name: str, error: int, *, for_ever: bool, stride: int, stop_at_first: bool) -> None:
        """Every k of one action until it comes through, at a counter of its own; ``stride`` takes fewer of them after
        the first thirty."""
        self._begin()
        k = 0
        while not (self._report.wrong and stop_at_first):
            k += 1 if k < 30 else stride
            if self._case(name, k, error, for_ever=for_ever) == 0:
                break
        self._finish()

    def _begin(self) -> None:
        """A fresh counter: what is done at one only grows, and with it the time each action takes."""
        shutil.rmtree(self._home.root, ignore_errors=True)
        shutil.copytree(self._template, self._home.root)
        self._shim.watch(self._home.root)
        self._open()
        quick_pins(self._sweep.desk)
        if self._plant:
            plants.plant(self._plant, self._sweep.desk, self)
            self._plant = ""

    def _case(self, name: str, k: int, error: int, *, for_ever: bool) -> int:
        """One action with one failure; answers how many calls failed."""
        _forgive(self._sweep.desk)
        act = ACTIONS[name](self._sweep)
        self._empty_the_log()
        before = self._facts()
        self._ids.clear()
        self.evidence.numbers.clear()
        self._shim.fail(k, error, for_ever=for_ever)
        said, outcome = self._said(act)
        failed = self._shim.heal()
        self._report.cases[name] += 1
        self._report.said[said] += 1
        self._report.saved_after_all += said == SAVED and failed > 0
        try:
            self._compare(said, outcome, before)
        except Wrong as wrong:
            ever = "for ever" if for_ever else "once"
            self._report.wrong.append(f"{name}, call {k}, {errno.errorcode[error]} {ever}: {wrong}")
        return failed

    def _said(self, act: Any) -> tuple[str, object]:
        """What a person is told: by an outcome, by one of our sentences, or not at all."""
        try:
            outcome = act()
        except SaveUnknownError as known:
            return UNKNOWN, known
        except (NotSavedError, BackupFailedError) as known:
            return NOT_SAVED, known
        except KnownError as known:
            return f"not saved ({known.code})", known
        except Exception as bug:
            return f"our own mistake: {bug!r} {traceback.format_exc(limit=-4)}", bug
        return SAVED, outcome

    def _facts(self) -> int:
        with self._sweep.desk.database.reading() as connection:
            return journal.count(connection)

    def _empty_the_log(self) -> None:
        """Each case begins alike: what an earlier failure left in the log is moved into the file."""
        raw = self._sweep.desk.database.connection.connection.driver_connection
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._sweep.desk.database.connection.rollback()

    def _compare(self, said: str, outcome: object, before: int) -> None:
        after, new = self._on_disk(before)
        if after < before:
            raise Wrong("facts of before are gone")
        for number in self.evidence.numbers:
            if said != SAVED:
                raise Wrong(f"{number} was said to be saved and is not there")
        if said.startswith("our own mistake"):
            raise Wrong(said)
        if new and new != self._ids:
            raise Wrong(f"half of it is there: {len(new)} of {len(self._ids)} facts")
        if said.startswith(NOT_SAVED) and new:
            raise Wrong(f"“{said}” was said, and it is saved")
        if said == SAVED:
            self._compare_saved(outcome, new)
        if said == UNKNOWN:
            self._compare_unknown(new)

    def _compare_saved(self, outcome: object, new: list[str]) -> None:
        if not new:
            raise Wrong("it was said to be saved and is not there")
        if isinstance(outcome, Backup):
            backup.check(outcome.path, self._sweep.desk.database.key)
            if not backup.sealed_keys_of(outcome.path).exists():
                raise Wrong("the backup has no keys beside it")
        elif isinstance(outcome, Refused):
            if outcome.code != "PIN_WRONG":
                raise Wrong(f"refused for another reason: {outcome.code}")
        elif not isinstance(outcome, Done):
            raise Wrong(f"not an outcome: {outcome!r}")

    def _compare_unknown(self, new: list[str]) -> None:
        """The next start tells what became of it, if the disk could take the question."""
        if not (self._home.root / "unsure.txt").exists():
            return
        self._sweep.desk.close()
        self._open()
        self._report.unsure_answered += 1
        if self._sweep.desk.unsure is not bool(new):
            raise Wrong(f"the next start says {self._sweep.desk.unsure}, the file holds {len(new)} facts")

    def _on_disk(self, before: int) -> tuple[int, list[str]]:
        """How many facts the file holds, and those after the first ``before``; read from a copy by another connection.

        The file is what the system gives back when the process dies now."""
        for end in ("", "-wal"):
            source = self._home.store_file.with_name("counter.db" + end)
            target = self._scratch.store_file.with_name("counter.db" + end)
            if source.exists():
                shutil.copyfile(source, target)
            else:
                target.unlink(missing_ok=True)
        connection = sqlcipher.connect(os.fspath(self._scratch.store_file), isolation_level=None)
        try:
            connection.execute(f"PRAGMA key = \"x'{self._sweep.desk.database.key.hex()}'\"")
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            ((count,),) = connection.execute("SELECT count(*) FROM journal").fetchall()
            query = "SELECT fact_id FROM journal WHERE position > ? ORDER BY position"
            return count, [fact_id for (fact_id,) in connection.execute(query, (before,))]
        finally:
            connection.close()

    def _finish(self) -> None:
        """Everything is verified once more, and folded again."""
        self._sweep.desk.close()
        opened = store.open_store(self._home)
        with opened.database.reading() as connection:
            journal.verify(connection)
            difference = rebuild.compare(connection)
        opened.database.close()
        if difference is not None:
            self._report.wrong.append(f"read tables differ from the facts: {difference}")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("template", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--error", choices=("EIO", "ENOSPC"), required=True)
    parser.add_argument("--actions", default=",".join(ACTIONS))
    parser.add_argument("--stride", type=int, default=1, help="of a backup's many calls, after the first thirty")
    parser.add_argument("--lasting", choices=("once", "ever", "both"), default="both")
    parser.add_argument("--plant", default="")
    parser.add_argument("--stop-at-first", action="store_true")
    options = parser.parse_args()
    compile_once()
    report = Report()
    tester = Tester(options.template, options.folder, options.plant, report)
    for name in options.actions.split(","):
        stride = options.stride if name == "back up" else 1
        for for_ever in {"once": (False,), "ever": (True,), "both": (False, True)}[options.lasting]:
            error = getattr(errno, options.error)
            tester.sweep(name, error, for_ever=for_ever, stride=stride, stop_at_first=options.stop_at_first)
    report.cpu_s = round(time.process_time(), 1)
    print(json.dumps(vars(report), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
