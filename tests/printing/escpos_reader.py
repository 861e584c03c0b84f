"""A printer made of text: tokenises a byte stream by the few commands we may send and puts its pictures together again.

Anything else, a single stray byte included, is an error: who reads a stream also proves that nothing else is in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PIL import Image, ImageOps

WIDTH_DOTS = 576


@dataclass
class Tape:
    """What came out: one picture a cut-off piece (1-bit, ink is 255), and the names of the commands in order."""

    pieces: list[Image.Image] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)


def read(stream: bytes) -> Tape:
    tape, bands, position = Tape(), [], 0
    while position < len(stream):
        rest = stream[position:]
        if rest.startswith(b"\x1b@"):
            tape.commands.append("init")
            position += 2
        elif rest.startswith(b"\x1dv0\x00"):
            row_bytes, rows = int.from_bytes(rest[4:6], "little"), int.from_bytes(rest[6:8], "little")
            size = row_bytes * rows
            assert len(rest) >= 8 + size, "a band breaks off"
            bands.append(Image.frombytes("1", (row_bytes * 8, rows), rest[8 : 8 + size]))
            tape.commands.append("raster")
            position += 8 + size
        elif rest.startswith(b"\x1bJ"):
            tape.commands.append("feed")
            position += 3
        elif rest.startswith(b"\x1dVB"):
            tape.pieces.append(_joined(bands))
            bands = []
            tape.commands.append("cut")
            position += 4
        else:
            raise AssertionError(f"byte {position} begins no command of ours: {rest[:8].hex(' ')}")
    assert not bands, "a piece was not cut off"
    return tape


def _joined(bands: list[Image.Image]) -> Image.Image:
    piece = Image.new("1", (WIDTH_DOTS, sum(band.height for band in bands)))
    top = 0
    for band in bands:
        piece.paste(band, (0, top))
        top += band.height
    return piece


def on_paper(piece: Image.Image) -> Image.Image:
    """The piece as the eye or a scanner sees it: black on white, with the blank edge of the roll around it."""
    return ImageOps.expand(ImageOps.invert(piece.convert("L")), 32, 255)
