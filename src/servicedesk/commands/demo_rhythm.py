"""The demo store's rhythm: when it is open, how many come and at which hour, the weather and the season. Pure."""

from __future__ import annotations

import random  # noqa: TID251 - seeded on purpose: the same seed gives the same crowd
from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import accumulate

OPENS, CLOSES = time(9), time(22)
SHIFT_CHANGE = time(15, 30)
LIVELY_DAYS, OLDER_SHARE = 6, 0.5
"""The last days are told at length, older ones in part: a demo is made while somebody waits for it."""
TODAY_SHARE = 4.0
"""Today is told in full: whoever opens the demo looks at this day."""
_WEEKDAY, _SATURDAY, _SUNDAY = 7, 18, 12
_RAIN, _RAINY_SHARE = 0.18, 0.6
_WAVE, _HOLIDAY = 1.3, 1.4
_BUSY_HOUR = 2.0

_HOURS: Mapping[int, tuple[float, ...]] = {
    # from 9 to 21 o'clock; on a Saturday three times as many come between 14 and 18 as on a working day
    0: (0.9, 1.2, 1.1, 0.7, 0.6, 0.6, 0.7, 0.8, 0.9, 1.3, 1.5, 1.1, 0.5),
    5: (1.1, 1.5, 1.5, 1.0, 1.3, 2.4, 2.7, 2.7, 2.4, 1.6, 1.5, 1.0, 0.5),
    6: (1.5, 1.8, 1.5, 1.1, 1.2, 1.9, 2.1, 2.0, 1.6, 1.2, 1.0, 0.7, 0.3),
}
_SEASONS = (
    ("moon", (9, 1), (10, 6)),
    ("cold", (10, 15), (12, 31)),
    ("cold", (1, 1), (2, 20)),
    ("newyear", (1, 5), (2, 10)),
    ("hot", (5, 25), (8, 31)),
)
_WAVE_SALES, _WAVE_RETURNS = ((11, 1), (11, 11)), ((11, 11), (11, 18))


@dataclass(frozen=True, slots=True)
class Weather:
    """What kind of day it is: ``seasons`` are marks of goods and talk that fit, ``crowd`` the visitors expected."""

    seasons: frozenset[str]
    crowd: float


def weather(seed: int, day: date, days_ago: int) -> Weather:
    """The same day of the same seed always has the same weather."""
    seasons = {name for name, first, last in _SEASONS if first <= (day.month, day.day) <= last}
    crowd: float = {5: _SATURDAY, 6: _SUNDAY}.get(day.weekday(), _WEEKDAY)
    if is_in(day, _WAVE_SALES) or is_in(day, _WAVE_RETURNS):
        seasons.add("wave")
    if is_in(day, _WAVE_RETURNS):
        crowd *= _WAVE
    if day.month == 10 and day.day <= 7:
        crowd *= _HOLIDAY
    if random.Random(f"{seed} {day}").random() < _RAIN:
        seasons.add("rain")
        crowd *= _RAINY_SHARE
    share = TODAY_SHARE if days_ago == 0 else 1.0 if days_ago < LIVELY_DAYS else OLDER_SHARE
    return Weather(frozenset(seasons), crowd * share)


def is_in(day: date, span: tuple[tuple[int, int], tuple[int, int]]) -> bool:
    return span[0] <= (day.month, day.day) <= span[1]


def after_the_wave(day: date) -> bool:
    """The week in which what was bought for Double Eleven comes back."""
    return is_in(day, _WAVE_RETURNS)


def on_sale(day: date) -> bool:
    return is_in(day, _WAVE_SALES)


def hours_of(day: date) -> tuple[float, ...]:
    """How much each hour has of the day, from opening on."""
    return _HOURS.get(day.weekday(), _HOURS[0])


def is_busy(at: datetime) -> bool:
    """Whether people queue at this hour of the store's own clock: greetings come late then."""
    hour = at.hour - OPENS.hour
    weights = hours_of(at.date())
    return 0 <= hour < len(weights) and weights[hour] >= _BUSY_HOUR


def arrivals(dice: random.Random, day: date, crowd: float) -> list[datetime]:
    """When people come to the desk on this day, by the store's own clock, in order."""
    weights = hours_of(day)
    sums = list(accumulate(weights))
    opened = datetime.combine(day, OPENS)
    many = max(1, round(crowd * dice.uniform(0.85, 1.15)))
    found = []
    for number in range(many):
        place = (number + dice.random()) / many * sums[-1]
        hour = min(bisect(sums, place), len(weights) - 1)
        into = 1 - (sums[hour] - place) / weights[hour]
        found.append(opened + timedelta(hours=hour + into))
    return sorted(found)


class Stage(StrEnum):
    """How far a business day has come."""

    BEFORE = "BEFORE"
    OPEN = "OPEN"
    CLOSING = "CLOSING"
    OVER = "OVER"


@dataclass(frozen=True, slots=True)
class Span:
    """One business day as far as it has come, by the store's own clock: nobody comes after ``last_arrival``, and what
    somebody does then has its end before ``until``."""

    stage: Stage
    opens_at: datetime
    closes_at: datetime
    last_arrival: datetime
    until: datetime


LATEST_VISITS = timedelta(seconds=200)
"""The last of the time before now has visitors of its own: those who are still there."""
LONGEST_VISIT = timedelta(minutes=15)
LOCKING_UP = timedelta(minutes=20)
"""From the last customer to the lock: the log is printed, the desk is locked."""


def span_of(day: date, now: datetime) -> Span:
    """The part of ``day`` that lies before ``now``; both by the store's own clock."""
    opens_at, closes_at = datetime.combine(day, OPENS), datetime.combine(day, CLOSES)
    stage = (
        Stage.BEFORE if now <= opens_at
        else Stage.OPEN if now < closes_at
        else Stage.CLOSING if now < closes_at + LOCKING_UP
        else Stage.OVER
    )  # fmt: skip
    until = max(opens_at, now - LATEST_VISITS) if stage is Stage.OPEN else now
    return Span(stage, opens_at, closes_at, min(closes_at, until - LONGEST_VISIT), until)
