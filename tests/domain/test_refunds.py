"""What returns pay back: scenarios worked by hand, the arithmetic beside them. Properties are in their own file."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from servicedesk.domain.baskets import Basket, BasketLine, BasketTender, promotion_rule, sold_shares, till_basket
from servicedesk.domain.promotions import BuyNGetM, LineKey, PromotionRule, SetPrice, Threshold
from servicedesk.domain.refunds import (
    Method,
    RefundQuote,
    ReturnedGoods,
    SettledReturn,
    TenderRefund,
    opened,
    quote,
    refund,
    refund_all,
    settled,
)

SPEND_300_SAVE_50 = Threshold(30000, 5000)


def basket(
    lines: dict[LineKey, int | tuple[int, int]],
    paid: int | Sequence[tuple[str, int]],
    *promotions: PromotionRule,
    **discounts: int,
) -> Basket:
    """Lines as {key: gross} or {key: (qty, gross)}; paid by WECHAT, or by (kind, amount) pairs in their order."""
    pairs = [("WECHAT", paid)] if isinstance(paid, int) else paid
    rows = {key: row if isinstance(row, tuple) else (1, row) for key, row in lines.items()}
    return Basket(
        lines=tuple(BasketLine(key, qty, gross) for key, (qty, gross) in rows.items()),
        tenders=tuple(BasketTender(seq, kind, amount) for seq, (kind, amount) in enumerate(pairs, 1)),
        promotions=promotions,
        **discounts,
    )


def back(reason: str, **pieces: int) -> ReturnedGoods:
    return ReturnedGoods(tuple(pieces.items()), reason)


def faulty(**pieces: int) -> ReturnedGoods:
    return back("QUALITY", **pieces)


def unwanted(**pieces: int) -> ReturnedGoods:
    return back("NO_REASON", **pieces)


def paid_back(sale: Basket, *returns: ReturnedGoods) -> list[tuple[str, int]]:
    return [(str(answer.method), answer.refund_minor) for answer in refund_all(sale, returns)]


def tenders(answer: RefundQuote) -> dict[str, int]:
    return {tender.kind: tender.amount_minor for tender in answer.tenders}


# ── shares at the sale ──────────────────────────────────────────────────────────────────────────────────────────


def test_discounts_come_off_in_the_fixed_order_each_on_the_net_before_it() -> None:
    sale = basket(
        {"A": (3, 9000), "B": 34000},
        34600,
        SPEND_300_SAVE_50,
        BuyNGetM("A", 2, 1),
        coupon_minor=350,
        points_minor=40,
        rounding_minor=10,
    )
    a, b = sold_shares(sale)
    # 90 − 30 free = 60 and 340: 400 ≥ 300. 50 by 60:340 = 7.50, 42.50 → 52.50, 297.50 (15 % and 85 % of all).
    assert a.promotions == (3000, 750)
    assert b.promotions == (0, 4250)
    # coupon 3.50: .525 → 52 or 53? 350·5250/35000 = 52.5 and 297.5: a tie, the spare fen to the earlier line.
    assert (a.coupon_minor, b.coupon_minor) == (53, 297)
    # points .40 by 5197:29453 = 5.9994, 34.0006 → 6, 34; 抹零 .10 by 5191:29419 = 1.4998, 8.5002 → 1, 9
    assert (a.points_minor, b.points_minor) == (6, 34)
    assert (a.rounding_minor, b.rounding_minor) == (1, 9)
    assert (a.paid_minor, b.paid_minor) == (5190, 29410)


def test_the_order_promotions_are_listed_in_changes_nothing() -> None:
    lines = {"A": (3, 9000), "B": 25000}
    rules = (SetPrice((("B", 1),), 24000), BuyNGetM("A", 2, 1), SPEND_300_SAVE_50)
    # 60 + 240 = 300: the threshold sees the net after item promotions, whichever is named first.
    first, last = (sold_shares(basket(lines, 25000, *order)) for order in (rules, rules[::-1]))
    assert [shares.paid_minor for shares in first] == [shares.paid_minor for shares in last] == [5000, 20000]


def test_a_threshold_looks_at_the_net_after_item_promotions() -> None:
    # 90 + 220 = 310 on the shelf, but one A is free: 280 < 300.
    sale = basket({"A": (3, 9000), "B": 22000}, 28000, SPEND_300_SAVE_50, BuyNGetM("A", 2, 1))
    assert sum(shares.paid_minor for shares in sold_shares(sale)) == 28000


def test_every_threshold_applies_once_on_the_same_net() -> None:
    sale = basket({"A": 60000}, 45000, Threshold(30000, 5000), Threshold(59000, 10000))
    assert sum(shares.paid_minor for shares in sold_shares(sale)) == 45000  # the second isn't put off by the first


def test_a_discount_never_takes_more_than_the_goods_cost() -> None:
    assert [shares.paid_minor for shares in sold_shares(basket({"A": 300, "B": 200}, 0, coupon_minor=900))] == [0, 0]


def test_what_is_over_a_complete_set_costs_its_own_price() -> None:
    # Three for 100, four taken at 40: 100 + 40 = 140, 20 off.
    (four,) = sold_shares(basket({"A": (4, 16000)}, 14000, SetPrice((("A", 3),), 10000)))
    assert four.paid_minor == 14000
    # A + B for 150 with A twice: one bundle, 30 off by 100:80, and an A at 100.
    pair = sold_shares(basket({"A": (2, 20000), "B": 8000}, 25000, SetPrice((("A", 1), ("B", 1)), 15000)))
    assert [shares.promotions for shares in pair] == [(1667,), (1333,)]


def test_a_set_price_above_the_shelf_price_takes_nothing_off_and_adds_nothing() -> None:
    (only,) = sold_shares(basket({"A": 5000}, 5000, SetPrice((("A", 1),), 6000)))
    assert only.paid_minor == 5000


# ── goods at fault: the share really paid ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reason", ["QUALITY", "WRONG_ITEM", "NOT_AS_DESCRIBED", "HEALTH", "RECALL"])
def test_the_stores_own_failing_never_costs_the_discount_on_what_is_kept(reason: str) -> None:
    sale = basket({"A": 20000, "B": 12000}, 27000, SPEND_300_SAVE_50)
    assert paid_back(sale, back(reason, B=1)) == [("ALLOCATE", 10125)]  # 120 − 50·120/320


@pytest.mark.parametrize("reason", ["NO_REASON", "GIFT"])
def test_goods_nobody_found_fault_with_are_settled_afresh(reason: str) -> None:
    sale = basket({"A": 20000, "B": 12000}, 27000, SPEND_300_SAVE_50)
    assert paid_back(sale, back(reason, B=1)) == [("RESETTLE", 7000)]  # 270 − 200


def test_units_go_back_in_their_order_and_the_first_has_the_spare_fen() -> None:
    sale = basket({"A": (3, 10000)}, 9001, coupon_minor=999)
    assert paid_back(sale, faulty(A=1), faulty(A=1), faulty(A=1)) == [("ALLOCATE", n) for n in (3001, 3000, 3000)]
    assert paid_back(sale, faulty(A=2), faulty(A=1)) == [("ALLOCATE", 6001), ("ALLOCATE", 3000)]


def test_a_gift_line_gets_no_share_of_anything_and_gives_nothing_back() -> None:
    sale = basket({"A": 10000, "GIFT": 0}, 9000, coupon_minor=1000)
    answers = refund_all(sale, [unwanted(GIFT=1), faulty(A=1)])
    assert [answer.refund_minor for answer in answers] == [0, 9000]
    assert answers[0].method is Method.ALLOCATE
    assert answers[0].tenders == ()


# ── unwanted goods: does the promotion still hold? ──────────────────────────────────────────────────────────────


def test_while_the_promotion_holds_an_unwanted_piece_pays_its_share_and_then_it_lapses() -> None:
    sale = basket({"A": 20000, "B": 12000, "C": 8000}, 31500, SPEND_300_SAVE_50, coupon_minor=3500)
    # 50 by 200:120:80 = 25, 15, 10. Coupon 35 on 350 = 10 %: 17.50, 10.50, 7. Paid 157.50, 94.50, 63.
    # C: kept 320 ≥ 300 → 63. B: kept 200: lapses; A then costs 200 − 17.50 coupon; 315 − 63 − 182.50 = 69.50.
    # A: re-based to 182.50, whatever the reason.
    expected = [("ALLOCATE", 6300), ("RESETTLE", 6950), ("ALLOCATE", 18250)]
    assert paid_back(sale, unwanted(C=1), unwanted(B=1), unwanted(A=1)) == expected
    assert paid_back(sale, unwanted(C=1), unwanted(B=1), faulty(A=1)) == expected


def test_everything_unwanted_at_once_is_everything_paid() -> None:
    sale = basket({"A": 20000, "B": 12000}, 27000, SPEND_300_SAVE_50)
    assert paid_back(sale, unwanted(A=1, B=1)) == [("ALLOCATE", 27000)]


def test_a_free_piece_is_paid_for_when_the_pieces_that_earned_it_go_back() -> None:
    sale = basket({"A": (3, 9000)}, 6000, BuyNGetM("A", 2, 1))
    # One back: the two kept cost 60, nothing is left. Then 30 each.
    assert paid_back(sale, unwanted(A=1), unwanted(A=1), unwanted(A=1)) == [
        ("RESETTLE", 0),
        ("ALLOCATE", 3000),
        ("ALLOCATE", 3000),
    ]
    assert refund_all(sale, [unwanted(A=1)])[0].review is None  # exactly nothing is no negative
    assert paid_back(sale, unwanted(A=2)) == [("RESETTLE", 3000)]  # one kept at 30


def test_a_spare_piece_beyond_the_free_ones_goes_back_at_its_share() -> None:
    sale = basket({"A": (4, 12000)}, 9000, BuyNGetM("A", 2, 1))
    # Three kept still make two and one free: 22.50. Then two at 30 are kept: 90 − 22.50 − 60 = 7.50.
    assert paid_back(sale, unwanted(A=1), unwanted(A=1)) == [("ALLOCATE", 2250), ("RESETTLE", 750)]


def test_three_for_a_price_lapses_piece_by_piece() -> None:
    sale = basket({"A": (4, 16000)}, 14000, SetPrice((("A", 3),), 10000))
    # 35 each. Kept 3 for 100 → 35. Kept 2 at 40: 140 − 35 − 80 = 25. Then 40 each: 140 in all.
    assert paid_back(sale, *[unwanted(A=1)] * 4) == [
        ("ALLOCATE", 3500),
        ("RESETTLE", 2500),
        ("ALLOCATE", 4000),
        ("ALLOCATE", 4000),
    ]


def test_a_broken_bundle_is_settled_by_each_items_own_price() -> None:
    sale = basket({"A": 10000, "B": 8000}, 15000, SetPrice((("A", 1), ("B", 1)), 15000))
    assert paid_back(sale, unwanted(B=1)) == [("RESETTLE", 5000)]  # 150 − 100
    assert paid_back(sale, faulty(B=1)) == [("ALLOCATE", 6667)]  # 80 − 30·80/180 = 80 − 13.33


def test_a_special_price_per_piece_never_lapses() -> None:
    sale = basket({"A": (3, 10000)}, 7500, SetPrice((("A", 1),), 2500))
    assert paid_back(sale, *[unwanted(A=1)] * 3) == [("ALLOCATE", 2500)] * 3


def test_a_promotion_the_sale_did_not_earn_cannot_be_earned_by_giving_back() -> None:
    # Two for 50 and 240 are 290: no threshold. One A back, the other costs 60: 300 are reached, but only because
    # the set price lapsed. The kept goods cost 300, not 250.
    sale = basket({"A": (2, 12000), "B": 24000}, 29000, SetPrice((("A", 2),), 5000), SPEND_300_SAVE_50)
    (answer,) = refund_all(sale, [unwanted(A=1)])
    assert (answer.method, answer.refund_minor, answer.review) == (Method.RESETTLE, 0, "V-NEG")  # 290 − 300


def test_one_promotion_may_lapse_while_another_holds() -> None:
    sale = basket({"A": (3, 9000), "B": 34000}, 35000, SPEND_300_SAVE_50, BuyNGetM("A", 2, 1))
    # Paid 90 − 30 + 340 − 50 = 350. One A back: kept 60 + 340 = 400, still less 50 = 350: nothing is left to pay.
    assert paid_back(sale, unwanted(A=1)) == [("RESETTLE", 0)]
    # B back instead: the free A stays free, the threshold lapses: kept 60; 350 − 60.
    assert paid_back(sale, unwanted(B=1)) == [("RESETTLE", 29000)]


def test_goods_returned_for_a_fault_count_as_kept_for_a_threshold() -> None:
    sale = basket({"A": 20000, "B": 12000, "C": 5000}, 32000, SPEND_300_SAVE_50)
    # 50 by 200:120:50 = 27.03, 16.21, 6.76 (the spare fen to .703 and .676).
    assert paid_back(sale, faulty(B=1), unwanted(C=1)) == [
        ("ALLOCATE", 12000 - 1621),
        ("ALLOCATE", 5000 - 676),  # A and the faulty B are 320
    ]
    assert paid_back(sale, unwanted(B=1), unwanted(C=1)) == [
        ("RESETTLE", 7000),  # kept 250: 320 − 250
        ("ALLOCATE", 5000),
    ]


def test_faulty_goods_keep_the_discount_they_were_refunded_at() -> None:
    sale = basket({"A": 20000, "B": 12000, "C": 30000}, 47000, SPEND_300_SAVE_50, Threshold(60000, 10000))
    # Shares of A B C: of 50: 16.13 9.68 24.19; of 100 on what is left: 32.26 19.35 48.39. B pays 120 − 29.03.
    first, second = refund_all(sale, [faulty(B=1), unwanted(C=1)])
    assert first.refund_minor == 9097
    # C back: A and the faulty B are 320: 300 holds, 600 lapses. Of the 50, B keeps its 9.68; A has 40.32.
    assert (second.method, second.refund_minor) == (Method.RESETTLE, 47000 - 9097 - (20000 - 4032))


def test_a_negative_result_is_never_collected_and_what_was_paid_stays_refundable() -> None:
    sale = basket({"A": 25000, "B": 6000}, 21000, Threshold(30000, 10000))
    negative, later = refund_all(sale, [unwanted(B=1), faulty(A=1)])
    assert (negative.method, negative.refund_minor, negative.review) == (Method.RESETTLE, 0, "V-NEG")  # 210 − 250
    assert negative.tenders == ()
    assert (later.refund_minor, later.review) == (21000, None)  # not 250: more than was paid never goes back


def test_after_a_negative_result_what_is_left_is_spread_over_what_is_kept() -> None:
    sale = basket({"A": 15000, "B": 10000, "C": 6000}, 21000, Threshold(30000, 10000))
    # C back: kept 250 > 210. Of the 210, A has 126 and B 84 (150:100).
    assert paid_back(sale, unwanted(C=1), faulty(B=1), faulty(A=1)) == [
        ("RESETTLE", 0),
        ("ALLOCATE", 8400),
        ("ALLOCATE", 12600),
    ]


# ── the way it was paid ─────────────────────────────────────────────────────────────────────────────────────────


def test_each_refund_is_split_by_what_remains_on_each_tender() -> None:
    sale = basket({"A": 5000, "B": 3000, "C": 2000}, [("GIFTCARD", 3333), ("WECHAT", 6667)])
    first, second, third = refund_all(sale, [faulty(A=1), faulty(B=1), faulty(C=1)])
    assert tenders(first) == {"GIFTCARD": 1667, "WECHAT": 3333}  # 1666.5 and 3333.5: the tie to the earlier tender
    assert tenders(second) == {"GIFTCARD": 1000, "WECHAT": 2000}  # of 1666 and 3334: 999.6, 2000.4
    assert tenders(third) == {"GIFTCARD": 666, "WECHAT": 1334}  # what is left


def test_ties_between_tenders_go_by_their_number_not_their_place() -> None:
    listed_backwards = (BasketTender(2, "WECHAT", 100), BasketTender(1, "CASH", 100))
    sale = Basket((BasketLine("A", 1, 101), BasketLine("B", 1, 99)), listed_backwards)
    assert tenders(refund(sale, (), faulty(A=1))) == {"WECHAT": 50, "CASH": 51}


def test_two_payments_of_one_kind_stay_two() -> None:
    sale = basket({"A": 6000, "B": 4000}, [("CARD", 7000), ("CARD", 3000)])
    assert refund(sale, (), faulty(B=1)).tenders == (TenderRefund(1, "CARD", 2800), TenderRefund(2, "CARD", 1200))


def test_points_used_go_back_as_points_beside_the_money() -> None:
    sale = basket({"A": 6000, "B": 4000}, 9000, points_minor=1000)
    first, second = refund_all(sale, [faulty(B=1), unwanted(A=1)])
    assert (first.refund_minor, first.points_back) == (3600, 400)
    assert (second.refund_minor, second.points_back) == (5400, 600)


def test_settling_afresh_keeps_the_points_of_what_is_kept() -> None:
    sale = basket({"A": 20000, "B": 12000}, 24300, SPEND_300_SAVE_50, points_minor=2700)
    # 168.75 and 101.25 after the 50; points 27 = 10 %: 16.875 and 10.125 → 16.88 (.5 tie), 10.12.
    (answer,) = refund_all(sale, [unwanted(B=1)])
    assert answer.points_back == 1012
    assert answer.refund_minor == 24300 - (20000 - 1688)


def test_goods_paid_with_points_alone_give_back_points_alone() -> None:
    sale = basket({"A": 500}, [], points_minor=500)
    answer = refund(sale, (), unwanted(A=1))
    assert (answer.refund_minor, answer.tenders, answer.points_back) == (0, (), 500)


def test_rounding_is_a_discount_like_any_other() -> None:
    sale = basket({"A": 3333, "B": 6669}, [("CASH", 10000)], rounding_minor=2)
    # .02 by 3333:6669 = .67, 1.33 → 1 and 1
    assert paid_back(sale, faulty(A=1), faulty(B=1)) == [("ALLOCATE", 3332), ("ALLOCATE", 6668)]


def test_points_earned_are_clawed_back_with_the_money_rounded_for_the_customer() -> None:
    sale = basket({"A": (3, 10000)}, 10000, points_earned=100)
    clawed = [answer.points_clawed_back for answer in refund_all(sale, [faulty(A=1)] * 3)]
    assert clawed == [33, 33, 34]  # 33.34 and 66.67 floored; with the last piece all the rest


def test_a_store_coupon_revives_only_when_nothing_is_kept() -> None:
    sale = basket({"A": 3000, "B": 3000}, 5000, coupon_minor=1000)
    assert [answer.coupon_back for answer in refund_all(sale, [faulty(A=1), faulty(B=1)])] == [False, True]


# ── too many ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_more_than_remains_is_refused_and_changes_nothing() -> None:
    sale = basket({"A": (2, 5000), "B": 3001}, [("CASH", 4000), ("CARD", 4001)])
    with_refusals = refund_all(sale, [faulty(A=3), unwanted(A=1), faulty(A=1, B=2), faulty(A=2), faulty(A=1, B=1)])
    without = refund_all(sale, [unwanted(A=1), faulty(A=1, B=1)])
    assert [answer.refused for answer in with_refusals] == ["R-OVER", None, "R-OVER", "R-OVER", None]
    assert (with_refusals[1], with_refusals[4]) == without
    assert with_refusals[0] == RefundQuote(refused="R-OVER")


def test_a_line_named_twice_is_counted_once_for_all() -> None:
    sale = basket({"A": (2, 5000)}, 5000)
    twice = ReturnedGoods((("A", 1), ("A", 1)), "QUALITY")
    assert refund(sale, (), twice).refund_minor == 5000
    assert refund(sale, [SettledReturn(faulty(A=1))], twice).refused == "R-OVER"


def test_a_line_the_sale_does_not_have_is_refused() -> None:
    assert refund(basket({"A": 100}, 100), (), faulty(Z=1)).refused == "R-OVER"


# ── what a till stored, and what was settled before ─────────────────────────────────────────────────────────────


def test_the_shares_a_till_stored_are_never_recomputed() -> None:
    # By our reckoning the 50 would split 31.25 : 18.75; this till gave 30 : 20.
    sale = till_basket([(1, 1, 20000, 17000), (2, 1, 12000, 10000)], [(1, "CARD", 27000)], [SPEND_300_SAVE_50])
    assert refund(sale, (), ReturnedGoods(((2, 1),), "QUALITY")).refund_minor == 10000
    assert refund(sale, (), ReturnedGoods(((2, 1),), "NO_REASON")).refund_minor == 7000
    answer = refund(sale, (), ReturnedGoods(((1, 1), (2, 1)), "QUALITY"))
    assert [(line.key, line.gross_minor, line.discount_minor, line.refund_minor) for line in answer.lines] == [
        (1, 20000, 3000, 17000),
        (2, 12000, 2000, 10000),
    ]


def test_a_discount_no_rule_explains_never_lapses() -> None:
    # The till took 20 % off for a member and said nothing of it, and 50 from 300: 256 − 50 = 206, 128.75 and 77.25.
    lines = [(1, 1, 20000, 12875), (2, 1, 12000, 7725)]
    plain = till_basket(lines, [(1, "CARD", 20600)])
    assert refund(plain, (), ReturnedGoods(((2, 1),), "NO_REASON")).refund_minor == 7725
    # With the threshold known, its 31.25 on line 1 lapses, and the member's 40 stay: 206 − 160 = 46.
    known = till_basket(lines, [(1, "CARD", 20600)], [SPEND_300_SAVE_50])
    assert refund(known, (), ReturnedGoods(((2, 1),), "NO_REASON")).refund_minor == 4600


def test_a_promotion_of_the_till_we_do_not_know_stands_in_the_stored_shares() -> None:
    assert promotion_rule("flash_sale", line=1, price_minor=1) is None
    assert promotion_rule("threshold", at_minor=30000) is None
    assert promotion_rule("buy_n_get_m", line=1, buy=2, free=0) is None
    assert promotion_rule("threshold", at_minor=30000, off_minor=5000) == SPEND_300_SAVE_50
    assert promotion_rule("buy_n_get_m", line=1, buy=2, free=1) == BuyNGetM(1, 2, 1)
    assert promotion_rule("set_price", line=1, price_minor=900) == SetPrice(((1, 1),), 900)
    assert promotion_rule("set_price", line=1, price_minor=900, qty=3) == SetPrice(((1, 3),), 900)
    sale = till_basket([(1, 2, 2000, 1500)], [], [promotion_rule("flash_sale")])
    answer = refund(sale, (), ReturnedGoods(((1, 1),), "NO_REASON"))
    assert (answer.method, answer.refund_minor) == (Method.ALLOCATE, 750)
    assert answer.tenders == (TenderRefund(1, "UNKNOWN", 750),)  # a till that named no tender: the refund list


def test_a_till_that_took_off_less_than_the_rules_keeps_the_points_it_took() -> None:
    # 100 − 10 threshold − 10 points would be 80; the till says 85 was paid: the promotion gave 5.
    sale = till_basket([(1, 1, 10000, 8500)], [(1, "CASH", 8500)], [Threshold(5000, 1000)], points_minor=1000)
    (shares,) = sold_shares(sale)
    assert (shares.promotions, shares.points_minor, shares.paid_minor) == ((500,), 1000, 8500)


def test_what_was_settled_stands_whatever_the_rules_say() -> None:
    sale = basket({"A": 5000, "B": 5000}, [("CASH", 4000), ("CARD", 6000)])
    more = SettledReturn(faulty(A=1), refund_minor=6000, tenders=((1, 4000), (2, 2000)))
    answer = refund(sale, [more], faulty(B=1))
    assert (answer.refund_minor, tenders(answer)) == (4000, {"CARD": 4000})  # 100 − 60: the order's cap
    less = SettledReturn(faulty(A=1), refund_minor=3000)
    assert refund(sale, [less], faulty(B=1)).refund_minor == 5000  # the line's own share, no more


def test_pieces_that_came_back_at_the_till_are_gone_with_their_share() -> None:
    sale = basket({"A": (3, 10000)}, 10000)
    account = settled(opened(sale), SettledReturn(faulty(A=9)))
    assert account.left_qty("A") == 0
    assert account.refunded_minor == 10000
    assert quote(account, faulty(A=1)).refused == "R-OVER"
