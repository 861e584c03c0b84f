"""The log's sections about people: visitors, and what they brought back."""

from __future__ import annotations

from servicedesk.desk.daylog_words import KINDS, PURPOSES, Part, Speaker, nothing, right, taken, title_of, waited
from servicedesk.desk.return_slips import reason_words
from servicedesk.domain.daylog import HourBand, Section
from servicedesk.domain.daylog_missing import Missing
from servicedesk.domain.daylog_records import ReturnSeen, VisitSeen
from servicedesk.domain.daylog_totals import Kind, kind_of
from servicedesk.domain.documents import Block, Column, Table
from servicedesk.domain.numbers import short
from servicedesk.domain.return_words import OPTION_WORDS
from servicedesk.domain.visits import OPEN_STATES


# --- visitors --------------------------------------------------------------------------------------------------------
def visits(say: Speaker, _missing: tuple[Missing, ...]) -> Part:
    """Visitors by the hours they came in, and those who are still waiting for an end."""
    words, figures = say.words, say.figures
    columns = (
        Column(words("Hours"), 11), Column(words("Visitors"), 11), Column(words("L1 asks"), 9),
        Column(words("L2 wants done"), 10), Column(words("L3 unhappy"), 11), Column(words("Not filled in"), 9),
        Column(words("Over 30 s"), 10), Column(words("Went away"), 8), Column(words("Came most often for"), 26),
    )  # fmt: skip
    table = Table(columns, tuple(_band(say, band) for band in figures.bands), empty_text=nothing(say))
    open_visits = [visit for visit in figures.records.visits if visit.state in OPEN_STATES]
    return Part(title_of(say, Section.VISITS), _visits_note(say), (table, *_open_visits(say, open_visits)))


def _band(say: Speaker, band: HourBand) -> tuple[str, ...]:
    hours = say.words("{start}–{end} h", start=f"{band.from_hour % 24:02d}", end=f"{(band.to_hour - 1) % 24 + 1:02d}")
    counts = (band.visits, band.l1, band.l2, band.l3, band.unclassified, band.late, band.missed)
    return (hours, *map(str, counts), say.words(", ").join(say.words(PURPOSES[purpose]) for purpose in band.purposes))


def _visits_note(say: Speaker) -> str:
    words, figures = say.words, say.figures
    told = []
    if figures.busiest is not None:
        hour, most = figures.busiest.hour % 24, figures.busiest.visits
        told.append(words("busiest {start}–{end} ({n})", start=f"{hour:02d}:00", end=f"{hour + 1:02d}:00", n=most))
    if figures.average_wait_ms is not None:
        told.append(words("average wait {time}", time=waited(words, figures.average_wait_ms)))
    if figures.totals.visits:
        told.append(words("{n} went away ungreeted", n=figures.totals.visits_missed))
    unmeasured = sum(visit.greeted and visit.waited_ms is None for visit in figures.records.visits)
    if unmeasured:
        told.append(words("{n} not measured (restart in between)", n=unmeasured))
    return words("; ").join(told)


def _open_visits(say: Speaker, open_visits: list[VisitSeen]) -> tuple[Block, ...]:
    if not open_visits:
        return ()
    words = say.words
    columns = (
        Column(words("Not finished"), 12), Column(words("Arrived"), 8), Column(words("Came for"), 18),
        Column(words("In their words"), 34), Column(words("Phone"), 16), Column(words("Handled by"), 12),
    )  # fmt: skip
    rows = tuple(
        (
            words("No. {running}", running=visit.running), say.time(visit.opened_at),
            say.filled(words(PURPOSES[visit.purpose]) if visit.purpose else ""), visit.note or "—", visit.phone or "—",
            visit.by or "—",
        )
        for visit in open_visits
    )  # fmt: skip
    return (Table(columns, rows),)


