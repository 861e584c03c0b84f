"""Says aloud when a clock has come so far that somebody has to act (ux 6): once for each stage, in passing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from servicedesk.domain.numbers import short
from servicedesk.domain.reminders import Stage, stage_of_acceptance, stage_of_approval, stage_of_refund
from servicedesk.domain.visits import Level, VisitState
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries import visits as visit_rows
from servicedesk.records.queries.returns import RefundRow
from servicedesk.records.queries.visits import VisitRow
from servicedesk.ui.background import Counter
from servicedesk.ui.parts import Toast
from servicedesk.ui.visits.waiting import Waiting
from servicedesk.ui.words import t
from servicedesk.wording import N_

_NO_ANSWER = N_("Five minutes without an answer. Offer a seat and some water, and call again.")
_NEAR = N_("Visitor {n}: 8 minutes. Two are left to accept it.")
_OVER = N_("Visitor {n}: 10 minutes are over. Tell them how long it still takes (F1).")
_LATE = N_("Refunds that are late: {n} ({number}). Call the customers; F1 says what to say.")
_TODAY = N_("Refunds to send today: {n} ({number}). F6 shows them.")
TOPICS = frozenset({"visits", "refunds", "returns"})
_SERVED = (VisitState.GREETED, VisitState.SERVING)


class Reminders(QObject):
    """Holds what is timed, looks at it once a second, and tells what changed. Nothing is read for a second that passes:
    only when something was touched. What was said is forgotten with the program, the clocks are not: after a restart,
    or when somebody signs in, what is pressing then is said."""

    said = Signal(object)
    """A ``Toast``."""

    def __init__(
        self,
        counter: Counter,
        now: Callable[[], datetime],
        monotonic_s: Callable[[], float],
        approval_asked_s: Callable[[], float | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._counter, self._now, self._approval_asked_s = counter, now, approval_asked_s
        self._waiting = Waiting(counter, now, monotonic_s)
        self._visits: list[VisitRow] = []
        self._refunds: list[RefundRow] = []
        self._told: dict[tuple[str, str], Stage] = {}
        counter.touched.connect(self._touched)

    def read(self) -> None:
        """What is timed now."""
        self._counter.ask(visit_rows.still_open, then=self._take_visits)
        self._counter.ask(return_rows.refund_list, then=self._take_refunds)

    def _touched(self, topics: frozenset[str]) -> None:
        if topics & TOPICS:
            self.read()

    def _take_visits(self, visits: list[VisitRow]) -> None:
        self._visits = [visit for visit in visits if visit.level is Level.L2 and visit.state in _SERVED]

    def _take_refunds(self, refunds: list[RefundRow]) -> None:
        self._refunds = refunds
        self.tick()

    def tick(self, _now: datetime | None = None) -> None:
        """A second has passed. Nobody is told anything while nobody is signed in."""
        if self._counter.session is None or self._counter.profile is None:
            return
        for visit in self._visits:
            stage = stage_of_acceptance(self._waiting.since_greeting_s(visit))
            if self._rose("visit", visit.visit_id, stage):
                self.said.emit(_visit_words(visit, stage))
        if self._rose("approval", "", stage_of_approval(self._approval_asked_s())):
            self.said.emit(
                Toast(t("Five minutes without an answer. Offer a seat and some water, and call again."), "warn")
            )
        self._remind_of_refunds()

    def _remind_of_refunds(self) -> None:
        profile = self._counter.profile
        assert profile is not None, "the counter is open"
        today = profile.business_day(self._now())
        stages = {
            refund.refund_id: stage_of_refund(refund.due_on, today, failed=refund.state == "FAILED")
            for refund in self._refunds
        }
        risen = [one for one in self._refunds if self._rose("refund", one.refund_id, stages[one.refund_id])]
        for stage in (Stage.OVER, Stage.DUE):  # the day before, it stands on the home screen in amber
            of_stage = [one for one in risen if stages[one.refund_id] is stage]
            if of_stage:
                self.said.emit(_refund_words(of_stage, stage))

    def _rose(self, kind: str, key: str, stage: Stage) -> bool:
        """Whether this stage has to be told. What has become calm again (asked anew) can be told again."""
        before = self._told.get((kind, key), Stage.CALM)
        self._told[kind, key] = stage
        return stage > before


def _visit_words(visit: VisitRow, stage: Stage) -> Toast:
    return Toast(t(_NEAR if stage is Stage.NEAR else _OVER, n=visit.running), "warn")


def _refund_words(refunds: list[RefundRow], stage: Stage) -> Toast:
    first, n = short(refunds[0].number), len(refunds)
    return Toast(t(_LATE if stage is Stage.OVER else _TODAY, n=n, number=first), "warn")
