"""The watched folder: what a till has finished writing there is taken in, slice by slice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from servicedesk.paths import Home

if TYPE_CHECKING:
    from servicedesk.desk.context import Desk
    from servicedesk.desk.sales_files import AtDesk
    from servicedesk.ui.background import DeskWorker

INCOMING_EVERY_S = 15.0
_LONGEST_REST_S = 300.0


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
