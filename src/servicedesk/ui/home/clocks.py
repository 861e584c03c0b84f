"""The right side of the home screen: what is being timed, and the papers of today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from servicedesk.domain.money import format_minor
from servicedesk.domain.numbers import short
from servicedesk.domain.reminders import Stage, stage_of_acceptance, stage_of_refund
from servicedesk.domain.visits import ACCEPTANCE_LIMIT_MS, Level, VisitState
from servicedesk.records.queries.returns import RefundRow
from servicedesk.records.queries.slips import SlipRow
from servicedesk.records.queries.visits import VisitRow
from servicedesk.ui.home.rows import purpose_words
from servicedesk.ui.parts import (
    SPRING,
    Bar,
    ElidedLabel,
    EmptyState,
    H,
    Icon,
    IconButton,
    Label,
    Row,
    RowList,
    V,
    frame,
    plain,
    scroll,
    show_if,
    two_lines,
)
from servicedesk.ui.reprint.slips import kind_words, state_chip
from servicedesk.ui.telling import facts, tender_words
from servicedesk.ui.visits.waiting import Waiting
from servicedesk.ui.words import left_words, t, time_words

_ACCEPTANCE_S = ACCEPTANCE_LIMIT_MS / 1000
_TONES = {Stage.CALM: "accent", Stage.NEAR: "warn", Stage.DUE: "warn", Stage.OVER: "bad"}
_SHOWN_PAPERS, _SHOWN_PAPERS_ROOMY = 4, 7


@dataclass(frozen=True, slots=True)
class Clock:
    """Something with a time limit: what, for whom, seconds left (negative: over), how much of it is used, and how it
    looks. ``target`` is the refund or the visit behind it."""

    title: str
    below: str
    left_s: float
    used: float
    tone: str
    target: RefundRow | VisitRow

    @property
    def face(self) -> tuple[object, ...]:
        """What is seen of it: while this is the same, nothing has to be drawn anew."""
        return (self.title, self.below, left_words(self.left_s), round(self.used * 100), self.tone)


def clock_of_refund(refund: RefundRow, now: datetime, zone: ZoneInfo) -> Clock:
    """The promise runs until the end of its day; the day itself is the time to act."""
    due_at = datetime.combine(refund.due_on + timedelta(days=1), time(), zone)
    whole_s = max(1.0, (due_at - refund.settled_at).total_seconds())
    left_s = (due_at - now).total_seconds()
    failed = refund.state == "FAILED"
    tone = _TONES[stage_of_refund(refund.due_on, now.astimezone(zone).date(), failed=failed)]
    title = t("Refund {number}", number=short(refund.number))
    amount = format_minor(refund.amount_minor, refund.currency)
    below = facts(amount, tender_words(refund.tender), t("did not go through") if failed else refund.receipt_number)
    return Clock(title, below, left_s, 1 - left_s / whole_s, tone, refund)


def clock_of_visit(visit: VisitRow, waiting: Waiting) -> Clock | None:
    """The 10 minutes in which something to do has to be accepted (M-08)."""
    if visit.level is not Level.L2 or visit.state not in (VisitState.GREETED, VisitState.SERVING):
        return None
    taken_s = waiting.since_greeting_s(visit)
    tone = _TONES[stage_of_acceptance(taken_s)]
    title = t("Visitor {n}, {what}", n=visit.running, what=purpose_words(visit.purpose))
    below = facts(t("accept within 10 minutes"), visit.owner_name)
    return Clock(title, below, _ACCEPTANCE_S - taken_s, taken_s / _ACCEPTANCE_S, tone, visit)


class ClocksCard(QWidget):
    """What is being timed, the next to fall due first. ``opened`` carries the refund or the visit."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._clocks: list[Clock] = []
        self._faces: list[tuple[object, ...]] | None = None
        self._count = Label("", "sm t2")
        self._list = RowList(t("Being timed"))
        self._list.opened.connect(lambda index: self.opened.emit(self._clocks[index].target))
        self._area = scroll(self._list)
        self._empty = EmptyState("clock", t("Nothing is being timed"), t("Refunds that are promised stand here"))
        head = frame(
            "sechead",
            H(Icon("clock", "text2", 22), Label(t("Being timed"), "h2"), SPRING, self._count, margins=(16, 9, 16, 9)),
        )
        V(frame("card", V(head, (self._empty, 1), (self._area, 1), gap=0, margins=(1, 1, 1, 1))), into=self)
        self._head = head

    def show_clocks(self, clocks: Sequence[Clock]) -> None:
        self._clocks = sorted(clocks, key=lambda clock: clock.left_s)
        faces = [clock.face for clock in self._clocks]
        if faces == self._faces:
            return
        self._faces = faces
        current = self._list.current
        current = current if current < len(clocks) else -1
        self._list.set_rows([_clock_row(clock) for clock in self._clocks], current)
        self._count.setText(t("{n} clocks", n=len(clocks)))
        for part, wanted in ((self._empty, not clocks), (self._area, bool(clocks)), (self._head, bool(clocks))):
            show_if(part, wanted)


def _clock_row(clock: Clock) -> Row:
    ink = {"accent": "info"}.get(clock.tone, clock.tone)
    left = left_words(clock.left_s)
    face = V(
        H(
            Icon("warn" if clock.tone in ("warn", "bad") else "clock", clock.tone, 20, 2.0),
            (ElidedLabel(clock.title, "strong"), 1), Label(left, f"strong t-{ink}"), gap=9,
        ),
        ElidedLabel(clock.below, "sm t3"),
        Bar(clock.used, clock.tone),
        gap=5, margins=(16, 9, 16, 11),
    )  # fmt: skip
    return Row(face, f"{clock.title} {left}", height=82)


class PapersCard(QWidget):
    """The newest papers of today: what became of each, and another copy with one press."""

    copy_wanted = Signal(object)
    all_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.roomy = False
        self._count = Label("", "sm t2")
        self._box = V(gap=0)
        self._empty = EmptyState("print", t("No paper today"), t("Slips stand here when a return is settled"))
        title = Label(t("Papers of today"), "h2")
        self._head = frame("sechead", H(Icon("print", "text2", 22), title, SPRING, self._count, margins=(16, 9, 16, 9)))
        self._rows = plain(self._box)
        V(frame("card", V(self._head, (self._empty, 1), (self._rows, 1), gap=0, margins=(1, 1, 1, 1))), into=self)

    def show_papers(self, papers: Sequence[SlipRow], zone: ZoneInfo) -> None:
        """``papers``, the newest first."""
        while (item := self._box.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for paper in papers[: _SHOWN_PAPERS_ROOMY if self.roomy else _SHOWN_PAPERS]:
            self._box.addWidget(self._row(paper, zone))
        self._box.addStretch(1)
        self._count.setText(t("{n} pieces", n=len(papers)))
        for part, wanted in ((self._empty, not papers), (self._rows, bool(papers)), (self._head, bool(papers))):
            show_if(part, wanted)

    def _row(self, paper: SlipRow, zone: ZoneInfo) -> Row:
        what = facts(kind_words(paper.kind), t("copy {n}", n=paper.copy_no) if paper.copy_no else "")
        queued = time_words(paper.queued_at.astimezone(zone))
        number = short(paper.about)
        again = IconButton("print", t("Print {number} again", number=number))
        again.on_click(lambda: self.copy_wanted.emit(paper))
        face = H(
            (two_lines(number, facts(what, queued), "strong", "sm t3", elide=True), 1), state_chip(paper.state), again,
            gap=12, margins=(16, 5, 12, 5),
        )  # fmt: skip
        return Row(face, f"{number} {what}", height=58, live=False)
