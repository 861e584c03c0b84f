"""One counter put together: the clock, the workers, the printers and the window. Wiring is constructor calls."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

from servicedesk.paths import Home

if TYPE_CHECKING:
    from PySide6.QtCore import QTimer

    from servicedesk.desk.context import Desk
    from servicedesk.domain.counters import CounterProfile
    from servicedesk.domain.sentences import Sentence
    from servicedesk.domain.times import Clock
    from servicedesk.printing.printers import Delivery, Printer, PrintJob
    from servicedesk.printing.spooler import Ledger
    from servicedesk.ui.background import DeskWorker
    from servicedesk.ui.shell.front import Front

INCOMING_EVERY_S = 15.0
_LATEST_OPEN_MS = 500
_GOES_AWAY_MS = 4000
_FIRST_REST_S, _LONGEST_REST_S = 2.0, 300.0


class SystemClock:
    """The machine's clocks; the only place of the terminal where they are read.

    The steady one goes on while the computer sleeps, where the system has such a clock: waking up is no jump."""

    def __init__(self) -> None:
        boot: int | None = getattr(time, "CLOCK_BOOTTIME", None)
        self._steady_s = time.monotonic if boot is None else lambda: time.clock_gettime(boot)

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is the clock everybody else is told to ask

    def monotonic_s(self) -> float:
        return self._steady_s()

    def offset_min(self) -> int | None:
        """How far the computer's own zone is from UTC now."""
        offset = self.now().astimezone().utcoffset()
        return None if offset is None else round(offset.total_seconds() / 60)


@dataclass(frozen=True, slots=True)
class KnownFace:
    """What the sign-in window can show before the file is open: whose counter this is. Nothing personal."""

    chain: str = ""
    store: str = ""
    desk: str = ""
    zone: str = "Asia/Shanghai"


