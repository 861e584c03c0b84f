"""Which rows of a long list are wanted: said by whoever shows them, answered by whoever holds them."""

from __future__ import annotations

from dataclasses import dataclass

Place = tuple[int, ...]
"""Where a row stands: what the list is ordered by, the highest first."""


@dataclass(frozen=True, slots=True)
class Span:
    """``limit`` rows, after ``skip`` others, from a place (exclusive; None: from the end of the list) downwards, or
    upwards with ``rising``. They are given in the order of the list, either way."""

    limit: int
    skip: int = 0
    beyond: Place | None = None
    rising: bool = False
