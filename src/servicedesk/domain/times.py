"""Instants, zones and business days.

Instants are aware datetimes in UTC; on disk they are integer milliseconds since 1970 (``_at_ms``). A business day is
the store's calendar date with a turn-over hour, never UTC's date. Durations come from a monotonic clock, never from
instants.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """The wall and the monotonic clock. The composition root reads the machine's; tests use a fixed one."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...

    def monotonic_s(self) -> float:
        """Seconds that never jump, from an arbitrary start."""
        ...


class FixedClock:
    """A clock that stands still until told to move; ``advance`` moves both readings, ``jump`` only the wall."""

    def __init__(self, at: datetime) -> None:
        self._now = at.astimezone(UTC)
        self._monotonic_s = 1000.0

    def now(self) -> datetime:
        return self._now

    def monotonic_s(self) -> float:
        return self._monotonic_s

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self._monotonic_s += seconds

    def jump(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


def to_ms(instant: datetime) -> int:
    """Milliseconds since 1970 of an aware instant; a naive one is a bug."""
    if instant.tzinfo is None:
        raise ValueError("a naive datetime is no instant")
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=ms)


def local_date(instant: datetime, zone: str) -> date:
    """The calendar date an instant has in a zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def business_day(instant: datetime, zone: str, turnover_hour: int = 4) -> date:
    """The store's working day: before the turn-over hour it is still yesterday (architecture 2.10)."""
    return (instant.astimezone(ZoneInfo(zone)) - timedelta(hours=turnover_hour)).date()
