"""What people type, as it is kept: nothing invisible or steering in it (reliability L2), and no card number (L9).

Every action that keeps free text asks here first; the field asks too, while it is typed. Paper has a rule of its own
(``documents.clean_text``), because it also prints what tills and older releases wrote.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from servicedesk.domain import numbers
from servicedesk.domain.scans import is_item_code
from servicedesk.domain.sentences import N_

CARD_NUMBER = N_("This looks like a card number. It was not saved. Write only the last four digits.")


def clean_text(typed: str) -> str:
    """NFC, trimmed, without NUL and other controls, direction overrides, zero-width characters and lone surrogates.

    Line breaks stay, a tab becomes a space. Han compatibility characters are left as typed: they stand in names."""
    kept = "".join(_kept(character) for character in typed.replace("\r\n", "\n").replace("\r", "\n"))
    return compose(kept).strip()


def _kept(character: str) -> str:
    if character in "\n\t":
        return "\n" if character == "\n" else " "
    match unicodedata.category(character):
        case "Cc" | "Cf" | "Cs":
            return ""
        case "Zl" | "Zp":
            return "\n"
        case "Cn" if ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF:
            return ""  # no character at all, and some encoders refuse it
    return character


def compose(text: str) -> str:
    """Letters typed as letter and accent, joined; but for a text with Han compatibility characters."""
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    han_changed = any(0xF900 <= ord(c) <= 0xFAFF or 0x2F800 <= ord(c) <= 0x2FA1F for c in text)
    return text if han_changed else composed


# --- card numbers ----------------------------------------------------------------------------------------------------
_BETWEEN = r"[ \-‐-―−.·_/\u00a0\u2002-\u200a\u202f\u3000]{0,3}"
_RUN = re.compile(rf"\d(?:{_BETWEEN}\d)*")
_OUR_NUMBER = re.compile(r"[A-Z]{2}-[0-9A-Z]+-[0-9]{6}-[0-9]{4,}[0-9A-Z]")
_DIGITS = re.compile(r"\d+")

_ISSUERS: tuple[tuple[int, int, frozenset[int]], ...] = (
    (62, 62, frozenset(range(16, 20))),  # UnionPay
    (81, 81, frozenset(range(16, 20))),  # UnionPay, the newer range
    (955880, 955888, frozenset({19})),  # UnionPay debit of before the common range
    (4, 4, frozenset({13, 16, 19})),  # Visa
    (51, 55, frozenset({16})),  # Mastercard
    (2221, 2720, frozenset({16})),
    (34, 34, frozenset({15})),  # American Express
    (37, 37, frozenset({15})),
    (3528, 3589, frozenset(range(16, 20))),  # JCB
    (300, 305, frozenset(range(14, 20))),  # Diners Club
    (309, 309, frozenset(range(14, 20))),
    (36, 36, frozenset(range(14, 20))),
    (38, 39, frozenset(range(14, 20))),
    (6011, 6011, frozenset(range(16, 20))),  # Discover
    (644, 659, frozenset(range(16, 20))),
    (2200, 2204, frozenset(range(16, 20))),  # Mir
    *((start, start, frozenset(range(13, 20))) for start in (5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763)),
)
"""First digits from, to, and the lengths such cards have. A check digit alone is right for one number in ten; with
who issues it and how long it is, telephone, service and item numbers are told from cards."""


def holds_card_number(text: str) -> bool:
    """Whether a payment card's number stands in it, in one piece, in groups, or digit by digit.

    A number of thirteen digits in one piece with an item's check digit is an item, though an old card might look so."""
    if sum(map(str.isdecimal, text)) < 13:
        return False
    text = _OUR_NUMBER.sub(lambda found: "x" if numbers.is_genuine(found[0]) else found[0], text)
    plain = "".join(str(unicodedata.decimal(character, character)) for character in text)
    return any(_is_card(groups) for run in _RUN.findall(plain) for groups in _readings(_DIGITS.findall(run)))


def _readings(groups: Sequence[str]) -> Iterator[Sequence[str]]:
    """Neighbouring groups as people write one card: four digits or more in each but the last, or all alike."""
    for start in range(len(groups)):
        length = 0
        for end in range(start, len(groups)):
            length += len(groups[end])
            if length > 19:
                break
            reading = groups[start : end + 1]
            if length >= 13 and _is_grouped_like_a_card(reading):
                yield reading


def _is_grouped_like_a_card(groups: Sequence[str]) -> bool:
    *before, _last = groups
    return all(len(group) >= 4 for group in before) or len({len(group) for group in before}) == 1


def _is_card(groups: Sequence[str]) -> bool:
    number = "".join(groups)
    if len(groups) == 1 and len(number) == 13 and is_item_code(number):
        return False
    return _is_issued(number) and passes_luhn(number)


def _is_issued(number: str) -> bool:
    return any(
        first <= int(number[: len(str(first))]) <= last and len(number) in lengths for first, last, lengths in _ISSUERS
    )


def passes_luhn(number: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812)."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
