"""Where a line may end. Chinese breaks between any two characters but for kinsoku; Latin words and numbers stay whole.

No line starts with closing punctuation and none ends with an opening one. The unit that is never cut is an *atom*: one
Han character or one run of Latin, together with the openers before and the closers after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_OPENERS = "（「『【《〈〔［｛“‘([{"
_CLOSERS = "，。、；：？！）」』】》〉〕］｝”’·…—％‰℃!?,.;:)]}%"
_LETTER = r"[A-Za-z0-9\u00a1-\u02af\u0370-\u05ff$#&*+\-−–_=/\\@'\"<>~^|¥￡£€×]"
_RUN = rf"{_LETTER}(?:{_LETTER}|[.,:](?=[A-Za-z0-9]))*"
_ATOM = re.compile(rf"\s+|[{re.escape(_OPENERS)}]*(?:{_RUN}|[^\s{re.escape(_OPENERS)}])?[{re.escape(_CLOSERS)}]*")
_NEVER_FIRST = frozenset(_CLOSERS)
_HANGING = frozenset("，。、；：？！）」』】》")

Measure = Callable[[str], float]


def wrap(text: str, width: float, measure: Measure) -> list[str]:
    """The lines of ``text``, none wider than ``width`` (in the unit of ``measure``), line breaks kept. Never empty."""
    return [line for paragraph in text.split("\n") for line in _wrapped(paragraph, width, measure)]


def _wrapped(paragraph: str, width: float, measure: Measure) -> Iterator[str]:
    if measure(paragraph.rstrip()) <= width:
        yield paragraph.strip()
        return
    line = ""
    for atom in _atoms(paragraph):
        if not line.strip() or measure((line + atom).rstrip()) <= width:
            line += atom
        else:
            yield line.strip()
            line = atom.lstrip()
        while measure(line.rstrip()) > width and len(line) > 1:
            fitting = _fitting(line, width, measure)
            yield line[:fitting].strip()
            line = line[fitting:].lstrip()
    yield line.strip()


def _atoms(paragraph: str) -> list[str]:
    return [found.group() for found in _ATOM.finditer(paragraph) if found.group()]


def _fitting(text: str, width: float, measure: Measure) -> int:
    """How many characters of one over-wide atom fit a line, cut where kinsoku allows; never none."""
    count = 1
    while count < len(text) and measure(text[: count + 1]) <= width:
        count += 1
    allowed = count
    while allowed > 1 and (text[allowed : allowed + 1] in _NEVER_FIRST or text[allowed - 1] in _OPENERS):
        allowed -= 1
    return allowed if allowed > 1 else count


def hangs(text: str) -> bool:
    """Whether a text ends in a full-width closer, whose right half is blank and may hang over the right edge."""
    return text[-1:] in _HANGING
