"""The chosen service slip: what was decided, by which rule, what money went, who did it."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QVBoxLayout, QWidget

from servicedesk.domain.money import format_minor
from servicedesk.domain.numbers import short
from servicedesk.domain.policies import Policy
from servicedesk.domain.return_words import value_sentence
from servicedesk.records.queries.returns import RefundRow, ReturnedItem, ReturnRow
from servicedesk.ui.cases.rows import state_chip, when_words
from servicedesk.ui.parts import RIGHT, SPRING, Chip, ElidedLabel, H, Icon, Label, V, clear, frame, hline, plain
from servicedesk.ui.returns.saying import alternative_words
from servicedesk.ui.telling import facts, listed, tender_words
from servicedesk.ui.words import dated_words, language, t, words

_REFUND_TONES = {"DUE": ("warn", "clock"), "PAID": ("ok", "check"), "FAILED": ("bad", "no"), "VOIDED": ("mute", "no")}


class SlipDetail(QWidget):
    """Shows one slip; nothing here changes anything."""

    def __init__(self) -> None:
        super().__init__()
        self._box: QVBoxLayout = V(gap=12, margins=(20, 16, 16, 12), into=self)
        self._more: QWidget | None = None

    def show_nothing(self) -> None:
        clear(self._box)

    def show_slip(self, row: ReturnRow, refunds: Sequence[RefundRow], policy: Policy | None, zone: ZoneInfo) -> None:
        clear(self._box)
        self._more = None
        title = listed(item.name for item in row.items)
        self._box.addWidget(Label(title, "h1", wrap=True))
        about = facts(when_words(row.at.astimezone(zone)), row.staff_name)
        self._box.addLayout(H(state_chip(row), Label(row.number, "sm t2"), Label(about, "sm t3"), SPRING, gap=10))
        self._box.addWidget(_rule(row, policy))
        self._box.addWidget(_goods(row))
        if refunds:
            self._box.addWidget(_money(refunds))
        told = (
            (t("Receipt"), row.receipt_number), (t("Why it came back"), _reason(row)), (t("Note"), row.note),
            (t("Taken instead"), alternative_words(row.accepted, policy) if row.accepted and policy else ""),
            (t("Voided by"), short(row.voided_by) if row.voided_by else ""),
        )  # fmt: skip
        self._box.addWidget(plain(V(*[_fact(label, value) for label, value in told if value], gap=6)))
        self._box.addStretch(1)

    def show_receipt(self, rows: Sequence[ReturnRow], zone: ZoneInfo) -> None:
        """What else was decided about the same receipt, where there is room for it."""
        if self._more is not None:
            return
        told = [
            plain(
                H(
                    state_chip(row), Label(short(row.number), "strong"),
                    (ElidedLabel(listed(item.name for item in row.items)), 1),
                    Label(facts(when_words(row.at.astimezone(zone)), row.staff_name), "sm t3"), gap=10,
                )
            )
            for row in rows
        ] or [Label(t("Nothing else was brought back on this receipt."), "t2")]  # fmt: skip
        self._more = frame("well r10", V(Label(t("Also on this receipt"), "strong"), *told, gap=8,
                                         margins=(14, 11, 14, 12)))  # fmt: skip
        self._box.insertWidget(self._box.count() - 1, self._more)


def _rule(row: ReturnRow, policy: Policy | None) -> QWidget:
    code = policy.codes.get(row.code) if policy else None
    basis = (code.basis_zh if language() == "zh_CN" else code.basis_en) if code else ""
    told = facts(t("Rule {code}", code=row.code), basis)
    return frame(
        "well r10",
        H(Icon("book", "accent", 18), (Label(told, "strong t-info", wrap=True), 1), gap=10, margins=(14, 11, 14, 11)),
    )


def _goods(row: ReturnRow) -> QWidget:
    return plain(V(*[_item(item, row.currency) for item in row.items], hline(), gap=8))


def _item(item: ReturnedItem, currency: str) -> QWidget:
    amount = format_minor(item.refund_minor, currency) if item.refund_minor else ""
    return plain(
        H(
            (Label(item.name, wrap=True), 1), Label(t("× {n}", n=item.qty), "t2"),
            Label(amount, "strong", align=RIGHT) if amount else None, gap=14,
        )
    )  # fmt: skip


def _money(refunds: Sequence[RefundRow]) -> QWidget:
    return plain(V(*[_refund(refund) for refund in refunds], gap=8))


def _refund(refund: RefundRow) -> QWidget:
    state = {"DUE": t("owed"), "PAID": t("paid"), "FAILED": t("failed"), "VOIDED": t("voided")}[refund.state]
    tone, icon = _REFUND_TONES[refund.state]
    when = t("by {day}", day=dated_words(refund.due_on)) if refund.state == "DUE" else refund.reference or refund.reason
    amount = Label(format_minor(refund.amount_minor, refund.currency), "strong", align=RIGHT)
    return plain(
        H(Chip(state, tone, icon), Label(tender_words(refund.tender)), Label(when, "sm t3"), SPRING, amount, gap=12)
    )


def _reason(row: ReturnRow) -> str:
    return words().say(value_sentence("reason", row.reason)) if row.reason else ""


def _fact(label: str, value: str) -> QWidget:
    return plain(H(plain(H(Label(label, "t2"), SPRING), 130), (Label(value, wrap=True), 1), gap=8))
