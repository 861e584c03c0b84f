"""A receipt printer made of software, by the makers' manuals and not by our code: bytes in, paper and answers out.

It takes one byte at a time, as a printer does: a stream may stop anywhere. Real-time commands are obeyed wherever they
turn up, inside pictures too. What is no command it knows is an error: whoever prints here proves what they send.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

READY = {1: 0x12, 2: 0x12, 4: 0x12}
OUT_OF_PAPER = READY | {2: 0x32, 4: 0x72}
OPEN = READY | {2: 0x16}
_REAL_TIME = re.compile(rb"\x10(?:\x04[\x01\x02\x04]|\x14\x01)", re.DOTALL)
_FIXED = {  # how many bytes follow
    b"\x1b@": 0, b"\x1bJ": 1, b"\x1bE": 1, b"\x1bR": 1, b"\x1d!": 1, b"\x1c!": 1, b"\x1c&": 0, b"\x1c.": 0,
    b"\x1dV": 2, b"\x1dr": 1, b"\x1bp": 3,
}  # fmt: skip


@dataclass
class Piece:
    """What hangs out of the printer: dot rows, lines of text, and whether it was cut off."""

    rows: bytearray = field(default_factory=bytearray)
    row_bytes: int = 72
    text: list[str] = field(default_factory=list)
    whole: bool = False

    @property
    def is_blank(self) -> bool:
        return not any(self.rows) and not any(self.text)


@dataclass
class Emulator:
    """``rows_left`` is how much paper is on the roll (None: enough). ``answers`` are held back by whoever plays it."""

    status: dict[int, int] = field(default_factory=lambda: dict(READY))
    rows_left: int | None = None
    pieces: list[Piece] = field(default_factory=lambda: [Piece()])
    pulses: int = 0
    commands: list[str] = field(default_factory=list)
    answers: bytearray = field(default_factory=bytearray)
    disturbed: bool = False
    """A line broke: until the next slip begins, what is left of a command is put away as a printer does."""
    _held: bytearray = field(default_factory=bytearray)
    _head: bytearray = field(default_factory=bytearray)
    _wanted: int = 0
    _rows: bytearray = field(default_factory=bytearray)
    _tail: bytes = b""
    _han: bool = False

    def feed(self, data: bytes) -> None:
        """Bytes off the wire. Status questions are answered at once; the rest waits while there is no paper."""
        self._listen(data)
        self._held += data
        self._work()

    def load(self) -> None:
        """Somebody puts in a roll and closes the cover: it goes on where it stopped."""
        self.rows_left, self.status = None, dict(READY)
        self._work()

    def switch_off_and_on(self) -> None:
        """What it held is gone, and so is the half of a command it was in."""
        self._held.clear()
        self._head.clear()
        self._rows.clear()
        self._wanted, self._tail, self._han = 0, b"", False

    def _listen(self, data: bytes) -> None:
        """For real-time commands, which begin anywhere and may be cut into two writes."""
        for found in _REAL_TIME.finditer(self._tail + data):
            if found.end() > len(self._tail):
                kind = found.group()[2]
                if found.group()[1] == 0x14:
                    self.pulses += 1
                elif kind in self.status:
                    self.answers.append(self.status[kind])
        self._tail = (self._tail + data)[-2:]

    def _work(self) -> None:
        done = 0
        while done < len(self._held) and not self._stopped():
            if self._wanted:
                row_bytes = self.pieces[-1].row_bytes
                taken = min(self._wanted, row_bytes - len(self._rows))
                row = self._held[done : done + taken]
                self._dots(row)
                done += len(row)
            else:
                self._command(self._held[done])
                done += 1
        del self._held[:done]

    def _stopped(self) -> bool:
        return self.status[4] & 0x60 != 0 or self.status[2] & 0x24 != 0

    def _dots(self, part_of_row: bytes | bytearray) -> None:
        self._rows += part_of_row
        self._wanted -= len(part_of_row)
        if len(self._rows) == self.pieces[-1].row_bytes:
            self.pieces[-1].rows += self._rows
            self._rows.clear()
            self._use_paper(1)

    def _use_paper(self, rows: int) -> None:
        if self.rows_left is not None:
            self.rows_left -= rows
            if self.rows_left <= 0:
                self.status = dict(OUT_OF_PAPER)

    def _command(self, byte: int) -> None:
        self._head.append(byte)
        head = bytes(self._head)
        if head[0] >= 0x20 or head == b"\n":
            self._letter(head)
        elif head == b"\x00":
            self._head.clear()
        elif head[:2] == b"\x10\x04":
            if len(head) == 3:
                self._head.clear()
        elif head[:3] == b"\x1dv0":
            if len(head) == 8:
                self.pieces[-1].row_bytes = int.from_bytes(head[4:6], "little")
                self._wanted = self.pieces[-1].row_bytes * int.from_bytes(head[6:8], "little")
                self._done("raster")
        elif head[:2] in _FIXED:
            if len(head) == 2 + _FIXED[head[:2]]:
                self._obey(head)
        elif (len(head) > 1 and head != b"\x1dv") or head[0] not in (0x10, 0x1B, 0x1C, 0x1D):
            assert self.disturbed, f"no command of ours: {head.hex(' ')}"
            self._head.clear()
            if len(head) > 1:
                self._command(byte)

    def _letter(self, head: bytes) -> None:
        """Letters are two bytes when the first is beyond ASCII, and one otherwise."""
        if head == b"\n":
            self.pieces[-1].text.append("")
            self._use_paper(30)
            self._done("line")
        elif head[0] < 0x80:
            self._print(head.decode("ascii"))
        elif len(head) == 2:
            assert self._han, "two bytes make a character only after FS &"
            character = head.decode("gb18030", errors="replace")
            assert len(character) == 1, f"no character of a Chinese printer: {head.hex(' ')}"
            self._print(character)

    def _print(self, character: str) -> None:
        assert character.isprintable(), f"{character!r} is on paper"
        assert character != "\ufffd", "half a character is on paper"
        if not self.pieces[-1].text:
            self.pieces[-1].text.append("")
        self.pieces[-1].text[-1] += character
        self._head.clear()

    def _obey(self, head: bytes) -> None:
        match head[:2]:
            case b"\x1dr":
                self.answers.append(0)
            case b"\x1dV":
                self.pieces[-1].whole = True
                self.pieces.append(Piece())
            case b"\x1bp":
                self.pulses += 1
            case b"\x1bJ":
                self._use_paper(head[2])
            case b"\x1b@":
                self._han = self.disturbed = False
                if not self.pieces[-1].is_blank:
                    self.pieces.append(Piece())  # torn paper above it is nobody's slip
            case b"\x1c.":
                self._han = False
            case b"\x1c&":
                self._han = True
        names = {b"\x1b@": "init", b"\x1dV": "cut", b"\x1bp": "pulse", b"\x1bJ": "feed", b"\x1dr": "ask"}
        self._done(names.get(head[:2], "set"))

    def _done(self, name: str) -> None:
        self.commands.append(name)
        self._head.clear()

    @property
    def paper(self) -> list[Piece]:
        """Every piece with anything on it."""
        return [piece for piece in self.pieces if not piece.is_blank]
