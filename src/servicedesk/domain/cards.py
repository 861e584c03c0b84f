"""The after-sales card (售后卡; returns-policy 4.2): what it is about, and every day it promises.

The days are the windows of the decision table itself (``return_case``), asked for one by one: what a card says and what
the desk will decide cannot differ. Each comes with the code of the rule it rests on, whose words are policy data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from servicedesk.domain.calendar import WorkCalendar
from servicedesk.domain.policies import Overlay, Policy, Regime, Required
from servicedesk.domain.return_case import Case, Window
from servicedesk.domain.return_requests import Channel, Request

NAME_BYTES = 48
"""How much of an article's name, in UTF-8, a card's code has room for."""


class Period(StrEnum):
    """What can be asked for until the day of a line."""

    FAULT_RETURN = "FAULT_RETURN"  # a fault: return, exchange or repair
    FAULT_EXCHANGE = "FAULT_EXCHANGE"  # a fault: exchange or repair
    WHOLE_UNIT = "WHOLE_UNIT"
    MAIN_PARTS = "MAIN_PARTS"
    BATTERY = "BATTERY"
    HEADSET = "HEADSET"
    CHARGER = "CHARGER"
    BURDEN = "BURDEN"  # the store has to disprove the fault
    PROVINCE_CHOICE = "PROVINCE_CHOICE"
    PROVINCE_REPAIR = "PROVINCE_REPAIR"
    STORE_FAULT = "STORE_FAULT"
    LATE_CLAIM = "LATE_CLAIM"
    REMOTE_RETURN = "REMOTE_RETURN"
    PROMISED_RETURN = "PROMISED_RETURN"
    PROMISED_EXCHANGE = "PROMISED_EXCHANGE"


PROMISES = frozenset({Period.STORE_FAULT, Period.PROMISED_RETURN, Period.PROMISED_EXCHANGE})
"""What the store set itself: no statute stands behind the length of it."""


class CardFault(StrEnum):
    """Why a text is no card to rely on."""

    NOT_OURS = "NOT_OURS"  # no card's text at all
    ALTERED = "ALTERED"  # the signature does not fit what it says, or it cannot be read
    UNKNOWN_KEY = "UNKNOWN_KEY"  # signed by nobody we know
    OTHER_VERSION = "OTHER_VERSION"  # written by a later release
    TOO_LONG = "TOO_LONG"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardGoods:
    """What a card's days depend on. ``repair_days`` are those of the finished repairs in this warranty."""

    category: str
    bought_on: date
    delivered_on: date | None = None
    installed_on: date | None = None
    exchanged_on: date | None = None
    repair_days: int = 0
    repairs: int = 0
    channel: str = Channel.STORE.value
    clearance: bool = False
    near_expiry: bool = False
    disclosed_flaw: bool = False

    @property
    def start_on(self) -> date:
        """Where every period begins: installation, else delivery, else the sale."""
        return self.installed_on or self.delivered_on or self.bought_on


@dataclass(frozen=True, slots=True, kw_only=True)
class CardClaims:
    """What a card's code says, signed: enough to fill a form with no network and no sale at hand. No customer is in
    it. ``price_minor`` is what was paid for one piece; ``name`` may be cut (``short_name``)."""

    number: str
    issued_on: date
    store_id: str
    receipt_number: str
    line_no: int
    code: str
    name: str
    serial: str
    price_minor: int
    currency: str
    goods: CardGoods


@dataclass(frozen=True, slots=True)
class Deadline:
    """One dated line. ``nominal_on`` is the day before rolling over rest days, ``code`` the rule it rests on."""

    period: Period
    last_on: date
    nominal_on: date
    code: str
    provisional: bool = False
    """The calendar of that year is not published yet: the day can only become later."""


def deadlines(goods: CardGoods, policy: Policy, calendar: WorkCalendar, province: str = "") -> tuple[Deadline, ...]:
    """Every day the card promises, the customer's strongest right first. ``province`` is an overlay key or empty.

    BadInputError for a category the policy does not have."""
    case = Case(_request(goods, province), policy, calendar)
    periods = (*(_listed(case) if case.sanbao else _unlisted(case)), *_promised(case))
    return tuple(
        Deadline(period, window.last, window.nominal, code, window.provisional) for period, code, window in periods
    )


