"""Returns, refusals, approvals, and the refund list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Row, Select, func, select

from servicedesk.domain.times import from_ms
from servicedesk.records.tables import approvals, refunds, return_lines, returns, staff_members


@dataclass(frozen=True, slots=True)
class ReturnedItem:
    """One line of a return; amounts in minor units of the return's currency."""

    line_no: int
    code: str
    name: str
    qty: int
    gross_minor: int
    refund_minor: int
    category: str


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One return, exchange, repair acceptance or refusal. ``state`` SETTLED, REFUSED or VOIDED."""

    return_id: str
    number: str
    day: str
    state: str
    visit_id: str | None
    receipt_number: str
    sale_id: int | None
    staff_id: str
    staff_name: str
    at: datetime
    currency: str
    reason: str
    reason_detail: str
    outcome: str
    chosen: str
    code: str
    refund_minor: int
    taken_ms: int | None
    approval_id: str | None
    accepted: str
    note: str
    voided_by: str | None
    items: tuple[ReturnedItem, ...]


@dataclass(frozen=True, slots=True)
class RefundRow:
    """Money that is due, was paid, failed or was voided. ``number`` is the return's."""

    refund_id: str
    return_id: str
    number: str
    receipt_number: str
    tender_seq: int
    tender: str
    amount_minor: int
    currency: str
    due_on: date
    state: str
    settled_at: datetime
    paid_at: datetime | None
    paid_on: date | None
    reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One approval or denial; ``used_by`` is the fact that used it up."""

    approval_id: str
    day: str
    number: str
    action: str
    request_digest: str
    requester_id: str
    approver_id: str
    approver_name: str
    outcome: str
    amount_minor: int
    expires_at: datetime
    reason: str
    at: datetime
    used_by: str | None


_RETURNS = select(returns, staff_members.c.name.label("staff_name")).outerjoin(
    staff_members, staff_members.c.staff_id == returns.c.staff_id
)


def _items(connection: Connection, return_ids: list[str]) -> dict[str, list[ReturnedItem]]:
    found: dict[str, list[ReturnedItem]] = {return_id: [] for return_id in return_ids}
    if not return_ids:
        return found
    query = select(return_lines).where(return_lines.c.return_id.in_(return_ids)).order_by(return_lines.c.line_no)
    for row in connection.execute(query):
        found[row.return_id].append(
            ReturnedItem(row.line_no, row.code, row.name, row.qty, row.gross_minor, row.refund_minor, row.category)
        )
    return found


def _returns(connection: Connection, query: Select[tuple[object, ...]]) -> list[ReturnRow]:
    rows = connection.execute(query).all()
    items = _items(connection, [row.return_id for row in rows])
    return [
        ReturnRow(
            row.return_id, row.number, row.day, row.state, row.visit_id, row.receipt_number, row.sale_id, row.staff_id,
            row.staff_name or "", from_ms(row.at_ms), row.currency, row.reason, row.reason_detail, row.outcome,
            row.chosen, row.code, row.refund_minor, row.taken_ms, row.approval_id, row.accepted, row.note,
            row.voided_by, tuple(items[row.return_id]),
        )
        for row in rows
    ]  # fmt: skip


def of_day(connection: Connection, day: str) -> list[ReturnRow]:
    return _returns(connection, _RETURNS.where(returns.c.day == day).order_by(returns.c.at_ms))


def of_receipt(connection: Connection, receipt_number: str) -> list[ReturnRow]:
    """Everything that happened to a receipt here, oldest first."""
    return _returns(connection, _RETURNS.where(returns.c.receipt_number == receipt_number).order_by(returns.c.at_ms))


def by_number(connection: Connection, number: str) -> ReturnRow | None:
    found = _returns(connection, _RETURNS.where(returns.c.number == number))
    return found[0] if found else None


def of_visit(connection: Connection, visit_id: str) -> ReturnRow | None:
    """The newest slip of a visit."""
    query = _RETURNS.where(returns.c.visit_id == visit_id).order_by(returns.c.at_ms.desc()).limit(1)
    found = _returns(connection, query)
    return found[0] if found else None


def some(connection: Connection, return_ids: list[str]) -> list[ReturnRow]:
    """These returns, in this order."""
    rows = {row.return_id: row for row in _returns(connection, _RETURNS.where(returns.c.return_id.in_(return_ids)))}
    return [rows[return_id] for return_id in return_ids if return_id in rows]


_REFUNDS = select(
    refunds, returns.c.number, returns.c.receipt_number, returns.c.currency, returns.c.at_ms.label("settled_ms")
).join(returns, returns.c.return_id == refunds.c.return_id)


def _refund(row: Row[tuple[object, ...]]) -> RefundRow:
    return RefundRow(
        row.refund_id, row.return_id, row.number, row.receipt_number, row.tender_seq, row.tender, row.amount_minor,
        row.currency,
        date.fromisoformat(row.due_on), row.state, from_ms(row.settled_ms),
        None if row.paid_at_ms is None else from_ms(row.paid_at_ms),
        None if row.paid_on is None else date.fromisoformat(row.paid_on), row.reference, row.reason,
    )  # fmt: skip


def refund_list(connection: Connection) -> list[RefundRow]:
    """Money still owed (due or failed), the earliest due first."""
    owed = refunds.c.state.in_(("DUE", "FAILED"))
    return [
        _refund(row) for row in connection.execute(_REFUNDS.where(owed).order_by(refunds.c.due_on, returns.c.at_ms))
    ]


def refunds_of(connection: Connection, return_id: str) -> list[RefundRow]:
    query = _REFUNDS.where(refunds.c.return_id == return_id).order_by(refunds.c.tender_seq)
    return [_refund(row) for row in connection.execute(query)]


def one_refund(connection: Connection, refund_id: str) -> RefundRow | None:
    row = connection.execute(_REFUNDS.where(refunds.c.refund_id == refund_id)).first()
    return _refund(row) if row else None


def paid_on(connection: Connection, day: str) -> list[RefundRow]:
    """Money that reached customers on one business day."""
    query = _REFUNDS.where((refunds.c.state == "PAID") & (refunds.c.paid_on == day)).order_by(refunds.c.paid_at_ms)
    return [_refund(row) for row in connection.execute(query)]


_APPROVALS = select(approvals, staff_members.c.name.label("approver_name")).outerjoin(
    staff_members, staff_members.c.staff_id == approvals.c.approver_id
)


def _approval(row: Row[tuple[object, ...]]) -> ApprovalRow:
    return ApprovalRow(
        row.approval_id, row.day, row.number, row.action, row.request_digest, row.requester_id, row.approver_id,
        row.approver_name or "", row.outcome, row.amount_minor, from_ms(row.expires_at_ms), row.reason,
        from_ms(row.at_ms), row.used_by,
    )  # fmt: skip


def approval(connection: Connection, approval_id: str) -> ApprovalRow | None:
    row = connection.execute(_APPROVALS.where(approvals.c.approval_id == approval_id)).first()
    return _approval(row) if row else None


def approvals_of_day(connection: Connection, day: str) -> list[ApprovalRow]:
    return [
        _approval(row)
        for row in connection.execute(_APPROVALS.where(approvals.c.day == day).order_by(approvals.c.at_ms))
    ]


def approved_since(connection: Connection, action: str, day: str) -> tuple[int, int]:
    """(how many, how much in minor units) were approved for an action since a business day, used or not."""
    query = select(func.count(), func.coalesce(func.sum(approvals.c.amount_minor), 0)).where(
        (approvals.c.action == action) & (approvals.c.outcome != "DENIED") & (approvals.c.day >= day)
    )
    row = connection.execute(query).one()
    return int(row[0]), int(row[1])
