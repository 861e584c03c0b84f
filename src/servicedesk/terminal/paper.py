"""The print workers: one for each role, each with its printers and its own line of papers; the drawer's pulse."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from servicedesk.paths import Home

if TYPE_CHECKING:
    from servicedesk.desk.context import Desk
    from servicedesk.domain.sentences import Sentence
    from servicedesk.domain.times import Clock
    from servicedesk.printing.making import Printers
    from servicedesk.printing.printers import Delivery, Drawer, Printer, PrintJob
    from servicedesk.printing.spooler import Ledger, Spooler
    from servicedesk.ui.background import DeskWorker

_FIRST_REST_S, _LONGEST_REST_S = 2.0, 300.0


@dataclass(frozen=True, slots=True)
class PaperTelling:
    """Where the print workers say what happens; each call may come from any of them."""

    trouble: Callable[[str, Sentence | None], None]
    moved: Callable[[], None]
    drawer_shut: Callable[[Sentence], None]
    error: Callable[[Exception], None]


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
