"""What stays wrong until it is put right stays on the screen: one strip each, above every page (reliability 2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from servicedesk.ui.parts import Banner, V
from servicedesk.ui.parts.saying import announce


@dataclass(frozen=True, slots=True)
class Alarm:
    """``sentence`` says what happened, whether work is safe, and what to do now; ``act`` is what ``key`` does."""

    tone: str
    sentence: str
    button: str = ""
    key: str = ""
    act: Callable[[], object] | None = None


class Alarms(QWidget):
    """The strips, by what they are about. Nothing to say takes no room."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: dict[str, tuple[Alarm, Banner]] = {}
        self._box: QVBoxLayout = V(gap=6, margins=(20, 8, 20, 0), into=self)
        self.hide()

    def show_alarm(self, about: str, alarm: Alarm | None) -> None:
        """Say it, in place of what was said about the same thing; None: it is put right."""
        before = self._shown.get(about)
        if before is not None and alarm is not None and before[0].sentence == alarm.sentence:
            return
        if before is not None:
            self._box.removeWidget(before[1])
            before[1].hide()
            before[1].deleteLater()
            del self._shown[about]
        if alarm is not None:
            title, rest = title_and_rest(alarm.sentence)
            banner = Banner(alarm.tone, title, rest, button=alarm.button, key=alarm.key, on=alarm.act)
            self._shown[about] = alarm, banner
            self._box.addWidget(banner)
            announce(self, alarm.sentence, urgent=alarm.tone == "bad")
        self.setVisible(bool(self._shown))

    def sentences(self) -> list[str]:
        """What is said now."""
        return [alarm.sentence for alarm, _banner in self._shown.values()]

    def press(self, key: str) -> bool:
        """Do what the strip with this key offers; False when none does."""
        for alarm, _banner in self._shown.values():
            if alarm.key == key and alarm.act is not None:
                alarm.act()
                return True
        return False


def title_and_rest(sentence: str) -> tuple[str, str]:
    """What happened, and what to do now: the first sentence and the others."""
    for stop in ("。", ". "):
        if stop in sentence:
            title, rest = sentence.split(stop, 1)
            return title, rest
    return sentence, ""
