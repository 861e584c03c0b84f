"""How a text is searched: in which spelling it is compared, and the pieces of it that an index keeps.

Chinese has no spaces and most of its words have two characters, so the pieces are every character and every pair of
neighbours, Latin letters and digits alike. The promise: **an index of these pieces finds exactly what reading every
text from its first to its last character would find.**
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

MOST_WORDS, LONGEST_WORD = 8, 64
"""More than anybody types; what is pasted beyond that is not searched for."""

_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def normal(text: str) -> str:
    """One spelling for text and question: full-width becomes half-width, capitals small, every gap one space."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return _BLANK.sub(" ", folded).strip()


def searchable(parts: Iterable[str]) -> str:
    """Short texts as one that can be searched."""
    return normal(" ".join(parts))


def without_phones(note: str) -> str:
    """What somebody wrote, without the mobile numbers in it: nobody is to be found by trying digits (F15)."""
    return _MOBILE.sub(" ", unicodedata.normalize("NFKC", note))


def words_of(question: str) -> tuple[str, ...]:
    """What is asked for: every word has to be somewhere in a text, in whatever order."""
    words = [word[:LONGEST_WORD] for word in normal(question).split(" ") if word]
    return tuple(dict.fromkeys(words))[:MOST_WORDS]


def holds(text: str, words: Iterable[str]) -> bool:
    """Whether a searchable text holds every word."""
    return all(word in text for word in words)


def grams(text: str) -> list[str]:
    """The pieces an index keeps of a searchable text, each once: its characters and its neighbours within a word."""
    found: dict[str, None] = {}
    for word in text.split(" "):
        for index, character in enumerate(word):
            found[_token(character)] = None
            if index:
                found[_token(word[index - 1 : index + 1])] = None
    return list(found)


def grams_of_words(words: Sequence[str]) -> list[str]:
    """The pieces that a text with all these words must have. A word of one or two characters is one piece."""
    found: dict[str, None] = {}
    for word in words:
        pairs = [word[index : index + 2] for index in range(len(word) - 1)] or [word]
        found.update((_token(pair), None) for pair in pairs)
    return list(found)


def to_be_read(words: Iterable[str]) -> tuple[str, ...]:
    """The words that having the right pieces does not prove: their pieces may lie apart."""
    return tuple(word for word in words if len(word) > 2)


def _token(piece: str) -> str:
    """A piece as an index can keep it, whatever the characters are: 电水 is 7535g6c34."""
    return "g".join(f"{ord(character):x}" for character in piece)
