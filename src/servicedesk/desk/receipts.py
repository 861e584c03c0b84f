"""A sales receipt printed once more: found, looked at, counted, and marked (ux 4.9, returns-policy 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from servicedesk.desk import paper, return_slips, slips
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.desk.receipt_slip import receipt_copy
from servicedesk.desk.visits import finish_in
from servicedesk.domain.documents import Document
from servicedesk.domain.sales import Sale
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import ReceiptReprinted
from servicedesk.domain.staff import Permission, Session
from servicedesk.records.database import Reader
from servicedesk.records.queries import sales
from servicedesk.records.queries import slips as slip_rows
from servicedesk.wording import N_

TOPICS = frozenset({"slips", "visits"})
FREE_REPRINTS = 3
"""Every further copy takes a reason."""

NO_RECEIPT = N_(
    "Receipt {number} is not on this counter. Try the phone's last four digits and the day, or the amount (Ctrl K)."
)
_REASON = N_("This receipt was printed {n} times already. Nothing was printed. Say why it is needed again.")


@dataclass(frozen=True, slots=True)
class ReceiptSeen:
    """A receipt and how it would be printed now; ``copies`` went to the printer before."""

    sale: Sale
    copies: int
    document: Document

    @property
    def takes_reason(self) -> bool:
        return self.copies >= FREE_REPRINTS


def look_up(desk: Desk, who: Session, number: str) -> Done[ReceiptSeen] | Refused:
    """The receipt with this number, as its next copy would look; writes nothing."""
    refused = desk.refuse_unless(who, Permission.SLIP_REPRINT)
    if refused:
        return refused
    with desk.database.reading() as connection:
        sale = sales.find_sale(connection, number)
        if sale is None:
            return Refused("NO_SALE", Sentence(NO_RECEIPT, {"number": number}))
        return Done(_seen(desk, who, connection, sale))


def reprint(
    desk: Desk, who: Session, sale_id: int, reason: str = "", visit_id: str | None = None
) -> Done[int] | Refused:
    """Print a marked copy; answers its count. From the fourth on it takes a ``reason``. Who came for it is served."""
    refused = desk.refuse_unless(who, Permission.SLIP_REPRINT)
    if refused:
        return refused
    with desk.work(who) as work:
        sale = sales.sale_of(work.connection, sale_id)
        if sale is None:
            return Refused("NO_SALE", Sentence(NO_RECEIPT, {"number": str(sale_id)}))
        seen = _seen(desk, who, work.connection, sale)
        if seen.takes_reason and not reason.strip():
            return Refused("REASON", Sentence(_REASON, {"n": seen.copies}))
        copy_no = seen.copies + 1
        said = {"reason": reason.strip()} if reason.strip() else {}
        work.record(ReceiptReprinted(sale.store_id, sale.receipt_number, sale.sale_id, copy_no), said)
        paper.queue(work, seen.document, about=sale.receipt_number, copy_no=copy_no)
        finish_in(work, desk, visit_id)
    return Done(copy_no, TOPICS)


def _seen(desk: Desk, who: Session, connection: Reader, sale: Sale) -> ReceiptSeen:
    copies = slip_rows.copies_of(connection, sale.receipt_number)
    zone = ZoneInfo(desk.profile.zone)
    plain = receipt_copy(desk.words, return_slips.letterhead(desk), sale, desk.policy, zone)
    at = return_slips.local_words(desk, desk.now())
    return ReceiptSeen(sale, copies, slips.reprinted(desk.words, plain, copies + 1, at, who.name))
