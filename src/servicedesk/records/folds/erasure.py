"""Fold of erasing: which facts have no personal part any more, and which fact says so."""

from __future__ import annotations

from sqlalchemy import Connection

from servicedesk.domain.erasure import PersonalErased
from servicedesk.records.folds.registry import folds, of_class
from servicedesk.records.journal import Recorded
from servicedesk.records.tables import erasures


@folds(PersonalErased)
def _personal_erased(connection: Connection, recorded: Recorded) -> None:
    for fact_id in of_class(recorded.fact, PersonalErased).fact_ids:
        connection.execute(
            erasures.insert().prefix_with("OR REPLACE").values(fact_id=fact_id, erased_by=recorded.position)
        )
