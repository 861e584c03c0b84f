"""One request beside one policy and one calendar: the days and windows the rows of the decision table ask about.

Everything is worked out when a row first asks for it and then kept, so a decision pays only for what it reads.
Reading a field of the request may raise ``Unanswered`` when the questions are still open (``domain.questions``);
nothing here catches it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from servicedesk.domain.calendar import WorkCalendar, add_months
from servicedesk.domain.policies import Category, Overlay, Policy, Regime, Required, Rollover
from servicedesk.domain.return_requests import Accessories, Condition, Defect, Part, Proof, Reason, Request, Tags
from servicedesk.errors import BugError

T = TypeVar("T")
UNTOUCHED = frozenset({Condition.SEALED, Condition.INTACT})
_NO_OVERLAY = Overlay(name_zh="", name_en="")
_LONGEST_REST = timedelta(days=15)
"""No run of rest days is longer: an unloaded calendar can't move a window's end further than this."""


class Outcome(StrEnum):
    """What can come of a request (2.2), and what a customer may choose besides."""

    RETURN = "RETURN"
    EXCHANGE = "EXCHANGE"
    REPAIR_FREE = "REPAIR_FREE"
    REPAIR_PAID = "REPAIR_PAID"
    REFUSE_ALT = "REFUSE_ALT"
    SUPERVISOR = "SUPERVISOR"
    INSPECT = "INSPECT"
    # what a customer may choose without its being an outcome of its own
    RETURN_DEP = "RETURN_DEP"  # a return where depreciation could lawfully be argued
    EXCHANGE_OTHER = "EXCHANGE_OTHER"  # another model
    STORE_CREDIT = "STORE_CREDIT"


class Flag(StrEnum):
    """What a decision sets off besides its answer."""

    SUPERVISOR = "SUPERVISOR"
    SAFETY = "SAFETY"
    FOOD_SAFETY = "FOOD_SAFETY"
    LOANER = "LOANER"


@dataclass(frozen=True, slots=True)
class Window:
    """A period of the table. ``last`` is its effective last day, ``nominal`` the one before rolling over rest days."""

    last: date
    nominal: date
    provisional: bool = False

    def doubtful_on(self, day: date) -> bool:
        """Whether loading the missing calendar could move ``day`` to the other side of this window's end."""
        return self.provisional and self.nominal < day <= self.nominal + _LONGEST_REST


@dataclass(frozen=True, slots=True)
class Answer:
    """What a row says. ``window`` is the one that decided or was missed, None where no window had a say."""

    outcome: Outcome
    options: tuple[Outcome, ...]
    code: str
    window: Window | None = None
    flags: frozenset[Flag] = frozenset()


def offer(code: str, *options: Outcome, window: Window | None = None, flags: frozenset[Flag] = frozenset()) -> Answer:
    """The customer may choose among the options, best first."""
    return Answer(options[0], options, code, window, flags)


def refuse(code: str, window: Window | None = None) -> Answer:
    return Answer(Outcome.REFUSE_ALT, (), code, window)


def review(code: str, window: Window | None = None, flags: frozenset[Flag] = frozenset()) -> Answer:
    """A supervisor has to look before anybody can answer."""
    return Answer(Outcome.SUPERVISOR, (), code, window, flags)


class lazy(Generic[T]):  # noqa: N801 - used as a decorator, like functools.cached_property
    """A property worked out once; functools.cached_property takes a lock each time on Python 3.11."""

    def __init__(self, work_out: Callable[[Case], T]) -> None:
        self._work_out = work_out
        self._name = work_out.__name__
        self.__doc__ = work_out.__doc__

    def __get__(self, case: Case, kind: type[Case]) -> T:
        value = self._work_out(case)
        case.__dict__[self._name] = value
        return value


