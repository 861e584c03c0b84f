"""The wall clock against the steady one and against what was recorded: a wrong date is a fact and a banner, never a
lost return (architecture 2.10, reliability B1, B2).

While nobody vouches for the date the counter goes on; its windows are marked "date doubtful" on verdict and slip.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.domain.counters import ClockJumped, DateChecked
from servicedesk.domain.staff import SYSTEM, Session
from servicedesk.domain.times import from_ms
from servicedesk.records import journal
from servicedesk.records.queries import clock as clock_rows

TOLERANCE = timedelta(minutes=2)
"""Clocks are put right by seconds all the time; this much is no jump (ux 6)."""
LONGEST_CLOSED = timedelta(days=30)
"""A shop that was shut for longer is asked whether the date is right."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the screen has to know of the clock: whether the date is doubtful, and what it is by this computer."""

    doubtful: bool
    local: datetime


def standing(desk: Desk) -> Standing:
    """How the clock stands now, by the store's zone."""
    return Standing(desk.date_doubtful, desk.now().astimezone(ZoneInfo(desk.profile.zone)))


def look_at_start(desk: Desk) -> None:
    """Compare the clock with the last record, which is a floor, and with what was said of it before the restart."""
    with desk.database.reading() as connection:
        last_ms = journal.last_at_ms(connection)
        left_s = clock_rows.unconfirmed_jump_s(connection)
    desk.clock_off_s = left_s or 0
    desk.date_doubtful = left_s is None or abs(left_s) > TOLERANCE.total_seconds()
    if last_ms is not None:
        passed = desk.now() - from_ms(last_ms)
        desk.date_doubtful = desk.date_doubtful or passed < -TOLERANCE or passed > LONGEST_CLOSED


def note_jump(desk: Desk, who: Session | None, jump_s: int) -> Done[Standing]:
    """The wall clock moved by ``jump_s`` seconds against the monotonic one; noted even while nobody is signed in.

    A second jump that takes back the first one leaves nothing in doubt."""
    with desk.work(who if who is not None and who.session_id in desk.sessions else SYSTEM, essential=True) as work:
        work.record(ClockJumped(jump_s))
    was_trusted = not desk.date_doubtful or desk.clock_off_s != 0
    desk.clock_off_s += jump_s
    if was_trusted:
        desk.date_doubtful = abs(desk.clock_off_s) > TOLERANCE.total_seconds()
    return Done(standing(desk), frozenset({"clock"}))


def answer(desk: Desk, who: Session, *, right: bool) -> Done[Standing] | Refused:
    """ "Is today Friday, 21 November?" The answer and who gave it are a fact."""
    refused = desk.refuse_stranger(who)
    if refused:
        return refused
    shown_on = desk.now().astimezone(ZoneInfo(desk.profile.zone)).date()
    with desk.work(who, essential=True) as work:
        work.record(DateChecked(shown_on, right))
    desk.date_doubtful = not right
    desk.clock_off_s = 0
    return Done(standing(desk), frozenset({"clock"}))
