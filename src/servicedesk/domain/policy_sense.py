"""What a policy says that no return can ever reach, that nobody can say, count with or approve.

The law has no say here (``policy_floors``): these are the policy's own contradictions, as far as they can be decided
without a case. BLOCK where a counter would stop at it, WARN where it would do something else than the row seems to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from string import Formatter

from servicedesk.domain.policies import Category, Policy, Regime, Required
from servicedesk.domain.policy_findings import Finding, Severity
from servicedesk.domain.questions import ASKING_ORDER
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_codes import CODES
from servicedesk.domain.sales import OTHER_CATEGORY
from servicedesk.domain.sentences import N_, Sentence
from servicedesk.domain.staff import DEFAULT_ROLES, Permission

MOST = {"days": 3650, "months": 1200, "": 10**12}
"""Beyond these a window would leave the calendar."""
FILLED = ("date", "until", "alternatives", "n", "no")
"""What a customer's sentence may be filled with (``CodeWords``)."""
_APPROVERS = sorted(role.value for role, may in DEFAULT_ROLES.items() if Permission.RETURN_APPROVE in may)

_NO_COUNT = {
    "days": N_("A number of days from 0 to {most} is meant; this sets {value}."),
    "months": N_("A number of months from 0 to {most} is meant; this sets {value}."),
    "": N_("A number from 0 to {most} is meant; this sets {value}."),
}
_EXCHANGE_SHADOWED = N_(
    "Exchange ends on day {exchange}, before no-reason return ends on day {no_reason}: it is never reached."
)
_REFUSED_FIRST = N_("Such goods are refused before any promise is read: this one is never reached.")
_NO_STATE = N_("No-reason return is promised, but no state of the goods is named: they are asked to be unused.")
_FAULT_SHADOWED = N_(
    "The fault period ends on day {value}, before return for any fault ends on day {limit}: it is never reached."
)
_OF_OTHER_GOODS = N_("Goods under the Three Guarantees have warranty months instead: this period is never read.")
_OF_SANBAO = N_("Only goods under the Three Guarantees have this period: it is never read.")
_MAIN_SHADOWED = N_("The main parts' warranty ends before the whole unit's: it is never reached.")
_EXCLUDED_ALREADY = N_("These goods are excluded from remote return already: the Article 7 kind is never read.")
_NOT_ASKED = N_("Nobody can be asked for {name}: the rules know no such question.")
_SANBAO_SHADOWED = N_(
    "Exchange for a fault ends on day {exchange}, before return for a fault ends on day {limit}: "
    "it is reached only after an exchange."
)
_NO_MINORS = N_("A sale is void below {void} years and open to objection below {limited}: the second is never reached.")
_NO_PROVINCE = N_("{province} is not among the provinces: its rules are never reached.")
_NO_OTHER = N_("Goods that name no category are judged as {category}; it is missing.")
_NO_NAME = N_("It has no words in both languages.")
_CANNOT_FILL = N_("“{text}” cannot be filled: only {names} are known.")
_NEVER_SAID = N_("No row of the table gives this code: its words are never said.")
_APPROVES_NOTHING = N_("{role} can approve nothing at the desk: name one of {roles}.")
_NO_OPTION = N_("The rules offer no {option}.")


def contradictions(policy: Policy) -> Iterator[Finding]:
    """Everything of the kind; in the order of the file's parts."""
    yield from _numbers(policy)
    yield from _rows(policy)
    for code, category in policy.categories.items():
        yield from _category_rows(f"categories.{code}", category, policy)
    yield from _words(policy)
    yield from _approvers(policy)


def _found(setting: str, severity: Severity, msgid: str, **params: object) -> Finding:
    return Finding(setting, severity, Sentence(msgid, params))


def _warn(setting: str, msgid: str, **params: object) -> Finding:
    return _found(setting, Severity.WARN, msgid, **params)


def _block(setting: str, msgid: str, **params: object) -> Finding:
    return _found(setting, Severity.BLOCK, msgid, **params)


# ── numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _numbers(policy: Policy) -> Iterator[Finding]:
    for setting, value in _counts(policy, ""):
        name = setting.rpartition(".")[2]
        unit = next((unit for unit in ("days", "months") if unit in name), "")
        if not 0 <= value <= MOST[unit]:
            yield _block(setting, _NO_COUNT[unit], most=MOST[unit], value=value)


def _counts(value: object, path: str) -> Iterator[tuple[str, int]]:
    """Every whole number of the policy with its path."""
    if isinstance(value, int) and not isinstance(value, bool):
        yield path.removeprefix("."), value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _counts(inner, f"{path}.{key}")
    elif is_dataclass(value):
        for part in fields(value):
            yield from _counts(getattr(value, part.name), f"{path}.{part.name}")


