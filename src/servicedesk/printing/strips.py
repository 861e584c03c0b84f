"""What layouts are made of: a pen that writes from the top down, and strips, the pieces of paper that are never cut.

Lengths are points. A thermal head has 203 dots an inch; slips stand on its grid (``DOT_PT``), so that a bar of a code
or a rule is a whole number of dots and comes out as it was meant.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from servicedesk.domain.documents import Align, Document, Size
from servicedesk.printing import fonts

DPI = 203
DOT_PT = 72 / DPI
MM_PT = 72 / 25.4
BASELINE = 1.08  # from the top of a line to its baseline, in font sizes
HANG = 0.42  # how much of a full-width closer may hang over the right edge, in font sizes


def dots(length_pt: float) -> float:
    """The length rounded up to whole dots, still in points."""
    return math.ceil(length_pt / DOT_PT - 1e-6) * DOT_PT


def on_grid(position_pt: float, weight_pt: float) -> float:
    """The nearest place where a line of this weight covers whole dots."""
    half = DOT_PT / 2 if round(weight_pt / DOT_PT) % 2 else 0.0
    return round((position_pt - half) / DOT_PT) * DOT_PT + half


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a block may stand: left edge and width; ``bleed_pt`` is the blank margin that a cut line crosses."""

    left_pt: float
    width_pt: float
    bleed_pt: float = 0.0

    @property
    def right_pt(self) -> float:
        return self.left_pt + self.width_pt

    @property
    def middle_pt(self) -> float:
        return self.left_pt + self.width_pt / 2


@dataclass(frozen=True, slots=True)
class Style:
    """One paper's typography: points of each size, and where slips and sheets differ."""

    sizes_pt: Mapping[Size, float]
    leading: float
    amount_pt: float
    amount_label_pt: float
    signatures_beside: bool
    rule_gap_pt: float
    faint: float = 0.0  # grey of what is not the matter itself; thermal paper knows only black
    cell_pt: float = 8.8  # what tables are set in


@dataclass(frozen=True, slots=True)
class Setting:
    """What a block is laid out for."""

    document: Document
    copy: int
    style: Style
    frame: Frame


class Pen:
    """Draws on the page that was begun last; every y is measured downwards from its top edge.

    Words and lines are written as PDF operators of our own: a log has ten thousand words, and the canvas makes a text
    object of each. What stays the same from one to the next (ink, stroke) is said to the page once.
    """

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._height_pt = 0.0
        self._gray: float | None = None
        self._stroked: tuple[float, float, bool] | None = None
        self._shown: dict[tuple[str, float, bool], str] = {}

    def begin_page(self, size_pt: tuple[float, float]) -> None:
        """A page knows nothing of the ink of the one before."""
        self._canvas.setPageSize(size_pt)
        self._height_pt = size_pt[1]
        self._gray = self._stroked = None

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        size_pt: float,
        *,
        strong: bool = False,
        align: Align = Align.LEFT,
        gray: float = 0.0,
    ) -> None:
        if not text:
            return
        if align is not Align.LEFT:
            width = fonts.width_pt(text, size_pt, strong=strong)
            x -= width if align is Align.RIGHT else width / 2
        self._ink(gray)
        shown = self._shown.get((text, size_pt, strong)) or self._show(text, size_pt, strong)
        # The line feed (T*) draws nothing; it tells who reads the page by machine that the text ends here.
        self._canvas.addLiteral(f"BT 1 0 0 1 {x:.3f} {self._height_pt - baseline:.3f} Tm {shown} T* ET")

    def _show(self, text: str, size_pt: float, strong: bool) -> str:
        """The operators that set this text, kept for the next time: the cells of a table say the same words again."""
        font, document = pdfmetrics.getFont(fonts.BOLD if strong else fonts.REGULAR), self._canvas._doc
        shown = " ".join(
            f"{font.getSubsetInternalName(subset, document)} {size_pt:g} Tf {size_pt * 1.2:g} TL <{codes.hex()}> Tj"
            for subset, codes in font.splitString(text, document)
        )
        self._shown[text, size_pt, strong] = shown
        return shown

    def line(
        self, x1: float, x2: float, y: float, weight_pt: float = 2 * DOT_PT, *, gray: float = 0.0, dash: bool = False
    ) -> None:
        self._stroke(weight_pt, gray, dash)
        y = self._height_pt - on_grid(y, weight_pt)
        self._canvas.addLiteral(f"{x1:.4f} {y:.4f} m {x2:.4f} {y:.4f} l S")

    def upright(self, x: float, y1: float, y2: float, weight_pt: float) -> None:
        self._stroke(weight_pt, 0.0)
        x = on_grid(x, weight_pt)
        self._canvas.addLiteral(f"{x:.4f} {self._height_pt - y1:.4f} m {x:.4f} {self._height_pt - y2:.4f} l S")

    def corner(self, x: float, y: float, radius_pt: float, start_degrees: int, weight_pt: float) -> None:
        """A quarter circle around the centre (x, y)."""
        self._stroke(weight_pt, 0.0)
        centre = self._height_pt - y
        box = (x - radius_pt, centre - radius_pt, x + radius_pt, centre + radius_pt)
        self._canvas.arc(*box, startAng=start_degrees, extent=90)

    def outline(self, x: float, y: float, width: float, height: float, weight_pt: float, gray: float = 0.0) -> None:
        self._stroke(weight_pt, gray)
        self._canvas.rect(x, self._height_pt - y - height, width, height)

    def fill(self, x: float, y: float, width: float, height: float, gray: float = 0.0) -> None:
        self._ink(gray)
        self._canvas.rect(x, self._height_pt - y - height, width, height, stroke=0, fill=1)

    def fill_modules(self, modules: Iterable[tuple[float, float, float, float]]) -> None:
        """Rectangles (x, y, width, height) as one path: pdfium widens single rectangles to whole pixels, which makes
        every bar of a code a dot too wide."""
        self._ink(0.0)
        boxes = (
            f"{x:.4f} {self._height_pt - y - height:.4f} {width:.4f} {height:.4f} re" for x, y, width, height in modules
        )
        self._canvas.addLiteral(f"n {' '.join(boxes)} f")

    def _ink(self, gray: float) -> None:
        """Said to the page only when it changes: a log has ten thousand words in one black."""
        if gray != self._gray:
            self._canvas.setFillGray(gray)
            self._gray = gray

    def _stroke(self, weight_pt: float, gray: float, dash: bool = False) -> None:
        if (weight_pt, gray, dash) != self._stroked:
            self._canvas.setLineWidth(weight_pt)
            self._canvas.setStrokeGray(gray)
            self._canvas.setDash([6 * DOT_PT, 6 * DOT_PT] if dash else [])
            self._stroked = (weight_pt, gray, dash)


Draw = Callable[[Pen, float], None]


def _nothing(pen: Pen, top: float) -> None:
    """Blank paper."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A piece of full width. ``draw(pen, top)`` puts it at that y. ``keep_with_next`` holds it on the page of what
    follows; ``repeats`` are drawn again above it where it is the first on a page (a table's titles)."""

    height_pt: float
    draw: Draw = field(default=_nothing)
    keep_with_next: bool = False
    repeats: tuple[Strip, ...] = ()

    @property
    def is_blank(self) -> bool:
        return self.draw is _nothing


def space(height_pt: float, *, keep_with_next: bool = False) -> Strip:
    return Strip(height_pt, keep_with_next=keep_with_next)
