"""Trying a draft policy on this counter's own records: every return and refusal since a day, decided again.

A case is put together as it lay on the desk: what the decision kept of it, the clerk's answers, and the sale. Reads
only; whoever looks on may stop it by raising from ``progress``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from servicedesk.desk.context import Desk
from servicedesk.desk.return_forms import Given, asked_for, known_on
from servicedesk.domain.policies import Policy
from servicedesk.domain.policy_rehearsal import PastCase, Rehearsal
from servicedesk.domain.return_requests import Request, field_value
from servicedesk.domain.return_words import HowKnown
from servicedesk.domain.returns_facts import DecisionTaken, ReturnedLine
from servicedesk.domain.sales import OTHER_CATEGORY, Sale
from servicedesk.domain.times import local_date
from servicedesk.errors import BadInputError, Progress, no_progress
from servicedesk.records.database import Reader
from servicedesk.records.queries import decisions, sales
from servicedesk.records.queries.decisions import Decided

_NOT_OF_THE_CASE = frozenset({"no_reason_days_at_sale", "category"})
"""What the promise of the day was, for the draft has its own; the category is the line's."""
_FIELDS = frozenset(Request.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Bound:
    """A case and the rules that bound it."""

    case: PastCase
    policy: Policy


def rehearse(desk: Desk, draft: Policy, since: date, progress: Progress = no_progress) -> Rehearsal:
    """What the draft would have changed since a business day, had it been in force all the time."""
    found = Rehearsal()
    with desk.database.reading() as connection:
        for bound in past_cases(desk, connection, since, progress):
            try:
                if bound is not None:
                    found.add(bound.case, bound.policy, draft, desk.calendar)
                    continue
            except (BadInputError, OverflowError):  # a draft may count past the last day of the calendar
                pass
            found.unjudged += 1
    return found


def past_cases(desk: Desk, connection: Reader, since: date, progress: Progress = no_progress) -> Iterator[Bound | None]:
    """Every line that was decided since a business day and not voided, read in slices; None for one that cannot be put
    together any more."""
    past, seen = _Past(desk), 0
    total = decisions.count_since(connection, since.isoformat())
    voided, exchanged = decisions.voided(connection), decisions.exchanges(connection)
    for part in decisions.decided_since(connection, since.isoformat()):
        sold = sales.heads_of(connection, {one.fact.sale_id for one in part if one.fact.sale_id is not None})
        for one in part:
            if one.fact.return_id not in voided:
                sale = sold.get(one.fact.sale_id) if one.fact.sale_id is not None else None
                yield from past.cases(one, sale, exchanged)
        seen += len(part)
        progress(seen, total)


class _Past:
    """Puts cases together as they were; the rules that bound them are worked out once for each kind."""

    def __init__(self, desk: Desk) -> None:
        self._profile, self._book = desk.profile, desk.policies
        self._bound: dict[tuple[str, str, str], Policy] = {}

    def cases(
        self, one: Decided, sale: Sale | None, exchanged: Mapping[tuple[int, int], list[str]]
    ) -> Iterator[Bound | None]:
        """Every line of one return."""
        fact, today = one.fact, date.fromisoformat(one.day)
        for line in fact.lines:
            days = exchanged.get((sale.sale_id, line.line_no), []) if sale else []
            try:
                kept = {"exchanged_on": _last_before(days, one.day)} | _kept(fact.decision, alone=len(fact.lines) == 1)
                policy, request = self._case(sale, line, fact.decision, kept, today)
            except (BadInputError, ValueError):
                yield None
                continue
            yield Bound(PastCase(fact.number, request, line.rule_code, line.refund_minor, line.gross_minor), policy)

    def _case(
        self, sale: Sale | None, line: ReturnedLine, decision: DecisionTaken, kept: dict[str, object], today: date
    ) -> tuple[Policy, Request]:
        """The rules that bound a line, and the line as it lay on the desk. Raises ValueError, BadInputError."""
        sold = sale.line(line.line_no) if sale else None
        if sale is None or sold is None:
            policy = self._book.on(today)
            category = line.category if line.category in policy.categories else OTHER_CATEGORY
            values = {"seen_on": today, "category": category, "bought_on": _start(decision), **_asked(decision), **kept}
            return policy, Request(**cast("dict[str, Any]", values))
        sold = replace(sold, returned_qty=sold.qty if line.rule_row == "B1" else 0)
        policy = self._rules(sale, line.category, today)
        known = known_on(today, self._profile, policy, sale, sold) | kept
        answers = tuple(Given(name, (value,)) for name, value in _asked(decision).items() if name not in kept)
        return policy, asked_for(known, policy, sold, answers).as_request()

    def _rules(self, sale: Sale, category: str, today: date) -> Policy:
        sold_on = local_date(sale.bought_at, self._profile.zone)
        now, then = self._book.on(today), self._book.on(sold_on)
        key = (now.version, then.version, category)
        if key not in self._bound:
            known = category if category in now.categories else OTHER_CATEGORY
            self._bound[key] = self._book.for_sale(known, sold_on, today)
        return self._bound[key]


def _asked(decision: DecisionTaken) -> dict[str, object]:
    """The clerk's answers that left one value; an earlier, wider one says nothing more."""
    return {name: field_value(name, text) for name, text in decision.asked if "/" not in text}


def _kept(decision: DecisionTaken, *, alone: bool) -> dict[str, object]:
    """What the decision itself kept of its case; of several lines nobody knows which of them it is about."""
    return {
        name: field_value(name, text)
        for name, text, how in decision.facts_used
        if alone and how != HowKnown.ASSUMED and name in _FIELDS and name not in _NOT_OF_THE_CASE
    }


def _start(decision: DecisionTaken) -> date | None:
    """Where its periods began, for a sale that is not here any more."""
    return next((date.fromisoformat(text) for name, text, _how in decision.facts_used if name == "start_on"), None)


def _last_before(days: Iterable[str], day: str) -> date | None:
    before = [one for one in days if one < day]
    return date.fromisoformat(before[-1]) if before else None
