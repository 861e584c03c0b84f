"""Colours, sizes and letters: the three looks, the scale, and how the application puts them on."""

from servicedesk.ui.theme.dress import FAMILY, dress, load_fonts
from servicedesk.ui.theme.look import SCALES, Theme, colour, px, scale_for, stylesheet, theme, use_theme
from servicedesk.ui.theme.tokens import EDGE_PAIRS, NAMES, TEXT_PAIRS, TONES, contrast, tokens

__all__ = [
    "EDGE_PAIRS",
    "FAMILY",
    "NAMES",
    "SCALES",
    "TEXT_PAIRS",
    "TONES",
    "Theme",
    "colour",
    "contrast",
    "dress",
    "load_fonts",
    "px",
    "scale_for",
    "stylesheet",
    "theme",
    "tokens",
    "use_theme",
]
