"""What the customer is shown of a verdict (F11): the answer, the thing, the money, the day. Nothing internal."""

from __future__ import annotations

from datetime import datetime

from servicedesk.desk.returns import Preview
from servicedesk.domain.counters import CounterProfile
from servicedesk.domain.money import format_minor
from servicedesk.domain.policies import Policy
from servicedesk.domain.return_case import Outcome
from servicedesk.ui.returns import saying
from servicedesk.ui.shell.customer import CustomerFace
from servicedesk.ui.telling import facts, listed
from servicedesk.ui.words import t


def money_lines(preview: Preview) -> tuple[tuple[str, str], ...]:
    """Label and amount of what leads to the refund; nothing where no money goes back."""
    quote, currency = preview.quote, preview.seen.sale.currency
    if quote is None:
        return ()
    lines = [(t("Price"), format_minor(quote.gross_minor, currency))]
    discount = quote.gross_minor - quote.refund_minor
    if discount:
        lines.append((t("Share of discounts"), format_minor(-discount, currency)))
    if quote.points_clawed:
        lines.append((t("Points taken back"), t("{n} points", n=quote.points_clawed)))
    if quote.points_back:
        lines.append((t("Points given back"), t("{n} points", n=quote.points_back)))
    return tuple(lines)


def customer_face(
    preview: Preview, policy: Policy, profile: CounterProfile, served_by: str, now: datetime
) -> CustomerFace | None:
    """None while there is no verdict to show."""
    lead = preview.seen.lead
    if lead is None or preview.seen.question is not None:
        return None
    verdict, sale, quote = saying.verdict_of(preview, policy), preview.seen.sale, preview.quote
    store = facts(profile.chain_name, profile.store_name)
    bought = t("bought {day}", day=saying.bought_words(sale, profile, now))
    money = quote is not None and Outcome.RETURN in preview.seen.options
    return CustomerFace(
        store=store,
        served_by=served_by,
        verdict=verdict.title,
        tone=verdict.tone,
        item=listed(one.line.name for one in preview.seen.verdicts),
        bought=facts(bought, t("receipt {number}", number=sale.receipt_number)),
        rule=saying.sentence_to_say(lead.decision, policy),
        lines=money_lines(preview) if money else (),
        total_label=t("You get back") if money else t("What we can do for you"),
        total=format_minor(quote.refund_minor, sale.currency) if money and quote is not None else "",
        notes=_money_notes(preview) if money else _other_ways(preview, policy),
        closing=t("Please check. If it is right, we print the slip for you.") if preview.seen.options else "",
    )


def _money_notes(preview: Preview) -> tuple[str, ...]:
    return (t("back the way it was paid: {ways}", ways=saying.tenders_words(preview)), saying.due_words(preview))


def _other_ways(preview: Preview, policy: Policy) -> tuple[str, ...]:
    lead = preview.seen.lead
    assert lead is not None, "there is a verdict"
    if preview.seen.options:
        return tuple(saying.option_words(option) for option in preview.seen.options)
    return tuple(saying.alternative_words(key, policy) for key in lead.decision.alternatives)
