"""What a member bought and brought back in the last 90 days: for the clerk, on wide screens only (ux 4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QFrame

from servicedesk.domain.money import format_minor
from servicedesk.domain.numbers import short
from servicedesk.domain.sales import Sale
from servicedesk.records.database import Reader
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries import sales
from servicedesk.ui.cases.rows import state_words
from servicedesk.ui.parts import SPRING, ElidedLabel, H, Icon, Label, V, clear, plain, show_if, styled
from servicedesk.ui.words import day_words, t

LATELY = timedelta(days=90)
_MOST = 4


@dataclass(frozen=True, slots=True)
class Earlier:
    """A receipt of the same member, and the slips that were written about it here."""

    receipt_number: str
    bought_at: datetime
    items: int
    paid: str
    slips: tuple[tuple[str, str], ...]
    """Short number and what came of it."""


def history_of(connection: Reader, sale: Sale) -> tuple[Earlier, ...]:
    """The member's other receipts of the 90 days before this one and since, the newest first."""
    since = sale.bought_at - LATELY
    found = sales.search_by_member(connection, sale.member_code or "")
    return tuple(
        Earlier(
            one.receipt_number,
            one.bought_at,
            one.line_count,
            format_minor(one.paid_minor, one.currency),
            tuple(
                (short(row.number), state_words(row)) for row in return_rows.of_receipt(connection, one.receipt_number)
            ),
        )
        for one in found
        if one.sale_id != sale.sale_id and one.bought_at >= since
    )


class HistoryCard(QFrame):
    """Nothing of it is ever on the customer's page."""

    def __init__(self) -> None:
        super().__init__()
        styled(self, "well")
        self._count = Label("", "sm t2")
        self._rows = V(gap=5)
        head = H(Icon("user", "text2", 18), Label(t("Same member, 90 days"), "strong"), SPRING, self._count, gap=8)
        V(head, self._rows, gap=6, margins=(14, 10, 14, 11), into=self)

    def show_history(self, lately: Sequence[Earlier], zone: ZoneInfo) -> None:
        """The newest few, and how many there were."""
        clear(self._rows)
        slips = sum(len(one.slips) for one in lately)
        self._count.setText(t("{n} receipts, {slips} slips", n=len(lately), slips=slips))
        for one in lately[:_MOST]:
            day = day_words(one.bought_at.astimezone(zone).date())
            told = ", ".join(f"{number} {state}" for number, state in one.slips) or t("nothing came back")
            self._rows.addWidget(
                plain(
                    H(
                        Label(day, "sm t2"), Label(one.receipt_number, "sm"), (ElidedLabel(told, "sm t2"), 1),
                        Label(one.paid, "sm"), gap=10,
                    )
                )
            )  # fmt: skip
        show_if(self, bool(lately))
