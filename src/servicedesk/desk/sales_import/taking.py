"""One batch of a till's records becomes sales, lines and returns, in one transaction.

Records are decided strictly one after the other, in the file's order, on what the counter's file holds by then. So a
till's file gives the same sales whatever the size of its batches, and also when the program was killed between two of
them: what was committed is the result of the records before, and those are known when the file is read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from servicedesk.desk.sales_import.fields import StoreTerms
from servicedesk.domain.sales import Channel, Promotion, phone_tail_of
from servicedesk.domain.sales_import import (
    BatchTally,
    CancelledRecord,
    OpenLine,
    SetAside,
    SetAsideCode,
    SoldRecord,
    Unlinked,
    link_cancellation,
)
from servicedesk.domain.till_receipts import TillHead, TillLine, TillReceipt, TillReturn
from servicedesk.records import sales_writes
from servicedesk.records.sales_writes import KnownRecord, SaleHead, Transaction

Item = SoldRecord | CancelledRecord | TillReceipt | TillReturn | SetAside

SAME_RECEIPT_MS = 15 * 60_000
"""Rows of one invoice may carry times this far apart (a till that stamps each row); the first is the receipt's."""

MOST_PAID_MINOR = 10**17
"""A receipt beyond this is a till gone wrong; it keeps every sum within the file's 64-bit integers."""


def records_in(item: Item) -> int:
    """How many records of the file an item is made of."""
    if isinstance(item, TillReceipt):
        return len(item.lines)
    return len(item.records) if isinstance(item, TillReturn) else 1


def identities_of(item: Item) -> Sequence[bytes]:
    """What each record of a receipt is known by."""
    if isinstance(item, SoldRecord | CancelledRecord):
        return (item.identity,)
    if isinstance(item, TillReceipt):
        return tuple(line.identity for line in item.lines)
    return tuple(record.identity for record in item.records) if isinstance(item, TillReturn) else ()


@dataclass(slots=True)
class Pending:
    """Rows not yet written; they go out together, and before anything has to see them."""

    lines: list[tuple[int, int, str, str, int, int, int, int]] = field(default_factory=list)
    open_lines: list[tuple[str, str, int, int, int]] = field(default_factory=list)


