"""A pair of hands and a scanner in front of the real window: keys, bursts and waiting, and nothing else.

Nothing of a page is called. What is read off the screen is read from widgets, as eyes would.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.exceptions import TimeoutError as WaitedInVainError
from pytestqt.qtbot import QtBot
from tests import keys

from servicedesk.domain.documents import Paper
from servicedesk.paths import Home
from servicedesk.printing.making import Printers
from servicedesk.printing.printers import DummyPrinter, FolderPrinter, Printer
from servicedesk.terminal import Terminal
from servicedesk.ui.shell.page import Page

LONGEST_WAIT_MS = 20_000


class ShopClock:
    """A clock that was set to some day and runs as clocks do."""

    def __init__(self, at: datetime) -> None:
        self._at, self._started_s = at, time.monotonic()

    def now(self) -> datetime:
        return self._at + timedelta(seconds=self.monotonic_s() - self._started_s)

    def monotonic_s(self) -> float:
        return time.monotonic()

    def set_by(self, seconds: float) -> None:
        """Somebody turns the hands of the clock."""
        self._at += timedelta(seconds=seconds)


class Hands:
    """Keys go to whatever has the focus. ``keys`` counts what was pressed; a scan is no key."""

    def __init__(self, bot: QtBot, terminal: Terminal, paper: Path) -> None:
        self._bot, self.terminal, self.paper = bot, terminal, paper
        self.console, self.window, self.counter = terminal.console, terminal.console.window, terminal.counter
        self.keys = 0

    # --- hands -------------------------------------------------------------------------------------------------------
    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, then wait until all it set going has come back from the desk."""
        self.keys += 1
        keys.strike(key, modifiers)
        self.rest()

    def alt(self, key: Qt.Key) -> None:
        self.press(key, Qt.KeyboardModifier.AltModifier)

    def control(self, key: Qt.Key) -> None:
        self.press(key, Qt.KeyboardModifier.ControlModifier)

    def type(self, text: str) -> None:
        """Key by key, as a hand does."""
        for character in text:
            self.keys += 1
            keys.strike(character)
            self.until(lambda: not self.window.scanner.holding)
        self.rest()

    def scan(self, code: str) -> None:
        """What a keyboard-wedge scanner does: the code in a burst, and Enter."""
        keys.burst(code)
        self.rest()

    def rest(self) -> None:
        """Until the scanner holds nothing back and the desk owes no answer, twice: an answer may ask the next thing."""
        for _ in range(2):
            self._bot.wait(5)
            self.until(lambda: not self.window.scanner.holding and self.counter.pending == 0)

    def until(self, true: Callable[[], bool]) -> None:
        """Wait; what the screen says is told when it never comes."""
        try:
            self._bot.waitUntil(true, timeout=LONGEST_WAIT_MS)
        except WaitedInVainError:
            raise AssertionError(f"waited in vain; the screen says:\n{self.reads()}") from None

    # --- a person ----------------------------------------------------------------------------------------------------
    def sign_in(self, number: str, pin: str) -> None:
        """The digit of one's tile, then six digits."""
        tiles = [tile.number for tile, _button in self.console.sign_in._tiles]
        self.type(str(tiles.index(number) + 1))
        self.type(pin)
        self.until(lambda: self.counter.session is not None and self.counter.session.number == number)
        self.rest()

    # --- eyes --------------------------------------------------------------------------------------------------------
    @property
    def page(self) -> Page:
        assert self.window.page is not None
        return self.window.page

    def reads(self, widget: QWidget | None = None) -> str:
        """All words that can be seen on a widget (the whole window), one line each."""
        seen = widget or self.window
        labels = [label.text() for label in seen.findChildren(QLabel) if label.isVisible() and label.text()]
        return "\n".join(labels)

    def papers(self, kind: str = "*.escpos") -> list[Path]:
        return sorted(self.paper.glob(kind))

    def printed(self, count: int) -> Path:
        """Wait for the n-th slip and for its outcome to be known; the newest one."""
        self.until(lambda: len(self.papers()) >= count)
        self._bot.wait(50)
        self.rest()
        assert len(self.papers()) == count
        return self.papers()[-1]


@contextmanager
def at_the_counter(bot: QtBot, home: Home, at: datetime, slips: Printer | None = None) -> Iterator[Hands]:
    """The real terminal on this home, its window shown, with a printer for slips (a practice one) and a folder for
    pages. Its clock was set to ``at``."""
    paper = home.root.parent / "paper"
    queues: dict[str, tuple[Printer, ...]] = {
        "slip": (slips or DummyPrinter(paper),), "page": (FolderPrinter(paper, paper=Paper.A4),),
    }  # fmt: skip
    printers = Printers(queues, {role: frozenset({role}) for role in queues})
    terminal = Terminal(home, ShopClock(at), printers)
    try:
        terminal.start()
        window = terminal.console.window
        bot.waitExposed(window)
        window.activateWindow()
        bot.waitUntil(lambda: terminal.counter.profile is not None, timeout=LONGEST_WAIT_MS)
        hands = Hands(bot, terminal, paper)
        hands.rest()
        yield hands
    finally:
        terminal.stop()
        terminal.console.window.close()
        terminal.console.window.deleteLater()
