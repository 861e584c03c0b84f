"""Choices: one of several, some of several, yes or no. A digit key is printed on a choice that has one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from servicedesk.ui.parts.boxes import SPRING, H, V
from servicedesk.ui.parts.buttons import FaceButton, KeyCap
from servicedesk.ui.parts.icons import Icon
from servicedesk.ui.parts.labels import Label
from servicedesk.ui.theme.look import px
from servicedesk.ui.words import t


class Choice(FaceButton):
    """Something that can be chosen. With ``explained`` it is a card of two lines; ``tone`` is the colour it takes."""

    def __init__(
        self,
        text: str,
        key: str = "",
        *,
        icon: str = "",
        explained: str = "",
        tone: str = "info",
        icon_token: str = "text2",
        height: int | None = None,
        centred: bool | None = None,
    ) -> None:
        self._tone, self._icon_token, self._text = tone, icon_token, text
        self._label = Label(text, "strong" if explained else "", steady=True)
        self._below = Label(explained, "sm t3") if explained else None
        self._icon = Icon(icon, icon_token, 22) if icon else None
        middle = (not key and not explained) if centred is None else centred
        column = V(SPRING, self._label, self._below, SPRING, gap=0) if self._below else V(self._label)
        face = H(
            SPRING if middle else None,
            self._icon,
            column,
            SPRING,
            KeyCap(key) if key else None,
            gap=9,
            margins=(12, 0, 12 if middle else 8, 0),
        )
        super().__init__(
            "opt" if tone == "info" else f"opt opt-{tone}", face, text, key, height or (64 if explained else 46)
        )
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._tell)
        self._tell(False)

    def _tell(self, chosen: bool) -> None:
        ink = f"strong t-{self._tone}" if chosen else ("strong" if self._below else "")
        self._label.restyle(ink)
        if self._icon:
            self._icon.show_icon(self._icon.name, self._tone if chosen else self._icon_token)
        self.name_as(t("{choice}, chosen", choice=self._text) if chosen else self._text)

    def text(self) -> str:
        return self._text


class ChoiceGroup(QObject):
    """Choices that belong together. ``many`` lets several be chosen; otherwise one, and arrow keys walk between them.

    Signal ``changed()`` comes after a person or ``choose`` changed something; ``set_value`` is silent.
    """

    changed = Signal()

    def __init__(self, parent: QWidget, *, many: bool = False) -> None:
        super().__init__(parent)
        self._many = many
        self._choices: list[tuple[object, FaceButton, str]] = []

    def add(self, value: object, choice: FaceButton, key: str = "") -> FaceButton:
        """Take a choice in; ``key`` is the digit that ``press_key`` knows it by."""
        self._choices.append((value, choice, key))
        choice.clicked.connect(lambda: self._clicked(choice))
        choice.installEventFilter(self)
        choice.setProperty("walks", True)
        return choice

    def value(self) -> object | None:
        """What is chosen, or None; with ``many`` the first."""
        return next(iter(self.values()), None)

    def values(self) -> list[object]:
        return [value for value, choice, _key in self._choices if choice.isChecked()]

    def set_value(self, *values: object) -> None:
        """Show these as chosen, without a signal."""
        for value, choice, _key in self._choices:
            choice.setChecked(value in values)

    def choose(self, value: object) -> None:
        """Choose as a person would."""
        for each, choice, _key in self._choices:
            if each == value and choice.isEnabled():
                choice.click()

    def press_key(self, key: str) -> bool:
        """Choose by the key printed on it; False when none has it or it is not to be had now."""
        for _value, choice, printed in self._choices:
            if printed == key and choice.isEnabled() and choice.isVisible():
                choice.click()
                return True
        return False

    def _clicked(self, choice: FaceButton) -> None:
        if not self._many:
            for _value, other, _key in self._choices:
                other.setChecked(other is choice)
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}.get(
                Qt.Key(event.key())
            )
            if step is not None and event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            ):
                self._walk(watched, step)
                return True
        return False

    def _walk(self, here: QObject, step: int) -> None:
        living = [choice for _value, choice, _key in self._choices if choice.isEnabled() and choice.isVisible()]
        if here in living:
            there = living[(living.index(here) + step) % len(living)]
            there.setFocus(Qt.FocusReason.TabFocusReason)
            if not self._many:
                there.click()


class Tabs(QWidget):
    """A row of tabs, one of them open; arrow keys walk."""

    chosen = Signal(object)

    def __init__(self, tabs: Sequence[tuple[object, str]] = (), gap: int = 2) -> None:
        super().__init__()
        self._row: QHBoxLayout = H(gap=gap, into=self)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._group = ChoiceGroup(self)
        self._labels: dict[object, tuple[FaceButton, Label]] = {}
        self._group.changed.connect(self._changed)
        for value, text in tabs:
            self.add(value, text)

    def add(self, value: object, text: str) -> None:
        label = Label(text, "t2", steady=True, align=Qt.AlignmentFlag.AlignCenter)
        button = FaceButton("tab", H(label, margins=(12, 0, 12, 0)), text, height=38)
        button.setCheckable(True)
        button.toggled.connect(lambda on: self._tell(value, on))
        self._labels[value] = (button, label)
        self._group.add(value, button)
        self._row.addWidget(button)
        if len(self._labels) == 1:
            self._group.set_value(value)

    def open(self, value: object) -> None:
        """Open a tab without a signal."""
        self._group.set_value(value)

    def _tell(self, value: object, on: bool) -> None:
        button, label = self._labels[value]
        label.restyle("strong tab-on" if on else "t2")
        button.name_as(t("{choice}, chosen", choice=label.text()) if on else label.text())

    def _changed(self) -> None:
        self.chosen.emit(self._group.value())

    def value(self) -> object | None:
        return self._group.value()

    def show_tab(self, value: object) -> None:
        """Show a tab as the open one, without a signal."""
        self._group.set_value(value)

    def open_tab(self, value: object) -> None:
        """Open a tab as a person would."""
        self._group.choose(value)

    def rename(self, value: object, text: str) -> None:
        """Another word on a tab (its count has changed)."""
        button, label = self._labels[value]
        label.setText(text)
        self._tell(value, button.isChecked())
        label.updateGeometry()
        button.updateGeometry()


class YesNo(QWidget):
    """A question with two answers, answered with the mouse, ←/→, or left open (``None``)."""

    changed = Signal()

    def __init__(self, question: str, good: str, bad: str, *, bad_tone: str = "bad", width: int = 80) -> None:
        super().__init__()
        self._good, self._bad = Choice(good, tone="ok"), Choice(bad, tone=bad_tone)
        self._group = ChoiceGroup(self)
        for value, choice in ((True, self._good), (False, self._bad)):
            choice.setMinimumWidth(px(width))
            choice.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            choice.setAccessibleName(f"{question}: {choice.text()}")
            self._group.add(value, choice)
        self._group.changed.connect(self.changed)
        H((Label(question, wrap=True), 1), self._good, self._bad, into=self)

    def value(self) -> bool | None:
        """True for the good answer, False for the other, None while nobody has answered."""
        chosen = self._group.value()
        return chosen if isinstance(chosen, bool) else None

    def set_value(self, value: bool | None) -> None:
        self._group.set_value(*(() if value is None else (value,)))
