"""What slips of the desk have in common: their head, dates and tenders in words, goods, how the money comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from servicedesk.domain.counters import CounterProfile
from servicedesk.domain.documents import Barcode, Block, Boxed, CopyLine, Pair, Size, StoreHead, Text, TitleBar
from servicedesk.domain.money import format_minor
from servicedesk.domain.papers import Letterhead, SlipLine, SlipTender
from servicedesk.wording import N_, Words

TENDER_NAMES = {
    "CASH": N_("Cash"),
    "WECHAT": N_("WeChat Pay"),
    "ALIPAY": N_("Alipay"),
    "CARD": N_("Bank card"),
    "GIFTCARD": N_("Gift card"),
    "UNKNOWN": N_("Other payment"),
}
_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_MONTHS = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)


def letterhead(words: Words, counter: CounterProfile) -> Letterhead:
    """The head of every slip of this counter; what the profile lacks is left out."""
    name = "·".join(part for part in (counter.chain_name, counter.store_name) if part)
    desk = " ".join(part for part in (counter.desk_name or words("Service desk"), counter.phone) if part)
    hours = words("Open {hours}", hours=counter.hours_text) if counter.hours_text else ""
    return Letterhead(name, "·".join(part for part in (desk, hours) if part))


def day_text(words: Words, on: date) -> str:
    """``Wed 25 Nov``, ``11 月 25 日（周三）``."""
    month, weekday = words(_MONTHS[on.month - 1]), words(_WEEKDAYS[on.weekday()])
    return words("{weekday} {day} {month}", weekday=weekday, day=on.day, month=month)


def tender_name(words: Words, kind: str) -> str:
    """A tender nobody knows keeps the name its till gave it."""
    return words(TENDER_NAMES[kind]) if kind in TENDER_NAMES else kind


def copies(words: Words) -> tuple[str, str]:
    """Every slip is two: the customer's, and the signed stub."""
    return words("Copy 1·for the customer"), words("Copy 2·stub")


def head(words: Words, store: Letterhead, title: str, number: str, at_text: str, clerk: str) -> Iterator[Block]:
    """Store, title, number as bars, which copy and when, who handled it."""
    yield StoreHead(store.name, store.detail)
    yield TitleBar(title)
    yield Barcode(number)
    yield CopyLine(at_text)
    yield Pair(words("Handled by"), clerk)


def goods_lines(words: Words, lines: Iterable[SlipLine], currency: str) -> Iterator[Block]:
    """Each piece with what came off its price and what of its points is taken back."""
    for line in lines:
        yield Text(line.name, Size.LARGE, strong=True)
        yield Pair(f"{line.code} × {line.qty}".strip(), format_minor(line.amount_minor, currency))
        yield from optional_pair(words("Serial number"), line.serial)
        yield from optional_pair(words("Reason"), line.reason)
        if line.discount_share_minor:
            yield Pair(words("Share of discounts"), format_minor(-line.discount_share_minor, currency))
        if line.points:
            yield Pair(words("Points taken back"), words("{n} points", n=line.points))


def tender_pairs(words: Words, tenders: tuple[SlipTender, ...], currency: str) -> Iterator[Block]:
    """How the money goes back: one way as a way, several with their amounts."""
    for tender in tenders:
        name = tender_name(words, tender.kind)
        way = (
            words("Cash, here and now")
            if tender.kind == "CASH"
            else words("The way it was paid: {tender}", tender=name)
        )
        if len(tenders) == 1:
            yield Pair(words("Refunded by"), way, Size.MEDIUM, strong=True)
        else:
            yield Pair(way, format_minor(tender.amount_minor, currency), Size.MEDIUM, strong=True)


def tender_amounts(words: Words, tenders: Iterable[SlipTender], currency: str) -> Iterator[Block]:
    for tender in tenders:
        yield Pair(tender_name(words, tender.kind), format_minor(tender.amount_minor, currency))


def arrival(words: Words, tenders: tuple[SlipTender, ...]) -> Iterator[Block]:
    """By when, per tender where they differ, and what to do if it has not come."""
    due = {tender.kind: tender.due_on for tender in tenders if tender.due_on is not None}
    if not due:
        if tenders:
            yield Boxed(words("Please count it before you leave"))
        return
    latest = max(due.values())
    each = (
        words("{tender}: by {day}.", tender=tender_name(words, kind), day=day_text(words, on))
        for kind, on in due.items()
    )
    help_text = words(
        "WeChat and Alipay usually take 1 to 3 working days, a bank card depends on its bank. If it has not arrived by "
        "then, bring this slip or call us, and we look into it the same day."
    )
    paragraphs = (*each, help_text) if len(set(due.values())) > 1 else (help_text,)
    yield Boxed(words("Arrives by {day} at the latest", day=day_text(words, latest)), paragraphs)


def policy_line(words: Words, version: str) -> Iterator[Block]:
    yield from optional_text(words("Rules version {version}", version=version), version, Size.SMALL)


def optional_pair(label: str, value: str, size: Size = Size.NORMAL) -> Iterator[Block]:
    if value:
        yield Pair(label, value, size, strong=size is not Size.NORMAL)


def optional_text(text: str, present: object, size: Size = Size.NORMAL) -> Iterator[Block]:
    if present:
        yield Text(text, size)
