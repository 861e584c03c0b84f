"""What happened on one business day, as plain rows: the material of the day's log.

Money is seen *as of the end of that day*: a refund that was paid a day later was still owed. How a visit or a paper
ended is seen as it stands now, so that a log drawn again next morning has the endings that were still open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from servicedesk.domain.calendar import WorkCalendar
from servicedesk.domain.slips import SlipState
from servicedesk.domain.staff import Role
from servicedesk.domain.visits import Level, Purpose, VisitState

DAY_LOG_KIND = "DAY_LOG"
UNMASKED_KIND = "DAY_LOG_UNMASKED"
"""The kind of paper says whether telephone numbers stand on it in full: it is part of the fact and can't be erased."""
LOG_KINDS = frozenset({DAY_LOG_KIND, UNMASKED_KIND})

VOID_ACTION = "void"
"""What an approval is given for when it allows no exception but puts a wrong settlement right."""


class Showing(StrEnum):
    """How much about people a log shows."""

    NUMBERS = "NUMBERS"  # staff by number, nobody's own words: for a job that nobody signed in for
    MASKED = "MASKED"
    UNMASKED = "UNMASKED"


_MOBILE = re.compile(r"(?<!\d)((?:(?:\+|00)?86[ -]?)?1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3})[ -]?\d{3,4}[ -]?\d{4}(?!\d)")
_STARS = "****"


def mask_phones(text: str) -> str:
    """Free text with the middle of every telephone number in it starred out."""
    return _LANDLINE.sub(rf"\1-{_STARS}", _MOBILE.sub(rf"\1{_STARS}\2", text))


def mask_phone(phone: str) -> str:
    """A field that holds a number alone: its first three and last four digits, or the last two of a short one."""
    digits = [character for character in phone if character.isdigit()]
    if len(digits) <= 4:
        return phone
    head = "".join(digits[:3]) if len(digits) >= 8 else ""
    return f"{head}{_STARS}{''.join(digits[-4:] if head else digits[-2:])}"


@dataclass(frozen=True, slots=True)
class Veil:
    """What of people may be seen; rows are made through it, so nothing behind them holds more. ``names`` and
    ``numbers`` are by staff id; who is in neither (the program itself) is nobody: ""."""

    showing: Showing
    names: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)

    def person(self, staff_id: str) -> str:
        known = self.numbers if self.showing is Showing.NUMBERS else self.names
        return known.get(staff_id) or self.numbers.get(staff_id, "")

    def words(self, text: str) -> str:
        """Somebody's own words: a note, a reason."""
        match self.showing:
            case Showing.NUMBERS:
                return ""
            case Showing.MASKED:
                return mask_phones(text)
            case Showing.UNMASKED:
                return text

    def phone(self, phone: str) -> str:
        return phone if self.showing is Showing.UNMASKED else mask_phone(phone)


@dataclass(frozen=True, slots=True)
class VisitSeen:
    """One visitor. ``greeted`` may be true where ``waited_ms`` is None: the program was restarted in between."""

    visit_id: str
    running: int
    state: VisitState
    opened_at: datetime
    greeted: bool
    waited_ms: int | None
    in_time: bool | None
    purpose: Purpose | None
    level: Level | None
    by: str
    phone: str
    note: str


@dataclass(frozen=True, slots=True)
class ReturnSeen:
    """One settlement or refusal of the day. ``voided_on`` may be a later day; ``code`` is the rule that decided."""

    return_id: str
    number: str
    at: datetime
    refused: bool
    items: tuple[str, ...]
    reason: str
    reason_detail: str
    chosen: str
    code: str
    accepted: str
    refund_minor: int
    taken_ms: int | None
    note: str
    by: str
    approved: bool
    voided_on: date | None = None
    void_number: str = ""

    def voided_by(self, day: date) -> bool:
        """Whether it was voided when this day ended, and so is in none of its sums."""
        return self.voided_on is not None and self.voided_on <= day


@dataclass(frozen=True, slots=True)
class RefundSeen:
    """Money that was owed that day, or paid on it. ``voided_on``: it was given up with its return, unpaid."""

    refund_id: str
    number: str
    tender: str
    amount_minor: int
    settled_on: date
    due_on: date
    paid_on: date | None
    reference: str
    failed: bool
    reason: str
    voided_on: date | None


@dataclass(frozen=True, slots=True)
class VoidSeen:
    """A settlement of any day that was voided on this one. ``refund_minor`` is what had been settled."""

    number: str
    void_number: str
    refund_minor: int
    cash_back_minor: int
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ApprovalSeen:
    """``used`` says whether the request it was given for was carried out. An empty ``reason`` was erased."""

    number: str
    action: str
    wanted: str
    amount_minor: int
    denied: bool
    used: bool
    requester: str
    approver: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class SlipSeen:
    """``answered``: somebody printed a copy after it failed, so nobody waits for it any more."""

    slip_id: str
    kind: str
    about: str
    copy_no: int
    state: SlipState
    queued_at: datetime
    reason: str
    answered: bool


class NoticeKind(StrEnum):
    """What else belongs into a day's log; the name under which the read tables keep it."""

    IMPORT = "IMPORT"
    PIN = "PIN"
    UNLOCK = "UNLOCK"
    RECOVERY = "RECOVERY"
    DRAWER = "DRAWER"
    CLOCK = "CLOCK"
    DATE = "DATE"
    RESTORED = "RESTORED"
    DAY_LOG = "DAY_LOG"
    SHOWN = "SHOWN"
    DRAWER_SHUT = "DRAWER_SHUT"
    PRINTERS = "PRINTERS"
    RECEIPT = "RECEIPT"


@dataclass(frozen=True, slots=True)
class NoticeSeen:
    """``text`` is what the kind is about: a file, a colleague, a number, seconds, a day."""

    kind: NoticeKind
    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class ImportSeen:
    """A till's file that was taken in, and how many of its rows came to what."""

    file_name: str
    records: int
    sales: int
    set_aside: int
    already_known: int


@dataclass(frozen=True, slots=True)
class DutySeen:
    """Somebody who did something at this counter that day, from their first to their last act."""

    name: str
    role: Role
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class DayFrame:
    """Whose day it is and by what clock, calendar and promise (``refund_working_days``) it is read."""

    day: date
    zone: str
    turnover_hour: int
    currency: str
    calendar: WorkCalendar
    refund_working_days: int


@dataclass(frozen=True, slots=True)
class DayRecords:
    """Everything the read tables (and, for what has no table, the day's facts) know of one day."""

    day: date
    showing: Showing = Showing.MASKED
    visits: tuple[VisitSeen, ...] = ()
    returns: tuple[ReturnSeen, ...] = ()
    refunds: tuple[RefundSeen, ...] = ()
    voids: tuple[VoidSeen, ...] = ()
    voided: int = 0
    approvals: tuple[ApprovalSeen, ...] = ()
    month_approved: tuple[int, int] = (0, 0)
    slips: tuple[SlipSeen, ...] = ()
    notices: tuple[NoticeSeen, ...] = ()
    imports: tuple[ImportSeen, ...] = ()
    duty: tuple[DutySeen, ...] = ()
