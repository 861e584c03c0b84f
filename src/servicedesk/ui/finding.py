"""What Ctrl+K finds: people, what can be done, receipts, service slips, items, what to say (ux 4.16)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

from servicedesk.domain.finding import day_of
from servicedesk.domain.money import format_minor
from servicedesk.domain.numbers import short
from servicedesk.domain.sales import SaleFound
from servicedesk.records.database import Reader
from servicedesk.records.queries import finding, sales
from servicedesk.records.queries.finding import Found, ItemFound
from servicedesk.records.queries.returns import ReturnRow
from servicedesk.records.queries.sales import CustomerFound
from servicedesk.records.queries.visits import VisitRow
from servicedesk.ui.background import Counter
from servicedesk.ui.scripts.library import SCRIPTS, Script
from servicedesk.ui.shell.palette import Deliver, PaletteGroup, PaletteItem
from servicedesk.ui.spelling import Spelling
from servicedesk.ui.telling import facts, listed, masked_name, masked_phone
from servicedesk.ui.words import day_words, t
from servicedesk.wording import N_

_MORE_NEEDED = N_("Four digits alone look for nobody. Add the day, the amount or the name: {digits} 11-17")
_NOTHING = N_("“{text}” not found. Try the whole phone number, or scan the receipt.")


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done from anywhere: icon, title, key."""

    icon: str
    title: str
    key: str
    run: Callable[[], object]


class Opener(Protocol):
    """Where what was found is opened."""

    def open_receipt(self, number: str) -> object: ...

    def open_slip(self, row: ReturnRow) -> object: ...

    def print_slip(self, row: ReturnRow) -> object: ...

    def search_slips(self, text: str) -> object: ...

    def open_visit(self, row: VisitRow) -> object: ...

    def open_script(self, script: Script) -> object: ...

    def narrow(self, scope: str, finder: Callable[[str, Deliver], None]) -> object:
        """The same list again, with what one thing leads to."""
        ...


