"""Golden slips as pictures: what a thermal head burns, 80 and 58 mm, near enough to what was looked at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageFilter, ImageOps
from tests.printing import samples, slips
from tests.printing.card_papers import CARDS
from tests.printing.emulator import Emulator

from servicedesk.desk import slips as desk_slips
from servicedesk.desk.trial_sheet import trial_sheet
from servicedesk.domain.counters import CounterProfile
from servicedesk.domain.documents import Document, QrBeside
from servicedesk.domain.printer_setup import PROFILES, PrinterEntry, PrinterKind, PrinterProfile
from servicedesk.printing.pdf import render_pdf
from servicedesk.printing.raster import page_images
from servicedesk.printing.stream import slip_stream
from servicedesk.wording import Words

GOLDEN = Path(__file__).parent / "golden" / "pictures"
MOST_OF_THE_PAPER = 0.004
"""Of all dots: a new FreeType may shade an edge otherwise; a moved line or a lost word is more."""

ZH = Words("zh_CN")
COUNTER = CounterProfile("S01", "T1", "禾木生活馆", "人民路店", desk_name="服务台", phone="020-8800 1234")
FRONT = PrinterEntry(PrinterKind.NETWORK, "192.168.1.50", "前台")
PAPERS = {
    "return_slip": desk_slips.return_slip(ZH, slips.refund()),
    "repair_slip": desk_slips.return_slip(ZH, slips.repair()),
    "refusal_notice": desk_slips.refusal_notice(ZH, slips.refusal()),
    "void_slip_copy": desk_slips.reprinted(ZH, desk_slips.void_slip(ZH, slips.void()), 2, "2026-11-22 12:30", "李婷"),
    "return_slip_english": desk_slips.return_slip(Words("en"), slips.refund()),
    "repair_card": samples.repair_card(),
    "after_sales_card": CARDS["after_sales_card"],
    "after_sales_card_english": CARDS["after_sales_card_english"],
    "test_sheet": trial_sheet(ZH, COUNTER, FRONT, datetime(2026, 11, 22, 2, 46, tzinfo=UTC), "slip"),
}
ROLLS = [PROFILES["80mm"], replace(PROFILES["58mm"], cutter=True)]
BOTH = [(name, roll) for name in PAPERS for roll in ROLLS]
IDS = [f"{name}-{roll.roll_mm}" for name, roll in BOTH]


def on_paper(document: Document, profile: PrinterProfile) -> Image.Image:
    """The first piece that comes out of the software printer, black on white, with the edge of the roll around it."""
    machine = Emulator()
    machine.feed(b"".join(slip_stream(document, profile).commands))
    piece = machine.paper[0]
    size = (piece.row_bytes * 8, len(piece.rows) // piece.row_bytes)
    return ImageOps.expand(ImageOps.invert(Image.frombytes("1", size, bytes(piece.rows)).convert("L")), 32, 255)


@pytest.mark.parametrize(("name", "roll"), BOTH, ids=IDS)
def test_the_slip_looks_as_it_did_when_it_was_looked_at(name: str, roll: PrinterProfile) -> None:
    """After a wanted change: delete the golden picture, run once, look at the new one."""
    picture, golden = on_paper(PAPERS[name], roll), GOLDEN / f"{name}.{roll.roll_mm}.png"
    if not golden.exists():
        GOLDEN.mkdir(exist_ok=True)
        picture.convert("1").save(golden, optimize=True)
        pytest.fail(f"wrote {golden.name}; look at it")
    with Image.open(golden) as kept:
        assert kept.size == picture.size
        share = _different(kept.convert("L"), picture)
    assert share <= MOST_OF_THE_PAPER, f"{share:.2%} of the dots differ"


A6_DPI = 120


@pytest.mark.parametrize("name", ["after_sales_card_a6", "after_sales_card_a6_english"])
def test_a_card_on_a6_looks_as_it_did_when_it_was_looked_at(name: str) -> None:
    """Both sides, one under the other."""
    sides = list(page_images(render_pdf(CARDS[name]).pdf, A6_DPI))
    picture = Image.new("L", (sides[0].width, sum(side.height for side in sides)), 255)
    for number, side in enumerate(sides):
        picture.paste(side.convert("L"), (0, number * side.height))
    golden = GOLDEN / f"{name}.png"
    if not golden.exists():
        picture.save(golden, optimize=True)
        pytest.fail(f"wrote {golden.name}; look at it")
    with Image.open(golden) as kept:
        assert kept.size == picture.size
        share = _different(kept.convert("L"), picture)
    assert share <= MOST_OF_THE_PAPER, f"{share:.2%} of the dots differ"


def _different(kept: Image.Image, now: Image.Image) -> float:
    """The share of dots that are black in one and have no black neighbour in the other."""
    thick_kept, thick_now = (one.filter(ImageFilter.MinFilter(3)) for one in (kept, now))
    lost = ImageChops.subtract(thick_now, kept)
    new = ImageChops.subtract(thick_kept, now)
    counts = [sum(1 for value in one.tobytes() if value > 128) for one in (lost, new)]
    return sum(counts) / (kept.width * kept.height)


def test_the_comparison_sees_a_lost_word_and_a_moved_line() -> None:
    picture = on_paper(PAPERS["return_slip"], ROLLS[0])
    without = picture.copy()
    without.paste(255, (32, 400, 608, 424))
    assert _different(picture, without) > 0
    assert _different(picture, ImageChops.offset(picture, 0, 5)) > MOST_OF_THE_PAPER
    assert _different(picture, picture) == 0


@pytest.mark.parametrize(("name", "roll"), BOTH, ids=IDS)
def test_a_scanner_reads_every_code_of_it(name: str, roll: PrinterProfile) -> None:
    document = PAPERS[name]
    found = {code.text for code in zxingcpp.read_barcodes(on_paper(document, roll))}
    assert document.number in found
    assert found <= {
        document.number,
        *(block.data for block in document.blocks_of_copy(0) if isinstance(block, QrBeside)),
    }


@pytest.mark.parametrize(("name", "roll"), BOTH, ids=IDS)
def test_no_ink_touches_the_edge_of_the_head_but_bars_and_frames(name: str, roll: PrinterProfile) -> None:
    """Text that ran out of its place would be cut there; a bar or a frame may end exactly at the edge."""
    picture = on_paper(PAPERS[name], roll)
    edge = picture.crop((32 + roll.width_dots - 1, 0, 32 + roll.width_dots, picture.height))
    longest = max((len(run) for run in _black_runs(edge.tobytes())), default=0)
    ink = sum(1 for value in edge.tobytes() if value < 128)
    assert ink == 0 or longest >= 20


def _black_runs(column: bytes) -> list[bytes]:
    return [
        run for run in column.translate(bytes(1 if value < 128 else 0 for value in range(256))).split(b"\x00") if run
    ]
