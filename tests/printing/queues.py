"""A print queue and printers that live in memory, for tests of what the spooler does with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from tests.printing import samples

from servicedesk.desk.paper import SlipJob
from servicedesk.domain.documents import Paper
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import SlipState
from servicedesk.domain.times import FixedClock
from servicedesk.printing.printers import Delivery, PrintJob
from servicedesk.printing.spooler import Ledger

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
        self.put(SlipJob(slip_id, printer, replace(samples.repair_card(), number=f"CD-{slip_id}")))

    def put(self, job: SlipJob) -> None:
        self.jobs.append(job)
        self._set(job.slip_id, SlipState.QUEUED)

    def settle(self, slip_id: str, state: SlipState) -> None:
        """What a person answered."""
        assert self.states[slip_id] is SlipState.UNKNOWN
        self._set(slip_id, state)

    def ledger(self) -> Ledger:
        return Ledger(self._next, self._left_sending, self._mark_sending, self._mark_outcome)

    def _next(self, queues: frozenset[str]) -> PrintJob | None:
        waiting = (SlipState.QUEUED, SlipState.FAILED)
        return next((j for j in self.jobs if self.states[j.slip_id] in waiting and j.printer in queues), None)

    def _left_sending(self, queues: frozenset[str]) -> list[SlipJob]:
        return [job for job in self.jobs if self.states[job.slip_id] is SlipState.SENDING and job.printer in queues]

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


def a_clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 22, 2, 46, tzinfo=UTC))
