"""The machine's clocks."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class SystemClock:
    """The machine's clocks; the only place of the terminal where they are read.

    The steady one goes on while the computer sleeps, where the system has such a clock: waking up is no jump."""

    def __init__(self) -> None:
        boot: int | None = getattr(time, "CLOCK_BOOTTIME", None)
        self._steady_s = time.monotonic if boot is None else lambda: time.clock_gettime(boot)

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is the clock everybody else is told to ask

    def monotonic_s(self) -> float:
        return self._steady_s()

    def offset_min(self) -> int | None:
        """How far the computer's own zone is from UTC now."""
        offset = self.now().astimezone().utcoffset()
        return None if offset is None else round(offset.total_seconds() / 60)
