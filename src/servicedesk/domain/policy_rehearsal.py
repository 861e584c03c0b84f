"""A draft policy tried on what was decided before: which verdicts it would change, and whose money (Part 3, Rehearse).

Each case is judged twice, by the rules that bound it and by the draft as if it had been in force at the sale and at the
desk; only what differs between the two is the draft's doing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from servicedesk.domain.calendar import WorkCalendar
from servicedesk.domain.policies import Policy
from servicedesk.domain.return_case import Case, Outcome
from servicedesk.domain.return_requests import Request, require_possible
from servicedesk.domain.return_table import better_promise, judge
from servicedesk.domain.returns import MONEY_BACK
from servicedesk.domain.sales import OTHER_CATEGORY

SAMPLES = 5
"""So many numbers are kept of each kind of change, to open and read."""


@dataclass(frozen=True, slots=True)
class PastCase:
    """One line of one return. ``code`` is the rule that was given then; ``refund_minor`` went back for the line, 0 for
    nothing; ``price_minor`` is the line's price before discounts."""

    number: str
    request: Request
    code: str
    refund_minor: int
    price_minor: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a customer would have been told; ``promise`` is the code of a better promise, empty for none."""

    outcome: Outcome
    options: tuple[Outcome, ...]
    code: str
    promise: str
    money_back: bool


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """Cases that change alike."""

    category: str
    outcome: str
    code: str
    new_outcome: str
    new_code: str


@dataclass(slots=True)
class Changed:
    """How many change alike. ``kept_minor`` was paid back and would not be; ``paid_minor`` would be paid back and was
    not, at most: by the price before discounts."""

    cases: int = 0
    kept_minor: int = 0
    paid_minor: int = 0
    samples: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Rehearsal:
    """The count, case by case. ``otherwise`` were decided otherwise in their day than their rules say now (an import
    changed the sale, an earlier release); ``unjudged`` lack what is needed to decide them again."""

    cases: int = 0
    changed: int = 0
    otherwise: int = 0
    unjudged: int = 0
    changes: dict[Kind, Changed] = field(default_factory=dict)

    def add(self, case: PastCase, bound: Policy, draft: Policy, calendar: WorkCalendar) -> None:
        """Count one more. BadInputError where its dates cannot be; it is not counted then."""
        before = verdict(case.request, bound, calendar)
        after = verdict(case.request, draft, calendar)
        self.cases += 1
        self.otherwise += before.code != case.code
        if before != after:
            self.changed += 1
            self._note(case, before, after)

    def _note(self, case: PastCase, before: Verdict, after: Verdict) -> None:
        kind = Kind(
            case.request.category, before.outcome.value, _codes(before), after.outcome.value, _codes(after)
        )  # fmt: skip
        changed = self.changes.setdefault(kind, Changed())
        changed.cases += 1
        if case.refund_minor and not after.money_back:
            changed.kept_minor += case.refund_minor
        elif not case.refund_minor and after.money_back and not before.money_back:
            changed.paid_minor += case.price_minor
        if len(changed.samples) < SAMPLES and case.number not in changed.samples:
            changed.samples.append(case.number)

    @property
    def kept_minor(self) -> int:
        return sum(changed.kept_minor for changed in self.changes.values())

    @property
    def paid_minor(self) -> int:
        return sum(changed.paid_minor for changed in self.changes.values())


def verdict(request: Request, policy: Policy, calendar: WorkCalendar) -> Verdict:
    """The table's answer, without its reasons. BadInputError for impossible dates."""
    if request.category not in policy.categories:
        request = replace(request, category=OTHER_CATEGORY)
    require_possible(request)
    case = Case(request, policy, calendar)
    judged = judge(case)
    answer, promise = judged.answer, better_promise(case, judged)
    options = (*answer.options, *(promise.options if promise else ()))
    return Verdict(
        answer.outcome,
        answer.options,
        answer.code,
        promise.code if promise else "",
        not MONEY_BACK.isdisjoint(options),
    )


def _codes(told: Verdict) -> str:
    return f"{told.code}+{told.promise}" if told.promise else told.code
