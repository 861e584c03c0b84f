"""What is recorded about the counter's own clock."""

from __future__ import annotations

from sqlalchemy import select

from servicedesk.records.database import Reader
from servicedesk.records.tables import notices


def unconfirmed_jump_s(connection: Reader) -> int | None:
    """Seconds by which the clock jumped since somebody last confirmed the date (0: not at all); None when they said
    that it is wrong."""
    moved_s = 0
    query = select(notices.c.kind, notices.c.text).where(notices.c.kind.in_(("CLOCK", "DATE")))
    for kind, text in connection.execute(query.order_by(notices.c.position.desc())):
        if kind == "DATE":
            return None if text == "wrong" else moved_s
        moved_s += int(text)
    return moved_s
