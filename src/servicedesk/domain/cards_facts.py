"""What happens to after-sales cards, as facts. A return, an exchange or a void ends a card by its own fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CardIssued:
    """An after-sales card for one line of a receipt. ``deadlines`` are (period, ISO day, rule code) as printed;
    ``payload_digest`` is SHA-256 of the code's text, signed with the key ``key_id``. ``supersedes`` is the number of
    the card it replaces, ``because`` that of the exchange or repair it is issued for ("" for neither)."""

    number: str
    store_id: str
    receipt_number: str
    sale_id: int
    line_no: int
    code: str
    name: str
    category: str
    serial: str
    bought_on: date
    delivered_on: date | None
    installed_on: date | None
    exchanged_on: date | None
    repair_days: int
    repairs: int
    deadlines: tuple[tuple[str, str, str], ...]
    policy_version: str
    key_id: str
    payload_digest: str
    supersedes: str = ""
    because: str = ""
    date_doubtful: bool = False
    """Nobody could vouch for the counter's date when it was issued (reliability B1, B2)."""
