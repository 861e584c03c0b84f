"""A printer on a wire that can be switched off: the emulator, as our own ``ThermalPrinter`` reaches it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tests.printing.emulator import Emulator

from servicedesk.domain.printer_setup import WIDE
from servicedesk.printing.thermal import ThermalPrinter


@dataclass
class Machine:
    """A printer that can be switched off."""

    emulator: Emulator = field(default_factory=Emulator)
    on: bool = True
    sent: int = 0

    def connect(self) -> Machine:
        if not self.on:
            raise ConnectionRefusedError("switched off")
        return self

    def write(self, data: bytes) -> None:
        self.sent += len(data)
        self.emulator.feed(data)

    def read(self, timeout_s: float) -> bytes:
        return bytes([self.emulator.answers.pop(0)]) if self.emulator.answers else b""

    def close(self) -> None:
        self.emulator.answers.clear()

    def printer(self, name: str = "front") -> ThermalPrinter:
        return ThermalPrinter(name, self.connect, replace(WIDE, drawer_pin=0), status_timeout_s=0.2)
