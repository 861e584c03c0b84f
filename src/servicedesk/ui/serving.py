"""Serving: what can be done once the counter is open: pages, people, keys, scans, receipts, the printer's pill.

It brings the desk and the records with it, so it is imported while the sign-in window already stands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QObject, QTimer, Signal

from servicedesk.desk import clock
from servicedesk.desk import staff as staffing
from servicedesk.desk import visits as visiting
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.domain.sales import Sale
from servicedesk.domain.scans import Scan, ScanKind
from servicedesk.domain.slips import freshness
from servicedesk.domain.staff import Permission, Session, StaffMember
from servicedesk.domain.visits import Source
from servicedesk.records.queries import sales
from servicedesk.records.queries import slips as slip_rows
from servicedesk.records.queries import staff as staff_rows
from servicedesk.records.queries.returns import ReturnRow
from servicedesk.records.queries.visits import VisitRow
from servicedesk.ui.background import Counter
from servicedesk.ui.finding import Act, PaletteFinder
from servicedesk.ui.home.page import HomePage
from servicedesk.ui.pages import page_makers
from servicedesk.ui.parts import KeyButton, Label, ModalDialog, Toast, V
from servicedesk.ui.returns.page import ReturnsPage
from servicedesk.ui.scripts import ScriptsDrawer
from servicedesk.ui.settings.printers import PrintersDialog
from servicedesk.ui.shell.keys import DOOR_KEY
from servicedesk.ui.shell.page import Page
from servicedesk.ui.shell.topbar import PersonFace
from servicedesk.ui.shell.window import Window
from servicedesk.ui.staff.signin import SignInPage, StaffTile
from servicedesk.ui.telling import error_words, role_words
from servicedesk.ui.visits.page import NewVisit, VisitPage
from servicedesk.ui.visits.scripts import RETURN
from servicedesk.ui.words import t, words
from servicedesk.wording import N_

_NO_RECEIPT = N_(
    "Receipt {number} is not on this counter. Try the phone's last four digits and the day, or the amount (Ctrl K)."
)
IDLE_S, IDLE_BUSY_S = 180.0, 600.0
_TONES = ("info", "ok", "vio", "warn")


class Serving(QObject):
    """Carries what the window and the sign-in page say to the desk, and what the desk answers back to them."""

    built = Signal()
    """Every page is there."""

    def __init__(
        self,
        counter: Counter,
        window: Window,
        sign_in: SignInPage,
        now: Callable[[], datetime],
        monotonic_s: Callable[[], float],
    ) -> None:
        super().__init__(window)
        self.counter, self.window, self.sign_in, self._now = counter, window, sign_in, now
        self._last_session: Session | None = None
        self._unlock_at = QTimer(self, singleShot=True)
        self._unlock_at.timeout.connect(sign_in.ready)
        self.pages: dict[str, Page] = {}
        self._makers = page_makers(counter, now, monotonic_s)
        window.clock_jumped.connect(self._clock_jumped)
        counter.touched.connect(self._touched)
        self._read_staff()
        QTimer.singleShot(0, self, self._build_next)

    def _build_next(self) -> None:
        """One page each time nothing else is to be done, so that the sign-in page answers meanwhile."""
        name = next((name for name in self._makers if name not in self.pages), None)
        if name is not None:
            self.pages[name] = self._makers[name]()
            self.window.add_page(name, self.pages[name])
            QTimer.singleShot(0, self, self._build_next)
            if len(self.pages) == len(self._makers):
                self._all_built()

    def _build_all(self) -> None:
        """Somebody signed in before the last page was built."""
        while len(self.pages) < len(self._makers):
            self._build_next()

    def _all_built(self) -> None:
        self._name_acts()
        self.window.on_scan(self._route)
        self.window.navigation.show("home", None)
        self._show_printer()
        self.built.emit()

    def _clock_jumped(self, seconds: float) -> None:
        self.counter.do(clock.note_jump, round(seconds))

    def _name_acts(self) -> None:
        window, show = self.window, self.window.show_page
        keys: list[tuple[str, str, str, Callable[[], object]]] = [
            ("F2", "plus", t("New visit"), lambda: show("visit", NewVisit())),
            ("F3", "return", t("Return, repair"), lambda: show("returns")),
            ("F5", "receipt", t("Print again"), lambda: show("reprint")),
            ("F6", "cash", t("Refunds owed"), lambda: show("refunds")),
            ("F9", "lock", t("Lock, change over"), self.lock),
        ]
        for key, _icon, _title, act in keys:
            window.on_key(key, act)
        window.on_key("idle", lambda: self.lock(idle=True))
        window.on_key(DOOR_KEY, self.press_door)
        window.on_key("F1", self._open_scripts)
        window.on_key("F4", lambda: self._later(t("Complaints are kept on the visit for now: choose 8 at reception.")))
        window.on_key("F7", lambda: show("visit", NewVisit()))
        window.on_key("F8", lambda: self._later(t("Nothing to print on this page.")))
        window.on_key("F11", lambda: window.show_customer(None))
        window.on_key("F12", self._call_manager)
        window.on_pill("printer", self._open_printers)
        window.on_pill("line", lambda: self._later(t("This counter works by itself; everything is saved here.")))
        acts = [Act(icon, title, key, act) for key, icon, title, act in keys]
        acts.append(Act("cases", t("Service slips"), "Ctrl 3", lambda: show("cases")))
        acts.append(Act("chart", t("Day's log"), "Ctrl 4", lambda: show("manager")))
        acts.append(Act("print", t("Choose and test printers"), "", self._open_printers))
        self._finder = PaletteFinder(self.counter, acts, self.open_receipt, self._open_return, self._today)
        window.find_with(self._finder)
        self._returns_page().find_wanted.connect(self._find_receipt)

    def _open_printers(self) -> None:
        """The pill: what is chosen, a test sheet, another printer."""
        self.window.open_layer(PrintersDialog(self.counter, self.window.say))

    def _find_receipt(self) -> None:
        self.window.open_palette(scope=t("Receipts"), finder=self._finder.only_receipts)

    def _today(self) -> date:
        assert self.counter.profile is not None
        return self.counter.profile.business_day(self._now())

    def _later(self, sentence: str) -> None:
        self.window.say(Toast(sentence, "info"))

    def _call_manager(self) -> None:
        self._later(t("Ask for the manager. Approvals are asked on the returns page with F12."))

    def _open_scripts(self) -> None:
        page = self.window.page
        now = page.script_now if isinstance(page, VisitPage) else RETURN if isinstance(page, ReturnsPage) else None
        self.window.open_layer(ScriptsDrawer(self.counter, now))

    # --- signing in --------------------------------------------------------------------------------------------------
    def _read_staff(self) -> None:
        self.counter.ask(staff_rows.active, then=self._show_staff)

    def _show_staff(self, staff: list[StaffMember]) -> None:
        tiles = [
            StaffTile(member.number, member.name, role_words(member.role), _TONES[index % len(_TONES)])
            for index, member in enumerate(staff)
        ]
        self.sign_in.show_staff(tiles)

    def submit(self, number: str, pin: str) -> None:
        """Somebody typed who they are and their PIN."""
        self.counter.do(_sign_in, number, pin, then=self._signed_in, refused=self._refused, failed=self._sign_in_failed)

    def _signed_in(self, session: Session) -> None:
        self._build_all()
        same = self._last_session is not None and self._last_session.staff_id == session.staff_id
        self._last_session = session
        self.counter.sign_in(session)
        manages = session.may(Permission.DAYLOG_PRINT)
        self.window.show_person(PersonFace(session.name, role_words(session.role), session.number, manages))
        self.window.lock_when_idle(IDLE_S, IDLE_BUSY_S)
        self.sign_in.reset()
        page = self.window.page
        if page is None or not (page.unfinished() or same) or (page.place == "manager" and not manages):
            self.window.show_page("home")
        self.window.uncover()
        self.window.touched(frozenset({"visits", "refunds", "staff"}))
        self._show_printer()

    def _refused(self, refused: Refused) -> None:
        seconds = refused.reason.params.get("seconds")
        self.sign_in.show_refusal(words().say(refused.reason), wait=seconds is not None)
        if isinstance(seconds, int):
            self._unlock_at.start(seconds * 1000)

    def _sign_in_failed(self, error: Exception) -> None:
        self.sign_in.show_refusal(error_words(error))

    def lock(self, *, idle: bool = False) -> None:
        """F9, or (``idle``) nobody touched anything for a while: the work stays, the person goes."""
        if self.counter.session is None:
            return
        name, page = self.counter.session.name, self.window.page
        self.counter.do(staffing.lock, idle=idle)
        self.counter.sign_out()
        self.sign_in.reset()
        if page is not None and page.unfinished():
            self.sign_in.show_unfinished(t("{name} has unfinished work here; it is kept.", name=name))
        self._read_staff()
        self.window.cover(self.sign_in)

    # --- scans and receipts ------------------------------------------------------------------------------------------
    def _route(self, scan: Scan) -> bool:
        if self.counter.session is None:
            return False
        if scan.kind is ScanKind.RECEIPT:
            self.open_receipt(scan.text)
        elif scan.kind is ScanKind.ORDER:
            self.window.show_page("cases", scan.text)
        elif scan.kind is ScanKind.MEMBER:
            self.window.open_palette(scan.text)
        elif scan.kind is ScanKind.ITEM:
            self.window.say(Toast(t("Scan the receipt first, then the item: {code}", code=scan.text), "info"))
        else:
            return False
        return True

    def open_receipt(self, number: str) -> None:
        """A receipt was scanned or found: greeted, classified and opened in one act (ux 4.3)."""
        self.counter.ask(sales.find_sale, number, then=lambda sale: self._found(number, sale))

    def _found(self, number: str, sale: Sale | None) -> None:
        if sale is None:
            self.window.say(Toast(t(_NO_RECEIPT, number=number), "warn"))
            return
        returns, visit = self._returns_page(), self._visit_under_way()
        if returns.sale is not None and returns.sale.sale_id == sale.sale_id:
            self.window.show_page("returns")
            return
        if returns.sale is not None and returns.started():
            self._ask_to_leave(returns.sale, sale, visit)
            return
        self._receive(sale, visit)

    def _receive(self, sale: Sale, visit: VisitRow | None) -> None:
        visit_id = visit.visit_id if visit else None
        self.counter.do(visiting.receive_scan, visit_id, then=lambda row: self._open_return_of(sale, row))

    def _ask_to_leave(self, open_now: Sale, scanned: Sale, visit: VisitRow | None) -> None:
        """Another receipt while answers are given to one: asked, because those answers would be gone (ux 5)."""
        told = t("{open} has ticks and answers that are not saved.", open=open_now.receipt_number)
        body = V(Label(t("Open {number} instead?", number=scanned.receipt_number), "say", wrap=True), gap=8)
        dialog = ModalDialog(t("Another receipt"), body, icon="receipt", explained=told)

        def change() -> None:
            dialog.dismiss()
            self._receive(scanned, visit)

        dialog.add_act(KeyButton(t("Stay with {number}", number=open_now.receipt_number), "Esc", on=dialog.dismiss))
        dialog.add_act(KeyButton(t("Change over"), "F10", "check", kind="primary", on=change), primary=True)
        self.window.open_layer(dialog)

    def _open_return_of(self, sale: Sale, visit: VisitRow) -> None:
        self._returns_page().open_sale(sale, visit)
        self.window.show_page("returns")

    def _visit_under_way(self) -> VisitRow | None:
        page = self.window.page
        if isinstance(page, VisitPage):
            return page.visit
        returns = self._returns_page()
        return returns.visit if page is returns else None

    def _returns_page(self) -> ReturnsPage:
        page = self.pages["returns"]
        assert isinstance(page, ReturnsPage)
        return page

    def _home_page(self) -> HomePage:
        page = self.pages["home"]
        assert isinstance(page, HomePage)
        return page

    def _open_return(self, row: ReturnRow) -> None:
        self.window.show_page("cases", row.number)

    def press_door(self) -> None:
        """The door counter or the button at the queue: somebody arrived."""
        if self.counter.session is not None:
            self.counter.do(visiting.arrive, Source.DOOR)

    # --- what happens elsewhere --------------------------------------------------------------------------------------
    def _touched(self, topics: frozenset[str]) -> None:
        self.window.touched(topics)
        if topics & {"slips", "paper"}:
            self._show_printer()
        if "staff" in topics and self.counter.session is None:
            self._read_staff()

    def _show_printer(self) -> None:
        if "home" not in self.pages:
            return
        profile = self.counter.profile
        if profile is not None:
            self.counter.ask(slip_rows.waiting, freshness(profile, self._now()), then=self._show_waiting)

    def _show_waiting(self, waiting: int) -> None:
        pill = self.window.topbar.printer
        if self._printer_trouble:
            pill.show_state(t("Printer: {n} waiting", n=waiting), "bad", "print")
        elif waiting:
            pill.show_state(t("Printing {n}", n=waiting), "info", "print")
        else:
            pill.show_state(t("Printer ready"), "mute", "print")
        self._home_page().show_trouble(*_title_and_rest(self._printer_trouble))

    _printer_trouble = ""

    def tell_printer(self, sentence: str) -> None:
        """What is in the printer's way, or "" when it works again: a banner at home, a toast elsewhere."""
        self._printer_trouble = sentence
        if sentence and self.window.page is not self.pages.get("home"):
            self.window.say(Toast(sentence, "warn"))
        self._show_printer()


def _sign_in(desk: Desk, _nobody: Session | None, number: str, pin: str) -> Done[Session] | Refused:
    return staffing.sign_in(desk, number, pin)


def _title_and_rest(sentence: str) -> tuple[str, str]:
    """What happened, and what to do now: the first sentence and the others."""
    for stop in ("。", ". "):
        if stop in sentence:
            title, rest = sentence.split(stop, 1)
            return title, rest
    return sentence, ""
