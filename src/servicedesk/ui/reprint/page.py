"""Papers of the day: what printed, what nobody can tell, what waits; a copy is always marked (ux 4.9, reliability 3.14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from servicedesk.desk import paper as acts
from servicedesk.domain.numbers import short
from servicedesk.domain.slips import SlipState
from servicedesk.records.queries import slips as slip_rows
from servicedesk.records.queries.slips import SlipRow
from servicedesk.ui.background import Counter
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
    frame,
    scroll,
    two_lines,
)
from servicedesk.ui.shell.page import KeyHint, Page
from servicedesk.ui.words import t, time_words


def kind_words(kind: str) -> str:
    names = {
        "RETURN_SLIP": t("Return slip"), "EXCHANGE_SLIP": t("Exchange slip"), "REPAIR_SLIP": t("Repair slip"),
        "REFUSAL_NOTICE": t("Notice of refusal"), "VOID_SLIP": t("Void slip"), "DAY_LOG": t("Day's log"),
    }  # fmt: skip
    return names.get(kind, kind)


def state_chip(state: SlipState) -> Chip:
    shown = {
        SlipState.QUEUED: (t("waits"), "info", "clock"),
        SlipState.SENDING: (t("printing"), "info", "print"),
        SlipState.CONFIRMED: (t("printed"), "ok", "check"),
        SlipState.UNKNOWN: (t("did it come out?"), "warn", "question"),
        SlipState.FAILED: (t("tried again"), "warn", "warn"),
        SlipState.REPLACED: (t("copied instead"), "mute", "copy"),
    }
    return Chip(*shown[state])


class ReprintPage(Page):
    """The newest paper first. F8 prints a marked copy; an unknown one is asked about."""

    place = "home"
    topics = frozenset({"slips", "paper"})

    def __init__(self, counter: Counter, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._counter, self._now = counter, now
        self._slips: list[SlipRow] = []
        self.list = RowList(t("Papers of today"))
        self.list.moved.connect(lambda _: self._show_act())
        self.list.opened.connect(lambda _: self.primary())
        self._area = scroll(self.list)
        self._empty = EmptyState("print", t("No paper today"), t("Slips of returns and the day's log stand here. Ctrl K finds older ones by number."))
        self.copy = KeyButton(t("Print a copy"), "F10", "print", kind="primary", size="big", on=self.primary)
        self.came = KeyButton(t("It came out"), "Alt Y", "check", on=lambda: self._answer(came_out=True))
        self.lost = KeyButton(t("It did not come out"), "Alt N", "no", on=lambda: self._answer(came_out=False))
        back = KeyButton(t("Back"), "Esc", kind="ghost", on=self.left.emit)
        head = H(Label(t("Print again"), "h1"), Label(t("every copy is marked and counted"), "t2"), SPRING, gap=14)
        V(head, (frame("card", V((self._empty, 1), (self._area, 1), gap=0, margins=(1, 1, 1, 1))), 1),
          H(back, SPRING, self.came, self.lost, self.copy, gap=12), gap=12, margins=(20, 12, 20, 14), into=self)  # fmt: skip

    def heading(self) -> str:
        return t("Print again")

    def key_hints(self) -> list[KeyHint]:
        return [
            KeyHint("↑↓", t("rows")), KeyHint("F10", t("print a copy")), KeyHint("Alt Y", t("it came out")),
            KeyHint("Alt N", t("it did not")), KeyHint("Esc", t("back")),
        ]  # fmt: skip

    def activated(self, request: object | None) -> None:
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.list

    def refresh(self) -> None:
        profile = self._counter.profile
        if profile is not None:
            self._counter.ask(slip_rows.of_day, profile.business_day(self._now()).isoformat(), then=self._take)

    def _take(self, slips: list[SlipRow]) -> None:
        self._slips = list(reversed(slips))
        zone = ZoneInfo(self._counter.profile.zone if self._counter.profile else "UTC")
        self.list.set_rows([self._row(slip, zone) for slip in self._slips], max(0, min(self.list.current, len(slips) - 1)))
        self._empty.setVisible(not slips)
        self._area.setVisible(bool(slips))
        self._show_act()

    def _row(self, slip: SlipRow, zone: ZoneInfo) -> Row:
        title = kind_words(slip.kind) if not slip.copy_no else t("{kind}, copy {n}", kind=kind_words(slip.kind), n=slip.copy_no)
        chip = state_chip(slip.state)
        when = Label(time_words(slip.queued_at.astimezone(zone)), "sm t2")
        face = H((two_lines(f"{short(slip.about)} · {title}", slip.printer_name, "strong", "sm t3", elide=True), 1), chip, when, gap=16, margins=(16, 6, 18, 6))
        return Row(face, t("{number}, {kind}, {state}", number=short(slip.about), kind=title, state=chip.text()))

    def _current(self) -> SlipRow | None:
        return self._slips[self.list.current] if 0 <= self.list.current < len(self._slips) else None

    def _show_act(self) -> None:
        slip = self._current()
        unknown = slip is not None and slip.state is SlipState.UNKNOWN
        self.copy.setEnabled(slip is not None and not unknown)
        self.came.setVisible(unknown)
        self.lost.setVisible(unknown)

    def primary(self) -> None:
        slip = self._current()
        if slip is not None and slip.state is not SlipState.UNKNOWN:
            self._counter.do(acts.reprint, slip.about, then=lambda n: self.said.emit(Toast(t("Copy {n} prints now, marked as a copy.", n=n))))

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if key == Qt.Key.Key_F8:
            self.primary()
            return True
        if modifiers == Qt.KeyboardModifier.AltModifier and key in (Qt.Key.Key_Y, Qt.Key.Key_N):
            self._answer(came_out=key == Qt.Key.Key_Y)
            return True
        return False

    def _answer(self, *, came_out: bool) -> None:
        slip = self._current()
        if slip is not None and slip.state is SlipState.UNKNOWN:
            said = t("Noted.") if came_out else t("A copy prints now, marked as a copy.")
            self._counter.do(acts.answer_unknown, slip.slip_id, came_out=came_out, then=lambda _: self.said.emit(Toast(said)))
