"""From a counter's settings to its printers: per role those to try in their order, each alone for its test, the drawer.

A setting that is wrong never falls back to another printer unsaid: its role holds the paper and says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from servicedesk.desk.paper import one_printer
from servicedesk.domain.documents import Paper
from servicedesk.domain.printer_setup import ROLES, PrinterEntry, PrinterKind, PrinterSetup
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import PAGE_PRINTER, SlipState
from servicedesk.printing.cups import CupsPrinter
from servicedesk.printing.printers import Delivery, Drawer, DummyPrinter, FolderPrinter, Printer, PrintJob
from servicedesk.printing.thermal import ThermalPrinter
from servicedesk.printing.windows import WindowsPrinter
from servicedesk.printing.wires import DeviceWire, NetworkWire, SerialWire, Wire

MakeSystemPrinter = Callable[[str], Printer]
"""Makes the printer of this computer with that name: it is Qt's, so whoever has Qt hands it in."""


@dataclass(frozen=True, slots=True)
class Printers:
    """``queues`` maps what jobs are queued for to the printers tried for it; ``by_role`` names the queues of each role,
    which are worked off one after the other. ``drawer`` is None where no printer has one."""

    queues: Mapping[str, tuple[Printer, ...]]
    by_role: Mapping[str, frozenset[str]]
    drawer: Drawer | None = None


class WrongPrinter:
    """Stands where the settings are wrong: holds every paper back and says why."""

    def __init__(self, fault: Sentence) -> None:
        self.name, self.paper, self._fault = "-", Paper.SLIP_80MM, fault

    def trouble(self) -> Sentence | None:
        return self._fault

    def send(self, _job: PrintJob) -> Delivery:
        return Delivery(SlipState.FAILED, self._fault)


def printers_of(setup: PrinterSetup, folder: Path, system: MakeSystemPrinter) -> Printers:
    """The printers of a setup. ``folder`` is where papers go that name no folder of their own. Opens nothing."""
    queues: dict[str, tuple[Printer, ...]] = {}
    by_role: dict[str, frozenset[str]] = {}
    wired: dict[PrinterEntry, ThermalPrinter] = {}
    for role in ROLES:
        made = [_printer(entry, role, folder, system, wired) for entry in setup.of(role)]
        fault = setup.fault_of(role)
        if not made and fault is not None:
            made = [WrongPrinter(fault.said)]
        queues[role] = tuple(made)
        alone = {one_printer(role, place): (printer,) for place, printer in enumerate(made)}
        queues.update(alone)
        by_role[role] = frozenset({role, *alone})
    return Printers(queues, by_role, _drawer_of(printer for role in ROLES for printer in queues[role]))


def _drawer_of(printers: Iterable[Printer]) -> Drawer | None:
    """The first printer with a cash drawer on its cable."""
    for printer in printers:
        if isinstance(printer, ThermalPrinter | CupsPrinter | WindowsPrinter) and printer.has_drawer:
            return printer
    return None


def _printer(
    entry: PrinterEntry, role: str, folder: Path, system: MakeSystemPrinter, wired: dict[PrinterEntry, ThermalPrinter]
) -> Printer:
    """A printer on a wire that serves two roles is one printer: it takes one slip at a time."""
    called, profile = entry.called, entry.profile
    match entry.kind:
        case PrinterKind.NETWORK | PrinterKind.USB | PrinterKind.SERIAL:
            return wired.setdefault(entry, ThermalPrinter(called, _wire_to(entry), profile))
        case PrinterKind.CUPS:
            return CupsPrinter(called, entry.address, None if role == PAGE_PRINTER else profile)
        case PrinterKind.WINDOWS:
            return WindowsPrinter(called, entry.address, profile)
        case PrinterKind.SYSTEM:
            return system(entry.address)
        case PrinterKind.DUMMY:
            return DummyPrinter(_folder(entry, folder), name=called, profile=profile)
        case PrinterKind.FOLDER:
            paper = Paper.A4 if role == PAGE_PRINTER else Paper.SLIP_80MM
            return FolderPrinter(_folder(entry, folder), name=called, paper=paper)


def _folder(entry: PrinterEntry, folder: Path) -> Path:
    return Path(entry.address) if entry.address else folder


def _wire_to(entry: PrinterEntry) -> Callable[[], Wire]:
    match entry.kind:
        case PrinterKind.NETWORK:
            return lambda: NetworkWire(entry.address, entry.port)
        case PrinterKind.SERIAL:
            return lambda: SerialWire(entry.address, entry.baud)
        case _:
            return lambda: DeviceWire(Path(entry.address))
