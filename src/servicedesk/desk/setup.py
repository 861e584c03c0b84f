"""Beginning and beginning again: a new counter, its first manager, and a restored one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from servicedesk.desk.context import Desk
from servicedesk.desk.staff import draw_pin, set_verifier
from servicedesk.domain.counters import CounterOpened, CounterProfile, CounterRestored, PolicyAdopted
from servicedesk.domain.staff import SYSTEM, PinIssued, Role, StaffAdded
from servicedesk.domain.times import Clock
from servicedesk.paths import Home
from servicedesk.records import store
from servicedesk.records.store import OpenStore
from servicedesk.records.work import Identity, Steps, no_steps
from servicedesk.wire import policies as policy_files


@dataclass(frozen=True, slots=True)
class FirstDay:
    """What ``init`` prints once: the recovery code, and the first manager's number and PIN."""

    recovery_code: str
    manager_number: str
    manager_pin: str


def open_counter(home: Home, clock: Clock, profile: CounterProfile, manager_name: str, manager_number: str = "1001") -> FirstDay:
    """Make a new, empty counter. Raises StoreExistsError; leaves nothing open."""
    opened, recovery_code = store.create(home)
    desk = Desk(opened, clock)
    try:
        desk.become(Identity(profile, 1, store.new_stream(), policy_files.default_policy().version))
        pin = draw_pin(manager_number)
        staff_id = secrets.token_hex(8)
        with desk.work(SYSTEM) as work:
            work.record(CounterOpened(profile))
            work.record(PolicyAdopted(desk.policy.version, policy_files.default_digest()))
            work.record(StaffAdded(staff_id, manager_number, Role.MANAGER), {"name": manager_name})
            work.record(PinIssued(staff_id, by_owner=False))
            set_verifier(work.connection, desk.pepper, staff_id, pin)
    finally:
        desk.close()
    return FirstDay(recovery_code, manager_number, pin)


def open_desk(home: Home, clock: Clock, *, verify: bool = True, steps: Steps = no_steps) -> Desk:
    """Open the counter at ``home``; see ``records.store.open_store`` for what can be wrong with it."""
    opened: OpenStore = store.open_store(home, verify=verify)
    return Desk(opened, clock, steps=steps)


def begin_incarnation(desk: Desk) -> None:
    """After a restore: leave the old stream where it is and begin a new one, with a letter in every number from now on."""
    left = desk.head()
    old = desk.identity
    assert left is not None
    desk.become(replace(old, incarnation=old.incarnation + 1, stream=store.new_stream()))
    with desk.work(SYSTEM) as work:
        work.record(CounterRestored(left.stream, left.seq, left.hash, old.incarnation + 1))
    desk.identity_changed()
