"""Receipt printers behind the Windows spooler: raw bytes through the maker's own queue (dependencies 3.1).

The spooler takes a job and works it off; its job is watched until it is printed. CONFIRMED means that the spooler has
handed every byte over and let the job go. A job that stands still is deleted, so that it can't come out later on its
own: if it never began, nothing came out (FAILED), else nobody can tell (UNKNOWN).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from servicedesk.domain.documents import Paper
from servicedesk.domain.printer_setup import WIDE, PrinterProfile
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import SlipState
from servicedesk.printing.printers import BROKE_OFF, Delivery, PrintJob
from servicedesk.printing.thermal import COVER_OPEN, FAULT, OFF, OUT_OF_PAPER
from servicedesk.wording import N_

NO_SPOOLER = N_(
    "This computer has no Windows print service, so {printer} cannot print. The paper is saved. "
    "Choose another printer in the settings."
)
NOT_FOUND = N_(
    "Windows knows no printer {printer}. The paper is saved. "
    "Choose a printer in the settings; it then prints by itself."
)
PAUSED = N_(
    "The printer {printer} is paused in Windows. The paper is saved. Let it go on there; it then prints by itself."
)

# winspool.h: what a printer and a job say of themselves.
_PAUSED, _ERROR, _JAM, _PAPER_OUT, _OFFLINE, _NOT_AVAILABLE, _DOOR_OPEN = 1, 2, 8, 0x10, 0x80, 0x1000, 0x400000
_WORKS_OFFLINE = 0x400
_JOB_STUCK = 0x2 | 0x20 | 0x40 | 0x200 | 0x400
_JOB_PRINTING, _JOB_PRINTED, _JOB_COMPLETE, _JOB_DELETED = 0x10, 0x80, 0x1000, 0x4 | 0x100
_DELETE_JOB = 5

_DONE_TIMEOUT_S = 60.0
_LOOK_EVERY_S = 0.25
_CHUNK_BYTES = 4096


class WindowsPrinter:
    """``api`` is the module ``win32print``, loaded when it is needed; tests hand in one of their own."""

    def __init__(
        self,
        name: str,
        queue: str,
        profile: PrinterProfile = WIDE,
        *,
        api: Any = None,
        done_timeout_s: float = _DONE_TIMEOUT_S,
        monotonic_s: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name, self._queue, self.profile, self._api = name, queue, profile, api
        self.paper = Paper.SLIP_80MM
        self._done_timeout_s, self._monotonic_s, self._wait = done_timeout_s, monotonic_s, wait

    def _spooler(self) -> Any:
        if self._api is None:
            self._api = import_module("win32print")
        return self._api

    def trouble(self) -> Sentence | None:
        try:
            api = self._spooler()
        except ImportError:
            return self._says(NO_SPOOLER)
        try:
            printer = api.OpenPrinter(self._queue)
        except api.error:
            return self._says(NOT_FOUND)
        try:
            return self._in_the_way(api.GetPrinter(printer, 2))
        except api.error:
            return self._says(OFF)
        finally:
            api.ClosePrinter(printer)

    def _in_the_way(self, told: dict[str, Any]) -> Sentence | None:
        status = int(told.get("Status") or 0)
        offline = int(told.get("Attributes") or 0) & _WORKS_OFFLINE
        if offline or status & (_OFFLINE | _NOT_AVAILABLE):
            return self._says(OFF)
        if status & _PAPER_OUT:
            return self._says(OUT_OF_PAPER)
        if status & _DOOR_OPEN:
            return self._says(COVER_OPEN)
        if status & (_ERROR | _JAM):
            return self._says(FAULT)
        return self._says(PAUSED) if status & _PAUSED else None

    def send(self, job: PrintJob) -> Delivery:
        from servicedesk.printing.stream import slip_stream

        stream = slip_stream(job.document, self.profile)
        delivery = self._hand_over(b"".join(stream.commands), job.document.number)
        if delivery.state is SlipState.CONFIRMED:
            return Delivery(delivery.state, missing=stream.missing)
        return delivery

    def _hand_over(self, data: bytes, title: str) -> Delivery:
        trouble = self.trouble()
        if trouble is not None:
            return Delivery(SlipState.FAILED, trouble)
        api, unknown = self._spooler(), Delivery(SlipState.UNKNOWN, Sentence(BROKE_OFF, {"number": title}))
        failed = Delivery(SlipState.FAILED, self._says(OFF))
        try:
            printer = api.OpenPrinter(self._queue)
        except api.error:
            return failed
        try:
            try:
                job_id = api.StartDocPrinter(printer, 1, (title, None, "RAW"))
            except api.error:
                return failed
            written, whole = self._written(api, printer, data)
            if not whole:
                self._delete(api, printer, job_id)
                return unknown if written else failed
            return self._followed(api, printer, job_id, unknown)
        finally:
            api.ClosePrinter(printer)

    def _written(self, api: Any, printer: Any, data: bytes) -> tuple[int, bool]:
        """(bytes the spooler took, whether that is all and the job was closed)."""
        written = 0
        try:
            api.StartPagePrinter(printer)
            while written < len(data):
                taken = int(api.WritePrinter(printer, data[written : written + _CHUNK_BYTES]))
                if taken <= 0:
                    return written, False
                written += taken
            api.EndPagePrinter(printer)
            api.EndDocPrinter(printer)
        except api.error:
            return written, False
        return written, True

    def _followed(self, api: Any, printer: Any, job_id: int, unknown: Delivery) -> Delivery:
        """Watch the job until the spooler has let it go; what stands still is deleted."""
        until_s, begun, status = self._monotonic_s() + self._done_timeout_s, False, 0
        while True:
            try:
                told = api.GetJob(printer, job_id, 1)
            except api.error:
                return Delivery(SlipState.CONFIRMED)  # the spooler forgets a job only when it is done
            status = int(told.get("Status") or 0)
            if status & (_JOB_PRINTED | _JOB_COMPLETE):
                return Delivery(SlipState.CONFIRMED)
            if status & _JOB_DELETED:
                return unknown
            begun = begun or bool(status & _JOB_PRINTING or told.get("PagesPrinted"))
            if status & _JOB_STUCK or self._monotonic_s() >= until_s:
                break
            self._wait(_LOOK_EVERY_S)
        if self._delete(api, printer, job_id) and not begun and status & _JOB_STUCK:
            return Delivery(SlipState.FAILED, self.trouble() or self._says(OFF))
        return unknown

    def _delete(self, api: Any, printer: Any, job_id: int) -> bool:
        try:
            api.SetJob(printer, job_id, 0, None, _DELETE_JOB)
        except api.error:
            return False
        return True

    @property
    def has_drawer(self) -> bool:
        return self.profile.drawer_pin is not None

    def open_drawer(self) -> Delivery:
        """One pulse, as a job of its own."""
        from servicedesk.printing import escpos

        return self._hand_over(escpos.drawer_pulse(self.profile.drawer_pin or 0), "drawer")

    def _says(self, msgid: str) -> Sentence:
        params: dict[str, object] = {"printer": self.name}
        return Sentence(msgid, params | ({"mm": self.profile.roll_mm} if msgid == OUT_OF_PAPER else {}))
