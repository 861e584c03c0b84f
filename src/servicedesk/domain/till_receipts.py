"""A receipt as a till wrote it, and whether its sums hold: lines less discounts must be what was tendered.

Shares the till did not state are computed in the fixed order of returns-policy 6.1.2: item promotions, order
promotions, coupon, points, rounding. What cannot be computed is not guessed: the receipt is set aside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from servicedesk.domain.money import allocate
from servicedesk.domain.sales import Promotion, Tender
from servicedesk.domain.sales_import import CancelledRecord, SetAsideCode


@dataclass(frozen=True, slots=True)
class TillLine:
    """One row of the till's file that sold something. ``line`` is where the row stands in the file, ``line_no`` its
    number on the receipt; ``promotion_off_minor`` is what item promotions took off; ``paid_minor`` None when unsaid."""

    line: int
    identity: bytes
    line_no: int
    code: str
    name: str
    qty: int
    unit_price_minor: int
    gross_minor: int
    promotion_off_minor: int
    paid_minor: int | None
    category: str
    serial: str | None
    delivered_on: date | None
    installed_on: date | None
    clearance: bool
    near_expiry: bool
    disclosed_flaw: bool
    weight_text: str | None

    @property
    def net_minor(self) -> int:
        return self.gross_minor - self.promotion_off_minor


@dataclass(frozen=True, slots=True)
class TillHead:
    """What a receipt says once, repeated on each of its rows."""

    is_return: bool
    store_id: str
    receipt_number: str
    currency: str
    channel: str
    bought_at_ms: int
    tenders: tuple[Tender, ...]
    order_promotions: tuple[Promotion, ...]
    coupon_minor: int
    points_minor: int
    rounding_minor: int
    points_earned: int
    member_code: str | None
    customer_name: str | None
    customer_phone: str | None
    legal_entity: str | None

    @property
    def deductions_minor(self) -> tuple[int, ...]:
        """What was taken off the order, in the fixed order of allocation."""
        promotions = (promotion.off_minor or 0 for promotion in self.order_promotions)
        return (*promotions, self.coupon_minor, self.points_minor, self.rounding_minor)


@dataclass(frozen=True, slots=True)
class TillReceipt:
    """A whole receipt of sold lines whose sums hold; ``paid_minor`` are the lines' shares, in the lines' order."""

    head: TillHead
    lines: tuple[TillLine, ...]
    paid_minor: tuple[int, ...]
    line_promotions: tuple[Promotion, ...]


@dataclass(frozen=True, slots=True)
class TillReturn:
    """A whole receipt of goods given back at the till."""

    store_id: str
    receipt_number: str
    records: tuple[CancelledRecord, ...]


def shares_paid(head: TillHead, lines: Sequence[TillLine]) -> tuple[int, ...] | SetAsideCode:
    """Each line's share of what was paid, or why the receipt cannot be taken."""
    nets = [line.net_minor for line in lines]
    due_minor = sum(nets) - sum(head.deductions_minor)
    tendered_minor = sum(tender.amount_minor for tender in head.tenders)
    if min(nets) < 0 or due_minor < 0 or due_minor != tendered_minor:
        return SetAsideCode.SUMS_DIFFER
    stated = [line.paid_minor for line in lines if line.paid_minor is not None]
    if not stated:
        return tuple(_allocate_all(head.deductions_minor, nets))
    if len(stated) < len(lines):
        return SetAsideCode.SHARES_UNKNOWN
    if sum(stated) != due_minor or any(paid > net for paid, net in zip(stated, nets, strict=True)):
        return SetAsideCode.SUMS_DIFFER
    return tuple(stated)


def _allocate_all(deductions_minor: Sequence[int], nets: list[int]) -> list[int]:
    for off_minor in deductions_minor:
        shares = allocate(off_minor, nets, caps=nets)
        nets = [net - share for net, share in zip(nets, shares, strict=True)]
    return nets
