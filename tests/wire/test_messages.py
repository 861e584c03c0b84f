"""What one release wrote, every later release reads: the golden journal is never changed, only added to."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
from tests.wire.golden_facts import as_json, golden_lines, golden_salt, sample, subset

import servicedesk.domain
from servicedesk.wire import codec, envelope, messages

LINES = golden_lines()


def test_every_fact_has_a_golden_line() -> None:
    missing = messages.CLASSES.keys() - {line["type"] for line in LINES}
    assert not missing, "run `python -m tests.wire.golden_facts` and commit the new lines"


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["type"])
def test_a_golden_fact_is_still_read_with_everything_it_said(line: dict[str, str]) -> None:
    fact = codec.decode_fact(line["type"], line["body"].encode())
    assert subset(json.loads(line["body"]), as_json(fact))


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["type"])
def test_a_golden_header_is_still_encoded_to_the_same_bytes(line: dict[str, str]) -> None:
    header_bytes = line["header"].encode()
    assert envelope.encode(envelope.decode(header_bytes)) == header_bytes


def test_the_golden_chain_still_verifies() -> None:
    prev = envelope.FIRST_PREV
    for seq, line in enumerate(LINES, 1):
        header = envelope.decode(line["header"].encode())
        assert (header.seq, header.prev, header.type) == (seq, prev, line["type"])
        prev = envelope.hash_of(line["header"].encode())
        assert prev == line["hash"]
        assert header.body_commit == envelope.commit_body(golden_salt(header.type, "body"), line["body"].encode())
        personal = envelope.commit_personal(golden_salt(header.type, "personal"), line["personal"].encode())
        assert header.personal_commit == personal


@pytest.mark.parametrize("name", messages.CLASSES)
def test_a_fact_comes_back_from_its_bytes_as_it_was(name: str) -> None:
    fact = sample(messages.CLASSES[name])
    type_name, _, body = codec.encode_fact(fact)
    assert codec.decode_fact(type_name, body) == fact


@pytest.mark.parametrize("name", messages.CLASSES)
def test_a_field_of_a_later_release_does_not_stop_an_earlier_one(name: str) -> None:
    _, _, body = codec.encode_fact(sample(messages.CLASSES[name]))
    assert codec.decode_fact(name, body[:-1] + b',"zz_later":[1]}') == sample(messages.CLASSES[name])


@pytest.mark.parametrize("name", messages.CLASSES)
def test_a_fact_cannot_be_changed_after_it_was_made(name: str) -> None:
    fact = sample(messages.CLASSES[name])
    field = dataclasses.fields(fact)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(fact, field, None)


def test_a_fact_of_a_later_release_is_kept_as_it_came() -> None:
    assert codec.decode_fact("MoonLanded", b'{"on":1}') == codec.UnknownFact("MoonLanded", b'{"on":1}')


def test_a_class_that_is_not_registered_cannot_be_recorded() -> None:
    from servicedesk.errors import BugError

    @dataclasses.dataclass(frozen=True)
    class Stranger:
        number: str

    with pytest.raises(BugError):
        codec.encode_fact(Stranger("1"))


@pytest.mark.parametrize("body", [b"", b"[]", b'{"store_id":1}', b"\xff"])
def test_a_body_that_does_not_fit_its_type_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError, match="CounterOpened"):
        codec.decode_fact("CounterOpened", body)


def test_a_personal_part_that_cannot_be_read_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="personal"):
        codec.decode_personal(b'{"name":1}')


def test_every_past_participle_of_the_domain_that_is_recorded_is_registered() -> None:
    """A fact class that was forgotten in ``messages`` would be a bug at the counter, so it is found here."""
    source = "\n".join(
        file.read_text(encoding="utf-8")
        for file in Path(servicedesk.__file__).parent.glob("desk/**/*.py")  # type: ignore[arg-type] # a real package
    )
    recorded = set(re.findall(r"work\.record\(\s*([A-Z]\w+)\(", source))
    assert recorded
    assert recorded <= messages.CLASSES.keys()
