"""The after-sales card on paper, for a roll of slips or on A6 (returns-policy 4.2; ux 11).

The ten fields of the 三包 rules, the dates, every period with its last day and its source, the province's line, and a
code that any counter which knows the store's key can verify. What nobody knows yet is left open to be written in.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from servicedesk.desk import slip_parts as parts
from servicedesk.domain.cards import Period, ProvinceTerms
from servicedesk.domain.documents import (
    Aside,
    Block,
    Column,
    Document,
    Heading,
    PageHead,
    Pair,
    Paper,
    QrBeside,
    Rule,
    SideBySide,
    Signatures,
    Size,
    Table,
    Text,
)
from servicedesk.domain.papers import AfterSalesCard, CardDay
from servicedesk.domain.policies import Required
from servicedesk.wording import N_, Words

CARD = "AFTER_SALES_CARD"
"""The kind of the paper."""

PERIODS = {
    Period.FAULT_RETURN: N_("Fault: return, exchange or repair"),
    Period.FAULT_EXCHANGE: N_("Fault: exchange or repair"),
    Period.WHOLE_UNIT: N_("Free repair, whole unit"),
    Period.MAIN_PARTS: N_("Free repair, main parts"),
    Period.BATTERY: N_("Battery: free replacement"),
    Period.HEADSET: N_("Headset: free replacement"),
    Period.CHARGER: N_("Charger: free replacement"),
    Period.BURDEN: N_("It is for us to show that it is no fault"),
    Period.PROVINCE_CHOICE: N_("Fault: repair, exchange or return, as you choose"),
    Period.PROVINCE_REPAIR: N_("Free repair, by the province's rules"),
    Period.STORE_FAULT: N_("Fault: exchange or repair, our period"),
    Period.LATE_CLAIM: N_("Hidden fault: to be told by"),
    Period.REMOTE_RETURN: N_("Return without a reason"),
    Period.PROMISED_RETURN: N_("Return without a reason, our promise"),
    Period.PROMISED_EXCHANGE: N_("Exchange without a reason, our promise"),
}
_CONDITIONS = {Required.INTACT: N_("{what}, as good as new"), Required.SEALED: N_("{what}, still sealed")}
_OPEN = "________________"
_EXCLUDED = N_(
    "Not free: damage by misuse, repairs by others than the repairer named here, a changed serial number or card, "
    "force majeure. It can still be repaired for a fee."
)
_RECORD = (N_("Taken in"), N_("Fault and cause"), N_("What was done"), N_("Handed back, signed"))
_REPAIRS = 3


def card(words: Words, given: AfterSalesCard, paper: Paper) -> Document:
    """The card for this paper: a slip in two copies, or both sides of an A6."""
    slip = paper is Paper.SLIP_80MM
    blocks = _slip(words, given) if slip else _sheet(words, given)
    return Document(
        kind=CARD,
        number=given.number,
        title=words("After-sales card"),
        language=words.language,
        paper=paper,
        blocks=tuple(blocks),
        copies=parts.copies(words) if slip else (),
        for_customer=(_code(words, given),) if slip else (),
        running_head=given.number,
        page_label=words("Page {page} of {pages}", page="{page}", pages="{pages}"),
    )


def what(words: Words, period: Period, condition: Required) -> str:
    """What can be asked for, with the ``condition`` the store's promise for such goods has."""
    told = words(PERIODS[period])
    promised = period in (Period.PROMISED_RETURN, Period.PROMISED_EXCHANGE)
    return words(_CONDITIONS[condition], what=told) if promised and condition in _CONDITIONS else told


def province_lines(words: Words, terms: ProvinceTerms | None) -> tuple[str, ...]:
    """What the province adds beside the dated lines, in whole sentences."""
    if terms is None:
        return ()
    province = terms.name_zh if words.language == "zh_CN" else terms.name_en
    return tuple(_province(words, terms, province))


def _province(words: Words, terms: ProvinceTerms, province: str) -> Iterator[str]:
    if terms.repairs_to_return is not None and terms.repair_days_to_return is not None:
        yield words(
            "{province}: after {n} repairs, or more than {days} days of repair in all, you may return or exchange it.",
            province=province, n=terms.repairs_to_return, days=terms.repair_days_to_return,
        )  # fmt: skip
    if terms.loaner_after_days is not None:
        yield words(
            "{province}: a repair takes more than {n} days? We lend you another one meanwhile.",
            province=province, n=terms.loaner_after_days,
        )  # fmt: skip
    if terms.return_after_repair_days is not None:
        yield words(
            "{province}: if a repair takes more than {n} days, you may return or exchange it.",
            province=province, n=terms.return_after_repair_days,
        )  # fmt: skip


