"""Instants, zones and business days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain import times
from servicedesk.domain.times import FixedClock

instants = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from(["Asia/Shanghai", "Europe/London", "America/New_York", "Pacific/Kiritimati", "UTC"])


@given(instant=instants)
def test_milliseconds_and_instants_are_the_same_to_the_millisecond(instant: datetime) -> None:
    assert times.from_ms(times.to_ms(instant)) == instant.replace(microsecond=instant.microsecond // 1000 * 1000)


@given(ms=st.integers(0, 4 * 10**12))
def test_an_instant_read_from_disk_is_written_back_as_it_was(ms: int) -> None:
    assert times.to_ms(times.from_ms(ms)) == ms


@given(instant=instants, zone=zones)
def test_an_instant_is_the_same_in_whatever_zone_it_is_told(instant: datetime, zone: str) -> None:
    assert times.to_ms(instant.astimezone(ZoneInfo(zone))) == times.to_ms(instant)


def test_a_naive_datetime_is_no_instant() -> None:
    with pytest.raises(ValueError, match="naive"):
        times.to_ms(datetime(2026, 3, 10))


def test_the_day_of_an_instant_is_the_shops_not_utcs() -> None:
    late = datetime(2026, 3, 10, 17, 30, tzinfo=UTC)
    assert times.local_date(late, "Asia/Shanghai") == date(2026, 3, 11)


@pytest.mark.parametrize(
    ("hour", "minute", "day"), [(19, 59, date(2026, 3, 10)), (20, 0, date(2026, 3, 11)), (23, 59, date(2026, 3, 11))]
)
def test_before_the_turn_over_hour_it_is_still_yesterday(hour: int, minute: int, day: date) -> None:
    assert times.business_day(datetime(2026, 3, 10, hour, minute, tzinfo=UTC), "Asia/Shanghai") == day


def test_a_shop_that_turns_over_at_midnight_has_the_calendars_days() -> None:
    assert times.business_day(datetime(2026, 3, 10, 16, 0, tzinfo=UTC), "Asia/Shanghai", 0) == date(2026, 3, 11)


@given(instant=instants, zone=zones, hour=st.integers(0, 23))
def test_a_business_day_is_the_calendars_day_or_the_one_before(instant: datetime, zone: str, hour: int) -> None:
    behind = times.local_date(instant, zone) - times.business_day(instant, zone, hour)
    assert behind in (timedelta(0), timedelta(days=1))


@given(instant=instants, later_s=st.integers(0, 10**6), zone=zones)
def test_a_business_day_never_goes_back_while_time_goes_on(instant: datetime, later_s: int, zone: str) -> None:
    later = instant + timedelta(seconds=later_s)
    assert times.business_day(instant, zone) <= times.business_day(later, zone)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)], ids=["an hour less", "an hour more"])
def test_the_night_the_clocks_change_turns_over_at_four_oclock_as_ever(day: date) -> None:
    london = ZoneInfo("Europe/London")
    four = datetime(day.year, day.month, day.day, 4, tzinfo=london)
    assert times.business_day(four, "Europe/London") == day
    assert times.business_day(four - timedelta(minutes=1), "Europe/London") == day - timedelta(days=1)


def test_the_fixed_clock_advances_both_readings_and_jumps_only_the_wall() -> None:
    clock = FixedClock(datetime(2026, 3, 10, tzinfo=UTC))
    clock.advance(2.5)
    clock.jump(-3600)
    assert (clock.now(), clock.monotonic_s()) == (datetime(2026, 3, 9, 23, 0, 2, 500_000, tzinfo=UTC), 1002.5)
