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


def state_face(row: ReturnRow | SlipLine) -> tuple[str, str, str]:
    """What came of it, in one word, with its tone and icon."""
    if row.state == "VOIDED":
        return t("Made void"), "mute", "no"
    if row.state == "REFUSED":
        return t("Refused"), "bad", "no"
    return words().say(option_sentence(row.chosen)), "ok", "check"


def state_words(row: ReturnRow | SlipLine) -> str:
    """What came of it, in one word, without a widget."""
    return state_face(row)[0]


def state_chip(row: ReturnRow | SlipLine) -> Chip:
    """The same, as a chip."""
    return Chip(*state_face(row))


class SlipRow(Row):
    """Two lines: number and state above, goods and hour below. ``show_line`` has it show another slip."""

    def __init__(self, line: SlipLine, zone: ZoneInfo) -> None:
        self._zone = zone
        self._number, self._state = Chip("", "mute", "cases"), Chip("", "mute", "no")
        self._goods, self._about = ElidedLabel("", "strong"), ElidedLabel("", "sm t3")
        self._when = Label("", "sm t3")
        head = H(self._number, SPRING, self._state, gap=8)
        below = H(self._about, SPRING, self._when, gap=8)
        super().__init__(V(head, self._goods, below, gap=3, margins=(16, 9, 16, 9)), height=ROW_HEIGHT)
        self.show_line(line)

    def show_line(self, line: SlipLine) -> None:
        icon, tone = _KINDS.get(line.number[:2], ("cases", "mute"))
        state = state_face(line)
        self._number.show_state(short(line.number), tone, icon)
        self._state.show_state(*state)
        self._goods.setText(listed(line.goods))
        self._about.setText(facts(line.receipt_number, line.staff_name))
        self._when.setText(when_words(line.at.astimezone(self._zone)))
        self.name = t("{number}, {state}", number=short(line.number), state=state[0])


def when_words(local: datetime) -> str:
    return t("{date} {time}", date=day_words(local.date()), time=time_words(local))
