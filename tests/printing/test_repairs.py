"""A printer that was put right prints at once: by itself, or because somebody asks, never at the end of a long rest."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.builders import StaffedDesk, closing, counter
from tests.desk import days

from servicedesk.domain.documents import Paper
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import SlipState
from servicedesk.printing import repairs
from servicedesk.printing.making import Printers
from servicedesk.printing.printers import Delivery, PrintJob
from servicedesk.printing.repairs import RepairWatch
from servicedesk.terminal.paper import PaperTelling, PrintWorker

EMPTY = Sentence("The printer is out of paper.")
LONGEST_S = 20.0
"""Only a failing test waits so long; a rest of the spooler, whose clock stands still here, would never end."""


class APrinter:
    """Out of paper until ``repaired``. ``asked`` counts how often it was asked."""

    def __init__(self) -> None:
        self.name, self.paper = "PT-80", Paper.SLIP_80MM
        self.repaired, self.asked = threading.Event(), 0

    def trouble(self) -> Sentence | None:
        self.asked += 1
        return None if self.repaired.is_set() else EMPTY

    def send(self, job: PrintJob) -> Delivery:
        return Delivery(SlipState.CONFIRMED)


class TheDesk:
    """The desk worker of these tests: the print worker's thread itself."""

    def __init__(self, desk: StaffedDesk) -> None:
        self._desk = desk

    def call(self, job: Callable[[Any], Any]) -> Any:
        return job(self._desk)


class Printing:
    """A print worker on a desk with one slip in line; what it told."""

    def __init__(self, desk: StaffedDesk) -> None:
        self.printer = APrinter()
        self.in_trouble, self.printed = threading.Event(), threading.Event()
        tell = PaperTelling(self._told, self.printed.set, lambda _sentence: None, self._failed)
        chosen = Printers({"slip": (self.printer,)}, {"slip": frozenset({"slip"})}, None)  # type: ignore[arg-type] # prints nothing
        self.worker = PrintWorker("slip", TheDesk(desk), lambda: chosen, desk.clock, tell)  # type: ignore[arg-type] # ``call`` is all it uses

    def _told(self, _role: str, sentence: Sentence | None) -> None:
        if sentence is not None:
            self.in_trouble.set()

    def _failed(self, error: Exception) -> None:
        raise error


@pytest.fixture
def printing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Printing]:
    with closing(counter(tmp_path)) as desk:
        days.a_return(desk, "R-1001")
        made = Printing(desk)
        monkeypatch.setattr(repairs, "LOOK_EVERY_S", 0.01)
        yield made
        made.worker.end()
        made.worker.join(LONGEST_S)


def test_a_printer_that_is_ready_again_prints_by_itself(printing: Printing) -> None:
    printing.worker.start()
    assert printing.in_trouble.wait(LONGEST_S)
    asked = printing.printer.asked
    while printing.printer.asked < asked + 2:  # it was seen to be still in trouble
        assert not printing.printed.wait(0.005)
    printing.printer.repaired.set()
    assert printing.printed.wait(LONGEST_S)


def test_a_person_who_asks_does_not_wait_for_the_rest(printing: Printing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repairs, "LOOK_EVERY_S", 10 * LONGEST_S)
    printing.worker.start()
    assert printing.in_trouble.wait(LONGEST_S)
    printing.printer.repaired.set()
    printing.worker.try_again()
    assert printing.printed.wait(LONGEST_S)


def test_a_printer_that_broke_off_without_a_word_is_not_taken_for_repaired() -> None:
    printer = APrinter()
    printer.repaired.set()
    watch = RepairWatch({"slip": printer})
    watch.note("slip", EMPTY)
    assert (watch.is_watching, watch.ready_again()) == (True, [])


def test_each_repair_is_noticed_once() -> None:
    printer = APrinter()
    watch = RepairWatch({"slip": printer, "page": APrinter()})
    watch.note("slip", EMPTY)
    assert watch.ready_again() == []
    printer.repaired.set()
    assert (watch.ready_again(), watch.ready_again()) == (["slip"], [])
    watch.note("slip", None)
    assert not watch.is_watching
