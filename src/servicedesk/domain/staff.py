"""People behind the counter: roles as data, permissions as constants, PIN rules, and the facts about staff.

Sources: architecture 9 "Signing in"; reliability 3.10, 3.11; M-17. Names are personal and travel in a fact's personal
part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

PIN_LENGTH = 6
FREE_ATTEMPTS = 5
LOCKED_AT = 10
_FIRST_WAIT_S = 30
_LONGEST_WAIT_S = 15 * 60


class Role(StrEnum):
    """What somebody is at the counter; what it allows is data (``DEFAULT_ROLES``)."""

    CLERK = "CLERK"
    SUPERVISOR = "SUPERVISOR"
    MANAGER = "MANAGER"
    IT = "IT"


class Permission(StrEnum):
    """What an action asks for; checked in the action, never in a widget."""

    VISIT = "visit.serve"
    RETURN_SETTLE = "return.settle"
    RETURN_APPROVE = "return.approve"
    RETURN_VOID = "return.void"
    REFUND_PAY = "refund.pay"
    SLIP_REPRINT = "slip.reprint"
    CARD_ISSUE = "card.issue"
    DAYLOG_PRINT = "daylog.print"
    STAFF_MANAGE = "staff.manage"
    STAFF_UNLOCK = "staff.unlock"
    CUSTOMER_UNMASK = "customer.unmask"
    SALES_IMPORT = "sales.import"
    SETTINGS_CHANGE = "settings.change"
    BACKUP_MAKE = "backup.make"
    DRAWER_CHECK = "drawer.check"
    POLICY_PUBLISH = "policy.publish"


_COUNTER = frozenset({
    Permission.VISIT, Permission.RETURN_SETTLE, Permission.REFUND_PAY, Permission.SLIP_REPRINT, Permission.CARD_ISSUE,
})  # fmt: skip
_SUPERVISING = _COUNTER | {
    Permission.RETURN_APPROVE, Permission.RETURN_VOID, Permission.DAYLOG_PRINT, Permission.DRAWER_CHECK,
}  # fmt: skip
_MANAGING = _SUPERVISING | {
    Permission.STAFF_MANAGE, Permission.STAFF_UNLOCK, Permission.BACKUP_MAKE, Permission.SALES_IMPORT,
    Permission.CUSTOMER_UNMASK, Permission.POLICY_PUBLISH,
}  # fmt: skip
_HELPING = frozenset({
    Permission.SALES_IMPORT, Permission.SETTINGS_CHANGE, Permission.BACKUP_MAKE, Permission.STAFF_UNLOCK,
    Permission.DRAWER_CHECK,
})  # fmt: skip

DEFAULT_ROLES: Mapping[Role, frozenset[Permission]] = {
    Role.CLERK: _COUNTER,
    Role.SUPERVISOR: _SUPERVISING,
    Role.MANAGER: _MANAGING,
    Role.IT: _HELPING,
}


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One colleague; ``number`` is what is on the badge, ``staff_id`` what facts name."""

    staff_id: str
    number: str
    name: str
    role: Role
    active: bool = True


@dataclass(frozen=True, slots=True)
class Session:
    """One person's time at the desk, from sign-in to lock. Every action says whose session it belongs to."""

    session_id: str
    staff_id: str
    number: str
    name: str
    role: Role

    def may(self, permission: Permission, roles: Mapping[Role, frozenset[Permission]] = DEFAULT_ROLES) -> bool:
        return permission in roles.get(self.role, frozenset())


SYSTEM = Session("system", "system", "system", "system", Role.IT)
"""Who acts when a command line does a job that shows no personal data (architecture 9, "The command line")."""


def is_staff_number(text: str) -> bool:
    """Whether this can be on a badge: 3 to 8 digits."""
    return text.isascii() and text.isdigit() and 3 <= len(text) <= 8


def wait_after_s(attempts: int) -> int:
    """Seconds to wait before the next try: none for four wrong PINs, 30 s from the fifth, doubling to 15 minutes."""
    if attempts < FREE_ATTEMPTS:
        return 0
    return min(_FIRST_WAIT_S << (attempts - FREE_ATTEMPTS), _LONGEST_WAIT_S)


def is_locked(attempts: int) -> bool:
    """From the tenth wrong PIN on, a manager has to unlock."""
    return attempts >= LOCKED_AT


_POPULAR_PINS = frozenset(
    "112233 123654 147258 147852 159357 159753 258369 258456 321654 456123 520131 789456".split()  # noqa: SIM905 - a list of words reads as words
)
"""What people pick first that no rule below finds: walks over the number pad and figures that sound like words."""


def is_pin(text: str) -> bool:
    """Whether this is six digits as every keyboard and number pad types them (no full-width ones)."""
    return len(text) == PIN_LENGTH and text.isascii() and text.isdigit()


def is_trivial_pin(pin: str, number: str = "") -> bool:
    """A PIN its owner may not choose: repeats, runs, dates, halves that repeat, or the staff number in it."""
    digits = [int(character) for character in pin]
    steps = {(b - a) % 10 for a, b in pairwise(digits)}
    if len(steps) == 1 or len(set(digits)) <= 2 or pin in _POPULAR_PINS:
        return True
    if pin[:3] == pin[3:] or pin[:2] * 3 == pin or pin == pin[::-1]:
        return True
    if _is_date(pin):
        return True
    return len(number) >= 4 and number[-4:] in pin


def _is_date(pin: str) -> bool:
    """Year, month, day in two digits each and the other two orders people write, or a year of four with a month."""
    first, second, third = int(pin[:2]), int(pin[2:4]), int(pin[4:])
    written = ((second, third), (first, second), (second, first))
    if any(1 <= month <= 12 and 1 <= day <= 31 for month, day in written):
        return True
    return first in (19, 20) and 1 <= third <= 12


@dataclass(frozen=True, slots=True)
class StaffAdded:
    """personal: name."""

    staff_id: str
    staff_number: str
    role: Role


@dataclass(frozen=True, slots=True)
class StaffRenamed:
    """personal: name."""

    staff_id: str


@dataclass(frozen=True, slots=True)
class StaffRoleChanged:
    """A colleague is something else from now on."""

    staff_id: str
    role: Role


@dataclass(frozen=True, slots=True)
class StaffLeft:
    """A colleague works here no more; their name stays on what they did."""

    staff_id: str


@dataclass(frozen=True, slots=True)
class PinIssued:
    """A new PIN was set: ``by_owner`` when its owner chose it, else it was drawn at random and shown once."""

    staff_id: str
    by_owner: bool


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session began; ``by_badge`` when a badge said who."""

    session_id: str
    staff_id: str
    by_badge: bool


@dataclass(frozen=True, slots=True)
class SignInRefused:
    """``attempts`` wrong PINs in a row, this one included."""

    staff_id: str
    attempts: int


@dataclass(frozen=True, slots=True)
class DeskLocked:
    """The person on duty locked the desk (or it locked itself after ``idle`` minutes); unfinished work stays."""

    session_id: str
    idle: bool


@dataclass(frozen=True, slots=True)
class StaffUnlocked:
    """A manager forgave the wrong PINs of a colleague."""

    staff_id: str


@dataclass(frozen=True, slots=True)
class PersonalDataShown:
    """Names, notes or numbers left the counter through the command line; ``what`` names the command ("daylog
    2026-03-10"). Who saw them is the fact's actor. Recorded before the first byte is written."""

    what: str


@dataclass(frozen=True, slots=True)
class RecoveryUsed:
    """The recovery code opened the way to a new manager PIN; leaves this trace on purpose."""

    staff_id: str
