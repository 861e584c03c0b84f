"""Printers on real sockets and terminal lines: each has a software printer at its other end that knows the manuals."""

from __future__ import annotations

import os
import pty
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from tests.printing import samples
from tests.printing.emulator import OPEN, OUT_OF_PAPER, READY, Emulator

from servicedesk.desk.paper import SlipJob
from servicedesk.domain.printer_setup import WIDE
from servicedesk.domain.slips import SlipState
from servicedesk.printing import thermal
from servicedesk.printing.printers import BROKE_OFF
from servicedesk.printing.stream import slip_stream
from servicedesk.printing.thermal import ThermalPrinter
from servicedesk.printing.wires import DeviceWire, NetworkWire, SerialWire, Wire

JOB = SlipJob("a1", "slip", samples.repair_card())
ONE_WAY = replace(WIDE, answers=False)


@dataclass
class Machine:
    """A printer behind a line. ``dies_after`` so many bytes it hangs up; ``mute_after`` so many it answers no more."""

    emulator: Emulator = field(default_factory=Emulator)
    dies_after: int | None = None
    mute_after: int | None = None
    heard: int = 0

    def take(self, data: bytes) -> bytes | None:
        """Its answer, or None when it hangs up."""
        if self.dies_after is not None and self.heard + len(data) > self.dies_after:
            self.emulator.disturbed = True
            self.emulator.feed(data[: max(0, self.dies_after - self.heard)])
            self.heard += len(data)
            return None
        self.heard += len(data)
        self.emulator.feed(data)
        answer = bytes(self.emulator.answers)
        self.emulator.answers.clear()
        return b"" if self.mute_after is not None and self.heard > self.mute_after else answer


def test_a_printer_that_says_it_is_done_is_believed() -> None:
    with _on_the_network(Machine()) as (printer, machine):
        assert printer.trouble() is None
        assert printer.send(JOB).state is SlipState.CONFIRMED
    assert [piece.whole for piece in machine.emulator.paper] == [True, True]
    assert machine.emulator.pulses == 0


@pytest.mark.parametrize(
    ("status", "msgid"),
    [
        (OUT_OF_PAPER, thermal.OUT_OF_PAPER),
        (READY | {2: 0x32}, thermal.OUT_OF_PAPER),
        (OPEN, thermal.COVER_OPEN),
        (READY | {2: 0x52}, thermal.FAULT),
        (READY | {1: 0x1A}, thermal.FAULT),
        ({}, thermal.SILENT),
        ({4: 0x12}, thermal.SILENT),
    ],
)
def test_what_is_in_the_way_is_said_before_a_byte_of_the_slip_leaves(status: dict[int, int], msgid: str) -> None:
    with _on_the_network(Machine(Emulator(READY | status if status else {1: 0, 2: 0, 4: 0}))) as (printer, machine):
        if not status or len(status) == 1:
            machine.emulator.status = dict(status) | {n: 0 for n in (2, 4) if n not in status}
        delivery = printer.send(JOB)
        assert delivery.state is SlipState.FAILED
        assert delivery.reason is not None
        assert delivery.reason.msgid == msgid
        assert printer.trouble() == delivery.reason
    assert machine.emulator.paper == []


def test_a_printer_that_is_off_has_printed_nothing() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    printer = ThermalPrinter("front", lambda: NetworkWire("127.0.0.1", port))
    delivery = printer.send(JOB)
    assert delivery.state is SlipState.FAILED
    assert delivery.reason is not None
    assert delivery.reason.msgid == thermal.OFF
    assert printer.open_drawer().state is SlipState.FAILED


def test_a_lost_answer_leaves_the_paper_unknown() -> None:
    with _on_the_network(Machine(mute_after=2000), done_timeout_s=0.2, status_timeout_s=0.2) as (printer, _):
        delivery = printer.send(JOB)
    assert delivery.state is SlipState.UNKNOWN
    assert delivery.reason is not None


def test_paper_that_ran_out_on_the_way_leaves_it_unknown_and_says_why() -> None:
    with _on_the_network(Machine(Emulator(rows_left=200)), done_timeout_s=0.2) as (printer, _):
        delivery = printer.send(JOB)
    assert delivery.state is SlipState.UNKNOWN
    assert delivery.reason is not None
    assert delivery.reason.msgid == thermal.RAN_OUT


@pytest.mark.parametrize("dies_after", [9, 10, 40, 5_000, 60_000])
def test_a_cable_pulled_while_printing_is_never_called_printed(dies_after: int) -> None:
    """Bytes that the system took count as sent, so where exactly the line breaks is seen as unknown."""
    with _on_the_network(Machine(dies_after=dies_after), done_timeout_s=0.5) as (printer, machine):
        delivery = printer.send(JOB)
    assert delivery.state is SlipState.UNKNOWN
    assert not all(piece.whole for piece in machine.emulator.pieces)


def test_a_one_way_printer_is_believed_when_it_took_every_byte() -> None:
    with _on_the_network(Machine(mute_after=0), profile=ONE_WAY) as (printer, machine):
        assert printer.send(JOB).state is SlipState.CONFIRMED
        _until(lambda: len(machine.emulator.paper) == 2)


