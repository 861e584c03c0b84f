"""The PDF says what the document says, in that order, in our own faces only, and is the same bytes every time."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdf
import pytest
import zxingcpp
from tests.printing import samples, slips
from tests.printing.card_papers import CARDS

from servicedesk.desk import slips as desk_slips
from servicedesk.desk.receipt_slip import receipt_copy
from servicedesk.domain import documents as d
from servicedesk.domain.documents import Document, says
from servicedesk.printing import fonts
from servicedesk.printing.pdf import render_pdf
from servicedesk.printing.raster import page_images
from servicedesk.printing.strips import DOT_PT
from servicedesk.wire.policies import default_policy
from servicedesk.wording import Words

GOLDEN = Path(__file__).parent / "golden"
ZH = Words("zh_CN")

PAPERS = {
    "return_slip": desk_slips.return_slip(ZH, slips.refund()),
    "exchange_slip": desk_slips.return_slip(ZH, slips.exchange()),
    "repair_slip": desk_slips.return_slip(ZH, slips.repair()),
    "refusal_notice": desk_slips.refusal_notice(ZH, slips.refusal()),
    "void_slip_copy": desk_slips.reprinted(
        ZH, desk_slips.void_slip(ZH, slips.void()), 2, "2026-11-22 12:30", "1027 李婷"
    ),
    "receipt_copy": desk_slips.reprinted(
        ZH,
        receipt_copy(ZH, slips.STORE, slips.sale(), default_policy(), ZoneInfo("Asia/Shanghai")),
        1,
        "2026-11-22 10:50",
        "李婷",
    ),
    "return_slip_english": desk_slips.return_slip(Words("en"), slips.refund()),
    "repair_card": samples.repair_card(),
    "day_log": samples.day_log(),
    **CARDS,
}
SLIPS = [name for name, document in PAPERS.items() if document.paper is d.Paper.SLIP_80MM]


@pytest.mark.parametrize("name", PAPERS)
def test_the_paper_reads_as_it_is_written_down(name: str) -> None:
    """After a wanted change: delete the golden file, run once, read the new one."""
    text = "\n--- page ---\n".join(_page_texts(PAPERS[name])) + "\n"
    golden = GOLDEN / f"{name}.txt"
    if not golden.exists():
        golden.write_text(text, encoding="utf-8")
        pytest.fail(f"wrote {golden.name}; read it")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SLIPS)
def test_each_copy_says_exactly_what_the_document_says_in_its_order(name: str) -> None:
    document = PAPERS[name]
    for copy, text in enumerate(_page_texts(document)):
        assert _solid(text) == _solid("".join(says(document, copy)))


def test_a_log_over_pages_says_everything_once_and_repeats_its_titles() -> None:
    document = samples.day_log(returns=60)
    pages = _page_texts(document)
    assert len(pages) == 3
    titles = "单号商品原因结论·规则退款（元）用时经办"
    for number, text in enumerate(pages, start=1):
        assert _solid(text).endswith(f"第{number}/3页")
    assert [titles in _solid(text) for text in pages] == [True, True, False]
    body = "".join(_without_furniture(document, text) for text in pages).replace(titles, "")
    assert body == _solid("".join(says(document))).replace(titles, "")


@pytest.mark.parametrize("count", range(20, 34))
def test_no_heading_and_no_table_title_stands_alone_at_the_foot_of_a_page(count: int) -> None:
    for page, following in pairwise(_page_texts(samples.day_log(returns=count))):
        last = _without_furniture(samples.day_log(), page)[-12:]
        assert not re.search(r"[一二三四五六七]、\S{0,8}$", last), (last, following[:40])
        assert not last.endswith(("用时经办", "现在到哪步", "近7天目标", "问得最多的事")), last


def test_a_cell_longer_than_a_page_goes_on_and_loses_nothing() -> None:
    story = "排队很久没有人说明，" * 400
    table = d.Table((d.Column("单号", 10), d.Column("经过", 20)), (("CP-1", story),))
    document = replace(samples.day_log(), blocks=(table,))
    assert _solid("".join(_page_texts(document))).count("排队很久没有人说明，") >= 395
    text = "".join(_without_furniture(document, page) for page in _page_texts(document)).replace("单号经过", "")
    assert text == "CP-1" + story


def test_rare_names_can_be_searched_and_copied() -> None:
    for document in (samples.repair_card(), samples.day_log()):
        assert samples.RARE_NAME in "".join(_page_texts(document))


def test_reportlab_still_needs_our_help_with_characters_beyond_the_basic_plane() -> None:
    assert not fonts.upstream_writes_surrogates(), "ReportLab does it now: take out fonts._with_surrogates"


@pytest.mark.parametrize("name", PAPERS)
def test_only_our_faces_are_on_it_and_they_are_inside_the_file(name: str) -> None:
    found = set()
    for page in pypdf.PdfReader(io.BytesIO(render_pdf(PAPERS[name]).pdf)).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]  - pypdf's objects are untyped inside
            described = font.get_object()
            found.add(described["/BaseFont"].split("+")[-1])
            assert "/FontFile2" in described["/FontDescriptor"]
    assert found == {"NotoSansSC-Regular", "NotoSansSC-Bold"}


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render_pdf(samples.repair_card()).pdf == render_pdf(samples.repair_card()).pdf
    assert render_pdf(samples.day_log()).pdf == render_pdf(samples.day_log()).pdf


def test_a_slip_is_640_dots_wide_and_as_long_as_it_needs() -> None:
    short, long = (_page_sizes(PAPERS[name])[0] for name in ("void_slip_copy", "repair_slip"))
    assert round(short[0] / DOT_PT) == round(long[0] / DOT_PT) == 640
    assert short[1] < long[1]


def test_the_stub_has_no_thanks_and_is_shorter() -> None:
    customer, stub = _page_sizes(PAPERS["return_slip"])
    assert stub[1] < customer[1] - 60


def test_a_character_no_face_has_becomes_a_geta_and_is_told() -> None:
    document = replace(samples.repair_card(), blocks=(d.Text("退货👍单\U000e0100"),), for_customer=())
    rendered = render_pdf(document)
    assert fonts.missing_glyphs(document) == {"👍", "\U000e0100"}
    assert rendered.missing == {"👍", "\U000e0100"}
    assert "退货〓单〓" in _page_texts(document)[0]


def test_every_han_of_the_national_standard_has_a_glyph() -> None:
    characters = "".join(
        bytes((high, low)).decode("gb2312", errors="ignore") for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)
    )
    assert len(characters) == 6763
    assert fonts.missing_glyphs(replace(samples.repair_card(), title=characters)) == set()


def test_what_a_customer_wrote_reaches_the_paper_without_its_control_characters() -> None:
    document = replace(
        samples.repair_card(), blocks=(d.Pair("顾客", "张\x1bp\x00\x19\xfa伟\x10\x14"),), for_customer=()
    )
    text = _page_texts(document)[0]
    assert "张·p··ú伟··" in text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)


def test_yuan_is_the_half_width_sign() -> None:
    assert "¥188.18" in _page_texts(PAPERS["return_slip"])[0]
    assert "￥" not in _page_texts(PAPERS["return_slip"])[0]


def test_a_reprint_is_marked_even_when_nobody_wrote_the_mark() -> None:
    reprint = replace(PAPERS["return_slip"], reprint=3)
    assert "退货受理单（补打 3）" in _page_texts(reprint)[1]
    assert "Return slip (copy 3)" in _page_texts(replace(PAPERS["return_slip_english"], reprint=3))[0]


@pytest.mark.parametrize("name", SLIPS)
def test_a_scanner_reads_the_codes_of_every_slip(name: str) -> None:
    document = PAPERS[name]
    page = next(iter(page_images(render_pdf(document).pdf, 300)))
    found = {code.text for code in zxingcpp.read_barcodes(page)}
    wanted = {document.number}
    wanted |= {block.data for block in document.blocks_of_copy(0) if isinstance(block, d.QrBeside)}
    assert found == wanted


def test_a_number_no_scanner_could_read_is_printed_as_text() -> None:
    document = replace(samples.repair_card(), blocks=(d.Barcode("小票 4711"),), copies=(), for_customer=())
    assert _page_texts(document) == ["小票 4711"]
    assert zxingcpp.read_barcodes(next(iter(page_images(render_pdf(document).pdf, 300)))) == []


def test_a_value_too_long_for_its_line_wraps_and_stays_on_the_paper() -> None:
    long = "质量问题：" + "壶底渗水、开关失灵、指示灯不亮、" * 6
    document = replace(samples.repair_card(), blocks=(d.Pair("原因", long),), copies=(), for_customer=())
    assert _solid(_page_texts(document)[0]) == "原因" + long
    page = next(iter(page_images(render_pdf(document).pdf, 203)))
    left, _, right, _ = page.point(lambda value: 255 if value < 128 else 0).getbbox() or (0, 0, 0, 0)
    assert left >= 32
    assert right <= 608


def _page_texts(document: Document) -> list[str]:
    pages = pypdf.PdfReader(io.BytesIO(render_pdf(document).pdf)).pages
    return ["\n".join(" ".join(line.split()) for line in page.extract_text().splitlines()).strip() for page in pages]


def _page_sizes(document: Document) -> list[tuple[float, float]]:
    pages = pypdf.PdfReader(io.BytesIO(render_pdf(document).pdf)).pages
    return [(float(page.mediabox.width), float(page.mediabox.height)) for page in pages]


def _without_furniture(document: Document, page: str) -> str:
    running = _solid(document.title + document.running_head)
    foot = _solid(document.footer)
    return re.sub(r"第\d+/\d+页$", "", _solid(page)).removesuffix(foot).removeprefix(running)


def _solid(text: str) -> str:
    return "".join(text.split())