def _fields(words: Words, given: AfterSalesCard) -> list[tuple[str, str]]:
    """What is said in a word: the goods, the sale and its dates."""
    dates = (
        (N_("Delivered on"), given.delivered_on), (N_("Installed on"), given.installed_on),
        (N_("Exchanged on"), given.exchanged_on),
    )  # fmt: skip
    return [
        (words("Serial number"), given.serial or _OPEN),
        (words("Article code"), given.code),
        (words("Network access mark"), given.details.network_mark or "—"),
        (words("Invoice or receipt"), given.receipt_number),
        (words("Bought on"), _day(given.bought_on)),
        *((words(label), _day(on)) for label, on in dates if on is not None),
        *([(words("Days in repair"), str(given.repair_days))] if given.repair_days else []),
    ]


def _long_fields(words: Words, given: AfterSalesCard) -> list[tuple[str, str]]:
    """What takes a line: what came with it and from where, seller, customer, repairer."""
    details = given.details
    return [
        (words("Accessories and their numbers"), details.accessories or _OPEN),
        (words("Origin"), details.origin or _OPEN),
        (words("Seller"), given.seller),
        (words("Address and postcode"), details.seller_address or _OPEN),
        (words("Phone"), given.seller_phone or _OPEN),
        (words("Customer"), given.customer or _OPEN),
        (words("Repairer"), details.repairer or _OPEN),
    ]


def _day(on: date) -> str:
    return on.isoformat()


def _until(words: Words, day: CardDay) -> str:
    return words("{day} or later", day=_day(day.last_on)) if day.provisional else _day(day.last_on)


def _slip(words: Words, given: AfterSalesCard) -> Iterator[Block]:
    yield from parts.head(words, given.store, words("After-sales card"), given.number, given.issued_at, given.clerk)
    yield Rule()
    yield Text(given.name, Size.LARGE, strong=True)
    yield from (Pair(label, value) for label, value in (*_fields(words, given), *_long_fields(words, given)))
    yield Rule()
    yield Text(words("What you can ask for, and until when"), Size.MEDIUM, strong=True)
    for day in given.days:
        yield Pair(day.what, _until(words, day), strong=True)
        yield Text(day.source, Size.SMALL)
    yield from _terms(words, given)
    yield Rule()
    yield Text(words("Repair record"), Size.MEDIUM, strong=True)
    for row in (*_record(given), ("",) * len(_RECORD)):
        yield from (Pair(words(label), value or _OPEN) for label, value in zip(_RECORD, row, strict=True))
    yield Signatures((words("Seller's stamp"), words("Customer's signature")))


def _sheet(words: Words, given: AfterSalesCard) -> Iterator[Block]:
    """Both sides of a card: what it is, whose, and until when; then the terms and the repair record."""
    yield PageHead(words("After-sales card"), right_detail=given.issued_at)
    name = (
        Text(given.store.name),
        Text(given.number, strong=True),
        Text(given.name, Size.LARGE, strong=True),
        Text(words("Scan at the desk: proves this card without a network."), Size.SMALL),
    )
    yield SideBySide((name, (QrBeside(given.payload),)))
    fields = _fields(words, given)
    for start in range(0, len(fields), 3):
        row = (fields[start : start + 3] + [("", "")] * 2)[:3]
        yield SideBySide(
            tuple((Text(label, Size.SMALL), Text(value, Size.NORMAL, strong=True)) for label, value in row)
        )
        yield Rule(dashed=False)
    yield from (Pair(label, value, strong=True) for label, value in _long_fields(words, given))
    yield Rule(dashed=False)
    yield Table(
        (Column(words("What you can ask for"), 36), Column(words("Until"), 30), Column(words("Source"), 34)),
        tuple((day.what, _until(words, day), day.source) for day in given.days),
    )
    yield from _terms(words, given)
    yield Heading(words("Repair record"), words("filled in by us"))
    rows = _record(given)
    yield Table(
        tuple(Column(words(label), share) for label, share in zip(_RECORD, (20, 30, 28, 26), strict=True)),
        rows + (("\n",) * len(_RECORD),) * max(1, _REPAIRS - len(rows)),
    )
    yield Signatures((words("Seller's stamp"), words("Customer's signature")))


def _record(given: AfterSalesCard) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (one.taken_in, _joined(one.fault, one.cause), one.done, _joined(one.handed_back, one.signed))
        for one in given.details.repairs
    )


def _joined(*texts: str) -> str:
    return " ".join(text for text in texts if text)


def _terms(words: Words, given: AfterSalesCard) -> Iterator[Block]:
    for line in given.province:
        yield Text(line, strong=True)
    if given.listed:
        yield Text(words(_EXCLUDED), Size.SMALL)
    yield Text(words("Days in repair are not counted in a warranty. An exchange gets a new card."), Size.SMALL)
    if given.supersedes:
        yield Text(words("Takes the place of card {number}.", number=given.supersedes), strong=True)
    if given.date_doubtful:
        told = words("Date doubtful: this computer's date was not confirmed. The receipt's own date counts.")
        yield Text(told, strong=True)


def _code(words: Words, given: AfterSalesCard) -> QrBeside:
    return QrBeside(
        given.payload,
        (
            Aside(words("Scan at the desk"), strong=True),
            Aside(words("Proves this card without a network")),
            Aside(words("Faults: ask us, or call 12315")),
        ),
    )
