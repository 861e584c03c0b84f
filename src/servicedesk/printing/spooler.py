"""The print queue's engine: queued → sending → confirmed | unknown | failed. Runs on the print worker, one job a step.

Invariant: a job's first byte leaves only after "sending" is committed, and a job that was ever "sending" without an
outcome becomes "unknown" and is never sent again by itself. So a crash, a cut cable or a lost answer can cost a paper,
which a person then prints as a marked copy, but it can't make a second original (reliability H3, H4, 3.14).

The records are reached through a ``Ledger`` of calls, each one a committed transaction of the desk worker; this module
knows no database. A printer in trouble rests, longer each time, and holds up nobody else's paper; after a failure or an
unknown outcome it is tried with a single job, so that a dead printer can't turn a whole queue into unknowns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import SlipState
from servicedesk.printing.printers import BROKE_OFF, Delivery, Printer, PrintJob
from servicedesk.wording import N_

FIRST_REST_S = 5.0
LONGEST_REST_S = 300.0

WAS_CUT_OFF = N_(
    "Nobody can tell whether {number} came out: servicedesk was closed while it was printing. The work is saved. "
    "Look at the printer; if it is not there, print a copy."
)
NO_PRINTER = N_("No printer is set up for this paper. The paper is saved. Choose a printer in the settings.")


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the spooler asks of the records.

    ``next_job(resting)``: the oldest job that is queued or failed and whose printer role is not in ``resting``.
    ``left_sending()``: jobs an earlier run left as "sending". ``mark_sending(job, printer_name)`` and
    ``mark_outcome(job, delivery)`` return when they are committed.
    """

    next_job: Callable[[frozenset[str]], PrintJob | None]
    left_sending: Callable[[], Sequence[PrintJob]]
    mark_sending: Callable[[PrintJob, str], None]
    mark_outcome: Callable[[PrintJob, Delivery], None]


@dataclass(slots=True)
class _Rest:
    until_s: float
    length_s: float


class Spooler:
    """``printers`` maps the roles jobs are queued for to printers. ``on_trouble(role, sentence)`` tells a screen what
    is in a printer's way, and None when it works again; it is called only when that changes."""

    def __init__(
        self,
        ledger: Ledger,
        printers: Mapping[str, Printer],
        monotonic_s: Callable[[], float],
        on_trouble: Callable[[str, Sentence | None], None] = lambda role, sentence: None,
    ) -> None:
        self._ledger = ledger
        self._printers = printers
        self._monotonic_s = monotonic_s
        self._on_trouble = on_trouble
        self._rests: dict[str, _Rest] = {}
        self._troubles: dict[str, Sentence] = {}

    def recover(self) -> int:
        """Once at start, before the first step: what was being sent when the last run ended is unknown now."""
        cut_off = self._ledger.left_sending()
        for job in cut_off:
            self._ledger.mark_outcome(job, _unknown(job, WAS_CUT_OFF))
        return len(cut_off)

    def step(self) -> float | None:
        """Send one job. Returns the seconds to wait before the next step: 0 when there may be more to do, None when
        only a newly queued job is worth waking for. A bug in a printer is raised after its job is marked unknown."""
        now_s = self._monotonic_s()
        resting = {role: rest for role, rest in self._rests.items() if rest.until_s > now_s}
        job = self._ledger.next_job(frozenset(resting))
        if job is None:
            return min((rest.until_s - now_s for rest in resting.values()), default=None)
        printer = self._printers.get(job.printer)
        trouble = Sentence(NO_PRINTER) if printer is None else printer.trouble()
        if printer is None or trouble is not None:
            self._rest(job.printer, trouble)
            return 0.0
        self._ledger.mark_sending(job, printer.name)
        self._settle(job, self._sent(job, printer))
        return 0.0

    def wake(self, role: str) -> None:
        """Somebody put paper in or changed the printer: try it now instead of at the end of its rest."""
        if role in self._rests:
            self._rests[role].until_s = self._monotonic_s()

    def _sent(self, job: PrintJob, printer: Printer) -> Delivery:
        try:
            return printer.send(job)
        except Exception:
            self._settle(job, _unknown(job, BROKE_OFF))
            raise

    def _settle(self, job: PrintJob, delivery: Delivery) -> None:
        self._ledger.mark_outcome(job, delivery)
        if delivery.state is SlipState.CONFIRMED:
            self._rests.pop(job.printer, None)
            if self._troubles.pop(job.printer, None) is not None:
                self._on_trouble(job.printer, None)
        else:
            self._rest(job.printer, delivery.reason)

    def _rest(self, role: str, reason: Sentence | None) -> None:
        last = self._rests.get(role)
        length_s = min(last.length_s * 2, LONGEST_REST_S) if last else FIRST_REST_S
        self._rests[role] = _Rest(self._monotonic_s() + length_s, length_s)
        if reason is not None and self._troubles.get(role) != reason:
            self._troubles[role] = reason
            self._on_trouble(role, reason)


def _unknown(job: PrintJob, msgid: str) -> Delivery:
    return Delivery(SlipState.UNKNOWN, Sentence(msgid, {"number": job.document.number}))