def _request(goods: CardGoods, province: str) -> Request:
    return Request(
        seen_on=max(goods.start_on, goods.exchanged_on or goods.start_on),
        bought_on=goods.bought_on,
        delivered_on=goods.delivered_on,
        installed_on=goods.installed_on,
        exchanged_on=goods.exchanged_on,
        channel=Channel(goods.channel),
        category=goods.category,
        province=province or None,
        repair_days=max(0, goods.repair_days),
        repairs=goods.repairs,
        clearance=goods.clearance,
        near_expiry=goods.near_expiry,
        disclosed_flaw=goods.disclosed_flaw,
    )


_Line = tuple[Period, str, Window]


def _listed(case: Case) -> Iterator[_Line]:
    """Goods of the 三包 lists."""
    yield Period.FAULT_RETURN, "S-3B-7", case.sanbao_return_window
    yield Period.FAULT_EXCHANGE, "S-3B-15", case.sanbao_exchange_window
    yield Period.WHOLE_UNIT, "S-3B-WARR", case.warranty
    if case.category.main_part_months is not None:
        yield Period.MAIN_PARTS, "S-3B-MAIN", case.main_warranty
    if case.category.accessory_parts:
        for period in (Period.BATTERY, Period.HEADSET, Period.CHARGER):
            months = case.policy.sanbao.accessory_months.get(period.value)
            if months is not None:
                yield period, "S-3B-ACC", case.warranty_of(months)
    yield from _burden(case)


def _unlisted(case: Case) -> Iterator[_Line]:
    """All other goods: consumer law article 24, the province, the store's own fault period, the civil code."""
    yield Period.FAULT_RETURN, "S-24-7", case.other_return_window
    choice_months, duty_months = case.overlay.fault_choice_months, case.overlay.repair_duty_months
    if choice_months is not None:
        yield Period.PROVINCE_CHOICE, "O-BJ-6", case.months_from_start(choice_months)
    fault_days = case.category.fault_days_after_7
    if fault_days is not None:
        last_on = case.start_on + timedelta(days=fault_days)
        yield Period.STORE_FAULT, "S-24-LATE", Window(last_on, last_on)
    if duty_months is not None and case.category.repairable:
        yield Period.PROVINCE_REPAIR, "O-SH-33", case.months_from_start(duty_months)
    yield from _burden(case)
    yield Period.LATE_CLAIM, "R-LATEQ", case.late_claim_window


def _burden(case: Case) -> Iterator[_Line]:
    if case.burden_window is not None:
        yield Period.BURDEN, "S-23-BOP", case.burden_window


def _promised(case: Case) -> Iterator[_Line]:
    """Without a fault: the remote right of law, or what the store promises over its counter."""
    category, remote = case.category, case.request.channel is Channel.REMOTE
    if category.quality_only or category.made_to_order:
        return
    if remote:
        if not category.hard_excluded_remote:
            yield Period.REMOTE_RETURN, "S-25", case.remote_window
        return
    put_to_use = category.not_once_installed and case.request.installed_on is not None
    if not (case.request.clearance or put_to_use or category.no_reason_condition is Required.NOTHING):
        if case.no_reason_days:
            yield Period.PROMISED_RETURN, "P-NR", case.no_reason_window
        if category.exchange_days:
            yield Period.PROMISED_EXCHANGE, "P-EXCH", case.exchange_window


@dataclass(frozen=True, slots=True)
class ProvinceTerms:
    """What a province's line says beside the dated ones; None where it has no such rule. ``code`` is its source."""

    name_zh: str
    name_en: str
    repairs_to_return: int | None
    repair_days_to_return: int | None
    loaner_after_days: int | None
    return_after_repair_days: int | None
    code: str


def province_terms(category: str, policy: Policy, province: str) -> ProvinceTerms | None:
    """The province's own line for these goods; None where it adds nothing to them but dates."""
    overlay = policy.overlays.get(province)
    if overlay is None:
        return None
    sanbao = policy.category(category).regime is Regime.SANBAO
    terms = ProvinceTerms(
        overlay.name_zh,
        overlay.name_en,
        overlay.repairs_to_return if sanbao else None,
        overlay.repair_days_to_return if sanbao else None,
        overlay.loaner_after_days if sanbao else None,
        policy.sanbao.repair_days_limit if overlay.return_after_repair_limit else None,
        _province_code(overlay),
    )
    return terms if any((terms.repairs_to_return, terms.loaner_after_days, terms.return_after_repair_days)) else None


def _province_code(overlay: Overlay) -> str:
    return "O-SD-27" if overlay.return_after_repair_limit else "O-ZJ-26"


def short_name(name: str) -> str:
    """As much of an article's name as the code has room for, never half a character."""
    return name.encode()[:NAME_BYTES].decode(errors="ignore")
