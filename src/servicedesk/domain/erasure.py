"""Erasing what facts say of people: the fact that it was done, and a paper with their words struck out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from servicedesk.domain.documents import Document, map_text


@dataclass(frozen=True, slots=True)
class PersonalErased:
    """The personal parts of these facts are gone, with their salts; the facts themselves stay (reliability 3.2).

    personal: for a paper among them, under its fact id, the document as it is printed from now on (JSON)."""

    fact_ids: tuple[str, ...]


def struck_out(document: Document, texts: Collection[str], mark: str) -> Document:
    """The same paper with ``mark`` wherever one of ``texts`` stood, the longest first: a note may contain a name."""
    longest_first = sorted((text for text in texts if text.strip()), key=len, reverse=True)

    def strike(said: str) -> str:
        for text in longest_first:
            said = said.replace(text, mark)
        return said

    return map_text(document, strike)
