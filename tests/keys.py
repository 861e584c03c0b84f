"""Keys as a hand or a scanner presses them, each with the time it was pressed written on it.

What tells a scanner from a hand is the time between keys. A busy machine stretches every wait, so nothing here waits:
a hand's keys are a second apart and a scanner's four milliseconds, by what the events themselves say.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

HAND_MS, SCANNER_MS = 1000, 4
NO_MODIFIER = Qt.KeyboardModifier.NoModifier

_TEXTS = {
    Qt.Key.Key_Return: "\r", Qt.Key.Key_Enter: "\r", Qt.Key.Key_Tab: "\t", Qt.Key.Key_Backspace: "\b",
    Qt.Key.Key_Delete: "\x7f", Qt.Key.Key_Escape: "\x1b", Qt.Key.Key_Space: " ",
}  # fmt: skip

_now_ms = 1_000_000_000


def focused() -> QWidget:
    """Where a key goes."""
    widget = QApplication.focusWidget() or QApplication.activeWindow()
    assert widget is not None, "no window has the keyboard"
    return widget


def strike(key: Qt.Key | str, modifiers: Qt.KeyboardModifier = NO_MODIFIER, *, after_ms: int = HAND_MS) -> None:
    """One key goes down and up at what has the focus, ``after_ms`` later than the key before it.

    The scanner may hold it for a moment (``Scanner.holding``): a hand waits for that before it strikes the next."""
    global _now_ms
    _now_ms += after_ms
    target = focused()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        if isValid(target):
            event = QKeyEvent(kind, _code(key), modifiers, _text(key, modifiers))
            event.setTimestamp(_now_ms)
            QApplication.sendEvent(target, event)


def burst(code: str) -> None:
    """What a keyboard-wedge scanner does: the code, and Enter."""
    for place, character in enumerate(code):
        strike(character, after_ms=SCANNER_MS if place else HAND_MS)
    strike(Qt.Key.Key_Return, after_ms=SCANNER_MS)


def _code(key: Qt.Key | str) -> int:
    return ord(key.upper()) if isinstance(key, str) else int(key)


def _text(key: Qt.Key | str, modifiers: Qt.KeyboardModifier) -> str:
    if isinstance(key, str):
        return key
    if key in _TEXTS:
        return _TEXTS[key]
    if Qt.Key.Key_Space <= key <= Qt.Key.Key_AsciiTilde and not modifiers & Qt.KeyboardModifier.ControlModifier:
        return chr(key).lower()
    return ""
