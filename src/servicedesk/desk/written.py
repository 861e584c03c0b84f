"""Free text on its way into a fact: cleaned, or refused because a card number stands in it (reliability L2, L9)."""

from __future__ import annotations

from servicedesk.desk.outcomes import Refused
from servicedesk.domain.clean_text import CARD_NUMBER, clean_text, holds_card_number
from servicedesk.domain.sentences import Sentence


def written(*typed: str) -> tuple[str, ...] | Refused:
    """The texts as they are kept, in their order; the refusal when one of them, as kept, holds a card number."""
    kept = tuple(map(clean_text, typed))
    if any(map(holds_card_number, kept)):
        return Refused("CARD_NUMBER", Sentence(CARD_NUMBER))
    return kept
