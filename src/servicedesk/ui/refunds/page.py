"""Refunds owed: the earliest due first; pay out cash, note what was sent or failed (architecture 9, "Money out")."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from servicedesk.desk import drafts
from servicedesk.desk import refunds as acts
from servicedesk.domain.money import format_minor
from servicedesk.domain.numbers import short
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries.returns import RefundRow
from servicedesk.ui.background import Counter
from servicedesk.ui.parts import (
    RIGHT,
    SPRING,
    Chip,
    EmptyState,
    H,
    KeyButton,
    Label,
    Row,
    RowList,
    Toast,
    V,
    frame,
    plain,
    scroll,
    show_if,
    two_lines,
)
from servicedesk.ui.refunds.dialog import OneLineDialog
from servicedesk.ui.shell.page import KeyHint, Page
from servicedesk.ui.telling import facts, listed, tender_words
from servicedesk.ui.words import dated_words, day_words, t


@dataclass(frozen=True, slots=True)
class GoOn:
    """Asked of this page: open the dialog about a refund in which something was typed already."""

    refund_id: str
    failed: bool


class RefundsPage(Page):
    """One list, one primary act: what the current row needs next. May be asked for one refund of the list."""

    place = "home"
    topics = frozenset({"refunds", "returns"})

    def __init__(self, counter: Counter, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._counter, self._now = counter, now
        self._refunds: list[RefundRow] = []
        self._wanted = ""
        self._going_on: GoOn | None = None
        self._count = Label("", "t2")
        self.list = RowList(t("Refunds owed"))
        self.list.opened.connect(lambda _: self.primary())
        self.list.moved.connect(lambda _: self._show_act())
        told = t("What a settled return owes stands here until it is paid.")
        self._empty = EmptyState("ok", t("No refund is owed"), told, tone="ok")
        self._area = scroll(self.list)
        self.pay = KeyButton(t("Note as paid"), "F10", "check", kind="primary", size="big", on=self.primary)
        self.fail = KeyButton(t("It failed"), "Alt S", "warn", on=self._fail)
        self.back = KeyButton(t("Back"), "Esc", kind="ghost", on=self.left.emit)
        head = H(Label(t("Refunds owed"), "h1"), self._count, SPRING, gap=14)
        listing = frame("card", V((self._empty, 1), (self._area, 1), gap=0, margins=(1, 1, 1, 1)))
        foot = H(self.back, SPRING, self.fail, self.pay, gap=12)
        V(head, (listing, 1), foot, gap=12, margins=(20, 12, 20, 14), into=self)

    def heading(self) -> str:
        return t("Refunds owed")

    def key_hints(self) -> list[KeyHint]:
        return [
            KeyHint("↑ ↓", t("rows")), KeyHint("F10", t("note as paid")), KeyHint("Alt S", t("it failed")),
            KeyHint("Esc", t("back")), KeyHint("F9", t("lock, switch")),
        ]  # fmt: skip

    def activated(self, request: object | None) -> None:
        if isinstance(request, RefundRow):
            self._wanted = request.refund_id
        elif isinstance(request, GoOn):
            self._wanted, self._going_on = request.refund_id, request
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.list if self._refunds else self.back

    def refresh(self) -> None:
        self._counter.ask(return_rows.refund_list, then=self._take)

    # --- showing -----------------------------------------------------------------------------------------------------
    def _take(self, refunds: list[RefundRow]) -> None:
        self._refunds = refunds
        profile = self._counter.profile
        assert profile is not None, "the counter is open"
        today = profile.business_day(self._now())
        wanted = [index for index, refund in enumerate(refunds) if refund.refund_id == self._wanted]
        self._wanted = ""
        current = wanted[0] if wanted else max(0, self.list.current)
        self.list.set_rows([_row(refund, today) for refund in refunds], min(current, len(refunds) - 1))
        self._count.setText(t("{n} open, {sum}", n=len(refunds), sum=_sums(refunds)) if refunds else "")
        show_if(self._empty, not refunds)
        show_if(self._area, bool(refunds))
        self._show_act()
        going_on, self._going_on = self._going_on, None
        if going_on is not None and wanted:
            (self._fail if going_on.failed else self.primary)()

    def _current(self) -> RefundRow | None:
        return self._refunds[self.list.current] if 0 <= self.list.current < len(self._refunds) else None

    def _show_act(self) -> None:
        row = self._current()
        for button in (self.pay, self.fail):
            button.setEnabled(row is not None)
        cash = row is not None and row.tender == acts.CASH
        self.pay.show_act(t("Pay out in cash") if cash else t("Note as paid"), "F10", "cash" if cash else "check")

    # --- acts --------------------------------------------------------------------------------------------------------
    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if key == Qt.Key.Key_S and modifiers == Qt.KeyboardModifier.AltModifier:
            self._fail()
            return True
        return False

    def primary(self) -> None:
        row = self._current()
        if row is None:
            return
        if row.tender == acts.CASH:
            self._counter.do(acts.pay_cash, row.refund_id, then=lambda _: self._said(t("Paid out in cash.")))
            return
        dialog = OneLineDialog(
            t("Note as paid"), _about(row), t("Reference of the payment"), t("From the payment terminal or the bank"),
            lambda text: self._counter.do(
                acts.mark_paid, row.refund_id, text, then=lambda _: self._said(t("Noted as paid."))
            ),
        )  # fmt: skip
        self._open(drafts.REFUND_PAID, row, dialog)

    def _open(self, kind: str, row: RefundRow, dialog: OneLineDialog) -> None:
        self._counter.drafts.follow_dialog(drafts.named(kind, row.refund_id), dialog, dialog.fields)
        self.opened.emit(dialog)

    def _fail(self) -> None:
        row = self._current()
        if row is None:
            return
        dialog = OneLineDialog(
            t("The refund failed"), _about(row), t("Why"), t("One short sentence"),
            lambda text: self._counter.do(
                acts.mark_failed, row.refund_id, text, then=lambda _: self._said(t("Noted. It stays on the list."))
            ),
        )  # fmt: skip
        self._open(drafts.REFUND_FAILED, row, dialog)

    def _said(self, sentence: str) -> None:
        self.said.emit(Toast(sentence))


def _row(refund: RefundRow, today: date) -> Row:
    chip = due_chip(refund, today)
    below = facts(tender_words(refund.tender), t("receipt {number}", number=refund.receipt_number))
    words = two_lines(short(refund.number), below, "strong", "sm t3", elide=True)
    by_day = t("by {day}", day=dated_words(refund.due_on))
    note = Label(refund.reason, "sm t-bad") if refund.reason else Label(by_day, "t2")
    amount = Label(format_minor(refund.amount_minor, refund.currency), "h2", align=RIGHT)
    face = H(
        plain(H(chip, SPRING), 140), (words, 1), note, plain(H(SPRING, amount), 130), gap=16, margins=(16, 6, 18, 6)
    )
    said = {"number": short(refund.number), "amount": amount.text(), "state": chip.text()}
    return Row(face, t("{number}, {amount}, {state}", **said))


def due_chip(refund: RefundRow, today: date) -> Chip:
    """By when, as near as it is."""
    days = (refund.due_on - today).days
    if refund.state == "FAILED":
        return Chip(t("Failed"), "bad", "no")
    if days < 0:
        return Chip(t("{n} days over", n=-days), "bad", "no")
    if days == 0:
        return Chip(t("Today"), "warn", "calendar")
    if days == 1:
        return Chip(t("Tomorrow"), "mute", "calendar")
    return Chip(day_words(refund.due_on), "mute", "calendar")


def _about(row: RefundRow) -> str:
    return facts(short(row.number), format_minor(row.amount_minor, row.currency), tender_words(row.tender))


def _sums(refunds: list[RefundRow]) -> str:
    totals: dict[str, int] = {}
    for refund in refunds:
        totals[refund.currency] = totals.get(refund.currency, 0) + refund.amount_minor
    return listed(format_minor(amount, currency) for currency, amount in totals.items())
