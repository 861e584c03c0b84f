"""One counter put together: the clock, the workers, the printers and the window. Wiring is constructor calls."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from servicedesk.paths import Home
from servicedesk.settings import CounterSettings, keep_settings, read_settings
from servicedesk.wording import N_

if TYPE_CHECKING:
    from servicedesk.desk.context import Desk
    from servicedesk.domain.counters import CounterProfile
    from servicedesk.domain.sentences import Sentence
    from servicedesk.domain.times import Clock
    from servicedesk.printing.printers import Delivery, Printer, PrintJob
    from servicedesk.printing.spooler import Ledger
    from servicedesk.ui.background import DeskWorker

INCOMING_EVERY_S = 15.0
_LATEST_OPEN_MS = 500
_NOT_KEPT = N_("The folder takes nothing just now. The choice holds until the program is closed. Choose again later.")
_FIRST_REST_S, _LONGEST_REST_S = 2.0, 300.0


class SystemClock:
    """The machine's clocks; the only place of the terminal where they are read."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is the clock everybody else is told to ask

    def monotonic_s(self) -> float:
        return time.monotonic()


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

    from servicedesk.desk.incoming import take_incoming
    from servicedesk.desk.outcomes import Done
    from servicedesk.desk.sales_files import take_file
    from servicedesk.domain.sales_import import ImportSummary
    from servicedesk.domain.staff import SYSTEM

    def import_file(path: Path) -> ImportSummary:
        outcome = take_file(desk, SYSTEM, path, "generic")
        assert isinstance(outcome, Done), "the system may always import"
        return outcome.value

    return len(take_incoming(home, import_file, desk.now(), desk.words))


def run_console(home: Home, language: str = "") -> int:
    """Open the counter's window and stay until it is closed. The file is opened on the desk worker meanwhile.

    ``language`` is for this run alone; without one it is what was chosen in the settings."""
    import sys

    from PySide6.QtWidgets import QApplication

    from servicedesk.ui.theme import dress, scale_for

    sys.setswitchinterval(0.001)  # libraries load on the worker while the window is drawn (performance 1)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    screen, settings = application.primaryScreen(), read_settings(home)
    scale = settings.scale or (scale_for(screen.availableGeometry().width()) if screen else 1.0)
    dress(application, settings.theme, scale, language or settings.language)
    terminal = Terminal(home, SystemClock(), settings=settings)
    terminal.start()
    try:
        return application.exec()
    finally:
        terminal.stop()


class Terminal:
    """The workers and the console of one counter. ``printers`` maps a role ("slip", "page") to what prints it."""

    def __init__(
        self,
        home: Home,
        clock: Clock,
        printers: Mapping[str, Printer] | None = None,
        settings: CounterSettings | None = None,
    ) -> None:
        from servicedesk.ui.background import Counter
        from servicedesk.ui.console import Console
        from servicedesk.ui.shell.topbar import CounterFace

        self.home, self.clock, self._printers = home, clock, printers
        self.counter = Counter()
        face = face_of(home)
        shown = CounterFace(face.chain, face.store, face.desk)
        self.console = Console(self.counter, shown, face.zone, clock.now, clock.monotonic_s, _about(), settings)
        self._print_worker: PrintWorker | None = None
        self._incoming: IncomingWatch | None = None
        self.counter.ready.connect(self._ready)
        self.console.display.changed.connect(self._keep_settings)

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

        desk = open_desk(self.home, self.clock)
        keep_face(self.home, desk.profile)
        if self._printers is None:
            self._printers = default_printers(self.home)
        return desk

    def _ready(self, _profile: CounterProfile) -> None:
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
        if self._incoming is not None:
            self._incoming.stop()
        if self._print_worker is not None:
            self._print_worker.stop()
        self.counter.stop()


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
