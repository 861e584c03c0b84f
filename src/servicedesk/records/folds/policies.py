"""Fold of published policies: each as it was published, under its number."""

from __future__ import annotations

from sqlalchemy import Connection

from servicedesk.domain.policy_book import PolicyPublished
from servicedesk.records.folds.registry import folds, of_class
from servicedesk.records.journal import Recorded
from servicedesk.records.tables import policy_packs


@folds(PolicyPublished)
def _policy_published(connection: Connection, recorded: Recorded) -> None:
    """The file itself refuses a number that is taken."""
    fact = of_class(recorded.fact, PolicyPublished)
    connection.execute(
        policy_packs.insert().values(
            version=fact.version, position=recorded.position, valid_from=fact.valid_from.isoformat(),
            digest=fact.digest, document=fact.document,
        )
    )  # fmt: skip
