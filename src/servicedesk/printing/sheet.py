"""Blocks of a sheet, A4 or A6: page head, figures, headings, tables that go on over pages, hanging texts, columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from servicedesk.domain.documents import (
    Align,
    Block,
    Column,
    Heading,
    Labelled,
    PageHead,
    Paper,
    SideBySide,
    Size,
    Table,
    Tiles,
)
from servicedesk.printing import fonts
from servicedesk.printing.blocks import lines_of, text_strips
from servicedesk.printing.strips import BASELINE, MM_PT, Frame, Pen, Setting, Strip, Style, space

STYLE = Style(
    sizes_pt={Size.SMALL: 7.5, Size.NORMAL: 9, Size.MEDIUM: 10, Size.LARGE: 12, Size.HUGE: 20},
    leading=1.45,
    amount_pt=17,
    amount_label_pt=10,
    signatures_beside=True,
    rule_gap_pt=6,
    faint=0.35,
)
_SMALL_STYLE = replace(
    STYLE,
    sizes_pt={Size.SMALL: 7, Size.NORMAL: 8, Size.MEDIUM: 9.5, Size.LARGE: 11, Size.HUGE: 15},
    rule_gap_pt=2.6,
    cell_pt=7.2,
)


@dataclass(frozen=True, slots=True)
class Form:
    """A size of sheet: its page, its margins, and how it is set. Lengths are points."""

    page_pt: tuple[float, float]
    margin_pt: float
    top_pt: float
    bottom_pt: float
    foot_pt: float
    style: Style

    @property
    def frame(self) -> Frame:
        return Frame(self.margin_pt, self.page_pt[0] - 2 * self.margin_pt)


FORMS = {
    Paper.A4: Form((595.2756, 841.8898), 16 * MM_PT, 15 * MM_PT, 17 * MM_PT, 9 * MM_PT, STYLE),
    Paper.A6: Form((297.6378, 419.5276), 7 * MM_PT, 6 * MM_PT, 10 * MM_PT, 5 * MM_PT, _SMALL_STYLE),
}

_CELL_PAD_PT, _CELL_LEADING = 4.0, 1.4
_ROW_LINES_MAX = 40  # a longer row goes on as a second one, because a strip is never cut


def page_head_block(block: PageHead, at: Setting) -> list[Strip]:
    """Title and day on one line; one under the other when they are too long for that."""
    frame, title = at.frame, block.title + at.document.reprint_mark
    title_width = fonts.width_pt(title, 20, strong=True) + 12
    right_width = max(fonts.width_pt(block.right, 12, strong=True), fonts.width_pt(block.right_detail, 9))
    fits = title_width + fonts.width_pt(block.subtitle, 10) + 12 + right_width <= frame.width_pt

    def draw(pen: Pen, top: float) -> None:
        pen.text(frame.left_pt, top + 18, title, 20, strong=True)
        pen.text(frame.left_pt + title_width, top + 17, block.subtitle if fits else "", 10)
        pen.text(frame.right_pt, top + 11, block.right if fits else "", 12, strong=True, align=Align.RIGHT)
        pen.text(frame.right_pt, top + 24.5, block.right_detail if fits else "", 9, align=Align.RIGHT)

    def rule(pen: Pen, top: float) -> None:
        pen.line(frame.left_pt, frame.right_pt, top + 2, 1.4)

    strips = [Strip(30, draw)]
    if not fits:
        strips += text_strips(block.subtitle, frame, 10, 1.45)
        strips += text_strips(block.right, frame, 12, 1.4, strong=True)
        strips += text_strips(block.right_detail, frame, 9, 1.45)
    return [*strips, Strip(12, rule)]


def running_head(setting: Setting) -> list[Strip]:
    """The head of every page but the first."""
    frame, document = setting.frame, setting.document

    def draw(pen: Pen, top: float) -> None:
        pen.text(frame.left_pt, top + 11, document.title + document.reprint_mark, 12, strong=True)
        pen.text(frame.right_pt, top + 11, document.running_head, 9, align=Align.RIGHT)
        pen.line(frame.left_pt, frame.right_pt, top + 18, 0.8)

    return [Strip(30, draw)]


def draw_footer(pen: Pen, setting: Setting, page: int, pages: int) -> None:
    """The document's footer on the left, which page of how many on the right."""
    form, frame = FORMS[setting.document.paper], setting.frame
    baseline = form.page_pt[1] - form.foot_pt
    label = setting.document.page_label.replace("{page}", str(page)).replace("{pages}", str(pages))
    room = frame.width_pt - fonts.width_pt(label, 8) - 12
    lines = lines_of(setting.document.footer, room, 8)
    for index, line in enumerate(lines):
        pen.text(frame.left_pt, baseline - (len(lines) - 1 - index) * 10, line, 8, gray=STYLE.faint)
    pen.text(frame.right_pt, baseline, label, 8, align=Align.RIGHT, gray=STYLE.faint)


