"""First letters of a Chinese text, as people type them to find it: 电水壶 is dsh, 重 is c, t or z.

Every reading of a character counts, for a computer does not know which one a shop uses. Only the table of characters
is loaded (a fifth of a second, 9 MB), never that of phrases; it is loaded when the first text is spelled, on whichever
worker asks, and so never before the first window.
"""

from __future__ import annotations

import itertools
import os
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

MOST_SPELLINGS = 48
"""Of a text with many ambiguous characters only so many spellings are kept: first those with the fewest unusual
readings, so that each reading of each character is in one of them."""

_LONGEST = 24
"""Nobody types more first letters than that."""


def initials_of(text: str) -> tuple[str, ...]:
    """The spellings of a text, the likeliest first, small letters; none for a text without Chinese characters.

    Latin letters and digits stay where they are; spaces and punctuation are left out."""
    if not any(_is_han(character) for character in text):
        return ()
    letters = [found for character in text if (found := _letters_of(character))][:_LONGEST]
    return tuple(dict.fromkeys(itertools.islice(_spelled(letters), MOST_SPELLINGS)))


def _spelled(letters: list[tuple[str, ...]]) -> Iterator[str]:
    """With the usual letter everywhere, then with one unusual, then with two …"""
    unclear = [place for place, each in enumerate(letters) if len(each) > 1]
    for unusual in range(len(unclear) + 1):
        for places in itertools.combinations(unclear, unusual):
            for others in itertools.product(*[letters[place][1:] for place in places]):
                swapped = dict(zip(places, others, strict=True))
                yield "".join(swapped.get(place, each[0]) for place, each in enumerate(letters))


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character == "〇" or character >= "\U00020000"


@lru_cache(maxsize=8192)
def _letters_of(character: str) -> tuple[str, ...]:
    """The first letters a character may have; itself for a letter or digit, nothing for the rest."""
    if not _is_han(character):
        return (character.casefold(),) if character.isalnum() else ()
    readings = _readings().get(ord(character), "")
    plain = (unicodedata.normalize("NFD", reading)[0] for reading in readings.split(",") if reading)
    return tuple(dict.fromkeys(letter for letter in plain if "a" <= letter <= "z"))


@cache
def _readings() -> dict[int, str]:
    """A character's readings with their tones, the most usual first."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    from pypinyin.constants import PINYIN_DICT

    return PINYIN_DICT
