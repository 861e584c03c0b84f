"""Amounts as people read them, and amounts shared out to the last fen."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.capitals import MOST_FEN
from servicedesk.domain.money import (
    CashStep,
    TaxSplit,
    allocate,
    capital,
    cash_due,
    cash_handed_back,
    first_units,
    format_minor,
    parse_amount,
    parse_capital,
    same_amount,
    tax_split,
    tax_total,
)
from servicedesk.errors import BugError

FORMATS = json.loads((Path(__file__).parent.parent / "fixtures/cases/formats.json").read_text("utf-8"))
AMOUNTS = FORMATS["capital_amounts"]


# ── shown and typed ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("row", AMOUNTS, ids=lambda row: str(row["fen"]))
def test_a_worked_amount_is_shown_and_written_in_capitals(row: dict) -> None:
    assert format_minor(row["fen"]) == row["display"]
    assert capital(row["fen"]) == row["capital"]


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (123456789, "CNY", "¥1,234,567.89"),
        (-10000, "CNY", "-¥100.00"),
        (-5, "CNY", "-¥0.05"),
        (0, "CNY", "¥0.00"),
        (123456, "GBP", "£1,234.56"),
        (99, "EUR", "€0.99"),
        (100, "USD", "$1.00"),
        (1234, "JPY", "JP¥1,234"),  # no decimals, and not to be taken for yuan
        (1005, "KWD", "KWD 1.005"),  # three decimals
        (-250, "XYZ", "-XYZ 2.50"),
    ],
)
def test_an_amount_is_shown_with_its_currency_and_every_decimal(minor: int, currency: str, shown: str) -> None:
    assert format_minor(minor, currency) == shown


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("12.3", 1230),
        ("¥1,234.56", 123456),
        ("￥１２．５０", 1250),
        (" -¥100.00 ", -10000),
        ("7", 700),
        ("1.234", None),  # which fen would that be?
        ("1,23", None),
        ("12.", None),
        ("", None),
        ("¥", None),
        ("--5", None),
        ("1e3", None),
        ("٣", None),
    ],
)
def test_a_typed_amount_is_read_or_not_guessed(text: str, minor: int | None) -> None:
    assert parse_amount(text) == minor


def test_a_typed_amount_has_the_decimals_of_its_currency() -> None:
    assert parse_amount("1,234", "JPY") == 1234
    assert parse_amount("12.5", "JPY") is None
    assert parse_amount("1.005", "KWD") == 1005
    assert parse_amount("£3.50", "GBP") == 350


@given(st.integers(-(10**14), 10**14), st.sampled_from(["CNY", "GBP", "JPY", "KWD", "TWD"]))
def test_what_is_shown_can_be_typed_again(minor: int, currency: str) -> None:
    assert parse_amount(format_minor(minor, currency), currency) == minor


# ── capital figures ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"),
        (30, "叁角整"),
        (35, "叁角伍分"),
        (100, "壹元整"),
        (1005, "壹拾元零伍分"),
        (10700053, "壹拾万零柒仟元伍角叁分"),  # one 零 for the gap at 万
        (50000000001, "伍亿元零壹分"),
        (10_000_500_000_00, "壹佰亿零伍拾万元整"),
        (100_100_010_000_00, "壹仟零壹亿零壹万元整"),
        (1_0000_5000_00, "壹亿零伍仟元整"),
        (MOST_FEN, "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_capitals_have_one_zero_for_a_gap_and_none_before_jiao(fen: int, text: str) -> None:
    assert capital(fen) == text


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("壹拾万零柒仟元伍角叁分", 10700053),
        ("壹拾万柒仟元零伍角叁分", 10700053),
        ("人民币壹拾万柒仟圆零伍角叁分", 10700053),
        ("壹仟陆佰捌拾元零叁角贰分", 168032),
        ("人民币：壹拾圆叁角", 1030),
        ("壹拾元叁角正", 1030),
        ("壹佰圆正", 10000),
    ],
)
def test_other_accepted_ways_of_writing_are_the_same_amount(text: str, fen: int) -> None:
    assert same_amount(text, fen)
    assert not same_amount(text, fen + 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "整",
        "壹佰元",  # 整 is due after 元
        "伍分整",  # and never after 分
        "壹仟元伍分",  # the gap needs its 零
        "壹仟零元整",
        "拾元整",  # 壹 is missing
        "伍分壹元整",
        "叁元零伍角整",  # 元 isn't zero: nothing to bridge
        "壹元贰",
        "一百元整",
        "壹佰元整元整",
    ],
)
def test_what_a_bank_would_send_back_is_no_amount(text: str) -> None:
    assert parse_capital(text) is None


def read_slowly(text: str) -> int:
    """Another reader than the program's: places, not running sums; it takes the figures of each unit by pattern."""
    places = {"仟": 1000, "佰": 100, "拾": 10, "": 1}

    def under_ten_thousand(part: str) -> int:
        part, total = part.replace("零", ""), 0
        while part:
            figure, unit = "零壹贰叁肆伍陆柒捌玖".index(part[0]), part[1:2]
            total += figure * places[unit]
            part = part[2:]
        return total

    yuan_text, _, cents = text.rpartition("元")
    hundred_millions, _, below = yuan_text.rpartition("亿")
    ten_thousands, _, rest = below.rpartition("万")
    yuan = (
        under_ten_thousand(hundred_millions) * 10**8
        + under_ten_thousand(ten_thousands) * 10**4
        + under_ten_thousand(rest)
    )
    jiao, _, fen = cents.strip("零整").rpartition("角")
    return yuan * 100 + under_ten_thousand(jiao.strip("零")) * 10 + under_ten_thousand(fen.strip("零分整"))


