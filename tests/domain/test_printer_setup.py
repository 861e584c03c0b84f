"""The printer settings: each value is read or named as wrong, and nothing in them can stop the counter."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain import printer_setup as setups
from servicedesk.domain.printer_setup import PROFILES, PrinterEntry, PrinterKind, PrinterSetup, parse

FRONT = {"kind": "network", "host": "192.168.1.50", "name": "front", "profile": "58mm", "drawer_pin": 1}


def test_a_printer_is_read_with_its_profile_and_what_it_has_otherwise() -> None:
    setup = parse({"slip": [FRONT, {"kind": "usb", "path": "/dev/usb/lp0", "answers": False}]})
    narrow = replace(PROFILES["58mm"], drawer_pin=1)
    one_way = replace(PROFILES["80mm"], answers=False)
    assert setup.of("slip") == (
        PrinterEntry(PrinterKind.NETWORK, "192.168.1.50", "front", narrow),
        PrinterEntry(PrinterKind.USB, "/dev/usb/lp0", "", one_way),
    )
    assert setup.of("page") == setups.FOLDERS.of("page")
    assert setup.faults == ()


@pytest.mark.parametrize(
    ("value", "key", "said"),
    [
        ({"slip": [{"kind": "network"}]}, "slip[0].host", setups.LACKING),
        ({"slip": [{}]}, "slip[0].kind", setups.LACKING),
        ({"slip": [FRONT | {"port": 0}]}, "slip[0].port", setups.WRONG),
        ({"slip": [FRONT | {"port": "9100"}]}, "slip[0].port", setups.WRONG),
        ({"slip": [FRONT | {"drawer_pin": True}]}, "slip[0].drawer_pin", setups.WRONG),
        ({"slip": [FRONT | {"answers": "no"}]}, "slip[0].answers", setups.WRONG),
        ({"slip": [FRONT | {"profile": "100mm"}]}, "slip[0].profile", setups.WRONG),
        ({"slip": [FRONT | {"width_dots": 600}]}, "slip[0].width_dots", setups.WRONG),
        ({"slip": [FRONT | {"text": "utf-8"}]}, "slip[0].text", setups.WRONG),
        ({"slip": [FRONT | {"hots": "x"}]}, "slip[0].hots", setups.STRANGE),
        ({"slip": [FRONT | {"kind": "fax"}]}, "slip[0].kind", setups.WRONG),
        ({"slip": [FRONT | {"name": "a\x1bb"}]}, "slip[0].name", setups.WRONG),
        ({"slip": []}, "slip", setups.WRONG),
        ({"slip": ["front"]}, "slip[0]", setups.WRONG),
        ({"label": [FRONT]}, "label", setups.STRANGE),
        (["front"], "printers.json", setups.UNREADABLE),
    ],
)
def test_what_is_wrong_is_said_with_its_key(value: object, key: str, said: str) -> None:
    faults = parse(value).faults
    assert [(fault.key, fault.said.msgid) for fault in faults] == [(key, said)]


def test_one_wrong_printer_leaves_the_right_one_beside_it_at_work() -> None:
    setup = parse({"slip": [FRONT, {"kind": "usb"}]})
    assert [entry.name for entry in setup.of("slip")] == ["front"]
    assert setup.fault_of("slip") is not None
    assert setup.fault_of("page") is None


def test_the_words_of_the_first_release_are_still_read() -> None:
    setup = parse({"slip": "escpos-folder", "page": "Brother HL"})
    assert setup.of("slip")[0].kind is PrinterKind.DUMMY
    assert setup.of("page") == (PrinterEntry(PrinterKind.SYSTEM, "Brother HL"),)
    assert setup.faults == ()


_ENTRIES = st.builds(
    PrinterEntry,
    st.sampled_from(PrinterKind),
    st.text("abc/:.0123456789打印", min_size=1, max_size=12),
    st.text("前台 front", max_size=8),
    st.builds(
        replace,
        st.sampled_from(list(PROFILES.values())),
        width_dots=st.sampled_from(setups.WIDTHS_DOTS),
        answers=st.booleans(),
        cutter=st.booleans(),
        drawer_pin=st.sampled_from([None, 0, 1]),
    ),
)


@given(st.lists(_ENTRIES, min_size=1, max_size=3), st.integers(1, 65535), st.integers(1200, 921_600))
def test_what_is_written_down_is_read_back(entries: list[PrinterEntry], port: int, baud: int) -> None:
    kept = tuple(
        replace(
            one,
            port=port if one.kind is PrinterKind.NETWORK else 9100,
            baud=baud if one.kind is PrinterKind.SERIAL else 19200,
        )
        for one in entries
    )
    setup = PrinterSetup({"slip": kept, "page": setups.FOLDERS.of("page")})
    assert parse(json.loads(json.dumps(setups.as_value(setup)))) == setup


_KEYS = st.sampled_from(["slip", "page", "kind", "host", "path", "profile", "text", "drawer_pin", "baud", "x"])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=8,
)


@given(_JSON)
def test_whatever_stands_in_the_file_is_read_or_named_and_never_stops_anything(value: Any) -> None:
    setup = parse(value)
    for role in setups.ROLES:
        assert setup.of(role) or setup.fault_of(role) is not None
    for fault in setup.faults:
        assert fault.key
        assert str(fault.said)
