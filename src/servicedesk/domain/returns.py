"""May this come back? ``decide`` answers by the policy and shows why; ``say`` tells the customer.

The order of the rows is in ``return_table``, their conditions in ``return_rows_first``, ``return_rows_faults`` and
``return_rows_unwanted``; ``return_case`` works out days and windows. A refusal is an answer like any other: it names
its rule and what else can be done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from servicedesk.domain.calendar import WorkCalendar
from servicedesk.domain.policies import REMINDER_12315, CodeWords, Policy
from servicedesk.domain.return_case import Answer, Case, Flag, Outcome
from servicedesk.domain.return_changes import Change, changes
from servicedesk.domain.return_requests import Request, require_possible
from servicedesk.domain.return_table import Verdict, better_promise, judge
from servicedesk.domain.return_words import HowKnown
from servicedesk.errors import BadInputError

MONEY_BACK = frozenset({Outcome.RETURN, Outcome.RETURN_DEP})

_HOW: dict[str, HowKnown] = {
    **dict.fromkeys(
        ("channel", "category", "bought_on", "delivered_on", "installed_on", "clearance", "near_expiry",
         "disclosed_flaw", "confirmed", "no_reason_days_at_sale"),
        HowKnown.RECEIPT,
    ),
    **dict.fromkeys(
        ("exchanged_on", "intake_on", "repairs", "repair_days", "waiting_for_parts", "accessory_replaced", "stock",
         "recall", "official_fail", "already_returned", "other_entity", "sold_store"),
        HowKnown.RECORDS,
    ),
    **dict.fromkeys(("province", "handling_store"), HowKnown.SETTINGS),
    **dict.fromkeys(("start_on", "day", "last_on"), HowKnown.CALENDAR),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactUsed:
    """One fact the deciding row read; ``name`` is a field of the request, or start_on, asked_on, day, last_on."""

    name: str
    value: object
    how_known: HowKnown


@dataclass(frozen=True, slots=True)
class BetterPromise:
    """What the store's promise gives beyond the decision; the customer is offered it too (2.7.2)."""

    code: str
    option: Outcome


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer and everything a person needs to believe it."""

    outcome: Outcome
    options: tuple[Outcome, ...]
    """What the customer may choose, best first; none when refused or under review."""
    code: str
    basis: str
    row: str
    path: tuple[str, ...]
    """``row``, and before it D2 or D6 where the request came through one of them."""
    last_on: date | None
    """Effective last day of the window that decided or was missed."""
    flags: tuple[str, ...]
    also: tuple[BetterPromise, ...]
    needs_supervisor: bool
    approver: str | None
    reviews: tuple[str, ...]
    """V-HIGH, V-CASH: thresholds the money passed; they change who signs, never the right."""
    provisional: bool
    """A year whose calendar isn't loaded had a say in the verdict or in ``last_on``."""
    asked_on: date
    day: int | None
    """``d`` of the table: days from the start to the request; None without a start."""
    facts_used: tuple[FactUsed, ...]
    would_change: tuple[Change, ...]
    alternatives: tuple[str, ...]
    """Keys of ``Policy.alternatives``: what else can be done. A refusal has at least one, and 12315."""
    policy_version: str


def decide(request: Request, policy: Policy, calendar: WorkCalendar) -> Decision:
    """The first row of the table that matches, with its reasons. BadInputError for impossible dates or categories."""
    _require_known(request, policy)
    require_possible(request)
    case = Case(request, policy, calendar)
    verdict = judge(case)
    answer = verdict.answer
    promise = better_promise(case, verdict)
    reviews = _reviews(case, answer, promise)
    flags = answer.flags | {Flag.SUPERVISOR} if reviews else answer.flags
    needs_supervisor = Flag.SUPERVISOR in flags or answer.outcome is Outcome.SUPERVISOR
    words = words_of(policy, answer.code)
    return Decision(
        outcome=answer.outcome,
        options=answer.options,
        code=answer.code,
        basis=words.basis_zh,
        row=verdict.row.id,
        path=verdict.path,
        last_on=answer.window.last if answer.window else None,
        flags=tuple(sorted(flags)),
        also=(BetterPromise(promise.code, promise.outcome),) if promise else (),
        needs_supervisor=needs_supervisor,
        approver=_approver(policy, words, reviews) if needs_supervisor else None,
        reviews=reviews,
        provisional=_provisional(case, answer),
        asked_on=case.asked_on,
        day=case.day if request.start_on else None,
        facts_used=_facts_used(case, verdict),
        would_change=changes(case, verdict),
        alternatives=_alternatives(case, words, answer),
        policy_version=policy.version,
    )


