"""The wall clock against the steady one: a jump is a fact and a notice, never a lost return (architecture 2.10)."""

from __future__ import annotations

from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done
from servicedesk.domain.counters import ClockJumped
from servicedesk.domain.staff import SYSTEM, Session


def note_jump(desk: Desk, who: Session | None, jump_s: int) -> Done[None]:
    """The wall clock moved by ``jump_s`` seconds against the monotonic one; noted even while nobody is signed in."""
    with desk.work(who if who is not None and who.session_id in desk.sessions else SYSTEM) as work:
        work.record(ClockJumped(jump_s))
    return Done(None, frozenset({"clock"}))
