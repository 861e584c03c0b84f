"""PIN verifiers and their counters: machine-kept, never part of a fact, worthless without the pepper."""

from __future__ import annotations

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from servicedesk.records.tables import pin_states


def put(connection: Connection, staff_id: str, verifier: str) -> None:
    """Store a verifier and begin counting from zero."""
    statement = insert(pin_states).values(staff_id=staff_id, verifier=verifier, attempts=0)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["staff_id"], set_={"verifier": verifier, "attempts": 0})
    )


def attempts(connection: Connection, staff_id: str) -> int:
    """Wrong or unfinished tries in a row."""
    query = select(pin_states.c.attempts).where(pin_states.c.staff_id == staff_id)
    return connection.execute(query).scalar() or 0


def outstanding(connection: Connection) -> int:
    """Wrong or unfinished tries that no right PIN came after, over everybody."""
    return int(connection.execute(select(func.coalesce(func.sum(pin_states.c.attempts), 0))).scalar_one())


def count_try(connection: Connection, staff_id: str) -> tuple[int, str | None]:
    """Count one more try; returns (tries in a row, verifier). The caller commits before it looks at the PIN."""
    mine = pin_states.c.staff_id == staff_id
    connection.execute(pin_states.update().where(mine).values(attempts=pin_states.c.attempts + 1))
    row = connection.execute(select(pin_states.c.attempts, pin_states.c.verifier).where(mine)).first()
    return (row.attempts, row.verifier) if row else (0, None)


def forget_tries(connection: Connection, staff_id: str) -> None:
    connection.execute(pin_states.update().where(pin_states.c.staff_id == staff_id).values(attempts=0))
