"""One counter put together: the clock, the workers, the printers and the window. Wiring is constructor calls."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

from servicedesk.paths import Home
from servicedesk.settings import CounterSettings, keep_settings, read_settings
from servicedesk.wording import N_

if TYPE_CHECKING:
    from servicedesk.desk.context import Desk
    from servicedesk.desk.sales_files import AtDesk
    from servicedesk.domain.counters import CounterProfile
    from servicedesk.domain.sentences import Sentence
    from servicedesk.domain.times import Clock
    from servicedesk.printing.making import Printers
    from servicedesk.printing.printers import Delivery, Drawer, Printer, PrintJob
    from servicedesk.printing.spooler import Ledger, Spooler
    from servicedesk.ui.background import DeskWorker
    from servicedesk.ui.shell.front import Front

INCOMING_EVERY_S = 15.0
_LATEST_OPEN_MS = 500
_NOT_KEPT = N_("The folder takes nothing just now. The choice holds until the program is closed. Choose again later.")
_GOES_AWAY_MS = 4000
_FIRST_REST_S, _LONGEST_REST_S = 2.0, 300.0
_LAST_PAPER_S = 10.0


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
class PaperTelling:
    """Where the print workers say what happens; each call may come from any of them."""

    trouble: Callable[[str, Sentence | None], None]
    moved: Callable[[], None]
    drawer_shut: Callable[[Sentence], None]
    error: Callable[[Exception], None]


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

    def outcome(job: PrintJob, delivery: Delivery) -> None:
        state, reason = SlipState(delivery.state), delivery.reason
        call(lambda desk: paper.mark_outcome(desk, job.slip_id, state, desk.words.say(reason) if reason else ""))
        on_moved()

    def sending(job: PrintJob, printer_name: str) -> None:
        call(lambda desk: paper.mark_sending(desk, job.slip_id, printer_name))
        on_moved()

    return Ledger(
        next_job=lambda queues: call(lambda desk: paper.next_job(desk, queues)),
        left_sending=lambda queues: call(lambda desk: paper.left_sending(desk, queues)),
        mark_sending=sending,
        mark_outcome=outcome,
    )


class DrawerPulses:
    """Carries out openings of the cash drawer, each at most once in this run; what became of it is noted."""

    def __init__(self, call: Callable[[Callable[[Desk], Any]], Any], on_shut: Callable[[Sentence], None]) -> None:
        self._call, self._on_shut = call, on_shut
        self._tried: set[str] = set()

    def carry_out(self, drawer: Drawer | None) -> None:
        """Every opening that waits now."""
        from servicedesk.desk import drawer as openings
        from servicedesk.domain.slips import DrawerState, SlipState

        states = {SlipState.CONFIRMED: DrawerState.SENT, SlipState.FAILED: DrawerState.SHUT}
        while (one := self._call(lambda desk: openings.next_opening(desk, frozenset(self._tried)))) is not None:
            opening_id = one.opening_id
            self._tried.add(opening_id)
            name, state, reason = "", DrawerState.NONE, None
            if drawer is not None:
                delivery = drawer.open_drawer()
                name, reason = drawer.name, delivery.reason
                state = states.get(delivery.state, DrawerState.UNKNOWN)
            self._call(lambda desk: openings.mark_pulsed(desk, opening_id, state, name, reason))  # noqa: B023 - called at once
            if reason is not None:
                self._on_shut(reason)


class PrintWorker(threading.Thread):
    """Takes the queued papers of one role to its printers, one at a time; asks the desk worker for each step it has to
    commit. Roles have workers of their own: a slow printer of one holds up nobody else's paper. The one of ``drawer``
    also opens the cash drawer, between two papers."""

    def __init__(
        self,
        role: str,
        worker: DeskWorker,
        printers: Callable[[], Printers],
        clock: Clock,
        tell: PaperTelling,
        drawer: bool = False,
    ) -> None:
        super().__init__(name=f"print {role}", daemon=True)
        self._role, self._worker, self._clock, self._tell = role, worker, clock, tell
        self._chosen = printers
        self._pulses = DrawerPulses(worker.call, tell.drawer_shut) if drawer else None
        self._wake = threading.Event()
        self._stopping = self._asked = False

    _printers: Printers
    """Those in use: made on this worker, because making them reads a file."""

    def _queues(self) -> dict[str, tuple[Printer, ...]]:
        return {queue: self._printers.queues[queue] for queue in sorted(self._printers.by_role[self._role])}

    def run(self) -> None:
        from servicedesk.printing.repairs import RepairWatch
        from servicedesk.printing.spooler import Spooler

        records = paper_ledger(self._worker.call, self._tell.moved)
        ledger = replace(records, next_job=lambda queues: self._for_these_printers(records.next_job(queues)))
        self._printers = self._chosen()
        self._repairs = RepairWatch(self._first_of_each())
        spooler = Spooler(ledger, self._queues(), self._clock.monotonic_s, self._said)
        recovered, errors = False, 0
        while not self._stopping:
            try:
                if not recovered:
                    spooler.recover(at_start=errors == 0)
                    recovered = True
                self._take_over(spooler)
                if self._pulses is not None:
                    self._pulses.carry_out(self._printers.drawer)
                wait_s = spooler.step()
                errors = 0
            except Exception as error:  # a full disk or a bug of a printer must never end printing for the day
                errors, recovered = errors + 1, False
                wait_s = min(_FIRST_REST_S * 2**errors, _LONGEST_REST_S)
                self._tell.error(error)
            if wait_s != 0.0:
                self._rest(wait_s, spooler)

    def _rest(self, wait_s: float | None, spooler: Spooler) -> None:
        """Until a paper is queued, somebody asks for another try, a printer is ready again, or the time is over."""
        from servicedesk.printing.repairs import LOOK_EVERY_S

        left_s = wait_s
        while left_s is None or left_s > 0:
            looks = (left_s, LOOK_EVERY_S if self._repairs.is_watching else None)
            look_s = min((seconds for seconds in looks if seconds is not None), default=None)
            if self._wake.wait(timeout=look_s):
                break
            left_s = None if left_s is None or look_s is None else left_s - look_s
            ready = self._looked_after()
            for queue in ready:
                spooler.wake(queue)
            if ready:
                break
        self._wake.clear()

    def _looked_after(self) -> list[str]:
        try:
            return self._repairs.ready_again()
        except Exception as error:  # a bug of a printer must never end printing for the day
            self._tell.error(error)
            return []

    def _take_over(self, spooler: Spooler) -> None:
        """Between two papers: other printers, if somebody chose some; and those in trouble at once, if asked for."""
        chosen = self._chosen()
        if chosen is not self._printers:
            self._printers = chosen
            spooler.use(self._queues())
            self._repairs.watch(self._first_of_each())
        if self._asked:
            self._asked = False
            spooler.wake(self._role)

    def _first_of_each(self) -> dict[str, Printer]:
        """Who has to be well again before its queue prints where it should."""
        return {queue: printers[0] for queue, printers in self._queues().items() if printers}

    def _for_these_printers(self, job: PrintJob | None) -> PrintJob | None:
        """A paper that was queued after other printers were chosen (their test sheet) waits until they are in use."""
        if job is not None and self._chosen() is not self._printers:
            self._wake.set()
            return None
        return job

    def _said(self, queue: str, sentence: Sentence | None) -> None:
        self._repairs.note(queue, sentence)
        if queue == self._role:
            self._tell.trouble(queue, sentence)

    def try_again(self) -> None:
        """Somebody put paper in: do not wait for the end of the printer's rest."""
        self._asked = True
        self._wake.set()

    def wake(self) -> None:
        """A paper was queued, or other printers were chosen: look at once."""
        self._wake.set()

    def end(self) -> None:
        """Let the paper that is being sent come to its end, then stop."""
        self._stopping = True
        self._wake.set()


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

    from servicedesk.desk import room
    from servicedesk.desk.incoming import take_incoming
    from servicedesk.desk.outcomes import Done
    from servicedesk.desk.sales_files import take_in_slices
    from servicedesk.domain.sales_import import ImportSummary
    from servicedesk.domain.staff import SYSTEM

    def import_file(path: Path) -> ImportSummary:
        outcome = take_in_slices(at_desk, SYSTEM, path, "generic")
        assert isinstance(outcome, Done), "the system may always import"
        return outcome.value

    if at_desk(room.is_scarce):
        return 0  # the files wait in their folder; the room is for people who stand here
    now, words = at_desk(lambda desk: (desk.now(), desk.words))
    return len(take_incoming(home, import_file, now, words))


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
            QTimer.singleShot(_GOES_AWAY_MS, self.console, lambda: QApplication.exit(error.exit_code))

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


class ChosenPrinters:
    """The printers this counter's settings name now; the same ones until the settings are written anew. Asked from the
    print workers: a look at the file's time, and reading it when that has changed."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._asking = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._printers: Printers | None = None

    def __call__(self) -> Printers:
        with self._asking:
            stamp = self._stamp_now()
            if self._printers is None or stamp != self._stamp:
                self._stamp, self._printers = stamp, default_printers(self._home)
            return self._printers

    def _stamp_now(self) -> tuple[int, int]:
        try:
            told = self._home.printers.stat()
        except OSError:
            return (0, 0)
        return (told.st_mtime_ns, told.st_ino)


def default_printers(home: Home) -> Printers:
    """The printers that this counter's settings name; where they name none, PDF files in its paper folder."""
    from servicedesk.desk import printer_setup
    from servicedesk.printing.making import printers_of
    from servicedesk.ui.system_printer import SystemPrinter

    return printers_of(printer_setup.load(home), home.paper, SystemPrinter)


def _about() -> str:
    from servicedesk import __version__
    from servicedesk.ui.words import t

    return t("version {version}", version=__version__)
