"""Greeting and visit at the desk: from arriving to finishing or leaving (requirements 3.1, M-01, M-02)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from servicedesk.desk import drafts
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.desk.written import written
from servicedesk.domain import visits as rules
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.staff import DEFAULT_ROLES, Permission, Session
from servicedesk.domain.visits import (
    LEVEL_OF,
    OPEN_STATES,
    Level,
    NeedsNoted,
    Purpose,
    Source,
    VisitClassified,
    VisitFinished,
    VisitGreeted,
    VisitHandedOn,
    VisitLeft,
    VisitOpened,
    Visitor,
    VisitParked,
    VisitResumed,
    VisitState,
)
from servicedesk.records.queries import staff as staff_rows
from servicedesk.records.queries import visits as visit_rows
from servicedesk.records.queries.visits import VisitRow
from servicedesk.records.work import Work
from servicedesk.wording import N_

TOPICS = frozenset({"visits"})

_NO_VISIT = N_("This visit is not open any more. Nothing was changed. Look at the list and open another one.")
_NEED_SCENARIO = N_("Ask first what it is for. Nothing was saved. Type the customer's situation, then recommend.")
_GREET_FIRST = N_("This person has not been greeted yet. Nothing was changed. Greet first, then do it again.")
_NOBODY_THERE = N_("There is nobody with this number to hand on to. Nothing was changed. Choose a colleague.")


_IN_HAND = frozenset({VisitState.GREETED, VisitState.SERVING})


@dataclass(frozen=True, slots=True)
class Classification:
    """Why a person came, as the clerk keyed it."""

    purpose: Purpose
    visitor: Visitor = Visitor.WALK_IN
    note: str = ""
    phone: str = ""
    member_code: str = ""


def arrive(desk: Desk, who: Session, source: Source) -> Done[str] | Refused:
    """A person stands here: the 30 seconds begin. Answers the visit's id."""
    refused = desk.refuse_unless(who, Permission.VISIT)
    if refused:
        return refused
    with desk.work(who) as work:
        visit_id = _open(work, source)
    return Done(visit_id, TOPICS)


def _open(work: Work, source: Source) -> str:
    visit_id = secrets.token_hex(8)
    work.record(VisitOpened(visit_id, visit_rows.next_running(work.connection, work.day), source))
    return visit_id


def greet(desk: Desk, who: Session, visit_id: str) -> Done[VisitRow] | Refused:
    """ "I have greeted": stops the ring. Counted by the monotonic clock; after a restart in between nobody knows."""
    refused = desk.refuse_unless(who, Permission.VISIT)
    if refused:
        return refused
    with desk.work(who) as work:
        visit = visit_rows.one(work.connection, visit_id)
        if visit is None or visit.state is not VisitState.WAITING:
            return Refused("VISIT_CLOSED", Sentence(_NO_VISIT))
        _greet(desk, work, visit)
        greeted = visit_rows.one(work.connection, visit_id)
    assert greeted is not None
    return Done(greeted, TOPICS)


def _greet(desk: Desk, work: Work, visit: VisitRow) -> None:
    waited_ms = desk.mono_ms() - visit.opened_mono_ms if visit.opened_boot == desk.boot else None
    in_time = None if waited_ms is None else rules.is_in_time(waited_ms)
    work.record(VisitGreeted(visit.visit_id, waited_ms, in_time))


def classify(desk: Desk, who: Session, visit_id: str, said: Classification) -> Done[VisitRow] | Refused:
    """Say why they came. Choosing a purpose before pressing Space counts as greeted (ux 4.3)."""
    refused = desk.refuse_unless(who, Permission.VISIT)
    if refused:
        return refused
    texts = written(said.note, said.phone, said.member_code)
    if isinstance(texts, Refused):
        return texts
    with desk.work(who) as work:
        visit = _still_open(work, visit_id)
        if visit is None:
            return Refused("VISIT_CLOSED", Sentence(_NO_VISIT))
        if visit.state is VisitState.WAITING:
            _greet(desk, work, visit)
        personal = dict(zip(("note", "phone", "member_code"), texts, strict=True))
        work.record(VisitClassified(visit_id, said.purpose, said.visitor), personal)
        drafts.done_with(work, visit_id, drafts.VISIT)
        classified = visit_rows.one(work.connection, visit_id)
    assert classified is not None
    return Done(classified, TOPICS)


