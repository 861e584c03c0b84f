"""What the screens say, in the language the counter works in: ``t("Refund by {day}", day=…)``.

One language at a time for the whole program; ``use_language`` is called by ``theme.dress`` and by the settings page,
after which windows are built anew.
"""

from __future__ import annotations

from datetime import date, datetime

from servicedesk.wording import SOURCE_LANGUAGE, Words

_words = Words(SOURCE_LANGUAGE)


def use_language(language: str) -> None:
    """Say everything from now on in this language; an unknown one means English."""
    global _words
    _words = Words(language)


def language() -> str:
    return _words.language


def words() -> Words:
    """The speaker itself, for values that say themselves (``words().say(sentence)``)."""
    return _words


def t(msgid: str, /, **params: object) -> str:
    """A sentence of the screens in the counter's language; ``params`` fill its ``{placeholders}``."""
    return _words(msgid, **params)


def weekday_words(on: date) -> str:
    return (t("Mon"), t("Tue"), t("Wed"), t("Thu"), t("Fri"), t("Sat"), t("Sun"))[on.weekday()]


def day_words(on: date) -> str:
    """A day as the shop says it: 11月25日, 25 Nov."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return t("{day} {month_name}", day=on.day, month=on.month, month_name=months[on.month - 1])


def dated_words(on: date) -> str:
    """A day with its weekday: 11月25日 周三, Wed 25 Nov."""
    return t("{weekday} {date}", weekday=weekday_words(on), date=day_words(on))


def time_words(local: datetime) -> str:
    """A local time in 24 hours."""
    return f"{local.hour:02d}:{local.minute:02d}"


def span_words(seconds: float) -> str:
    """A length of time, as long as it has to be (ux 6): 0:18, 19 分, 1 小时 36 分, 2 天."""
    whole = int(abs(seconds))
    if whole < 60:
        return f"0:{whole:02d}"
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if hours < 1:
        return t("{n} min", n=minutes)
    if days < 1:
        rest = minutes - hours * 60
        return t("{h} h {m} min", h=hours, m=rest) if rest else t("{h} h", h=hours)
    return t("{n} days", n=days) if days > 1 else t("1 day")


def left_words(seconds: float) -> str:
    """How long a clock still has, or by how much it is over: always words, so colour is never needed (ux 6)."""
    if 0 <= seconds < 60:
        return span_words(seconds)
    return t("{span} left", span=span_words(seconds)) if seconds >= 0 else t("{span} over", span=span_words(seconds))


def letters(text: str) -> int:
    """How wide a text is, in letters: a Chinese character counts twice."""
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)
