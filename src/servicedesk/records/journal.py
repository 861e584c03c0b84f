"""The journal: append one fact, verify the whole chain, read it back as facts.

The invariant: **within a stream, record n's header carries the hash of record n-1, seq has no gap, and every body is
the body its header committed to; a later stream begins with the fact that names the last record of the one before.**
Nothing in the journal is ever updated or deleted (triggers), but for personal parts that a fact says are erased.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from servicedesk.domain.counters import CounterOpened, CounterRestored
from servicedesk.domain.erasure import PersonalErased
from servicedesk.domain.sentences import Sentence
from servicedesk.records.errors import StoreDamagedError
from servicedesk.records.tables import bodies, journal, personal_parts
from servicedesk.wire import codec, envelope
from servicedesk.wire.envelope import Header
from servicedesk.wording import N_

_SALT_BYTES = 32

_WRONG_HASH = N_("its header does not fit its hash")
_UNREADABLE = N_("it cannot be read")
_WRONG_COLUMNS = N_("its columns differ from its header")
_MISSING_BEFORE = N_("a record before it is missing")
_NOT_NEXT = N_("it does not follow the record before it")
_WRONG_BODY = N_("its content is not what was recorded")
_PERSONAL_ADDED = N_("a personal part was added")
_WRONG_PERSONAL = N_("its personal part is not what was recorded")
_STRAY = N_("there is content that belongs to no record")


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream stands: its last seq (0 for none) and that record's hash."""

    stream: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact as it lies in the journal. ``personal`` is empty when there is none or when it was erased."""

    position: int
    header: Header
    fact: object
    personal: Mapping[str, str]


def new_fact_id() -> str:
    return secrets.token_hex(16)


# Asked and written with every action: built once, filled by parameters.
_LAST = select(func.max(journal.c.position)).scalar_subquery()
_LAST_HEADER = select(journal.c.header).where(journal.c.position == _LAST)
_HEAD = select(journal.c.stream, journal.c.seq, journal.c.hash).where(journal.c.position == _LAST)
_RECORD, _BODY, _PERSONAL = journal.insert(), bodies.insert(), personal_parts.insert()


def head(connection: Connection) -> Head | None:
    """The last record of the newest stream, or None in an empty journal."""
    row = connection.execute(_HEAD).first()
    return Head(*row) if row else None


def last_at_ms(connection: Connection) -> int | None:
    """When the newest record was made, by the clock of that moment; None in an empty journal."""
    row = connection.execute(_LAST_HEADER).first()
    return envelope.decode(row.header).at_ms if row else None


def append(connection: Connection, header: Header, body: bytes, personal: bytes | None) -> tuple[int, str]:
    """Write one record inside the caller's transaction; returns (position, hash).

    ``header`` comes with empty commitments: they are made here, with fresh salts."""
    salt = secrets.token_bytes(_SALT_BYTES)
    personal_salt = secrets.token_bytes(_SALT_BYTES)
    committed = _committed(header, body, salt, personal, personal_salt)
    header_bytes = envelope.encode(committed)
    record_hash = envelope.hash_of(header_bytes)
    row = {
        "stream": header.stream, "seq": header.seq, "fact_id": header.fact_id, "type": header.type, "day": header.day,
        "hash": record_hash, "header": header_bytes,
    }  # fmt: skip
    result = connection.execute(_RECORD, row)
    (position,) = result.inserted_primary_key or (0,)
    connection.execute(_BODY, {"position": position, "salt": salt, "bytes": body})
    if personal is not None:
        connection.execute(_PERSONAL, {"position": position, "salt": personal_salt, "bytes": personal})
    return position, record_hash


def _committed(header: Header, body: bytes, salt: bytes, personal: bytes | None, personal_salt: bytes) -> Header:
    return msgspec.structs.replace(
        header,
        body_len=len(body),
        body_commit=envelope.commit_body(salt, body),
        personal_commit=None if personal is None else envelope.commit_personal(personal_salt, personal),
    )


def holds(connection: Connection, fact_id: str) -> bool:
    """Whether a fact is on disk: the only answer that counts after a commit error."""
    found = connection.execute(select(journal.c.position).where(journal.c.fact_id == fact_id)).first()
    return found is not None


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(journal)).scalar_one()


_EVERYTHING = (
    select(
        journal.c.position, journal.c.stream, journal.c.seq, journal.c.fact_id, journal.c.type, journal.c.day,
        journal.c.hash, journal.c.header,
        bodies.c.salt, bodies.c.bytes,
        personal_parts.c.salt.label("personal_salt"), personal_parts.c.bytes.label("personal_bytes"),
    )
    .select_from(journal.outerjoin(bodies, bodies.c.position == journal.c.position)
                 .outerjoin(personal_parts, personal_parts.c.position == journal.c.position))
    .order_by(journal.c.position)
)  # fmt: skip


def verify(connection: Connection) -> int:
    """Check every record; returns how many there are. Raises StoreDamagedError naming the first that is wrong."""
    last: Head | None = None
    checked = personal = 0
    erased = _erased(connection)
    for row in connection.execute(_EVERYTHING.execution_options(yield_per=2000)):
        wrong = _fault(row, checked, last, erased)
        if wrong:
            raise StoreDamagedError(detail=_about(row, wrong))
        last = Head(row.stream, row.seq, row.hash)
        checked += 1
        personal += row.personal_bytes is not None
    for table, belonging in ((bodies, checked), (personal_parts, personal)):
        if connection.execute(select(func.count()).select_from(table)).scalar_one() != belonging:
            raise StoreDamagedError(detail=Sentence(_STRAY))
    return checked


def _erased(connection: Connection) -> frozenset[str]:
    """The fact ids whose personal part may be missing. What says so is checked with all the rest of the chain."""
    said = select(bodies.c.bytes).join(journal, journal.c.position == bodies.c.position)
    erased: set[str] = set()
    for (body,) in connection.execute(said.where(journal.c.type == PersonalErased.__name__)):
        try:
            fact = codec.decode_fact(PersonalErased.__name__, body)
        except ValueError:
            continue  # not what was recorded: the check of its own record tells it
        assert isinstance(fact, PersonalErased)
        erased.update(fact.fact_ids)
    return frozenset(erased)


def _about(row: Any, wrong: Sentence) -> Sentence:
    return Sentence("{type} {seq}: {wrong}", {"type": row.type, "seq": row.seq, "wrong": wrong})


def _fault(row: Any, before: int, last: Head | None, erased: frozenset[str]) -> Sentence | None:
    """What is wrong with one record that has ``before`` records before it, the last of them ``last``; or None."""
    if envelope.hash_of(row.header) != row.hash:
        return Sentence(_WRONG_HASH)
    try:
        header = envelope.decode(row.header)
    except ValueError:
        return Sentence(_UNREADABLE)
    columns = (row.stream, row.seq, row.fact_id, row.type, row.day)
    if columns != (header.stream, header.seq, header.fact_id, header.type, header.day):
        return Sentence(_WRONG_COLUMNS)
    if row.position != before + 1:
        return Sentence(_MISSING_BEFORE)
    return _body_fault(row, header, erased) or _order_fault(row, header, last)


def _order_fault(row: Any, header: Header, last: Head | None) -> Sentence | None:
    if last is not None and header.stream == last.stream:
        follows = header.seq == last.seq + 1 and header.prev == last.hash
    else:
        follows = header.seq == 1 and header.prev == envelope.FIRST_PREV and _begins_after(row, last)
    return None if follows else Sentence(_NOT_NEXT)


def _begins_after(row: Any, last: Head | None) -> bool:
    """Whether a stream may begin with this record: the counter's first fact, or a restore from exactly ``last``."""
    try:
        fact = codec.decode_fact(row.type, row.bytes)
    except ValueError:
        return False
    if isinstance(fact, CounterRestored):
        return last == Head(fact.left_stream, fact.left_seq, fact.left_hash)
    return isinstance(fact, CounterOpened) and last is None


