"""Work off the GUI thread: one desk worker that owns the file, and a way for screens to act, ask and be told.

A screen calls ``counter.do(action, …, then=…)`` or ``counter.ask(query, …, then=…)``. The call returns at once; the
answer comes back on the GUI thread by a queued signal. Every action names the topics it touched; ``counter.touched``
tells the pages.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from servicedesk.desk.outcomes import Done, Refused
from servicedesk.errors import StoppedError
from servicedesk.paths import Home
from servicedesk.ui.drafts import Drafts

if TYPE_CHECKING:  # the desk brings the whole database with it; the sign-in window is painted before that
    from servicedesk.desk.context import Desk, OpenDesk
    from servicedesk.domain.counters import CounterProfile
    from servicedesk.domain.policies import Policy
    from servicedesk.domain.staff import Session

Answer = Callable[[Any], None]
_STOP = object()
SLOW_MS = 300
"""After so long a person wonders whether anything happens."""


class DeskWorker(threading.Thread):
    """The one thread that touches the file. Jobs run one after the other, in the order they were asked for."""

    def __init__(self, open_desk: OpenDesk, opened: Callable[[Desk | Exception], None]) -> None:
        super().__init__(name="desk", daemon=True)
        self._open_desk = open_desk
        self._opened = opened
        self._jobs: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._desk: Desk | None = None

    def run(self) -> None:
        try:
            self._desk = self._open_desk()
            self._desk.profile  # noqa: B018 - read here, where a damaged file can still be told
        except Exception as error:  # whatever it was, the person at the screen must be told
            self._opened(error)
            return
        self._opened(self._desk)
        while (job := self._jobs.get()) is not _STOP:
            job(self._desk)
        self._desk.close()

    def breathe(self) -> None:
        """On the worker, between two steps of a long job: what others asked for meanwhile comes first.

        Nothing comes while a transaction is open. Raises StoppedError when the program is closed."""
        desk = self._desk
        while desk is not None and not desk.busy and not self._jobs.empty():
            job = self._jobs.get()
            if job is _STOP:
                self._jobs.put(_STOP)
                raise StoppedError
            job(desk)

    def post(self, job: Callable[[Desk], None]) -> None:
        """Put a job in line; it is given the desk on the worker's thread."""
        self._jobs.put(job)

    def call(self, job: Callable[[Desk], Any]) -> Any:
        """Run a job on the worker and wait for it, from another worker (never the GUI thread). Raises what it did."""
        answer: Future[Any] = Future()

        def run(desk: Desk) -> None:
            try:
                answer.set_result(job(desk))
            except BaseException as error:  # it is raised again where the answer is awaited
                answer.set_exception(error)

        self.post(run)
        return answer.result()

    def stop(self, timeout_s: float = 10.0) -> None:
        """Finish what is in line, close the file, end the thread."""
        self._jobs.put(_STOP)
        self.join(timeout_s)


