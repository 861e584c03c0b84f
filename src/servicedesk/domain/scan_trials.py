"""One trial scan, looked at closely: did the code arrive whole, how fast, did an input method take keys, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

STEP_MS = 10
SPARE_MS = 20
"""So much above the slowest character is a limit that still holds on a busy day."""
LEAST_GAP_MS, MOST_GAP_MS = 30, 150


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that arrived: a character typed, or (``by_input_method``) letters an input method took or handed on.

    ``at_ms`` is on any clock that only goes forward."""

    text: str
    at_ms: int
    by_input_method: bool = False


class TrialResult(StrEnum):
    """What a trial says of the scanner as it is set now."""

    UNDERSTOOD = "understood"
    SPLIT = "split"
    """An input method took letters of the code."""
    SLOW = "slow"
    """It came, but not as one code: a gap is over the limit, and a wider limit would do."""
    TOO_SLOW = "too_slow"
    """Slower than any limit: a hand, or a connection that needs the prefix key."""
    SHORT = "short"
    """Too few characters to be told from typing."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A result with its measures. ``gap_ms`` is the limit that is recommended, 0 for none."""

    result: TrialResult
    text: str
    taken: str
    """What an input method took."""
    longest_ms: int
    average_ms: int
    total_ms: int
    gap_ms: int = 0


def judge(heard: Sequence[Heard], scanned_text: str, limit_ms: int, least: int) -> Trial:
    """``heard`` in order; ``scanned_text`` is what the counter understood, empty when nothing; ``limit_ms`` and
    ``least`` (characters) are the settings it was understood by."""
    keys = [one for one in heard if not one.by_input_method]
    taken = "".join(one.text for one in heard if one.by_input_method)
    gaps = [after.at_ms - before.at_ms for before, after in pairwise(heard)]
    longest, total = max(gaps, default=0), sum(gaps)
    average = round(total / len(gaps)) if gaps else 0
    text = scanned_text or "".join(one.text for one in keys)
    wider = min(MOST_GAP_MS, max(LEAST_GAP_MS, -(-(longest + SPARE_MS) // STEP_MS) * STEP_MS))

    def told(result: TrialResult, gap_ms: int = 0) -> Trial:
        return Trial(result, text, taken, longest, average, total, gap_ms)

    if taken:
        return told(TrialResult.SPLIT)
    if scanned_text:
        return told(TrialResult.UNDERSTOOD, wider if longest + SPARE_MS > limit_ms and wider > limit_ms else 0)
    if len(keys) < least:
        return told(TrialResult.SHORT)
    if longest <= MOST_GAP_MS:
        return told(TrialResult.SLOW, wider)
    return told(TrialResult.TOO_SLOW)
