"""The look in force at this counter, and how a choice is carried out: a theme at once, a size or a language as soon as
no work is open, since windows are built for one size and one language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from servicedesk.settings import THEMES, CounterSettings
from servicedesk.ui.parts import want_motion
from servicedesk.ui.scanner import ScannerSettings
from servicedesk.ui.theme import dress, scale_for, theme
from servicedesk.ui.words import language


class Display(QObject):
    """Holds the settings. ``at_work`` tells whether something is open that building anew would take away."""

    changed = Signal(object)
    """The ``CounterSettings`` that are to be kept."""
    anew_wanted = Signal()
    """The windows are to be built anew, now."""
    put_off = Signal()
    """They will be, when the open work is done."""

    def __init__(self, settings: CounterSettings, at_work: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        # A language named on the command line is for this run: what is in force counts, not what was kept.
        self.settings = replace(settings, language=language(), theme=theme().name)
        self._asked_for = theme().scale if settings.scale == 0 else _screen_scale()
        self._at_work, self._waits = at_work, False
        want_motion(settings.motion)

    @property
    def scale(self) -> float:
        """What was chosen, or what the screen asks for."""
        return self.settings.scale or self._asked_for

    @property
    def scanner(self) -> ScannerSettings:
        """How this counter's scanner speaks."""
        return ScannerSettings(gap_ms=self.settings.gap_ms, prefix=self.settings.prefix)

    def choose(self, changes: dict[str, object]) -> None:
        """Some settings by their names, with their new values."""
        before, self.settings = self.settings, replace(self.settings, **changes)  # type: ignore[arg-type] # by name
        if self.settings == before:
            return
        want_motion(self.settings.motion)
        if self.settings.language != before.language or self.settings.scale != before.scale:
            self._waits = True
            if self._at_work():
                self.put_off.emit()
        elif self.settings.theme != before.theme:
            self._dress(theme().scale, language())
        self.changed.emit(self.settings)
        self.catch_up()

    def next_theme(self) -> None:
        """Alt+T: light, dark, high contrast, and round again."""
        self.choose({"theme": THEMES[(THEMES.index(self.settings.theme) + 1) % len(THEMES)]})

    def catch_up(self) -> None:
        """Carry out what had to wait for open work."""
        if self._waits and not self._at_work():
            self._waits = False
            self._dress(self.scale, self.settings.language)
            self.anew_wanted.emit()

    def _dress(self, scale: float, spoken: str) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication), "windows are shown"
        dress(app, self.settings.theme, scale, spoken)


def _screen_scale() -> float:
    screen = QApplication.primaryScreen()
    return scale_for(screen.availableGeometry().width()) if screen is not None else 1.0
