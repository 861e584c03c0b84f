"""Long work at the desk, one at a time: shown, stopped, and told when it is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from servicedesk.desk.outcomes import Done, Refused
from servicedesk.ui.background import Counter, LongWork
from servicedesk.ui.parts import ProgressLayer, Toast
from servicedesk.ui.shell.window import Window
from servicedesk.ui.telling import error_words
from servicedesk.ui.words import words

LongAction = Callable[..., Done[Any] | Refused]


class LongWorks(QObject):
    """Starts a work and lays its progress over the window."""

    def __init__(self, counter: Counter, window: Window) -> None:
        super().__init__(window)
        self._counter, self._window = counter, window
        self._work: LongWork | None = None
        self._layer: ProgressLayer | None = None
        self._title, self._safe = "", ""
        self._come = (0, 0)

    @property
    def running(self) -> bool:
        return self._work is not None

    def start(
        self, title: str, safe: str, action: LongAction, *args: object, done: Callable[[Any], Toast], stopped: str
    ) -> None:
        """``action(desk, session, *args, progress=…)`` on the desk worker. ``safe`` says what stopping leaves behind,
        ``done`` makes the sentence of what came of it, ``stopped`` is said when it was stopped. While another work
        runs, that one is shown instead."""
        if self._work is not None:
            self.show()
            return
        self._title, self._safe, self._come = title, safe, (0, 0)
        self._work = self._counter.do_long(
            action, *args, told=self._told, then=lambda value: self._ended(done(value)),
            stopped=lambda: self._ended(Toast(stopped, "info")),
            refused=lambda refused: self._ended(Toast(words().say(refused.reason), "warn", code=refused.code)),
            failed=self._failed,
        )  # fmt: skip
        self.show()

    def show(self) -> None:
        """Lay the progress of what runs over the window (again)."""
        if self._work is not None and self._layer is None:
            self._layer = ProgressLayer(self._title, self._safe, self._work.stop)
            self._layer.dismissed.connect(self._put_away)
            self._window.open_layer(self._layer)
            if self._come[1]:
                self._layer.show_progress(*self._come)

    def _put_away(self) -> None:
        self._layer = None

    def _told(self, done: int, total: int) -> None:
        self._come = (done, total)
        if self._layer is not None:
            self._layer.show_progress(done, total)

    def _failed(self, error: Exception) -> None:
        self._ended(Toast(error_words(error), "bad", code=getattr(error, "code", "SD-1901")))

    def _ended(self, toast: Toast) -> None:
        self._work = None
        if self._layer is not None:
            self._layer.dismiss()
        self._window.say(toast)
        self._window.touched(frozenset({"sales"}))
