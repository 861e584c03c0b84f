"""The words of the day's log: what codes, states and times are called on its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from servicedesk.domain.counters import CounterProfile
from servicedesk.domain.daylog import DayFigures, Section
from servicedesk.domain.daylog_records import NoticeKind, Showing
from servicedesk.domain.daylog_totals import Kind
from servicedesk.domain.documents import Align, Block, Column
from servicedesk.domain.money import format_minor, minor_digits
from servicedesk.domain.policies import Policy
from servicedesk.domain.slips import SlipState
from servicedesk.domain.visits import Purpose
from servicedesk.wording import N_, Words

SECTION_TITLES: Mapping[Section, str] = {
    Section.VISITS: N_("Visitors of the day"),
    Section.RETURNS: N_("Returns, exchanges, repairs"),
    Section.MONEY: N_("Refunds"),
    Section.APPROVALS: N_("Allowed by the manager"),
    Section.PAPER: N_("Paper"),
    Section.NOTES: N_("Other events"),
    Section.LEFT_OVER: N_("Left over"),
}
PURPOSES: Mapping[Purpose, str] = {
    Purpose.PRODUCT: N_("goods and prices"),
    Purpose.PROMOTION: N_("promotions and points"),
    Purpose.REPRINT: N_("receipt printed again"),
    Purpose.OTHER: N_("other questions"),
    Purpose.RETURN: N_("return"),
    Purpose.EXCHANGE: N_("exchange"),
    Purpose.REPAIR: N_("repair"),
    Purpose.ORDER: N_("orders and deliveries"),
    Purpose.COMPLAINT: N_("complaint"),
    Purpose.SUGGESTION: N_("suggestion"),
    Purpose.INCIDENT: N_("incident"),
}
KINDS: Mapping[Kind, str] = {
    Kind.RETURN: N_("taken back"),
    Kind.EXCHANGE: N_("exchanged"),
    Kind.REPAIR: N_("taken in for repair"),
    Kind.OTHER: N_("settled otherwise"),
    Kind.REFUSED: N_("not possible"),
}
SLIP_STATES: Mapping[SlipState, str] = {
    SlipState.QUEUED: N_("waits for the printer"),
    SlipState.SENDING: N_("is being printed"),
    SlipState.CONFIRMED: N_("printed"),
    SlipState.UNKNOWN: N_("nobody knows whether it came out"),
    SlipState.FAILED: N_("did not come out"),
    SlipState.REPLACED: N_("did not come out, copy printed"),
    SlipState.DROPPED: N_("was not wanted any more"),
}
NOTICES: Mapping[NoticeKind, str] = {
    NoticeKind.IMPORT: N_("Sales file {text} taken in"),
    NoticeKind.PIN: N_("Wrong PIN for {text}"),
    NoticeKind.UNLOCK: N_("PIN of {text} unlocked"),
    NoticeKind.RECOVERY: N_("Recovery code used for {text}"),
    NoticeKind.DRAWER: N_("Cash drawer opened for {text}"),
    NoticeKind.CLOCK: N_("The clock jumped by {text} s; check the times around it"),
    NoticeKind.DATE: N_("The date of the computer was looked at: {text}"),
    NoticeKind.RESTORED: N_("A backup was put back; the records before it end with number {text}"),
    NoticeKind.DAY_LOG: N_("Log of {text} printed"),
    NoticeKind.SHOWN: N_("Names or numbers shown: {text}"),
    NoticeKind.DRAWER_SHUT: N_("The cash drawer may not have opened. {text}"),
    NoticeKind.PRINTERS: N_("Printers chosen: {text}"),
    NoticeKind.RECEIPT: N_("Receipt {text} printed again"),
}
DATE_ANSWERS = {"right": N_("right"), "wrong": N_("wrong")}
_WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
_CHINESE_COUNT = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says the day's values in the paper's language: amounts in its currency, instants by the store's clock."""

    words: Words
    profile: CounterProfile
    policy: Policy
    figures: DayFigures

    def amount(self, minor: int) -> str:
        """Without the currency, which stands in the column's title: "1,056.08"."""
        digits = minor_digits(self.figures.currency)
        whole, part = divmod(abs(minor), 10**digits)
        shown = f"{whole:,}.{part:0{digits}d}" if digits else f"{whole:,}"
        return f"-{shown}" if minor < 0 else shown

    @property
    def unit(self) -> str:
        """What a bare amount is counted in."""
        return self.words("yuan") if self.figures.currency == "CNY" else self.figures.currency

    def money(self, minor: int) -> str:
        return format_minor(minor, self.figures.currency)

    def time(self, at: datetime) -> str:
        return f"{at.astimezone(ZoneInfo(self.profile.zone)):%H:%M}"

    def moment(self, at: datetime) -> str:
        return f"{at.astimezone(ZoneInfo(self.profile.zone)):%Y-%m-%d %H:%M}"

    def short_day(self, on: date) -> str:
        """Month and day, and the year where it is not the log's own."""
        return f"{on:%m-%d}" if on.year == self.figures.day.year else on.isoformat()

    def who(self, name: str) -> str:
        """A colleague, or the program itself."""
        return name or self.words("the program")

    def own_words(self, text: str) -> str:
        """What somebody wrote and had to write. Empty: it was erased, or nobody signed in to read it."""
        if text:
            return text
        return "—" if self.figures.showing is Showing.NUMBERS else self.words("erased")

    def filled(self, text: str) -> str:
        """A value that should be there; a gap says so."""
        return text or self.words("not filled in")


def long_date(words: Words, on: date) -> str:
    weekday, month = words(_WEEKDAYS[on.weekday()]), words(_MONTHS[on.month - 1])
    return words("{weekday}, {day} {month} {year}", weekday=weekday, day=on.day, month=month, year=on.year)


def ordinal(words: Words, place: int) -> str:
    """The number of a section, from 1, as headings of this language count."""
    return _CHINESE_COUNT[place - 1] if words.language == "zh_CN" else str(place)


def waited(words: Words, ms: int) -> str:
    """A time somebody waited: "1 min 20 s"."""
    minutes, seconds = divmod(ms // 1000, 60)
    return words("{m} min {s} s", m=minutes, s=seconds) if minutes else words("{s} s", s=seconds)


def taken(ms: int | None) -> str:
    """A time on the acceptance clock: "4:12"; a dash when it could not be measured."""
    if ms is None:
        return "—"
    minutes, seconds = divmod(ms // 1000, 60)
    return f"{minutes}:{seconds:02d}"


# --- what sections are made of ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Part:
    """One section as it stands on the page: its title, the figures beside it, the tables below."""

    title: str
    note: str
    blocks: tuple[Block, ...]


def title_of(say: Speaker, section: Section) -> str:
    return say.words(SECTION_TITLES[section])


def nothing(say: Speaker) -> str:
    """What stands in a table on a day without rows for it."""
    return say.words("Nothing today.")


def amounts(say: Speaker, share: int) -> Column:
    return right(say.words("Amount ({unit})", unit=say.unit), share)


def right(title: str, share: int) -> Column:
    return Column(title, share, Align.RIGHT)
