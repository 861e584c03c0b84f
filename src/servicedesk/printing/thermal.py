"""A receipt printer on a wire (network, device file, serial line). Asks before, writes, asks after.

A printer that can answer is believed only when it says that everything is on paper; one that never answers (a one-way
cable, said in its profile) is believed when it took every byte, because nothing more can be known. What broke before
the first byte of the slip left has surely not come out; what broke later nobody can tell (reliability H1-H4, H9).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from servicedesk.domain.documents import Document, Paper
from servicedesk.domain.printer_setup import WIDE, PrinterProfile
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import SlipState
from servicedesk.printing.printers import BROKE_OFF, Delivery, PrintJob
from servicedesk.printing.wires import Wire
from servicedesk.wording import N_

OFF = N_(
    "The printer {printer} does not answer: it is off, or its cable is out. The paper is saved. "
    "Switch it on; it then prints by itself."
)
SILENT = N_(
    "The printer {printer} can be reached but says nothing about itself. The paper is saved. "
    "Switch it off and on again; if it never answers, say so in its settings."
)
OUT_OF_PAPER = N_(
    "The printer {printer} is out of paper. The paper is saved. "
    "Load a roll of {mm} mm; the waiting slips print by themselves."
)
COVER_OPEN = N_(
    "The cover of the printer {printer} is open. The paper is saved. Close it; the waiting slips print by themselves."
)
FAULT = N_(
    "The printer {printer} has stopped with a fault. The paper is saved. "
    "Switch it off and on again; it then prints by itself."
)
RAN_OUT = N_(
    "The printer {printer} ran out of paper, or was opened, while {number} came out. The work is saved. "
    "Load a roll and look at {number}; if it is not whole, print a copy."
)
TOO_SLOW = N_(
    "The printer {printer} was too slow: {number} was broken off. The work is saved. "
    "Look at the printer; if the paper is not whole, print a copy."
)

STATUS_TIMEOUT_S = 1.0
DONE_TIMEOUT_S = 15.0  # paper may come out slowly; asking again sooner made other programs print twice (H3)
LONGEST_SLIP_S = 300.0
"""Ten bytes a second would take an afternoon; a person is asked instead (H9)."""
_MOST_STALE_BYTES = 256


class ThermalPrinter:
    """``connect`` opens the wire for one slip and raises OSError when nobody is there. One slip at a time, whoever
    asks: two roles may share a printer."""

    def __init__(
        self,
        name: str,
        connect: Callable[[], Wire],
        profile: PrinterProfile = WIDE,
        *,
        status_timeout_s: float = STATUS_TIMEOUT_S,
        done_timeout_s: float = DONE_TIMEOUT_S,
        longest_slip_s: float = LONGEST_SLIP_S,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self.paper = Paper.SLIP_80MM
        self.profile = profile
        self._connect = connect
        self._status_timeout_s, self._done_timeout_s = status_timeout_s, done_timeout_s
        self._longest_slip_s, self._monotonic_s = longest_slip_s, monotonic_s
        self._in_use = threading.Lock()
        self._broke_off = False

    # --- asking ------------------------------------------------------------------------------------------------------
    def trouble(self) -> Sentence | None:
        with self._in_use:
            try:
                wire = self._connect()
            except OSError:
                return self._says(OFF)
            try:
                return self._in_the_way(wire)
            except OSError:
                return self._says(OFF)
            finally:
                wire.close()

    def _in_the_way(self, wire: Wire) -> Sentence | None:
        """What keeps it from printing, by its own account; None too for one that gives none."""
        self._wash_out(wire)
        if not self.profile.answers:
            return None
        self._drain(wire)
        paper = self._status(wire, 4)
        if paper is None:
            return self._says(SILENT)
        cause = self._status(wire, 2)
        if paper & 0x60 or (cause or 0) & 0x20:
            return self._says(OUT_OF_PAPER)
        if (cause or 0) & 0x04:
            return self._says(COVER_OPEN)
        state = self._status(wire, 1)
        if cause is None or state is None:
            return self._says(SILENT)
        return self._says(FAULT) if cause & 0x40 or state & 0x08 else None

    def _wash_out(self, wire: Wire) -> None:
        """After a slip that broke off, before anything else is said: a question could be taken for its rest, too."""
        from servicedesk.printing import escpos

        if self._broke_off:
            wire.write(escpos.wash_out())
            self._broke_off = False

    def was_cut_off(self) -> None:
        """The program ended while a slip was being sent here."""
        self._broke_off = True

    def _drain(self, wire: Wire) -> None:
        """Put away what an earlier question was answered too late, or it would be taken for the answer to this one."""
        for _ in range(_MOST_STALE_BYTES):
            if not wire.read(0.0):
                return

    def _status(self, wire: Wire, kind: int) -> int | None:
        """One status byte; bits 0, 1, 4 and 7 are fixed, and what has them otherwise is no answer to this."""
        from servicedesk.printing import escpos

        wire.write(escpos.ask_status(kind))
        return self._answer(wire, self._status_timeout_s, lambda byte: byte & 0x93 == 0x12)

    def _answer(self, wire: Wire, timeout_s: float, belongs: Callable[[int], bool]) -> int | None:
        """The first byte that can be the answer; what a printer says unasked is passed over."""
        until_s = self._monotonic_s() + timeout_s
        while (left_s := until_s - self._monotonic_s()) > 0:
            reply = wire.read(left_s)
            if reply and belongs(reply[0]):
                return reply[0]
        return None

    # --- printing ----------------------------------------------------------------------------------------------------
    def send(self, job: PrintJob) -> Delivery:
        from servicedesk.printing.stream import slip_stream

        stream = slip_stream(job.document, self.profile)
        with self._in_use:
            try:
                wire = self._connect()
            except OSError:
                return Delivery(SlipState.FAILED, self._says(OFF))
            try:
                return self._deliver(wire, stream.commands, job.document, stream.missing)
            finally:
                wire.close()

    def _deliver(
        self, wire: Wire, commands: tuple[bytes, ...], document: Document, missing: frozenset[str]
    ) -> Delivery:
        try:
            trouble = self._in_the_way(wire)
        except OSError:
            trouble = self._says(OFF)
        if trouble is not None:
            return Delivery(SlipState.FAILED, trouble)
        before = wire.sent
        try:
            if not self._written(wire, commands):
                return self._unknown(document, TOO_SLOW)
            if not self.profile.answers or self._is_done(wire):
                return Delivery(SlipState.CONFIRMED, missing=missing)
            return self._unknown(document, RAN_OUT if self._in_the_way(wire) is not None else BROKE_OFF)
        except OSError:
            if wire.sent == before:
                self._broke_off = False
                return Delivery(SlipState.FAILED, self._says(OFF))
            return self._unknown(document, BROKE_OFF)

    def _written(self, wire: Wire, commands: tuple[bytes, ...]) -> bool:
        """Whether the slip was taken whole in the time a slip may take."""
        until_s = self._monotonic_s() + self._longest_slip_s
        self._broke_off = True
        for command in commands:
            wire.write(command)
            if self._monotonic_s() > until_s and command is not commands[-1]:
                return False
        self._broke_off = False
        return True

    def _is_done(self, wire: Wire) -> bool:
        """Whether the printer says, after all we sent, that it printed it, and is still in order."""
        from servicedesk.printing import escpos

        wire.write(escpos.ASK_WHEN_DONE)
        reply = self._answer(wire, self._done_timeout_s, lambda byte: byte & 0x90 == 0)
        return reply is not None and reply & 0x0C == 0

    # --- the drawer --------------------------------------------------------------------------------------------------
    @property
    def has_drawer(self) -> bool:
        return self.profile.drawer_pin is not None

    def open_drawer(self) -> Delivery:
        """One pulse. CONFIRMED: it left; FAILED: surely not; nobody ever sends it again by itself (H7)."""
        from servicedesk.printing import escpos

        with self._in_use:
            try:
                wire = self._connect()
            except OSError:
                return Delivery(SlipState.FAILED, self._says(OFF))
            try:
                wire.write(escpos.drawer_pulse(self.profile.drawer_pin or 0))
            except OSError:
                state = SlipState.UNKNOWN if wire.sent else SlipState.FAILED
                return Delivery(state, self._says(OFF))
            finally:
                wire.close()
        return Delivery(SlipState.CONFIRMED)

    def _says(self, msgid: str) -> Sentence:
        params: dict[str, object] = {"printer": self.name}
        return Sentence(msgid, params | ({"mm": self.profile.roll_mm} if msgid == OUT_OF_PAPER else {}))

    def _unknown(self, document: Document, msgid: str) -> Delivery:
        number: dict[str, object] = {"number": document.number}
        return Delivery(
            SlipState.UNKNOWN, Sentence(msgid, number if msgid == BROKE_OFF else number | {"printer": self.name})
        )
