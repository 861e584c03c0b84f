"""What a screen lists, found by its words or by the first letters of their pinyin: 等太久 by 太久 or dtj."""

from __future__ import annotations

from collections.abc import Iterable

from servicedesk.desk.finding import spell
from servicedesk.domain.searching import holds, normal, words_of
from servicedesk.ui.background import Counter


class Spelling:
    """Remembers spellings; they come from the desk worker. Until they are there, words alone are looked for."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._spelled: dict[str, tuple[str, ...]] = {}

    def learn(self, texts: Iterable[str]) -> None:
        """Have texts spelled that are not spelled yet."""
        new = [text for text in dict.fromkeys(texts) if text not in self._spelled]
        if new:
            self._counter.look(spell, new, then=self._spelled.update)

    def fits(self, wanted: str, *texts: str) -> bool:
        """Whether every word that is wanted is in one of the texts, or in the first letters of one."""
        return all(any(self._has(text, word) for text in texts) for word in words_of(wanted))

    def _has(self, text: str, word: str) -> bool:
        return holds(normal(text), (word,)) or any(word in each for each in self._spelled.get(text, ()))
