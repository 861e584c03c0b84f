"""Every code the decision table can give (returns-policy 2.6): a policy needs words for each, and no others."""

from __future__ import annotations

REFUSALS = (
    "R-DUP", "R-HUMAN", "R-DISCLOSED", "R-NODEFECT", "R-LATEQ", "R-MEDICINE", "R-EXCL4", "R-CUSTOM", "R-CONFIRMED",
    "R-EXP7", "R-ACCESS", "R-NOTINTACT", "R-CATEGORY", "R-CLEAR", "R-EXPP",
)  # fmt: skip
CODES = (
    *REFUSALS, "R-WARR-EXP", "S-19-RECALL", "S-54-UNQ", "S-148-FOOD", "S-55-FRAUD", "S-3B-IMEI", "S-WRONG", "S-23-BOP",
    "S-3B-ACC", "S-3B-ACC2", "S-3B-7", "S-3B-NOSTOCK", "S-3B-15", "S-3B-2R", "S-3B-PARTS", "S-3B-30D", "S-3B-WARR",
    "S-3B-MAIN", "S-24-7", "S-24-TERM", "S-24-LATE", "S-25", "O-ZJ-26", "O-SD-27", "O-BJ-6", "O-SH-33", "P-GIFT",
    "P-NR", "P-EXCH", "V-SERIAL", "V-CROSS", "V-NOPROOF", "V-MINOR", "V-LATEQ", "V-HEALTH", "V-INSPECT", "V-HIGH",
    "V-CASH",
)  # fmt: skip
