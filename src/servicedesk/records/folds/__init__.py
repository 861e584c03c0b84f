"""How each fact changes the read tables: one small function per fact, the same for a new fact and for folding again.

One module per thing of the trade; each registers its folds when it is imported here.
"""

from __future__ import annotations

from sqlalchemy import Connection

from servicedesk.records.folds import cards, counter, erasure, policies, returns, scripts, slips, staff, visits
from servicedesk.records.folds.registry import FOLDS, note_number
from servicedesk.records.journal import Recorded

__all__ = ["cards", "counter", "erasure", "fold", "policies", "returns", "scripts", "slips", "staff", "visits"]


def fold(connection: Connection, recorded: Recorded) -> None:
    """Bring the read tables up to one more fact. Facts without a fold (and those of later releases) change nothing."""
    number = getattr(recorded.fact, "number", None)
    if isinstance(number, str) and number:
        note_number(connection, number)
    chosen = FOLDS.get(type(recorded.fact))
    if chosen is not None:
        chosen(connection, recorded)
