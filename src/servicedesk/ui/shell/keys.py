"""Which key goes where. One filter for the window, so that a key means the same on every page (ux 5).

Order: the layer on top, then a cover (sign-in, the customer's page), then the page, then what the composition root
registered for the key. Text fields keep what is typed; function keys and Alt combinations pass them by.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from servicedesk.ui.focus_filter import FocusFilter
from servicedesk.ui.parts import PinEntry, RowList, TextLine

DOOR_KEY = "F13"
"""What a door counter or the button at the queue sends: no keyboard at a counter has it. Heard whatever lies on top."""

_ALWAYS = ("F9", DOOR_KEY, "Alt+T")
"""Heard whatever lies on top: lock, somebody comes, another theme (for who can't read what lies there)."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier, Qt.KeyboardModifier.ShiftModifier)


class Receiver(Protocol):
    """Who hears keys: a page, a layer, a cover."""

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool: ...

    def primary(self) -> None: ...


class KeyDesk(Protocol):
    """What the filter asks of its window."""

    def receiver(self) -> Receiver | None: ...

    def escape(self) -> None: ...

    def covered(self) -> bool:
        """Whether a layer or a cover lies over the page, so that keys must not reach what is below."""
        ...

    def handle(self, name: str) -> bool:
        """Do what was registered for a key ("F3", "Ctrl+S"); False when nothing was."""
        ...

    def stirred(self) -> None:
        """Someone is at the counter."""
        ...


class KeyRouter(FocusFilter):
    """The filter. ``window`` is the window whose keys these are; ``desk`` decides who hears them."""

    def __init__(self, window: QWidget, desk: KeyDesk) -> None:
        super().__init__(window)
        self._desk = desk

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        focused = QApplication.focusWidget()
        if watched is not (focused or self._window) or watched.window() is not self._window:
            return False
        self._desk.stirred()
        return self.route(Qt.Key(event.key()), event.modifiers(), watched)

    def route(self, key: Qt.Key, modifiers: Qt.KeyboardModifier, focused: QWidget) -> bool:
        """Take a key to whom it belongs; False leaves it to the focused widget."""
        if key == Qt.Key.Key_Escape:
            self._desk.escape()
            return True
        name = key_name(key, modifiers)
        if _is_command(key, modifiers):
            return self._command(name, key, modifiers)
        if key in _ENTER:
            return self._enter(modifiers, focused)
        if is_typing(focused) or modifiers not in _PLAIN:
            return False
        if key in _ARROWS and (isinstance(focused, RowList) or focused.property("walks")):
            return False
        receiver = self._desk.receiver()
        return receiver is not None and receiver.press(key, modifiers)

    def _command(self, name: str, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """F-keys, Alt and Ctrl combinations of ours: never left to the widget."""
        receiver = self._desk.receiver()
        if name in _ALWAYS:
            return self._desk.handle(name) or True
        if receiver is not None and receiver.press(key, modifiers):
            return True
        if name in ("F10", "Ctrl+Return", "Ctrl+Enter"):
            if receiver is not None:
                receiver.primary()
            return True
        if self._desk.covered():
            return True
        return self._desk.handle(name) or not modifiers & Qt.KeyboardModifier.ControlModifier

    def _enter(self, modifiers: Qt.KeyboardModifier, focused: QWidget) -> bool:
        if isinstance(focused, QPlainTextEdit | QTextEdit | RowList) or getattr(focused, "own_enter", False):
            return False
        if isinstance(focused, QAbstractButton):
            focused.click()
            return True
        receiver = self._desk.receiver()
        if receiver is None:
            return False
        if isinstance(focused, QLineEdit) and (following := _next_line(focused)) is not None:
            following.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        if not receiver.press(Qt.Key.Key_Return, modifiers):
            receiver.primary()
        return True


def key_name(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> str:
    """A key as the tables of ux 5 write it: F3, Ctrl+K, Alt+H."""
    held = modifiers & ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(held.value | key.value).toString(QKeySequence.SequenceFormat.PortableText)


def is_typing(widget: QWidget) -> bool:
    """Whether digits and letters belong to this widget."""
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        return not widget.isReadOnly()
    return isinstance(widget, QAbstractSpinBox | PinEntry) or (isinstance(widget, QComboBox) and widget.isEditable())


_OURS_WITH_CTRL = frozenset(
    {Qt.Key.Key_K, Qt.Key.Key_S, Qt.Key.Key_N, Qt.Key.Key_E, *_ENTER}
    | {Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5}
)


def _is_command(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
    if Qt.Key.Key_F1 <= key <= Qt.Key.Key_F13:
        return True
    if modifiers & Qt.KeyboardModifier.AltModifier:
        return key not in (Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Tab)
    return bool(modifiers & Qt.KeyboardModifier.ControlModifier) and key in _OURS_WITH_CTRL


def _next_line(line: QLineEdit) -> QWidget | None:
    """The next empty or filled single-line field after this one within the same page or dialog."""
    scope = line.parentWidget()
    while scope is not None and scope.objectName() not in ("page", "panel", "window"):
        scope = scope.parentWidget()
    widget = line.nextInFocusChain()
    while scope is not None and widget is not None and widget is not line:
        if not scope.isAncestorOf(widget):
            return None
        if isinstance(widget, TextLine | QPlainTextEdit) and widget.isVisible() and widget.isEnabled():
            return widget
        widget = widget.nextInFocusChain()
    return None
