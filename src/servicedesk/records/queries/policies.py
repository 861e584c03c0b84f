"""The policies the store has published."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from servicedesk.domain.policy_book import PolicyPublished
from servicedesk.records.tables import policy_packs

_COLUMNS = (policy_packs.c.version, policy_packs.c.valid_from, policy_packs.c.digest, policy_packs.c.document)


def published(connection: Connection) -> tuple[PolicyPublished, ...]:
    """All of them, in the order of publishing."""
    return tuple(_pack(row) for row in connection.execute(select(*_COLUMNS).order_by(policy_packs.c.position)))


def pack(connection: Connection, version: str) -> PolicyPublished | None:
    """The one of this number."""
    row = connection.execute(select(*_COLUMNS).where(policy_packs.c.version == version)).first()
    return None if row is None else _pack(row)


def _pack(row: Any) -> PolicyPublished:
    return PolicyPublished(row.version, date.fromisoformat(row.valid_from), row.digest, row.document)
