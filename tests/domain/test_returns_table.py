"""Every row of the decision table (returns-policy 2.3) on both sides of its boundaries, and the readings of 2.7.

Bought on Tuesday 3 November 2026 and back on the third day, unless a case says otherwise. Expected: row, options or
outcome, code, last day.
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.domain.return_cases import FAULT, answer, days_on, decided

Expected = tuple[str, str, str, str | None]
PHONE, TV, FRIDGE = {"cat": "PHONE", **FAULT}, {"cat": "AV_TV", **FAULT}, {"cat": "APPL_LARGE", **FAULT}
SHIRT, REMOTE = {"cat": "APPAREL", **FAULT}, {"ch": "REMOTE"}
UNTESTED, UNCLEAR = {"reason": "QUALITY"}, {"reason": "QUALITY", "defect": "INCONCLUSIVE"}
ALL_THREE = "RETURN EXCHANGE REPAIR_FREE"
# Bought on a Saturday: day 7 is Saturday 14 November, rolled to Monday the 16th; day 15 is Sunday the 22nd.
SATURDAY = {"bought": "2026-11-07"}
# Half a year and a year ago, seen on working days.
SPRING = {"bought": "2026-03-10"}

SAFETY_AND_INTEGRITY: dict[str, tuple[dict[str, Any], Expected]] = {
    "A1 recall, no proof": ({"recall": 1, "proof": "NONE"}, ("A1", "RETURN", "S-19-RECALL", None)),
    "A1 comes before A2": ({"recall": 1, "official_fail": 1}, ("A1", "RETURN", "S-19-RECALL", None)),
    "A2 years later": ({"official_fail": 1, "at": "2030-01-07"}, ("A2", "RETURN", "S-54-UNQ", None)),
    "A3 past its date": ({"cat": "FOOD", "expired_at_sale": 1}, ("A3", "RETURN", "S-148-FOOD", None)),
    "A3 unsafe": ({"cat": "FRESH", "food_unsafe": 1}, ("A3", "RETURN", "S-148-FOOD", None)),
    "A4 fraud": ({"fraud": 1, "serial": "NO"}, ("A4", "RETURN", "S-55-FRAUD", None)),
    "B1 comes before A (2.7.1)": ({"already_returned": 1, "recall": 1}, ("B1", "REFUSE_ALT", "R-DUP", None)),
    "B2 before a verified fault": ({**PHONE, "serial": "NO"}, ("B2", "SUPERVISOR", "V-SERIAL", None)),
    "B2 not without a serial": ({**PHONE, "serial": "NA"}, ("E1", ALL_THREE, "S-3B-7", "2026-11-10")),
    "B3 another entity": ({"other_entity": 1}, ("B3", "SUPERVISOR", "V-CROSS", None)),
    "B3 not another store of ours": (
        {"cat": "APPAREL", "sold_store": "S02", "handling_store": "S01"},
        ("G5", "RETURN EXCHANGE", "P-NR", "2026-11-18"),
    ),
    # made 2025-08-20 + 90 days = 2025-11-18, + 12 months = 2026-11-18, a Wednesday
    "B4 last day": (
        {**PHONE, "proof": "NONE", "made": "2025-08-20", "at": "2026-11-18"},
        ("B4", "REPAIR_FREE", "S-3B-IMEI", None),
    ),
    "B4 a day late": (
        {**PHONE, "proof": "NONE", "made": "2025-08-20", "at": "2026-11-19"},
        ("B5", "SUPERVISOR", "V-NOPROOF", None),
    ),
    # made 2025-08-16 + 90 days = 2025-11-14, + 12 months = Saturday 2026-11-14, rolled to Monday
    "B4 rolls": (
        {**TV, "bought": None, "proof": "NONE", "made": "2025-08-16", "at": "2026-11-16"},
        ("B4", "REPAIR_FREE", "S-3B-IMEI", None),
    ),
    "B4 only for listed goods": (
        {**SHIRT, "proof": "NONE", "made": "2026-08-20"},
        ("B5", "SUPERVISOR", "V-NOPROOF", None),
    ),
    "B4 only with a fault shown": (
        {"cat": "PHONE", **UNTESTED, "proof": "NONE", "made": "2026-08-20"},
        ("B5", "SUPERVISOR", "V-NOPROOF", None),
    ),
    "B6 seven years old": ({"age": 7, "cond": "USED", "at": days_on(90)}, ("B6", "RETURN", "V-MINOR", None)),
    "B6 whoever agrees": ({"age": 7, "guardian_objects": 0}, ("B6", "RETURN", "V-MINOR", None)),
    "B7 eight": ({"age": 8}, ("B7", "SUPERVISOR", "V-MINOR", None)),
    "B7 seventeen": ({"age": 17, "guardian_objects": 1}, ("B7", "SUPERVISOR", "V-MINOR", None)),
    "B7 not when the guardian agrees": (
        {"age": 17, "guardian_objects": 0},
        ("G5", "RETURN EXCHANGE", "P-NR", "2026-11-10"),
    ),
    "B7 not at eighteen": ({"age": 18}, ("G5", "RETURN EXCHANGE", "P-NR", "2026-11-10")),
}

WRONG_GOODS: dict[str, tuple[dict[str, Any], Expected]] = {
    "C1 last day, used": (
        {"reason": "WRONG_ITEM", "cond": "USED", "at": days_on(7)},
        ("C1", "RETURN EXCHANGE", "S-WRONG", "2026-11-10"),
    ),
    "C1 rolls": (
        {**SATURDAY, "reason": "NOT_AS_DESCRIBED", "at": "2026-11-16"},
        ("C1", "RETURN EXCHANGE", "S-WRONG", "2026-11-16"),
    ),
    "C1 the notice counts (2.7.4)": (
        {"reason": "WRONG_ITEM", "notice": days_on(7), "at": days_on(12)},
        ("C1", "RETURN EXCHANGE", "S-WRONG", "2026-11-10"),
    ),
    "C2 a day late": (
        {"reason": "WRONG_ITEM", "at": days_on(8)},
        ("C2", "SUPERVISOR", "V-LATEQ", "2026-11-10"),
    ),
    "C2 not with a verified fault (2.7.5)": (
        {"cat": "APPAREL", "reason": "NOT_AS_DESCRIBED", "defect": "VERIFIED", "at": days_on(8)},
        ("E14", "EXCHANGE REPAIR_FREE", "S-24-LATE", "2027-02-01"),
    ),
    "C3 unwell": ({"cat": "COSMETICS", "reason": "HEALTH"}, ("C3", "SUPERVISOR", "V-HEALTH", None)),
    "C3 not with a verified fault": (
        {"cat": "COSMETICS", "reason": "HEALTH", "defect": "VERIFIED"},
        ("E11", "RETURN EXCHANGE", "S-24-7", "2026-11-10"),
    ),
}

TESTED_OR_NOT: dict[str, tuple[dict[str, Any], Expected]] = {
    "D1 durable, last day of six months": (
        {"cat": "AV_TV", **UNTESTED, "bought": "2026-05-20", "at": "2026-11-20"},
        ("D1", "INSPECT", "S-23-BOP", "2026-11-20"),
    ),
    "D1 durable, a day late": (
        {"cat": "AV_TV", **UNTESTED, "bought": "2026-05-20", "at": "2026-11-21"},
        ("D1", "INSPECT", "V-INSPECT", None),
    ),
    "D1 six months roll": (
        {"cat": "COMPUTER", **UNTESTED, "bought": "2026-05-14", "at": "2026-11-16"},
        ("D1", "INSPECT", "S-23-BOP", "2026-11-16"),
    ),
    "D1 an exchange doesn't restart six months (2.7.6)": (
        {"cat": "AV_TV", **UNTESTED, "bought": "2026-05-01", "exchanged": "2026-06-01", "at": "2026-11-20"},
        ("D1", "INSPECT", "V-INSPECT", None),
    ),
    "D1 phone is no durable": ({"cat": "PHONE", **UNTESTED}, ("D1", "INSPECT", "V-INSPECT", None)),
    "D1 phone in Shandong is": (
        {"cat": "PHONE", **UNTESTED, "prov": "SD"},
        ("D1", "INSPECT", "S-23-BOP", "2027-05-03"),
    ),
    "D1 in Zhejiang the whole warranty": (
        {"cat": "PHONE", **UNTESTED, "prov": "ZJ", **SPRING, "at": "2026-11-20"},
        ("D1", "INSPECT", "S-23-BOP", "2027-03-10"),
    ),
    "D1 Zhejiang not for goods outside the list": (
        {"cat": "APPAREL", **UNTESTED, "prov": "ZJ"},
        ("D1", "INSPECT", "V-INSPECT", None),
    ),
    "D2 presumed in the first days": (
        {"cat": "AV_TV", **UNCLEAR},
        ("E1", ALL_THREE, "S-3B-7", "2026-11-10"),
    ),
    "D2 changes the code of the free repair": (
        {"cat": "AV_TV", **UNCLEAR, "at": days_on(16)},
        ("E8", "REPAIR_FREE", "S-23-BOP", "2027-11-03"),
    ),
    "D2 doesn't change the code of an exchange": (
        {"cat": "AV_TV", **UNCLEAR, "at": days_on(15)},
        ("E3", "EXCHANGE REPAIR_FREE RETURN_DEP", "S-3B-15", "2026-11-18"),
    ),
    "D2 in Zhejiang for a phone in month eight": (
        {"cat": "PHONE", **UNCLEAR, "prov": "ZJ", **SPRING, "at": "2026-11-20"},
        ("E8", "REPAIR_FREE", "S-23-BOP", "2027-03-10"),
    ),
    "D3 durable after six months": (
        {"cat": "AV_TV", **UNCLEAR, "bought": "2026-05-20", "at": "2026-11-21"},
        ("D3", "SUPERVISOR", "V-INSPECT", None),
    ),
    "D3 not durable": ({"cat": "APPAREL", **UNCLEAR}, ("D3", "SUPERVISOR", "V-INSPECT", None)),
    "D4 repairable": (
        {"cat": "SHOES", "reason": "QUALITY", "defect": "USER_DAMAGE"},
        ("D4", "REPAIR_PAID", "R-HUMAN", None),
    ),
    "D4 not repairable": (
        {"cat": "FOOD", "reason": "QUALITY", "defect": "USER_DAMAGE"},
        ("D4", "REFUSE_ALT", "R-HUMAN", None),
    ),
    "D5 the flaw that was shown": (
        {"cat": "SHOES", "reason": "QUALITY", "defect": "DISCLOSED", "at": days_on(40)},
        ("D5", "REFUSE_ALT", "R-DISCLOSED", None),
    ),
    "D6 then the promise": (
        {"cat": "APPAREL", "reason": "QUALITY", "defect": "NONE_FOUND"},
        ("G5", "RETURN EXCHANGE", "P-NR", "2026-11-18"),
    ),
    "D6 then remote no-reason": (
        {"cat": "APPAREL", **REMOTE, "reason": "QUALITY", "defect": "NONE_FOUND"},
        ("F7", "RETURN", "S-25", "2026-11-10"),
    ),
    "D6 then nothing: the window tried": (
        {"cat": "APPAREL", "reason": "QUALITY", "defect": "NONE_FOUND", "at": days_on(31)},
        ("G7", "REFUSE_ALT", "R-NODEFECT", "2026-12-03"),
    ),
    "D6 remote and late": (
        {"cat": "APPAREL", **REMOTE, "reason": "QUALITY", "defect": "NONE_FOUND", "at": days_on(8)},
        ("F4", "REFUSE_ALT", "R-NODEFECT", "2026-11-10"),
    ),
    "D6 excluded goods have no window": (
        {"cat": "FRESH", **REMOTE, "reason": "QUALITY", "defect": "NONE_FOUND"},
        ("F2", "REFUSE_ALT", "R-NODEFECT", None),
    ),
    "D6 used goods": (
        {"cat": "PHONE", "cond": "USED", "reason": "QUALITY", "defect": "NONE_FOUND"},
        ("G4", "REFUSE_ALT", "R-NODEFECT", "2026-11-10"),
    ),
}
WARRANTY_END = "2026-11-10"  # of goods bought on 2025-11-10: twelve months, a Tuesday
OLD = {"bought": "2025-11-10"}

LISTED_GOODS: dict[str, tuple[dict[str, Any], Expected]] = {
    "E0 battery in six months": (
        {**PHONE, "part": "BATTERY", "bought": "2026-05-20", "at": "2026-11-20"},
        ("E0", "EXCHANGE", "S-3B-ACC", "2026-11-20"),
    ),
    "E0 battery a day late": (
        {**PHONE, "part": "BATTERY", "bought": "2026-05-20", "at": "2026-11-21"},
        ("E0", "REPAIR_PAID", "R-WARR-EXP", "2026-11-20"),
    ),
    "E0 repair days extend it": (
        {**PHONE, "part": "BATTERY", "bought": "2026-05-20", "at": "2026-11-23", "repair_days": 3},
        ("E0", "EXCHANGE", "S-3B-ACC", "2026-11-23"),
    ),
    "E0 an exchange restarts it": (
        {**PHONE, "part": "HEADSET", "bought": "2026-05-20", "exchanged": "2026-08-20", "at": "2026-11-20"},
        ("E0", "EXCHANGE", "S-3B-ACC", "2026-11-20"),
    ),
    "E0 headset after three months": (
        {**PHONE, "part": "HEADSET", "bought": "2026-05-20", "at": "2026-08-21"},
        ("E0", "REPAIR_PAID", "R-WARR-EXP", "2026-08-20"),
    ),
    "E0 charger in month twelve": (
        {**PHONE, "part": "CHARGER", **OLD, "at": WARRANTY_END},
        ("E0", "EXCHANGE", "S-3B-ACC", WARRANTY_END),
    ),
    "E0 replaced once": (
        {**PHONE, "part": "CHARGER", "acc_replaced": 1},
        ("E0", "EXCHANGE", "S-3B-ACC", "2027-11-03"),
    ),
    "E0 replaced twice": ({**PHONE, "part": "CHARGER", "acc_replaced": 2}, ("E0", "RETURN", "S-3B-ACC2", "2027-11-03")),
    "E0 only for phones": (
        {"cat": "COMPUTER", **FAULT, "part": "BATTERY"},
        ("E1", ALL_THREE, "S-3B-7", "2026-11-10"),
    ),
    "E1 last day": ({**PHONE, "at": days_on(7)}, ("E1", ALL_THREE, "S-3B-7", "2026-11-10")),
    "E1 rolls": ({**PHONE, **SATURDAY, "at": "2026-11-16"}, ("E1", ALL_THREE, "S-3B-7", "2026-11-16")),
    "E1 doesn't roll further": (
        {**PHONE, **SATURDAY, "at": "2026-11-17"},
        ("E3", "EXCHANGE REPAIR_FREE RETURN_DEP", "S-3B-15", "2026-11-23"),
    ),
    "E1 the notice counts": (
        {**PHONE, "notice": days_on(7), "at": days_on(30)},
        ("E1", ALL_THREE, "S-3B-7", "2026-11-10"),
    ),
    "E1 an exchange doesn't restart it": (
        {**PHONE, "exchanged": days_on(7), "at": days_on(9)},
        ("E3", "EXCHANGE REPAIR_FREE RETURN_DEP", "S-3B-15", "2026-11-25"),
    ),
    "E2 on day 10": (
        {**PHONE, "at": days_on(10), "stock": "NO"},
        ("E2", "RETURN EXCHANGE_OTHER REPAIR_FREE", "S-3B-NOSTOCK", "2026-11-18"),
    ),
    "E2 not before an exchange is due": ({**PHONE, "stock": "NO"}, ("E1", ALL_THREE, "S-3B-7", "2026-11-10")),
    "E2 after two repairs": (
        {**PHONE, **SPRING, "at": "2026-11-20", "repairs": 2, "stock": "NO"},
        ("E2", "RETURN EXCHANGE_OTHER REPAIR_FREE", "S-3B-NOSTOCK", "2027-03-10"),
    ),
    "E2 parts": (
        {**PHONE, **SPRING, "at": "2026-11-20", "intake": "2026-09-20", "parts": 1, "stock": "NO"},
        ("E2", "RETURN EXCHANGE_OTHER REPAIR_FREE", "S-3B-NOSTOCK", "2027-03-10"),
    ),
    "E2 stands before Shandong's E7": (
        {**PHONE, **SPRING, "prov": "SD", "at": "2026-11-20", "intake": "2026-10-20", "stock": "NO"},
        ("E2", "RETURN EXCHANGE_OTHER REPAIR_FREE", "S-3B-NOSTOCK", "2027-03-10"),
    ),
    "E2 not for a plain warranty repair": (
        {**PHONE, **SPRING, "at": "2026-11-20", "stock": "NO"},
        ("E8", "REPAIR_FREE", "S-3B-WARR", "2027-03-10"),
    ),
    "E2 is for listed goods (2.7.9)": ({**SHIRT, "stock": "NO"}, ("E11", ALL_THREE, "S-24-7", "2026-11-10")),
    "E3 last day": (
        {**PHONE, "at": days_on(15)},
        ("E3", "EXCHANGE REPAIR_FREE RETURN_DEP", "S-3B-15", "2026-11-18"),
    ),
    "E3 from the last exchange": (
        {**PHONE, **SPRING, "exchanged": "2026-11-05", "at": "2026-11-20"},
        ("E3", "EXCHANGE REPAIR_FREE RETURN_DEP", "S-3B-15", "2026-11-20"),
    ),
    "E3 a day after that": (
        {**PHONE, **SPRING, "exchanged": "2026-11-05", "at": "2026-11-21"},
        ("E8", "REPAIR_FREE", "S-3B-WARR", "2027-11-05"),
    ),
    "E3 in Zhejiang without depreciation (2.7.7)": (
        {**PHONE, "prov": "ZJ", "at": days_on(10)},
        ("E3", "EXCHANGE REPAIR_FREE RETURN", "S-3B-15", "2026-11-18"),
    ),
    "E4 two repairs": (
        {**PHONE, **SPRING, "prov": "ZJ", "at": "2026-11-20", "repairs": 2},
        ("E4", "RETURN EXCHANGE", "O-ZJ-26", "2027-03-10"),
    ),
    "E4 exactly 35 days": (
        {**PHONE, **SPRING, "prov": "ZJ", "at": "2026-11-20", "repairs": 1, "repair_days": 35},
        ("E8", "REPAIR_FREE", "S-3B-WARR", "2027-04-14"),
    ),
    "E4 finished days and the running stay (2.7.8)": (
        {**PHONE, **SPRING, "prov": "ZJ", "at": "2026-11-20", "repairs": 1, "repair_days": 20, "intake": "2026-11-04"},
        ("E4", "RETURN EXCHANGE", "O-ZJ-26", "2027-03-30"),
    ),
    "E4 not after the warranty": (
        {**PHONE, **OLD, "prov": "ZJ", "at": "2026-11-11", "repairs": 2},
        ("E10", "REPAIR_PAID", "R-WARR-EXP", WARRANTY_END),
    ),
    "E4 is Zhejiang's": (
        {**PHONE, **SPRING, "at": "2026-11-20", "repairs": 1, "repair_days": 36},
        ("E8", "REPAIR_FREE", "S-3B-WARR", "2027-04-15"),
    ),
    "E5 two repairs": (
        {**FRIDGE, **SPRING, "at": "2026-11-20", "repairs": 2},
        ("E5", "EXCHANGE RETURN_DEP", "S-3B-2R", "2027-03-10"),
    ),
    "E5 one repair": (
        {**FRIDGE, **SPRING, "at": "2026-11-20", "repairs": 1},
        ("E8", "REPAIR_FREE", "S-3B-WARR", "2027-03-10"),
    ),
    "E5 last day of the warranty": (
        {**FRIDGE, **OLD, "at": WARRANTY_END, "repairs": 3},
        ("E5", "EXCHANGE RETURN_DEP", "S-3B-2R", WARRANTY_END),
    ),
    "E5 a day after the warranty": (
        {**FRIDGE, **OLD, "at": "2026-11-11", "repairs": 3},
        ("E10", "REPAIR_PAID", "R-WARR-EXP", WARRANTY_END),
    ),
    "E6 fridge over 90 days": (
        {**FRIDGE, **SPRING, "at": "2026-11-20", "intake": "2026-08-21", "parts": 1},
        ("E6", "EXCHANGE RETURN_DEP", "S-3B-PARTS", "2027-03-10"),
    ),
    "E6 phone exactly 60 days": (
        {**PHONE, **SPRING, "at": "2026-11-20", "intake": "2026-09-21", "parts": 1},
        ("E8", "REPAIR_FREE", "S-3B-WARR", "2027-03-10"),
    ),
    "E6 computer over 60 days": (
        {"cat": "COMPUTER", **FAULT, **SPRING, "at": "2026-11-20", "intake": "2026-09-20", "parts": 1},
        ("E6", "EXCHANGE RETURN_DEP", "S-3B-PARTS", "2027-03-10"),
    ),
    "E6 intake in the warranty is enough (2.7.8)": (
        {**PHONE, **OLD, "at": "2027-01-20", "intake": WARRANTY_END, "parts": 1},
        ("E6", "EXCHANGE RETURN_DEP", "S-3B-PARTS", WARRANTY_END),
    ),
    "E6 intake after the warranty": (
        {**PHONE, **OLD, "at": "2027-01-20", "intake": "2026-11-11", "parts": 1},
        ("E10", "REPAIR_PAID", "R-WARR-EXP", WARRANTY_END),
    ),
    "E7 thirty days": (
        {**PHONE, **SPRING, "at": "2026-11-20", "intake": "2026-10-21"},
        ("E8", "REPAIR_FREE", "S-3B-WARR", "2027-03-10"),
    ),
    "E7 thirty-one": (
        {**PHONE, **SPRING, "at": "2026-11-20", "intake": "2026-10-20"},
        ("E7", "EXCHANGE RETURN_DEP", "S-3B-30D", "2027-03-10"),
    ),
    "E7 finished repairs don't count": (
        {**PHONE, **SPRING, "at": "2026-11-20", "intake": "2026-10-25", "repair_days": 20},
        ("E8", "REPAIR_FREE", "S-3B-WARR", "2027-03-30"),
    ),
    "E7 waiting for parts is E6's": (
        {**PHONE, **SPRING, "at": "2026-11-20", "intake": "2026-10-20", "parts": 1},
        ("E8", "REPAIR_FREE", "S-3B-WARR", "2027-03-10"),
    ),
    "E7 Shandong": (
        {**PHONE, **SPRING, "prov": "SD", "at": "2026-11-20", "intake": "2026-10-20"},
        ("E7", "RETURN EXCHANGE", "O-SD-27", "2027-03-10"),
    ),
    "E7 Shandong, other goods past day 7 (2.7.10)": (
        {**SHIRT, **SPRING, "prov": "SD", "at": "2026-11-20", "intake": "2026-10-20"},
        ("E7", "RETURN EXCHANGE", "O-SD-27", None),
    ),
    "E7 Shandong, asked inside day 7": (
        {**SHIRT, "prov": "SD", "notice": days_on(5), "intake": days_on(5), "at": "2026-12-20"},
        ("E11", ALL_THREE, "S-24-7", "2026-11-10"),
    ),
    "E7 elsewhere not for other goods": (
        {**SHIRT, "at": "2026-12-20", "intake": "2026-11-05"},
        ("E14", "EXCHANGE REPAIR_FREE", "S-24-LATE", "2027-02-01"),
    ),
    "E8 last day": (
        {**PHONE, **OLD, "at": WARRANTY_END},
        ("E8", "REPAIR_FREE", "S-3B-WARR", WARRANTY_END),
    ),
    "E8 rolls once, after the repair days (2.7.6)": (
        # 10 November + 4 days is Saturday the 14th
        {**PHONE, **OLD, "at": "2026-11-16", "repair_days": 4},
        ("E8", "REPAIR_FREE", "S-3B-WARR", "2026-11-16"),
    ),
    "E8 restarted by an exchange": (
        {**PHONE, "bought": "2025-06-01", "exchanged": "2025-11-10", "at": WARRANTY_END},
        ("E8", "REPAIR_FREE", "S-3B-WARR", WARRANTY_END),
    ),
    "E8 a running stay extends nothing yet (2.7.8)": (
        {**PHONE, **OLD, "at": "2026-11-12", "intake": "2026-11-02"},
        ("E10", "REPAIR_PAID", "R-WARR-EXP", WARRANTY_END),
    ),
    "E9 main part, last day": (
        {"cat": "COMPUTER", **FAULT, "part": "MAIN", "bought": "2024-11-20", "at": "2026-11-20"},
        ("E9", "REPAIR_FREE", "S-3B-MAIN", "2026-11-20"),
    ),
    "E9 extends like E8": (
        {"cat": "COMPUTER", **FAULT, "part": "MAIN", "bought": "2024-11-20", "at": "2026-11-23", "repair_days": 3},
        ("E9", "REPAIR_FREE", "S-3B-MAIN", "2026-11-23"),
    ),
    "E9 inside the whole-unit period it is E8": (
        {**TV, "part": "MAIN", "at": days_on(20)},
        ("E8", "REPAIR_FREE", "S-3B-WARR", "2027-11-03"),
    ),
    "E10 main part over too": (
        {"cat": "COMPUTER", **FAULT, "part": "MAIN", "bought": "2024-11-20", "at": "2026-11-21"},
        ("E10", "REPAIR_PAID", "R-WARR-EXP", "2026-11-20"),
    ),
    "E10 not a main part": (
        {**TV, **OLD, "at": "2026-11-11"},
        ("E10", "REPAIR_PAID", "R-WARR-EXP", WARRANTY_END),
    ),
}

OTHER_GOODS: dict[str, tuple[dict[str, Any], Expected]] = {
    "E11 last day": ({**SHIRT, "at": days_on(7)}, ("E11", ALL_THREE, "S-24-7", "2026-11-10")),
    "E11 rolls": ({**SHIRT, **SATURDAY, "at": "2026-11-16"}, ("E11", ALL_THREE, "S-24-7", "2026-11-16")),
    "E11 nothing to repair": (
        {"cat": "FOOD", **FAULT, "cond": "USED"},
        ("E11", "RETURN EXCHANGE", "S-24-7", "2026-11-10"),
    ),
    "E11 medicine with a fault": (
        {"cat": "MEDICINE", **FAULT},
        ("E11", "RETURN EXCHANGE", "S-24-7", "2026-11-10"),
    ),
    "E12 purpose defeated": ({**SHIRT, "fundamental": 1, "at": days_on(8)}, ("E12", ALL_THREE, "S-24-TERM", None)),
    "E12 years later": ({**SHIRT, "fundamental": 1, "at": "2030-01-07"}, ("E12", ALL_THREE, "S-24-TERM", None)),
    "E13 Beijing, last day": (
        {**SHIRT, "prov": "BJ", "bought": "2026-05-20", "at": "2026-11-20"},
        ("E13", ALL_THREE, "O-BJ-6", "2026-11-20"),
    ),
    "E13 Beijing, a day late": (
        {**SHIRT, "prov": "BJ", "bought": "2026-05-20", "at": "2026-11-21"},
        ("E16", "SUPERVISOR", "V-LATEQ", "2028-05-22"),  # two years end on a Saturday
    ),
    "E13 rolls": (
        {**SHIRT, "prov": "BJ", "bought": "2026-05-14", "at": "2026-11-16"},
        ("E13", ALL_THREE, "O-BJ-6", "2026-11-16"),
    ),
    "E14 last day, counted from the start": (
        {**SHIRT, "bought": "2026-08-22", "at": "2026-11-20"},
        ("E14", "EXCHANGE REPAIR_FREE", "S-24-LATE", "2026-11-20"),
    ),
    "E14 a day late": (
        {**SHIRT, "bought": "2026-08-22", "at": "2026-11-21"},
        ("E16", "SUPERVISOR", "V-LATEQ", "2028-08-22"),
    ),
    "E14 doesn't roll (2.7.6)": (
        # day 90 is Saturday 14 November
        {**SHIRT, "bought": "2026-08-16", "at": "2026-11-16"},
        ("E16", "SUPERVISOR", "V-LATEQ", "2028-08-16"),
    ),
    "E14 nothing to repair": (
        {"cat": "COSMETICS", **FAULT, "at": days_on(20)},
        ("E14", "EXCHANGE", "S-24-LATE", "2026-12-03"),
    ),
    "E15 Shanghai, last day": (
        {**SHIRT, "prov": "SH", "bought": "2026-05-20", "at": "2026-11-20"},
        ("E15", "REPAIR_FREE", "O-SH-33", "2026-11-20"),
    ),
    "E15 the store's own period gives more": (
        {**SHIRT, "prov": "SH", "at": days_on(20)},
        ("E14", "EXCHANGE REPAIR_FREE", "S-24-LATE", "2027-02-01"),
    ),
    "E15 only what can be repaired": (
        {"cat": "FOOD", **FAULT, "prov": "SH", "at": days_on(31)},
        ("E16", "SUPERVISOR", "V-LATEQ", "2028-11-03"),
    ),
    "E15 repair days extend it, then it rolls once (2.7.6)": (
        # six months end on Thursday 12 November, two days in repair on Saturday the 14th
        {**SHIRT, "prov": "SH", "bought": "2026-05-12", "repair_days": 2, "at": "2026-11-16"},
        ("E15", "REPAIR_FREE", "O-SH-33", "2026-11-16"),
    ),
    "E16 last day of two years": (
        {**SHIRT, "bought": "2024-11-20", "at": "2026-11-20"},
        ("E16", "SUPERVISOR", "V-LATEQ", "2026-11-20"),
    ),
    "E17 a day late": (
        {**SHIRT, "bought": "2024-11-20", "at": "2026-11-21"},
        ("E17", "REFUSE_ALT", "R-LATEQ", "2026-11-20"),
    ),
    "E17 two years roll": (
        {**SHIRT, "bought": "2024-11-14", "at": "2026-11-16"},
        ("E16", "SUPERVISOR", "V-LATEQ", "2026-11-16"),
    ),
    "a verified fault is a fault whatever the customer calls it": (
        {**SHIRT, "reason": "NO_REASON", "cond": "USED"},
        ("E11", ALL_THREE, "S-24-7", "2026-11-10"),
    ),
}
GIFT = {"cat": "APPAREL", "proof": "GIFT_RECEIPT", "reason": "GIFT"}

AT_A_DISTANCE: dict[str, tuple[dict[str, Any], Expected]] = {
    "F0 last day": ({**GIFT, "at": days_on(30)}, ("F0", "EXCHANGE STORE_CREDIT", "P-GIFT", "2026-12-03")),
    "F0 late": ({**GIFT, "at": days_on(31)}, ("F0", "REFUSE_ALT", "R-EXPP", "2026-12-03")),
    "F0 no reason given": (
        {**GIFT, "reason": "NO_REASON"},
        ("F0", "EXCHANGE STORE_CREDIT", "P-GIFT", "2026-12-03"),
    ),
    "F0 bought online": ({**GIFT, **REMOTE}, ("F0", "EXCHANGE STORE_CREDIT", "P-GIFT", "2026-12-03")),
    "F0 used": ({**GIFT, "cond": "USED"}, ("F0", "REFUSE_ALT", "R-NOTINTACT", "2026-12-03")),
    "F0 tags cut": ({**GIFT, "tags": "CUT"}, ("F0", "REFUSE_ALT", "R-NOTINTACT", "2026-12-03")),
    "F0 something missing": ({**GIFT, "accessories": "MISSING"}, ("F0", "REFUSE_ALT", "R-NOTINTACT", "2026-12-03")),
    "F0 late and used": ({**GIFT, "cond": "USED", "at": days_on(31)}, ("F0", "REFUSE_ALT", "R-EXPP", "2026-12-03")),
    "F0 no exchange promised": ({**GIFT, "cat": "FRESH"}, ("F0", "REFUSE_ALT", "R-CATEGORY", None)),
    "F0 the buyer's gift is the buyer's": (
        {"cat": "APPAREL", "reason": "GIFT"},
        ("G5", "RETURN EXCHANGE", "P-NR", "2026-11-18"),
    ),
    "F0 not for a fault": ({**GIFT, **FAULT}, ("E11", ALL_THREE, "S-24-7", "2026-11-10")),
    "F1 remote medicine": ({"cat": "MEDICINE", **REMOTE}, ("F1", "REFUSE_ALT", "R-MEDICINE", None)),
    "F2 fresh": ({"cat": "FRESH", **REMOTE}, ("F2", "REFUSE_ALT", "R-EXCL4", None)),
    "F2 download": ({"cat": "DIGITAL", **REMOTE}, ("F2", "REFUSE_ALT", "R-EXCL4", None)),
    "F2 made to order": ({"cat": "CUSTOM", **REMOTE}, ("F2", "REFUSE_ALT", "R-CUSTOM", None)),
    "F2 prescription glasses": ({"cat": "EYEWEAR_RX", **REMOTE}, ("F2", "REFUSE_ALT", "R-CUSTOM", None)),
    "F2 boxed software unopened": (
        {"cat": "MEDIA_SOFT", "cond": "SEALED", **REMOTE},
        ("F7", "RETURN", "S-25", "2026-11-10"),
    ),
    "F2 comes before lateness": (
        {"cat": "PERIODICAL", **REMOTE, "at": days_on(20)},
        ("F2", "REFUSE_ALT", "R-EXCL4", None),
    ),
    "F3 confirmed phone, sealed": (
        {"cat": "PHONE", "cond": "SEALED", "confirmed": "EXPLICIT", **REMOTE},
        ("F3", "REFUSE_ALT", "R-CONFIRMED", None),
    ),
    "F3 a pre-ticked box is none": (
        {"cat": "PHONE", "cond": "SEALED", "confirmed": "DEFAULT_TICKED", **REMOTE},
        ("F7", "RETURN", "S-25", "2026-11-10"),
    ),
    "F3 near its date, any category (2.7.12)": (
        {"cat": "TOYS", "near_expiry": 1, "confirmed": "EXPLICIT", **REMOTE},
        ("F3", "REFUSE_ALT", "R-CONFIRMED", None),
    ),
    "F3 a flaw shown, any category": (
        {"cat": "TOYS", "disclosed_flaw": 1, "confirmed": "EXPLICIT", **REMOTE},
        ("F3", "REFUSE_ALT", "R-CONFIRMED", None),
    ),
    "F3 near its date but not confirmed": (
        {"cat": "FOOD", "near_expiry": 1, "cond": "SEALED", **REMOTE},
        ("F7", "RETURN", "S-25", "2026-11-10"),
    ),
    "F4 last day": ({"cat": "BAGS", **REMOTE, "at": days_on(7)}, ("F7", "RETURN", "S-25", "2026-11-10")),
    "F4 a day late": ({"cat": "BAGS", **REMOTE, "at": days_on(8)}, ("F4", "REFUSE_ALT", "R-EXP7", "2026-11-10")),
    "F4 counted from delivery": (
        {"cat": "BAGS", **REMOTE, "delivered": "2026-11-06", "at": "2026-11-13"},
        ("F7", "RETURN", "S-25", "2026-11-13"),
    ),
    "F4 the notice was late": (
        {"cat": "BAGS", **REMOTE, "notice": days_on(8), "at": days_on(9)},
        ("F4", "REFUSE_ALT", "R-EXP7", "2026-11-10"),
    ),
    "F4 comes before the looks": (
        {"cat": "BAGS", **REMOTE, "cond": "USED", "at": days_on(8)},
        ("F4", "REFUSE_ALT", "R-EXP7", "2026-11-10"),
    ),
    "F4 rolls over the National Day week": (
        {"cat": "BAGS", **REMOTE, "bought": "2026-09-24", "at": "2026-10-08"},
        ("F7", "RETURN", "S-25", "2026-10-08"),
    ),
    "F5 something missing": (
        {"cat": "TOYS", **REMOTE, "accessories": "MISSING", "cond": "USED"},
        ("F5", "REFUSE_ALT", "R-ACCESS", "2026-11-10"),
    ),
    "F6 used": ({"cat": "TOYS", **REMOTE, "cond": "USED"}, ("F6", "REFUSE_ALT", "R-NOTINTACT", "2026-11-10")),
    "F6 damaged": ({"cat": "TOYS", **REMOTE, "cond": "DAMAGED"}, ("F6", "REFUSE_ALT", "R-NOTINTACT", "2026-11-10")),
    "F6 bag tag cut": ({"cat": "BAGS", **REMOTE, "tags": "CUT"}, ("F6", "REFUSE_ALT", "R-NOTINTACT", "2026-11-10")),
    "F7 clearance bought online": ({"cat": "BAGS", **REMOTE, "clearance": 1}, ("F7", "RETURN", "S-25", "2026-11-10")),
}

IN_THE_STORE: dict[str, tuple[dict[str, Any], Expected]] = {
    "G1 made to order": ({"cat": "CUSTOM"}, ("G1", "REFUSE_ALT", "R-CUSTOM", None)),
    "G1 prescription glasses": ({"cat": "EYEWEAR_RX"}, ("G1", "REFUSE_ALT", "R-CUSTOM", None)),
    "G2 gold": ({"cat": "JEWEL_GOLD"}, ("G2", "REFUSE_ALT", "R-CATEGORY", None)),
    "G2 fresh on clearance": ({"cat": "FRESH", "clearance": 1}, ("G2", "REFUSE_ALT", "R-CATEGORY", None)),
    "G2 not while exchange is promised": (
        {"cat": "SHOES", "nr_at_sale": 0},
        ("G6", "EXCHANGE", "P-EXCH", "2026-12-03"),
    ),
    "G3 clearance, used": (
        {"cat": "SHOES", "clearance": 1, "cond": "USED"},
        ("G3", "REFUSE_ALT", "R-CLEAR", None),
    ),
    "G4 opened where SEALED is asked": (
        {"cat": "COSMETICS", "cond": "INTACT"},
        ("G4", "REFUSE_ALT", "R-NOTINTACT", "2026-11-10"),
    ),
    "G4 sealed is fine": (
        {"cat": "COSMETICS", "cond": "SEALED"},
        ("G5", "RETURN EXCHANGE", "P-NR", "2026-11-10"),
    ),
    "G4 clothing without its tag": (
        {"cat": "APPAREL", "tags": "CUT"},
        ("G4", "REFUSE_ALT", "R-NOTINTACT", "2026-11-18"),
    ),
    "G4 a bag without its tag": (
        {"cat": "BAGS", "tags": "CUT"},
        ("G5", "RETURN EXCHANGE", "P-NR", "2026-11-18"),
    ),
    "G4 something missing": (
        {"cat": "TOYS", "accessories": "MISSING"},
        ("G4", "REFUSE_ALT", "R-NOTINTACT", "2026-11-18"),
    ),
    "G4 activated": (
        {"cat": "PHONE", "cond": "SEALED", "activated": 1},
        ("G4", "REFUSE_ALT", "R-NOTINTACT", "2026-11-10"),
    ),
    "G4 installed fridge": (
        {"cat": "APPL_LARGE", "cond": "SEALED", "installed": "2026-11-04"},
        ("G4", "REFUSE_ALT", "R-NOTINTACT", "2026-11-11"),
    ),
    "G4 installed television": (
        {"cat": "AV_TV", "cond": "SEALED", "installed": "2026-11-04"},
        ("G5", "RETURN EXCHANGE", "P-NR", "2026-11-11"),
    ),
    "G4 comes before lateness": (
        {"cat": "SHOES", "cond": "USED", "at": days_on(60)},
        ("G4", "REFUSE_ALT", "R-NOTINTACT", "2026-11-18"),
    ),
    "G5 last day": ({"cat": "SHOES", "at": days_on(15)}, ("G5", "RETURN EXCHANGE", "P-NR", "2026-11-18")),
    "G5 a promise doesn't roll": (
        {"cat": "SHOES", **SATURDAY, "at": "2026-11-23"},
        ("G6", "EXCHANGE", "P-EXCH", "2026-12-07"),
    ),
    "G5 the notice counts": (
        {"cat": "SHOES", "notice": days_on(15), "at": days_on(17)},
        ("G5", "RETURN EXCHANGE", "P-NR", "2026-11-18"),
    ),
    "G5 a longer promise at the sale": (
        {"cat": "SHOES", "nr_at_sale": 40, "at": days_on(40)},
        ("G5", "RETURN EXCHANGE", "P-NR", "2026-12-13"),
    ),
    "G5 a shorter promise at the sale": (
        {"cat": "SHOES", "nr_at_sale": 7, "at": days_on(8)},
        ("G6", "EXCHANGE", "P-EXCH", "2026-12-03"),
    ),
    "G6 last day": ({"cat": "SHOES", "at": days_on(30)}, ("G6", "EXCHANGE", "P-EXCH", "2026-12-03")),
    "G7 a day late": ({"cat": "SHOES", "at": days_on(31)}, ("G7", "REFUSE_ALT", "R-EXPP", "2026-12-03")),
    "G7 the later of nr and ex": (
        {"cat": "SHOES", "nr_at_sale": 40, "at": days_on(41)},
        ("G7", "REFUSE_ALT", "R-EXPP", "2026-12-13"),
    ),
    "G7 phone": ({"cat": "PHONE", "cond": "SEALED", "at": days_on(8)}, ("G7", "REFUSE_ALT", "R-EXPP", "2026-11-10")),
}

CHAPTERS = (
    SAFETY_AND_INTEGRITY,
    WRONG_GOODS,
    TESTED_OR_NOT,
    LISTED_GOODS,
    OTHER_GOODS,
    AT_A_DISTANCE,
    IN_THE_STORE,
)


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [pytest.param(*case, id=name) for chapter in CHAPTERS for name, case in chapter.items()],
)
def test_a_row_answers_on_its_side_of_the_boundary(inputs: dict[str, Any], expected: Expected) -> None:
    assert answer(**inputs) == expected


@pytest.mark.parametrize(
    ("inputs", "flags"),
    [
        ({"recall": 1}, ("SAFETY",)),
        ({"cat": "FOOD", "food_unsafe": 1}, ("FOOD_SAFETY", "SUPERVISOR")),
        ({"age": 7}, ("SUPERVISOR",)),
        ({"cat": "COSMETICS", "reason": "HEALTH"}, ("SAFETY",)),
        ({**SHIRT, "fundamental": 1, "at": days_on(8)}, ("SUPERVISOR",)),
        ({**PHONE, **SPRING, "prov": "ZJ", "at": "2026-11-20", "intake": "2026-11-14"}, ("LOANER",)),
        ({**PHONE, **SPRING, "prov": "ZJ", "at": "2026-11-20", "intake": "2026-11-15"}, ()),
        ({**PHONE, **SPRING, "at": "2026-11-20", "intake": "2026-11-14"}, ()),
        (SHIRT, ()),
    ],
)
def test_a_row_sets_off_what_it_has_to(inputs: dict[str, Any], flags: tuple[str, ...]) -> None:
    assert decided(**inputs).flags == flags


@pytest.mark.parametrize("proof", ["E_RECEIPT", "INVOICE", "MEMBER_RECORD", "PAYMENT_RECORD", "SERIAL_RECORD"])
def test_every_record_of_the_sale_is_as_good_as_the_receipt(proof: str) -> None:
    assert answer(cat="APPAREL", proof=proof) == answer(cat="APPAREL")
