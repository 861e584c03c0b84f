"""The head of the returns page: receipt, day, customer, tender, and the 10-minute clock."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from servicedesk.domain.money import format_minor
from servicedesk.domain.sales import Sale
from servicedesk.ui.home.rows import masked_phone, tender_words
from servicedesk.ui.parts import SPRING, H, Icon, KeyButton, Label, V, frame, plain, vline
from servicedesk.ui.words import t


class ReturnHeader(QWidget):
    """Facts of the receipt that is open; nothing but the title without one."""

    other_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._number, self._day, self._customer, self._paid = (Label("", "strong") for _ in range(4))
        self._time, self._clock = Label("00:00 / 10:00", "strong t-info"), Icon("clock", "accent", 20)
        pairs = [
            (t("Receipt"), self._number), (t("Bought"), self._day), (t("Customer"), self._customer), (t("Paid with"), self._paid),
        ]  # fmt: skip
        facts = [part for label, value in pairs for part in (vline(), V(Label(label, "sm t2"), value, gap=1))]
        self._facts = plain(H(*facts, gap=14))
        self._timer = plain(H(self._clock, V(Label(t("Time taken"), "sm t2"), self._time, gap=1), gap=8))
        other = KeyButton(t("Other receipt"), "F3", size="sm", on=self.other_wanted.emit)
        cancel = KeyButton(t("Cancel"), "Esc", kind="ghost", size="sm", on=self.cancel_wanted.emit)
        row = H(
            Label(t("Return, exchange, repair"), "h1"),
            self._facts,
            SPRING,
            self._timer,
            other,
            cancel,
            gap=14,
            margins=(16, 8, 14, 8),
        )
        V(frame("card", row), into=self)

    def show_sale(self, sale: Sale | None, bought: str) -> None:
        self._facts.setVisible(sale is not None)
        self._timer.setVisible(sale is not None)
        if sale is None:
            return
        self._number.setText(sale.receipt_number)
        self._day.setText(bought)
        who = " · ".join(
            part
            for part in (
                masked_name(sale.customer_name or ""),
                masked_phone(sale.customer_phone or ""),
                sale.member_code or "",
            )
            if part
        )
        self._customer.setText(who or t("not named"))
        ways = t(", ").join(tender_words(tender.kind) for tender in sale.tenders)
        self._paid.setText(t("{ways} {amount}", ways=ways, amount=format_minor(sale.paid_minor, sale.currency)))

    def show_time(self, taken_ms: int, tone: str) -> None:
        minutes, seconds = divmod(taken_ms // 1000, 60)
        self._time.setText(f"{minutes:02d}:{seconds:02d} / 10:00")
        self._time.restyle(f"strong t-{tone}")
        self._clock.show_icon("warn" if tone == "bad" else "clock", "accent" if tone == "info" else tone)


def masked_name(name: str) -> str:
    """张* · 王*明: enough to address a person, not to know them (returns-policy 4.7)."""
    if len(name) < 2:
        return name
    return name[0] + "*" if len(name) == 2 else name[0] + "*" * (len(name) - 2) + name[-1]
