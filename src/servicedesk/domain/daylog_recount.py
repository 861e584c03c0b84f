"""The day's totals counted a second time, straight from the journal's facts, to be held against the log (S-01).

Nothing here uses the read tables, their folds or the sums of ``daylog_totals``; it shares only the definitions of a
late greeting, a late acceptance, a kind and a working day. A difference means that a fold or a table is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from servicedesk.domain import returns_facts as money
from servicedesk.domain import visits as visiting
from servicedesk.domain.counters import ClockJumped, CounterRestored, DateChecked
from servicedesk.domain.daylog_records import UNMASKED_KIND, VOID_ACTION, DayFrame, NoticeKind
from servicedesk.domain.daylog_totals import DayTotals, Kind, kind_of
from servicedesk.domain.slips import (
    DrawerPulsed,
    DrawerState,
    PrintersChanged,
    ReceiptReprinted,
    SlipOutcome,
    SlipQueued,
    SlipSent,
    SlipState,
)
from servicedesk.domain.staff import PersonalDataShown, RecoveryUsed, SignInRefused, StaffUnlocked
from servicedesk.domain.visits import Level

_NOTICES: Mapping[type, NoticeKind] = {
    money.SalesImported: NoticeKind.IMPORT,
    SignInRefused: NoticeKind.PIN,
    StaffUnlocked: NoticeKind.UNLOCK,
    RecoveryUsed: NoticeKind.RECOVERY,
    money.DrawerOpened: NoticeKind.DRAWER,
    ClockJumped: NoticeKind.CLOCK,
    DateChecked: NoticeKind.DATE,
    CounterRestored: NoticeKind.RESTORED,
    money.DayLogPrinted: NoticeKind.DAY_LOG,
    PersonalDataShown: NoticeKind.SHOWN,
    PrintersChanged: NoticeKind.PRINTERS,
    ReceiptReprinted: NoticeKind.RECEIPT,
}

MONEY_FACTS = (money.ReturnSettled, money.ReturnVoided, money.RefundPaid, money.ApprovalGiven)
"""Facts of any day that can still matter to this one."""

ENDING_FACTS = (
    visiting.VisitGreeted, visiting.VisitClassified, visiting.VisitParked, visiting.VisitResumed, visiting.VisitLeft,
    visiting.VisitFinished, SlipSent, SlipOutcome,
)  # fmt: skip
"""Facts, recorded after the day began, that say how its visits and papers ended."""


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A fact with the business day in its header."""

    day: date
    fact: object


@dataclass(frozen=True, slots=True)
class Debts:
    """As much of a ``ReturnSettled`` of another day as this day needs: what it owes. The rest of a fact is large."""

    return_id: str
    refunds: tuple[money.RefundDue, ...]


@dataclass(slots=True)
class _Visit:
    greeted: bool = False
    waited_ms: int | None = None
    level: Level | None = None
    left: bool = False
    ended: bool = False


@dataclass(slots=True)
class _Slip:
    queued: SlipQueued
    state: SlipState = SlipState.QUEUED


@dataclass(slots=True)
class _Tally:
    """What was heard so far; ``debts`` of every day, because money can be owed for long."""

    day: date
    visits: dict[str, _Visit] = field(default_factory=dict)
    slips: dict[str, _Slip] = field(default_factory=dict)
    settled: list[money.ReturnSettled] = field(default_factory=list)
    debts: dict[str, tuple[date, Debts]] = field(default_factory=dict)
    refused: list[money.ReturnRefused] = field(default_factory=list)
    voids: dict[str, tuple[date, money.ReturnVoided]] = field(default_factory=dict)
    paid_on: dict[str, date] = field(default_factory=dict)
    given: list[tuple[date, money.ApprovalGiven]] = field(default_factory=list)
    denied: int = 0
    notices: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """A total on which the rows and the facts do not agree."""

    name: str
    rows: object
    facts: object


def differences(from_rows: DayTotals, from_facts: DayTotals) -> tuple[Difference, ...]:
    pairs = ((one.name, getattr(from_rows, one.name), getattr(from_facts, one.name)) for one in fields(DayTotals))
    return tuple(Difference(name, rows, facts) for name, rows, facts in pairs if rows != facts)


