"""The look in force: tokens and scale of this window, asked for whenever something is measured or painted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtGui import QColor

from servicedesk import paths
from servicedesk.ui.theme.tokens import TONES, tokens

SCALES = (1.0, 1.16, 1.3)
"""Standard, large, very large; 0.94 is taken on screens narrower than 1366 px."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One look at one scale."""

    name: str = "light"
    scale: float = 1.0
    tokens: Mapping[str, str] = field(default_factory=lambda: tokens("light"))

    def px(self, size: float) -> int:
        """A length of the drawings (px at scale 1.0) on this screen; at least one pixel, but nothing is nothing."""
        return max(1, round(size * self.scale)) if size > 0 else round(size * self.scale)

    def colour(self, token: str) -> QColor:
        """A token as a colour; a literal ``#RRGGBB`` is passed through."""
        return QColor(self.tokens.get(token, token))


_current = Theme()


def theme() -> Theme:
    """The look in force."""
    return _current


def use_theme(name: str, scale: float) -> Theme:
    """Put a look in force. ``dress`` does this and sets the style sheet as well."""
    global _current
    _current = Theme(name, scale, tokens(name))
    return _current


def px(size: float) -> int:
    """A length of the drawings at the scale in force."""
    return _current.px(size)


def colour(token: str) -> QColor:
    """A token's colour in the look in force."""
    return _current.colour(token)


def scale_for(width: int) -> float:
    """The scale a screen of this width starts with (ux 3): 0.94 under 1366 px, 1.16 from 1600 px."""
    if width < 1366:
        return 0.94
    return 1.16 if width >= 1600 else 1.0


def stylesheet(name: str, scale: float) -> str:
    """The style sheet of a look, written from ``resources/style/console.qss``."""
    look = Theme(name, scale, tokens(name))
    template = (paths.resources() / "style" / "console.qss").read_text("utf-8")
    template = re.sub(
        r"/\* for each tone \*/(.*?)/\* end \*/",
        lambda block: "".join(block[1].replace("%", tone) for tone in TONES),
        template,
        flags=re.DOTALL,
    )
    template = re.sub(r"/\*.*?\*/", "", template, flags=re.DOTALL)
    template = re.sub(r"\b(\d+)u\b", lambda length: f"{look.px(int(length[1]))}px", template)
    return re.sub(r"@(\w+)", lambda token: look.tokens[token[1]], template)
