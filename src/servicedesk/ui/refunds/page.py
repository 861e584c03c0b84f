"""Refunds owed: the earliest due first; pay out cash, note what was sent, note what failed (architecture 9, "Money out")."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from servicedesk.desk import refunds as acts
from servicedesk.domain.money import format_minor
from servicedesk.domain.numbers import short
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries.returns import RefundRow
from servicedesk.ui.background import Counter
from servicedesk.ui.home.rows import due_chip, tender_words
from servicedesk.ui.parts import (
    SPRING,
    EmptyState,
    Field,
    H,
    KeyButton,
    Label,
    ModalDialog,
    Row,
    RowList,
    TextLine,
    Toast,
    V,
    frame,
    scroll,
    two_lines,
)
from servicedesk.ui.shell.page import KeyHint, Page
from servicedesk.ui.theme import px
from servicedesk.ui.words import dated_words, t


class RefundsPage(Page):
    """One list, one primary act: what the current row needs next."""

    place = "home"
    topics = frozenset({"refunds", "returns"})

    def __init__(self, counter: Counter, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._counter, self._now = counter, now
        self._refunds: list[RefundRow] = []
        self._count = Label("", "t2")
        self.list = RowList(t("Refunds owed"))
        self.list.opened.connect(lambda _: self.primary())
        self.list.moved.connect(lambda _: self._show_act())
        self._empty = EmptyState("ok", t("No refund is owed"), t("What a settled return owes stands here until it is paid."), tone="ok")
        self._area = scroll(self.list)
        self.pay = KeyButton(t("Note as paid"), "F10", "check", kind="primary", size="big", on=self.primary)
        self.fail = KeyButton(t("It failed"), "Alt S", "warn", on=self._fail)
        back = KeyButton(t("Back"), "Esc", kind="ghost", on=self.left.emit)
        head = H(Label(t("Refunds owed"), "h1"), self._count, SPRING, gap=14)
        foot = H(back, SPRING, self.fail, self.pay, gap=12)
        V(head, (frame("card", V((self._empty, 1), (self._area, 1), gap=0, margins=(1, 1, 1, 1))), 1), foot,
          gap=12, margins=(20, 12, 20, 14), into=self)  # fmt: skip

    def heading(self) -> str:
        return t("Refunds owed")

    def key_hints(self) -> list[KeyHint]:
        return [
            KeyHint("↑↓", t("rows")), KeyHint("F10", t("note as paid")), KeyHint("Alt S", t("it failed")),
            KeyHint("Esc", t("back")), KeyHint("F9", t("lock, switch")),
        ]  # fmt: skip

    def activated(self, request: object | None) -> None:
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.list

    def refresh(self) -> None:
        self._counter.ask(return_rows.refund_list, then=self._take)

    def _take(self, refunds: list[RefundRow]) -> None:
        self._refunds = refunds
        profile = self._counter.profile
        assert profile is not None
        today = profile.business_day(self._now())
        rows = []
        for refund in refunds:
            amount = Label(format_minor(refund.amount_minor, refund.currency), "h2")
            due = t("due {day}", day=dated_words(refund.due_on))
            below = t("{tender} · receipt {receipt}", tender=tender_words(refund.tender), receipt=refund.receipt_number)
            chip = due_chip(refund, today)
            holder = H(chip, SPRING)
            note = Label(refund.reason or due, "sm t-bad" if refund.reason else "sm t2")
            chip_box = QWidget()
            chip_box.setLayout(holder)
            chip_box.setFixedWidth(px(140))
            face = H(chip_box, (two_lines(short(refund.number), below, "strong", "sm t3", elide=True), 1), note, amount, gap=16, margins=(16, 6, 18, 6))
            rows.append(Row(face, t("{number}, {amount}, {state}", number=short(refund.number), amount=amount.text(), state=chip.text())))
        had = max(0, self.list.current)
        self.list.set_rows(rows, min(had, len(rows) - 1))
        total: dict[str, int] = {}
        for refund in refunds:
            total[refund.currency] = total.get(refund.currency, 0) + refund.amount_minor
        sums = t(", ").join(format_minor(amount, currency) for currency, amount in total.items())
        self._count.setText(t("{n} open, {sum}", n=len(refunds), sum=sums) if refunds else "")
        self._empty.setVisible(not refunds)
        self._area.setVisible(bool(refunds))
        self._show_act()

    def _current(self) -> RefundRow | None:
        return self._refunds[self.list.current] if 0 <= self.list.current < len(self._refunds) else None

    def _show_act(self) -> None:
        row = self._current()
        self.pay.setEnabled(row is not None)
        self.fail.setEnabled(row is not None)
        cash = row is not None and row.tender == acts.CASH
        self.pay.show_act(t("Pay out in cash") if cash else t("Note as paid"), "F10", "cash" if cash else "check")

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
            self._counter.do(acts.pay_cash, row.refund_id, then=lambda _: self.said.emit(Toast(t("Paid out in cash."))))
        else:
            self._ask(row, t("Note as paid"), t("Reference of the payment"), t("From the payment terminal or the bank"), acts.mark_paid, t("Noted as paid."))

    def _fail(self) -> None:
        row = self._current()
        if row is not None:
            self._ask(row, t("The refund failed"), t("Why"), t("One short sentence"), acts.mark_failed, t("Noted. It stays on the list."))

    def _ask(self, row: RefundRow, title: str, label: str, hint: str, action: Callable[..., object], said: str) -> None:
        line = TextLine(hint, name=label)
        field = Field(label, line, required=True)
        amount = format_minor(row.amount_minor, row.currency)
        dialog = ModalDialog(title, V(field), icon="cash", explained=t("{number} · {amount} · {tender}", number=short(row.number), amount=amount, tender=tender_words(row.tender)))

        def save() -> None:
            if not line.text().strip():
                field.show_problem(t("This is needed."))
                return
            self._counter.do(action, row.refund_id, line.text(), then=lambda _: self.said.emit(Toast(said)))  # type: ignore[arg-type] # the two acts of this page share the shape
            dialog.dismiss()

        dialog.add_act(KeyButton(t("Save"), "F10", "check", kind="primary", size="big", on=save), primary=True)
        self.opened.emit(dialog)
