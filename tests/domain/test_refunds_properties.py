"""What holds for every sale and every way of giving its goods back (returns-policy 6.1.5, 6.1.16)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from servicedesk.domain.baskets import Basket, BasketLine, BasketTender, sold_shares
from servicedesk.domain.promotions import BuyNGetM, SetPrice, Threshold
from servicedesk.domain.refunds import (
    Method,
    RefundQuote,
    ReturnedGoods,
    SettledReturn,
    opened,
    quote,
    refund,
    refund_all,
    settled,
)

KINDS = ("CASH", "WECHAT", "GIFTCARD")
REASONS = ("NO_REASON", "GIFT", "QUALITY", "WRONG_ITEM")
FAULTS = ("QUALITY", "WRONG_ITEM", "RECALL")


@st.composite
def promotions(draw: st.DrawFn, keys: list[int]) -> BuyNGetM | SetPrice | Threshold:
    kind = draw(st.sampled_from(("free", "set", "threshold", "threshold")))
    if kind == "free":
        return BuyNGetM(draw(st.sampled_from(keys)), draw(st.integers(1, 3)), draw(st.integers(1, 2)))
    if kind == "set":
        named = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=2, unique=True))
        return SetPrice(tuple((key, draw(st.integers(1, 3))) for key in named), draw(st.integers(0, 6000)))
    return Threshold(draw(st.integers(0, 20000)), draw(st.integers(0, 6000)))


@st.composite
def sales(draw: st.DrawFn) -> Basket:
    """Any basket whose tenders add up to what its lines cost after everything was taken off."""
    rows = draw(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 9000)), min_size=1, max_size=4))
    keys = list(range(1, len(rows) + 1))
    unpaid = Basket(
        lines=tuple(BasketLine(key, qty, gross) for key, (qty, gross) in zip(keys, rows, strict=True)),
        tenders=(),
        promotions=tuple(draw(st.lists(promotions(keys), max_size=3))),
        coupon_minor=draw(st.integers(0, 3000)),
        points_minor=draw(st.integers(0, 3000)),
        rounding_minor=draw(st.integers(0, 9)),
        points_earned=draw(st.integers(0, 500)),
    )
    return replace(unpaid, tenders=draw(paid_in_parts(sum(shares.paid_minor for shares in sold_shares(unpaid)))))


@st.composite
def paid_in_parts(draw: st.DrawFn, total: int) -> tuple[BasketTender, ...]:
    cuts = sorted(draw(st.lists(st.integers(0, total), max_size=2)))
    amounts = [end - start for start, end in zip([0, *cuts], [*cuts, total], strict=True)]
    return tuple(BasketTender(seq, KINDS[seq - 1], amount) for seq, amount in enumerate(amounts, 1))


@dataclass(frozen=True, slots=True)
class Story:
    """A sale, and returns in their order."""

    sale: Basket
    returns: tuple[ReturnedGoods, ...]


@st.composite
def stories(draw: st.DrawFn, reasons: tuple[str, ...] = REASONS, *, too_many: bool = False) -> Story:
    """Everything goes back, one batch of pieces after another; with ``too_many`` also some that are not there."""
    sale = draw(sales())
    pieces = draw(st.permutations([line.key for line in sale.lines for _ in range(line.qty)]))
    returns = []
    while pieces:
        size = draw(st.integers(1, len(pieces)))
        batch, pieces = Counter(pieces[:size]), pieces[size:]
        returns.append(ReturnedGoods(tuple(batch.items()), draw(st.sampled_from(reasons))))
        if too_many and draw(st.booleans()):
            line = draw(st.sampled_from(sale.lines))
            returns.append(ReturnedGoods(((line.key, line.qty + 1),), draw(st.sampled_from(reasons))))
    return Story(sale, tuple(returns))


def per_tender(answers: list[RefundQuote]) -> Counter[int]:
    return Counter(
        {
            seq: sum(t.amount_minor for answer in answers for t in answer.tenders if t.seq == seq)
            for seq in range(1, len(KINDS) + 1)
        }
    )


@given(stories())
def test_nothing_ever_gives_back_more_than_it_took(story: Story) -> None:
    received = {tender.seq: tender.amount_minor for tender in story.sale.tenders}
    gross = {line.key: line.gross_minor for line in story.sale.lines}
    so_far: list[RefundQuote] = []
    of_line: Counter[str | int] = Counter()
    for answer in refund_all(story.sale, story.returns):
        so_far.append(answer)
        assert sum(each.refund_minor for each in so_far) <= sum(received.values())
        assert all(amount <= received.get(seq, 0) for seq, amount in per_tender(so_far).items())
        for line in answer.lines:
            assert 0 <= line.refund_minor <= line.paid_minor
            of_line[line.key] += line.refund_minor
            assert of_line[line.key] <= gross[line.key]


@given(stories())
def test_a_refund_is_the_sum_of_its_tenders_and_of_its_lines(story: Story) -> None:
    for answer in refund_all(story.sale, story.returns):
        assert sum(tender.amount_minor for tender in answer.tenders) == answer.refund_minor
        assert sum(line.refund_minor for line in answer.lines) == answer.refund_minor
        assert all(tender.amount_minor > 0 for tender in answer.tenders)
        assert sum(line.points_back for line in answer.lines) == answer.points_back


@given(stories())
def test_what_remains_refundable_is_always_paid_less_refunded(story: Story) -> None:
    account = opened(story.sale)
    for wanted in story.returns:
        account = settled(account, SettledReturn(wanted))
        assert account.refundable_minor == account.paid_minor - account.refunded_minor
        assert sum(account.tenders_left) == account.refundable_minor


@given(stories())
def test_when_everything_has_come_back_everything_has_been_paid_back(story: Story) -> None:
    answers = list(refund_all(story.sale, story.returns))
    assert per_tender(answers) == Counter({tender.seq: tender.amount_minor for tender in story.sale.tenders})
    assert sum(answer.points_back for answer in answers) == sum(s.points_minor for s in sold_shares(story.sale))
    assert sum(answer.points_clawed_back for answer in answers) == story.sale.points_earned


@given(stories(reasons=FAULTS))
def test_faulty_goods_pay_back_each_lines_own_share_in_any_order(story: Story) -> None:
    of_line: Counter[str | int] = Counter()
    for answer in refund_all(story.sale, story.returns):
        assert answer.method is Method.ALLOCATE
        of_line.update({line.key: line.refund_minor for line in answer.lines})
    for line, shares in zip(story.sale.lines, sold_shares(story.sale), strict=True):
        assert of_line[line.key] == shares.paid_minor


@given(sales(), st.data())
def test_units_one_by_one_are_the_units_at_once(sale: Basket, data: st.DataObject) -> None:
    line = data.draw(st.sampled_from(sale.lines))
    one_by_one = refund_all(sale, [ReturnedGoods(((line.key, 1),), "QUALITY")] * line.qty)
    at_once = refund(sale, (), ReturnedGoods(((line.key, line.qty),), "QUALITY"))
    amounts = [answer.refund_minor for answer in one_by_one]
    assert sum(amounts) == at_once.refund_minor
    assert amounts == sorted(amounts, reverse=True)  # the spare fen go first
    assert amounts[0] - amounts[-1] <= 1


@given(stories())
def test_an_unwanted_return_never_pays_more_than_the_same_goods_at_fault(story: Story) -> None:
    account = opened(story.sale)
    for wanted in story.returns:
        unwanted = quote(account, replace(wanted, reason="NO_REASON"))
        at_fault = quote(account, replace(wanted, reason="QUALITY"))
        assert unwanted.refund_minor <= at_fault.refund_minor
        assert at_fault.review is None
        account = settled(account, SettledReturn(wanted))


@given(stories(too_many=True))
def test_a_refused_return_changes_nothing_for_those_after_it(story: Story) -> None:
    answers = refund_all(story.sale, story.returns)
    granted = [(wanted, answer) for wanted, answer in zip(story.returns, answers, strict=True) if not answer.refused]
    again = refund_all(story.sale, [wanted for wanted, _ in granted])
    assert list(again) == [answer for _, answer in granted]
    for answer in answers:
        if answer.refused:
            assert answer == RefundQuote(refused="R-OVER")


@given(stories())
def test_the_same_returns_give_the_same_answers_from_the_records_of_what_was_settled(story: Story) -> None:
    answers = refund_all(story.sale, story.returns)
    recorded = [
        SettledReturn(
            goods=wanted,
            refund_minor=answer.refund_minor,
            tenders=tuple((tender.seq, tender.amount_minor) for tender in answer.tenders),
            points_clawed_back=answer.points_clawed_back,
        )
        for wanted, answer in zip(story.returns, answers, strict=True)
    ]
    for at, wanted in enumerate(story.returns):
        assert refund(story.sale, recorded[:at], wanted) == answers[at]


@given(stories(), st.data())
def test_whatever_was_recorded_no_cap_is_passed_afterwards(story: Story, data: st.DataObject) -> None:
    account = opened(story.sale)
    for wanted in story.returns:
        answer = quote(account, wanted)
        assert answer.refund_minor <= max(account.paid_minor - account.refunded_minor, 0)
        assert answer.refund_minor <= sum(account.tenders_left)
        left = account.paid_minor - account.refunded_minor
        paid_out = data.draw(st.none() | st.integers(0, max(left, 0)))
        account = settled(account, SettledReturn(wanted, refund_minor=paid_out))


@st.composite
def single_pieces(draw: st.DrawFn) -> tuple[list[int], Threshold, list[int]]:
    prices = draw(st.lists(st.integers(1, 20000), min_size=2, max_size=5))
    at = draw(st.integers(1, sum(prices)))
    off = draw(st.integers(1, at))
    order = draw(st.permutations(range(len(prices))))
    return prices, Threshold(at, off), list(order)


@settings(max_examples=200)
@given(single_pieces())
def test_a_customer_who_changes_their_mind_ends_up_paying_what_the_kept_goods_cost(
    story: tuple[list[int], Threshold, list[int]],
) -> None:
    """A second way to the sum: price what is kept as a new purchase. It holds while nothing negative was let go,
    from the return on that made the promotion lapse."""
    prices, threshold, order = story
    lines = tuple(BasketLine(at, 1, price) for at, price in enumerate(prices))
    sale = Basket(lines, (BasketTender(1, "CARD", sum(prices) - threshold.off_minor),), (threshold,))
    answers = refund_all(sale, [ReturnedGoods(((at, 1),), "NO_REASON") for at in order])
    paid, kept, lapsed = sum(prices) - threshold.off_minor, sum(prices), False
    for at, answer in zip(order, answers, strict=True):
        paid -= answer.refund_minor
        kept -= prices[at]
        if answer.review:
            return
        if not lapsed and kept < threshold.at_minor and kept:
            lapsed = True
        if lapsed:
            assert paid == kept
    assert paid == 0


@pytest.mark.parametrize(
    "met",
    [
        lambda answer: answer.method is Method.RESETTLE and answer.refund_minor > 0,
        lambda answer: answer.review == "V-NEG",
        lambda answer: len(answer.tenders) > 1 and answer.points_back > 0,
    ],
    ids=["resettled", "negative", "several tenders and points"],
)
def test_these_stories_meet_what_the_properties_are_about(met: Callable[[RefundQuote], bool]) -> None:
    """Else the properties would hold of a program that never resettles."""
    unshrunk = settings(phases=[Phase.generate], max_examples=2000)
    assert find(stories(), lambda story: any(map(met, refund_all(story.sale, story.returns))), settings=unshrunk)
