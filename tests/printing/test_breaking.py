"""Line breaking: nothing lost, nothing too wide, no closing mark at a line's start, no opening one at its end."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.printing.breaking import hangs, wrap

_ODDS = "，。、；：？！）」』】》…（「『【《“”A1b2-¥.,:% 退货单的"


def _cells(text: str) -> float:
    """Width as a terminal counts it: Han two, Latin one."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("到期没收到，凭本单到服务台。", 10, ["到期没收", "到，凭本单", "到服务台。"]),
        ("最晚（周三）到账", 6, ["最晚", "（周", "三）到", "账"]),
        ("共 ¥1,234.56 元", 9, ["共", "¥1,234.56", "元"]),
        ("return the kettle", 10, ["return the", "kettle"]),
        ("第一行\n第二行", 20, ["第一行", "第二行"]),
        ("", 10, [""]),
    ],
)
def test_lines_break_where_a_reader_expects(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width, _cells) == lines


def test_a_run_wider_than_the_line_is_cut_rather_than_lost() -> None:
    assert wrap("ABCDEFGHIJ", 4, _cells) == ["ABCD", "EFGH", "IJ"]


@given(st.text(_ODDS, max_size=80), st.integers(10, 40))
def test_no_character_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = wrap(text, width, _cells)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(_cells(line) <= width for line in lines)


@given(
    st.lists(st.sampled_from(["退", "货，", "（周三）", "好。", "AB1", "「马上」", "¥1.50；"]), max_size=30),
    st.integers(9, 40),
)
def test_no_line_starts_with_a_closer_or_ends_with_an_opener(pieces: list[str], width: int) -> None:
    lines = wrap("".join(pieces), width, _cells)
    assert not [line for line in lines if line[:1] and line[0] in "，。；）」"]
    assert not [line for line in lines if line[-1:] and line[-1] in "（「"]


def test_a_closing_bracket_may_hang_over_the_edge_and_a_letter_may_not() -> None:
    assert hangs("（1027）")
    assert not hangs("1027")
