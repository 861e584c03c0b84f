"""The envelope of a fact: the header that is hashed, and how bodies are committed to it (reliability 3.2).

Encoding, version 1. A header is JSON in UTF-8 with keys in byte order, no white space, integers only, text as it is (no
escapes but those JSON demands), absent values as ``null``. The bytes that are hashed are the bytes that are stored;
nothing is ever encoded again to verify. ``hash = SHA-256("sd-j1" ‖ header)``; the previous record's hash is inside
the header. Body and personal part enter as ``SHA-256("b" ‖ salt ‖ bytes)`` and ``SHA-256("p" ‖ salt ‖ bytes)`` with a
secret salt of their own, so that either can be erased later and the chain still verifies.
"""

from __future__ import annotations

import hashlib

import msgspec

HEADER_VERSION = 1
FIRST_PREV = "0" * 64


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who did what when, by which rules, after which fact. Ids and hashes are lower-case hex.

    ``stream`` is one incarnation of one terminal, ``seq`` counts in it from 1 without gaps; ``at_ms`` is what the wall
    clock said (ms since 1970, UTC), ``offset_min`` the store's offset then, ``mono_ms`` the monotonic clock of
    ``boot``; ``day`` the business day (ISO); ``approvals`` and ``causes`` are fact ids."""

    stream: str
    store: str
    terminal: str
    seq: int
    fact_id: str
    type: str
    type_version: int
    at_ms: int
    zone: str
    offset_min: int
    boot: str
    mono_ms: int
    day: str
    actor: str
    session: str
    policy: str
    app: str
    body_len: int
    body_commit: str
    personal_commit: str | None
    prev: str
    approvals: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    hv: int = HEADER_VERSION


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Header)


def encode(header: Header) -> bytes:
    """The canonical bytes; see the module's first paragraph."""
    return _encoder.encode(header)


def decode(header_bytes: bytes) -> Header:
    """Read stored bytes. Raises ValueError for anything that is not a header of a version we know."""
    try:
        header = _decoder.decode(header_bytes)
    except msgspec.MsgspecError as error:
        raise ValueError(f"not a fact's header: {error}") from error
    if header.hv != HEADER_VERSION:
        raise ValueError(f"a fact's header of version {header.hv}")
    return header


def hash_of(header_bytes: bytes) -> str:
    return hashlib.sha256(b"sd-j1" + header_bytes).hexdigest()


def commit_body(salt: bytes, body: bytes) -> str:
    return hashlib.sha256(b"b" + salt + body).hexdigest()


def commit_personal(salt: bytes, personal: bytes) -> str:
    return hashlib.sha256(b"p" + salt + personal).hexdigest()