class Batch:
    """Takes items in order. ``tally`` and ``set_aside`` say what became of them once ``finish`` was called."""

    def __init__(self, connection: Transaction, terms: StoreTerms, import_id: int, items: Sequence[Item]) -> None:
        self.tally = BatchTally()
        self.set_aside: list[SetAside] = []
        self._connection = connection
        self._terms = terms
        self._import_id = import_id
        identities = [identity for item in items for identity in identities_of(item)]
        self._known = sales_writes.known_records(connection, import_id, identities)
        self._next_sale_id = sales_writes.next_sale_id(connection)
        numbers = {item.receipt_number for item in items if isinstance(item, SoldRecord)}
        self._heads = sales_writes.sale_heads(connection, terms.store_id, list(numbers))
        self._pending = Pending()

    def take(self, item: Item) -> None:
        self.tally.records += records_in(item)
        if isinstance(item, SetAside):
            self.set_aside.append(item)
        elif isinstance(item, SoldRecord):
            self._take_sold(item)
        elif isinstance(item, CancelledRecord):
            self._take_cancelled(item)
        elif isinstance(item, TillReceipt):
            self._take_receipt(item)
        else:
            self._take_return(item)

    def finish(self) -> None:
        """Write what is still waiting."""
        self._flush()
        sales_writes.put_known(self._connection, self._import_id, self._known.items())

    # --- records that stand alone ------------------------------------------------------------------------------------
    def _met(self, identity: bytes) -> KnownRecord | None:
        """One more equal record was met: its count when it is a new one, None when it was taken before."""
        record = self._known.setdefault(identity, KnownRecord())
        if record.seen < record.copies:
            record.seen += 1
            self.tally.already_known += 1
            return None
        return record

    @staticmethod
    def _taken(record: KnownRecord) -> None:
        record.seen += 1
        record.copies += 1

    def _take_sold(self, sold: SoldRecord) -> None:
        record = self._met(sold.identity)
        if record is None:
            return
        head = self._heads.get(sold.receipt_number)
        if head is None:
            head = self._heads[sold.receipt_number] = self._new_head(sold)
        elif difference := _differs(head, sold):
            self.set_aside.append(SetAside(sold.line, SetAsideCode.RECEIPT_CHANGED, difference))
            return
        self._taken(record)
        self.tally.lines_taken += 1
        gross_minor = sold.qty * sold.unit_price_minor
        head.line_count += 1
        head.paid_minor += gross_minor
        head.member_code = head.member_code or sold.member_code
        head.touched = True
        self._pending.lines.append(
            (
                head.sale_id,
                head.line_count,
                sold.code,
                sold.name,
                sold.qty,
                sold.unit_price_minor,
                gross_minor,
                gross_minor,
            )
        )
        if sold.member_code is not None:
            self._pending.open_lines.append(
                (sold.member_code, sold.code, sold.unit_price_minor, head.sale_id, head.line_count)
            )

    def _new_head(self, sold: SoldRecord) -> SaleHead:
        self.tally.sales += 1
        return SaleHead(self._new_sale_id(), sold.receipt_number, sold.bought_at_ms, sold.member_code)

    def _new_sale_id(self) -> int:
        sale_id = self._next_sale_id
        self._next_sale_id += 1
        return sale_id

    def _take_cancelled(self, cancelled: CancelledRecord) -> None:
        record = self._met(cancelled.identity)
        if record is None:
            return
        self._taken(record)
        self._flush()
        if cancelled.member_code is None:
            self._put_return(cancelled, Unlinked.NO_CUSTOMER)
            return
        terms = self._terms
        lines = sales_writes.lines_a_cancellation_may_mean(
            self._connection, terms.store_id, terms.currency, cancelled.member_code, cancelled.code,
            cancelled.unit_price_minor,
        )  # fmt: skip
        self._put_return(cancelled, link_cancellation(cancelled.qty, lines))

    def _put_return(self, cancelled: CancelledRecord, link: OpenLine | Unlinked, store_id: str | None = None) -> None:
        linked = link if isinstance(link, OpenLine) else None
        if linked is not None:
            sales_writes.take_back_at_till(self._connection, linked, cancelled.qty)
            self.tally.returns_linked += 1
        else:
            self.tally.returns_unlinked += 1
        values = {
            "store_id": store_id or self._terms.store_id, "receipt_number": cancelled.receipt_number,
            "returned_at_ms": cancelled.returned_at_ms, "currency": self._terms.currency,
            "member_code": cancelled.member_code, "code": cancelled.code, "name": cancelled.name,
            "qty": cancelled.qty, "unit_price_minor": cancelled.unit_price_minor,
            "amount_minor": cancelled.amount_minor, "linked_sale_id": linked.sale_id if linked else None,
            "linked_line_no": linked.line_no if linked else None,
            "unlinked_because": link.value if isinstance(link, Unlinked) else None,
        }  # fmt: skip
        sales_writes.put_till_return(self._connection, values)

    def _flush(self) -> None:
        for head in self._heads.values():
            if head.touched and head.is_new:
                sales_writes.put_sale(self._connection, self._head_row(head))
            elif head.touched:
                sales_writes.grow_sale(self._connection, head)
            head.is_new = head.touched = False
        sales_writes.put_plain_lines(self._connection, self._pending.lines)
        sales_writes.put_open_lines(self._connection, self._pending.open_lines)
        self._pending = Pending()

    def _head_row(self, head: SaleHead) -> dict[str, Any]:
        return {
            "sale_id": head.sale_id, "store_id": self._terms.store_id, "receipt_number": head.receipt_number,
            "channel": Channel.STORE.value, "bought_at_ms": head.bought_at_ms, "currency": self._terms.currency,
            "paid_minor": head.paid_minor, "line_count": head.line_count, "member_code": head.member_code,
        }  # fmt: skip

    # --- whole receipts ----------------------------------------------------------------------------------------------
    def _known_of_whole(self, lines: Sequence[TillLine | CancelledRecord]) -> None:
        """The receipt is here already: its equal rows are known, any other says something new about an old receipt."""
        for line in lines:
            if line.identity in self._known:
                self.tally.already_known += 1
            else:
                self.set_aside.append(SetAside(line.line, SetAsideCode.RECEIPT_CHANGED, line.code))

    def _take_receipt(self, receipt: TillReceipt) -> None:
        head = receipt.head
        if sales_writes.sale_heads(self._connection, head.store_id, [head.receipt_number]):
            self._known_of_whole(receipt.lines)
            return
        sale_id = self._new_sale_id()
        sales_writes.put_sale(self._connection, _receipt_row(sale_id, receipt))
        lines = zip(receipt.lines, receipt.paid_minor, strict=True)
        sales_writes.put_whole_lines(self._connection, [_line_row(sale_id, line, paid) for line, paid in lines])
        sales_writes.put_tenders(
            self._connection,
            [
                {"sale_id": sale_id, "seq": tender.seq, "kind": tender.kind, "amount_minor": tender.amount_minor}
                for tender in head.tenders
            ],
        )
        promotions = (*receipt.line_promotions, *head.order_promotions)
        rows = [_promotion_row(sale_id, seq, promotion) for seq, promotion in enumerate(promotions, 1)]
        sales_writes.put_promotions(self._connection, rows)
        for line in receipt.lines:
            self._known[line.identity] = KnownRecord(1, 1)
        self.tally.sales += 1
        self.tally.lines_taken += len(receipt.lines)

    def _take_return(self, given_back: TillReturn) -> None:
        store_id, number = given_back.store_id, given_back.receipt_number
        if sales_writes.returned_receipts(self._connection, store_id, [number]):
            self._known_of_whole(given_back.records)
            return
        for record in given_back.records:
            link: OpenLine | Unlinked = Unlinked.NO_SALE
            if record.of_receipt is not None and record.of_line is not None:
                lines = sales_writes.named_line(
                    self._connection, store_id, record.of_receipt, record.of_line, record.code
                )
                link = link_cancellation(record.qty, lines)
            self._put_return(record, link, store_id)
            self._known[record.identity] = KnownRecord(1, 1)


