"""A program that settles returns until it is killed, starts again, looks at what it finds, and goes on.

``python -m tests.walkthroughs.kill_child TEMPLATE FOLDER --seed S --kills N [--plant NAME]`` prints a report as JSON.
The program keeps no file open and starts no thread: each *life* is a fork of it that opens a real counter, checks
everything (``kill_checks``), settles and prints, and kills itself with SIGKILL at the step it was told, or is killed at
a random moment. What is done after COMMIT is written to ``acknowledged.jsonl`` (with fsync) only when ``settle`` has
returned: that is what the screen would have said.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests import plants
from tests.builders import MORNING, StaffedDesk, done
from tests.compiling import compile_once
from tests.shop import People
from tests.walkthroughs import kill_checks
from tests.walkthroughs.kill_checks import Evidence

from servicedesk.desk import approvals, returns, visits
from servicedesk.desk.return_forms import Given, Pick, ReturnForm
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_requests import Accessories, Condition, Reason
from servicedesk.domain.times import FixedClock
from servicedesk.errors import KnownError
from servicedesk.paths import Home
from servicedesk.printing.printers import Delivery, DummyPrinter, PrintJob
from servicedesk.printing.spooler import Ledger, Spooler
from servicedesk.records.queries import sales
from servicedesk.terminal.paper import paper_ledger

LIVES_OF_A_FILE = 12
"""After so many lives the file is a fresh copy again, or folding it anew at each start would take all the time."""
CUSTOMERS_OF_A_LIFE = 3
A_RANDOM_MOMENT = "at a random moment"
FOUND_WRONG = 3
NOT_WANTED = (
    Given("reason", (Reason.NO_REASON,), "DISLIKED"),
    Given("condition", (Condition.SEALED,)),
    Given("accessories", (Accessories.COMPLETE,)),
)
"""What the clerk answers: it is whole, and nobody wants it any more."""


@dataclass(frozen=True)
class Death:
    """Die at the ``nth`` time a life reaches ``step``; at a random moment after ``after_s``; with neither, live on."""

    step: str = ""
    nth: int = 1
    after_s: float = 0.0


@dataclass
class Report:
    """What came of all lives."""

    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    """For each step of settling, whether the work was found "whole" or "absent" after it."""
    wrong: list[str] = field(default_factory=list)
    acknowledged: int = 0
    committed_unacknowledged: int = 0
    printed: int = 0
    unknown: int = 0
    seconds: float = 0.0


class Life:
    """One run of the program, from opening the file to its death. ``steps`` in the order they were reached."""

    def __init__(self, folder: Path, death: Death, age: int, people: People, plant: str) -> None:
        self.evidence = Evidence(folder)
        self.doing, self.steps = "open", list[str]()
        self._death, self._left, self._people, self._plant = death, death.nth, people, plant
        self._clock = FixedClock(MORNING + timedelta(minutes=age))
        self._home = Home(folder / "home")

    def reached(self, step: str) -> None:
        name = f"{self.doing}: {step}"
        self.steps.append(name)
        if name == self._death.step:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def live(self, before: Death, customers: int = CUSTOMERS_OF_A_LIFE) -> list[str]:
        """Open, check, and settle until dead; answers what is wrong, or nothing when all customers were served."""
        try:
            desk = self._people.at_work(self._home, self._clock, steps=self.reached)
        except KnownError as error:
            return [f"the file does not open: {error.code} {error.params}"]
        wrong = kill_checks.check(desk, self.evidence, before.step)
        if wrong:
            return wrong
        plants.plant(self._plant, desk, self)
        printer = PaperOut(self._home.root.parent / "paper", self.reached)
        spooler = Spooler(self._ledger(desk), {"slip": [printer]}, self._clock.monotonic_s)
        spooler.recover()
        _print_all(spooler)
        for number, line_no in itertools.islice(kill_checks.still_sold(desk), customers):
            self._serve(desk, number, line_no)
            _print_all(spooler)
        desk.close()
        return []

    def _serve(self, desk: StaffedDesk, number: str, line_no: int) -> None:
        """One customer: the receipt is scanned, the return judged and settled, and only then said to be saved."""
        clerk = desk.clerk
        self.doing = "scan"
        visit = done(visits.receive_scan(desk, clerk, None))
        with desk.database.reading() as connection:
            sale = sales.find_sale(connection, number)
        assert sale is not None
        form = ReturnForm(sale.sale_id, (Pick(line_no, 1),), NOT_WANTED, visit_id=visit.visit_id)
        seen = returns.preview(desk, form)
        assert seen is not None
        assert seen.quote is not None
        assert seen.seen.lead is not None
        amount, approval = seen.quote.refund_minor, None
        if seen.seen.lead.decision.needs_supervisor:
            self.doing = "approve"
            request = returns.request_of(form, sale, Outcome.RETURN, amount)
            who, pin = desk.supervisor.number, desk.pins[desk.supervisor.number]
            approval = done(approvals.approve(desk, clerk, request, who, pin, "a dear customer"))
        self.evidence.attempt(number, line_no, visit.visit_id)
        self.doing = "settle"
        settled = done(returns.settle(desk, clerk, form, Outcome.RETURN, amount, approval))
        self.reached("returned, not yet acknowledged")
        self.evidence.acknowledge(settled.number, settled.slip_id, settled.refund_minor)
        self.reached("acknowledged")

    def _ledger(self, desk: StaffedDesk) -> Ledger:
        """The terminal's own, telling which of its two actions is under way."""
        ledger = paper_ledger(lambda job: job(desk), lambda: None)

        def sending(job: PrintJob, printer: str) -> None:
            self.doing = "sending"
            ledger.mark_sending(job, printer)

        def outcome(job: PrintJob, delivery: Delivery) -> None:
            self.doing = "outcome"
            ledger.mark_outcome(job, delivery)

        return replace(ledger, mark_sending=sending, mark_outcome=outcome)


