"""The two faces on our paper, Noto Sans SC Regular and Bold: which characters they have, how wide a text is.

ReportLab keeps fonts and their subsets in process-wide tables, and pdfium is not thread-safe; whoever draws or makes
dots holds ``RENDERING``, so that a preview and the print worker never meet in there.
"""

from __future__ import annotations

import re
import threading
from functools import cache

from reportlab import rl_config  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics, ttfonts  # type: ignore[import-untyped]

from servicedesk import paths
from servicedesk.domain.documents import Document, all_text, clean_text, map_text

RENDERING = threading.RLock()

REGULAR = "NotoSansSC"
BOLD = "NotoSansSC-Bold"
MISSING_MARK = "〓"  # the printers' "geta": this character could not be set

_FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf"}
_UPSTREAM_CMAP = ttfonts.makeToUnicodeCMap
_CMAP_LINE = re.compile(r"^(<[0-9A-F]+>) <([0-9A-F]{5,6})>$", re.MULTILINE)


@cache
def register() -> None:
    """Load both faces once per process. Streams are compressed, not also written in letters (ASCII 85)."""
    rl_config.useA85 = 0
    folder = paths.resources() / "fonts"
    for name, file in _FILES.items():
        pdfmetrics.registerFont(ttfonts.TTFont(name, str(folder / file)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    if not upstream_writes_surrogates():
        ttfonts.makeToUnicodeCMap = lambda font, subset: _with_surrogates(_UPSTREAM_CMAP(font, subset))


def upstream_writes_surrogates() -> bool:
    """Whether ReportLab by now writes characters beyond U+FFFF as UTF-16, as ToUnicode wants it. Version 5.1 does not:
    rare name characters print but can't be searched or copied."""
    return "<D873DC56>" in _UPSTREAM_CMAP("probe", [0x2CC56])


def _with_surrogates(cmap: str) -> str:
    def utf16(line: re.Match[str]) -> str:
        return f"{line[1]} <{chr(int(line[2], 16)).encode('utf-16-be').hex().upper()}>"

    return _CMAP_LINE.sub(utf16, cmap)


def width_pt(text: str, size_pt: float, *, strong: bool = False) -> float:
    """As wide as ReportLab will set it; a long log measures a hundred thousand words."""
    return size_pt * 0.001 * sum(map(_widths(strong).__getitem__, text))


class _Widths(dict[str, float]):
    """The advance of each character that was ever measured, in thousandths of the size."""

    def __init__(self, face: str) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, character: str) -> float:
        self[character] = width = float(pdfmetrics.stringWidth(character, self._face, 1000))
        return width


@cache
def _widths(strong: bool) -> _Widths:
    register()
    return _Widths(BOLD if strong else REGULAR)


@cache
def _characters() -> frozenset[int]:
    register()
    has = [frozenset(pdfmetrics.getFont(name).face.charToGlyph) for name in _FILES]
    return frozenset.intersection(*has)


def missing_glyphs(document: Document) -> set[str]:
    """The characters of a document that our faces can't print."""
    return _missing(map_text(document, clean_text))


def _missing(cleaned: Document) -> set[str]:
    has = _characters()
    return {character for character in set(all_text(cleaned)) if character != "\n" and ord(character) not in has}


def fit_for_paper(document: Document) -> tuple[Document, frozenset[str]]:
    """The document as it can be printed: cleaned, each missing character a visible 〓; and which ones were missing."""
    cleaned = map_text(document, clean_text)
    missing = frozenset(_missing(cleaned))
    if not missing:
        return cleaned, missing
    blanks = str.maketrans(dict.fromkeys(missing, MISSING_MARK))
    return map_text(cleaned, lambda text: text.translate(blanks)), missing
