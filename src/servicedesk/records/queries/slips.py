"""The queue of paper and what became of each piece."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, func, select

from servicedesk.domain.slips import SlipState
from servicedesk.domain.times import from_ms
from servicedesk.errors import BugError
from servicedesk.records.tables import erasures, journal, personal_parts, slips
from servicedesk.wire import codec

Reader = Connection


@dataclass(frozen=True, slots=True)
class SlipRow:
    """One piece of paper. ``about`` is the number it tells of; ``copy_no`` 0 for the original."""

    slip_id: str
    position: int
    kind: str
    about: str
    printer: str
    copy_no: int
    state: SlipState
    queued_at: datetime
    day: str
    printer_name: str
    reason: str


def _slip(row: Row[tuple[object, ...]]) -> SlipRow:
    return SlipRow(
        row.slip_id, row.position, row.kind, row.about, row.printer, row.copy_no, SlipState(row.state),
        from_ms(row.queued_at_ms), row.day, row.printer_name, row.reason,
    )  # fmt: skip


def one(connection: Connection, slip_id: str) -> SlipRow | None:
    row = connection.execute(select(slips).where(slips.c.slip_id == slip_id)).first()
    return _slip(row) if row else None


_WAITING = (SlipState.QUEUED.value, SlipState.FAILED.value)


def oldest_waiting(connection: Connection, resting: frozenset[str] = frozenset()) -> SlipRow | None:
    """The oldest piece that is queued or has failed (nothing of it left), for a printer role that is not resting."""
    query = select(slips).where(slips.c.state.in_(_WAITING) & slips.c.printer.not_in(sorted(resting)))
    row = connection.execute(query.order_by(slips.c.position).limit(1)).first()
    return _slip(row) if row else None


def in_state(connection: Connection, state: SlipState) -> list[SlipRow]:
    query = select(slips).where(slips.c.state == state.value).order_by(slips.c.position)
    return [_slip(row) for row in connection.execute(query)]


def of_day(connection: Connection, day: str) -> list[SlipRow]:
    query = select(slips).where(slips.c.day == day).order_by(slips.c.position)
    return [_slip(row) for row in connection.execute(query)]


def original_of(connection: Connection, about: str) -> SlipRow | None:
    """The first print of a number's paper."""
    query = select(slips).where((slips.c.about == about) & (slips.c.copy_no == 0)).order_by(slips.c.position).limit(1)
    row = connection.execute(query).first()
    return _slip(row) if row else None


def copies_of(connection: Connection, about: str) -> int:
    """How often a number's paper was printed again."""
    return connection.execute(select(func.max(slips.c.copy_no)).where(slips.c.about == about)).scalar() or 0


def waiting(connection: Connection) -> int:
    """How many pieces wait for a printer."""
    query = select(func.count()).select_from(slips).where(slips.c.state.in_(_WAITING))
    return connection.execute(query).scalar_one()


def document_bytes(connection: Connection, row: SlipRow) -> bytes | None:
    """The stored document of one piece; it lies in the personal part of its fact. Of an erased one, what stands in its
    place; None when nothing does."""
    query = select(personal_parts.c.bytes).where(personal_parts.c.position == row.position)
    stored = connection.execute(query).scalar()
    if stored is not None:
        return codec.decode_personal(stored)["document"].encode()
    erased = (
        select(erasures.c.fact_id, personal_parts.c.bytes)
        .join(journal, journal.c.fact_id == erasures.c.fact_id)
        .outerjoin(personal_parts, personal_parts.c.position == erasures.c.erased_by)
        .where(journal.c.position == row.position)
    )
    found = connection.execute(erased).first()
    if found is None:
        raise BugError(f"slip {row.slip_id} has no document")
    stand_in = codec.decode_personal(found.bytes).get(found.fact_id) if found.bytes is not None else None
    return stand_in.encode() if stand_in is not None else None
