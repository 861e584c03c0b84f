"""What the demo is told with: goods, names, talk, cases, and the rhythm of its days. Nobody in it is real."""

from __future__ import annotations

import random
import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from servicedesk.commands import demo_rhythm as rhythm
from servicedesk.commands.demo_rhythm import Stage
from servicedesk.commands.demo_store import description
from servicedesk.commands.demo_till import DemoTill
from servicedesk.domain.staff import is_trivial_pin
from servicedesk.domain.visits import Purpose
from servicedesk.wire.policies import default_policy

SATURDAY, WEDNESDAY = date(2026, 11, 21), date(2026, 11, 25)
NOBODYS_PHONE = re.compile(r"1[3578]\d0000\d{4}")


def check_digit(code: str) -> int:
    odd, even = (sum(map(int, code[start:12:2])) for start in (0, 1))
    return -(odd + 3 * even) % 10


def sentences(told: Any) -> list[str]:
    if isinstance(told, str):
        return [told]
    parts = told.values() if isinstance(told, dict) else told
    return [text for part in parts for text in sentences(part)]


@pytest.fixture(scope="module")
def till() -> DemoTill:
    return DemoTill(description(), random.Random(3), date(2026, 11, 22), 90)


# --- goods, names, talk ----------------------------------------------------------------------------------------------
def test_the_goods_have_codes_that_scan_and_fill_every_row_of_the_policy() -> None:
    goods = description()["goods"]
    codes = [one["code"] for one in goods]
    assert len(goods) >= 120
    assert len(set(codes)) == len({one["name"] for one in goods}) == len(goods)
    assert [code for code in codes if int(code[12]) != check_digit(code) or not code.startswith("6901234")] == []
    assert {one["category"] for one in goods} == set(default_policy().categories)
    assert min(one["price_minor"] for one in goods) > 0


def test_people_say_enough_for_every_purpose() -> None:
    about = description()
    said = sentences([about["notes"], about["notes_when"], about["closing"], about["reasons"], about["needs"]])
    assert len(set(said)) >= 150
    assert {Purpose(purpose) for purpose, notes in about["notes"].items() if len(notes) >= 4} == set(Purpose)


def test_the_cases_name_goods_and_cases_that_there_are() -> None:
    about = description()
    names = {one["name"] for one in about["goods"]}
    told = [*(case["goods"] for case in about["cases"]), *(need["shown"] for need in about["needs"])]
    assert [name for these in told for name in these if name not in names] == []
    back = {case["case"]: case["back"] for case in about["cases"]}
    assert len(back) == len(about["cases"])
    assert [case for case in about["cases"] if "again" in case and back[case["again"]] <= case["back"]] == []


def test_nobody_in_the_demo_is_real(till: DemoTill) -> None:
    about = description()
    names = {family + given for family in about["names"]["surnames"] for given in about["names"]["given"]}
    people = {
        (row["customer_name"], row["customer_phone"]) for one in till.sold for row in one.rows if row.get("member")
    }
    assert len(people) > 500
    assert {name for name, _ in people} <= names
    assert {phone for _, phone in people if not NOBODYS_PHONE.fullmatch(str(phone))} == set()
    assert re.fullmatch(r"0\d\d-0000 \d{4}", about["phone"])
    assert any(ord(letter) > 0xFFFF for name, _ in people for letter in str(name)), "rare characters are printed too"


def test_the_pins_of_the_demo_are_pins_somebody_could_have() -> None:
    people = description()["staff"]
    assert [one["name"] for one in people if is_trivial_pin(one["pin"], one["number"])] == []


def test_the_tills_sell_what_the_season_asks_for(till: DemoTill) -> None:
    sold: dict[str, set[int]] = {"moon": set(), "cold": set(), "hot": set()}
    seasons = {one["code"]: one["season"] for one in description()["goods"]}
    for one in till.by_chance:
        for row in one.rows:
            sold.setdefault(seasons[str(row["code"])], set()).add(one.at.month)
    assert sold["moon"] <= {9, 10}
    assert sold["cold"] >= {10, 11}
    assert 11 not in sold["hot"]


# --- the rhythm ------------------------------------------------------------------------------------------------------
def coming(day: date, start: int, end: int, crowd: float | None = None) -> float:
    """How many come between two hours, on an average of fifty such days."""
    expected = rhythm.weather(1, day, 1).crowd if crowd is None else crowd
    drawn = [at for seed in range(50) for at in rhythm.arrivals(random.Random(seed), day, expected)]
    return sum(start <= at.hour < end for at in drawn) / 50


def test_on_saturday_afternoon_three_times_as_many_come() -> None:
    assert coming(SATURDAY, 14, 18) >= 3 * coming(WEDNESDAY, 14, 18) > 0


def test_people_come_while_the_doors_are_open_and_in_order() -> None:
    for back in range(30):
        day = SATURDAY - timedelta(days=back)
        times = rhythm.arrivals(random.Random(back), day, 40)
        assert times == sorted(times)
        assert datetime.combine(day, rhythm.OPENS) <= times[0]
        assert times[-1] < datetime.combine(day, rhythm.CLOSES)


def test_fewer_come_when_it_rains_and_more_after_double_eleven() -> None:
    days = [rhythm.weather(seed, WEDNESDAY, 1) for seed in range(60)]
    wet = {one.crowd for one in days if "rain" in one.seasons}
    dry = {one.crowd for one in days if "rain" not in one.seasons}
    assert max(wet) < min(dry)
    after = rhythm.weather(1, date(2026, 11, 12), 1)
    assert after.crowd > max(dry) or "rain" in after.seasons
    assert rhythm.weather(1, WEDNESDAY, 1) == rhythm.weather(1, WEDNESDAY, 1)


@pytest.mark.parametrize("hour", range(24))
def test_whatever_the_hour_nothing_of_the_day_lies_in_the_future(hour: int) -> None:
    for minute in range(60):
        now = datetime.combine(SATURDAY, time(hour, minute, 31))
        for day in (SATURDAY - timedelta(days=1), SATURDAY):
            span = rhythm.span_of(day, now)
            if span.stage is Stage.BEFORE:
                assert now <= span.opens_at
                continue
            assert span.until <= now
            assert span.last_arrival + rhythm.LONGEST_VISIT <= span.until
            assert span.last_arrival <= span.closes_at
        assert rhythm.span_of(SATURDAY - timedelta(days=1), now).stage is Stage.OVER
