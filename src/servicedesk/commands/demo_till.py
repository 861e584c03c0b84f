"""What the demo store's tills sold, and the files in which they hand it over: the documented form, day by day."""

from __future__ import annotations

import csv
import random  # noqa: TID251 - seeded on purpose: the same seed gives the same receipts
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from servicedesk.commands import demo_rhythm as rhythm

_TENDERS = ("WECHAT", "WECHAT", "WECHAT", "ALIPAY", "ALIPAY", "CARD", "CASH", "GIFTCARD")
_SALES_A_DAY, _SALES_ON_SATURDAY, _SALES_ON_SUNDAY = 9, 18, 14
_WITH_SERIAL = ("PHONE", "COMPUTER", "AV_TV", "APPL_LARGE")
_DISCOUNT, _WAVE_DISCOUNT = (2000, "SPEND 300.00 SAVE 20.00"), (5000, "SPEND 300.00 SAVE 50.00")
_FIRST_CASE = 500
_COLUMNS = (
    "receipt", "bought_at", "channel", "legal_entity", "member", "customer_name", "customer_phone", "tenders",
    "order_promotions", "points_earned", "line", "code", "name", "category", "serial", "qty", "unit_price",
    "installed_on", "clearance", "disclosed_flaw",
)  # fmt: skip

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Sold:
    """One receipt: its rows as the till writes them, by the store's own clock."""

    number: str
    at: datetime
    rows: tuple[Row, ...]