# --- returns ---------------------------------------------------------------------------------------------------------
def returns(say: Speaker, _missing: tuple[Missing, ...]) -> Part:
    """Each return, exchange, repair and refusal with its answer, and what was voided today."""
    words, totals = say.words, say.figures.totals
    columns = (
        Column(words("Slip no."), 10), Column(words("Goods"), 20), Column(words("Reason"), 20),
        Column(words("Answer·rule"), 20), right(words("Refund ({unit})", unit=say.unit), 12),
        right(words("Time taken"), 8), Column(words("Handled by"), 10),
    )  # fmt: skip
    rows = tuple(_return_row(say, one) for one in say.figures.records.returns)
    totals_row = ("", "", "", words("Refunds together"), say.amount(totals.refund_minor), "", "") if rows else ()
    table = Table(columns, rows, totals_row, empty_text=nothing(say))
    return Part(title_of(say, Section.RETURNS), _returns_note(say), (table, *_voids(say)))


def _returns_note(say: Speaker) -> str:
    words, totals, records = say.words, say.figures.totals, say.figures.records
    if not records.returns and not records.voids:
        return ""
    counts = {
        Kind.RETURN: totals.returned, Kind.EXCHANGE: totals.exchanged, Kind.REPAIR: totals.repairs,
        Kind.OTHER: totals.other, Kind.REFUSED: totals.refused,
    }  # fmt: skip
    each = words(", ").join(f"{words(KINDS[kind])} {count}" for kind, count in counts.items() if count)
    told = [words("{n} in all: {each}", n=totals.returns_all, each=each) if each else words("{n} in all", n=0)]
    approved = sum(one.approved and one.voided_on is None for one in records.returns)
    if approved:
        told.append(words("{n} allowed by the manager", n=approved))
    if totals.voided:
        told.append(words("{n} voided", n=totals.voided))
    return words("; ").join(told)


def _return_row(say: Speaker, one: ReturnSeen) -> tuple[str, ...]:
    words = say.words
    goods = one.items[0] if one.items else ""
    if len(one.items) > 1:
        goods = words("{first} and {n} more", first=goods, n=len(one.items) - 1)
    reason = reason_words(words, one.reason, one.reason_detail)
    told = words("{reason}: {note}", reason=reason, note=one.note) if reason and one.note else reason or one.note
    counts = not one.refused and not one.voided_by(say.figures.day)
    refund = say.amount(one.refund_minor) if counts else "—"
    return (
        short(one.number), say.filled(goods), say.filled(told), _answer(say, one), refund, taken(one.taken_ms),
        say.who(one.by),
    )  # fmt: skip


def _answer(say: Speaker, one: ReturnSeen) -> str:
    words, kind = say.words, kind_of(one.chosen, refused=one.refused)
    said = words(OPTION_WORDS[one.chosen]) if kind is Kind.OTHER and one.chosen in OPTION_WORDS else words(KINDS[kind])
    told = words("allowed: {answer}", answer=said) if one.approved else said
    told = words("{answer}, rule {code}", answer=told, code=one.code) if one.code else told
    alternative = say.policy.alternatives.get(one.accepted)
    if alternative is not None:
        told += f" → {alternative.zh if words.language == 'zh_CN' else alternative.en}"
    if one.voided_on is not None:
        told += words(" (voided {day}, {number})", day=say.short_day(one.voided_on), number=short(one.void_number))
    return told


def _voids(say: Speaker) -> tuple[Block, ...]:
    voids = say.figures.records.voids
    if not voids:
        return ()
    words = say.words
    columns = (
        Column(words("Voided"), 10), Column(words("By void"), 10), Column(words("Reason given"), 36),
        right(words("Refund withdrawn ({unit})", unit=say.unit), 16),
        right(words("Cash taken back ({unit})", unit=say.unit), 16), Column(words("Handled by"), 12),
    )  # fmt: skip
    rows = tuple(
        (
            short(void.number), short(void.void_number), say.own_words(void.reason), say.amount(void.refund_minor),
            say.amount(void.cash_back_minor), say.who(void.by),
        )
        for void in voids
    )  # fmt: skip
    return (Table(columns, rows),)
