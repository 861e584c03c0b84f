"""The sums of one day: each a number that can be counted twice, once from the rows and once from the facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from servicedesk.domain.daylog_records import (
    UNMASKED_KIND,
    VOID_ACTION,
    DayFrame,
    DayRecords,
    NoticeKind,
    RefundSeen,
    ReturnSeen,
    VisitSeen,
)
from servicedesk.domain.slips import SlipState
from servicedesk.domain.visits import OPEN_STATES, Level, VisitState, is_accepted_in_time


class Kind(StrEnum):
    """What became of goods that came back."""

    RETURN = "RETURN"
    EXCHANGE = "EXCHANGE"
    REPAIR = "REPAIR"
    OTHER = "OTHER"
    REFUSED = "REFUSED"


_KINDS = {
    "RETURN": Kind.RETURN, "RETURN_DEP": Kind.RETURN, "STORE_CREDIT": Kind.RETURN,
    "EXCHANGE": Kind.EXCHANGE, "EXCHANGE_OTHER": Kind.EXCHANGE,
    "REPAIR_FREE": Kind.REPAIR, "REPAIR_PAID": Kind.REPAIR,
}  # fmt: skip


def kind_of(chosen: str, *, refused: bool) -> Kind:
    """The kind of a settlement by what the customer chose; what has no kind of its own (a test) is OTHER."""
    return Kind.REFUSED if refused else _KINDS.get(chosen, Kind.OTHER)


@dataclass(frozen=True, slots=True)
class DayTotals:
    """The day's sums, each a number that can be counted twice. Amounts are minor units, ``*_ms`` milliseconds."""

    visits: int = 0
    visits_l1: int = 0
    visits_l2: int = 0
    visits_l3: int = 0
    visits_unclassified: int = 0
    visits_open: int = 0
    visits_missed: int = 0
    greeted_measured: int = 0
    greeted_in_time: int = 0
    waited_ms: int = 0
    returned: int = 0
    exchanged: int = 0
    repairs: int = 0
    other: int = 0
    refused: int = 0
    voided: int = 0
    refund_minor: int = 0
    accepted_measured: int = 0
    accepted_in_time: int = 0
    paid: int = 0
    paid_minor: int = 0
    paid_by_tender: tuple[tuple[str, int, int], ...] = ()
    cash_back_minor: int = 0
    refunds_measured: int = 0
    refunds_in_time: int = 0
    owed: int = 0
    owed_minor: int = 0
    approvals_given: int = 0
    approvals_denied: int = 0
    approved_minor: int = 0
    month_approved: int = 0
    month_approved_minor: int = 0
    slips: int = 0
    slips_printed: int = 0
    slips_unknown: int = 0
    slips_failed: int = 0
    slips_replaced: int = 0
    slips_dropped: int = 0
    slips_waiting: int = 0
    reprints: int = 0
    logs_unmasked: int = 0
    notices: tuple[tuple[str, int], ...] = ()

    @property
    def returns_all(self) -> int:
        """Everything the returns desk answered and nobody voided, refusals included."""
        return self.returned + self.exchanged + self.repairs + self.other + self.refused


