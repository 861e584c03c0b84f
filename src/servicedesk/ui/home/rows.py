"""Rows of the home screen: a visit, and money that is owed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, tzinfo

from servicedesk.domain.money import format_minor
from servicedesk.domain.numbers import short
from servicedesk.domain.visits import Level, Purpose, VisitState
from servicedesk.records.queries.returns import RefundRow
from servicedesk.records.queries.visits import VisitRow
from servicedesk.ui.parts import SPRING, Chip, H, KeyButton, Label, Row, V, two_lines
from servicedesk.ui.theme import px
from servicedesk.ui.visits.panels import PURPOSES, VISITORS
from servicedesk.ui.words import day_words, t, time_words

_LEVEL_CHIPS = {Level.L1: ("info", "mute"), Level.L2: ("box", "info"), Level.L3: ("voice", "vio")}
_LEVEL_WORDS = {Level.L1: "L1 {word}", Level.L2: "L2 {word}", Level.L3: "L3 {word}"}
_TENDERS = {"CASH", "WECHAT", "ALIPAY", "CARD", "GIFTCARD", "UNKNOWN"}


def purpose_words(purpose: Purpose | None) -> str:
    return next((t(face.title) for face in PURPOSES if face.purpose is purpose), t("Not asked yet"))


def visitor_words(visit: VisitRow) -> str:
    """Who it is, without anything a customer at the desk should not read."""
    kind = next((t(text) for value, text in VISITORS if value is visit.visitor), t("New visitor"))
    return f"{kind} · {masked_phone(visit.phone)}" if visit.phone else kind


def masked_phone(phone: str) -> str:
    """138****2203; whatever is not a mobile keeps its last four."""
    digits = "".join(character for character in phone if character.isdigit())
    if len(digits) >= 11:
        return f"{digits[-11:-8]}****{digits[-4:]}"
    return f"****{digits[-4:]}" if len(digits) >= 4 else phone


def visit_row(visit: VisitRow, zone: tzinfo, waited_s: int, greet: Callable[[], object]) -> Row:
    """Number, level, who and what, state, act. ``wait_chip`` is the chip that ticks while the person waits."""
    waiting = visit.state is VisitState.WAITING
    level = level_chip(visit)
    number = Label(str(visit.running), "strong t2")
    number.setFixedWidth(px(28))
    holder = H(level, SPRING)
    what = two_lines(visitor_words(visit), visit.note or purpose_words(visit.purpose), "strong", "sm t3", elide=True)
    state = state_chip(visit, waited_s)
    act = (
        KeyButton(t("I have greeted"), t("Space"), kind="primary", size="sm", on=greet)
        if waiting
        else Label(_right(visit, zone), "sm t2")
    )
    level_box = V(holder)
    face = H(
        number, level_box, (what, 1), state, H(SPRING, act) if not waiting else act, gap=14, margins=(16, 6, 14, 6)
    )
    row = Row(
        face, t("Visitor {n}, {what}, {state}", n=visit.running, what=purpose_words(visit.purpose), state=state.text())
    )
    row.wait_chip = state if waiting else None  # type: ignore[attr-defined] # the page ticks it once a second
    return row


def level_chip(visit: VisitRow) -> Chip:
    if visit.level is None:
        return Chip(t("Not asked yet"), "mute", "chat")
    icon, tone = _LEVEL_CHIPS[visit.level]
    word = {Level.L1: t("Enquiry"), Level.L2: t("Service"), Level.L3: t("Complaint")}[visit.level]
    return Chip(_LEVEL_WORDS[visit.level].format(word=word), tone, icon)


def state_chip(visit: VisitRow, waited_s: int) -> Chip:
    if visit.state is VisitState.WAITING:
        return Chip(
            t("waiting 0:{n:02d}", n=waited_s) if waited_s < 60 else t("waiting {m} min", m=waited_s // 60),
            "warn",
            "clock",
        )
    shown = {
        VisitState.GREETED: (t("Greeted"), "info", "user"),
        VisitState.SERVING: (t("In progress"), "info", "user"),
        VisitState.PARKED: (t("Parked"), "mute", "pause"),
        VisitState.FINISHED: (t("Done"), "ok", "check"),
        VisitState.LEFT: (t("Left"), "mute", "door"),
    }
    return Chip(*shown[visit.state])


def _right(visit: VisitRow, zone: tzinfo) -> str:
    if visit.closed_at is not None:
        return time_words(visit.closed_at.astimezone(zone))
    return visit.owner_name


def tender_words(tender: str) -> str:
    """A tender in the clerk's words; one that only the till knows keeps the till's text."""
    words = {
        "CASH": t("Cash"), "WECHAT": t("WeChat Pay"), "ALIPAY": t("Alipay"), "CARD": t("Bank card"),
        "GIFTCARD": t("Gift card"), "UNKNOWN": t("Way not known"),
    }  # fmt: skip
    return words.get(tender, tender)


def due_chip(refund: RefundRow, today: date) -> Chip:
    days = (refund.due_on - today).days
    if refund.state == "FAILED":
        return Chip(t("Failed"), "bad", "warn")
    if days < 0:
        return Chip(t("{n} days over", n=-days), "bad", "warn")
    if days == 0:
        return Chip(t("Today"), "warn", "calendar")
    if days == 1:
        return Chip(t("Tomorrow"), "mute", "calendar")
    return Chip(day_words(refund.due_on), "mute", "calendar")


def refund_row(refund: RefundRow, today: date, name: str) -> Row:
    """Money somebody waits for: when, how much, which way."""
    amount = format_minor(refund.amount_minor, refund.currency)
    words = two_lines(f"{short(refund.number)} · {amount}", tender_words(refund.tender), "strong", "sm t3", elide=True)
    chip = due_chip(refund, today)
    return Row(H(chip, (words, 1), gap=12, margins=(16, 6, 14, 6)), f"{name}, {chip.text()}", live=False)
