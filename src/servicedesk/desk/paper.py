"""Paper as work: queue a document with its fact, hand jobs to the spooler one by one, note what came of each.

A document prints only after its fact is committed: it lies in the journal, and the spooler reads it from there.
"Sending" is committed before the first byte, so a crash can never print a second original (reliability 3.14).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from servicedesk.desk import room, slips
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.domain.documents import Document
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import (
    PAGE_PRINTER,
    SLIP_PRINTER,
    SlipOutcome,
    SlipQueued,
    SlipReleased,
    SlipSent,
    SlipState,
    freshness,
)
from servicedesk.domain.staff import SYSTEM, Permission, Session
from servicedesk.records.queries import slips as slip_rows
from servicedesk.records.work import Work
from servicedesk.wire import documents as document_codec
from servicedesk.wording import N_

__all__ = ["PAGE_PRINTER", "SLIP_PRINTER"]  # the roles are the domain's; whoever queues paper finds them here
TOPICS = frozenset({"slips"})

_NOT_ASKED = N_("What became of this paper is known already. Nothing was printed. Look at the list of papers.")
_GONE = N_("There is no paper with this number here. Nothing was printed. Check the number.")


@dataclass(frozen=True, slots=True)
class SlipJob:
    """One document for one printer role; ``slip_id`` is how its outcome is told."""

    slip_id: str
    printer: str
    document: Document


def one_printer(role: str, place: int) -> str:
    """The queue of one printer alone, by its place among those of a role: for its test sheet, which must not come out
    at another one."""
    return f"{role}#{place + 1}"


def queue(work: Work, document: Document, printer: str = SLIP_PRINTER, *, about: str = "", copy_no: int = 0) -> str:
    """Put a document in line, in the transaction of the fact it tells of; returns its slip id."""
    slip_id = secrets.token_hex(8)
    fact = SlipQueued(slip_id, document.kind, about or document.number, printer, copy_no)
    work.record(fact, {"document": document_codec.encode_document(document).decode()})
    return slip_id


def next_job(desk: Desk, printers: frozenset[str] | None = None) -> SlipJob | None:
    """The oldest document that waits (queued, or failed and tried again) for one of these printers (None: for any), or
    None. What has waited too long is not among them: a person is asked about it (``release``, ``drop``)."""
    fresh = freshness(desk.profile, desk.now())
    with desk.database.reading() as connection:
        row = slip_rows.oldest_waiting(connection, fresh, printers)
        return None if row is None else SlipJob(row.slip_id, row.printer, _document(desk, connection, row))


def left_sending(desk: Desk, printers: frozenset[str] | None = None) -> list[SlipJob]:
    """What is said to be under way to one of these printers (None: to any): after a start, what was cut off."""
    with desk.database.reading() as connection:
        rows = slip_rows.in_state(connection, SlipState.SENDING)
        wanted = [row for row in rows if printers is None or row.printer in printers]
        return [SlipJob(row.slip_id, row.printer, _document(desk, connection, row)) for row in wanted]


def _document(desk: Desk, connection: slip_rows.Reader, row: slip_rows.SlipRow) -> Document:
    """What this piece says; what was erased of it prints as erased, and an erasure never stops the printer."""
    stored = slip_rows.document_bytes(connection, row)
    if stored is not None:
        return document_codec.decode_document(stored)
    return slips.erased_paper(desk.words, row.kind, row.about, page=row.printer == PAGE_PRINTER)


def mark_sending(desk: Desk, slip_id: str, printer_name: str) -> Done[None]:
    """The first byte is about to leave; on disk before it does."""
    _record(desk, SlipSent(slip_id, printer_name))
    return Done(None, TOPICS)


def mark_outcome(desk: Desk, slip_id: str, state: SlipState, reason: str = "") -> Done[None]:
    _record(desk, SlipOutcome(slip_id, state, reason))
    return Done(None, TOPICS)


def _record(desk: Desk, fact: object) -> None:
    """What happens to a paper is noted even when the disk is full: the reserve is there for it."""

    def note() -> None:
        with desk.work(SYSTEM, essential=True) as work:
            work.record(fact)

    room.with_reserve(desk, note)


def answer_unknown(desk: Desk, who: Session, slip_id: str, *, came_out: bool) -> Done[None] | Refused:
    """ "Did RT-0217 come out?" Yes closes it; no puts a marked copy in line, never a second original."""
    refused = desk.refuse_unless(who, Permission.SLIP_REPRINT)
    if refused:
        return refused
    with desk.work(who, essential=True) as work:
        row = slip_rows.one(work.connection, slip_id)
        if row is None or row.state is not SlipState.UNKNOWN:
            return Refused("NO_SLIP", Sentence(_NOT_ASKED))
        work.record(SlipOutcome(slip_id, SlipState.CONFIRMED if came_out else SlipState.REPLACED, "asked"))
        if not came_out:
            _queue_copy(desk, who, work, row)
    return Done(None, TOPICS)


def release(desk: Desk, who: Session) -> Done[int] | Refused:
    """ "12 papers of yesterday wait": print them now; answers how many. No copies: none of them came out."""
    return _each_stale(desk, who, lambda row: SlipReleased(row.slip_id))


def drop(desk: Desk, who: Session) -> Done[int] | Refused:
    """ "12 papers of yesterday wait": nobody needs them; answers how many. Each can still be printed as a copy."""
    return _each_stale(desk, who, lambda row: SlipOutcome(row.slip_id, SlipState.DROPPED, "not wanted"))


def _each_stale(desk: Desk, who: Session, fact_for: Callable[[slip_rows.SlipRow], object]) -> Done[int] | Refused:
    refused = desk.refuse_unless(who, Permission.SLIP_REPRINT)
    if refused:
        return refused
    with desk.work(who) as work:
        rows = slip_rows.stale(work.connection, freshness(desk.profile, work.now))
        if not rows:
            return Refused("NO_SLIP", Sentence(_NOT_ASKED))
        for row in rows:
            work.record(fact_for(row))
    return Done(len(rows), TOPICS)


def reprint(desk: Desk, who: Session, about: str) -> Done[int] | Refused:
    """Print the paper of a number again, marked with its count; answers the count. A fact like any other."""
    refused = desk.refuse_unless(who, Permission.SLIP_REPRINT)
    if refused:
        return refused
    with desk.work(who, essential=True) as work:
        row = slip_rows.original_of(work.connection, about)
        if row is None:
            return Refused("NO_SLIP", Sentence(_GONE))
        refused = desk.refuse_unless(who, Permission.CUSTOMER_UNMASK) if row.kind.endswith("_UNMASKED") else None
        if refused:
            return refused
        copy_no = _queue_copy(desk, who, work, row)
    return Done(copy_no, TOPICS)


def _queue_copy(desk: Desk, who: Session, work: Work, row: slip_rows.SlipRow) -> int:
    """The same document once more, with its count in the title and a trace of when and by whom at its foot."""
    copy_no = slip_rows.copies_of(work.connection, row.about) + 1
    at = f"{work.now.astimezone(ZoneInfo(desk.profile.zone)):%Y-%m-%d %H:%M}"
    document = slips.reprinted(desk.words, _document(desk, work.connection, row), copy_no, at, who.name)
    queue(work, document, row.printer, about=row.about, copy_no=copy_no)
    return copy_no
