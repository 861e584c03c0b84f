"""What happened to returns and the money they owe, as facts (architecture 9 "Money out", "A wrong settlement")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """One line of the receipt that came back. ``refund_minor`` is this line's share of the refund, ``rule_code`` and
    ``rule_row`` name what decided for this very line."""

    line_no: int
    code: str
    name: str
    qty: int
    gross_minor: int
    refund_minor: int
    category: str
    serial: str | None = None
    rule_code: str = ""
    rule_row: str = ""


@dataclass(frozen=True, slots=True)
class RefundDue:
    """Money owed to the customer through one tender; ``due_on`` is the last working day promised."""

    refund_id: str
    tender_seq: int
    tender: str
    amount_minor: int
    due_on: date


@dataclass(frozen=True, slots=True)
class DecisionTaken:
    """The verdict as it was given: enough to show years later which rule decided and on what (R: explained answers)."""

    outcome: str
    chosen: str
    options: tuple[str, ...]
    code: str
    row: str
    basis: str
    last_on: date | None
    flags: tuple[str, ...]
    policy_version: str
    facts_used: tuple[tuple[str, str, str], ...]
    asked: tuple[tuple[str, str], ...]
    provisional: bool = False
    needs_supervisor: bool = False
    date_doubtful: bool = False
    """Nobody could vouch for the counter's date when the windows were counted (reliability B1, B2)."""
    promise_version: str = ""
    """The version whose promise bound the sale, where that is not ``policy_version``."""


@dataclass(frozen=True, slots=True)
class ReturnSettled:
    """Goods came back (``chosen`` RETURN), or an exchange or a repair was accepted on them. personal: note.

    ``taken_ms`` is the acceptance clock, from greeting (or opening) to settlement; None after a restart.
    """

    return_id: str
    number: str
    visit_id: str | None
    store_id: str
    receipt_number: str
    sale_id: int
    currency: str
    lines: tuple[ReturnedLine, ...]
    reason: str
    reason_detail: str
    decision: DecisionTaken
    refund_minor: int
    method: str
    refunds: tuple[RefundDue, ...]
    points_back: int
    points_clawed: int
    review: str | None
    approval_id: str | None
    taken_ms: int | None


@dataclass(frozen=True, slots=True)
class ReturnRefused:
    """The answer was no, and it is remembered with what was offered instead (architecture 2.4).
    personal: note. ``accepted`` the alternative the customer took ("" for none)."""

    return_id: str
    number: str
    visit_id: str | None
    receipt_number: str
    sale_id: int | None
    lines: tuple[ReturnedLine, ...]
    reason: str
    reason_detail: str
    decision: DecisionTaken
    alternatives: tuple[str, ...]
    accepted: str
    taken_ms: int | None


@dataclass(frozen=True, slots=True)
class ReturnVoided:
    """A wrong settlement put right: its own number, approval and slip; what was settled stays in the journal.
    ``cash_back_minor`` is cash that had been paid out and was taken back into the drawer. personal: reason."""

    return_id: str
    number: str
    voided_number: str
    approval_id: str
    cash_back_minor: int = 0


@dataclass(frozen=True, slots=True)
class ApprovalGiven:
    """A second person agreed to exactly this request. ``request_digest`` is SHA-256 over the request; single use.
    personal: reason."""

    approval_id: str
    number: str
    action: str
    request_digest: str
    requester_id: str
    approver_id: str
    outcome: str
    amount_minor: int
    expires_at_ms: int


@dataclass(frozen=True, slots=True)
class ApprovalDenied:
    """A second person said no. personal: reason (a sentence the clerk can say)."""

    approval_id: str
    action: str
    request_digest: str
    requester_id: str
    approver_id: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class RefundPaid:
    """Money reached the customer: cash from the drawer, or another tender with its reference."""

    refund_id: str
    reference: str


@dataclass(frozen=True, slots=True)
class RefundFailed:
    """The payment did not go through; it stays due. personal: reason."""

    refund_id: str


@dataclass(frozen=True, slots=True)
class DrawerOpened:
    """The cash drawer was told to open: for what number, and why ("" is cash for it; "CHECK" that it works)."""

    about: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DayLogPrinted:
    """The day's log went to paper: which day, the head of the journal it was drawn from, what was still missing."""

    day: date
    head_seq: int
    head_hash: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SalesImported:
    """A till's file was taken in: reference data beside the journal, one fact each time (architecture 9)."""

    profile: str
    file_name: str
    digest: str
    records: int
    sales: int
    lines_taken: int
    returns_linked: int
    returns_unlinked: int
    already_known: int
    set_aside: int
