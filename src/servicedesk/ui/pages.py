"""Every page of the counter, by the name that ``Page.wanted`` and the keys call it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from servicedesk.ui.background import Counter
from servicedesk.ui.cases.page import CasesPage
from servicedesk.ui.home.page import HomePage
from servicedesk.ui.manager.page import ManagerPage
from servicedesk.ui.refunds.page import RefundsPage
from servicedesk.ui.reprint.page import ReprintPage
from servicedesk.ui.returns.page import ReturnsPage
from servicedesk.ui.settings.page import SettingsPage
from servicedesk.ui.shell.page import Page
from servicedesk.ui.visits.page import VisitPage


def build_pages(counter: Counter, now: Callable[[], datetime], monotonic_s: Callable[[], float]) -> dict[str, Page]:
    """Built once and kept."""
    return {
        "home": HomePage(counter, now, monotonic_s),
        "visit": VisitPage(counter, now, monotonic_s),
        "returns": ReturnsPage(counter, now, monotonic_s),
        "refunds": RefundsPage(counter, now),
        "reprint": ReprintPage(counter, now),
        "cases": CasesPage(counter, now),
        "manager": ManagerPage(counter, now),
        "settings": SettingsPage(counter),
    }
