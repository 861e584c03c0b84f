"""Slips and logs as PDF, and slips as dots, beside the same words drawn the plain way (performance 9, 10, 11).

The peers draw the same words with the same faces: ReportLab's stock canvas with its own bar code and QR widgets and no
layout at all, its LongTable with fixed widths, Qt's QPdfWriter. Nothing of ours is left out: cleaning, missing
characters, breaking lines, two copies, page heads and feet.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from itertools import islice

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pypdfium2
from benchmarks.measuring import Table, interleaved
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QPageSize, QPainter, QPdfWriter
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode import code128, qr
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, SimpleDocTemplate
from tests.printing import slips
from tests.printing.samples import day_log

from servicedesk import paths
from servicedesk.desk import slips as desk_slips
from servicedesk.domain.documents import Document, all_text
from servicedesk.domain.documents import Table as Rows
from servicedesk.printing import codes, escpos, fonts, raster
from servicedesk.printing.pdf import render_pdf
from servicedesk.printing.strips import DPI
from servicedesk.wording import Words

MM = 72 / 25.4
LOG_ROWS = 10_000
SLIP = desk_slips.return_slip(Words("zh_CN"), slips.refund())
WORDS = [line for line in all_text(SLIP).splitlines() if line]
COPIES = max(1, len(SLIP.copies))


def main() -> int:
    application = QGuiApplication(sys.argv[:1])
    file = QFontDatabase.addApplicationFont(str(paths.resources() / "fonts" / "NotoSansSC-Regular.ttf"))
    family = QFontDatabase.applicationFontFamilies(file)[0]
    fonts.register()
    table = Table("Paper")
    _slip(table, family)
    _log(table, family)
    _dots(table)
    del application
    return table.show()


def _slip(table: Table, family: str) -> None:
    cases = {"ours": _slip_by_us, "canvas": _slip_by_canvas, "qt": lambda: _slip_by_qt(family)}
    taken = interleaved(cases, each=5)
    table.ratio("return slip, both copies", taken["ours"], "stock canvas and codes", taken["canvas"], 0.35)
    table.ratio("return slip, both copies", taken["ours"], "QPdfWriter", taken["qt"], 0.7)
    table.count("bytes of the slip", f"{len(render_pdf(SLIP).pdf)} ({len(_slip_by_canvas())} stock)", "")


def _slip_by_us() -> bytes:
    """A slip as it comes: what was worked out for the last one of the same number does not count."""
    codes.qr_modules.cache_clear()
    codes.code128_runs.cache_clear()
    return render_pdf(SLIP).pdf


def _slip_by_canvas() -> bytes:
    target = io.BytesIO()
    height = (len(WORDS) * 4.5 + 70) * MM
    canvas = Canvas(target, pagesize=(80 * MM, height), pageCompression=1, initialFontName=fonts.REGULAR)
    for _ in range(COPIES):
        y = height - 8 * MM
        canvas.setFont(fonts.REGULAR, 9)
        for line in WORDS:
            canvas.drawString(4 * MM, y, line)
            y -= 4.5 * MM
        code128.Code128(SLIP.number, barHeight=12 * MM, barWidth=0.33 * MM).drawOn(canvas, 4 * MM, y - 14 * MM)
        widget = qr.QrCodeWidget(f"SD:{SLIP.number}", barLevel="M")
        left, bottom, right, top = widget.getBounds()
        size = 30 * MM
        drawing = Drawing(size, size, transform=[size / (right - left), 0, 0, size / (top - bottom), 0, 0])
        drawing.add(widget)
        renderPDF.draw(drawing, canvas, 25 * MM, y - 48 * MM)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _slip_by_qt(family: str) -> bytes:
    buffer, writer, dots_mm = _qt_writer(QSizeF(80, len(WORDS) * 4.5 + 70))
    painter = QPainter(writer)
    painter.setFont(QFont(family, 9))
    for copy in range(COPIES):
        if copy:
            writer.newPage()
        y = 8.0
        for line in WORDS:
            painter.drawText(QPointF(4 * dots_mm, y * dots_mm), line)
            y += 4.5
        painter.drawRects(list(_modules(y, dots_mm)))
    painter.end()
    return bytes(buffer.data().data())


def _modules(y: float, dots_mm: float) -> Iterator[QRectF]:
    """Both codes as rectangles: Qt has no codes of its own."""
    left, dark = 4.0, True
    for width in codes.code128_runs(SLIP.number):
        if dark:
            yield QRectF(left * dots_mm, y * dots_mm, width * 0.33 * dots_mm, 12 * dots_mm)
        left, dark = left + width * 0.33, not dark
    modules = codes.qr_modules(f"SD:{SLIP.number}")
    size = 30 / len(modules)
    for row, line in enumerate(modules):
        for column, black in enumerate(line):
            if black:
                place = ((25 + column * size) * dots_mm, (y + 14 + row * size) * dots_mm)
                yield QRectF(*place, size * dots_mm, size * dots_mm)


def _qt_writer(size_mm: QSizeF) -> tuple[QBuffer, QPdfWriter, float]:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(600)
    writer.setPageSize(QPageSize(size_mm, QPageSize.Unit.Millimeter))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    return buffer, writer, 600 / 25.4


def _log(table: Table, family: str) -> None:
    document = day_log(LOG_ROWS)
    rows = _rows_of(document)
    cases = {
        "ours": lambda: render_pdf(document),
        "longtable": lambda: _log_by_longtable(rows),
        "qt": lambda: _log_by_qt(rows, family),
    }
    taken = interleaved(cases)
    table.ratio(f"log of {LOG_ROWS} returns", taken["ours"], "LongTable, fixed widths", taken["longtable"], 0.2)
    table.ratio(f"log of {LOG_ROWS} returns", taken["ours"], "QPdfWriter", taken["qt"], 0.7)


def _rows_of(document: Document) -> list[list[str]]:
    longest = max((block for block in document.blocks if isinstance(block, Rows)), key=lambda block: len(block.rows))
    return [[column.title for column in longest.columns], *(list(row) for row in longest.rows)]


def _log_by_longtable(rows: list[list[str]]) -> bytes:
    target = io.BytesIO()
    width = 500 / len(rows[0])
    style = [("FONT", (0, 0), (-1, -1), fonts.REGULAR, 8), ("GRID", (0, 0), (-1, -1), 0.3, "grey")]
    table = LongTable(rows, colWidths=[width] * len(rows[0]), rowHeights=14, repeatRows=1, style=style)
    SimpleDocTemplate(target, pagesize=A4).build([table])
    return target.getvalue()


def _log_by_qt(rows: list[list[str]], family: str) -> bytes:
    buffer, writer, dots_mm = _qt_writer(QSizeF(210, 297))
    painter = QPainter(writer)
    painter.setFont(QFont(family, 8))
    width, left = 180 / len(rows[0]), iter(rows)
    while page := list(islice(left, 50)):
        for number, row in enumerate(page):
            y = (20 + number * 5) * dots_mm
            painter.drawLine(QPointF(15 * dots_mm, y), QPointF(195 * dots_mm, y))
            for column, cell in enumerate(row):
                painter.drawText(QPointF((15 + column * width) * dots_mm, y - dots_mm), cell)
        writer.newPage()
    painter.end()
    return bytes(buffer.data().data())


def _dots(table: Table) -> None:
    pdf = render_pdf(SLIP).pdf

    def ours() -> bytes:
        return b"".join(escpos.slip_commands(raster.slip_bitmaps(pdf)))

    def grey() -> int:
        document = pypdfium2.PdfDocument(pdf)
        pages = [page.render(scale=DPI / 72, grayscale=True) for page in document]
        document.close()
        return len(pages)

    taken = interleaved({"ours": ours, "grey": grey}, each=3)
    table.ratio("slip as ESC/POS dots", taken["ours"], "pdfium's grey picture alone", taken["grey"], 2.0)
    table.count("bytes to the printer", f"{len(ours())}", "")


if __name__ == "__main__":
    sys.exit(main())
