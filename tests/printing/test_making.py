"""From settings to printers: which one is tried, what a wrong setting does, where the drawer is."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicedesk.desk.paper import SlipJob
from servicedesk.domain import printer_setup as setups
from servicedesk.domain.documents import Document, Paper, Text
from servicedesk.domain.printer_setup import PrinterKind, parse
from servicedesk.domain.slips import SlipState
from servicedesk.printing.cups import CupsPrinter
from servicedesk.printing.making import Printers, WrongPrinter, printers_of
from servicedesk.printing.printers import DummyPrinter, FolderPrinter
from servicedesk.printing.thermal import ThermalPrinter
from servicedesk.printing.windows import WindowsPrinter

JOB = SlipJob("1", "slip", Document("test", "RT-1", "Slip", "en", Paper.SLIP_80MM, (Text("a kettle"),)))


def _made(value: object, folder: Path = Path("paper")) -> Printers:
    return printers_of(parse(value), folder, lambda name: FolderPrinter(folder, name=name))


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ({"kind": "network", "host": "h"}, ThermalPrinter),
        ({"kind": "usb", "path": "/dev/usb/lp0"}, ThermalPrinter),
        ({"kind": "serial", "device": "COM3"}, ThermalPrinter),
        ({"kind": "cups", "queue": "PT"}, CupsPrinter),
        ({"kind": "windows", "printer": "PT"}, WindowsPrinter),
        ({"kind": "system", "printer": "PT"}, FolderPrinter),
        ({"kind": "folder"}, FolderPrinter),
        ({"kind": "dummy"}, DummyPrinter),
    ],
    ids=[kind.value for kind in PrinterKind if kind.value],
)
def test_every_kind_has_its_printer(entry: dict[str, object], kind: type) -> None:
    (printer,) = _made({"slip": [entry]}).queues["slip"]
    assert type(printer) is kind


def test_printers_are_tried_in_their_order_and_each_can_be_tested_alone() -> None:
    made = _made({"slip": [{"kind": "network", "host": "a", "name": "front"}, {"kind": "folder", "name": "back"}]})
    assert [printer.name for printer in made.queues["slip"]] == ["front", "back"]
    assert [printer.name for printer in made.queues["slip#2"]] == ["back"]
    assert made.by_role["slip"] == {"slip", "slip#1", "slip#2"}


def test_a_printer_that_serves_slips_and_pages_is_one_printer() -> None:
    entry = {"kind": "network", "host": "a"}
    made = _made({"slip": [entry], "page": [entry]})
    assert made.queues["slip"][0] is made.queues["page"][0]


def test_a_role_whose_only_printer_is_wrong_holds_its_paper_and_says_why() -> None:
    """It must not fall back to a folder: the slip would be called printed and nobody would have it."""
    made = _made({"slip": [{"kind": "network"}]})
    (printer,) = made.queues["slip"]
    assert isinstance(printer, WrongPrinter)
    trouble = printer.trouble()
    assert trouble is not None
    assert trouble.msgid == setups.LACKING
    assert printer.send(JOB).state is SlipState.FAILED


def test_the_drawer_is_on_the_first_printer_that_has_one() -> None:
    with_drawer = {"kind": "network", "host": "b", "name": "back", "drawer_pin": 0}
    made = _made({"slip": [{"kind": "network", "host": "a", "name": "front"}, with_drawer]})
    assert made.drawer is not None
    assert made.drawer.name == "back"
    assert _made({"slip": [{"kind": "folder"}]}).drawer is None


def test_a_days_log_on_a_roll_is_set_as_a_slip(tmp_path: Path) -> None:
    from tests.printing import samples
    from tests.printing.emulator import Emulator

    from servicedesk.printing.stream import slip_stream

    machine = Emulator()
    machine.feed(b"".join(slip_stream(samples.day_log()).commands))
    (piece,) = machine.paper
    assert piece.whole
    assert piece.row_bytes == 72
