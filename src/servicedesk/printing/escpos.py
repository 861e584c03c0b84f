"""The handful of ESC/POS commands we send, by hand. Nothing else ever reaches a printer (reliability L1).

A slip is a picture by default, so that a printer needs neither a Chinese font nor a code page; ``printing.lettering``
sends lines of text where a profile allows it. ``GS v 0`` is the raster command that every 80 mm printer of the last
twenty years understands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from servicedesk.printing.raster import Bitmap

_ESC, _FS, _GS, _DLE = b"\x1b", b"\x1c", b"\x1d", b"\x10"

INIT = _ESC + b"@"
LATIN_SIGNS = _ESC + b"R\x00"  # the American set: in China's own "$" prints as "¥"
HAN_ON = _FS + b"&"  # two bytes make a character from here on
LINE_FEED = b"\n"
CUT_PARTIALLY = _GS + b"VB\x00"  # feed to the knife, then cut, leaving a bridge
ASK_WHEN_DONE = _GS + b"r\x01"  # answered in turn, after everything before it is on paper
BAND_ROWS = 128  # 9 KB at 576 dots: smaller than the smallest printer's buffer
GAP_DOTS = 24
TEAR_DOTS = 120  # from the head to the edge on which a roll without a knife is torn
LONGEST_BAND = 8 + 72 * BAND_ROWS

_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14])")


def feed(height_dots: int) -> bytes:
    return b"".join(_ESC + b"J" + bytes([min(255, height_dots - done)]) for done in range(0, height_dots, 255))


def raster(bitmap: Bitmap) -> Iterator[bytes]:
    """The picture in bands, one command each."""
    for top in range(0, bitmap.height_dots, BAND_ROWS):
        rows = bitmap.rows[top * bitmap.row_bytes : (top + BAND_ROWS) * bitmap.row_bytes]
        height = len(rows) // bitmap.row_bytes
        yield _GS + b"v0\x00" + bitmap.row_bytes.to_bytes(2, "little") + height.to_bytes(2, "little") + defused(rows)


def defused(rows: bytes) -> bytes:
    """Dots that no printer obeys. Printers look for real-time commands (DLE EOT, DLE ENQ, DLE DC4: the last opens the
    drawer) even inside a picture; a lone dot that would begin one gets a neighbour, which nobody sees."""
    return _REAL_TIME.sub(b"\x18", rows)


def after_copy(*, cutter: bool = True) -> bytes:
    """Feed a copy clear of the head, and cut it off or move it to where it is torn."""
    return feed(GAP_DOTS) + CUT_PARTIALLY if cutter else feed(TEAR_DOTS)


def slip_commands(copies: Sequence[Bitmap], *, cutter: bool = True) -> Iterator[bytes]:
    """A whole slip of pictures. Whole commands, so that a writer may pause between."""
    yield INIT
    for copy in copies:
        yield from raster(copy)
        yield after_copy(cutter=cutter)


def lettering(*, strong: bool = False, big: bool = False) -> bytes:
    """How the next line is set, in both the printer's Latin and its Han characters."""
    return (
        _ESC + b"E" + bytes([strong])
        + _GS + b"!" + (b"\x11" if big else b"\x00")
        + _FS + b"!" + (b"\x0c" if big else b"\x00")
    )  # fmt: skip


def wash_out() -> bytes:
    """Before the next slip, after one that broke off: as many blank dots as a half-sent picture may still wait for, so
    that it can't swallow the new slip's beginning. A printer that waits for nothing ignores them."""
    return bytes(LONGEST_BAND)


def ask_status(kind: int) -> bytes:
    """Real-time question, answered at once: 1 printer, 2 why it is off line, 4 paper."""
    return _DLE + b"\x04" + bytes([kind])


def drawer_pulse(pin: int = 0) -> bytes:
    """Kick the cash drawer. A job of its own, never part of a slip, so that printing again can't open it (H7)."""
    return _ESC + b"p" + bytes([pin, 25, 250])
