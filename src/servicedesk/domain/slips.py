"""Paper as facts: what was queued, what came of it, what was printed again; and the drawer (reliability H, 3.14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from servicedesk.domain.counters import CounterProfile
from servicedesk.domain.times import to_ms

SLIP_PRINTER = "slip"
PAGE_PRINTER = "page"
DRAWER_CHECK = "CHECK"
"""Why the drawer is opened when no money goes out: to see that it does."""
FRESH_FOR = timedelta(hours=4)
"""Paper that waited longer, or since another business day, is asked about instead of printed: whom it was for has gone
home, and nobody wants yesterday's pile in the morning."""


class SlipState(StrEnum):
    """Where one piece of paper stands; see ``SlipOutcome`` for what the ends mean."""

    QUEUED = "QUEUED"
    SENDING = "SENDING"
    CONFIRMED = "CONFIRMED"
    UNKNOWN = "UNKNOWN"
    FAILED = "FAILED"
    REPLACED = "REPLACED"
    DROPPED = "DROPPED"


@dataclass(frozen=True, slots=True)
class SlipQueued:
    """A document waits for a printer. personal: document (its JSON, because it may carry a customer's words).

    ``about`` is the number of what it is about, ``printer`` the role of the printer ("slip" or "page"),
    ``copy_no`` 0 for the original, 1, 2, … for a reprint."""

    slip_id: str
    kind: str
    about: str
    printer: str
    copy_no: int = 0


@dataclass(frozen=True, slots=True)
class ReceiptReprinted:
    """A till's receipt was printed again, for the ``copy_no``-th time. personal: reason, from the fourth on."""

    store_id: str
    receipt_number: str
    sale_id: int
    copy_no: int


@dataclass(frozen=True, slots=True)
class SlipSent:
    """The first byte is about to leave. Committed before it does, so that a crash can't print a second original."""

    slip_id: str
    printer_name: str


@dataclass(frozen=True, slots=True)
class SlipOutcome:
    """What became of it: CONFIRMED, UNKNOWN (nobody can tell; a person is asked), FAILED (nothing left; it is tried
    again), REPLACED (it did not come out and a marked copy was queued) or DROPPED (nothing left, and somebody said
    that nobody needs it any more), with the reason's sentence."""

    slip_id: str
    state: SlipState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SlipReleased:
    """Somebody wants paper that had waited too long to be printed by itself: from this fact on it is fresh again."""

    slip_id: str


@dataclass(frozen=True, slots=True)
class Freshness:
    """What paper may have waited for and still be printed unasked: since ``since_ms``, and of business day ``day``."""

    day: str
    since_ms: int


def freshness(profile: CounterProfile, now: datetime) -> Freshness:
    """How old paper may be at this instant."""
    return Freshness(profile.business_day(now).isoformat(), to_ms(now - FRESH_FOR))


class DrawerState(StrEnum):
    """What is known of one opening of the cash drawer: TOLD is its fact alone; SENT, the pulse went out; SHUT, surely
    not; UNKNOWN, nobody can tell; NONE, there is no drawer on a printer. It is never sent a second time (H7)."""

    TOLD = "TOLD"
    SENT = "SENT"
    SHUT = "SHUT"
    UNKNOWN = "UNKNOWN"
    NONE = "NONE"


@dataclass(frozen=True, slots=True)
class DrawerPulsed:
    """What became of the ``DrawerOpened`` with this fact id, at which printer, with the reason's sentence."""

    opening_id: str
    state: DrawerState
    printer_name: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PrintersChanged:
    """Somebody chose the printers of a role: how each is reached ("network 192.168.1.50") in the order of trying."""

    role: str
    printers: tuple[str, ...]
