"""Erasing what was kept about a person: the facts that said it, and their words on every paper that is still kept."""

from __future__ import annotations

from collections.abc import Collection

from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.domain.erasure import struck_out
from servicedesk.domain.slips import SlipQueued
from servicedesk.domain.staff import Permission, Session
from servicedesk.records import erasure, journal
from servicedesk.records.database import Reader
from servicedesk.wire import documents as document_codec

TOPICS = frozenset({"visits", "returns", "approvals", "slips", "staff"})
DOCUMENT = "document"


def erase(desk: Desk, who: Session, fact_ids: Collection[str]) -> Done[int] | Refused:
    """Erase the personal parts of these facts, and what they said wherever it stands on a kept paper; answers how many
    papers that were. A paper printed again is the same, but for what is struck out."""
    refused = desk.refuse_unless(who, Permission.CUSTOMER_UNMASK)
    if refused:
        return refused
    with desk.work(who) as work:
        papers = _papers_that_say(work.connection, fact_ids, desk.words("(erased)"))
        erasure.erase(work, {*fact_ids, *papers}, papers)
    erasure.forget_writes(desk.database)
    return Done(len(papers), TOPICS)


def _papers_that_say(connection: Reader, fact_ids: Collection[str], mark: str) -> dict[str, str]:
    """Fact id → the paper with everything these facts say of people struck out, for each paper that says any of it."""
    recorded = list(journal.read(connection))
    texts = {
        text
        for one in recorded
        if one.header.fact_id in fact_ids
        for name, text in one.personal.items()
        if name != DOCUMENT
    }
    changed = {}
    for one in recorded:
        if isinstance(one.fact, SlipQueued) and DOCUMENT in one.personal:
            document = document_codec.decode_document(one.personal[DOCUMENT])
            struck = struck_out(document, texts, mark)
            if struck != document or one.header.fact_id in fact_ids:
                changed[one.header.fact_id] = document_codec.encode_document(struck).decode()
    return changed