def tiles_block(block: Tiles, at: Setting) -> list[Strip]:
    """Boxes of equal width; a long figure is set smaller until it fits."""
    width = at.frame.width_pt / max(1, len(block.tiles))
    room = width - 12
    notes = [lines_of(tile.note, room, 7.5) for tile in block.tiles]
    height = 38 + 10 * max(map(len, notes), default=1)

    def draw(pen: Pen, top: float) -> None:
        for index, tile in enumerate(block.tiles):
            x = at.frame.left_pt + index * width
            pen.outline(x, top, width, height, 0.6, gray=0.6)
            pen.text(x + 6, top + 12, tile.label, 8.5)
            unit_width = fonts.width_pt(tile.unit, 8.5) + 2
            sizes = (17, 15, 13, 11, 9)
            value_pt = next((s for s in sizes if fonts.width_pt(tile.value, s, strong=True) + unit_width <= room), 9)
            pen.text(x + 6, top + 30, tile.value, value_pt, strong=True)
            pen.text(x + 6 + fonts.width_pt(tile.value, value_pt, strong=True) + 2, top + 30, tile.unit, 8.5)
            for row, line in enumerate(notes[index]):
                pen.text(x + 6, top + 42 + row * 10, line, 7.5)

    return [Strip(height, draw), space(9)]


def heading_block(block: Heading, at: Setting) -> list[Strip]:
    """A bar, the title, its note; held on the page of what follows."""
    note_left = at.frame.left_pt + 9 + fonts.width_pt(block.text, 11.5, strong=True) + 8
    lines = lines_of(block.note, at.frame.right_pt - note_left, 8.5)

    def draw(pen: Pen, top: float) -> None:
        pen.fill(at.frame.left_pt, top, 3, 12.5)
        pen.text(at.frame.left_pt + 9, top + 11, block.text, 11.5, strong=True)
        for index, line in enumerate(lines):
            pen.text(note_left, top + 11 + index * 11.5, line, 8.5, gray=STYLE.faint)

    return [space(5), Strip(19 + (len(lines) - 1) * 11.5, draw, keep_with_next=True)]


