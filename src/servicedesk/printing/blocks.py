"""Blocks that slips and sheets share: paragraphs, label and value, rules, frames, signatures, codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import accumulate

from servicedesk.domain.documents import Align, Barcode, Boxed, Pair, QrBeside, Rule, Signatures, Size, Text
from servicedesk.printing import codes, fonts
from servicedesk.printing.breaking import hangs, wrap
from servicedesk.printing.strips import BASELINE, DOT_PT, HANG, MM_PT, Frame, Pen, Setting, Strip, dots, space

_CORNER_PT = 3.0


def lines_of(text: str, width_pt: float, size_pt: float, *, strong: bool = False) -> list[str]:
    """The lines of a text in this width; nearly every cell of a long table is one that fits."""
    if "\n" not in text and fonts.width_pt(text, size_pt, strong=strong) <= width_pt:
        return [text.strip()]
    return wrap(text, width_pt, partial(fonts.width_pt, size_pt=size_pt, strong=strong))


def text_strips(
    text: str,
    frame: Frame,
    size_pt: float,
    leading: float,
    *,
    strong: bool = False,
    align: Align = Align.LEFT,
    gray: float = 0.0,
) -> list[Strip]:
    """A paragraph, one strip a line."""
    x = {Align.LEFT: frame.left_pt, Align.CENTRE: frame.left_pt + frame.width_pt / 2, Align.RIGHT: frame.right_pt}[
        align
    ]

    def line_strip(line: str) -> Strip:
        def draw(pen: Pen, top: float) -> None:
            pen.text(x, top + size_pt * BASELINE, line, size_pt, strong=strong, align=align, gray=gray)

        return Strip(size_pt * leading, draw)

    return [line_strip(line) for line in lines_of(text, frame.width_pt, size_pt, strong=strong)]


def text_block(block: Text, at: Setting) -> list[Strip]:
    size_pt = at.style.sizes_pt[block.size]
    return text_strips(block.text, at.frame, size_pt, at.style.leading, strong=block.strong, align=block.align)


def right_text(pen: Pen, right: float, baseline: float, text: str, size_pt: float, *, strong: bool = False) -> None:
    """Right-aligned by its ink: a closing full-width bracket hangs over, so that columns of values look straight."""
    pen.text(right + (size_pt * HANG if hangs(text) else 0), baseline, text, size_pt, strong=strong, align=Align.RIGHT)


def pair_block(block: Pair, at: Setting) -> list[Strip]:
    """One line in the block's size; HUGE has sizes of its own for label and value."""
    style, frame = at.style, at.frame
    if block.size is Size.HUGE:
        return labelled_value(
            block.label, block.value, frame, style.amount_label_pt, style.amount_pt, bold=(True, True)
        )
    size_pt = style.sizes_pt[block.size]
    return labelled_value(block.label, block.value, frame, size_pt, size_pt, bold=(False, block.strong))


def labelled_value(
    label: str, value: str, frame: Frame, label_pt: float, value_pt: float, *, bold: tuple[bool, bool]
) -> list[Strip]:
    """On one line where both fit; else the value wraps beside its label, or below one that leaves it little room. On a
    narrow roll a value that fits a line of its own is not broken either."""
    label_width = fonts.width_pt(label, label_pt, strong=bold[0])
    room = frame.width_pt - label_width - (6 if label else 0)
    size_pt = max(label_pt, value_pt)
    value_width = fonts.width_pt(value, value_pt, strong=bold[1])
    whole_below = frame.width_pt < 50 * MM_PT and value_width <= frame.width_pt
    if value_width > room and (room < frame.width_pt * 0.4 or whole_below):
        below = text_strips(value, frame, value_pt, 1.42, strong=bold[1], align=Align.RIGHT)
        return [*text_strips(label, frame, label_pt, 1.42, strong=bold[0]), *below]
    lines = lines_of(value, room, value_pt, strong=bold[1])

    def draw(pen: Pen, top: float) -> None:
        pen.text(frame.left_pt, top + size_pt * 1.1, label, label_pt, strong=bold[0])
        for index, line in enumerate(lines):
            right_text(
                pen, frame.right_pt, top + size_pt * 1.1 + index * value_pt * 1.42, line, value_pt, strong=bold[1]
            )

    return [Strip(size_pt * 1.5 + (len(lines) - 1) * value_pt * 1.42, draw)]


