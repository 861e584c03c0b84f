"""Rules about people: rights of roles, waits after wrong PINs, and PINs that are too easy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain import staff
from servicedesk.domain.staff import DEFAULT_ROLES, SYSTEM, Permission, Role, Session

pins = st.integers(0, 999_999).map(lambda number: f"{number:06d}")


@pytest.mark.parametrize(
    ("attempts", "wait_s"),
    [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (8, 240), (9, 480), (10, 900), (11, 900), (1000, 900)],
)
def test_waits_begin_at_the_fifth_wrong_pin_and_double_to_fifteen_minutes(attempts: int, wait_s: int) -> None:
    assert staff.wait_after_s(attempts) == wait_s


def test_the_tenth_wrong_pin_locks() -> None:
    assert [staff.is_locked(attempts) for attempts in (9, 10, 11)] == [False, True, True]


@pytest.mark.parametrize(
    "pin",
    [
        *("000000", "111111", "123456", "654321", "890123", "135791", "112211", "121212", "123123", "123321", "112233"),
        *("900101", "991231", "311299", "123199", "199012", "202601", "147258", "159753", "520131", "101010", "707707"),
    ],
)
def test_easy_pins_are_refused(pin: str) -> None:
    assert staff.is_trivial_pin(pin)


@pytest.mark.parametrize("pin", ["739146", "502875", "048391", "918273", "640297"])
def test_other_pins_are_not(pin: str) -> None:
    assert not staff.is_trivial_pin(pin)


def test_the_staff_number_may_not_be_in_the_pin() -> None:
    assert staff.is_trivial_pin("710038", "1003")
    assert staff.is_trivial_pin("710038", "991003")
    assert not staff.is_trivial_pin("710038", "1004")


@given(pin=pins)
def test_a_pin_backwards_is_as_easy_as_forwards_when_it_is_a_pattern(pin: str) -> None:
    if len(set(pin)) <= 2 or pin == pin[::-1]:
        assert staff.is_trivial_pin(pin[::-1])


def test_so_few_pins_are_easy_that_guessing_stays_hopeless() -> None:
    """Ten guesses against what is left: about one in ninety thousand."""
    easy = sum(staff.is_trivial_pin(f"{number:06d}") for number in range(0, 10**6, 7))
    assert easy < 0.12 * 10**6 / 7


@pytest.mark.parametrize(
    ("text", "is_pin"),
    [("739146", True), ("73914", False), ("7391466", False), ("73914a", False), ("７３９１４６", False)],
)
def test_a_pin_is_six_digits_that_every_keyboard_types(text: str, is_pin: bool) -> None:
    assert staff.is_pin(text) is is_pin


def test_whatever_a_clerk_may_do_a_supervisor_may_and_whatever_they_may_the_manager_may() -> None:
    assert DEFAULT_ROLES[Role.CLERK] < DEFAULT_ROLES[Role.SUPERVISOR] < DEFAULT_ROLES[Role.MANAGER]


def test_it_sees_no_customers_and_moves_no_money() -> None:
    forbidden = {Permission.CUSTOMER_UNMASK, Permission.RETURN_SETTLE, Permission.RETURN_APPROVE, Permission.REFUND_PAY}
    assert not DEFAULT_ROLES[Role.IT] & forbidden


def test_a_clerk_neither_approves_nor_voids_nor_sees_whole_phone_numbers() -> None:
    forbidden = {Permission.RETURN_APPROVE, Permission.RETURN_VOID, Permission.CUSTOMER_UNMASK, Permission.STAFF_MANAGE}
    assert not DEFAULT_ROLES[Role.CLERK] & forbidden


def test_every_permission_is_somebodys() -> None:
    assert frozenset().union(*DEFAULT_ROLES.values()) == set(Permission)


def test_a_role_nobody_described_may_nothing() -> None:
    session = Session("s", "a", "1003", "Li", Role.CLERK)
    assert not session.may(Permission.VISIT, {Role.MANAGER: frozenset(Permission)})


def test_the_system_does_not_see_customers() -> None:
    assert not SYSTEM.may(Permission.CUSTOMER_UNMASK)
