"""What was typed into the one field, taken apart."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.finding import Asked, taken_apart

TODAY = date(2026, 11, 22)
DAY = date(2026, 11, 17)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("2203 11-17", Asked("2203 11-17", tail="2203", day=DAY)),
        ("2203 347.90", Asked("2203 347.90", tail="2203", amount_minor=34790)),
        ("2203 347", Asked("2203 347", tail="2203", amount_minor=34700)),
        ("2203 张", Asked("2203 张", tail="2203", rest=("张",))),
        ("张 2203", Asked("张 2203", tail="2203", rest=("张",))),
        ("347.90 11-17", Asked("347.90 11-17", day=DAY, amount_minor=34790)),
        ("¥347.90", Asked("¥347.90", amount_minor=34790)),
        ("347元", Asked("347元", amount_minor=34700)),
        ("11.17", Asked("11.17", amount_minor=1117)),
        ("2203 11.17", Asked("2203 11.17", tail="2203", day=DAY)),
        ("11月17日", Asked("11月17日", day=DAY)),
        ("2025-11-17", Asked("2025-11-17", day=date(2025, 11, 17))),
        ("12-24", Asked("12-24", day=date(2025, 12, 24))),
        ("13812342203", Asked("13812342203", phone="13812342203")),
        ("电水壶 11-17", Asked("电水壶 11-17", day=DAY, rest=("电水壶",))),
        ("RT-0217", Asked("RT-0217", rest=("RT-0217",))),
        ("13-45", Asked("13-45", rest=("13-45",))),
        ("２２０３　１１-１７", Asked("2203 11-17", tail="2203", day=DAY)),
        ("", Asked("")),
    ],
)
def test_each_word_is_what_it_looks_like(typed: str, asked: Asked) -> None:
    assert taken_apart(typed, TODAY, "CNY") == asked


@pytest.mark.parametrize(
    ("typed", "known"),
    [("2203", False), ("2203 11-17", True), ("2203 347.90", True), ("2203 张", True)],
)
def test_the_end_of_a_phone_number_needs_a_second_thing(typed: str, known: bool) -> None:
    asked = taken_apart(typed, TODAY, "CNY")
    assert asked.tail == "2203"
    assert asked.second_factor is known


@given(st.text("0123456789-.¥元月日张 a", max_size=20))
def test_anything_can_be_typed(typed: str) -> None:
    asked = taken_apart(typed, TODAY, "CNY")
    assert len(asked.rest) <= len(asked.text.split())
