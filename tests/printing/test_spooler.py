"""The print queue's promise: a paper may be lost to a crash, a second original never comes out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.printing import escpos_reader
from tests.printing.queues import EMPTY, PowerCut, Queue, Scripted, a_clock

from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import SlipState
from servicedesk.domain.times import FixedClock
from servicedesk.printing.printers import Delivery, DummyPrinter, PrintJob
from servicedesk.printing.spooler import FIRST_REST_S, LONGEST_REST_S, MEANWHILE, NO_PRINTER, Spooler


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
    queue, clock, script, out = Queue(), a_clock(), list(fates), []
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
    queue, clock, told = Queue(), a_clock(), []
    queue.add("1")
    front = Scripted(in_the_way=EMPTY)
    spooler = Spooler(queue.ledger(), {"slip": [front]}, clock.monotonic_s, lambda role, why: told.append((role, why)))
    for _ in range(8):
        clock.advance(spooler.step() or 0.0)
    assert queue.history == [("1", SlipState.QUEUED)]
    assert told == [("slip", EMPTY)]
    front.in_the_way = None
    clock.advance(LONGEST_REST_S)
    spooler.step()
    assert told == [("slip", EMPTY), ("slip", None)]


def test_rests_grow_and_have_an_end() -> None:
    queue, clock, rests = Queue(), a_clock(), []
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
    spooler = Spooler(queue.ledger(), {"page": []}, a_clock().monotonic_s, lambda role, why: told.append((role, why)))
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


def test_a_second_printer_takes_over_while_the_first_is_in_trouble_and_the_screen_says_so() -> None:
    queue, clock, told = Queue(), a_clock(), []
    front, back = Scripted("front", in_the_way=EMPTY), Scripted("back")
    for slip_id in "12":
        queue.add(slip_id)
    spooler = Spooler(queue.ledger(), {"slip": [front, back]}, clock.monotonic_s, lambda _, why: told.append(why))
    while spooler.step() == 0.0:
        pass
    assert (front.sent, back.sent) == ([], ["1", "2"])
    assert told[-1] == Sentence(MEANWHILE, {"trouble": EMPTY, "printer": "back"})


def test_what_surely_did_not_come_out_at_one_printer_comes_out_at_the_next() -> None:
    queue, front, back = Queue(), Scripted("front", outcome=lambda job: Delivery(SlipState.FAILED, EMPTY)), Scripted()
    queue.add("1")
    spooler = Spooler(queue.ledger(), {"slip": [front, back]}, a_clock().monotonic_s)
    while spooler.step() == 0.0:
        pass
    assert (front.sent, back.sent) == (["1"], ["1"])
    assert queue.states["1"] is SlipState.CONFIRMED


def test_what_may_have_come_out_at_one_printer_is_never_handed_to_the_next() -> None:
    queue, back = Queue(), Scripted("back")
    front = Scripted("front", outcome=lambda job: Delivery(SlipState.UNKNOWN, EMPTY))
    queue.add("1")
    queue.add("2")
    spooler = Spooler(queue.ledger(), {"slip": [front, back]}, a_clock().monotonic_s)
    while spooler.step() == 0.0:
        pass
    assert (front.sent, back.sent) == (["1"], ["2"])
    assert queue.states == {"1": SlipState.UNKNOWN, "2": SlipState.CONFIRMED}


def test_a_printer_that_works_again_says_so_even_when_nothing_waits() -> None:
    queue, clock, told = Queue(), a_clock(), []
    front = Scripted(outcome=lambda job: Delivery(SlipState.UNKNOWN, EMPTY))
    queue.add("1")
    spooler = Spooler(queue.ledger(), {"slip": [front]}, clock.monotonic_s, lambda _, why: told.append(why))
    spooler.step()
    clock.advance(spooler.step() or 0.0)
    assert spooler.step() is None
    assert told == [EMPTY, None]


def test_other_printers_are_used_from_the_next_paper_on() -> None:
    queue, front, back = Queue(), Scripted("front", in_the_way=EMPTY), Scripted("back")
    queue.add("1")
    spooler = _spooler(queue, slip=front)
    spooler.step()
    spooler.use({"slip": [back]})
    spooler.step()
    assert (front.sent, back.sent) == ([], ["1"])


def test_a_step_that_broke_off_leaves_no_paper_under_way_for_ever() -> None:
    """The disk was full when the outcome was to be noted: the worker recovers before its next step."""
    queue = Queue()
    queue.add("1")

    def full(job: PrintJob, delivery: Delivery) -> None:
        raise OSError(28, "No space left on device")

    spooler = Spooler(replace(queue.ledger(), mark_outcome=full), {"slip": [Scripted()]}, a_clock().monotonic_s)
    with pytest.raises(OSError, match="No space"):
        spooler.step()
    assert queue.states["1"] is SlipState.SENDING
    again = _spooler(queue, slip=Scripted())
    assert again.recover(at_start=False) == 1
    assert queue.states["1"] is SlipState.UNKNOWN


def _spooler(queue: Queue, clock: FixedClock | None = None, **printers: Scripted | DummyPrinter) -> Spooler:
    queues = {name: [printer] for name, printer in printers.items()}
    return Spooler(queue.ledger(), queues, (clock or a_clock()).monotonic_s)
