"""Slips as lines of text, for printers with a Chinese font on a slow line; what is no line of text goes as a picture.

A line is sent as text only if each of its characters is ASCII or one that the profile's encoding writes in two bytes;
else this line alone is a picture (rare names). So no byte of a text is ever a control character, and none begins a
command: what a customer wrote stays what a customer wrote (reliability L1, H8). ``¥`` goes as ``￥``, because as
GB18030 it would print as "0 6".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from servicedesk.domain import documents as d
from servicedesk.domain.documents import Align, Block, Document, Pair, Size, Text
from servicedesk.domain.printer_setup import PrinterProfile
from servicedesk.printing import escpos, fonts
from servicedesk.printing.breaking import wrap
from servicedesk.printing.pdf import marked, render_pdf
from servicedesk.printing.raster import Bitmap, slip_bitmaps

_DOTS_A_COLUMN = 12
_FEED_AROUND_A_PICTURE_DOTS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One line as text, and the block that is drawn in its place where the printer lacks a character of it."""

    text: str
    drawn: Block
    strong: bool = False
    big: bool = False


def as_text(text: str, encoding: str) -> bytes | None:
    """The bytes that print as this text, or None when a character has none: then the line has to be a picture."""
    found = bytearray()
    for character in text.replace("¥", "￥"):
        if " " <= character <= "~":
            found.append(ord(character))
        elif (two := _two_bytes(character, encoding)) is not None:
            found += two
        else:
            return None
    return bytes(found)


def _two_bytes(character: str, encoding: str) -> bytes | None:
    if unicodedata.category(character) in ("Co", "Cs", "Cc", "Cf", "Cn"):
        return None
    try:
        two = character.encode("gb18030")
        if len(two) != 2 or (encoding != "gb18030" and not two.decode(encoding)):
            return None
    except UnicodeError:
        return None
    return two


def columns_of(text: str) -> int:
    """How many columns a printer's own font takes for it: one for ASCII, two for everything else."""
    return sum(1 if " " <= character <= "~" else 2 for character in text)


def text_commands(document: Document, profile: PrinterProfile) -> tuple[list[bytes], frozenset[str]]:
    """A whole slip, every copy; and the characters no font of ours has, which are printed as 〓."""
    printable, missing = fonts.fit_for_paper(marked(document))
    commands = [escpos.INIT, escpos.LATIN_SIGNS, escpos.HAN_ON]
    for copy in range(printable.copy_count):
        for run in _runs(printable.blocks_of_copy(copy)):
            if isinstance(run, list):
                commands += _picture(printable, run, profile)
            else:
                for line in _lines(run, printable, copy, profile):
                    commands += _line_commands(line, printable, profile)
        commands.append(escpos.after_copy(cutter=profile.cutter))
    return commands, missing


def _runs(blocks: Sequence[Block]) -> Iterator[Block | list[Block]]:
    """Blocks that can be lines one by one; those that are pictures together with their neighbours."""
    pictures: list[Block] = []
    for block in blocks:
        if isinstance(block, _LINED):
            if pictures:
                yield pictures
                pictures = []
            yield block
        else:
            pictures.append(block)
    if pictures:
        yield pictures


_LINED = (d.Text, d.Pair, d.Triple, d.CopyLine, d.StoreHead, d.Rule, d.Boxed)


def _line_commands(line: Line, document: Document, profile: PrinterProfile) -> Iterator[bytes]:
    text = as_text(line.text.rstrip(), profile.text)
    if text is None:
        yield from _picture(document, [line.drawn], profile)
    else:
        yield escpos.lettering(strong=line.strong, big=line.big) + text + escpos.LINE_FEED


def _picture(document: Document, blocks: Sequence[Block], profile: PrinterProfile) -> Iterator[bytes]:
    alone = replace(document, blocks=tuple(blocks), copies=(), for_customer=(), reprint_trace="")
    yield escpos.feed(_FEED_AROUND_A_PICTURE_DOTS)
    for bitmap in _drawn(alone, profile.width_dots):
        yield from escpos.raster(bitmap)
    yield escpos.feed(_FEED_AROUND_A_PICTURE_DOTS)


def _drawn(document: Document, width_dots: int) -> list[Bitmap]:
    return slip_bitmaps(render_pdf(document, width_dots).pdf, width_dots)


# --- blocks as lines -------------------------------------------------------------------------------------------------
def _lines(block: Block, document: Document, copy: int, profile: PrinterProfile) -> Iterator[Line]:
    columns = profile.width_dots // _DOTS_A_COLUMN
    match block:
        case d.Text():
            yield from _paragraph(block, columns)
        case d.Pair():
            yield from _pair(block, columns)
        case d.Triple():
            yield from _triple(block, columns)
        case d.CopyLine():
            yield from _pair(Pair(document.copies[copy] if document.copies else "", block.right), columns)
        case d.StoreHead():
            yield from _paragraph(Text(block.name, Size.MEDIUM, strong=True, align=Align.CENTRE), columns)
            yield from _paragraph(Text(block.detail, Size.SMALL, align=Align.CENTRE), columns)
        case d.Boxed():
            yield from _boxed(block, columns)
        case _:
            yield _rule(columns)


def _rule(columns: int, sign: str = "-") -> Line:
    return Line(sign * columns, d.Rule())


def _boxed(block: d.Boxed, columns: int) -> Iterator[Line]:
    yield _rule(columns, "=")
    yield from _paragraph(Text(block.title, strong=True), columns)
    for paragraph in block.paragraphs:
        yield from _paragraph(Text(paragraph), columns)
    yield _rule(columns, "=")


def _paragraph(block: Text, columns: int) -> Iterator[Line]:
    if not block.text:
        return
    big = block.size is Size.HUGE
    room = columns // 2 if big else columns
    for text in wrap(block.text, room, columns_of):
        yield Line(_placed(text, room, block.align), replace(block, text=text), block.strong, big)


def _pair(block: Pair, columns: int) -> Iterator[Line]:
    big = block.size is Size.HUGE
    room = columns // 2 if big else columns
    label, strong = block.label, block.strong or block.size is not Size.NORMAL
    beside = room - columns_of(label) - (1 if label else 0)
    if columns_of(block.value) <= beside:
        blank = " " * (room - columns_of(label) - columns_of(block.value))
        yield Line(label + blank + block.value, block, strong, big)
        return
    yield from _paragraph(Text(label, block.size, strong), columns)
    yield from _paragraph(Text(block.value, block.size, strong, Align.RIGHT), columns)


def _triple(block: d.Triple, columns: int) -> Iterator[Line]:
    middle_end = columns * 64 // 100
    left = block.left
    if columns_of(left) + columns_of(block.middle) + 1 > middle_end:
        yield from _paragraph(Text(left, Size.SMALL, block.strong), columns)
        left = ""
    before = max(0, middle_end - columns_of(left) - columns_of(block.middle))
    text = left + " " * before + block.middle
    rest = max(1, columns - columns_of(text) - columns_of(block.right))
    line = text + " " * rest + block.right
    if columns_of(line) <= columns:
        yield Line(line, replace(block, left=left), block.strong)
    else:
        yield from _paragraph(Text(f"{block.middle} {block.right}", strong=block.strong, align=Align.RIGHT), columns)


def _placed(text: str, room: int, align: Align) -> str:
    spare = max(0, room - columns_of(text))
    return " " * {Align.LEFT: 0, Align.CENTRE: spare // 2, Align.RIGHT: spare}[align] + text
