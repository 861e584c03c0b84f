"""Power cuts while whole files are put in their place: a new counter is set up, a backup is put back, a file of an
older release is brought up to date. Whenever it happens, there is the old counter or the new one, never none.

``python -m tests.powercut.places TEMPLATE FOLDER --job restore --seed S --cuts N`` prints a report as JSON; it needs
the recorder (``tests.faultshim``) preloaded.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.builders import MORNING, PROFILE
from tests.compiling import compile_once
from tests.faultshim.shim import Shim
from tests.powercut.disk import Damage, Left
from tests.powercut.record import Recording, record
from tests.powercut.shift import no_chance_but
from tests.powercut.states import facts_of, scratch

from servicedesk import paths
from servicedesk.desk import backups, setup
from servicedesk.domain.counters import CounterRestored
from servicedesk.domain.times import FixedClock
from servicedesk.errors import KnownError
from servicedesk.paths import Home
from servicedesk.records import backup, migrate, store

NEWEST = migrate.known_revisions()[-1]
SECOND = """
from alembic import op
revision = "9999"
down_revision = "{newest}"
def upgrade() -> None:
    op.execute("CREATE TABLE shelves (shelf_id TEXT PRIMARY KEY) STRICT")
"""


@dataclass
class Report:
    """``found`` counts what was there after a cut: "old", "new", or what the job calls it."""

    seed: int
    cuts: int = 0
    different: int = 0
    calls: int = 0
    found: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    cpu_s: float = 0.0


class Restore:
    """A backup, older than the counter, is put back on the same machine."""

    def __init__(self, folder: Path, home: Home) -> None:
        self._source = folder / "older.backup"
        desk = setup.open_desk(home, FixedClock(MORNING))
        self._backed_up = backups.make(desk, self._source).facts
        desk.close()
        self._old = _ids(home)

    def work(self, home: Home) -> None:
        backups.restore(home, FixedClock(MORNING), self._source)

    def look(self, home: Home) -> str:
        facts, _ = facts_of(home, compared=False)
        ids = [one.header.fact_id for one in facts]
        if not any(isinstance(one.fact, CounterRestored) for one in facts):
            assert ids == self._old, "the old counter is not what it was"
            return "old"
        assert ids[: self._backed_up] == self._old[: self._backed_up], "the new counter is not the backup"
        assert _ids(Home(home.root / "replaced-1")) == self._old, "the old counter was not kept"
        return "new"


class SetUp:
    """A counter begins where there is none."""

    def __init__(self, _folder: Path, home: Home) -> None:
        shutil.rmtree(home.root)

    def work(self, home: Home) -> None:
        _set_up(home)

    def look(self, home: Home) -> str:
        try:
            store.demand_free(home)
        except KnownError:
            facts_of(home, compared=False)
            return "new"
        _set_up(home)
        facts_of(home, compared=False)
        return "old"


class BringUpToDate:
    """The first start of a release that knows one revision more."""

    def __init__(self, folder: Path, home: Home) -> None:
        self._old, self._key = _ids(home), (home.keys / "store.key").read_bytes()
        later = folder / "migrations"
        shutil.copytree(paths.migrations(), later)
        (later / "terminal" / "versions" / "9999_shelves.py").write_text(SECOND.format(newest=NEWEST))
        paths.migrations = lambda: later

    def work(self, home: Home) -> None:
        store.open_store(home).database.close()

    def look(self, home: Home) -> str:
        leaving = home.backups / f"before-leaving-{NEWEST}.backup"
        found = "a backup, " if leaving.exists() else "no backup, "
        if leaving.exists():
            assert backup.check(leaving, self._key).facts == len(self._old)
        opened = store.open_store(home, verify=False)
        with opened.database.reading() as connection:
            assert migrate.revision_of(connection) == "9999"
        opened.database.close()
        assert _ids(home) == self._old
        return found + "up to date"


JOBS = {"restore": Restore, "set up": SetUp, "bring up to date": BringUpToDate}
DONE = {"restore": "new", "set up": "new", "bring up to date": "a backup, up to date"}
"""What has to be found once the job has said that it is done."""


def _set_up(home: Home) -> None:
    setup.open_counter(home, FixedClock(MORNING), PROFILE, "Wang Fang")


def _ids(home: Home) -> list[str]:
    facts, _ = facts_of(home, compared=False)
    return [one.header.fact_id for one in facts]


def cut(
    recording: Recording, folder: Path, look: Callable[[Home], str], done: str, options: argparse.Namespace
) -> Report:
    """Cut at random moments, half of them on each kind of disk; every different disk is looked at whole."""
    report, place = Report(options.seed, calls=len(recording.calls)), scratch(folder, "place")
    dice, damage = random.Random(options.seed), Damage(random.Random(options.seed + 1))
    for ordered in (True, False):
        disk, before, known = recording.disk(ordered=ordered), 0, dict[object, str]()
        calls = len(recording.calls)
        # The last moment, when it has just been told as done, comes more often than the others.
        last = max(2, options.cuts // 20)
        moments = [calls] * last + [dice.randrange(calls) for _ in range(options.cuts // 2 - last)]
        for moment in sorted(moments):
            for call in recording.calls[before:moment]:
                disk.apply(call)
            before = moment
            report.cuts += 1
            left = disk.cut(damage)
            made_of = tuple(sorted((path, what) for path, (what, _make) in left.items()))
            try:
                if made_of not in known:
                    known[made_of] = _found(place.folder, left, place.lay_out, place.touched, look)
                found = known[made_of]
                report.found[found] += 1
                assert moment < len(recording.calls) or found == done, f"it was done, and {found} is there"
            except (AssertionError, KnownError):
                kind = "ordered" if ordered else "unordered"
                told = traceback.format_exc(limit=-3)
                report.wrong.append(f"{kind}, after call {moment} of {len(recording.calls)}: {sorted(left)} {told}")
        report.different += len(known)
    return report


def _found(
    folder: Path, left: Left, lay_out: Callable[[Left], None], touched: Callable[[], None], look: Callable[[Home], str]
) -> str:
    lay_out(left)
    try:
        return look(Home(folder / "home"))
    finally:
        touched()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("template", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--job", choices=JOBS, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--cuts", type=int, required=True)
    options = parser.parse_args()
    compile_once()
    home = Home(options.folder / "home")
    shutil.copytree(options.template, home.root)
    job = JOBS[options.job](options.folder, home)
    shim = Shim()

    def work(disk: Path) -> None:
        no_chance_but(random.Random(options.seed))
        job.work(Home(disk / "home"))

    recording = record(options.folder, home.root if home.root.exists() else None, shim, work)
    report = cut(recording, options.folder, job.look, DONE[options.job], options)
    report.cpu_s = round(time.process_time(), 1)
    print(json.dumps(vars(report), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
