"""Taking a till's file in, as an action at the desk: sales as reference data, and one fact that says what was taken."""

from __future__ import annotations

from pathlib import Path

from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.desk.sales_import import StoreTerms, import_sales
from servicedesk.desk.sales_import.importing import Progress
from servicedesk.domain.returns_facts import SalesImported
from servicedesk.domain.sales_import import ImportSummary
from servicedesk.domain.staff import Permission, Session
from servicedesk.records.sales_writes import committing

TOPICS = frozenset({"sales"})


def take_file(
    desk: Desk,
    who: Session,
    path: Path,
    profile: str,
    *,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> Done[ImportSummary] | Refused:
    """Take every record of a file. Not one transaction but one for each batch: killed half way, the same call goes on.

    The fact comes last, so a file that was interrupted and taken again leaves one fact. Raises what ``import_sales``
    raises, and NotSavedError when the disk fails; the batches before it are safe."""
    refused = desk.refuse_unless(who, Permission.SALES_IMPORT)
    if refused:
        return refused
    terms = StoreTerms(desk.profile.store_id, desk.profile.currency, desk.profile.zone)
    commit = committing(desk.database)
    summary = import_sales(path, profile, terms, commit, encoding=encoding, progress=progress)
    with desk.work(who) as work:
        work.record(_fact(summary))
    return Done(summary, TOPICS)


def _fact(summary: ImportSummary) -> SalesImported:
    return SalesImported(
        profile=summary.profile,
        file_name=summary.file_name,
        digest=summary.digest,
        records=summary.records,
        sales=summary.sales,
        lines_taken=summary.lines_taken,
        returns_linked=summary.returns_linked,
        returns_unlinked=summary.returns_unlinked,
        already_known=summary.already_known,
        set_aside=len(summary.set_aside),
    )
