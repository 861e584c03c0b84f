"""The home screen: today's visits with the waiting ones first, money that is owed, and the four big acts (ux 4.2, M-19)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from servicedesk.desk import visits as acts
from servicedesk.domain.money import format_minor
from servicedesk.domain.numbers import short
from servicedesk.domain.times import local_date
from servicedesk.domain.visits import GREETING_LIMIT_MS, Level, VisitState
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries import visits as visit_rows
from servicedesk.records.queries.returns import RefundRow
from servicedesk.records.queries.visits import VisitRow
from servicedesk.ui.background import Counter
from servicedesk.ui.home.rows import refund_row, visit_row
from servicedesk.ui.parts import SPRING, ActionCard, EmptyState, H, Icon, Label, RowList, Tabs, V, clear, frame, scroll
from servicedesk.ui.shell.page import KeyHint, Page
from servicedesk.ui.theme import px
from servicedesk.ui.visits.page import NewVisit, OpenVisit
from servicedesk.ui.words import t

_FILTERS: dict[str, frozenset[VisitState]] = {
    "all": frozenset(VisitState),
    "waiting": frozenset({VisitState.WAITING}),
    "serving": frozenset({VisitState.GREETED, VisitState.SERVING, VisitState.PARKED}),
    "done": frozenset({VisitState.FINISHED, VisitState.LEFT}),
}
_SHOWN_REFUNDS = 6


class HomePage(Page):
    """Where a clerk stays between customers. Reads everything again when visits, refunds or staff were touched."""

    place = "home"
    topics = frozenset({"visits", "refunds", "returns", "staff"})

    def __init__(self, counter: Counter, now: Callable[[], datetime], monotonic_s: Callable[[], float]) -> None:
        super().__init__()
        self._counter, self._now, self._monotonic_s = counter, now, monotonic_s
        self._visits: list[VisitRow] = []
        self._shown: list[VisitRow] = []
        self._hello, self._summary = Label("", "h1"), Label("", "t2")
        self.cards = [
            ActionCard("plus", t("New visit"), t("Greet within 30 seconds"), "F2", main=True, on=lambda: self.wanted.emit("visit", NewVisit())),
            ActionCard("return", t("Return, exchange, repair"), t("Scan the receipt first"), "F3", on=lambda: self.wanted.emit("returns", None)),
            ActionCard("cash", t("Refunds owed"), t("Pay out, note as sent"), "F6", on=lambda: self.wanted.emit("refunds", None)),
            ActionCard("receipt", t("Print again"), t("Slips and receipts"), "F5", on=lambda: self.wanted.emit("reprint", None)),
        ]  # fmt: skip
        self.tabs = Tabs([(name, "") for name in _FILTERS])
        self.tabs.chosen.connect(lambda _: self._show_visits())
        self._average = Label("", "sm t2")
        self.list = RowList(t("Today's visits"))
        self.list.opened.connect(self._open)
        self._refund_box = V(gap=0)
        self._refund_count = Label("", "sm t2")
        self._lay_out()
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._tell_waits)

    def _lay_out(self) -> None:
        head = H(self._hello, self._summary, SPRING, gap=14)
        list_head = frame(
            "sechead",
            H(Label(t("Today's visits"), "h2"), self._average, SPRING, self.tabs, gap=12, margins=(16, 8, 12, 8)),
        )
        self._empty = EmptyState(
            "visit", t("Nobody has come yet"), t("When somebody comes to the desk, begin here."), key="F2"
        )
        self._area = scroll(self.list)
        visits = frame("card", V(list_head, (self._empty, 1), (self._area, 1), gap=0, margins=(1, 1, 1, 1)))
        refund_head = frame(
            "sechead",
            H(
                Icon("clock", "text2", 22),
                Label(t("Refunds owed"), "h2"),
                SPRING,
                self._refund_count,
                gap=8,
                margins=(16, 10, 16, 10),
            ),
        )
        holder = QWidget()
        holder.setLayout(self._refund_box)
        side = frame("card", V(refund_head, (scroll(holder), 1), gap=0, margins=(1, 1, 1, 1)))
        side.setFixedWidth(px(392))
        left = V(H(*[(one, 1) for one in self.cards], gap=12), (visits, 1), gap=14)
        V(head, (H((left, 1), side, gap=16), 1), gap=10, margins=(20, 12, 20, 12), into=self)

    def heading(self) -> str:
        return t("Today")

    def key_hints(self) -> list[KeyHint]:
        return [
            KeyHint("F2", t("new visit")), KeyHint("F3", t("return")), KeyHint("F5", t("print again")),
            KeyHint("F6", t("refunds")), KeyHint(t("Space"), t("greeted")), KeyHint("↑↓", t("rows")),
            KeyHint("F1", t("what to say")), KeyHint("F9", t("lock, switch")),
        ]  # fmt: skip

    def activated(self, request: object | None) -> None:
        self._tick.start()
        self.refresh()

    def deactivated(self) -> None:
        self._tick.stop()

    def first_focus(self) -> QWidget | None:
        return self.list if self._shown else self.cards[0]

    def refresh(self) -> None:
        profile = self._counter.profile
        if profile is None:
            return
        day = profile.business_day(self._now()).isoformat()
        self._counter.ask(visit_rows.of_day, day, then=self._take_visits)
        self._counter.ask(return_rows.refund_list, then=self._take_refunds)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if key == Qt.Key.Key_Space and modifiers == Qt.KeyboardModifier.NoModifier:
            return self._greet_first()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self.list.hasFocus():
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            self.list.step(1 if key == Qt.Key.Key_Down else -1)
            return True
        return False

    def primary(self) -> None:
        if not self._greet_first():
            self.wanted.emit("visit", NewVisit())

    def _greet_first(self) -> bool:
        waiting = next((visit for visit in reversed(self._visits) if visit.state is VisitState.WAITING), None)
        if waiting is None:
            return False
        self._counter.do(
            acts.greet, waiting.visit_id, then=lambda visit: self.wanted.emit("visit", OpenVisit(visit.visit_id))
        )
        return True

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
            self.wanted.emit("visit", OpenVisit(visit.visit_id))

    # --- showing -----------------------------------------------------------------------------------------------------
    def _take_visits(self, visits: list[VisitRow]) -> None:
        self._visits = visits
        self._show_head()
        self._show_visits()

    def _show_head(self) -> None:
        session, profile = self._counter.session, self._counter.profile
        if profile is None:
            return
        local = self._now().astimezone(ZoneInfo(profile.zone))
        hello = t("Good morning") if local.hour < 12 else t("Good afternoon") if local.hour < 18 else t("Good evening")
        self._hello.setText(t("{hello}, {name}", hello=hello, name=session.name) if session else hello)
        counts = {name: sum(visit.state in states for visit in self._visits) for name, states in _FILTERS.items()}
        self._summary.setText(
            t("{done} visitors today, {waiting} waiting", done=counts["all"], waiting=counts["waiting"])
        )
        names = {"all": t("All"), "waiting": t("Waiting"), "serving": t("In progress"), "done": t("Done")}
        for name, text in names.items():
            self.tabs.rename(name, f"{text} {counts[name]}")
        waits = [visit.waited_ms for visit in self._visits if visit.waited_ms is not None]
        goal = GREETING_LIMIT_MS // 1000
        average = sum(waits) // len(waits) // 1000 if waits else None
        self._average.setText(
            t("greeted in {n} s on average · goal {goal} s", n=average, goal=goal)
            if waits
            else t("goal {goal} s", goal=goal)
        )

    def _show_visits(self) -> None:
        chosen = _FILTERS[str(self.tabs.value() or "all")]
        self._shown = [visit for visit in self._visits if visit.state in chosen]
        zone = self._counter.profile.zone if self._counter.profile else "UTC"
        rows = [
            visit_row(visit, ZoneInfo(zone), self._waited_s(visit), partial(self._greet, visit))
            for visit in self._shown
        ]
        had_focus = self.list.hasFocus()
        self.list.set_rows(rows, 0 if rows else -1)
        self._empty.setVisible(not self._visits)
        self._area.setVisible(bool(self._visits))
        if had_focus:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _greet(self, visit: VisitRow) -> None:
        self._counter.do(
            acts.greet, visit.visit_id, then=lambda row: self.wanted.emit("visit", OpenVisit(row.visit_id))
        )

    def _waited_s(self, visit: VisitRow) -> int:
        return max(0, (int(self._monotonic_s() * 1000) - visit.opened_mono_ms) // 1000)

    def _tell_waits(self) -> None:
        """Once a second the waiting rows say how long; nothing is read for it."""
        for row, visit in zip(self.list.rows(), self._shown, strict=False):
            chip = getattr(row, "wait_chip", None)
            if chip is not None and visit.state is VisitState.WAITING:
                waited = self._waited_s(visit)
                late = waited > GREETING_LIMIT_MS // 1000
                chip.show_state(
                    t("waiting 0:{n:02d}", n=waited) if waited < 60 else t("waiting {m} min", m=waited // 60),
                    "bad" if late else "warn",
                    "warn" if late else "clock",
                )

    def _take_refunds(self, refunds: list[RefundRow]) -> None:
        clear(self._refund_box)
        self._refund_count.setText(t("{n} open", n=len(refunds)))
        today = self._today()
        for refund in refunds[:_SHOWN_REFUNDS]:
            name = f"{short(refund.number)} {format_minor(refund.amount_minor, refund.currency)}"
            self._refund_box.addWidget(refund_row(refund, today, name))
        if not refunds:
            self._refund_box.addWidget(
                EmptyState(
                    "ok",
                    t("No refund is owed"),
                    t("Money that is promised to a customer stands here until it is paid."),
                    tone="ok",
                )
            )
        elif len(refunds) > _SHOWN_REFUNDS:
            self._refund_box.addWidget(Label(t("and {n} more, F6", n=len(refunds) - _SHOWN_REFUNDS), "sm t2 pad"))
        self._refund_box.addStretch(1)

    def _today(self) -> date:
        profile = self._counter.profile
        return profile.business_day(self._now()) if profile else local_date(self._now(), "UTC")
