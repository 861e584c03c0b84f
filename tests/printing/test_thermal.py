"""A thermal printer on a real socket or terminal line, played by an emulator that knows the commands we send."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.printing import escpos_reader, samples

from servicedesk.desk.paper import SlipJob
from servicedesk.domain.slips import SlipState
from servicedesk.printing import thermal
from servicedesk.printing.printers import BROKE_OFF
from servicedesk.printing.thermal import DeviceWire, NetworkWire, ThermalPrinter

JOB = SlipJob("a1", "slip", samples.repair_card())
READY = {1: 0x12, 2: 0x12, 4: 0x12}


@dataclass
class Emulator:
    """Answers ``DLE EOT n`` from ``status`` and ``GS r 1`` from ``done``; keeps the rest.

    After ``dies_after`` bytes of a slip it drops the line."""

    status: dict[int, int]
    done: bytes = b"\x00"
    dies_after: int | None = None
    paper: bytearray = field(default_factory=bytearray)

    def serve(self, line: socket.socket) -> None:
        with line, suppress(OSError):
            buffer = b""
            while chunk := line.recv(65536):
                buffer = self._take(buffer + chunk, line)
                if self.dies_after is not None and len(self.paper) > self.dies_after:
                    return

    def _take(self, buffer: bytes, line: socket.socket) -> bytes:
        while buffer:
            if buffer.startswith(b"\x10\x04"):
                if len(buffer) < 3:
                    return buffer
                if buffer[2] in self.status:
                    line.sendall(bytes([self.status[buffer[2]]]))
                buffer = buffer[3:]
            elif buffer.startswith(b"\x1dr\x01"):
                line.sendall(self.done)
                buffer = buffer[3:]
            else:
                size = _command_size(buffer)
                if size is None:
                    return buffer
                self.paper += buffer[:size]
                buffer = buffer[size:]
        return b""


def test_a_printer_that_says_it_is_done_is_believed() -> None:
    with _listening(Emulator(READY)) as (printer, emulator):
        assert printer.trouble() is None
        assert printer.send(JOB).state is SlipState.CONFIRMED
        assert len(escpos_reader.read(bytes(emulator.paper)).pieces) == 2


@pytest.mark.parametrize(
    ("status", "msgid"),
    [
        (READY | {4: 0x72}, thermal.OUT_OF_PAPER),
        (READY | {2: 0x32}, thermal.OUT_OF_PAPER),
        (READY | {2: 0x16}, thermal.COVER_OPEN),
        (READY | {2: 0x52}, thermal.FAULT),
        (READY | {1: 0x1A}, thermal.FAULT),
    ],
)
def test_what_is_in_the_way_is_said_before_a_byte_of_the_slip_leaves(status: dict[int, int], msgid: str) -> None:
    with _listening(Emulator(status)) as (printer, emulator):
        delivery = printer.send(JOB)
        assert delivery.state is SlipState.FAILED
        assert delivery.reason is not None
        assert delivery.reason.msgid == msgid
        assert printer.trouble() == delivery.reason
        assert emulator.paper == b""


def test_a_printer_that_is_off_has_printed_nothing() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    printer = ThermalPrinter("front", lambda: NetworkWire("127.0.0.1", port))
    delivery = printer.send(JOB)
    assert delivery.state is SlipState.FAILED
    assert delivery.reason is not None
    assert delivery.reason.msgid == thermal.OFF
    assert not printer.open_drawer()


def test_a_lost_answer_leaves_the_paper_unknown() -> None:
    with _listening(Emulator(READY, done=b""), done_timeout_s=0.2) as (printer, _):
        delivery = printer.send(JOB)
    assert delivery.state is SlipState.UNKNOWN
    assert delivery.reason is not None
    assert delivery.reason.msgid == BROKE_OFF


def test_paper_that_ran_out_on_the_way_leaves_it_unknown() -> None:
    with _listening(Emulator(READY, done=b"\x0c")) as (printer, _):
        assert printer.send(JOB).state is SlipState.UNKNOWN


@pytest.mark.parametrize("dies_after", [0, 5_000, 60_000])
def test_a_cable_pulled_while_printing_leaves_it_unknown(dies_after: int) -> None:
    with _listening(Emulator(READY, dies_after=dies_after), done_timeout_s=0.5) as (printer, _):
        assert printer.send(JOB).state is SlipState.UNKNOWN


def test_a_one_way_printer_is_believed_when_it_took_every_byte() -> None:
    with _listening(Emulator(status={})) as (printer, emulator):
        assert printer.send(JOB).state is SlipState.CONFIRMED
    assert len(escpos_reader.read(bytes(emulator.paper)).pieces) == 2


def test_a_device_file_prints_the_same_bytes(tmp_path: Path) -> None:
    """A file that takes bytes and never answers, as a printer behind a one-way device driver does."""
    device = tmp_path / "lp0"
    device.touch()
    printer = ThermalPrinter("usb", lambda: DeviceWire(device), done_timeout_s=0.2)
    assert printer.send(JOB).state is SlipState.CONFIRMED
    assert len(escpos_reader.read(_paper_of(device.read_bytes())).pieces) == 2


def _paper_of(sent: bytes) -> bytes:
    """What a printer that answers nothing prints of these bytes: all but the questions about its state."""
    emulator = Emulator(status={})
    far_end, near_end = socket.socketpair()
    server = threading.Thread(target=emulator.serve, args=(far_end,))
    server.start()
    with near_end:
        near_end.sendall(sent)
    server.join(5)
    return bytes(emulator.paper)


@contextmanager
def _listening(emulator: Emulator, done_timeout_s: float = 5.0) -> Iterator[tuple[ThermalPrinter, Emulator]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        serving = threading.Thread(target=_accept, args=(server, emulator))
        serving.start()
        try:
            yield (
                ThermalPrinter("front", lambda: NetworkWire("127.0.0.1", port), done_timeout_s=done_timeout_s),
                emulator,
            )
        finally:
            server.shutdown(socket.SHUT_RDWR)
            serving.join(5)


def _accept(server: socket.socket, emulator: Emulator) -> None:
    with suppress(OSError):
        while True:
            emulator.serve(server.accept()[0])


def _command_size(buffer: bytes) -> int | None:
    """Bytes of the command the buffer begins with; None while it is not all there."""
    sizes = {b"\x1b@": 2, b"\x1bJ": 3, b"\x1dV": 4, b"\x1bp": 5}
    if buffer.startswith(b"\x1dv"):
        if len(buffer) < 8:
            return None
        size = 8 + int.from_bytes(buffer[4:6], "little") * int.from_bytes(buffer[6:8], "little")
    elif len(buffer) < 2:
        return None
    else:
        size = sizes[buffer[:2]]
    return size if len(buffer) >= size else None
