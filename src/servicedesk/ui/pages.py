"""Every page of the counter, by the name that ``Page.wanted`` and the keys call it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from servicedesk.ui.background import Counter
from servicedesk.ui.cases.page import CasesPage
from servicedesk.ui.home.page import HomePage
from servicedesk.ui.manager.page import ManagerPage
from servicedesk.ui.receipts.page import ReceiptsPage
from servicedesk.ui.refunds.page import RefundsPage
from servicedesk.ui.reprint.page import ReprintPage
from servicedesk.ui.reprint.receipt import ReceiptPage
from servicedesk.ui.returns.page import ReturnsPage
from servicedesk.ui.settings.page import SettingsPage
from servicedesk.ui.shell.page import Page
from servicedesk.ui.visits.page import VisitPage


def page_makers(
    counter: Counter, now: Callable[[], datetime], monotonic_s: Callable[[], float]
) -> dict[str, Callable[[], Page]]:
    """How each page is built. A page is built once and kept."""
    return {
        "home": lambda: HomePage(counter, now, monotonic_s),
        "visit": lambda: VisitPage(counter, now, monotonic_s),
        "returns": lambda: ReturnsPage(counter, now, monotonic_s),
        "refunds": lambda: RefundsPage(counter, now),
        "receipts": lambda: ReceiptsPage(counter, now),
        "reprint": lambda: ReprintPage(counter, now),
        "receipt_copy": lambda: ReceiptPage(counter, now),
        "cases": lambda: CasesPage(counter, now),
        "manager": lambda: ManagerPage(counter, now),
        "settings": lambda: SettingsPage(counter),
    }
