"""A verdict in the clerk's words: its title, tone, reasons, and what the customer is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from servicedesk.desk.return_forms import needs_approval_of
from servicedesk.desk.returns import ROLE_WORDS, Preview
from servicedesk.domain.counters import CounterProfile
from servicedesk.domain.numbers import short
from servicedesk.domain.policies import Policy
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_words import option_sentence
from servicedesk.domain.returns import Decision, say
from servicedesk.domain.sales import Sale
from servicedesk.ui.telling import facts, listed, tender_words
from servicedesk.ui.words import dated_words, day_words, language, t, words
from servicedesk.wording import N_

_TONES = {
    Outcome.RETURN: "ok", Outcome.EXCHANGE: "ok", Outcome.REPAIR_FREE: "ok", Outcome.STORE_CREDIT: "ok",
    Outcome.REPAIR_PAID: "warn", Outcome.INSPECT: "info", Outcome.SUPERVISOR: "warn", Outcome.REFUSE_ALT: "bad",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """Word, tone and the line below the word."""

    title: str
    tone: str
    below: str


def option_words(option: Outcome) -> str:
    """What a choice is called."""
    return words().say(option_sentence(option.value))


def verdict_of(preview: Preview, policy: Policy) -> Verdict:
    """What stands at the head of the card. How many questions there still are nobody knows: each answer decides it."""
    seen = preview.seen
    if seen.lead is None:
        return Verdict(t("Tick what comes back"), "mute", t("Space ticks, a scanned item ticks itself"))
    if seen.question is not None:
        return Verdict(t("Not asked to the end"), "mute", words().say(seen.question.sentence))
    if seen.mixed:
        return Verdict(t("Not all of it"), "warn", t("Some may come back, some may not. Untick one kind."))
    decision = seen.lead.decision
    title = {
        Outcome.RETURN: t("Can be returned"), Outcome.EXCHANGE: t("Can be exchanged"),
        Outcome.REPAIR_FREE: t("Can be repaired, free"), Outcome.REPAIR_PAID: t("Can be repaired, for a charge"),
        Outcome.INSPECT: t("To be tested first"), Outcome.SUPERVISOR: t("A supervisor decides"),
        Outcome.REFUSE_ALT: t("Can't be returned"),
    }[decision.outcome]  # fmt: skip
    return Verdict(title, _TONES[decision.outcome], _below(preview, policy))


def approver_words(preview: Preview, policy: Policy) -> str:
    """Who has to agree to the first way on; nothing when nobody has to."""
    options = preview.seen.options
    role = needs_approval_of(policy, preview.seen, options[0]) if options else None
    return t(ROLE_WORDS[role]) if role is not None else ""


def _below(preview: Preview, policy: Policy) -> str:
    role, others = approver_words(preview, policy), [option_words(option) for option in preview.seen.options[1:]]
    asked = t("the {role} has to agree, in person", role=role) if role else ""
    if asked or others:
        return facts(asked, t("also: {others}", others=listed(others)) if others else "")
    lead = preview.seen.lead
    if lead is not None and lead.decision.outcome is Outcome.REFUSE_ALT:
        return t("see what else we can do")
    return ""


def rule_title(decision: Decision, policy: Policy) -> str:
    basis = decision.basis if language() == "zh_CN" else policy.codes[decision.code].basis_en
    return facts(t("Rule {code}", code=decision.code), basis)


_ACTS = {
    Outcome.RETURN: N_("Take back, print"), Outcome.RETURN_DEP: N_("Take back, print"),
    Outcome.EXCHANGE: N_("Exchange, print"), Outcome.EXCHANGE_OTHER: N_("Exchange, print"),
    Outcome.STORE_CREDIT: N_("Give credit, print"), Outcome.REPAIR_FREE: N_("Take in for repair, print"),
    Outcome.REPAIR_PAID: N_("Take in for repair, print"), Outcome.INSPECT: N_("Take in for testing, print"),
}  # fmt: skip
_INSTEAD = {
    Outcome.RETURN: N_("Refund it"), Outcome.RETURN_DEP: N_("Refund it"),
    Outcome.EXCHANGE: N_("Exchange it"), Outcome.EXCHANGE_OTHER: N_("Another model"),
    Outcome.STORE_CREDIT: N_("Give credit"), Outcome.REPAIR_FREE: N_("Repair it"),
    Outcome.REPAIR_PAID: N_("Repair it"), Outcome.INSPECT: N_("Test it"),
}  # fmt: skip


def act_words(option: Outcome) -> str:
    """The button that does it."""
    return t(_ACTS[option])


def instead_words(option: Outcome) -> str:
    """The button beside it."""
    return t(_INSTEAD[option])


def sentence_to_say(decision: Decision, policy: Policy) -> str:
    return say(decision, policy, language())


def category_words(code: str, policy: Policy) -> str:
    """What a kind of goods is called; nothing for one that the rules don't know."""
    category = policy.categories.get(code)
    if category is None:
        return ""
    return category.zh if language() == "zh_CN" else category.en


def change_words(decision: Decision) -> tuple[str, ...]:
    """What would change the answer, each in one line."""
    return tuple(
        t("{condition}: {option}", condition=words().say(change.condition), option=option_words(change.option))
        for change in decision.would_change
        if change.better
    )


def earlier_words(preview: Preview, profile: CounterProfile) -> str:
    """Who took it back before, when the same goods are brought again; nothing otherwise."""
    lead = preview.seen.lead
    if lead is None or lead.line.left_qty > 0:
        return ""
    for row in reversed(preview.earlier):
        if row.state == "SETTLED" and any(item.line_no == lead.line.line_no for item in row.items):
            on = row.at.astimezone(ZoneInfo(profile.zone)).date()
            return t(
                "It came back on {day} already ({number}, {name}).",
                day=day_words(on), number=short(row.number), name=row.staff_name,
            )  # fmt: skip
    return ""


def alternative_words(key: str, policy: Policy) -> str:
    """What is offered instead, in the clerk's language."""
    found = policy.alternatives.get(key)
    if found is None:
        return key
    return found.zh if language() == "zh_CN" else found.en


def due_words(preview: Preview) -> str:
    """By when the money arrives; a calendar that is not loaded is said, not hidden."""
    day = dated_words(preview.due_on)
    if preview.provisional_due:
        return t("by {day} at the latest (calendar provisional)", day=day)
    return t("by {day} at the latest", day=day)


def tenders_words(preview: Preview) -> str:
    assert preview.quote is not None
    return listed(tender_words(kind) for kind, _amount in preview.quote.by_kind)


def bought_words(sale: Sale, profile: CounterProfile, now: datetime) -> str:
    """11月17日（5 天前）."""
    zone = ZoneInfo(profile.zone)
    bought, today = sale.bought_at.astimezone(zone).date(), now.astimezone(zone).date()
    days = (today - bought).days
    ago = t("today") if days == 0 else t("yesterday") if days == 1 else t("{n} days ago", n=days)
    shown = day_words(bought) if bought.year == today.year else bought.isoformat()
    return t("{day} ({ago})", day=shown, ago=ago)
