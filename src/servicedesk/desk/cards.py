"""After-sales cards at the desk: issued for a line of a receipt, checked when one comes back (returns-policy 4.2)."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum

from servicedesk.desk import card_paper, paper, return_slips
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.desk.return_forms import category_of, sold_on
from servicedesk.desk.returns import exchanged_on
from servicedesk.desk.written import written
from servicedesk.domain.cards import (
    CardClaims,
    CardFault,
    CardGoods,
    Deadline,
    deadlines,
    province_terms,
    short_name,
)
from servicedesk.domain.cards_facts import CardIssued
from servicedesk.domain.daylog_records import mask_phone
from servicedesk.domain.documents import Document, Paper
from servicedesk.domain.papers import NO_DETAILS, AfterSalesCard, CardDay, CardDetails, CardRepair
from servicedesk.domain.policies import Regime
from servicedesk.domain.sales import OTHER_CATEGORY, Sale, SaleLine
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.staff import Permission, Session
from servicedesk.records import card_keys
from servicedesk.records.queries import cards as card_rows
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries import sales
from servicedesk.records.work import Work
from servicedesk.wire import cards as card_codes
from servicedesk.wording import N_

TOPICS = frozenset({"slips", "cards"})

_NO_LINE = N_("This receipt or its line {line} is not on this counter. Nothing was saved. Scan the receipt again.")
_CAME_BACK = N_("Every piece of this line came back already. No card was issued. Check the receipt's history.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardForm:
    """A card as it is wanted. ``serial`` of the piece in the customer's hands ("" for the one that was sold);
    ``repair_days`` and ``repairs`` are those of all finished repairs in this warranty, ``because`` the number of the
    exchange or repair that makes a new card necessary."""

    sale_id: int
    line_no: int
    serial: str = ""
    repair_days: int = 0
    repairs: int = 0
    because: str = ""
    paper: Paper = Paper.SLIP_80MM
    details: CardDetails = NO_DETAILS


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """A card that is on disk and in line for the printer; ``payload`` is the text of its code."""

    number: str
    payload: str
    deadlines: tuple[Deadline, ...]
    slip_id: str


class Standing(StrEnum):
    """What a genuine card is worth: ELSEWHERE was issued by another counter of the store, and whether another one took
    its place is not known here."""

    CURRENT = "CURRENT"
    SUPERSEDED = "SUPERSEDED"
    ELSEWHERE = "ELSEWHERE"


@dataclass(frozen=True, slots=True)
class CardSeen:
    """A genuine card. ``after`` is the number of the card, return or void that came after it, ``sale_id`` where it was
    sold as far as this counter knows; ``deadlines`` are counted afresh by this counter's rules."""

    claims: CardClaims
    standing: Standing
    after: str
    sale_id: int | None
    deadlines: tuple[Deadline, ...]


def issue(desk: Desk, who: Session, form: CardForm) -> Done[IssuedCard] | Refused:
    """Issue a card and queue its paper: one act. A card of the same line before it is superseded.

    Raises CardTooLongError when its numbers leave no room for a code."""
    refused = desk.refuse_unless(who, Permission.CARD_ISSUE)
    if refused:
        return refused
    with desk.work(who) as work:
        issued = issue_in(desk, who, work, form)
    return issued if isinstance(issued, Refused) else Done(issued, TOPICS)


def issue_in(desk: Desk, who: Session, work: Work, form: CardForm) -> IssuedCard | Refused:
    """The same inside another action (an exchange handed over, a repair picked up), which asked who may do it."""
    kept = _as_kept(form)
    if isinstance(kept, Refused):
        return kept
    sale = sales.sale_of(work.connection, kept.sale_id)
    line = sale.line(kept.line_no) if sale is not None else None
    if sale is None or line is None:
        return Refused("NO_LINE", Sentence(_NO_LINE, {"line": kept.line_no}))
    if line.left_qty <= 0:
        return Refused("CAME_BACK", Sentence(_CAME_BACK))
    goods = _goods(desk, work, sale, line, kept)
    claims = CardClaims(
        number=work.number("CD"),
        issued_on=desk.today(),
        store_id=sale.store_id,
        receipt_number=sale.receipt_number,
        line_no=line.line_no,
        code=line.code,
        name=short_name(line.name),
        serial=kept.serial or line.serial or "",
        price_minor=line.paid_minor // line.qty,
        currency=sale.currency,
        goods=goods,
    )
    seed = card_keys.seed(work.connection)
    payload = card_codes.sign(claims, seed)
    days = deadlines(goods, desk.policy, desk.calendar, desk.profile.province)
    fact = _fact(desk, work, sale, line, kept, claims, days, payload, seed)
    work.record(fact)
    slip_id = paper.queue(work, _document(desk, who, sale, line, kept, fact, days, payload), _printer_of(kept.paper))
    return IssuedCard(fact.number, payload, days, slip_id)


def _printer_of(wanted: Paper) -> str:
    return paper.SLIP_PRINTER if wanted is Paper.SLIP_80MM else paper.PAGE_PRINTER


