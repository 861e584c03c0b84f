"""Power cuts at random moments of recorded work: the disk is rebuilt, opened by the counter's own code, and looked at.

``python -m tests.powercut.replay TEMPLATE FOLDER --seed S --shifts N --cuts N [--plant NAME]`` prints a report as JSON;
it needs the recorder (``tests.faultshim``) preloaded. Each shift is dealt by a seed of its own; so are its cuts.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import shutil
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from tests.compiling import compile_once
from tests.faultshim.shim import Shim, read_log
from tests.powercut.disk import Damage, Disk, Left
from tests.powercut.record import Recording, record
from tests.powercut.shift import Shift
from tests.powercut.states import State, facts_of, key_of, mark_of, open_plainly, scratch, states_of
from tests.shop import People

from servicedesk.errors import KnownError
from servicedesk.paths import Home
from servicedesk.records import journal, store
from servicedesk.records.backup import sealed_keys_of

WHOLE_LOOK_EVERY, CUT_AGAIN_EVERY, LIE_EVERY = 100, 50, 50
FILES = ("home/", "home/counter.db", "home/counter.db-wal")
MOST_LIES = 24


@dataclass
class Report:
    """What came of all cuts. ``different`` are the disks that were opened; a cut that left one that had been opened
    before is compared with what was found then."""

    seed: int
    cuts: int = 0
    different: int = 0
    whole_looks: int = 0
    """… of which the counter's own ``open_store`` verified everything and the facts were read, one by one."""
    cut_again: int = 0
    """Cuts during the recovery from a cut."""
    lies: int = 0
    """Cuts of a disk that had said yes to its last syncs and done nothing;"""
    lies_shorter: int = 0
    """… after which the counter opened at an earlier state,"""
    lies_noticed: int = 0
    """… after which it said that something is wrong,"""
    lies_stale_beside: int = 0
    """… after which every fact was right and something beside the facts was not."""
    unacknowledged: int = 0
    """Cuts after which more was there than anybody had been told."""
    commits: int = 0
    calls: int = 0
    wrong: list[str] = field(default_factory=list)
    cpu_s: float = 0.0


class Wrong(Exception):
    """Something that must never be found after a cut."""


