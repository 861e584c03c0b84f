"""The returns policy as data: every number, list, period, category and wording the decision table reads.

The rows in ``return_rows_*`` hold order and meaning and no number of their own. A chain edits a policy and publishes it
as a new version; ``policy_floors.check`` says what law does not let it change. A promise binds every sale made while it
was published (实施条例12), so a sale is judged by ``bound_by`` the version of its day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from servicedesk.domain.scans import ScanPatterns
from servicedesk.errors import BadInputError

REMINDER_12315 = "CALL_12315"


class Regime(StrEnum):
    """Which law answers for a fault."""

    SANBAO = "SANBAO"  # repair, exchange and return rules for listed goods
    ART24 = "ART24"  # consumer law article 24: everything else


class Rollover(StrEnum):
    """Whether a period that ends on a rest day goes on to the next working day."""

    REST_DAYS = "rest_days"
    NONE = "none"


class Required(StrEnum):
    """The state goods must be in for the store's no-reason promise."""

    SEALED = "SEALED"
    INTACT = "INTACT"
    NOTHING = "-"  # the category carries no promise


@dataclass(frozen=True, slots=True)
class Category:
    """One row of returns-policy 2.4. Periods are days or months as named; None where the regime has no such period."""

    zh: str
    en: str
    regime: Regime
    warranty_months: int | None
    main_part_months: int | None
    parts_wait_days: int | None
    depreciation_per_10000_per_day: int | None
    no_reason_days: int
    no_reason_condition: Required
    exchange_days: int
    fault_days_after_7: int | None
    repairable: bool
    hard_excluded_remote: bool
    hard_excluded_once_opened: bool
    durable_bop: bool
    made_to_order: bool = False
    quality_only: bool = False
    """Medicine: sold goods come back for quality and nothing else."""
    art7_kind: int | None = None
    """Paragraph (1–3) of Art. 7 under which a confirmed purchase may be excluded from remote no-reason return."""
    tags_required: bool = False
    not_once_installed: bool = False
    accessory_parts: bool = False
    """Battery, headset and charger have warranty periods of their own."""
    food: bool = False
    checks: tuple[str, ...] = ()
    """What the clerk can look at on such goods: fields of the request worth asking (returns-policy 2.8)."""


@dataclass(frozen=True, slots=True)
class Rollovers:
    """Which layer's periods go on when they end on a rest day."""

    STAT: Rollover
    PROMISE: Rollover


@dataclass(frozen=True, slots=True)
class Sanbao:
    """The figures of the 三包 rules; days and months from the start, or from the last exchange."""

    return_days: int
    exchange_days: int
    repairs_before_exchange: int
    repair_days_limit: int
    lost_proof_days: int
    lost_proof_months: int
    accessory_months: Mapping[str, int]
    accessory_replacements_before_return: int


@dataclass(frozen=True, slots=True)
class OtherGoods:
    """Faults of goods outside the 三包 lists, and wrong goods."""

    return_days: int
    wrong_item_days: int
    late_claim_months: int
    """Civil code 621: how long after delivery a hidden fault may still be claimed."""


@dataclass(frozen=True, slots=True)
class Remote:
    """Sales at a distance: no-reason days for the customer, refund days for the store."""

    no_reason_days: int
    refund_days_max: int
    refund_days_default: int


@dataclass(frozen=True, slots=True)
class Minors:
    """Ages below which a purchase is void, or stands only with the guardian."""

    void_under_age: int
    limited_under_age: int


@dataclass(frozen=True, slots=True)
class Depreciation:
    """Whether a return after use may cost the customer something. Off as shipped; a lawyer's call."""

    enabled: bool
    forbidden_in: frozenset[str]
    signed_off_by: str | None = None


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Review thresholds: *over* these amounts a supervisor signs; the customer's right is the same."""

    refund_over_minor: int
    cash_over_minor: int
    approver: str
    answer_working_days: int


