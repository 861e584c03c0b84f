"""A counter's file as an older release left it, for what the next start makes of it."""

from __future__ import annotations

from sqlalchemy import Connection, text

NEW_TABLES = {
    "0005": ("search_entries", "search_index", "items", "item_index", "script_uses"),
    "0006": ("cards", "card_keys"),
    "0007": ("policy_packs",),
}  # fmt: skip
"""Which tables each migration brought, as far back as a test goes."""


def bring_back(connection: Connection, revision: str) -> None:
    """Take away what came after a revision, and say that the file stands there."""
    for later, tables in NEW_TABLES.items():
        for table in tables if later > revision else ():
            connection.execute(text(f"DROP TABLE {table}"))
    connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
