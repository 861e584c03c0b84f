"""The home screen: today's visits, who waits first; what is being timed; the four big acts (ux 4.2, M-19)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from servicedesk.desk import paper as papers
from servicedesk.desk import visits as acts
from servicedesk.desk.receipt_slip import RECEIPT_COPY
from servicedesk.domain.slips import SlipState
from servicedesk.domain.visits import GREETING_LIMIT_MS, Level, VisitState
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries import slips as slip_rows
from servicedesk.records.queries import visits as visit_rows
from servicedesk.records.queries.returns import RefundRow
from servicedesk.records.queries.slips import SlipRow
from servicedesk.records.queries.visits import VisitRow
from servicedesk.ui.background import Counter
from servicedesk.ui.home.clocks import ClocksCard, PapersCard, clock_of_refund, clock_of_visit
from servicedesk.ui.home.papers import PaperQuestion
from servicedesk.ui.home.rows import VisitLine
from servicedesk.ui.parts import (
    SPRING,
    ActionCard,
    Banner,
    ElidedLabel,
    EmptyState,
    H,
    KeyButton,
    Label,
    RowList,
    Tabs,
    Toast,
    V,
    frame,
    plain,
    scroll,
    show_if,
)
from servicedesk.ui.reprint.receipt import CopyFor, FindReceipt
from servicedesk.ui.shell.page import KeyHint, Page
from servicedesk.ui.theme import px
from servicedesk.ui.visits.page import NewVisit, OpenVisit
from servicedesk.ui.visits.waiting import Waiting
from servicedesk.ui.words import t

_FILTERS: dict[str, frozenset[VisitState]] = {
    "all": frozenset(VisitState),
    "waiting": frozenset({VisitState.WAITING}),
    "serving": frozenset({VisitState.GREETED, VisitState.SERVING, VisitState.PARKED}),
    "done": frozenset({VisitState.FINISHED, VisitState.LEFT}),
}
_SIDE_WIDTH, _SIDE_WIDTH_TIGHT = 392, 290


class HomePage(Page):
    """Where a clerk stays between customers. Reads again when something it shows was touched."""

    printer_wanted = Signal()
    """The printer was put right: try it now."""
    place = "home"
    topics = frozenset({"visits", "refunds", "returns", "staff", "slips", "paper"})

    messages_wanted = Signal()
    """Show what was said in passing."""

    def __init__(self, counter: Counter, now: Callable[[], datetime], monotonic_s: Callable[[], float]) -> None:
        super().__init__()
        self._counter, self._now = counter, now
        self.waiting = Waiting(counter, now, monotonic_s)
        self._visits: list[VisitRow] = []
        self._shown: list[VisitRow] = []
        self._refunds: list[RefundRow] = []
        self._slips: list[SlipRow] | None = None
        self._hello, self._summary = Label("", "h1"), Label("", "t2")
        self.trouble = Banner("warn", "", button=t("Try again now"), key="F8", on=self.printer_wanted.emit)
        self.trouble.hide()
        self.question = PaperQuestion(counter, now, self.said.emit)
        self.cards = self._big_acts()
        self.messages = KeyButton(t("Messages"), "Alt M", "chat", kind="ghost", size="sm", on=self.messages_wanted.emit)
        self.tabs = Tabs([(name, "") for name in _FILTERS])
        self.tabs.chosen.connect(lambda _: self._show_visits())
        self._average = ElidedLabel("", "sm t2")
        self.list = RowList(t("Today's visits"))
        self.list.opened.connect(self._open)
        self.clocks, self.papers = ClocksCard(), PapersCard()
        self.clocks.opened.connect(self._open_clock)
        self.papers.copy_wanted.connect(self._copy)
        self._lay_out()

    def _big_acts(self) -> list[ActionCard]:
        go = self.wanted.emit
        return [
            ActionCard(
                "plus", t("New visit"), t("Greet in 30 seconds"), "F2", main=True, on=lambda: go("visit", NewVisit())
            ),
            ActionCard(
                "return", t("Return, repair"), t("Scan the receipt first"), "F3", on=lambda: go("returns", None)
            ),
            ActionCard("receipt", t("Print again"), t("By number, phone or amount"), "F5", token="text2",
                       on=lambda: go("receipt_copy", FindReceipt())),
            ActionCard("cash", t("Refunds owed"), t("Pay, note as sent"), "F6", on=lambda: go("refunds", None)),
        ]  # fmt: skip

    def _lay_out(self) -> None:
        head = H(self._hello, self._summary, SPRING, self.messages, gap=14)
        self._list_head = frame(
            "sechead",
            H(Label(t("Today's visits"), "h2"), (self._average, 1), self.tabs, gap=12, margins=(16, 8, 12, 8)),
        )
        self._empty = EmptyState(
            "visit", t("Nobody has come yet"), t("When somebody comes, press F2, or scan their receipt."), key="F2"
        )
        self._area = scroll(self.list)
        visits = frame("card", V(self._list_head, (self._empty, 1), (self._area, 1), gap=0, margins=(1, 1, 1, 1)))
        side = self._side = plain(V((self.clocks, 1), (self.papers, 1), gap=14), _SIDE_WIDTH)
        left = V(H(*[(one, 1) for one in self.cards], gap=12), (visits, 1), gap=14)
        V(
            head,
            self.trouble,
            self.question,
            (H((left, 1), side, gap=16), 1),
            gap=10,
            margins=(20, 12, 20, 12),
            into=self,
        )

    def spread(self) -> None:
        self._side.setFixedWidth(px(_SIDE_WIDTH_TIGHT if self.tight else _SIDE_WIDTH))
        self.papers.roomy = self.roomy
        slips, self._slips = self._slips, None
        if slips is not None:
            self._take_papers(slips)

    # --- what the window asks ----------------------------------------------------------------------------------------
    def heading(self) -> str:
        return t("Today")

    def key_hints(self) -> list[KeyHint]:
        return [
            KeyHint("F2", t("new visit")), KeyHint("F3", t("return")), KeyHint("F5", t("print again")),
            KeyHint("F6", t("refunds")), KeyHint(t("Space"), t("greeted")), KeyHint("↑ ↓", t("rows")),
            KeyHint("F1", t("what to say")), KeyHint("Alt M", t("messages")), KeyHint("F9", t("lock, switch")),
        ]  # fmt: skip

    def activated(self, request: object | None) -> None:
        self.refresh()

    def first_focus(self) -> QWidget | None:
        """Who waits is greeted first; else the list, where the arrows walk."""
        greet = next((line.greet_button for line in self.lines() if line.greet_button is not None), None)
        return greet or (self.list if self._shown else self.cards[0])

    def refresh(self) -> None:
        profile = self._counter.profile
        if profile is None:
            return
        day = profile.business_day(self._now()).isoformat()
        self._counter.ask(visit_rows.of_day, day, then=self._take_visits)
        self._counter.ask(return_rows.refund_list, then=self._take_refunds)
        self._counter.ask(slip_rows.of_day, day, then=self._take_papers)
        self.question.refresh()

    def tick(self, now: datetime) -> None:
        """Once a second the rows say how long; nothing is read for it."""
        for line in self.lines():
            line.tell_time()
        self._show_clocks()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if key == Qt.Key.Key_Space and modifiers == Qt.KeyboardModifier.NoModifier:
            return self._greet_focused() or self._greet_first()
        if self.question.press(key, modifiers):
            return True
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self.list.hasFocus() and self._shown:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            self.list.step(1 if key == Qt.Key.Key_Down else -1)
            return True
        return False

    def primary(self) -> None:
        if not self._greet_first():
            self.wanted.emit("visit", NewVisit())

    def show_trouble(self, title: str, text: str = "") -> None:
        """Something at the counter needs a hand (the printer); "" when it works again."""
        if title:
            self.trouble.show_words(title, text)
        show_if(self.trouble, bool(title))

    # --- acts --------------------------------------------------------------------------------------------------------
    def _greet_first(self) -> bool:
        """Who waits longest, whether their row is shown or not."""
        waiting = self._next_up()
        if waiting is not None:
            self._greet(waiting)
        return waiting is not None

    def _greet_focused(self) -> bool:
        """The focus on a row's button says whom: Space must not greet somebody else."""
        line = next((line for line in self.lines() if line.greet_button and line.greet_button.hasFocus()), None)
        if line is not None:
            self._greet(line.visit)
        return line is not None

    def _next_up(self) -> VisitRow | None:
        return next((visit for visit in self._visits if visit.state is VisitState.WAITING), None)

    def _greet(self, visit: VisitRow) -> None:
        self._counter.do(acts.greet, visit.visit_id, then=self._go_on)

    def _go_on(self, visit: VisitRow) -> None:
        self.wanted.emit("visit", OpenVisit(visit.visit_id))

    def _open(self, index: int) -> None:
        visit = self._shown[index]
        if visit.state is VisitState.PARKED:
            self._counter.do(acts.resume, visit.visit_id, then=lambda _: self._open_visit(visit))
        elif visit.state in (VisitState.WAITING, VisitState.GREETED, VisitState.SERVING):
            self._open_visit(visit)
        else:
            self.wanted.emit("cases", visit)

    def _open_visit(self, visit: VisitRow) -> None:
        if visit.level is Level.L2 and visit.purpose is not None and visit.state is not VisitState.WAITING:
            self.wanted.emit("returns", visit)
        else:
            self._go_on(visit)

    def _open_clock(self, target: RefundRow | VisitRow) -> None:
        if isinstance(target, RefundRow):
            self.wanted.emit("refunds", target)
        else:
            self._open_visit(target)

    def _copy(self, slip: SlipRow) -> None:
        if slip.state is SlipState.UNKNOWN:
            self.wanted.emit("reprint", slip)
            return
        if slip.kind == RECEIPT_COPY:
            self.wanted.emit("receipt_copy", CopyFor(slip.about))
            return
        self._counter.do(papers.reprint, slip.about, then=self._copied)

    def _copied(self, number: int) -> None:
        self.said.emit(Toast(t("Copy {n} prints now, marked as a copy.", n=number)))

    # --- showing -----------------------------------------------------------------------------------------------------
    def _take_visits(self, visits: list[VisitRow]) -> None:
        self._visits = visits
        self._show_head()
        self._show_visits()
        self._show_clocks()

    def _show_head(self) -> None:
        session, profile = self._counter.session, self._counter.profile
        if profile is None:
            return
        hour = self._now().astimezone(ZoneInfo(profile.zone)).hour
        hello = t("Good morning") if hour < 12 else t("Good afternoon") if hour < 18 else t("Good evening")
        self._hello.setText(t("{hello}, {name}", hello=hello, name=session.name) if session else hello)
        counts = {name: sum(visit.state in states for visit in self._visits) for name, states in _FILTERS.items()}
        done, waiting = counts["all"], counts["waiting"]
        self._summary.setText(
            t("{done} visitors today, {waiting} waiting", done=done, waiting=waiting)
            if waiting
            else t("{done} visitors today, nobody is waiting", done=done)
        )
        names = {"all": t("All"), "waiting": t("Waiting"), "serving": t("In progress"), "done": t("Done")}
        for name, text in names.items():
            self.tabs.rename(name, f"{text} {counts[name]}")
        waits = [visit.waited_ms for visit in self._visits if visit.waited_ms is not None]
        goal = GREETING_LIMIT_MS // 1000
        average = sum(waits) // len(waits) // 1000 if waits else 0
        self._average.setText(
            t("greeted in {n} s on average, goal {goal} s", n=average, goal=goal)
            if waits
            else t("goal {goal} s", goal=goal)
        )

    def _show_visits(self) -> None:
        chosen = _FILTERS[str(self.tabs.value() or "all")]
        shown = [visit for visit in self._visits if visit.state in chosen]
        if shown == self._shown and len(self.list.rows()) == len(shown) and shown:
            return
        self._shown = shown
        zone = ZoneInfo(self._counter.profile.zone if self._counter.profile else "UTC")
        rows = [
            VisitLine(visit, self.waiting, zone, partial(self._greet, visit), next_up=visit is self._next_up())
            for visit in self._shown
        ]
        focused = QApplication.focusWidget()
        had_focus = focused is not None and (focused is self.list or self.list.isAncestorOf(focused))
        self.list.set_rows(rows, 0 if rows else -1)
        for part in (self._list_head, self._area):
            show_if(part, bool(self._visits))
        show_if(self._empty, not self._visits)
        target = self.first_focus()
        if target is not None and self.isVisible() and (had_focus or focused is None):
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def lines(self) -> list[VisitLine]:
        """The rows that are shown."""
        return [row for row in self.list.rows() if isinstance(row, VisitLine)]

    def _take_refunds(self, refunds: list[RefundRow]) -> None:
        self._refunds = refunds
        self._show_clocks()

    def _show_clocks(self) -> None:
        profile = self._counter.profile
        if profile is None:
            return
        now, zone = self._now(), ZoneInfo(profile.zone)
        clocks = [clock_of_refund(refund, now, zone) for refund in self._refunds]
        served = [clock_of_visit(visit, self.waiting) for visit in self._visits]
        self.clocks.show_clocks([*clocks, *(clock for clock in served if clock is not None)])

    def _take_papers(self, slips: list[SlipRow]) -> None:
        if slips != self._slips:
            self._slips = slips
            zone = ZoneInfo(self._counter.profile.zone if self._counter.profile else "UTC")
            self.papers.show_papers(list(reversed(slips)), zone)
