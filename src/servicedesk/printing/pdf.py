"""A document becomes a PDF: blocks to strips, strips to pages, pages to bytes that are the same every time."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reportlab.pdfbase.pdfdoc import PDFString  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from servicedesk.domain import documents as d
from servicedesk.printing import blocks, fonts, sheet, slip
from servicedesk.printing.strips import DOT_PT, Pen, Setting, Strip, dots
from servicedesk.wording import Words


@dataclass(frozen=True, slots=True)
class RenderedPaper:
    """The PDF, how many pages it has (copies included), and the characters our faces lack, printed as 〓."""

    pdf: bytes
    pages: int
    missing: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Page:
    setting: Setting
    size_pt: tuple[float, float]
    placed: tuple[tuple[float, Strip], ...]
    number: int = 1
    of: int = 1


def render_pdf(document: d.Document, live_dots: int = slip.LIVE_DOTS) -> RenderedPaper:
    """Every copy, one after the other; a slip for a head of ``live_dots``. The same document gives the same bytes."""
    with fonts.RENDERING:
        printable, missing = fonts.fit_for_paper(marked(document))
        roll = slip.roll_of(live_dots)
        pages = [page for copy in range(printable.copy_count) for page in _pages(printable, copy, roll)]
        return RenderedPaper(_bytes(printable, pages), len(pages), missing)


def marked(document: d.Document) -> d.Document:
    """No reprint leaves without its mark, whoever queued it (reliability H5)."""
    if not document.reprint or document.reprint_mark:
        return document
    return replace(document, reprint_mark=Words(document.language)(" (copy {n})", n=document.reprint))


def _bytes(document: d.Document, pages: Sequence[_Page]) -> bytes:
    fonts.register()
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1, pageCompression=1, initialFontName=fonts.REGULAR, pdfVersion=(1, 5))
    canvas.setTitle(f"{document.title} {document.number}".strip())
    canvas.setCreator("servicedesk")
    canvas.setCatalogEntry("Lang", PDFString(document.language.replace("_", "-")))
    pen = Pen(canvas)
    for page in pages:
        pen.begin_page(page.size_pt)
        for top, strip in page.placed:
            strip.draw(pen, top)
        if document.paper is not d.Paper.SLIP_80MM:
            sheet.draw_footer(pen, page.setting, page.number, page.of)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _pages(document: d.Document, copy: int, roll: slip.Roll) -> list[_Page]:
    is_slip = document.paper is d.Paper.SLIP_80MM
    form = roll if is_slip else sheet.FORMS[document.paper]
    at = Setting(document, copy, form.style, form.frame)
    strips = [strip for block in document.blocks_of_copy(copy) for strip in lay_out(block, at)]
    if is_slip:
        return [_slip_page(strips, at, roll)]
    sheets, page_pt = list(_sheets(strips, at)), sheet.FORMS[document.paper].page_pt
    return [_Page(at, page_pt, placed, number, len(sheets)) for number, placed in enumerate(sheets, start=1)]


def lay_out(block: d.Block, at: Setting) -> list[Strip]:
    """The strips of one block; either paper can carry any kind."""
    match block:
        case d.Text():
            return blocks.text_block(block, at)
        case d.Pair():
            return blocks.pair_block(block, at)
        case d.Rule():
            return blocks.rule_block(block, at)
        case d.Boxed():
            return blocks.boxed_block(block, at)
        case d.Signatures():
            return blocks.signatures_block(block, at)
        case d.Barcode():
            return blocks.barcode_block(block, at)
        case d.QrBeside():
            return blocks.qr_block(block, at)
        case d.StoreHead():
            return slip.store_head_block(block, at)
        case d.TitleBar():
            return slip.title_bar_block(block, at)
        case d.CopyLine():
            return slip.copy_line_block(block, at)
        case d.Triple():
            return slip.triple_block(block, at)
        case d.CodeBox():
            return slip.code_box_block(block, at)
        case d.CutLine():
            return slip.cut_line_block(block, at)
        case d.PageHead():
            return sheet.page_head_block(block, at)
        case d.Tiles():
            return sheet.tiles_block(block, at)
        case d.Heading():
            return sheet.heading_block(block, at)
        case d.Table():
            return sheet.table_block(block, at)
        case d.Labelled():
            return sheet.labelled_block(block, at)
        case d.SideBySide():
            return sheet.side_by_side_block(block, at, lay_out)


def _slip_page(strips: Sequence[Strip], at: Setting, roll: slip.Roll) -> _Page:
    placed, y = _stacked(strips, slip.TOP_PT)
    # A hair less than whole dots: PDF rounds lengths, and a rounded-up page would be one dot wider when rasterised.
    hair_pt = 0.001
    return _Page(at, (roll.paper_dots * DOT_PT - hair_pt, dots(y + slip.BOTTOM_PT) - hair_pt), placed)


def _stacked(strips: Sequence[Strip], top: float) -> tuple[tuple[tuple[float, Strip], ...], float]:
    placed, y = [], top
    for strip in strips:
        placed.append((y, strip))
        y += strip.height_pt
    return tuple(placed), y


def _sheets(strips: Sequence[Strip], at: Setting) -> Iterator[tuple[tuple[float, Strip], ...]]:
    """Fill pages with groups of strips that belong together; a group higher than a page is taken apart."""
    form = sheet.FORMS[at.document.paper]
    bottom = form.page_pt[1] - form.bottom_pt
    page: list[Strip] = []
    head: list[Strip] = []
    for group in _groups(strips, bottom - form.top_pt - 60):
        fresh = [*group[0].repeats, *group]
        used = form.top_pt + _height(head) + _height(page)
        if page and used + _height(group) > bottom:
            yield _stacked([*head, *page], form.top_pt)[0]
            head, page = sheet.running_head(at), [strip for strip in fresh if not strip.is_blank]
        elif page or not all(strip.is_blank for strip in group):
            page += group
    yield _stacked([*head, *page], form.top_pt)[0]


def _groups(strips: Sequence[Strip], room: float) -> Iterator[list[Strip]]:
    """Runs of strips that stay on one page, but never so many that they could not."""
    group: list[Strip] = []
    for strip in strips:
        if group and _height(group) + strip.height_pt > room:
            yield group
            group = []
        group.append(strip)
        if not strip.keep_with_next:
            yield group
            group = []
    if group:
        yield group


def _height(strips: Sequence[Strip]) -> float:
    return sum(strip.height_pt for strip in strips)
