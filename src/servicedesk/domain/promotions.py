"""What promotions take off a basket, at the sale and computed afresh on what is kept (returns-policy 6.1.2, 6.1.16).

Each kind says which part of the goods it covers; the fixed order is pieces free, set prices, thresholds, whatever the
list's order. Thresholds apply once each, on the net after item promotions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from servicedesk.domain.money import allocate

LineKey = str | int
"""A line of the receipt: its number, or any name a file gives it."""


@dataclass(frozen=True, slots=True)
class BuyNGetM:
    """Of every ``buy + free`` pieces of one line ``free`` cost nothing (买n送m)."""

    line: LineKey
    buy: int
    free: int


@dataclass(frozen=True, slots=True)
class SetPrice:
    """A complete set costs ``price_minor``; ``pieces`` says how many of which line make one set.

    One line, one piece: a special price each. One line, three pieces: three for. Several lines: a bundle. As many
    sets as are complete get the price; what is over costs its own. A price above the goods' own takes nothing off.
    """

    pieces: tuple[tuple[LineKey, int], ...]
    price_minor: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """Spend ``at_minor``, save ``off_minor`` (满减), once."""

    at_minor: int
    off_minor: int


PromotionRule = BuyNGetM | SetPrice | Threshold
_ORDER = (BuyNGetM, SetPrice, Threshold)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Goods of one line at hand: how many, at what gross; ``sold_*`` is the whole line as it was sold.

    What several pieces cost is worked out on the whole line: the spare fen of its first unit must not make a
    promotion look smaller on the units that are kept.
    """

    key: LineKey
    qty: int
    gross_minor: int
    sold_qty: int
    sold_gross_minor: int

    def price_of(self, qty: int) -> int:
        return self.sold_gross_minor * qty // self.sold_qty


@dataclass(frozen=True, slots=True)
class FaultyGoods:
    """What came back for a fault: it counts as kept for a threshold, and keeps the shares it was refunded at.

    ``shares`` has one total per promotion, in the fixed order.
    """

    net_minor: int
    shares: tuple[int, ...]


PromotionShares = tuple[tuple[int, ...], ...]
"""Minor units off, per promotion in the fixed order, then per line."""


def in_fixed_order(promotions: Sequence[PromotionRule]) -> tuple[PromotionRule, ...]:
    """Item promotions before order promotions; those of one kind in their own order."""
    return tuple(sorted(promotions, key=lambda promotion: _ORDER.index(type(promotion))))


def promotion_shares(
    promotions: Sequence[PromotionRule],
    goods: Sequence[Pieces],
    faulty: FaultyGoods,
    valid: Sequence[bool],
) -> PromotionShares:
    """Each promotion's share on each line of ``goods``, allocated to the lines' current net.

    ``promotions`` come in the fixed order. One that isn't ``valid`` gave nothing at the sale, or lapsed since, and
    gives nothing now.
    """
    net = [pieces.gross_minor for pieces in goods]
    base_minor: int | None = None
    shares: list[tuple[int, ...]] = []
    for at, promotion in enumerate(promotions):
        if isinstance(promotion, Threshold):
            # The net after item promotions is what every threshold looks at, not what an earlier one left.
            base_minor = sum(net) + faulty.net_minor if base_minor is None else base_minor
            off = max(promotion.off_minor - faulty.shares[at], 0) if base_minor >= promotion.at_minor else 0
            eligible: Sequence[int] = net
        else:
            off, eligible = _item_discount(promotion, goods, net)
        share = allocate(min(off, sum(eligible)) if valid[at] else 0, eligible, eligible)
        net = [left - taken for left, taken in zip(net, share, strict=True)]
        shares.append(share)
    return tuple(shares)


def _item_discount(
    promotion: BuyNGetM | SetPrice, goods: Sequence[Pieces], net: Sequence[int]
) -> tuple[int, Sequence[int]]:
    """How much is taken off, and the part of each line's net it is taken off."""
    if isinstance(promotion, BuyNGetM):
        free = {
            pieces.key: pieces.qty // (promotion.buy + promotion.free) * promotion.free
            for pieces in goods
            if pieces.key == promotion.line
        }
        covered = _covered(free, goods, net)
        return sum(covered), [left if pieces.key in free else 0 for pieces, left in zip(goods, net, strict=True)]
    held = {pieces.key: pieces.qty for pieces in goods}
    sets = min(held.get(line, 0) // qty for line, qty in promotion.pieces)
    covered = _covered({line: sets * qty for line, qty in promotion.pieces}, goods, net)
    return max(sum(covered) - sets * promotion.price_minor, 0), covered


def _covered(wanted: dict[LineKey, int], goods: Sequence[Pieces], net: Sequence[int]) -> list[int]:
    """What the wanted number of pieces of each line costs now."""
    return [min(pieces.price_of(wanted.get(pieces.key, 0)), left) for pieces, left in zip(goods, net, strict=True)]
