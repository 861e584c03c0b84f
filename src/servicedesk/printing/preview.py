"""What a paper will look like: the print itself as pictures, so that a preview can't differ from the paper."""

from __future__ import annotations

import io
from dataclasses import dataclass

from servicedesk.domain.documents import Document
from servicedesk.printing.pdf import render_pdf
from servicedesk.printing.raster import page_images


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page, 24-bit RGB, rows from the top, no padding: ``QImage(rgb, width, height, 3 * width, Format_RGB888)``."""

    width: int
    height: int
    rgb: bytes


def page_previews(document: Document, dpi: float = 110) -> tuple[PageImage, ...]:
    """Every page, copies included. Takes tens of milliseconds a page: never on the GUI thread."""
    images = page_images(render_pdf(document).pdf, dpi, colour=True)
    return tuple(PageImage(image.width, image.height, image.convert("RGB").tobytes()) for image in images)


def page_png(document: Document, page: int = 0, dpi: float = 110) -> bytes:
    """One page as a PNG file."""
    for index, image in enumerate(page_images(render_pdf(document).pdf, dpi, colour=True)):
        if index == page:
            target = io.BytesIO()
            image.save(target, "PNG")
            return target.getvalue()
    raise IndexError(f"no page {page}")