def totals_of(records: DayRecords, frame: DayFrame) -> DayTotals:
    """The sums as the read tables have them."""
    visits, approvals = records.visits, records.approvals
    levels = Counter(visit.level for visit in visits)
    paid = [refund for refund in records.refunds if refund.paid_on == frame.day]
    owed = owed_after(records.refunds, frame.day)
    punctual = [_was_punctual(refund, frame) for refund in records.refunds]
    states = Counter(slip.state for slip in records.slips)
    kinds, standing = _kinds(records.returns, frame.day)
    taken = [one.taken_ms for one in standing if one.taken_ms is not None]
    return DayTotals(
        visits=len(visits),
        visits_l1=levels[Level.L1],
        visits_l2=levels[Level.L2],
        visits_l3=levels[Level.L3],
        visits_unclassified=sum(map(is_unclassified, visits)),
        visits_open=sum(visit.state in OPEN_STATES for visit in visits),
        visits_missed=sum(was_missed(visit) for visit in visits),
        greeted_measured=sum(visit.waited_ms is not None for visit in visits),
        greeted_in_time=sum(bool(visit.in_time) for visit in visits),
        waited_ms=sum(visit.waited_ms or 0 for visit in visits),
        returned=kinds[Kind.RETURN],
        exchanged=kinds[Kind.EXCHANGE],
        repairs=kinds[Kind.REPAIR],
        other=kinds[Kind.OTHER],
        refused=kinds[Kind.REFUSED],
        voided=records.voided,
        refund_minor=sum(one.refund_minor for one in standing),
        accepted_measured=len(taken),
        accepted_in_time=sum(map(is_accepted_in_time, taken)),
        paid=len(paid),
        paid_minor=sum(refund.amount_minor for refund in paid),
        paid_by_tender=_by_tender(paid),
        cash_back_minor=sum(void.cash_back_minor for void in records.voids),
        refunds_measured=sum(answer is not None for answer in punctual),
        refunds_in_time=sum(answer is True for answer in punctual),
        owed=len(owed),
        owed_minor=sum(refund.amount_minor for refund in owed),
        approvals_given=sum(not approval.denied for approval in approvals),
        approvals_denied=sum(approval.denied for approval in approvals),
        approved_minor=sum(one.amount_minor for one in approvals if not one.denied and one.action != VOID_ACTION),
        month_approved=records.month_approved[0],
        month_approved_minor=records.month_approved[1],
        slips=len(records.slips),
        slips_printed=states[SlipState.CONFIRMED],
        slips_unknown=states[SlipState.UNKNOWN],
        slips_failed=states[SlipState.FAILED],
        slips_replaced=states[SlipState.REPLACED],
        slips_dropped=states[SlipState.DROPPED],
        slips_waiting=states[SlipState.QUEUED] + states[SlipState.SENDING],
        reprints=sum(slip.copy_no > 0 for slip in records.slips),
        logs_unmasked=sum(slip.kind == UNMASKED_KIND for slip in records.slips),
        notices=_counted(notice.kind for notice in records.notices),
    )


def is_unclassified(visit: VisitSeen) -> bool:
    """Greeted, or still there to be greeted, and nobody said why they came."""
    return visit.level is None and not was_missed(visit)


def was_missed(visit: VisitSeen) -> bool:
    return visit.state is VisitState.LEFT and not visit.greeted


def _kinds(returns: Iterable[ReturnSeen], day: date) -> tuple[Counter[Kind], list[ReturnSeen]]:
    """How many of each kind, and the rows that count: not those voided by the end of the day."""
    standing = [one for one in returns if not one.voided_by(day)]
    return Counter(kind_of(one.chosen, refused=one.refused) for one in standing), standing


def _by_tender(paid: Iterable[RefundSeen]) -> tuple[tuple[str, int, int], ...]:
    sums: dict[str, tuple[int, int]] = {}
    for refund in paid:
        count, amount_minor = sums.get(refund.tender, (0, 0))
        sums[refund.tender] = (count + 1, amount_minor + refund.amount_minor)
    return tuple((tender, *sums[tender]) for tender in sorted(sums))


def owed_after(refunds: Iterable[RefundSeen], day: date) -> tuple[RefundSeen, ...]:
    owed = [refund for refund in refunds if _is_owed(refund, day)]
    return tuple(sorted(owed, key=lambda refund: (refund.due_on, refund.number, refund.refund_id)))


def _is_owed(refund: RefundSeen, day: date) -> bool:
    """Owed when the day ended: settled by then, and neither paid nor given up by then."""
    paid_by_then = refund.paid_on is not None and refund.paid_on <= day
    voided_by_then = refund.voided_on is not None and refund.voided_on <= day
    return refund.settled_on <= day and not paid_by_then and not voided_by_then


def _was_punctual(refund: RefundSeen, frame: DayFrame) -> bool | None:
    """K-35, the working days that are promised. A refund counts on one day only: in time on the day it is paid, late on
    the day its time ran out; so the days of a month add up to the month. None: this is not its day."""
    limit_on = frame.calendar.nth_working_day(refund.settled_on, frame.refund_working_days).on
    if refund.paid_on == frame.day and frame.day <= limit_on:
        return True
    return False if limit_on == frame.day and _is_owed(refund, frame.day) else None


def _counted(kinds: Iterable[NoticeKind]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((kind.value, count) for kind, count in Counter(kinds).items()))
