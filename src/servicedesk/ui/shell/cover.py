"""A cover: what fills the window instead of the work (sign-in, lock, the customer's page)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from servicedesk.domain.scans import Scan


class Cover(QWidget):
    """Hears every key and every scan while it is shown; the work below keeps what was typed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setMinimumSize(1, 1)  # the window is as large as its screen, whatever a cover would like
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """A key that no text field of the cover wants. A cover keeps keys from the work: True unless it says no."""
        return False

    def primary(self) -> None:
        """F10, or Enter outside multi-line text."""

    def take_scan(self, scan: Scan) -> bool:
        """A code was scanned; True when it was for this cover."""
        return False

    def first_focus(self) -> QWidget | None:
        """Where the focus begins."""
        return None
