"""Something to be said later, in the reader's language: the domain chooses the sentence, ``wording`` says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(msgid: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a sentence for the catalogues where the domain keeps it (the domain may not import ``wording``)."""
    return msgid


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English source sentence and the values of its ``{placeholders}``; a value may be a ``Sentence`` itself."""

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """The English source, filled: for logs and failing tests, never for a person at the counter."""
        return self.msgid.format(**{name: str(value) for name, value in self.params.items()})
