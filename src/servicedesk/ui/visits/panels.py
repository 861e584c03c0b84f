"""The three panels of the reception page: who stands here, why they came, what to say."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from servicedesk.domain.visits import GREETING_LIMIT_MS, LEVEL_OF, Level, Purpose, Visitor, VisitState
from servicedesk.records.queries.visits import VisitRow
from servicedesk.ui.parts import (
    SPRING,
    CardWarning,
    Chip,
    Choice,
    ChoiceGroup,
    H,
    Icon,
    KeyButton,
    KeyCap,
    Label,
    TextLine,
    TimerRing,
    V,
    clear,
    frame,
    hline,
    plain,
    scroll,
    show_if,
)
from servicedesk.ui.scripts.script import Script
from servicedesk.ui.theme import px
from servicedesk.ui.visits.asked_often import AskedOften
from servicedesk.ui.words import t
from servicedesk.wording import N_


@dataclass(frozen=True, slots=True)
class PurposeFace:
    """How one purpose looks: its key, icon and two lines."""

    purpose: Purpose
    key: str
    icon: str
    title: str
    below: str


PURPOSES = (
    PurposeFace(Purpose.PRODUCT, "1", "box", N_("Goods, price"), N_("Where, cost")),
    PurposeFace(Purpose.PROMOTION, "2", "star", N_("Offers, points"), N_("Member benefits")),
    PurposeFace(Purpose.REPRINT, "3", "receipt", N_("Receipt copy"), N_("By code or time")),
    PurposeFace(Purpose.OTHER, "0", "chat", N_("Other"), N_("One sentence")),
    PurposeFace(Purpose.RETURN, "4", "return", N_("Return"), N_("Scan the receipt")),
    PurposeFace(Purpose.EXCHANGE, "5", "swap", N_("Exchange"), N_("Same or another")),
    PurposeFace(Purpose.REPAIR, "6", "wrench", N_("Repair, card"), N_("Hand in, pick up")),
    PurposeFace(Purpose.ORDER, "7", "pen", N_("Order change"), N_("Time, address")),
    PurposeFace(Purpose.COMPLAINT, "8", "voice", N_("Complaint"), N_("Soothe first")),
    PurposeFace(Purpose.SUGGESTION, "9", "bulb", N_("Suggestion"), N_("Note and answer")),
    PurposeFace(Purpose.INCIDENT, "F7", "warn", N_("Incident"), N_("Injury, quarrel")),
)

PAGE_OF = {
    Purpose.RETURN: "returns", Purpose.EXCHANGE: "returns", Purpose.REPAIR: "returns", Purpose.REPRINT: "receipt_copy",
}  # fmt: skip
"""Where a purpose is done. Without a page, an enquiry ends here and everything else is noted and kept open."""

LEVELS = (
    (Level.L1, "info", "mute", "text2", N_("Enquiry"), N_("A question"), N_("Answered on the spot")),
    (Level.L2, "box", "info", "accent", N_("Service"), N_("Something to do"), N_("Accepted in 10 minutes")),
    (Level.L3, "voice", "vio", "vio", N_("Complaint"), N_("Somebody is unhappy"), N_("Answered in 24 hours")),
)  # fmt: skip

VISITORS = (
    (Visitor.WALK_IN, N_("Walk-in")),
    (Visitor.MEMBER, N_("Member")),
    (Visitor.ELDERLY, N_("Priority")),
    (Visitor.WITH_CHILD, N_("With child")),
)


class VisitorPanel(QWidget):
    """Left: the ring, "I have greeted", who it is."""

    greeted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = Label("", "h2", wrap=True)
        self.chip = Chip(t("Waiting"), "warn", "clock")
        self.ring = TimerRing()
        self.greet = KeyButton(t("I greeted"), t("Space"), "check", kind="primary", size="big", on=self.greeted.emit)
        self.told = frame(
            "tone-ok r10",
            H(SPRING, Icon("ok", "ok", 20), Label(t("Greeted, now listen"), "strong t-ok"), SPRING, gap=8),
        )
        self.told.setFixedHeight(px(54))
        self.visitors = ChoiceGroup(self)
        buttons = [self.visitors.add(value, Choice(t(text), centred=True)) for value, text in VISITORS]
        self.visitors.set_value(Visitor.WALK_IN)
        self.phone = TextLine(t("Member code or phone"), chinese=False, name=t("Member or phone (optional)"))
        phone = Label(t("Member or phone (optional)"), "sm strong t2", wrap=True)
        phone.setBuddy(self.phone)
        who = V(
            Label(t("Who is it"), "sm strong t2"), H(buttons[0], buttons[1], gap=8), H(buttons[2], buttons[3], gap=8),
            phone, self.phone, CardWarning(self.phone), SPRING,
            Label(t("Nobody there? Alt L notes that they left."), "sm t3", wrap=True),
            gap=10, margins=(16, 10, 16, 14),
        )  # fmt: skip
        now = V(
            H((self.title, 1), self.chip), H(SPRING, self.ring, SPRING), self.greet, self.told,
            gap=10, margins=(16, 14, 16, 12),
        )  # fmt: skip
        face = V(now, hline(), (scroll(plain(who)), 1), gap=0, margins=(1, 1, 1, 1))
        V(frame("card", face), into=self)
        self.show_visit(None)

    def show_visit(self, visit: VisitRow | None) -> None:
        waiting = visit is not None and visit.state is VisitState.WAITING
        self.title.setText(t("Visitor {n}", n=visit.running) if visit else t("Nobody here yet"))
        greeted = visit is not None and not waiting
        # What goes is hidden first: both at once would be higher than the window, which would grow and stay so.
        for part, wanted in sorted(((self.greet, not greeted), (self.told, greeted)), key=lambda one: one[1]):
            show_if(part, wanted)
        self.greet.setEnabled(waiting)
        if visit is None:
            self.chip.show_state(t("F2 begins"), "mute", "clock")
        elif waiting:
            self.chip.show_state(t("Waiting"), "warn", "clock")
        else:
            self._show_greeted(visit)

    def _show_greeted(self, visit: VisitRow) -> None:
        late = visit.in_time is False
        self.chip.show_state(
            t("Greeted late") if late else t("Greeted"), "warn" if late else "ok", "warn" if late else "check"
        )
        self.ring.show_done(_greeted_after_s(visit))

    def show_waited(self, waited_s: int) -> None:
        """Tick: seconds that are left of the thirty, or over them."""
        left_s = GREETING_LIMIT_MS // 1000 - waited_s
        self.ring.show_left(left_s)
        if left_s < 0:
            self.chip.show_state(t("{n} s late", n=-left_s), "bad", "no")
        else:
            self.chip.show_state(t("Waiting"), "warn", "clock")

    def visitor(self) -> Visitor:
        value = self.visitors.value()
        return value if isinstance(value, Visitor) else Visitor.WALK_IN


def _greeted_after_s(visit: VisitRow) -> int:
    """As it was measured; after a restart in between, as the wall clock tells it."""
    if visit.waited_ms is not None:
        return max(0, visit.waited_ms // 1000)
    return max(0, int((visit.greeted_at - visit.opened_at).total_seconds())) if visit.greeted_at else 0


class PurposePanel(QWidget):
    """Centre: eleven choices under three levels, the customer's words, and the way on."""

    def __init__(self) -> None:
        super().__init__()
        self.choices = ChoiceGroup(self)
        columns = [self._column(*level) for level in LEVELS]
        self.note = TextLine(
            t("In the customer's words, one sentence (optional): leaks at the bottom, wants to return"),
            name=t("The customer's words"),
        )
        self.often = AskedOften()
        self.often.hide()
        self.away = KeyButton(t("Customer left"), "Alt L")
        self.park = KeyButton(t("Park, call the next"), "Alt G")
        self.go = KeyButton(t("Why did they come?"), "1–9", kind="primary", size="big")
        self.go.setMinimumWidth(px(220))
        V(
            (scroll(plain(H(*[(column, 1) for column in columns], gap=8))), 1), self.note, CardWarning(self.note),
            self.often, H(self.away, self.park, SPRING, self.go, gap=12), gap=12, into=self,
        )  # fmt: skip

    def _column(self, level: Level, icon: str, tone: str, ink: str, title: str, below: str, promise: str) -> QWidget:
        name = Label(t(title), f"h2 t-{tone}"), Label(level.value, f"sm strong t-{tone}")
        head = frame(
            f"tone-{tone} toponly",
            H(Icon(icon, ink, 26), (V(H(*name, SPRING, gap=6), Label(t(below), "sm t2"), gap=0), 1),
              gap=10, margins=(14, 10, 10, 10)),
        )  # fmt: skip
        faces = [face for face in PURPOSES if LEVEL_OF[face.purpose] is level]
        tone_of = "vio" if level is Level.L3 else "info"
        buttons = [
            self.choices.add(
                face.purpose,
                Choice(t(face.title), face.key, icon=face.icon, explained=t(face.below), tone=tone_of),
                face.key,
            )
            for face in faces
        ]
        body = V(
            *buttons,
            SPRING,
            H(Icon("flag", "text3", 16), Label(t(promise), "sm t3", wrap=True), gap=6),
            gap=10,
            margins=(8, 12, 8, 12),
        )
        return frame("card", V(head, (plain(body), 1), gap=0))

    def purpose(self) -> Purpose | None:
        value = self.choices.value()
        return value if isinstance(value, Purpose) else None

    def show_way(self, purpose: Purpose | None, *, ready: bool) -> None:
        """The primary says where it goes; without a purpose it says what is missing."""
        self.go.setEnabled(ready and purpose is not None)
        if purpose is None:
            self.go.show_act(t("Why did they come?"), "1–9", "")
            return
        title = next(t(face.title) for face in PURPOSES if face.purpose is purpose)
        if purpose in PAGE_OF:
            self.go.show_act(t("Go on: {what}", what=title), "Enter", "right")
        elif LEVEL_OF[purpose] is Level.L1:
            self.go.show_act(t("Done"), "Enter", "check")
        else:
            self.go.show_act(t("Note it, keep it open"), "Enter", "check")


