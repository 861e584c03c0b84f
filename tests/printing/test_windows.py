"""The Windows spooler, played by a module of its shape: what each of its answers means for the paper."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from tests.printing import samples
from tests.printing.emulator import Emulator

from servicedesk.desk.paper import SlipJob
from servicedesk.domain.printer_setup import WIDE
from servicedesk.domain.slips import SlipState
from servicedesk.printing import thermal, windows
from servicedesk.printing.windows import WindowsPrinter

JOB = SlipJob("a1", "slip", samples.repair_card())


class SpoolerError(Exception):
    """pywintypes.error has no parent but Exception."""


@dataclass
class Win32Print:
    """``win32print``: the calls we make, and an error at the n-th write if wanted. ``job_states`` come one a look; when
    they are used up the spooler has forgotten the job."""

    status: int = 0
    attributes: int = 0
    job_states: list[int] = field(default_factory=lambda: [0x8, 0x10])
    fails_at_write: int | None = None
    knows_it: bool = True
    printed: bytearray = field(default_factory=bytearray)
    documents: list[Any] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)
    open_handles: int = 0
    writes: int = 0
    error = SpoolerError

    def OpenPrinter(self, name: str) -> str:  # noqa: N802 - the name Windows gave it
        if not self.knows_it:
            raise SpoolerError(1801, "OpenPrinter", "The printer name is invalid.")
        self.open_handles += 1
        return name

    def ClosePrinter(self, _handle: str) -> None:  # noqa: N802 - the name Windows gave it
        self.open_handles -= 1

    def GetPrinter(self, _handle: str, level: int) -> dict[str, int]:  # noqa: N802 - the name Windows gave it
        assert level == 2
        return {"Status": self.status, "Attributes": self.attributes}

    def StartDocPrinter(self, _handle: str, level: int, document: tuple[Any, ...]) -> int:  # noqa: N802 - Windows' name
        assert level == 1
        self.documents.append(document)
        return 7

    def StartPagePrinter(self, _handle: str) -> None:  # noqa: N802 - the name Windows gave it
        pass

    def WritePrinter(self, _handle: str, data: bytes) -> int:  # noqa: N802 - the name Windows gave it
        if self.writes == self.fails_at_write:
            raise SpoolerError(5, "WritePrinter", "Access is denied.")
        self.writes += 1
        taken = data[:3000]  # it may take less than it is given
        self.printed += taken
        return len(taken)

    def EndPagePrinter(self, _handle: str) -> None:  # noqa: N802 - the name Windows gave it
        pass

    def EndDocPrinter(self, _handle: str) -> None:  # noqa: N802 - the name Windows gave it
        pass

    def GetJob(self, _handle: str, job_id: int, level: int) -> dict[str, int]:  # noqa: N802 - the name Windows gave it
        assert (job_id, level) == (7, 1)
        if not self.job_states:
            raise SpoolerError(87, "GetJob", "The parameter is incorrect.")
        return {"Status": self.job_states.pop(0), "PagesPrinted": 0}

    def SetJob(self, _handle: str, job_id: int, level: int, _info: None, command: int) -> None:  # noqa: N802 - Windows' name
        assert (level, command) == (0, 5)
        self.deleted.append(job_id)


def _printer(api: Win32Print, **options: Any) -> WindowsPrinter:
    return WindowsPrinter("front", "EPSON TM-T82", api=api, monotonic_s=_ticking(), wait=lambda _s: None, **options)


def _ticking() -> Any:
    moments = iter(range(100_000))
    return lambda: float(next(moments))


def test_a_slip_goes_raw_in_pieces_and_is_out_when_the_spooler_has_let_it_go() -> None:
    api = Win32Print()
    assert _printer(api).send(JOB).state is SlipState.CONFIRMED
    assert api.documents == [(JOB.document.number, None, "RAW")]
    machine = Emulator()
    machine.feed(bytes(api.printed))
    assert [piece.whole for piece in machine.paper] == [True, True]
    assert api.open_handles == 0


@pytest.mark.parametrize(
    ("status", "attributes", "msgid"),
    [
        (0x80, 0, thermal.OFF),
        (0, 0x400, thermal.OFF),
        (0x10, 0, thermal.OUT_OF_PAPER),
        (0x400000, 0, thermal.COVER_OPEN),
        (0x2, 0, thermal.FAULT),
        (0x1, 0, windows.PAUSED),
    ],
)
def test_what_is_in_the_way_is_said_before_anything_is_handed_over(status: int, attributes: int, msgid: str) -> None:
    api = Win32Print(status=status, attributes=attributes)
    delivery = _printer(api).send(JOB)
    assert delivery.state is SlipState.FAILED
    assert delivery.reason is not None
    assert delivery.reason.msgid == msgid
    assert api.documents == []
    assert api.open_handles == 0


def test_a_printer_windows_does_not_know_has_printed_nothing() -> None:
    delivery = _printer(Win32Print(knows_it=False)).send(JOB)
    assert delivery.state is SlipState.FAILED
    assert delivery.reason is not None
    assert delivery.reason.msgid == windows.NOT_FOUND


@pytest.mark.parametrize(("write", "state"), [(0, SlipState.FAILED), (1, SlipState.UNKNOWN), (9, SlipState.UNKNOWN)])
def test_whether_the_first_byte_was_taken_decides_what_a_broken_write_means(write: int, state: SlipState) -> None:
    api = Win32Print(fails_at_write=write)
    assert _printer(api).send(JOB).state is state
    assert api.deleted == [7], "it must not come out later on its own"
    assert api.open_handles == 0


@pytest.mark.parametrize(
    ("states", "outcome"),
    [
        ([0x8, 0x20], SlipState.FAILED),
        ([0x8, 0x10, 0x40], SlipState.UNKNOWN),
        ([0x8, 0x10, 0x80], SlipState.CONFIRMED),
        ([0x1000], SlipState.CONFIRMED),
        ([0x8, 0x4], SlipState.UNKNOWN),
        ([0x8] * 500, SlipState.UNKNOWN),
    ],
    ids=["stuck before it began", "stuck on the way", "printed", "complete", "deleted by somebody", "never ends"],
)
def test_what_becomes_of_the_job_is_what_becomes_of_the_slip(states: list[int], outcome: SlipState) -> None:
    api = Win32Print(job_states=states)
    assert _printer(api).send(JOB).state is outcome
    assert api.open_handles == 0


def test_where_there_is_no_windows_the_paper_waits_and_says_why() -> None:
    trouble = WindowsPrinter("front", "EPSON").trouble()
    assert trouble is not None
    assert trouble.msgid == windows.NO_SPOOLER


def test_the_drawer_is_a_job_of_its_own() -> None:
    api = Win32Print()
    printer = _printer(api, profile=replace(WIDE, drawer_pin=1))
    assert printer.has_drawer
    assert printer.open_drawer().state is SlipState.CONFIRMED
    assert bytes(api.printed) == b"\x1bp\x01\x19\xfa"
