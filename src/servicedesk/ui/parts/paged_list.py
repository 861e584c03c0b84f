"""The view of a long list: only the rows that are seen are built, whatever the list's length."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from servicedesk.ui.parts.boxes import V
from servicedesk.ui.parts.paging import PagedModel
from servicedesk.ui.parts.rows import Row
from servicedesk.ui.parts.saying import announce
from servicedesk.ui.theme.look import colour, px
from servicedesk.ui.words import t

MakeRow = Callable[[Any], Row]


class SkeletonRow(Row):
    """The place of a row that has not come yet."""

    def __init__(self, height: int) -> None:
        super().__init__(V(gap=0), t("Loading"), height=height, live=False)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("track"))
        for number, part in enumerate((0.55, 0.35)):
            top = self.height() // 2 + (number * 2 - 1) * px(14) - px(6)
            painter.drawRoundedRect(QRect(px(16), top, int(self.width() * part), px(12)), px(6), px(6))


class PagedList(QWidget):
    """A list with one current row, as ``RowList``, over a ``PagedModel``; the first row becomes it by itself.

    ``opened(index)`` comes with Enter or a double press; ``moved(index)`` when a person moves the current row, and when
    that row has come."""

    opened = Signal(int)
    moved = Signal(int)

    def __init__(
        self,
        model: PagedModel,
        make_row: MakeRow,
        *,
        row_height: int,
        name: str = "",
        fill: Callable[[Any, Any], None] | None = None,
    ) -> None:
        """``fill(row, value)`` has a row that is seen no more show another value: much quicker than building one."""
        super().__init__()
        self.model, self._make_row, self._name, self._fill = model, make_row, name, fill
        self._spare: list[Row] = []
        self._row_height, self._height = row_height, px(row_height)
        self._shown: dict[int, tuple[Any, Row]] = {}
        self._current = -1
        self.own_enter = True
        self.setProperty("walks", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName(name)
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar.valueChanged.connect(lambda _: self._lay())
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._resized)
        model.dataChanged.connect(self._came)

    # --- what a page says --------------------------------------------------------------------------------------------
    @property
    def current(self) -> int:
        """Index of the current row, -1 for none."""
        return self._current

    def value(self) -> Any | None:
        """What the current row shows; None for no row, or while it has not come."""
        return self.model.row(self._current) if self._current >= 0 else None

    def rows(self) -> list[Row]:
        """The rows that are built: those that are seen."""
        return [row for _index, (_value, row) in sorted(self._shown.items())]

    def set_current(self, index: int) -> None:
        """Make a row the current one, without a signal; -1 for none."""
        self._current = min(index, self.model.rowCount() - 1)
        self._show_current()
        self._lay()
        self._name_current()

    def step(self, by: int) -> None:
        """Move the current row up or down, stopping at the ends."""
        total = self.model.rowCount()
        to = max(0, min(total - 1, self._current + by if self._current >= 0 else 0))
        if total and to != self._current:
            self.set_current(to)
            if to in self._shown:
                announce(self, self._shown[to][1].name)
            self.moved.emit(to)

    # --- what is seen ------------------------------------------------------------------------------------------------
    def _resized(self, *_what: object) -> None:
        """Another length, another size: the bar follows, and the current row stays one of the list's."""
        total = self.model.rowCount()
        self._bar.setRange(0, max(0, total * self._height - self.height()))
        self._bar.setPageStep(max(1, self.height()))
        self._bar.setSingleStep(self._height)
        self._bar.setVisible(total * self._height > self.height())
        self._current = min(self._current, total - 1)
        self._lay()

    def _came(self, *_what: object) -> None:
        if self._current < 0 and self.model.rowCount():
            self.set_current(0)
            self.moved.emit(0)
            return
        waited = self._current >= 0 and self._current in self._shown and self._shown[self._current][0] is None
        self._lay()
        if waited and self.value() is not None:
            self._name_current()
            self.moved.emit(self._current)

    def _lay(self) -> None:
        """Build what is seen now, keep what was seen already, let the rest go."""
        total, top = self.model.rowCount(), self._bar.value()
        first, last = top // self._height, min(total - 1, (top + self.height()) // self._height)
        width = self.width() - (self._bar.sizeHint().width() if self._bar.isVisibleTo(self) else 0)
        kept: dict[int, tuple[Any, Row]] = {}
        for index in [index for index in self._shown if not first <= index <= last]:
            self._let_go(self._shown.pop(index)[1])
        for index in range(first, last + 1):
            value = self.model.row(index)
            before = self._shown.pop(index, None)
            if before is not None and before[0] is not value and before[0] != value:
                self._let_go(before[1])
                before = None
            kept[index] = before or (value, self._built(value))
            row = kept[index][1]
            row.setGeometry(0, index * self._height - top, width, self._height)
            row.set_selected(index == self._current)
            row.set_last(index == total - 1)
            row.show()
        self._shown = kept
        for row in self._spare:
            row.hide()
        self.model.look_at(first, max(first, last))

    def _built(self, value: Any | None) -> Row:
        if value is not None and self._fill is not None and self._spare:
            row = self._spare.pop()
            self._fill(row, value)
            return row
        row = self._make_row(value) if value is not None else SkeletonRow(self._row_height)
        row.setParent(self)
        row.pressed.connect(lambda: self._press(self._index_of(row)))
        row.doubled.connect(lambda: self.opened.emit(self._index_of(row)))
        row.stackUnder(self._bar)
        return row

    def _index_of(self, row: Row) -> int:
        return next(index for index, (_value, shown) in self._shown.items() if shown is row)

    def _let_go(self, row: Row) -> None:
        """Keep a row for another value, or throw it away."""
        if self._fill is not None and not isinstance(row, SkeletonRow):
            self._spare.append(row)
            return
        row.hide()
        row.setParent(None)
        row.deleteLater()

    def _press(self, index: int) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if index != self._current:
            self.set_current(index)
            self.moved.emit(index)

    def _show_current(self) -> None:
        if self._current < 0:
            return
        above, below = self._current * self._height, (self._current + 1) * self._height - self.height()
        if self._bar.value() > above:
            self._bar.setValue(above)
        elif self._bar.value() < below:
            self._bar.setValue(below)

    def _name_current(self) -> None:
        if self._current not in self._shown:
            self.setAccessibleName(self._name)
            return
        said = {"list": self._name, "row": self._shown[self._current][1].name}
        self.setAccessibleName(
            t("{list}: {row}, {n} of {total}", **said, n=self._current + 1, total=self.model.rowCount())
        )

    # --- Qt ----------------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        width = self._bar.sizeHint().width()
        self._bar.setGeometry(self.width() - width, 0, width, self.height())
        self._resized()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        self._bar.setValue(self._bar.value() - event.angleDelta().y() * self._height // 120)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        if self._current < 0 and self.model.rowCount():
            self.set_current(0)
            self.moved.emit(0)
        self._draw_current()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self._draw_current()
        super().focusOutEvent(event)

    def _draw_current(self) -> None:
        if self._current in self._shown:
            self._shown[self._current][1].update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        page = max(1, self.height() // self._height - 1)
        total = self.model.rowCount()
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_Home: -total,
            Qt.Key.Key_End: total,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.step(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.value() is not None:
            self.opened.emit(self._current)
        else:
            super().keyPressEvent(event)
