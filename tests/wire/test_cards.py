"""A card's code: it comes back as it was, and nothing of it can be changed unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.cards import card_claims
from tests.wire.card_texts import CLAIMS, FIRST_RELEASE, KEYS, LETTERS, SEED, STRANGER, TEXT, sealed_of, text_of

from servicedesk.domain.cards import CardClaims, CardFault, short_name
from servicedesk.domain.sales import normal_code
from servicedesk.wire import cards


@given(card_claims())
def test_a_card_comes_back_as_it_was(claims: CardClaims) -> None:
    text = cards.sign(claims, SEED)
    assert cards.read(text, KEYS) == replace(claims, name=short_name(claims.name))
    assert len(text) <= cards.LONGEST_TEXT


def test_the_code_of_a_usual_card_stays_small_and_is_made_of_letters_and_digits() -> None:
    assert len(TEXT) < 366, "a QR code of 61 modules"
    assert set(TEXT.removeprefix(cards.PREFIX)) <= set(LETTERS)


def test_the_same_card_is_the_same_text_in_every_release() -> None:
    """Cards are kept for years: what this release writes, each later one reads."""
    assert cards.read(FIRST_RELEASE, KEYS) == CLAIMS
    assert TEXT == FIRST_RELEASE


@given(st.integers(0, len(sealed_of(TEXT)) * 8 - 1))
def test_any_flipped_bit_is_caught(bit: int) -> None:
    sealed = bytearray(sealed_of(TEXT))
    sealed[bit // 8] ^= 1 << bit % 8
    assert isinstance(cards.read(text_of(bytes(sealed)), KEYS), CardFault)


@given(st.integers(0, len(TEXT) - 1), st.one_of(st.sampled_from(LETTERS), st.characters()))
def test_any_other_character_is_caught(place: int, character: str) -> None:
    changed = TEXT[:place] + character + TEXT[place + 1 :]
    if normal_code(changed) != TEXT:
        assert isinstance(cards.read(changed, KEYS), CardFault)


@given(card_claims(), st.sampled_from(LETTERS))
def test_the_last_character_has_one_spelling(claims: CardClaims, letter: str) -> None:
    """Where the bytes end within it, some of its bits mean nothing; they have to be nought."""
    text = cards.sign(claims, SEED)
    if text[-1] != letter:
        assert cards.read(text[:-1] + letter, KEYS) is CardFault.ALTERED


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 30))
def test_a_text_that_lost_or_gained_a_piece_is_caught(place: int, length: int) -> None:
    assert isinstance(cards.read(TEXT[:place] + TEXT[place + length :], KEYS), CardFault)
    assert isinstance(cards.read(TEXT[:place] + "A" * length + TEXT[place:], KEYS), CardFault)


@given(st.text())
def test_no_text_at_all_stops_the_reader(text: str) -> None:
    assert isinstance(cards.read(text, KEYS), CardFault)
    assert isinstance(cards.read(cards.PREFIX + text, KEYS), CardFault)


def test_what_a_scanner_does_to_a_text_does_not_matter() -> None:
    assert cards.read(f" {TEXT.lower()}\r\n", KEYS) == CLAIMS


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("RT-RM0101-261122-0217K", CardFault.NOT_OURS),
        ("", CardFault.NOT_OURS),
        (cards.PREFIX, CardFault.ALTERED),
        (f"{TEXT}A", CardFault.ALTERED),
        (TEXT[:-1], CardFault.ALTERED),
        (cards.sign(CLAIMS, STRANGER), CardFault.UNKNOWN_KEY),
        (text_of(bytes([2]) + sealed_of(TEXT)[1:]), CardFault.OTHER_VERSION),
        (TEXT + "A" * cards.LONGEST_TEXT, CardFault.TOO_LONG),
    ],
)
def test_what_is_wrong_is_named(text: str, fault: CardFault) -> None:
    assert cards.read(text, KEYS) is fault


def test_a_stranger_cannot_pass_for_us_by_naming_our_key() -> None:
    foreign = sealed_of(cards.sign(CLAIMS, STRANGER))
    assert cards.read(text_of(foreign[:1] + sealed_of(TEXT)[1:5] + foreign[5:]), KEYS) is CardFault.ALTERED


def test_another_key_that_is_known_verifies_as_well() -> None:
    public = cards.public_of(STRANGER)
    assert cards.read(cards.sign(CLAIMS, STRANGER), {**KEYS, cards.key_id_of(public): public}) == CLAIMS


def test_a_card_that_no_code_could_carry_is_not_signed() -> None:
    with pytest.raises(cards.CardTooLongError):
        cards.sign(replace(CLAIMS, serial="9" * 300), SEED)
