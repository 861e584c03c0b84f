"""How texts are searched: one spelling, and pieces that lose nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.searching import (
    MOST_WORDS,
    grams,
    grams_of_words,
    holds,
    normal,
    searchable,
    to_be_read,
    without_phones,
    words_of,
)

TEXT = st.text("电水壶漏开关 aAbＢ1２-.·ßé", max_size=16)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("电水壶", "电水壶"),
        ("ＵＳＢ　线", "usb 线"),
        ("  RT-0217\t\n", "rt-0217"),
        ("Straße", "strasse"),
        ("１５Ｌ", "15l"),
        ("a\x00b", "a b"),
        ("", ""),
    ],
)
def test_one_spelling_for_text_and_question(typed: str, kept: str) -> None:
    assert normal(typed) == kept


@given(TEXT)
def test_spelling_a_spelled_text_changes_nothing(text: str) -> None:
    assert normal(normal(text)) == normal(text)


@given(TEXT, TEXT)
def test_a_text_that_holds_the_words_has_all_their_pieces(text: str, question: str) -> None:
    kept, words = searchable((text,)), words_of(question)
    if holds(kept, words):
        assert set(grams_of_words(words)) <= set(grams(kept))


@given(TEXT, TEXT)
def test_words_of_one_or_two_characters_are_proved_by_their_pieces(text: str, question: str) -> None:
    kept, words = searchable((text,)), words_of(question)
    if set(grams_of_words(words)) <= set(grams(kept)):
        assert holds(kept, [word for word in words if word not in to_be_read(words)])


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("回电13800002203，晚上", "回电 ,晚上"),
        ("１３８００００２２０３", " "),
        ("单号 1380000220312345", "单号 1380000220312345"),
        ("12800002203", "12800002203"),
    ],
)
def test_a_mobile_number_in_a_note_cannot_be_searched_for(note: str, kept: str) -> None:
    assert without_phones(note) == kept


def test_a_pasted_page_asks_for_its_first_words_only() -> None:
    assert len(words_of(" ".join(f"w{n}" for n in range(100)))) == MOST_WORDS