class PaletteFinder:
    """Answers the palette: acts and scripts at once, records when the desk worker has looked."""

    def __init__(
        self, counter: Counter, acts: Sequence[Act], opener: Opener, today: Callable[[], date], spelling: Spelling
    ) -> None:
        self._counter, self._acts, self._opener, self._today = counter, acts, opener, today
        self._spelling = spelling

    def learn(self) -> None:
        """Have the titles of acts and scripts spelled."""
        self._spelling.learn([*(act.title for act in self._acts), *(t(script.situation) for script in SCRIPTS)])

    def __call__(self, text: str, deliver: Deliver) -> None:
        """Everything that can be found or done; without a text, what can be done."""
        wanted = text.strip()
        acts, scripts = self._acts_for(wanted), self._scripts_for(wanted) if wanted else ()

        def answered(found: Found | None) -> None:
            groups: tuple[PaletteGroup, ...] = ()
            if found is None:
                groups = acts
            else:
                groups = (
                    *self._customers(found), *acts, *self._receipts(found.receipts), *self._slips(found.returns),
                    *self._items(found), *scripts,
                )  # fmt: skip
                groups += self._notes(found, groups)
            deliver(groups)

        self._ask(wanted, answered)

    def only_receipts(self, text: str, deliver: Deliver) -> None:
        """The same list, narrowed to receipts (F3 on the returns page)."""

        def answered(found: Found | None) -> None:
            groups = self._receipts(found.receipts) if found is not None else ()
            deliver(groups + (self._notes(found, groups, new_visit=False) if found is not None else ()))

        self._ask(text.strip(), answered)

    def _ask(self, wanted: str, then: Callable[[Found | None], None]) -> None:
        profile = self._counter.profile
        if not wanted or profile is None:
            then(None)
            return
        self._counter.ask(finding.find, wanted, self._today(), profile.zone, profile.currency, then=then)

    # --- groups ------------------------------------------------------------------------------------------------------
    def _acts_for(self, wanted: str) -> tuple[PaletteGroup, ...]:
        fitting = [act for act in self._acts if not wanted or self._spelling.fits(wanted, act.title, act.key)]
        items = tuple(PaletteItem(act.icon, act.title, act.run, key=act.key) for act in fitting)
        return (PaletteGroup(t("What to do"), items),) if items else ()

    def _scripts_for(self, wanted: str) -> tuple[PaletteGroup, ...]:
        items = tuple(
            PaletteItem("book", t(script.situation), partial(self._opener.open_script, script), right=script.source)
            for script in SCRIPTS
            if self._spelling.fits(wanted, t(script.situation))
        )
        return (PaletteGroup(t("What to say"), items),) if items else ()

    def _notes(
        self, found: Found, groups: tuple[PaletteGroup, ...], *, new_visit: bool = True
    ) -> tuple[PaletteGroup, ...]:
        """What to type to find more; when nothing was found, what can be done all the same."""
        if found.needs_more:
            return (PaletteGroup("", (), t(_MORE_NEEDED, digits=found.asked.tail)),)
        if any(group.items for group in groups):
            return ()
        first = self._acts[0]
        items = (PaletteItem(first.icon, first.title, first.run, key=first.key),) if new_visit else ()
        return (PaletteGroup("", items, t(_NOTHING, text=found.asked.text)),)

    def _customers(self, found: Found) -> tuple[PaletteGroup, ...]:
        items = (*map(self._customer, found.customers), *map(self._visit, found.visits))
        return (PaletteGroup(t("Customers"), items),) if items else ()

    def _customer(self, one: CustomerFound) -> PaletteItem:
        """Masked: enough to ask "Mr Zhang?", not to know a stranger."""
        phone = masked_phone(one.phone) if one.phone else ""
        name = masked_name(one.name) if one.name else one.member_code or phone
        explained = facts(phone if phone != name else "", t("last here {day}", day=self._day(one.last_at)))
        count = t("1 receipt") if one.sales == 1 else t("{n} receipts", n=one.sales)
        return PaletteItem("user", name, partial(self._narrow_to, name, one), explained, count)

    def _narrow_to(self, name: str, one: CustomerFound) -> None:
        def receipts_of(_text: str, deliver: Deliver) -> None:
            self._counter.ask(_sales_of, one, then=lambda found: deliver(self._receipts(found)))

        self._opener.narrow(name, receipts_of)

    def _visit(self, row: VisitRow) -> PaletteItem:
        title = t("Visitor {n}, {day}", n=row.running, day=day_words(date.fromisoformat(row.day)))
        return PaletteItem("user", title, partial(self._opener.open_visit, row), row.note or row.scenario)

    def _receipts(self, found: Sequence[SaleFound]) -> tuple[PaletteGroup, ...]:
        items = tuple(map(self._receipt, found))
        return (PaletteGroup(t("Receipts"), items),) if items else ()

    def _receipt(self, one: SaleFound) -> PaletteItem:
        number = one.receipt_number
        return PaletteItem(
            "receipt", number, partial(self._opener.open_receipt, number),
            explained=facts(self._day(one.bought_at), t("{n} items", n=one.line_count), one.first_item),
            right=format_minor(one.paid_minor, one.currency),
            more=(
                (t("Return, exchange or repair something of it"), partial(self._opener.open_receipt, number)),
                (t("Its service slips"), partial(self._opener.search_slips, number)),
            ),
        )  # fmt: skip

    def _slips(self, found: Sequence[ReturnRow]) -> tuple[PaletteGroup, ...]:
        items = tuple(
            PaletteItem(
                "return", short(row.number), partial(self._opener.open_slip, row),
                explained=facts(t("receipt {number}", number=row.receipt_number), _goods(row)),
                right=self._day(row.at),
                more=(
                    (t("Open the slip"), partial(self._opener.open_slip, row)),
                    (t("Print a copy"), partial(self._opener.print_slip, row)),
                    (t("Open the receipt"), partial(self._opener.open_receipt, row.receipt_number)),
                ),
            )
            for row in found
        )  # fmt: skip
        return (PaletteGroup(t("Service slips"), items),) if items else ()

    def _items(self, found: Found) -> tuple[PaletteGroup, ...]:
        items = tuple(
            PaletteItem(
                "box", one.name, partial(self._narrow_to_item, one, found.asked.day), explained=one.code,
                more=(
                    (t("Receipts with it"), partial(self._narrow_to_item, one, found.asked.day)),
                    (t("Service slips with it"), partial(self._opener.search_slips, one.code)),
                ),
            )
            for one in found.items
        )  # fmt: skip
        return (PaletteGroup(t("Items"), items),) if items else ()

    def _narrow_to_item(self, one: ItemFound, day: date | None) -> None:
        profile = self._counter.profile
        assert profile is not None, "something was found"

        def receipts_with(text: str, deliver: Deliver) -> None:
            on = day_of(text.strip(), self._today()) or day
            self._counter.ask(
                sales.search_by_item, [one.code], profile.zone, on, then=lambda found: deliver(self._receipts(found))
            )

        self._opener.narrow(one.name, receipts_with)

    def _day(self, at: datetime) -> str:
        profile = self._counter.profile
        return day_words(at.astimezone(ZoneInfo(profile.zone if profile else "UTC")).date())


def _sales_of(connection: Reader, one: CustomerFound) -> tuple[SaleFound, ...]:
    """The newest sales to somebody who was found."""
    if one.phone:
        return sales.search_by_whole_phone(connection, one.phone)
    return sales.search_by_member(connection, one.member_code)


def _goods(row: ReturnRow) -> str:
    return listed(item.name for item in row.items)
