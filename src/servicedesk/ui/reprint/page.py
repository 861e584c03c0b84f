"""Papers of the day: what printed, what nobody can tell, what waits; a copy is always marked (reliability 3.14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from servicedesk.desk import paper as acts
from servicedesk.desk.receipt_slip import RECEIPT_COPY
from servicedesk.domain.numbers import short
from servicedesk.domain.slips import SlipState
from servicedesk.records.queries import slips as slip_rows
from servicedesk.records.queries.slips import SlipRow
from servicedesk.ui.background import Counter
from servicedesk.ui.parts import (
    RIGHT,
    SPRING,
    EmptyState,
    H,
    KeyButton,
    Label,
    Row,
    RowList,
    Toast,
    V,
    frame,
    plain,
    scroll,
    show_if,
    two_lines,
)
from servicedesk.ui.reprint.receipt import CopyFor
from servicedesk.ui.reprint.slips import kind_words, state_chip
from servicedesk.ui.shell.page import KeyHint, Page
from servicedesk.ui.telling import facts
from servicedesk.ui.words import t, time_words


class ReprintPage(Page):
    """The newest paper first. F8 prints a marked copy; an unknown one is asked about. May be asked for one paper."""

    place = "home"
    topics = frozenset({"slips", "paper"})

    def __init__(self, counter: Counter, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._counter, self._now = counter, now
        self._slips: list[SlipRow] = []
        self._wanted = ""
        self.list = RowList(t("Papers of today"))
        self.list.moved.connect(lambda _: self._show_act())
        self.list.opened.connect(lambda _: self.primary())
        self._area = scroll(self.list)
        told = t("Slips of returns and the day's log stand here. Ctrl K finds older ones by number.")
        self._empty = EmptyState("print", t("No paper today"), told)
        self.copy = KeyButton(t("Print a copy"), "F8", "print", kind="primary", size="big", on=self.primary)
        self.came = KeyButton(t("It came out"), "Alt Y", "check", on=lambda: self._answer(came_out=True))
        self.lost = KeyButton(t("No, print a marked copy"), "Alt N", "no", on=lambda: self._answer(came_out=False))
        self._asks = Label("", "strong t-warn", wrap=True)
        self.back = KeyButton(t("Back"), "Esc", kind="ghost", on=self.left.emit)
        head = H(Label(t("Papers of today"), "h1"), Label(t("every copy is marked and counted"), "t2"), SPRING, gap=14)
        listing = frame("card", V((self._empty, 1), (self._area, 1), gap=0, margins=(1, 1, 1, 1)))
        foot = H(self.back, (self._asks, 1), self.came, self.lost, self.copy, gap=12)
        V(head, (listing, 1), foot, gap=12, margins=(20, 12, 20, 14), into=self)

    def heading(self) -> str:
        return t("Papers of today")

    def key_hints(self) -> list[KeyHint]:
        return [
            KeyHint("↑ ↓", t("rows")), KeyHint("F8", t("print a copy")), KeyHint("Alt Y", t("it came out")),
            KeyHint("Alt N", t("it did not")), KeyHint("Esc", t("back")),
        ]  # fmt: skip

    def activated(self, request: object | None) -> None:
        if isinstance(request, SlipRow):
            self._wanted = request.slip_id
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.list if self._slips else self.back

    def refresh(self) -> None:
        profile = self._counter.profile
        if profile is not None:
            self._counter.ask(slip_rows.of_day_and_open, profile.business_day(self._now()).isoformat(), then=self._take)

    # --- showing -----------------------------------------------------------------------------------------------------
    def _take(self, slips: list[SlipRow]) -> None:
        self._slips = list(reversed(slips))
        zone = ZoneInfo(self._counter.profile.zone if self._counter.profile else "UTC")
        wanted = [index for index, slip in enumerate(self._slips) if slip.slip_id == self._wanted]
        self._wanted = ""
        current = wanted[0] if wanted else max(0, self.list.current)
        self.list.set_rows([_row(slip, zone) for slip in self._slips], min(current, len(slips) - 1))
        show_if(self._empty, not slips)
        show_if(self._area, bool(slips))
        self._show_act()

    def _current(self) -> SlipRow | None:
        return self._slips[self.list.current] if 0 <= self.list.current < len(self._slips) else None

    def _show_act(self) -> None:
        slip = self._current()
        unknown = slip is not None and slip.state is SlipState.UNKNOWN
        self.copy.setEnabled(slip is not None and not unknown)
        show_if(self.came, unknown)
        show_if(self.lost, unknown)
        self._asks.setText(t("Did {number} come out?", number=short(slip.about)) if slip and unknown else "")

    # --- acts --------------------------------------------------------------------------------------------------------
    def primary(self) -> None:
        slip = self._current()
        if slip is not None and slip.kind == RECEIPT_COPY:
            self.wanted.emit("receipt_copy", CopyFor(slip.about))
        elif slip is not None and slip.state is not SlipState.UNKNOWN:
            self._counter.do(acts.reprint, slip.about, then=self._copied)

    def _copied(self, number: int) -> None:
        self.said.emit(Toast(t("Copy {n} prints now, marked as a copy.", n=number)))

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
        if slip is None or slip.state is not SlipState.UNKNOWN:
            return
        said = Toast(t("Noted.") if came_out else t("A copy prints now, marked as a copy."))
        self._counter.do(acts.answer_unknown, slip.slip_id, came_out=came_out, then=lambda _: self.said.emit(said))


def _row(slip: SlipRow, zone: ZoneInfo) -> Row:
    kind = facts(kind_words(slip.kind), t("copy {n}", n=slip.copy_no) if slip.copy_no else "")
    chip = state_chip(slip.state)
    when = Label(time_words(slip.queued_at.astimezone(zone)), "t2", align=RIGHT)
    words = two_lines(short(slip.about), kind, "strong", "sm t3", elide=True)
    face = H(
        (words, 3), (Label(slip.printer_name, "sm t3"), 1), plain(H(chip, SPRING), 160), when, gap=16,
        margins=(16, 6, 18, 6),
    )  # fmt: skip
    return Row(face, t("{number}, {kind}, {state}", number=short(slip.about), kind=kind, state=chip.text()))
