"""Printers behind CUPS, by its own programs: receipt printers as raw bytes, office printers as PDF.

CUPS takes a job and answers; what becomes of it is asked with ``lpstat``. CONFIRMED means that CUPS says it was handed
to the printer whole. A job that is not done in time is cancelled, so that it can't come out later on its own: if CUPS
never began it, nothing came out (FAILED), else nobody can tell (UNKNOWN).
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable
from typing import Any

from servicedesk.domain.documents import Document, Paper
from servicedesk.domain.printer_setup import PrinterProfile
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import SlipState
from servicedesk.printing.printers import BROKE_OFF, Delivery, PrintJob
from servicedesk.wording import N_

NO_CUPS = N_(
    "This computer has no CUPS, so {printer} cannot print. The paper is saved. "
    "Choose another printer in the settings, or have IT install CUPS."
)
NO_QUEUE = N_(
    "CUPS knows no printer {printer}. The paper is saved. Choose a printer in the settings; it then prints by itself."
)
STOPPED = N_(
    "CUPS has stopped the printer {printer}: {problem}. The paper is saved. "
    "Look at the printer and start it again in the system settings; it then prints by itself."
)
NOT_TAKEN = N_(
    "CUPS would not take the paper for {printer}: {problem}. The paper is saved. "
    "Check the printer in the system settings; it then prints by itself."
)

_ASK_TIMEOUT_S = 10.0
_TAKE_TIMEOUT_S = 60.0
_DONE_TIMEOUT_S = 60.0
_LOOK_EVERY_S = 0.5
_REQUEST = re.compile(r"\b(\S+-\d+)\b")
_DONE = "job-completed-successfully"

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


class CupsPrinter:
    """``profile`` None prints pages as PDF, else slips as the raw commands of a receipt printer."""

    def __init__(
        self,
        name: str,
        queue: str,
        profile: PrinterProfile | None = None,
        *,
        done_timeout_s: float = _DONE_TIMEOUT_S,
        run: Run = subprocess.run,
        monotonic_s: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name, self._queue, self.profile = name, queue, profile
        self.paper = Paper.A4 if profile is None else Paper.SLIP_80MM
        self._done_timeout_s, self._run, self._monotonic_s, self._wait = done_timeout_s, run, monotonic_s, wait

    def trouble(self) -> Sentence | None:
        try:
            told = self._ask("lpstat", "-p", self._queue)
        except OSError:
            return Sentence(NO_CUPS, {"printer": self.name})
        except subprocess.TimeoutExpired:
            return self._stopped("-")
        if told is None:
            return Sentence(NO_QUEUE, {"printer": self.name})
        return self._stopped(_reason(told)) if " disabled " in told.partition("\n")[0] else None

    def _stopped(self, problem: str) -> Sentence:
        return Sentence(STOPPED, {"printer": self.name, "problem": problem})

    def send(self, job: PrintJob) -> Delivery:
        data, missing = self._bytes(job.document)
        delivery = self._hand_over(data, job.document.number)
        if delivery.state is SlipState.CONFIRMED:
            return Delivery(delivery.state, missing=missing)
        return delivery

    def _bytes(self, document: Document) -> tuple[bytes, frozenset[str]]:
        if self.profile is None:
            from servicedesk.printing.pdf import render_pdf

            rendered = render_pdf(document)
            return rendered.pdf, rendered.missing
        from servicedesk.printing.stream import slip_stream

        stream = slip_stream(document, self.profile)
        return b"".join(stream.commands), stream.missing

    def _hand_over(self, data: bytes, title: str) -> Delivery:
        words = ["lp", "-d", self._queue, "-t", title, *(["-o", "raw"] if self.profile else [])]
        unknown = Delivery(SlipState.UNKNOWN, Sentence(BROKE_OFF, {"number": title}))
        try:
            taken = self._run(
                words, input=data, capture_output=True, timeout=_TAKE_TIMEOUT_S, env=_plain(), check=False
            )
        except subprocess.TimeoutExpired:
            return unknown
        except OSError:
            return Delivery(SlipState.FAILED, Sentence(NO_CUPS, {"printer": self.name}))
        if taken.returncode != 0:
            problem = taken.stderr.decode(errors="replace").strip()[:120] or str(taken.returncode)
            return Delivery(SlipState.FAILED, Sentence(NOT_TAKEN, {"printer": self.name, "problem": problem}))
        request = _REQUEST.search(taken.stdout.decode(errors="replace"))
        try:
            return self._followed(request[1], unknown) if request else unknown
        except (OSError, subprocess.TimeoutExpired):
            return unknown

    def _followed(self, request: str, unknown: Delivery) -> Delivery:
        """Look until it is done; what is not done in time is taken out of the queue."""
        until_s, begun = self._monotonic_s() + self._done_timeout_s, False
        while True:
            state = self._ask("lpstat", "-p", self._queue) or ""
            begun = begun or request in state
            if not self._lists("not-completed", request):
                done = self._lists("completed", request)
                return Delivery(SlipState.CONFIRMED) if _DONE in done else unknown
            stopped = " disabled " in state.partition("\n")[0]
            if stopped or self._monotonic_s() >= until_s:
                break
            self._wait(_LOOK_EVERY_S)
        cancelled = self._ask("cancel", request) is not None
        if stopped and cancelled and not begun:
            return Delivery(SlipState.FAILED, self._stopped(_reason(state)))
        return unknown

    def _lists(self, which: str, request: str) -> str:
        """What ``lpstat`` says of this job among those that are (not) completed; "" when it is not among them."""
        told = self._ask("lpstat", "-l", "-W", which, "-o", self._queue) or ""
        of_job = re.search(rf"^{re.escape(request)}\s.*(?:\n[ \t].*)*", told, re.MULTILINE)
        return of_job[0] if of_job else ""

    def _ask(self, *words: str) -> str | None:
        """What a program of CUPS answers; None when it refuses."""
        told = self._run(list(words), capture_output=True, timeout=_ASK_TIMEOUT_S, env=_plain(), check=False)
        return told.stdout.decode(errors="replace") if told.returncode == 0 else None

    @property
    def has_drawer(self) -> bool:
        return self.profile is not None and self.profile.drawer_pin is not None

    def open_drawer(self) -> Delivery:
        """One pulse, as a job of its own."""
        from servicedesk.printing import escpos

        assert self.profile is not None, "only a receipt printer has a drawer"
        return self._hand_over(escpos.drawer_pulse(self.profile.drawer_pin or 0), "drawer")


def _reason(told: str) -> str:
    """The indented second line of what ``lpstat -p`` says."""
    return " ".join(told.split("\n", 1)[-1].split())[:80] or "-"


def _plain() -> dict[str, Any]:
    """CUPS translates what it says; we read the words it says to programs."""
    return {**os.environ, "LC_ALL": "C", "LANGUAGE": "C"}
