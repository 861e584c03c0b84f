"""What to ask next at the desk: only what can still change the answer (returns-policy 2.8).

The table itself is run with the unknowns open. A rule that reads an open field stops the run, which then goes on once
for each answer the field can have: the leaves of that tree are the verdicts still possible. A question is worth asking
when its answers leave different sets of them; when one verdict is left, nothing more is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, cast

from servicedesk.domain.calendar import WorkCalendar
from servicedesk.domain.policies import Category, Policy, Regime
from servicedesk.domain.return_case import Case
from servicedesk.domain.return_requests import (
    Accessories,
    Channel,
    Condition,
    Confirmed,
    Defect,
    Part,
    Proof,
    Reason,
    Request,
    SerialCheck,
    Stock,
    Tags,
)
from servicedesk.domain.return_table import better_promise, judge
from servicedesk.domain.return_words import ANSWER_WORDS, NO, YES
from servicedesk.domain.returns import Decision, decide
from servicedesk.domain.sentences import N_, Sentence

Outlook = tuple[object, ...]
"""One verdict as far as it matters here: outcome, options, code, and the better promise where offers are asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One button. ``values`` are what the field can still be after it; ``detail`` is kept for the review of returns."""

    key: str
    sentence: Sentence
    values: tuple[object, ...]
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """The next thing to ask, in the clerk's words; a digit key answers it."""

    field: str
    sentence: Sentence
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class PartialRequest:
    """A request some of whose fields are open: ``known`` as in ``Request``, ``possible`` the values still open."""

    known: Mapping[str, object]
    possible: Mapping[str, tuple[object, ...]]

    def with_answer(self, field: str, answer: Answer) -> PartialRequest:
        return self.narrowed(field, answer.values)

    def narrowed(self, field: str, values: tuple[object, ...]) -> PartialRequest:
        """The field is one of these; a single one makes it known."""
        others = {name: still for name, still in self.possible.items() if name != field}
        if len(values) == 1:
            return PartialRequest({**self.known, field: values[0]}, others)
        return PartialRequest(self.known, {**others, field: values})

    def as_request(self) -> Request:
        """With everything open at its default (2.7.3), marked as assumed."""
        known = cast("dict[str, Any]", dict(self.known))
        return Request(**known, assumed=frozenset(_DEFAULTS) - known.keys())


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a request has got. ``decision`` holds for certain when ``question`` is None, else it is provisional."""

    question: Question | None
    decision: Decision
    better_offer_question: Question | None = None
    """Set only when the verdict is settled: its answer decides whether the store's promise gives something better."""


_DEFAULTS = {field.name: field.default for field in fields(Request) if field.default is not MISSING}
_YES_NO = (True, False)
_ONLY_OF_CLAIMS: Mapping[str, object] = {"defect": Defect.UNKNOWN, "expired_at_sale": False, "food_unsafe": False}
"""Nobody tests goods whose customer finds no fault with them: without a claim these stand at their default."""
_NO_CLAIM = (Reason.NO_REASON, Reason.GIFT)
_BUTTONS: Mapping[str, tuple[tuple[str, tuple[object, ...], str | None], ...]] = {
    "reason": (
        (N_("quality problem"), (Reason.QUALITY,), None),
        (N_("doesn't like it"), (Reason.NO_REASON,), "DISLIKED"),
        (N_("bought the wrong thing, or too many"), (Reason.NO_REASON,), "WRONG_CHOICE"),
        (N_("size or colour"), (Reason.NO_REASON,), "SIZE_OR_COLOUR"),
        (N_("not as described"), (Reason.NOT_AS_DESCRIBED,), None),
        (N_("something else"), (Reason.WRONG_ITEM, Reason.GIFT, Reason.HEALTH), None),
    ),
}
_VALUES: Mapping[str, tuple[object, ...]] = {
    "reason": tuple(Reason),
    "defect": (
        Defect.VERIFIED,
        Defect.INCONCLUSIVE,
        Defect.NONE_FOUND,
        Defect.USER_DAMAGE,
        Defect.UNKNOWN,
        Defect.DISCLOSED,
    ),
    "expired_at_sale": _YES_NO,
    "food_unsafe": _YES_NO,
    "serial": (SerialCheck.YES, SerialCheck.NO),
    "proof": tuple(Proof),
    "channel": tuple(Channel),
    "part": tuple(Part),
    "condition": tuple(Condition),
    "accessories": tuple(Accessories),
    "tags": tuple(Tags),
    "activated": _YES_NO,
    "confirmed": tuple(Confirmed),
    "fundamental": _YES_NO,
    "stock": tuple(Stock),
}
_QUESTIONS: Mapping[str, str] = {
    "channel": N_("Where was it bought?"),
    "proof": N_("What shows the purchase?"),
    "serial": N_("Does the serial number match the sale?"),
    "reason": N_("Why is it coming back?"),
    "expired_at_sale": N_("Was it past its date when it was sold?"),
    "food_unsafe": N_("Has it gone bad, or is there something in it?"),
    "defect": N_("Test it here: what do you find?"),
    "part": N_("What doesn't work?"),
    "condition": N_("What does it look like?"),
    "accessories": N_("Is everything that came with it here?"),
    "tags": N_("Are the tags still on?"),
    "activated": N_("Has it been activated?"),
    "confirmed": N_("Did the customer confirm that this can't be returned?"),
    "fundamental": N_("Does the fault make the purchase useless to the customer?"),
    "stock": N_("Is the same model in stock?"),
}
ASKING_ORDER = tuple(_QUESTIONS)
"""From what anybody can see to what takes a look at the stock."""


