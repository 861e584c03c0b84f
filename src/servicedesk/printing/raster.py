"""Pages as dots: grey pictures of any PDF, and the 1-bit bitmaps a thermal head burns (203 dots an inch)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageOps

from servicedesk.printing import fonts
from servicedesk.printing.slip import LIVE_DOTS, Roll, roll_of
from servicedesk.printing.strips import DPI

_BLACK_BELOW = 150  # of 255: a little above the middle, because thin strokes of small Han else fade


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Rows of packed dots, eight to a byte, the leftmost the highest bit, 1 is black."""

    width_dots: int
    height_dots: int
    rows: bytes

    @property
    def row_bytes(self) -> int:
        return self.width_dots // 8

    def black_share(self) -> float:
        """How much of the paper is burnt, 0 to 1; a head overheats and a mistake shows when it is large."""
        return sum(byte.bit_count() for byte in self.rows) / (self.width_dots * self.height_dots or 1)


def page_images(pdf: bytes, dpi: float, *, colour: bool = False) -> Iterator[Image.Image]:
    """Every page of a PDF as a picture, 8-bit grey or RGB, one at a time.

    The lock is held for one page, never while the caller has it: whoever stops half-way blocks nobody.
    """
    with fonts.RENDERING:
        document = pypdfium2.PdfDocument(pdf)
        count = len(document)
    try:
        for index in range(count):
            yield _page_image(document, index, dpi, colour)
    finally:
        with fonts.RENDERING:
            document.close()


def _page_image(document: pypdfium2.PdfDocument, index: int, dpi: float, colour: bool) -> Image.Image:
    with fonts.RENDERING:
        page = document[index]
        dots = page.render(scale=dpi / 72, grayscale=not colour, rev_byteorder=True)
        try:
            picture: Image.Image = dots.to_pil().copy()
            return picture
        finally:
            dots.close()
            page.close()


def slip_bitmaps(pdf: bytes, live_dots: int = LIVE_DOTS) -> list[Bitmap]:
    """A slip's copies, each cut to the live width it was set for, blank rows above and below left out."""
    return [_bitmap(image, roll_of(live_dots)) for image in page_images(pdf, DPI)]


def _bitmap(page: Image.Image, roll: Roll) -> Bitmap:
    width = roll.live_dots
    live = page.convert("L").crop((roll.margin_dots, 0, roll.margin_dots + width, page.height))
    black = ImageOps.invert(live).point(lambda value: 255 if value > 255 - _BLACK_BELOW else 0, mode="1")
    found = black.getbbox()
    inked = black.crop((0, found[1], width, found[3])) if found else black.crop((0, 0, width, 0))
    return Bitmap(width, inked.height, inked.tobytes())