def rule_block(block: Rule, at: Setting) -> list[Strip]:
    """A line across the frame with the style's gap above and below."""
    gap_pt = at.style.rule_gap_pt

    def draw(pen: Pen, top: float) -> None:
        pen.line(at.frame.left_pt, at.frame.right_pt, top + gap_pt, dash=block.dashed)

    return [Strip(gap_pt * 2, draw)]


def boxed_block(block: Boxed, at: Setting) -> list[Strip]:
    """One strip a line, each with its part of the frame, so that a long box goes on over the page."""
    pad_pt = 2.2 * MM_PT
    body_pt = at.style.sizes_pt[Size.NORMAL]
    inner = Frame(at.frame.left_pt + pad_pt, at.frame.width_pt - 2 * pad_pt)
    inside = [space(pad_pt * 0.8)]
    if block.title:
        inside += text_strips(block.title, inner, body_pt + 1, 1.5, strong=True)
    for paragraph in block.paragraphs:
        inside += text_strips(paragraph, inner, body_pt, 1.42)
    inside.append(space(pad_pt * 0.8))
    return [space(2), *_framed(inside, at.frame), space(5)]


def _framed(inside: Sequence[Strip], frame: Frame, weight_pt: float = 3 * DOT_PT) -> Iterator[Strip]:
    left, right, last = frame.left_pt + weight_pt / 2, frame.right_pt - weight_pt / 2, len(inside) - 1
    radius = _CORNER_PT

    def framed(index: int, strip: Strip) -> Strip:
        def draw(pen: Pen, top: float) -> None:
            strip.draw(pen, top)
            bottom = top + strip.height_pt
            if index == 0:
                pen.line(left + radius, right - radius, top, weight_pt)
                pen.corner(left + radius, top + radius, radius, 90, weight_pt)
                pen.corner(right - radius, top + radius, radius, 0, weight_pt)
            if index == last:
                pen.line(left + radius, right - radius, bottom, weight_pt)
                pen.corner(left + radius, bottom - radius, radius, 180, weight_pt)
                pen.corner(right - radius, bottom - radius, radius, 270, weight_pt)
            for x in (left, right):
                pen.upright(
                    x, top + (radius if index == 0 else 0), bottom - (radius if index == last else 0), weight_pt
                )

        return Strip(strip.height_pt, draw, keep_with_next=index in (0, last - 1))

    return (framed(index, strip) for index, strip in enumerate(inside))


def signatures_block(block: Signatures, at: Setting) -> list[Strip]:
    """Labels above their lines on a slip, before them on a sheet."""
    beside = at.style.signatures_beside
    size_pt = at.style.sizes_pt[Size.NORMAL if beside else Size.SMALL]
    share_pt = at.frame.width_pt / max(1, len(block.labels))
    labels = [lines_of(label, share_pt * (0.6 if beside else 1) - 6, size_pt) for label in block.labels]
    above_pt = 14 if beside else 2
    height_pt = above_pt + size_pt * 1.42 * max(map(len, labels), default=1)
    under_pt = 0 if beside else 18

    def draw(pen: Pen, top: float) -> None:
        for index, lines in enumerate(labels):
            x = at.frame.left_pt + index * share_pt
            for row, line in enumerate(lines):
                pen.text(x, top + above_pt + size_pt * (BASELINE + row * 1.42), line, size_pt)
            start = x + (max(fonts.width_pt(line, size_pt) for line in lines) + 6 if beside else 0)
            pen.line(start, x + share_pt - 8, top + height_pt + under_pt)

    return [Strip(height_pt + under_pt + 3, draw), space(8 if beside else 1)]


