"""After-sales cards: one by its number, the last one of a line, all of a line."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from servicedesk.records.database import Reader
from servicedesk.records.tables import cards


@dataclass(frozen=True, slots=True)
class CardRow:
    """One card. ``superseded_by`` is the card that replaces it, ``ended_by`` the return, exchange or void after which
    it does not hold any more; both are empty while it stands."""

    number: str
    day: str
    sale_id: int
    line_no: int
    receipt_number: str
    serial: str
    payload_digest: str
    because: str
    superseded_by: str
    ended_by: str

    @property
    def stands(self) -> bool:
        return not self.superseded_by and not self.ended_by


_COLUMNS = tuple(cards.c[name] for name in CardRow.__slots__)


def by_number(connection: Reader, number: str) -> CardRow | None:
    row = connection.execute(select(*_COLUMNS).where(cards.c.number == number)).first()
    return None if row is None else CardRow(*row)


def of_line(connection: Reader, sale_id: int, line_no: int) -> list[CardRow]:
    """Every card of a line, the last one issued first."""
    line = (cards.c.sale_id == sale_id) & (cards.c.line_no == line_no)
    return [
        CardRow(*row) for row in connection.execute(select(*_COLUMNS).where(line).order_by(cards.c.position.desc()))
    ]
