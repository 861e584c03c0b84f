"""Amounts in capital figures (大写), as invoices and settlement slips carry them; returns-policy 4.3.

Canonical here: 元; 整 after 元 and 角; one 零 for a gap; no 零 before 角. The other accepted ways of writing an amount
(圆, 正, no 整 after 角, the prefix 人民币, the two places where the bank rule leaves 零 to the writer) read as equal.
"""

from __future__ import annotations

from itertools import product

from servicedesk.errors import BugError

MOST_FEN = 99_999_999_999_999
"""One fen short of a 万亿 yuan: above 亿 people disagree on the names of the units."""

PREFIX = "人民币"
_FIGURES = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_VALUES = {figure: value for value, figure in enumerate(_FIGURES)}
_UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def capital(minor: int) -> str:
    """``壹仟陆佰捌拾元叁角贰分`` for 168032 fen, without the prefix 人民币. From 0 to ``MOST_FEN``."""
    return _written(minor, zero_before_thousands=True, zero_before_jiao=False)


def parse_capital(text: str) -> int | None:
    """The fen an amount in capital figures names; None when it is not written in an accepted way."""
    plain = "".join(text.split()).removeprefix(PREFIX).lstrip("：:").replace("圆", "元").replace("正", "整")
    minor = _value(plain)
    if minor is None or minor > MOST_FEN:
        return None
    return minor if plain in _accepted(minor) else None


def same_amount(text: str, minor: int) -> bool:
    """Whether capital figures, in any accepted way of writing, say this many fen."""
    return parse_capital(text) == minor


def _accepted(minor: int) -> set[str]:
    """Every accepted text, in 元 and 整: the bank rule allows 零, or none, where a 仟 or a 角 follows a zero."""
    texts = {
        _written(minor, zero_before_thousands=thousands, zero_before_jiao=jiao)
        for thousands, jiao in product((True, False), repeat=2)
    }
    return texts | {text.removesuffix("整") for text in texts if text.endswith("角整")}


def _written(minor: int, *, zero_before_thousands: bool, zero_before_jiao: bool) -> str:
    if not 0 <= minor <= MOST_FEN:
        raise BugError(f"{minor} fen cannot be written in capital figures")
    yuan, cents = divmod(minor, 100)
    jiao, fen = divmod(cents, 10)
    text = f"{_whole(yuan, zero_before_thousands)}元" if yuan else ""
    if not cents:
        return f"{text or '零元'}整"
    if yuan and ((not jiao) or (zero_before_jiao and yuan % 10 == 0)):
        text += "零"
    text += f"{_FIGURES[jiao]}角" if jiao else ""
    return text + (f"{_FIGURES[fen]}分" if fen else "整")


def _whole(yuan: int, zero_before_thousands: bool) -> str:
    """Groups of four figures from the left; a run of zeros between figures is one 零, at the end none."""
    text, after_zero = "", False
    for at in range(len(_GROUPS) - 1, -1, -1):
        group = yuan // 10_000**at % 10_000
        if group and text:
            gap = after_zero or group < 1000
            text += "零" if gap and (group < 1000 or zero_before_thousands) else ""
        text += f"{_group(group)}{_GROUPS[at]}" if group else ""
        after_zero = group % 10 == 0 if group else after_zero or bool(text)
    return text


def _group(group: int) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        figure = group // 10**place % 10
        if figure:
            text += ("零" if gap and text else "") + _FIGURES[figure] + _PLACES[place]
        gap = not figure
    return text


def _value(plain: str) -> int | None:
    """What the figures and units add up to, 零 ignored; None for a character that is none of them."""
    yuan, group, figure, cents = 0, 0, 0, 0
    for character in plain:
        if character in _VALUES:
            figure = _VALUES[character]
        elif character in _UNITS:
            group, figure = group + figure * _UNITS[character], 0
        elif character in ("亿", "万"):
            yuan, group, figure = yuan + (group + figure) * (10**8 if character == "亿" else 10**4), 0, 0
        elif character == "元":
            yuan, group, figure = yuan + group + figure, 0, 0
        elif character in ("角", "分"):
            cents, figure = cents + figure * (10 if character == "角" else 1), 0
        elif character != "整":
            return None
    return yuan * 100 + cents
