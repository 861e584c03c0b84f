"""Code 128 and QR as dark and light modules; the layout draws them, each module a whole number of dots."""

from __future__ import annotations

import re
from functools import lru_cache

from reportlab.graphics.barcode.code128 import Code128  # type: ignore[import-untyped]
from reportlab.graphics.barcode.qrencoder import (  # type: ignore[import-untyped]
    QR8bitByte,
    QRAlphaNum,
    QRCode,
    QRErrorCorrectLevel,
)

_DENSE = re.compile(r"[0-9A-Z $%*+./:-]{65,}")
"""What goes into a QR code two characters in eleven bits. Short codes stay as they always were, so that an old paper
printed again is the same picture."""


def is_code128_text(text: str) -> bool:
    """Whether a scanner reads back exactly this: printable ASCII, and short enough for 72 mm at two dots a module."""
    return bool(text) and text.isascii() and text.isprintable() and sum(code128_runs(text)) * 2 <= 576


@lru_cache(maxsize=64)
def code128_runs(text: str) -> tuple[int, ...]:
    """Widths in modules of bar, space, bar, …, beginning and ending with a bar, without quiet zones."""
    symbol = Code128(text, quiet=False)
    symbol.validate()
    symbol.encode()
    symbol.decompose()
    return tuple(ord(letter.lower()) - ord("a") + 1 for letter in symbol.decomposed)


@lru_cache(maxsize=64)
def qr_modules(data: str) -> tuple[tuple[bool, ...], ...]:
    """Rows of modules (True is dark) without the quiet zone; error correction M, UTF-8. Kept, for both copies of a slip
    carry the same code."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(QRAlphaNum(data) if _DENSE.fullmatch(data) else QR8bitByte(data.encode("utf-8")))
    code.make()
    count = code.getModuleCount()
    return tuple(tuple(bool(code.isDark(row, column)) for column in range(count)) for row in range(count))
