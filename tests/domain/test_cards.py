"""The days on an after-sales card: never before the law's, and always what the decision table would decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.domain.cards import PROVINCES, card_goods
from tests.domain.return_cases import CALENDAR, POLICY

from servicedesk.domain.calendar import add_months
from servicedesk.domain.cards import (
    NAME_BYTES,
    PROMISES,
    CardGoods,
    Deadline,
    Period,
    deadlines,
    province_terms,
    short_name,
)
from servicedesk.domain.policies import Regime
from servicedesk.domain.return_requests import Channel, Condition, Defect, Part, Reason, Request
from servicedesk.domain.returns import Decision, decide

provinces = st.sampled_from(PROVINCES)
_FAULT = {"reason": Reason.QUALITY, "defect": Defect.VERIFIED}
_NO_REASON = {"reason": Reason.NO_REASON, "condition": Condition.SEALED}
_ASKED: dict[Period, tuple[dict[str, object], set[str]]] = {
    Period.FAULT_RETURN: (_FAULT, {"S-3B-7", "S-24-7"}),
    Period.FAULT_EXCHANGE: (_FAULT, {"S-3B-15"}),
    Period.WHOLE_UNIT: (_FAULT, {"S-3B-WARR"}),
    Period.MAIN_PARTS: ({**_FAULT, "part": Part.MAIN}, {"S-3B-MAIN", "S-3B-WARR"}),
    Period.BATTERY: ({**_FAULT, "part": Part.BATTERY}, {"S-3B-ACC"}),
    Period.HEADSET: ({**_FAULT, "part": Part.HEADSET}, {"S-3B-ACC"}),
    Period.CHARGER: ({**_FAULT, "part": Part.CHARGER}, {"S-3B-ACC"}),
    Period.BURDEN: ({"reason": Reason.QUALITY, "defect": Defect.INCONCLUSIVE}, {"S-23-BOP"}),
    Period.PROVINCE_CHOICE: (_FAULT, {"O-BJ-6"}),
    Period.PROVINCE_REPAIR: (_FAULT, {"O-SH-33"}),
    Period.STORE_FAULT: (_FAULT, {"S-24-LATE"}),
    Period.LATE_CLAIM: (_FAULT, {"V-LATEQ"}),
    Period.REMOTE_RETURN: (_NO_REASON, {"S-25"}),
    Period.PROMISED_RETURN: (_NO_REASON, {"P-NR"}),
    Period.PROMISED_EXCHANGE: (_NO_REASON, {"P-EXCH", "P-NR"}),
}


def days_of(goods: CardGoods, province: str = "") -> dict[Period, Deadline]:
    lines = deadlines(goods, POLICY, CALENDAR, province)
    assert len({line.period for line in lines}) == len(lines)
    return {line.period: line for line in lines}


def law(goods: CardGoods) -> dict[Period, date]:
    """The law's own last days, counted here once more and without rest days."""
    start, since, stay = goods.start_on, goods.exchanged_on or goods.start_on, timedelta(days=goods.repair_days)
    main = {"COMPUTER": 24, "PHONE": 12}.get(goods.category, 36)
    return {
        Period.FAULT_RETURN: start + timedelta(days=7),
        Period.FAULT_EXCHANGE: since + timedelta(days=15),
        Period.WHOLE_UNIT: add_months(since, 12) + stay,
        Period.MAIN_PARTS: add_months(since, main) + stay,
        Period.BATTERY: add_months(since, 6) + stay,
        Period.HEADSET: add_months(since, 3) + stay,
        Period.CHARGER: add_months(since, 12) + stay,
        Period.BURDEN: add_months(start, 6) + stay,
        Period.PROVINCE_CHOICE: add_months(start, 6) + stay,
        Period.PROVINCE_REPAIR: add_months(start, 6) + stay,
        Period.LATE_CLAIM: add_months(start, 24) + stay,
        Period.REMOTE_RETURN: start + timedelta(days=7),
    }


@given(card_goods(), provinces)
def test_no_day_is_before_the_laws_and_none_of_the_laws_is_left_out(goods: CardGoods, province: str) -> None:
    days, floor = days_of(goods, province), law(goods)
    for period, line in days.items():
        assert line.last_on >= line.nominal_on >= floor.get(period, date.min)
        assert CALENDAR.is_working_day(line.last_on) or period in PROMISES
    category = POLICY.category(goods.category)
    listed = (
        {Period.WHOLE_UNIT, Period.MAIN_PARTS, Period.FAULT_EXCHANGE} if category.regime is Regime.SANBAO else set()
    )
    assert {Period.FAULT_RETURN} | listed <= days.keys()


@given(card_goods(), provinces, st.integers(1, 200))
def test_days_in_repair_make_no_period_shorter_and_a_warranty_longer(
    goods: CardGoods, province: str, more: int
) -> None:
    before, after = (days_of(one, province) for one in (goods, replace(goods, repair_days=goods.repair_days + more)))
    assert before.keys() == after.keys()
    assert all(after[period].last_on >= line.last_on for period, line in before.items())
    for period in before.keys() & {Period.WHOLE_UNIT, Period.MAIN_PARTS}:
        assert after[period].nominal_on == before[period].nominal_on + timedelta(days=more)


