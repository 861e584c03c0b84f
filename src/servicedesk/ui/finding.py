"""What Ctrl+K finds: what can be done, receipts, and papers of this counter (ux 4.16)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from servicedesk.domain.money import format_minor, parse_amount
from servicedesk.domain.numbers import short
from servicedesk.domain.sales import SaleFound
from servicedesk.records.database import Reader
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries import sales
from servicedesk.records.queries.returns import ReturnRow
from servicedesk.ui.background import Counter
from servicedesk.ui.shell.palette import Deliver, PaletteGroup, PaletteItem
from servicedesk.ui.telling import facts, listed
from servicedesk.ui.words import day_words, t

_DAY = re.compile(r"(?:(\d{4})[-/.])?(\d{1,2})[-/.](\d{1,2})$")
_PHONE_AND_MORE = re.compile(r"^(\d{4})\s+(\S+)$")


@dataclass(frozen=True, slots=True)
class Found:
    """What the records know of a text: receipts, and returns of this counter."""

    receipts: tuple[SaleFound, ...]
    returns: tuple[ReturnRow, ...]


def find_records(connection: Reader, text: str, today: date, zone: str, currency: str) -> Found:
    """A receipt's number, ``2203 11-17`` or ``2203 347.90`` (phone tail with a second factor, never to browse),
    ``347.90 11-17`` (what a payment record shows), a member's code, a serial number, or a paper's number, whole or its
    last four digits."""
    receipts = sales.receipts_called(connection, text)
    parts = text.split()
    if not receipts and len(parts) == 2:
        receipts = _by_two(connection, parts[0], parts[1], today, zone, currency)
    if not receipts and len(text) >= 6:
        receipts = sales.search_by_member(connection, text.upper())
    if not receipts and len(text) >= 8:
        receipts = sales.search_by_serial(connection, text)
    return Found(receipts, tuple(return_rows.called(connection, text.upper())))


def _by_two(
    connection: Reader, first: str, second: str, today: date, zone: str, currency: str
) -> tuple[SaleFound, ...]:
    day, amount = day_of(second, today), parse_amount(second, currency)
    if first.isdecimal() and len(first) == 4:
        if day is not None:
            return sales.search_by_phone(connection, first, bought_on=day, zone=zone)
        if amount is not None:
            return sales.search_by_phone(connection, first, amount_minor=amount)
    money = parse_amount(first, currency)
    if money is not None and day is not None:
        return sales.search_by_amount(connection, money, day, zone)
    return ()


def day_of(text: str, today: date) -> date | None:
    """A day as a person types it: 11-17, 2026-11-17, 11.17; without a year the last one that was."""
    found = _DAY.match(text)
    if found is None:
        return None
    try:
        if found[1]:
            return date(int(found[1]), int(found[2]), int(found[3]))
        this_year = date(today.year, int(found[2]), int(found[3]))
        return this_year if this_year <= today else this_year.replace(year=today.year - 1)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done from anywhere: icon, title, key, and the letters that find it."""

    icon: str
    title: str
    key: str
    run: Callable[[], object]


class PaletteFinder:
    """Answers the palette: acts at once, records when the desk worker has looked."""

    def __init__(
        self,
        counter: Counter,
        acts: Sequence[Act],
        open_receipt: Callable[[str], object],
        open_return: Callable[[ReturnRow], object],
        today: Callable[[], date],
    ) -> None:
        self._counter, self._acts, self._today = counter, acts, today
        self._open_receipt, self._open_return = open_receipt, open_return

    def __call__(self, text: str, deliver: Deliver) -> None:
        """Everything that can be found or done."""
        acts = self._acts_for(text.strip())
        self._ask(text.strip(), lambda found: deliver((*self._receipts(found), *self._papers(found), *acts)))

    def only_receipts(self, text: str, deliver: Deliver) -> None:
        """The same list, narrowed to receipts (F3 on the returns page)."""
        self._ask(text.strip(), lambda found: deliver(self._receipts(found)))

    def _ask(self, wanted: str, then: Callable[[Found], None]) -> None:
        profile = self._counter.profile
        if not wanted or profile is None:
            then(Found((), ()))
            return
        self._counter.ask(find_records, wanted, self._today(), profile.zone, profile.currency, then=then)

    def _acts_for(self, wanted: str) -> tuple[PaletteGroup, ...]:
        low = wanted.lower()
        items = [
            PaletteItem(act.icon, act.title, act.run, key=act.key) for act in self._acts if low in act.title.lower()
        ]
        return (PaletteGroup(t("What to do"), tuple(items)),) if items else ()

    def _receipts(self, found: Found) -> tuple[PaletteGroup, ...]:
        items = tuple(self._receipt(one) for one in found.receipts)
        return (PaletteGroup(t("Receipts"), items),) if items else ()

    def _receipt(self, one: SaleFound) -> PaletteItem:
        profile = self._counter.profile
        zone = ZoneInfo(profile.zone if profile else "UTC")
        day = day_words(one.bought_at.astimezone(zone).date())
        return PaletteItem(
            "receipt", one.receipt_number, partial(self._open_receipt, one.receipt_number),
            explained=facts(day, t("{n} items", n=one.line_count), one.first_item),
            right=format_minor(one.paid_minor, one.currency),
        )  # fmt: skip

    def _papers(self, found: Found) -> tuple[PaletteGroup, ...]:
        items = tuple(
            PaletteItem(
                "return", short(row.number), partial(self._open_return, row),
                explained=facts(t("receipt {number}", number=row.receipt_number), _goods(row)),
            )
            for row in found.returns
        )  # fmt: skip
        return (PaletteGroup(t("Service slips"), items),) if items else ()


def _goods(row: ReturnRow) -> str:
    return listed(item.name for item in row.items)
