"""One situation at the counter, in words."""

from __future__ import annotations

from dataclasses import dataclass

from servicedesk.wording import N_


@dataclass(frozen=True, slots=True)
class Script:
    """What to say, steps, what to avoid, what to say instead.

    English sources, said by ``ui.words``; ``{chain}``, ``{name}`` and ``{minutes}`` are filled in. ``script_id`` is
    what its use is counted under and never changes."""

    script_id: str
    situation: str
    source: str
    say: str
    steps: tuple[str, ...]
    avoid: str
    instead: str


AVOID = N_('"Wait a moment", "I don\'t know", "Not my job"')
INSTEAD = N_('"Let me find out for you, one minute please."')
