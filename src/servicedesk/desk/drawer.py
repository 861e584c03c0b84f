"""The cash drawer: told to open by a fact of its own, pulsed once at most, and what became of it is a fact too (H7).

The pulse is no part of a slip: paper that is printed again opens nothing. An opening that nobody has carried out within
``WORTH_OPENING`` is left shut: a drawer that opens by itself, later, is worse than one that is opened with its key.
"""

from __future__ import annotations

from datetime import timedelta

from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.domain.returns_facts import DrawerOpened
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import DRAWER_CHECK, DrawerPulsed, DrawerState
from servicedesk.domain.staff import SYSTEM, Permission, Session
from servicedesk.records.queries import slips as slip_rows
from servicedesk.records.queries.slips import Opening
from servicedesk.wording import N_

TOPICS = frozenset({"drawer"})
WORTH_OPENING = timedelta(seconds=30)
LOOK_BACK = timedelta(minutes=10)
"""How far openings of an earlier run are looked for; older ones tell nothing any more."""
_TOO_LATE = N_("It was told to open and servicedesk could not do it at once. Open it with its key.")


def check(desk: Desk, who: Session) -> Done[None] | Refused:
    """Open the drawer to see that it works; who did it stands in the day's log."""
    refused = desk.refuse_unless(who, Permission.DRAWER_CHECK)
    if refused:
        return refused
    with desk.work(who) as work:
        work.record(DrawerOpened("", DRAWER_CHECK))
    return Done(None, TOPICS)


def next_opening(desk: Desk, tried: frozenset[str]) -> Opening | None:
    """The opening to be carried out now, or None. Those that were ``tried`` in this run are never tried again; those
    that come too late are noted as unknown and stay shut."""
    now = desk.now()
    with desk.database.reading() as connection:
        untold = slip_rows.openings_untold(connection, now - LOOK_BACK)
    waiting = [one for one in untold if one.opening_id not in tried]
    for opening in waiting:
        if timedelta(0) <= now - opening.told_at <= WORTH_OPENING:
            return opening
        mark_pulsed(desk, opening.opening_id, DrawerState.UNKNOWN, "", Sentence(_TOO_LATE))
    return None


def mark_pulsed(
    desk: Desk, opening_id: str, state: DrawerState, printer_name: str, reason: Sentence | None = None
) -> Done[None]:
    """What became of an opening, in the store's language, because the day's log says it again."""
    said = desk.words.say(reason) if reason is not None else ""
    with desk.work(SYSTEM) as work:
        work.record(DrawerPulsed(opening_id, state, printer_name, said))
    return Done(None, frozenset({"paper"}))
