"""The facts a verdict stands on, as rows: what it is, how it is known, and whether it speaks against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from servicedesk.domain.policies import Policy
from servicedesk.domain.return_words import HOW_WORDS, HowKnown, field_sentence, value_sentence
from servicedesk.domain.returns import Decision, FactUsed
from servicedesk.ui.returns.saying import category_words
from servicedesk.ui.words import dated_words, day_words, t, words


@dataclass(frozen=True, slots=True)
class Ground:
    """One fact the rule stands on: what it is, how it is known or measured, and whether it speaks against."""

    text: str
    source: str
    against: bool


_MOST_GROUNDS = 4
_PLAIN = ("category", "channel")
"""What stands before everybody's eyes is told only where nothing else is."""
_COUNTED = ("start_on", "asked_on", "day", "last_on")
_AGAINST = frozenset(
    {
        ("condition", "USED"), ("condition", "DAMAGED"), ("condition", "OPENED_SEAL"), ("accessories", "MISSING"),
        ("tags", "CUT"), ("serial", "NO"), ("proof", "NONE"), ("defect", "USER_DAMAGE"), ("defect", "NONE_FOUND"),
        ("activated", "True"), ("already_returned", "True"), ("other_entity", "True"), ("confirmed", "EXPLICIT"),
    }
)  # fmt: skip


def grounds_of(decision: Decision, policy: Policy, most: int = _MOST_GROUNDS) -> tuple[Ground, ...]:
    """What was asked first, then the days, then what the records say; the few that tell most."""
    used = [one for one in decision.facts_used if one.name not in _COUNTED]
    used.sort(key=lambda one: one.how_known is not HowKnown.ASKED)
    days = _days_ground(decision)
    telling = [one for one in used if one.value is not False]
    if days is not None or any(one.name not in _PLAIN for one in telling):
        telling = [one for one in telling if one.name not in _PLAIN]
    shown = [_ground(one, policy) for one in telling]
    room = most - (days is not None)
    asked = sum(one.how_known is HowKnown.ASKED for one in telling)
    before, after = shown[: min(asked, room)], shown[min(asked, room) : room]
    return (*before, *((days,) if days is not None else ()), *after)


def _ground(used: FactUsed, policy: Policy) -> Ground:
    value = used.value
    if used.name == "category" and str(value) in policy.categories:
        told = category_words(str(value), policy)
    elif isinstance(value, date):
        told = dated_words(value)
    else:
        told = words().say(value_sentence(used.name, value))
    text = t("{what}: {value}", what=words().say(field_sentence(used.name)), value=told)
    return Ground(text, t(HOW_WORDS[used.how_known]), (used.name, str(value)) in _AGAINST)


def _days_ground(decision: Decision) -> Ground | None:
    values = {one.name: one.value for one in decision.facts_used}
    start_on, last_on = values.get("start_on"), decision.last_on
    if not isinstance(start_on, date) or last_on is None or decision.day is None:
        return None
    text = t("{n} days since {day}", n=decision.day, day=day_words(start_on))
    return Ground(text, t("last day {day}", day=day_words(last_on)), decision.asked_on > last_on)
