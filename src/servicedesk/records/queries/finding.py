"""What people look for, in one field: numbers, phones, days and amounts, or words (ux 4.16)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from servicedesk.domain.finding import Asked, taken_apart
from servicedesk.domain.sales import SaleFound
from servicedesk.domain.searching import words_of
from servicedesk.records import finds, search
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries import sales
from servicedesk.records.queries import visits as visit_rows
from servicedesk.records.queries.returns import ReturnRow
from servicedesk.records.queries.sales import CustomerFound
from servicedesk.records.queries.visits import VisitRow
from servicedesk.records.sales_tables import items
from servicedesk.records.tables import search_entries

MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class ItemFound:
    """Something that was sold, under one of its names."""

    code: str
    name: str


def _keys(connection: Connection, kind: str, text: str, limit: int) -> list[str]:
    words = words_of(text)
    if not words:
        return []
    query = search.holding(search.ENTRIES, (search_entries.c.key,), words).where(search_entries.c.kind == kind)
    return list(connection.execute(query.limit(limit)).scalars())


def visits_with(connection: Connection, text: str, limit: int = MOST_FOUND) -> list[VisitRow]:
    """Visits whose notes hold every word, the newest first."""
    return visit_rows.some(connection, _keys(connection, finds.VISIT, text, limit))


def returns_with(connection: Connection, text: str, limit: int = MOST_FOUND) -> list[ReturnRow]:
    """Service slips whose numbers, goods, notes or refunds hold every word, the newest first."""
    return return_rows.some(connection, _keys(connection, finds.RETURN, text, limit))


def items_called(connection: Connection, text: str, limit: int = MOST_FOUND) -> list[ItemFound]:
    """Items by code, by characters of the name, or by its first letters; what was sold first last."""
    words = words_of(text)
    if not words:
        return []
    query = search.holding(search.ITEMS, (items.c.code, items.c.name), words).limit(limit)
    return [ItemFound(row.code, row.name) for row in connection.execute(query)]


# --- everything at once ----------------------------------------------------------------------------------------------
_SLIP_NUMBER = re.compile(r"(?:([A-Z]{2})-)?(\d{4,})")


@dataclass(frozen=True, slots=True)
class Found:
    """What the records know of a question. ``needs_more``: the end of a phone number alone looks for nobody."""

    asked: Asked
    customers: tuple[CustomerFound, ...] = ()
    visits: tuple[VisitRow, ...] = ()
    receipts: tuple[SaleFound, ...] = ()
    returns: tuple[ReturnRow, ...] = ()
    items: tuple[ItemFound, ...] = ()

    @property
    def needs_more(self) -> bool:
        return bool(self.asked.tail) and not self.asked.second_factor


def find(connection: Connection, text: str, today: date, zone: str, currency: str) -> Found:
    """A receipt's number, ``2203 11-17`` (phone tail with a second factor, never to browse), ``347.90 11-17`` (what a
    payment record shows), a whole phone number, a member's code, a serial number, a slip's number, or words."""
    asked = taken_apart(text, today, currency)
    receipts = _receipts(connection, asked, today, zone)
    by_person = bool(asked.phone or asked.tail or _by_member(connection, asked))
    words = "" if asked.only_digits or asked.tail or asked.phone else text
    return Found(
        asked,
        customers=sales.customers_of(connection, receipts) if by_person else (),
        visits=tuple(visits_with(connection, words)),
        receipts=receipts,
        returns=tuple(_returns(connection, asked, words)),
        items=tuple(items_called(connection, " ".join(asked.rest) or asked.tail)),
    )


def _receipts(connection: Connection, asked: Asked, today: date, zone: str) -> tuple[SaleFound, ...]:
    found = sales.receipts_called(connection, asked.text)
    if not found and asked.phone:
        found = sales.search_by_whole_phone(connection, asked.phone)
    if not found and asked.tail and asked.second_factor:
        name = next((word for word in asked.rest if not word.isdecimal()), "")
        found = sales.search_by_phone(
            connection, asked.tail, bought_on=asked.day, zone=zone, amount_minor=asked.amount_minor, name=name
        )
    if not found and not asked.tail:
        found = _by_day_and_amount(connection, asked, today, zone)
    if not found:
        found = _by_member(connection, asked)
    if not found and len(asked.rest) == 1 and len(asked.text) >= 8:
        found = sales.search_by_serial(connection, asked.text)
    return found


def _by_day_and_amount(connection: Connection, asked: Asked, today: date, zone: str) -> tuple[SaleFound, ...]:
    if asked.amount_minor is not None:
        if asked.day is not None:
            return sales.search_by_amount(connection, asked.amount_minor, asked.day, zone)
        return () if asked.rest else sales.search_by_amount_alone(connection, asked.amount_minor, today, zone)
    if asked.day is not None and not asked.rest:
        return sales.search_by_day(connection, asked.day, zone)
    if asked.day is not None:
        codes = [item.code for item in items_called(connection, " ".join(asked.rest), _MOST_CODES)]
        return sales.search_by_item(connection, codes, zone, asked.day)
    return ()


_MOST_CODES = 50


def _by_member(connection: Connection, asked: Asked) -> tuple[SaleFound, ...]:
    alone = len(asked.rest) == 1 and asked.rest[0] == asked.text and len(asked.text) >= 6
    return sales.search_by_member(connection, asked.text.upper()) if alone else ()


def _returns(connection: Connection, asked: Asked, words: str) -> list[ReturnRow]:
    """By number: the whole one, what screens show of it (``RT-0217``), its running digits; else by day, else by words;
    the newest first."""
    number = asked.text.upper()
    found = _SLIP_NUMBER.fullmatch(number)
    if found is not None:
        fits = re.compile(f"{found[1] or '..'}-.+-.+-{found[2]}.")
        called = [row for row in returns_with(connection, f"-{found[2]}", 4 * MOST_FOUND) if fits.fullmatch(row.number)]
        return called[:MOST_FOUND]
    exact = return_rows.by_number(connection, number)
    if exact is not None:
        return [exact]
    if asked.day is not None and not asked.rest and not asked.tail:
        return return_rows.of_day(connection, asked.day.isoformat())[::-1][:MOST_FOUND]
    return returns_with(connection, words)