@given(st.one_of(st.integers(0, MOST_FEN), st.integers(0, 10**7), st.integers(0, 10**8).map(lambda n: n * 10**4)))
def test_capitals_say_the_amount_to_anybody_who_reads_them(fen: int) -> None:
    text = capital(fen)
    assert read_slowly(text) == fen
    assert parse_capital(text) == fen
    assert "零零" not in text
    assert text.endswith(("分", "整"))


@pytest.mark.parametrize("fen", [-1, MOST_FEN + 1])
def test_amounts_without_capitals_are_our_bug(fen: int) -> None:
    with pytest.raises(BugError):
        capital(fen)


# ── shared out ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("total", "weights", "caps", "shares"),
    [
        (1000, [3333, 3333, 3334], None, (333, 333, 334)),  # 333.3 333.3 333.4: the spare fen to the largest remainder
        (5000, [20000, 12000], None, (3125, 1875)),
        (2, [1, 1, 1], None, (1, 1, 0)),  # ties to the earlier line
        (10, [1, 1, 1], [1, 20, 20], (1, 5, 4)),  # the first is full at 1; 9 over two, the spare to the earlier
        (7, [0, 5], None, (0, 7)),  # a gift line takes nothing
        (7, [0, 5], [4, 5], (2, 5)),  # unless it is the only one with room
        (5, [0, 0], [3, 3], (3, 2)),
        (0, [], None, ()),
    ],
)
def test_a_total_is_shared_by_largest_remainder(
    total: int, weights: list[int], caps: list[int] | None, shares: tuple[int, ...]
) -> None:
    assert allocate(total, weights, caps) == shares


@pytest.mark.parametrize(
    ("total", "weights", "caps"),
    [(-1, [1], None), (1, [-1, 2], None), (5, [1, 1], [2, 2]), (1, [], None), (1, [1], [-1])],
)
def test_a_sharing_that_cannot_be_is_our_bug(total: int, weights: list[int], caps: list[int] | None) -> None:
    with pytest.raises(BugError):
        allocate(total, weights, caps)


WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=8)


@given(st.integers(0, 10**9), WEIGHTS)
def test_shares_sum_exactly_and_stay_within_a_fen_of_the_true_share(total: int, weights: list[int]) -> None:
    shares = allocate(total, weights)
    assert sum(shares) == total
    if any(weights):
        for share, weight in zip(shares, weights, strict=True):
            assert abs(share - Fraction(total * weight, sum(weights))) < 1


@given(st.data(), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=8))
def test_shares_sum_exactly_and_never_pass_their_caps(data: st.DataObject, rows: list[tuple[int, int]]) -> None:
    weights, caps = [weight for weight, _ in rows], [cap for _, cap in rows]
    total = data.draw(st.integers(0, sum(caps)))
    shares = allocate(total, weights, caps)
    assert sum(shares) == total
    assert all(0 <= share <= cap for share, cap in zip(shares, caps, strict=True))


@given(st.integers(0, 10**6), st.integers(1, 40), st.data())
def test_units_split_like_lines_and_what_is_left_splits_the_same_way(
    amount: int, qty: int, data: st.DataObject
) -> None:
    units = allocate(amount, [1] * qty)
    taken = data.draw(st.integers(0, qty))
    assert first_units(amount, qty, taken) == sum(units[:taken])
    if taken < qty:
        left = amount - first_units(amount, qty, taken)
        assert allocate(left, [1] * (qty - taken)) == units[taken:]


# ── tax and cash ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("gross", "rate_bp", "net", "tax"),
    [
        (11300, 1300, 10000, 1300),
        (100, 1300, 88, 12),  # 88.4956
        (1, 1300, 1, 0),  # 0.885
        (5650, 1300, 5000, 650),
        (3, 10_000, 2, 1),  # 1.5 goes up
        (-3, 10_000, -2, -1),  # and a refund mirrors it
        (999, 0, 999, 0),
        (10300, 300, 10000, 300),
    ],
)
def test_tax_is_taken_out_half_up(gross: int, rate_bp: int, net: int, tax: int) -> None:
    assert tax_split(gross, rate_bp) == TaxSplit(net, tax)


def test_tax_is_summed_over_lines_and_not_recomputed_from_the_total() -> None:
    lines = [tax_split(100, 1300)] * 3
    assert tax_total(lines) == TaxSplit(264, 36)  # 3 × 88, 3 × 12
    assert tax_split(300, 1300) == TaxSplit(265, 35)  # 265.49: another answer


@given(st.integers(-(10**9), 10**9), st.integers(0, 3000))
def test_net_and_tax_make_the_price_and_net_is_the_nearest(gross: int, rate_bp: int) -> None:
    split = tax_split(gross, rate_bp)
    assert split.net_minor + split.tax_minor == gross
    assert abs(split.net_minor - Fraction(gross * 10_000, 10_000 + rate_bp)) <= Fraction(1, 2)


def test_cash_is_rounded_down_never_up() -> None:
    assert cash_due(10009) == 10000
    assert cash_due(10009, CashStep.FEN) == 10009
    assert cash_due(10199, CashStep.YUAN) == 10100
    assert cash_due(10010) == 10010


def test_cash_goes_back_exactly_or_up_to_the_next_step_within_what_was_received() -> None:
    assert cash_handed_back(1003, 5000) == 1003
    assert cash_handed_back(1003, 5000, CashStep.JIAO) == 1010
    assert cash_handed_back(1003, 1005, CashStep.JIAO) == 1005  # no more cash than came in
    assert cash_handed_back(1010, 5000, CashStep.JIAO) == 1010
