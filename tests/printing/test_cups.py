"""CUPS, played by programs of its names on PATH: what each of its answers means for the paper."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field, replace

import pytest
from tests.printing import samples
from tests.printing.emulator import Emulator

from servicedesk.desk.paper import SlipJob
from servicedesk.domain.printer_setup import WIDE
from servicedesk.domain.slips import SlipState
from servicedesk.printing import cups
from servicedesk.printing.cups import CupsPrinter
from servicedesk.printing.printers import BROKE_OFF

JOB = SlipJob("a1", "slip", samples.repair_card())
IDLE = "printer PT is idle.  enabled since Sun 22 Nov 2026 09:00:00 AM CST\n"
BUSY = "printer PT now printing PT-7.  enabled since Sun 22 Nov 2026 09:00:00 AM CST\n"
STOPPED = "printer PT disabled since Sun 22 Nov 2026 09:00:00 AM CST -\n\tThe printer is not responding.\n"
LISTED = "PT-7  clerk  9216  Sun 22 Nov 2026\n"
DONE = LISTED + "\tAlerts: job-completed-successfully\n\tqueued for PT\n"
CANCELLED = LISTED + "\tAlerts: job-canceled-by-user\n\tqueued for PT\n"


@dataclass
class Cups:
    """Answers in turn: what ``lpstat -p`` says, whether the job is still listed, what the list of done ones says."""

    states: list[str] = field(default_factory=lambda: [IDLE])
    looks_until_done: int = 1
    done: str = DONE
    taken: tuple[int, str] = (0, "request id is PT-7 (0 file(s))\n")
    words: list[list[str]] = field(default_factory=list)
    printed: bytes = b""
    time_s: float = 0.0

    def run(self, words: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        self.words.append(words)
        code, said = 0, ""
        match words:
            case ["lp", *_]:
                code, said = self.taken
                self.printed = options["input"]  # type: ignore[assignment] # lp is given bytes
            case ["lpstat", "-p", _]:
                said = self.states.pop(0) if len(self.states) > 1 else self.states[0]
                code = 0 if said else 1
            case ["lpstat", "-l", "-W", "not-completed", *_]:
                self.looks_until_done -= 1
                said = LISTED if self.looks_until_done >= 0 else ""
            case ["lpstat", "-l", "-W", "completed", *_]:
                said = "PT-70  clerk  1 Sun 22 Nov\n\tAlerts: job-completed-successfully\n" + self.done
        return subprocess.CompletedProcess(words, code, said.encode(), b"lp: no such printer")

    def wait(self, seconds: float) -> None:
        self.time_s += seconds

    def printer(self, **options: object) -> CupsPrinter:
        given: dict[str, object] = {"profile": WIDE} | options
        return CupsPrinter("front", "PT", run=self.run, monotonic_s=lambda: self.time_s, wait=self.wait, **given)  # type: ignore[arg-type] # a test names what it changes


def test_a_slip_goes_as_raw_bytes_and_is_out_when_cups_says_so() -> None:
    played = Cups(looks_until_done=3)
    assert played.printer().send(JOB).state is SlipState.CONFIRMED
    assert played.words[0] == ["lp", "-d", "PT", "-t", JOB.document.number, "-o", "raw"]
    machine = Emulator()
    machine.feed(played.printed)
    assert [piece.whole for piece in machine.paper] == [True, True]


def test_a_page_goes_as_pdf() -> None:
    played = Cups()
    assert played.printer(profile=None).send(JOB).state is SlipState.CONFIRMED
    assert played.printed.startswith(b"%PDF")
    assert "raw" not in played.words[0]


def test_what_cups_would_not_take_has_not_come_out() -> None:
    delivery = Cups(taken=(1, "")).printer().send(JOB)
    assert delivery.state is SlipState.FAILED
    assert delivery.reason is not None
    assert delivery.reason.msgid == cups.NOT_TAKEN


@pytest.mark.parametrize("done", [CANCELLED, ""])
def test_a_job_that_left_the_queue_otherwise_is_unknown(done: str) -> None:
    delivery = Cups(done=done).printer().send(JOB)
    assert delivery.state is SlipState.UNKNOWN
    assert delivery.reason is not None
    assert delivery.reason.msgid == BROKE_OFF


def test_a_job_that_cups_never_began_is_cancelled_and_may_be_sent_again() -> None:
    played = Cups(states=[IDLE, STOPPED], looks_until_done=99)
    assert played.printer().send(JOB).state is SlipState.FAILED
    assert ["cancel", "PT-7"] in played.words


def test_a_job_that_cups_had_begun_is_cancelled_and_asked_about() -> None:
    played = Cups(states=[BUSY, STOPPED], looks_until_done=99)
    assert played.printer().send(JOB).state is SlipState.UNKNOWN
    assert ["cancel", "PT-7"] in played.words


def test_a_job_that_takes_too_long_is_cancelled_so_that_it_cannot_come_out_later() -> None:
    played = Cups(states=[BUSY], looks_until_done=10_000)
    assert played.printer(done_timeout_s=30.0).send(JOB).state is SlipState.UNKNOWN
    assert played.words[-1] == ["cancel", "PT-7"]


def test_what_is_in_the_way_is_said() -> None:
    stopped = Cups(states=[STOPPED]).printer().trouble()
    assert stopped is not None
    assert (stopped.msgid, stopped.params["problem"]) == (cups.STOPPED, "The printer is not responding.")
    unknown = Cups(states=[""]).printer().trouble()
    assert unknown is not None
    assert unknown.msgid == cups.NO_QUEUE
    assert Cups().printer().trouble() is None


def test_a_computer_without_cups_says_so_and_has_printed_nothing() -> None:
    def nothing(words: list[str], **_options: object) -> subprocess.CompletedProcess[bytes]:
        raise FileNotFoundError(words[0])

    printer = CupsPrinter("front", "PT", WIDE, run=nothing)
    trouble = printer.trouble()
    assert trouble is not None
    assert trouble.msgid == cups.NO_CUPS
    assert printer.send(JOB).state is SlipState.FAILED


def test_a_program_that_hangs_while_it_takes_the_slip_leaves_it_unknown() -> None:
    def hangs(words: list[str], **_options: object) -> subprocess.CompletedProcess[bytes]:
        raise subprocess.TimeoutExpired(words, 60)

    assert CupsPrinter("front", "PT", WIDE, run=hangs).send(JOB).state is SlipState.UNKNOWN


def test_the_drawer_is_a_job_of_its_own() -> None:
    played = Cups()
    printer = played.printer(profile=replace(WIDE, drawer_pin=0))
    assert printer.has_drawer
    assert printer.open_drawer().state is SlipState.CONFIRMED
    assert played.printed == b"\x1bp\x00\x19\xfa"
