"""How the demo store lives through its days; see ``demo``: all by the importer and the desk's own actions."""

from __future__ import annotations

import csv
import json
import random  # noqa: TID251 - seeded on purpose: the same seed gives the same store
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from servicedesk import paths
from servicedesk.commands import demo_rhythm as rhythm
from servicedesk.commands.demo_counter import ZONE, Counter, done, instant_of
from servicedesk.commands.demo_days import Days, TillPost
from servicedesk.commands.demo_till import DemoTill
from servicedesk.desk import setup, staff
from servicedesk.desk.context import Desk
from servicedesk.domain.counters import CounterProfile
from servicedesk.domain.staff import SYSTEM, PinIssued, Role
from servicedesk.domain.times import FixedClock, business_day
from servicedesk.paths import Home
from servicedesk.records.journal import count
from servicedesk.records.queries import staff as staff_rows
from servicedesk.terminal.face import keep_face

_BEFORE_OPENING = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Made:
    """How much there is in the end."""

    facts: int
    sales: int


@cache
def description() -> dict[str, Any]:
    """The store's people, goods, talk and told cases: what lies in resources/demo. ``goods`` have code (EAN-13), name,
    category, price_minor and season; their codes begin as no company's do that we know of."""
    folder = paths.resources() / "demo"
    read: dict[str, Any] = json.loads((folder / "store.json").read_text(encoding="utf-8"))
    read |= json.loads((folder / "talk.json").read_text(encoding="utf-8"))
    for name in ("names", "cases"):
        read[name] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    with (folder / "goods.csv").open(encoding="utf-8", newline="") as rows:
        read["goods"] = [row | {"price_minor": int(row["price_minor"])} for row in csv.DictReader(rows)]
    return read


class DemoStore:
    """``at`` is the moment at which the store stands when it is made: its business day is the last one, as far as it
    has come by then."""

    def __init__(self, home: Home, at: datetime, *, seed: int, days: int) -> None:
        self._home, self._at, self._seed, self._days = home, at.astimezone(UTC), seed, days
        self._dice = random.Random(seed)
        self._about = description()
        self._today = business_day(self._at, ZONE.key)
        self._till = DemoTill(self._about, self._dice, self._today, days)
        first = instant_of(datetime.combine(self._today - timedelta(days=days), rhythm.OPENS)) - _BEFORE_OPENING
        self._clock = FixedClock(min(first, self._at))

    def make(self, told: Callable[[int, int], None]) -> Made:
        """Do it; ``told(day, days)`` after each day."""
        desk = self._found()
        try:
            self._hire(desk)
            counter = Counter(desk, self._clock, self._at, self._about, self._dice)
            post = TillPost(self._home, counter, self._till)
            post.take()
            days = Days(counter, self._till, post, self._today, self._seed)
            for back in range(self._days, -1, -1):
                days.live(back)
                told(self._days - back, self._days)
            with desk.database.reading() as connection:
                return Made(count(connection), post.taken)
        finally:
            desk.close()

    def make_new(self) -> None:
        """Only the counter and its people, on the morning of its first day."""
        desk = self._found()
        try:
            self._hire(desk)
        finally:
            desk.close()

    def _found(self) -> Desk:
        about = self._about
        profile = CounterProfile(
            "RM01", "T01", about["chain"], about["store"], about["desk"], about["phone"], about["hours"],
            legal_entity=about["legal_entity"],
        )  # fmt: skip
        manager = about["staff"][0]
        keep_face(self._home, profile)
        setup.open_counter(self._home, self._clock, profile, manager["name"], manager["number"])
        return setup.open_desk(self._home, self._clock, verify=False)

    # --- people ------------------------------------------------------------------------------------------------------
    def _hire(self, desk: Desk) -> None:
        """Everybody gets the PIN that the demo prints: the demo's doors are open on purpose."""
        first, *others = self._about["staff"]
        self._give_pin(desk, first)
        manager = done(staff.sign_in(desk, first["number"], first["pin"]))
        for one in others:
            done(staff.add(desk, manager, first["pin"], one["number"], one["name"], Role(one["role"])))
            self._give_pin(desk, one)
        staff.lock(desk, manager)

    def _give_pin(self, desk: Desk, one: dict[str, str]) -> None:
        with desk.database.reading() as connection:
            member = staff_rows.by_number(connection, one["number"])
        assert member is not None, one
        with desk.work(SYSTEM) as work:
            work.record(PinIssued(member.staff_id, by_owner=True))
            staff.set_verifier(work.connection, desk.pepper, member.staff_id, one["pin"])
