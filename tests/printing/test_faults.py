"""Table H at byte level: wherever the line breaks, whatever the printer does, no paper comes out twice unmarked.

Nor is one lost unsaid. Each script is an afternoon with three slips and one fault.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from tests.printing import faults
from tests.printing.faults import Script, afternoon, wrong_with

from servicedesk.domain.printer_setup import PROFILES, WIDE
from servicedesk.domain.slips import SlipState
from servicedesk.printing.printers import Delivery, PrintJob
from servicedesk.printing.thermal import ThermalPrinter

WHOLE = faults.total_bytes()
CUTS = sorted({*range(14), *range(WHOLE - 14, WHOLE + 2), *range(14, WHOLE - 14, max(1, WHOLE // 48))})
REPLIES = ("ok", "lost", "late", "closed")
ROWS = (0, 1, 5, 20, 40, 60, 80, 120)


def _scripts() -> list[Script]:
    cuts = [Script(at=4, cut_at=cut, in_flight=lost) for cut in CUTS for lost in (0, 40)]
    asking = [Script(at=at, cut_at=cut) for at in (1, 3, 5) for cut in range(10)]
    replies = [Script(at=at, reply=reply) for at in range(1, 7) for reply in REPLIES[1:]]
    paper = [
        Script(at=at, rows=rows, reply=reply, restarts=restarts)
        for at, rows, reply, restarts in itertools.product((2, 4), ROWS, ("ok", "lost"), (False, True))
    ]
    covers = [Script(at=at, cover=True) for at in range(1, 7)]
    silence = [Script(at=at, refused=True) for at in range(1, 7)]
    slow = [Script(at=at, bytes_a_second=speed) for at in (2, 4) for speed in (10, 60, 960)]
    both = [
        Script(at=4, cut_at=cut, rows=rows, restarts=True) for cut in (300, 1000, 3000, WHOLE - 3) for rows in (3, 30)
    ]
    return [*cuts, *asking, *replies, *paper, *covers, *silence, *slow, *both]


SCRIPTS = _scripts()


def test_there_are_enough_scripts_to_mean_something() -> None:
    assert len(SCRIPTS) >= 200


@pytest.mark.parametrize("part", range(8))
def test_no_fault_doubles_a_paper_unmarked_or_loses_one_unsaid(part: int) -> None:
    wrong = {str(script): found for script in SCRIPTS[part::8] if (found := wrong_with(afternoon(script)))}
    assert wrong == {}


@pytest.mark.parametrize("name", ["58mm", "58mm-text", "80mm-text"])
def test_the_same_on_a_narrow_roll_and_in_text(name: str) -> None:
    """Where a line of text is cut, half a character may be on paper; the promise is the same."""
    profile = replace(PROFILES[name], cutter=True)
    whole = faults.total_bytes(profile)
    scripts = [Script(at=4, cut_at=cut) for cut in range(0, whole, max(1, whole // 40))]
    wrong = {str(script): found for script in scripts if (found := wrong_with(afternoon(script, profile=profile)))}
    assert wrong == {}


def test_while_nothing_has_left_it_is_sent_again_by_itself_and_nobody_is_asked() -> None:
    """Only the questions about its state have gone out: that is no paper."""
    for cut in range(9):
        played = afternoon(Script(at=4, cut_at=cut))
        assert [state for name, state in played.queue.history if name == "B"][-1] is SlipState.CONFIRMED
        assert SlipState.UNKNOWN not in {state for _, state in played.queue.history}, cut


def test_from_the_first_byte_on_a_person_is_asked() -> None:
    for cut in (10, 11, 500, WHOLE - 4):
        played = afternoon(Script(at=4, cut_at=cut))
        assert ("B", SlipState.UNKNOWN) in played.queue.history, cut


def test_ten_bytes_a_second_are_broken_off_and_asked_about() -> None:
    played = afternoon(Script(at=4, bytes_a_second=10))
    assert ("B", SlipState.UNKNOWN) in played.queue.history
    assert ("C", SlipState.CONFIRMED) in played.queue.history


def test_a_broken_off_picture_does_not_swallow_the_next_slip() -> None:
    """The printer still waits for the rest of a band: it gets blank dots, not the beginning of the next slip."""
    played = afternoon(Script(at=4, cut_at=1500))
    assert wrong_with(played) == []
    assert played.machine.commands.count("init") >= 4


# --- bugs put in on purpose: the scripts have to find them ------------------------------------------------------------
class CallsItFailed(ThermalPrinter):
    """Takes for granted that what broke off never came out."""

    def send(self, job: PrintJob) -> Delivery:
        delivery = super().send(job)
        return Delivery(SlipState.FAILED) if delivery.state is SlipState.UNKNOWN else delivery


class BelievesItself(ThermalPrinter):
    """Every byte was taken, so it must be out."""

    def _is_done(self, wire: Any) -> bool:
        return True


class TriesTwice(ThermalPrinter):
    """A time-out is a hiccup: the slip is sent once more, at once."""

    def send(self, job: PrintJob) -> Delivery:
        delivery = super().send(job)
        return super().send(job) if delivery.state is SlipState.UNKNOWN else delivery


class WashesNothingOut(ThermalPrinter):
    """Forgets that the printer may still wait for the rest of a picture."""

    def _wash_out(self, wire: Any) -> None:
        pass


@pytest.mark.parametrize("bug", [CallsItFailed, BelievesItself, TriesTwice, WashesNothingOut])
def test_the_scripts_find_a_bug_that_was_planted(bug: type[ThermalPrinter]) -> None:
    found = [wrong for script in SCRIPTS[::3] if (wrong := _wrong_or_stuck(script, bug))]
    assert found


def _wrong_or_stuck(script: Script, bug: type[ThermalPrinter]) -> list[str]:
    try:
        return wrong_with(afternoon(script, bug, WIDE))
    except AssertionError as stuck:
        return [str(stuck)]


@pytest.mark.soak
def test_every_byte_of_a_slip() -> None:
    wrong = {cut: found for cut in range(WHOLE + 2) if (found := wrong_with(afternoon(Script(at=4, cut_at=cut))))}
    assert wrong == {}
