"""A filter that follows the focus: whoever must see keys before they are used sees them, and nothing else.

A filter of the whole application would be simpler and slow: Qt asks it about every event of every part, and each time
goes through Python. A page that is built or turned to makes some thousands of them.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class FocusFilter(QObject):
    """Filters the events of what has the focus; while nothing has it, those of ``window``, which then gets the keys.

    Of several, the one attached last sees an event first, wherever the focus goes."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._seen: QWidget | None = None

    def attach(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication) and self._seen is None:
            app.focusChanged.connect(self._follow)
            self._follow(None, QApplication.focusWidget())

    def detach(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication) and self._seen is not None:
            app.focusChanged.disconnect(self._follow)
            self._let_go()

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._let_go()
        if isValid(self) and isValid(self._window):
            self._seen = new or self._window
            self._seen.installEventFilter(self)

    def _let_go(self) -> None:
        if self._seen is not None and isValid(self._seen):
            self._seen.removeEventFilter(self)
        self._seen = None
