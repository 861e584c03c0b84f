"""Proving at the desk that the read tables are what the facts say."""

from __future__ import annotations

from dataclasses import dataclass

from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.domain.staff import Permission, Session
from servicedesk.errors import Progress, no_progress
from servicedesk.records import journal, rebuild


@dataclass(frozen=True, slots=True)
class Checked:
    """How many facts were folded again, and the table and key of the first difference ("" for none)."""

    facts: int
    table: str = ""
    key: str = ""


def check_tables(desk: Desk, who: Session, *, progress: Progress = no_progress) -> Done[Checked] | Refused:
    """Fold every fact again beside the tables at work and compare. Nothing is changed; it may be stopped."""
    refused = desk.refuse_unless(who, Permission.BACKUP_MAKE)
    if refused:
        return refused
    with desk.database.reading() as connection:
        facts = journal.count(connection)
        found = rebuild.compare(connection, lambda folded: progress(folded, facts))
    return Done(Checked(facts, found.table, found.key) if found else Checked(facts))
