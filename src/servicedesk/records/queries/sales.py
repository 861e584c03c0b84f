"""Finding a sale: by its receipt number, or by what a customer without the receipt can still tell.

Every search goes through an index, so that a million sales are as quick as ten. A phone number's tail alone finds
nothing: it needs the day or the amount beside it, so that nobody browses customers (returns-policy 4.7).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, ColumnElement, Connection, Row, Select, bindparam, select

from servicedesk.domain import times
from servicedesk.domain.sales import (
    UNKNOWN_TENDER,
    Promotion,
    Sale,
    SaleFound,
    SaleLine,
    Tender,
    normal_code,
    receipt_number_of,
)
from servicedesk.errors import BugError
from servicedesk.records.sales_tables import sale_lines, sale_promotions, sale_tenders, sales, till_returns

MOST_FOUND = 20

# The scan of a receipt is waited for: these are built once, not at each scan.
_OF_SALE: BindParameter[int] = bindparam("sale_id")
_BY_NUMBER = select(sales).where(sales.c.receipt_number == bindparam("number"))
_BY_ID = select(sales).where(sales.c.sale_id == _OF_SALE)
_LINES = select(sale_lines).where(sale_lines.c.sale_id == _OF_SALE).order_by(sale_lines.c.line_no)
_TENDERS = select(sale_tenders).where(sale_tenders.c.sale_id == _OF_SALE).order_by(sale_tenders.c.seq)
_PROMOTIONS = select(sale_promotions).where(sale_promotions.c.sale_id == _OF_SALE).order_by(sale_promotions.c.seq)


@dataclass(frozen=True, slots=True)
class TillReturnRow:
    """Goods given back at a till. ``linked_sale_id`` is None when the sale could not be told, for the reason given."""

    store_id: str
    receipt_number: str
    returned_at: datetime
    currency: str
    code: str
    name: str
    qty: int
    amount_minor: int
    linked_sale_id: int | None
    linked_line_no: int | None
    unlinked_because: str | None


def find_sale(connection: Connection, scan_text: str, store_id: str | None = None) -> Sale | None:
    """The sale with this receipt number, however it was scanned or typed. Without a store: when only one store has it;
    ``receipts_called`` shows all of them."""
    found = connection.execute(_BY_NUMBER, {"number": receipt_number_of(scan_text)}).all()
    if store_id is not None:
        found = [head for head in found if head.store_id == store_id]
    return _whole(connection, found[0]) if len(found) == 1 else None


def receipts_called(connection: Connection, scan_text: str) -> tuple[SaleFound, ...]:
    """The sales with this receipt number, of whichever store."""
    return _found(connection, sales.c.receipt_number == receipt_number_of(scan_text))


def sale_of(connection: Connection, sale_id: int) -> Sale | None:
    """The whole sale, with what has come back of it at the till and here."""
    head = connection.execute(_BY_ID, {"sale_id": sale_id}).first()
    return None if head is None else _whole(connection, head)


def _whole(connection: Connection, head: Row[Any]) -> Sale:
    of_sale = {"sale_id": head.sale_id}
    return Sale(
        sale_id=head.sale_id,
        store_id=head.store_id,
        receipt_number=head.receipt_number,
        channel=head.channel,
        bought_at=times.from_ms(head.bought_at_ms),
        currency=head.currency,
        lines=tuple(map(_line, connection.execute(_LINES, of_sale))),
        tenders=_tenders(connection, head.sale_id, head.paid_minor),
        promotions=tuple(map(_promotion, connection.execute(_PROMOTIONS, of_sale))),
        coupon_minor=head.coupon_minor,
        points_minor=head.points_minor,
        rounding_minor=head.rounding_minor,
        points_earned=head.points_earned,
        member_code=head.member_code,
        customer_name=head.customer_name,
        customer_phone=head.customer_phone,
        legal_entity=head.legal_entity,
    )


def _line(row: Row[Any]) -> SaleLine:
    return SaleLine(
        line_no=row.line_no,
        code=row.code,
        name=row.name,
        qty=row.qty,
        unit_price_minor=row.unit_price_minor,
        gross_minor=row.gross_minor,
        paid_minor=row.paid_minor,
        category=row.category,
        serial=row.serial,
        delivered_on=date.fromisoformat(row.delivered_on) if row.delivered_on else None,
        installed_on=date.fromisoformat(row.installed_on) if row.installed_on else None,
        clearance=bool(row.clearance),
        near_expiry=bool(row.near_expiry),
        disclosed_flaw=bool(row.disclosed_flaw),
        returned_qty=row.returned_at_till + row.returned_here,
        weight_text=row.weight_text,
    )


def _tenders(connection: Connection, sale_id: int, paid_minor: int) -> tuple[Tender, ...]:
    """What the till said, or one unknown tender of all that was paid when it said nothing (architecture 9)."""
    rows = connection.execute(_TENDERS, {"sale_id": sale_id})
    said = tuple(Tender(row.seq, row.kind, row.amount_minor) for row in rows)
    return said or ((Tender(1, UNKNOWN_TENDER, paid_minor),) if paid_minor else ())


def _promotion(row: Row[Any]) -> Promotion:
    return Promotion(row.kind, row.line_no, row.at_minor, row.off_minor, row.buy, row.free, row.price_minor, row.qty)


# --- searches --------------------------------------------------------------------------------------------------------
def search_by_member(connection: Connection, member_code: str, limit: int = MOST_FOUND) -> tuple[SaleFound, ...]:
    """A member's newest sales."""
    return _found(connection, sales.c.member_code == member_code.strip(), limit=limit)


