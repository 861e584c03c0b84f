"""Buttons. The key that does the same is printed on each: staff learn the keys by looking at the buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QPushButton, QSizePolicy, QWidget

from servicedesk.ui.parts.boxes import SPRING, H
from servicedesk.ui.parts.classes import show_if, styled
from servicedesk.ui.parts.icons import Icon
from servicedesk.ui.parts.labels import CENTRE, Label, two_lines
from servicedesk.ui.theme.look import px
from servicedesk.ui.words import t


class KeyCap(Label):
    """A key of the keyboard, as on the button it belongs to."""

    def __init__(self, key: str, *, inverse: bool = False) -> None:
        super().__init__(key, "kbd-inv" if inverse else "kbd", align=CENTRE)
        self.setFixedHeight(px(22))
        self.setMinimumWidth(px(22))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class FaceButton(QPushButton):
    """A button whose face is a layout. Its name for assistive technology says the key as well."""

    def __init__(self, classes: str, face: QLayout, name: str, key: str = "", height: int | None = None) -> None:
        super().__init__()
        self._key = key
        styled(self, classes)
        self.setLayout(face)
        self.name_as(name)
        if height is not None:
            self.setFixedHeight(px(height))
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    @property
    def key(self) -> str:
        """The key that does the same, as it is printed; empty for none."""
        return self._key

    def name_as(self, name: str) -> None:
        self.setAccessibleName(t("{name}, key {key}", name=name, key=self._key) if self._key else name)

    def on_click(self, act: Callable[[], object] | None) -> None:
        """Do this when pressed; without the bool that ``clicked`` carries."""
        self._act = act
        if act is not None:
            self.clicked.connect(self._do)

    def _do(self) -> None:
        if self._act is not None:
            self._act()

    def sizeHint(self) -> QSize:  # noqa: N802
        face = self.layout()
        if face is None:
            return super().sizeHint()
        room = face.sizeHint()
        return QSize(room.width(), max(room.height(), px(36)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        face = self.layout()
        if face is None:
            return super().minimumSizeHint()
        return QSize(face.minimumSize().width(), self.sizeHint().height())


class KeyButton(FaceButton):
    """An act: icon, words, key. ``kind`` is "" (plain), primary, danger or ghost; ``size`` is "", sm or big."""

    def __init__(
        self,
        text: str,
        key: str = "",
        icon: str = "",
        *,
        kind: str = "",
        size: str = "",
        on: Callable[[], object] | None = None,
    ) -> None:
        self._kind, self._size = kind, size
        ink = {"primary": "inverse", "danger": "bad", "ghost": "accent"}.get(kind, "text2")
        self._icon = Icon(icon or "check", ink, 18 if size == "sm" else 20, 2.0)
        self._has_icon = bool(icon)
        show_if(self._icon, self._has_icon)
        self._label = Label(text, self._label_classes())
        self._cap = KeyCap(key, inverse=kind == "primary")
        show_if(self._cap, bool(key))
        side = 12 if size == "sm" else 14
        face = H(SPRING, self._icon, self._label, self._cap, SPRING, margins=(side, 0, side, 0))
        height = {"sm": 40, "big": 54}.get(size, 44)
        super().__init__(f"{kind} {size}".strip(), face, text, key, height=height)
        self.on_click(on)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Without the icon, which gives way."""
        least = super().minimumSizeHint()
        icon = 0 if self._icon.isHidden() else self._icon.width() + px(8)
        return QSize(least.width() - icon, least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Words and key say the act; where they need the whole width, the icon is left out."""
        self._fit()

    def _fit(self) -> None:
        cap = 0 if self._cap.isHidden() else self._cap.sizeHint().width() + px(8)
        words = self._label.sizeHint().width() + cap + 2 * px(12 if self._size == "sm" else 14)
        show_if(self._icon, self._has_icon and words + self._icon.width() + px(8) <= max(self.width(), 1))

    def _label_classes(self) -> str:
        ink = {"primary": "inv strong", "danger": "t-bad strong", "ghost": "t-info strong"}.get(self._kind, "")
        return f"{ink} {'h2' if self._size == 'big' and self._kind else 'cap' if self._size == 'sm' else ''}".strip()

    def text(self) -> str:
        return self._label.text()

    def show_act(self, text: str, key: str | None = None, icon: str | None = None) -> None:
        """Another act on the same button (a primary that follows the verdict)."""
        self._label.setText(text)
        if key is not None:
            self._key = key
            self._cap.setText(key)
            show_if(self._cap, bool(key))
        if icon is not None:
            self._has_icon = bool(icon)
            show_if(self._icon, self._has_icon)
            if icon:
                self._icon.show_icon(icon)
        if self.isVisible():
            self._fit()
        self.name_as(text)
        self.updateGeometry()

    def show_kind(self, kind: str) -> None:
        """Primary now, plain later: only one filled button may stand on a page."""
        self._kind = kind
        self._label.restyle(self._label_classes())
        styled(self._cap, "kbd-inv" if kind == "primary" else "kbd")
        self._icon.show_icon(
            self._icon.name, {"primary": "inverse", "danger": "bad", "ghost": "accent"}.get(kind, "text2")
        )
        styled(self, f"{kind} {self._size}".strip())


class ActionCard(FaceButton):
    """One of the big acts of the home screen; ``main`` is the filled one."""

    def __init__(
        self,
        icon: str,
        title: str,
        explained: str,
        key: str,
        *,
        main: bool = False,
        token: str = "accent",
        on: Callable[[], object] | None = None,
    ) -> None:
        words = two_lines(title, explained, "h2 inv" if main else "h2", "sm inv" if main else "sm t3", elide=True)
        self._icon = Icon(icon, "inverse" if main else token, 28)
        self._words, self._cap = words, KeyCap(key, inverse=main)
        face = H(
            self._icon,
            (words, 1),
            self._cap,
            gap=12,
            margins=(14, 0, 12, 0),
        )
        super().__init__("act-main" if main else "act", face, f"{title}, {explained}", key, height=76)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.on_click(on)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Without the icon, which gives way."""
        least = super().minimumSizeHint()
        icon = 0 if self._icon.isHidden() else px(28 + 12)
        return QSize(least.width() - icon, least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Where the words are too long for the place, they take the icon's: the key and the words say the act."""
        words = self._words.sizeHint().width()
        room = self.width() - px(14 + 12 + 12) - self._cap.sizeHint().width()
        show_if(self._icon, words + px(28 + 12) <= room)


class IconButton(FaceButton):
    """A small square act inside a row; its word is its accessible name and its tip."""

    def __init__(
        self,
        icon: str,
        name: str,
        *,
        key: str = "",
        token: str = "text2",
        width: int = 46,
        height: int = 40,
        classes: str = "square",
    ) -> None:
        super().__init__(classes, H(SPRING, Icon(icon, token, 20), SPRING), name, key, height=height)
        self.setFixedWidth(px(width))
        self.setToolTip(self.accessibleName())
