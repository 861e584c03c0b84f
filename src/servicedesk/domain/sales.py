"""What was sold: a receipt with its lines, tenders and promotions, as the counter knows it from the till.

Money is in minor units of the sale's currency. A line's ``gross_minor`` is what it cost before promotions and
order-level discounts; ``paid_minor`` is the share really paid for it, stored at sale and never computed again
(returns-policy 6.1.2).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

OTHER_CATEGORY = "OTHER"
"""The category of goods that name none (architecture 9)."""
UNKNOWN_TENDER = "UNKNOWN"
"""The tender of a sale whose till named none; it is refunded through the refund list."""

_IGNORED_IN_CODES = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\x00-\x1f\x7f]+")


class Channel(StrEnum):
    """Where the contract was made: over the counter, or at a distance, store pickup included (returns-policy 2.1)."""

    STORE = "STORE"
    REMOTE = "REMOTE"


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One line of a receipt. ``returned_qty`` counts what came back at the till and here together; ``weight_text`` is
    the till's own words for weighed goods ("0.482 kg × 39.80"), whose ``qty`` is 1."""

    line_no: int
    code: str
    name: str
    qty: int
    unit_price_minor: int
    gross_minor: int
    paid_minor: int
    category: str = OTHER_CATEGORY
    serial: str | None = None
    delivered_on: date | None = None
    installed_on: date | None = None
    clearance: bool = False
    near_expiry: bool = False
    disclosed_flaw: bool = False
    returned_qty: int = 0
    weight_text: str | None = None

    @property
    def left_qty(self) -> int:
        """How many pieces can still come back."""
        return self.qty - self.returned_qty


@dataclass(frozen=True, slots=True)
class Tender:
    """One way the receipt was paid. ``kind`` is CASH WECHAT ALIPAY CARD GIFTCARD UNKNOWN, or any text a till sent."""

    seq: int
    kind: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Promotion:
    """A promotion as the till applied it; which fields count depends on ``kind``: ``threshold`` (at, off),
    ``buy_n_get_m`` (line, buy, free), ``set_price`` (line, qty pieces for price)."""

    kind: str
    line_no: int | None = None
    at_minor: int | None = None
    off_minor: int | None = None
    buy: int | None = None
    free: int | None = None
    price_minor: int | None = None
    qty: int | None = None


@dataclass(frozen=True, slots=True)
class Sale:
    """One receipt. ``coupon_minor``, ``points_minor`` and ``rounding_minor`` (抹零) are what each took off the order;
    ``points_earned`` are points, not money."""

    sale_id: int
    store_id: str
    receipt_number: str
    channel: str
    bought_at: datetime
    currency: str
    lines: tuple[SaleLine, ...]
    tenders: tuple[Tender, ...]
    promotions: tuple[Promotion, ...] = ()
    coupon_minor: int = 0
    points_minor: int = 0
    rounding_minor: int = 0
    points_earned: int = 0
    member_code: str | None = None
    customer_name: str | None = None
    customer_phone: str | None = None
    legal_entity: str | None = None

    @property
    def paid_minor(self) -> int:
        return sum(line.paid_minor for line in self.lines)

    def line(self, line_no: int) -> SaleLine | None:
        return next((line for line in self.lines if line.line_no == line_no), None)


@dataclass(frozen=True, slots=True)
class SaleFound:
    """One row of a search: enough to pick the right receipt, nothing to browse customers by."""

    sale_id: int
    store_id: str
    receipt_number: str
    bought_at: datetime
    currency: str
    paid_minor: int
    line_count: int
    first_item: str


def normal_code(text: str) -> str:
    """One spelling for whatever is scanned or typed: full-width becomes half-width, letters upper case, no spaces."""
    return _IGNORED_IN_CODES.sub("", unicodedata.normalize("NFKC", text)).upper()


def receipt_number_of(scan_text: str) -> str:
    """A receipt number as it is kept and looked up, however it was scanned or typed."""
    return normal_code(scan_text)


def phone_tail_of(phone: str) -> str | None:
    """The last four digits of a phone number, the first factor of a phone search; None when there are fewer."""
    digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", phone))
    return digits[-4:] if len(digits) >= 4 else None
