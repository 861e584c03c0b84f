"""The print queue's engine: queued → sending → confirmed | unknown | failed. Runs on the print worker, one job a step.

Invariant: a job's first byte leaves only after "sending" is committed, and a job that was ever "sending" without an
outcome becomes "unknown" and is never sent again by itself. So a crash, a cut cable or a lost answer can cost a paper,
which a person then prints as a marked copy, but it can't make a second original (reliability H3, H4, 3.14).

The records are reached through a ``Ledger`` of calls, each one a committed transaction of the desk worker; this module
knows no database. A queue has printers that are tried in their order. A printer in trouble rests, longer each time, and
holds up nobody else's paper: the next one prints meanwhile. After a failure or an unknown outcome a printer is tried
with a single job, so that a dead one can't turn a whole queue into unknowns; and what one printer may have printed is
never handed to another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from servicedesk.domain.documents import Paper
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import SlipState
from servicedesk.printing.printers import BROKE_OFF, BreaksOff, Delivery, Printer, PrintJob
from servicedesk.wording import N_

FIRST_REST_S = 5.0
LONGEST_REST_S = 300.0

WAS_CUT_OFF = N_(
    "Nobody can tell whether {number} came out: servicedesk was closed while it was printing. The work is saved. "
    "Look at the printer; if it is not there, print a copy."
)
MEANWHILE = N_("{trouble} Meanwhile paper comes out at {printer}.")
NO_PRINTER = N_("No printer is set up for this paper. The paper is saved. Choose a printer in the settings.")


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the spooler asks of the records.

    ``next_job(queues)``: the oldest job that is queued or failed in one of these queues and may be printed unasked.
    ``left_sending(queues)``: jobs that are "sending" there. ``mark_sending(job, printer_name)`` and
    ``mark_outcome(job, delivery)`` return when they are committed.
    """

    next_job: Callable[[frozenset[str]], PrintJob | None]
    left_sending: Callable[[frozenset[str]], Sequence[PrintJob]]
    mark_sending: Callable[[PrintJob, str], None]
    mark_outcome: Callable[[PrintJob, Delivery], None]


class NoPrinter:
    """Holds the paper of a queue for which nobody has chosen a printer."""

    name, paper = "-", Paper.SLIP_80MM

    def trouble(self) -> Sentence | None:
        return Sentence(NO_PRINTER)

    def send(self, _job: PrintJob) -> Delivery:
        return Delivery(SlipState.FAILED, Sentence(NO_PRINTER))


@dataclass(slots=True)
class _Rest:
    """Why a printer rests, until when, and how long this time."""

    until_s: float
    length_s: float
    reason: Sentence | None


