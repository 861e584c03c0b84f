"""A sales receipt once more: found by number, phone, amount or a scan; seen as it prints; F8 (ux 4.9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from servicedesk.desk import receipts as acts
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.desk.receipts import ReceiptSeen
from servicedesk.domain.money import format_minor
from servicedesk.domain.scans import Scan, ScanKind
from servicedesk.domain.staff import Session
from servicedesk.records.queries.visits import VisitRow
from servicedesk.ui.background import Counter
from servicedesk.ui.parts import (
    SPRING,
    EmptyState,
    H,
    KeyButton,
    Label,
    Toast,
    V,
    clear,
    frame,
    hline,
    plain,
    scroll,
    show_if,
)
from servicedesk.ui.refunds.dialog import OneLineDialog
from servicedesk.ui.returns.saying import bought_words
from servicedesk.ui.shell.page import KeyHint, Page
from servicedesk.ui.telling import facts, listed, masked_name, masked_phone, tender_words
from servicedesk.ui.theme import px
from servicedesk.ui.words import t

_DPI = 140
_PAPER_WIDTH = 380


@dataclass(frozen=True, slots=True)
class FindReceipt:
    """Asked of this page: begin with finding a receipt."""


@dataclass(frozen=True, slots=True)
class CopyFor:
    """Asked of this page: this receipt, for the person of this visit."""

    number: str
    visit: VisitRow | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A receipt with the print of it: RGB, width, height."""

    seen: ReceiptSeen
    rgb: bytes
    width: int
    height: int


def look_up_with_picture(desk: Desk, who: Session, number: str, dpi: float) -> Done[Picture] | Refused:
    """On the desk worker: the receipt and what its copy would look like."""
    from servicedesk.printing.preview import page_previews

    found = acts.look_up(desk, who, number)
    if isinstance(found, Refused):
        return found
    page = page_previews(found.value.document, dpi)[0]
    return Done(Picture(found.value, page.rgb, page.width, page.height))


