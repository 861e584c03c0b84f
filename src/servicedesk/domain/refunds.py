"""How much goes back, and to whom: the refund of one return, given the sale and every return before it.

Two methods (returns-policy 6.1.4). ALLOCATE pays the stored share of the goods. RESETTLE, when goods nobody found
fault with go back and a promotion lapses with them, leaves the customer paying for what is kept as if only that had
been bought. Either way the invariant is: what the kept lines can still be refunded is what was paid less what was
refunded, and no line, tender or order ever gives back more than it took (6.1.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from servicedesk.domain.baskets import Basket, Shares
from servicedesk.domain.money import allocate
from servicedesk.domain.promotions import (
    FaultyGoods,
    LineKey,
    Pieces,
    PromotionShares,
    Threshold,
    in_fixed_order,
    promotion_shares,
)
from servicedesk.domain.refund_accounts import (
    BY_CHOICE,
    NEGATIVE,
    OVER,
    Method,
    RefundAccount,
    RefundLine,
    RefundQuote,
    ReturnedGoods,
    SettledReturn,
    TenderRefund,
    opened,
    over_tenders,
)

__all__ = [
    "BY_CHOICE", "NEGATIVE", "OVER", "Method", "RefundAccount", "RefundLine", "RefundQuote", "ReturnedGoods",
    "SettledReturn", "TenderRefund", "opened", "quote", "refund", "refund_all", "settled",
]  # fmt: skip


def refund(basket: Basket, earlier: Iterable[SettledReturn], wanted: ReturnedGoods) -> RefundQuote:
    """What a return pays back after the earlier ones, which come in the order they were settled."""
    account = opened(basket)
    for before in earlier:
        account = settled(account, before)
    return quote(account, wanted)


def refund_all(basket: Basket, returns: Iterable[ReturnedGoods]) -> tuple[RefundQuote, ...]:
    """Each return follows the one before; a refused one changes nothing for the next."""
    account, quotes = opened(basket), []
    for wanted in returns:
        answer, account = _turn(account, wanted)
        quotes.append(answer)
    return tuple(quotes)


def quote(account: RefundAccount, wanted: ReturnedGoods) -> RefundQuote:
    """What this return would pay back now."""
    return _turn(account, wanted)[0]


def settled(account: RefundAccount, before: SettledReturn) -> RefundAccount:
    """The account after a return of the past. Pieces the sale doesn't have any more are passed over, money is not."""
    answer, after = _turn(account, _within(account, before.goods))
    clawed = answer.points_clawed_back if before.points_clawed_back is None else before.points_clawed_back
    after = replace(after, points_clawed_back=account.points_clawed_back + clawed)
    if before.refund_minor is None:
        return after
    after = replace(
        after,
        refunded_minor=account.refunded_minor + before.refund_minor,
        tenders_left=_tenders_after(account, before.refund_minor, before.tenders),
    )
    return _within_paid(after)


def _within(account: RefundAccount, goods: ReturnedGoods) -> ReturnedGoods:
    asked = _asked(goods)
    return replace(goods, items=tuple((key, min(qty, account.left_qty(key))) for key, qty in asked.items()))


def _tenders_after(
    account: RefundAccount, refund_minor: int, recorded: Sequence[tuple[int, int]] | None
) -> tuple[int, ...]:
    if recorded is None:
        gone = over_tenders(account, min(refund_minor, sum(account.tenders_left)))
        return tuple(left - amount for left, amount in zip(account.tenders_left, gone, strict=True))
    by_seq: dict[int, int] = {}
    for seq, amount in recorded:
        by_seq[seq] = by_seq.get(seq, 0) + amount
    return tuple(
        max(left - by_seq.get(tender.seq, 0), 0)
        for tender, left in zip(account.basket.tenders, account.tenders_left, strict=True)
    )


def _within_paid(account: RefundAccount) -> RefundAccount:
    """When more was paid out than the rules say, the kept goods have that much less to give back."""
    left = max(account.paid_minor - account.refunded_minor, 0)
    if account.refundable_minor <= left:
        return account
    paid = [shares.paid_minor for shares in account.kept]
    less = allocate(left, paid, paid)
    kept = tuple(replace(shares, paid_minor=share) for shares, share in zip(account.kept, less, strict=True))
    return replace(account, kept=kept)


def _asked(goods: ReturnedGoods) -> dict[LineKey, int]:
    asked: dict[LineKey, int] = {}
    for key, qty in goods.items:
        asked[key] = asked.get(key, 0) + qty
    return asked


def _turn(account: RefundAccount, wanted: ReturnedGoods) -> tuple[RefundQuote, RefundAccount]:
    """One return: the answer and the account after it."""
    asked = _asked(wanted)
    if any(not 0 <= qty <= account.left_qty(key) for key, qty in asked.items()):
        return RefundQuote(refused=OVER), account
    leaving = tuple(
        shares.first(asked.get(line.key, 0)) for line, shares in zip(account.basket.lines, account.kept, strict=True)
    )
    kept = tuple(shares.without(front) for shares, front in zip(account.kept, leaving, strict=True))
    method, review = Method.ALLOCATE, None
    refund_minor = sum(shares.paid_minor for shares in leaving)
    if wanted.reason in BY_CHOICE:
        fresh = _afresh(account, kept)
        if sum(map(sum, fresh)) < sum(sum(shares.promotions) for shares in kept):
            method = Method.RESETTLE
            refund_minor, review, kept = _resettled(account, leaving, kept, fresh)
    refund_minor = min(refund_minor, sum(account.tenders_left))
    after = _after(account, leaving, kept, refund_minor, at_fault=wanted.reason not in BY_CHOICE)
    return _answer(account, after, leaving, method, review), after


