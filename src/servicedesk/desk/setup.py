"""Beginning and beginning again: a new counter, its first manager, and a restored one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from servicedesk.desk.clock import look_at_start
from servicedesk.desk.context import Desk
from servicedesk.desk.policies import adopt
from servicedesk.desk.staff import draw_pin, set_verifier
from servicedesk.domain import numbers
from servicedesk.domain.counters import CounterOpened, CounterProfile, CounterRestored, PolicyAdopted
from servicedesk.domain.slips import SlipOutcome, SlipState
from servicedesk.domain.staff import SYSTEM, PinIssued, Role, StaffAdded
from servicedesk.domain.times import Clock
from servicedesk.errors import BadInputError
from servicedesk.paths import Home
from servicedesk.records import staging, store
from servicedesk.records.queries import slips as slip_rows
from servicedesk.records.store import OpenStore
from servicedesk.records.work import Identity, Steps, no_steps
from servicedesk.wire import policies as policy_files


@dataclass(frozen=True, slots=True)
class FirstDay:
    """What ``init`` prints once: the recovery code, and the first manager's number and PIN."""

    recovery_code: str
    manager_number: str
    manager_pin: str


def open_counter(
    home: Home,
    clock: Clock,
    profile: CounterProfile,
    manager_name: str,
    manager_number: str = "1001",
    *,
    steps: Steps = no_steps,
) -> FirstDay:
    """Make a new, empty counter; interrupted, it can simply be made again. Leaves nothing open.

    Raises BadInputError for ids that numbers can't carry, StoreExistsError, StoreReadOnlyError."""
    if not numbers.is_usable_identity(profile.store_id, profile.terminal_id):
        raise BadInputError(problem=f"store {profile.store_id!r}, terminal {profile.terminal_id!r}")
    store.demand_free(home)
    opened, recovery_code = store.create(staging.begin(home))
    desk = _desk_of(opened, clock, steps)
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
    staging.put_in_place(home, steps)
    return FirstDay(recovery_code, manager_number, pin)


def open_desk(
    home: Home,
    clock: Clock,
    *,
    verify: bool = True,
    steps: Steps = no_steps,
    waiting: Callable[[], None] | None = None,
    reserve_bytes: int = 0,
) -> Desk:
    """Open the counter at ``home`` and compare its clock with the last record; see ``records.store.open_store`` for
    what can be wrong with it. ``reserve_bytes`` is taken of the disk for the day it is full (0: nothing)."""
    opened: OpenStore = store.open_store(home, verify=verify, waiting=waiting)
    desk = _desk_of(opened, clock, steps)
    desk.reserve_bytes = reserve_bytes
    try:
        look_at_start(desk)
        adopt(desk)
    except BaseException:
        desk.close()
        raise
    return desk


def _desk_of(opened: OpenStore, clock: Clock, steps: Steps) -> Desk:
    """The desk of an open file, which is closed again where its policies cannot be read."""
    try:
        return Desk(opened, clock, steps=steps)
    except BaseException:
        opened.database.close()
        raise


def begin_incarnation(desk: Desk, highest: int = 0) -> int:
    """After a restore: leave the old stream where it is and begin a new one, with a letter in every number from now on.

    ``highest`` is the highest incarnation known to have worked here, 0 when nothing is known: this is another machine;
    answers the new one. Here the next letter is the right one. Elsewhere a second machine may have been restored from
    the same backup, and neither can know of the other: the letter is drawn, so that they hardly ever share one. The
    stream is random in any case, and what a thing is, is its fact id. Paper that waited in the backup may have been
    printed since: a person is asked, nothing is printed a second time as an original."""
    left, old = desk.head(), desk.identity
    assert left is not None
    incarnation = (
        max(old.incarnation, highest) + 1 if highest else secrets.choice(numbers.lives_elsewhere(old.incarnation))
    )
    desk.become(replace(old, incarnation=incarnation, stream=store.new_stream()))
    with desk.work(SYSTEM) as work:
        work.record(CounterRestored(left.stream, left.seq, left.hash, incarnation))
        for state in (SlipState.QUEUED, SlipState.SENDING, SlipState.FAILED):
            for slip in slip_rows.in_state(work.connection, state):
                work.record(SlipOutcome(slip.slip_id, SlipState.UNKNOWN, "restored"))
    desk.identity_changed()
    return incarnation
