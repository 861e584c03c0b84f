"""Serving: what can be done once the counter is open: pages, people, keys, scans, receipts, the printer's pill.

It brings the desk and the records with it, so it is imported while the sign-in window already stands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from servicedesk.desk import staff as staffing
from servicedesk.desk import visits as visiting
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.desk.receipts import NO_RECEIPT
from servicedesk.domain.sales import Sale
from servicedesk.domain.scans import Scan, ScanKind
from servicedesk.domain.slips import freshness
from servicedesk.domain.staff import Permission, Session, StaffMember
from servicedesk.domain.visits import Source
from servicedesk.records.queries import sales
from servicedesk.records.queries import slips as slip_rows
from servicedesk.records.queries import staff as staff_rows
from servicedesk.records.queries.visits import VisitRow
from servicedesk.settings import CounterSettings
from servicedesk.ui.background import Counter
from servicedesk.ui.faults import Faults
from servicedesk.ui.finding import Act, PaletteFinder
from servicedesk.ui.home.messages import Messages, MessagesDrawer
from servicedesk.ui.home.page import HomePage
from servicedesk.ui.long_work import LongWorks
from servicedesk.ui.opening import Openings
from servicedesk.ui.pages import page_makers
from servicedesk.ui.parts import KeyButton, Label, ModalDialog, Toast, V
from servicedesk.ui.receipts.page import ReceiptsPage
from servicedesk.ui.reminding import Reminders
from servicedesk.ui.reprint.receipt import FindReceipt, ReceiptPage
from servicedesk.ui.returns.page import ReturnsPage
from servicedesk.ui.scanner import ScannerSettings
from servicedesk.ui.settings.page import SettingsPage
from servicedesk.ui.settings.printers import PrintersDialog
from servicedesk.ui.shell.alarms import title_and_rest
from servicedesk.ui.shell.keys import DOOR_KEY
from servicedesk.ui.shell.page import Page
from servicedesk.ui.shell.topbar import PersonFace
from servicedesk.ui.shell.window import Window
from servicedesk.ui.spelling import Spelling
from servicedesk.ui.staff.signin import SignInPage, StaffTile
from servicedesk.ui.taking import Taking
from servicedesk.ui.telling import error_words, role_words
from servicedesk.ui.unfinished import Unfinished
from servicedesk.ui.visits.page import NewVisit, VisitPage
from servicedesk.ui.words import t, words

_TONES = ("info", "ok", "vio", "warn")


class Serving(QObject):
    """Carries what the window and the sign-in page say to the desk, and what the desk answers back to them."""

    built = Signal()
    """Every page is there."""
    printers_wanted = Signal()
    """Somebody asks that every printer be tried at once."""
    settings_wanted = Signal(object)
    """Somebody chose something for this counter: settings by name."""

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
        self._spelling = Spelling(counter)
        self.openings = Openings(counter, window, self._spelling, self.open_receipt)
        self.taking = Taking(counter, LongWorks(counter, window), window.open_layer)
        self.pages: dict[str, Page] = {}
        self._makers = page_makers(counter, now, monotonic_s)
        if counter.policy is not None:
            window.tell_codes_by(counter.policy.scans)
        self._messages = Messages()
        self._reminders = Reminders(counter, now, monotonic_s, self._approval_asked_s, self)
        self._reminders.said.connect(window.say)
        window.told.connect(lambda toast: self._messages.keep(now(), toast))
        window.second_passed.connect(self._reminders.tick)
        self._unfinished = Unfinished(counter, self)
        self._unfinished.opened.connect(window.open_layer)
        self._unfinished.said.connect(window.say)
        self._unfinished.wanted.connect(window.show_page)
        self._unfinished.receipt_wanted.connect(lambda sale: self._open_return_of(sale, None))
        self.faults = Faults(counter, window, now)
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
        self._home_page().printer_wanted.connect(self._press_printer)
        self.window.navigation.show("home", None)
        self._settings_page().settings_wanted.connect(self.settings_wanted)
        self._show_printer()
        self.built.emit()

    def _name_acts(self) -> None:
        window, show = self.window, self.window.show_page
        keys: list[tuple[str, str, str, Callable[[], object]]] = [
            ("F2", "plus", t("New visit"), lambda: show("visit", NewVisit())),
            ("F3", "return", t("Return, repair"), lambda: show("returns")),
            ("F5", "receipt", t("Print again"), lambda: show("receipt_copy", FindReceipt())),
            ("F6", "cash", t("Refunds owed"), lambda: show("refunds")),
            ("F9", "lock", t("Lock, change over"), self.lock),
        ]
        for key, _icon, _title, act in keys:
            window.on_key(key, act)
        window.on_key("idle", lambda: self.lock(idle=True))
        window.on_key(DOOR_KEY, self.press_door)
        window.on_key("F1", self._open_scripts)
        window.on_key("Alt+M", self._open_messages)
        self._home_page().messages_wanted.connect(self._open_messages)
        window.on_key("F4", lambda: self._later(t("Complaints are kept on the visit for now: choose 8 at reception.")))
        window.on_key("F7", lambda: show("visit", NewVisit()))
        window.on_key("F8", self._press_printer)
        window.on_key("F11", lambda: window.show_customer(None))
        window.on_key("F12", self._call_manager)
        window.on_pill("printer", self._open_printers)
        window.on_pill("line", lambda: self._later(t("This counter works by itself; everything is saved here.")))
        window.on_key("Ctrl+4", self._open_manager)
        self._acts = [
            *(Act(icon, title, key, act) for key, icon, title, act in keys),
            Act("cases", t("Service slips"), "Ctrl 3", lambda: show("cases")),
            Act("receipt", t("All receipts"), "", lambda: show("receipts")),
            Act("print", t("Papers of today"), "", lambda: show("reprint")),
            Act("print", t("Choose and test printers"), "", self._open_printers),
            Act("calendar", t("Check the date"), "", self.faults.ask_date),
            Act("pen", t("Unfinished work"), "", self._unfinished.show_everything),
            Act("chat", t("Messages"), "Alt M", self._open_messages),
            Act("download", t("Take in a till's file"), "", self.taking.ask_for_file),
            Act("download", t("Back up now"), "", self.taking.back_up),
            Act("shield", t("Check the records"), "", self.taking.check),
            Act("gear", t("Settings"), "Ctrl 5", lambda: show("settings")),
        ]
        self._offer_acts()
        self._returns_page().find_wanted.connect(self._find_receipt)
        receipts, copies = self.pages["receipts"], self.pages["receipt_copy"]
        assert isinstance(receipts, ReceiptsPage)
        assert isinstance(copies, ReceiptPage)
        receipts.receipt_wanted.connect(self.open_receipt)
        copies.find_wanted.connect(lambda: self._find_copy(copies))

    def _offer_acts(self) -> None:
        """What Ctrl+K can do is what the person on duty may do."""
        acts = list(self._acts)
        if self._manages():
            acts.append(Act("chart", t("Day's log"), "Ctrl 4", self._open_manager))
        self._finder = PaletteFinder(self.counter, acts, self.openings, self._today, self._spelling)
        self.window.find_with(self._finder)

    def _manages(self) -> bool:
        session = self.counter.session
        return session is not None and session.may(Permission.DAYLOG_PRINT)

    def _open_manager(self) -> None:
        if self._manages():
            self.window.show_place("manager")
        else:
            self._later(t("This page takes the manager. Press F9 to change over."))

    def _open_printers(self) -> None:
        """The pill: what is chosen, a test sheet, another printer."""
        self.window.open_layer(PrintersDialog(self.counter, self.window.say))

    def _find_receipt(self) -> None:
        self.window.open_palette(scope=t("Receipts"), finder=self._finder.only_receipts)

    def _find_copy(self, page: ReceiptPage) -> None:
        """The same list, for the receipt that is printed again."""
        opener = Openings(self.counter, self.window, self._spelling, page.open)
        finder = PaletteFinder(self.counter, (), opener, self._today, self._spelling)
        self.window.open_palette(scope=t("Receipts"), finder=finder.only_receipts)

    def _today(self) -> date:
        assert self.counter.profile is not None
        return self.counter.profile.business_day(self._now())

    def _later(self, sentence: str) -> None:
        self.window.say(Toast(sentence, "info"))

    def _call_manager(self) -> None:
        self._later(t("Ask for the manager. Approvals are asked on the returns page with F12."))

    def _open_messages(self) -> None:
        zone = ZoneInfo(self.counter.profile.zone if self.counter.profile else "UTC")
        self.window.open_layer(MessagesDrawer(self._messages.newest(), zone))

    def _approval_asked_s(self) -> float | None:
        return self._returns_page().second.asked_s() if "returns" in self.pages else None

    def _open_scripts(self) -> None:
        page = self.window.page
        self.openings.open_script(page.script_now if isinstance(page, VisitPage | ReturnsPage) else None)

    # --- signing in --------------------------------------------------------------------------------------------------
    def _read_staff(self) -> None:
        self.counter.ask(staff_rows.active, then=self._show_staff)

    def _show_staff(self, staff: list[StaffMember]) -> None:
        tiles = [
            StaffTile(member.number, member.name, role_words(member.role), _TONES[index % len(_TONES)])
            for index, member in enumerate(staff)
        ]
        self.sign_in.show_staff(tiles)

    def submit(self, number: str, pin: str, by_badge: bool = False) -> None:
        """Somebody typed their PIN; a tile, a typed number or a badge had said who they are."""
        self.counter.do(
            _sign_in, number, pin, by_badge,
            then=self._signed_in, refused=self._refused, failed=self._sign_in_failed,
        )  # fmt: skip

    def resume(self, session: Session, page: str) -> None:
        """The same person goes on before a window that was built anew."""
        self._receive_person(session)
        self.window.show_page(page)
        self.window.uncover()

    def show_settings(self, settings: CounterSettings, scanner: ScannerSettings) -> None:
        """What is in force, on the page where it is chosen."""
        if "settings" in self.pages:
            self._settings_page().show_settings(settings, scanner)

    def retire(self) -> None:
        """Another one serves from now on: hear nothing more."""
        self.counter.touched.disconnect(self._touched)
        self.built.disconnect()

    def _receive_person(self, session: Session) -> bool:
        """Everything follows who is on duty now; answers whether they manage."""
        policy = self.counter.policy
        assert policy is not None, "the file is open"
        self._build_all()
        self._last_session = session
        manages = self._manages()
        self._offer_acts()
        self._finder.learn()
        self._reminders.read()
        self.window.show_person(PersonFace(session.name, role_words(session.role), session.number, manages))
        self.window.lock_when_idle(policy.idle_lock.after_s, policy.idle_lock.busy_after_s)
        self.sign_in.reset()
        return manages

    def _signed_in(self, session: Session) -> None:
        before = self._last_session
        same = before is not None and before.staff_id == session.staff_id
        self.counter.sign_in(session)
        manages = self._receive_person(session)
        page = self.window.page
        if page is None or not (page.unfinished() or same) or (page.place == "manager" and not manages):
            self.window.show_page("home")
        self.window.uncover()
        self.window.touched(frozenset({"visits", "refunds", "staff"}))
        self._show_printer()
        page = self.window.page
        if before is not None and not same and isinstance(page, VisitPage | ReturnsPage) and page.unfinished():
            self._ask_to_go_on(before.name, page)
        self.faults.ask_date(then=lambda: self._unfinished.ask_at_sign_in(session, same=True))

    def _ask_to_go_on(self, name: str, page: VisitPage | ReturnsPage) -> None:
        """Another person took over the counter: whose work lies there, and what becomes of it (ux 4.1)."""
        what = page.begun()
        said = t("{name}'s return is not finished: {what}", name=name, what=what)
        if isinstance(page, VisitPage):
            said = t("{name}'s visit is not finished: {what}", name=name, what=what)
        told = t("Everything that was answered and typed is there.")
        dialog = ModalDialog(said, V(), icon="hand-over", explained=told)

        def set_aside() -> None:
            dialog.dismiss()
            page.set_aside()

        dialog.add_act(KeyButton(t("Set aside for now"), "Alt G", "pause", on=set_aside))
        go_on = KeyButton(t("Go on with it"), "F10", "check", kind="primary", on=dialog.dismiss)
        dialog.add_act(go_on, primary=True)
        self.window.open_layer(dialog)
        go_on.setFocus(Qt.FocusReason.TabFocusReason)

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
            self.window.say(Toast(t(NO_RECEIPT, number=number), "warn"))
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
        page = self.window.page
        said = page.keyed() if isinstance(page, VisitPage) and page.visit is not None else None
        visit_id = visit.visit_id if visit else None
        self.counter.do(visiting.receive_scan, visit_id, said, then=lambda row: self._open_return_of(sale, row))

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

    def _open_return_of(self, sale: Sale, visit: VisitRow | None) -> None:
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

    def _settings_page(self) -> SettingsPage:
        page = self.pages["settings"]
        assert isinstance(page, SettingsPage)
        return page

    def _home_page(self) -> HomePage:
        page = self.pages["home"]
        assert isinstance(page, HomePage)
        return page

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
        self._home_page().show_trouble(*title_and_rest(self._printer_trouble))

    def _press_printer(self) -> None:
        """F8 where nothing is printed, the banner's button, or the pill: put right, a printer need not rest."""
        if not self._printer_trouble:
            self._later(t("Nothing to print on this page."))
            return
        self.printers_wanted.emit()
        self._later(t("The printer is tried again now. Nothing is lost; what waits prints by itself."))

    _printer_trouble = ""

    def tell_printer(self, sentence: str) -> None:
        """What is in the printer's way, or "" when it works again: a banner at home, a toast elsewhere."""
        self._printer_trouble = sentence
        if sentence and self.window.page is not self.pages.get("home"):
            self.window.say(Toast(sentence, "warn"))
        self._show_printer()


def _sign_in(desk: Desk, _nobody: Session | None, number: str, pin: str, by_badge: bool) -> Done[Session] | Refused:
    return staffing.sign_in(desk, number, pin, by_badge=by_badge)
