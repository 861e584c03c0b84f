"""From a document to what one receipt printer is sent: the commands in order, made before the first of them leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace

from servicedesk.domain.documents import Document, Paper
from servicedesk.domain.printer_setup import WIDE, PrinterProfile
from servicedesk.printing import escpos, lettering, pdf, raster


@dataclass(frozen=True, slots=True)
class Stream:
    """Whole commands, none longer than a small printer's buffer; ``missing`` are characters printed as 〓."""

    commands: tuple[bytes, ...]
    missing: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        return sum(map(len, self.commands))


def slip_stream(document: Document, profile: PrinterProfile = WIDE) -> Stream:
    """The whole paper for a printer of this profile. A sheet that is sent to a roll is set as a slip."""
    slip = document if document.paper is Paper.SLIP_80MM else replace(document, paper=Paper.SLIP_80MM)
    if profile.text:
        commands, missing = lettering.text_commands(slip, profile)
        return Stream(tuple(commands), missing)
    rendered = pdf.render_pdf(slip, profile.width_dots)
    bitmaps = raster.slip_bitmaps(rendered.pdf, profile.width_dots)
    return Stream(tuple(escpos.slip_commands(bitmaps, cutter=profile.cutter)), rendered.missing)
