"""Slips and notes as a counter has them after years: seeded, written raw, for folding a million takes long enough."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from tests.builders import MORNING, StaffedDesk

from servicedesk.domain.searching import grams, searchable

GOODS = (
    "电水壶",
    "空调扇",
    "燕麦片",
    "羽绒服",
    "台灯",
    "微波炉",
    "雨伞",
    "绿茶",
    "浴巾",
    "榨汁机",
    "保温杯",
    "数据线",
    "电饭煲",
)
SAID = (
    "壶底漏水",
    "开关坏了",
    "颜色不对",
    "尺码小了",
    "买重了",
    "包装破损",
    "有异味",
    "声音很大",
    "屏幕有划痕",
    "少了配件",
    "掉色",
)
PEOPLE = ("顾客说", "老人家", "孩子妈妈", "会员", "邻居", "先生", "女士", "学生", "阿姨")
RARE = "鎏金掐丝珐琅"
BEGAN_MS = int(MORNING.timestamp() * 1000) - 3 * 365 * 86_400_000


def number_of_rows(usual: int) -> int:
    """As many as named on the command line, else the usual number."""
    return next((int(word) for word in sys.argv[1:] if word.isdecimal()), usual)


def note(chance: random.Random) -> str:
    """Some 60 characters, with digits and Latin letters now and then."""
    pick = chance.choice
    told = [f"{pick(PEOPLE)}{pick(GOODS)}{pick(SAID)},{pick(SAID)}用了{chance.randint(1, 30)}天" for _ in range(3)]
    return "。".join(told) + chance.choice(("", f" WMF-{chance.randint(100, 999)}", " USB 线"))


def entries(count: int, seed: int = 1) -> Iterator[tuple[int, str]]:
    """(place, searchable text) of so many slips; one in forty thousand says something rare."""
    chance = random.Random(seed)
    for index in range(1, count + 1):
        rare = RARE if index % 40_000 == 7 else ""
        yield index, searchable((f"RT-{index % 9999:04d}", chance.choice(GOODS), note(chance), rare))


def raw(desk: StaffedDesk) -> Any:
    """The desk's own connection as the driver has it, for filling and for asking without SQLAlchemy."""
    connection = desk.database.connection.connection.driver_connection
    assert isinstance(connection, sqlcipher.Connection)
    return connection


def fill(desk: StaffedDesk, count: int) -> None:
    """So many slips with their goods, entries and index."""
    connection = raw(desk)
    connection.execute("PRAGMA foreign_keys = OFF")
    batch: list[tuple[int, str]] = []
    for entry in entries(count):
        batch.append(entry)
        if len(batch) == 20_000:
            _write(connection, batch)
            batch = []
    _write(connection, batch)
    connection.execute("PRAGMA foreign_keys = ON")


def _write(connection: Any, batch: list[tuple[int, str]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "INSERT INTO returns (return_id, number, day, state, receipt_number, staff_id, at_ms, currency, reason,"
        " reason_detail, outcome, chosen, code, refund_minor, accepted, note) VALUES"
        " (?, ?, '2026-03-10', ?, ?, 'x', ?, 'CNY', 'QUALITY', '', 'RETURN', 'RETURN', 'R-7D', 100, '', ?)",
        [
            (f"r{at}", f"RT-S01T1-260310-{at}", _state(at), f"R-{at:07d}", BEGAN_MS + at * 90_000, words)
            for at, words in batch
        ],
    )
    connection.executemany(
        "INSERT INTO return_lines (return_id, line_no, code, name, qty, gross_minor, refund_minor, category)"
        " VALUES (?, 1, '690', ?, 1, 100, 100, 'OTHER')",
        [(f"r{at}", GOODS[at % len(GOODS)]) for at, _words in batch],
    )
    connection.executemany(
        "INSERT INTO search_entries (entry_id, kind, key, facet, text) VALUES (?, 'RETURN', ?, ?, ?)",
        [(at, f"r{at}", _state(at), words) for at, words in batch],
    )
    connection.executemany(
        "INSERT INTO search_index (rowid, grams) VALUES (?, ?)", [(at, " ".join(grams(words))) for at, words in batch]
    )
    connection.execute("COMMIT")


def _state(at: int) -> str:
    return "REFUSED" if at % 6 == 0 else "VOIDED" if at % 97 == 0 else "SETTLED"