class DemoTill:
    """Two tills sell on each of ``days`` days before ``today``, and on today.

    ``sold`` are all receipts in the order of their time; ``by_chance`` those that nothing else names."""

    def __init__(self, about: Mapping[str, Any], dice: random.Random, today: date, days: int) -> None:
        self._about, self._dice, self._today, self._days = about, dice, today, days
        self._goods = {one["name"]: one for one in about["goods"]}
        self._codes = {one["code"]: one for one in about["goods"]}
        self.by_chance: list[Sold] = []
        named = [self._as_told(told) for told in about["receipts"]]
        cases = [self._of_case(place, case) for place, case in enumerate(about["cases"]) if self._happens(case)]
        for back in range(days, -1, -1):
            self.by_chance += self._day_by_chance(today - timedelta(days=back))
        self.sold = sorted([*named, *cases, *self.by_chance], key=lambda one: (one.at, one.number))

    def write(self, file: Path, after: datetime, until: datetime) -> int:
        """A till's file of what was sold after ``after`` and up to ``until``; answers how many receipts it holds."""
        chosen = [one for one in self.sold if after < one.at <= until]
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.DictWriter(out, _COLUMNS, restval="")
            writer.writeheader()
            for receipt in chosen:
                writer.writerows(receipt.rows)
        return len(chosen)

    def sold_on(self, day: date) -> list[str]:
        """The numbers of the chance receipts of a day."""
        return [one.number for one in self.by_chance if one.at.date() == day]

    def _happens(self, case: Mapping[str, Any]) -> bool:
        return "again" not in case and int(case["back"]) <= self._days

    # --- by chance ---------------------------------------------------------------------------------------------------
    def _day_by_chance(self, day: date) -> Iterator[Sold]:
        many = {5: _SALES_ON_SATURDAY, 6: _SALES_ON_SUNDAY}.get(day.weekday(), _SALES_A_DAY)
        if rhythm.on_sale(day):
            many = many * 3 // 2
        times = rhythm.arrivals(self._dice, day, many)
        for place, at in enumerate(times):
            till, number = place % 2 + 1, place // 2 + 1
            yield self._by_chance(f"RM0{till}-{day:%m%d}-{number:04d}", at.replace(microsecond=0))

    def _by_chance(self, receipt: str, at: datetime) -> Sold:
        dice = self._dice
        goods = self._sampled(rhythm.weather(0, at.date(), 0).seasons, dice.choice([1, 1, 2, 2, 3, 4]))
        lines = [(item, dice.choice([1, 1, 1, 2]) if item["price_minor"] < 15000 else 1) for item in goods]
        off, promotion = self._discount(lines, at.date())
        paid = sum(item["price_minor"] * qty for item, qty in lines) - off
        head = self._customer() if dice.random() < 0.6 else {}
        head |= {"tenders": self._tenders(paid), "order_promotions": promotion}
        head["points_earned"] = paid // 100 if head.get("member") else ""
        return self._receipt(receipt, at, head, lines)

    def _sampled(self, seasons: frozenset[str], many: int) -> list[dict[str, Any]]:
        """Some goods, none twice: those of the season thrice as often, those of another not at all."""
        goods = [one for one in self._about["goods"] if not one["season"] or one["season"] in seasons]
        weights = [3 if one["season"] else 1 for one in goods]
        chosen = {one["code"]: one for one in self._dice.choices(goods, weights, k=many)}
        return list(chosen.values())

    def _discount(self, lines: list[tuple[dict[str, Any], int]], day: date) -> tuple[int, str]:
        total = sum(item["price_minor"] * qty for item, qty in lines)
        if total < 30000 or self._dice.random() < 0.5:
            return 0, ""
        return _WAVE_DISCOUNT if rhythm.on_sale(day) else _DISCOUNT

    def _tenders(self, paid_minor: int) -> str:
        if paid_minor >= 20000 and self._dice.random() < 0.1:  # a gift card first, the rest by telephone
            return f"GIFTCARD=100.00;WECHAT={_yuan(paid_minor - 10000)}"
        return f"{self._dice.choice(_TENDERS)}={_yuan(paid_minor)}"

    def _customer(self) -> Row:
        """Nobody real: names are put together by chance, and no number range begins 1xx 0000."""
        dice, names = self._dice, self._about["names"]
        return {
            "member": f"M{dice.randint(20000000, 20099999)}",
            "customer_name": dice.choice(names["surnames"]) + dice.choice(names["given"]),
            "customer_phone": invented_phone(dice),
        }

    # --- told --------------------------------------------------------------------------------------------------------
    def _as_told(self, told: Mapping[str, Any]) -> Sold:
        """A receipt of the description: always there, so that a lesson or a picture can name it."""
        day = self._today - timedelta(days=told["days_ago"])
        lines = [(self._codes[code], qty) for code, qty in told["lines"]]
        paid = sum(item["price_minor"] * qty for item, qty in lines) - told["off_minor"]
        head: Row = {
            "member": told["member"], "customer_name": told["customer_name"],
            "customer_phone": told["customer_phone"], "tenders": f"{told['tender']}={_yuan(paid)}",
            "order_promotions": _DISCOUNT[1] if told["off_minor"] else "", "points_earned": paid // 100,
        }  # fmt: skip
        at = datetime.combine(day, time.fromisoformat(told["at"]))
        return self._receipt(told_number(told, self._today), at, head, lines)

    def _of_case(self, place: int, case: Mapping[str, Any]) -> Sold:
        """What somebody bought who comes back with it (resources/demo/cases.json)."""
        day = self._today - timedelta(days=case["back"] + case["ago"])
        lines = [(self._goods[name], 1) for name in case["goods"]]
        paid = sum(item["price_minor"] for item, _ in lines)
        head = self._customer() | {"tenders": f"{case['tender']}={_yuan(paid)}", "points_earned": paid // 100}
        head |= {"channel": case.get("channel", "STORE"), "legal_entity": case.get("entity", "")}
        more = {name: case[name] for name in ("clearance", "disclosed_flaw") if name in case}
        if "days_to_install" in case:
            more["installed_on"] = (day + timedelta(days=case["days_to_install"])).isoformat()
        came = datetime.combine(day, time.fromisoformat(case["at"]))
        at = came - timedelta(hours=2) if case["ago"] == 0 else came + timedelta(minutes=self._dice.randint(1, 90))
        return self._receipt(case_number(place, day), at, head, lines, more)

    def _receipt(
        self, number: str, at: datetime, head: Row, lines: list[tuple[dict[str, Any], int]], more: Row | None = None
    ) -> Sold:
        shared: Row = {"channel": "STORE"} | head | {"receipt": number, "bought_at": at.isoformat(sep=" ")}
        rows = [
            shared | {
                "line": index, "code": item["code"], "name": item["name"], "category": item["category"], "qty": qty,
                "unit_price": _yuan(item["price_minor"]), "serial": self._serial(item["category"]),
            } | (more or {})
            for index, (item, qty) in enumerate(lines, start=1)
        ]  # fmt: skip
        return Sold(number, at, tuple(rows))

    def _serial(self, category: str) -> str:
        return f"SN{self._dice.randint(10**9, 10**10 - 1)}" if category in _WITH_SERIAL else ""


def invented_phone(dice: random.Random) -> str:
    """A number that nobody has: ``1xx0000`` and four digits."""
    return f"1{dice.choice('3578')}{dice.randint(0, 9)}0000{dice.randint(0, 9999):04d}"


def told_number(told: Mapping[str, Any], today: date) -> str:
    """The number of a receipt that the description names, in a store whose today this is."""
    return f"RM01-{today - timedelta(days=told['days_ago']):%m%d}-{told['till']}"


def case_number(place: int, bought_on: date) -> str:
    """The number of the receipt of the ``place``-th case; no chance receipt reaches so far."""
    return f"RM02-{bought_on:%m%d}-{_FIRST_CASE + place:04d}"


def _yuan(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"
