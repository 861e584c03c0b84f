"""What the demo store's till sold: a file in the documented form; chance receipts, and a few always there."""

from __future__ import annotations

import csv
import random  # noqa: TID251 - seeded on purpose: the same seed gives the same receipts
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

_TENDERS = ("WECHAT", "WECHAT", "ALIPAY", "ALIPAY", "CARD", "CASH")
_SALES_A_DAY, _SALES_ON_SATURDAY = 9, 18
_WITH_SERIAL = ("PHONE", "COMPUTER", "AV_TV")
_DISCOUNT = "SPEND 300.00 SAVE 20.00"
_COLUMNS = (
    "receipt", "bought_at", "channel", "member", "customer_name", "customer_phone", "tenders", "order_promotions",
    "points_earned", "line", "code", "name", "category", "serial", "qty", "unit_price",
)  # fmt: skip

Rows = list[dict[str, object]]


class DemoTill:
    """Sells on each of ``days`` days before ``today``, and on today. ``sold`` are the chance receipts (day, number)."""

    def __init__(self, about: Mapping[str, Any], dice: random.Random, today: date, days: int) -> None:
        self._about, self._dice, self._today, self._days = about, dice, today, days
        self._goods = {one["code"]: one for one in about["goods"]}
        self.sold: list[tuple[date, str]] = []

    def write(self, file: Path) -> None:
        """The till's file, one row a line of a receipt."""
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.DictWriter(out, _COLUMNS)
            writer.writeheader()
            for rows in self._receipts():
                writer.writerows(rows)

    def busy(self, day: date, usual: int, saturday: int) -> int:
        """How many on this day: about ``usual``, at the weekend more."""
        low, high = (usual - 2, usual + 2) if day.weekday() < 5 else (saturday - 4, saturday)
        return self._dice.randint(low, high)

    def _receipts(self) -> Iterator[Rows]:
        for back in range(self._days, -1, -1):
            day = self._today - timedelta(days=back)
            for number in range(1, self.busy(day, _SALES_A_DAY, _SALES_ON_SATURDAY) + 1):
                yield self._by_chance(day, number)
        for told in self._about["receipts"]:
            yield self._as_told(told)

    def _by_chance(self, day: date, number: int) -> Rows:
        dice = self._dice
        receipt = f"RM01-{day:%m%d}-{number:04d}"
        at = datetime.combine(day, time(9 + dice.randint(0, 11), dice.randint(0, 59), dice.randint(0, 59)))
        if day == self._today:
            at = datetime.combine(day, time(9, min(59, number * 3)))
        goods = dice.sample(self._about["goods"], dice.choice([1, 1, 2, 2, 3, 4]))
        lines = [(item, dice.choice([1, 1, 1, 2]) if item["price_minor"] < 15000 else 1) for item in goods]
        total = sum(item["price_minor"] * qty for item, qty in lines)
        off = 2000 if total >= 30000 and dice.random() < 0.5 else 0
        known = dice.random() < 0.6
        head: dict[str, object] = {
            "receipt": receipt, "bought_at": at.isoformat(sep=" "), "channel": "STORE",
            "member": f"M{dice.randint(20000000, 20099999)}" if known else "",
            "customer_name": dice.choice(self._about["customers"]) if known else "",
            "customer_phone": f"1{dice.choice('3578')}{dice.randint(0, 999999999):09d}" if known else "",
            "tenders": f"{dice.choice(_TENDERS)}={_yuan(total - off)}",
            "order_promotions": _DISCOUNT if off else "", "points_earned": (total - off) // 100 if known else "",
        }  # fmt: skip
        self.sold.append((day, receipt))
        return self._rows(head, lines)

    def _as_told(self, told: Mapping[str, Any]) -> Rows:
        """A receipt of the description: always there, so that a lesson or a picture can name it."""
        day = self._today - timedelta(days=told["days_ago"])
        lines = [(self._goods[code], qty) for code, qty in told["lines"]]
        paid = sum(item["price_minor"] * qty for item, qty in lines) - told["off_minor"]
        head: dict[str, object] = {
            "receipt": told_number(told, self._today), "bought_at": f"{day.isoformat()} {told['at']}",
            "channel": "STORE", "member": told["member"], "customer_name": told["customer_name"],
            "customer_phone": told["customer_phone"], "tenders": f"{told['tender']}={_yuan(paid)}",
            "order_promotions": _DISCOUNT if told["off_minor"] else "", "points_earned": paid // 100,
        }  # fmt: skip
        return self._rows(head, lines)

    def _rows(self, head: dict[str, object], lines: list[tuple[Any, int]]) -> Rows:
        return [
            head | {
                "line": index, "code": item["code"], "name": item["name"], "category": item["category"], "qty": qty,
                "unit_price": _yuan(item["price_minor"]), "serial": self._serial(item["category"]),
            }
            for index, (item, qty) in enumerate(lines, start=1)
        ]  # fmt: skip

    def _serial(self, category: str) -> str:
        return f"SN{self._dice.randint(10**9, 10**10 - 1)}" if category in _WITH_SERIAL else ""


def told_number(told: Mapping[str, Any], today: date) -> str:
    """The number of a receipt that the description names, in a store whose today this is."""
    return f"RM01-{today - timedelta(days=told['days_ago']):%m%d}-{told['till']}"


def _yuan(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"