def barcode_block(block: Barcode, at: Setting) -> list[Strip]:
    """Bars three dots a module where they fit with their quiet zones, else two; the text under them. On a roll too
    narrow for two, the bars lie across the paper like the rungs of a ladder, as long as they have to be."""
    small_pt = at.style.sizes_pt[Size.NORMAL]
    caption = text_strips(block.code, at.frame, small_pt, at.style.leading, align=Align.CENTRE)
    if not codes.is_code128_text(block.code):
        return caption
    runs = codes.code128_runs(block.code)
    quiet = 20  # ten modules on either side
    if (sum(runs) + quiet) * 2 * DOT_PT > at.frame.width_pt + 2 * at.frame.bleed_pt:
        return [space(4), _ladder(runs, at.frame), *caption, space(1)]
    module_pt = (3 if (sum(runs) + quiet) * 3 * DOT_PT <= at.frame.width_pt else 2) * DOT_PT
    left = at.frame.left_pt + dots((at.frame.width_pt - sum(runs) * module_pt) / 2)
    height_pt = dots(12 * MM_PT)

    def draw(pen: Pen, top: float) -> None:
        starts = accumulate(runs, initial=0)
        bars = [(start, run) for index, (start, run) in enumerate(zip(starts, runs, strict=False)) if index % 2 == 0]
        upper = dots(top)
        pen.fill_modules((left + start * module_pt, upper, run * module_pt, height_pt) for start, run in bars)

    return [space(4), Strip(height_pt + 3, draw, keep_with_next=True), *caption, space(1)]


def _ladder(runs: Sequence[int], frame: Frame) -> Strip:
    module_pt, long_pt = 2 * DOT_PT, dots(12 * MM_PT)
    left = frame.left_pt + dots((frame.width_pt - long_pt) / 2)

    def draw(pen: Pen, top: float) -> None:
        starts = accumulate(runs, initial=0)
        bars = [(start, run) for index, (start, run) in enumerate(zip(starts, runs, strict=False)) if index % 2 == 0]
        upper = dots(top + 10 * module_pt)
        pen.fill_modules((left, upper + start * module_pt, long_pt, run * module_pt) for start, run in bars)

    return Strip(dots((sum(runs) + 20) * module_pt), draw, keep_with_next=True)


def qr_block(block: QrBeside, at: Setting) -> list[Strip]:
    """About 22 mm of code (16 on a narrow roll), lines to its right; under it when the code leaves them no room."""
    rows = codes.qr_modules(block.data)
    side_dots = 176 if at.frame.width_pt > 50 * MM_PT else 128
    module_pt = max(3, side_dots // len(rows)) * DOT_PT
    side_pt, quiet_pt = len(rows) * module_pt, 2 * module_pt
    left = at.frame.left_pt + dots(quiet_pt)
    beside = Frame(left + side_pt + 2 * quiet_pt, at.frame.width_pt - side_pt - 3.5 * quiet_pt)
    small, medium = at.style.sizes_pt[Size.SMALL], at.style.sizes_pt[Size.MEDIUM]
    fits = beside.width_pt >= 20 * MM_PT
    lines = [
        strip
        for line in block.lines
        for strip in text_strips(
            line.text, beside if fits else at.frame, medium if line.strong else small, 1.5, strong=line.strong
        )
    ]

    def draw(pen: Pen, top: float) -> None:
        upper = dots(top + quiet_pt)
        pen.fill_modules(
            (left + start * module_pt, upper + row * module_pt, length * module_pt, module_pt)
            for row, cells in enumerate(rows)
            for start, length in _dark_runs(cells)
        )
        y = top + quiet_pt
        for strip in lines if fits else ():
            strip.draw(pen, y)
            y += strip.height_pt

    text_height_pt = sum(strip.height_pt for strip in lines) if fits else 0
    code = Strip(dots(max(side_pt, text_height_pt) + 2 * quiet_pt), draw)
    return [code] if fits else [code, *lines]


def _dark_runs(cells: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """(start, length) of each dark stretch: one rectangle each, so that no viewer shows hairlines between modules."""
    start: int | None = None
    for index, dark in enumerate((*cells, False)):
        if dark and start is None:
            start = index
        elif not dark and start is not None:
            yield start, index - start
            start = None
