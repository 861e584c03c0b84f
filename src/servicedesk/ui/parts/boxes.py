"""Boxes: rows and columns said in one line, frames with a style, and a layout that flows.

``H("a", (b, 1), SPRING, c)`` lays widgets, layouts and spaces side by side; a pair gives its stretch. All lengths are
px of the drawings and are scaled here.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, TypeVar

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from servicedesk.ui.parts.classes import styled
from servicedesk.ui.theme.look import px


class Spring(Enum):
    """The space that takes what is left."""

    SPRING = "spring"


SPRING: Final = Spring.SPRING
Margins = tuple[int, int, int, int]
"""Left, top, right, bottom."""
Part = QWidget | QLayout
Item = Part | int | Spring | tuple[Part, int] | None
L = TypeVar("L", bound=QBoxLayout)


def H(*items: Item, gap: int = 8, margins: Margins = (0, 0, 0, 0), into: QWidget | None = None) -> QHBoxLayout:  # noqa: N802
    """Side by side. A number is a fixed space, ``SPRING`` takes the rest, ``None`` is left out."""
    return _filled(QHBoxLayout(), items, gap, margins, into)


def V(*items: Item, gap: int = 8, margins: Margins = (0, 0, 0, 0), into: QWidget | None = None) -> QVBoxLayout:  # noqa: N802
    """One under the other."""
    return _filled(QVBoxLayout(), items, gap, margins, into)


def _filled(box: L, items: tuple[Item, ...], gap: int, margins: Margins, into: QWidget | None) -> L:
    box.setSpacing(px(gap))
    box.setContentsMargins(*(px(side) for side in margins))
    if into is not None:
        into.setLayout(box)
    for item in items:
        _add(box, item)
    return box


def _add(box: QBoxLayout, item: Item) -> None:
    if item is None:
        return
    if isinstance(item, Spring):
        box.addStretch(1)
    elif isinstance(item, int):
        box.addSpacing(px(item))
    else:
        part, stretch = item if isinstance(item, tuple) else (item, 0)
        if isinstance(part, QWidget):
            box.addWidget(part, stretch)
        else:
            box.addLayout(part, stretch)


def frame(classes: str, layout: QLayout | None = None) -> QFrame:
    """A frame with style words: card, well, sechead, foot, tone-ok r10, …"""
    made = styled(QFrame(), classes)
    if layout is not None:
        made.setLayout(layout)
    return made


def card(*items: Item, gap: int = 0, margins: Margins = (0, 0, 0, 0)) -> QFrame:
    """A white card whose parts stand one under the other."""
    return frame("card", V(*items, gap=gap, margins=margins))


def plain(layout: QLayout, width: int | None = None) -> QWidget:
    """A layout as a widget, at a fixed width when one is given (side columns)."""
    made = QWidget()
    made.setLayout(layout)
    if width is not None:
        made.setFixedWidth(px(width))
    return made


def hline() -> QFrame:
    return frame("hline")


def vline() -> QFrame:
    return frame("vline")


def scroll(inner: QWidget) -> QScrollArea:
    """Something that may be taller than its place. It is reached by Tab through what it holds."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if inner.property("class") is None:
        styled(inner, "scrolled")
    area.setWidget(inner)
    return area


class FittingScroll(QScrollArea):
    """As high as what it holds while there is room, and scrolling when there is not (dialogs on small screens)."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._inner = styled(inner, "scrolled")
        self.setWidget(inner)
        inner.installEventFilter(self)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int, /) -> int:  # noqa: N802
        inner = self._inner
        return inner.heightForWidth(width) if inner.hasHeightForWidth() else inner.sizeHint().height()

    def sizeHint(self) -> QSize:  # noqa: N802
        return self._inner.sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._inner.minimumSizeHint().width(), min(px(96), self.sizeHint().height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Words that wrap ask for more lines than they take at this width; nothing may scroll for that."""
        needed = self.heightForWidth(self.viewport().width())
        if needed != self._inner.minimumHeight():
            self._inner.setMinimumHeight(needed)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


class Flow(QLayout):
    """Parts one after the other, on as many lines as they need: chips, small choices."""

    def __init__(self, *parts: QWidget, gap: int = 8) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(px(gap))
        for part in parts:
            self.addWidget(part)

    def addItem(self, item: QLayoutItem, /) -> None:  # noqa: N802
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int, /) -> QLayoutItem | None:  # noqa: N802 - Qt asks past the end
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int, /) -> QLayoutItem | None:  # noqa: N802
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int, /) -> int:  # noqa: N802
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect, /) -> None:  # noqa: N802
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802
        widths = [item.sizeHint().width() for item in self._items]
        total = sum(widths) + self.spacing() * max(0, len(widths) - 1)
        return QSize(total, self.minimumSize().height())

    def minimumSize(self) -> QSize:  # noqa: N802
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Place the parts (or only reckon) and return the height they take."""
        x, y, line_height = rect.x(), rect.y(), 0
        for item in self._items:
            if (widget := item.widget()) is not None and widget.isHidden():
                continue
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.x() + rect.width():
                x, y, line_height = rect.x(), y + line_height + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
            line_height = max(line_height, size.height())
        return y + line_height - rect.y()
