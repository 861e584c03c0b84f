"""Printers: what the spooler hands a job to. A printer says what became of the paper, it never raises for the world.

CONFIRMED: the paper is there. FAILED: surely nothing came out, so it may be sent again. UNKNOWN: something may have
come out; a person looks, and what is printed then is a marked copy (reliability H2-H4).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from servicedesk.domain.documents import Document, Paper
from servicedesk.domain.printer_setup import WIDE, PrinterProfile
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import SlipState
from servicedesk.wording import N_

# ReportLab and pdfium take a quarter of a second to import; nobody waits for that before the first window is painted,
# so they are imported where the first paper is rendered, on the print worker.

BROKE_OFF = N_(
    "Nobody can tell whether {number} came out. The work is saved. "
    "Look at the printer; if it is not there, print a copy."
)
FOLDER_SHUT = N_(
    "{folder} cannot be written: {problem}. The paper is saved. Free the folder; it then prints by itself."
)


class PrintJob(Protocol):
    """One paper to put out (``desk.paper.SlipJob``). ``printer`` is the role it was queued for: "slip" or "page"."""

    @property
    def slip_id(self) -> str: ...

    @property
    def printer(self) -> str: ...

    @property
    def document(self) -> Document: ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a job; ``reason`` is set unless it is CONFIRMED. ``missing`` are characters printed as 〓."""

    state: SlipState
    reason: Sentence | None = None
    missing: frozenset[str] = frozenset()


class Printer(Protocol):
    """``name`` is what people call it, ``paper`` what it is loaded with. Used from print workers only."""

    @property
    def name(self) -> str: ...

    @property
    def paper(self) -> Paper: ...

    def trouble(self) -> Sentence | None:
        """What is in the way of printing now, asked before a job is marked as being sent; None when it is ready."""
        ...

    def send(self, job: PrintJob) -> Delivery: ...


@runtime_checkable
class BreaksOff(Protocol):
    """A printer that may still wait for the rest of a slip when the program that sent it has ended."""

    def was_cut_off(self) -> None: ...


class Drawer(Protocol):
    """The cash drawer on a printer's cable. ``open_drawer`` sends one pulse: CONFIRMED, it left; FAILED, surely not."""

    @property
    def name(self) -> str: ...

    def open_drawer(self) -> Delivery: ...


def file_stem(document: Document) -> str:
    """A file name from the document's number that no file system refuses, reprints told apart."""
    stem = re.sub(r"[^0-9A-Za-z_-]+", "-", document.number).strip("-") or "paper"
    return f"{stem}-copy{document.reprint}" if document.reprint else stem


class FolderPrinter:
    """Puts a PDF into a folder: the printer of a shop that prints later, mails its papers, or has no printer yet."""

    def __init__(self, folder: Path, *, name: str = "PDF", paper: Paper = Paper.A4) -> None:
        self.name = name
        self.paper = paper
        self._folder = folder

    def trouble(self) -> Sentence | None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return self._shut(error)
        if os.access(self._folder, os.W_OK):
            return None
        return self._shut(PermissionError(13, "Permission denied"))

    def send(self, job: PrintJob) -> Delivery:
        from servicedesk.printing.pdf import render_pdf

        rendered = render_pdf(job.document)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._put(file_stem(job.document), rendered.pdf)
        except OSError as error:
            return Delivery(SlipState.FAILED, self._shut(error))
        return Delivery(SlipState.CONFIRMED, missing=rendered.missing)

    def _put(self, stem: str, pdf: bytes) -> None:
        """Appears whole or not at all. The same paper again is the same file; another paper of this number gets -2."""
        target, count = self._folder / f"{stem}.pdf", 1
        while target.exists():
            if target.read_bytes() == pdf:
                return
            count += 1
            target = self._folder / f"{stem}-{count}.pdf"
        write_whole(target, [pdf])

    def _shut(self, error: OSError) -> Sentence:
        return Sentence(FOLDER_SHUT, {"folder": str(self._folder), "problem": error.strerror or str(error)})


def write_whole(target: Path, chunks: Iterable[bytes]) -> None:
    """Write beside the target, make it durable, then rename: nobody ever reads half a paper."""
    partial = target.with_name(target.name + ".part")
    with partial.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)


class DummyPrinter:
    """Keeps what a thermal printer would have got, one file a slip, in a folder: for practice, demos and crash tests.

    Like paper, a file is there from its first byte on and stays half when the sender dies. ``on_first_byte`` is called
    just before that byte.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str = "practice printer",
        profile: PrinterProfile = WIDE,
        on_first_byte: Callable[[], None] | None = None,
    ) -> None:
        self.name = name
        self.paper = Paper.SLIP_80MM
        self._profile = profile
        self._folder = folder
        self._on_first_byte = on_first_byte

    def trouble(self) -> Sentence | None:
        return None

    def send(self, job: PrintJob) -> Delivery:
        from servicedesk.printing.stream import slip_stream

        stream = slip_stream(job.document, self._profile)
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._on_first_byte is not None:
            self._on_first_byte()
        with self._next_file(file_stem(job.document)).open("xb", buffering=0) as file:
            for command in stream.commands:
                file.write(command)
        return Delivery(SlipState.CONFIRMED, missing=stream.missing)

    def _next_file(self, stem: str) -> Path:
        printed = sum(1 for _ in self._folder.glob("*.escpos"))
        return self._folder / f"{printed + 1:05d}-{stem}.escpos"
