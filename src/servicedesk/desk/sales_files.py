"""Taking a till's file in, as an action at the desk: sales as reference data, and one fact that says what was taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.desk.sales_import import StoreTerms
from servicedesk.desk.sales_import.importing import BATCH_RECORDS, Progress, import_in_slices
from servicedesk.domain.returns_facts import SalesImported
from servicedesk.domain.sales_import import ImportSummary
from servicedesk.domain.staff import Permission, Session
from servicedesk.records.sales_writes import Transaction, committing

T = TypeVar("T")
TOPICS = frozenset({"sales"})

SLICE_RECORDS = 200
"""How many records one job at the desk takes while people work there: some tens of milliseconds."""


class AtDesk(Protocol):
    """Has one short job done at the desk and answers what it answered; what others ask for comes between two."""

    def __call__(self, job: Callable[[Desk], T], /) -> T: ...


def take_file(
    desk: Desk,
    who: Session,
    path: Path,
    profile: str,
    *,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> Done[ImportSummary] | Refused:
    """``take_in_slices`` for who has the desk to themselves: larger batches, nothing between them."""
    return take_in_slices(
        lambda job: job(desk), who, path, profile, encoding=encoding, progress=progress, slice_records=BATCH_RECORDS
    )


def take_in_slices(
    at_desk: AtDesk,
    who: Session,
    path: Path,
    profile: str,
    *,
    encoding: str | None = None,
    progress: Progress | None = None,
    slice_records: int = SLICE_RECORDS,
) -> Done[ImportSummary] | Refused:
    """Take every record of a file. Not one transaction but one for each slice, and each slice a job of its own: a
    clerk never waits for more than one. Killed half way, the same call goes on.

    The file is read in the caller's thread. The fact comes last, so a file that was interrupted and taken again leaves
    one fact. Raises what ``import_in_slices`` raises, and NotSavedError when the disk fails; the slices before it are
    safe."""
    begun = at_desk(lambda desk: desk.refuse_unless(who, Permission.SALES_IMPORT) or _terms(desk))
    if isinstance(begun, Refused):
        return begun

    def transact(body: Callable[[Transaction], T]) -> T:
        return at_desk(lambda desk: _in_transaction(desk, body))

    summary = import_in_slices(
        path, profile, begun, transact, encoding=encoding, batch_records=slice_records, progress=progress
    )
    at_desk(lambda desk: _record(desk, who, summary))
    return Done(summary, TOPICS)


def _terms(desk: Desk) -> StoreTerms:
    return StoreTerms(desk.profile.store_id, desk.profile.currency, desk.profile.zone)


def _in_transaction(desk: Desk, body: Callable[[Transaction], T]) -> T:
    with committing(desk.database)() as connection:
        return body(connection)


def _record(desk: Desk, who: Session, summary: ImportSummary) -> None:
    with desk.work(who) as work:
        work.record(_fact(summary))


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
