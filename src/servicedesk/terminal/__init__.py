"""One counter put together: the clock, the workers, the printers and the window. Wiring is constructor calls."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from servicedesk.paths import Home
from servicedesk.settings import CounterSettings, keep_settings, read_settings
from servicedesk.terminal.clock import SystemClock
from servicedesk.terminal.face import face_of, keep_face
from servicedesk.terminal.incoming import IncomingWatch
from servicedesk.terminal.paper import ChosenPrinters, PaperTelling, PrintWorker
from servicedesk.wording import N_

if TYPE_CHECKING:
    from PySide6.QtCore import QTimer

    from servicedesk.desk.context import Desk
    from servicedesk.domain.counters import CounterProfile
    from servicedesk.domain.sentences import Sentence
    from servicedesk.domain.times import Clock
    from servicedesk.printing.making import Printers
    from servicedesk.ui.shell.front import Front

_LATEST_OPEN_MS = 500
_NOT_KEPT = N_("The folder takes nothing just now. The choice holds until the program is closed. Choose again later.")
_GOES_AWAY_MS = 4000
_LAST_PAPER_S = 10.0


def run_console(home: Home, language: str = "") -> int:
    """Open the counter's window and stay until it is closed. The file is opened on the desk worker meanwhile.

    ``language`` is for this run alone; without one it is what was chosen in the settings."""
    import sys

    from PySide6.QtWidgets import QApplication

    from servicedesk.records.space import RESERVE_BYTES
    from servicedesk.ui.theme import dress, scale_for

    sys.setswitchinterval(0.001)  # libraries load on the worker while the window is drawn (performance 1)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    screen, settings = application.primaryScreen(), read_settings(home)
    scale = settings.scale or (scale_for(screen.availableGeometry().width()) if screen else 1.0)
    dress(application, settings.theme, scale, language or settings.language)
    clock = SystemClock()
    terminal = Terminal(home, clock, settings=settings, reserve_bytes=RESERVE_BYTES)
    terminal.counter.machine_offset_min = clock.offset_min
    watch_for_mistakes(terminal, home)
    terminal.start()
    try:
        return application.exec()
    finally:
        terminal.stop()


def watch_for_mistakes(terminal: Terminal, home: Home) -> None:
    """Exceptions nobody caught are said and reported, wherever they come from; a crash leaves its stack in the logs."""
    import faulthandler
    import sys

    from servicedesk.records import reports

    def caught(_kind: type[BaseException], error: BaseException, _trace: object = None) -> None:
        if isinstance(error, Exception):
            terminal.counter.tell(lambda: terminal.console.tell_trouble(error))
        else:
            sys.__excepthook__(type(error), error, error.__traceback__)

    sys.excepthook = caught
    threading.excepthook = lambda args: caught(args.exc_type, args.exc_value or RuntimeError(args.exc_type.__name__))
    try:
        home.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        terminal.crash_log = open(reports.crash_log_of(home), "a", encoding="utf-8")  # noqa: SIM115 - open until the end
        faulthandler.enable(terminal.crash_log)
    except OSError:
        return  # a folder that may not be written is told when the counter is opened


class Terminal:
    """The workers and the console of one counter. ``printers`` stand in for those its settings name;
    ``reserve_bytes`` of the disk are kept back for the day it is full (0: none)."""

    def __init__(
        self,
        home: Home,
        clock: Clock,
        printers: Printers | None = None,
        settings: CounterSettings | None = None,
        *,
        reserve_bytes: int = 0,
    ) -> None:
        from servicedesk.ui.background import Counter
        from servicedesk.ui.console import Console
        from servicedesk.ui.shell.topbar import CounterFace

        self.home, self.clock = home, clock
        self._printers = printers
        self._reserve_bytes = reserve_bytes
        self.counter = Counter()
        face = face_of(home)
        shown = CounterFace(face.chain, face.store, face.desk)
        self.console = Console(self.counter, shown, face.zone, clock.now, clock.monotonic_s, _about(), settings)
        self._print_workers: list[PrintWorker] = []
        self._troubles: dict[str, Sentence] = {}
        self._incoming: IncomingWatch | None = None
        self.crash_log: TextIO | None = None
        self.front: Front | None = None
        self._going: QTimer | None = None
        self.counter.ready.connect(self._ready)
        self.console.display.changed.connect(self._keep_settings)
        self.console.printers_wanted.connect(self._try_printers_again)
        self.counter.trouble.connect(self._leave_if_open_already)
        self.console.mistaken.connect(self._report)

    def start(self) -> None:
        """Show the sign-in window; when it is painted, open the file on the desk worker.

        A window that starts as an icon is not painted; the file is opened soon all the same."""
        from PySide6.QtCore import QTimer

        self.console.window.painted.connect(self._open)
        QTimer.singleShot(_LATEST_OPEN_MS, self.console, self._open)
        self.console.show()

    def _open(self) -> None:
        if self.counter.worker is None:
            self.counter.start(self._open_desk)

    def _open_desk(self) -> Desk:
        """On the desk worker: load the desk and its pages, open the file, and what else of the start takes time."""
        import servicedesk.ui.serving  # noqa: F401 - loaded here, so that the window does not stand still for it
        from servicedesk.desk.setup import open_desk
        from servicedesk.records import running
        from servicedesk.records.errors import StoreInUseError, StoreOpenHereError
        from servicedesk.ui.shell.front import call_to_front

        try:
            desk = open_desk(self.home, self.clock, waiting=self._file_is_held, reserve_bytes=self._reserve_bytes)
        except StoreInUseError as error:
            if not call_to_front(self.home):
                raise
            raise StoreOpenHereError from error
        desk.stopped_suddenly = running.begin(self.home)
        keep_face(self.home, desk.profile)
        return desk

    def _file_is_held(self) -> None:
        """On the desk worker: another program uses the file; the person is told while we wait."""
        self.counter.tell(self.console.tell_held)

    def _leave_if_open_already(self, error: object) -> None:
        """The window that has the counter comes to the front; this one says so for a moment and is gone."""
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        from servicedesk.records.errors import StoreOpenHereError

        if isinstance(error, StoreOpenHereError):
            self._going = QTimer(self.console, singleShot=True)
            self._going.timeout.connect(lambda: QApplication.exit(error.exit_code))
            self._going.start(_GOES_AWAY_MS)

    def _report(self, error: Exception) -> None:
        """Written by a thread of its own: the desk may be what is broken."""
        from servicedesk.records import reports

        at = self.clock.now()

        def keep() -> None:
            try:
                reports.keep(self.home, error, at, "console")
            except OSError:
                return  # the sentence on the screen is all there can be

        threading.Thread(target=keep, name="report").start()

    def _ready(self, _profile: CounterProfile) -> None:
        from servicedesk.domain.printer_setup import ROLES
        from servicedesk.ui.shell.front import Front

        self.front = Front(self.home, self.console)
        self.front.wanted.connect(self.console.come_to_front)
        self.front.listen()
        worker = self.counter.worker
        assert worker is not None, "ready comes from the worker"
        printers: Callable[[], Printers] = ChosenPrinters(self.home) if self._printers is None else self._fixed
        tell = PaperTelling(self._printer_trouble, self._paper_moved, self._drawer_shut, self._worker_trouble)
        for role in ROLES:
            own = PrintWorker(role, worker, printers, self.clock, tell, drawer=not self._print_workers)
            self._print_workers.append(own)
            own.start()
        self.counter.touched.connect(self._wake_printers)
        self._incoming = IncomingWatch(worker, self.home, self._sales_came, self._worker_trouble)
        self._incoming.start()

    def _keep_settings(self, settings: CounterSettings) -> None:
        """On the desk worker, like everything that touches the disk."""

        def keep(desk: Desk) -> bool:
            try:
                keep_settings(desk.home, settings)
            except OSError:
                return False
            return True

        self.counter.look(keep, then=self._tell_kept)

    def _tell_kept(self, kept: bool) -> None:
        from servicedesk.ui.parts import Toast
        from servicedesk.ui.words import t

        if not kept:
            self.console.window.say(Toast(t(_NOT_KEPT), "warn"))

    def _fixed(self) -> Printers:
        assert self._printers is not None, "asked only where some were handed in"
        return self._printers

    def _wake_printers(self, topics: frozenset[str]) -> None:
        if topics & {"slips", "drawer", "printers"}:
            for own in self._print_workers:
                own.wake()

    def _try_printers_again(self) -> None:
        for own in self._print_workers:
            own.try_again()

    def _printer_trouble(self, role: str, sentence: Sentence | None) -> None:
        self.counter.tell(lambda: self._tell_trouble(role, sentence))

    def _tell_trouble(self, role: str, sentence: Sentence | None) -> None:
        """One printer well again says nothing of another's trouble: slips first, then pages."""
        self._troubles.pop(role, None)
        if sentence is not None:
            self._troubles[role] = sentence
        self.console.tell_printer_sentence(self._troubles.get("slip") or self._troubles.get("page"))

    def _drawer_shut(self, sentence: Sentence) -> None:
        self.counter.tell(lambda: self.console.tell_drawer_shut(sentence))

    def _paper_moved(self) -> None:
        self.counter.tell(lambda: self.counter.touched.emit(frozenset({"paper"})))

    def _sales_came(self) -> None:
        self.counter.tell(lambda: self.counter.touched.emit(frozenset({"sales"})))

    def _worker_trouble(self, error: Exception) -> None:
        self.counter.tell(lambda: self.counter.trouble.emit(error))

    def stop(self) -> None:
        """Finish the paper under way and what is in line at the desk, then close the file."""
        self.console.window.stop()
        if self._going is not None:
            self._going.stop()
        if self._incoming is not None:
            self._incoming.stop()
        for own in self._print_workers:
            own.end()
        for own in self._print_workers:
            own.join(_LAST_PAPER_S)
        if self.front is not None:
            self.front.close()
        if self.counter.worker is not None:
            self.counter.worker.post(_end_run)
        self.counter.stop()


def _end_run(desk: Desk) -> None:
    """The last job of the desk worker."""
    from servicedesk.records import running

    running.end(desk.home)


def _about() -> str:
    from servicedesk import __version__
    from servicedesk.ui.words import t

    return t("version {version}", version=__version__)
