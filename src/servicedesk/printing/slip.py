"""Blocks of a slip, and its page: 80 mm (640 dots wide, 576 or 512 of them live) or 58 mm (464, 384 live), as long as
it needs to be. What has no room beside something on the narrow one stands under it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from servicedesk.domain.documents import Align, CodeBox, CopyLine, CutLine, Size, StoreHead, TitleBar, Triple
from servicedesk.printing import fonts
from servicedesk.printing.blocks import labelled_value, lines_of, right_text, text_strips
from servicedesk.printing.strips import BASELINE, DOT_PT, MM_PT, Frame, Pen, Setting, Strip, Style, dots, space

LIVE_DOTS = 576
"""The width most slips have."""
_PAPER_DOTS = {576: 640, 512: 640, 384: 464}
TOP_PT, BOTTOM_PT = dots(4 * MM_PT), dots(8 * MM_PT)

STYLE = Style(
    sizes_pt={Size.SMALL: 8.5, Size.NORMAL: 9, Size.MEDIUM: 10, Size.LARGE: 11, Size.HUGE: 16},
    leading=1.42,
    amount_pt=21,
    amount_label_pt=12,
    signatures_beside=False,
    rule_gap_pt=3.4,
)
_NARROW_STYLE = replace(
    STYLE, sizes_pt={**STYLE.sizes_pt, Size.LARGE: 10.5, Size.HUGE: 14}, amount_pt=18, amount_label_pt=10
)
_ROOM_BESIDE_A_CODE_PT = 60


@dataclass(frozen=True, slots=True)
class Roll:
    """A roll of slips: how wide it is, how much of that the head prints (in the middle), and how it is set."""

    paper_dots: int
    live_dots: int
    style: Style

    @property
    def margin_dots(self) -> int:
        return (self.paper_dots - self.live_dots) // 2

    @property
    def frame(self) -> Frame:
        margin_pt = self.margin_dots * DOT_PT
        return Frame(margin_pt, self.live_dots * DOT_PT, bleed_pt=margin_pt)


@cache
def roll_of(live_dots: int) -> Roll:
    """The roll whose head prints so many dots; see ``domain.printer_setup.WIDTHS_DOTS``."""
    return Roll(_PAPER_DOTS[live_dots], live_dots, STYLE if live_dots > 400 else _NARROW_STYLE)


def store_head_block(block: StoreHead, at: Setting) -> list[Strip]:
    """The store in bold and its desk, both centred."""
    strips = text_strips(block.name, at.frame, 13, 1.4, strong=True, align=Align.CENTRE)
    if block.detail:
        strips += text_strips(block.detail, at.frame, at.style.sizes_pt[Size.SMALL], 1.42, align=Align.CENTRE)
    return [*strips, space(3)]


def title_bar_block(block: TitleBar, at: Setting) -> list[Strip]:
    """White on a black bar; a long title is set smaller, then over two lines."""
    text = block.text + at.document.reprint_mark
    room = at.frame.width_pt - 8
    size_pt = next((size for size in (15, 13, 11.5) if fonts.width_pt(text, size, strong=True) <= room), 11.5)
    lines = lines_of(text, room, size_pt, strong=True)
    height_pt = dots(max(8.6 * MM_PT, len(lines) * size_pt * 1.3 + 5))

    def draw(pen: Pen, top: float) -> None:
        pen.fill(at.frame.left_pt, dots(top), at.frame.width_pt, height_pt)
        middle = at.frame.left_pt + at.frame.width_pt / 2
        first = dots(top) + height_pt / 2 + size_pt * 0.36 - (len(lines) - 1) * size_pt * 0.65
        for index, line in enumerate(lines):
            baseline = first + index * size_pt * 1.3
            pen.text(middle, baseline, line, size_pt, strong=True, align=Align.CENTRE, gray=1.0)

    return [Strip(height_pt + DOT_PT, draw), space(3)]


def copy_line_block(block: CopyLine, at: Setting) -> list[Strip]:
    """The label of this copy and, on the right, usually the time."""
    label = at.document.copies[at.copy] if at.document.copies else ""
    size_pt = at.style.sizes_pt[Size.NORMAL]
    return labelled_value(label, block.right, at.frame, size_pt, size_pt, bold=(False, False))


def triple_block(block: Triple, at: Setting) -> list[Strip]:
    """Three columns; a left text too long for its column gets a line of its own."""
    small, medium = at.style.sizes_pt[Size.SMALL], at.style.sizes_pt[Size.SMALL if block.strong else Size.MEDIUM]
    middle_right = at.frame.left_pt + at.frame.width_pt * 0.64
    left_room = middle_right - at.frame.left_pt - fonts.width_pt(block.middle, small, strong=block.strong) - 6
    alone = fonts.width_pt(block.left, small, strong=block.strong) > left_room
    above = text_strips(block.left, at.frame, small, 1.42, strong=block.strong) if alone else []

    def draw(pen: Pen, top: float) -> None:
        baseline = top + medium * 1.1
        if not alone:
            pen.text(at.frame.left_pt, baseline, block.left, small, strong=block.strong)
        pen.text(middle_right, baseline, block.middle, small, strong=block.strong, align=Align.RIGHT)
        right_text(pen, at.frame.right_pt, baseline, block.right, medium, strong=block.strong)

    return [*above, Strip(medium * 1.45, draw)]


def code_box_block(block: CodeBox, at: Setting) -> list[Strip]:
    """Label, code in large figures, and what to bring, in a heavy frame; under one another where it is narrow."""
    weight_pt, pad_pt, code_pt = 4 * DOT_PT, 8.0, 24.0
    code_width = fonts.width_pt(block.code, code_pt, strong=True)
    room = at.frame.width_pt - 3 * pad_pt - code_width
    if room < _ROOM_BESIDE_A_CODE_PT:
        return _stacked_code_box(block, at, weight_pt)
    labels = lines_of(block.label, room, 9.0)
    notes = lines_of(block.note, room, 8.5) if block.note else []
    text_pt = (len(labels) + len(notes)) * 13
    height_pt = dots(max(15 * MM_PT, text_pt + 12))

    def draw(pen: Pen, top: float) -> None:
        left, upper = at.frame.left_pt + weight_pt / 2, dots(top) + weight_pt / 2
        pen.outline(left, upper, at.frame.width_pt - weight_pt, height_pt - weight_pt, weight_pt)
        baseline = top + (height_pt - text_pt) / 2 + 10
        for index, line in enumerate(labels):
            pen.text(at.frame.left_pt + pad_pt, baseline + index * 13, line, 9.0)
        right = at.frame.right_pt - pad_pt
        pen.text(right, top + height_pt / 2 + code_pt * 0.36, block.code, code_pt, strong=True, align=Align.RIGHT)
        for index, line in enumerate(notes, start=len(labels)):
            pen.text(at.frame.left_pt + pad_pt, baseline + index * 13, line, 8.5)

    return [space(2), Strip(height_pt, draw), space(4)]


def _stacked_code_box(block: CodeBox, at: Setting, weight_pt: float) -> list[Strip]:
    inner = Frame(at.frame.left_pt + 4, at.frame.width_pt - 8)
    code_pt = next(size for size in (24.0, 18.0, 12.0) if size == 12 or _fits(block.code, size, inner.width_pt))
    inside = [
        space(3),
        *text_strips(block.label, inner, 9.0, 1.4, align=Align.CENTRE),
        *text_strips(block.code, inner, code_pt, 1.3, strong=True, align=Align.CENTRE),
        *(text_strips(block.note, inner, 8.5, 1.4, align=Align.CENTRE) if block.note else []),
        space(4),
    ]
    height_pt = dots(sum(strip.height_pt for strip in inside))

    def draw(pen: Pen, top: float) -> None:
        left, upper = at.frame.left_pt + weight_pt / 2, dots(top) + weight_pt / 2
        pen.outline(left, upper, at.frame.width_pt - weight_pt, height_pt - weight_pt, weight_pt)
        y = top
        for strip in inside:
            strip.draw(pen, y)
            y += strip.height_pt

    return [space(2), Strip(height_pt, draw), space(4)]


def _fits(text: str, size_pt: float, width_pt: float) -> bool:
    return fonts.width_pt(text, size_pt, strong=True) <= width_pt


def cut_line_block(block: CutLine, at: Setting) -> list[Strip]:
    """A dashed line over the whole paper, margins included, with its text in the middle, or under it if it is long."""
    size_pt = at.style.sizes_pt[Size.SMALL]
    if fonts.width_pt(block.text, size_pt) > at.frame.width_pt * 0.8:
        under = text_strips(block.text, at.frame, size_pt, 1.4, align=Align.CENTRE)
        return [*cut_line_block(CutLine(""), at), *under]
    middle = at.frame.left_pt + at.frame.width_pt / 2
    half_pt = fonts.width_pt(block.text, size_pt) / 2 + 5

    def draw(pen: Pen, top: float) -> None:
        y = top + 8
        pen.line(at.frame.left_pt - at.frame.bleed_pt, middle - half_pt, y, dash=True)
        pen.text(middle, y + size_pt * 0.36, block.text, size_pt, align=Align.CENTRE)
        pen.line(middle + half_pt, at.frame.right_pt + at.frame.bleed_pt, y, dash=True)

    return [Strip(size_pt * BASELINE + 10, draw)]
