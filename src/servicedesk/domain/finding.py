"""What a person typed into the one field: the end of a phone number, a day, an amount, a number, or words (ux 4.16).

The end of a phone number alone asks for nobody: it needs a second thing known, a day, an amount or a name
(returns-policy 4.7, reliability F15).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from servicedesk.domain.money import parse_amount

_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?$")
_AMOUNT = re.compile(r"(?:[¥￥£$€]\d+(?:\.\d{1,2})?|\d+\.\d{1,2}|\d+(?:\.\d{1,2})?元)$")
_PHONE = re.compile(r"1[3-9]\d{9}$")
_TAIL = re.compile(r"\d{4}$")
_WHOLE = re.compile(r"\d{1,6}$")
"""An amount without decimals: only beside something else that is known."""
_SIGNS = re.compile(r"[¥￥£$€元]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart. ``rest`` is what is none of the other things; ``text`` is all of it."""

    text: str
    phone: str = ""
    tail: str = ""
    day: date | None = None
    amount_minor: int | None = None
    rest: tuple[str, ...] = ()

    @property
    def second_factor(self) -> bool:
        """Whether something is known besides the end of a phone number."""
        return self.day is not None or self.amount_minor is not None or any(not word.isdecimal() for word in self.rest)

    @property
    def only_digits(self) -> bool:
        """Digits alone look for numbers, never for people or their notes."""
        return all(word.isdecimal() for word in self.text.split())


def taken_apart(text: str, today: date, currency: str) -> Asked:
    """Each word of a question, as what it looks like; the first of a kind counts, a second one is a word like others.

    11.17 alone is an amount; beside a phone's end or an amount it is the 17th of November."""
    words = unicodedata.normalize("NFKC", text).split()
    phone = tail = ""
    day: date | None = None
    amount_minor: int | None = None
    rest: list[str] = []
    for word in words:
        known_day, money = day_of(word, today), _amount_of(word, currency)
        dotted = known_day is not None and money is not None
        if _PHONE.match(word) and not phone:
            phone = word
        elif known_day is not None and day is None and not (dotted and _alone(word, words)):
            day = known_day
        elif money is not None and amount_minor is None:
            amount_minor = money
        elif _TAIL.match(word) and not tail:
            tail = word
        else:
            rest.append(word)
    if amount_minor is None and (tail or day is not None):
        whole = next((word for word in rest if _WHOLE.match(word)), "")
        if whole:
            rest.remove(whole)
            amount_minor = parse_amount(whole, currency)
    return Asked(" ".join(words), phone, tail, day, amount_minor, tuple(rest))


def _alone(word: str, words: list[str]) -> bool:
    """Whether nothing beside a word is the end of a phone number or an amount."""
    return not any(other is not word and (_TAIL.match(other) or _AMOUNT.match(other)) for other in words)


def _amount_of(word: str, currency: str) -> int | None:
    return parse_amount(_SIGNS.sub("", word), currency) if _AMOUNT.match(word) else None


def day_of(text: str, today: date) -> date | None:
    """A day as a person types it: 11-17, 2026-11-17, 11.17, 11月17日; without a year the last one that was."""
    found = _DAY.match(text)
    if found is None:
        return None
    try:
        if found[1]:
            return date(int(found[1]), int(found[2]), int(found[3]))
        this_year = date(today.year, int(found[2]), int(found[3]))
        return this_year if this_year <= today else this_year.replace(year=today.year - 1)
    except ValueError:
        return None