def face_of(home: Home) -> KnownFace:
    """The face as it was kept at the last start, or an empty one."""
    try:
        return KnownFace(**json.loads((home.root / "face.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return KnownFace()


def keep_face(home: Home, profile: CounterProfile) -> KnownFace:
    """Remember the face for the next start."""
    face = KnownFace(profile.chain_name, profile.store_name, profile.desk_name, profile.zone)
    try:
        home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        (home.root / "face.json").write_text(json.dumps(asdict(face), ensure_ascii=False), encoding="utf-8")
    except OSError:
        return face  # the next sign-in window says less; nothing depends on it
    return face


def paper_ledger(call: Callable[[Callable[[Desk], Any]], Any], on_moved: Callable[[], None]) -> Ledger:
    """What the spooler asks of the records, as jobs that ``call`` runs at the desk. ``on_moved`` follows an outcome."""
    from servicedesk.desk import paper
    from servicedesk.domain.slips import SlipState
    from servicedesk.printing.spooler import Ledger
    from servicedesk.wording import Words

    english = Words("en")

    def outcome(job: PrintJob, delivery: Delivery) -> None:
        reason = english.say(delivery.reason) if delivery.reason else ""
        state = SlipState(delivery.state)
        call(lambda desk: paper.mark_outcome(desk, job.slip_id, state, reason))
        on_moved()

    return Ledger(
        next_job=lambda resting: call(lambda desk: paper.next_job(desk, resting)),
        left_sending=lambda: call(paper.left_sending),
        mark_sending=lambda job, name: call(lambda desk: paper.mark_sending(desk, job.slip_id, name)),
        mark_outcome=outcome,
    )


def kept_language(home: Home) -> str:
    """The language chosen in the settings of this counter; Chinese until somebody chose."""
    try:
        return str(json.loads((home.root / "console.json").read_text(encoding="utf-8"))["language"])
    except (OSError, ValueError, TypeError, KeyError):
        return "zh_CN"


def keep_language(home: Home, language: str) -> None:
    """Remember the language for the next start."""
    (home.root / "console.json").write_text(json.dumps({"language": language}), encoding="utf-8")


class PrintWorker(threading.Thread):
    """Takes queued papers to the printers, one at a time; asks the desk worker for each step it has to commit."""

    def __init__(
        self,
        worker: DeskWorker,
        printers: Mapping[str, Printer],
        clock: Clock,
        on_trouble: Callable[[str, Sentence | None], None],
        on_moved: Callable[[], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        super().__init__(name="print", daemon=True)
        self._worker, self._printers, self._clock = worker, printers, clock
        self._on_trouble, self._on_moved, self._on_error = on_trouble, on_moved, on_error
        self._wake = threading.Event()
        self._stopping = False

    def run(self) -> None:
        from servicedesk.printing.spooler import Spooler

        ledger = paper_ledger(self._worker.call, self._on_moved)
        spooler = Spooler(ledger, self._printers, self._clock.monotonic_s, self._on_trouble)
        recovered, errors = False, 0
        while not self._stopping:
            try:
                if not recovered:
                    spooler.recover()
                    recovered = True
                wait_s = spooler.step()
                errors = 0
            except Exception as error:  # a full disk or a bug of a printer must never end printing for the day
                errors += 1
                wait_s = min(_FIRST_REST_S * 2**errors, _LONGEST_REST_S)
                self._on_error(error)
            if wait_s != 0.0:
                self._wake.wait(timeout=wait_s)
                self._wake.clear()

    def wake(self) -> None:
        """A paper was queued: look at once."""
        self._wake.set()

    def stop(self, timeout_s: float = 10.0) -> None:
        """Let the paper that is being sent come to its end, then stop."""
        self._stopping = True
        self._wake.set()
        if self.is_alive():
            self.join(timeout_s)


class IncomingWatch(threading.Thread):
    """Looks into the watched folder and has the desk worker take what a till has finished writing there."""

    def __init__(
        self, worker: DeskWorker, home: Home, on_taken: Callable[[], None], on_trouble: Callable[[Exception], None]
    ) -> None:
        super().__init__(name="incoming", daemon=True)
        self._worker, self._home = worker, home
        self._on_taken, self._on_trouble = on_taken, on_trouble
        self._ending = threading.Event()

    def run(self) -> None:
        wait_s, told = INCOMING_EVERY_S, ""
        while not self._ending.wait(wait_s):
            try:
                if self._worker.call(lambda desk: take_incoming_files(desk, self._home)):
                    self._on_taken()
                wait_s, told = INCOMING_EVERY_S, ""
            except Exception as error:  # a folder that cannot be read now may be readable later
                wait_s = min(wait_s * 2, _LONGEST_REST_S)
                if str(error) != told:
                    told = str(error)
                    self._on_trouble(error)

    def stop(self) -> None:
        self._ending.set()


def take_incoming_files(desk: Desk, home: Home) -> int:
    """One look into the watched folder; answers how many files were dealt with."""
    from pathlib import Path

    from servicedesk.desk import room
    from servicedesk.desk.incoming import take_incoming
    from servicedesk.desk.outcomes import Done
    from servicedesk.desk.sales_files import take_file
    from servicedesk.domain.sales_import import ImportSummary
    from servicedesk.domain.staff import SYSTEM

    def import_file(path: Path) -> ImportSummary:
        outcome = take_file(desk, SYSTEM, path, "generic")
        assert isinstance(outcome, Done), "the system may always import"
        return outcome.value

    if room.is_scarce(desk):
        return 0  # the files wait in their folder; the room is for people who stand here
    return len(take_incoming(home, import_file, desk.now(), desk.words))


def run_console(home: Home, language: str) -> int:
    """Open the counter's window and stay until it is closed. The file is opened on the desk worker meanwhile."""
    import sys

    from PySide6.QtWidgets import QApplication

    from servicedesk.records.space import RESERVE_BYTES
    from servicedesk.ui.theme import dress, scale_for

    sys.setswitchinterval(0.001)  # libraries load on the worker while the window is drawn (performance 1)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    screen = application.primaryScreen()
    dress(application, "light", scale_for(screen.availableGeometry().width()) if screen else 1.0, language)
    clock = SystemClock()
    terminal = Terminal(home, clock, reserve_bytes=RESERVE_BYTES)
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
    """The workers and the console of one counter. ``printers`` maps a role ("slip", "page") to what prints it;
    ``reserve_bytes`` of the disk are kept back for the day it is full (0: none)."""

    def __init__(
        self, home: Home, clock: Clock, printers: Mapping[str, Printer] | None = None, *, reserve_bytes: int = 0
    ) -> None:
        from servicedesk.ui.background import Counter
        from servicedesk.ui.console import Console
        from servicedesk.ui.shell.topbar import CounterFace

        self.home, self.clock, self._printers = home, clock, printers
        self._reserve_bytes = reserve_bytes
        self.counter = Counter()
        face = face_of(home)
        shown = CounterFace(face.chain, face.store, face.desk)
        self.console = Console(self.counter, shown, face.zone, clock.now, clock.monotonic_s, _about())
        self._print_worker: PrintWorker | None = None
        self._incoming: IncomingWatch | None = None
        self.crash_log: TextIO | None = None
        self.front: Front | None = None
        self._going: QTimer | None = None
        self.counter.ready.connect(self._ready)
        self.counter.trouble.connect(self._leave_if_open_already)
        self.console.mistaken.connect(self._report)
        self.console.built.connect(self._pages_built)

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
        if self._printers is None:
            self._printers = default_printers(self.home)
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
        from servicedesk.ui.shell.front import Front

        self.front = Front(self.home, self.console)
        self.front.wanted.connect(self.console.come_to_front)
        self.front.listen()
        worker = self.counter.worker
        assert worker is not None, "ready comes from the worker"
        printers = self._printers if self._printers is not None else {}
        self._print_worker = PrintWorker(
            worker, printers, self.clock, self._printer_trouble, self._paper_moved, self._worker_trouble
        )
        self._print_worker.start()
        self.counter.touched.connect(self._wake_printer)
        self._incoming = IncomingWatch(worker, self.home, self._sales_came, self._worker_trouble)
        self._incoming.start()

    def _pages_built(self) -> None:
        from servicedesk.ui.settings.page import SettingsPage

        settings = self.console.pages["settings"]
        assert isinstance(settings, SettingsPage)
        settings.language_wanted.connect(self._language)

    def _language(self, language: str) -> None:
        """Windows are built in one language; the other one comes with the next start."""
        self.counter.look(lambda desk: keep_language(desk.home, language), then=lambda _: self._language_kept())

    def _language_kept(self) -> None:
        from servicedesk.ui.parts import Toast
        from servicedesk.ui.words import t

        self.console.window.say(Toast(t("From the next start on the screens speak the other language.")))

    def _wake_printer(self, topics: frozenset[str]) -> None:
        if "slips" in topics and self._print_worker is not None:
            self._print_worker.wake()

    def _printer_trouble(self, _role: str, sentence: Sentence | None) -> None:
        self.counter.tell(lambda: self.console.tell_printer_sentence(sentence))

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
        if self._print_worker is not None:
            self._print_worker.stop()
        if self.front is not None:
            self.front.close()
        if self.counter.worker is not None:
            self.counter.worker.post(_end_run)
        self.counter.stop()


def _end_run(desk: Desk) -> None:
    """The last job of the desk worker."""
    from servicedesk.records import running

    running.end(desk.home)


def default_printers(home: Home) -> dict[str, Printer]:
    """Slips and pages as PDF files in the counter's paper folder, unless ``printers.json`` names other printers."""
    from servicedesk.domain.documents import Paper
    from servicedesk.printing.printers import DummyPrinter, FolderPrinter
    from servicedesk.ui.system_printer import SystemPrinter

    printers: dict[str, Printer] = {
        "slip": FolderPrinter(home.paper, name="PDF", paper=Paper.SLIP_80MM),
        "page": FolderPrinter(home.paper, name="PDF", paper=Paper.A4),
    }
    try:
        chosen = json.loads((home.root / "printers.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return printers
    if not isinstance(chosen, dict):
        return printers
    if chosen.get("page"):
        printers["page"] = SystemPrinter(str(chosen["page"]))
    if chosen.get("slip") == "escpos-folder":
        printers["slip"] = DummyPrinter(home.paper, name="ESC/POS")
    return printers


def _about() -> str:
    from servicedesk import __version__
    from servicedesk.ui.words import t

    return t("version {version}", version=__version__)
