"""Folds of after-sales cards: which card of a line is the current one.

What ends a card is told by other facts too; ``end_by_return`` and ``undo_return`` are called from theirs.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from servicedesk.domain.cards_facts import CardIssued
from servicedesk.records.folds.registry import change, folds, of_class
from servicedesk.records.journal import Recorded
from servicedesk.records.tables import cards


@folds(CardIssued)
def _card_issued(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, CardIssued)
    connection.execute(
        cards.insert().values(
            number=fact.number, position=recorded.position, day=recorded.header.day, sale_id=fact.sale_id,
            line_no=fact.line_no, receipt_number=fact.receipt_number, serial=fact.serial,
            payload_digest=fact.payload_digest, because=fact.because,
        )
    )  # fmt: skip
    if fact.supersedes:
        change(connection, cards, "number", fact.supersedes, {"superseded_by": fact.number})


def end_by_return(connection: Connection, sale_id: int, line_nos: Iterable[int], number: str) -> None:
    """Goods of these lines came back, or were exchanged: what their cards say does not hold any more."""
    standing = (cards.c.sale_id == sale_id) & (cards.c.superseded_by == "") & (cards.c.ended_by == "")
    connection.execute(cards.update().where(standing & cards.c.line_no.in_(list(line_nos))).values(ended_by=number))


def undo_return(connection: Connection, voided_number: str, void_number: str) -> None:
    """A settlement was void: the card that it ended stands again, and what was issued for that line since is over, for
    it says what would have been true after it."""
    ended = select(cards.c.sale_id, cards.c.line_no, cards.c.position).where(cards.c.ended_by == voided_number)
    for sale_id, line_no, position in connection.execute(ended).all():
        since = (cards.c.sale_id == sale_id) & (cards.c.line_no == line_no) & (cards.c.position > position)
        connection.execute(cards.update().where(since & (cards.c.ended_by == "")).values(ended_by=void_number))
        again = {"ended_by": "", "superseded_by": ""}
        connection.execute(cards.update().where(cards.c.position == position).values(again))
    because = (cards.c.because == voided_number) & (cards.c.ended_by == "")
    connection.execute(cards.update().where(because).values(ended_by=void_number))
