"""Sentences in the reader's language, from gettext catalogues. English is the source; ``zh_CN`` is complete.

Every room of the program keeps its own ``resources/locale/<language>/<room>.po``; all of them are one vocabulary.
Mark a sentence that is chosen elsewhere with ``N_("…")``; say it with a ``Words``: ``words("Refund by {day}", day=…)``.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from servicedesk import paths
from servicedesk.domain.sentences import Sentence
from servicedesk.errors import KnownError

SOURCE_LANGUAGE = "en"
LANGUAGES = ("zh_CN", "en")


def N_(msgid: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a sentence for the catalogues where it is chosen; it is said later, by a ``Words``."""
    return msgid


def _catalogues(language: str) -> Iterator[Path]:
    return iter(sorted((paths.resources() / "locale" / language).glob("*.mo")))


@cache
def _messages(language: str) -> dict[str, str]:
    messages: dict[str, str] = {}
    for catalogue in _catalogues(language):
        with catalogue.open("rb") as file:
            translations = gettext.GNUTranslations(file)
        entries: dict[str, str] = translations._catalog  # type: ignore[attr-defined] # gettext offers no other way to all of them
        messages.update({key: text for key, text in entries.items() if isinstance(key, str) and key and text})
    return messages


class Words:
    """One reader's language. Call it with an English source sentence and the values of its ``{placeholders}``."""

    __slots__ = ("_messages", "language")

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else SOURCE_LANGUAGE
        self._messages = {} if self.language == SOURCE_LANGUAGE else _messages(self.language)

    def __call__(self, msgid: str, /, **params: object) -> str:
        text = self._messages.get(msgid, msgid)
        return text.format(**params) if params else text

    def say(self, sentence: Sentence) -> str:
        """A sentence the domain chose, with the sentences inside it."""
        params = {
            name: self.say(value) if isinstance(value, Sentence) else value for name, value in sentence.params.items()
        }
        return self(sentence.msgid, **params)

    def knows(self, msgid: str) -> bool:
        """Whether this language has its own text for a sentence; English always does."""
        return self.language == SOURCE_LANGUAGE or msgid in self._messages

    def error(self, error: KnownError) -> str:
        """The one sentence a person reads: what happened, is my work safe, what to do now."""
        return self.say(Sentence(error.msgid, error.params))
