"""Signing in and unlocking: who (tile, number or badge), then six digits that submit themselves (ux 4.1).

The page knows no PIN and no record: it hands over what was typed and shows what came back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from servicedesk.domain.scans import Scan, ScanKind, badge_number
from servicedesk.ui.parts import (
    RIGHT,
    SPRING,
    Avatar,
    FaceButton,
    H,
    Icon,
    KeyButton,
    KeyCap,
    Label,
    PinEntry,
    PinPad,
    TextLine,
    V,
    announce,
    clear,
    plain,
    styled,
    two_lines,
)
from servicedesk.ui.parts.boxes import FittingScroll
from servicedesk.ui.shell.cover import Cover
from servicedesk.ui.staff.promise import promise
from servicedesk.ui.theme import px
from servicedesk.ui.words import t

MOST_TILES = 6
PIN_DIGITS = 6


@dataclass(frozen=True, slots=True)
class StaffTile:
    """One of those who were here lately."""

    number: str
    name: str
    role: str
    tone: str = "info"


class SignInPage(Cover):
    """Be working in five seconds."""

    submitted = Signal(str, str, bool)
    """Staff number, PIN, and whether a badge said who. Until ``show_refusal`` or ``reset`` nothing more is taken."""

    def __init__(self, store: str = "") -> None:
        super().__init__()
        self._number: str | None = None
        self._by_badge = False
        self._unfinished = ""
        self._tiles: list[tuple[StaffTile, FaceButton]] = []
        self._store, self._about = Label(store, "md rail", wrap=True), Label("", "sm railquiet", wrap=True)
        self._title, self._subtitle = Label(t("Who is at the desk?"), "h1"), Label("", "t2", wrap=True)
        self._other = KeyButton(t("Other number"), "0", kind="ghost", size="sm", on=self._ask_number)
        self._grid = QGridLayout()
        self._number_line = TextLine(
            t("Staff number, or scan the badge"), chinese=False, classes="big", name=t("Staff number")
        )
        self._number_line.setMaxLength(10)
        self._who = QStackedWidget()
        self._entry = PinEntry()
        self._pad = PinPad(self._entry)
        self._message = Label("", "sm strong t-bad")
        self._message_icon = Icon("no", "bad", 16, 2.0)
        self._start = KeyButton(t("Start work"), "Enter", kind="primary", size="big", on=self.primary)
        self._build()
        self._entry.completed.connect(self._complete)
        self._entry.edited.connect(self._quiet)
        self._entry.left.connect(self._choose_again)
        self.reset()
        self._opening()

    # -- what it is told ---------------------------------------------------------------------------------------------

    def show_staff(self, staff: Sequence[StaffTile]) -> None:
        """The people who were here lately, most recent first; the first six get a tile and a digit."""
        had_focus = any(button.hasFocus() for _tile, button in self._tiles)
        clear(self._grid)
        self._tiles = []
        for index, tile in enumerate(staff[:MOST_TILES]):
            button = self._tile(tile, index + 1, low=len(staff) > 4)
            self._tiles.append((tile, button))
            self._grid.addWidget(button, index // 2, index % 2)
            if self._who.isVisible():
                button.show()  # at once, for only what is shown can have the focus
        self._choose(self._number if any(tile.number == self._number for tile, _button in self._tiles) else None)
        if not staff:
            self._ask_number()
        elif had_focus and self.isVisible():
            self._focus_who()  # or it would fall to the next button when the tiles go

    def show_counter(self, store: str, about: str = "") -> None:
        """Whose counter this is, and the line at the foot (version, last backup)."""
        self._store.setText(store)
        self._about.setText(about)

    def show_unfinished(self, sentence: str) -> None:
        """The counter is locked and someone's work waits: say whose (ux 4.1)."""
        self._title.setText(t("Locked"))
        self._unfinished = sentence
        self._subtitle.setText(sentence)
        self._start.show_act(t("Unlock"))

    def show_refusal(self, text: str, *, wait: bool = False) -> None:
        """Wrong: the dots shake and empty. With ``wait`` nothing is taken until ``reset`` or ``ready``."""
        self._free(not wait)
        self._entry.refuse()
        self._show_start()
        self._say(text)
        if not wait:
            self._entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def busy(self) -> None:
        """The PIN is being looked at: take nothing, say so."""
        self._free(False)
        self._start.show_act(t("Checking…"))

    def ready(self) -> None:
        """Take digits again (a waiting time is over)."""
        self._free(True)
        self._quiet()
        if self._number is not None:
            self._entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def reset(self) -> None:
        """As new: nobody chosen, nothing typed, nobody's work waiting."""
        self._title.setText(t("Who is at the desk?"))
        self._unfinished = ""
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._free(True)
        self._entry.clear()
        self._number_line.clear()
        self._choose(None)
        self._quiet()

    def _choose_again(self) -> None:
        self._begin_anew()
        self._focus_who()

    def chosen(self) -> str | None:
        """The number of the person who is signing in."""
        return self._number

    # -- keys and scans ----------------------------------------------------------------------------------------------

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if key == Qt.Key.Key_Escape:
            self._choose_again()
        elif key == Qt.Key.Key_Backspace and self._number is not None:
            self._entry.erase()
        elif Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
            self._press_digit(key.value - Qt.Key.Key_0.value)
        else:
            return False
        return True

    def primary(self) -> None:
        """Enter: hand over what is complete, or say what is missing."""
        if self._number is None and self._number_line.text().strip() and self._who.currentIndex() == 1:
            self.choose(self._number_line.text().strip())
        elif self._number is None:
            self._say(t("Choose who you are first."))
        elif len(self._entry.digits()) < PIN_DIGITS:
            self._say(t("{n} more digits.", n=PIN_DIGITS - len(self._entry.digits())))
            self._entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_scan(self, scan: Scan) -> bool:
        """A badge says who; the PIN still proves it. Everything else waits until someone has signed in."""
        if scan.kind == ScanKind.BADGE:
            self.choose(badge_number(scan.text))
            self._by_badge = True
        else:
            self._say(t("Sign in first, then scan."))
        return True

    def choose(self, number: str) -> None:
        """This person signs in: by tile, by number or by badge. From here on digits are the PIN's."""
        self._by_badge = False
        self._entry.clear()
        self._choose(number)
        self._quiet()
        self._entry.setFocus(Qt.FocusReason.TabFocusReason)

    def first_focus(self) -> QWidget | None:
        if self._number is not None:
            return self._entry
        return self._number_line if self._who.currentIndex() == 1 else (self._tiles[0][1] if self._tiles else None)

    # -- inside ------------------------------------------------------------------------------------------------------

    def _press_digit(self, digit: int) -> None:
        if self._number is not None:
            self._entry.type_digit(str(digit))
            self._entry.setFocus(Qt.FocusReason.OtherFocusReason)
        elif digit == 0:
            self._ask_number()
        elif digit <= len(self._tiles):
            self.choose(self._tiles[digit - 1][0].number)

    def _complete(self, pin: str) -> None:
        if self._number is None:
            self._entry.clear()
            self._say(t("Choose who you are first."))
            return
        self.busy()
        self.submitted.emit(self._number, pin, self._by_badge)

    def _choose(self, number: str | None) -> None:
        self._number = number
        known = False
        for tile, button in self._tiles:
            button.setChecked(tile.number == number)
            known = known or tile.number == number
        if number is not None and not known:
            self._number_line.setText(number)
            self._who.setCurrentIndex(1)
        elif number is None or known:
            self._who.setCurrentIndex(0)
        self._say_ready()

    def _ask_number(self) -> None:
        self._choose(None)
        self._who.setCurrentIndex(1)
        self._number_line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_who(self) -> None:
        target = self.first_focus()
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def _free(self, free: bool) -> None:
        for part in (self._entry, self._pad, self._start):
            part.setEnabled(free)

    def _say(self, text: str) -> None:
        self._message.setText(text)
        self._message_icon.setVisible(bool(text))
        if text:
            announce(self, text, urgent=True)

    def _quiet(self) -> None:
        self._say("")
        self._show_start()

    def _show_start(self) -> None:
        self._start.show_act(t("Start work") if self._title.text() != t("Locked") else t("Unlock"))

    def _opening(self) -> None:
        self._subtitle.setText(t("Opening the counter…"))

    def _say_ready(self) -> None:
        """Whose work waits stays said, whatever else arrives meanwhile (the tiles are read anew at each lock)."""
        how = t("Tap a name, type a staff number, or scan the badge")
        if self._number is not None:
            how = t("Not you? Press Esc and choose again.")
        self._subtitle.setText(self._unfinished or how)

    def _tile(self, tile: StaffTile, digit: int, *, low: bool) -> FaceButton:
        words = two_lines(tile.name, t("{role}, {number}", role=tile.role, number=tile.number), elide=True)
        face = H(
            Avatar(tile.name, 36 if low else 42, tile.tone),
            (words, 1),
            KeyCap(str(digit)),
            gap=12,
            margins=(11, 0, 9, 0),
        )
        name = t("{name}, {role}, number {number}", name=tile.name, role=tile.role, number=tile.number)
        button = FaceButton("opt", face, name, str(digit), height=50 if low else 62)
        button.setCheckable(True)
        button.on_click(partial(self.choose, tile.number))
        return button

    def _build(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(px(10))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._who.addWidget(plain(self._grid))
        self._who.addWidget(plain(V(self._number_line, SPRING)))
        styled(self._who, "")
        self._who.setMinimumWidth(1)  # names are elided where they are long
        head = H((self._title, 1), self._other)
        pin_head = H(Label(t("PIN, 6 digits"), "sm strong t2"), SPRING, self._message_icon, self._message, gap=6)
        foot = H(
            Label(t("PIN forgotten? The manager sets a new one."), "sm t3", wrap=True),
            SPRING,
            Label(t("5 wrong: wait 30 s"), "sm t3", align=RIGHT),
        )
        upper = plain(
            V(head, self._subtitle, 4, self._who, 8, pin_head, self._entry, self._pad, gap=8, margins=(6, 6, 6, 2))
        )
        lower = V(self._start, foot, gap=8, margins=(6, 4, 6, 4))
        form = plain(V(SPRING, FittingScroll(upper), lower, SPRING, gap=4), 442)
        H(promise(self._store, self._about), SPRING, form, SPRING, gap=0, into=self)
