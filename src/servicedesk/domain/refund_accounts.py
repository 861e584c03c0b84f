"""The values of the refund rules: a return asked for, the answer to it, and where the refunds of one sale stand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from servicedesk.domain.baskets import Basket, Shares, sold_shares
from servicedesk.domain.money import allocate
from servicedesk.domain.promotions import FaultyGoods, LineKey
from servicedesk.domain.return_requests import Reason

BY_CHOICE = frozenset({Reason.NO_REASON, Reason.GIFT})
"""Reasons that find no fault with the goods; every other reason is the store's side: fault, wrong item, recall."""

OVER = "R-OVER"
NEGATIVE = "V-NEG"


class Method(StrEnum):
    """How a refund is worked out (6.1.4)."""

    ALLOCATE = "ALLOCATE"  # the share really paid
    RESETTLE = "RESETTLE"  # 多退少补: what is kept is priced afresh


@dataclass(frozen=True, slots=True)
class ReturnedGoods:
    """One return: (line, qty) pairs and why. A line may be named twice; any reason not in ``BY_CHOICE`` is a fault."""

    items: tuple[tuple[LineKey, int], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class SettledReturn:
    """A return of the past with the amounts that were then settled; they stand, whatever the rules say today.

    None where nothing was recorded (goods that came back at the till): then the rules' own answer is taken.
    ``tenders`` are (seq, amount) pairs.
    """

    goods: ReturnedGoods
    refund_minor: int | None = None
    tenders: tuple[tuple[int, int], ...] | None = None
    points_clawed_back: int | None = None


@dataclass(frozen=True, slots=True)
class RefundLine:
    """One returned line. ``paid_minor`` is its stored (or re-based) share, ``refund_minor`` what goes back of it."""

    key: LineKey
    qty: int
    gross_minor: int
    paid_minor: int
    refund_minor: int
    points_back: int

    @property
    def discount_minor(self) -> int:
        return self.gross_minor - self.paid_minor


@dataclass(frozen=True, slots=True)
class TenderRefund:
    """What goes back one way; tenders that get nothing are left out."""

    seq: int
    kind: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class RefundQuote:
    """The answer for one return. With ``refused`` nothing goes back and nothing changes.

    ``points_back`` are points used at the sale, not part of the refund; ``points_clawed_back`` are points earned by
    it. ``coupon_back``: nothing is kept, so the store coupon revives. ``review`` V-NEG: the kept goods cost more
    than was paid; the difference is never collected by default.
    """

    method: Method | None = None
    refund_minor: int = 0
    lines: tuple[RefundLine, ...] = ()
    tenders: tuple[TenderRefund, ...] = ()
    points_back: int = 0
    points_clawed_back: int = 0
    coupon_back: bool = False
    review: str | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class RefundAccount:
    """Where the refunds of one sale stand. ``kept`` and ``tenders_left`` go by the basket's lines and tenders."""

    basket: Basket
    kept: tuple[Shares, ...]
    tenders_left: tuple[int, ...]
    faulty: FaultyGoods
    paid_minor: int
    refunded_minor: int = 0
    points_clawed_back: int = 0

    @property
    def refundable_minor(self) -> int:
        """What the goods that are kept can still give back."""
        return sum(shares.paid_minor for shares in self.kept)

    def left_qty(self, key: LineKey) -> int:
        """Pieces of a line that can still come back; 0 for a line this sale doesn't have."""
        return sum(shares.qty for line, shares in zip(self.basket.lines, self.kept, strict=True) if line.key == key)


def opened(basket: Basket) -> RefundAccount:
    """The account of a sale nothing of which has come back."""
    kept = sold_shares(basket)
    return RefundAccount(
        basket=basket,
        kept=kept,
        tenders_left=tuple(tender.amount_minor for tender in basket.tenders),
        faulty=FaultyGoods(0, (0,) * len(basket.promotions)),
        paid_minor=sum(shares.paid_minor for shares in kept),
    )


def over_tenders(account: RefundAccount, amount_minor: int) -> tuple[int, ...]:
    """In proportion to what remains on each tender; ties by its sequence number (6.1.6)."""
    order = sorted(range(len(account.tenders_left)), key=lambda at: account.basket.tenders[at].seq)
    left = [account.tenders_left[at] for at in order]
    split = dict(zip(order, allocate(amount_minor, left, left), strict=True))
    return tuple(split[at] for at in range(len(order)))
