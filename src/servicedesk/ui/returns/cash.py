"""Counting out cash: its own question, its own fact, the drawer's own pulse (architecture 9, "Money out")."""

from __future__ import annotations

from collections.abc import Callable

from servicedesk.domain.money import format_minor
from servicedesk.ui.parts import CENTRE, KeyButton, Label, ModalDialog, V
from servicedesk.ui.words import t


class CashDialog(ModalDialog):
    """How much to hand out. "Later" leaves it on the refund list."""

    def __init__(self, cash_minor: int, currency: str, pay: Callable[[], object]) -> None:
        body = V(
            Label(format_minor(cash_minor, currency), "hero t-ok", align=CENTRE),
            Label(t("Count it out aloud and let the customer count along."), "say", wrap=True, align=CENTRE),
            gap=8,
        )
        explained = t("The drawer opens when you confirm. Later is possible: it stays on the refund list.")
        super().__init__(t("Hand out cash"), body, icon="cash", explained=explained)
        self.add_act(KeyButton(t("Later"), "Esc", on=self.dismiss))

        def paid() -> None:
            pay()
            self.dismiss()

        self.confirm = self.add_act(
            KeyButton(t("Paid out"), "F10", "cash", kind="primary", size="big", on=paid), primary=True
        )

    def first_focus(self) -> None:
        self.confirm.setFocus()
