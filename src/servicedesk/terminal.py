"""One counter put together: the clock, the workers, the printers and the window. Wiring is constructor calls."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class SystemClock:
    """The machine's clocks; the only place of the terminal where they are read."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is the clock everybody else is told to ask

    def monotonic_s(self) -> float:
        return time.monotonic()
