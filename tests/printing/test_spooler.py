"""The print queue's promise: a paper may be lost to a crash, a second original never comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.printing import escpos_reader, samples

from servicedesk.desk.paper import SlipJob
from servicedesk.domain.documents import Paper
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import SlipState
from servicedesk.domain.times import FixedClock
from servicedesk.printing.printers import Delivery, DummyPrinter, PrintJob
from servicedesk.printing.spooler import FIRST_REST_S, LONGEST_REST_S, NO_PRINTER, Ledger, Spooler

EMPTY = Sentence("out of paper")


class PowerCut(BaseException):
    """The process is gone: nothing after it runs, no handler of ours catches it."""


@dataclass
class Queue:
    """The durable side, in memory: states by job id, and every state each job went through."""

    jobs: list[SlipJob] = field(default_factory=list)
    states: dict[str, SlipState] = field(default_factory=dict)
    history: list[tuple[str, SlipState]] = field(default_factory=list)
    reasons: dict[str, Sentence | None] = field(default_factory=dict)

    def add(self, slip_id: str, printer: str = "slip") -> None:
        document = replace(samples.repair_card(), number=f"CD-{slip_id}")
        self.jobs.append(SlipJob(slip_id, printer, document))
        self._set(slip_id, SlipState.QUEUED)

    def ledger(self) -> Ledger:
        return Ledger(self._next, self._left_sending, self._mark_sending, self._mark_outcome)

    def _next(self, resting: frozenset[str]) -> PrintJob | None:
        waiting = (SlipState.QUEUED, SlipState.FAILED)
        return next((j for j in self.jobs if self.states[j.slip_id] in waiting and j.printer not in resting), None)

    def _left_sending(self) -> list[SlipJob]:
        return [job for job in self.jobs if self.states[job.slip_id] is SlipState.SENDING]

    def _mark_sending(self, job: PrintJob, printer_name: str) -> None:
        assert self.states[job.slip_id] in (SlipState.QUEUED, SlipState.FAILED)
        self._set(job.slip_id, SlipState.SENDING)

    def _mark_outcome(self, job: PrintJob, delivery: Delivery) -> None:
        assert self.states[job.slip_id] is SlipState.SENDING
        self.reasons[job.slip_id] = delivery.reason
        self._set(job.slip_id, delivery.state)

    def _set(self, slip_id: str, state: SlipState) -> None:
        self.states[slip_id] = state
        self.history.append((slip_id, state))


@dataclass
class Scripted:
    """A printer that does what the test says; ``sent`` is what it was handed."""

    name: str = "front"
    paper: Paper = Paper.SLIP_80MM
    in_the_way: Sentence | None = None
    outcome: Callable[[PrintJob], Delivery] = lambda job: Delivery(SlipState.CONFIRMED)
    sent: list[str] = field(default_factory=list)

    def trouble(self) -> Sentence | None:
        return self.in_the_way

    def send(self, job: PrintJob) -> Delivery:
        self.sent.append(job.slip_id)
        return self.outcome(job)


def test_sending_is_on_disk_before_the_first_byte_leaves(tmp_path: Path) -> None:
    queue, seen = Queue(), []
    queue.add("1")
    printer = DummyPrinter(tmp_path, on_first_byte=lambda: seen.append(queue.states["1"]))
    _spooler(queue, slip=printer).step()
    assert seen == [SlipState.SENDING]
    assert queue.history == [("1", SlipState.QUEUED), ("1", SlipState.SENDING), ("1", SlipState.CONFIRMED)]


def test_a_job_cut_off_while_sending_is_unknown_at_the_next_start_and_never_sent_again(tmp_path: Path) -> None:
    def power_cut() -> None:
        raise PowerCut

    queue = Queue()
    queue.add("1")
    with pytest.raises(PowerCut):
        _spooler(queue, slip=DummyPrinter(tmp_path, on_first_byte=power_cut)).step()
    assert queue.states["1"] is SlipState.SENDING

    printer = Scripted()
    restarted = _spooler(queue, slip=printer)
    assert restarted.recover() == 1
    assert restarted.step() is None
    assert queue.states["1"] is SlipState.UNKNOWN
    assert printer.sent == []
    reason = queue.reasons["1"]
    assert reason is not None
    assert reason.params == {"number": "CD-1"}


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["ok", "failed", "unknown", "bug", "cut"]), min_size=1, max_size=25))
def test_whatever_happens_no_slip_leaves_the_printer_twice_unless_surely_nothing_came_out(fates: list[str]) -> None:
    queue, clock, script, out = Queue(), _clock(), list(fates), []
    for slip_id in "12345":
        queue.add(slip_id)

    def fate(job: PrintJob) -> Delivery:
        happens = script.pop(0) if script else "ok"
        if happens == "failed":
            return Delivery(SlipState.FAILED, EMPTY)
        out.append(job.slip_id)
        if happens == "cut":
            raise PowerCut
        if happens == "bug":
            raise ZeroDivisionError
        return Delivery(SlipState.CONFIRMED if happens == "ok" else SlipState.UNKNOWN, EMPTY)

    spooler = _spooler(queue, clock, slip=Scripted(outcome=fate))
    for _ in range(200):
        try:
            wait_s = spooler.step()
        except PowerCut:
            spooler = _spooler(queue, clock, slip=Scripted(outcome=fate))
            spooler.recover()
        except ZeroDivisionError:
            continue
        else:
            if wait_s is None:
                break
            clock.advance(wait_s)
    assert sorted(out) == list("12345")
    assert set(queue.states.values()) <= {SlipState.CONFIRMED, SlipState.UNKNOWN}


def test_a_printer_in_trouble_holds_up_nobody_elses_paper() -> None:
    queue, front, office = Queue(), Scripted(in_the_way=EMPTY), Scripted(name="office")
    queue.add("1", "slip")
    queue.add("2", "page")
    spooler = _spooler(queue, slip=front, page=office)
    while spooler.step() == 0.0:
        pass
    assert office.sent == ["2"]
    assert queue.states == {"1": SlipState.QUEUED, "2": SlipState.CONFIRMED}


def test_a_trouble_leaves_no_trace_in_the_records_and_is_told_once() -> None:
    queue, clock, told = Queue(), _clock(), []
    queue.add("1")
    front = Scripted(in_the_way=EMPTY)
    spooler = Spooler(queue.ledger(), {"slip": front}, clock.monotonic_s, lambda role, why: told.append((role, why)))
    for _ in range(8):
        clock.advance(spooler.step() or 0.0)
    assert queue.history == [("1", SlipState.QUEUED)]
    assert told == [("slip", EMPTY)]
    front.in_the_way = None
    clock.advance(LONGEST_REST_S)
    spooler.step()
    assert told == [("slip", EMPTY), ("slip", None)]


def test_rests_grow_and_have_an_end() -> None:
    queue, clock, rests = Queue(), _clock(), []
    queue.add("1")
    spooler = _spooler(queue, clock, slip=Scripted(in_the_way=EMPTY))
    for _ in range(10):
        assert spooler.step() == 0.0
        rests.append(spooler.step() or 0.0)
        clock.advance(rests[-1])
    assert rests[:3] == [FIRST_REST_S, FIRST_REST_S * 2, FIRST_REST_S * 4]
    assert rests[-1] == LONGEST_REST_S


def test_a_dying_printer_turns_one_slip_unknown_and_not_the_whole_queue() -> None:
    queue = Queue()
    for slip_id in "1234":
        queue.add(slip_id)
    front = Scripted(outcome=lambda job: Delivery(SlipState.UNKNOWN, EMPTY))
    spooler = _spooler(queue, slip=front)
    while spooler.step() == 0.0:
        pass
    assert front.sent == ["1"]


def test_somebody_who_put_paper_in_need_not_wait_for_the_end_of_the_rest() -> None:
    queue, front = Queue(), Scripted(in_the_way=EMPTY)
    queue.add("1")
    spooler = _spooler(queue, slip=front)
    spooler.step()
    front.in_the_way = None
    assert spooler.step() == FIRST_REST_S
    spooler.wake("slip")
    spooler.step()
    assert queue.states["1"] is SlipState.CONFIRMED


def test_paper_for_which_no_printer_is_set_up_waits_and_is_told() -> None:
    queue, told = Queue(), []
    queue.add("1", "page")
    spooler = Spooler(queue.ledger(), {}, _clock().monotonic_s, lambda role, why: told.append((role, why)))
    spooler.step()
    assert told == [("page", Sentence(NO_PRINTER))]
    assert queue.states["1"] is SlipState.QUEUED


def test_a_bug_in_a_printer_surfaces_and_its_job_is_unknown() -> None:
    def bug(job: PrintJob) -> Delivery:
        raise ZeroDivisionError

    queue = Queue()
    queue.add("1")
    with pytest.raises(ZeroDivisionError):
        _spooler(queue, slip=Scripted(outcome=bug)).step()
    assert queue.states["1"] is SlipState.UNKNOWN


def test_slips_come_out_in_the_order_they_were_queued(tmp_path: Path) -> None:
    queue = Queue()
    for slip_id in "123":
        queue.add(slip_id)
    spooler = _spooler(queue, slip=DummyPrinter(tmp_path))
    while spooler.step() == 0.0:
        pass
    names = [file.name for file in sorted(tmp_path.iterdir())]
    assert names == ["00001-CD-1.escpos", "00002-CD-2.escpos", "00003-CD-3.escpos"]
    assert all(len(escpos_reader.read(file.read_bytes()).pieces) == 2 for file in tmp_path.iterdir())


def _clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 22, 2, 46, tzinfo=UTC))


def _spooler(queue: Queue, clock: FixedClock | None = None, **printers: Scripted | DummyPrinter) -> Spooler:
    return Spooler(queue.ledger(), printers, (clock or _clock()).monotonic_s)
