"""What is typed is kept clean, and no card number is: property by property (reliability L2, L9)."""

from __future__ import annotations

import random
import unicodedata
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.domain import numbers
from servicedesk.domain.clean_text import clean_text, holds_card_number, passes_luhn
from servicedesk.domain.scans import is_item_code

MANY = 10_000

# Written from the issuers' own publications, not from the table that is tested: first digits and lengths.
CARDS = (
    ("622202", 19), ("621700", 19), ("625809", 16), ("620000", 17), ("629999", 18), ("814000", 16), ("955880", 19),
    ("4", 16), ("424242", 16), ("4", 19), ("4", 13), ("51", 16), ("55", 16), ("222100", 16), ("272099", 16),
    ("34", 15), ("37", 15), ("3528", 16), ("3589", 16), ("300", 14), ("36", 14), ("38", 14), ("39", 16),
    ("6011", 16), ("644", 16), ("65", 16), ("2200", 16), ("5018", 13), ("6304", 16), ("6759", 19),
)  # fmt: skip
BETWEEN = (" ", "-", ".", "\u00a0", "–", "/", "_", " - ", "\u3000")
GROUPS = ((4, 4, 4, 7), (4, 4, 4, 4, 4), (4, 6, 5), (6, 13), (8, 11), (1,) * 19, (2,) * 10, (3,) * 7, (5, 5, 5, 5))
AROUND = ("{}", "card {}", "刷卡 {} 退款", "no.{}", "卡号{}，麻烦退回", "{} exp 12/29", "退 12 元到 {}")


def a_card(dice: random.Random) -> str:
    """A number with its right check digit. Thirteen digits that are an item's by their own check digit are none."""
    while True:
        start, length = dice.choice(CARDS)
        body = start + "".join(dice.choice("0123456789") for _ in range(length - 1 - len(start)))
        number = next(body + digit for digit in "0123456789" if passes_luhn(body + digit))
        if not (len(number) == 13 and is_item_code(number)):
            return number


def as_typed(dice: random.Random, number: str) -> str:
    """In one piece, or in groups with something between them; now and then in full-width digits."""
    if dice.random() < 0.8:
        between, at, groups = dice.choice(BETWEEN), 0, []
        for size in dice.choice(GROUPS):
            groups.append(number[at : at + size])
            at += size
        number = between.join(group for group in (*groups, number[at:]) if group)
    if dice.random() < 0.1:
        number = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isdigit() else c for c in number)
    return number


def test_ten_thousand_card_numbers_in_every_way_they_are_written_are_all_found(
    request: pytest.FixtureRequest,
) -> None:
    dice = random.Random(int(request.config.option.hypothesis_seed))
    typed = [dice.choice(AROUND).format(as_typed(dice, a_card(dice))) for _ in range(MANY)]
    assert [text for text in typed if not holds_card_number(text)] == []


@pytest.mark.parametrize(
    "number",
    ["4111111111111111", "5555 5555 5555 4444", "3782-822463-10005", "6011.1111.1111.1117", "3530111333300000",
     "30569309025904", "6212345678901265", "6212 3456 7890 0000 003"],
)  # fmt: skip
def test_well_known_test_cards_are_found(number: str) -> None:
    assert holds_card_number(f"refund to {number}, thanks")


@pytest.mark.parametrize("number", ["4111111111111112", "1234567812345670", "62123456789012", "411111111111111"])
def test_a_wrong_check_digit_an_unknown_issuer_or_a_wrong_length_is_no_card(number: str) -> None:
    assert not holds_card_number(number)


# --- what must never be taken for one --------------------------------------------------------------------------------
def a_mobile(dice: random.Random) -> str:
    digits = f"1{dice.choice('3456789')}" + "".join(dice.choice("0123456789") for _ in range(9))
    spaced = f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    dashed = spaced.replace(" ", "-")
    return dice.choice((digits, spaced, dashed, f"+86 {spaced}", f"0086{digits}", f"86-{digits}", f"+86{digits}"))


