"""Wires to a receipt printer: a network port, a device file, a serial line. Each counts what may have left.

``sent`` decides what a broken wire means: while it is 0 nothing came out, and the paper may be sent again; after that
nobody can tell. So bytes count as sent as soon as the system may have taken them. Every wait has an end.
"""

from __future__ import annotations

import os
import select
import socket
from pathlib import Path
from typing import Any, Protocol

CONNECT_TIMEOUT_S = 3.0
WRITE_TIMEOUT_S = 10.0
CHUNK_BYTES = 4096


class Wire(Protocol):
    """An open connection. Raises OSError when it breaks; ``read`` answers b"" when nothing came in time."""

    @property
    def sent(self) -> int:
        """How many bytes may have left, since it was opened."""
        ...

    def write(self, data: bytes) -> None: ...

    def read(self, timeout_s: float) -> bytes: ...

    def close(self) -> None: ...


class NetworkWire:
    """A printer in the local network; every maker listens on port 9100."""

    def __init__(
        self, host: str, port: int = 9100, *, write_timeout_s: float = WRITE_TIMEOUT_S,
        connect_timeout_s: float = CONNECT_TIMEOUT_S,
    ) -> None:  # fmt: skip
        self.sent = 0
        self._socket = socket.create_connection((host, port), timeout=connect_timeout_s)
        self._write_timeout_s = write_timeout_s

    def write(self, data: bytes) -> None:
        rest = memoryview(data)
        self._socket.settimeout(self._write_timeout_s)
        while rest:
            taken = self._socket.send(rest[:CHUNK_BYTES])
            self.sent += taken
            rest = rest[taken:]

    def read(self, timeout_s: float) -> bytes:
        self._socket.settimeout(max(timeout_s, 0.001))
        try:
            answer = self._socket.recv(1)
        except TimeoutError:
            return b""
        if not answer:
            raise ConnectionResetError("the printer closed the connection")
        return answer

    def close(self) -> None:
        self._socket.close()


class DeviceWire:
    """A character device such as ``/dev/usb/lp0``."""

    def __init__(self, path: Path, *, write_timeout_s: float = WRITE_TIMEOUT_S) -> None:
        self.sent = 0
        self._file = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        self._write_timeout_s = write_timeout_s

    def write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            _, ready, _ = select.select([], [self._file], [], self._write_timeout_s)
            if not ready:
                raise TimeoutError(f"the device took nothing for {self._write_timeout_s} s")
            taken = os.write(self._file, rest[:CHUNK_BYTES])
            self.sent += taken
            rest = rest[taken:]

    def read(self, timeout_s: float) -> bytes:
        ready, _, _ = select.select([self._file], [], [], timeout_s)
        try:
            answer = os.read(self._file, 1) if ready else None
        except BlockingIOError:
            return b""
        if answer == b"":
            raise ConnectionResetError("the device is gone")
        return answer or b""

    def close(self) -> None:
        os.close(self._file)


class SerialWire:
    """A serial line (``COM3``, ``/dev/ttyUSB0``), eight data bits, no parity, told to wait by hardware.

    pyserial does not say how much of a write that ran out of time had left, so a piece counts before it is written."""

    def __init__(
        self, device: str, baud: int, *, write_timeout_s: float = WRITE_TIMEOUT_S, hardware_waits: bool = True
    ) -> None:
        import serial

        self.sent = 0
        self._line: Any = serial.Serial(
            device, baud, timeout=0, write_timeout=write_timeout_s, rtscts=hardware_waits, exclusive=True
        )

    def write(self, data: bytes) -> None:
        for start in range(0, len(data), _SERIAL_CHUNK_BYTES):
            piece = data[start : start + _SERIAL_CHUNK_BYTES]
            self.sent += len(piece)
            self._line.write(piece)
            self._line.flush()

    def read(self, timeout_s: float) -> bytes:
        self._line.timeout = timeout_s
        return bytes(self._line.read(1))

    def close(self) -> None:
        self._line.close()


_SERIAL_CHUNK_BYTES = 256
"""At 9600 baud a quarter of a second: small enough that a printer which stops is noticed before the line's time-out."""
