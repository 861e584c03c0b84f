"""The return form as the clerk fills it, and what it means for each line: the verdict so far and the next question.

``look`` is used by the preview and again, on the records as they are then, by the settlement (architecture 6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from servicedesk.desk.context import Desk
from servicedesk.domain.counters import CounterProfile
from servicedesk.domain.policies import Policy
from servicedesk.domain.questions import PartialRequest, Question, open_request, progress
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_requests import Channel, Reason, SerialCheck
from servicedesk.domain.returns import Decision, approver_for
from servicedesk.domain.sales import OTHER_CATEGORY, Sale, SaleLine
from servicedesk.domain.times import local_date

MONEY_BACK = (Outcome.RETURN, Outcome.RETURN_DEP, Outcome.STORE_CREDIT)
"""Goods come back for good: for money, or for credit of the same amount."""


@dataclass(frozen=True, slots=True)
class Pick:
    """Pieces of one line that should come back."""

    line_no: int
    qty: int


@dataclass(frozen=True, slots=True)
class Given:
    """One answer of the clerk: the field is one of ``values``; ``detail`` keeps which button it was."""

    field: str
    values: tuple[object, ...]
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class ReturnForm:
    """Everything the page knows. ``opened_mono_ms`` starts the 10-minute clock when there is no visit."""

    sale_id: int
    picks: tuple[Pick, ...] = ()
    answers: tuple[Given, ...] = ()
    note: str = ""
    visit_id: str | None = None
    opened_mono_ms: int | None = None

    @property
    def reason(self) -> str:
        """The reason as far as it is known: one of ``Reason``, or empty."""
        for given in reversed(self.answers):
            if given.field == "reason" and len(given.values) == 1:
                return str(given.values[0])
        return ""

    @property
    def reason_detail(self) -> str:
        """Which of the buttons it was, where several mean the same to the rules."""
        return next((given.detail for given in self.answers if given.field == "reason" and given.detail), "")


@dataclass(frozen=True, slots=True)
class LineVerdict:
    """One picked line: the decision, for certain when ``question`` is None."""

    line: SaleLine
    qty: int
    decision: Decision
    question: Question | None


@dataclass(frozen=True, slots=True)
class Look:
    """The form against the rules. ``lead`` is the verdict that binds the whole form: a refusal before a review before
    a yes. ``options`` are what the customer may choose for all picked lines, best first; ``mixed`` says that some may
    come back and some may not, which the clerk settles by unticking."""

    sale: Sale
    verdicts: tuple[LineVerdict, ...]
    lead: LineVerdict | None
    question: Question | None
    options: tuple[Outcome, ...]
    mixed: bool

    @property
    def settled(self) -> bool:
        """Whether there is a verdict and nothing more to ask."""
        return self.lead is not None and self.question is None and not self.mixed


_SEVERITY = {Outcome.REFUSE_ALT: 0, Outcome.SUPERVISOR: 1, Outcome.INSPECT: 2, Outcome.REPAIR_PAID: 3}


def look(
    desk: Desk, sale: Sale, form: ReturnForm, history: Mapping[int, date], money: Mapping[str, int] | None = None
) -> Look:
    """Judge every picked line. ``history`` says when a line was last exchanged here; ``money`` adds refund_minor and
    cash_minor for the supervisor's thresholds."""
    today = desk.today()
    picked = [(line, pick.qty) for pick in form.picks if (line := sale.line(pick.line_no)) is not None and pick.qty > 0]
    verdicts = tuple(
        _verdict(
            desk, sale, line, qty, form, {**(money or {}), "exchanged_on": _not_ahead(history.get(line.line_no), today)}
        )
        for line, qty in picked
    )
    lead = min(verdicts, key=lambda one: _SEVERITY.get(one.decision.outcome, 9), default=None)
    question = next((one.question for one in verdicts if one.question is not None), None)
    refused = [one.decision.outcome is Outcome.REFUSE_ALT for one in verdicts]
    mixed = question is None and any(refused) and not all(refused)
    return Look(sale, verdicts, lead, question, _common_options(verdicts), mixed)


def _common_options(verdicts: tuple[LineVerdict, ...]) -> tuple[Outcome, ...]:
    if not verdicts:
        return ()
    offered = [_offered(one.decision) for one in verdicts]
    return tuple(option for option in offered[0] if all(option in others for others in offered[1:]))


def _offered(decision: Decision) -> tuple[Outcome, ...]:
    better = tuple(promise.option for promise in decision.also if promise.option not in decision.options)
    return (*decision.options, *better)


