"""Who works here."""

from __future__ import annotations

from sqlalchemy import Connection, Row, select

from servicedesk.domain.staff import Role, StaffMember
from servicedesk.records.tables import staff_members

_QUERY = select(staff_members)


def _member(row: Row[tuple[object, ...]]) -> StaffMember:
    return StaffMember(row.staff_id, row.number, row.name, Role(row.role), bool(row.active))


def active(connection: Connection) -> list[StaffMember]:
    """Everybody who may sign in, who was here last first."""
    order = (staff_members.c.last_signed_in_ms.desc().nulls_last(), staff_members.c.number)
    return [_member(row) for row in connection.execute(_QUERY.where(staff_members.c.active == 1).order_by(*order))]


def everybody(connection: Connection) -> list[StaffMember]:
    """All colleagues, those who left included, by number."""
    return [_member(row) for row in connection.execute(_QUERY.order_by(staff_members.c.number))]


def by_number(connection: Connection, number: str) -> StaffMember | None:
    row = connection.execute(_QUERY.where(staff_members.c.number == number.strip())).first()
    return _member(row) if row else None


def by_id(connection: Connection, staff_id: str) -> StaffMember | None:
    row = connection.execute(_QUERY.where(staff_members.c.staff_id == staff_id)).first()
    return _member(row) if row else None
