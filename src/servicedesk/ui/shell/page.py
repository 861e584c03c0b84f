"""What a page is to the window around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from servicedesk.domain.scans import Scan
from servicedesk.ui.shell.customer import CustomerFace
from servicedesk.ui.theme import px

ROOMY_FROM, _ROOMY_PAGE, _TIGHT_PAGE = 1600, 1270, 1250
"""The window's width in pixels, and the page's in px of the drawings: very large letters need the room themselves."""
_LEAST_WIDTH, _LEAST_HEIGHT, _LEAST_UNDER_A_STRIP = 940, 470, 430
"""What very large letters (1.3) leave of 1366 x 768: a page never makes the window larger than the screen."""


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key that does something here, for the key bar: ``KeyHint("F10", t("Confirm"))``."""

    key: str
    label: str


class Page(QWidget):
    """One job. A page is built once, kept, and brought up to date; it knows nothing of the window and asks by signal.

    ``place`` is the place of the rail it belongs to (home, visit, cases, manager); ``topics`` are the things it shows:
    when an action has touched one of them, ``refresh`` is called while the page is shown (or when it is shown next).
    """

    place: str = "home"
    topics: frozenset[str] = frozenset()

    hints_changed = Signal()
    """The key bar should ask ``key_hints`` again."""
    wanted = Signal(str, object)
    """Show another page: its name, and a request for it (or None)."""
    left = Signal()
    """Go back to where we came from."""
    said = Signal(object)
    """Show a ``Toast``."""
    opened = Signal(object)
    """Lay a ``Layer`` (dialog, drawer) over the window."""
    faced = Signal(object)
    """Show a ``CustomerFace`` to the customer."""

    facing_changed = Signal()
    """What the customer may see has changed: ask ``customer_face`` again."""

    def __init__(self) -> None:
        super().__init__()
        self._roomy = self._tight = False
        self.setMinimumSize(px(_LEAST_WIDTH), px(_LEAST_HEIGHT))
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def make_room(self, strip: bool) -> None:
        """A strip above the pages takes its room from them, never from a screen that has no more."""
        self.setMinimumHeight(px(_LEAST_UNDER_A_STRIP if strip else _LEAST_HEIGHT))

    @property
    def roomy(self) -> bool:
        """Whether there is room for more than the work needs (from 1600 px): pages add then, they don't stretch."""
        return self._roomy

    @property
    def tight(self) -> bool:
        """Whether large letters leave less room than the drawings have: side columns give way then."""
        return self._tight

    def spread(self) -> None:
        """``roomy`` or ``tight`` has changed: show more, or less."""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        roomy = self.window().width() >= ROOMY_FROM and self.width() >= px(_ROOMY_PAGE)
        tight = self.width() < px(_TIGHT_PAGE)
        if (roomy, tight) != (self._roomy, self._tight):
            self._roomy, self._tight = roomy, tight
            self.spread()
        super().resizeEvent(event)

    def heading(self) -> str:
        """The page's name, for the window's title and for assistive technology."""
        return ""

    def key_hints(self) -> list[KeyHint]:
        """The six to nine keys that do something here."""
        return []

    def activated(self, request: object | None) -> None:
        """The page is shown now, with what it was asked for."""

    def deactivated(self) -> None:
        """Another page is shown now; what was typed stays."""

    def refresh(self) -> None:
        """Something in ``topics`` was touched: read again."""

    def tick(self, now: datetime) -> None:
        """A second has passed (only while the page is shown); ``now`` is aware."""

    def first_focus(self) -> QWidget | None:
        """Where the focus goes when the page is shown: the primary button, or the first empty required field."""
        return None

    def customer_face(self) -> CustomerFace | None:
        """What the customer may see of this page on a screen of their own; None for nothing."""
        return None

    def take_scan(self, scan: Scan) -> bool:
        """A code was scanned. True when it was for this page; otherwise the window's router decides where we go."""
        return False

    def take_words(self, words: str) -> bool:
        """Put a sentence into the note of this page; False when it has none."""
        return False

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """A key was pressed: function keys and Alt combinations always, others only outside text fields. True when it
        meant something here."""
        return False

    def primary(self) -> None:
        """The one primary act: F10, Ctrl+Enter, or Enter where that can't mean anything else."""

    def unfinished(self) -> bool:
        """Whether someone's work would be forgotten if this page were left for good (locking keeps it)."""
        return False
