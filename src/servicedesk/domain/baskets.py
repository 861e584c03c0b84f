"""A basket as it was sold: goods, what was taken off, how it was paid, and each line's stored share of everything.

Fixed order: item promotions → order promotions → coupon → points → 抹零 → tenders (returns-policy 6.1.2). What the till
says was paid for a line is kept as it is; only how it splits into discounts is worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from servicedesk.domain.money import allocate, first_units
from servicedesk.domain.promotions import (
    BuyNGetM,
    FaultyGoods,
    LineKey,
    Pieces,
    PromotionRule,
    SetPrice,
    Threshold,
    in_fixed_order,
    promotion_shares,
)

UNKNOWN_TENDER = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One line: gross before promotions, for all its pieces. ``paid_minor`` is the share the till stored, if it did."""

    key: LineKey
    qty: int
    gross_minor: int
    paid_minor: int | None = None


@dataclass(frozen=True, slots=True)
class BasketTender:
    """One payment; ``seq`` breaks ties when a refund is split over tenders."""

    seq: int
    kind: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Basket:
    """One receipt for the money rules. ``points_minor``: points used (1 is 1 fen); ``points_earned``: points got."""

    lines: tuple[BasketLine, ...]
    tenders: tuple[BasketTender, ...]
    promotions: tuple[PromotionRule, ...] = ()
    coupon_minor: int = 0
    points_minor: int = 0
    rounding_minor: int = 0
    points_earned: int = 0


@dataclass(frozen=True, slots=True)
class Shares:
    """What a number of equal pieces cost, lost to each discount, and was paid for.

    ``promotions`` in the fixed order; ``own_minor`` is what the till took off and no rule here explains; it never
    lapses.
    """

    qty: int
    gross_minor: int
    promotions: tuple[int, ...]
    own_minor: int
    coupon_minor: int
    points_minor: int
    rounding_minor: int
    paid_minor: int

    @property
    def price_before_promotions_minor(self) -> int:
        """Gross less the shares that stay whatever is returned: the till's own, coupon, points and 抹零."""
        return self.gross_minor - self.own_minor - self.coupon_minor - self.points_minor - self.rounding_minor

    def first(self, qty: int) -> Shares:
        """The first pieces, which go back first (6.1.3)."""

        def part(amount: int) -> int:
            return first_units(amount, self.qty, qty) if qty else 0

        return Shares(
            qty=qty,
            gross_minor=part(self.gross_minor),
            promotions=tuple(part(share) for share in self.promotions),
            own_minor=part(self.own_minor),
            coupon_minor=part(self.coupon_minor),
            points_minor=part(self.points_minor),
            rounding_minor=part(self.rounding_minor),
            paid_minor=part(self.paid_minor),
        )

    def without(self, front: Shares) -> Shares:
        """What is left when ``front``, made by ``first``, has gone back."""
        return Shares(
            qty=self.qty - front.qty,
            gross_minor=self.gross_minor - front.gross_minor,
            promotions=tuple(mine - gone for mine, gone in zip(self.promotions, front.promotions, strict=True)),
            own_minor=self.own_minor - front.own_minor,
            coupon_minor=self.coupon_minor - front.coupon_minor,
            points_minor=self.points_minor - front.points_minor,
            rounding_minor=self.rounding_minor - front.rounding_minor,
            paid_minor=self.paid_minor - front.paid_minor,
        )


def promotion_rule(
    kind: str,
    *,
    line: LineKey | None = None,
    at_minor: int | None = None,
    off_minor: int | None = None,
    buy: int | None = None,
    free: int | None = None,
    price_minor: int | None = None,
    qty: int | None = None,
) -> PromotionRule | None:
    """A till's promotion as a rule. None for a kind nobody here knows, or one that lacks what it needs: what it took
    off then stands in the stored shares and never lapses."""
    if kind == "threshold" and at_minor is not None and off_minor is not None:
        return Threshold(at_minor, off_minor)
    if kind == "buy_n_get_m" and line is not None and buy and free:
        return BuyNGetM(line, buy, free)
    if kind == "set_price" and line is not None and price_minor is not None and (qty is None or qty > 0):
        return SetPrice(((line, qty or 1),), price_minor)
    return None


