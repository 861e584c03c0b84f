"""Paper as facts: what was queued, what came of it, what was printed again (reliability H, 3.14)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SlipState(StrEnum):
    """Where one piece of paper stands; see ``SlipOutcome`` for what the ends mean."""

    QUEUED = "QUEUED"
    SENDING = "SENDING"
    CONFIRMED = "CONFIRMED"
    UNKNOWN = "UNKNOWN"
    FAILED = "FAILED"
    REPLACED = "REPLACED"


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
    again) or REPLACED (it did not come out and a marked copy was queued), with the reason's sentence."""

    slip_id: str
    state: SlipState
    reason: str = ""
