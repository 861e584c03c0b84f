"""Refund scenarios as JSON: a sale and the returns that follow it, and the money each of them gives back.

Amounts are fen. Every field of a sale, line, tender, promotion and return must be one we know, for a misspelt discount
would be money; beside ``id``, ``sale`` and ``returns`` a scenario may carry notes of its own (``title``, ``why``).
Promotions by ``kind``: ``threshold`` {at, off}; ``buy_n_get_m`` {line, buy, free}; ``set_price`` in these forms:

- {line, price}: a special price, for each piece, or for the whole line when only that agrees with what was paid;
- {line, qty, price}: ``qty`` pieces of the line for ``price``;
- {lines, price}: a bundle; ``lines`` names them (one piece of each; or the lines as sold, when only that agrees with
  what was paid), or says how many of each with {id, qty}.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, TypeVar

import msgspec

from servicedesk.domain.baskets import Basket, BasketLine, BasketTender, sold_shares
from servicedesk.domain.promotions import BuyNGetM, LineKey, PromotionRule, SetPrice, Threshold
from servicedesk.domain.refunds import RefundQuote, ReturnedGoods, refund_all
from servicedesk.domain.return_requests import Reason
from servicedesk.errors import BadInputError

RECALL = "RECALL"
_REASONS = (*Reason, RECALL)

_T = TypeVar("_T")
_NOT_JSON = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)
_Money = Annotated[int, msgspec.Meta(ge=0, le=10**13)]
_Count = Annotated[int, msgspec.Meta(ge=1, le=10**6)]


class _Exact(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A part of a sale: an unknown field is an error."""


class _Line(_Exact, frozen=True):
    id: LineKey
    qty: _Count
    amount: _Money


class _Tender(_Exact, frozen=True):
    id: int
    kind: Annotated[str, msgspec.Meta(min_length=1)]
    amount: _Money


class _Item(_Exact, frozen=True):
    id: LineKey
    qty: _Count


class _Threshold(_Exact, tag_field="kind", tag="threshold", frozen=True):
    at: _Money
    off: _Money


class _BuyNGetM(_Exact, tag_field="kind", tag="buy_n_get_m", frozen=True):
    line: LineKey
    buy: _Count
    free: _Count


class _SetPrice(_Exact, tag_field="kind", tag="set_price", frozen=True):
    price: _Money
    line: LineKey | None = None
    lines: list[LineKey | _Item] | None = None
    qty: _Count | None = None


_Promotion = _Threshold | _BuyNGetM | _SetPrice
_KNOWN_KINDS = "promotions are of kind threshold, buy_n_get_m or set_price"


class _Sale(_Exact, frozen=True):
    lines: Annotated[list[_Line], msgspec.Meta(min_length=1)]
    tenders: list[_Tender]
    promotions: list[_Promotion] = []
    coupon: _Money = 0
    points: _Money = 0
    rounding: _Money = 0
    points_earned: _Money = 0


class _Return(_Exact, frozen=True):
    lines: Annotated[list[_Item], msgspec.Meta(min_length=1)]
    reason: str


class _Scenario(msgspec.Struct, frozen=True):
    id: LineKey
    sale: _Sale
    returns: list[_Return]


class _File(msgspec.Struct, frozen=True):
    scenarios: list[msgspec.Raw]


class _Named(msgspec.Struct, frozen=True):
    id: LineKey | None = None


def split_scenarios(text: bytes) -> list[msgspec.Raw]:
    """The scenarios of a file, each still to be read. BadInputError when it is no ``{"scenarios": […]}``."""
    return _decoded(text, _File).scenarios


def scenario_id(scenario: bytes | msgspec.Raw) -> LineKey | None:
    """The id of a scenario, however wrong the rest of it is."""
    try:
        return msgspec.json.decode(scenario, type=_Named).id
    except _NOT_JSON:
        return None


def work_out(scenario: bytes | msgspec.Raw) -> dict[str, object]:
    """One scenario's result, ``{"id", "returns"}``. BadInputError names the place of what cannot be so."""
    read = _decoded(scenario, _Scenario)
    basket = _basket(read.sale)
    for at, wanted in enumerate(read.returns):
        _require(wanted.reason in _REASONS, f"$.returns[{at}].reason", f"{wanted.reason!r} is no reason for a return")
        for line_at, item in enumerate(wanted.lines):
            _require_line(item.id, basket, f"$.returns[{at}].lines[{line_at}].id")
    goods = [ReturnedGoods(tuple((item.id, item.qty) for item in back.lines), back.reason) for back in read.returns]
    return {"id": read.id, "returns": [quote_json(quote) for quote in refund_all(basket, goods)]}


