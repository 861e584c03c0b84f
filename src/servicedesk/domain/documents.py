"""What a paper says: a ``Document`` is a frozen value of blocks whose text is final, in the paper's language.

``desk`` builds documents and queues them with the fact they tell of; ``printing`` lays them out. A block says *what* is
on the paper, never where: sizes and places belong to the layout of slip (80 mm) and sheet (A4). ``block`` tells the
kinds of blocks apart on disk (``wire.documents``); a kind or a field is never renamed, since old papers are reprinted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum, StrEnum
from typing import Any, Literal

from servicedesk.domain.clean_text import compose


class Paper(StrEnum):
    """What a document is printed on."""

    SLIP_80MM = "SLIP_80MM"
    A4 = "A4"
    A6 = "A6"


class Size(StrEnum):
    """How loud a text is; each paper has its own points for it."""

    SMALL = "SMALL"
    NORMAL = "NORMAL"
    MEDIUM = "MEDIUM"
    LARGE = "LARGE"
    HUGE = "HUGE"


class Align(StrEnum):
    """Where a text stands in its line or column."""

    LEFT = "LEFT"
    CENTRE = "CENTRE"
    RIGHT = "RIGHT"


# Blocks of either paper


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; a line break in it starts a new line."""

    text: str
    size: Size = Size.NORMAL
    strong: bool = False
    align: Align = Align.LEFT
    block: Literal["TEXT"] = "TEXT"


@dataclass(frozen=True, slots=True)
class Pair:
    """Label on the left, value on the right. HUGE is the amount the customer looks for."""

    label: str
    value: str
    size: Size = Size.NORMAL
    strong: bool = False
    block: Literal["PAIR"] = "PAIR"


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across, dashed between parts of a slip."""

    dashed: bool = True
    block: Literal["RULE"] = "RULE"


@dataclass(frozen=True, slots=True)
class Boxed:
    """A frame with a title and paragraphs, for what must not be overlooked."""

    title: str
    paragraphs: tuple[str, ...] = ()
    block: Literal["BOXED"] = "BOXED"


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, side by side, each with its label."""

    labels: tuple[str, ...]
    block: Literal["SIGNATURES"] = "SIGNATURES"


@dataclass(frozen=True, slots=True)
class Barcode:
    """A Code 128 with the same text under it. Text that Code 128 can't carry is printed as text alone."""

    code: str
    block: Literal["BARCODE"] = "BARCODE"


@dataclass(frozen=True, slots=True)
class Aside:
    """One line beside a QR code."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class QrBeside:
    """A QR code with a few lines to the right of it."""

    data: str
    lines: tuple[Aside, ...] = ()
    block: Literal["QR"] = "QR"


# Blocks of a slip


@dataclass(frozen=True, slots=True)
class StoreHead:
    """Whose paper it is, at the top of a slip."""

    name: str
    detail: str = ""
    block: Literal["STORE_HEAD"] = "STORE_HEAD"


@dataclass(frozen=True, slots=True)
class TitleBar:
    """White on black; a reprint's mark is added to it."""

    text: str
    block: Literal["TITLE_BAR"] = "TITLE_BAR"


@dataclass(frozen=True, slots=True)
class CopyLine:
    """Which copy this is (the document's ``copies``) on the left, usually the time on the right."""

    right: str
    block: Literal["COPY_LINE"] = "COPY_LINE"


@dataclass(frozen=True, slots=True)
class Triple:
    """One line of three: code, quantity × price, amount."""

    left: str
    middle: str
    right: str
    strong: bool = False
    block: Literal["TRIPLE"] = "TRIPLE"


@dataclass(frozen=True, slots=True)
class CodeBox:
    """A framed code in large figures, such as the pick-up code of a repair."""

    label: str
    code: str
    note: str = ""
    block: Literal["CODE_BOX"] = "CODE_BOX"


@dataclass(frozen=True, slots=True)
class CutLine:
    """Where a part is cut off, and what to do with it."""

    text: str
    block: Literal["CUT_LINE"] = "CUT_LINE"


# Blocks of a sheet


@dataclass(frozen=True, slots=True)
class PageHead:
    """The head of the first page; later pages carry the document's title and ``running_head``."""

    title: str
    subtitle: str = ""
    right: str = ""
    right_detail: str = ""
    block: Literal["PAGE_HEAD"] = "PAGE_HEAD"


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of the day in its box."""

    label: str
    value: str
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """The day's figures in a row of boxes."""

    tiles: tuple[Tile, ...]
    block: Literal["TILES"] = "TILES"


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section of a sheet, with a quiet note after it."""

    text: str
    note: str = ""
    block: Literal["HEADING"] = "HEADING"


@dataclass(frozen=True, slots=True)
class Column:
    """``share`` is the column's part of the width, in proportion to the other columns' shares."""

    title: str
    share: int = 10
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under titles; titles repeat on every page the table reaches. ``totals`` is a last, strong row: one cell per
    column, or empty. ``empty_text`` stands in for rows when there are none."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    totals: tuple[str, ...] = ()
    empty_text: str = ""
    block: Literal["TABLE"] = "TABLE"


@dataclass(frozen=True, slots=True)
class Labelled:
    """Strong labels with a hanging text beside each."""

    rows: tuple[tuple[str, str], ...]
    block: Literal["LABELLED"] = "LABELLED"


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Columns of equal width, read one after the other; they stay on one page."""

    columns: tuple[tuple[Block, ...], ...]
    block: Literal["SIDE_BY_SIDE"] = "SIDE_BY_SIDE"


