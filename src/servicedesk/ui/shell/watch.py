"""The seconds of the window: its clock, a wall clock that jumps, and nobody there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer, Signal

JUMP = timedelta(minutes=2)
"""A wall clock that moved by more than this against the steady one has jumped (ux 6)."""


class Watch(QObject):
    """Ticks once a second while it runs. The wall clock is given; the steady one only measures between two ticks."""

    ticked = Signal(object)
    """An aware datetime."""
    jumped = Signal(float)
    """The wall clock moved by so many seconds."""
    fell_idle = Signal()
    pressed = Signal()
    """A mouse button or a finger, anywhere in a window that it filters."""

    def __init__(self, now: Callable[[], datetime], parent: QObject) -> None:
        super().__init__(parent)
        self._now, self._trusted = now, now()
        self._steady = QElapsedTimer()
        self._second, self._idle = QTimer(self), QTimer(self)
        self._second.timeout.connect(self.tick)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self.fell_idle)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin):
            self.pressed.emit()
        return super().eventFilter(watched, event)

    def start(self) -> None:
        self._steady.start()
        self._trusted = self._now()
        self.tick()
        self._second.start(1000)

    def stop(self) -> None:
        self._second.stop()
        self._idle.stop()

    def tick(self) -> None:
        """One second: compare both clocks since they agreed last, then tell the time.

        Many small steps are a jump, too; only a jump that was told begins the comparison anew."""
        now = self._now()
        jump = now - self._trusted - timedelta(milliseconds=self._steady.elapsed())
        if abs(jump) > JUMP:
            self._trusted = now
            self._steady.restart()
            self.jumped.emit(jump.total_seconds())
        self.ticked.emit(now)

    def stirred(self, idle_s: float) -> None:
        """Someone is here; ``fell_idle`` comes after so many quiet seconds (0: never)."""
        if idle_s > 0:
            self._idle.start(round(idle_s * 1000))

    def waits_ms(self) -> int:
        """How long the quiet may still last; -1 when nobody waits for it."""
        return self._idle.remainingTime()
