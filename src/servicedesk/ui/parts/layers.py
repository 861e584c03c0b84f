"""Layers over the work: scrim, dialog in the middle, drawer at the side. They keep the focus and give it back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLayout, QWidget
from shiboken6 import isValid

from servicedesk.domain.scans import Scan
from servicedesk.ui.parts.boxes import SPRING, FittingScroll, H, V, frame, plain
from servicedesk.ui.parts.buttons import KeyButton
from servicedesk.ui.parts.icons import Icon
from servicedesk.ui.parts.labels import Label
from servicedesk.ui.parts.order import step_focus, tab_stops
from servicedesk.ui.theme.look import colour, px
from servicedesk.ui.words import t


class Layer(QWidget):
    """Something over the whole window. Tab stays inside, Esc dismisses it, the focus returns to where it was.

    A subclass puts its content on ``panel``; the window routes keys to ``press`` before any page sees them.
    """

    dismissed = Signal()
    scrim_alpha = 120
    gives_way = False
    """Whether a scan it does not want puts it away (drawer, palette), or has to wait for it (a question)."""

    def __init__(self, panel_classes: str = "modal") -> None:
        super().__init__()
        self.panel = frame(panel_classes)
        self.panel.setObjectName("panel")
        self.panel.setParent(self)
        self._focus_before: QWidget | None = None
        self.gave_back = False
        """Whether the focus is where it was before, once this is dismissed."""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def open_over(self, host: QWidget) -> None:
        """Lie over a window and take the focus."""
        self._focus_before = QApplication.focusWidget()
        self.setParent(host)
        self.setGeometry(host.rect())
        host.installEventFilter(self)
        self.show()
        self.raise_()
        self.place()
        self.first_focus()

    def dismiss(self) -> None:
        """Go away. What was typed into the work below is untouched."""
        host = self.parentWidget()
        if host is not None:
            host.removeEventFilter(self)
        self.hide()
        if self._focus_before is not None and isValid(self._focus_before) and self._focus_before.isVisible():
            self.gave_back = True
            self._focus_before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.dismissed.emit()
        self.deleteLater()

    def first_focus(self) -> None:
        """Where the focus begins; a subclass may choose better than the first control."""
        stops = self.stops()
        if stops:
            stops[0].setFocus(Qt.FocusReason.TabFocusReason)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """A key no text field wants. Esc is handled by the window."""
        return False

    def primary(self) -> None:
        """F10, or Enter outside multi-line text."""

    def take_scan(self, scan: Scan) -> bool:
        """A code was scanned while this lies over the work; True when it was for this layer."""
        return False

    def stops(self) -> list[QWidget]:
        """The controls Tab reaches, in order."""
        return tab_stops(self.panel)

    def place(self) -> None:
        """Give the panel its place: in the middle, a little above it."""
        size = self.panel.sizeHint().expandedTo(self.panel.minimumSize()).boundedTo(self.panel.maximumSize())
        height = min(
            self.panel.heightForWidth(size.width()) if self.panel.hasHeightForWidth() else size.height(), self.height()
        )
        height = max(height, min(size.height(), self.height()))
        left, top = (self.width() - size.width()) // 2, max(0, int((self.height() - height) * 0.46))
        self.panel.setGeometry(left, top, size.width(), height)
        self.update()  # the shadow goes with the panel

    def focusNextPrevChild(self, forward: bool, /) -> bool:  # noqa: N802
        return step_focus(self.stops(), forward=forward)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self.place()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        ground = colour("scrim")
        ground.setAlpha(self.scrim_alpha)
        painter.fillRect(self.rect(), ground)
        _paint_shadow(painter, self.panel.geometry())


def _paint_shadow(painter: QPainter, around: QRect) -> None:
    """A soft shadow below a floating panel. Painted, since an effect would blur the text on it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    ink = QColor(colour("shadow"))
    for ring in range(12):
        spread = px(30) * (12 - ring) / 12
        ink.setAlphaF(0.012 + 0.004 * ring)
        painter.setBrush(ink)
        edge = QRectF(around).adjusted(-spread, -spread + px(14), spread, spread + px(14))
        painter.drawRoundedRect(edge, px(16) + spread, px(16) + spread)


class ModalDialog(Layer):
    """A question over the work: title, body, and its acts at the foot (the primary last)."""

    def __init__(self, title: str, body: QLayout, *, icon: str = "", explained: str = "", width: int = 620) -> None:
        super().__init__("modal")
        self.title = title
        self._foot = H(gap=12)
        close = KeyButton(t("Close"), "Esc", kind="ghost", size="sm", on=self.dismiss)
        head = H(Icon(icon, "accent", 24, 2.0) if icon else None, (Label(title, "h1", wrap=True), 1), close, gap=12)
        text = Label(explained, "t2", wrap=True) if explained else None
        body.setContentsMargins(px(6), px(2), px(6), px(6))
        inner = plain(body)
        top = V(head, text, gap=10, margins=(6, 0, 6, 0))
        foot = plain(self._foot)
        self._foot.setContentsMargins(px(6), 0, px(6), 0)
        V(top, (FittingScroll(inner), 1), foot, gap=8, margins=(18, 20, 18, 22), into=self.panel)
        self.panel.setFixedWidth(px(width))
        self.panel.setAccessibleName(title)
        self._close = close
        self._primary: KeyButton | None = None
        self._acts: list[KeyButton] = []

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Alt and a letter: the act that bears it."""
        if modifiers != Qt.KeyboardModifier.AltModifier:
            return False
        printed = f"Alt {QKeySequence(key.value).toString()}"
        act = next((act for act in self._acts if act.key == printed and act.isEnabled()), None)
        if act is not None:
            act.click()
        return act is not None

    def add_act(self, button: KeyButton, *, primary: bool = False) -> KeyButton:
        """An act at the foot; the primary one answers F10 and Enter, each the key that is printed on it."""
        self._foot.addWidget(button, 1)
        self._acts.append(button)
        if primary:
            self._primary = button
        return button

    def first_focus(self) -> None:
        stops = [stop for stop in self.stops() if stop is not self._close]
        (stops or [self._close])[0].setFocus(Qt.FocusReason.TabFocusReason)

    def primary(self) -> None:
        if self._primary is not None and self._primary.isEnabled():
            self._primary.click()


class Drawer(Layer):
    """A panel at the right side over the work, as high as the window: context is never lost (F1)."""

    scrim_alpha = 110
    gives_way = True

    def __init__(self, title: str, body: QWidget, *, icon: str = "", width: int = 500) -> None:
        super().__init__("drawer")
        self._width = width
        close = KeyButton(t("Close"), "Esc", kind="ghost", size="sm", on=self.dismiss)
        head = H(Icon(icon, "accent", 24, 2.0) if icon else None, Label(title, "h1"), SPRING, close, gap=12)
        V(head, (body, 1), gap=12, margins=(20, 12, 20, 16), into=self.panel)
        self._body = body

    def first_focus(self) -> None:
        stops = [stop for stop in self.stops() if self._body is stop or self._body.isAncestorOf(stop)]
        (stops or self.stops())[0].setFocus(Qt.FocusReason.TabFocusReason)

    def place(self) -> None:
        width = min(px(self._width), self.width())
        self.panel.setGeometry(self.width() - width, 0, width, self.height())
