"""Folds of the library of sentences: how often each was used."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert

from servicedesk.domain.scripts import ScriptUsed
from servicedesk.records.folds.registry import folds, of_class
from servicedesk.records.journal import Recorded
from servicedesk.records.tables import script_uses


@folds(ScriptUsed)
def _script_used(connection: Connection, recorded: Recorded) -> None:
    statement = insert(script_uses).values(script_id=of_class(recorded.fact, ScriptUsed).script_id, uses=1)
    more = {"uses": script_uses.c.uses + 1}
    connection.execute(statement.on_conflict_do_update(index_elements=["script_id"], set_=more))