def _print_all(spooler: Spooler) -> None:
    while spooler.step() == 0.0:
        continue


class PaperOut(DummyPrinter):
    """The practice printer, which tells its first byte and its last as steps."""

    def __init__(self, folder: Path, reached: Callable[[str], None]) -> None:
        super().__init__(folder, on_first_byte=lambda: None)
        self._folder_of_paper, self._reached = folder, reached

    def _next_file(self, stem: str) -> Any:
        return _Telling(super()._next_file(stem), self._reached)

    def send(self, job: PrintJob) -> Delivery:
        delivery = super().send(job)
        self._reached("after the last byte")
        return delivery


class _Telling:
    """A slip's file that tells when its first byte is on paper."""

    def __init__(self, path: Path, reached: Callable[[str], None]) -> None:
        self._path, self._reached = path, reached

    def open(self, *arguments: Any, **named: Any) -> _Telling:
        self._file, self._bytes = self._path.open(*arguments, **named), 0
        return self

    def write(self, data: bytes) -> None:
        self._file.write(data[:1] if not self._bytes else b"")
        if not self._bytes:
            self._bytes = 1
            self._reached("after the first byte")
            data = data[1:]
        self._file.write(data)

    def __enter__(self) -> _Telling:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()


class Mortuary:
    """Starts lives, waits for their deaths, and keeps the books."""

    def __init__(self, template: Path, folder: Path, people: People, seed: int, plant: str) -> None:
        self._template, self._folder, self._people, self._plant = template, folder, people, plant
        self._dice, self.report = random.Random(seed), Report(seed)
        self._files = 0

    def run(self, kills: int, *, stop_at_first: bool) -> None:
        began = time.monotonic()
        deaths = self._deaths(self._rehearsed(), kills)
        while deaths and not (self.report.wrong and stop_at_first):
            batch, deaths = deaths[:LIVES_OF_A_FILE], deaths[LIVES_OF_A_FILE:]
            self._one_file(batch)
        self.report.seconds = round(time.monotonic() - began, 1)

    def _rehearsed(self) -> list[str]:
        """Every step there is, as a life without a death reaches them."""
        folder = self._fresh_file()
        self._life(folder, Death(), Death(), 0)
        return list(dict.fromkeys((folder / "steps.txt").read_text().splitlines()))

    def _deaths(self, steps: list[str], kills: int) -> list[Death]:
        """Each step of settling and of its paper equally often, in random order, at the first to third customer."""
        steps = [step for step in steps if step.startswith(("settle:", "sending:", "outcome:"))]
        kinds = [*steps, A_RANDOM_MOMENT, A_RANDOM_MOMENT]
        deck = (kinds * (kills // len(kinds) + 1))[:kills]
        self._dice.shuffle(deck)
        return [self._death(step) for step in deck]

    def _death(self, step: str) -> Death:
        if step == A_RANDOM_MOMENT:
            return Death(step, after_s=self._dice.uniform(0.0, 0.35))
        return Death(step, self._dice.choice((1, 1, 1, 2)))

    def _one_file(self, deaths: list[Death]) -> None:
        folder, before = self._fresh_file(), Death()
        for age, death in enumerate(deaths):
            killed = self._life(folder, death, before, age)
            self.report.kills[death.step] += killed
            if self.report.wrong:
                return
            before = death if killed else Death()
        self._life(folder, Death(), before, len(deaths))
        if not self.report.wrong:
            self._life(folder, Death(), Death(), len(deaths) + 1, customers=0)
            books = Evidence(folder).books()
            self.report.acknowledged += books["acknowledged"]
            self.report.committed_unacknowledged += books["committed_unacknowledged"]
            self.report.printed += books["printed"]
            self.report.unknown += books["unknown"]
            self.report.found.update(Evidence(folder).found())
        shutil.rmtree(folder)

    def _fresh_file(self) -> Path:
        self._files += 1
        folder = self._folder / f"file-{self._files}"
        shutil.copytree(self._template, folder / "home")
        return folder

    def _life(
        self, folder: Path, death: Death, before: Death, age: int, *, customers: int = CUSTOMERS_OF_A_LIFE
    ) -> bool:
        """Fork a life and wait for its end; answers whether it was killed as it should be."""
        child = os.fork()
        if child == 0:
            _live_and_leave(Life(folder, death, age, self._people, self._plant), before, customers)
        if death.step == A_RANDOM_MOMENT:
            time.sleep(death.after_s)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if not killed and os.WEXITSTATUS(status) != 0:
            told = (folder / "wrong.txt").read_text() if (folder / "wrong.txt").exists() else f"status {status}"
            self.report.wrong.append(f"after “{before.step}”: {told}")
        return killed


def _live_and_leave(life: Life, before: Death, customers: int) -> None:
    """What the fork does; it never comes back to the program's own code."""
    code, folder = 0, life.evidence.folder
    try:
        wrong = life.live(before, customers)
        if wrong:
            code = FOUND_WRONG
            (folder / "wrong.txt").write_text("; ".join(wrong))
        else:
            (folder / "steps.txt").write_text("\n".join(life.steps))
    except BaseException:
        code = FOUND_WRONG
        (folder / "wrong.txt").write_text(traceback.format_exc())
    os._exit(code)


def _warm_up(template: Path, people: People) -> None:
    """One life without a death, in a folder that goes away: import, compile and render what every other life would
    otherwise do for itself."""
    compile_once()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(template, Path(folder) / "home")
        wrong = Life(Path(folder), Death(), 0, people, "").live(Death())
    assert wrong == [], wrong
    gc.collect()
    gc.freeze()  # a fork that collects garbage would copy every page of what is imported


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("template", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--kills", type=int, required=True)
    parser.add_argument("--plant", default="")
    parser.add_argument("--stop-at-first", action="store_true")
    options = parser.parse_args()
    people = People(options.template.parent)
    _warm_up(options.template, people)
    mortuary = Mortuary(options.template, options.folder, people, options.seed, options.plant)
    mortuary.run(options.kills, stop_at_first=options.stop_at_first)
    print(json.dumps(vars(mortuary.report), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
