"""PINs: six dots, a number pad, and the place that takes the digits. Nothing here knows a PIN from another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEasingCurve, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QSizePolicy, QWidget

from servicedesk.ui.parts.boxes import SPRING, H
from servicedesk.ui.parts.classes import styled
from servicedesk.ui.parts.saying import announce
from servicedesk.ui.theme.look import colour, px
from servicedesk.ui.words import t

LENGTH = 6
_SHAKE_MS = 180
_motion_wanted = True


def want_motion(wanted: bool) -> None:
    """Whether things may move at all (settings: 减少动画). The only movement there is, is the shake of a wrong PIN."""
    global _motion_wanted
    _motion_wanted = wanted


def motion_wanted() -> bool:
    return _motion_wanted


class PinDots(QWidget):
    """How many digits are there, never which."""

    def __init__(self, length: int = LENGTH) -> None:
        super().__init__()
        self._length, self._filled = length, 0
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(px(16) * self._length + px(20) * (self._length - 1) + 2, px(16) + 2)

    def show_filled(self, filled: int) -> None:
        self._filled = filled
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(self._length):
            full = index < self._filled
            painter.setPen(QPen(colour("text" if full else "field"), 2))
            painter.setBrush(colour("text") if full else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(1 + index * (px(16) + px(20)), 1, px(16) - 2, px(16) - 2)


class PinEntry(QFrame):
    """Takes six digits from the keyboard (or from a pad) and hands them over: ``completed(pin)`` on the sixth."""

    completed = Signal(str)
    edited = Signal()
    left = Signal()
    """Backspace, and there is no digit to take back: whoever types wants to be a step before this."""

    def __init__(self, length: int = LENGTH, *, height: int = 58) -> None:
        super().__init__()
        self._length, self._digits = length, ""
        self._dots = PinDots(length)
        styled(self, "pin")
        H(SPRING, self._dots, SPRING, into=self)
        self.setFixedHeight(px(height))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._shake = QVariantAnimation(self)
        self._shake.valueChanged.connect(lambda x: self.move(int(x), self.y()))
        self._tell()

    def digits(self) -> str:
        return self._digits

    def type_digit(self, digit: str) -> None:
        if not self.isEnabled():
            return
        if len(self._digits) < self._length and digit.isascii() and digit.isdigit():
            self._digits += digit
            self._tell()
            self.edited.emit()
            if len(self._digits) == self._length:
                self.completed.emit(self._digits)

    def erase(self) -> None:
        if self.isEnabled() and not self._digits:
            self.left.emit()
            return
        self._digits = self._digits[:-1] if self.isEnabled() else self._digits
        self._tell()
        self.edited.emit()

    def clear(self) -> None:
        self._digits = ""
        self._tell()
        self.edited.emit()

    def refuse(self) -> None:
        """Wrong: the dots empty and shake once, at most 200 ms; red until the next digit."""
        self._digits = ""
        self._tell()
        styled(self, "pin-bad")
        if not _motion_wanted or not self.isVisible():
            return
        if self._shake.state() == QVariantAnimation.State.Running:
            self._shake.setCurrentTime(_SHAKE_MS)
            self._shake.stop()
        home = self.x()  # sideways only: what is said about it may move it down meanwhile
        self._shake.setDuration(_SHAKE_MS)
        self._shake.setEasingCurve(QEasingCurve.Type.Linear)
        for at, dx in ((0.0, 0), (0.2, -8), (0.4, 8), (0.6, -5), (0.8, 5), (1.0, 0)):
            self._shake.setKeyValueAt(at, home + (px(dx) if dx > 0 else -px(-dx)))
        self._shake.start()

    def _tell(self) -> None:
        styled(self, "pin")
        self._dots.show_filled(len(self._digits))
        self.setAccessibleName(t("PIN, {n} of {length} digits typed", n=len(self._digits), length=self._length))
        if self._digits:
            announce(self, str(len(self._digits)))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Backspace:
            self.erase()
        elif event.key() == Qt.Key.Key_Delete:
            self.clear()
        elif event.text().isascii() and event.text().isdigit():
            self.type_digit(event.text())
        else:
            super().keyPressEvent(event)


class _PadKey(QPushButton):
    """A key of the pad: 58 px high where there is room, never under 46."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMaximumHeight(px(58))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(super().sizeHint().width(), px(58))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(super().minimumSizeHint().width(), px(46))


class PinPad(QWidget):
    """The number pad for hands and touch; it feeds a ``PinEntry``."""

    def __init__(self, entry: PinEntry) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(px(10))
        for index, digit in enumerate("123456789"):
            grid.addWidget(self._key(digit, partial(entry.type_digit, digit)), index // 3, index % 3)
        grid.addWidget(self._key(t("Clear"), entry.clear, word=True), 3, 0)
        grid.addWidget(self._key("0", partial(entry.type_digit, "0")), 3, 1)
        grid.addWidget(self._key(t("Backspace"), entry.erase, word=True), 3, 2)

    def _key(self, text: str, act: Callable[[], object], *, word: bool = False) -> QPushButton:
        button = styled(_PadKey(text), "pad padword" if word else "pad")
        button.setAccessibleName(text)
        button.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        button.clicked.connect(lambda _on: act())
        return button
