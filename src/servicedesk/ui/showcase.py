"""The counter shown without a person and without a display: real window, real desk worker, a clock that stands still.

``Showcase`` opens a counter's file and presses keys as a clerk would; the walks (``showcase_walks``) stop at each
screen. The same store and the same moment give the same pictures, to the pixel.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid

from servicedesk import __version__
from servicedesk.desk.setup import open_desk
from servicedesk.domain.times import FixedClock
from servicedesk.errors import BugError
from servicedesk.paths import Home
from servicedesk.ui.background import Counter
from servicedesk.ui.console import Console
from servicedesk.ui.reading import say_screen
from servicedesk.ui.shell.topbar import CounterFace
from servicedesk.ui.shell.window import Window
from servicedesk.ui.theme import dress, scale_for
from servicedesk.ui.words import t

_NO = Qt.KeyboardModifier.NoModifier
_LOOK_EVERY_MS = 5
_QUIET_LOOKS = 3
_LONGEST_WAIT_MS = 30_000


@dataclass(frozen=True, slots=True)
class Look:
    """How a screen is dressed and how large it is."""

    language: str = "zh_CN"
    theme: str = "light"
    width: int = 1366
    height: int = 768
    scale: float = 0.0
    """0: what the width asks for."""

    @property
    def name(self) -> str:
        scaled = f"_{round(self.scale * 100)}" if self.scale else ""
        return f"{self.language}_{self.theme}_{self.width}x{self.height}{scaled}"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays: (number, PIN) of a clerk and of a manager, two receipts of the store, and what is said in Chinese."""

    clerk: tuple[str, str]
    manager: tuple[str, str]
    receipt: str = ""
    """Bought a few days ago: it may come back."""
    old_receipt: str = ""
    """Bought too long ago."""


def application() -> QApplication:
    """The application, started without a display if nobody has started one."""
    return QApplication.instance() or QApplication(["servicedesk"])  # type: ignore[return-value] # ours is a QApplication


class Showcase:
    """One counter on the stage. Close it, or the file stays in use."""

    def __init__(self, home: Home, clock: FixedClock, look: Look, face: CounterFace, zone: str) -> None:
        self.clock, self.look = clock, look
        dress(application(), look.theme, look.scale or scale_for(look.width), look.language)
        self.counter = Counter()
        about = t("version {version}", version=__version__)
        self.console = Console(self.counter, face, zone, clock.now, clock.monotonic_s, about)
        self.console.show()
        self.window.resize(look.width, look.height)
        self.window.activateWindow()
        self.counter.start(lambda: open_desk(home, clock, verify=False))
        self.settle()

    @property
    def window(self) -> Window:
        """The window that is shown now: another size or language builds it anew."""
        return self.console.window

    def close(self) -> None:
        """Take everything off the stage."""
        self.window.stop()
        self.window.close()
        self.counter.stop()
        self.window.deleteLater()
        self.console.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def settle(self, at_least_ms: int = 0) -> None:
        """Let the event loop run until the desk worker has answered everything, and what it answered is shown."""
        loop, quiet = QEventLoop(), -(at_least_ms // _LOOK_EVERY_MS)
        looks = 0

        def look() -> None:
            nonlocal quiet, looks
            looks += 1
            quiet = quiet + 1 if self.counter.pending == 0 else min(quiet, 0)
            if quiet >= _QUIET_LOOKS or looks * _LOOK_EVERY_MS > _LONGEST_WAIT_MS:
                loop.quit()

        timer = QTimer()
        timer.timeout.connect(look)
        timer.start(_LOOK_EVERY_MS)
        loop.exec()
        timer.stop()
        if looks * _LOOK_EVERY_MS > _LONGEST_WAIT_MS:
            raise BugError("the desk worker did not answer")

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = _NO, text: str = "") -> None:
        """One key, as a hand presses it: a letter or digit waits until the scanner has let it go."""
        target = QApplication.focusWidget() or self.window
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            if not isValid(target):  # the key has closed what it was pressed in
                break
            QCoreApplication.sendEvent(target, QKeyEvent(kind, key.value, modifiers, text))
        self.settle(at_least_ms=self.window.scanner.hold_ms + 20 if text else 0)

    def digits(self, digits: str) -> None:
        for digit in digits:
            self.press(Qt.Key(Qt.Key.Key_0.value + int(digit)), text=digit)

    def type_in(self, line: QLineEdit, text: str) -> None:
        """What an input method puts into a field."""
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        line.setText(text)
        self.settle()

    def scan(self, code: str) -> None:
        self.window.scanned(code)
        self.settle()

    def wait_s(self, seconds: float) -> None:
        """Time passes: the window's watch is told, so that it takes it for time and not for a clock that was set."""
        self.window.stop()
        self.clock.advance(seconds)
        self.window.start()
        self.settle()

    def sign_in(self, person: tuple[str, str]) -> None:
        self.console.sign_in.choose(person[0])
        self.settle()
        self.digits(person[1])

    def focus(self, widget: QWidget) -> None:
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        self.settle()

    def save(self, folder: Path, name: str) -> Path:
        """The picture, and beside it what it says."""
        folder.mkdir(parents=True, exist_ok=True)
        picture = folder / f"{name}_{self.look.name}.png"
        self.window.grab().save(str(picture))
        picture.with_suffix(".txt").write_text(say_screen(self.window), encoding="utf-8")
        return picture
