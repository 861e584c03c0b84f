"""Spelling what a screen lists, so that it can be found by the first letters of its pinyin."""

from __future__ import annotations

from collections.abc import Iterable

from servicedesk.desk.context import Desk
from servicedesk.records.initials import initials_of


def spell(_desk: Desk, texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Each text with its spellings: 等太久 with dtj. It loads the table of characters, on the worker."""
    return {text: initials_of(text) for text in texts}