def table_block(block: Table, at: Setting) -> list[Strip]:
    """A strip a row; titles are repeated on each page, totals stay with the last row."""
    grid = _grid_of(block.columns, at.frame, at.style.cell_pt)
    titles = _row_strips([column.title for column in block.columns], grid, strong=True, shaded=True)
    head = tuple(Strip(strip.height_pt, strip.draw, keep_with_next=True) for strip in titles)
    rows = [strip for row in block.rows for strip in _row_strips(row, grid)]
    if not rows:
        inner = Frame(at.frame.left_pt + _CELL_PAD_PT, at.frame.width_pt - 2 * _CELL_PAD_PT)
        rows = text_strips(block.empty_text, inner, grid.cell_pt, 1.7, gray=STYLE.faint) if block.empty_text else []
    if block.totals:
        rows[-1:] = [Strip(last.height_pt, last.draw, keep_with_next=True) for last in rows[-1:]]
        rows += _row_strips(block.totals, grid, strong=True, ruled=False)
    body = [Strip(row.height_pt, row.draw, row.keep_with_next, repeats=head) for row in rows]
    return [*head, *body, space(6)]


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where a table's cells stand: its outer edges, each column's room, the place its text is held at, and its size."""

    left_pt: float
    right_pt: float
    rooms_pt: tuple[float, ...]
    anchors: tuple[tuple[float, Align], ...]
    cell_pt: float


def _grid_of(columns: Sequence[Column], frame: Frame, cell_pt: float) -> _Grid:
    shares = list(accumulate((column.share for column in columns), initial=0.0))
    edges = [frame.left_pt + frame.width_pt * share / (shares[-1] or 1) for share in shares]
    inside = [(left + _CELL_PAD_PT, right - _CELL_PAD_PT) for left, right in pairwise(edges)]
    anchors = tuple(
        ({Align.LEFT: left, Align.RIGHT: right, Align.CENTRE: (left + right) / 2}[column.align], column.align)
        for (left, right), column in zip(inside, columns, strict=True)
    )
    return _Grid(edges[0], edges[-1], tuple(right - left for left, right in inside), anchors, cell_pt)


def _row_strips(
    cells: Sequence[str], grid: _Grid, *, strong: bool = False, shaded: bool = False, ruled: bool = True
) -> list[Strip]:
    wrapped = [
        lines_of(cell, room, grid.cell_pt, strong=strong) for cell, room in zip(cells, grid.rooms_pt, strict=True)
    ]
    count = max(map(len, wrapped), default=1)
    strips = []
    for start in range(0, count, _ROW_LINES_MAX):
        part = [lines[start : start + _ROW_LINES_MAX] for lines in wrapped]
        last = start + _ROW_LINES_MAX >= count
        height = max(map(len, part), default=1) * grid.cell_pt * _CELL_LEADING + (3.5 if shaded else 6)
        strips.append(Strip(height, _row_draw(part, grid, height, strong, shaded, ruled and last)))
    return strips


def _row_draw(
    part: Sequence[Sequence[str]], grid: _Grid, height: float, strong: bool, shaded: bool, ruled: bool
) -> Callable[[Pen, float], None]:
    first_pt = (1.2 if shaded else 2.4) + grid.cell_pt * BASELINE

    def draw(pen: Pen, top: float) -> None:
        if shaded:
            pen.fill(grid.left_pt, top, grid.right_pt - grid.left_pt, height, gray=0.93)
        for (x, align), lines in zip(grid.anchors, part, strict=True):
            baseline = top + first_pt
            for line in lines:
                pen.text(x, baseline, line, grid.cell_pt, strong=strong, align=align)
                baseline += grid.cell_pt * _CELL_LEADING
        if ruled and not shaded:
            pen.line(grid.left_pt, grid.right_pt, top + height, 0.4, gray=0.72)

    return draw


def labelled_block(block: Labelled, at: Setting) -> list[Strip]:
    """One column of labels, as wide as the widest up to a third of the page, and the texts beside it."""
    widest = max((fonts.width_pt(label, 9, strong=True) for label, _ in block.rows), default=0.0)
    hang_pt = min(widest, at.frame.width_pt * 0.3) + 21
    strips: list[Strip] = []
    for label, text in block.rows:
        labels = lines_of(label, hang_pt - 15, 9, strong=True)
        lines = lines_of(text, at.frame.width_pt - hang_pt - 9, 9)
        for index in range(max(len(labels), len(lines))):
            one = slice(index, index + 1)
            strips += [_labelled_line(labels[one], lines[one], at.frame.left_pt + 9, hang_pt)]
        strips.append(space(2))
    return [*strips, space(4)]


def _labelled_line(label: list[str], text: list[str], left: float, hang_pt: float) -> Strip:
    def draw(pen: Pen, top: float) -> None:
        pen.text(left, top + 10, "".join(label), 9, strong=True)
        pen.text(left + hang_pt - 9, top + 10, "".join(text), 9)

    return Strip(13.5, draw)


def side_by_side_block(block: SideBySide, at: Setting, lay_out: Callable[[Block, Setting], list[Strip]]) -> list[Strip]:
    """Side by side where that fits half a page; longer columns stand one under the other."""
    gap_pt = 8.0
    width = (at.frame.width_pt - gap_pt * (len(block.columns) - 1)) / max(1, len(block.columns))
    frames = [Frame(at.frame.left_pt + index * (width + gap_pt), width) for index in range(len(block.columns))]
    columns = [
        [strip for inner in column for strip in lay_out(inner, Setting(at.document, at.copy, at.style, frame))]
        for column, frame in zip(block.columns, frames, strict=True)
    ]
    height = max((sum(strip.height_pt for strip in column) for column in columns), default=0.0)
    if height > FORMS.get(at.document.paper, FORMS[Paper.A4]).page_pt[1] / 2:
        return [strip for column in block.columns for inner in column for strip in lay_out(inner, at)]

    def draw(pen: Pen, top: float) -> None:
        for column in columns:
            y = top
            for strip in column:
                strip.draw(pen, y)
                y += strip.height_pt

    return [Strip(height, draw)]
