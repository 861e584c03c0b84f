"""The tokens of the three looks, from ``resources/style/tokens.json``, and the measure they are held to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from servicedesk import paths

NAMES = ("light", "dark", "high")
TONES = ("ok", "warn", "bad", "info", "vio", "mute")

TEXT_PAIRS = (
    *(("text", ground) for ground in ("surface", "surface2", "bg", "sunken", "infoSoft")),
    *(("text2", ground) for ground in ("surface", "surface2", "bg", "sunken", "muteSoft")),
    *(("text3", ground) for ground in ("surface", "surface2", "bg", "sunken", "infoSoft")),
    *((tone, ground) for tone in TONES for ground in (f"{tone}Soft", "surface")),
    *((ink, f"{tone}Soft") for tone in TONES for ink in ("text", "text2")),
    ("accent", "surface"),
    ("accent", "infoSoft"),
    ("surface", "text"),
    ("inverse", "accentDown"),
    ("railText", "railOn"),
    ("offText", "offFill"),
    ("inverse", "accent"),
    ("inverse", "accentHover"),
    ("railText", "rail"),
    ("railQuiet", "rail"),
    ("railOnText", "railOn"),
    ("brandSoft", "rail"),
)
"""Foreground and ground of everything that is read: 4.5 : 1 at least (WCAG 1.4.3)."""

EDGE_PAIRS = (
    ("field", "surface"),
    ("field", "bg"),
    ("focus", "surface"),
    ("focus", "bg"),
    ("focus", "infoSoft"),
    ("accent", "track"),
    ("accent", "surface"),
    ("bad", "surface"),
    ("text", "surface"),
    ("warnFill", "surface"),
)
"""Boundaries and the focus ring: 3 : 1 at least (WCAG 1.4.11)."""


@cache
def tokens(name: str) -> Mapping[str, str]:
    """The tokens of one look: colours as ``#RRGGBB`` (two are ``rgba``), one width."""
    every: dict[str, dict[str, str]] = json.loads((paths.resources() / "style" / "tokens.json").read_text("utf-8"))
    return every[name]


def contrast(one: str, other: str) -> float:
    """The contrast of two ``#RRGGBB`` colours as WCAG defines it, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
