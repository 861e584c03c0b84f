"""The console: the window with its sign-in page, at once; everything else (``serving``) when the file is open.

Nothing here may import the desk or the records: the first window is painted before they are loaded (performance 1).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from servicedesk.desk.outcomes import Refused
from servicedesk.errors import KnownError
from servicedesk.settings import CounterSettings
from servicedesk.ui.background import Counter
from servicedesk.ui.display import Display
from servicedesk.ui.parts import Toast
from servicedesk.ui.shell.page import Page
from servicedesk.ui.shell.topbar import CounterFace
from servicedesk.ui.shell.window import Window
from servicedesk.ui.staff.signin import SignInPage
from servicedesk.ui.telling import error_words, facts
from servicedesk.ui.words import t, words
from servicedesk.wording import N_

if TYPE_CHECKING:
    from servicedesk.domain.counters import CounterProfile
    from servicedesk.domain.sentences import Sentence
    from servicedesk.ui.serving import Serving

_LET_GO_MS = 50
_WAS_SAVED = N_("When the disk failed last time, the last step was saved. Nothing has to be entered again.")
_WAS_NOT_SAVED = N_(
    "When the disk failed last time, the last step was not saved. Everything before it is. Enter it again."
)
_SUDDENLY = N_(
    "The program or the computer stopped suddenly last time. All saved work is here. "
    "What was being typed is offered when you have signed in."
)
_HELD = N_("Another program is using the data file. All saved work is safe. Wait a moment, this goes on by itself.")
_DRAFT_NOT_KEPT = N_(
    "What is being typed cannot be kept on the disk just now. All saved work is safe. "
    "Finish this step without a break, then call IT."
)


class Console(QObject):
    """Puts the window together and tells what goes wrong. Build it after ``dress``.

    ``zone`` and ``face`` are what was known at the last start; they are put right when the file is open."""

    mistaken = Signal(object)
    """An exception that is our own mistake, for the report."""
    built = Signal()
    """Every page is there."""
    printers_wanted = Signal()
    """Somebody asks that every printer be tried at once."""

    def __init__(
        self,
        counter: Counter,
        face: CounterFace,
        zone: str,
        now: Callable[[], datetime],
        monotonic_s: Callable[[], float],
        about: str = "",
        settings: CounterSettings | None = None,
    ) -> None:
        super().__init__()
        self.counter, self._now, self._monotonic_s = counter, now, monotonic_s
        self._about = about
        self._serving: Serving | None = None
        self._early: tuple[str, str, bool] | None = None
        self._printer_sentence: Sentence | None = None
        self.display = Display(settings or CounterSettings(), self._at_work, self)
        self.display.changed.connect(lambda _: self._show_settings())
        self.display.anew_wanted.connect(self._build_anew)
        self.display.put_off.connect(self._put_off)
        self._build_window(face, zone)
        counter.ready.connect(self._ready)
        counter.trouble.connect(self.tell_trouble)
        counter.drafts.trouble.connect(self._tell_draft_trouble)

    def _build_window(self, face: CounterFace, zone: str) -> None:
        self.window = Window(face, now=self._now, zone=zone, scanner=self.display.scanner)
        self.window.on_key("Alt+T", self.display.next_theme)
        self.window.page_shown.connect(lambda _: QTimer.singleShot(0, self, self.display.catch_up))
        self.counter.slow.connect(self.window.saving.show_slow)
        self.sign_in = SignInPage(_shop(face))
        self.sign_in.show_counter(_shop(face), self._about)
        self.sign_in.submitted.connect(self._submit)
        self.window.cover(self.sign_in)

    def _show_settings(self) -> None:
        self.window.scanner.use(self.display.scanner)
        self.window.customer_screen.want(self.display.settings.customer_screen)
        if self._serving is not None:
            self._serving.show_settings(self.display.settings, self.display.scanner)

    def _at_work(self) -> bool:
        return any(page.unfinished() for page in self.pages.values())

    def _put_off(self) -> None:
        self.window.say(Toast(t("Kept. The screens change as soon as the open work is done."), "info"))

    def _build_anew(self) -> None:
        """The same counter and the same person before windows of another size or language.

        The old window lives on, unseen, until the desk has answered what was asked for it."""
        old, profile, session = self.window, self.counter.profile, self.counter.session
        old.stop()
        if self._serving is not None:
            self._serving.retire()
        if profile is None:  # the file is still being opened: ``_ready`` comes to the new window
            self._build_window(old.topbar.counter, old.topbar.zone)
        else:
            self._build_window(_face(profile), profile.zone)
            self._serve()
        self.window.setGeometry(old.geometry())
        self.window.setWindowState(old.windowState())
        if session is not None and self._serving is not None:
            self._serving.resume(session, "settings")
        self.tell_printer_sentence(self._printer_sentence)
        self.window.show()
        self.window.start()
        old.hide()
        self._let_go(old)

    def _let_go(self, old: Window) -> None:
        if self.counter.pending:
            QTimer.singleShot(_LET_GO_MS, self, lambda: self._let_go(old))
        else:
            old.deleteLater()

    def show(self) -> None:
        """The whole screen, where there is one: the letters are as large as it asks for."""
        self.window.resize(1366, 768)
        if QGuiApplication.platformName() in ("offscreen", "minimal"):
            self.window.show()
        else:
            self.window.showMaximized()
        self.window.start()

    def come_to_front(self) -> None:
        """Somebody started the program once more."""
        window = self.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()

    @property
    def pages(self) -> dict[str, Page]:
        """Every page by its name; none before ``built``."""
        return self._serving.pages if self._serving is not None else {}

    def _serve(self) -> Serving:
        from servicedesk.ui.serving import Serving

        self._serving = Serving(self.counter, self.window, self.sign_in, self._now, self._monotonic_s)
        self._serving.settings_wanted.connect(self.display.choose)
        self._serving.printers_wanted.connect(self.printers_wanted.emit)
        self._serving.built.connect(self._show_settings)
        self._serving.built.connect(self.built.emit)
        return self._serving

    def _ready(self, profile: CounterProfile) -> None:
        face = _face(profile)
        self.window.show_counter(face, profile.zone)
        self.sign_in.show_counter(_shop(face), self._about)
        self._serve()
        if self.counter.unsure is not None:
            self.window.say(Toast(t(_WAS_SAVED) if self.counter.unsure else t(_WAS_NOT_SAVED), "bad"))
        elif self.counter.stopped_suddenly:
            self.window.say(Toast(t(_SUDDENLY), "warn"))
        if self._early is not None and self._serving is not None:
            self._serving.submit(*self._early)
            self._early = None

    def _submit(self, number: str, pin: str, by_badge: bool) -> None:
        """Who was quicker than the file is signed in as soon as it is open."""
        self.sign_in.busy()
        if self._serving is None:
            self._early = (number, pin, by_badge)
        else:
            self._serving.submit(number, pin, by_badge)

    def tell_printer_sentence(self, sentence: Sentence | None) -> None:
        """What is in the printer's way, or None when it works again."""
        self._printer_sentence = sentence
        if self._serving is not None:
            self._serving.tell_printer(words().say(sentence) if sentence is not None else "")

    def tell_drawer_shut(self, sentence: Sentence) -> None:
        """The cash drawer was told to open and surely, or perhaps, did not."""
        why = words().say(sentence)
        told = t("The cash drawer may be shut. The payment is saved. Open it with its key. ({why})", why=why)
        self.window.say(Toast(told, "warn"))

    def tell_held(self) -> None:
        """Another program holds the file: said while the desk asks again."""
        if self._serving is None:
            self.sign_in.show_refusal(t(_HELD), wait=True)
        else:
            self.window.say(Toast(t(_HELD), "warn"))

    def _tell_draft_trouble(self, error: Exception) -> None:
        """Nothing was lost yet, and nobody pressed anything: what is typed would not outlive a power cut."""
        self.window.say(Toast(t(_DRAFT_NOT_KEPT), "bad", code=getattr(error, "code", "SD-1901")))

    def tell_trouble(self, what: object) -> None:
        """A refusal, the world's fault, or ours: always a sentence, never a traceback."""
        if isinstance(what, Refused):
            self.window.say(Toast(words().say(what.reason), "warn", code=what.code))
            return
        if not isinstance(what, Exception):
            return
        sentence = error_words(what)
        if not isinstance(what, KnownError):
            self.mistaken.emit(what)
        self.window.say(Toast(sentence, "bad", code=what.code if isinstance(what, KnownError) else "SD-1901"))
        if self._serving is None:
            self.sign_in.show_refusal(sentence, wait=True)


def _face(profile: CounterProfile) -> CounterFace:
    return CounterFace(profile.chain_name, profile.store_name, profile.desk_name)


def _shop(face: CounterFace) -> str:
    return facts(face.chain, face.store, face.desk)
