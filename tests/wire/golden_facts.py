"""The golden journal: one fact of every type as the release that first wrote it left it on disk.

``python -m tests.wire.golden_facts`` appends a line for each type that has none; a line that is there is never touched.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from servicedesk.wire import codec, envelope, messages
from servicedesk.wire.envelope import Header

GOLDEN = Path(__file__).parent / "golden"
FIRST_RELEASE = GOLDEN / "release-1.jsonl"
PERSONAL = {"name": "王芳", "note": 'said "不想要了" \\ left'}


def sample(kind: Any, name: str = "") -> Any:
    """A value of a type with nothing left at its default, so that every field is on disk."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{field.name: sample(hints[field.name], field.name) for field in fields(kind)})  # type: ignore[operator] # a class
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return sample(next(argument for argument in arguments if argument is not type(None)), name)
    if origin is tuple:
        length = 2 if Ellipsis in arguments else len(arguments)
        return tuple(sample(arguments[0] if Ellipsis in arguments else arguments[i], name) for i in range(length))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    plain = {str: f"{name} 退货", int: 1234567890123, bool: True, date: date(2026, 3, 10)}
    return plain[kind]


def golden_lines() -> list[dict[str, str]]:
    """Every line of every release's file, in order."""
    return [
        json.loads(line)
        for file in sorted(GOLDEN.glob("release-*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def golden_salt(type_name: str, part: str) -> bytes:
    return hashlib.sha256(f"{part} {type_name}".encode()).digest()


def append_missing() -> int:
    """Continue the golden chain by the types that are not in it; answers how many."""
    lines = golden_lines()
    known = {line["type"] for line in lines}
    prev = lines[-1]["hash"] if lines else envelope.FIRST_PREV
    missing = [name for name in messages.CLASSES if name not in known]
    with FIRST_RELEASE.open("a", encoding="utf-8", newline="\n") as file:
        for seq, name in enumerate(missing, len(lines) + 1):
            line = _line(name, seq, prev)
            prev = line["hash"]
            file.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")
    return len(missing)


def _line(name: str, seq: int, prev: str) -> dict[str, str]:
    type_name, version, body = codec.encode_fact(sample(messages.CLASSES[name]))
    personal = codec.encode_personal(PERSONAL)
    header = Header(
        stream="5d" * 16, store="S01", terminal="T1", seq=seq, fact_id=f"{seq:032x}", type=type_name,
        type_version=version, at_ms=1773108000000 + seq, zone="Asia/Shanghai", offset_min=480, boot="b0" * 8,
        mono_ms=1000000 + seq, day="2026-03-10", actor="a1" * 8, session="5e" * 8, policy="2026.1", app="0.1.0",
        body_len=len(body), body_commit=envelope.commit_body(golden_salt(name, "body"), body),
        personal_commit=envelope.commit_personal(golden_salt(name, "personal"), personal), prev=prev,
        approvals=("aa" * 16,), causes=("cc" * 16, "cd" * 16),
    )  # fmt: skip
    header_bytes = envelope.encode(header)
    texts = {"type": name, "header": header_bytes.decode(), "body": body.decode(), "personal": personal.decode()}
    return texts | {"hash": envelope.hash_of(header_bytes)}


def subset(old: Any, new: Any) -> bool:
    """Whether all that ``old`` says is still said, with the same values; ``new`` may say more."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(key in new and subset(value, new[key]) for key, value in old.items())
    if isinstance(old, list):
        return isinstance(new, list) and len(old) == len(new) and all(map(subset, old, new))
    return bool(old == new)


def as_json(fact: object) -> Any:
    return json.loads(msgspec.json.encode(fact))


if __name__ == "__main__":
    print(f"{append_missing()} types added to {FIRST_RELEASE.name}")