def _as_kept(form: CardForm) -> CardForm | Refused:
    """Every text somebody typed, cleaned; the refusal when one of them holds a payment card's number."""
    names = [field.name for field in fields(CardDetails) if field.name != "repairs"]
    record = [field.name for field in fields(CardRepair)]
    typed = [form.serial, *(getattr(form.details, name) for name in names)]
    typed += [getattr(one, name) for one in form.details.repairs for name in record]
    texts = written(*typed)
    if isinstance(texts, Refused):
        return texts
    rest = iter(texts)
    serial, plain = next(rest), {name: next(rest) for name in names}
    repairs = tuple(CardRepair(*(next(rest) for _ in record)) for _ in form.details.repairs)
    return replace(form, serial=serial, details=CardDetails(**plain, repairs=repairs))


def _goods(desk: Desk, work: Work, sale: Sale, line: SaleLine, form: CardForm) -> CardGoods:
    earlier = tuple(return_rows.of_receipt(work.connection, sale.receipt_number))
    return CardGoods(
        category=category_of(line, desk.policy),
        bought_on=sold_on(desk, sale),
        delivered_on=line.delivered_on,
        installed_on=line.installed_on,
        exchanged_on=exchanged_on(sale, earlier).get(line.line_no),
        repair_days=form.repair_days,
        repairs=form.repairs,
        channel=sale.channel,
        clearance=line.clearance,
        near_expiry=line.near_expiry,
        disclosed_flaw=line.disclosed_flaw,
    )


def _fact(
    desk: Desk,
    work: Work,
    sale: Sale,
    line: SaleLine,
    form: CardForm,
    claims: CardClaims,
    days: tuple[Deadline, ...],
    payload: str,
    seed: bytes,
) -> CardIssued:
    goods = claims.goods
    before = card_rows.of_line(work.connection, sale.sale_id, line.line_no)
    return CardIssued(
        number=claims.number,
        store_id=sale.store_id,
        receipt_number=sale.receipt_number,
        sale_id=sale.sale_id,
        line_no=line.line_no,
        code=line.code,
        name=line.name,
        category=goods.category,
        serial=claims.serial,
        bought_on=goods.bought_on,
        delivered_on=goods.delivered_on,
        installed_on=goods.installed_on,
        exchanged_on=goods.exchanged_on,
        repair_days=goods.repair_days,
        repairs=goods.repairs,
        deadlines=tuple((day.period.value, day.last_on.isoformat(), day.code) for day in days),
        policy_version=desk.policy.version,
        key_id=card_codes.key_id_of(card_codes.public_of(seed)),
        payload_digest=card_codes.digest_of(payload),
        supersedes=next((row.number for row in before if not row.superseded_by), ""),
        because=form.because,
        date_doubtful=desk.date_doubtful,
    )


def _document(
    desk: Desk,
    who: Session,
    sale: Sale,
    line: SaleLine,
    form: CardForm,
    fact: CardIssued,
    days: tuple[Deadline, ...],
    payload: str,
) -> Document:
    words, profile = desk.words, desk.profile
    goods_terms = province_terms(fact.category, desk.policy, profile.province)
    given = AfterSalesCard(
        store=return_slips.letterhead(desk),
        seller=profile.legal_entity or profile.store_name,
        seller_phone=profile.phone,
        number=fact.number,
        issued_at=return_slips.local_words(desk, desk.now()),
        clerk=return_slips.clerk_words(words, who),
        name=line.name,
        code=line.code,
        serial=fact.serial,
        receipt_number=sale.receipt_number,
        bought_on=fact.bought_on,
        delivered_on=fact.delivered_on,
        installed_on=fact.installed_on,
        exchanged_on=fact.exchanged_on,
        customer=" ".join(part for part in (sale.customer_name, mask_phone(sale.customer_phone or "")) if part),
        days=tuple(_day(desk, fact.category, day) for day in days),
        payload=payload,
        details=form.details,
        repair_days=fact.repair_days,
        province=card_paper.province_lines(words, goods_terms),
        listed=desk.policy.category(fact.category).regime is Regime.SANBAO,
        supersedes=fact.supersedes,
        date_doubtful=fact.date_doubtful,
    )  # fmt: skip
    return card_paper.card(words, given, form.paper)


def _day(desk: Desk, category: str, day: Deadline) -> CardDay:
    what = card_paper.what(desk.words, day.period, desk.policy.category(category).no_reason_condition)
    return CardDay(what, day.last_on, _source(desk, day.code), day.provisional)


def _source(desk: Desk, code: str) -> str:
    """The rule a period rests on, in the paper's language."""
    row = desk.policy.codes[code]
    return row.basis_zh if desk.words.language == "zh_CN" else row.basis_en


def check(desk: Desk, text: str) -> CardSeen | CardFault:
    """What a scanned card is worth here. Changes nothing, and no network is asked."""
    with desk.database.reading() as connection:
        claims = card_codes.read(text, card_keys.public_keys(connection))
        if isinstance(claims, CardFault):
            return claims
        row = card_rows.by_number(connection, claims.number)
        sale = sales.find_sale(connection, claims.receipt_number, claims.store_id)
    if row is not None and row.payload_digest != card_codes.digest_of(text):
        return CardFault.ALTERED  # signed with our key, but not what the card of this number said
    standing = Standing.ELSEWHERE if row is None else Standing.CURRENT if row.stands else Standing.SUPERSEDED
    after = (row.superseded_by or row.ended_by) if row is not None else ""
    goods = claims.goods
    if goods.category not in desk.policy.categories:
        goods = replace(goods, category=OTHER_CATEGORY)
    days = deadlines(goods, desk.policy, desk.calendar, desk.profile.province)
    return CardSeen(claims, standing, after, sale.sale_id if sale is not None else None, days)