@given(card_goods(exchanged_on=None), provinces, st.integers(0, 700))
def test_an_exchange_begins_the_warranties_anew_and_takes_nothing_away(
    goods: CardGoods, province: str, later: int
) -> None:
    exchanged_on = goods.start_on + timedelta(days=later)
    before, after = (days_of(one, province) for one in (goods, replace(goods, exchanged_on=exchanged_on)))
    assert all(after[period].last_on >= line.last_on for period, line in before.items())
    if Period.WHOLE_UNIT in after:
        new = days_of(replace(goods, bought_on=exchanged_on, delivered_on=None, installed_on=None), province)
        for period in (Period.WHOLE_UNIT, Period.MAIN_PARTS, Period.FAULT_EXCHANGE):
            assert after[period] == new[period]


def decided(goods: CardGoods, province: str, period: Period, asked_on: date) -> Decision:
    said, _ = _ASKED[period]
    request = Request(
        seen_on=asked_on,
        bought_on=goods.bought_on,
        delivered_on=goods.delivered_on,
        installed_on=goods.installed_on,
        exchanged_on=goods.exchanged_on,
        repair_days=goods.repair_days,
        repairs=0,
        category=goods.category,
        channel=Channel(goods.channel),
        province=province or None,
        clearance=goods.clearance,
        near_expiry=goods.near_expiry,
        disclosed_flaw=goods.disclosed_flaw,
        **said,  # type: ignore[arg-type] # fields of a request
    )
    return decide(request, POLICY, CALENDAR)


INSTALLED = CardGoods(category="APPL_LARGE", bought_on=date(2026, 3, 2), installed_on=date(2026, 3, 4))


@given(card_goods(repairs=0), provinces)
@example(INSTALLED, "")
def test_the_desk_decides_what_the_card_says(goods: CardGoods, province: str) -> None:
    """On the last day the right is there (or a stronger one before it in the table), the next day it is not."""
    for period, line in days_of(goods, province).items():
        _, codes = _ASKED[period]
        if line.last_on < (goods.exchanged_on or goods.start_on):
            continue  # over before the exchange: no request can be made on that day any more
        last, after = (decided(goods, province, period, line.last_on + timedelta(days=n)) for n in (0, 1))
        assert last.code.startswith(("S-", "O-", "P-")) or last.code in codes
        if last.code in codes and last.last_on == line.last_on:
            assert not (after.code in codes and after.last_on == line.last_on)
        assert not (after.code in codes and after.last_on is not None and after.last_on <= line.last_on)


def test_a_television_from_delivery_in_numbers() -> None:
    """Bought on 2026-01-30, delivered on 2026-02-01: day 7 is a Sunday before the holiday, day 15 in the holiday."""
    days = days_of(CardGoods(category="AV_TV", bought_on=date(2026, 1, 30), delivered_on=date(2026, 2, 1)))
    assert {period.value: line.last_on.isoformat() for period, line in days.items()} == {
        "FAULT_RETURN": "2026-02-09",
        "FAULT_EXCHANGE": "2026-02-24",
        "WHOLE_UNIT": "2027-02-01",
        "MAIN_PARTS": "2029-02-01",
        "BURDEN": "2026-08-03",
        "PROMISED_RETURN": "2026-02-08",
        "PROMISED_EXCHANGE": "2026-02-08",
    }
    assert days[Period.MAIN_PARTS].provisional
    assert not days[Period.FAULT_EXCHANGE].provisional


def test_no_promise_is_printed_for_what_ends_with_the_installation_or_was_on_clearance() -> None:
    assert Period.PROMISED_RETURN in days_of(replace(INSTALLED, installed_on=None))
    for goods in (INSTALLED, replace(INSTALLED, installed_on=None, clearance=True)):
        assert not days_of(goods).keys() & {Period.PROMISED_RETURN, Period.PROMISED_EXCHANGE}


@pytest.mark.parametrize(
    ("province", "category", "figures"),
    [
        ("ZJ", "AV_TV", (2, 35, 5, None)),
        ("ZJ", "SHOES", None),
        ("SD", "SHOES", (None, None, None, 30)),
        ("BJ", "AV_TV", None),
        ("", "AV_TV", None),
    ],
)
def test_the_provinces_line(province: str, category: str, figures: tuple[int | None, ...] | None) -> None:
    terms = province_terms(category, POLICY, province)
    told = terms and (
        terms.repairs_to_return, terms.repair_days_to_return, terms.loaner_after_days, terms.return_after_repair_days
    )  # fmt: skip
    assert told == figures


@given(st.text())
def test_a_name_is_cut_between_characters(name: str) -> None:
    cut = short_name(name)
    assert name.startswith(cut)
    assert len(cut.encode()) <= NAME_BYTES
    assert cut == name or len(cut.encode()) > NAME_BYTES - 4
