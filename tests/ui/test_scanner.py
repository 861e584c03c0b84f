"""Bursts and hands: what is a scan, what is typing, and that neither is ever mistaken for the other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from servicedesk.ui.scanner import Scanner, ScannerSettings

RECEIPT = "RM01-1117-0456"


class Counter:
    """A window with a field and a button, a scanner, and hands that type at a given pace."""

    def __init__(self, qtbot, settings: ScannerSettings | None = None) -> None:
        self.bot = qtbot
        self.window = QWidget()
        self.field, self.button = QLineEdit(), QPushButton("settle")
        self.button.setAutoDefault(True)
        box = QVBoxLayout(self.window)
        box.addWidget(self.field)
        box.addWidget(self.button)
        qtbot.addWidget(self.window)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.field.setFocus()
        qtbot.waitUntil(self.field.hasFocus)
        self.scans: list[str] = []
        self.presses = 0
        self.button.clicked.connect(self._pressed)
        self.scanner = Scanner(settings, self.window)
        self.scanner.scanned.connect(self.scans.append)
        self.scanner.attach()
        self.at_ms = 10_000

    def _pressed(self) -> None:
        self.presses += 1

    def key(self, text: str, after_ms: int, key: int = 0, mods=Qt.KeyboardModifier.NoModifier, repeat=False) -> None:
        self.at_ms += after_ms
        code = key or ord(text.upper())
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, code, mods, text, repeat)
            event.setTimestamp(self.at_ms)
            QApplication.sendEvent(QApplication.focusWidget(), event)

    def type(self, text: str, gap_ms: int) -> None:
        for character in text:
            self.key(character, gap_ms)

    def enter(self, after_ms: int = 5) -> None:
        self.key("\r", after_ms, int(Qt.Key.Key_Return))

    def settle(self) -> None:
        self.bot.wait(self.scanner.hold_ms + 60)


@pytest.fixture
def counter(qtbot) -> Iterator[Counter]:
    made = Counter(qtbot)
    yield made
    made.scanner.detach()


def test_a_burst_with_enter_is_a_scan_and_nothing_of_it_reaches_the_field(counter):
    counter.type(RECEIPT, 12)
    counter.enter()
    counter.settle()
    assert (counter.scans, counter.field.text()) == ([RECEIPT], "")


def test_a_scan_comes_after_the_key_event_that_ended_it(counter):
    counter.type(RECEIPT, 12)
    counter.enter()
    assert counter.scans == []


def test_a_scanner_without_a_suffix_is_understood_when_it_falls_silent(counter):
    counter.type("6921234500178", 20)
    counter.settle()
    assert (counter.scans, counter.field.text()) == (["6921234500178"], "")


def test_what_a_hand_types_reaches_the_field_whole_and_in_order(counter):
    counter.type("2203-98", 120)
    counter.settle()
    assert (counter.scans, counter.field.text()) == ([], "2203-98")


def test_a_key_of_a_hand_waits_no_longer_than_60_ms(counter):
    assert counter.scanner.hold_ms == 60
    counter.key("7", 200)
    assert counter.field.text() == ""
    counter.bot.waitUntil(lambda: counter.field.text() == "7", timeout=1000)


def test_the_enter_of_a_scan_never_presses_the_focused_button(counter):
    counter.button.setFocus()
    counter.type(RECEIPT, 10)
    counter.enter()
    counter.settle()
    assert (counter.scans, counter.presses) == ([RECEIPT], 0)


def test_a_late_or_second_enter_of_the_scanner_is_swallowed_too(counter):
    counter.type(RECEIPT, 10)
    counter.enter()
    counter.enter(after_ms=4)
    counter.type("6921234500178", 10)
    counter.settle()
    counter.button.setFocus()
    counter.enter(after_ms=150)
    assert counter.presses == 0
    assert len(counter.scans) == 2


def test_a_code_that_is_too_short_is_typed_but_its_enter_presses_nothing(counter):
    received = []
    counter.field.returnPressed.connect(lambda: received.append("enter"))
    counter.type("1234", 8)
    counter.enter()
    counter.settle()
    assert (counter.scans, counter.field.text(), received) == ([], "1234", [])


def test_the_enter_of_a_hand_arrives_with_what_it_typed(counter):
    received = []
    counter.field.returnPressed.connect(lambda: received.append(counter.field.text()))
    counter.type("2203", 130)
    counter.enter(after_ms=90)
    assert received == ["2203"]


def test_a_gap_over_the_setting_breaks_the_burst(counter):
    counter.type("RM01", 12)
    counter.key("-", 51)
    counter.type("117", 51)
    counter.settle()
    assert (counter.scans, counter.field.text()) == ([], "RM01-117")


def test_a_bluetooth_scanner_is_understood_with_a_wider_gap(qtbot):
    slow = Counter(qtbot, ScannerSettings(gap_ms=120))
    slow.type(RECEIPT, 100)
    slow.enter(100)
    slow.settle()
    slow.scanner.detach()
    assert slow.scans == [RECEIPT]


def test_a_burst_over_a_second_and_a_half_is_no_scan(counter):
    received = []
    counter.field.returnPressed.connect(lambda: received.append("enter"))
    counter.type("A" * 60, 45)
    counter.enter(45)
    counter.settle()
    assert (counter.scans, counter.field.text(), received) == ([], "A" * 60, [])


def test_after_an_overlong_burst_the_next_code_is_understood_again(counter):
    counter.type("A" * 60, 45)
    counter.key("6", 400)
    counter.type("921234500178", 10)
    counter.enter()
    counter.settle()
    assert counter.scans == ["6921234500178"]


def test_a_key_held_down_is_not_a_scanner(counter):
    counter.key("1", 100)
    for _ in range(12):
        counter.key("1", 33, repeat=True)
    counter.settle()
    assert (counter.scans, counter.field.text()) == ([], "1" * 13)


def test_shift_between_the_letters_does_not_break_a_scan(counter):
    for character in "RM01-1117-0456":
        if character.isalpha():
            counter.key("", 3, int(Qt.Key.Key_Shift), Qt.KeyboardModifier.ShiftModifier)
        counter.key(character, 8)
    counter.enter()
    counter.settle()
    assert counter.scans == ["RM01-1117-0456"]


def test_commands_of_the_keyboard_are_never_held(counter):
    seen = []
    counter.field.keyPressEvent = lambda event: seen.append(event.key())  # type: ignore[method-assign] # to see what arrives
    counter.key("\x0b", 5, int(Qt.Key.Key_K), Qt.KeyboardModifier.ControlModifier)
    assert seen == [int(Qt.Key.Key_K)]


def test_with_a_prefix_key_nothing_is_guessed_and_typing_is_not_delayed(qtbot):
    sure = Counter(qtbot, ScannerSettings(prefix="Ctrl+B"))
    sure.type("fast", 5)
    assert sure.field.text() == "fast"
    sure.key("\x02", 5, int(Qt.Key.Key_B), Qt.KeyboardModifier.ControlModifier)
    sure.type("M10457", 90)
    sure.enter(90)
    sure.settle()
    sure.scanner.detach()
    assert (sure.scans, sure.field.text()) == (["M10457"], "fast")


def test_a_gap_outside_30_to_150_ms_is_refused():
    with pytest.raises(ValueError, match="30 to 150"):
        ScannerSettings(gap_ms=20)
