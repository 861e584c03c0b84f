"""The computer's own printer: pages become a print job of the system, here its "print to file"."""

from __future__ import annotations

import threading
from pathlib import Path

import pypdf
import pytest
import zxingcpp
from PIL import ImageChops
from tests.printing import samples

from servicedesk.desk.paper import SlipJob
from servicedesk.domain.slips import SlipState
from servicedesk.printing.pdf import render_pdf
from servicedesk.printing.printers import Delivery, Printer
from servicedesk.printing.raster import page_images
from servicedesk.ui.system_printer import NOT_INSTALLED, SystemPrinter

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_log_of_three_pages_prints_three_a4_pages_that_look_like_it(tmp_path: Path) -> None:
    target, document = tmp_path / "out.pdf", samples.day_log(returns=60)
    printer: Printer = SystemPrinter("file", dpi=150, to_file=target)
    assert printer.send(SlipJob("a1", "page", document)).state is SlipState.CONFIRMED
    pages = pypdf.PdfReader(target).pages
    assert [(round(page.mediabox.width), round(page.mediabox.height)) for page in pages] == [(595, 842)] * 3
    wanted, printed = (list(page_images(pdf, 50)) for pdf in (render_pdf(document).pdf, target.read_bytes()))
    for one, other in zip(wanted, printed, strict=True):
        differing = ImageChops.difference(one, other.resize(one.size)).point(lambda value: 255 if value > 96 else 0)
        assert differing.histogram()[255] < 0.01 * one.width * one.height


def test_it_prints_off_the_gui_thread(tmp_path: Path) -> None:
    target, deliveries = tmp_path / "out.pdf", list[Delivery]()
    job = SlipJob("a1", "page", samples.day_log())
    worker = threading.Thread(
        target=lambda: deliveries.append(SystemPrinter("file", dpi=100, to_file=target).send(job))
    )
    worker.start()
    worker.join(30)
    assert [delivery.state for delivery in deliveries] == [SlipState.CONFIRMED]
    assert len(pypdf.PdfReader(target).pages) == 2


def test_a_slip_on_it_keeps_its_own_size_and_its_codes(tmp_path: Path) -> None:
    target, card = tmp_path / "out.pdf", samples.repair_card()
    SystemPrinter("file", to_file=target).send(SlipJob("a1", "page", card))
    assert [round(page.mediabox.width) for page in pypdf.PdfReader(target).pages] == [227, 227]
    first = next(iter(page_images(target.read_bytes(), 300)))
    assert {code.text for code in zxingcpp.read_barcodes(first)} == {card.number, f"SD:{card.number}"}


def test_a_printer_this_computer_does_not_have_is_a_trouble_in_words() -> None:
    printer = SystemPrinter("no such printer")
    delivery = printer.send(SlipJob("a1", "page", samples.day_log()))
    assert delivery.state is SlipState.FAILED
    assert delivery.reason == printer.trouble()
    assert delivery.reason is not None
    assert delivery.reason.msgid == NOT_INSTALLED


def test_a_file_that_cannot_be_written_is_a_failure_and_not_a_paper(tmp_path: Path) -> None:
    printer = SystemPrinter("file", dpi=72, to_file=tmp_path / "missing" / "out.pdf")
    assert printer.send(SlipJob("a1", "page", samples.day_log())).state is SlipState.FAILED
