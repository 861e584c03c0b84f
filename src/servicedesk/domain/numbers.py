"""Numbers on paper: ``<kind>-<store><terminal>-<yymmdd>-<nnnn><check>`` (architecture 9, "Numbers").

A number is for people: it is allocated in the action's transaction and never used twice. What a thing *is*, is its
fact id.
"""

from __future__ import annotations

import re
from datetime import date

KINDS = ("RT", "EX", "RP", "CP", "FU", "SG", "IN", "AP", "SL", "CD", "VO")

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHAPE = re.compile(
    r"(?P<kind>[A-Z]{2})-(?P<counter>[0-9A-Z]+)-(?P<day>[0-9]{6})-(?P<running>[0-9]{4,})(?P<check>[0-9A-Z])"
)


def is_usable_identity(store_id: str, terminal_id: str) -> bool:
    """Whether numbers can carry these ids. A terminal ends in a digit: the letter after it is its incarnation's."""
    plain = (store_id + terminal_id).isascii() and store_id.isalnum() and terminal_id.isalnum()
    return plain and terminal_id[-1].isdigit()


def check_character(text: str) -> str:
    """ISO 7064 MOD 37,36: finds every single wrong character and every swap of neighbours but a very few."""
    remainder = 36
    for character in text:
        value = _ALPHABET.find(character)
        if value < 0:
            continue
        remainder = (remainder + value) % 36 or 36
        remainder = (remainder * 2) % 37
    return _ALPHABET[(37 - remainder) % 36]


def incarnation_letter(incarnation: int) -> str:
    """Nothing for the first life of a terminal, then B, C, … so that a restored copy can't repeat a number."""
    if incarnation <= 1:
        return ""
    letters = ""
    rest = incarnation - 1
    while rest > 0:
        rest, digit = divmod(rest, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def lives_elsewhere(incarnation: int) -> range:
    """The lives another machine may choose from after this one, all with letters as short as they can be. The next one
    is left to the machine this life belongs to."""
    ceiling = 26
    while ceiling <= incarnation + 1:
        ceiling *= 26
    return range(incarnation + 2, ceiling + 1)


def compose(kind: str, store_id: str, terminal_id: str, incarnation: int, day: date, running: int) -> str:
    """The whole number; ``running`` counts from 1 within kind and business day."""
    stem = f"{kind}-{store_id}{terminal_id}{incarnation_letter(incarnation)}-{day:%y%m%d}-{running:04d}".upper()
    return stem + check_character(stem)


def is_genuine(number: str) -> bool:
    """Whether the shape is ours and the check character fits."""
    found = _SHAPE.fullmatch(number)
    return found is not None and check_character(number[:-1]) == found["check"]


def running_of(number: str) -> tuple[str, str, int]:
    """(kind, yymmdd, running) of a number of ours."""
    found = _SHAPE.fullmatch(number)
    if found is None:
        raise ValueError(f"not a number of ours: {number}")
    return found["kind"], found["day"], int(found["running"])


def short(number: str) -> str:
    """What screens show: ``RT-0217``."""
    found = _SHAPE.fullmatch(number)
    return f"{found['kind']}-{found['running']}" if found else number
