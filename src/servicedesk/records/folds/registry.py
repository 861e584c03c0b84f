"""Which fold brings the read tables up to which fact, and the few lines every fold needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, func
from sqlalchemy.dialects.sqlite import insert

from servicedesk.domain import numbers as numbering
from servicedesk.records.journal import Recorded
from servicedesk.records.tables import notices, numbers

_T = TypeVar("_T")
Fold = Callable[[Connection, Recorded], None]
FOLDS: dict[type, Fold] = {}


def folds(*fact_classes: type) -> Callable[[Fold], Fold]:
    """Mark a function as the fold of these facts."""

    def register(fold: Fold) -> Fold:
        for fact_class in fact_classes:
            FOLDS[fact_class] = fold
        return fold

    return register


def of_class(fact: object, fact_class: type[_T]) -> _T:
    """The fact, known to be of its class."""
    assert isinstance(fact, fact_class)
    return fact


def change(connection: Connection, table: Table, key: str, value: str, changes: Mapping[str, Any]) -> None:
    """Set columns of the one row whose ``key`` is ``value``."""
    connection.execute(table.update().where(table.c[key] == value).values(**changes))


def notice(connection: Connection, recorded: Recorded, kind: str, text: str) -> None:
    """A line for the daily log and the manager: something happened that is not a case of its own."""
    connection.execute(
        notices.insert().values(
            position=recorded.position, day=recorded.header.day, kind=kind, at_ms=recorded.header.at_ms,
            actor=recorded.header.actor, text=text,
        )
    )  # fmt: skip


def note_number(connection: Connection, number: str) -> None:
    """A number was given out: the next of its kind, day and counter is higher, in whatever order facts carry them."""
    kind, counter, _, _ = number.split("-")
    _, day, running = numbering.running_of(number)
    statement = insert(numbers).values(kind=kind, day=day, counter=counter, last=running)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["kind", "day", "counter"], set_={"last": func.max(numbers.c.last, running)}
        )
    )
