"""The head of the returns page: receipt, day, customer, tender, and the 10-minute clock."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from servicedesk.domain.money import format_minor
from servicedesk.domain.sales import Sale
from servicedesk.ui.parts import SPRING, ElidedLabel, H, Icon, KeyButton, Label, V, frame, plain, show_if, vline
from servicedesk.ui.telling import facts, listed, masked_name, masked_phone, tender_words
from servicedesk.ui.words import t


class ReturnHeader(QWidget):
    """Facts of the receipt that is open; nothing but the title without one."""

    other_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._number = Label("", "strong")
        self._day, self._customer, self._paid = (_shrinking() for _ in range(3))
        self._time, self._clock = Label("00:00 / 10:00", "strong t-info"), Icon("clock", "accent", 20, 2.0)
        columns = [
            (t("Receipt"), self._number), (t("Bought on"), self._day), (t("Customer"), self._customer),
            (t("Paid with"), self._paid),
        ]  # fmt: skip
        shown = [plain(H(vline(), V(Label(label, "sm t2"), value, gap=1), gap=12)) for label, value in columns]
        self._last = shown[-1]
        self._facts = plain(H(*shown, SPRING, gap=12))
        self._timer = plain(H(self._clock, V(Label(t("Time so far"), "sm t2"), self._time, gap=1), gap=10))
        self._space = plain(H())
        self._other = KeyButton(t("Other receipt"), "F3", size="sm", on=self.other_wanted.emit)
        cancel = KeyButton(t("Cancel"), "Esc", kind="ghost", size="sm", on=self.cancel_wanted.emit)
        title = Label(t("Returns"), "h1")
        row = H(
            title, (self._facts, 1), (self._space, 1), self._timer, self._other, cancel, gap=13, margins=(16, 8, 12, 8),
        )  # fmt: skip
        V(frame("card", row), into=self)

    def show_sale(self, sale: Sale | None, bought: str) -> None:
        """``bought`` is the day in words."""
        for part in (self._facts, self._timer, self._other):
            show_if(part, sale is not None)
        show_if(self._space, sale is None)
        if sale is None:
            return
        self._number.setText(sale.receipt_number)
        self._day.setText(bought)
        who = facts(
            masked_name(sale.customer_name or ""),
            masked_phone(sale.customer_phone) if sale.customer_phone else sale.member_code or "",
        )
        self._customer.setText(who or t("not named"))
        ways = listed(tender_words(tender.kind) for tender in sale.tenders)
        self._paid.setText(f"{ways} {format_minor(sale.paid_minor, sale.currency)}")

    def show_tight(self, *, tight: bool) -> None:
        """How it was paid stands in the verdict too: where letters are large, this gives way."""
        show_if(self._last, not tight)

    def show_time(self, taken_ms: int, tone: str) -> None:
        """How long the person has been served; ``tone`` info, warn or bad."""
        minutes, seconds = divmod(taken_ms // 1000, 60)
        self._time.setText(f"{minutes:02d}:{seconds:02d} / 10:00")
        self._time.restyle(f"strong t-{tone}")
        self._clock.show_icon("warn" if tone == "bad" else "clock", "accent" if tone == "info" else tone)


def _shrinking() -> ElidedLabel:
    """As wide as its words while there is room."""
    made = ElidedLabel("", "strong")
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    return made
