"""Numbers on paper: their shape, their check character, and that no two lives of a counter share one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from servicedesk.domain import numbers

DAY = date(2026, 3, 10)
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

made = st.builds(
    numbers.compose,
    st.sampled_from(numbers.KINDS),
    st.from_regex(r"[A-Z]{1,3}[0-9]{1,4}", fullmatch=True),
    st.from_regex(r"[A-Z]{0,2}[0-9]{1,2}", fullmatch=True),
    st.integers(1, 60),
    st.dates(date(2020, 1, 1), date(2090, 12, 31)),
    st.integers(1, 99_999),
)


def test_a_number_is_kind_counter_day_and_running_with_its_check_character() -> None:
    assert numbers.compose("RT", "S01", "T1", 1, DAY, 217) == "RT-S01T1-260310-0217" + numbers.check_character(
        "RT-S01T1-260310-0217"
    )


def test_the_check_character_is_that_of_the_standard() -> None:
    """ISO 7064 MOD 37,36; the first is the standard's own example (as the global release identifier prints it)."""
    assert numbers.check_character("A12425GABC1234002") == "M"


@given(number=made)
def test_every_number_we_make_is_genuine(number: str) -> None:
    assert numbers.is_genuine(number)


@given(number=made, data=st.data())
def test_one_wrong_character_is_always_found(number: str, data: st.DataObject) -> None:
    places = [place for place, character in enumerate(number) if character != "-"]
    place = data.draw(st.sampled_from(places))
    wrong = data.draw(st.sampled_from(ALPHABET))
    assume(wrong != number[place])
    assert not numbers.is_genuine(number[:place] + wrong + number[place + 1 :])


def test_nearly_every_swap_of_neighbours_is_found() -> None:
    missed = total = 0
    for running in range(1, 4000):
        number = numbers.compose("RT", "S01", "T1", 1, DAY, running)
        for place in range(16, len(number) - 1):
            if number[place] != number[place + 1]:
                swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
                total += 1
                missed += numbers.is_genuine(swapped)
    assert missed / total < 0.01


@pytest.mark.parametrize(
    "text",
    [
        "",
        "RT-0217",
        "rt-S01T1-260310-02175",
        "RT-S01T1-260310-0217",
        "RT-S01T1-260310-02175\n",
        "RT-S01T1-٢٦٠٣١٠-02175",
    ],
)
def test_text_of_another_shape_is_not_ours(text: str) -> None:
    assert not numbers.is_genuine(text)


@given(number=made)
def test_kind_day_and_running_are_read_back(number: str) -> None:
    kind, day, running = numbers.running_of(number)
    assert (kind, day, f"{running:04d}") == (number[:2], number.split("-")[2], number.split("-")[3][:-1])


def test_reading_something_else_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="not a number of ours"):
        numbers.running_of("RT-0217")


def test_screens_show_kind_and_running() -> None:
    assert numbers.short(numbers.compose("RT", "S01", "T1", 1, DAY, 217)) == "RT-0217"
    assert numbers.short("R-9001") == "R-9001"


@pytest.mark.parametrize(("life", "first", "last"), [(1, "C", "Z"), (24, "Z", "Z"), (25, "BA", "ZZ"), (26, "BB", "ZZ")])
def test_another_machine_leaves_the_next_letter_to_the_one_that_was(life: int, first: str, last: str) -> None:
    lives = numbers.lives_elsewhere(life)
    assert life + 1 not in lives
    assert (numbers.incarnation_letter(lives[0]), numbers.incarnation_letter(lives[-1])) == (first, last)


def test_the_first_life_has_no_letter_and_each_later_one_its_own() -> None:
    letters = [numbers.incarnation_letter(life) for life in range(1, 800)]
    assert letters[:4] == ["", "B", "C", "D"]
    assert letters[25:28] == ["Z", "BA", "BB"]
    assert len(set(letters)) == len(letters)


@pytest.mark.parametrize(
    ("store_id", "terminal_id", "usable"),
    [
        ("S01", "T1", True),
        ("1", "1", True),
        ("s01", "t1", True),
        ("S01", "T1B", False),
        ("", "1", False),
        ("S", "", False),
    ],
)
def test_ids_are_usable_when_a_letter_after_them_can_only_be_a_life(
    store_id: str, terminal_id: str, usable: bool
) -> None:
    assert numbers.is_usable_identity(store_id, terminal_id) is usable


@given(first=st.integers(1, 30), second=st.integers(1, 30), running=st.integers(1, 9999))
def test_two_lives_never_share_a_number(first: int, second: int, running: int) -> None:
    assume(first != second)
    assert numbers.compose("RT", "S01", "T1", first, DAY, running) != numbers.compose(
        "RT", "S01", "T1", second, DAY, running
    )
