"""A service slip in the list: what kind, its number, what came of it, when."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from servicedesk.domain.numbers import short
from servicedesk.domain.return_words import option_sentence
from servicedesk.records.queries.listing import SlipLine
from servicedesk.records.queries.returns import ReturnRow
from servicedesk.ui.parts import SPRING, Chip, ElidedLabel, H, Label, Row, V
from servicedesk.ui.telling import facts, listed
from servicedesk.ui.words import day_words, t, time_words, words

ROW_HEIGHT = 90
_KINDS = {"RT": ("return", "info"), "EX": ("swap", "info"), "RP": ("wrench", "info")}


def state_chip(row: ReturnRow | SlipLine) -> Chip:
    """What came of it, in one word."""
    if row.state == "VOIDED":
        return Chip(state_words(row), "mute", "no")
    if row.state == "REFUSED":
        return Chip(state_words(row), "bad", "no")
    return Chip(state_words(row), "ok", "check")


def state_words(row: ReturnRow | SlipLine) -> str:
    """What came of it, in one word, without a widget."""
    if row.state == "VOIDED":
        return t("Made void")
    return t("Refused") if row.state == "REFUSED" else words().say(option_sentence(row.chosen))


def slip_row(row: SlipLine, zone: ZoneInfo) -> Row:
    """Two lines: number and state above, goods and hour below."""
    icon, tone = _KINDS.get(row.number[:2], ("cases", "mute"))
    chip = state_chip(row)
    head = H(Chip(short(row.number), tone, icon), SPRING, chip, gap=8)
    goods = ElidedLabel(listed(row.goods), "strong")
    below = H(
        ElidedLabel(facts(row.receipt_number, row.staff_name), "sm t3"), SPRING,
        Label(when_words(row.at.astimezone(zone)), "sm t3"), gap=8,
    )  # fmt: skip
    face = V(head, goods, below, gap=3, margins=(16, 9, 16, 9))
    return Row(face, t("{number}, {state}", number=short(row.number), state=chip.text()), height=ROW_HEIGHT)


def when_words(local: datetime) -> str:
    return t("{date} {time}", date=day_words(local.date()), time=time_words(local))
