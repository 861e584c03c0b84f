"""What one counter keeps about its own screen and scanner, in ``console.json`` beside the records."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from typing import Any

from servicedesk.paths import Home

THEMES = ("light", "dark", "high")
GAPS_MS = (30, 150)
"""The least and the most a scanner may take from one character to the next."""


@dataclass(frozen=True, slots=True)
class CounterSettings:
    """Every value has a default that works; what a file does not name, or names wrongly, is the default."""

    language: str = "zh_CN"
    theme: str = "light"
    scale: float = 0.0
    """0: what the width of the screen asks for."""
    motion: bool = True
    customer_screen: bool = True
    """Whether a second screen, when there is one, is the customer's."""
    gap_ms: int = 50
    prefix: str = ""
    """The key the scanner sends before a code, as Qt writes keys; empty: codes are told by their speed."""


def read_settings(home: Home) -> CounterSettings:
    """As they were kept; a file that is missing or damaged is no reason not to start."""
    kept = _read(home)
    default = CounterSettings()
    given = {one.name: kept[one.name] for one in fields(CounterSettings) if one.name in kept}
    sound = {name: value for name, value in given.items() if _is_sound(name, value, getattr(default, name))}
    return CounterSettings(**sound)


def keep_settings(home: Home, settings: CounterSettings) -> None:
    """Write them whole or not at all (OSError when the folder takes nothing); what others keep there stays."""
    place = home.root / "console.json"
    partial = place.with_suffix(f".{os.getpid()}.part")
    partial.write_text(json.dumps({**_read(home), **asdict(settings)}, ensure_ascii=False), encoding="utf-8")
    partial.replace(place)


def _read(home: Home) -> dict[str, Any]:
    try:
        kept = json.loads((home.root / "console.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _is_sound(name: str, value: object, default: object) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(default, bool)
    if isinstance(default, str):
        return isinstance(value, str) and (name != "theme" or value in THEMES)
    if not isinstance(value, int | float):
        return False
    if name == "gap_ms":
        return isinstance(value, int) and GAPS_MS[0] <= value <= GAPS_MS[1]
    return value == 0 or 0.9 <= value <= 1.5
