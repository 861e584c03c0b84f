"""The demo store's counter while people come to it: one clock, one person signed in, and whoever is there.

What somebody does at the desk is a ``Process``: it acts, says how many seconds pass, and acts again. Several run at the
same time, as people do: one is greeted while another is served. Nothing ever happens after the moment at which the
store stands; ``Counter.to`` is the one place where time goes on, and refuses.
"""

from __future__ import annotations

import heapq
import random  # noqa: TID251 - seeded on purpose: the same seed gives the same day
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from servicedesk.commands import demo_rhythm as rhythm
from servicedesk.desk import drawer, paper, staff
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done
from servicedesk.domain.slips import DrawerState, SlipState
from servicedesk.domain.staff import SYSTEM, Session
from servicedesk.domain.times import FixedClock
from servicedesk.errors import BugError

ZONE = ZoneInfo("Asia/Shanghai")
Process = Iterator[float]
Person = Mapping[str, str]
_ALONE_S, _CROWDED_S = (4, 29, 9), (9, 80, 22)
"""How long somebody waits for a greeting: least, most, usual; the second while others are served or at a busy hour."""


class Counter:
    """The desk with its people. ``at`` is the latest instant there is; ``in_hand`` counts who stands here now."""

    def __init__(
        self, desk: Desk, clock: FixedClock, at: datetime, about: Mapping[str, Any], dice: random.Random
    ) -> None:
        self.desk, self.about, self.dice = desk, about, dice
        self.in_hand = 0
        self._clock, self._at = clock, at
        self._who: Session = SYSTEM

    @property
    def who(self) -> Session:
        """Whoever is signed in now."""
        return self._who

    def to(self, instant: datetime) -> None:
        """Let the time pass until this instant. BugError when it lies behind the moment at which the store stands."""
        if instant > self._at:
            raise BugError(f"the demo store would live in the future: {instant} is after {self._at}")
        self._clock.advance(max(0.0, (instant - self._clock.now()).total_seconds()))

    def local(self) -> datetime:
        """The store's own clock, without its zone."""
        return self._clock.now().astimezone(ZONE).replace(tzinfo=None)

    def pass_s(self, seconds: float) -> None:
        self.to(self._clock.now() + timedelta(seconds=seconds))

    def last_moment(self) -> datetime:
        """The moment at which the store stands, by its own clock."""
        return self._at.astimezone(ZONE).replace(tzinfo=None)

    def run(self, coming: Iterable[tuple[datetime, Process]], until: datetime) -> None:
        """Whoever comes, in the order of time; what would be done after ``until`` stays undone (an open visit is one
        that somebody parked)."""
        order = count()
        line = [(instant, next(order), process) for instant, process in coming]
        heapq.heapify(line)
        while line and line[0][0] <= until:
            instant, _, process = heapq.heappop(line)
            self.to(instant)
            wait_s = next(process, None)
            if wait_s is not None:
                heapq.heappush(line, (instant + timedelta(seconds=wait_s), next(order), process))

    def wait_s(self) -> float:
        """How long the next one waits for a greeting."""
        crowded = self.in_hand > 0 or rhythm.is_busy(self.local())
        low, high, usual = _CROWDED_S if crowded else _ALONE_S
        return self.dice.triangular(low, high, usual)

    # --- people ------------------------------------------------------------------------------------------------------
    def sign_in(self, person: Person) -> Session:
        self._who = done(staff.sign_in(self.desk, person["number"], person["pin"]))
        return self._who

    def lock(self) -> None:
        staff.lock(self.desk, self._who)
        self._who = SYSTEM

    def shift(self, person: Person) -> Process:
        """Somebody takes the desk over."""
        self.sign_in(person)
        yield from ()

    def second_person(self, role: str) -> Person:
        """Who approves: somebody else of this role, or the manager."""
        people = [one for one in self.about["staff"] if one["number"] != self._who.number]
        found: Person = next((one for one in people if one["role"] == role), people[0])
        return found

    # --- paper -------------------------------------------------------------------------------------------------------
    def print_all(self, *, unsure: bool = False) -> str | None:
        """What was queued comes out, and a drawer that was told to open does. ``unsure``: of the first slip nobody can
        tell; answers its id."""
        asked = None
        while (job := paper.next_job(self.desk)) is not None:
            state = SlipState.UNKNOWN if unsure and asked is None else SlipState.CONFIRMED
            asked = job.slip_id if state is SlipState.UNKNOWN else asked
            paper.mark_sending(self.desk, job.slip_id, "PT-80" if job.printer == paper.SLIP_PRINTER else "A4")
            paper.mark_outcome(self.desk, job.slip_id, state)
        opening = drawer.next_opening(self.desk, frozenset())
        if opening is not None:
            drawer.mark_pulsed(self.desk, opening.opening_id, DrawerState.SENT, "PT-80")
        return asked


def instant_of(local: datetime) -> datetime:
    """A reading of the store's own clock as an instant."""
    return local.replace(tzinfo=ZONE).astimezone(UTC)


def done(outcome: Any) -> Any:
    """What an action answered; in the demo every action has to work."""
    if not isinstance(outcome, Done):
        raise BugError(f"the demo store met a refusal: {outcome}")
    return outcome.value
