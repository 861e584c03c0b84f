"""What law does not let a chain change (returns-policy 2.5 and 1.1): ``check`` a policy before it is published.

STAT values are floors and an overlay may only better them; promises are free. The floors themselves are data too
(``resources/policies/floors.json``), but the program's, not the chain's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from servicedesk.domain.policies import REMINDER_12315, Policy, Regime
from servicedesk.domain.policy_findings import Finding, Severity
from servicedesk.domain.policy_sense import contradictions
from servicedesk.domain.return_codes import CODES, REFUSALS
from servicedesk.domain.sentences import N_, Sentence

_CLAUSE_ENDS = "。；;！!\n"


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of the policy that has a floor or a ceiling."""

    setting: str
    basis: str
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class RequiredValue:
    """A setting that law fixes."""

    setting: str
    value: str | bool
    basis: str


@dataclass(frozen=True, slots=True)
class CategoryLimit:
    """A floor for one setting of every category of a regime; ``except_for`` has those with a figure of their own."""

    setting: str
    regime: Regime
    basis: str
    at_least: int | None = None
    at_most: int | None = None
    except_for: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words a store may not put before its customers, ``unless`` the same clause excepts faults."""

    words: tuple[str, ...]
    basis: str
    unless: str | None = None


@dataclass(frozen=True, slots=True)
class Floors:
    """All of it; ``setting`` paths are those of the policy file, categories are named by their codes."""

    limits: tuple[Limit, ...]
    required: tuple[RequiredValue, ...]
    category_limits: tuple[CategoryLimit, ...]
    sanbao_categories: frozenset[str]
    durable_categories: frozenset[str]
    hard_exclusions: frozenset[str]
    hard_exclusions_once_opened: frozenset[str]
    made_to_order: frozenset[str]
    quality_only: frozenset[str]
    art7_kinds: Mapping[str, int]
    accepted_proofs: frozenset[str]
    no_depreciation_in: frozenset[str]
    phrases: tuple[Phrase, ...]


BELOW = {
    "days": N_("The legal minimum is {limit} days; this sets {value}."),
    "months": N_("The legal minimum is {limit} months; this sets {value}."),
    "_s": N_("No less than {limit} seconds is safe; this sets {value}."),
    "": N_("The legal minimum is {limit}; this sets {value}."),
}
ABOVE = {
    "days": N_("The legal maximum is {limit} days; this sets {value}."),
    "months": N_("The legal maximum is {limit} months; this sets {value}."),
    "_s": N_("No more than {limit} seconds is safe; this sets {value}."),
    "": N_("The legal maximum is {limit}; this sets {value}."),
}
MUST_BE = N_("The law fixes this at {wanted}; this sets {value}.")
GONE = N_("The law requires this setting; it is missing.")
VOID_WORDS = N_("“{words}” is void and may not be shown to customers ({basis}).")


def check(policy: Policy, floors: Floors, province: str | None = None) -> tuple[Finding, ...]:
    """Everything that keeps this policy from being published (BLOCK) or deserves a second look (WARN).

    ``province`` is the address of the store it is for, where one is known.
    """
    return (
        *_limits(policy, floors),
        *_category_limits(policy, floors),
        *_exclusions(policy, floors),
        *_depreciation(policy, floors, province),
        *_proofs_and_fees(policy, floors),
        *_wording(policy),
        *contradictions(policy),
        *(finding for setting, text in _said(policy) for finding in check_text(setting, text, floors)),
    )


def _said(policy: Policy) -> Iterator[tuple[str, str]]:
    """Every sentence of the policy that reaches a customer in Chinese, by its path."""
    yield from ((f"texts.{name}", text) for name, text in policy.texts.items())
    yield from ((f"alternatives.{key}.zh", other.zh) for key, other in policy.alternatives.items())
    for code, words in policy.codes.items():
        yield f"codes.{code}.say_zh", words.say_zh
        if words.plain_zh:
            yield f"codes.{code}.plain_zh", words.plain_zh


def check_text(setting: str, text: str, floors: Floors) -> tuple[Finding, ...]:
    """Void terms in a receipt footer, notice or template (消法26, 处罚办法12), clause by clause."""
    return tuple(
        Finding(
            setting,
            Severity.BLOCK,
            Sentence(VOID_WORDS, {"words": words, "basis": phrase.basis}),
            phrase.basis,
        )
        for clause in _clauses(text)
        for phrase in floors.phrases
        for words in phrase.words
        if words in clause and not (phrase.unless and phrase.unless in clause)
    )  # fmt: skip


def _clauses(text: str) -> Iterator[str]:
    """Sentences, without blanks: 最终 解释权 is no way round."""
    for end in _CLAUSE_ENDS:
        text = text.replace(end, "\0")
    return ("".join(clause.split()) for clause in text.split("\0"))


def _limits(policy: Policy, floors: Floors) -> Iterator[Finding]:
    for limit in floors.limits:
        value = _setting(policy, limit.setting)
        if not isinstance(value, int):
            yield Finding(limit.setting, Severity.BLOCK, Sentence(GONE), limit.basis)
        else:
            yield from _within(limit.setting, value, limit.at_least, limit.at_most, limit.basis)
    for required in floors.required:
        value = _setting(policy, required.setting)
        if value != required.value:
            params = {"wanted": required.value, "value": value}
            yield Finding(required.setting, Severity.BLOCK, Sentence(MUST_BE, params), required.basis)


def _within(setting: str, value: int, at_least: int | None, at_most: int | None, basis: str) -> Iterator[Finding]:
    unit = "_s" if setting.endswith("_s") else next((unit for unit in ("days", "months") if unit in setting), "")
    if at_least is not None and value < at_least:
        yield Finding(setting, Severity.BLOCK, Sentence(BELOW[unit], {"limit": at_least, "value": value}), basis)
    if at_most is not None and value > at_most:
        yield Finding(setting, Severity.BLOCK, Sentence(ABOVE[unit], {"limit": at_most, "value": value}), basis)


def _setting(policy: Policy, path: str) -> object:
    """The value at a dotted path; None where an object or a key on the way is missing."""
    value: object = policy
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else getattr(value, step, None)
    return value


def _category_limits(policy: Policy, floors: Floors) -> Iterator[Finding]:
    for code in sorted((floors.sanbao_categories | floors.durable_categories) - policy.categories.keys()):
        yield Finding(f"categories.{code}", Severity.BLOCK, Sentence(GONE), "三包目录")
    for code, category in policy.categories.items():
        place = f"categories.{code}"
        if code in floors.sanbao_categories and category.regime is not Regime.SANBAO:
            wanted = Sentence(MUST_BE, {"wanted": Regime.SANBAO, "value": category.regime})
            yield Finding(f"{place}.regime", Severity.BLOCK, wanted, "三包目录")
        if code in floors.durable_categories and not category.durable_bop:
            wanted = Sentence(MUST_BE, {"wanted": True, "value": False})
            yield Finding(f"{place}.durable_bop", Severity.BLOCK, wanted, "消法23(3)")
        for limit in floors.category_limits:
            if category.regime is limit.regime:
                yield from _category_within(place, code, getattr(category, limit.setting), limit)


def _category_within(place: str, code: str, value: int | None, limit: CategoryLimit) -> Iterator[Finding]:
    setting = f"{place}.{limit.setting}"
    if value is None:
        yield Finding(setting, Severity.BLOCK, Sentence(GONE), limit.basis)
        return
    own = limit.except_for.get(code)
    at_least = own if own is not None and limit.at_least is not None else limit.at_least
    at_most = own if own is not None and limit.at_most is not None else limit.at_most
    yield from _within(setting, value, at_least, at_most, limit.basis)


def _exclusions(policy: Policy, floors: Floors) -> Iterator[Finding]:
    """The list of goods without a no-reason return may not be widened (实施条例19(1)); it may be given up."""
    widened = N_("The law does not let a store exclude these goods from no-reason return.")
    given_up = N_("The law would allow this exclusion. Once published without it, the promise binds.")
    for code, category in policy.categories.items():
        for name, excluded, lawful in (
            ("hard_excluded_remote", category.hard_excluded_remote, floors.hard_exclusions),
            ("hard_excluded_once_opened", category.hard_excluded_once_opened, floors.hard_exclusions_once_opened),
            ("made_to_order", category.made_to_order, floors.made_to_order),
            ("quality_only", category.quality_only, floors.quality_only),
        ):
            setting = f"categories.{code}.{name}"
            if excluded and code not in lawful:
                yield Finding(setting, Severity.BLOCK, Sentence(widened), "消法25；实施条例19(1)")
            elif not excluded and code in lawful:
                yield Finding(setting, Severity.WARN, Sentence(given_up), "消法25；实施条例12")
        kind = category.art7_kind
        if kind is not None and floors.art7_kinds.get(code) is None:
            yield Finding(f"categories.{code}.art7_kind", Severity.BLOCK, Sentence(widened), "七日办法7、20")
        elif kind is not None and kind not in (1, 2, 3):
            no_kind = Sentence(N_("Article 7 knows kinds 1 to 3; this sets {value}."), {"value": kind})
            yield Finding(f"categories.{code}.art7_kind", Severity.BLOCK, no_kind, "七日办法7")


def _depreciation(policy: Policy, floors: Floors, province: str | None) -> Iterator[Finding]:
    rules = policy.depreciation
    for missing in sorted(floors.no_depreciation_in - rules.forbidden_in):
        allowed = Sentence(N_("Depreciation may never be charged in {province}."), {"province": missing})
        yield Finding("depreciation.forbidden_in", Severity.BLOCK, allowed, "浙江实施办法26")
    if not rules.enabled:
        return
    if province is not None and province in (rules.forbidden_in | floors.no_depreciation_in):
        charged = Sentence(N_("Depreciation may not be charged by a store in {province}."), {"province": province})
        yield Finding("depreciation.enabled", Severity.BLOCK, charged, "浙江实施办法26")
    elif not rules.signed_off_by:
        unsigned = Sentence(N_("Depreciation needs a lawyer's sign-off: name the lawyer in signed_off_by."))
        yield Finding("depreciation.enabled", Severity.BLOCK, unsigned, "实施条例18(2)")


def _proofs_and_fees(policy: Policy, floors: Floors) -> Iterator[Finding]:
    missing = sorted(floors.accepted_proofs - policy.accepted_proofs)
    if missing:
        narrowed = Sentence(
            N_("These proofs of purchase must be accepted too: {proofs}."), {"proofs": ", ".join(missing)}
        )
        yield Finding("accepted_proofs", Severity.BLOCK, narrowed, "消法24；三包17(3)")
    if policy.test_fee.amount_minor > 0 and not policy.test_fee.written_agreement:
        fee = Sentence(N_("A test fee needs the customer's agreement in writing, and no fault found."))
        yield Finding("test_fee", Severity.BLOCK, fee, "消法24(2)")
    if policy.remote.refund_days_default > policy.remote.refund_days_max:
        params = {"limit": policy.remote.refund_days_max, "value": policy.remote.refund_days_default}
        above = Sentence(ABOVE["days"], params)
        yield Finding("remote.refund_days_default", Severity.BLOCK, above, "消法25")


def _wording(policy: Policy) -> Iterator[Finding]:
    """Every code can be said in both languages, and every refusal names another way besides 12315."""
    if REMINDER_12315 not in policy.alternatives:
        yield Finding(f"alternatives.{REMINDER_12315}", Severity.BLOCK, Sentence(GONE), "消法39")
    for code in CODES:
        words = policy.codes.get(code)
        place = f"codes.{code}"
        if words is None or not (words.say_zh and words.say_en and words.basis_zh and words.basis_en):
            unsaid = Sentence(
                N_("The rules give code {code}, but it has no wording in both languages."), {"code": code}
            )
            yield Finding(place, Severity.BLOCK, unsaid)
            continue
        unknown = [key for key in words.alternatives if key not in policy.alternatives]
        if unknown:
            lost = Sentence(N_("There is no alternative called {names}."), {"names": ", ".join(unknown)})
            yield Finding(f"{place}.alternatives", Severity.BLOCK, lost)
        if code in REFUSALS and not _always_fitting(policy, words.alternatives):
            alone = Sentence(N_("A refusal must offer another way that fits all goods, besides 12315."))
            yield Finding(f"{place}.alternatives", Severity.BLOCK, alone)


def _always_fitting(policy: Policy, keys: tuple[str, ...]) -> bool:
    known = policy.alternatives
    return any(key in known and not known[key].only_repairable and key != REMINDER_12315 for key in keys)