def _differs(head: SaleHead, sold: SoldRecord) -> str | None:
    """What a further row says otherwise about its receipt. A row that names no customer says nothing about one."""
    if head.is_whole or head.paid_minor > MOST_PAID_MINOR:
        return sold.receipt_number
    if head.member_code is not None and sold.member_code is not None and head.member_code != sold.member_code:
        return f"{sold.receipt_number}: {sold.member_code}"
    if abs(head.bought_at_ms - sold.bought_at_ms) > SAME_RECEIPT_MS:
        return sold.receipt_number
    return None


def _receipt_row(sale_id: int, receipt: TillReceipt) -> dict[str, Any]:
    head: TillHead = receipt.head
    phone = head.customer_phone
    return {
        "sale_id": sale_id, "store_id": head.store_id, "receipt_number": head.receipt_number, "channel": head.channel,
        "bought_at_ms": head.bought_at_ms, "currency": head.currency, "paid_minor": sum(receipt.paid_minor),
        "line_count": len(receipt.lines), "coupon_minor": head.coupon_minor, "points_minor": head.points_minor,
        "rounding_minor": head.rounding_minor, "points_earned": head.points_earned, "member_code": head.member_code,
        "customer_name": head.customer_name, "customer_phone": phone,
        "phone_tail": phone_tail_of(phone) if phone else None, "legal_entity": head.legal_entity,
    }  # fmt: skip


def _line_row(sale_id: int, line: TillLine, paid_minor: int) -> dict[str, Any]:
    return {
        "sale_id": sale_id, "line_no": line.line_no, "code": line.code, "name": line.name, "qty": line.qty,
        "unit_price_minor": line.unit_price_minor, "gross_minor": line.gross_minor, "paid_minor": paid_minor,
        "category": line.category, "serial": line.serial,
        "delivered_on": line.delivered_on.isoformat() if line.delivered_on else None,
        "installed_on": line.installed_on.isoformat() if line.installed_on else None,
        "clearance": int(line.clearance), "near_expiry": int(line.near_expiry),
        "disclosed_flaw": int(line.disclosed_flaw), "weight_text": line.weight_text,
    }  # fmt: skip


def _promotion_row(sale_id: int, seq: int, promotion: Promotion) -> dict[str, Any]:
    return {
        "sale_id": sale_id, "seq": seq, "kind": promotion.kind, "line_no": promotion.line_no,
        "at_minor": promotion.at_minor, "off_minor": promotion.off_minor, "buy": promotion.buy, "free": promotion.free,
        "price_minor": promotion.price_minor, "qty": promotion.qty,
    }  # fmt: skip
