"""Bugs put in on purpose, to see that the harnesses find them. Each is what a tired programmer could have written.

A harness starts its processes with the name of a bug; they put it in with ``plant`` once the counter is open. Its
``found_by`` says which harness has to find it, and in which words; ``planted_for`` is what its test is
parametrized with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tests.builders import StaffedDesk

from servicedesk.desk import paper, returns
from servicedesk.desk.outcomes import Done
from servicedesk.domain.slips import SlipOutcome, SlipSent, SlipState
from servicedesk.printing.printers import DummyPrinter
from servicedesk.printing.spooler import Spooler
from servicedesk.records import database, highwater, journal
from servicedesk.records.work import Work


class Books(Protocol):
    """Where a harness notes what a person was told. Printers put out into ``folder``/paper."""

    folder: Path

    def acknowledge(self, number: str, slip_id: str, refund_minor: int) -> None: ...


class Living(Protocol):
    """What a bug may get hold of besides the desk."""

    evidence: Books


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


def _does_not_wait_for_the_disk(desk: StaffedDesk, _life: Living) -> None:
    """Makes everything three times as fast: what is saved is written, but nobody waits until it is kept."""
    database._PRAGMAS = tuple(one.replace("synchronous = FULL", "synchronous = NORMAL") for one in database._PRAGMAS)
    desk.database.reopen()


@dataclass(frozen=True)
class Plant:
    """A bug, and how each harness that has to find it tells what it found (a regular expression)."""

    put: Callable[[StaffedDesk, Living], None]
    found_by: dict[str, str]


KILLS, POWER_CUTS, IO_SWEEP = "kills", "power cuts", "I/O sweep"

PLANTS = {
    "acknowledge before COMMIT": Plant(
        _acknowledge_before_commit,
        {
            KILLS: "was acknowledged and is there 0 times",
            POWER_CUTS: "was acknowledged and is not there",
            IO_SWEEP: "was said to be saved and is not there",
        },
    ),
    "slip printed before its fact": Plant(
        _print_before_the_fact, {KILLS: "paper without its fact", POWER_CUTS: "paper without its fact"}
    ),
    "synchronous = NORMAL": Plant(_does_not_wait_for_the_disk, {POWER_CUTS: "was acknowledged and is not there"}),
    "sent again after a cut": Plant(
        _send_again_what_was_being_sent, {KILLS: "sent twice|is FAILED, and nobody said so"}
    ),
    "slip in a transaction of its own": Plant(
        _queue_the_slip_in_a_transaction_of_its_own, {KILLS: "without its visit or its slip"}
    ),
    "high water noted before COMMIT": Plant(_note_the_high_water_before_commit, {KILLS: "the file does not open"}),
}


def planted_for(harness: str) -> dict[str, str]:
    """The bugs a harness has to find, by name, and in which words it tells them."""
    return {name: one.found_by[harness] for name, one in PLANTS.items() if harness in one.found_by}