def search_by_phone(
    connection: Connection,
    tail: str,
    *,
    bought_on: date | None = None,
    zone: str = "UTC",
    amount_minor: int | None = None,
) -> tuple[SaleFound, ...]:
    """Sales to the phones that end in these four digits, on one day or of one amount: one of the two must be known."""
    if bought_on is None and amount_minor is None:
        raise BugError("a phone's tail needs a second factor: the day or the amount")
    conditions: list[ColumnElement[bool]] = [sales.c.phone_tail == tail.strip()]
    if bought_on is not None:
        conditions.append(_on_day(bought_on, zone))
    if amount_minor is not None:
        conditions.append(sales.c.paid_minor == amount_minor)
    return _found(connection, *conditions)


def search_by_amount(connection: Connection, amount_minor: int, bought_on: date, zone: str) -> tuple[SaleFound, ...]:
    """Sales of one amount on one day: what a payment record shows."""
    return _found(connection, _on_day(bought_on, zone), sales.c.paid_minor == amount_minor)


def search_by_serial(connection: Connection, serial: str) -> tuple[SaleFound, ...]:
    """Sales of the piece with this serial number or IMEI."""
    with_serial = select(sale_lines.c.sale_id).where(sale_lines.c.serial == normal_code(serial))
    return _found(connection, sales.c.sale_id.in_(with_serial))


def _on_day(day: date, zone: str) -> ColumnElement[bool]:
    """The calendar day of the store's zone, which may have 23 or 25 hours."""
    there = ZoneInfo(zone)
    start, end = (datetime.combine(day + timedelta(days=more), time(), there).astimezone(UTC) for more in (0, 1))
    return sales.c.bought_at_ms.between(times.to_ms(start), times.to_ms(end) - 1)


def found_query(conditions: Iterable[ColumnElement[bool]], limit: int) -> Select[Any]:
    """The newest sales that meet all conditions; public so that a test can ask SQLite how it would look."""
    first_item = (
        select(sale_lines.c.name)
        .where(sale_lines.c.sale_id == sales.c.sale_id)
        .order_by(sale_lines.c.line_no)
        .limit(1)
        .scalar_subquery()
    )
    columns = (
        sales.c.sale_id, sales.c.store_id, sales.c.receipt_number, sales.c.bought_at_ms, sales.c.currency,
        sales.c.paid_minor, sales.c.line_count, first_item.label("first_item"),
    )  # fmt: skip
    return select(*columns).where(*conditions).order_by(sales.c.bought_at_ms.desc()).limit(limit)


def _found(connection: Connection, *conditions: ColumnElement[bool], limit: int = MOST_FOUND) -> tuple[SaleFound, ...]:
    return tuple(
        SaleFound(
            row.sale_id,
            row.store_id,
            row.receipt_number,
            times.from_ms(row.bought_at_ms),
            row.currency,
            row.paid_minor,
            row.line_count,
            row.first_item or "",
        )
        for row in connection.execute(found_query(conditions, limit))
    )


# --- returns made at a till ------------------------------------------------------------------------------------------
def till_returns_called(connection: Connection, scan_text: str) -> tuple[TillReturnRow, ...]:
    """What was given back under a return's own receipt number: the customer may hand over that slip by mistake."""
    return _till_returns(connection, till_returns.c.receipt_number == receipt_number_of(scan_text))


def till_returns_of(connection: Connection, sale_id: int) -> tuple[TillReturnRow, ...]:
    """What came back of a sale at the till."""
    return _till_returns(connection, till_returns.c.linked_sale_id == sale_id)


def unlinked_till_returns(connection: Connection, member_code: str, code: str) -> tuple[TillReturnRow, ...]:
    """Returns of an item by a member whose sale could not be told: a reason for the clerk to look twice."""
    return _till_returns(
        connection,
        till_returns.c.member_code == member_code,
        till_returns.c.code == code,
        till_returns.c.linked_sale_id.is_(None),
    )


def _till_returns(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[TillReturnRow, ...]:
    columns = till_returns.c
    query = select(
        columns.store_id, columns.receipt_number, columns.returned_at_ms, columns.currency, columns.code, columns.name,
        columns.qty, columns.amount_minor, columns.linked_sale_id, columns.linked_line_no, columns.unlinked_because,
    ).where(*conditions)  # fmt: skip
    rows = connection.execute(query.order_by(columns.till_return_id))
    return tuple(TillReturnRow(row[0], row[1], times.from_ms(row[2]), *row[3:]) for row in rows)
