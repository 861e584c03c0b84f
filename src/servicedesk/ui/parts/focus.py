"""The focus ring: one overlay per window, drawn outside the control, so nothing shifts when the focus moves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from servicedesk.ui.parts.rows import RowList
from servicedesk.ui.theme.look import colour, px

_WATCHED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ZOrderChange)


class FocusRing(QWidget):
    """Follows the focus within one window: 2 px gap, 3 px ring. Inputs have their own border and lists mark their
    current row: they get none."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._host = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._target: QWidget | None = None
        self._chain: list[QWidget] = []
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def target(self) -> QWidget | None:
        """What the ring is around now."""
        return self._target

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        for watched in self._chain:
            if isValid(watched):
                watched.removeEventFilter(self)
        self._chain, self._target = [], None
        if new is not None and not isinstance(new, RowList):
            _bring_into_sight(new)
        host = self._host
        inputs = (QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, RowList)
        wanted = new is not None and new.focusPolicy() != Qt.FocusPolicy.NoFocus and host.isAncestorOf(new)
        if new is not None and wanted and not isinstance(new, inputs):
            self._target = new
            widget: QWidget | None = new
            while widget is not None and widget is not host:
                widget.installEventFilter(self)
                self._chain.append(widget)
                widget = widget.parentWidget()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in _WATCHED:
            self._place()
        return False

    def _place(self) -> None:
        target, host = self._target, self._host
        if target is None or not isValid(target) or not target.isVisible():
            self.hide()
            return
        around = QRect(target.mapTo(host, QPoint(0, 0)), target.size())
        seen = target.visibleRegion().boundingRect()
        if seen.isEmpty() and target.isVisible() and target.updatesEnabled() and host.isVisible():
            self.hide()
            return
        reach = px(2) + px(3)
        self.setGeometry(around.adjusted(-reach, -reach, reach, reach))
        self._clip(target, host)
        self.show()
        self.raise_()
        self.update()

    def _clip(self, target: QWidget, host: QWidget) -> None:
        """Draw nothing over what stands beside a scroll area: half of the control may be scrolled away."""
        self.clearMask()
        above = target.parentWidget()
        while above is not None and above is not host:
            if isinstance(above, QAbstractScrollArea):
                view = above.viewport()
                place = QRect(view.mapTo(host, QPoint(0, 0)), view.size())
                if not place.contains(self.geometry()):
                    self.setMask(place.translated(-self.pos()))
                return
            above = above.parentWidget()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = px(3) / 2
        painter.setPen(QPen(colour("focus"), px(3)))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), px(13), px(13))


def _bring_into_sight(focused: QWidget) -> None:
    """Scroll whatever it lies in, so that nobody types into what they don't see. A list does it for its own row."""
    above = focused.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(focused, 0, px(8))
        above = above.parentWidget()
