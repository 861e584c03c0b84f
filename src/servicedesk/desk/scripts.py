"""Using the library of sentences."""

from __future__ import annotations

from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.domain.scripts import ScriptUsed
from servicedesk.domain.staff import Session


def use(desk: Desk, who: Session, script_id: str) -> Done[str] | Refused:
    """A script was taken into the note of a page; answers its id."""
    refused = desk.refuse_stranger(who)
    if refused:
        return refused
    with desk.work(who) as work:
        work.record(ScriptUsed(script_id))
    return Done(script_id, frozenset({"scripts"}))