def _body_fault(row: Any, header: Header, erased: frozenset[str]) -> Sentence | None:
    body, salt = row.bytes, row.salt
    if body is None or len(body) != header.body_len or envelope.commit_body(salt, body) != header.body_commit:
        return Sentence(_WRONG_BODY)
    personal, personal_salt = row.personal_bytes, row.personal_salt
    if header.personal_commit is None:
        return Sentence(_PERSONAL_ADDED) if personal is not None else None
    if personal is None and header.fact_id in erased:
        return None
    if personal is None or envelope.commit_personal(personal_salt, personal) != header.personal_commit:
        return Sentence(_WRONG_PERSONAL)
    return None


def read(connection: Connection, after: int = 0, until: int | None = None) -> Iterator[Recorded]:
    """Every fact in order, from the position after ``after`` up to and with ``until``.

    Raises StoreDamagedError for one that cannot be read."""
    query = _EVERYTHING.where(journal.c.position > after)
    if until is not None:
        query = query.where(journal.c.position <= until)
    for row in connection.execute(query.execution_options(yield_per=2000)):
        if row.bytes is None:
            raise StoreDamagedError(detail=_about(row, Sentence(_WRONG_BODY)))
        try:
            header, fact = envelope.decode(row.header), codec.decode_fact(row.type, row.bytes)
            personal = codec.decode_personal(row.personal_bytes) if row.personal_bytes is not None else {}
        except ValueError as error:
            raise StoreDamagedError(detail=_about(row, Sentence(_UNREADABLE))) from error
        yield Recorded(row.position, header, fact, personal)