def till_basket(
    lines: Iterable[tuple[int, int, int, int]],
    tenders: Iterable[tuple[int, str, int]],
    promotions: Iterable[PromotionRule | None] = (),
    *,
    coupon_minor: int = 0,
    points_minor: int = 0,
    rounding_minor: int = 0,
    points_earned: int = 0,
) -> Basket:
    """The basket of a sale the till stored: lines (line_no, qty, gross, paid) and tenders (seq, kind, amount).

    A till that named no tender gets one UNKNOWN tender of what was paid, refunded through the refund list.
    """
    sold = tuple(BasketLine(line_no, qty, gross, paid) for line_no, qty, gross, paid in sorted(lines))
    paid_minor = sum(line.paid_minor or 0 for line in sold)
    named = tuple(BasketTender(seq, kind, amount) for seq, kind, amount in tenders)
    return Basket(
        lines=sold,
        tenders=named or (BasketTender(1, UNKNOWN_TENDER, paid_minor),),
        promotions=tuple(promotion for promotion in promotions if promotion is not None),
        coupon_minor=coupon_minor,
        points_minor=points_minor,
        rounding_minor=rounding_minor,
        points_earned=points_earned,
    )


def sold_shares(basket: Basket) -> tuple[Shares, ...]:
    """Each line's share of everything at the sale, in the basket's order of lines."""
    goods = [Pieces(line.key, line.qty, line.gross_minor, line.qty, line.gross_minor) for line in basket.lines]
    promotions = in_fixed_order(basket.promotions)
    none_faulty = FaultyGoods(0, (0,) * len(promotions))
    by_promotion = promotion_shares(promotions, goods, none_faulty, (True,) * len(promotions))
    by_line = list(zip(*by_promotion, strict=True)) or [()] * len(goods)
    net = [line.gross_minor - sum(taken) for line, taken in zip(basket.lines, by_line, strict=True)]
    coupon, net = _taken_off(basket.coupon_minor, net)
    points, net = _taken_off(basket.points_minor, net)
    rounding, net = _taken_off(basket.rounding_minor, net)
    return tuple(
        _as_stored(
            Shares(line.qty, line.gross_minor, by_line[at], 0, coupon[at], points[at], rounding[at], net[at]), line
        )
        for at, line in enumerate(basket.lines)
    )


def _taken_off(amount: int, net: Sequence[int]) -> tuple[tuple[int, ...], list[int]]:
    """Each line's share of an order-level discount, by current net, and the net after it."""
    share = allocate(min(amount, sum(net)), net, net)
    return share, [left - taken for left, taken in zip(net, share, strict=True)]


def _as_stored(shares: Shares, line: BasketLine) -> Shares:
    """The shares made to agree with what the till says was paid for the line: the stored share is never recomputed.

    What the till took off beyond the rules is its own discount; what it took off less is missing from the last
    promotion first, from the points, which go back to the customer, last.
    """
    if line.paid_minor is None or line.paid_minor == shares.paid_minor:
        return shares
    own = shares.paid_minor - line.paid_minor
    parts = [shares.points_minor, shares.rounding_minor, shares.coupon_minor, *shares.promotions]
    for at in range(len(parts) - 1, -1, -1):
        less = min(max(-own, 0), parts[at])
        parts[at] -= less
        own += less
    points, rounding, coupon, *promotions = parts
    return replace(
        shares,
        promotions=tuple(promotions),
        own_minor=own,
        coupon_minor=coupon,
        points_minor=points,
        rounding_minor=rounding,
        paid_minor=line.paid_minor,
    )
