"""Finding a sale: by its receipt number, or by what a customer without the receipt can still tell.

Every search goes through an index, so that a million sales are as quick as ten. A phone number's tail alone finds
nothing: it needs the day or the amount beside it, so that nobody browses customers (returns-policy 4.7).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    bindparam,
    exists,
    func,
    literal_column,
    select,
)

from servicedesk.domain import times
from servicedesk.domain.sales import (
    UNKNOWN_TENDER,
    Promotion,
    Sale,
    SaleFound,
    SaleLine,
    Tender,
    normal_code,
    phone_tail_of,
    receipt_number_of,
)
from servicedesk.errors import BugError
from servicedesk.records.sales_tables import sale_lines, sale_promotions, sale_tenders, sales, till_returns

MOST_FOUND = 20
_LATELY_DAYS = 30
_NEWEST_READ = 3000
"""How many sales are read for an item when the day is not known: a matter of milliseconds."""

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


@dataclass(frozen=True, slots=True)
class CustomerFound:
    """Somebody behind sales that were found; screens show name and phone masked. Empty texts are not known."""

    member_code: str
    name: str
    phone: str
    sales: int
    last_at: datetime


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


def heads_of(connection: Connection, sale_ids: Iterable[int]) -> dict[int, Sale]:
    """These sales with their lines, without how they were paid: for reading through many."""
    wanted = list(sale_ids)
    lines: dict[int, list[SaleLine]] = defaultdict(list)
    for row in connection.execute(select(sale_lines).where(sale_lines.c.sale_id.in_(wanted))):
        lines[row.sale_id].append(_line(row))
    return {
        head.sale_id: Sale(
            head.sale_id, head.store_id, head.receipt_number, head.channel, times.from_ms(head.bought_at_ms),
            head.currency, tuple(lines[head.sale_id]), (), legal_entity=head.legal_entity,
        )
        for head in connection.execute(select(sales).where(sales.c.sale_id.in_(wanted)))
    }  # fmt: skip


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
    name: str = "",
) -> tuple[SaleFound, ...]:
    """Sales to the phones that end in these four digits, on one day, of one amount, or to one name: one of the three
    must be known. A name counts from its beginning (a surname is enough)."""
    if bought_on is None and amount_minor is None and not name:
        raise BugError("a phone's tail needs a second factor: the day, the amount or the name")
    conditions: list[ColumnElement[bool]] = [sales.c.phone_tail == tail.strip()]
    if bought_on is not None:
        conditions.append(on_day(bought_on, zone))
    if amount_minor is not None:
        conditions.append(sales.c.paid_minor == amount_minor)
    if name:
        conditions.append(sales.c.customer_name.istartswith(name, autoescape=True))
    return _found(connection, *conditions)


def search_by_whole_phone(connection: Connection, phone: str) -> tuple[SaleFound, ...]:
    """A phone's newest sales: whoever knows all of it is asked for no second thing."""
    tail = phone_tail_of(phone)
    return _found(connection, sales.c.phone_tail == tail, _plain(sales.c.customer_phone) == phone) if tail else ()


def _plain(phone: ColumnElement[str | None]) -> ColumnElement[str]:
    """A number without what people write between its digits."""
    for extra in ("+86", " ", "-"):
        phone = func.replace(phone, extra, "")
    return func.coalesce(phone, "")


def search_by_day(connection: Connection, bought_on: date, zone: str) -> tuple[SaleFound, ...]:
    """The newest sales of one day."""
    return _found(connection, on_day(bought_on, zone))


def search_by_amount_alone(connection: Connection, amount_minor: int, until: date, zone: str) -> tuple[SaleFound, ...]:
    """Sales of one amount in the days in which most things come back."""
    lately = _days(until - timedelta(days=_LATELY_DAYS - 1), until, zone)
    return _found(connection, lately, sales.c.paid_minor == amount_minor)


def search_by_item(
    connection: Connection, codes: Sequence[str], zone: str, bought_on: date | None = None
) -> tuple[SaleFound, ...]:
    """Sales with one of these items: of one day, else among the newest few thousand."""
    if bought_on is not None:
        among = on_day(bought_on, zone)
    else:
        newest = select(sales.c.bought_at_ms).order_by(sales.c.bought_at_ms.desc()).limit(1).offset(_NEWEST_READ)
        among = sales.c.bought_at_ms > func.coalesce(newest.scalar_subquery(), 0)
    with_item = exists().where(sale_lines.c.sale_id == sales.c.sale_id, sale_lines.c.code.in_(codes))
    return _found(connection, among, with_item)


def customers_of(connection: Connection, found: Iterable[SaleFound]) -> tuple[CustomerFound, ...]:
    """The people behind some sales, each once; those without name, phone and code are nobody."""
    columns = (sales.c.member_code, sales.c.customer_name, sales.c.customer_phone)
    query = select(*columns, func.count(), func.max(sales.c.bought_at_ms).label("last"))
    query = query.where(sales.c.sale_id.in_([one.sale_id for one in found])).group_by(*columns)
    rows = connection.execute(query.order_by(literal_column("last").desc()))
    return tuple(
        CustomerFound(row[0] or "", row[1] or "", row[2] or "", row[3], times.from_ms(row[4]))
        for row in rows
        if row[0] or row[1] or row[2]
    )


def search_by_amount(connection: Connection, amount_minor: int, bought_on: date, zone: str) -> tuple[SaleFound, ...]:
    """Sales of one amount on one day: what a payment record shows."""
    return _found(connection, on_day(bought_on, zone), sales.c.paid_minor == amount_minor)


def search_by_serial(connection: Connection, serial: str) -> tuple[SaleFound, ...]:
    """Sales of the piece with this serial number or IMEI."""
    with_serial = select(sale_lines.c.sale_id).where(sale_lines.c.serial == normal_code(serial))
    return _found(connection, sales.c.sale_id.in_(with_serial))


def on_day(day: date, zone: str) -> ColumnElement[bool]:
    """Sales of one calendar day of the store's zone."""
    return _days(day, day, zone)


def _days(first: date, last: date, zone: str) -> ColumnElement[bool]:
    """Calendar days of the store's zone, of which one may have 23 or 25 hours."""
    there = ZoneInfo(zone)
    start, end = (datetime.combine(day, time(), there).astimezone(UTC) for day in (first, last + timedelta(days=1)))
    return sales.c.bought_at_ms.between(times.to_ms(start), times.to_ms(end) - 1)


def first_item_of(sale_id: ColumnElement[int]) -> ScalarSelect[str]:
    """The name of a sale's first line."""
    query = select(sale_lines.c.name).where(sale_lines.c.sale_id == sale_id).order_by(sale_lines.c.line_no)
    return query.limit(1).scalar_subquery()


def found_query(conditions: Iterable[ColumnElement[bool]], limit: int) -> Select[Any]:
    """The newest sales that meet all conditions; public so that a test can ask SQLite how it would look."""
    columns = (
        sales.c.sale_id, sales.c.store_id, sales.c.receipt_number, sales.c.bought_at_ms, sales.c.currency,
        sales.c.paid_minor, sales.c.line_count, first_item_of(sales.c.sale_id).label("first_item"),
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