def _afresh(account: RefundAccount, kept: Sequence[Shares]) -> PromotionShares:
    """What the promotions still valid give the kept goods, computed as if only they (and faulty goods) were bought."""
    promotions = in_fixed_order(account.basket.promotions)
    goods = [
        Pieces(line.key, shares.qty, shares.gross_minor, line.qty, line.gross_minor)
        for line, shares in zip(account.basket.lines, kept, strict=True)
    ]
    valid = [
        account.faulty.shares[at] > 0 or any(shares.promotions[at] for shares in account.kept)
        for at in range(len(promotions))
    ]
    return promotion_shares(promotions, goods, account.faulty, valid)


def _resettled(
    account: RefundAccount, leaving: Sequence[Shares], kept: Sequence[Shares], fresh: PromotionShares
) -> tuple[int, str | None, tuple[Shares, ...]]:
    """The refund, V-NEG or None, and the kept goods re-based: together they have what is left, no more, no less."""
    by_line = [tuple(share) for share in zip(*fresh, strict=True)]
    prices = [
        max(shares.price_before_promotions_minor - sum(taken), 0) for shares, taken in zip(kept, by_line, strict=True)
    ]
    due = account.refundable_minor - sum(prices)
    refund_minor = min(max(due, 0), sum(shares.paid_minor for shares in leaving))
    weights = prices if any(prices) else [shares.qty for shares in kept]
    paid = allocate(account.refundable_minor - refund_minor, weights)
    rebased = tuple(
        replace(shares, promotions=taken, paid_minor=share)
        for shares, taken, share in zip(kept, by_line, paid, strict=True)
    )
    return refund_minor, NEGATIVE if due < 0 else None, rebased


def _after(
    account: RefundAccount, leaving: Sequence[Shares], kept: tuple[Shares, ...], refund_minor: int, *, at_fault: bool
) -> RefundAccount:
    gone = over_tenders(account, refund_minor)
    refunded = account.refunded_minor + refund_minor
    return replace(
        account,
        kept=kept,
        tenders_left=tuple(left - amount for left, amount in zip(account.tenders_left, gone, strict=True)),
        faulty=_with_faulty(account, leaving) if at_fault else account.faulty,
        refunded_minor=refunded,
        points_clawed_back=max(_clawed_back(account, kept, refunded), account.points_clawed_back),
    )


def _clawed_back(account: RefundAccount, kept: Sequence[Shares], refunded_minor: int) -> int:
    """Points earned that go with the money so far: floored, in the customer's favour, until nothing is kept (6.1.7)."""
    earned = account.basket.points_earned
    if not any(shares.qty for shares in kept):
        return earned
    return earned * refunded_minor // account.paid_minor if account.paid_minor else 0


def _with_faulty(account: RefundAccount, leaving: Sequence[Shares]) -> FaultyGoods:
    """Item promotions come off the faulty goods' price, thresholds look at what is left of it."""
    item = [at for at, rule in enumerate(in_fixed_order(account.basket.promotions)) if not isinstance(rule, Threshold)]
    net = sum(shares.gross_minor - sum(shares.promotions[at] for at in item) for shares in leaving)
    shares = tuple(
        before + sum(front.promotions[at] for front in leaving) for at, before in enumerate(account.faulty.shares)
    )
    return FaultyGoods(account.faulty.net_minor + net, shares)


def _answer(
    account: RefundAccount,
    after: RefundAccount,
    leaving: Sequence[Shares],
    method: Method,
    review: str | None,
) -> RefundQuote:
    refund_minor = after.refunded_minor - account.refunded_minor
    paid = [shares.paid_minor for shares in leaving]
    over_lines = allocate(refund_minor, paid, paid)
    returned = [at for at, shares in enumerate(leaving) if shares.qty]
    return RefundQuote(
        method=method,
        refund_minor=refund_minor,
        lines=tuple(
            RefundLine(
                key=account.basket.lines[at].key,
                qty=leaving[at].qty,
                gross_minor=leaving[at].gross_minor,
                paid_minor=leaving[at].paid_minor,
                refund_minor=over_lines[at],
                points_back=leaving[at].points_minor,
            )
            for at in returned
        ),
        tenders=tuple(
            TenderRefund(tender.seq, tender.kind, before - left)
            for tender, before, left in zip(
                account.basket.tenders, account.tenders_left, after.tenders_left, strict=True
            )
            if before != left
        ),
        points_back=sum(shares.points_minor for shares in leaving),
        points_clawed_back=after.points_clawed_back - account.points_clawed_back,
        coupon_back=account.basket.coupon_minor > 0 and not any(shares.qty for shares in after.kept),
        review=review,
    )