class Spooler:
    """``queues`` maps what jobs are queued for to the printers that are tried for it. ``on_trouble(queue, sentence)``
    tells a screen what is in the way, and None when all is well again; it is called only when that changes."""

    def __init__(
        self,
        ledger: Ledger,
        queues: Mapping[str, Sequence[Printer]],
        monotonic_s: Callable[[], float],
        on_trouble: Callable[[str, Sentence | None], None] = lambda queue, sentence: None,
    ) -> None:
        self._ledger = ledger
        self._monotonic_s = monotonic_s
        self._on_trouble = on_trouble
        self._queues: dict[str, tuple[Printer, ...]] = {}
        self._rests: dict[int, _Rest] = {}
        self._told: dict[str, Sentence] = {}
        self.use(queues)

    def use(self, queues: Mapping[str, Sequence[Printer]]) -> None:
        """From now on print here. What was in the way of the printers before is forgotten."""
        self._queues = {queue: tuple(printers) or (NoPrinter(),) for queue, printers in queues.items()}
        self._rests.clear()
        self._tell()

    def recover(self, *, at_start: bool = True) -> int:
        """At start, and whenever a step broke off: what is "sending" while nothing is being sent is unknown now."""
        cut_off = self._ledger.left_sending(frozenset(self._queues))
        for job in cut_off:
            self._ledger.mark_outcome(job, _unknown(job, WAS_CUT_OFF if at_start else BROKE_OFF))
            for printer in self._queues[job.printer]:
                if isinstance(printer, BreaksOff):
                    printer.was_cut_off()
        return len(cut_off)

    def step(self) -> float | None:
        """Send one job. Returns the seconds to wait before the next step: 0 when there may be more to do, None when
        only a newly queued job is worth waking for. A bug in a printer is raised after its job is marked unknown."""
        now_s = self._monotonic_s()
        ready = {queue: self._ready(printers, now_s) for queue, printers in self._queues.items()}
        job = self._ledger.next_job(frozenset(queue for queue, printers in ready.items() if printers))
        if job is None:
            self._look_again(now_s)
            return min((rest.until_s - now_s for rest in self._rests.values()), default=None)
        for printer in ready[job.printer]:
            trouble = printer.trouble()
            if trouble is None:
                self._ledger.mark_sending(job, printer.name)
                self._settle(job, printer, self._sent(job, printer))
                return 0.0
            self._rest(printer, trouble)
        return 0.0

    def wake(self, queue: str) -> None:
        """Somebody put paper in or changed the printer: try it now instead of at the end of its rest."""
        for printer in self._queues.get(queue, ()):
            if id(printer) in self._rests:
                self._rests[id(printer)].until_s = self._monotonic_s()

    def _ready(self, printers: Sequence[Printer], now_s: float) -> list[Printer]:
        return [one for one in printers if id(one) not in self._rests or self._rests[id(one)].until_s <= now_s]

    def _look_again(self, now_s: float) -> None:
        """Nothing waits: a printer whose rest is over is asked all the same, or its trouble would be told for ever."""
        printers = {id(printer): printer for printers in self._queues.values() for printer in printers}
        for key, rest in list(self._rests.items()):
            if rest.until_s <= now_s:
                trouble = printers[key].trouble()
                if trouble is None:
                    self._works(printers[key])
                else:
                    self._rest(printers[key], trouble)

    def _sent(self, job: PrintJob, printer: Printer) -> Delivery:
        try:
            return printer.send(job)
        except Exception:
            self._settle(job, printer, _unknown(job, BROKE_OFF))
            raise

    def _settle(self, job: PrintJob, printer: Printer, delivery: Delivery) -> None:
        self._ledger.mark_outcome(job, delivery)
        if delivery.state is SlipState.CONFIRMED:
            self._works(printer)
        else:
            self._rest(printer, delivery.reason)

    def _works(self, printer: Printer) -> None:
        self._rests.pop(id(printer), None)
        self._tell()

    def _rest(self, printer: Printer, reason: Sentence | None) -> None:
        last = self._rests.get(id(printer))
        length_s = min(last.length_s * 2, LONGEST_REST_S) if last else FIRST_REST_S
        self._rests[id(printer)] = _Rest(self._monotonic_s() + length_s, length_s, reason)
        self._tell()

    def _tell(self) -> None:
        """Say of each queue what has changed."""
        for queue, printers in self._queues.items():
            said = self._said_of(printers)
            if said != self._told.get(queue):
                self._on_trouble(queue, said)
                if said is None:
                    del self._told[queue]
                else:
                    self._told[queue] = said

    def _said_of(self, printers: Sequence[Printer]) -> Sentence | None:
        """The trouble of the first printer that has one, and who prints meanwhile."""
        troubles = [(one, rest.reason) for one in printers if (rest := self._rests.get(id(one))) and rest.reason]
        if not troubles:
            return None
        trouble = troubles[0][1]
        well = next((one for one in printers if id(one) not in self._rests), None)
        return trouble if well is None else Sentence(MEANWHILE, {"trouble": trouble, "printer": well.name})


def _unknown(job: PrintJob, msgid: str) -> Delivery:
    return Delivery(SlipState.UNKNOWN, Sentence(msgid, {"number": job.document.number}))