class Replay:
    """All cuts of one recording."""

    def __init__(self, recording: Recording, folder: Path, seed: int, shim: Shim, report: Report) -> None:
        self._recording, self._shim, self._report = recording, shim, report
        self._dice, self._damage = random.Random(seed), Damage(random.Random(seed + 1))
        self._place, self._second = scratch(folder, "place"), scratch(folder, "second")
        self._file_alone = scratch(folder, "file")
        self._log = folder / "recovery.log"
        self.states = states_of(recording, self._place)
        self._key = key_of(Home(self._place.folder / "home"))
        self._known: dict[object, int] = {}
        self._sound_backups: set[object] = set()
        report.commits += len(recording.commits)
        report.calls += len(recording.calls)

    def run(self, cuts: int, *, ordered: bool, stop_at_first: bool = False) -> None:
        """Cut at so many moments, in order; ``ordered`` is the kind of disk (``disk.Disk``)."""
        calls = self._recording.calls
        moments = sorted(self._dice.randrange(len(calls) + 1) for _ in range(cuts))
        disk, done = self._recording.disk(ordered=ordered), 0
        for moment in moments:
            for call in calls[done:moment]:
                disk.apply(call)
            done = moment
            self._report.cuts += 1
            try:
                self._one(disk, moment)
                if self._report.cuts % LIE_EVERY == 0:
                    self._lie(moment, disk.syncs, ordered=ordered)
            except (Wrong, AssertionError, KnownError, sqlcipher.Error) as error:
                told = str(error) if isinstance(error, Wrong) else traceback.format_exc(limit=-3)
                self._report.wrong.append(f"cut after call {moment} of {len(calls)}: {told}")
                self._place.touched()
                self._file_alone.touched()
                if stop_at_first or len(self._report.wrong) >= 20:
                    return

    # --- one cut -----------------------------------------------------------------------------------------------------
    def _one(self, disk: Disk, moment: int) -> None:
        left = disk.cut(self._damage)
        made_of = tuple(sorted((path, what) for path, (what, _make) in left.items()))
        if made_of in self._known:
            self._look(self.states[self._known[made_of]], left, moment)
            return
        self._report.different += 1
        again = self._report.different % CUT_AGAIN_EVERY == 0
        if again:
            left = self._cut_the_recovery(left)
        state = self._recovered(left)
        if not again:
            self._known[made_of] = state.commit
        self._look(state, left, moment)
        if self._report.different % WHOLE_LOOK_EVERY == 0:
            self._look_whole(state, left)

    def _recovered(self, left: Left) -> State:
        """Open what was left of the file and its log, and find out which state it came back to."""
        self._file_alone.lay_out({path: left[path] for path in FILES if path in left})
        try:
            content = open_plainly(Home(self._file_alone.folder / "home"), self._key)
        except (sqlcipher.Error, KnownError) as error:
            raise Wrong(f"the file does not open: {error}") from error
        finally:
            self._file_alone.touched(*FILES[1:])
        found = self._state_of(content)
        if found is None:
            raise Wrong(f"the file is damaged: {self._trouble(left)}")
        return found

    def _state_of(self, content: bytes) -> State | None:
        """The latest state with these bytes."""
        return next((state for state in reversed(self.states) if state.content == content), None)

    def _trouble(self, left: Left) -> str:
        """What the counter itself says of a file that is in none of the states."""
        self._place.lay_out(left)
        try:
            facts, _ = facts_of(Home(self._place.folder / "home"), compared=True)
        except (KnownError, AssertionError, sqlcipher.Error) as error:
            return repr(error)
        finally:
            self._place.touched()
        return f"it opens with {len(facts)} facts, as after no COMMIT"

    def _look(self, state: State, left: Left, moment: int) -> None:
        """Compare the state with what people had been told, and with the files beside it."""
        recording = self._recording
        begun, saved = recording.begun(moment), recording.told_saved(moment)
        # States whose COMMIT changed nothing have the same bytes: the latest may be one that was not begun yet.
        if state.commit > begun and state.content != self.states[begun].content:
            raise Wrong(f"COMMIT {state.commit} is there and was never begun")
        if state.commit < saved:
            lost = [fact for _at, ids in recording.commits[state.commit : saved] for fact in ids]
            raise Wrong(f"{len(lost)} facts, COMMIT {state.commit + 1} to {saved}, was acknowledged and is not there")
        for number in recording.settled_by(moment):
            if number not in state.settled:
                raise Wrong(f"{number} was acknowledged and is not there")
        for number in recording.papers_by(moment):
            if number not in state.sent:
                raise Wrong(f"paper without its fact: {number}")
        self._report.unacknowledged += state.commit > saved and state.content != self.states[saved].content
        self._look_beside(state, left)

    def _look_beside(self, state: State, left: Left) -> None:
        if "home/high-water.json" in left:
            mark = mark_of(left["home/high-water.json"][1]())
            if mark is not None and mark not in state.hashes:
                raise Wrong("the mark is ahead of the journal")
        for name in state.backups:
            if f"home/backups/{name}" not in left:
                raise Wrong(f"the backup {name} is told in a fact and is not there")
        for path, (made_of, make) in left.items():
            if path.endswith(".backup") and made_of not in self._sound_backups:
                self._demand_sound_backup(path, make(), left)
                self._sound_backups.add(made_of)

    def _demand_sound_backup(self, path: str, content: bytes, left: Left) -> None:
        """A backup that has its name is whole, and its keys are beside it."""
        if str(sealed_keys_of(Path(path))) not in left:
            raise Wrong(f"{path} has no keys beside it")
        copy = Home(self._second.folder / "home")
        copy.root.mkdir(exist_ok=True)
        copy.store_file.write_bytes(content)
        opened = open_plainly(copy, self._key)
        self._second.touched()
        if len(opened) < len(content) or not opened.startswith(content[:16]):
            raise Wrong(f"{path} is not whole")

    def _look_whole(self, state: State, left: Left) -> None:
        """Everything the counter itself verifies when it opens, and each fact."""
        self._report.whole_looks += 1
        self._place.lay_out(left)
        facts, _ = facts_of(Home(self._place.folder / "home"), compared=self._report.whole_looks % 10 == 0)
        self._place.touched()
        if tuple(one.header.fact_id for one in facts) != state.fact_ids:
            raise Wrong("the facts are not those of the state")

    # --- worse disks and worse moments -------------------------------------------------------------------------------
    def _cut_the_recovery(self, left: Left) -> Left:
        """The power goes once more while the counter opens after the first cut; answers what that leaves."""
        self._report.cut_again += 1
        self._second.lay_out(left)
        disk = Disk(self._second.folder)
        self._shim.watch(self._second.folder)
        self._shim.record(self._log)
        try:
            facts_of(Home(self._second.folder / "home"), compared=False)
        finally:
            self._shim.record(None)
            self._shim.watch(None)
            self._second.touched()
        calls = list(read_log(self._log))
        for call in calls[: self._dice.randrange(len(calls) + 1)]:
            disk.apply(call)
        return {
            path: (("again", self._report.cut_again, *made_of), make)
            for path, (made_of, make) in disk.cut(self._damage).items()
        }

    def _lie(self, moment: int, syncs: int, *, ordered: bool) -> None:
        """The disk had said yes to its last syncs and kept nothing (reliability A8): an earlier state, or noticed."""
        self._report.lies += 1
        lies_after = max(0, syncs - self._dice.randrange(1, MOST_LIES))
        disk = self._recording.disk(ordered=ordered, lies_after=lies_after)
        for call in self._recording.calls[:moment]:
            disk.apply(call)
        left = disk.cut(self._damage)
        self._place.touched()
        self._place.lay_out(left)
        home = Home(self._place.folder / "home")
        try:
            store.open_store(home).database.close()
            found = self._state_of(home.store_file.read_bytes())
            if found is None:
                self._demand_facts_of_a_state(home)
        except KnownError:
            self._report.lies_noticed += 1
            return
        finally:
            self._place.touched()
        if found is not None:
            self._report.lies_shorter += found.content != self.states[self._recording.begun(moment)].content

    def _demand_facts_of_a_state(self, home: Home) -> None:
        """The facts are those of some state. What is beside them (read tables, what is searched, drafts) may be stale:
        the start looks at pages and at the chain, and a page that was never written again is sound in itself."""
        self._report.lies_stale_beside += 1
        opened = store.open_store(home)
        try:
            with opened.database.transaction() as connection:
                ids = tuple(one.header.fact_id for one in journal.read(connection))
                if ids not in [state.fact_ids for state in self.states]:
                    raise Wrong(f"a lying disk left {len(ids)} facts, as after no COMMIT, and nobody noticed")
        finally:
            opened.database.close()


