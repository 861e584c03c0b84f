"""Folds of returns, approvals and the money that is owed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from servicedesk.domain.returns_facts import (
    ApprovalDenied,
    ApprovalGiven,
    RefundFailed,
    RefundPaid,
    ReturnedLine,
    ReturnRefused,
    ReturnSettled,
    ReturnVoided,
)
from servicedesk.records import finds, sale_returns
from servicedesk.records.folds import cards
from servicedesk.records.folds.registry import change, folds, of_class
from servicedesk.records.journal import Recorded
from servicedesk.records.tables import approvals, refunds, return_lines, returns

_ENDS_A_CARD = (*sale_returns.GOODS_COME_BACK, *sale_returns.EXCHANGES)


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


@folds(ReturnSettled)
def _return_settled(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, ReturnSettled)
    row = _return_row(recorded, fact, "SETTLED")
    row |= {
        "currency": fact.currency,
        "refund_minor": fact.refund_minor,
        "approval_id": fact.approval_id,
        "accepted": "",
    }
    connection.execute(returns.insert().values(**row))
    _put_lines(connection, fact.return_id, fact.lines)
    if fact.decision.chosen in sale_returns.GOODS_COME_BACK:
        for line in fact.lines:
            sale_returns.take_back(connection, fact.sale_id, line.line_no, line.qty)
    if fact.decision.chosen in _ENDS_A_CARD:
        cards.end_by_return(connection, fact.sale_id, (line.line_no for line in fact.lines), fact.number)
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
    finds.note_return(connection, fact.return_id, recorded.position)


def _use_approval(connection: Connection, approval_id: str, fact_id: str) -> None:
    """The file itself refuses a second use (trigger ``approvals_used_once``)."""
    change(connection, approvals, "approval_id", approval_id, {"used_by": fact_id})


@folds(ReturnRefused)
def _return_refused(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, ReturnRefused)
    row = _return_row(recorded, fact, "REFUSED")
    row |= {"currency": "", "refund_minor": 0, "approval_id": None, "accepted": fact.accepted}
    connection.execute(returns.insert().values(**row))
    _put_lines(connection, fact.return_id, fact.lines)
    finds.note_return(connection, fact.return_id, recorded.position)


@folds(ReturnVoided)
def _return_voided(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, ReturnVoided)
    change(connection, returns, "return_id", fact.return_id, {"state": "VOIDED", "voided_by": fact.number})
    connection.execute(refunds.update().where(refunds.c.return_id == fact.return_id).values(state="VOIDED"))
    sale_returns.give_back(connection, fact.return_id)
    cards.undo_return(connection, fact.voided_number, fact.number)
    _use_approval(connection, fact.approval_id, recorded.header.fact_id)
    finds.note_return(connection, fact.return_id, recorded.position)


@folds(ApprovalGiven, ApprovalDenied)
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


@folds(RefundPaid)
def _refund_paid(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, RefundPaid)
    changes = {
        "state": "PAID", "paid_at_ms": recorded.header.at_ms, "paid_on": recorded.header.day,
        "reference": fact.reference, "reason": "",
    }  # fmt: skip
    change(connection, refunds, "refund_id", fact.refund_id, changes)
    finds.note_refund(connection, fact.refund_id, recorded.position)


@folds(RefundFailed)
def _refund_failed(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, RefundFailed)
    change(
        connection,
        refunds,
        "refund_id",
        fact.refund_id,
        {"state": "FAILED", "reason": recorded.personal.get("reason", "")},
    )
    finds.note_refund(connection, fact.refund_id, recorded.position)
