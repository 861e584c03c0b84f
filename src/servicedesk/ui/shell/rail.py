"""The rail at the left: four places, the scripts, the settings. The place we are in is filled and bold."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from servicedesk.ui.parts import CENTRE, SPRING, FaceButton, H, Icon, Label, V
from servicedesk.ui.theme import px
from servicedesk.ui.words import t

PLACES = ("home", "visit", "cases", "manager")
WIDTH = 84


class RailButton(FaceButton):
    """A place: icon above word."""

    def __init__(self, word: str, icon: str, key: str = "", shown_key: bool = False) -> None:
        self._word = word
        self._icon = Icon(icon, "railText", 24)
        self._label = Label(f"{word} {key}" if shown_key else word, "sm rail", align=CENTRE, steady=True)
        face = V(SPRING, H(SPRING, self._icon, SPRING), H(SPRING, self._label, SPRING), SPRING, gap=3)
        super().__init__("railbtn", face, word, key, height=64)
        self.setFixedWidth(px(72))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_here(self, here: bool) -> None:
        """Whether this is the place we are in."""
        self.setChecked(here)
        self._label.restyle("sm strong railon" if here else "sm rail")
        self._icon.show_icon(self._icon.name, "railOnText" if here else "railText")
        self.name_as(t("{place}, you are here", place=self._word) if here else self._word)


class Logo(Label):
    """The mark of the program."""

    def __init__(self, size: int = 44) -> None:
        super().__init__(t("S"), "", align=CENTRE)
        self.setObjectName("logo")
        self.setFixedSize(px(size), px(size))
        self.setStyleSheet(f"border-radius: {px(size * 0.27)}px; font-size: {px(size * 0.5)}px;")


class Rail(QFrame):
    """Where we are and where we can go."""

    chosen = Signal(str)
    """A place, or ``scripts`` or ``settings``."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(px(WIDTH))
        self._buttons = {
            "home": RailButton(t("Today"), "home", "Ctrl+1"),
            "visit": RailButton(t("Visit"), "visit", "Ctrl+2"),
            "cases": RailButton(t("Cases"), "cases", "Ctrl+3"),
            "manager": RailButton(t("Manager"), "chart", "Ctrl+4"),
            "scripts": RailButton(t("Scripts"), "book", "F1", shown_key=True),
            "settings": RailButton(t("Settings"), "gear", "Ctrl+5"),
        }
        for name, button in self._buttons.items():
            button.clicked.connect(lambda _on=False, name=name: self._choose(name))
        column: list[QWidget] = [self._buttons[place] for place in PLACES]
        V(
            H(SPRING, Logo(), SPRING),
            10,
            *[H(SPRING, button, SPRING) for button in column],
            SPRING,
            H(SPRING, self._buttons["scripts"], SPRING),
            H(SPRING, self._buttons["settings"], SPRING),
            gap=6,
            margins=(0, 10, 0, 12),
            into=self,
        )
        self._here = ""
        self.show_manager(False)

    def show_manager(self, visible: bool) -> None:
        """The manager's place is there for who has the role, and for nobody else."""
        self._buttons["manager"].setVisible(visible)

    def has(self, place: str) -> bool:
        return not self._buttons[place].isHidden()

    def show_place(self, place: str) -> None:
        self._here = place
        for name, button in self._buttons.items():
            button.show_here(name == place)

    def _choose(self, name: str) -> None:
        self.show_place(self._here)
        self.chosen.emit(name)
