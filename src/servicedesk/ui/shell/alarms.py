"""What stays wrong until it is put right stays on the screen: one strip each, above every page (reliability 2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from servicedesk.ui.parts import H, Icon, KeyButton, Label, V
from servicedesk.ui.parts.classes import show_if, styled
from servicedesk.ui.parts.notices import SHAPES
from servicedesk.ui.parts.saying import announce
from servicedesk.ui.theme import px


@dataclass(frozen=True, slots=True)
class Alarm:
    """``sentence`` says what happened, whether work is safe, and what to do now; ``act`` is what ``key`` does."""

    tone: str
    sentence: str
    button: str = ""
    key: str = ""
    act: Callable[[], object] | None = None


class AlarmStrip(QFrame):
    """One line where it fits: what happened in bold, the rest beside it, and one button at most."""

    def __init__(self, alarm: Alarm) -> None:
        super().__init__()
        self.alarm = alarm
        styled(self, f"tone-{alarm.tone} r10")
        title, rest = title_and_rest(alarm.sentence)
        text = Label(rest, "sm", wrap=True)
        show_if(text, bool(rest))
        button = KeyButton(alarm.button, alarm.key, size="sm", on=alarm.act) if alarm.button else None
        H(
            Icon(SHAPES[alarm.tone], alarm.tone, 20, 2.0),
            Label(title, f"sm strong t-{alarm.tone}"),
            (text, 1),
            button,
            gap=12,
            margins=(14, 3, 8, 3),
            into=self,
        )
        self.setMinimumHeight(px(36))
        self.setAccessibleName(alarm.sentence)


class Alarms(QWidget):
    """The strips, by what they are about. Nothing to say takes no room."""

    changed = Signal(bool)
    """Whether anything is said now."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: dict[str, AlarmStrip] = {}
        self._box: QVBoxLayout = V(gap=4, margins=(20, 6, 20, 0), into=self)
        self.hide()

    def show_alarm(self, about: str, alarm: Alarm | None) -> None:
        """Say it, in place of what was said about the same thing; None: it is put right."""
        before = self._shown.get(about)
        if before is not None and alarm is not None and before.alarm.sentence == alarm.sentence:
            return
        if before is not None:
            self._box.removeWidget(before)
            before.hide()
            before.deleteLater()
            del self._shown[about]
        if alarm is not None:
            self._shown[about] = AlarmStrip(alarm)
            self._box.addWidget(self._shown[about])
            announce(self, alarm.sentence, urgent=alarm.tone == "bad")
        self.changed.emit(bool(self._shown))  # first: room is made before it is taken
        self.setVisible(bool(self._shown))

    def sentences(self) -> list[str]:
        """What is said now."""
        return [strip.alarm.sentence for strip in self._shown.values()]

    def press(self, key: str) -> bool:
        """Do what the strip with this key offers; False when none does."""
        for strip in self._shown.values():
            if strip.alarm.key == key and strip.alarm.act is not None:
                strip.alarm.act()
                return True
        return False


def title_and_rest(sentence: str) -> tuple[str, str]:
    """What happened, and what to do now: the first sentence and the others."""
    for stop in ("。", ". "):
        if stop in sentence:
            title, rest = sentence.split(stop, 1)
            return title, rest
    return sentence, ""