def receive_scan(
    desk: Desk, who: Session, visit_id: str | None, said: Classification | None = None
) -> Done[VisitRow] | Refused:
    """A receipt was scanned: greeted, classified as a return and ready to open, in one act (ux 4.3).

    With no visit under way the person who stands here is opened and greeted in the same moment. ``said`` is what the
    clerk had keyed and not saved yet; it is saved with this. A complaint stays one: its receipt is evidence, not
    another purpose."""
    refused = desk.refuse_unless(who, Permission.VISIT)
    if refused:
        return refused
    if said is not None:
        texts = written(said.note, said.phone, said.member_code)
        if isinstance(texts, Refused):
            return texts
        note, phone, member_code = texts
        said = replace(said, note=note, phone=phone, member_code=member_code)
    with desk.work(who) as work:
        visit = _still_open(work, visit_id) if visit_id else None
        if visit is None:
            visit = visit_rows.one(work.connection, _open(work, Source.SCAN))
        assert visit is not None
        if visit.state is VisitState.WAITING:
            _greet(desk, work, visit)
        meant = _meant_by(visit, said)
        if meant is not None:
            personal = {"note": meant.note, "phone": meant.phone, "member_code": meant.member_code}
            work.record(VisitClassified(visit.visit_id, meant.purpose, meant.visitor), personal)
            drafts.done_with(work, visit.visit_id, drafts.VISIT)
        elif visit.state is VisitState.PARKED:
            work.record(VisitResumed(visit.visit_id))
        received = visit_rows.one(work.connection, visit.visit_id)
    assert received is not None
    return Done(received, TOPICS)


def _meant_by(visit: VisitRow, said: Classification | None) -> Classification | None:
    """What a receipt makes of a visit: a question becomes a return, everything else stays; None when nothing changes.

    Words are never lost to it: what is not said anew stands as it was."""
    before = Classification(
        visit.purpose or Purpose.OTHER, visit.visitor or Visitor.WALK_IN, visit.note, visit.phone, visit.member_code
    )
    meant = said or before
    if LEVEL_OF[meant.purpose] is Level.L1:
        meant = replace(meant, purpose=Purpose.RETURN)
    return None if meant == before and visit.purpose is not None else meant


def note_needs(
    desk: Desk, who: Session, visit_id: str, needs: NeedsNoted, scenario: str, constraints: str = ""
) -> Done[None] | Refused:
    """Scenario before recommendation: without one nothing may be shown (M-02)."""
    refused = desk.refuse_unless(who, Permission.VISIT)
    if refused:
        return refused
    texts = written(scenario, constraints, *needs.shown_codes)
    if isinstance(texts, Refused):
        return texts
    scenario, constraints, *shown = texts
    if not scenario:
        return Refused("NEED_SCENARIO", Sentence(_NEED_SCENARIO))
    with desk.work(who) as work:
        if _still_open(work, visit_id) is None:
            return Refused("VISIT_CLOSED", Sentence(_NO_VISIT))
        said = {"scenario": scenario, "constraints": constraints}
        work.record(replace(needs, visit_id=visit_id, shown_codes=tuple(shown)), said)
        drafts.done_with(work, visit_id, drafts.NEEDS)
    return Done(None, TOPICS)


def park(desk: Desk, who: Session, visit_id: str) -> Done[None] | Refused:
    """Set aside for the moment; it waits on the home screen. Parked twice is parked once."""
    return _move(desk, who, visit_id, VisitParked(visit_id), _IN_HAND, already=frozenset({VisitState.PARKED}))


def resume(desk: Desk, who: Session, visit_id: str) -> Done[None] | Refused:
    """Go on with a parked visit; one that is in hand already stays as it is."""
    return _move(desk, who, visit_id, VisitResumed(visit_id), frozenset({VisitState.PARKED}), already=_IN_HAND)