def a_service_number(dice: random.Random) -> str:
    store, terminal = dice.choice((("S01", "T1"), ("RM01", "2"), ("6212", "4"), ("0042", "T12")))
    day = date(2026, 1, 1) + timedelta(days=dice.randrange(2000))
    kind, life = dice.choice(numbers.KINDS), dice.choice((1, 1, 2, 5, 30))
    return numbers.compose(kind, store, terminal, life, day, dice.randrange(1, 10_000))


def a_receipt_number(dice: random.Random) -> str:
    day = date(2026, 1, 1) + timedelta(days=dice.randrange(365))
    return dice.choice((f"RM{dice.randrange(100):02d}-{day:%m%d}-{dice.randrange(10_000):04d}",
                        f"{dice.choice(('', 'C'))}{dice.randrange(10**6):06d}"))  # fmt: skip


def an_item(dice: random.Random) -> str:
    """EAN-13; every tenth passes the cards' check digit as well."""
    body = dice.choice(("690", "691", "692", "400", "440", "450", "490", "360", "380", "501", "541"))
    body += "".join(dice.choice("0123456789") for _ in range(12 - len(body)))
    return next(body + digit for digit in "0123456789" if is_item_code(body + digit))


def a_moment(dice: random.Random) -> str:
    at = datetime(2026, 1, 1) + timedelta(seconds=dice.randrange(10**9))
    return dice.choice((f"{at:%Y-%m-%d}", f"{at:%Y-%m-%d %H:%M}", f"{at:%Y-%m-%d %H:%M:%S}", f"{at:%Y-%m-%dT%H:%M:%S}",
                        f"{at:%Y.%m.%d}", f"{at:%Y/%m/%d}"))  # fmt: skip


INNOCENT = {
    "mobile numbers": a_mobile,
    "service numbers": a_service_number,
    "receipt numbers": a_receipt_number,
    "items": an_item,
    "dates and times": a_moment,
}


@pytest.mark.parametrize("kind", INNOCENT)
def test_of_ten_thousand_of_these_none_is_taken_for_a_card(kind: str, request: pytest.FixtureRequest) -> None:
    dice = random.Random(int(request.config.option.hypothesis_seed))
    make = INNOCENT[kind]
    typed = [dice.choice(("{}", "call {}", "看 {} 这个")).format(make(dice)) for _ in range(MANY)]
    assert [text for text in typed if holds_card_number(text)] == []


def test_several_of_them_in_one_sentence_are_no_card_either(request: pytest.FixtureRequest) -> None:
    dice = random.Random(int(request.config.option.hypothesis_seed))
    makers = list(INNOCENT.values())
    for _ in range(2_000):
        text = dice.choice(("，", ", ", " 和 ", "；")).join(dice.choice(makers)(dice) for _ in range(4))
        assert not holds_card_number(text), text


# --- clean -----------------------------------------------------------------------------------------------------------
ANYTHING = st.text(st.characters(exclude_categories=())) | st.text(
    "a1王\u0000\u200b\u200d\u202e\ud800\ufeff\ufffe\r\n\t é"
)


@settings(max_examples=300)
@given(ANYTHING)
def test_whatever_is_typed_is_kept_without_what_nobody_sees_and_never_fails(typed: str) -> None:
    kept = clean_text(typed)
    kept.encode("utf-8")
    kept.encode("gb18030", "replace")
    assert clean_text(kept) == kept
    assert not [c for c in kept if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    holds_card_number(typed)


@settings(max_examples=200)
@given(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1))
def test_what_can_be_seen_stays(typed: str) -> None:
    assert unicodedata.normalize("NFC", clean_text(typed)) == unicodedata.normalize("NFC", typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"), ("\u202eabc\u202c", "abc"), ("zero\u200bwidth", "zerowidth"), ("\ud83d lone", "lone"),
        ("e\u0301te", "éte"), (" two\r\nlines ", "two\nlines"), ("a\tb", "a b"), ("\uf900 王", "\uf900 王"),
        ("😀", "😀"), ("\x1b[31mred", "[31mred"), ("\ufeff", ""),
    ],
)  # fmt: skip
def test_by_example(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept
