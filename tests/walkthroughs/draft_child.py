"""A counter at which somebody types until it is killed, starts again, looks what is there, and types on.

``python -m tests.walkthroughs.draft_child FOLDER --seed S --kills N`` prints a report as JSON. Several lanes work at
once, each with a counter of its own; each *life* is a fork that opens the real file on the real desk worker, shows a
real form, and types into it, one key a tick. Ticks are the clock: a timer never fires early, so a key that is
``TICKS_OF_A_SECOND`` ticks old is at least a second old, however busy the machine is.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import signal
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from tests import builders
from tests.builders import MORNING, StaffedDesk, add_sale, closing, done, reopened

from servicedesk.desk import drafts, visits
from servicedesk.desk.context import Desk
from servicedesk.domain.times import FixedClock
from servicedesk.domain.visits import Source
from servicedesk.paths import Home
from servicedesk.records.queries import drafts as rows
from servicedesk.records.queries import sales
from servicedesk.ui import drafts as keeping
from servicedesk.ui.background import Counter
from servicedesk.ui.returns.page import ReturnsPage
from servicedesk.ui.visits.dialogs import NeedsDialog
from servicedesk.ui.visits.page import OpenVisit, VisitPage

LANES = 5
TICK_MS = 25
TICKS_OF_A_SECOND = 1000 // TICK_MS
LONGEST_LIFE_S = 1.9
LIVES_OF_A_FORM = 4
"""Then another form has its turn."""
RECEIPT = "R-1001"


@dataclass(frozen=True)
class Typed:
    """One form of a lane's counter: its draft's name and the field that is typed in."""

    form: str
    field: str
    about: str


@dataclass
class Report:
    """What came of all lives."""

    kills: int = 0
    keys: int = 0
    kept: int = 0
    """Keys older than a second at the kill, all of which have to be there."""
    wrong: list[str] = field(default_factory=list)


class Life(QObject):
    """One run of the program: open, show the form, type until killed."""

    def __init__(self, home: Home, typed: Typed, evidence: int) -> None:
        super().__init__()
        self._typed, self._evidence = typed, evidence
        self._ticks = 0
        clock = FixedClock(MORNING)
        self._desk: StaffedDesk | None = None
        self._home, self._clock = home, clock
        self.counter = Counter()
        self.counter.ready.connect(lambda _: self._show())
        self.counter.trouble.connect(lambda error: self._tell(f"trouble {error}"))
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._target: QWidget | None = None
        self._kept: list[QWidget] = []
        self.counter.start(self._open)

    def _open(self) -> Desk:
        self._desk = reopened(self._home, self._clock, everybody_at_work=True)
        return self._desk

    def _show(self) -> None:
        assert self._desk is not None
        self.counter.sign_in(self._desk.clerk)
        if self._typed.form.startswith(drafts.RETURN):
            self.counter.ask(sales.find_sale, self._typed.about, then=self._show_return)
            return
        page = VisitPage(self.counter, self._clock.now, self._clock.monotonic_s)
        self._kept.append(page)
        page.opened.connect(self._show_needs)
        needs = self._typed.form.startswith(drafts.NEEDS)
        page.activated(OpenVisit(self._typed.about, needs=needs))
        if not needs:
            self._target = page.purpose.note
        self._begin_when_filled()

    def _show_needs(self, dialog: NeedsDialog) -> None:
        self._kept.append(dialog)
        self._target = dialog.scenario

    def _show_return(self, sale: sales.Sale) -> None:
        page = ReturnsPage(self.counter, self._clock.now, self._clock.monotonic_s)
        self._kept.append(page)
        page.open_sale(sale, None)
        self._target = page.asking.note
        self._begin_when_filled()

    def _begin_when_filled(self) -> None:
        """When the desk owes no answer the form stands as it was left."""
        if self.counter.pending or self._target is None or not self.counter.drafts.follows(self._typed.form):
            QTimer.singleShot(5, self, self._begin_when_filled)
            return
        self._tell("begin " + str(self._target.property("text")))
        self._timer.start()

    def _tick(self) -> None:
        assert self._target is not None
        letter = "abcdefghijklmnopqrstuvwxyz"[self._ticks % 26]
        QTest.keyClick(self._target, letter)
        self._tell(f"{self._ticks} {letter}")
        self._ticks += 1

    def _tell(self, line: str) -> None:
        os.write(self._evidence, (line + "\n").encode())


def forms_of(folder: Path) -> tuple[Home, list[Typed]]:
    """A new counter with a visitor whose needs are asked and a receipt to be returned."""
    desk = builders.counter(folder)
    with closing(desk):
        add_sale(desk)
        visit_id = done(visits.arrive(desk, desk.clerk, Source.KEY))
        done(visits.greet(desk, desk.clerk, visit_id))
        with desk.database.reading() as connection:
            sale = sales.find_sale(connection, RECEIPT)
        assert sale is not None
        number = sale.receipt_number
    return desk.home, [
        Typed(drafts.named(drafts.VISIT, visit_id), "note", visit_id),
        Typed(drafts.named(drafts.NEEDS, visit_id), "scenario", visit_id),
        Typed(drafts.named(drafts.RETURN, number), "note", number),
    ]


def live(home: Home, typed: Typed, evidence: int) -> None:
    """In the fork: the program, until it is killed."""
    application = QApplication(sys.argv[:1])
    life = Life(home, typed, evidence)
    application.exec()
    del life


def a_life(home: Home, typed: Typed, life_s: float) -> list[str]:
    """Fork, wait until it types, kill it so long after; what it told."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            live(home, typed, writing)
        except BaseException:
            os.write(writing, ("trouble " + traceback.format_exc().replace("\n", " | ") + "\n").encode())
        os._exit(1)
    os.close(writing)
    told = b""
    while not told:
        told = os.read(reading, 1 << 16)
        if not told:
            break
    # Not a wait for something to happen: the moment of death is what is drawn here.
    select.select([], [], [], life_s)
    os.kill(child, signal.SIGKILL)
    while more := os.read(reading, 1 << 16):
        told += more
    os.close(reading)
    os.waitpid(child, 0)
    return told.decode().splitlines()


def look(home: Home, typed: Typed) -> str:
    """What the file holds of a form, opened and verified as at a start."""
    with closing(reopened(home, FixedClock(MORNING))) as desk, desk.database.reading() as connection:
        draft = rows.one(connection, typed.form)
    return "" if draft is None else str(draft.values[typed.field])


def lane(folder: Path, seed: int, kills: int, shortest_s: float) -> Report:
    """Lives one after the other at one counter."""
    chance, report = random.Random(seed), Report()
    home, forms = forms_of(folder)
    before = dict.fromkeys(forms, "")
    for number in range(kills):
        typed = forms[number // LIVES_OF_A_FORM % len(forms)]
        told = a_life(home, typed, chance.uniform(shortest_s, LONGEST_LIFE_S))
        report.kills += 1
        if not told or not told[0].startswith("begin"):
            report.wrong.append(f"life {number} of {typed.form}: {told}")
            continue
        shown = told[0].removeprefix("begin ").strip()
        keys = [line.split()[1] for line in told[1:]]
        old = keys[: max(0, len(keys) - TICKS_OF_A_SECOND)]
        found = look(home, typed)
        report.keys += len(keys)
        report.kept += len(old)
        if shown != before[typed]:
            report.wrong.append(f"life {number} of {typed.form} showed {shown!r}, the file held {before[typed]!r}")
        if not found.startswith(shown + "".join(old)) or not (shown + "".join(keys)).startswith(found):
            report.wrong.append(f"life {number}, {typed.form}: had {shown!r}, typed {''.join(keys)!r}, found {found!r}")
        before[typed] = found
    return report


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--kills", type=int, required=True)
    parser.add_argument("--late", action="store_true", help="a planted fault: drafts are kept a minute late")
    options = parser.parse_args()
    shortest_s = 0.0
    if options.late:
        keeping.DELAY_MS, shortest_s = 60_000, 0.8 * LONGEST_LIFE_S
    builders._template()  # keys and PINs take a second, once for all lanes
    lanes = {}
    for number in range(LANES):
        child = os.fork()
        if child == 0:
            folder = options.folder / f"lane-{number}"
            folder.mkdir()
            report = lane(folder, options.seed * LANES + number, options.kills // LANES, shortest_s)
            (folder / "report.json").write_text(json.dumps(vars(report)))
            os._exit(0)
        lanes[number] = child
    for child in lanes.values():
        os.waitpid(child, 0)
    reports = [json.loads((options.folder / f"lane-{number}" / "report.json").read_text()) for number in lanes]
    whole = Report(
        *(sum(report[name] for report in reports) for name in ("kills", "keys", "kept")),
        wrong=[one for report in reports for one in report["wrong"]],
    )
    print(json.dumps(vars(whole)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