def leave(desk: Desk, who: Session, visit_id: str) -> Done[None] | Refused:
    """The person went away; ungreeted it is a missed visit (requirements 3.1)."""
    refused = desk.refuse_unless(who, Permission.VISIT)
    if refused:
        return refused
    with desk.work(who) as work:
        visit = _still_open(work, visit_id)
        if visit is None:
            return Refused("VISIT_CLOSED", Sentence(_NO_VISIT))
        work.record(VisitLeft(visit_id, greeted=visit.state is not VisitState.WAITING))
        drafts.done_with(work, visit_id, drafts.VISIT, drafts.NEEDS)
    return Done(None, TOPICS)


def hand_on(desk: Desk, who: Session, visit_id: str, to_number: str) -> Done[None] | Refused:
    """Another named colleague takes over; until then the first person asked stays the owner."""
    refused = desk.refuse_unless(who, Permission.VISIT)
    if refused:
        return refused
    with desk.database.reading() as connection:
        colleague = staff_rows.by_number(connection, to_number)
    if colleague is None or not colleague.active or Permission.VISIT not in DEFAULT_ROLES[colleague.role]:
        return Refused("NOBODY", Sentence(_NOBODY_THERE))
    handed_on = VisitHandedOn(visit_id, colleague.staff_id)
    return _move(desk, who, visit_id, handed_on, _IN_HAND | {VisitState.PARKED})


def _move(
    desk: Desk,
    who: Session,
    visit_id: str,
    fact: object,
    allowed: frozenset[VisitState],
    already: frozenset[VisitState] = frozenset(),
) -> Done[None] | Refused:
    """Record ``fact`` on a visit in one of the ``allowed`` states; in one of ``already`` there is nothing to record."""
    refused = desk.refuse_unless(who, Permission.VISIT)
    if refused:
        return refused
    with desk.work(who) as work:
        visit = _still_open(work, visit_id)
        if visit is None:
            return Refused("VISIT_CLOSED", Sentence(_NO_VISIT))
        if visit.state in allowed:
            work.record(fact)
        elif visit.state not in already:
            return Refused("NOT_GREETED", Sentence(_GREET_FIRST))
    return Done(None, TOPICS)


def finish(desk: Desk, who: Session, visit_id: str, note: str = "") -> Done[None] | Refused:
    """Served to the end; who was never greeted by key was greeted by being served."""
    refused = desk.refuse_unless(who, Permission.VISIT)
    if refused:
        return refused
    texts = written(note)
    if isinstance(texts, Refused):
        return texts
    with desk.work(who) as work:
        if _still_open(work, visit_id) is None:
            return Refused("VISIT_CLOSED", Sentence(_NO_VISIT))
        finish_in(work, desk, visit_id, *texts)
    return Done(None, TOPICS)


def finish_in(work: Work, desk: Desk, visit_id: str | None, note: str = "") -> None:
    """The return that ended a visit closes it in its own transaction."""
    visit = _still_open(work, visit_id) if visit_id else None
    if visit is not None and visit.state is VisitState.WAITING:
        _greet(desk, work, visit)
        visit = visit_rows.one(work.connection, visit.visit_id)
    if visit is not None:
        work.record(VisitFinished(visit.visit_id, taken_ms(desk, visit)), {"note": note})
        drafts.done_with(work, visit.visit_id, drafts.VISIT, drafts.NEEDS)


def taken_ms(desk: Desk, visit: VisitRow) -> int | None:
    """Milliseconds since the greeting by the monotonic clock; None after a restart."""
    if visit.opened_boot != desk.boot or visit.greeted_mono_ms is None:
        return None
    return desk.mono_ms() - visit.greeted_mono_ms


def _still_open(work: Work, visit_id: str) -> VisitRow | None:
    visit = visit_rows.one(work.connection, visit_id)
    return visit if visit is not None and visit.state in OPEN_STATES else None
