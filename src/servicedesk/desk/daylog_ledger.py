"""The log's sections about what has to add up: refunds, approvals, paper, and everything else worth a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from servicedesk.desk.daylog_words import (
    DATE_ANSWERS,
    NOTICES,
    SLIP_STATES,
    Part,
    Speaker,
    amounts,
    nothing,
    right,
    title_of,
)
from servicedesk.desk.slip_parts import tender_name
from servicedesk.domain.daylog import Section
from servicedesk.domain.daylog_missing import CASH, Missing
from servicedesk.domain.daylog_records import VOID_ACTION, ApprovalSeen, DayRecords, NoticeKind, NoticeSeen, RefundSeen
from servicedesk.domain.documents import Column, Table
from servicedesk.domain.numbers import short
from servicedesk.domain.return_words import OPTION_WORDS
from servicedesk.domain.slips import DRAWER_CHECK, SlipState
from servicedesk.wording import N_

_EXCEPTION = N_("an exception")


# --- money -----------------------------------------------------------------------------------------------------------
def money(say: Speaker, _missing: tuple[Missing, ...]) -> Part:
    """What reached customers today, by tender, and what was still owed when the day ended."""
    words, totals = say.words, say.figures.totals
    tenders = tuple((tender_name(words, kind), str(n), say.amount(minor)) for kind, n, minor in totals.paid_by_tender)
    paid_total = (words("Paid back today"), str(totals.paid), say.amount(totals.paid_minor)) if tenders else ()
    paid = Table(
        (Column(words("Paid back by"), 50), right(words("Count"), 20), amounts(say, 30)),
        tenders, paid_total, empty_text=words("Nothing was paid back today."),
    )  # fmt: skip
    owed_columns = (
        Column(words("Still owed"), 14), Column(words("Goes back by"), 18), amounts(say, 16),
        Column(words("Due by"), 16), Column(words("How it stands"), 36),
    )  # fmt: skip
    rows = tuple(
        (
            short(one.number), tender_name(words, one.tender), say.amount(one.amount_minor), one.due_on.isoformat(),
            _debt(say, one),
        )
        for one in say.figures.owed
    )  # fmt: skip
    owed_total = (words("Owed together"), "", say.amount(totals.owed_minor), "", "") if rows else ()
    owed = Table(owed_columns, rows, owed_total, empty_text=words("Nothing is owed."))
    return Part(title_of(say, Section.MONEY), _money_note(say), (paid, owed))


def _money_note(say: Speaker) -> str:
    words, totals, punctual = say.words, say.figures.totals, say.figures.refunds_in_time
    told = []
    if punctual.of:
        days = say.policy.refund_working_days
        told.append(words("within {days} working days {hits}/{of}", days=days, hits=punctual.hits, of=punctual.of))
    if totals.cash_back_minor:
        told.append(words("{amount} in cash taken back by voids", amount=say.money(totals.cash_back_minor)))
    return words("; ").join(told)


def _debt(say: Speaker, one: RefundSeen) -> str:
    words, day = say.words, say.figures.day
    if one.paid_on is not None:
        return words("paid {day}", day=say.short_day(one.paid_on))
    if one.voided_on is not None:
        return words("voided {day}", day=say.short_day(one.voided_on))
    if one.tender == CASH:
        return words("not paid out: not filled in")
    if one.failed:
        return words("failed: {reason}", reason=say.own_words(one.reason))
    if one.due_on < day:
        return words("overdue since {day}", day=say.short_day(one.due_on))
    return words("last day today") if one.due_on == day else words("in time")


# --- approvals -------------------------------------------------------------------------------------------------------
def approvals(say: Speaker, _missing: tuple[Missing, ...]) -> Part:
    """Every yes and no of a second person, and what the exceptions of this month come to."""
    words, totals, records = say.words, say.figures.totals, say.figures.records
    columns = (
        Column(words("Slip no."), 10), Column(words("What was allowed"), 20), amounts(say, 12),
        Column(words("Reason given"), 32), Column(words("Asked by"), 10), Column(words("Answered by"), 16),
    )  # fmt: skip
    rows = tuple(_approval_row(say, one) for one in records.approvals)
    note = words(
        "this month {n}, {amount}", n=totals.month_approved, amount=say.money(totals.month_approved_minor)
    )  # fmt: skip
    return Part(title_of(say, Section.APPROVALS), note, (Table(columns, rows, empty_text=nothing(say)),))


def _approval_row(say: Speaker, one: ApprovalSeen) -> tuple[str, ...]:
    words = say.words
    what = words("voiding") if one.action == VOID_ACTION else words(OPTION_WORDS.get(one.wanted, _EXCEPTION))
    if one.denied:
        what = words("not allowed: {what}", what=what)
    elif not one.used:
        what = words("{what} (not used)", what=what)
    answered = f"{say.who(one.approver)} {say.time(one.at)}"
    return (
        short(one.number) or "—",
        what,
        say.amount(one.amount_minor),
        say.own_words(one.reason),
        say.who(one.requester),
        answered,
    )


# --- paper and notes -------------------------------------------------------------------------------------------------
def paper(say: Speaker, _missing: tuple[Missing, ...]) -> Part:
    """How many papers there were; only those that nobody can be sure of stand in the table."""
    words, totals = say.words, say.figures.totals
    told = []
    if totals.slips:
        told.append(words("{n} pieces, {printed} came out, {copies} of all were copies",
                          n=totals.slips, printed=totals.slips_printed, copies=totals.reprints))  # fmt: skip
    if totals.logs_unmasked:
        told.append(words("{n} logs with telephone numbers in full", n=totals.logs_unmasked))
    columns = (
        Column(words("Slip no."), 16), Column(words("Queued"), 10), Column(words("What became of it"), 34),
        Column(words("Why"), 40),
    )  # fmt: skip
    rows = tuple(
        (short(slip.about), say.time(slip.queued_at), words(SLIP_STATES[slip.state]), _slip_reason(say, slip.reason))
        for slip in say.figures.records.slips
        if slip.state is not SlipState.CONFIRMED
    )
    empty = words("Everything came out.") if totals.slips else nothing(say)
    return Part(title_of(say, Section.PAPER), words("; ").join(told), (Table(columns, rows, empty_text=empty),))


def _slip_reason(say: Speaker, reason: str) -> str:
    """The ledger keeps a printer's sentence, or one of two words of its own."""
    match reason:
        case "interrupted":
            return say.words("the program was closed while it printed")
        case "asked":
            return say.words("somebody looked and said so")
        case "not wanted":
            return say.words("it had waited too long, and somebody said that nobody needs it")
        case _:
            return say.words(reason) if reason else "—"