def shifts(options: argparse.Namespace, report: Report, shim: Shim) -> Iterator[Replay]:
    """A recording after the other, each with its own seed, folder and kind of disk."""
    people = People(options.template.parent)
    for number in range(options.shifts):
        seed = options.seed * 1000 + number
        folder = options.folder / f"shift-{number}"
        folder.mkdir(parents=True)

        def work(disk: Path, seed: int = seed) -> None:
            Shift(disk, people, seed, shim, options.plant).work()

        try:
            yield Replay(record(folder, options.template, shim, work), folder, seed, shim, report)
        except AssertionError:
            report.wrong.append(f"shift {seed}: {traceback.format_exc()}")
        shutil.rmtree(folder)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("template", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--shifts", type=int, required=True)
    parser.add_argument("--cuts", type=int, required=True, help="of all shifts together")
    parser.add_argument("--plant", default="")
    options = parser.parse_args()
    compile_once()
    report, shim = Report(options.seed), Shim()
    gc.collect()
    gc.freeze()
    for number, replay in enumerate(shifts(options, report, shim)):
        replay.run(options.cuts // options.shifts, ordered=number % 2 == 0, stop_at_first=bool(options.plant))
        if report.wrong and options.plant:
            break
    report.cpu_s = round(time.process_time(), 1)
    print(json.dumps(asdict(report), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
