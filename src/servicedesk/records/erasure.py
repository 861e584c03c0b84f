"""Erasing personal parts: bytes and salt are deleted, a fact says so, the chain still verifies (architecture 2.9, G12).

Without its salt a commitment says nothing of what it was made from. SQLite overwrites what it deletes
(``secure_delete`` in ``database``); what the log of writes still held goes with ``forget_writes``. Backups made before
keep theirs until they expire.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from servicedesk.domain.erasure import PersonalErased
from servicedesk.records import rebuild
from servicedesk.records.database import Database
from servicedesk.records.tables import journal, personal_parts
from servicedesk.records.work import Work


def erase(work: Work, fact_ids: Iterable[str], stand_ins: Mapping[str, str] | None = None) -> str:
    """Erase the personal parts of these facts inside the action's transaction; answers the fact id that says so.

    ``stand_ins`` maps the fact id of a queued paper to the document that is printed in its place. All facts are folded
    again, so that no read table keeps what is gone: a matter of seconds in a file of years."""
    erased = tuple(sorted(set(fact_ids)))
    said = work.record(PersonalErased(erased), stand_ins)
    positions = select(journal.c.position).where(journal.c.fact_id.in_(erased))
    work.connection.execute(personal_parts.delete().where(personal_parts.c.position.in_(positions)))
    rebuild.refold(work.connection)
    return said


def forget_writes(database: Database) -> None:
    """After the erasing was committed: empty the write-ahead log, where the deleted bytes may still lie."""
    database.empty_log()
