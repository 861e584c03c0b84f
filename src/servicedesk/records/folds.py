"""How each fact changes the read tables: one small function per fact, the same for a new fact and for folding again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.sqlite import insert

from servicedesk.domain import numbers as numbering
from servicedesk.domain import visits as visiting
from servicedesk.domain.counters import ClockJumped, CounterOpened, CounterRestored, PolicyAdopted, ProfileChanged
from servicedesk.domain.returns_facts import (
    ApprovalDenied,
    ApprovalGiven,
    DayLogPrinted,
    DrawerOpened,
    RefundFailed,
    RefundPaid,
    ReturnedLine,
    ReturnRefused,
    ReturnSettled,
    ReturnVoided,
    SalesImported,
)
from servicedesk.domain.slips import SlipOutcome, SlipQueued, SlipSent, SlipState
from servicedesk.domain.staff import (
    RecoveryUsed,
    SignedIn,
    SignInRefused,
    StaffAdded,
    StaffLeft,
    StaffRenamed,
    StaffRoleChanged,
    StaffUnlocked,
)
from servicedesk.records import sale_returns
from servicedesk.records.journal import Recorded
from servicedesk.records.tables import (
    approvals,
    counter_state,
    notices,
    numbers,
    refunds,
    return_lines,
    returns,
    slips,
    staff_members,
    visits,
)
from servicedesk.wire import profiles

_T = TypeVar("_T")
Fold = Callable[[Connection, Recorded], None]
_FOLDS: dict[type, Fold] = {}


def _folds(*fact_classes: type) -> Callable[[Fold], Fold]:
    def register(fold: Fold) -> Fold:
        for fact_class in fact_classes:
            _FOLDS[fact_class] = fold
        return fold

    return register


def fold(connection: Connection, recorded: Recorded) -> None:
    """Bring the read tables up to one more fact. Facts without a fold (and those of later releases) change nothing."""
    number = getattr(recorded.fact, "number", None)
    if isinstance(number, str) and number:
        _note_number(connection, number)
    chosen = _FOLDS.get(type(recorded.fact))
    if chosen is not None:
        chosen(connection, recorded)


def _note_number(connection: Connection, number: str) -> None:
    kind, counter, _, _ = number.split("-")
    _, day, running = numbering.running_of(number)
    statement = insert(numbers).values(kind=kind, day=day, counter=counter, last=running)
    connection.execute(statement.on_conflict_do_update(index_elements=["kind", "day", "counter"], set_={"last": running}))


def _change(connection: Connection, table: Table, key: str, value: str, changes: Mapping[str, Any]) -> None:
    connection.execute(table.update().where(table.c[key] == value).values(**changes))


# --- the counter -----------------------------------------------------------------------------------------------------
@_folds(CounterOpened)
def _counter_opened(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, CounterOpened)
    connection.execute(
        counter_state.insert().values(one=1, profile=profiles.encode(fact.profile), incarnation=1, policy_version="")
    )


@_folds(ProfileChanged)
def _profile_changed(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, ProfileChanged)
    connection.execute(counter_state.update().values(profile=profiles.encode(fact.profile)))


@_folds(CounterRestored)
def _counter_restored(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, CounterRestored)
    connection.execute(counter_state.update().values(incarnation=fact.incarnation))
    _notice(connection, recorded, "RESTORED", str(fact.left_seq))


@_folds(PolicyAdopted)
def _policy_adopted(connection: Connection, recorded: Recorded) -> None:
    connection.execute(counter_state.update().values(policy_version=_is(recorded.fact, PolicyAdopted).version))


def _notice(connection: Connection, recorded: Recorded, kind: str, text: str) -> None:
    connection.execute(
        notices.insert().values(
            position=recorded.position, day=recorded.header.day, kind=kind, at_ms=recorded.header.at_ms,
            actor=recorded.header.actor, text=text,
        )
    )  # fmt: skip


@_folds(ClockJumped)
def _clock_jumped(connection: Connection, recorded: Recorded) -> None:
    _notice(connection, recorded, "CLOCK", str(_is(recorded.fact, ClockJumped).jump_s))


@_folds(SalesImported)
def _sales_imported(connection: Connection, recorded: Recorded) -> None:
    _notice(connection, recorded, "IMPORT", _is(recorded.fact, SalesImported).file_name)


@_folds(DayLogPrinted)
def _day_log_printed(connection: Connection, recorded: Recorded) -> None:
    _notice(connection, recorded, "DAY_LOG", _is(recorded.fact, DayLogPrinted).day.isoformat())


@_folds(DrawerOpened)
def _drawer_opened(connection: Connection, recorded: Recorded) -> None:
    _notice(connection, recorded, "DRAWER", _is(recorded.fact, DrawerOpened).about)


# --- staff -----------------------------------------------------------------------------------------------------------
@_folds(StaffAdded)
def _staff_added(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, StaffAdded)
    connection.execute(
        staff_members.insert().values(
            staff_id=fact.staff_id, number=fact.staff_number, name=recorded.personal.get("name", ""),
            role=fact.role.value, active=1,
        )
    )  # fmt: skip


@_folds(StaffRenamed)
def _staff_renamed(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, StaffRenamed)
    _change(connection, staff_members, "staff_id", fact.staff_id, {"name": recorded.personal.get("name", "")})


@_folds(StaffRoleChanged)
def _staff_role_changed(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, StaffRoleChanged)
    _change(connection, staff_members, "staff_id", fact.staff_id, {"role": fact.role.value})


@_folds(StaffLeft)
def _staff_left(connection: Connection, recorded: Recorded) -> None:
    _change(connection, staff_members, "staff_id", _is(recorded.fact, StaffLeft).staff_id, {"active": 0})


@_folds(SignedIn)
def _signed_in(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, SignedIn)
    _change(connection, staff_members, "staff_id", fact.staff_id, {"last_signed_in_ms": recorded.header.at_ms})


@_folds(SignInRefused)
def _sign_in_refused(connection: Connection, recorded: Recorded) -> None:
    _notice(connection, recorded, "PIN", _is(recorded.fact, SignInRefused).staff_id)


@_folds(StaffUnlocked)
def _staff_unlocked(connection: Connection, recorded: Recorded) -> None:
    _notice(connection, recorded, "UNLOCK", _is(recorded.fact, StaffUnlocked).staff_id)


@_folds(RecoveryUsed)
def _recovery_used(connection: Connection, recorded: Recorded) -> None:
    _notice(connection, recorded, "RECOVERY", _is(recorded.fact, RecoveryUsed).staff_id)


# --- visits ----------------------------------------------------------------------------------------------------------
@_folds(visiting.VisitOpened)
def _visit_opened(connection: Connection, recorded: Recorded) -> None:
    fact, header = _is(recorded.fact, visiting.VisitOpened), recorded.header
    connection.execute(
        visits.insert().values(
            visit_id=fact.visit_id, day=header.day, running=fact.running, source=fact.source.value,
            state=visiting.VisitState.WAITING.value, opened_at_ms=header.at_ms, opened_mono_ms=header.mono_ms,
            opened_boot=header.boot,
        )
    )  # fmt: skip


@_folds(visiting.VisitGreeted)
def _visit_greeted(connection: Connection, recorded: Recorded) -> None:
    fact, header = _is(recorded.fact, visiting.VisitGreeted), recorded.header
    changes = {
        "state": visiting.VisitState.GREETED.value, "greeted_at_ms": header.at_ms, "greeted_mono_ms": header.mono_ms,
        "waited_ms": fact.waited_ms, "in_time": None if fact.in_time is None else int(fact.in_time),
        "owner_id": header.actor, "first_owner_id": header.actor,
    }  # fmt: skip
    _change(connection, visits, "visit_id", fact.visit_id, changes)


@_folds(visiting.VisitClassified)
def _visit_classified(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, visiting.VisitClassified)
    changes = {
        "state": visiting.VisitState.SERVING.value, "purpose": fact.purpose.value,
        "level": visiting.LEVEL_OF[fact.purpose].value, "visitor": fact.visitor.value,
        **{key: recorded.personal[key] for key in ("note", "phone", "member_code") if key in recorded.personal},
    }  # fmt: skip
    _change(connection, visits, "visit_id", fact.visit_id, changes)


@_folds(visiting.NeedsNoted)
def _needs_noted(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, visiting.NeedsNoted)
    changes = {"scenario": recorded.personal.get("scenario", ""), "needs": " ".join(fact.tags)}
    _change(connection, visits, "visit_id", fact.visit_id, changes)


@_folds(visiting.VisitParked)
def _visit_parked(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, visiting.VisitParked)
    _change(connection, visits, "visit_id", fact.visit_id, {"state": visiting.VisitState.PARKED.value})


@_folds(visiting.VisitResumed)
def _visit_resumed(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, visiting.VisitResumed)
    _change(connection, visits, "visit_id", fact.visit_id, {"state": visiting.VisitState.SERVING.value})


@_folds(visiting.VisitHandedOn)
def _visit_handed_on(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, visiting.VisitHandedOn)
    _change(connection, visits, "visit_id", fact.visit_id, {"owner_id": fact.to_staff_id})


@_folds(visiting.VisitLeft)
def _visit_left(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, visiting.VisitLeft)
    changes = {"state": visiting.VisitState.LEFT.value, "closed_at_ms": recorded.header.at_ms}
    _change(connection, visits, "visit_id", fact.visit_id, changes)


@_folds(visiting.VisitFinished)
def _visit_finished(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, visiting.VisitFinished)
    changes: dict[str, Any] = {
        "state": visiting.VisitState.FINISHED.value,
        "closed_at_ms": recorded.header.at_ms,
        "taken_ms": fact.taken_ms,
    }
    if recorded.personal.get("note"):
        changes["note"] = recorded.personal["note"]
    _change(connection, visits, "visit_id", fact.visit_id, changes)


# --- returns and money -----------------------------------------------------------------------------------------------
def _return_row(recorded: Recorded, fact: ReturnSettled | ReturnRefused, state: str) -> dict[str, Any]:
    header = recorded.header
    return {
        "return_id": fact.return_id, "number": fact.number, "day": header.day, "state": state,
        "visit_id": fact.visit_id, "receipt_number": fact.receipt_number, "sale_id": fact.sale_id,
        "staff_id": header.actor, "at_ms": header.at_ms, "reason": fact.reason, "reason_detail": fact.reason_detail,
        "outcome": fact.decision.outcome, "chosen": fact.decision.chosen, "code": fact.decision.code,
        "taken_ms": fact.taken_ms, "note": recorded.personal.get("note", ""),
    }  # fmt: skip


def _put_lines(connection: Connection, return_id: str, lines: tuple[ReturnedLine, ...]) -> None:
    rows = [
        {
            "return_id": return_id, "line_no": line.line_no, "code": line.code, "name": line.name, "qty": line.qty,
            "gross_minor": line.gross_minor, "refund_minor": line.refund_minor, "category": line.category,
        }
        for line in lines
    ]  # fmt: skip
    if rows:
        connection.execute(return_lines.insert(), rows)


@_folds(ReturnSettled)
def _return_settled(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, ReturnSettled)
    row = _return_row(recorded, fact, "SETTLED")
    row |= {"currency": fact.currency, "refund_minor": fact.refund_minor, "approval_id": fact.approval_id, "accepted": ""}
    connection.execute(returns.insert().values(**row))
    _put_lines(connection, fact.return_id, fact.lines)
    for line in fact.lines:
        sale_returns.take_back(connection, fact.sale_id, line.line_no, line.qty)
    rows = [
        {
            "refund_id": due.refund_id, "return_id": fact.return_id, "tender_seq": due.tender_seq, "tender": due.tender,
            "amount_minor": due.amount_minor, "due_on": due.due_on.isoformat(), "state": "DUE",
        }
        for due in fact.refunds
    ]  # fmt: skip
    if rows:
        connection.execute(refunds.insert(), rows)
    if fact.approval_id is not None:
        _use_approval(connection, fact.approval_id, recorded.header.fact_id)


def _use_approval(connection: Connection, approval_id: str, fact_id: str) -> None:
    unused = (approvals.c.approval_id == approval_id) & approvals.c.used_by.is_(None)
    connection.execute(approvals.update().where(unused).values(used_by=fact_id))


@_folds(ReturnRefused)
def _return_refused(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, ReturnRefused)
    row = _return_row(recorded, fact, "REFUSED")
    row |= {"currency": "", "refund_minor": 0, "approval_id": None, "accepted": fact.accepted}
    connection.execute(returns.insert().values(**row))
    _put_lines(connection, fact.return_id, fact.lines)


@_folds(ReturnVoided)
def _return_voided(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, ReturnVoided)
    _change(connection, returns, "return_id", fact.return_id, {"state": "VOIDED", "voided_by": fact.number})
    still_due = (refunds.c.return_id == fact.return_id) & (refunds.c.state != "PAID")
    connection.execute(refunds.update().where(still_due).values(state="VOIDED"))
    sale_returns.give_back(connection, fact.return_id)
    _use_approval(connection, fact.approval_id, recorded.header.fact_id)


@_folds(ApprovalGiven, ApprovalDenied)
def _approval(connection: Connection, recorded: Recorded) -> None:
    fact, header = recorded.fact, recorded.header
    assert isinstance(fact, ApprovalGiven | ApprovalDenied)
    given = fact if isinstance(fact, ApprovalGiven) else None
    connection.execute(
        approvals.insert().values(
            approval_id=fact.approval_id, day=header.day, number=given.number if given else "", action=fact.action,
            request_digest=fact.request_digest, requester_id=fact.requester_id, approver_id=fact.approver_id,
            outcome=given.outcome if given else "DENIED", amount_minor=fact.amount_minor,
            expires_at_ms=given.expires_at_ms if given else 0, reason=recorded.personal.get("reason", ""),
            at_ms=header.at_ms,
        )
    )  # fmt: skip


@_folds(RefundPaid)
def _refund_paid(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, RefundPaid)
    changes = {
        "state": "PAID", "paid_at_ms": recorded.header.at_ms, "paid_on": recorded.header.day,
        "reference": fact.reference, "reason": "",
    }  # fmt: skip
    _change(connection, refunds, "refund_id", fact.refund_id, changes)


@_folds(RefundFailed)
def _refund_failed(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, RefundFailed)
    _change(connection, refunds, "refund_id", fact.refund_id, {"state": "FAILED", "reason": recorded.personal.get("reason", "")})


# --- paper -----------------------------------------------------------------------------------------------------------
@_folds(SlipQueued)
def _slip_queued(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, SlipQueued)
    connection.execute(
        slips.insert().values(
            slip_id=fact.slip_id, position=recorded.position, kind=fact.kind, about=fact.about, printer=fact.printer,
            copy_no=fact.copy_no, state=SlipState.QUEUED.value, queued_at_ms=recorded.header.at_ms,
            day=recorded.header.day,
        )
    )  # fmt: skip


@_folds(SlipSent)
def _slip_sent(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, SlipSent)
    _change(connection, slips, "slip_id", fact.slip_id, {"state": SlipState.SENDING.value, "printer_name": fact.printer_name})


@_folds(SlipOutcome)
def _slip_outcome(connection: Connection, recorded: Recorded) -> None:
    fact = _is(recorded.fact, SlipOutcome)
    _change(connection, slips, "slip_id", fact.slip_id, {"state": fact.state.value, "reason": fact.reason})


def _is(fact: object, fact_class: type[_T]) -> _T:
    """The fact, known to be of its class."""
    assert isinstance(fact, fact_class)
    return fact
