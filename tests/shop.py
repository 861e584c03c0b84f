"""A counter with a till's sales on it, closed and laid aside, for the harnesses that start programs of their own.

Making one takes a second and is done once a test module; the programs find the counter in ``home`` and beside it who
works there.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from tests.builders import StaffedDesk, closing, counter, done, put_to_work

from servicedesk.desk.sales_files import take_file
from servicedesk.domain.staff import SYSTEM, Role, Session
from servicedesk.domain.times import FixedClock
from servicedesk.paths import Home
from servicedesk.records import store
from servicedesk.records.work import Steps, no_steps

RECEIPTS, LINES = 24, 3
_ROLES = ("manager", "supervisor", "clerk", "other_clerk")


def receipt(index: int) -> str:
    return f"R-{index:04d}"


def lay_aside(folder: Path, receipts: int = RECEIPTS) -> Home:
    """A counter with so many receipts of two days ago, closed, in ``folder``/home."""
    with closing(counter(folder)) as desk:
        till = folder / "till.csv"
        write_till(till, range(1, receipts + 1))
        taken = done(take_file(desk, SYSTEM, till, "generic"))
        assert (taken.sales, taken.lines_taken) == (receipts, receipts * LINES)
        people: dict[str, object] = {role: asdict(getattr(desk, role)) for role in _ROLES}
        told = people | {"pins": desk.pins, "recovery_code": desk.recovery_code}
    (folder / "people.json").write_text(json.dumps(told))
    return desk.home


def write_till(file: Path, receipts: range) -> None:
    """Every fourth receipt begins with a thing so dear that a supervisor has to sign its return."""
    rows = ["receipt,bought_at,tenders,line,code,name,qty,unit_price\n"]
    for index in receipts:
        prices = [6800 if index % 4 == 0 else 30, 45, 120]
        paid = f"CASH=20.00;WECHAT={sum(prices) - 20}.00"
        for line, price in enumerate(prices, 1):
            code, name = f"69012345{line:05d}", f"Kettle {line}"
            rows.append(f"{receipt(index)},2026-03-08 12:00:00,{paid},{line},{code},{name},1,{price}.00\n")
    file.write_text("".join(rows), encoding="utf-8")


class People:
    """Who works at a counter that was laid aside, from the file beside it."""

    def __init__(self, aside: Path) -> None:
        told = json.loads((aside / "people.json").read_text())
        self.pins: dict[str, str] = told["pins"]
        self.recovery_code: str = told["recovery_code"]
        self.sessions = {role: _session(told[role]) for role in _ROLES}

    def at_work(self, home: Home, clock: FixedClock, *, steps: Steps = no_steps) -> StaffedDesk:
        """Open the counter with everybody signed in, as if they had never left."""
        desk = StaffedDesk(store.open_store(home), clock, steps=steps)
        desk.pins, desk.recovery_code = dict(self.pins), self.recovery_code
        desk.manager, desk.supervisor, desk.clerk, desk.other_clerk = (self.sessions[role] for role in _ROLES)
        put_to_work(desk)
        return desk


def _session(told: dict[str, str]) -> Session:
    return Session(told["session_id"], told["staff_id"], told["number"], told["name"], Role(told["role"]))