def test_the_drawer_opens_once_and_only_when_told_to() -> None:
    with _on_the_network(Machine(), profile=replace(WIDE, drawer_pin=1)) as (printer, machine):
        assert printer.has_drawer
        assert printer.send(JOB).state is SlipState.CONFIRMED
        assert machine.emulator.pulses == 0
        assert printer.open_drawer().state is SlipState.CONFIRMED
        _until(lambda: machine.emulator.pulses == 1)


def test_a_device_file_gets_the_same_bytes(tmp_path: Path) -> None:
    """A file that takes bytes and never answers, as a printer behind a one-way device driver does."""
    device = tmp_path / "lp0"
    device.touch()
    printer = ThermalPrinter("usb", lambda: DeviceWire(device), ONE_WAY)
    assert printer.send(JOB).state is SlipState.CONFIRMED
    assert device.read_bytes() == b"".join(slip_stream(JOB.document).commands)


def _as_device(path: str) -> Wire:
    return DeviceWire(Path(path))


def _as_serial(path: str) -> Wire:
    return SerialWire(path, 115_200, hardware_waits=False)


@pytest.mark.parametrize("wire", [_as_device, _as_serial])
def test_a_terminal_line_prints_and_answers(wire: Callable[[str], Wire]) -> None:
    with _on_a_line(Machine()) as (path, machine):
        printer = ThermalPrinter("line", lambda: wire(path))
        assert printer.trouble() is None
        assert printer.send(JOB).state is SlipState.CONFIRMED
    assert [piece.whole for piece in machine.emulator.paper] == [True, True]


@pytest.mark.parametrize("wire", [_as_device, _as_serial])
def test_a_terminal_line_with_nobody_behind_it_has_printed_nothing(wire: Callable[[str], Wire]) -> None:
    with _on_a_line(Machine(mute_after=0)) as (path, machine):
        printer = ThermalPrinter("line", lambda: wire(path), status_timeout_s=0.1)
        delivery = printer.send(JOB)
    assert delivery.state is SlipState.FAILED
    assert delivery.reason is not None
    assert delivery.reason.msgid == thermal.SILENT
    assert machine.emulator.paper == []


def test_a_line_that_is_not_there_is_a_printer_that_is_off(tmp_path: Path) -> None:
    for connect in (lambda: DeviceWire(tmp_path / "none"), lambda: SerialWire(str(tmp_path / "none"), 9600)):
        assert ThermalPrinter("line", connect).send(JOB).state is SlipState.FAILED


def test_what_was_answered_too_late_is_not_taken_for_the_next_answer() -> None:
    """The printer had said "out of paper" to a question nobody waited for any more; now it has a roll."""

    class StaleWire:
        sent = 0

        def __init__(self) -> None:
            self.machine, self.answers = Machine(), bytearray(b"\x72\x32")

        def write(self, data: bytes) -> None:
            self.sent += len(data)
            self.answers += self.machine.take(data) or b""

        def read(self, timeout_s: float) -> bytes:
            return bytes([self.answers.pop(0)]) if self.answers else b""

        def close(self) -> None:
            pass

    assert ThermalPrinter("front", StaleWire, status_timeout_s=0.1).trouble() is None


def test_a_failure_without_a_reason_names_the_number() -> None:
    with _on_the_network(Machine(dies_after=5000), done_timeout_s=0.5) as (printer, _):
        reason = printer.send(JOB).reason
    assert reason is not None
    assert (reason.msgid, reason.params) == (BROKE_OFF, {"number": JOB.document.number})


# --- the other end ---------------------------------------------------------------------------------------------------
@contextmanager
def _on_the_network(machine: Machine, **options: object) -> Iterator[tuple[ThermalPrinter, Machine]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        serving = threading.Thread(target=_accept, args=(server, machine))
        serving.start()
        try:
            yield ThermalPrinter("front", lambda: NetworkWire("127.0.0.1", port), **options), machine  # type: ignore[arg-type] # a test names what it changes
        finally:
            server.shutdown(socket.SHUT_RDWR)
            serving.join(5)


def _accept(server: socket.socket, machine: Machine) -> None:
    with suppress(OSError):
        while True:
            line = server.accept()[0]
            with line, suppress(OSError):
                while chunk := line.recv(65536):
                    answer = machine.take(chunk)
                    if answer is None:
                        break
                    line.sendall(answer)


@contextmanager
def _on_a_line(machine: Machine) -> Iterator[tuple[str, Machine]]:
    ours, theirs = pty.openpty()
    os.set_blocking(ours, False)
    import tty

    tty.setraw(theirs)
    ending = threading.Event()
    serving = threading.Thread(target=_serve_line, args=(ours, machine, ending))
    serving.start()
    try:
        yield os.ttyname(theirs), machine
    finally:
        ending.set()
        serving.join(5)
        os.close(theirs)
        os.close(ours)


def _serve_line(line: int, machine: Machine, ending: threading.Event) -> None:
    while not ending.is_set():
        if select.select([line], [], [], 0.02)[0]:
            with suppress(OSError):
                os.write(line, machine.take(os.read(line, 65536)) or b"")


def _until(holds: Callable[[], bool]) -> None:
    """What the other end does next it does at once; it is another thread, so it is given a moment."""
    for _ in range(500):
        if holds():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it never came")
