"""Service slips of this counter: find one, see what was decided and why, print it again, void it (ux 4.8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from servicedesk.desk import approvals as approving
from servicedesk.desk import paper
from servicedesk.desk import returns as acts
from servicedesk.desk.outcomes import Refused
from servicedesk.domain.money import format_minor
from servicedesk.domain.numbers import short
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_words import OPTION_WORDS
from servicedesk.domain.sales import Sale
from servicedesk.records.queries import sales
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries.returns import RefundRow, ReturnRow
from servicedesk.ui.background import Counter
from servicedesk.ui.home.rows import tender_words
from servicedesk.ui.parts import (
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
    clear,
    frame,
    hline,
    plain,
    scroll,
    two_lines,
)
from servicedesk.ui.returns.approval import ApprovalAnswer, ApprovalAsked, ApprovalDialog, approver_choices
from servicedesk.ui.shell.page import KeyHint, Page
from servicedesk.ui.theme import px
from servicedesk.ui.words import t, time_words, words


def state_chip(row: ReturnRow) -> Chip:
    if row.state == "VOIDED":
        return Chip(t("Voided"), "mute", "no")
    if row.state == "REFUSED":
        return Chip(t("Refused"), "bad", "stop")
    return Chip(t(OPTION_WORDS[row.chosen]), "ok", "check")


class CasesPage(Page):
    """List on the left, the chosen slip on the right. F8 prints a copy, F12 voids with a second person."""

    place = "cases"
    topics = frozenset({"returns", "refunds", "slips"})

    def __init__(self, counter: Counter, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._counter, self._now = counter, now
        self._rows: list[ReturnRow] = []
        self._wanted = ""
        self._dialog: ApprovalDialog | None = None
        self.list = RowList(t("Service slips"))
        self.list.moved.connect(lambda _: self._show_detail())
        self.list.opened.connect(lambda _: self.primary())
        self._empty = EmptyState("cases", t("No service slips yet"), t("Returns, exchanges, repairs and refusals stand here."))
        self._area = scroll(self.list)
        self._detail: QVBoxLayout = V(gap=10, margins=(20, 16, 20, 16))
        holder = QWidget()
        holder.setLayout(self._detail)
        self.open = KeyButton(t("Open the receipt"), "F10", "receipt", kind="primary", size="big", on=self.primary)
        self.copy = KeyButton(t("Print a copy"), "F8", "print", on=self._copy)
        self.void = KeyButton(t("Void"), "F12", "no", kind="danger", on=self._ask_void)
        left = frame("card", V((self._empty, 1), (self._area, 1), gap=0, margins=(1, 1, 1, 1)))
        left.setFixedWidth(px(520))
        right = frame("card", V((scroll(holder), 1), H(self.void, self.copy, SPRING, self.open, gap=10, margins=(20, 8, 20, 14)), gap=0, margins=(1, 1, 1, 1)))
        V(H(Label(t("Service slips"), "h1"), SPRING), (H(left, (right, 1), gap=16), 1), gap=12, margins=(20, 12, 20, 14), into=self)

    def heading(self) -> str:
        return t("Service slips")

    def key_hints(self) -> list[KeyHint]:
        return [
            KeyHint("↑↓", t("rows")), KeyHint("F10", t("open the receipt")), KeyHint("F8", t("print a copy")),
            KeyHint("F12", t("void")), KeyHint("Esc", t("back")),
        ]  # fmt: skip

    def activated(self, request: object | None) -> None:
        if isinstance(request, str):
            self._wanted = request
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.list

    def refresh(self) -> None:
        self._counter.ask(return_rows.recent, then=self._take)
        if self._wanted:
            self._counter.ask(return_rows.by_number, self._wanted, then=self._add_wanted)

    def _add_wanted(self, row: ReturnRow | None) -> None:
        """A slip that was scanned: shown first, even when it is older than the list."""
        if row is None:
            self.said.emit(Toast(t("There is no slip {number} on this counter.", number=self._wanted), "warn"))
        elif all(row.number != other.number for other in self._rows):
            self._take([row, *self._rows])
        self._wanted = ""

    def _take(self, rows: list[ReturnRow]) -> None:
        current = self._wanted or (self._rows[self.list.current].number if 0 <= self.list.current < len(self._rows) else "")
        self._rows = rows
        zone = self._zone()
        self.list.set_rows([self._row(row, zone) for row in rows], next((index for index, row in enumerate(rows) if row.number == current), 0))
        self._empty.setVisible(not rows)
        self._area.setVisible(bool(rows))
        self._show_detail()

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self._counter.profile.zone if self._counter.profile else "UTC")

    def _row(self, row: ReturnRow, zone: ZoneInfo) -> Row:
        items = t(", ").join(item.name for item in row.items)
        chip = state_chip(row)
        when = Label(t("{day} {time}", day=row.at.astimezone(zone).strftime("%m-%d"), time=time_words(row.at.astimezone(zone))), "sm t2")
        face = H((two_lines(short(row.number), items, "strong", "sm t3", elide=True), 1), chip, when, gap=12, margins=(16, 6, 16, 6))
        return Row(face, t("{number}, {state}", number=short(row.number), state=chip.text()))

    def _current(self) -> ReturnRow | None:
        return self._rows[self.list.current] if 0 <= self.list.current < len(self._rows) else None

    def _show_detail(self) -> None:
        row = self._current()
        self.open.setEnabled(row is not None and row.sale_id is not None)
        self.copy.setEnabled(row is not None)
        self.void.setEnabled(row is not None and row.state == "SETTLED")
        clear(self._detail)
        if row is not None:
            self._counter.ask(return_rows.refunds_of, row.return_id, then=lambda refunds: self._fill(row, refunds))

    def _fill(self, row: ReturnRow, refunds: list[RefundRow]) -> None:
        if self._current() != row:
            return
        clear(self._detail)
        policy = self._counter.policy
        codes = policy.codes.get(row.code) if policy else None
        basis = (codes.basis_zh if words().language == "zh_CN" else codes.basis_en) if codes else ""
        facts = [
            (t("Receipt"), row.receipt_number), (t("Rule"), t("{code} · {basis}", code=row.code, basis=basis)),
            (t("By"), row.staff_name), (t("Note"), row.note), (t("Voided by"), short(row.voided_by) if row.voided_by else ""),
        ]  # fmt: skip
        self._detail.addLayout(H(Label(row.number, "h2"), SPRING, state_chip(row)))
        for item in row.items:
            self._detail.addLayout(H((Label(t("{name} × {qty}", name=item.name, qty=item.qty), wrap=True), 1), Label(format_minor(item.refund_minor, row.currency or "CNY") if row.currency else "", "strong")))
        self._detail.addWidget(hline())
        for label, value in facts:
            if value:
                caption = Label(label, "t2")
                caption.setFixedWidth(px(110))
                self._detail.addWidget(plain(H(caption, (Label(value, wrap=True), 1), gap=8)))
        for refund in refunds:
            state = {"DUE": t("owed"), "PAID": t("paid"), "FAILED": t("failed"), "VOIDED": t("voided")}[refund.state]
            self._detail.addLayout(H(Label(t("{tender}, {state}", tender=tender_words(refund.tender), state=state), "t2"), SPRING, Label(format_minor(refund.amount_minor, refund.currency))))
        self._detail.addStretch(1)

    # --- acts --------------------------------------------------------------------------------------------------------
    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        acts_of_keys = {Qt.Key.Key_F8: self._copy, Qt.Key.Key_F12: self._ask_void}
        if key in acts_of_keys:
            acts_of_keys[key]()
            return True
        return False

    def primary(self) -> None:
        row = self._current()
        if row is not None and row.sale_id is not None:
            self._counter.ask(sales.sale_of, row.sale_id, then=self._open_sale)

    def _open_sale(self, sale: Sale | None) -> None:
        if sale is not None:
            self.wanted.emit("returns", sale)

    def _copy(self) -> None:
        row = self._current()
        if row is not None:
            self._counter.do(paper.reprint, row.number, then=lambda n: self.said.emit(Toast(t("Copy {n} prints now, marked as a copy.", n=n))))

    def _ask_void(self) -> None:
        row, profile = self._current(), self._counter.profile
        if row is not None and row.state == "SETTLED" and profile is not None and self._dialog is None:
            self._counter.ask(acts.approval_desk, profile.business_day(self._now()), then=lambda found: self._open_void(row, found))

    def _open_void(self, row: ReturnRow, found: acts.ApprovalDesk) -> None:
        own = self._counter.session.number if self._counter.session else ""
        amount = format_minor(row.refund_minor, row.currency)
        asked = ApprovalAsked(
            title=t("Void {number}", number=short(row.number)),
            about=t("{amount} · receipt {receipt}", amount=amount, receipt=row.receipt_number),
            warning=t("The settlement is put right by its opposite. Cash that was paid out has to be taken back first."),
            choices=((Outcome.RETURN, t("Void the whole slip"), amount),),
            approvers=approver_choices(found.approvers, own),
            month=found.month,
            currency=row.currency or "CNY",
        )

        def agree(answer: ApprovalAnswer) -> None:
            request = acts.void_request(row)
            self._counter.do(
                approving.approve, request, answer.approver_number, answer.pin, answer.reason,
                then=lambda approval_id: self._void(row, answer.reason, approval_id), refused=self._refused,
            )  # fmt: skip

        def deny(answer: ApprovalAnswer) -> None:
            request = acts.void_request(row)
            self._counter.do(approving.deny, request, answer.approver_number, answer.pin, answer.reason, then=lambda _: self._gone(), refused=self._refused)

        self._dialog = ApprovalDialog(asked, agree, deny)
        self._dialog.dismissed.connect(self._forget_dialog)
        self.opened.emit(self._dialog)

    def _forget_dialog(self) -> None:
        self._dialog = None

    def _gone(self) -> None:
        if self._dialog is not None:
            self._dialog.dismiss()

    def _void(self, row: ReturnRow, reason: str, approval_id: str) -> None:
        self._counter.do(acts.void, row.number, reason, approval_id, cash_taken_back=True, then=self._voided, refused=self._refused)

    def _voided(self, number: str) -> None:
        self._gone()
        self.said.emit(Toast(t("Voided. {number} prints now.", number=short(number))))

    def _refused(self, refused: Refused) -> None:
        sentence = words().say(refused.reason)
        if self._dialog is not None:
            self._dialog.show_refusal(sentence)
        else:
            self.said.emit(Toast(sentence, "warn", code=refused.code))