def _verdict(
    desk: Desk, sale: Sale, line: SaleLine, qty: int, form: ReturnForm, more: Mapping[str, object]
) -> LineVerdict:
    policy = policy_of(desk, sale, line)
    known = known_of(desk, sale, line) | dict(more)
    if policy is not desk.policy:
        known["no_reason_days_at_sale"] = policy.category(category_of(line, policy)).no_reason_days
    partial = asked_for(known, policy, line, form.answers)
    state = progress(partial, policy, desk.calendar)
    return LineVerdict(line, qty, state.decision, state.question or state.better_offer_question)


def policy_of(desk: Desk, sale: Sale, line: SaleLine) -> Policy:
    """The rules that bind for one line: today's, with the promise its sale was made under."""
    return desk.policies.for_sale(category_of(line, desk.policy), sold_on(desk, sale), desk.today())


def _extra(line: SaleLine) -> tuple[str, ...]:
    """Fields that are usually known and have to be looked at here: the serial number of goods that have one."""
    return ("serial",) if line.serial else ()


def asked_for(
    known: Mapping[str, object], policy: Policy, line: SaleLine, answers: tuple[Given, ...]
) -> PartialRequest:
    """What is known and the clerk's answers, as far as these goods ask for them; a later answer to a field narrows the
    earlier one."""
    partial = open_request(known, policy, _extra(line))
    for given in answers:
        open_values = partial.possible.get(given.field, ())
        fitting = tuple(value for value in given.values if value in open_values)
        if fitting:
            partial = partial.narrowed(given.field, fitting)
    return partial


def known_of(desk: Desk, sale: Sale, line: SaleLine) -> dict[str, object]:
    """What nobody has to be asked: the sale, the calendar, our own records and settings."""
    return known_on(desk.today(), desk.profile, desk.policy, sale, line)


def known_on(today: date, profile: CounterProfile, policy: Policy, sale: Sale, line: SaleLine) -> dict[str, object]:
    """The same on any day: ``line`` says what had come back of it by then."""
    known: dict[str, object] = {
        "seen_on": today,
        "bought_on": _not_ahead(local_date(sale.bought_at, profile.zone), today),
        "channel": Channel(sale.channel),
        "category": category_of(line, policy),
        "province": profile.province or None,
        "delivered_on": _not_ahead(line.delivered_on, today),
        "installed_on": _not_ahead(line.installed_on, today),
        "clearance": line.clearance,
        "near_expiry": line.near_expiry,
        "disclosed_flaw": line.disclosed_flaw,
        "already_returned": line.left_qty <= 0,
        "other_entity": bool(sale.legal_entity and profile.legal_entity and sale.legal_entity != profile.legal_entity),
        "sold_store": sale.store_id,
        "handling_store": profile.store_id,
    }
    if not line.serial:
        known["serial"] = SerialCheck.NA
    return known


def sold_on(desk: Desk, sale: Sale) -> date:
    """The day on the receipt, by the store's own zone."""
    return local_date(sale.bought_at, desk.profile.zone)


def _not_ahead(day: date | None, today: date) -> date | None:
    """A day that has not come yet counts as today, so that no period is shorter for it: goods to be delivered next week
    have no day behind them, and neither has a receipt from tomorrow where the clock is wrong."""
    return None if day is None else min(day, today)


def category_of(line: SaleLine, policy: Policy) -> str:
    """The line's category; goods whose till names one the policy does not have are judged as OTHER (architecture 9)."""
    return line.category if line.category in policy.categories else OTHER_CATEGORY


def needs_approval_of(policy: Policy, seen: Look, chosen: Outcome) -> str | None:
    """The role whose approval this choice takes, or None; the highest of all lines. A choice the rules don't give is an
    override: the manager's."""
    if chosen not in seen.options:
        return "MANAGER"
    roles = {approver_for(one.decision, chosen, policy) for one in seen.verdicts} - {None}
    return "MANAGER" if "MANAGER" in roles else next(iter(roles), None)


def is_fault(code: str, reason: str) -> bool:
    """Whether money is shared out as for a fault: what is kept keeps its discount (returns-policy 6.1.4).

    Whatever a statute gives is no free choice of the customer's, but for the remote no-reason right (S-25)."""
    by_choice = reason in (Reason.NO_REASON.value, Reason.GIFT.value, "")
    return code not in ("P-NR", "S-25") and (not by_choice or code.startswith(("S-", "O-")))