class Case:
    """The request as the table reads it. ``start_on`` is the start of every period; rows A and B never ask for it."""

    def __init__(self, request: Request, policy: Policy, calendar: WorkCalendar) -> None:
        self.request = request
        self.policy = policy
        self.calendar = calendar
        self.asked_on = request.asked_on
        self.consulted: list[Window] = []

    # ── what is being returned, and where ───────────────────────────────────────────────────────────────────────

    @lazy
    def category(self) -> Category:
        return self.policy.category(self.request.category)

    @lazy
    def overlay(self) -> Overlay:
        return self.policy.overlays.get(self.request.province or "", _NO_OVERLAY)

    @lazy
    def sanbao(self) -> bool:
        return self.category.regime is Regime.SANBAO

    @lazy
    def no_proof(self) -> bool:
        proof = self.request.proof
        return proof is Proof.NONE or proof not in self.policy.accepted_proofs

    # ── what is wrong with it ───────────────────────────────────────────────────────────────────────────────────

    @lazy
    def fault_claim(self) -> bool:
        """Rows D and E are for faults: claimed as one, or verified whatever the customer calls it (2.7.5).

        2.3 puts a statutory fault above remote no-reason and the store's promise, so a fault that a test has shown
        is judged as a fault even when the customer gave no reason.
        """
        return self.request.reason is Reason.QUALITY or self.request.defect is Defect.VERIFIED

    @lazy
    def presumed_fault(self) -> bool:
        """D2: the test was inconclusive and the burden of proof is on the store, so the fault counts as verified."""
        return self.request.defect is Defect.INCONCLUSIVE and self.burden_on_trader

    @lazy
    def burden_on_trader(self) -> bool:
        return self.burden_window is not None and self.within(self.burden_window)

    @lazy
    def burden_window(self) -> Window | None:
        """How long a durable's fault is the store's to disprove; in ZJ the whole 三包 period (2.7.7). None: never."""
        if self.overlay.proof_on_trader_whole_warranty and self.sanbao:
            return self.main_warranty if self.request.part is Part.MAIN else self.warranty
        durable = self.category.durable_bop or self.request.category in self.overlay.durable_categories
        return self.months_from_start(self.policy.bop_months) if durable else None

    @lazy
    def untouched(self) -> bool:
        return self.request.condition in UNTOUCHED

    @lazy
    def meets_promise(self) -> bool:
        """The category's condition for the store promise (2.7.12). A promise pinned by the sale asks for INTACT."""
        request, category = self.request, self.category
        sealed_only = category.no_reason_condition is Required.SEALED
        return (
            (request.condition is Condition.SEALED if sealed_only else self.untouched)
            and not (category.tags_required and request.tags is Tags.CUT)
            and request.accessories is not Accessories.MISSING
            and not request.activated
            and not (category.not_once_installed and request.installed_on is not None)
        )

    # ── windows ─────────────────────────────────────────────────────────────────────────────────────────────────

    @lazy
    def start_on(self) -> date:
        start_on = self.request.start_on
        if start_on is None:
            raise BugError("rows past B5 have a proof, and with it a start (require_possible)")
        return start_on

    @lazy
    def day(self) -> int:
        """``d``: full days from the start to the request; the start day is day 0."""
        return (self.asked_on - self.start_on).days

    def within(self, window: Window) -> bool:
        return self.asked_on <= window.last

    def statutory(self, nominal: date) -> Window:
        """A STAT period that nominally ends on this day: it rolls over rest days, once, at the end."""
        if self.policy.rollover.STAT is Rollover.NONE:
            return Window(nominal, nominal)
        rolled = self.calendar.roll_to_working_day(nominal)
        window = Window(rolled.on, nominal, rolled.provisional)
        self.consulted.append(window)
        return window

    def promised(self, days: int) -> Window:
        """A PROMISE period counts calendar days and doesn't roll."""
        nominal = self.start_on + timedelta(days=days)
        return (
            self.statutory(nominal) if self.policy.rollover.PROMISE is Rollover.REST_DAYS else Window(nominal, nominal)
        )

    def days_from_start(self, days: int) -> Window:
        return self.statutory(self.start_on + timedelta(days=days))

    def months_from_start(self, months: int) -> Window:
        """Overlay periods, the 6-month and the 2-year line: finished repair days are added; no exchange restarts them.

        2.7.6 lists them together with the warranty periods, "after repair days are added".
        """
        return self.statutory(add_months(self.start_on, months) + timedelta(days=self.request.repair_days))

    def warranty_of(self, months: int | None) -> Window:
        """A warranty runs from the start or the last exchange; finished repairs don't count (实施条例18)."""
        since = self.request.exchanged_on or self.start_on
        return self.statutory(add_months(since, months or 0) + timedelta(days=self.request.repair_days))

    @lazy
    def wrong_item_window(self) -> Window:
        return self.days_from_start(self.policy.other_goods.wrong_item_days)

    @lazy
    def sanbao_return_window(self) -> Window:
        return self.days_from_start(self.policy.sanbao.return_days)

    @lazy
    def sanbao_exchange_window(self) -> Window:
        """15 days from the start or from the last exchange, whichever is later: an exchange restarts it."""
        since = self.request.exchanged_on or self.start_on
        return self.statutory(since + timedelta(days=self.policy.sanbao.exchange_days))

    @lazy
    def other_return_window(self) -> Window:
        return self.days_from_start(self.policy.other_goods.return_days)

    @lazy
    def remote_window(self) -> Window:
        return self.days_from_start(self.policy.remote.no_reason_days)

    @lazy
    def late_claim_window(self) -> Window:
        return self.months_from_start(self.policy.other_goods.late_claim_months)

    @lazy
    def warranty(self) -> Window:
        return self.warranty_of(self.category.warranty_months)

    @lazy
    def main_warranty(self) -> Window:
        return self.warranty_of(self.category.main_part_months)

    @lazy
    def no_reason_days(self) -> int:
        """The promise in force at the sale binds, shorter or longer than today's."""
        pinned = self.request.no_reason_days_at_sale
        return self.category.no_reason_days if pinned is None else pinned

    @lazy
    def no_reason_window(self) -> Window:
        return self.promised(self.no_reason_days)

    @lazy
    def exchange_window(self) -> Window:
        return self.promised(self.category.exchange_days)

    # ── repairs ─────────────────────────────────────────────────────────────────────────────────────────────────

    @lazy
    def running_days(self) -> int | None:
        """How long the running repair has kept the goods, to the day they are looked at; None when none is running."""
        intake_on = self.request.intake_on
        return None if intake_on is None else (self.request.seen_on - intake_on).days

    @lazy
    def taken_in_warranty(self) -> bool:
        """E6 and E7 need the intake, not today, inside the warranty (2.7.8)."""
        intake_on = self.request.intake_on
        return intake_on is not None and intake_on <= self.warranty.last

    @lazy
    def return_dep(self) -> Outcome:
        """RETURN_DEP is a plain RETURN where the province forbids depreciation, in the same place (2.7.7)."""
        forbidden = self.request.province in self.policy.depreciation.forbidden_in
        return Outcome.RETURN if forbidden else Outcome.RETURN_DEP
