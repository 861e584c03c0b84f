"""The look of this counter's screen: theme, size of letters, language, and whether anything may move."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLayout, QWidget

from servicedesk.settings import CounterSettings
from servicedesk.ui.parts import SPRING, Choice, ChoiceGroup, H, KeyCap, Label, V, frame, hline, motion_wanted
from servicedesk.ui.theme import NAMES, SCALES, theme
from servicedesk.ui.words import language, t


class DisplayCard(QWidget):
    """Shows what is in force. ``wanted`` carries what was chosen, as settings by name."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        looks = {"light": t("Light"), "dark": t("Dark"), "high": t("High contrast")}
        sizes = dict(zip(SCALES, (t("Standard"), t("Large"), t("Very large")), strict=True))
        self.themes, themes = self._choices("theme", [(name, looks[name]) for name in NAMES])
        self.scales, scales = self._choices("scale", list(sizes.items()))
        self.languages, languages = self._choices("language", [("zh_CN", "简体中文"), ("en", "English")])
        self.motion, motion = self._choices("motion", [(True, t("May move")), (False, t("Nothing moves"))])
        self.second, second = self._choices(
            "customer_screen", [(True, t("The customer's")), (False, t("Not for customers"))]
        )
        rows: list[tuple[QLayout, list[Choice]]] = [
            (_name(t("Theme"), "Alt T"), themes), (_name(t("Size of letters")), scales),
            (_name(t("Language of the screens")), languages), (_name(t("Motion")), motion),
        ]  # fmt: skip
        if len(QGuiApplication.screens()) > 1:
            rows.append((_name(t("Second screen")), second))
        told = t("Chosen for this counter and kept. Slips keep the language of the store.")
        parts = [V(head, H(*[(one, 1) for one in choices], gap=8), 2, gap=6) for head, choices in rows]
        column = V(Label(t("Screen"), "h2"), hline(), 2, *parts, Label(told, "sm t2", wrap=True), SPRING, gap=6,
                   margins=(18, 12, 18, 14))  # fmt: skip
        V(frame("card", column), into=self)
        self.show_settings(CounterSettings())

    def show_settings(self, settings: CounterSettings) -> None:
        """What is in force now, wherever it was chosen. A size between the three (small screens) chooses none."""
        self.themes.set_value(theme().name)
        self.scales.set_value(settings.scale or theme().scale)
        self.languages.set_value(language())
        self.motion.set_value(motion_wanted())
        self.second.set_value(settings.customer_screen)

    def _choices(self, setting: str, options: Sequence[tuple[object, str]]) -> tuple[ChoiceGroup, list[Choice]]:
        group = ChoiceGroup(self)
        made = [Choice(words, centred=True) for _value, words in options]
        for (value, _words), choice in zip(options, made, strict=True):
            group.add(value, choice)
        group.changed.connect(lambda: self.wanted.emit({setting: group.value()}))
        return group, made


def _name(words: str, key: str = "") -> QLayout:
    return H(Label(words, "sm strong t2"), KeyCap(key) if key else None, SPRING, gap=6)
