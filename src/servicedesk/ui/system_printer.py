"""The computer's own printer, for A4: pages become pictures and go to the system's queue through QPrinter.

It lives in ``ui`` because it is Qt; ``terminal.py`` hands it to the spooler like any printer. Qt documents that
QPainter may paint on a QPrinter outside the GUI thread, and pages are QImages, so ``send`` runs on the print worker.
An application object must exist. CONFIRMED means that the system's queue took the job; the system tells what follows.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from servicedesk.domain.documents import Document, Paper
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import SlipState
from servicedesk.printing.preview import PageImage, page_previews
from servicedesk.printing.printers import BROKE_OFF, Delivery, PrintJob
from servicedesk.wording import N_

NOT_INSTALLED = N_(
    "The printer {printer} is not installed on this computer. The paper is saved. Choose a printer in the settings."
)
NOT_TAKEN = N_(
    "The printer {printer} would not take the page. The paper is saved. "
    "Check it in the system settings; it then prints by itself."
)


class SystemPrinter:
    """``to_file`` prints into a PDF instead, as the system's "print to file" would."""

    def __init__(self, name: str, *, dpi: int = 300, to_file: Path | None = None) -> None:
        self.name = name
        self.paper = Paper.A4
        self._dpi = dpi
        self._to_file = to_file

    def trouble(self) -> Sentence | None:
        if self._to_file is not None or self.name in QPrinterInfo.availablePrinterNames():
            return None
        return Sentence(NOT_INSTALLED, {"printer": self.name})

    def send(self, job: PrintJob) -> Delivery:
        trouble = self.trouble()
        if trouble is not None:
            return Delivery(SlipState.FAILED, trouble)
        pages = page_previews(job.document, self._dpi)
        printer = self._printer(job.document, pages[0])
        painter = QPainter()
        if not painter.begin(printer):
            return Delivery(SlipState.FAILED, Sentence(NOT_TAKEN, {"printer": self.name}))
        try:
            whole = _paint(painter, printer.newPage, pages, printer.paperRect(QPrinter.Unit.DevicePixel))
        finally:
            taken = painter.end()
        if (
            whole
            and taken
            and printer.printerState() not in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)
        ):
            return Delivery(SlipState.CONFIRMED)
        return Delivery(SlipState.UNKNOWN, Sentence(BROKE_OFF, {"number": job.document.number}))

    def _printer(self, document: Document, page: PageImage) -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if self._to_file is not None:
            printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            printer.setOutputFileName(str(self._to_file))
        else:
            printer.setPrinterName(self.name)
        printer.setResolution(self._dpi)
        printer.setDocName(document.number)
        printer.setFullPage(True)
        size = QPageSize(QPageSize.PageSizeId.A4)
        if document.paper is not Paper.A4:
            points = QSizeF(page.width, page.height) * (72 / self._dpi)
            size = QPageSize(points, QPageSize.Unit.Point, document.number, QPageSize.SizeMatchPolicy.ExactMatch)
        printer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
        return printer


def _paint(painter: QPainter, new_page: Callable[[], bool], pages: tuple[PageImage, ...], sheet: QRectF) -> bool:
    """One picture a page, as large as the sheet; whether every page was begun."""
    for number, page in enumerate(pages):
        if number and not new_page():
            return False
        image = QImage(page.rgb, page.width, page.height, 3 * page.width, QImage.Format.Format_RGB888)
        painter.drawImage(QRectF(0, 0, sheet.width(), sheet.height()), image)
    return True
