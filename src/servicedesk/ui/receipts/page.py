"""Every receipt on this counter, the newest first; narrowed to a day or an amount. A million are as quick as ten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from servicedesk.domain.finding import taken_apart
from servicedesk.domain.money import format_minor
from servicedesk.records.queries import listing
from servicedesk.records.queries.listing import ReceiptLine
from servicedesk.ui.background import Counter
from servicedesk.ui.parts import (
    RIGHT,
    SPRING,
    EmptyState,
    H,
    Icon,
    KeyButton,
    KeyCap,
    Label,
    PagedList,
    PagedModel,
    PageSource,
    Row,
    TextLine,
    V,
    frame,
    plain,
    show_if,
    two_lines,
)
from servicedesk.ui.shell.page import KeyHint, Page
from servicedesk.ui.telling import facts
from servicedesk.ui.words import day_words, t, time_words

_ROW_HEIGHT = 62


class _Search(TextLine):
    """The field keeps the focus while the arrows walk the list; Enter opens the current receipt."""

    def __init__(self, page: ReceiptsPage) -> None:
        super().__init__(t("A day or an amount: 11-17, 347.90"), chinese=False, name=t("Narrow the receipts"))
        self.own_enter = True
        self._page = page

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        key = Qt.Key(event.key())
        if key in steps:
            self._page.list.step(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._page.primary()
        else:
            super().keyPressEvent(event)


class ReceiptsPage(Page):
    """One list and one act: open the receipt. No name or number of a customer stands here."""

    place = "home"
    topics = frozenset({"sales"})
    receipt_wanted = Signal(str)
    """Open the receipt with this number."""

    def __init__(self, counter: Counter, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._counter, self._now = counter, now
        self._count = Label("", "t2")
        self.search = _Search(self)
        self.search.textChanged.connect(lambda _: self._narrow())
        self._model = PagedModel(self)
        self.list = PagedList(self._model, self._row, row_height=_ROW_HEIGHT, name=t("Receipts"))
        self.list.opened.connect(lambda _: self.primary())
        for changed in (self._model.rowsInserted, self._model.rowsRemoved, self._model.modelReset):
            changed.connect(self._show_how_many)
        told = t("Sales come from the till: its files are taken in from the watched folder.")
        self._empty = EmptyState("receipt", t("No receipts here"), told)
        self.open = KeyButton(t("Open the receipt"), "F10", "receipt", kind="primary", size="big", on=self.primary)
        self.back = KeyButton(t("Back"), "Esc", kind="ghost", on=self.left.emit)
        head = H(Label(t("Receipts"), "h1"), self._count, SPRING, gap=14)
        find = frame("sechead", H(Icon("search", "text3", 20), (self.search, 1), KeyCap("/"), gap=8,
                                  margins=(14, 8, 12, 8)))  # fmt: skip
        listing_card = frame("card", V(find, (self._empty, 1), (self.list, 1), gap=0, margins=(1, 1, 1, 1)))
        V(head, (listing_card, 1), H(self.back, SPRING, self.open, gap=12), gap=12, margins=(20, 12, 20, 14), into=self)
        self._show_how_many()

    def heading(self) -> str:
        return t("Receipts")

    def key_hints(self) -> list[KeyHint]:
        return [
            KeyHint("↑ ↓", t("rows")), KeyHint("/", t("find")), KeyHint("F10", t("open the receipt")),
            KeyHint("Esc", t("back")),
        ]  # fmt: skip

    def activated(self, request: object | None) -> None:
        self._narrow()

    def refresh(self) -> None:
        self._model.refresh()

    def first_focus(self) -> QWidget | None:
        return self.search

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if key == Qt.Key.Key_Slash:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        if key == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            return True
        return False

    def primary(self) -> None:
        line = self.list.value()
        if isinstance(line, ReceiptLine):
            self.receipt_wanted.emit(line.sale.receipt_number)

    # --- showing -----------------------------------------------------------------------------------------------------
    def _narrow(self) -> None:
        """All, or those of the day or the amount that is typed; anything else narrows nothing yet."""
        profile, ask = self._counter.profile, self._counter.ask
        if profile is None:
            return
        asked = taken_apart(self.search.text(), profile.business_day(self._now()), profile.currency)
        only: tuple[date | None, int | None, str] = (asked.day, asked.amount_minor, profile.zone)
        self._model.show(
            PageSource(
                lambda span, then: ask(listing.receipts_page, span, *only, then=then),
                lambda then: ask(listing.receipts_count, *only, then=then),
            )
        )

    def _show_how_many(self, *_what: object) -> None:
        count = self._model.rowCount()
        show_if(self.list, count > 0)
        show_if(self._empty, count == 0)
        self.open.setEnabled(count > 0)
        told = t("1 receipt") if count == 1 else t("{n} receipts", n=f"{count:,}")
        self._count.setText(told if count else "")

    def _row(self, line: ReceiptLine) -> Row:
        sale = line.sale
        zone = ZoneInfo(self._counter.profile.zone if self._counter.profile else "UTC")
        local = sale.bought_at.astimezone(zone)
        amount = format_minor(sale.paid_minor, sale.currency)
        words = two_lines(
            sale.receipt_number,
            facts(t("{n} items", n=sale.line_count), sale.first_item),
            "strong",
            "sm t3",
            elide=True,
        )
        when = Label(facts(day_words(local.date()), time_words(local)), "t2")
        face = H(
            (words, 1),
            when,
            plain(H(SPRING, Label(amount, "strong", align=RIGHT)), 130),
            gap=16,
            margins=(16, 6, 18, 6),
        )
        return Row(face, t("{number}, {amount}, {state}", number=sale.receipt_number, amount=amount, state=when.text()),
                   height=_ROW_HEIGHT)  # fmt: skip
