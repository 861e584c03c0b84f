"""How long a person has waited, or is being served: on the counter's own clock, which nobody can set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from servicedesk.domain.visits import GREETING_LIMIT_MS
from servicedesk.records.queries.visits import VisitRow
from servicedesk.ui.background import Counter


class Waiting:
    """Reads the clocks for the screen; what is recorded is measured by the desk."""

    def __init__(self, counter: Counter, now: Callable[[], datetime], monotonic_s: Callable[[], float]) -> None:
        self._counter, self._now, self._monotonic_s = counter, now, monotonic_s

    def since_arrival_s(self, visit: VisitRow) -> int:
        """Seconds since the person came. After a restart only the wall clock is left to tell."""
        return self._since_s(visit, visit.opened_mono_ms, visit.opened_at)

    def since_greeting_s(self, visit: VisitRow) -> int:
        """Seconds since the greeting, or since arrival when nobody greeted."""
        if visit.greeted_at is None or visit.greeted_mono_ms is None:
            return self.since_arrival_s(visit)
        return self._since_s(visit, visit.greeted_mono_ms, visit.greeted_at)

    def is_late(self, visit: VisitRow) -> bool:
        return self.since_arrival_s(visit) > GREETING_LIMIT_MS // 1000

    def _since_s(self, visit: VisitRow, mono_ms: int, at: datetime) -> int:
        if visit.opened_boot == self._counter.boot:
            return max(0, (round(self._monotonic_s() * 1000) - mono_ms) // 1000)
        return max(0, int((self._now() - at).total_seconds()))
