"""The handful of ESC/POS commands we send, by hand: every slip is a picture, so no text is ever sent as text.

What a customer wrote can therefore never be read as a command (reliability L1), and a printer needs neither a Chinese
font nor a code page. ``GS v 0`` is the raster command that every 80 mm printer of the last twenty years understands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servicedesk.printing.raster import Bitmap

_ESC, _GS, _DLE = b"\x1b", b"\x1d", b"\x10"

INIT = _ESC + b"@"
CUT_PARTIALLY = _GS + b"VB\x00"  # feed to the knife, then cut, leaving a bridge
ASK_WHEN_DONE = _GS + b"r\x01"  # answered in turn, after everything before it is on paper
BAND_ROWS = 128  # 9 KB at 576 dots: smaller than the smallest printer's buffer


def feed(height_dots: int) -> bytes:
    return b"".join(_ESC + b"J" + bytes([min(255, height_dots - done)]) for done in range(0, height_dots, 255))


def raster(bitmap: Bitmap) -> Iterator[bytes]:
    """The picture in bands, one command each."""
    for top in range(0, bitmap.height_dots, BAND_ROWS):
        rows = bitmap.rows[top * bitmap.row_bytes : (top + BAND_ROWS) * bitmap.row_bytes]
        height = len(rows) // bitmap.row_bytes
        yield _GS + b"v0\x00" + bitmap.row_bytes.to_bytes(2, "little") + height.to_bytes(2, "little") + rows


def slip_commands(copies: Sequence[Bitmap]) -> Iterator[bytes]:
    """A whole slip: each copy fed clear of the head and cut off. Whole commands, so that a writer may pause between."""
    yield INIT
    for copy in copies:
        yield from raster(copy)
        yield feed(24)
        yield CUT_PARTIALLY


def ask_status(kind: int) -> bytes:
    """Real-time question, answered at once: 1 printer, 2 why it is off line, 4 paper."""
    return _DLE + b"\x04" + bytes([kind])


def drawer_pulse(pin: int = 0) -> bytes:
    """Kick the cash drawer. A job of its own, never part of a slip, so that printing again can't open it (H7)."""
    return _ESC + b"p" + bytes([pin, 25, 250])
