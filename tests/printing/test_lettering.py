"""Slips as lines of text: the printer's own characters where it has them, a picture of the line where it lacks one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.printing import samples, slips
from tests.printing.emulator import Emulator

from servicedesk.desk import slips as desk_slips
from servicedesk.domain import documents as d
from servicedesk.domain.documents import Document
from servicedesk.domain.printer_setup import PROFILES, PrinterProfile
from servicedesk.printing import fonts, lettering
from servicedesk.printing.lettering import as_text, columns_of
from servicedesk.printing.stream import slip_stream
from servicedesk.wording import Words

GOLDEN = Path(__file__).parent / "golden"
TEXT_80, TEXT_58 = PROFILES["80mm-text"], PROFILES["58mm-text"]
SLIP = desk_slips.return_slip(Words("zh_CN"), slips.refund(note="顾客自述：壶底渗水"))
PAPERS = {
    "return_slip": SLIP,
    "repair_slip": desk_slips.return_slip(Words("zh_CN"), slips.repair()),
    "return_slip_english": desk_slips.return_slip(Words("en"), slips.refund()),
}


def printed(document: Document, profile: PrinterProfile) -> Emulator:
    machine = Emulator()
    machine.feed(b"".join(slip_stream(document, profile).commands))
    assert not machine._head
    assert not machine._wanted
    return machine


@pytest.mark.parametrize("profile", [TEXT_80, TEXT_58], ids=["80", "58"])
@pytest.mark.parametrize("name", PAPERS)
def test_the_paper_reads_as_it_is_written_down(name: str, profile: PrinterProfile) -> None:
    """After a wanted change: delete the golden file, run once, read the new one."""
    lines = printed(PAPERS[name], replace(profile, cutter=True)).paper[0].text
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    golden = GOLDEN / f"{name}.{profile.roll_mm}.text"
    if not golden.exists():
        golden.write_text(text, encoding="utf-8")
        pytest.fail(f"wrote {golden.name}; read it")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("profile", [TEXT_80, TEXT_58], ids=["80", "58"])
@pytest.mark.parametrize("name", PAPERS)
def test_no_line_is_wider_than_the_paper(name: str, profile: PrinterProfile) -> None:
    for line in printed(PAPERS[name], replace(profile, cutter=True)).paper[0].text:
        assert columns_of(line) <= profile.width_dots // 12, line


def test_money_is_the_full_width_sign_that_such_printers_have() -> None:
    assert as_text("¥188.18", "gb18030") == b"\xa3\xa4188.18"
    assert b"\x81\x30\x84\x36" not in b"".join(slip_stream(SLIP, TEXT_80).commands)


@pytest.mark.parametrize(
    ("text", "encoding", "has"),
    [
        ("退货受理单 A4", "gb2312", True),
        ("镕", "gb2312", False),
        ("镕", "gbk", True),
        ("㛃", "gbk", False),
        ("𬱖", "gb18030", False),
        ("é", "gb18030", True),
        ("é", "gb2312", True),
        ("™", "gb18030", False),
        ("①②№", "gb2312", True),
        ("\x1b", "gb18030", False),
        ("\x7f", "gb18030", False),
        ("\ue5e5", "gb18030", False),
        ("\udc80", "gb18030", False),
    ],
)
def test_a_line_is_text_only_where_the_printer_has_every_character(text: str, encoding: str, has: bool) -> None:
    assert (as_text(text, encoding) is not None) is has


def test_one_rare_name_makes_one_line_a_picture_and_leaves_the_others_text() -> None:
    plain = replace(SLIP, blocks=(d.Pair("顾客", "张伟"), d.Pair("商品", "水壶")), copies=(), for_customer=())
    rare = replace(plain, blocks=(d.Pair("顾客", samples.RARE_NAME), d.Pair("商品", "水壶")))
    assert "raster" not in printed(plain, TEXT_80).commands
    machine = printed(rare, TEXT_80)
    assert machine.commands.count("raster") == 1
    assert [line.split() for line in machine.paper[0].text if line] == [["商品", "水壶"]]


@given(st.text(st.characters(codec="utf-8"), max_size=12), st.sampled_from(["gb2312", "gbk", "gb18030"]))
@example("\x1bp\x00", "gb18030")
def test_no_byte_of_a_text_is_a_control_character_and_it_reads_back(text: str, encoding: str) -> None:
    data = as_text(text, encoding)
    if data is not None:
        assert not any(byte < 0x20 or byte == 0x7F for byte in data)
        assert data.decode("gb18030") == text.replace("¥", "￥")


# --- what a customer wrote -------------------------------------------------------------------------------------------
HOSTILE = ("\x1bp\x00\x19\xfa", "\x10\x14\x01\x00\x01", "\x1d(A", "\x1b@", "\x1c.", "\x1dV\x00", "\x1b=\x00", "\x07")
_WORDS = st.lists(
    st.one_of(
        st.sampled_from(HOSTILE),
        st.text(st.characters(min_codepoint=0, max_codepoint=0x2FF), max_size=6),
        st.text(st.characters(), max_size=4),
    ),
    max_size=5,
).map("".join)
_MAY_BE_SENT = {"init", "raster", "feed", "cut", "set", "line"}


def _written_everywhere(text: str) -> Document:
    """In every field a person can type into, on one slip."""
    line = slips.SlipLine(text or "x", text, 1, 100, text, serial=text)
    return desk_slips.return_slip(
        Words("zh_CN"),
        slips.refund(customer=text, note=text, clerk=text, receipt_number=text, lines=(line,), say=text,
                     taken_back=(text,), approver=text, number="RT-1", invoice_note=text, basis=text),
    )  # fmt: skip


def _sent_for(text: str, profile: PrinterProfile) -> list[str]:
    """What is sent that may not be, for a slip on which somebody wrote this."""
    machine, found = Emulator(), []
    try:
        machine.feed(b"".join(slip_stream(_written_everywhere(text), profile).commands))
    except AssertionError as stray:
        found.append(str(stray))
    found += ["the drawer opened"] if machine.pulses else []
    return [*found, *sorted(set(machine.commands) - _MAY_BE_SENT)]


@settings(max_examples=12)
@given(_WORDS)
def test_nothing_a_customer_wrote_becomes_a_command_in_text(text: str) -> None:
    assert _sent_for(text, TEXT_80) == []


@settings(max_examples=6)
@given(_WORDS)
def test_nothing_a_customer_wrote_becomes_a_command_in_pictures(text: str) -> None:
    assert _sent_for(text, PROFILES["58mm"]) == []


@pytest.mark.soak
@settings(max_examples=2000)
@given(_WORDS, st.sampled_from(list(PROFILES.values())))
def test_nothing_becomes_a_command_for_longer(text: str, profile: PrinterProfile) -> None:
    assert _sent_for(text, profile) == []


def test_the_fuzz_finds_raw_text_to_the_printer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bug the whole design is against, put in on purpose: a name goes to the printer as it was typed."""

    def raw(text: str, _encoding: str) -> bytes:
        return text.encode("gb18030", errors="replace")

    def uncleaned(document: Document) -> Any:
        return document, frozenset()

    monkeypatch.setattr(lettering, "as_text", raw)
    monkeypatch.setattr(fonts, "fit_for_paper", uncleaned)
    found = [_sent_for(text, TEXT_80) for text in HOSTILE]
    assert any("the drawer opened" in stray for stray in found)
    assert sum(map(bool, found)) >= len(HOSTILE) - 2
