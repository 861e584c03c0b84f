"""Saving takes long: said over the page, without moving anything on it or taking the focus (reliability A7)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QWidget

from servicedesk.ui.parts import H, Icon, Label
from servicedesk.ui.parts.classes import styled
from servicedesk.ui.parts.saying import announce
from servicedesk.ui.theme import px
from servicedesk.ui.words import t
from servicedesk.wording import N_

STILL_SAVING = N_("Still saving: the disk is slow. Nothing is lost. Wait for the answer, don't press again.")


class SavingNotice(QFrame):
    """In the middle of the window's upper edge while the desk has not answered yet."""

    def __init__(self, host: QWidget, below: QWidget) -> None:
        super().__init__(host)
        self._host, self._below = host, below
        styled(self, "toast")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.told = Label(t(STILL_SAVING))
        H(Icon("clock", "accent", 22, 2.0), self.told, gap=12, margins=(16, 12, 18, 12), into=self)
        host.installEventFilter(self)
        self.hide()

    def show_slow(self, slow: bool) -> None:
        """Say it, or take it away."""
        self.setVisible(slow)
        if slow:
            self._place()
            self.raise_()
            announce(self, self.told.text())

    def _place(self) -> None:
        self.adjustSize()
        top = self._below.mapTo(self._host, self._below.rect().topLeft()).y()
        self.move((self._host.width() - self.width()) // 2, top + px(10))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False
