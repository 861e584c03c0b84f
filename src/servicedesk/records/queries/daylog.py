"""One business day as rows for its log, and the facts it is counted from a second time.

Rows come from the read tables. What has no table (who was on duty, what a void and an import said) comes from the day's
facts; the totals of those are held against what the tables do know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec
from sqlalchemy import CompoundSelect, Connection, and_, func, or_, select, union_all

from servicedesk.domain import numbers
from servicedesk.domain.daylog_records import (
    VOID_ACTION,
    ApprovalSeen,
    DayRecords,
    DutySeen,
    ImportSeen,
    NoticeKind,
    NoticeSeen,
    RefundSeen,
    ReturnSeen,
    Showing,
    SlipSeen,
    Veil,
    VisitSeen,
    VoidSeen,
)
from servicedesk.domain.daylog_recount import ENDING_FACTS, MONEY_FACTS, DatedFact, Debts
from servicedesk.domain.returns_facts import ReturnSettled, ReturnVoided, SalesImported
from servicedesk.domain.slips import SlipState
from servicedesk.domain.times import from_ms
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries import slips as slip_rows
from servicedesk.records.queries import staff as staff_rows
from servicedesk.records.queries import visits as visit_rows
from servicedesk.records.tables import (
    approvals,
    bodies,
    journal,
    notices,
    personal_parts,
    refunds,
    returns,
    slips,
)
from servicedesk.wire import codec, envelope

Reader = Connection
_NOTICE_KINDS = frozenset(NoticeKind)
_debts = msgspec.json.Decoder(Debts)


def records_of(reader: Reader, day: date, showing: Showing) -> DayRecords:
    """Everything the log of one day is made of, and of people no more than ``showing`` allows."""
    veil = veil_of(reader, showing)
    key = day.isoformat()
    return DayRecords(
        day=day,
        showing=showing,
        visits=tuple(_visits(reader, key, veil)),
        returns=tuple(_returns(reader, key, veil)),
        refunds=tuple(_refunds(reader, key, veil)),
        voids=tuple(_voids(reader, key, veil)),
        voided=_voided(reader, day),
        approvals=tuple(_approvals(reader, key, veil)),
        month_approved=_month_approved(reader, day),
        slips=tuple(_slips(reader, key)),
        notices=tuple(_notices(reader, key, veil)),
        imports=tuple(_imports(reader, key)),
        duty=tuple(duty_of(reader, day, veil)),
    )


def veil_of(reader: Reader, showing: Showing) -> Veil:
    """A veil that knows everybody who ever worked here, by the name they have now."""
    members = staff_rows.everybody(reader)
    return Veil(
        showing,
        names={member.staff_id: member.name for member in members},
        numbers={member.staff_id: member.number for member in members},
    )


# --- rows ------------------------------------------------------------------------------------------------------------
def _visits(reader: Reader, day: str, veil: Veil) -> Iterator[VisitSeen]:
    for row in sorted(visit_rows.of_day(reader, day), key=lambda row: row.running):
        yield VisitSeen(
            row.visit_id, row.running, row.state, row.opened_at, row.greeted_at is not None, row.waited_ms, row.in_time,
            row.purpose, row.level, veil.person(row.owner_id or ""), veil.phone(row.phone), veil.words(row.note),
        )  # fmt: skip


def _returns(reader: Reader, day: str, veil: Veil) -> Iterator[ReturnSeen]:
    for row in return_rows.of_day(reader, day):
        yield ReturnSeen(
            row.return_id, row.number, row.at, row.state == "REFUSED", tuple(item.name for item in row.items),
            row.reason, row.reason_detail, row.chosen, row.code, row.accepted, row.refund_minor, row.taken_ms,
            veil.words(row.note), veil.person(row.staff_id), row.approval_id is not None, day_of_number(row.voided_by),
            row.voided_by or "",
        )  # fmt: skip


def day_of_number(number: str | None) -> date | None:
    """The business day a number of ours was given on. The read tables keep a void by its number alone."""
    if not number:
        return None
    _, yymmdd, _ = numbers.running_of(number)
    return date(2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))


def _refunds(reader: Reader, day: str, veil: Veil) -> Iterator[RefundSeen]:
    """Refunds that were owed on that day or paid on it."""
    unpaid = refunds.c.paid_on.is_(None) | (refunds.c.paid_on > day)
    query = (
        select(refunds, returns.c.number, returns.c.day, returns.c.voided_by)
        .join(returns, returns.c.return_id == refunds.c.return_id)
        .where(or_(refunds.c.paid_on == day, and_(returns.c.day <= day, unpaid)))
        .order_by(refunds.c.due_on, returns.c.number, refunds.c.tender_seq)
    )
    for row in reader.execute(query):
        yield RefundSeen(
            row.refund_id, row.number, row.tender, row.amount_minor, date.fromisoformat(row.day),
            date.fromisoformat(row.due_on), date.fromisoformat(row.paid_on) if row.paid_on else None, row.reference,
            row.state == "FAILED", veil.words(row.reason),
            day_of_number(row.voided_by) if row.state == "VOIDED" else None,
        )  # fmt: skip


def _approvals(reader: Reader, day: str, veil: Veil) -> Iterator[ApprovalSeen]:
    for row in return_rows.approvals_of_day(reader, day):
        denied = row.outcome == "DENIED"
        yield ApprovalSeen(
            row.number, row.action, "" if denied else row.outcome, row.amount_minor, denied, row.used_by is not None,
            veil.person(row.requester_id), veil.person(row.approver_id), row.at, veil.words(row.reason),
        )  # fmt: skip


def _month_approved(reader: Reader, day: date) -> tuple[int, int]:
    """(how many, how much in minor units) were allowed this month beyond the rules, up to and including the day."""
    query = select(func.count(), func.coalesce(func.sum(approvals.c.amount_minor), 0)).where(
        approvals.c.outcome != "DENIED",
        approvals.c.action != VOID_ACTION,
        approvals.c.day >= day.replace(day=1).isoformat(),
        approvals.c.day <= day.isoformat(),
    )
    count, amount_minor = reader.execute(query).one()
    return int(count), int(amount_minor)


def _slips(reader: Reader, day: str) -> Iterator[SlipSeen]:
    for row in slip_rows.of_day(reader, day):
        yield SlipSeen(
            row.slip_id, row.kind, row.about, row.copy_no, row.state, row.queued_at, row.reason,
            answered=row.state is SlipState.FAILED and _has_later_copy(reader, row),
        )  # fmt: skip


def _has_later_copy(reader: Reader, row: slip_rows.SlipRow) -> bool:
    later = (slips.c.about == row.about) & (slips.c.position > row.position)
    return reader.execute(select(slips.c.slip_id).where(later).limit(1)).first() is not None


def _notices(reader: Reader, day: str, veil: Veil) -> Iterator[NoticeSeen]:
    """Notices of kinds a log knows; a later release may keep others."""
    query = select(notices).where(notices.c.day == day).order_by(notices.c.position)
    for row in reader.execute(query):
        if row.kind in _NOTICE_KINDS:
            kind = NoticeKind(row.kind)
            about_colleague = kind in (NoticeKind.PIN, NoticeKind.UNLOCK, NoticeKind.RECOVERY)
            text = veil.person(row.text) if about_colleague else row.text
            yield NoticeSeen(kind, from_ms(row.at_ms), veil.person(row.actor), text)


def _voided(reader: Reader, day: date) -> int:
    """How many settlements, of any day, were voided on this one, by the read tables."""
    given_that_day = returns.c.voided_by.like(f"%-{day:%y%m%d}-%")
    return reader.execute(select(func.count()).select_from(returns).where(given_that_day)).scalar_one()


# --- what only the facts know ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Told:
    header: envelope.Header
    fact: object
    personal: Mapping[str, str]


def _of_type(reader: Reader, day: str, fact_class: type) -> Iterator[_Told]:
    """The facts of one class on one day, in journal order."""
    query = (
        select(journal.c.header, bodies.c.bytes, personal_parts.c.bytes.label("personal"))
        .select_from(
            journal.join(bodies, bodies.c.position == journal.c.position).outerjoin(
                personal_parts, personal_parts.c.position == journal.c.position
            )
        )
        .where(journal.c.day == day, journal.c.type == fact_class.__name__)
        .order_by(journal.c.position)
    )
    for row in reader.execute(query):
        personal = codec.decode_personal(row.personal) if row.personal is not None else {}
        yield _Told(envelope.decode(row.header), codec.decode_fact(fact_class.__name__, row.bytes), personal)


def _voids(reader: Reader, day: str, veil: Veil) -> Iterator[VoidSeen]:
    for told in _of_type(reader, day, ReturnVoided):
        fact = told.fact
        assert isinstance(fact, ReturnVoided)
        settled = reader.execute(select(returns.c.refund_minor).where(returns.c.return_id == fact.return_id)).scalar()
        yield VoidSeen(
            fact.voided_number, fact.number, settled or 0, fact.cash_back_minor, from_ms(told.header.at_ms),
            veil.person(told.header.actor), veil.words(told.personal.get("reason", "")),
        )  # fmt: skip


def _imports(reader: Reader, day: str) -> Iterator[ImportSeen]:
    for told in _of_type(reader, day, SalesImported):
        fact = told.fact
        assert isinstance(fact, SalesImported)
        yield ImportSeen(fact.file_name, fact.records, fact.sales, fact.set_aside, fact.already_known)


def duty_of(reader: Reader, day: date, veil: Veil) -> Iterator[DutySeen]:
    """Who did anything that day, by when they began. The program's own acts are nobody's duty."""
    acts: dict[str, list[int]] = {}
    of_the_day = select(journal.c.header).where(journal.c.day == day.isoformat()).order_by(journal.c.position)
    for (header_bytes,) in reader.execute(of_the_day):
        header = envelope.decode(header_bytes)
        acts.setdefault(header.actor, []).append(header.at_ms)
    members = {member.staff_id: member for member in staff_rows.everybody(reader)}
    for staff_id, at_ms in sorted(acts.items(), key=lambda act: min(act[1])):
        if staff_id in members:
            yield DutySeen(veil.person(staff_id), members[staff_id].role, from_ms(min(at_ms)), from_ms(max(at_ms)))


# --- the facts themselves --------------------------------------------------------------------------------------------
def facts_for(reader: Reader, day: date) -> Iterator[DatedFact]:
    """The facts ``domain.daylog_recount`` needs for one day, in journal order."""
    key = day.isoformat()
    query = (
        select(journal.c.day, journal.c.type, bodies.c.bytes)
        .join(bodies, bodies.c.position == journal.c.position)
        .where(journal.c.position.in_(_positions_for(reader, key)))
        .order_by(journal.c.position)
    )
    for row in reader.execute(query):
        elsewhen = row.day != key and row.type == ReturnSettled.__name__
        fact = _debts.decode(row.bytes) if elsewhen else codec.decode_fact(row.type, row.bytes)
        yield DatedFact(date.fromisoformat(row.day), fact)


def _positions_for(reader: Reader, day: str) -> CompoundSelect[tuple[int]]:
    """Where those facts lie. Each part is answered by an index alone: a counter has years of facts."""
    position = select(journal.c.position)
    began = reader.execute(select(func.min(journal.c.position)).where(journal.c.day == day)).scalar()
    parts = [position.where(journal.c.day == day), position.where(journal.c.type.in_(_names(MONEY_FACTS)))]
    if began is not None:
        parts.append(position.where(journal.c.position > began, journal.c.type.in_(_names(ENDING_FACTS))))
    return union_all(*parts)


def _names(fact_classes: Iterable[type]) -> list[str]:
    return [fact_class.__name__ for fact_class in fact_classes]


def printed(reader: Reader, about: str) -> int:
    """How many times the log with this number was printed as an original or anew, reprints of either included."""
    return reader.execute(select(func.count()).select_from(slips).where(slips.c.about == about)).scalar_one()
