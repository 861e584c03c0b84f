"""The key bar: the keys that do something here, as many as the width holds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from servicedesk.ui.parts import SPRING, H, Icon, KeyCap, Label, clear, plain
from servicedesk.ui.shell.page import KeyHint
from servicedesk.ui.theme import px
from servicedesk.ui.words import t

HEIGHT = 36


class KeyBar(QFrame):
    """What works here; at the right, that anything may be scanned."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("keybar")
        self.setFixedHeight(px(HEIGHT))
        self._hints: list[KeyHint] = []
        self._parts: list[QWidget] = []
        self._row: QHBoxLayout = H(gap=17)
        self._note = plain(H(Label(t("Scan any receipt, member or case"), "sm t3"), Icon("scan", "text3", 16), gap=6))
        H(self._row, SPRING, self._note, gap=16, margins=(20, 0, 16, 0), into=self)
        self.setMinimumWidth(1)

    def show_hints(self, hints: Sequence[KeyHint]) -> None:
        """The most important first: what does not fit is left out from the end."""
        if list(hints) == self._hints:
            return
        self._hints = list(hints)
        clear(self._row)
        self._parts = []
        for hint in hints:
            part = plain(H(KeyCap(hint.key), Label(hint.label, "sm t2"), gap=8))
            part.setAccessibleName(f"{hint.key} {hint.label}")
            self._parts.append(part)
            self._row.addWidget(part)
        self._fit()

    def shown(self) -> list[str]:
        """The keys that are on the bar now."""
        return [hint.key for hint, part in zip(self._hints, self._parts, strict=True) if not part.isHidden()]

    def _fit(self) -> None:
        room = self.width() - px(36)
        needed = sum(part.sizeHint().width() + px(17) for part in self._parts)
        note = self._note.sizeHint().width() + px(16)
        self._note.setVisible(needed + note <= room)
        used = 0
        for part in self._parts:
            used += part.sizeHint().width() + px(17)
            part.setVisible(used - px(17) <= room)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._fit()
