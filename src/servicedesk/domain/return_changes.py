"""What would change an answer: one fact different, or one day too many, judged by the same table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from servicedesk.domain.return_case import Case, Outcome
from servicedesk.domain.return_requests import (
    Accessories,
    Channel,
    Condition,
    Defect,
    Proof,
    Reason,
    Request,
    SerialCheck,
    Tags,
)
from servicedesk.domain.return_table import RANK, Verdict, judge, worth
from servicedesk.domain.sentences import N_, Sentence


@dataclass(frozen=True, slots=True)
class Change:
    """If ``condition`` held, the answer would be ``option`` by ``code``, until ``until`` where a window ends it."""

    condition: Sentence
    option: Outcome
    code: str
    until: date | None
    better: bool


@dataclass(frozen=True, slots=True)
class _Hope:
    """One way a request could be different; ``of`` gives the other request, or None where it makes no sense.

    ``field`` is what it changes: it is tried when the deciding row read that field, or ``always``.
    """

    field: str
    msgid: str
    of: Callable[[Request], Request | None]
    always: bool = False


def _proven(request: Request) -> Request | None:
    unproven = request.proof is Proof.NONE and request.start_on is not None
    return replace(request, proof=Proof.RECEIPT) if unproven else None


def _serial_matches(request: Request) -> Request | None:
    return replace(request, serial=SerialCheck.YES) if request.serial is SerialCheck.NO else None


def _guardian_agrees(request: Request) -> Request | None:
    return replace(request, guardian_objects=False) if request.age is not None else None


def _accessories_brought(request: Request) -> Request | None:
    missing = request.accessories is Accessories.MISSING
    return replace(request, accessories=Accessories.COMPLETE) if missing else None


def _unused(request: Request) -> Request | None:
    if request.condition in (Condition.SEALED, Condition.INTACT):
        return None
    return replace(request, condition=Condition.INTACT)


def _sealed(request: Request) -> Request | None:
    return None if request.condition is Condition.SEALED else replace(request, condition=Condition.SEALED)


def _tags_on(request: Request) -> Request | None:
    return replace(request, tags=Tags.OK) if request.tags is Tags.CUT else None


def _not_activated(request: Request) -> Request | None:
    return replace(request, activated=False) if request.activated else None


def _fault_shown(request: Request) -> Request | None:
    if request.defect is Defect.VERIFIED:
        return None
    return replace(request, reason=Reason.QUALITY, defect=Defect.VERIFIED)


def _purpose_defeated(request: Request) -> Request | None:
    shown = request.defect is Defect.VERIFIED and not request.fundamental
    return replace(request, fundamental=True) if shown else None


def _without_a_reason(request: Request) -> Request | None:
    """At a distance a return needs no reason, so an untested fault needn't wait for its test."""
    if request.channel is not Channel.REMOTE or request.reason is Reason.NO_REASON:
        return None
    return replace(request, reason=Reason.NO_REASON, defect=Defect.UNKNOWN)


HOPES = (
    _Hope("proof", N_("if the purchase can be proven"), _proven),
    _Hope("serial", N_("if the serial number matches the sale after all"), _serial_matches),
    _Hope("guardian_objects", N_("if the guardian agrees to the purchase"), _guardian_agrees),
    _Hope("accessories", N_("if what is missing is brought"), _accessories_brought),
    _Hope("condition", N_("if it were complete and unused"), _unused),
    _Hope("condition", N_("if it were not opened"), _sealed),
    _Hope("tags", N_("if the tags were still on"), _tags_on),
    _Hope("activated", N_("if it had not been activated"), _not_activated),
    _Hope("reason", N_("if it is given back without a reason"), _without_a_reason, always=True),
    _Hope("defect", N_("if a test shows a fault"), _fault_shown, always=True),
    _Hope("fundamental", N_("if the fault defeats the purpose of the purchase"), _purpose_defeated),
)
FROM_DAY = N_("from {day} on")


def changes(case: Case, verdict: Verdict) -> tuple[Change, ...]:
    """The better answers that are one fact away, then what the next day after the window brings."""
    found: dict[tuple[Outcome, str], Change] = {}
    for change in _hopes(case, verdict):
        found.setdefault((change.option, change.code), change)
    later = _after_window(case, verdict)
    return (*found.values(), later) if later else tuple(found.values())


def _hopes(case: Case, verdict: Verdict) -> Iterator[Change]:
    given = worth(verdict.answer)
    if given >= RANK[Outcome.RETURN] or case.request.already_returned:
        return
    read = verdict.row.reads
    for hope in HOPES:
        other = hope.of(case.request) if hope.always or hope.field in read else None
        if other is None:
            continue
        answer = judge(Case(other, case.policy, case.calendar)).answer
        if worth(answer) > given:
            until = answer.window.last if answer.window else None
            yield Change(Sentence(hope.msgid), answer.outcome, answer.code, until, better=True)


def _after_window(case: Case, verdict: Verdict) -> Change | None:
    """What the customer gets who comes a day after ``last``. A running repair will have moved the days by then."""
    answer = verdict.answer
    if not answer.options or answer.window is None or not case.within(answer.window):
        return None
    if case.request.intake_on is not None:
        return None
    day = answer.window.last + timedelta(days=1)
    other = replace(case.request, notified_on=day, seen_on=max(day, case.request.seen_on))
    then = judge(Case(other, case.policy, case.calendar)).answer
    if then.code == answer.code and then.options == answer.options:
        return None
    return Change(Sentence(FROM_DAY, {"day": day}), then.outcome, then.code, None, better=False)
