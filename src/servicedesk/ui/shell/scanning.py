"""Where a scanned code goes: who lies on top, then the page, then the router of the composition root (ux 5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QApplication

from servicedesk.domain.scans import Scan, ScanKind, ScanPatterns, classify, masked
from servicedesk.ui.parts import Layer, Toast
from servicedesk.ui.shell.asking import WhichKindDialog
from servicedesk.ui.shell.page import Page
from servicedesk.ui.words import t


class ScanTaker(Protocol):
    """Who may want a code."""

    def take_scan(self, scan: Scan) -> bool: ...


class ScanDesk(Protocol):
    """What the routing asks of its window."""

    @property
    def layer(self) -> Layer | None: ...

    @property
    def page(self) -> Page | None: ...

    def cover_taker(self) -> ScanTaker | None:
        """The cover over the work, if there is one."""
        ...

    def open_layer(self, layer: Layer) -> None: ...

    def say(self, toast: Toast) -> None: ...


class ScanRouting:
    """Tells codes apart and gives each to the first who takes it."""

    def __init__(self, desk: ScanDesk, patterns: ScanPatterns) -> None:
        self._desk, self.patterns = desk, patterns
        self.elsewhere: Callable[[Scan], bool] = lambda _scan: False
        """Where a code goes that nobody on the screen took; False when nowhere."""

    def scanned(self, scan_text: str) -> None:
        """A code was scanned; one that may be two things is asked before anybody gets it."""
        scan = classify(scan_text, self.patterns)
        if scan.kind == ScanKind.AMBIGUOUS:
            self._desk.open_layer(WhichKindDialog(scan, self.give))
        else:
            self.give(scan)

    def give(self, scan: Scan) -> None:
        """Give a code to the first who takes it. A question on top keeps it from the work below."""
        layer = self._desk.layer
        if layer is not None and layer.take_scan(scan):
            return
        if layer is not None and not layer.gives_way:
            self._refuse(t("Finish this first, or press Esc to close it. Then scan again."), "warn")
            return
        if layer is not None:
            layer.dismiss()
        cover = self._desk.cover_taker()
        if cover is not None and (cover.take_scan(scan) or self._desk.cover_taker() is not None):
            return
        page = self._desk.page
        if (page is None or not page.take_scan(scan)) and not self.elsewhere(scan):
            self._unwanted(scan)

    def _unwanted(self, scan: Scan) -> None:
        if scan.kind == ScanKind.BADGE:
            self._refuse(t("That is a staff badge. It is for signing in and approving."), "info")
        else:
            self._refuse(
                t("This code is not known: {code}. Press Ctrl+K to look it up.", code=masked(scan.text)), "warn"
            )

    def _refuse(self, words: str, tone: str) -> None:
        QApplication.beep()
        self._desk.say(Toast(words, tone))
