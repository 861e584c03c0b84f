"""Ticks: the box in a row of goods, and a line that can be ticked by itself."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QSizePolicy

from servicedesk.ui.parts.boxes import H
from servicedesk.ui.parts.buttons import FaceButton
from servicedesk.ui.parts.classes import show_if, styled
from servicedesk.ui.parts.icons import Icon
from servicedesk.ui.parts.labels import RIGHT, ElidedLabel, Label
from servicedesk.ui.theme.look import px
from servicedesk.ui.words import t


class TickBox(QFrame):
    """A square, filled and marked when it is ticked. It takes no key and no press: its row does."""

    def __init__(self, *, ticked: bool = False) -> None:
        super().__init__()
        self._mark = Icon("check", "inverse", 16, 2.6)
        H(self._mark, margins=(2, 2, 2, 2), into=self)
        self.setFixedSize(px(24), px(24))
        self.show_ticked(ticked)

    def show_ticked(self, ticked: bool) -> None:
        styled(self, "tick-on" if ticked else "tick")
        show_if(self._mark, ticked)


class TickRow(FaceButton):
    """A line that is ticked by a press or Space, with something short at its right. Belongs into a ``ChoiceGroup``."""

    def __init__(self, text: str, right: str = "", *, height: int = 40) -> None:
        self._text = text
        self._box, self._right = TickBox(), ElidedLabel(right, "sm t3", align=RIGHT)
        face = H(self._box, Label(text), self._right, gap=10, margins=(8, 0, 8, 0))
        super().__init__("bare", face, text, height=height)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._tell)
        self._tell(False)

    def _tell(self, ticked: bool) -> None:
        self._box.show_ticked(ticked)
        state = t("{name}, ticked", name=self._text) if ticked else t("{name}, not ticked", name=self._text)
        self.name_as(state)

    def text(self) -> str:
        return self._text

    def show_right(self, right: str) -> None:
        """Something else at its right; the tick stays as it is."""
        self._right.setText(right)
