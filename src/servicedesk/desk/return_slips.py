"""From a settlement, a refusal or a void to the values its slip is made of (returns-policy 4.1)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from servicedesk.desk import slips
from servicedesk.desk.context import Desk
from servicedesk.desk.return_forms import Look, ReturnForm
from servicedesk.domain.documents import Document
from servicedesk.domain.papers import (
    Letterhead,
    RefusalNotice,
    ReturnSlip,
    SlipAnswer,
    SlipLine,
    SlipTender,
    VoidSlip,
)
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_words import ANSWER_WORDS
from servicedesk.domain.returns import say
from servicedesk.domain.returns_facts import ReturnedLine, ReturnRefused, ReturnSettled
from servicedesk.domain.sales import Sale
from servicedesk.domain.staff import Session
from servicedesk.records.queries.returns import RefundRow, ReturnRow
from servicedesk.wording import N_, Words

_ANSWERS = {
    Outcome.EXCHANGE.value: SlipAnswer.EXCHANGE,
    Outcome.EXCHANGE_OTHER.value: SlipAnswer.EXCHANGE,
    Outcome.REPAIR_FREE.value: SlipAnswer.REPAIR,
    Outcome.REPAIR_PAID.value: SlipAnswer.REPAIR,
    Outcome.INSPECT.value: SlipAnswer.REPAIR,
}

REASON_DETAILS = {
    "DISLIKED": N_("doesn't like it"),
    "WRONG_CHOICE": N_("bought the wrong thing, or too many"),
    "SIZE_OR_COLOUR": N_("size or colour"),
}


def letterhead(desk: Desk) -> Letterhead:
    """Whose paper it is, from the counter's profile."""
    profile = desk.profile
    name = "·".join(part for part in (profile.chain_name, profile.store_name) if part)
    detail = "·".join(part for part in (profile.desk_name, profile.phone, profile.hours_text) if part)
    return Letterhead(name, detail)


def clerk_words(words: Words, who: Session) -> str:
    return words("{name} ({number})", name=who.name, number=who.number)


def local_words(desk: Desk, instant: datetime) -> str:
    """A moment as papers write it, in the store's zone: 2026-11-22 10:46."""
    return f"{instant.astimezone(ZoneInfo(desk.profile.zone)):%Y-%m-%d %H:%M}"


def reason_words(words: Words, reason: str, detail: str) -> str:
    """Why it came back, in the button's own words."""
    if detail in REASON_DETAILS:
        return words(REASON_DETAILS[detail])
    return words(ANSWER_WORDS["reason", reason]) if ("reason", reason) in ANSWER_WORDS else ""


def _lines(
    words: Words, lines: tuple[ReturnedLine, ...], fact: ReturnSettled | ReturnRefused, note: str
) -> tuple[SlipLine, ...]:
    reason = reason_words(words, fact.reason, fact.reason_detail)
    shown = words("{reason}: {note}", reason=reason, note=note) if reason and note else reason or note
    money = isinstance(fact, ReturnSettled) and fact.refund_minor > 0
    return tuple(
        SlipLine(
            line.name, line.code, line.qty, line.gross_minor, shown,
            line.gross_minor - line.refund_minor if money else 0, 0, line.serial or "",
        )
        for line in lines
    )  # fmt: skip


def settled(
    desk: Desk, who: Session, sale: Sale, form: ReturnForm, seen: Look, fact: ReturnSettled, approver: str
) -> Document:
    """The return, exchange or repair slip, in two copies."""
    words, lead = desk.words, seen.lead
    assert lead is not None
    names = tuple(words("{name} × {qty}", name=line.name, qty=line.qty) for line in fact.lines)
    slip = ReturnSlip(
        store=letterhead(desk),
        number=fact.number,
        settled_at=local_words(desk, desk.now()),
        clerk=clerk_words(words, who),
        lines=_lines(words, fact.lines, fact, form.note),
        currency=fact.currency,
        answer=_ANSWERS.get(fact.decision.chosen, SlipAnswer.REFUND),
        refund_minor=fact.refund_minor,
        tenders=tuple(
            SlipTender(due.tender, due.amount_minor, None if due.tender == "CASH" else due.due_on)
            for due in fact.refunds
        ),
        basis=lead.decision.basis if words.language == "zh_CN" else desk.policy.codes[lead.decision.code].basis_en,
        basis_code=lead.decision.code,
        say=say(lead.decision, desk.policy, words.language, fact.number),
        receipt_number=fact.receipt_number,
        bought_at=local_words(desk, sale.bought_at),
        taken_back=names,
        approver=approver,
        policy_version=fact.decision.policy_version,
        date_doubtful=fact.decision.date_doubtful,
    )
    return slips.return_slip(words, slip)


def refused(desk: Desk, who: Session, sale: Sale, form: ReturnForm, seen: Look, fact: ReturnRefused) -> Document:
    """The notice a person takes along when the answer is no: the rule, and what can be done instead."""
    words, lead = desk.words, seen.lead
    assert lead is not None
    chinese = words.language == "zh_CN"
    offered = [desk.policy.alternatives[key] for key in fact.alternatives if key in desk.policy.alternatives]
    notice = RefusalNotice(
        store=letterhead(desk),
        number=fact.number,
        refused_at=local_words(desk, desk.now()),
        clerk=clerk_words(words, who),
        lines=_lines(words, fact.lines, fact, form.note),
        currency=sale.currency,
        asked=words("Return"),
        reason=say(lead.decision, desk.policy, words.language, fact.number),
        basis=lead.decision.basis if chinese else desk.policy.codes[lead.decision.code].basis_en,
        basis_code=lead.decision.code,
        alternatives=tuple(one.zh if chinese else one.en for one in offered),
        receipt_number=fact.receipt_number,
        bought_at=local_words(desk, sale.bought_at),
        policy_version=fact.decision.policy_version,
        date_doubtful=fact.decision.date_doubtful,
    )
    return slips.refusal_notice(words, notice)


def voided(
    desk: Desk, who: Session, row: ReturnRow, owed: list[RefundRow], number: str, approver: str, reason: str
) -> Document:
    """The slip of a void: what was settled, what goes back to where it was, who allowed it."""
    words = desk.words
    slip = VoidSlip(
        store=letterhead(desk),
        number=number,
        voided_at=local_words(desk, desk.now()),
        clerk=clerk_words(words, who),
        approver=approver,
        voids_number=row.number,
        settled_at=local_words(desk, row.at),
        reason=reason,
        currency=row.currency,
        refund_minor=row.refund_minor,
        tenders=tuple(SlipTender(refund.tender, refund.amount_minor) for refund in owed),
        goods_back=tuple(words("{name} × {qty}", name=item.name, qty=item.qty) for item in row.items),
    )
    return slips.void_slip(words, slip)
