"""Keeping drafts: what is typed goes into a table of its own, outside history, and is deleted when it is done with.

The table lies in the same encrypted file, and deleted rows are overwritten (``secure_delete``): a draft may hold what a
customer said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from servicedesk.records.tables import drafts


def keep(connection: Connection, form: str, staff_id: str, at_ms: int, values: Mapping[str, Any]) -> None:
    """Remember a form as it stands, in place of what was kept of it before. Whoever types it has it in hand."""
    row = {"staff_id": staff_id, "at_ms": at_ms, "bytes": _bytes(values, aside=False)}
    statement = insert(drafts).values(form=form, **row)
    connection.execute(statement.on_conflict_do_update(index_elements=["form"], set_=row))


def put_aside(connection: Connection, form: str) -> None:
    """Keep it without asking about it at each sign-in."""
    kept = connection.execute(select(drafts.c.bytes).where(drafts.c.form == form)).scalar()
    if kept is not None:
        values = json.loads(kept)["values"]
        connection.execute(drafts.update().where(drafts.c.form == form).values(bytes=_bytes(values, aside=True)))


def forget(connection: Connection, *forms: str) -> None:
    """Done with, or thrown away."""
    connection.execute(drafts.delete().where(drafts.c.form.in_(forms)))


def expire(connection: Connection, before_ms: int) -> None:
    """Nobody went on with these for so long: what they hold of people must not stay."""
    connection.execute(drafts.delete().where(drafts.c.at_ms < before_ms))


def _bytes(values: Mapping[str, Any], *, aside: bool) -> bytes:
    return json.dumps({"values": values, "aside": aside}, ensure_ascii=False, sort_keys=True).encode()
