"""What the desk's slips are told: plain values, from which ``desk.slips`` makes documents in the paper's language.

Texts are the reader's already (reasons, bases, times of day); dates and amounts are values, because each language
writes them its own way. Amounts are minor units of ``currency``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class SlipAnswer(StrEnum):
    """What was settled: the money goes back, another piece goes out, or the piece is taken in for repair."""

    REFUND = "REFUND"
    EXCHANGE = "EXCHANGE"
    REPAIR = "REPAIR"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose paper it is: ``name`` "禾木生活馆·人民路店", ``detail`` desk, phone, opening hours."""

    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One piece of goods. ``amount_minor`` is the price before promotions, ``discount_share_minor`` what of them falls
    on it (positive), ``points`` the loyalty points taken back (positive) for it."""

    name: str
    code: str
    qty: int
    amount_minor: int
    reason: str = ""
    discount_share_minor: int = 0
    points: int = 0
    serial: str = ""


@dataclass(frozen=True, slots=True)
class SlipTender:
    """One way the money goes back. ``kind`` as in ``sales.Tender``; ``due_on`` None when it is handed over now."""

    kind: str
    amount_minor: int
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReturnSlip:
    """A settled return, exchange or repair.

    ``basis`` and ``basis_code`` are the rule that decided, ``say`` what the customer was told, ``taken_back`` what lies
    at the desk now. ``approver`` allowed it where somebody had to. EXCHANGE uses ``replacements`` and
    ``difference_minor`` (positive: the customer pays), REPAIR ``answer_on``, ``condition``, ``pickup_code`` and
    ``fee_text``.
    """

    store: Letterhead
    number: str
    settled_at: str
    clerk: str
    lines: tuple[SlipLine, ...]
    currency: str
    answer: SlipAnswer = SlipAnswer.REFUND
    refund_minor: int = 0
    tenders: tuple[SlipTender, ...] = ()
    basis: str = ""
    basis_code: str = ""
    say: str = ""
    receipt_number: str = ""
    bought_at: str = ""
    customer: str = ""
    taken_back: tuple[str, ...] = ()
    note: str = ""
    approver: str = ""
    invoice_note: str = ""
    policy_version: str = ""
    replacements: tuple[SlipLine, ...] = ()
    difference_minor: int = 0
    answer_on: date | None = None
    condition: str = ""
    pickup_code: str = ""
    fee_text: str = ""
    date_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class RefusalNotice:
    """Why it can't be done, on paper, so that nobody is sent away with words alone. ``would_change`` is what would turn
    the answer, ``alternatives`` what can be done instead."""

    store: Letterhead
    number: str
    refused_at: str
    clerk: str
    lines: tuple[SlipLine, ...]
    currency: str
    asked: str
    reason: str
    basis: str
    basis_code: str
    alternatives: tuple[str, ...] = ()
    would_change: str = ""
    receipt_number: str = ""
    bought_at: str = ""
    policy_version: str = ""
    date_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class VoidSlip:
    """A wrong settlement put right (architecture 9): the money and the goods go back to where they were."""

    store: Letterhead
    number: str
    voided_at: str
    clerk: str
    approver: str
    voids_number: str
    settled_at: str
    reason: str
    currency: str
    refund_minor: int
    tenders: tuple[SlipTender, ...] = ()
    goods_back: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CardRepair:
    """One line of a card's repair record; texts as they are printed."""

    taken_in: str
    fault: str
    cause: str = ""
    done: str = ""
    handed_back: str = ""
    signed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDetails:
    """What no record of the counter holds; what is empty stays open on the paper, to be written in by hand.
    ``accessories`` with their models and serial numbers or batches, ``repairer`` with address and telephone."""

    accessories: str = ""
    network_mark: str = ""
    origin: str = ""
    seller_address: str = ""
    repairer: str = ""
    repairs: tuple[CardRepair, ...] = ()


NO_DETAILS = CardDetails()


@dataclass(frozen=True, slots=True)
class CardDay:
    """One dated line of a card: until when something can be asked for, and the ``source`` that gives it."""

    what: str
    last_on: date
    source: str
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterSalesCard:
    """An after-sales card (returns-policy 4.2). ``payload`` is the text of its QR code, ``province`` the province's
    lines, ``supersedes`` the number of the card it replaces."""

    store: Letterhead
    seller: str
    seller_phone: str
    number: str
    issued_at: str
    clerk: str
    name: str
    code: str
    serial: str
    receipt_number: str
    bought_on: date
    delivered_on: date | None
    installed_on: date | None
    exchanged_on: date | None
    customer: str
    days: tuple[CardDay, ...]
    payload: str
    details: CardDetails = NO_DETAILS
    repair_days: int = 0
    province: tuple[str, ...] = ()
    listed: bool = False
    """Whether it is goods of the 三包 lists, whose exclusions the card names."""
    supersedes: str = ""
    date_doubtful: bool = False