class ReceiptPage(Page):
    """One receipt at a time. With a visit, printing is what they came for and ends it."""

    place = "home"
    topics = frozenset({"slips", "sales"})

    find_wanted = Signal()
    """Look for a receipt (F5)."""

    def __init__(self, counter: Counter, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._counter, self._now = counter, now
        self._visit: VisitRow | None = None
        self._seen: ReceiptSeen | None = None
        self._busy = False
        told = t(
            "Lost or unreadable? Find it by its number, by the phone's last four digits and the day, or by amount."
        )
        self._empty_words = EmptyState("receipt", t("Which receipt?"), told)
        self.search = KeyButton(t("Find the receipt"), "F5", "search", kind="primary", size="big", on=self._find)
        self.papers = KeyButton(t("Papers of today"), "Alt P", "print", size="sm", on=self._show_papers)
        self.other = KeyButton(t("Other receipt"), "F5", "search", on=self._find)
        self.copy = KeyButton(t("Print a copy"), "F8", "print", kind="primary", size="big", on=self.primary)
        self._facts: QVBoxLayout = V(gap=8, margins=(22, 18, 22, 8))
        self._picture = QLabel()
        self._lay_out()
        self._show_nothing()

    def _lay_out(self) -> None:
        head = H(
            Label(t("Print again"), "h1"), Label(t("every copy is marked and counted"), "t2"), SPRING, self.papers,
            gap=14,
        )  # fmt: skip
        search = H(SPRING, self.search, SPRING)
        self._empty = frame("card", V((self._empty_words, 1), search, SPRING, gap=0, margins=(16, 16, 16, 40)))
        foot = frame("foot", H(self.other, SPRING, self.copy, gap=10, margins=(20, 12, 16, 12)))
        left = frame("card", V((scroll(plain(self._facts)), 1), foot, gap=0, margins=(1, 1, 1, 1)))
        paper = plain(V(H(SPRING, self._picture, SPRING), SPRING, margins=(14, 14, 14, 14)))
        right = frame("sunken r12", V(scroll(paper), margins=(1, 1, 1, 1)))
        right.setFixedWidth(px(_PAPER_WIDTH + 44))
        self._work = plain(H((left, 1), right, gap=16))
        V(head, (self._empty, 1), (self._work, 1), gap=12, margins=(20, 12, 20, 14), into=self)

    # --- what the window asks ----------------------------------------------------------------------------------------
    def heading(self) -> str:
        return t("Print again")

    def key_hints(self) -> list[KeyHint]:
        return [
            KeyHint("F8", t("print a copy")), KeyHint("F5", t("find the receipt")),
            KeyHint("Alt P", t("papers of today")), KeyHint("Esc", t("back")),
        ]  # fmt: skip

    def activated(self, request: object | None) -> None:
        if isinstance(request, CopyFor):
            self._visit = request.visit
            self.open(request.number)
        elif isinstance(request, FindReceipt | VisitRow):
            self._visit = request if isinstance(request, VisitRow) else None
            self._show_nothing()
            self.find_wanted.emit()
        else:
            self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.copy if self._seen is not None else self.search

    def refresh(self) -> None:
        if self._seen is not None and self._counter.session is not None:
            self.open(self._seen.sale.receipt_number)

    def take_scan(self, scan: Scan) -> bool:
        if scan.kind is ScanKind.RECEIPT:
            self.open(scan.text)
        return scan.kind is ScanKind.RECEIPT

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        acts_of_keys: dict[Qt.Key, Callable[[], object]] = {Qt.Key.Key_F5: self._find, Qt.Key.Key_F8: self.primary}
        if modifiers == Qt.KeyboardModifier.AltModifier:
            acts_of_keys = {Qt.Key.Key_P: self._show_papers}
        if key in acts_of_keys:
            acts_of_keys[key]()
            return True
        return False

    def open(self, number: str) -> None:
        """Show the receipt with this number, or say that it is not here."""
        self._counter.do(look_up_with_picture, number, _DPI, then=self._show)

    # --- acts --------------------------------------------------------------------------------------------------------
    def _find(self) -> None:
        self.find_wanted.emit()

    def _show_papers(self) -> None:
        self.wanted.emit("reprint", None)

    def primary(self) -> None:
        seen = self._seen
        if seen is None:
            self._find()
        elif seen.takes_reason:
            about = t("It was printed {n} times already. Why is it needed again?", n=seen.copies)
            title = t("Copy {n} of {number}", n=seen.copies + 1, number=seen.sale.receipt_number)
            hint = t("For example: the paper got wet")
            self.opened.emit(OneLineDialog(title, about, t("Why"), hint, self._print, icon="receipt"))
        else:
            self._print("")

    def _print(self, reason: str) -> None:
        seen, visit = self._seen, self._visit
        if seen is None or self._busy:
            return
        self._busy = True
        visit_id = visit.visit_id if visit else None
        self._counter.do(
            acts.reprint, seen.sale.sale_id, reason, visit_id, then=self._printed, refused=self._not_printed,
            failed=self._failed,
        )  # fmt: skip

    def _printed(self, copy_no: int) -> None:
        visit, self._busy = self._visit, False
        self._visit = None
        self._show_nothing()
        said = t("Copy {n} prints now, marked as a copy.", n=copy_no)
        if visit is not None:
            said = t("Copy {n} prints now. Visitor {visitor} is done.", n=copy_no, visitor=visit.running)
        self.said.emit(Toast(said))
        self.wanted.emit("home", None)

    def _not_printed(self, refused: Refused) -> None:
        self._busy = False
        self._counter.trouble.emit(refused)
        self.refresh()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self._counter.trouble.emit(error)

    # --- showing -----------------------------------------------------------------------------------------------------
    def _show_nothing(self) -> None:
        self._seen = None
        show_if(self._work, False)
        show_if(self._empty, True)

    def _show(self, found: Picture) -> None:
        fresh, self._seen = self._seen is None, found.seen
        self._tell(found.seen)
        image = QImage(found.rgb, found.width, found.height, 3 * found.width, QImage.Format.Format_RGB888).copy()
        smooth = Qt.TransformationMode.SmoothTransformation
        self._picture.setPixmap(QPixmap.fromImage(image).scaledToWidth(px(_PAPER_WIDTH), smooth))
        self._picture.setAccessibleName(t("The copy as it will print"))
        show_if(self._empty, False)
        show_if(self._work, True)
        if fresh and self.isVisible():
            self.copy.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, seen: ReceiptSeen) -> None:
        sale, profile = seen.sale, self._counter.profile
        clear(self._facts)
        bought = bought_words(sale, profile, self._now()) if profile is not None else ""
        who = facts(
            masked_name(sale.customer_name or ""),
            masked_phone(sale.customer_phone) if sale.customer_phone else sale.member_code or "",
        )
        ways = listed(tender_words(tender.kind) for tender in sale.tenders)
        goods = listed(line.name for line in sale.lines)
        told = (
            (t("Bought on"), bought), (t("Paid with"), f"{ways} {format_minor(sale.paid_minor, sale.currency)}"),
            (t("Customer"), who or t("not named")), (t("Goods"), goods),
            (t("Printed again so far"), t("{n} times", n=seen.copies) if seen.copies else t("never")),
        )  # fmt: skip
        self._facts.addWidget(Label(sale.receipt_number, "num", wrap=True))
        for label, value in told:
            self._facts.addWidget(hline())
            self._facts.addWidget(plain(V(Label(label, "sm t2"), Label(value, "strong", wrap=True), gap=1)))
        if seen.takes_reason:
            self._facts.addWidget(Label(t("One more takes a reason."), "strong t-warn", wrap=True))
        self._facts.addStretch(1)
