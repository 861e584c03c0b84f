"""Fact ↔ bytes. Bodies are JSON in UTF-8 with sorted keys; the personal part is a JSON object of texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from servicedesk.errors import BugError
from servicedesk.wire import messages

_encoder = msgspec.json.Encoder(order="sorted")
_personal_decoder = msgspec.json.Decoder(dict[str, str])


@dataclass(frozen=True, slots=True)
class UnknownFact:
    """A fact of a later release: kept as it came, folded by nobody here."""

    type: str
    body: bytes


@cache
def _decoder(fact_class: type) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(fact_class)


def encode_fact(fact: object) -> tuple[str, int, bytes]:
    """(type name, payload version, body bytes) of a fact; a class that is not in ``messages`` is a bug."""
    name = type(fact).__name__
    if messages.CLASSES.get(name) is not type(fact):
        raise BugError(f"{name} is not a registered fact")
    return name, messages.VERSIONS[name], _encoder.encode(fact)


def decode_fact(type_name: str, body: bytes) -> object:
    """The fact itself, or an ``UnknownFact``. Raises ValueError when the bytes do not fit the type."""
    fact_class = messages.CLASSES.get(type_name)
    if fact_class is None:
        return UnknownFact(type_name, body)
    try:
        return _decoder(fact_class).decode(body)
    except msgspec.MsgspecError as error:
        raise ValueError(f"the body of a {type_name} cannot be read: {error}") from error


def encode_personal(personal: Mapping[str, str]) -> bytes:
    return _encoder.encode(dict(personal))


def decode_personal(personal: bytes) -> dict[str, str]:
    """The personal part's texts. Raises ValueError when the bytes are none."""
    try:
        return _personal_decoder.decode(personal)
    except msgspec.MsgspecError as error:
        raise ValueError(f"a personal part cannot be read: {error}") from error