class LongWork:
    """A work that takes its time. ``stop`` may be called from any thread; it ends at its next step."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._told = -1

    def stop(self) -> None:
        self._stop.set()

    def came_to(self, done: int, total: int) -> bool:
        """Whether it has come so far that it is worth telling (a hundredth). Raises StoppedError."""
        if self._stop.is_set():
            raise StoppedError
        part = done * 100 // total if total else 0
        worth, self._told = part != self._told, part
        return worth


class Counter(QObject):
    """What screens hold of the counter: who is signed in, the profile, and the two ways to the desk worker."""

    ready = Signal(object)
    """The file is open: carries the CounterProfile."""
    trouble = Signal(object)
    """Something in the world went wrong (KnownError) or in us (any other exception)."""
    touched = Signal(object)
    """The topics (frozenset of str) that an action changed."""
    slow = Signal(bool)
    """An action has not been answered for ``SLOW_MS``; False when all are."""
    session_changed = Signal(object)
    _arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.profile: CounterProfile | None = None
        self.policy: Policy | None = None
        self.home: Home | None = None
        self.unsure: bool | None = None
        """Whether the work was saved of which the last run could not say so; None: there is none."""
        self.stopped_suddenly = False
        """The run before was struck down: a power cut, a crash."""
        self.boot = ""
        """The run of the desk whose monotonic clock is ours; readings of another run can't be compared with it."""
        self.machine_offset_min: Callable[[], int | None] = lambda: None
        """How far the computer's own zone is from UTC, in minutes; None where nobody can tell."""
        self.session: Session | None = None
        self.worker: DeskWorker | None = None
        self.pending = 0
        self._acting = 0
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(lambda: self.slow.emit(True))
        self.drafts = Drafts(self)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(self, open_desk: OpenDesk) -> None:
        """Open the counter's file on the desk worker; ``ready`` or ``trouble`` follows."""
        self.pending += 1
        self.worker = DeskWorker(open_desk, self._opened)
        self.worker.start()

    def stop(self) -> None:
        if self.worker is not None and self.worker.is_alive():
            self.worker.stop()

    def _opened(self, result: Desk | Exception) -> None:
        if isinstance(result, Exception):
            self._arrived.emit(lambda: self.trouble.emit(result))
            return
        profile, policy, home, boot = result.profile, result.policy, result.home, result.boot
        unsure, suddenly = result.unsure, result.stopped_suddenly

        def tell() -> None:
            self.profile, self.policy, self.home, self.boot = profile, policy, home, boot
            self.unsure, self.stopped_suddenly = unsure, suddenly
            self.ready.emit(profile)

        self._arrived.emit(tell)

    def tell(self, what: Callable[[], None]) -> None:
        """Have something done on the GUI thread, from whichever worker."""
        self.pending += 1
        self._arrived.emit(what)

    def _deliver(self, tell: Callable[[], None]) -> None:
        self.pending -= 1
        tell()

    def do(
        self,
        action: Callable[..., Done[Any] | Refused],
        *args: Any,
        then: Answer | None = None,
        refused: Callable[[Refused], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        **named: Any,
    ) -> None:
        """Run ``action(desk, session, *args)`` on the desk worker. ``then`` gets the value of a ``Done``, ``refused``
        the ``Refused``; without ``refused`` or ``failed`` the window shows the sentence (``trouble``)."""
        self.drafts.hand_over()  # what the action is made of is on disk before it; after it nothing is left
        session = self.session

        def job(desk: Desk) -> Callable[[], None]:
            outcome = action(desk, session, *args, **named)
            if isinstance(outcome, Refused):
                return lambda: (refused or self.trouble.emit)(outcome)
            return lambda: self._done(outcome, then)

        if self.worker is not None:
            self._acting += 1
            if not self._slow.isActive():
                self._slow.start()
            self._post(job, failed, answered=self._answered)

    def _answered(self) -> None:
        self._acting -= 1
        if not self._acting:
            self._slow.stop()
            self.slow.emit(False)

    def _done(self, outcome: Done[Any], then: Answer | None) -> None:
        if then is not None:
            then(outcome.value)
        if outcome.topics:
            self.touched.emit(outcome.topics)

    def do_long(
        self,
        action: Callable[..., Done[Any] | Refused],
        *args: Any,
        told: Callable[[int, int], None],
        then: Answer,
        stopped: Callable[[], None],
        refused: Callable[[Refused], None],
        failed: Callable[[Exception], None],
    ) -> LongWork:
        """Run ``action(desk, session, *args, progress=…)``, which says how far it has come and can be stopped there.

        What others ask for comes between two of its steps, when it holds no transaction then."""
        session, work = self.session, LongWork()

        def job(desk: Desk) -> Callable[[], None]:
            def progress(done: int, total: int) -> None:
                if work.came_to(done, total):
                    self.tell(lambda: told(done, total))
                if self.worker is not None:
                    self.worker.breathe()

            try:
                outcome = action(desk, session, *args, progress=progress)
            except StoppedError:
                return stopped
            if isinstance(outcome, Refused):
                return lambda: refused(outcome)
            return lambda: self._done(outcome, then)

        self._post(job, failed)
        return work

    def ask(
        self,
        query: Callable[..., Any],
        *args: Any,
        then: Answer,
        failed: Callable[[Exception], None] | None = None,
        **named: Any,
    ) -> None:
        """Run ``query(connection, *args)`` in one consistent look at the file; ``then`` gets what it returned."""

        def job(desk: Desk) -> Callable[[], None]:
            with desk.database.reading() as connection:
                value = query(connection, *args, **named)
            return lambda: then(value)

        self._post(job, failed)

    def look(
        self,
        reader: Callable[..., Any],
        *args: Any,
        then: Answer,
        failed: Callable[[Exception], None] | None = None,
        **named: Any,
    ) -> None:
        """Run ``reader(desk, *args)``: a desk function that reads and decides but changes nothing (a preview)."""

        def job(desk: Desk) -> Callable[[], None]:
            value = reader(desk, *args, **named)
            return lambda: then(value)

        self._post(job, failed)

    def _post(
        self,
        job: Callable[[Desk], Callable[[], None]],
        failed: Callable[[Exception], None] | None,
        answered: Callable[[], None] | None = None,
    ) -> None:
        if self.worker is None:
            return
        self.pending += 1

        def run(desk: Desk) -> None:
            try:
                tell = job(desk)
            except Exception as error:  # the page must come free again and the worker live on, whatever it was
                tell = _bound(failed or self.trouble.emit, error)
            self._arrived.emit(tell if answered is None else lambda: (answered(), tell()))

        self.worker.post(run)

    def sign_in(self, session: Session) -> None:
        self.session = session
        self.session_changed.emit(session)

    def sign_out(self) -> None:
        self.session = None
        self.session_changed.emit(None)


def _bound(tell: Callable[[Any], None], what: object) -> Callable[[], None]:
    return lambda: tell(what)