class ScriptPanel(QWidget):
    """Right: what to say now, what to do, what not to say and what instead."""

    def __init__(self) -> None:
        super().__init__()
        self._box: QVBoxLayout = V(gap=10, margins=(15, 0, 15, 12))
        head = H(
            Label(t("What to say"), "h2"), SPRING, Label(t("More"), "strong t-info"), KeyCap("F1"), gap=6,
            margins=(16, 12, 16, 8),
        )  # fmt: skip
        V(frame("card", V(head, (scroll(plain(self._box)), 1), gap=0, margins=(1, 1, 1, 1))), into=self)

    def show_script(self, script: Script, chain: str, name: str) -> None:
        clear(self._box)
        said = t(script.say, chain=chain, name=name, minutes=10)  # the sentences are marked in scripts.py
        source = Label(t("Procedure {number}", number=script.source), "sm t2")
        say = V(
            H(Icon("ok", "ok", 18, 2.0), Label(t("Say"), "sm strong t-ok"), SPRING, source, gap=6),
            Label(said, "sayxl strong", wrap=True), gap=6, margins=(14, 10, 14, 12),
        )  # fmt: skip
        steps = [
            plain(H(KeyCap(str(number)), (Label(t(step), wrap=True), 1), gap=9))
            for number, step in enumerate(script.steps, start=1)
        ]
        avoid = _advice("no", "bad", t("Don't say"), t(script.avoid))
        instead = _advice("bulb", "info", t("Say instead"), t(script.instead))
        for part in (frame("tone-ok r10", say), *steps, frame("tone-bad r10", avoid), frame("well", instead)):
            self._box.addWidget(part)
        self._box.addStretch(1)


def _advice(icon: str, tone: str, title: str, text: str) -> QLayout:
    head = H(Icon(icon, tone, 18, 2.0), Label(title, f"sm strong t-{tone}"), SPRING, gap=6)
    return V(head, Label(text, wrap=True), gap=4, margins=(14, 10, 14, 10))
