"""The keyboard-wedge scanner: what is typed as fast as no hand can is a code, not text (ux 5).

Two ways. With a *prefix key* (set on the scanner) nothing is guessed: what follows it, up to Enter, is the code. Else
by *timing*: at least five ASCII characters with every gap within ``gap_ms`` and the whole within 1.5 s. The first keys
are held for ``gap_ms + 10`` and then given to whom they were meant for, so a field never receives half a code. A scan
can never press a button: its Enter (and a late or second one) is swallowed. ``scanned`` comes after the key event,
since a screen must not change while Qt is still delivering a key to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from servicedesk.ui.focus_filter import FocusFilter

_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_SILENT = (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_AFTERMATH_MS = 300
"""For so long after a scan an Enter is still the scanner's."""
_HAND_AT_MOST = 3
"""From so many characters at machine speed on, the Enter right behind them is no hand's, code or not."""


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """How this counter's scanner speaks. ``gap_ms`` 30 to 150 (more for Bluetooth); ``prefix`` as Qt writes keys."""

    gap_ms: int = 50
    total_ms: int = 1500
    least: int = 5  # a badge: B and a staff number of four digits
    prefix: str = ""

    def __post_init__(self) -> None:
        if not 30 <= self.gap_ms <= 150:
            raise ValueError("gap_ms is 30 to 150")


@dataclass(frozen=True, slots=True)
class _Held:
    """A key that waits to be known as a hand's or a scanner's."""

    target: QWidget
    key: int
    modifiers: Qt.KeyboardModifier
    text: str


class Scanner(FocusFilter):
    """Watches every key. ``attach`` it after any other filter: the last one sees a key first."""

    scanned = Signal(str)
    """The text of a code, after the key event that ended it."""

    def __init__(self, settings: ScannerSettings | None, window: QWidget) -> None:
        super().__init__(window)
        self._settings = settings or ScannerSettings()
        self._prefix = QKeySequence(self._settings.prefix) if self._settings.prefix else None
        self._held: list[_Held] = []
        self._without_input_method: QWidget | None = None
        self._capturing = self._replaying = self._overlong = False
        self._first_ms = self._last_ms = 0
        self._quiet_until_ms = -1
        self._clock = QElapsedTimer()
        self._clock.start()
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setTimerType(Qt.TimerType.PreciseTimer)
        self._silence.timeout.connect(self._fell_silent)

    def use(self, settings: ScannerSettings) -> None:
        """Understand codes this way from now on; what is held now is given on first."""
        self._give_back()
        self._capturing = False
        self._settings = settings
        self._prefix = QKeySequence(settings.prefix) if settings.prefix else None

    @property
    def hold_ms(self) -> int:
        """How long a key may wait before it is given on."""
        return self._settings.gap_ms + 10

    @property
    def holding(self) -> bool:
        """Whether a key waits to be known as a hand's or a scanner's."""
        return bool(self._held)

    def detach(self) -> None:
        super().detach()
        self._give_back()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if self._replaying or event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if not isinstance(watched, QWidget) or watched is not (QApplication.focusWidget() or watched):
            return False
        at_ms = event.timestamp() or self._clock.elapsed()
        if self._prefix is not None:
            return self._by_prefix(watched, event, at_ms)
        return self._by_timing(watched, event, at_ms)

    def _by_prefix(self, target: QWidget, event: QKeyEvent, at_ms: int) -> bool:
        key = Qt.Key(event.key())
        if not self._capturing:
            if self._prefix is not None and QKeySequence(event.keyCombination()) == self._prefix:
                self._capturing, self._held = True, []
                self._keep_whole(target)
                self._silence.start(self._settings.total_ms)
                return True
            return key in _ENDS and at_ms <= self._quiet_until_ms
        if key in _ENDS:
            self._take(at_ms)
        elif _is_code_character(event):
            self._hold(target, event)
        return True

    def _by_timing(self, target: QWidget, event: QKeyEvent, at_ms: int) -> bool:
        key = Qt.Key(event.key())
        if key in _SILENT:
            return False
        if self._held and at_ms - self._last_ms > self._settings.gap_ms:
            self._fell_silent()
            target = QApplication.focusWidget() or target  # a key given back may have moved the focus
        self._overlong = self._overlong and at_ms - self._last_ms <= self._settings.gap_ms
        if self._overlong:
            self._last_ms = at_ms
            return key in _ENDS
        if key in _ENDS and not event.modifiers() & _COMMANDS:
            return self._ended(at_ms)
        starts_here = not self._held
        if event.isAutoRepeat() or not _is_code_character(event) or (starts_here and event.text() == " "):
            self._give_back()
            return False
        if starts_here:
            self._first_ms = at_ms
        elif at_ms - self._first_ms > self._settings.total_ms:
            self._give_back()
            self._overlong, self._last_ms = True, at_ms
            return False
        self._last_ms = at_ms
        self._hold(target, event)
        self._silence.start(self.hold_ms)
        return True

    def _ended(self, at_ms: int) -> bool:
        """Enter or Tab. True when it belongs to a scanner and must reach nobody."""
        if not self._held:
            return at_ms <= self._quiet_until_ms
        machine_made = len(self._held) >= _HAND_AT_MOST and at_ms - self._last_ms <= self._settings.gap_ms
        if len(self._held) >= self._settings.least and machine_made:
            self._take(at_ms)
            return True
        self._give_back()
        return machine_made

    def _keep_whole(self, target: QWidget) -> None:
        """Between the prefix key and the end of the code no input method may take letters of it."""
        if target.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            target.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
            self._without_input_method = target

    def _give_input_method_back(self) -> None:
        if self._without_input_method is not None and isValid(self._without_input_method):
            self._without_input_method.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, True)
        self._without_input_method = None

    def _fell_silent(self) -> None:
        """No key for a while: a scanner without a suffix has spoken, or a hand has typed."""
        long_enough = len(self._held) >= (1 if self._capturing else self._settings.least)
        if long_enough:
            self._take(self._last_ms or self._clock.elapsed())
        else:
            self._capturing = False
            self._give_back()

    def _hold(self, target: QWidget, event: QKeyEvent) -> None:
        self._held.append(_Held(target, event.key(), event.modifiers(), event.text()))

    def _take(self, at_ms: int) -> None:
        text = "".join(held.text for held in self._held)
        self._held, self._capturing = [], False
        self._give_input_method_back()
        self._silence.stop()
        self._quiet_until_ms = at_ms + _AFTERMATH_MS
        QTimer.singleShot(0, self, lambda: self.scanned.emit(text))

    def _give_back(self) -> None:
        """Give the held keys to the widgets they were pressed in, in order; once one of them has moved the focus, the
        others follow it, as they would have without a scanner."""
        self._silence.stop()
        self._give_input_method_back()
        held, self._held = self._held, []
        self._replaying, began_in = True, QApplication.focusWidget()
        try:
            for each in held:
                focused = QApplication.focusWidget()
                target = each.target if focused is None or focused is began_in else focused
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    if isValid(target):
                        QApplication.sendEvent(target, QKeyEvent(kind, each.key, each.modifiers, each.text))
        finally:
            self._replaying = False


def _is_code_character(event: QKeyEvent) -> bool:
    text = event.text()
    return len(text) == 1 and " " <= text <= "~" and not event.modifiers() & _COMMANDS