# ── rows ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _rows(policy: Policy) -> Iterator[Finding]:
    sanbao, minors = policy.sanbao, policy.minors
    if sanbao.exchange_days < sanbao.return_days:
        shown = {"exchange": sanbao.exchange_days, "limit": sanbao.return_days}
        yield _warn("sanbao.exchange_days", _SANBAO_SHADOWED, **shown)
    if minors.limited_under_age <= minors.void_under_age:
        shown = {"void": minors.void_under_age, "limited": minors.limited_under_age}
        yield _warn("minors.limited_under_age", _NO_MINORS, **shown)
    for province in policy.overlays.keys() - policy.provinces:
        yield _block(f"overlays.{province}", _NO_PROVINCE, province=province)
    if OTHER_CATEGORY not in policy.categories:
        yield _block(f"categories.{OTHER_CATEGORY}", _NO_OTHER, category=OTHER_CATEGORY)


def _category_rows(place: str, category: Category, policy: Policy) -> Iterator[Finding]:
    yield from _promise_rows(place, category)
    yield from _fault_rows(place, category, policy.other_goods.return_days)
    excluded = category.hard_excluded_remote or category.made_to_order or category.quality_only
    if excluded and category.art7_kind is not None:
        yield _warn(f"{place}.art7_kind", _EXCLUDED_ALREADY)
    for name in category.checks:
        if name not in ASKING_ORDER:
            yield _warn(f"{place}.checks", _NOT_ASKED, name=name)


def _promise_rows(place: str, category: Category) -> Iterator[Finding]:
    no_reason, exchange = category.no_reason_days, category.exchange_days
    if category.made_to_order or category.quality_only:
        for name, days in (("no_reason_days", no_reason), ("exchange_days", exchange)):
            if days:
                yield _warn(f"{place}.{name}", _REFUSED_FIRST)
    elif 0 < exchange < no_reason:
        yield _warn(f"{place}.exchange_days", _EXCHANGE_SHADOWED, exchange=exchange, no_reason=no_reason)
    if no_reason and category.no_reason_condition is Required.NOTHING:
        yield _warn(f"{place}.no_reason_condition", _NO_STATE)


def _fault_rows(place: str, category: Category, return_days: int) -> Iterator[Finding]:
    whole, main, late = category.warranty_months, category.main_part_months, category.fault_days_after_7
    if category.regime is Regime.SANBAO:
        if late is not None:
            yield _warn(f"{place}.fault_days_after_7", _OF_OTHER_GOODS)
        if whole is not None and main is not None and main < whole:
            yield _warn(f"{place}.main_part_months", _MAIN_SHADOWED)
        return
    for name in ("warranty_months", "main_part_months", "parts_wait_days"):
        if getattr(category, name) is not None:
            yield _warn(f"{place}.{name}", _OF_SANBAO)
    if late is not None and 0 < late < return_days:
        yield _warn(f"{place}.fault_days_after_7", _FAULT_SHADOWED, value=late, limit=return_days)


# ── words and approvers ─────────────────────────────────────────────────────────────────────────────────────────


def _words(policy: Policy) -> Iterator[Finding]:
    for code, category in policy.categories.items():
        if not (category.zh.strip() and category.en.strip()):
            yield _block(f"categories.{code}", _NO_NAME)
    for key, other in policy.alternatives.items():
        if not (other.zh.strip() and other.en.strip()):
            yield _block(f"alternatives.{key}", _NO_NAME)
    for code, words in policy.codes.items():
        if code not in CODES:
            yield _warn(f"codes.{code}", _NEVER_SAID)
        for name in ("say_zh", "say_en", "plain_zh", "plain_en"):
            text = getattr(words, name) or ""
            if not _can_be_filled(text):
                known = " ".join(f"{{{word}}}" for word in FILLED)
                yield _block(f"codes.{code}.{name}", _CANNOT_FILL, text=text, names=known)


def _can_be_filled(text: str) -> bool:
    try:
        asked = [(name, spec, how) for _said, name, spec, how in Formatter().parse(text) if name is not None]
    except ValueError:
        return False
    return all(name in FILLED and not spec and how is None for name, spec, how in asked)


def _approvers(policy: Policy) -> Iterator[Finding]:
    named = [("supervisor.approver", policy.supervisor.approver)]
    named += [(f"option_approvers.{option}", role) for option, role in policy.option_approvers.items()]
    named += [(f"codes.{code}.approver", words.approver) for code, words in policy.codes.items() if words.approver]
    for setting, role in named:
        if role not in _APPROVERS:
            yield _block(setting, _APPROVES_NOTHING, role=role, roles=", ".join(_APPROVERS))
    for option in policy.option_approvers:
        if option not in list(Outcome):
            yield _warn(f"option_approvers.{option}", _NO_OPTION, option=option)