def quote_json(quote: RefundQuote) -> dict[str, object]:
    """A refusal is ``{"refused": code}``. Else: method, refund and its split; ``points`` used go back beside them."""
    if quote.refused:
        return {"refused": quote.refused}
    tenders: dict[str, int] = {}
    for tender in quote.tenders:
        tenders[tender.kind] = tenders.get(tender.kind, 0) + tender.amount_minor
    return {
        "method": str(quote.method),
        "refund": quote.refund_minor,
        "tenders": tenders,
        "points": quote.points_back,
        "review": quote.review,
    }


def _decoded(text: bytes | msgspec.Raw, kind: type[_T]) -> _T:
    """Read strictly; msgspec's own message ends in the place, which comes first here as everywhere."""
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.ValidationError as error:
        what, _, place = str(error).partition(" - at `")
        place = place.rstrip("`") or "$"
        known = f" ({_KNOWN_KINDS})" if place.endswith(".kind") and ".promotions[" in place else ""
        raise BadInputError(problem=f"{place}: {what}{known}") from error
    except _NOT_JSON as error:
        raise BadInputError(problem=f"not JSON ({error})") from error


def _basket(sale: _Sale) -> Basket:
    """The sale as a basket whose lines, less every discount, are what the tenders paid."""
    _require_unique((line.id for line in sale.lines), "$.sale.lines")
    _require_unique((tender.id for tender in sale.tenders), "$.sale.tenders")
    received = sum(tender.amount for tender in sale.tenders)
    sums = []
    for as_sold in (False, True):
        basket = _read_as(sale, as_sold=as_sold)
        sums.append(sum(shares.paid_minor for shares in sold_shares(basket)))
        if sums[-1] == received:
            return basket
    raise BadInputError(problem=f"$.sale.tenders: they come to {received}, the lines less their discounts to {sums[0]}")


def _read_as(sale: _Sale, *, as_sold: bool) -> Basket:
    """``as_sold``: a set price that doesn't say how many pieces is for the lines as they were sold."""
    sold = {line.id: line.qty for line in sale.lines}
    return Basket(
        lines=tuple(BasketLine(line.id, line.qty, line.amount) for line in sale.lines),
        tenders=tuple(BasketTender(tender.id, tender.kind, tender.amount) for tender in sale.tenders),
        promotions=tuple(
            _promotion(promotion, sold if as_sold else dict.fromkeys(sold, 1), f"$.sale.promotions[{at}]")
            for at, promotion in enumerate(sale.promotions)
        ),
        coupon_minor=sale.coupon,
        points_minor=sale.points,
        rounding_minor=sale.rounding,
        points_earned=sale.points_earned,
    )


def _promotion(promotion: _Promotion, pieces: Mapping[LineKey, int], place: str) -> PromotionRule:
    """``pieces`` of each line make a set where the promotion doesn't say."""
    if isinstance(promotion, _Threshold):
        return Threshold(promotion.at, promotion.off)
    if isinstance(promotion, _BuyNGetM):
        _require(promotion.line in pieces, f"{place}.line", f"the sale has no line {promotion.line!r}")
        return BuyNGetM(promotion.line, promotion.buy, promotion.free)
    return SetPrice(tuple(_set(promotion, pieces, place).items()), promotion.price)


def _set(promotion: _SetPrice, pieces: Mapping[LineKey, int], place: str) -> dict[LineKey, int]:
    named = [] if promotion.line is None else [promotion.line]
    _require(bool(named) != bool(promotion.lines), place, "set_price takes either line or lines")
    _require(promotion.qty is None or bool(named), f"{place}.qty", "it goes with line; lines say their own")
    one_set: dict[LineKey, int] = {}
    for entry in promotion.lines or named:
        key = entry.id if isinstance(entry, _Item) else entry
        _require(key in pieces, place, f"the sale has no line {key!r}")
        _require(key not in one_set, place, f"line {key!r} is named twice")
        one_set[key] = entry.qty if isinstance(entry, _Item) else promotion.qty or pieces[key]
    return one_set


def _require_line(key: LineKey, basket: Basket, place: str) -> None:
    _require(any(line.key == key for line in basket.lines), place, f"the sale has no line {key!r}")


def _require_unique(keys: Iterable[LineKey], place: str) -> None:
    seen: set[LineKey] = set()
    for key in keys:
        _require(key not in seen, place, f"id {key!r} is there twice")
        seen.add(key)


def _require(holds: bool, place: str, otherwise: str) -> None:
    if not holds:
        raise BadInputError(problem=f"{place}: {otherwise}")
