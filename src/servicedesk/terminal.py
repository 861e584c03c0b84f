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

if TYPE_CHECKING:
    from servicedesk.desk.context import Desk
    from servicedesk.desk.sales_files import AtDesk
    from servicedesk.domain.counters import CounterProfile
    from servicedesk.domain.sentences import Sentence
    from servicedesk.domain.times import Clock
    from servicedesk.printing.printers import Delivery, Printer, PrintJob
    from servicedesk.printing.repairs import RepairWatch
    from servicedesk.printing.spooler import Ledger, Spooler
    from servicedesk.ui.background import DeskWorker

INCOMING_EVERY_S = 15.0
_LATEST_OPEN_MS = 500
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
        self._stopping = self._asked = False

    def run(self) -> None:
        from servicedesk.printing.repairs import RepairWatch
        from servicedesk.printing.spooler import Spooler

        repairs = RepairWatch(self._printers)

        def trouble(role: str, sentence: Sentence | None) -> None:
            repairs.note(role, sentence)
            self._on_trouble(role, sentence)

        ledger = paper_ledger(self._worker.call, self._on_moved)
        spooler = Spooler(ledger, self._printers, self._clock.monotonic_s, trouble)
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
                self._rest(wait_s, spooler, repairs)

    def _rest(self, wait_s: float | None, spooler: Spooler, repairs: RepairWatch) -> None:
        """Until a paper is queued, somebody asks for another try, a printer is ready again, or the time is over."""
        from servicedesk.printing.repairs import LOOK_EVERY_S

        left_s = wait_s
        while left_s is None or left_s > 0:
            looks = (left_s, LOOK_EVERY_S if repairs.is_watching else None)
            look_s = min((seconds for seconds in looks if seconds is not None), default=None)
            if self._wake.wait(timeout=look_s):
                break
            left_s = None if left_s is None or look_s is None else left_s - look_s
            ready = self._looked_after(repairs)
            for role in ready:
                spooler.wake(role)
            if ready:
                break
        self._wake.clear()
        if self._asked:
            self._asked = False
            for role in self._printers:
                spooler.wake(role)

    def _looked_after(self, repairs: RepairWatch) -> list[str]:
        try:
            return repairs.ready_again()
        except Exception as error:  # a bug of a printer must never end printing for the day
            self._on_error(error)
            return []

    def wake(self) -> None:
        """A paper was queued: look at once."""
        self._wake.set()

    def try_again(self) -> None:
        """Somebody put paper in or plugged the printer in: try every printer now, whatever rest it was given."""
        self._asked = True
        self._wake.set()

    def stop(self, timeout_s: float = 10.0) -> None:
        """Let the paper that is being sent come to its end, then stop."""
        self._stopping = True
        self._wake.set()
        if self.is_alive():
            self.join(timeout_s)


class IncomingWatch(threading.Thread):
    """Looks into the watched folder and takes what a till has finished writing there: read and moved here, recorded at
    the desk slice by slice, so that a clerk's action never waits for a big file."""

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
                if take_incoming_files(self._at_desk, self._home):
                    self._on_taken()
                wait_s, told = INCOMING_EVERY_S, ""
            except _ClosingError:
                return
            except Exception as error:  # a folder that cannot be read now may be readable later
                wait_s = min(wait_s * 2, _LONGEST_REST_S)
                if str(error) != told:
                    told = str(error)
                    self._on_trouble(error)

    def _at_desk(self, job: Callable[[Desk], Any]) -> Any:
        if self._ending.is_set():
            raise _ClosingError
        return self._worker.call(job)

    def stop(self, timeout_s: float = 10.0) -> None:
        """Let the slice under way come to its end, then stop; the rest of its file is taken after the next start."""
        self._ending.set()
        if self.is_alive():
            self.join(timeout_s)


class _ClosingError(Exception):
    """The counter is being closed while a file is taken: what is left of it waits."""


def take_incoming_files(at_desk: AtDesk, home: Home) -> int:
    """One look into the watched folder; answers how many files were dealt with."""
    from pathlib import Path

    from servicedesk.desk.incoming import take_incoming
    from servicedesk.desk.outcomes import Done
    from servicedesk.desk.sales_files import take_in_slices
    from servicedesk.domain.sales_import import ImportSummary
    from servicedesk.domain.staff import SYSTEM

    def import_file(path: Path) -> ImportSummary:
        outcome = take_in_slices(at_desk, SYSTEM, path, "generic")
        assert isinstance(outcome, Done), "the system may always import"
        return outcome.value

    now, words = at_desk(lambda desk: (desk.now(), desk.words))
    return len(take_incoming(home, import_file, now, words))


def run_console(home: Home, language: str) -> int:
    """Open the counter's window and stay until it is closed. The file is opened on the desk worker meanwhile."""
    import sys

    from PySide6.QtWidgets import QApplication

    from servicedesk.ui.theme import dress, scale_for

    sys.setswitchinterval(0.001)  # libraries load on the worker while the window is drawn (performance 1)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    screen = application.primaryScreen()
    dress(application, "light", scale_for(screen.availableGeometry().width()) if screen else 1.0, language)
    terminal = Terminal(home, SystemClock())
    terminal.start()
    try:
        return application.exec()
    finally:
        terminal.stop()


class Terminal:
    """The workers and the console of one counter. ``printers`` maps a role ("slip", "page") to what prints it."""

    def __init__(self, home: Home, clock: Clock, printers: Mapping[str, Printer] | None = None) -> None:
        from servicedesk.ui.background import Counter
        from servicedesk.ui.console import Console
        from servicedesk.ui.shell.topbar import CounterFace

        self.home, self.clock, self._printers = home, clock, printers
        self.counter = Counter()
        face = face_of(home)
        shown = CounterFace(face.chain, face.store, face.desk)
        self.console = Console(self.counter, shown, face.zone, clock.now, clock.monotonic_s, _about())
        self._print_worker: PrintWorker | None = None
        self._incoming: IncomingWatch | None = None
        self.counter.ready.connect(self._ready)
        self.console.built.connect(self._pages_built)
        self.console.printers_wanted.connect(self._try_printers_again)

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

    def _try_printers_again(self) -> None:
        if self._print_worker is not None:
            self._print_worker.try_again()

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
