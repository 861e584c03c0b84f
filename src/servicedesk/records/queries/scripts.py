"""How often each script was used."""

from __future__ import annotations

from sqlalchemy import Connection, select

from servicedesk.records.tables import script_uses


def uses(connection: Connection) -> dict[str, int]:
    """By script id; what was never used is not there."""
    return {row.script_id: row.uses for row in connection.execute(select(script_uses))}
