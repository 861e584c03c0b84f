"""Rows of a list: painted as one, walked with ↑ ↓, opened with Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLayout, QScrollArea, QVBoxLayout, QWidget

from servicedesk.ui.parts.boxes import V, clear
from servicedesk.ui.parts.saying import announce
from servicedesk.ui.theme.look import colour, px
from servicedesk.ui.words import t


class Row(QWidget):
    """One row: a line under it, a bar and a soft ground when it is the current one. Lay it out with a left margin of
    16: the bar takes no room. ``name`` is what is read out when the row becomes the current one."""

    pressed = Signal()
    doubled = Signal()

    def __init__(
        self, face: QLayout, name: str = "", *, height: int = 62, last: bool = False, live: bool = True
    ) -> None:
        super().__init__()
        self.name, self._last, self._live = name, last, live
        self._selected = self._hovered = False
        self.setLayout(face)
        self.setMinimumHeight(px(height))

    def set_last(self, last: bool) -> None:
        self._last = last
        self.update()

    def is_selected(self) -> bool:
        return self._selected

    def set_selected(self, selected: bool) -> None:
        self._selected = selected
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.doubled.emit()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        self._hovered = True
        self.update()

    def leaveEvent(self, event: object) -> None:  # noqa: N802
        self._hovered = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        if self._selected:
            painter.fillRect(self.rect(), colour("infoSoft"))
            painter.fillRect(QRect(0, 0, px(4), self.height()), colour("accent"))
        elif self._hovered and self._live:
            painter.fillRect(self.rect(), colour("surface2"))
        if not self._last:
            painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), colour("line"))
        if self._selected and self._focused():
            self._paint_ring(painter)

    def _focused(self) -> bool:
        """Whether the keys go to the list of this row."""
        rows = self.parentWidget()
        return rows is not None and rows.hasFocus()

    def _paint_ring(self, painter: QPainter) -> None:
        """The list's focus stands around its current row; a ring around a scrolled list would lie outside its place."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = px(3) / 2
        painter.setPen(QPen(colour("focus"), px(3)))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), px(6), px(6))


class RowList(QWidget):
    """A list of rows with one current row. ``opened(index)`` comes with Enter, a second press or a double press;
    ``moved(index)`` when the current row changes by a person. One Tab stop; buttons inside rows are their own."""

    opened = Signal(int)
    moved = Signal(int)

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._name = name
        self._rows: list[Row] = []
        self._current = -1
        self._box: QVBoxLayout = V(gap=0, into=self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName(name)

    @property
    def current(self) -> int:
        """Index of the current row, -1 for none."""
        return self._current

    def rows(self) -> Sequence[Row]:
        return tuple(self._rows)

    def set_rows(self, rows: Sequence[Row], current: int = -1) -> None:
        """Other rows in place of these."""
        clear(self._box)
        self._rows = list(rows)
        for index, row in enumerate(self._rows):
            row.pressed.connect(lambda index=index: self._press(index))
            row.doubled.connect(lambda index=index: self.opened.emit(index))
            row.set_last(index == len(self._rows) - 1)
            self._box.addWidget(row)
            if self.isVisible():
                row.show()  # Qt would show it in a later turn, and the list would be empty for a frame
        self._box.addStretch(1)
        self._box.activate()
        self._current = -1
        self.set_current(min(current, len(self._rows) - 1))

    def set_current(self, index: int) -> None:
        """Make a row the current one, without a signal; -1 for none."""
        if 0 <= self._current < len(self._rows):
            self._rows[self._current].set_selected(False)
        self._current = index
        if 0 <= index < len(self._rows):
            row = self._rows[index]
            row.set_selected(True)
            self._show(row)
            self.setAccessibleName(
                t("{list}: {row}, {n} of {total}", list=self._name, row=row.name, n=index + 1, total=len(self._rows))
            )
        else:
            self.setAccessibleName(self._name)

    def step(self, by: int) -> None:
        """Move the current row up or down, stopping at the ends."""
        if not self._rows:
            return
        to = 0 if self._current < 0 else max(0, min(len(self._rows) - 1, self._current + by))
        if to != self._current:
            self.set_current(to)
            announce(self, self._rows[to].name)
            self.moved.emit(to)

    def _press(self, index: int) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if index == self._current:
            return
        self.set_current(index)
        self.moved.emit(index)

    def _show(self, row: Row) -> None:
        area = self.parent()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parent()
        if isinstance(area, QScrollArea) and row is self._rows[0]:
            area.verticalScrollBar().setValue(0)
        elif isinstance(area, QScrollArea):
            area.ensureWidgetVisible(row, 0, px(8))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        if self._current < 0 and self._rows:
            self.set_current(0)
            self.moved.emit(0)
        self._draw_current()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self._draw_current()
        super().focusOutEvent(event)

    def _draw_current(self) -> None:
        if 0 <= self._current < len(self._rows):
            self._rows[self._current].update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 6,
            Qt.Key.Key_PageUp: -6,
            Qt.Key.Key_Home: -len(self._rows),
            Qt.Key.Key_End: len(self._rows),
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.step(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self._current < len(self._rows):
            self.opened.emit(self._current)
        else:
            super().keyPressEvent(event)