def recount(facts: Iterable[DatedFact], frame: DayFrame) -> DayTotals:
    """The totals of ``frame.day`` from facts in journal order: those of the day, and of other days at least the
    ``MONEY_FACTS`` (a settlement may come as its ``Debts``) and the ``ENDING_FACTS``."""
    tally = _Tally(frame.day)
    for dated in facts:
        _hear(tally, dated)
    counted: dict[str, object] = {}
    for part in (_of_visits, _of_returns, _of_refunds, _of_approvals, _of_slips):
        counted |= part(tally, frame)
    return DayTotals(**counted, notices=tuple(sorted(tally.notices.items())))  # type: ignore[arg-type] # parts name fields


# --- hearing ---------------------------------------------------------------------------------------------------------
def _hear(tally: _Tally, dated: DatedFact) -> None:
    fact, of_the_day = dated.fact, dated.day == tally.day
    if of_the_day and (kind := _notice_of(fact)) is not None:
        tally.notices[kind.value] = tally.notices.get(kind.value, 0) + 1
    match fact:
        case visiting.VisitOpened() if of_the_day:
            tally.visits[fact.visit_id] = _Visit()
        case SlipQueued() if of_the_day:
            tally.slips[fact.slip_id] = _Slip(fact)
        case SlipSent() | SlipOutcome():
            _hear_of_slip(tally, fact)
        case money.ReturnRefused() if of_the_day:
            tally.refused.append(fact)
        case money.ApprovalDenied() if of_the_day:
            tally.denied += 1
        case _:
            _hear_of_money(tally, dated)
            _hear_of_visit(tally, fact)


def _notice_of(fact: object) -> NoticeKind | None:
    if isinstance(fact, DrawerPulsed):
        return NoticeKind.DRAWER_SHUT if fact.state in (DrawerState.SHUT, DrawerState.UNKNOWN) else None
    return _NOTICES.get(type(fact))


def _hear_of_slip(tally: _Tally, fact: SlipSent | SlipOutcome) -> None:
    slip = tally.slips.get(fact.slip_id)
    if slip is not None:
        slip.state = fact.state if isinstance(fact, SlipOutcome) else SlipState.SENDING


def _hear_of_money(tally: _Tally, dated: DatedFact) -> None:
    match dated.fact:
        case money.ReturnSettled() as settled:
            tally.debts[settled.return_id] = (dated.day, Debts(settled.return_id, settled.refunds))
            if dated.day == tally.day:
                tally.settled.append(settled)
        case Debts() as debts:
            tally.debts[debts.return_id] = (dated.day, debts)
        case money.ReturnVoided() as voided:
            tally.voids[voided.return_id] = (dated.day, voided)
        case money.RefundPaid(refund_id=refund_id):
            tally.paid_on[refund_id] = dated.day
        case money.ApprovalGiven() as given:
            tally.given.append((dated.day, given))


def _hear_of_visit(tally: _Tally, fact: object) -> None:
    visit = tally.visits.get(getattr(fact, "visit_id", None) or "")
    if visit is None:
        return
    match fact:
        case visiting.VisitGreeted(waited_ms=waited_ms):
            visit.greeted, visit.waited_ms = True, waited_ms
        case visiting.VisitClassified(purpose=purpose):
            visit.level = visiting.LEVEL_OF[purpose]
        case visiting.VisitLeft():
            visit.left = visit.ended = True
        case visiting.VisitFinished():
            visit.ended = True


# --- counting --------------------------------------------------------------------------------------------------------
def _of_visits(tally: _Tally, _frame: DayFrame) -> dict[str, object]:
    visits = list(tally.visits.values())
    waits = [visit.waited_ms for visit in visits if visit.waited_ms is not None]
    return {
        "visits": len(visits),
        "visits_l1": sum(visit.level is Level.L1 for visit in visits),
        "visits_l2": sum(visit.level is Level.L2 for visit in visits),
        "visits_l3": sum(visit.level is Level.L3 for visit in visits),
        "visits_unclassified": sum(visit.level is None and (visit.greeted or not visit.left) for visit in visits),
        "visits_open": sum(not visit.ended for visit in visits),
        "visits_missed": sum(visit.left and not visit.greeted for visit in visits),
        "greeted_measured": len(waits),
        "greeted_in_time": len([wait for wait in waits if visiting.is_in_time(wait)]),
        "waited_ms": sum(waits),
    }


