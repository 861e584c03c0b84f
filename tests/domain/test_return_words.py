"""Everything a decision is made of can be told in the clerk's words."""

from __future__ import annotations

from dataclasses import fields

import pytest
from tests.domain.return_cases import BOUGHT, CALENDAR, POLICY

from servicedesk.domain.questions import ASKING_ORDER, open_questions, open_request
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_requests import Part, Request
from servicedesk.domain.return_table import FAULTS, FIRST, UNWANTED
from servicedesk.domain.return_words import HOW_WORDS, HowKnown, field_sentence, option_sentence, value_sentence
from servicedesk.wording import Words

CHINESE = Words("zh_CN")


def test_every_fact_a_row_reads_is_a_field_with_a_name() -> None:
    known = {field.name for field in fields(Request)}
    read = {name for row in (*FIRST, *FAULTS, *UNWANTED) for name in row.reads}
    assert read <= known
    for name in read | {"start_on", "asked_on", "day", "last_on"}:
        assert CHINESE.knows(field_sentence(name).msgid)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_option_has_its_words(outcome: Outcome) -> None:
    assert CHINESE.knows(option_sentence(outcome).msgid)


@pytest.mark.parametrize("how", HowKnown)
def test_every_way_of_knowing_has_its_words(how: HowKnown) -> None:
    assert CHINESE.knows(HOW_WORDS[how])


def test_values_are_said_and_figures_speak_for_themselves() -> None:
    assert CHINESE.say(value_sentence("part", Part.BATTERY)) == "电池"
    assert CHINESE.say(value_sentence("clearance", True)) == "是"
    assert CHINESE.say(value_sentence("repairs", 2)) == "2"
    assert CHINESE.say(value_sentence("bought_on", BOUGHT)) == "2026-11-03"


@pytest.mark.parametrize("category", sorted(POLICY.categories))
def test_every_question_about_such_goods_and_each_answer_can_be_said(category: str) -> None:
    known = {"category": category, "bought_on": BOUGHT, "seen_on": BOUGHT}
    partial = open_request(known, POLICY, ("channel", "proof", "serial", "confirmed"))
    assert set(partial.possible) <= set(ASKING_ORDER)
    for question in open_questions(partial, POLICY, CALENDAR):
        assert CHINESE.knows(question.sentence.msgid)
        assert all(CHINESE.knows(answer.sentence.msgid) for answer in question.answers)
        assert [answer.key for answer in question.answers] == [str(n + 1) for n in range(len(question.answers))]