def notes(say: Speaker, _missing: tuple[Missing, ...]) -> Part:
    """Everything else that a manager should have seen: drawer, PINs, the clock, imports, restores, earlier logs."""
    words, records = say.words, say.figures.records
    columns = (Column(words("Time"), 8), Column(words("What happened"), 76), Column(words("Who"), 16))
    times = Counter((one.by, one.text) for one in records.notices if one.kind is NoticeKind.SHOWN)
    rows = tuple(
        (say.time(one.at), _notice(say, one, times[one.by, one.text]), say.who(one.by))
        for one in _each_once(records.notices)
    )
    return Part(
        title_of(say, Section.NOTES), _imports_note(say, records), (Table(columns, rows, empty_text=nothing(say)),)
    )


def _each_once(notices: Iterable[NoticeSeen]) -> Iterator[NoticeSeen]:
    """Who was shown the same more than once that day has one line, at the first time; all else is told each time."""
    told: set[tuple[str, str]] = set()
    for one in notices:
        if one.kind is not NoticeKind.SHOWN or (one.by, one.text) not in told:
            yield one
        if one.kind is NoticeKind.SHOWN:
            told.add((one.by, one.text))


def _notice(say: Speaker, one: NoticeSeen, times: int) -> str:
    """What happened; of what was shown more than once also how often (``times``)."""
    text = one.text
    if one.kind is NoticeKind.DRAWER:
        text = say.words("a check") if one.text == DRAWER_CHECK else short(one.text)
    elif one.kind is NoticeKind.DATE:
        text = say.words(DATE_ANSWERS[one.text])
    said = say.words(NOTICES[one.kind], text=text)
    return say.words("{what}, {n} times", what=said, n=times) if one.kind is NoticeKind.SHOWN and times > 1 else said


def _imports_note(say: Speaker, records: DayRecords) -> str:
    if not records.imports:
        return ""
    sums = {name: sum(getattr(one, name) for one in records.imports) for name in ("records", "sales", "set_aside")}
    return say.words(
        "sales files: {records} rows, {sales} sales, {aside} rows set aside",
        records=sums["records"], sales=sums["sales"], aside=sums["set_aside"],
    )  # fmt: skip
