"""Which page is shown, where we came from, and which pages have to read again."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from servicedesk.errors import BugError
from servicedesk.ui.shell.page import Page

_REMEMBERED = 20


class Navigation:
    """Pages by name. Pages are built once and kept; leaving one keeps what was typed in it."""

    def __init__(self, stack: QStackedWidget) -> None:
        self._stack = stack
        self._pages: dict[str, Page] = {}
        self._stale: set[str] = set()
        self._trail: list[str] = []
        self._last_in_place: dict[str, str] = {}
        self.name = ""
        """The page that is shown; empty before the first."""

    @property
    def current(self) -> Page | None:
        return self._pages.get(self.name)

    def page(self, name: str) -> Page:
        return self._pages[name]

    def add(self, name: str, page: Page) -> None:
        self._pages[name] = page
        self._stack.addWidget(page)

    def make_room(self, strip: bool) -> None:
        """Whether a strip lies above the pages."""
        for page in self._pages.values():
            page.make_room(strip)

    def show(self, name: str, request: object | None = None) -> None:
        """Show a page and tell it what it was asked for; the same page may be asked again."""
        if name not in self._pages:
            raise BugError(f"there is no page {name!r}")
        if name == "home":
            self._trail = []  # home is where Esc ends: nothing lies behind it
        elif name != self.name and self.name:
            self._trail = [*self._trail[-_REMEMBERED:], self.name]
        self._turn_to(name, request)

    def back(self) -> bool:
        """To the page before this one, or home; False when there is nowhere to go."""
        while self._trail and self._trail[-1] == self.name:
            self._trail.pop()
        to = self._trail.pop() if self._trail else "home"
        if to == self.name or to not in self._pages:
            return False
        self._turn_to(to, None)
        return True

    def page_of(self, place: str) -> str | None:
        """The page a place opens: unfinished work left there, else the page that bears its name."""
        last = self._last_in_place.get(place)
        if last is not None and self._pages[last].unfinished():
            return last
        return place if place in self._pages else None

    def touched(self, topics: frozenset[str]) -> None:
        for name, page in self._pages.items():
            if page.topics & topics:
                if name == self.name:
                    page.refresh()
                else:
                    self._stale.add(name)

    def _turn_to(self, name: str, request: object | None) -> None:
        before, page = self.current, self._pages[name]
        if before is not None and before is not page:
            before.deactivated()
        self.name = name
        self._last_in_place[page.place] = name
        self._stack.setCurrentWidget(page)
        if name in self._stale:
            self._stale.discard(name)
            page.refresh()
        page.activated(request)