def _of_returns(tally: _Tally, frame: DayFrame) -> dict[str, object]:
    voided = {return_id: day for return_id, (day, _) in tally.voids.items() if day <= frame.day}
    settled = [one for one in tally.settled if one.return_id not in voided]
    kinds = [kind_of(one.decision.chosen, refused=False) for one in settled]
    answered: list[money.ReturnSettled | money.ReturnRefused] = [*settled, *tally.refused]
    times = [one.taken_ms for one in answered if one.taken_ms is not None]
    voids_today = [fact for day, fact in tally.voids.values() if day == frame.day]
    return {
        "returned": kinds.count(Kind.RETURN),
        "exchanged": kinds.count(Kind.EXCHANGE),
        "repairs": kinds.count(Kind.REPAIR),
        "other": kinds.count(Kind.OTHER),
        "refused": len(tally.refused),
        "voided": len(voids_today),
        "refund_minor": sum(one.refund_minor for one in settled),
        "accepted_measured": len(times),
        "accepted_in_time": len([time for time in times if visiting.is_accepted_in_time(time)]),
        "cash_back_minor": sum(fact.cash_back_minor for fact in voids_today),
    }


def _of_refunds(tally: _Tally, frame: DayFrame) -> dict[str, object]:
    paid: list[money.RefundDue] = []
    owed: list[money.RefundDue] = []
    in_time = late = 0
    for settled_on, debts in tally.debts.values():
        void_day = tally.voids[debts.return_id][0] if debts.return_id in tally.voids else None
        limit_on = frame.calendar.nth_working_day(settled_on, frame.refund_working_days).on
        for due in debts.refunds:
            paid_on = tally.paid_on.get(due.refund_id)
            ended_on = paid_on or void_day
            if paid_on == frame.day:
                paid.append(due)
                in_time += frame.day <= limit_on
            if settled_on <= frame.day and (ended_on is None or ended_on > frame.day):
                owed.append(due)
                late += limit_on == frame.day
    return {
        "paid": len(paid),
        "paid_minor": sum(due.amount_minor for due in paid),
        "paid_by_tender": tuple(
            (tender, len(group), sum(due.amount_minor for due in group))
            for tender in sorted({due.tender for due in paid})
            for group in [[due for due in paid if due.tender == tender]]
        ),
        "refunds_measured": in_time + late,
        "refunds_in_time": in_time,
        "owed": len(owed),
        "owed_minor": sum(due.amount_minor for due in owed),
    }


def _of_approvals(tally: _Tally, frame: DayFrame) -> dict[str, object]:
    today = [fact for day, fact in tally.given if day == frame.day]
    beyond_rules = [(day, fact) for day, fact in tally.given if fact.action != VOID_ACTION]
    month = [fact for day, fact in beyond_rules if frame.day.replace(day=1) <= day <= frame.day]
    return {
        "approvals_given": len(today),
        "approvals_denied": tally.denied,
        "approved_minor": sum(fact.amount_minor for day, fact in beyond_rules if day == frame.day),
        "month_approved": len(month),
        "month_approved_minor": sum(fact.amount_minor for fact in month),
    }


def _of_slips(tally: _Tally, _frame: DayFrame) -> dict[str, object]:
    slips = list(tally.slips.values())
    return {
        "slips": len(slips),
        "slips_printed": sum(slip.state is SlipState.CONFIRMED for slip in slips),
        "slips_unknown": sum(slip.state is SlipState.UNKNOWN for slip in slips),
        "slips_failed": sum(slip.state is SlipState.FAILED for slip in slips),
        "slips_replaced": sum(slip.state is SlipState.REPLACED for slip in slips),
        "slips_dropped": sum(slip.state is SlipState.DROPPED for slip in slips),
        "slips_waiting": sum(slip.state in (SlipState.QUEUED, SlipState.SENDING) for slip in slips),
        "reprints": sum(slip.queued.copy_no > 0 for slip in slips),
        "logs_unmasked": sum(slip.queued.kind == UNMASKED_KIND for slip in slips),
    }
