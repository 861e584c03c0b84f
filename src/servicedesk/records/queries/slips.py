"""The queue of paper and what became of each piece."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, func, not_, select

from servicedesk.domain.slips import DrawerState, Freshness, SlipState
from servicedesk.domain.times import from_ms, to_ms
from servicedesk.errors import BugError
from servicedesk.records.tables import drawer_pulses, erasures, journal, notices, personal_parts, slips
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


def _is_fresh(fresh: Freshness) -> ColumnElement[bool]:
    return (slips.c.wanted_day == fresh.day) & (slips.c.wanted_at_ms >= fresh.since_ms)


def oldest_waiting(connection: Connection, fresh: Freshness, printers: frozenset[str] | None = None) -> SlipRow | None:
    """The oldest piece that is queued or has failed (nothing of it left) and is fresh enough to be printed unasked; for
    one of these printer roles, or for any."""
    query = select(slips).where(slips.c.state.in_(_WAITING) & _is_fresh(fresh))
    if printers is not None:
        query = query.where(slips.c.printer.in_(sorted(printers)))
    row = connection.execute(query.order_by(slips.c.position).limit(1)).first()
    return _slip(row) if row else None


def in_state(connection: Connection, state: SlipState) -> list[SlipRow]:
    query = select(slips).where(slips.c.state == state.value).order_by(slips.c.position)
    return [_slip(row) for row in connection.execute(query)]


def stale(connection: Connection, fresh: Freshness) -> list[SlipRow]:
    """What waits and has waited too long to be printed unasked, the oldest first."""
    query = select(slips).where(slips.c.state.in_(_WAITING) & not_(_is_fresh(fresh)))
    return [_slip(row) for row in connection.execute(query.order_by(slips.c.position))]


@dataclass(frozen=True, slots=True)
class PaperQuestions:
    """What a person has to say about paper: whether it came out (the oldest first), and whether it is still wanted."""

    unknown: tuple[SlipRow, ...] = ()
    stale: tuple[SlipRow, ...] = ()


def questions(connection: Connection, fresh: Freshness) -> PaperQuestions:
    """Every open question, of whichever day."""
    return PaperQuestions(tuple(in_state(connection, SlipState.UNKNOWN)), tuple(stale(connection, fresh)))


def of_day_and_open(connection: Connection, day: str) -> list[SlipRow]:
    """The papers of a day, and those of other days about which there is still something to say or to do."""
    opened = slips.c.state.in_((*_WAITING, SlipState.SENDING.value, SlipState.UNKNOWN.value))
    query = select(slips).where((slips.c.day == day) | opened).order_by(slips.c.position)
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


def waiting(connection: Connection, fresh: Freshness | None = None) -> int:
    """How many pieces wait for a printer; with ``fresh``, only those that print by themselves."""
    query = select(func.count()).select_from(slips).where(slips.c.state.in_(_WAITING))
    return connection.execute(query if fresh is None else query.where(_is_fresh(fresh))).scalar_one()


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


@dataclass(frozen=True, slots=True)
class Opening:
    """The drawer was told to open: the fact that says so, when, and for what number."""

    opening_id: str
    told_at: datetime
    about: str


def openings_untold(connection: Connection, since: datetime) -> list[Opening]:
    """Openings of the drawer since then of which nobody has said what became of them, the oldest first."""
    of_late = (notices.c.kind == "DRAWER") & (notices.c.at_ms >= to_ms(since))
    told = (
        select(journal.c.fact_id, notices.c.at_ms, notices.c.text)
        .join(journal, journal.c.position == notices.c.position)
        .outerjoin(drawer_pulses, drawer_pulses.c.opening_id == journal.c.fact_id)
        .where(of_late & drawer_pulses.c.opening_id.is_(None))
        .order_by(notices.c.position)
    )
    return [Opening(row.fact_id, from_ms(row.at_ms), row.text) for row in connection.execute(told)]


def drawer_state(connection: Connection, opening_id: str) -> DrawerState:
    """What became of one opening of the drawer."""
    query = select(drawer_pulses.c.state).where(drawer_pulses.c.opening_id == opening_id)
    return DrawerState(connection.execute(query).scalar() or DrawerState.TOLD)
