"""The manager's place, in tabs (ux 4.13–4.15): what a feature brings appears when it exists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from servicedesk.ui.background import Counter
from servicedesk.ui.manager.daylog import DayLogTab
from servicedesk.ui.manager.staff import StaffTab
from servicedesk.ui.parts import SPRING, H, Label, Tabs, V
from servicedesk.ui.shell.page import KeyHint, Page
from servicedesk.ui.words import t


@dataclass(frozen=True, slots=True)
class GoOnWithColleague:
    """Asked of this page: the dialog about a colleague (``desk.drafts``: their id, or NEW) that was left half typed."""

    about: str


class ManagerPage(Page):
    """Two tabs for now: the day's log and the staff. Alt+digit opens a tab."""

    place = "manager"
    topics = frozenset({"returns", "refunds", "visits", "approvals", "staff", "slips"})

    def __init__(self, counter: Counter, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.log, self.staff = DayLogTab(counter, now), StaffTab(counter)
        self._stack = QStackedWidget()
        for tab in (self.log, self.staff):
            self._stack.addWidget(tab)
            tab.said.connect(self.said.emit)
            tab.opened.connect(self.opened.emit)
        self.tabs = Tabs([(0, t("Day's log")), (1, t("Staff"))])
        self.tabs.chosen.connect(self._open)
        self.log.wanted.connect(self.wanted.emit)
        head = H(Label(t("Manager"), "h1"), self.tabs, SPRING, gap=16)
        V(head, (self._stack, 1), gap=9, margins=(20, 10, 20, 12), into=self)

    def spread(self) -> None:
        self.log.show_tight(tight=self.tight)

    def heading(self) -> str:
        return t("Manager")

    def key_hints(self) -> list[KeyHint]:
        if self._stack.currentWidget() is self.log:
            return [
                KeyHint("← →", t("another day")), KeyHint("F8", t("print")), KeyHint("Ctrl E", t("export the tables")),
                KeyHint("Alt 1–2", t("tabs")), KeyHint("Esc", t("back")),
            ]  # fmt: skip
        return [
            KeyHint("↑ ↓", t("rows")), KeyHint("F10", t("new colleague")), KeyHint("Enter", t("change")),
            KeyHint("Alt 1–2", t("tabs")), KeyHint("Esc", t("back")),
        ]  # fmt: skip

    def activated(self, request: object | None) -> None:
        if isinstance(request, GoOnWithColleague):
            self.tabs.show_tab(1)
            self._stack.setCurrentIndex(1)
            self.staff.go_on_with(request.about)
        self.refresh()

    def tick(self, now: datetime) -> None:
        if self._stack.currentWidget() is self.log:
            self.log.tick(now)

    def first_focus(self) -> QWidget | None:
        return self.log.print_button if self._stack.currentWidget() is self.log else self.staff.list

    def refresh(self) -> None:
        if self._stack.currentWidget() is self.log:
            self.log.refresh()
        else:
            self.staff.refresh()

    def _open(self, index: object) -> None:
        self._stack.setCurrentIndex(int(str(index)))
        self.refresh()
        self.hints_changed.emit()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if modifiers == Qt.KeyboardModifier.AltModifier and key in (Qt.Key.Key_1, Qt.Key.Key_2):
            self.tabs.open_tab(0 if key == Qt.Key.Key_1 else 1)
            return True
        if self._stack.currentWidget() is self.log:
            return self.log.press(key, modifiers)
        return False

    def primary(self) -> None:
        if self._stack.currentWidget() is self.log:
            self.log.print_now()
        else:
            self.staff.add()
