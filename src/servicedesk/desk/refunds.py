"""Money out: cash from the counted drawer, every other tender through the refund list (architecture 9 "Money out")."""

from __future__ import annotations

from servicedesk.desk import drafts
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.desk.written import written
from servicedesk.domain.returns_facts import DrawerOpened, RefundFailed, RefundPaid
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.staff import Permission, Session
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries.returns import RefundRow
from servicedesk.records.work import Work
from servicedesk.wording import N_

TOPICS = frozenset({"refunds"})
CASH = "CASH"

_NOT_OWED = N_("This refund is not owed any more. Nothing was changed. Look at the list again.")
_NOT_CASH = N_("This refund does not go out in cash. Nothing was changed. Send it the way it was paid.")
_IS_CASH = N_("This refund is cash. Nothing was changed. Count it out of the drawer with F10.")
_REFERENCE = N_(
    "The reference of the payment is missing. Nothing was saved. Type it from the payment terminal or the bank."
)
_REASON = N_("Say why it failed. Nothing was saved. One short sentence is enough.")


def _owed(work: Work, refund_id: str) -> RefundRow | None:
    row = return_rows.one_refund(work.connection, refund_id)
    return row if row is not None and row.state in ("DUE", "FAILED") else None


def pay_cash(desk: Desk, who: Session, refund_id: str) -> Done[RefundRow] | Refused:
    """Count the cash out: opens the drawer and marks the refund paid, as one action."""
    refused = desk.refuse_unless(who, Permission.REFUND_PAY)
    if refused:
        return refused
    with desk.work(who) as work:
        row = _owed(work, refund_id)
        if row is None:
            return Refused("NOT_OWED", Sentence(_NOT_OWED))
        if row.tender != CASH:
            return Refused("NOT_CASH", Sentence(_NOT_CASH))
        work.record(DrawerOpened(row.number))
        work.record(RefundPaid(refund_id, CASH))
    return Done(row, TOPICS | {"drawer"})


def mark_paid(desk: Desk, who: Session, refund_id: str, reference: str) -> Done[RefundRow] | Refused:
    """Somebody sent the money back the way it came; ``reference`` proves it."""
    refused = desk.refuse_unless(who, Permission.REFUND_PAY)
    if refused:
        return refused
    texts = written(reference)
    if isinstance(texts, Refused):
        return texts
    (reference,) = texts
    if not reference:
        return Refused("NO_REFERENCE", Sentence(_REFERENCE))
    with desk.work(who) as work:
        row = _owed(work, refund_id)
        if row is None:
            return Refused("NOT_OWED", Sentence(_NOT_OWED))
        if row.tender == CASH:
            return Refused("IS_CASH", Sentence(_IS_CASH))
        work.record(RefundPaid(refund_id, reference))
        drafts.done_with(work, refund_id, drafts.REFUND_PAID, drafts.REFUND_FAILED)
    return Done(row, TOPICS)


def mark_failed(desk: Desk, who: Session, refund_id: str, reason: str) -> Done[RefundRow] | Refused:
    """The payment came back or could not be sent; it stays on the list with its reason."""
    refused = desk.refuse_unless(who, Permission.REFUND_PAY)
    if refused:
        return refused
    texts = written(reason)
    if isinstance(texts, Refused):
        return texts
    (reason,) = texts
    if not reason:
        return Refused("NO_REASON", Sentence(_REASON))
    with desk.work(who) as work:
        row = _owed(work, refund_id)
        if row is None:
            return Refused("NOT_OWED", Sentence(_NOT_OWED))
        work.record(RefundFailed(refund_id), {"reason": reason})
        drafts.done_with(work, refund_id, drafts.REFUND_PAID, drafts.REFUND_FAILED)
    return Done(row, TOPICS)
