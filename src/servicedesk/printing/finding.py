"""Printers that this computer can reach: USB devices, serial lines, queues of CUPS or Windows. Nothing is sent."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from servicedesk.domain.printer_setup import PrinterEntry, PrinterKind

_LONGEST_LOOK_S = 1.0
"""It is looked on the desk worker: what CUPS says later than this is not waited for."""


def offered() -> list[PrinterEntry]:
    """Every printer found, receipt printers first. Takes up to a second: never on the GUI thread."""
    usb = [PrinterEntry(PrinterKind.USB, str(path)) for path in sorted(Path("/dev/usb").glob("lp*"))]
    queue = PrinterKind.WINDOWS if sys.platform == "win32" else PrinterKind.CUPS
    queues = [PrinterEntry(queue, name) for name in sorted(set(queue_names()))]
    return [*usb, *queues, *(PrinterEntry(PrinterKind.SERIAL, device) for device in _serial_lines())]


def queue_names() -> list[str]:
    """The queues of the system's own print service."""
    if sys.platform == "win32":
        win32print = import_module("win32print")
        return [str(entry[2]) for entry in win32print.EnumPrinters(win32print.PRINTER_ENUM_LOCAL)]
    if shutil.which("lpstat") is None:
        return []
    try:
        asked = subprocess.run(["lpstat", "-e"], capture_output=True, text=True, timeout=_LONGEST_LOOK_S, check=False)
    except subprocess.TimeoutExpired:
        return []
    return asked.stdout.split("\n")[:-1] if asked.returncode == 0 else []


def _serial_lines() -> list[str]:
    """Lines with a device behind them; the built-in ones that every board claims to have are left out on Linux."""
    list_ports = import_module("serial.tools.list_ports")
    ports = [port for port in list_ports.comports() if os.name == "nt" or port.vid is not None]
    return sorted(str(port.device) for port in ports)
