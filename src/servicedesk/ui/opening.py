"""Where what was found is opened: receipts, slips, visits, scripts, and the narrowed list."""

from __future__ import annotations

from collections.abc import Callable

from servicedesk.desk import paper
from servicedesk.desk import scripts as script_acts
from servicedesk.domain.visits import OPEN_STATES
from servicedesk.records.queries.returns import ReturnRow
from servicedesk.records.queries.visits import VisitRow
from servicedesk.ui.background import Counter
from servicedesk.ui.cases.page import SearchFor
from servicedesk.ui.parts import Toast
from servicedesk.ui.scripts.drawer import ScriptsDrawer
from servicedesk.ui.scripts.library import Script
from servicedesk.ui.shell.palette import Finder
from servicedesk.ui.shell.window import Window
from servicedesk.ui.spelling import Spelling
from servicedesk.ui.visits.page import OpenVisit
from servicedesk.ui.words import t


class Openings:
    """The ``Opener`` of the palette. ``open_receipt`` is the shell's: a receipt is greeted and opened in one act."""

    def __init__(
        self, counter: Counter, window: Window, spelling: Spelling, open_receipt: Callable[[str], object]
    ) -> None:
        self._counter, self._window, self._spelling = counter, window, spelling
        self.open_receipt = open_receipt

    def open_slip(self, row: ReturnRow) -> None:
        self._window.show_page("cases", row.number)

    def print_slip(self, row: ReturnRow) -> None:
        self._counter.do(paper.reprint, row.number, then=self._copied)

    def _copied(self, number: int) -> None:
        self._window.say(Toast(t("Copy {n} prints now, marked as a copy.", n=number)))

    def search_slips(self, text: str) -> None:
        self._window.show_page("cases", SearchFor(text))

    def open_visit(self, row: VisitRow) -> None:
        if row.state in OPEN_STATES:
            self._window.show_page("visit", OpenVisit(row.visit_id))
        else:
            self._window.show_page("cases", row)

    def open_script(self, script: Script | None) -> None:
        """The drawer, with this script first."""
        self._window.open_layer(ScriptsDrawer(self._counter, self._spelling, self._take_script, script))

    def _take_script(self, script: Script, said: str) -> None:
        """What Enter chose in the drawer goes into the note of the page below it."""
        page = self._window.page
        if page is not None and page.take_words(said):
            self._counter.do(script_acts.use, script.script_id)
        else:
            self._window.say(Toast(t("This page has no note to write it into."), "info"))

    def narrow(self, scope: str, finder: Finder) -> None:
        self._window.open_palette(scope=scope, finder=finder)
