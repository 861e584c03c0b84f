"""Bugs put in on purpose, to see that the kills find them. Each is what a tired programmer could have written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from tests.builders import StaffedDesk
from tests.walkthroughs.kill_checks import Evidence

from servicedesk.desk import paper, returns
from servicedesk.desk.outcomes import Done
from servicedesk.domain.slips import SlipOutcome, SlipSent, SlipState
from servicedesk.printing.printers import DummyPrinter
from servicedesk.printing.spooler import Spooler
from servicedesk.records import highwater, journal
from servicedesk.records.work import Work


class Living(Protocol):
    """What a bug may get hold of."""

    evidence: Evidence


def plant(name: str, desk: StaffedDesk, life: Living) -> None:
    """Put the bug of this name into this process; no name, no bug."""
    if name:
        PLANTS[name].put(desk, life)


def _acknowledge_before_commit(_desk: StaffedDesk, life: Living) -> None:
    """Says "saved" at the end of the work, inside the transaction."""
    settle_in = returns._settle

    def too_early(*arguments: Any) -> Any:
        outcome = settle_in(*arguments)
        if isinstance(outcome, Done):
            settled = outcome.value
            life.evidence.acknowledge(settled.number, settled.slip_id, settled.refund_minor)
        return outcome

    returns._settle = too_early


def _print_before_the_fact(_desk: StaffedDesk, life: Living) -> None:
    """Hands the slip to the printer at once, to save the customer a second, and notes it all in one go."""
    queue = paper.queue

    def at_once(work: Work, document: Any, *arguments: Any, **named: Any) -> str:
        slip_id = queue(work, document, *arguments, **named)
        work.record(SlipSent(slip_id, "at once"))
        DummyPrinter(life.evidence.folder / "paper").send(paper.SlipJob(slip_id, paper.SLIP_PRINTER, document))
        work.record(SlipOutcome(slip_id, SlipState.CONFIRMED))
        return slip_id

    paper.queue = at_once


def _send_again_what_was_being_sent(desk: StaffedDesk, _life: Living) -> None:
    """Takes for granted that a paper which was cut off never came out."""

    def recover(_spooler: Spooler, *, at_start: bool = True) -> int:
        left = paper.left_sending(desk)
        for job in left:
            paper.mark_outcome(desk, job.slip_id, SlipState.FAILED)
        return len(left)

    Spooler.recover = recover  # type: ignore[method-assign] # the bug is the point


def _queue_the_slip_in_a_transaction_of_its_own(desk: StaffedDesk, _life: Living) -> None:
    """Settles first and sees to the paper when that is saved."""
    settle, queue = returns.settle, paper.queue
    waiting: list[tuple[Any, ...]] = []

    def later(_work: Work, *arguments: Any) -> str:
        waiting.append(arguments)
        return "later"

    def in_two_steps(desk: StaffedDesk, who: Any, *arguments: Any) -> Any:
        outcome = settle(desk, who, *arguments)
        with desk.work(who) as work:
            while waiting:
                queue(work, *waiting.pop())
        return outcome

    paper.queue, returns.settle = later, in_two_steps


def _note_the_high_water_before_commit(desk: StaffedDesk, _life: Living) -> None:
    """Says how far the journal has come before it is there."""
    record = Work.record

    def too_early(work: Work, *arguments: Any, **named: Any) -> str:
        fact_id = record(work, *arguments, **named)
        reached = journal.head(work.connection)
        assert reached is not None
        highwater.note(desk.home, reached, desk.identity.incarnation)
        return fact_id

    Work.record = too_early  # type: ignore[method-assign] # the bug is the point


@dataclass(frozen=True)
class Plant:
    """A bug, and how what it does is told when it is found (a regular expression)."""

    put: Callable[[StaffedDesk, Living], None]
    told: str


PLANTS = {
    "acknowledge before COMMIT": Plant(_acknowledge_before_commit, "was acknowledged and is there 0 times"),
    "slip printed before its fact": Plant(_print_before_the_fact, "paper without its fact"),
    "sent again after a cut": Plant(_send_again_what_was_being_sent, "sent twice|is FAILED, and nobody said so"),
    "slip in a transaction of its own": Plant(
        _queue_the_slip_in_a_transaction_of_its_own, "without its visit or its slip"
    ),
    "high water noted before COMMIT": Plant(_note_the_high_water_before_commit, "the file does not open"),
}