Block = (
    Text | Pair | Rule | Boxed | Signatures | Barcode | QrBeside
    | StoreHead | TitleBar | CopyLine | Triple | CodeBox | CutLine
    | PageHead | Tiles | Heading | Table | Labelled | SideBySide
)  # fmt: skip

BLOCKS: tuple[type[Any], ...] = Block.__args__


@dataclass(frozen=True, slots=True)
class Document:
    """One paper. ``copies`` are the labels of its copies (none means one unlabelled copy); ``for_customer`` are blocks
    that only the first copy ends with. ``reprint`` counts from 1 for the first time it is printed again;
    ``reprint_mark`` goes into the title and ``reprint_trace`` says when and by whom. ``footer``, ``running_head`` and
    ``page_label`` (with ``{page}`` and ``{pages}``) are a sheet's furniture."""

    kind: str
    number: str
    title: str
    language: str
    paper: Paper
    blocks: tuple[Block, ...]
    copies: tuple[str, ...] = ()
    for_customer: tuple[Block, ...] = ()
    reprint: int = 0
    reprint_mark: str = ""
    reprint_trace: str = ""
    footer: str = ""
    running_head: str = ""
    page_label: str = "{page} / {pages}"

    @property
    def copy_count(self) -> int:
        return max(1, len(self.copies))

    def blocks_of_copy(self, copy: int) -> tuple[Block, ...]:
        """What the copy with this index carries, the trace of a reprint last."""
        blocks = self.blocks + (self.for_customer if copy == 0 else ())
        return (*blocks, Text(self.reprint_trace, Size.SMALL, align=Align.CENTRE)) if self.reprint_trace else blocks


def says(document: Document, copy: int = 0) -> tuple[str, ...]:
    """Every text of one copy in reading order, without page furniture. The paper must say exactly this."""
    return tuple(text for block in document.blocks_of_copy(copy) for text in _said(block, document, copy) if text)


def _said(block: Block, document: Document, copy: int) -> Iterator[str]:
    match block:
        case TitleBar(text):
            yield text + document.reprint_mark
        case PageHead(title, subtitle, right, right_detail):
            yield from (title + document.reprint_mark, subtitle, right, right_detail)
        case CopyLine(right):
            yield from (document.copies[copy] if document.copies else "", right)
        case QrBeside(_, lines):
            yield from (line.text for line in lines)
        case SideBySide(columns):
            yield from (text for column in columns for inner in column for text in _said(inner, document, copy))
        case Table(columns, rows, totals, empty_text):
            yield from (column.title for column in columns)
            yield from (cell for row in rows for cell in row)
            yield from () if rows else (empty_text,)
            yield from totals
        case _:
            yield from _texts(block)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if not isinstance(value, Enum):
            yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name != "block":
                yield from _texts(getattr(value, field.name))


def all_text(document: Document) -> str:
    """Every character the document can put on paper, in no particular order."""
    return "\n".join(_texts(document))


def map_text(document: Document, change: Callable[[str], str]) -> Document:
    """The same document with every text changed."""
    changed = _mapped(document, change)
    assert isinstance(changed, Document)
    return changed


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return value if isinstance(value, Enum) else change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(item, change) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value) if field.name != "block"]
        return replace(value, **{name: _mapped(getattr(value, name), change) for name in names})
    return value


CONTROL_MARK = "·"
_CLEAN = re.compile(r"[ -~\n\u00a5\u00b7\u00d7\u2014\u2018-\u201d\u2026\u3000-\u3029\u4e00-\u9fff\uff01-\uff5e]*")
"""What nearly every text is made of, and what needs no look at each character: ASCII, Han, their punctuation."""


def clean_text(text: str) -> str:
    """Text that can't steer a printer or a reader's eye (reliability L1, 3.14).

    A control character becomes "·", so that it is seen and not obeyed; invisible ones (direction overrides, zero width,
    byte order marks) vanish; odd spaces become a space; line breaks stay. Letters typed as letter + accent are joined,
    but Han compatibility characters are left alone: a person's name is written as they write it.
    """
    if _CLEAN.fullmatch(text):
        return text
    return "".join(_clean_character(character) for character in compose(text.replace("\r\n", "\n")))


def _clean_character(character: str) -> str:
    if character == "\n":
        return character
    match unicodedata.category(character):
        case "Cc":
            return " " if character == "\t" else CONTROL_MARK
        case "Cf":
            return ""
        case "Zl" | "Zp":
            return "\n"
        case "Zs":
            return " " if character != "\u3000" else character
    return character
