"""Service slips of this counter: find one, see what was decided and why, print it again, void it (ux 4.8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from servicedesk.desk import approvals as approving
from servicedesk.desk import drafts, paper
from servicedesk.desk import returns as acts
from servicedesk.desk.outcomes import Refused
from servicedesk.domain.money import format_minor
from servicedesk.domain.numbers import short
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.sales import Sale
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries import sales
from servicedesk.records.queries.returns import RefundRow, ReturnRow
from servicedesk.records.queries.visits import VisitRow
from servicedesk.ui.background import Counter
from servicedesk.ui.cases.detail import SlipDetail
from servicedesk.ui.cases.rows import slip_row
from servicedesk.ui.parts import (
    SPRING,
    EmptyState,
    H,
    KeyButton,
    Label,
    ModalDialog,
    RowList,
    Tabs,
    Toast,
    V,
    frame,
    scroll,
    show_if,
)
from servicedesk.ui.returns.approval import ApprovalAnswer, ApprovalAsked, ApprovalDialog, approver_choices
from servicedesk.ui.shell.page import KeyHint, Page
from servicedesk.ui.telling import facts
from servicedesk.ui.theme import px
from servicedesk.ui.words import t, words

_STATES: dict[str, frozenset[str]] = {
    "all": frozenset({"SETTLED", "REFUSED", "VOIDED"}), "settled": frozenset({"SETTLED"}),
    "refused": frozenset({"REFUSED"}), "voided": frozenset({"VOIDED"}),
}  # fmt: skip
_LIST_WIDTH = 420


@dataclass(frozen=True, slots=True)
class VoidAgain:
    """Asked of this page: go on with voiding this slip, for which a reason was typed already."""

    number: str


class CasesPage(Page):
    """List on the left, the chosen slip on the right. F8 prints a copy, F12 voids with a second person.

    May be asked for a number, or for a visit: then the slip of that visit is shown."""

    place = "cases"
    topics = frozenset({"returns", "refunds", "slips"})

    def __init__(self, counter: Counter, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._counter, self._now = counter, now
        self._every: list[ReturnRow] = []
        self._rows: list[ReturnRow] = []
        self._wanted: str | VisitRow = ""
        self._dialog: ApprovalDialog | None = None
        self._draft = ""
        self._count = Label("", "t2")
        self.tabs = Tabs([(name, self._tab_words(name)) for name in _STATES])
        self.tabs.chosen.connect(lambda _: self._show())
        self.list = RowList(t("Service slips"))
        self.list.moved.connect(lambda _: self._show_detail())
        self.list.opened.connect(lambda _: self.primary())
        told = t("Returns, exchanges, repairs and refusals stand here.")
        self._empty = EmptyState("cases", t("No service slips yet"), told)
        self._area = scroll(self.list)
        self.detail = SlipDetail()
        self.open = KeyButton(t("Open the receipt"), "F10", "receipt", kind="primary", size="big", on=self.primary)
        self.copy = KeyButton(t("Print a copy"), "F8", "print", on=self._copy)
        self.void = KeyButton(t("Void"), "F12", "no", kind="danger", on=self._ask_void)
        self._lay_out()

    def _lay_out(self) -> None:
        tabs = frame("sechead", H(self.tabs, SPRING, margins=(10, 8, 10, 8)))
        left = frame("card", V(tabs, (self._empty, 1), (self._area, 1), gap=0, margins=(1, 1, 1, 1)))
        left.setFixedWidth(px(_LIST_WIDTH))
        foot = frame("foot", H(self.copy, self.void, SPRING, self.open, gap=10, margins=(20, 12, 16, 12)))
        self._right = frame("card", V((scroll(self.detail), 1), foot, gap=0, margins=(1, 1, 1, 1)))
        head = H(Label(t("Service slips"), "h1"), self._count, SPRING, gap=14)
        V(head, (H(left, (self._right, 1), gap=16), 1), gap=12, margins=(20, 12, 20, 12), into=self)

    def heading(self) -> str:
        return t("Service slips")

    def key_hints(self) -> list[KeyHint]:
        return [
            KeyHint("↑ ↓", t("rows")), KeyHint("F10", t("open the receipt")), KeyHint("F8", t("print a copy")),
            KeyHint("F12", t("void")), KeyHint("Esc", t("back")),
        ]  # fmt: skip

    def activated(self, request: object | None) -> None:
        if isinstance(request, str | VisitRow):
            self._wanted = request
        elif isinstance(request, VoidAgain):
            self._wanted = request.number
            self._counter.ask(return_rows.by_number, request.number, then=self._ask_void_of)
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.list

    def refresh(self) -> None:
        self._counter.ask(return_rows.recent, then=self._take)
        if isinstance(self._wanted, str) and self._wanted:
            self._counter.ask(return_rows.by_number, self._wanted, then=self._add_wanted)

    # --- showing -----------------------------------------------------------------------------------------------------
    def _add_wanted(self, row: ReturnRow | None) -> None:
        """A slip that was scanned: shown first, even when it is older than the list."""
        if row is None:
            self.said.emit(Toast(t("There is no slip {number} on this counter.", number=self._wanted), "warn"))
        elif all(row.number != other.number for other in self._every):
            self._take([row, *self._every])
        self._wanted = ""

    def _take(self, rows: list[ReturnRow]) -> None:
        self._every = rows
        for name, states in _STATES.items():
            self.tabs.rename(name, f"{self._tab_words(name)} {sum(row.state in states for row in rows)}")
        self._show()

    def _tab_words(self, name: str) -> str:
        return {"all": t("All"), "settled": t("Settled"), "refused": t("Refused"), "voided": t("Void")}[name]

    def _show(self) -> None:
        current = self._number_to_show()
        states = _STATES[str(self.tabs.value() or "all")]
        self._rows = [row for row in self._every if row.state in states]
        zone = self._zone()
        index = next((index for index, row in enumerate(self._rows) if row.number == current), 0)
        self.list.set_rows([slip_row(row, zone) for row in self._rows], min(index, len(self._rows) - 1))
        show_if(self._empty, not self._rows)
        show_if(self._area, bool(self._rows))
        self._show_detail()

    def _number_to_show(self) -> str:
        """What was asked for, else what was shown."""
        wanted = self._wanted
        if isinstance(wanted, VisitRow):
            self._wanted = ""
            found = next((row.number for row in self._every if row.visit_id == wanted.visit_id), "")
            if not found:
                self.said.emit(Toast(t("Visitor {n} left no slip.", n=wanted.running), "info"))
            return found
        row = self._current()
        return wanted or (row.number if row is not None else "")

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self._counter.profile.zone if self._counter.profile else "UTC")

    def _current(self) -> ReturnRow | None:
        return self._rows[self.list.current] if 0 <= self.list.current < len(self._rows) else None

    def _show_detail(self) -> None:
        row = self._current()
        self.open.setEnabled(row is not None and row.sale_id is not None)
        self.copy.setEnabled(row is not None)
        self.void.setEnabled(row is not None and row.state == "SETTLED")
        if row is None:
            self.detail.show_nothing()
            return
        self._counter.ask(return_rows.refunds_of, row.return_id, then=lambda refunds: self._fill(row, refunds))

    def _fill(self, row: ReturnRow, refunds: list[RefundRow]) -> None:
        if self._current() == row:
            self.detail.show_slip(row, refunds, self._counter.policy, self._zone())

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
            self._counter.do(paper.reprint, row.number, then=self._copied)

    def _copied(self, number: int) -> None:
        self.said.emit(Toast(t("Copy {n} prints now, marked as a copy.", n=number)))

    def _ask_void(self) -> None:
        self._ask_void_of(self._current())

    def _ask_void_of(self, row: ReturnRow | None) -> None:
        profile = self._counter.profile
        if row is not None and row.state == "SETTLED" and profile is not None and self._dialog is None:
            today = profile.business_day(self._now())
            self._counter.ask(acts.approval_desk, today, then=lambda found: self._open_void(row, found))

    def _open_void(self, row: ReturnRow, found: acts.ApprovalDesk) -> None:
        own = self._counter.session.number if self._counter.session else ""
        amount = format_minor(row.refund_minor, row.currency)
        asked = ApprovalAsked(
            title=t("Void {number}", number=short(row.number)),
            about=facts(amount, t("receipt {number}", number=row.receipt_number)),
            warning=t("Cash that was paid out has to be taken back first."),
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
            self._counter.do(
                approving.deny, request, answer.approver_number, answer.pin, answer.reason,
                then=lambda _: self._denied(), refused=self._refused,
            )  # fmt: skip

        self._dialog = ApprovalDialog(asked, agree, deny)
        self._dialog.dismissed.connect(self._forget_dialog)
        self._draft = drafts.named(drafts.VOID, row.number)
        self._counter.drafts.follow_dialog(self._draft, self._dialog, self._dialog.fields)
        self.opened.emit(self._dialog)

    def _forget_dialog(self) -> None:
        self._dialog = None

    def _gone(self) -> None:
        if self._dialog is not None:
            self._dialog.dismiss()

    def _denied(self) -> None:
        self._counter.drafts.done(self._draft)
        self._gone()

    def _void(self, row: ReturnRow, reason: str, approval_id: str, *, cash_taken_back: bool = False) -> None:
        def refused(answer: Refused) -> None:
            if answer.code == "CASH_OUT":
                self._take_cash_back(answer, lambda: self._void(row, reason, approval_id, cash_taken_back=True))
            else:
                self._refused(answer)

        self._counter.do(
            acts.void, row.number, reason, approval_id, cash_taken_back=cash_taken_back, then=self._voided,
            refused=refused,
        )  # fmt: skip

    def _take_cash_back(self, answer: Refused, go_on: Callable[[], None]) -> None:
        """Cash that went out has to be in the drawer again; the clerk says so, nobody assumes it."""
        self._gone()
        body = V(Label(words().say(answer.reason), "say", wrap=True))
        dialog = ModalDialog(t("Take the cash back"), body, icon="cash")

        def back() -> None:
            dialog.dismiss()
            go_on()

        dialog.add_act(
            KeyButton(t("The cash is back in the drawer"), "F10", "check", kind="primary", on=back), primary=True
        )
        self.opened.emit(dialog)

    def _voided(self, number: str) -> None:
        self._counter.drafts.done(self._draft)
        self._gone()
        self.said.emit(Toast(t("Voided. {number} prints now.", number=short(number))))

    def _refused(self, refused: Refused) -> None:
        sentence = words().say(refused.reason)
        if self._dialog is not None:
            self._dialog.show_refusal(sentence)
        else:
            self.said.emit(Toast(sentence, "warn", code=refused.code))