def open_request(known: Mapping[str, object], policy: Policy, ask: Iterable[str] = ()) -> PartialRequest:
    """What is known of a return, and open whatever a clerk can find out about such goods.

    ``known`` has fields of ``Request`` from sale, records and settings; whatever is neither known nor worth asking
    stands at its default. ``ask`` opens fields that are usually known: channel, proof, serial, confirmed.
    """
    category = policy.category(str(known.get("category", _DEFAULTS["category"])))
    askable = {*_askable(category), *ask} - known.keys()
    possible = {name: _values(name, category) for name in ASKING_ORDER if name in askable}
    return PartialRequest(dict(known), possible)


def _askable(category: Category) -> Iterator[str]:
    yield from ("reason", "defect")
    yield from category.checks
    yield "stock" if category.regime is Regime.SANBAO else "fundamental"


def _values(name: str, category: Category) -> tuple[object, ...]:
    if name == "part" and not category.accessory_parts:
        return (Part.WHOLE, Part.MAIN)
    return _VALUES[name]


def next_question(
    partial: PartialRequest, policy: Policy, calendar: WorkCalendar, better_offers: bool = False
) -> Question | None:
    """The first question, in asking order, whose answers leave different verdicts; None when one verdict is left.

    ``better_offers`` counts a better promise of the store (2.7.2) as part of the verdict.
    """
    return next(_open_questions(partial, policy, calendar, better_offers), None)


def open_questions(partial: PartialRequest, policy: Policy, calendar: WorkCalendar) -> tuple[Question, ...]:
    """Every question that can still change the verdict, in asking order."""
    return tuple(_open_questions(partial, policy, calendar, better_offers=False))


def progress(partial: PartialRequest, policy: Policy, calendar: WorkCalendar) -> Progress:
    """The next question, and the decision so far. A better promise is only carried once it is certain."""
    question = next_question(partial, policy, calendar)
    decision = decide(partial.as_request(), policy, calendar)
    if question is not None:
        return Progress(question, replace(decision, also=()))
    offer_question = next_question(partial, policy, calendar, better_offers=True)
    return Progress(None, replace(decision, also=()) if offer_question else decision, offer_question)


def _open_questions(
    partial: PartialRequest, policy: Policy, calendar: WorkCalendar, better_offers: bool
) -> Iterator[Question]:
    run = _Run(policy, calendar, better_offers)
    if len(run.outlooks(partial)) == 1:
        return
    for name in ASKING_ORDER:
        if name not in partial.possible or (name in _ONLY_OF_CLAIMS and not _claims(partial)):
            continue
        question = _question(name, partial.possible[name])
        left = {run.outlooks(partial.narrowed(name, answer.values)) for answer in question.answers}
        if len(left) > 1:
            yield question


def _claims(partial: PartialRequest) -> bool:
    """Whether the customer is known to find something wrong with the goods."""
    return partial.known.get("reason", Reason.NO_REASON) not in _NO_CLAIM


def _question(name: str, possible: tuple[object, ...]) -> Question:
    buttons = _BUTTONS.get(name, ()) if possible == _VALUES[name] else ()
    if not buttons:
        buttons = tuple((_word(name, value), (value,), None) for value in possible)
    answers = tuple(
        Answer(str(position), Sentence(msgid), values, detail)
        for position, (msgid, values, detail) in enumerate(buttons, start=1)
    )
    return Question(name, Sentence(_QUESTIONS[name]), answers)


def _word(name: str, value: object) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return ANSWER_WORDS[name, str(value)]


class Unanswered(Exception):
    """A rule read a field that is still open. No error: it stops one run of the table where an answer is missing."""

    def __init__(self, field: str) -> None:
        self.field = field


class _OpenRequest:
    """Reads like a ``Request``; an open field raises ``Unanswered``."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self.__dict__.update(values)
        self.start_on = values["installed_on"] or values["delivered_on"] or values["bought_on"]
        self.asked_on = values["notified_on"] or values["seen_on"]

    def __getattr__(self, name: str) -> object:
        raise Unanswered(name)


class _Run:
    """The table run with unknowns open, for one policy and calendar."""

    def __init__(self, policy: Policy, calendar: WorkCalendar, better_offers: bool) -> None:
        self._policy = policy
        self._calendar = calendar
        self._better_offers = better_offers

    def outlooks(self, partial: PartialRequest) -> frozenset[Outlook]:
        """The verdicts that are still possible."""
        settled = {name: value for name, value in _DEFAULTS.items() if name not in partial.possible}
        return frozenset(self._leaves({**settled, **partial.known}, partial.possible))

    def _leaves(self, values: dict[str, object], possible: Mapping[str, tuple[object, ...]]) -> Iterator[Outlook]:
        try:
            yield self._outlook(values)
            return
        except Unanswered as stopped:
            field = stopped.field
        if field in _ONLY_OF_CLAIMS and "reason" not in values:
            field = "reason"
        for value in _consistent(field, possible[field], values):
            yield from self._leaves({**values, field: value}, possible)

    def _outlook(self, values: Mapping[str, object]) -> Outlook:
        case = Case(cast("Request", _OpenRequest(values)), self._policy, self._calendar)
        verdict = judge(case)
        answer = verdict.answer
        if not self._better_offers:
            return (answer.outcome, answer.options, answer.code)
        promise = better_promise(case, verdict)
        return (answer.outcome, answer.options, answer.code, promise and (promise.code, promise.outcome))


def _consistent(field: str, possible: tuple[object, ...], values: Mapping[str, object]) -> tuple[object, ...]:
    """The answers a field can have beside the reason already given."""
    if field in _ONLY_OF_CLAIMS and values["reason"] in _NO_CLAIM:
        return (_ONLY_OF_CLAIMS[field],)
    return possible
