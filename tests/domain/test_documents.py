"""Documents as values: what they say, how their text is made safe, and that disk gives back what was put there."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.printing import samples

from servicedesk.domain import documents as d
from servicedesk.errors import BadInputError
from servicedesk.wire.documents import decode_document, encode_document


def test_a_document_says_its_texts_in_reading_order() -> None:
    document = _slip(
        d.TitleBar("退货单"), d.CopyLine("10:46"), d.Pair("经办", "李婷"), d.QrBeside("SD:1", (d.Aside("扫码"),))
    )
    assert d.says(document) == ("退货单", "第 1 联", "10:46", "经办", "李婷", "扫码", "谢谢")


def test_only_the_first_copy_ends_with_what_is_for_the_customer() -> None:
    document = _slip(d.CopyLine("10:46"))
    assert d.says(document, copy=1) == ("第 2 联", "10:46")


def test_a_reprint_says_so_in_its_title_and_at_its_foot() -> None:
    document = replace(_slip(d.TitleBar("退货单")), reprint=2, reprint_mark="（补打 2）", reprint_trace="第 2 次补打")
    assert d.says(document, copy=1) == ("退货单（补打 2）", "第 2 次补打")


def test_an_empty_table_says_that_there_was_nothing() -> None:
    table = d.Table((d.Column("单号"),), empty_text="今天没有。")
    assert d.says(_slip(table), copy=1) == ("单号", "今天没有。")


def test_control_characters_are_seen_and_not_obeyed() -> None:
    assert d.clean_text("张\x1b@伟\x00\x7f") == "张·@伟··"


def test_direction_overrides_and_zero_width_characters_vanish() -> None:
    assert d.clean_text("退\u202e货\u200b\ufeff单") == "退货单"


def test_a_name_in_compatibility_han_stays_as_its_owner_writes_it() -> None:
    assert d.clean_text("\uf9d1") == "\uf9d1"
    assert d.clean_text("Jose\u0301") == "José"


@given(st.text())
def test_clean_text_holds_nothing_that_steers_and_is_stable(text: str) -> None:
    cleaned = d.clean_text(text)
    assert all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp") for c in cleaned)
    assert d.clean_text(cleaned) == cleaned


def test_every_text_is_mapped_and_no_kind_of_block_is_renamed() -> None:
    mapped = d.map_text(samples.day_log(), str.upper)
    assert [block.block for block in mapped.blocks] == [block.block for block in samples.day_log().blocks]
    assert d.all_text(mapped) == d.all_text(samples.day_log()).upper()


@pytest.mark.parametrize("document", [samples.repair_card(), samples.day_log()], ids=["slip", "sheet"])
def test_a_document_comes_back_from_disk_as_it_was(document: d.Document) -> None:
    assert decode_document(encode_document(document)) == document


def test_the_samples_hold_every_kind_of_block() -> None:
    shown = {type(block) for document in (samples.repair_card(), samples.day_log()) for block in _all_blocks(document)}
    assert shown == set(d.BLOCKS)


def test_a_paper_written_by_the_first_release_still_reads() -> None:
    stored = (
        '{"kind":"RETURN_SLIP","number":"RT-1","title":"退货受理单","language":"zh_CN","paper":"SLIP_80MM","blocks":['
        '{"text":"退货受理单","block":"TITLE_BAR"},{"label":"退给您","value":"¥1.00","size":"HUGE","strong":false,"block":"PAIR"}],'
        '"copies":["第 1 联"]}'
    )
    assert d.says(decode_document(stored)) == ("退货受理单", "退给您", "¥1.00")


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"[]",
        b'{"blocks":[{"block":"HOLOGRAM"}]}',
        b'{"blocks":[{"text":5,"block":"TEXT"}]}',
        b'{"blocks":[],"colour":"red"}',
    ],
)
def test_what_is_no_document_of_ours_is_refused_in_words(stored: bytes) -> None:
    with pytest.raises(BadInputError):
        decode_document(stored)


def _slip(*blocks: d.Block) -> d.Document:
    return d.Document(
        kind="TEST",
        number="RT-1",
        title="退货单",
        language="zh_CN",
        paper=d.Paper.SLIP_80MM,
        blocks=blocks,
        copies=("第 1 联", "第 2 联"),
        for_customer=(d.Text("谢谢"),),
    )


def _all_blocks(document: d.Document) -> list[d.Block]:
    blocks = list(document.blocks)
    inner = [block for each in blocks if isinstance(each, d.SideBySide) for column in each.columns for block in column]
    return blocks + inner
