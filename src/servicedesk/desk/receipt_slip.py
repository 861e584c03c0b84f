"""A till's receipt on paper again: what was bought, for how much, how it was paid (returns-policy 4.1, ux 4.9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from servicedesk.desk import slip_parts as parts
from servicedesk.domain.daylog_records import mask_phone
from servicedesk.domain.documents import (
    Align,
    Barcode,
    Block,
    Boxed,
    Document,
    Pair,
    Paper,
    Rule,
    Size,
    StoreHead,
    Text,
    TitleBar,
    Triple,
)
from servicedesk.domain.money import format_minor
from servicedesk.domain.papers import Letterhead
from servicedesk.domain.policies import Policy, Required
from servicedesk.domain.sales import Channel, Sale, SaleLine
from servicedesk.wording import N_, Words

RECEIPT_COPY = "RECEIPT_COPY"
"""The kind of the paper."""

_CONDITIONS = {
    Required.INTACT: N_("{goods}: back within {n} days without a reason, as good as new"),
    Required.SEALED: N_("{goods}: back within {n} days without a reason, still sealed"),
}


def receipt_copy(words: Words, store: Letterhead, sale: Sale, policy: Policy, zone: tzinfo) -> Document:
    """The whole receipt; ``slips.reprinted`` marks and counts it. Cashier and till are not in a till's file."""
    title = words("Till receipt")
    return Document(
        kind=RECEIPT_COPY,
        number=sale.receipt_number,
        title=title,
        language=words.language,
        paper=Paper.SLIP_80MM,
        blocks=(
            StoreHead(store.name, store.detail),
            TitleBar(title),
            *_head(words, sale, zone),
            Rule(),
            Triple(words("Goods"), words("Pieces × price"), words("Amount"), strong=True),
            *(block for line in sale.lines for block in _line(words, line, sale.currency)),
            Rule(),
            *_totals(words, sale),
            Rule(),
            Boxed(words("To bring things back: this receipt and the goods"), _after_sales(words, sale, policy)),
            Barcode(sale.receipt_number),
            Text(
                words("Good for returns like the first one; it can't be claimed as an expense again."),
                Size.SMALL,
                align=Align.CENTRE,
            ),
        ),
    )


def _head(words: Words, sale: Sale, zone: tzinfo) -> Iterator[Block]:
    yield Pair(words("Receipt no."), sale.receipt_number, strong=True)
    yield Pair(words("Bought on"), f"{sale.bought_at.astimezone(zone):%Y-%m-%d %H:%M:%S}")
    who = " ".join(part for part in (mask_phone(sale.customer_phone or ""), sale.member_code or "") if part)
    yield from parts.optional_pair(words("Member"), who)


def _line(words: Words, line: SaleLine, currency: str) -> Iterator[Block]:
    marks = [
        words(mark)
        for mark, holds in (
            (N_("clearance"), line.clearance), (N_("near its date"), line.near_expiry),
            (N_("flaw told"), line.disclosed_flaw),
        )
        if holds
    ]  # fmt: skip
    name = words("{name} ({marks})", name=line.name, marks=words(", ").join(marks)) if marks else line.name
    yield Text(name, Size.MEDIUM, strong=True)
    count = line.weight_text or f"{line.qty}×{format_minor(line.unit_price_minor, currency)}"
    yield Triple(line.code, count, format_minor(line.gross_minor, currency))
    yield from parts.optional_pair(words("Serial number"), line.serial or "")
    if line.returned_qty:
        yield Pair(words("Came back already"), words("{n} pcs", n=line.returned_qty))


def _totals(words: Words, sale: Sale) -> Iterator[Block]:
    """From the goods to what was paid: every discount by its name, what has none as promotions."""
    currency = sale.currency
    gross_minor, pieces = sum(line.gross_minor for line in sale.lines), sum(line.qty for line in sale.lines)
    yield Pair(words("Goods together ({n} pcs)", n=pieces), format_minor(gross_minor, currency))
    named = (
        (words("Coupon"), sale.coupon_minor), (words("Points used"), sale.points_minor),
        (words("Rounded down"), sale.rounding_minor),
    )  # fmt: skip
    rest_minor = gross_minor - sale.paid_minor - sum(minor for _name, minor in named)
    for name, minor in ((_promotion(words, sale, rest_minor), rest_minor), *named):
        if minor:
            yield Pair(name, format_minor(-minor, currency))
    yield Pair(words("Paid"), format_minor(sale.paid_minor, currency), Size.HUGE)
    yield from (
        Pair(parts.tender_name(words, tender.kind), format_minor(tender.amount_minor, currency))
        for tender in sale.tenders
    )
    if sale.points_earned:
        yield Pair(words("Points earned"), f"+{sale.points_earned}")
    yield Text(words("Prices include tax."), Size.SMALL)


def _promotion(words: Words, sale: Sale, off_minor: int) -> str:
    """One promotion by its terms where it explains what came off; everything else together."""
    only = sale.promotions[0] if len(sale.promotions) == 1 else None
    if only is None or only.at_minor is None or only.off_minor != off_minor:
        return words("Promotions")
    at, off = (format_minor(minor, sale.currency) for minor in (only.at_minor, off_minor))
    return words("{off} off from {at}", off=off, at=at)


def _after_sales(words: Words, sale: Sale, policy: Policy) -> tuple[str, ...]:
    """The store's promise for these goods, and the law's for faults."""
    chinese = words.language == "zh_CN"
    by_promise: dict[tuple[int, Required], list[str]] = {}
    for code in dict.fromkeys(line.category for line in sale.lines if line.category in policy.categories):
        category = policy.categories[code]
        names = by_promise.setdefault((category.no_reason_days, category.no_reason_condition), [])
        names.append(category.zh if chinese else category.en)
    promises = [
        words(_CONDITIONS[condition], goods=words(", ").join(names), n=days)
        if days and condition in _CONDITIONS
        else words("{goods}: back only with a fault", goods=words(", ").join(names))
        for (days, condition), names in by_promise.items()
    ]
    footer = policy.texts.get("receipt_footer", "") if chinese else ""
    law = footer or words("For faults the law stands behind you. Questions: our number above, or 12315.")
    return (*(promises if sale.channel == Channel.STORE else ()), law)
