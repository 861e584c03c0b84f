"""What should still be done before the day's log is printed. It may be printed all the same, the gaps with it.

Only what somebody can still put right counts: a refund that was owed that night and has been paid since is no gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from servicedesk.domain import numbers
from servicedesk.domain.daylog import DayFigures
from servicedesk.domain.daylog_records import LOG_KINDS, SlipSeen, VisitSeen
from servicedesk.domain.money import format_minor
from servicedesk.domain.sentences import N_, Sentence
from servicedesk.domain.slips import SlipState
from servicedesk.domain.visits import OPEN_STATES, VisitState

CASH = "CASH"


class Gap(StrEnum):
    """Kinds of things that are still to do. They are kept in the fact of a printed log, so none is ever renamed."""

    VISIT_OPEN = "VISIT_OPEN"
    PURPOSE_MISSING = "PURPOSE_MISSING"
    CASH_NOT_PAID = "CASH_NOT_PAID"
    REFUND_FAILED = "REFUND_FAILED"
    REFUND_OVERDUE = "REFUND_OVERDUE"
    REFUND_LAST_DAY = "REFUND_LAST_DAY"
    SLIP_UNKNOWN = "SLIP_UNKNOWN"
    SLIP_FAILED = "SLIP_FAILED"
    SLIP_WAITING = "SLIP_WAITING"


_SAID = {
    Gap.VISIT_OPEN: N_("Visitor no. {running} is not finished yet"),
    Gap.PURPOSE_MISSING: N_("Visitor no. {running}: why they came is not filled in"),
    Gap.CASH_NOT_PAID: N_("{number}: {amount} in cash is not paid out yet"),
    Gap.REFUND_FAILED: N_("{number}: sending {amount} back failed, and nobody has tried again"),
    Gap.REFUND_OVERDUE: N_("{number}: {amount} should have been refunded by {due_on}"),
    Gap.REFUND_LAST_DAY: N_("{number}: {amount} has to be refunded by the end of {due_on}"),
    Gap.SLIP_UNKNOWN: N_("{number}: nobody has said whether the paper came out"),
    Gap.SLIP_FAILED: N_("{number}: the paper did not come out"),
    Gap.SLIP_WAITING: N_("{number}: the paper still waits for the printer"),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to do. ``about`` is where to do it: a visit id, a number, or a refund or slip id."""

    code: Gap
    sentence: Sentence
    about: str


def missing(figures: DayFigures) -> tuple[Missing, ...]:
    """Everything that is still open, in the order a person would go through it: people, money, paper."""
    return (*_visits(figures.records.visits), *_refunds(figures), *_slips(figures.records.slips))


def _visits(visits: tuple[VisitSeen, ...]) -> Iterator[Missing]:
    for visit in sorted(visits, key=lambda visit: visit.running):
        if visit.state in OPEN_STATES:
            yield _gap(Gap.VISIT_OPEN, visit.visit_id, running=visit.running)
        elif visit.state is VisitState.FINISHED and visit.purpose is None:
            yield _gap(Gap.PURPOSE_MISSING, visit.visit_id, running=visit.running)


def _refunds(figures: DayFigures) -> Iterator[Missing]:
    for refund in figures.owed:
        if refund.paid_on is not None or refund.voided_on is not None:
            continue
        said = {"number": numbers.short(refund.number), "amount": format_minor(refund.amount_minor, figures.currency)}
        if refund.tender == CASH:
            yield _gap(Gap.CASH_NOT_PAID, refund.refund_id, **said)
        elif refund.failed:
            yield _gap(Gap.REFUND_FAILED, refund.refund_id, **said)
        elif refund.due_on < figures.day:
            yield _gap(Gap.REFUND_OVERDUE, refund.refund_id, **said, due_on=refund.due_on)
        elif refund.due_on == figures.day:
            yield _gap(Gap.REFUND_LAST_DAY, refund.refund_id, **said, due_on=refund.due_on)


_OPEN_SLIPS = {
    SlipState.UNKNOWN: Gap.SLIP_UNKNOWN,
    SlipState.FAILED: Gap.SLIP_FAILED,
    SlipState.QUEUED: Gap.SLIP_WAITING,
    SlipState.SENDING: Gap.SLIP_WAITING,
}


def _slips(slips: tuple[SlipSeen, ...]) -> Iterator[Missing]:
    for slip in slips:
        code = _OPEN_SLIPS.get(slip.state)
        if code is Gap.SLIP_WAITING and slip.kind in LOG_KINDS:
            continue  # a log that is on its way out is no gap of the next one
        if code is not None and not slip.answered:
            yield _gap(code, slip.slip_id, number=numbers.short(slip.about))


def _gap(code: Gap, about: str, **said: object) -> Missing:
    return Missing(code, Sentence(_SAID[code], said), about)
