"""Rows of today's visits: number, level, who and what, state, act. Every column keeps its place from row to row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo

from PySide6.QtWidgets import QLayout, QWidget

from servicedesk.domain.visits import GREETING_LIMIT_MS, Level, Purpose, VisitState
from servicedesk.records.queries.visits import VisitRow
from servicedesk.ui.parts import HURRY_S, SPRING, Chip, H, KeyButton, Label, Row, plain, two_lines
from servicedesk.ui.telling import facts, masked_phone
from servicedesk.ui.visits.panels import PURPOSES, VISITORS
from servicedesk.ui.visits.waiting import Waiting
from servicedesk.ui.words import span_words, t, time_words

_LEVEL_CHIPS = {Level.L1: ("info", "mute"), Level.L2: ("box", "info"), Level.L3: ("voice", "vio")}
_GREET_S = GREETING_LIMIT_MS // 1000
_IN_HAND = (VisitState.GREETED, VisitState.SERVING)
_LEVEL_WIDTH, _STATE_WIDTH, _RIGHT_WIDTH = 128, 134, 164


class VisitLine(Row):
    """One visit. ``tell_time`` brings its clock up to date: how long somebody waits, or is being served."""

    def __init__(
        self, visit: VisitRow, waiting: Waiting, zone: tzinfo, greet: Callable[[], object], *, next_up: bool = False
    ) -> None:
        """``next_up``: the one whom Space greets; only on that row the key is printed."""
        self.visit, self._waiting = visit, waiting
        self.greet_button: KeyButton | None = None
        self._state = Chip("", "mute", "clock")
        right: QLayout
        if visit.state is VisitState.WAITING:
            self.greet_button = KeyButton(
                t("I greeted"), t("Space") if next_up else "", kind="primary", size="sm", on=greet
            )
            right = H(SPRING, self.greet_button)
        else:
            right = H(SPRING, Label(_right(visit, zone), "sm t2"))
        number = Label(str(visit.running), "strong t2")
        what = two_lines(visitor_words(visit), _reason(visit), "strong", "sm t3", elide=True)
        face = H(
            plain(H(number, SPRING), 30), plain(H(level_chip(visit), SPRING), _LEVEL_WIDTH), (what, 1),
            plain(H(self._state, SPRING), _STATE_WIDTH), plain(right, _RIGHT_WIDTH), gap=14, margins=(16, 6, 14, 6),
        )  # fmt: skip
        super().__init__(face)
        self.tell_time()

    def tell_time(self) -> None:
        """Nothing is read for it."""
        visit, state = self.visit, self.visit.state
        if state is VisitState.WAITING:
            waited_s = self._waiting.since_arrival_s(visit)
            late, hurry = self._waiting.is_late(visit), waited_s >= _GREET_S - HURRY_S
            told = t("waiting {span}", span=span_words(waited_s))
            self._state.show_state(told, "bad" if late else "warn" if hurry else "info", "warn" if late else "clock")
        elif state in _IN_HAND:
            span = span_words(self._waiting.since_greeting_s(visit))
            self._state.show_state(t("served {span}", span=span), "info", "user")
        else:
            self._state.show_state(*_CLOSED[state]())
        said = {"n": visit.running, "what": purpose_words(visit.purpose), "state": self._state.text()}
        self.name = t("Visitor {n}, {what}, {state}", **said)


_CLOSED: dict[VisitState, Callable[[], tuple[str, str, str]]] = {
    VisitState.PARKED: lambda: (t("Parked"), "mute", "pause"),
    VisitState.FINISHED: lambda: (t("Done"), "ok", "check"),
    VisitState.LEFT: lambda: (t("Gone"), "mute", "door"),
}


def purpose_words(purpose: Purpose | None) -> str:
    return next((t(face.title) for face in PURPOSES if face.purpose is purpose), t("Not asked yet"))


def visitor_words(visit: VisitRow) -> str:
    """Who it is, without anything a customer at the desk should not read."""
    kind = next((t(text) for value, text in VISITORS if value is visit.visitor), t("New visitor"))
    return facts(kind, masked_phone(visit.phone) if visit.phone else "")


def level_chip(visit: VisitRow) -> QWidget:
    """The level of a visit, or that nobody asked yet."""
    if visit.level is None:
        return Chip(t("Not asked yet"), "mute", "chat")
    icon, tone = _LEVEL_CHIPS[visit.level]
    word = {Level.L1: t("Enquiry"), Level.L2: t("Service"), Level.L3: t("Complaint")}[visit.level]
    return Chip(f"{visit.level.value} {word}", tone, icon)


def _reason(visit: VisitRow) -> str:
    """In the customer's words, or what is known of why they came."""
    if visit.state is VisitState.WAITING:
        return t("Nobody has greeted them yet")
    return visit.note or purpose_words(visit.purpose)


def _right(visit: VisitRow, zone: tzinfo) -> str:
    if visit.closed_at is not None:
        return time_words(visit.closed_at.astimezone(zone))
    return visit.owner_name