@dataclass(frozen=True, slots=True)
class Overlay:
    """What a province adds for the customer. A row that a province doesn't have is None or empty."""

    name_zh: str
    name_en: str
    repairs_to_return: int | None = None
    repair_days_to_return: int | None = None
    loaner_after_days: int | None = None
    proof_on_trader_whole_warranty: bool = False
    fault_choice_months: int | None = None
    repair_duty_months: int | None = None
    return_after_repair_limit: bool = False
    durable_categories: frozenset[str] = frozenset()
    checked_by: str | None = None
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class CodeWords:
    """What a code rests on and what the customer is told.

    ``say_*`` may use {date} {until} {alternatives} {n} {no}; {until} is a day that is still to come. Where one of them
    is not known, the sentence ``plain_*`` is said instead.
    """

    basis_zh: str
    basis_en: str
    say_zh: str
    say_en: str
    plain_zh: str | None = None
    plain_en: str | None = None
    alternatives: tuple[str, ...] = ()
    approver: str | None = None
    escalate_to: str | None = None
    penalty_multiple: int | None = None
    """A statutory multiple of the price that legal may have to face; a reference for the supervisor, never an offer."""
    penalty_floor_minor: int | None = None
    checked_by: str | None = None
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Something else that can be done, in the words the customer hears."""

    zh: str
    en: str
    only_repairable: bool = False


@dataclass(frozen=True, slots=True)
class TestFee:
    """What a test costs the customer when it finds no fault."""

    amount_minor: int
    written_agreement: bool


@dataclass(frozen=True, slots=True)
class IdleLock:
    """After how long without a key, a press or a scan the counter locks itself (architecture 9, ux 4.1)."""

    after_s: int
    busy_after_s: int
    """While a customer is being served."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One published version."""

    version: str
    published_on: date
    note: str
    timezone: str
    rollover: Rollovers
    sanbao: Sanbao
    other_goods: OtherGoods
    remote: Remote
    minors: Minors
    bop_months: int
    delay_line_days: int
    refund_base: str
    test_fee: TestFee
    refund_working_days: int
    """By when money that is owed is promised (R-011): the nth working day after the settlement."""
    cash_accepted: bool
    accepted_proofs: frozenset[str]
    depreciation: Depreciation
    supervisor: Supervisor
    option_approvers: Mapping[str, str]
    provinces: frozenset[str]
    overlays: Mapping[str, Overlay]
    categories: Mapping[str, Category]
    codes: Mapping[str, CodeWords]
    alternatives: Mapping[str, Alternative]
    texts: Mapping[str, str]
    """Sentences of the store's own that reach the customer: receipt footer, notices, templates."""
    idle_lock: IdleLock
    scans: ScanPatterns
    """How receipts, member cards, service numbers and badges look here; an item is told by its check digit."""

    def category(self, code: str) -> Category:
        """BadInputError for a category this policy doesn't have."""
        try:
            return self.categories[code]
        except KeyError:
            raise BadInputError(problem=f"cat: {code!r} is no category of policy {self.version}") from None


@dataclass(frozen=True, slots=True)
class Promise:
    """What the store promised about one category; days count from the start and do not roll. What the goods must be
    like is part of it."""

    version: str
    no_reason_days: int
    no_reason_condition: Required
    exchange_days: int
    fault_days: int | None
    tags_required: bool = False
    not_once_installed: bool = False


def in_force(versions: Sequence[Policy], on: date) -> Policy | None:
    """The version a sale of this day was made under: the last one dated on or before it, of two for the same day the
    later in the sequence."""
    dated = [policy for policy in reversed(versions) if policy.published_on <= on]
    return max(dated, key=lambda policy: policy.published_on, default=None)


def promise_at_sale(versions: Sequence[Policy], category: str, sold_on: date) -> Promise | None:
    """What the store promised the buyer, whatever it promises today; None before the first version or category."""
    policy = in_force(versions, sold_on)
    return None if policy is None or category not in policy.categories else promised(policy, category)


def promised(policy: Policy, category: str) -> Promise:
    """What one version promises; BadInputError for a category it doesn't have."""
    row = policy.category(category)
    return Promise(
        policy.version, row.no_reason_days, row.no_reason_condition, row.exchange_days, row.fault_days_after_7,
        row.tags_required, row.not_once_installed,
    )  # fmt: skip


def bound_by(policy: Policy, category: str, promise: Promise) -> Policy:
    """Today's policy with one category's promise as it was at the sale: neither worse nor better for the buyer."""
    row = replace(
        policy.category(category),
        no_reason_days=promise.no_reason_days,
        no_reason_condition=promise.no_reason_condition,
        exchange_days=promise.exchange_days,
        fault_days_after_7=promise.fault_days,
        tags_required=promise.tags_required,
        not_once_installed=promise.not_once_installed,
    )
    return replace(policy, categories={**policy.categories, category: row})
