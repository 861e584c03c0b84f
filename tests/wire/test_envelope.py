"""The envelope's bytes are a promise to every later release and to head office."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from servicedesk.wire import envelope
from servicedesk.wire.envelope import Header

GOLDEN = Path(__file__).parent / "golden"

HEADER = Header(
    stream="0123456789abcdef0123456789abcdef", store="S01", terminal="T1", seq=1, fact_id="f" * 32,
    type="CounterOpened", type_version=1, at_ms=1773108000123, zone="Asia/Shanghai", offset_min=480,
    boot="00112233445566ff", mono_ms=1030100,
    day="2026-03-10", actor="system", session="system", policy="2026.1", app="0.1.0", body_len=17, body_commit="b" * 64,
    personal_commit=None, prev=envelope.FIRST_PREV, approvals=("a" * 32,), causes=(),
)  # fmt: skip


def test_a_headers_bytes_are_the_golden_bytes() -> None:
    assert envelope.encode(HEADER) == (GOLDEN / "header-1.json").read_bytes()


def test_the_golden_bytes_have_the_golden_hash() -> None:
    header_bytes = (GOLDEN / "header-1.json").read_bytes()
    assert envelope.hash_of(header_bytes) == "a02e911d56457c561d04bf92304f5e5254f31375b342ce5f3bc771f4ffdb8610"


def test_the_hash_is_sha256_over_domain_and_bytes_as_written_down() -> None:
    assert envelope.hash_of(b"x") == hashlib.sha256(b"sd-j1x").hexdigest()


def test_body_and_personal_part_of_the_same_bytes_have_different_commitments() -> None:
    assert envelope.commit_body(b"salt", b"bytes") != envelope.commit_personal(b"salt", b"bytes")


def test_a_headers_keys_are_in_byte_order_without_white_space() -> None:
    keys = [part.split(b'"')[0] for part in envelope.encode(HEADER).split(b',"')[1:]]
    assert keys == sorted(keys)
    assert b" " not in envelope.encode(HEADER)


def test_chinese_is_stored_as_it_is() -> None:
    assert "门店".encode() in envelope.encode(msgspec.structs.replace(HEADER, store="门店"))


def test_reading_gives_back_what_was_written() -> None:
    assert envelope.decode(envelope.encode(HEADER)) == HEADER


@dataclass(frozen=True)
class _Wrong:
    why: str
    header_bytes: bytes


GOOD = envelope.encode(HEADER)


@pytest.mark.parametrize(
    "wrong",
    [
        _Wrong("empty", b""),
        _Wrong("no json", b"\x00\xff"),
        _Wrong("cut", GOOD[:-1]),
        _Wrong("a later version", GOOD.replace(b'"hv":1', b'"hv":2')),
        _Wrong("an unknown field", GOOD.replace(b'"hv":1', b'"hv":1,"x":1')),
        _Wrong("a text for a number", GOOD.replace(b'"seq":1', b'"seq":"1"')),
        _Wrong("a missing field", GOOD.replace(b'"actor":"system",', b"")),
    ],
    ids=lambda wrong: wrong.why,
)
def test_bytes_that_are_no_header_of_ours_are_a_value_error(wrong: _Wrong) -> None:
    with pytest.raises(ValueError, match="header"):
        envelope.decode(wrong.header_bytes)
