"""Today's visits and the ones that are still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, func, select

from servicedesk.domain.times import from_ms
from servicedesk.domain.visits import OPEN_STATES, Level, Purpose, Source, Visitor, VisitState
from servicedesk.records.tables import staff_members, visits


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit. ``*_mono_ms`` are readings of the monotonic clock of ``opened_boot``; names are for the screen."""

    visit_id: str
    day: str
    running: int
    source: Source
    state: VisitState
    opened_at: datetime
    opened_mono_ms: int
    opened_boot: str
    greeted_at: datetime | None
    greeted_mono_ms: int | None
    waited_ms: int | None
    in_time: bool | None
    purpose: Purpose | None
    level: Level | None
    visitor: Visitor | None
    owner_id: str | None
    owner_name: str
    note: str
    phone: str
    member_code: str
    scenario: str
    needs: str
    closed_at: datetime | None
    taken_ms: int | None


@dataclass(frozen=True, slots=True)
class DayCounts:
    """The day in numbers: visitors, how many wait, are served, are done; greetings in time of those measured."""

    total: int
    waiting: int
    serving: int
    done: int
    missed: int
    measured: int
    in_time: int
    average_wait_ms: int | None


_QUERY = select(visits, staff_members.c.name.label("owner_name")).outerjoin(
    staff_members, staff_members.c.staff_id == visits.c.owner_id
)


def _visit(row: Row[tuple[object, ...]]) -> VisitRow:
    return VisitRow(
        visit_id=row.visit_id,
        day=row.day,
        running=row.running,
        source=Source(row.source),
        state=VisitState(row.state),
        opened_at=from_ms(row.opened_at_ms),
        opened_mono_ms=row.opened_mono_ms,
        opened_boot=row.opened_boot,
        greeted_at=None if row.greeted_at_ms is None else from_ms(row.greeted_at_ms),
        greeted_mono_ms=row.greeted_mono_ms,
        waited_ms=row.waited_ms,
        in_time=None if row.in_time is None else bool(row.in_time),
        purpose=Purpose(row.purpose) if row.purpose else None,
        level=Level(row.level) if row.level else None,
        visitor=Visitor(row.visitor) if row.visitor else None,
        owner_id=row.owner_id,
        owner_name=row.owner_name or "",
        note=row.note,
        phone=row.phone,
        member_code=row.member_code,
        scenario=row.scenario,
        needs=row.needs,
        closed_at=None if row.closed_at_ms is None else from_ms(row.closed_at_ms),
        taken_ms=row.taken_ms,
    )


def one(connection: Connection, visit_id: str) -> VisitRow | None:
    row = connection.execute(_QUERY.where(visits.c.visit_id == visit_id)).first()
    return _visit(row) if row else None


def some(connection: Connection, visit_ids: list[str]) -> list[VisitRow]:
    """These visits, in this order."""
    rows = {row.visit_id: _visit(row) for row in connection.execute(_QUERY.where(visits.c.visit_id.in_(visit_ids)))}
    return [rows[visit_id] for visit_id in visit_ids if visit_id in rows]


_URGENCY = {
    VisitState.WAITING: 0, VisitState.GREETED: 1, VisitState.SERVING: 1, VisitState.PARKED: 2,
    VisitState.FINISHED: 3, VisitState.LEFT: 3,
}  # fmt: skip


def of_day(connection: Connection, day: str) -> list[VisitRow]:
    """The day's visits: who waits longest first, then in progress, then parked, then done, the newest first in each."""
    rows = [_visit(row) for row in connection.execute(_QUERY.where(visits.c.day == day))]
    return sorted(rows, key=_place_in_line)


def _place_in_line(visit: VisitRow) -> tuple[int, int]:
    waits = visit.state is VisitState.WAITING
    return _URGENCY[visit.state], visit.running if waits else -visit.running


def still_open(connection: Connection) -> list[VisitRow]:
    """Everybody not finished, of any day; what the next person at the desk should know of."""
    open_now = visits.c.state.in_([state.value for state in OPEN_STATES])
    return [_visit(row) for row in connection.execute(_QUERY.where(open_now).order_by(visits.c.opened_at_ms))]


def longest_waiting(connection: Connection, day: str) -> VisitRow | None:
    """Who came first of those not greeted yet on this day."""
    waiting = (visits.c.state == VisitState.WAITING.value) & (visits.c.day == day)
    row = connection.execute(_QUERY.where(waiting).order_by(visits.c.running).limit(1)).first()
    return _visit(row) if row else None


def next_running(connection: Connection, day: str) -> int:
    last = connection.execute(select(func.max(visits.c.running)).where(visits.c.day == day)).scalar()
    return (last or 0) + 1


def counts(connection: Connection, day: str) -> DayCounts:
    """The day's visits in numbers."""
    rows = of_day(connection, day)
    measured = [row.waited_ms for row in rows if row.waited_ms is not None]
    return DayCounts(
        total=len(rows),
        waiting=sum(row.state is VisitState.WAITING for row in rows),
        serving=sum(row.state in OPEN_STATES - {VisitState.WAITING} for row in rows),
        done=sum(row.state is VisitState.FINISHED for row in rows),
        missed=sum(row.state is VisitState.LEFT and row.greeted_at is None for row in rows),
        measured=len(measured),
        in_time=sum(bool(row.in_time) for row in rows),
        average_wait_ms=sum(measured) // len(measured) if measured else None,
    )
