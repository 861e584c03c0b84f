"""Chips and pills: a state said by tone, shape and word together."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QSizePolicy

from servicedesk.ui.parts.boxes import H
from servicedesk.ui.parts.buttons import FaceButton
from servicedesk.ui.parts.classes import show_if, styled
from servicedesk.ui.parts.icons import Icon
from servicedesk.ui.parts.labels import Label
from servicedesk.ui.theme.look import px


class Chip(QFrame):
    """A state in one word. ``tone`` is ok, warn, bad, info, vio or mute; the icon's shape says it without colour."""

    def __init__(self, text: str, tone: str = "mute", icon: str = "") -> None:
        super().__init__()
        self._icon = Icon(icon or "info", tone, 14, 2.4)
        self._label = Label(text)
        H(self._icon, self._label, gap=5, margins=(8, 0, 8, 0), into=self)
        self.setFixedHeight(px(26))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(text, tone, icon)

    def show_state(self, text: str, tone: str = "mute", icon: str = "") -> None:
        """Another state in the same place."""
        self.tone = tone
        styled(self, f"chip-{tone}")
        self._label.restyle(f"sm strong t-{tone}")
        self._label.setText(text)
        show_if(self._icon, bool(icon))
        if icon:
            self._icon.show_icon(icon, tone)
        self.setAccessibleName(text)

    def text(self) -> str:
        return self._label.text()


class Pill(FaceButton):
    """A chip that opens something (the line to head office, the printer): small to the eye, 40 px to the hand."""

    def __init__(self, text: str, tone: str = "mute", icon: str = "") -> None:
        self.chip = Chip(text, tone, icon)
        super().__init__("bare", H(self.chip, margins=(2, 0, 2, 0)), text, height=40)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, text: str, tone: str = "mute", icon: str = "") -> None:
        self.chip.show_state(text, tone, icon)
        self.setAccessibleName(text)
        self.updateGeometry()

    def text(self) -> str:
        return self.chip.text()
