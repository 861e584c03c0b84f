"""Documents as JSON: each block is an object whose ``block`` names its kind, in the order they stand on the paper.

msgspec tags its own structs but not dataclasses, and the domain knows no msgspec, so the tag is read here.
"""

from __future__ import annotations

from typing import Any, get_type_hints

import msgspec

from servicedesk.domain.documents import BLOCKS, Block, Document, SideBySide
from servicedesk.errors import BadInputError

_KINDS: dict[str, type[Any]] = {kind.__dataclass_fields__["block"].default: kind for kind in BLOCKS}
_BLOCK_FIELDS = ("blocks", "for_customer")
_HEADER_TYPES = {name: hint for name, hint in get_type_hints(Document).items() if name not in _BLOCK_FIELDS}


def encode_document(document: Document) -> bytes:
    """Canonical JSON: the same document gives the same bytes."""
    return msgspec.json.encode(document)


def decode_document(data: bytes | str) -> Document:
    """The document, or BadInputError (SD-2001) when it is none or was written by a newer release."""
    try:
        raw = msgspec.json.decode(data, type=dict[str, Any])
        blocks: dict[str, Any] = {name: tuple(map(_decode_block, raw.pop(name, ()))) for name in _BLOCK_FIELDS}
        header: dict[str, Any] = {name: msgspec.convert(value, _HEADER_TYPES[name]) for name, value in raw.items()}
        return Document(**header, **blocks)
    except (msgspec.MsgspecError, KeyError, TypeError) as error:
        raise BadInputError(problem=f"document: {error}") from error


def _decode_block(raw: dict[str, Any]) -> Block:
    kind = _KINDS[raw["block"]]
    if kind is SideBySide:
        return SideBySide(tuple(tuple(map(_decode_block, column)) for column in raw["columns"]))
    block: Block = msgspec.convert(raw, type=kind)
    return block
