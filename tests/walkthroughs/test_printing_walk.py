"""The print workers of a real counter: a drawer that opens once, printers changed under way, a printer that was off.

Real threads, a real file; the printer is software that answers as the manuals say.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.builders import MORNING, StaffedDesk, closing, counter, done, put_to_work, reopened
from tests.printing.machines import Machine

from servicedesk.desk import drawer, paper
from servicedesk.domain.documents import Document, Paper, Text
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import DrawerState, SlipState
from servicedesk.domain.staff import SYSTEM
from servicedesk.domain.times import FixedClock
from servicedesk.paths import Home
from servicedesk.printing.making import Printers
from servicedesk.records.queries import slips as slip_rows
from servicedesk.terminal.paper import ChosenPrinters, PaperTelling, PrintWorker
from servicedesk.ui.background import DeskWorker


class StandingClock(FixedClock):
    """The wall stands still; what workers wait by goes on, so that nobody waits for ever."""

    def monotonic_s(self) -> float:
        import time

        return time.monotonic()


def _printers(machine: Machine, name: str = "front") -> Printers:
    printer = machine.printer(name)
    return Printers({"slip": (printer,)}, {"slip": frozenset({"slip"})}, printer)


@dataclass
class Counter:
    """A desk worker and a print worker at work, and what they said."""

    desk: DeskWorker
    prints: PrintWorker
    troubles: list[Sentence | None]
    shut: list[Sentence]
    errors: list[Exception]
    chosen: list[Printers]

    def call(self, job: Callable[[StaffedDesk], object]) -> object:
        return self.desk.call(job)  # type: ignore[arg-type] # the desk here is staffed

    def until(self, holds: Callable[[StaffedDesk], bool]) -> None:
        for _ in range(1500):
            if self.call(holds):
                return
            threading.Event().wait(0.01)
        raise AssertionError(f"it never came; errors: {self.errors}")


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def at_work(tmp_path: Path, machine: Machine) -> Iterator[Counter]:
    with closing(counter(tmp_path)) as desk:
        home = desk.home

    def open_desk() -> StaffedDesk:
        again = reopened(home, StandingClock(MORNING))
        put_to_work(again)
        return again

    opened = threading.Event()
    worker = DeskWorker(open_desk, lambda _: opened.set())
    worker.start()
    assert opened.wait(30)
    troubles: list[Sentence | None] = []
    shut: list[Sentence] = []
    errors: list[Exception] = []
    tell = PaperTelling(lambda _, why: troubles.append(why), lambda: None, shut.append, errors.append)
    chosen = [_printers(machine)]
    prints = PrintWorker("slip", worker, lambda: chosen[-1], StandingClock(MORNING), tell, drawer=True)
    prints.start()
    yield Counter(worker, prints, troubles, shut, errors, chosen)
    prints.end()
    prints.join(10)
    worker.stop()
    assert errors == []


def _queue(desk: StaffedDesk, number: str = "RT-1") -> str:
    document = Document("test", number, "Slip", "en", Paper.SLIP_80MM, (Text("a kettle"),))
    with desk.work(SYSTEM) as work:
        return paper.queue(work, document)


def _states(desk: StaffedDesk) -> list[SlipState]:
    with desk.database.reading() as connection:
        return [slip.state for slip in slip_rows.of_day(connection, desk.today().isoformat())]


def test_the_drawer_opens_once_and_prints_nothing(at_work: Counter, machine: Machine) -> None:
    at_work.call(lambda desk: done(drawer.check(desk, desk.supervisor)))
    at_work.prints.wake()
    at_work.until(lambda desk: machine.emulator.pulses == 1)
    at_work.call(_queue)
    at_work.prints.wake()
    at_work.until(lambda desk: _states(desk) == [SlipState.CONFIRMED])
    assert machine.emulator.pulses == 1
    assert len(machine.emulator.paper) == 1


def test_a_drawer_that_could_not_open_is_said_and_never_opens_by_itself(at_work: Counter, machine: Machine) -> None:
    machine.on = False
    at_work.call(lambda desk: done(drawer.check(desk, desk.supervisor)))
    at_work.prints.wake()
    at_work.until(lambda desk: bool(at_work.shut))
    machine.on = True
    at_work.call(_queue)
    at_work.prints.try_again()
    at_work.until(lambda desk: _states(desk) == [SlipState.CONFIRMED])
    assert machine.emulator.pulses == 0
    assert at_work.call(_last_drawer_state) is DrawerState.SHUT


def _last_drawer_state(desk: StaffedDesk) -> DrawerState:
    from sqlalchemy import select

    from servicedesk.records.tables import drawer_pulses

    with desk.database.reading() as connection:
        return DrawerState(connection.execute(select(drawer_pulses.c.state)).scalar_one())


def test_a_printer_that_was_off_prints_by_itself_when_somebody_says_try_again(
    at_work: Counter, machine: Machine
) -> None:
    machine.on = False
    at_work.call(_queue)
    at_work.prints.wake()
    at_work.until(lambda desk: bool(at_work.troubles))
    assert at_work.call(_states) == [SlipState.QUEUED]
    machine.on = True
    at_work.prints.try_again()
    at_work.until(lambda desk: _states(desk) == [SlipState.CONFIRMED] and at_work.troubles[-1] is None)


def test_printers_are_changed_between_two_papers(at_work: Counter, machine: Machine) -> None:
    other = Machine()
    at_work.call(_queue)
    at_work.prints.wake()
    at_work.until(lambda desk: _states(desk) == [SlipState.CONFIRMED])
    at_work.chosen.append(_printers(other, "back"))
    at_work.call(lambda desk: _queue(desk, "RT-2"))
    at_work.prints.wake()
    at_work.until(lambda desk: _states(desk) == [SlipState.CONFIRMED, SlipState.CONFIRMED])
    assert (len(machine.emulator.paper), len(other.emulator.paper)) == (1, 1)


def test_settings_that_are_written_anew_are_read_anew_and_only_then(tmp_path: Path) -> None:
    home = Home(tmp_path)
    chosen = ChosenPrinters(home)
    first = chosen()
    assert chosen() is first
    home.printers.write_text('{"slip": [{"kind": "network", "host": "h", "name": "front"}]}', encoding="utf-8")
    second = chosen()
    assert second is not first
    assert second.queues["slip"][0].name == "front"
    assert chosen() is second
