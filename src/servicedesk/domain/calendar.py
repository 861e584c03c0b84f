"""Working days, months and the days on which a period ends (returns-policy 1.2 and 4.6).

The start day is never counted: day 1 is the next one. A year whose calendar isn't loaded is answered from weekends and
the fixed holidays, and every answer that leaned on it says ``provisional``.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
SATURDAY = 5
MEDIATION_DAYS = 60


@dataclass(frozen=True, slots=True)
class YearPlan:
    """One year as the State Council publishes it: the days off, and the weekend days that are worked instead."""

    off: frozenset[date]
    works: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Day:
    """A date that was counted to; ``provisional`` when an unloaded year had a say in it."""

    on: date
    provisional: bool = False


class WorkCalendar:
    """The published years, and what is assumed of the others."""

    __slots__ = ("_fixed_off", "_off", "_works", "_years")

    def __init__(self, years: Mapping[int, YearPlan], fixed_off: Iterable[tuple[int, int]] = ()) -> None:
        """``fixed_off`` are (month, day) pairs that are holidays in every year."""
        self._years = frozenset(years)
        self._off = frozenset(day for plan in years.values() for day in plan.off)
        self._works = frozenset(day for plan in years.values() for day in plan.works)
        self._fixed_off = frozenset(fixed_off)

    def covers(self, day: date) -> bool:
        """Whether the year of this day is loaded."""
        return day.year in self._years

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted(self._years))

    def is_working_day(self, day: date) -> bool:
        if day.year in self._years:
            return day in self._works or (day.weekday() < SATURDAY and day not in self._off)
        return day.weekday() < SATURDAY and (day.month, day.day) not in self._fixed_off

    def nth_working_day(self, start: date, count: int) -> Day:
        """The ``count``-th working day after ``start``; due at 24:00 of it. OverflowError past the year 9999."""
        if count < 1:
            raise ValueError("working days are counted from 1")
        day, provisional = start, False
        while count:
            day += ONE_DAY
            provisional = provisional or day.year not in self._years
            if self.is_working_day(day):
                count -= 1
        return Day(day, provisional)

    def roll_to_working_day(self, last: date) -> Day:
        """Civil code 203: a period whose last day is a rest day ends on the next working day."""
        day, provisional = last, last.year not in self._years
        while not self.is_working_day(day):
            day += ONE_DAY
            provisional = provisional or day.year not in self._years
        return Day(day, provisional)

    def mediation_limit(self, accepted_on: date, test_days: int = 0) -> Day:
        """The last day of a regulator's mediation: 60 days from acceptance, days spent on a test not counted.

        Rolls over rest days like every statutory period (returns-policy 1.2; 3.1 names no exception).
        """
        return self.roll_to_working_day(accepted_on + timedelta(days=MEDIATION_DAYS + test_days))


def add_months(start: date, months: int) -> date:
    """Civil code 202: the corresponding day of the later month, or that month's last day where there is none."""
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month0 + 1, min(start.day, monthrange(year, month0 + 1)[1]))
