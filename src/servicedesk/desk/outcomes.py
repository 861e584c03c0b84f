"""What an action answers: it was done, or it is refused with a sentence. An error is neither (see ``errors``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from servicedesk.domain.sentences import Sentence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The action happened and is on disk. ``topics`` names what it touched, so that screens know what to read again."""

    value: T
    topics: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Refused:
    """The action did not happen and nothing was saved; ``reason`` is said to the person, ``code`` names it."""

    code: str
    reason: Sentence
