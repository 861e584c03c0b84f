"""Codes by their look: one kind, two kinds, none."""

from __future__ import annotations

import pytest

from servicedesk.domain.scans import Scan, ScanKind, ScanPatterns, classify, is_item_code, masked


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("RM01-1117-0456", ScanKind.RECEIPT),
        ("rm01-1117-0456", ScanKind.RECEIPT),
        ("489434", ScanKind.RECEIPT),
        ("C489434", ScanKind.RECEIPT),
        ("6901234567892", ScanKind.ITEM),
        ("96385074", ScanKind.ITEM),
        ("036000291452", ScanKind.ITEM),
        ("M0010457", ScanKind.MEMBER),
        ("RT-RM01A-261122-02175", ScanKind.ORDER),
        ("CP-0087", ScanKind.ORDER),
        ("B1027", ScanKind.BADGE),
        ("https://example.cn/x", ScanKind.UNKNOWN),
        ("6901234567893", ScanKind.UNKNOWN),
        ("48943", ScanKind.UNKNOWN),
    ],
)
def test_a_code_is_the_one_kind_it_looks_like(text, kind):
    assert classify(text) == Scan(kind, text)


def test_what_a_scanner_adds_around_a_code_is_taken_off():
    assert classify(" RM01-1117-0456 \n").text == "RM01-1117-0456"


def test_a_code_of_two_kinds_is_asked_and_not_guessed():
    both = classify("96385074", ScanPatterns(receipts=(r"\d{8}",)))
    assert (both.kind, both.candidates) == (ScanKind.AMBIGUOUS, (ScanKind.RECEIPT, ScanKind.ITEM))
    assert both.as_kind(ScanKind.ITEM) == Scan(ScanKind.ITEM, "96385074")


def test_a_person_can_only_choose_among_the_candidates():
    both = classify("96385074", ScanPatterns(receipts=(r"\d{8}",)))
    with pytest.raises(ValueError, match="no candidate"):
        both.as_kind(ScanKind.BADGE)


def test_a_pattern_must_match_the_whole_code():
    assert classify("XRM01-1117-0456X").kind == ScanKind.UNKNOWN


def test_full_width_digits_are_no_item_code():
    assert not is_item_code("６９０１２３４５６７８９２")


@pytest.mark.parametrize("digit", [d for d in "0123456789" if d != "2"])
def test_a_wrong_check_digit_is_no_item_code(digit):
    assert not is_item_code("690123456789" + digit)


def test_a_long_code_is_shown_by_its_ends():
    assert masked("6921234500178") == "6921…178"
    assert masked("489434") == "489434"
