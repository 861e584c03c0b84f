"""Dots and bytes: what the printer gets is the page, dot for dot, and nothing but the commands we know."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageChops
from tests.printing import escpos_reader, samples, slips

from servicedesk.desk import slips as desk_slips
from servicedesk.domain import documents as d
from servicedesk.printing import codes, escpos
from servicedesk.printing.pdf import render_pdf
from servicedesk.printing.raster import Bitmap, page_images, slip_bitmaps
from servicedesk.wording import Words

SLIP = desk_slips.return_slip(Words("zh_CN"), slips.refund())


def test_the_printer_gets_the_page_dot_for_dot() -> None:
    """But for the few lone dots that would begin a real-time command: each of those has got a neighbour."""
    pdf = render_pdf(SLIP).pdf
    tape = escpos_reader.read(b"".join(escpos.slip_commands(slip_bitmaps(pdf))))
    assert len(tape.pieces) == 2
    for page, piece in zip(page_images(pdf, 203), tape.pieces, strict=True):
        ink = page.crop((32, 0, 608, page.height)).point(lambda value: 255 if value < 150 else 0)
        difference = ImageChops.difference(ink.crop(ink.getbbox()), piece.convert("L").crop(piece.getbbox()))
        assert sum(value > 0 for value in difference.tobytes()) <= 3


@given(st.binary(max_size=400))
def test_no_dots_are_a_real_time_command(dots: bytes) -> None:
    """Printers obey DLE EOT, DLE ENQ and DLE DC4 inside a picture, too; the last opens the drawer."""
    hostile = dots + b"\x10\x14\x01\x00\x01" + dots + b"\x10\x10\x04\x01\x10\x05"
    safe = escpos.defused(hostile)
    assert not re.search(rb"\x10[\x04\x05\x14]", safe)
    changed = [old ^ new for old, new in zip(hostile, safe, strict=True) if old != new]
    assert len(changed) >= 3
    assert set(changed) == {0x08}, "one dot more beside the lone one, nothing else"


def test_each_copy_is_fed_clear_and_cut_off() -> None:
    tape = escpos_reader.read(_stream(SLIP))
    assert tape.commands[0] == "init"
    without_bands = [command for command in tape.commands[1:] if command != "raster"]
    assert without_bands == ["feed", "cut", "feed", "cut"]


@pytest.mark.parametrize("document", [SLIP, samples.repair_card()], ids=["return", "card"])
def test_a_scanner_reads_both_codes_from_the_dots(document: d.Document) -> None:
    customers = escpos_reader.on_paper(escpos_reader.read(_stream(document)).pieces[0])
    assert {code.text for code in zxingcpp.read_barcodes(customers)} == {document.number, f"SD:{document.number}"}


def test_every_bar_is_a_whole_number_of_dots() -> None:
    """Two dots a module, none gained or lost: pdfium widens single rectangles by a dot, which scanners then misread."""
    piece = escpos_reader.read(_stream(SLIP)).pieces[0]
    runs = tuple(2 * run for run in codes.code128_runs(SLIP.number))
    assert any(_runs(piece.crop((0, y, piece.width, y + 1)).tobytes()) == runs for y in range(0, piece.height // 3, 4))


def test_a_slip_is_neither_blank_nor_black() -> None:
    for bitmap in slip_bitmaps(render_pdf(SLIP).pdf):
        assert bitmap.width_dots == 576
        assert 0.08 < bitmap.black_share() < 0.25


def test_bands_are_small_enough_for_a_small_buffer() -> None:
    commands = list(escpos.slip_commands(slip_bitmaps(render_pdf(SLIP).pdf)))
    assert max(map(len, commands)) <= 8 + 72 * 128


def test_a_long_feed_is_several_short_ones() -> None:
    assert escpos.feed(600) == b"\x1bJ\xff\x1bJ\xff\x1bJ\x5a"


def test_a_bitmap_counts_its_black_dots() -> None:
    assert Bitmap(8, 2, b"\xf0\x00").black_share() == 0.25


@settings(max_examples=15)
@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_nothing_a_customer_writes_becomes_a_command(text: str) -> None:
    hostile = "\x1bp\x00\x19\xfa" + text + "\x10\x14\x01\x1d(A"
    document = replace(SLIP, blocks=(d.TitleBar(hostile), d.Barcode(hostile), d.Pair("顾客", hostile)), for_customer=())
    tape = escpos_reader.read(_stream(document))
    assert set(tape.commands) == {"init", "raster", "feed", "cut"}


def test_the_drawer_is_never_part_of_a_slip() -> None:
    assert b"\x1bp" not in b"".join(command[:8] for command in escpos.slip_commands(slip_bitmaps(render_pdf(SLIP).pdf)))
    assert escpos.drawer_pulse() == b"\x1bp\x00\x19\xfa"


def _stream(document: d.Document) -> bytes:
    return b"".join(escpos.slip_commands(slip_bitmaps(render_pdf(document).pdf)))


def _runs(row: bytes) -> tuple[int, ...]:
    """Lengths of ink, blank, ink, … between the row's first and last ink."""
    bits = "".join(f"{byte:08b}" for byte in row).strip("0")
    runs, last = [], ""
    for bit in bits:
        if bit == last:
            runs[-1] += 1
        else:
            runs.append(1)
        last = bit
    return tuple(runs)