def _require_known(request: Request, policy: Policy) -> None:
    policy.category(request.category)
    if request.province is not None and request.province not in policy.provinces:
        raise BadInputError(problem=f"prov: {request.province!r} is no province of policy {policy.version}")


def words_of(policy: Policy, code: str) -> CodeWords:
    """BadInputError when the policy has no words for a code (``policy_floors.check`` finds it before publishing)."""
    try:
        return policy.codes[code]
    except KeyError:
        raise BadInputError(problem=f"policy {policy.version} has no words for code {code}") from None


def _reviews(case: Case, answer: Answer, promise: Answer | None) -> tuple[str, ...]:
    """2.7.16: *over* the threshold, and only where money can go back at all."""
    options = (*answer.options, *(promise.options if promise else ()))
    if not MONEY_BACK.intersection(options):
        return ()
    limits, request = case.policy.supervisor, case.request
    high = request.refund_minor is not None and request.refund_minor > limits.refund_over_minor
    cash = request.cash_minor is not None and request.cash_minor > limits.cash_over_minor
    return (*(("V-HIGH",) if high else ()), *(("V-CASH",) if cash else ()))


def _approver(policy: Policy, words: CodeWords, reviews: tuple[str, ...]) -> str:
    named = (words.approver, *(words_of(policy, code).approver for code in reviews))
    return next((role for role in named if role), policy.supervisor.approver)


def approver_for(decision: Decision, option: Outcome, policy: Policy) -> str | None:
    """Whose approval this choice takes: some options need one though the decision doesn't (RETURN_DEP)."""
    return decision.approver or policy.option_approvers.get(option)


def _provisional(case: Case, answer: Answer) -> bool:
    deciding = answer.window is not None and answer.window.provisional
    return deciding or any(window.doubtful_on(case.asked_on) for window in case.consulted)


def _facts_used(case: Case, verdict: Verdict) -> tuple[FactUsed, ...]:
    """What the row read, then, where days decided, from when they were counted and to when."""
    request = case.request
    used = []
    for name in verdict.row.reads:
        value = getattr(request, name)
        if value is None or (name in request.assumed and not value):
            continue
        assumed = name in request.assumed
        used.append(FactUsed(name, value, HowKnown.ASSUMED if assumed else _HOW.get(name, HowKnown.ASKED)))
    window = verdict.answer.window
    if window is not None:
        used.append(FactUsed("start_on", case.start_on, HowKnown.CALENDAR))
        used.append(FactUsed("asked_on", case.asked_on, HowKnown.ASKED))
        used.append(FactUsed("day", case.day, HowKnown.CALENDAR))
        used.append(FactUsed("last_on", window.last, HowKnown.CALENDAR))
    return tuple(used)


def _alternatives(case: Case, words: CodeWords, answer: Answer) -> tuple[str, ...]:
    """The code's alternatives that fit these goods; a refusal always ends with 12315."""
    known = case.policy.alternatives
    repairable = case.category.repairable
    fitting = [key for key in words.alternatives if key in known and (repairable or not known[key].only_repairable)]
    if answer.outcome is Outcome.REFUSE_ALT:
        fitting.append(REMINDER_12315)
    return tuple(fitting)


# ── saying it ───────────────────────────────────────────────────────────────────────────────────────────────────


def say(decision: Decision, policy: Policy, language: str, number: str | None = None) -> str:
    """The customer's sentence, filled with day and alternatives; ``number`` is the case an answer will come under."""
    chinese = language.startswith("zh")
    words = words_of(policy, decision.code)
    text, plain = (words.say_zh, words.plain_zh) if chinese else (words.say_en, words.plain_en)
    values = _values(decision, policy, chinese, number)
    missing = any(value is None and f"{{{name}}}" in text for name, value in values.items())
    if missing and plain is not None:
        text = plain
    return text.format(**{name: "" if value is None else value for name, value in values.items()})


def _values(decision: Decision, policy: Policy, chinese: bool, number: str | None) -> dict[str, str | None]:
    last_on = decision.last_on
    to_come = last_on is not None and decision.asked_on <= last_on
    offered = [policy.alternatives[key] for key in decision.alternatives if key in policy.alternatives]
    joined = "；".join(other.zh for other in offered) if chinese else "; ".join(other.en for other in offered)
    return {
        "date": _day_words(last_on, chinese),
        "until": _day_words(last_on, chinese) if to_come else None,
        "alternatives": joined or None,
        "n": str(policy.supervisor.answer_working_days),
        "no": number,
    }


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _day_words(day: date | None, chinese: bool) -> str | None:
    if day is None:
        return None
    return f"{day.year}年{day.month}月{day.day}日" if chinese else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
