"""What was decided at the desk, read through once in slices: for trying other rules on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from servicedesk.domain.returns_facts import ReturnRefused, ReturnSettled
from servicedesk.records.sale_returns import EXCHANGES
from servicedesk.records.tables import bodies, journal, return_lines, returns
from servicedesk.wire import codec

SLICE = 500
_TYPES = (ReturnSettled.__name__, ReturnRefused.__name__)


@dataclass(frozen=True, slots=True)
class Decided:
    """One return or refusal and its business day, ISO."""

    day: str
    fact: ReturnSettled | ReturnRefused


def count_since(connection: Connection, since: str) -> int:
    """How many there are from a business day on."""
    wanted = journal.c.type.in_(_TYPES) & (journal.c.day >= since)
    return connection.execute(select(func.count()).select_from(journal).where(wanted)).scalar_one()


def decided_since(connection: Connection, since: str) -> Iterator[list[Decided]]:
    """In the order of the journal, ``SLICE`` at a time."""
    query = (
        select(journal.c.day, journal.c.type, bodies.c.bytes)
        .join(bodies, bodies.c.position == journal.c.position)
        .where(journal.c.type.in_(_TYPES) & (journal.c.day >= since))
        .order_by(journal.c.position)
    )
    for rows in connection.execute(query.execution_options(yield_per=SLICE)).partitions():
        yield [Decided(row.day, _fact(row.type, row.bytes)) for row in rows]


def _fact(kind: str, body: bytes) -> ReturnSettled | ReturnRefused:
    fact = codec.decode_fact(kind, body)
    assert isinstance(fact, ReturnSettled | ReturnRefused)
    return fact


def voided(connection: Connection) -> frozenset[str]:
    """The returns that were put right again: they never counted."""
    return frozenset(connection.execute(select(returns.c.return_id).where(returns.c.state == "VOIDED")).scalars())


def exchanges(connection: Connection) -> Mapping[tuple[int, int], list[str]]:
    """Sale and line → the days on which it was exchanged here, in their order."""
    query = (
        select(returns.c.sale_id, return_lines.c.line_no, returns.c.day)
        .join(return_lines, return_lines.c.return_id == returns.c.return_id)
        .where((returns.c.state == "SETTLED") & returns.c.chosen.in_(EXCHANGES) & returns.c.sale_id.is_not(None))
        .order_by(returns.c.at_ms)
    )
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for sale_id, line_no, day in connection.execute(query):
        found[sale_id, line_no].append(day)
    return found
