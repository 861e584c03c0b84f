"""The desk is asked what can still change the answer, and nothing else (returns-policy 2.8)."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from tests.domain.return_cases import CALENDAR, POLICY
from tests.domain.return_requests import requests_of_the_desk

from servicedesk.domain.questions import (
    Answer,
    PartialRequest,
    Question,
    next_question,
    open_questions,
    open_request,
    progress,
)
from servicedesk.domain.return_case import Case, Outcome
from servicedesk.domain.return_requests import Channel, Condition, Defect, Reason, Request
from servicedesk.domain.return_table import judge
from servicedesk.domain.returns import BetterPromise, decide
from servicedesk.wording import Words

BOUGHT = {"bought_on": date(2026, 11, 3), "seen_on": date(2026, 11, 6)}
USUALLY_KNOWN = ("channel", "proof", "serial", "confirmed")


def opened(category: str, *ask: str, **known: Any) -> PartialRequest:
    return open_request({**BOUGHT, "category": category, **known}, POLICY, ask)


def asked(partial: PartialRequest, *keys: str) -> list[str]:
    """The fields asked one after the other when the clerk presses these keys, then whatever is asked next."""
    asked_fields = []
    for key in (*keys, None):
        question = next_question(partial, POLICY, CALENDAR)
        if question is None:
            break
        asked_fields.append(question.field)
        if key is not None:
            partial = partial.with_answer(question.field, pressed(question, key))
    return asked_fields


def pressed(question: Question, key: str) -> Answer:
    return next(answer for answer in question.answers if answer.key == key)


def test_the_six_reasons_are_the_clerks() -> None:
    question = next_question(opened("APPAREL"), POLICY, CALENDAR)
    assert question is not None
    words = Words("zh_CN")
    assert words.say(question.sentence) == "为什么来退换？"
    assert [(answer.key, words.say(answer.sentence), answer.values, answer.detail) for answer in question.answers] == [
        ("1", "质量问题", (Reason.QUALITY,), None),
        ("2", "不喜欢", (Reason.NO_REASON,), "DISLIKED"),
        ("3", "买错买多", (Reason.NO_REASON,), "WRONG_CHOICE"),
        ("4", "尺码颜色", (Reason.NO_REASON,), "SIZE_OR_COLOUR"),
        ("5", "与描述不符", (Reason.NOT_AS_DESCRIBED,), None),
        ("6", "其他", (Reason.WRONG_ITEM, Reason.GIFT, Reason.HEALTH), None),
    ]


def test_something_else_leads_to_three_more_reasons() -> None:
    partial = opened("APPAREL")
    first = next_question(partial, POLICY, CALENDAR)
    assert first is not None
    second = next_question(partial.with_answer("reason", pressed(first, "6")), POLICY, CALENDAR)
    assert second is not None
    said = [(Words("zh_CN").say(answer.sentence), answer.values) for answer in second.answers]
    assert said == [("发错货", (Reason.WRONG_ITEM,)), ("礼物", (Reason.GIFT,)), ("身体不适", (Reason.HEALTH,))]


def test_the_test_and_the_looks_are_answered_in_the_clerks_words() -> None:
    words = Words("zh_CN")
    test = next_question(opened("APPAREL", reason=Reason.QUALITY), POLICY, CALENDAR)
    looks = next_question(opened("APPAREL", reason=Reason.NO_REASON), POLICY, CALENDAR)
    assert test is not None
    assert looks is not None
    assert {words.say(answer.sentence): answer.values for answer in test.answers} == {
        "确认有问题": (Defect.VERIFIED,),
        "查不出": (Defect.INCONCLUSIVE,),
        "没问题": (Defect.NONE_FOUND,),
        "人为损坏": (Defect.USER_DAMAGE,),
        "送去检测": (Defect.UNKNOWN,),
        "买时已说明": (Defect.DISCLOSED,),
    }
    assert {words.say(answer.sentence): answer.values for answer in looks.answers} == {
        "未拆封": (Condition.SEALED,),
        "拆过没用": (Condition.INTACT,),
        "一次性封口已破": (Condition.OPENED_SEAL,),
        "用过": (Condition.USED,),
        "坏了": (Condition.DAMAGED,),
    }


@pytest.mark.parametrize(
    ("partial", "keys", "fields_asked"),
    [
        (opened("APPAREL"), "22", ["reason", "condition", "tags"]),
        (opened("SHOES"), "22", ["reason", "condition"]),  # cut tags change nothing in the store
        (opened("SHOES", channel=Channel.REMOTE), "22", ["reason", "condition", "tags"]),
        (opened("SHOES"), "11", ["reason", "defect"]),
        (opened("SHOES"), "24", ["reason", "condition"]),  # used: refused whatever else
        (opened("PHONE"), "111", ["reason", "defect", "part"]),
        (opened("PHONE", seen_on=date(2026, 11, 14)), "1111", ["reason", "defect", "part", "stock"]),
        (opened("PHONE", seen_on=date(2026, 11, 14)), "114", ["reason", "defect", "part"][:3]),
        (opened("JEWEL_GOLD"), "2", ["reason"]),  # nothing is promised
        (opened("SHOES", clearance=True), "2", ["reason"]),
        (opened("FOOD"), "11", ["reason", "expired_at_sale"]),
        (opened("SHOES", seen_on=date(2026, 11, 20)), "112", ["reason", "defect", "fundamental"]),
        (opened("SHOES", already_returned=True), "", []),
        (opened("SHOES", recall=True), "", []),
        (opened("PHONE", "serial"), "2", ["serial"]),  # it differs: nothing else matters
    ],
)  # fmt: skip
def test_only_what_can_still_change_the_answer_is_asked(
    partial: PartialRequest, keys: str, fields_asked: list[str]
) -> None:
    assert asked(partial, *keys) == fields_asked


def test_a_provisional_decision_stands_beside_the_question() -> None:
    so_far = progress(opened("APPAREL"), POLICY, CALENDAR)
    assert so_far.question is not None
    assert so_far.decision.code == "P-NR", "everything open stands at its default"
    assert so_far.decision.facts_used[1].how_known == "RECEIPT"


def test_a_better_promise_is_carried_only_once_its_condition_is_known() -> None:
    late = {"seen_on": date(2026, 11, 13), "reason": Reason.QUALITY, "defect": Defect.VERIFIED, "fundamental": False}
    partial = opened("APPAREL", **late)
    settled = progress(partial, POLICY, CALENDAR)
    assert settled.question is None
    assert settled.decision.code == "S-24-LATE"
    assert settled.decision.also == ()
    assert settled.better_offer_question is not None
    assert settled.better_offer_question.field == "condition"
    told = partial.narrowed("condition", (Condition.INTACT,))
    more = progress(told, POLICY, CALENDAR)
    assert more.better_offer_question is not None
    assert more.better_offer_question.field == "tags"
    done = progress(told.narrowed("tags", ("OK",)), POLICY, CALENDAR)
    assert done.better_offer_question is None
    assert done.decision.also == (BetterPromise("P-NR", Outcome.RETURN),)


def test_open_questions_are_all_that_may_still_be_asked() -> None:
    listed = [question.field for question in open_questions(opened("PHONE", reason=Reason.QUALITY), POLICY, CALENDAR)]
    assert listed[0] == "defect"
    assert set(listed) <= {"defect", "part", "condition", "accessories", "activated"}
    assert open_questions(opened("PHONE", recall=True), POLICY, CALENDAR) == ()


def known_beforehand(request: Request) -> dict[str, object]:
    """What the desk has before it asks: all of a request but what it opens for these goods."""
    category = POLICY.category(request.category)
    asked_for = {"reason", "defect", "stock", "fundamental", *category.checks, *USUALLY_KNOWN}
    values = {field.name: getattr(request, field.name) for field in fields(request) if field.name != "assumed"}
    return {name: value for name, value in values.items() if name not in asked_for}


def true_answer(question: Question, request: Request) -> Answer | None:
    truth = getattr(request, question.field)
    return next((answer for answer in question.answers if truth in answer.values), None)


@given(requests_of_the_desk())
def test_answering_until_nothing_is_asked_gives_the_decision_of_the_whole_request(request: Request) -> None:
    partial = open_request(known_beforehand(request), POLICY, USUALLY_KNOWN)
    # What isn't open for such goods keeps its default, so the whole request must have it too.
    closed = {name for name in ("stock", "fundamental") if name not in partial.possible}
    whole = {field.name: getattr(request, field.name) for field in fields(request) if field.name not in closed}
    for _ in range(20):
        question = next_question(partial, POLICY, CALENDAR)
        if question is None:
            break
        answer = true_answer(question, request)
        if answer is None:
            return  # a headset on a television, a serial that doesn't exist: no desk has such goods
        assert question.field not in partial.known
        partial = partial.with_answer(question.field, answer)
    reached = progress(partial, POLICY, CALENDAR)
    expected = decide(Request(**whole), POLICY, CALENDAR)
    assert reached.question is None
    assert (reached.decision.outcome, reached.decision.options, reached.decision.code) == (
        expected.outcome,
        expected.options,
        expected.code,
    )
    if reached.better_offer_question is None:
        assert reached.decision.also == expected.also


@given(requests_of_the_desk())
def test_the_answers_of_a_question_never_all_agree(request: Request) -> None:
    """Each question asked leaves, for two of its answers, decisions that differ for some completion of the rest."""
    partial = open_request(known_beforehand(request), POLICY)
    question = next_question(partial, POLICY, CALENDAR)
    if question is None:
        return
    reachable = {frozenset(completions(partial.with_answer(question.field, answer))) for answer in question.answers}
    assert len(reachable) > 1


def completions(partial: PartialRequest) -> set[tuple[object, ...]]:
    """Every verdict that some whole request still reaches, one field after the other, by the plain table."""
    if not partial.possible:
        verdict = judge(Case(partial.as_request(), POLICY, CALENDAR)).answer
        return {(verdict.outcome, verdict.options, verdict.code)}
    name, values = next(iter(partial.possible.items()))
    reason = partial.known.get("reason")
    if name in ("defect", "expired_at_sale", "food_unsafe") and reason in (Reason.NO_REASON, Reason.GIFT):
        values = (Defect.UNKNOWN,) if name == "defect" else (False,)
    return {verdict for value in values for verdict in completions(partial.narrowed(name, (value,)))}
