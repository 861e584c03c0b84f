"""Service slips of this counter: find one, see what was decided and why, print it again, void it (ux 4.8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from servicedesk.desk import approvals as approving
from servicedesk.desk import drafts, paper
from servicedesk.desk import returns as acts
from servicedesk.desk.outcomes import Refused
from servicedesk.domain.money import format_minor
from servicedesk.domain.numbers import short
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.sales import Sale
from servicedesk.records.database import Reader
from servicedesk.records.queries import listing, sales
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries.listing import SlipLine
from servicedesk.records.queries.returns import RefundRow, ReturnRow
from servicedesk.records.queries.visits import VisitRow
from servicedesk.ui.background import Counter
from servicedesk.ui.cases.detail import SlipDetail
from servicedesk.ui.cases.rows import ROW_HEIGHT, SlipRow
from servicedesk.ui.parts import (
    SPRING,
    EmptyState,
    H,
    Icon,
    KeyButton,
    KeyCap,
    Label,
    ModalDialog,
    PagedList,
    PagedModel,
    PageSource,
    Row,
    Tabs,
    TextLine,
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

_STATES = {"all": "", "settled": "SETTLED", "refused": "REFUSED", "voided": "VOIDED"}
_LIST_WIDTH, _LIST_WIDTH_TIGHT = 420, 386


@dataclass(frozen=True, slots=True)
class SearchFor:
    """Asked of this page: the slips that have these words."""

    text: str


class _Search(TextLine):
    """The field keeps the focus while the arrows walk the list below it."""

    def __init__(self, page: CasesPage) -> None:
        super().__init__(t("Find in slips: number, item, note"), name=t("Find in the service slips"))
        self.own_enter = True
        self._page = page

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        key = Qt.Key(event.key())
        if key in steps:
            self._page.list.step(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._page.list.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)


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
        self._words = ""
        self._row: ReturnRow | None = None
        self._reading = ""
        self._counts: dict[str, int] = {}
        self._dialog: ApprovalDialog | None = None
        self._draft = ""
        self._count = Label("", "t2")
        self.search = _Search(self)
        self.search.textChanged.connect(lambda _: self._narrow())
        self.tabs = Tabs([(name, self._tab_words(name)) for name in _STATES])
        self.tabs.chosen.connect(lambda _: self._narrow())
        self._model = PagedModel(self)
        self.list: PagedList = PagedList(
            self._model,
            self._line,
            row_height=ROW_HEIGHT,
            name=t("Service slips"),
            fill=SlipRow.show_line,
        )
        self.list.moved.connect(lambda _: self._read_current())
        self.list.opened.connect(lambda _: self.primary())
        for changed in (self._model.rowsInserted, self._model.rowsRemoved, self._model.modelReset):
            changed.connect(self._show_how_many)
        told = t("Returns, exchanges, repairs and refusals stand here.")
        self._empty = EmptyState("cases", t("No service slips yet"), told)
        self._none = EmptyState("search", t("No slip has these words"), t("Esc shows all of them again."))
        self.detail = SlipDetail()
        self.open = KeyButton(t("Open the receipt"), "F10", "receipt", kind="primary", size="big", on=self.primary)
        self.copy = KeyButton(t("Print a copy"), "F8", "print", on=self._copy)
        self.void = KeyButton(t("Void"), "F12", "no", kind="danger", on=self._ask_void)
        self._lay_out()
        self._show_how_many()

    def _lay_out(self) -> None:
        tabs = frame("sechead", H(self.tabs, SPRING, margins=(10, 8, 10, 8)))
        find = H(Icon("search", "text3", 20), (self.search, 1), KeyCap("/"), gap=8, margins=(14, 8, 12, 0))
        left = self._left = frame(
            "card",
            V(find, tabs, (self._empty, 1), (self._none, 1), (self.list, 1), gap=0, margins=(1, 1, 1, 1)),
        )
        left.setFixedWidth(px(_LIST_WIDTH))
        others = H(self.copy, self.void, SPRING, gap=10)
        self._acts = H((others, 1), self.open, gap=10, margins=(20, 12, 16, 12))
        foot = frame("foot", self._acts)
        self._right = frame("card", V((scroll(self.detail), 1), foot, gap=0, margins=(1, 1, 1, 1)))
        head = H(Label(t("Service slips"), "h1"), self._count, SPRING, gap=14)
        V(head, (H(left, (self._right, 1), gap=16), 1), gap=12, margins=(20, 12, 20, 12), into=self)

    def spread(self) -> None:
        self._left.setFixedWidth(px(_LIST_WIDTH_TIGHT if self.tight else _LIST_WIDTH))
        line = QBoxLayout.Direction.TopToBottom if self.tight else QBoxLayout.Direction.LeftToRight
        self._acts.setDirection(line)
        self._show_detail()

    def heading(self) -> str:
        return t("Service slips")

    def key_hints(self) -> list[KeyHint]:
        return [
            KeyHint("↑ ↓", t("rows")), KeyHint("/", t("find")), KeyHint("F10", t("open the receipt")),
            KeyHint("F8", t("print a copy")),
            KeyHint("F12", t("void")), KeyHint("Esc", t("back")),
        ]  # fmt: skip

    def activated(self, request: object | None) -> None:
        if isinstance(request, SearchFor):
            self.search.setText(request.text)
        elif isinstance(request, VoidAgain):
            self._counter.ask(return_rows.by_number, request.number, then=self._ask_void_of)
        elif isinstance(request, str):
            self._counter.ask(return_rows.by_number, request, then=lambda row: self._show_slip(request, row))
        elif isinstance(request, VisitRow):
            self._counter.ask(return_rows.of_visit, request.visit_id, then=lambda row: self._show_of(request, row))
        if self._counter.profile is not None and not self._asked_once:
            self._narrow()

    def first_focus(self) -> QWidget | None:
        return self.list

    def refresh(self) -> None:
        self._model.refresh()
        self._row = None
        self._read_current()

    # --- which slips -------------------------------------------------------------------------------------------------
    _asked_once = False

    def _narrow(self) -> None:
        """Other words or another state: another list."""
        self._asked_once = True
        self._words, state = self.search.text(), _STATES[str(self.tabs.value() or "all")]
        words = self._words
        ask = self._counter.ask

        def count(then: Callable[[int], None]) -> None:
            def counted(counts: dict[str, int]) -> None:
                self._counted(words, counts)
                then(_of(counts, state))

            ask(listing.slip_counts, words, then=counted)

        self._model.show(PageSource(lambda span, then: ask(listing.slips_page, span, words, state, then=then), count))

    def _counted(self, words: str, counts: dict[str, int]) -> None:
        if words != self._words:
            return
        self._counts = counts
        for name, state in _STATES.items():
            self.tabs.rename(name, f"{self._tab_words(name)} {_of(counts, state)}")
        found = sum(counts.values())
        if not words.strip():
            told = ""
        elif found >= listing.MOST_COUNTED:
            told = t("{n} slips and more", n=found)
        else:
            told = t("{n} slips found", n=found)
        self._count.setText(told)
        self._show_how_many()

    def _show_slip(self, number: str, row: ReturnRow | None) -> None:
        """A slip that was scanned or asked for: shown in its place among all of them."""
        if row is None:
            self.said.emit(Toast(t("There is no slip {number} on this counter.", number=number), "warn"))
            return
        self.search.clear()
        self.tabs.open("all")
        self._narrow()
        self._counter.ask(listing.slips_before, row.return_id, then=self._go_to)

    def _show_of(self, visit: VisitRow, row: ReturnRow | None) -> None:
        if row is None:
            self.said.emit(Toast(t("Visitor {n} left no slip.", n=visit.running), "info"))
        else:
            self._show_slip(row.number, row)

    def _go_to(self, index: int | None) -> None:
        if index is not None:
            self.list.set_current(index)
            self._read_current()

    # --- showing -----------------------------------------------------------------------------------------------------
    def _tab_words(self, name: str) -> str:
        return {"all": t("All"), "settled": t("Settled"), "refused": t("Refused"), "voided": t("Void")}[name]

    def _line(self, line: SlipLine) -> Row:
        return SlipRow(line, self._zone())

    def _show_how_many(self, *_what: object) -> None:
        some = self._model.rowCount() > 0
        show_if(self.list, some)
        show_if(self._empty, not some and not self._words.strip())
        show_if(self._none, not some and bool(self._words.strip()))
        if not some:
            self._row = None
            self._show_detail()

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self._counter.profile.zone if self._counter.profile else "UTC")

    def _current(self) -> ReturnRow | None:
        """The slip the acts are about: the one that is shown whole."""
        line = self.list.value()
        return self._row if self._row is not None and line is not None and line.number == self._row.number else None

    def _read_current(self) -> None:
        """The whole of the current slip; one at a time, for somebody may be walking down the list."""
        self._show_detail()
        line = self.list.value()
        if line is not None and not self._reading and self._current() is None:
            self._reading = line.return_id
            self._counter.ask(_slip_whole, line.return_id, then=self._take)

    def _take(self, whole: tuple[ReturnRow | None, list[RefundRow]]) -> None:
        row, refunds = whole
        self._reading = ""
        line = self.list.value()
        if row is not None and line is not None and line.return_id == row.return_id:
            self._row = row
            self.detail.show_slip(row, refunds, self._counter.policy, self._zone())
            self._show_detail()
            if self.roomy:
                self._counter.ask(return_rows.of_receipt, row.receipt_number, then=lambda rows: self._add(row, rows))
        else:
            self._read_current()

    def _add(self, row: ReturnRow, rows: list[ReturnRow]) -> None:
        """What else came of the same receipt, where the screen has room for it."""
        if self._current() == row and self.roomy:
            self.detail.show_receipt([one for one in rows if one.number != row.number], self._zone())

    def _show_detail(self) -> None:
        row = self._current()
        self.open.setEnabled(row is not None and row.sale_id is not None)
        self.copy.setEnabled(row is not None)
        self.void.setEnabled(row is not None and row.state == "SETTLED")
        if self.list.value() is None:
            self.detail.show_nothing()

    # --- acts --------------------------------------------------------------------------------------------------------
    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if key == Qt.Key.Key_Slash:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        if key == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
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
                failed=self._failed,
            )  # fmt: skip

        def deny(answer: ApprovalAnswer) -> None:
            request = acts.void_request(row)
            self._counter.do(
                approving.deny, request, answer.approver_number, answer.pin, answer.reason,
                then=lambda _: self._denied(answer.reason), refused=self._refused, failed=self._failed,
            )  # fmt: skip

        self._dialog = ApprovalDialog(asked, agree, deny)
        self._dialog.dismissed.connect(self._forget_dialog)
        self._draft = drafts.named(drafts.VOID, row.number)
        self._counter.drafts.follow_dialog(self._draft, self._dialog, self._dialog.fields)
        self.opened.emit(self._dialog)

    def _forget_dialog(self) -> None:
        self._dialog = None

    def _denied(self, sentence: str) -> None:
        self._counter.drafts.done(self._draft)
        self._gone()
        self.said.emit(Toast(t('Not approved. Say: "{sentence}"', sentence=sentence), "warn"))

    def _failed(self, error: Exception) -> None:
        if self._dialog is not None:
            self._dialog.free()
        self._counter.trouble.emit(error)

    def _gone(self) -> None:
        if self._dialog is not None:
            self._dialog.dismiss()

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


def _of(counts: dict[str, int], state: str) -> int:
    """How many there are in a state, or in all of them."""
    return counts.get(state, 0) if state else sum(counts.values())


def _slip_whole(connection: Reader, return_id: str) -> tuple[ReturnRow | None, list[RefundRow]]:
    found = return_rows.some(connection, [return_id])
    return (found[0], return_rows.refunds_of(connection, return_id)) if found else (None, [])
