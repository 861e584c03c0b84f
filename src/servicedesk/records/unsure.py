"""The one question that may stay open over a restart: was the last work saved? (reliability A3)

When COMMIT failed and the file could not be asked either, the fact id is left beside it. The next start asks the file
and tells the person, as the sentence of ``SaveUnknownError`` promises.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from servicedesk.records import journal

_NAME = "unsure.txt"


def leave(folder: Path, fact_id: str) -> None:
    """Leave the question for the next start. The disk may refuse this too; then nobody can be told more."""
    try:
        (folder / _NAME).write_text(fact_id, encoding="ascii")
    except OSError:
        return


def answer(folder: Path, connection: Connection) -> bool | None:
    """Whether that work was saved, None when no question is open; the question is answered once."""
    note = folder / _NAME
    try:
        fact_id = note.read_text(encoding="ascii").strip()
        note.unlink()
    except (OSError, ValueError):
        return None
    return journal.holds(connection, fact_id)
