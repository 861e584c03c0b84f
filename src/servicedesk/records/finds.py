"""What a visit and a return are found by: told again from their rows whenever a fact changes one of them.

Telephone numbers are no part of it: a person is found by the whole number, or by its end and a second thing known.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from servicedesk.domain.numbers import short
from servicedesk.domain.searching import without_phones
from servicedesk.records import search
from servicedesk.records.tables import refunds, return_lines, returns, visits

RETURN, VISIT = "RETURN", "VISIT"
"""The kinds of entries."""


def note_visit(connection: Connection, visit_id: str, position: int) -> None:
    """Its note, what the customer described, and the member's code."""
    columns = (visits.c.note, visits.c.scenario, visits.c.member_code)
    row = connection.execute(select(*columns).where(visits.c.visit_id == visit_id)).first()
    if row is not None:
        parts = (row.member_code, without_phones(row.note), without_phones(row.scenario))
        search.note(connection, VISIT, visit_id, position, "", parts)


def note_return(connection: Connection, return_id: str, position: int) -> None:
    """Its numbers, goods, notes, and what was said of its refunds."""
    row = connection.execute(select(returns).where(returns.c.return_id == return_id)).one()
    goods = select(return_lines.c.code, return_lines.c.name).where(return_lines.c.return_id == return_id)
    owed = select(refunds.c.reference, refunds.c.reason).where(refunds.c.return_id == return_id)
    parts = [row.number, short(row.number), row.receipt_number, row.voided_by or ""]
    parts += [part for line in connection.execute(goods.order_by(return_lines.c.line_no)) for part in line]
    said = [row.reason_detail, row.note]
    said += [part for line in connection.execute(owed.order_by(refunds.c.tender_seq)) for part in line]
    search.note(connection, RETURN, return_id, position, row.state, (*parts, *map(without_phones, said)))


def note_refund(connection: Connection, refund_id: str, position: int) -> None:
    """A refund is found by its return."""
    query = select(refunds.c.return_id).where(refunds.c.refund_id == refund_id)
    note_return(connection, connection.execute(query).scalar_one(), position)
