"""A thermal printer on a wire: over the network (port 9100) or a device file. Asks before, writes, asks after.

A printer that answers is believed only when it says that everything is on paper; one that never answers (a one-way
cable) is believed when it took every byte, because nothing more can be known.
"""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from servicedesk.domain.documents import Paper
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import SlipState
from servicedesk.printing.printers import BROKE_OFF, Delivery, PrintJob
from servicedesk.wording import N_

OFF = N_(
    "The printer {printer} does not answer: it is off, or its cable is out. The paper is saved. "
    "Switch it on; it then prints by itself."
)
OUT_OF_PAPER = N_(
    "The printer {printer} is out of paper. The paper is saved. "
    "Load an 80 mm roll; the waiting slips print by themselves."
)
COVER_OPEN = N_(
    "The cover of the printer {printer} is open. The paper is saved. Close it; the waiting slips print by themselves."
)
FAULT = N_(
    "The printer {printer} has stopped with a fault. The paper is saved. "
    "Switch it off and on again; it then prints by itself."
)

_STATUS_TIMEOUT_S = 0.5
_WRITE_TIMEOUT_S = 10.0
_DONE_TIMEOUT_S = 15.0  # paper may come out slowly; asking again sooner made other programs print twice (H3)


class Wire(Protocol):
    """An open connection. Raises OSError when it breaks; ``read`` answers b"" when nothing came in time."""

    def write(self, data: bytes) -> None: ...

    def read(self, timeout_s: float) -> bytes: ...

    def close(self) -> None: ...


class NetworkWire:
    """A printer in the local network; every maker listens on port 9100."""

    def __init__(self, host: str, port: int = 9100) -> None:
        self._socket = socket.create_connection((host, port), timeout=3.0)

    def write(self, data: bytes) -> None:
        self._socket.settimeout(_WRITE_TIMEOUT_S)
        self._socket.sendall(data)

    def read(self, timeout_s: float) -> bytes:
        self._socket.settimeout(timeout_s)
        try:
            return self._socket.recv(1)
        except TimeoutError:
            return b""

    def close(self) -> None:
        self._socket.close()


class DeviceWire:
    """A character device such as ``/dev/usb/lp0`` or ``/dev/ttyUSB0``."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)

    def write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            _, ready, _ = select.select([], [self._file], [], _WRITE_TIMEOUT_S)
            if not ready:
                raise TimeoutError(f"the device took nothing for {_WRITE_TIMEOUT_S} s")
            rest = rest[os.write(self._file, rest) :]

    def read(self, timeout_s: float) -> bytes:
        ready, _, _ = select.select([self._file], [], [], timeout_s)
        return os.read(self._file, 1) if ready else b""

    def close(self) -> None:
        os.close(self._file)


class ThermalPrinter:
    """``connect`` opens the wire for one slip and raises OSError when nobody is there."""

    def __init__(self, name: str, connect: Callable[[], Wire], *, done_timeout_s: float = _DONE_TIMEOUT_S) -> None:
        self.name = name
        self.paper = Paper.SLIP_80MM
        self._connect = connect
        self._done_timeout_s = done_timeout_s

    def trouble(self) -> Sentence | None:
        try:
            wire = self._connect()
        except OSError:
            return self._says(OFF)
        try:
            return self._ask(wire)[1]
        except OSError:
            return self._says(OFF)
        finally:
            wire.close()

    def send(self, job: PrintJob) -> Delivery:
        from servicedesk.printing import escpos, pdf, raster

        rendered = pdf.render_pdf(job.document)
        commands = list(escpos.slip_commands(raster.slip_bitmaps(rendered.pdf)))
        try:
            wire = self._connect()
        except OSError:
            return Delivery(SlipState.FAILED, self._says(OFF))
        begun = False
        try:
            answers, trouble = self._ask(wire)
            if trouble is not None:
                return Delivery(SlipState.FAILED, trouble)
            begun = True
            for command in commands:
                wire.write(command)
            if not answers or self._is_done(wire):
                return Delivery(SlipState.CONFIRMED, missing=rendered.missing)
            return _unknown(job)
        except OSError:
            return _unknown(job) if begun else Delivery(SlipState.FAILED, self._says(OFF))
        finally:
            wire.close()

    def open_drawer(self) -> bool:
        """Kick the cash drawer; True when the pulse was sent. Never asked for again by itself (H7)."""
        from servicedesk.printing import escpos

        try:
            wire = self._connect()
        except OSError:
            return False
        try:
            wire.write(escpos.drawer_pulse())
        except OSError:
            return False
        finally:
            wire.close()
        return True

    def _ask(self, wire: Wire) -> tuple[bool, Sentence | None]:
        """(whether it answers at all, what is in the way)."""
        paper = self._status(wire, 4)
        if paper is None:
            return False, None
        cause = self._status(wire, 2) or 0
        if paper & 0x60 or cause & 0x20:
            return True, self._says(OUT_OF_PAPER)
        if cause & 0x04:
            return True, self._says(COVER_OPEN)
        if cause & 0x40 or (self._status(wire, 1) or 0) & 0x08:
            return True, self._says(FAULT)
        return True, None

    def _status(self, wire: Wire, kind: int) -> int | None:
        """One status byte; bits 0, 1, 4 and 7 are fixed, and what has them otherwise is no answer to this."""
        from servicedesk.printing import escpos

        wire.write(escpos.ask_status(kind))
        reply = wire.read(_STATUS_TIMEOUT_S)
        return reply[0] if reply and reply[0] & 0x93 == 0x12 else None

    def _is_done(self, wire: Wire) -> bool:
        """Whether the printer says, after all we sent, that it printed it and still has paper."""
        from servicedesk.printing import escpos

        wire.write(escpos.ASK_WHEN_DONE)
        reply = wire.read(self._done_timeout_s)
        return bool(reply) and reply[0] & 0x0C == 0

    def _says(self, msgid: str) -> Sentence:
        return Sentence(msgid, {"printer": self.name})


def _unknown(job: PrintJob) -> Delivery:
    return Delivery(SlipState.UNKNOWN, Sentence(BROKE_OFF, {"number": job.document.number}))
