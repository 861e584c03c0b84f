"""The window of the counter: the frame around the pages, and who hears what.

The composition root adds pages and registers handlers (``on_key``, ``on_pill``, ``on_scan``, ``find_with``); pages
ask by their signals. The window never reads a clock or a record: it is given ``now`` and told what to show.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QStackedWidget, QWidget

from servicedesk.domain.scans import Scan, ScanPatterns
from servicedesk.ui.parts import FocusRing, H, Layer, Toast, Toasts, V
from servicedesk.ui.parts.order import step_focus, tab_stops
from servicedesk.ui.scanner import Scanner, ScannerSettings
from servicedesk.ui.shell.alarms import Alarms
from servicedesk.ui.shell.cover import Cover
from servicedesk.ui.shell.customer import CustomerFace, CustomerView
from servicedesk.ui.shell.customer_screen import CustomerScreen
from servicedesk.ui.shell.keybar import KeyBar
from servicedesk.ui.shell.keys import KeyRouter, Receiver
from servicedesk.ui.shell.navigation import Navigation
from servicedesk.ui.shell.page import Page
from servicedesk.ui.shell.palette import Finder, Palette, no_finder
from servicedesk.ui.shell.rail import PLACES, Rail
from servicedesk.ui.shell.saving import SavingNotice
from servicedesk.ui.shell.scanning import ScanRouting
from servicedesk.ui.shell.topbar import CounterFace, PersonFace, TopBar
from servicedesk.ui.shell.watch import Watch
from servicedesk.ui.words import t


class Window(QWidget):
    """One window, one counter. Build it after ``dress``."""

    clock_jumped = Signal(float)
    """The machine's clock moved by so many seconds."""
    page_shown = Signal(str)
    told = Signal(object)
    """A ``Toast`` was said."""
    second_passed = Signal(object)
    """Once a second, whatever lies over the work: the time."""
    painted = Signal()
    """The first picture of the window is on the screen."""

    def __init__(
        self,
        counter: CounterFace,
        *,
        now: Callable[[], datetime],
        zone: str,
        patterns: ScanPatterns | None = None,
        scanner: ScannerSettings | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("window")
        self._was_painted = False
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(t("Service desk"))
        self._now, self._patterns = now, patterns or ScanPatterns()
        self._handlers: dict[str, Callable[[], object]] = {}
        self._scans = ScanRouting(self, self._patterns)
        self._finder: Finder = no_finder
        self._layers: list[Layer] = []
        self.rail, self.topbar, self.keybar = Rail(), TopBar(counter, zone), KeyBar()
        self.alarms = Alarms()
        self.pages = QStackedWidget()
        self.navigation = Navigation(self.pages)
        self._customer = CustomerView(_store_words(counter))
        self.customer_screen = CustomerScreen(_store_words(counter), self)
        self._lay_out()
        self.toasts = Toasts(self)
        self.saving = SavingNotice(self, self.pages)
        self.ring = FocusRing(self)
        self._keys = KeyRouter(self, self)
        self.scanner = Scanner(scanner, self)
        self._watch, self._idle_s, self._busy_s = Watch(now, self), 0.0, 0.0
        self._wire()

    # -- what the composition root says ------------------------------------------------------------------------------

    def add_page(self, name: str, page: Page) -> None:
        """Take a page in; its name is what ``show_page`` and ``Page.wanted`` call it."""
        self.navigation.add(name, page)
        page.wanted.connect(self.show_page)
        page.left.connect(self.go_back)
        page.said.connect(self.say)
        page.opened.connect(self.open_layer)
        page.faced.connect(self.show_customer)
        page.facing_changed.connect(self._face_customer)
        page.hints_changed.connect(lambda page=page: self._hint(page))

    def on_key(self, name: str, act: Callable[[], object]) -> None:
        """What a global key does when no page wants it: "F2" … "F12", "Ctrl+S", "Ctrl+N", "Alt+T"."""
        self._handlers[name] = act

    def on_pill(self, name: str, act: Callable[[], object]) -> None:
        """What the pills of the top bar open: "line", "printer", "person"."""
        self._handlers[name] = act

    def on_scan(self, route: Callable[[Scan], bool]) -> None:
        """Where a code goes that the page did not take (ux 5, routing); False when nowhere."""
        self._scans.elsewhere = route

    def tell_codes_by(self, patterns: ScanPatterns) -> None:
        """How this shop's codes look, once its rules are read."""
        self._patterns = self._scans.patterns = patterns

    def find_with(self, finder: Finder) -> None:
        """Who answers the palette."""
        self._finder = finder

    def lock_when_idle(self, idle_s: float, busy_s: float) -> None:
        """Lock (F9's handler) after so long without a key or a press; ``busy_s`` when a page is unfinished."""
        self._idle_s, self._busy_s = idle_s, busy_s
        self.stirred()

    def start(self) -> None:
        """Begin to listen to keys and the scanner, and to tick. The scanner is attached last: it sees a key first."""
        self._keys.attach()
        self.scanner.attach()
        self._watch.start()
        self.customer_screen.start()

    def stop(self) -> None:
        """Listen no more."""
        self._watch.stop()
        self.customer_screen.stop()
        self.scanner.detach()
        self._keys.detach()

    # -- what is shown -----------------------------------------------------------------------------------------------

    def show_person(self, person: PersonFace) -> None:
        """Who is on duty; the manager's place is there only for who has the role."""
        self.topbar.show_person(person)
        self.rail.show_manager(person.manager)

    def show_counter(self, counter: CounterFace, zone: str) -> None:
        """Whose counter this is, once the store's file is open."""
        self.topbar.show_counter(counter, zone)
        for view in (self._customer, self.customer_screen.view):
            view.show_store(_store_words(counter))
        self.topbar.show_time(self._now())

    def show_page(self, name: str, request: object | None = None) -> None:
        """Go to a page, with a request for it."""
        self.navigation.show(name, request)
        self._settle_in()

    def go_back(self) -> None:
        """To the page we came from; what was typed here stays."""
        if self.navigation.back():
            self._settle_in()

    def show_place(self, place: str) -> None:
        """To a place of the rail: the unfinished work there, else its first page."""
        if place in PLACES and not self.rail.has(place):
            return
        name = self.navigation.page_of(place)
        if name is not None:
            self.show_page(name)

    @property
    def page(self) -> Page | None:
        """The page that is shown (perhaps below a cover)."""
        return self.navigation.current

    def touched(self, topics: frozenset[str]) -> None:
        """An action changed these things: refresh who shows them, now or when they are shown next."""
        self.navigation.touched(topics)

    def say(self, toast: Toast) -> None:
        """Say something in passing; it is kept in the list of messages."""
        self.told.emit(toast)
        self.toasts.say(toast)

    def open_layer(self, layer: Layer) -> None:
        """Lay a dialog or a drawer over everything."""
        self._layers.append(layer)
        layer.dismissed.connect(lambda: self._gone(layer))
        layer.open_over(self)
        self.ring.raise_()

    def _gone(self, layer: Layer) -> None:
        """What had the focus before may be gone as well: then the page says where it goes."""
        if layer in self._layers:
            self._layers.remove(layer)
        if not layer.gave_back:
            QTimer.singleShot(0, self, self._focus_page)

    @property
    def layer(self) -> Layer | None:
        """The topmost layer."""
        return self._layers[-1] if self._layers else None

    def open_palette(self, text: str = "", scope: str = "", finder: Finder | None = None) -> Palette:
        """Ctrl+K; with a ``scope`` and its own finder it is the same list narrowed (F5: receipts)."""
        palette = Palette(finder or self._finder, self._patterns, scope)
        self.open_layer(palette)
        if text:
            palette.set_text(text)
        return palette

    def cover(self, widget: Cover) -> None:
        """Let a widget fill the window: sign-in, lock. Layers go; the work below keeps every word."""
        for layer in reversed(list(self._layers)):
            layer.dismiss()
        if self._stack.indexOf(widget) < 0:
            self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        self.toasts.raise_()
        self._face_customer()
        QTimer.singleShot(0, self, self._focus_page)

    def uncover(self) -> None:
        """Show the work again, as it was left."""
        if self._stack.currentWidget() is not self._frame:
            self._stack.setCurrentWidget(self._frame)
            self._settle_in()

    def show_customer(self, face: CustomerFace | None) -> None:
        """Turn the screen to the customer (F11). Who has a screen of their own sees it there already."""
        if self.customer_screen.shown:
            self.say(Toast(t("The customer reads it on the second screen."), "info"))
            return
        self._customer.show_face(face)
        self.cover(self._customer)

    # -- keys and scans ----------------------------------------------------------------------------------------------

    def receiver(self) -> Receiver | None:
        """Who hears a key: the layer on top, else the cover, else the page."""
        if self._layers:
            return self._layers[-1]
        return self.cover_taker() or self.navigation.current

    def covered(self) -> bool:
        return bool(self._layers) or self.cover_taker() is not None

    def handle(self, name: str) -> bool:
        act = self._handlers.get(name)
        if act is None:
            return False
        act()
        return True

    def escape(self) -> None:
        """Esc: close what lies on top, put away a notice that stays, else go back. Input is never lost."""
        if self._layers:
            self._layers[-1].dismiss()
        elif self.toasts.put_away_staying():
            return
        elif (receiver := self.receiver()) is not None and not receiver.press(
            Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier
        ):
            self.go_back()

    def stirred(self) -> None:
        """Someone is here: the idle clock begins again."""
        page = self.navigation.current
        idle_s = self._busy_s if page is not None and page.unfinished() else self._idle_s
        self._watch.stirred(idle_s)

    def scanned(self, scan_text: str) -> None:
        """A code was scanned: to whoever takes it (``scanning``)."""
        self.stirred()
        self._scans.scanned(scan_text)

    def cover_taker(self) -> Cover | None:
        """The cover over the work, if there is one."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Cover) else None

    # -- inside ------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._frame = QWidget()
        right = V(self.topbar, self.alarms, (self.pages, 1), self.keybar, gap=0)
        H(self.rail, (right, 1), gap=0, into=self._frame)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._frame)
        self._stack.addWidget(self._customer)

    def _wire(self) -> None:
        self.rail.chosen.connect(self._rail_chosen)
        self.topbar.find_wanted.connect(self.open_palette)
        self.topbar.line_wanted.connect(lambda: self.handle("line"))
        self.topbar.printer_wanted.connect(lambda: self.handle("printer"))
        self.topbar.person_wanted.connect(lambda: self.handle("person") or self.handle("F9"))
        self.topbar.lock_wanted.connect(lambda: self.handle("F9"))
        self.alarms.changed.connect(self._make_room)
        self.scanner.scanned.connect(self.scanned)
        self._customer.left.connect(self.uncover)
        self._watch.ticked.connect(self._tick)
        self._watch.jumped.connect(self._clock_jumped)
        self._watch.pressed.connect(self.stirred)
        self._watch.fell_idle.connect(self._fell_idle)
        self.on_key("Ctrl+K", self.open_palette)
        for number, place in enumerate(PLACES, start=1):
            self.on_key(f"Ctrl+{number}", partial(self.show_place, place))
        self.on_key("Ctrl+5", partial(self.show_place, "settings"))

    def _make_room(self, strip: bool) -> None:
        """The pages give their room before the strip takes it, or the window would grow meanwhile."""
        self.navigation.make_room(strip)
        for inside in (self.pages, self._frame, self):
            layout = inside.layout()
            if layout is not None:
                layout.activate()

    def _rail_chosen(self, name: str) -> None:
        if name == "scripts":
            self.handle("F1")
        else:
            self.show_place(name)

    def _settle_in(self) -> None:
        """The frame follows the page: rail, key bar, title, focus."""
        page = self.navigation.current
        if page is None:
            return
        self.rail.show_place(page.place)
        self._hint(page)
        self.setWindowTitle(t("{page} – Service desk", page=page.heading()) if page.heading() else t("Service desk"))
        self.stirred()
        self._face_customer()
        self.page_shown.emit(self.navigation.name)
        QTimer.singleShot(0, self, self._focus_page)

    def _face_customer(self) -> None:
        """The customer's own screen follows the work; while the counter is locked it shows whose counter this is."""
        page = None if self.cover_taker() is not None else self.navigation.current
        self.customer_screen.show_face(page.customer_face() if page is not None else None)

    def _focus_page(self) -> None:
        page = self.cover_taker() or self.navigation.current
        if page is None or self._layers:
            return
        target = page.first_focus()
        if target is not None and target.isVisible() and target.isEnabled():
            target.setFocus(Qt.FocusReason.TabFocusReason)
        elif not page.isAncestorOf(QApplication.focusWidget() or self):
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hint(self, page: Page) -> None:
        if page is self.navigation.current:
            self.keybar.show_hints(page.key_hints())

    def _fell_idle(self) -> None:
        """Nobody was here for a while: lock, unless it is locked already."""
        if self.cover_taker() in (None, self._customer) and not self.handle("idle"):
            self.handle("F9")

    def _clock_jumped(self, seconds: float) -> None:
        self.say(Toast(t("The computer's clock has changed. Please check date and time."), "bad"))
        self.clock_jumped.emit(seconds)

    def _tick(self, now: datetime) -> None:
        self.topbar.show_time(now)
        self.second_passed.emit(now)
        if self.navigation.current is not None and not self.covered():
            self.navigation.current.tick(now)

    def focusNextPrevChild(self, forward: bool, /) -> bool:  # noqa: N802
        """Tab walks as the screen is read, whatever was built first."""
        return step_focus(tab_stops(self), forward=forward)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self.windowHandle().installEventFilter(self._watch)
        self._settle_in()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        self.stop()
        super().closeEvent(event)


def _store_words(counter: CounterFace) -> str:
    return t("{chain}, {store}", chain=counter.chain, store=counter.store)
