"""A verdict in the clerk's words: its title, tone, reasons, and what the customer is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from servicedesk.desk.returns import Preview
from servicedesk.domain.counters import CounterProfile
from servicedesk.domain.money import format_minor
from servicedesk.domain.policies import Policy
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_words import HOW_WORDS, field_sentence, value_sentence
from servicedesk.domain.returns import Decision, FactUsed, say
from servicedesk.domain.sales import Sale
from servicedesk.ui.home.rows import tender_words
from servicedesk.ui.shell.customer import CustomerFace
from servicedesk.ui.words import dated_words, day_words, language, t, words

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
    """What a choice is called on a button."""
    names = {
        Outcome.RETURN: t("Return and refund"), Outcome.RETURN_DEP: t("Return, by the supervisor"),
        Outcome.EXCHANGE: t("Exchange"), Outcome.EXCHANGE_OTHER: t("Exchange for another model"),
        Outcome.STORE_CREDIT: t("Store credit"), Outcome.REPAIR_FREE: t("Free repair"),
        Outcome.REPAIR_PAID: t("Repair for a charge"), Outcome.INSPECT: t("Send for testing"),
    }  # fmt: skip
    return names.get(option, option.value)


def verdict_of(preview: Preview) -> Verdict:
    """What stands at the head of the card."""
    seen = preview.seen
    if seen.lead is None:
        return Verdict(t("Tick what comes back"), "mute", t("Space ticks, a scanned item ticks itself"))
    if seen.question is not None:
        count = max(one.still_asked for one in seen.verdicts)
        return Verdict(t("{n} more to answer", n=count), "mute", words().say(seen.question.sentence))
    if seen.mixed:
        return Verdict(t("Not all of it"), "warn", t("Some may come back, some may not. Untick one kind."))
    decision = seen.lead.decision
    title = {
        Outcome.RETURN: t("Can be returned"), Outcome.EXCHANGE: t("Can be exchanged"),
        Outcome.REPAIR_FREE: t("Can be repaired, free"), Outcome.REPAIR_PAID: t("Can be repaired, for a charge"),
        Outcome.INSPECT: t("To be tested first"), Outcome.SUPERVISOR: t("A supervisor decides"),
        Outcome.REFUSE_ALT: t("Can't be returned"),
    }[decision.outcome]  # fmt: skip
    return Verdict(title, _TONES[decision.outcome], _below(preview))


def _below(preview: Preview) -> str:
    others = [option_words(option) for option in preview.seen.options[1:]]
    if others:
        return t("also: {others}", others=t(", ").join(others))
    lead = preview.seen.lead
    if lead is not None and lead.decision.outcome is Outcome.REFUSE_ALT:
        return t("here is what we can do instead")
    return ""


def rule_title(decision: Decision, policy: Policy) -> str:
    basis = decision.basis if language() == "zh_CN" else policy.codes[decision.code].basis_en
    return t("Rule {code} · {basis}", code=decision.code, basis=basis)


def sentence_to_say(decision: Decision, policy: Policy) -> str:
    return say(decision, policy, language())


def fact_words(used: FactUsed) -> tuple[str, str, str]:
    """(what, value, how it is known) of one fact that the rule read."""
    value = (
        dated_words(used.value) if isinstance(used.value, date) else words().say(value_sentence(used.name, used.value))
    )
    return words().say(field_sentence(used.name)), value, t(HOW_WORDS[used.how_known])


def alternative_words(key: str, policy: Policy) -> str:
    found = policy.alternatives.get(key)
    if found is None:
        return key
    return found.zh if language() == "zh_CN" else found.en


def due_words(preview: Preview) -> str:
    """By when the money arrives; a calendar that is not loaded is said, not hidden."""
    day = dated_words(preview.due_on)
    return (
        t("by {day} at the latest (calendar provisional)", day=day)
        if preview.provisional_due
        else t("by {day} at the latest", day=day)
    )


def tenders_words(preview: Preview) -> str:
    assert preview.quote is not None
    return t(", ").join(tender_words(kind) for kind, _amount in preview.quote.by_kind)


def bought_words(sale: Sale, profile: CounterProfile, now: datetime) -> str:
    """11月17日（5 天前）."""
    zone = ZoneInfo(profile.zone)
    bought, today = sale.bought_at.astimezone(zone).date(), now.astimezone(zone).date()
    days = (today - bought).days
    ago = t("today") if days == 0 else t("yesterday") if days == 1 else t("{n} days ago", n=days)
    shown = day_words(bought) if bought.year == today.year else bought.isoformat()
    return t("{day} ({ago})", day=shown, ago=ago)


def customer_face(
    preview: Preview, policy: Policy, profile: CounterProfile, served_by: str, now: datetime
) -> CustomerFace | None:
    """What the customer may read: the verdict, the thing, the money, the day. Nothing internal."""
    lead = preview.seen.lead
    if lead is None or preview.seen.question is not None:
        return None
    verdict, sale, quote = verdict_of(preview), preview.seen.sale, preview.quote
    money = quote is not None and Outcome.RETURN in preview.seen.options
    lines: tuple[tuple[str, str], ...] = ()
    if money and quote is not None:
        discount = quote.gross_minor - quote.refund_minor
        lines = ((t("Price"), format_minor(quote.gross_minor, sale.currency)),)
        if discount:
            lines += ((t("Share of discounts"), format_minor(-discount, sale.currency)),)
    names = t(", ").join(one.line.name for one in preview.seen.verdicts)
    return CustomerFace(
        store=t("{chain}, {store}", chain=profile.chain_name, store=profile.store_name),
        served_by=served_by,
        verdict=verdict.title,
        tone=verdict.tone,
        item=names,
        bought=t("bought {day} · receipt {number}", day=bought_words(sale, profile, now), number=sale.receipt_number),
        rule=sentence_to_say(lead.decision, policy),
        lines=lines,
        total_label=t("You get back") if money else "",
        total=format_minor(quote.refund_minor, sale.currency) if money and quote is not None else "",
        notes=(t("back the way it was paid: {ways}", ways=tenders_words(preview)), due_words(preview)) if money else (),
        closing=t("Please check. If it is right, we print the slip for you."),
    )
