"""One afternoon at a counter whose printer is struck by a fault: a wire on which a script plays, and a truthful clerk.

``afternoon(script)`` prints three slips through the real spooler and the real printer; when nothing moves any more, a
clerk puts the printer right, looks at the paper and answers each "did it come out?". ``wrong_with`` then says what must
never be: the same paper twice without a mark, or paper that is said to be out and is not.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from unittest.mock import patch

from tests.printing.emulator import OPEN, OUT_OF_PAPER, Emulator, Piece
from tests.printing.queues import Queue, a_clock

from servicedesk.desk.paper import SlipJob
from servicedesk.domain.documents import Document, Paper, Text, TitleBar
from servicedesk.domain.printer_setup import WIDE, PrinterProfile
from servicedesk.domain.slips import SlipState
from servicedesk.domain.times import FixedClock
from servicedesk.printing import stream
from servicedesk.printing.printers import Printer
from servicedesk.printing.spooler import Spooler
from servicedesk.printing.thermal import ThermalPrinter

SLIPS = ("A", "B", "C")


def slip(number: str, reprint: int = 0) -> Document:
    """A small slip: the cut can be anywhere and the test is still quick."""
    blocks = (TitleBar("退货受理单"), Text(f"RT-{number} 退给您 ¥188.18"))
    return Document("RETURN_SLIP", number, "退货受理单", "zh_CN", Paper.SLIP_80MM, blocks, reprint=reprint)


@dataclass(frozen=True)
class Script:
    """What goes wrong at the ``at``-th connection (each slip makes two: asked first, then sent).

    ``cut_at``: the line breaks when so many bytes were taken, of which ``in_flight`` never arrive. ``reply``: answers
    are "ok", "lost", "late" (by five seconds), or "closed" (the line is gone when it is due). ``rows``: the roll
    ends after so many rows. ``cover``: opened before anything is sent. ``refused``: nobody answers the call.
    ``bytes_a_second``: how slow it takes them. ``restarts``: it is switched off and on by who puts it right."""

    at: int = 1
    cut_at: int | None = None
    in_flight: int = 0
    reply: str = "ok"
    rows: int | None = None
    cover: bool = False
    refused: bool = False
    bytes_a_second: float = 0.0
    restarts: bool = False


class ScriptedWire:
    """The wire of one connection. Time passes only when somebody waits."""

    def __init__(self, machine: Emulator, clock: FixedClock, script: Script) -> None:
        self.sent = 0
        self._machine, self._clock, self._script = machine, clock, script
        self._open = True

    def write(self, data: bytes) -> None:
        cut = self._script.cut_at
        room = len(data) if cut is None else max(0, min(len(data), cut - self.sent))
        taken = data[:room]
        self.sent += len(taken)
        if room < len(data) or not self._open:
            self._open = False
            self._machine.disturbed = True
            self._machine.feed(taken[: max(0, len(taken) - self._script.in_flight)])
            raise ConnectionResetError("the cable is out")
        if self._script.bytes_a_second:
            self._clock.advance(len(taken) / self._script.bytes_a_second)
        self._machine.feed(taken)

    def read(self, timeout_s: float) -> bytes:
        asked_about_paper = self.sent > 9
        if not self._open or (self._script.reply == "closed" and asked_about_paper):
            raise ConnectionResetError("the printer closed the connection")
        if self._script.reply == "lost" and asked_about_paper:
            self._machine.answers.clear()
        if self._script.reply == "late" and timeout_s < 5:
            self._clock.advance(timeout_s)
            return b""
        if self._machine.answers:
            return bytes([self._machine.answers.pop(0)])
        self._clock.advance(timeout_s)
        return b""

    def close(self) -> None:
        self._machine.answers.clear()


@dataclass
class Afternoon:
    """What was played and what came of it."""

    script: Script
    profile: PrinterProfile
    machine: Emulator = field(default_factory=Emulator)
    queue: Queue = field(default_factory=Queue)
    connections: int = 0

    def connect(self, clock: FixedClock) -> ScriptedWire:
        self.connections += 1
        struck = self.connections == self.script.at
        script = self.script if struck else Script()
        if script.refused:
            raise ConnectionRefusedError("nobody there")
        if script.rows is not None:
            self.machine.rows_left = script.rows
            self.machine.status = dict(OUT_OF_PAPER) if script.rows == 0 else self.machine.status
        if script.cover:
            self.machine.status = dict(OPEN)
        return ScriptedWire(self.machine, clock, script)


MakePrinter = Callable[..., Printer]


def afternoon(script: Script, make: MakePrinter = ThermalPrinter, profile: PrinterProfile = WIDE) -> Afternoon:
    with patch.object(stream, "slip_stream", _drawn_once):
        return _played(script, make, profile)


_drawn_once = cache(stream.slip_stream)
"""Every afternoon prints the same slips; what they look like is not what is tested."""


def _played(script: Script, make: MakePrinter, profile: PrinterProfile) -> Afternoon:
    played, clock = Afternoon(script, profile), a_clock()
    for number in SLIPS:
        played.queue.put(SlipJob(number, "slip", slip(number)))
    printer = make("front", lambda: played.connect(clock), profile, monotonic_s=clock.monotonic_s)
    spooler = Spooler(played.queue.ledger(), {"slip": [printer]}, clock.monotonic_s)
    for _ in range(400):
        wait_s = spooler.step()
        if wait_s != 0.0 and not _put_right(played):
            if wait_s is None:
                return played
            clock.advance(wait_s)
    raise AssertionError(f"it never comes to an end: {script}")


def _put_right(played: Afternoon) -> bool:
    """The clerk loads the roll, closes the cover, and answers one question; whether there was anything to do."""
    machine, queue = played.machine, played.queue
    if played.connections >= played.script.at:
        if played.script.restarts:
            machine.disturbed = True
            machine.switch_off_and_on()
        machine.load()
    for job in list(queue.jobs):
        if queue.states[job.slip_id] is SlipState.UNKNOWN:
            number, count = job.document.number, job.document.reprint
            if _on_paper(played)[(number, count)]:
                queue.settle(job.slip_id, SlipState.CONFIRMED)
            else:
                queue.settle(job.slip_id, SlipState.REPLACED)
                queue.put(SlipJob(f"{number}{count + 1}", "slip", slip(number, count + 1)))
            return True
    return False


def _on_paper(played: Afternoon) -> Counter[tuple[str, int]]:
    """Whole pieces, by number and count of reprints."""
    return Counter(who for piece in played.machine.paper if piece.whole and (who := _whose(piece, played.profile, 0)))


def _whose(piece: Piece, profile: PrinterProfile, least_rows: int) -> tuple[str, int] | None:
    """Which slip this is, if it can be told: its rows and lines are those of one slip, from the first on."""
    rows, lines = bytes(piece.rows), "\n".join(piece.text)
    candidates = []
    for number, reprint in itertools.product(SLIPS, range(4)):
        wanted_rows, wanted_lines = _look_of(number, reprint, profile)
        same = (rows, lines) == (wanted_rows, wanted_lines)
        begins = len(rows) >= least_rows > 0 and wanted_rows.startswith(rows) and wanted_lines.startswith(lines)
        if same or begins:
            candidates.append((number, reprint))
    return candidates[0] if len(candidates) == 1 else None


@cache
def _look_of(number: str, reprint: int, profile: PrinterProfile) -> tuple[bytes, str]:
    machine = Emulator()
    machine.feed(b"".join(_drawn_once(slip(number, reprint), profile).commands))
    return bytes(machine.paper[0].rows), "\n".join(machine.paper[0].text)


def wrong_with(played: Afternoon) -> list[str]:
    """What a customer or a manager would complain about; nothing, if all is well."""
    wrong = []
    begun = Counter(who for piece in played.machine.paper if (who := _whose(piece, played.profile, 72)))
    wrong += [f"{number} (copy {count}) came out {n} times" for (number, count), n in begun.items() if n > 1]
    whole = _on_paper(played)
    for job in played.queue.jobs:
        state, who = played.queue.states[job.slip_id], (job.document.number, job.document.reprint)
        if state is SlipState.CONFIRMED and not whole[who]:
            wrong.append(f"{who} is said to be out and is not")
        if state not in (SlipState.CONFIRMED, SlipState.REPLACED):
            wrong.append(f"{who} is left {state}")
    wrong += [f"{number} never came out" for number in SLIPS if not any(whole[(number, n)] for n in range(4))]
    if played.machine.pulses:
        wrong.append("the drawer opened")
    return wrong


def total_bytes(profile: PrinterProfile = WIDE) -> int:
    """How much one slip sends, with the questions before and after."""
    return _drawn_once(slip("A"), profile).size + 12


def other(script: Script, **changes: object) -> Script:
    return replace(script, **changes)  # type: ignore[arg-type] # a test names the fields it changes
