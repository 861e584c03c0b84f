"""What was typed and is not finished yet: the drafts, newest first. They are no facts and no part of history."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from servicedesk.domain.times import from_ms
from servicedesk.records.database import Reader
from servicedesk.records.tables import drafts, staff_members


@dataclass(frozen=True, slots=True)
class Draft:
    """One form as it was left. ``form`` names it (``desk.drafts``), ``values`` are what its page understands;
    ``aside`` says that somebody put it aside on purpose."""

    form: str
    staff_id: str
    name: str
    at: datetime
    values: Mapping[str, Any]
    aside: bool


_COLUMNS = (drafts.c.form, drafts.c.staff_id, drafts.c.at_ms, drafts.c.bytes, staff_members.c.name)
_ALL = select(*_COLUMNS).join_from(
    drafts, staff_members, staff_members.c.staff_id == drafts.c.staff_id, isouter=True
)  # fmt: skip


def everything(connection: Reader) -> list[Draft]:
    """Every draft on this counter, whoever typed it."""
    return [_draft(row) for row in connection.execute(_ALL.order_by(drafts.c.at_ms.desc(), drafts.c.form))]


def one(connection: Reader, form: str) -> Draft | None:
    """What was kept of one form."""
    row = connection.execute(_ALL.where(drafts.c.form == form)).first()
    return _draft(row) if row is not None else None


def _draft(row: Any) -> Draft:
    kept = json.loads(row.bytes)
    return Draft(row.form, row.staff_id, row.name or "", from_ms(row.at_ms), kept["values"], kept["aside"])
