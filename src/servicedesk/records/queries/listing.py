"""Long lists, page by page: a page is read from the nearest place that is known, never from the beginning of the table.

A page is one statement. Its place in the list comes from where it stands in an index: "the 256 after this one", or
"skip so many of them first" when somebody jumps with the scroll bar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select, text, tuple_

from servicedesk.domain.sales import SaleFound
from servicedesk.domain.searching import words_of
from servicedesk.domain.spans import Place, Span
from servicedesk.domain.times import from_ms
from servicedesk.records import finds, search
from servicedesk.records.queries.sales import first_item_of, on_day
from servicedesk.records.sales_tables import sales
from servicedesk.records.tables import return_lines, returns, search_entries, staff_members

MOST_COUNTED = 10_000
"""What words find is counted so far; nobody scrolls through more of it, one types another word."""

_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A service slip as a list shows it. ``goods`` are the names of its lines."""

    place: Place
    return_id: str
    number: str
    state: str
    chosen: str
    receipt_number: str
    staff_name: str
    at: datetime
    goods: tuple[str, ...]


# --- service slips ---------------------------------------------------------------------------------------------------
def _slips(columns: Sequence[ColumnElement[Any]], words: str, state: str) -> Select[Any]:
    """Entries of slips: all, those with words, those in a state."""
    asked = words_of(words)
    query = search.holding(search.ENTRIES, columns, asked) if asked else select(*columns).select_from(search_entries)
    query = query.order_by(None).where(search_entries.c.kind == finds.RETURN)
    return query.where(search_entries.c.facet == state) if state else query


def slips_page(connection: Connection, span: Span, words: str = "", state: str = "") -> list[SlipLine]:
    """A page of service slips, the newest first."""
    order = search.ENTRIES.found.c.rowid if words_of(words) else search_entries.c.entry_id
    keys = _slips((order.label("entry_id"), search_entries.c.key), words, state)
    keys = keys.order_by(order if span.rising else order.desc()).limit(span.limit).offset(span.skip)
    if span.beyond is not None:
        keys = keys.where(order > span.beyond[0] if span.rising else order < span.beyond[0])
    page = keys.subquery("page")
    goods = select(func.group_concat(text("name, char(31) ORDER BY line_no"))).select_from(return_lines)
    query = (
        select(
            page.c.entry_id, returns, staff_members.c.name.label("staff_name"),
            goods.where(return_lines.c.return_id == returns.c.return_id).scalar_subquery().label("goods"),
        )
        .select_from(page.join(returns, returns.c.return_id == page.c.key))
        .outerjoin(staff_members, staff_members.c.staff_id == returns.c.staff_id)
        .order_by(page.c.entry_id.desc())
    )  # fmt: skip
    return [
        SlipLine(
            (row.entry_id,), row.return_id, row.number, row.state, row.chosen, row.receipt_number,
            row.staff_name or "", from_ms(row.at_ms), tuple((row.goods or "").split(_BETWEEN)),
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def slip_counts(connection: Connection, words: str = "") -> dict[str, int]:
    """How many slips there are in each state; with words at most ``MOST_COUNTED`` are counted."""
    rows = _slips((search_entries.c.facet,), words, "")
    if words_of(words):
        rows = rows.limit(MOST_COUNTED)
    found = rows.subquery()
    query = select(found.c.facet, func.count()).group_by(found.c.facet)
    return {row[0]: row[1] for row in connection.execute(query)}


def slips_before(connection: Connection, return_id: str, state: str = "") -> int | None:
    """How many slips stand before one in the list of all (of a state); None when it is not in it."""
    mine = (search_entries.c.kind == finds.RETURN) & (search_entries.c.key == return_id)
    own = connection.execute(select(search_entries.c.entry_id, search_entries.c.facet).where(mine)).first()
    if own is None or (state and own.facet != state):
        return None
    above = _slips((search_entries.c.entry_id,), "", state).where(search_entries.c.entry_id > own.entry_id).subquery()
    return int(connection.execute(select(func.count()).select_from(above)).scalar_one())


# --- receipts --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt as a list shows it."""

    place: Place
    sale: SaleFound


_ORDER = (sales.c.bought_at_ms, sales.c.paid_minor, sales.c.sale_id)
"""The order of the index ``sales_by_time``, with the row's id that every index ends with."""


def receipts_page(
    connection: Connection,
    span: Span,
    bought_on: date | None = None,
    amount_minor: int | None = None,
    zone: str = "UTC",
) -> list[ReceiptLine]:
    """A page of receipts, the newest first: all, those of a day, those of an amount."""
    keys = select(*_ORDER).where(*_narrowed(bought_on, amount_minor, zone)).limit(span.limit).offset(span.skip)
    keys = keys.order_by(*(_ORDER if span.rising else [column.desc() for column in _ORDER]))
    if span.beyond is not None:
        here, there = tuple_(*_ORDER), tuple_(*span.beyond)
        keys = keys.where(here > there if span.rising else here < there)
    page = keys.subquery("page")
    columns = (
        sales.c.sale_id, sales.c.store_id, sales.c.receipt_number, sales.c.bought_at_ms, sales.c.currency,
        sales.c.paid_minor, sales.c.line_count, first_item_of(sales.c.sale_id).label("first_item"),
    )  # fmt: skip
    query = select(*columns).select_from(page.join(sales, sales.c.sale_id == page.c.sale_id))
    query = query.order_by(*[page.c[column.name].desc() for column in _ORDER])
    return [
        ReceiptLine(
            (row.bought_at_ms, row.paid_minor, row.sale_id),
            SaleFound(
                row.sale_id, row.store_id, row.receipt_number, from_ms(row.bought_at_ms), row.currency, row.paid_minor,
                row.line_count, row.first_item or "",
            ),
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def receipts_count(
    connection: Connection, bought_on: date | None = None, amount_minor: int | None = None, zone: str = "UTC"
) -> int:
    """How many receipts the list has."""
    query = select(func.count()).select_from(sales).where(*_narrowed(bought_on, amount_minor, zone))
    return int(connection.execute(query).scalar_one())


def _narrowed(bought_on: date | None, amount_minor: int | None, zone: str) -> list[ColumnElement[bool]]:
    conditions = [] if bought_on is None else [on_day(bought_on, zone)]
    return conditions if amount_minor is None else [*conditions, sales.c.paid_minor == amount_minor]
