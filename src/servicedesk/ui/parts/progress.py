"""How far a long work has come, over the work of the counter: a bar, words, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from servicedesk.ui.parts.boxes import V
from servicedesk.ui.parts.buttons import KeyButton
from servicedesk.ui.parts.labels import Label
from servicedesk.ui.parts.layers import ModalDialog
from servicedesk.ui.parts.meters import Bar
from servicedesk.ui.words import t


class ProgressLayer(ModalDialog):
    """``stop`` is called when somebody wants it stopped. Esc only puts the layer away: the work goes on below.

    Whoever runs the work tells it ``show_progress`` and, at the end, calls ``dismiss``."""

    def __init__(self, title: str, safe: str, stop: Callable[[], object]) -> None:
        self._wanted = stop
        self.bar = Bar(0.0, "accent", height=14, tick=None)
        self.told = Label(t("It begins …"), "strong")
        body = V(self.bar, self.told, Label(safe, "t2", wrap=True), gap=12)
        super().__init__(title, body, icon="clock", explained=t("Esc puts this away; the work goes on."))
        self.stopping = KeyButton(t("Stop"), "Alt S", "stop", on=self._stop)
        self.add_act(self.stopping)

    def show_progress(self, done: int, total: int) -> None:
        """``done`` of ``total``, whatever is counted."""
        part = min(1.0, done / total) if total else 0.0
        self.bar.show_used(part)
        shown = {"done": f"{done:,}", "total": f"{total:,}", "percent": int(part * 100)}
        self.told.setText(t("{percent} %, {done} of {total}", **shown))
        self.bar.setAccessibleName(self.told.text())

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if key == Qt.Key.Key_S and modifiers == Qt.KeyboardModifier.AltModifier:
            self._stop()
            return True
        return False

    def first_focus(self) -> None:
        self.stopping.setFocus(Qt.FocusReason.TabFocusReason)

    def _stop(self) -> None:
        if self.stopping.isEnabled():
            self.stopping.setEnabled(False)
            self.told.setText(t("Stopping …"))
            self._wanted()
