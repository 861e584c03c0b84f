"""What was said from the library of sentences."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScriptUsed:
    """A script was taken into a note: by its lasting id. Which ones help is counted from it (ux 4.12)."""

    script_id: str
