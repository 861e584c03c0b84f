"""Days and months are counted as the civil code and the State Council's calendar say."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.calendar import Day, WorkCalendar, YearPlan, add_months
from servicedesk.wire.policies import default_calendar

CASES = json.loads((Path(__file__).parent.parent / "fixtures/cases/formats.json").read_text("utf-8"))["working_days"]
CALENDAR = default_calendar()
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def counted(case: dict) -> object:
    given_, start = case["input"], date.fromisoformat(case["input"]["start"])
    if "wd" in given_:
        due = CALENDAR.nth_working_day(start, given_["wd"])
        return {"date": due.on.isoformat(), "provisional": True} if due.provisional else due.on.isoformat()
    if "months" in given_:
        return add_months(start, given_["months"]).isoformat()
    limits = [CALENDAR.mediation_limit(start), CALENDAR.mediation_limit(start, given_["test_days"])]
    assert given_["days"] == 60
    return [limit.on.isoformat() for limit in limits]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_worked_case_of_counting_days(case: dict) -> None:
    assert counted(case) == case["expect"]


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-02-14", True),  # a Saturday worked instead of a day of Spring Festival
        ("2026-02-15", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),
        ("2026-10-10", True),
        ("2026-10-11", False),
        ("2025-10-08", False),
        ("2025-10-09", True),
        ("2027-01-01", False),  # not loaded: the fixed days are off
        ("2027-05-03", True),  # … and nothing else is known
        ("2027-10-03", False),
    ],
)
def test_make_up_days_are_worked_and_holidays_are_not(day: str, worked: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is worked


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2026-10-15", 3, "2027-01-15"),
        ("2026-12-31", 0, "2026-12-31"),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_last_of_the_month(start: str, months: int, end: str) -> None:
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(end)


def test_a_period_that_ends_in_a_holiday_goes_on_to_the_first_working_day() -> None:
    assert CALENDAR.roll_to_working_day(date(2026, 10, 1)) == Day(date(2026, 10, 8))
    assert CALENDAR.roll_to_working_day(date(2026, 11, 14)) == Day(date(2026, 11, 16))
    assert CALENDAR.roll_to_working_day(date(2026, 2, 14)) == Day(date(2026, 2, 14)), "a worked Saturday ends it"


def test_rolling_into_an_unloaded_year_is_provisional() -> None:
    alone = WorkCalendar({2026: YearPlan(frozenset({date(2026, 12, 31)}))}, [(1, 1)])
    assert alone.roll_to_working_day(date(2026, 12, 31)) == Day(date(2027, 1, 4), provisional=True)
    assert alone.roll_to_working_day(date(2026, 12, 30)) == Day(date(2026, 12, 30))


def test_the_mediation_limit_rolls_over_rest_days() -> None:
    assert CALENDAR.mediation_limit(date(2026, 8, 4)) == Day(date(2026, 10, 8)), "day 60 is 3 October, a holiday"


def test_working_days_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        CALENDAR.nth_working_day(date(2026, 1, 1), 0)


@given(days, st.integers(1, 60))
def test_exactly_n_working_days_lie_between_the_start_and_the_nth(start: date, count: int) -> None:
    due = CALENDAR.nth_working_day(start, count).on
    between = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    assert sum(map(CALENDAR.is_working_day, between)) == count
    assert CALENDAR.is_working_day(due)


@given(days)
def test_rolling_never_shortens_and_stops_at_the_first_working_day(last: date) -> None:
    rolled = CALENDAR.roll_to_working_day(last).on
    skipped = [last + timedelta(days=n) for n in range((rolled - last).days)]
    assert CALENDAR.is_working_day(rolled)
    assert not any(map(CALENDAR.is_working_day, skipped))
