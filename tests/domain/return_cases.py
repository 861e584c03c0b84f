"""Return cases in the words of returns-policy 2.1, decided by the shipped policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from servicedesk.domain.policies import Policy
from servicedesk.domain.returns import Decision, decide
from servicedesk.wire.cases import read_request
from servicedesk.wire.policies import default_calendar, default_policy

POLICY, CALENDAR = default_policy(), default_calendar()
BOUGHT = date(2026, 11, 3)  # a Tuesday; day 7 is Tuesday 10 November, day 15 Wednesday the 18th
FAULT = {"reason": "QUALITY", "defect": "VERIFIED"}


def days_on(days: int, start: date = BOUGHT) -> str:
    return (start + timedelta(days=days)).isoformat()


def decided(policy: Policy = POLICY, **inputs: Any) -> Decision:
    """Decide a case; ``bought`` is BOUGHT and ``at`` the third day unless said otherwise."""
    document = {"bought": BOUGHT.isoformat(), "at": days_on(3), **inputs}
    return decide(read_request(document, policy), policy, CALENDAR)


def answer(**inputs: Any) -> tuple[str, str, str, str | None]:
    """Row, options joined by blanks, code and last day of a case."""
    decision = decided(**inputs)
    return (
        decision.row,
        " ".join(decision.options) or decision.outcome,
        decision.code,
        decision.last_on.isoformat() if decision.last_on else None,
    )


def with_category(code: str, **changes: Any) -> Policy:
    """The shipped policy with one category changed."""
    return replace(POLICY, categories={**POLICY.categories, code: replace(POLICY.categories[code], **changes)})
