"""What holds for every possible return, whatever the rows say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.domain.return_cases import CALENDAR, POLICY
from tests.domain.return_requests import requests
from tests.domain.test_returns_table import CHAPTERS, decided

from servicedesk.domain.policies import Rollover
from servicedesk.domain.return_case import Case, Outcome
from servicedesk.domain.return_codes import CODES
from servicedesk.domain.return_requests import Channel, Condition, Defect, Proof, Reason, Request
from servicedesk.domain.return_table import FAULTS, FIRST, PROMISE, REMOTE, judge, worth
from servicedesk.domain.returns import decide, say

ROWS = {row.id for row in (*FIRST, *FAULTS, *REMOTE, *PROMISE)} | {"D2", "D6"}
NO_OPTIONS = {Outcome.REFUSE_ALT, Outcome.SUPERVISOR}


def test_every_row_is_reached_by_a_case_of_the_table() -> None:
    reached = {step for chapter in CHAPTERS for inputs, _ in chapter.values() for step in decided(**inputs).path}
    assert reached == ROWS


@given(requests())
def test_every_possible_request_has_exactly_one_whole_answer(request: Request) -> None:
    decision = decide(request, POLICY, CALENDAR)
    assert decision == decide(request, POLICY, CALENDAR)
    assert decision.code in CODES
    assert decision.path[-1] == decision.row
    assert set(decision.path) <= ROWS
    if decision.outcome in NO_OPTIONS:
        assert decision.options == ()
    else:
        assert decision.options[0] is decision.outcome
        assert len(set(decision.options)) == len(decision.options)
    assert list(decision.flags) == sorted(decision.flags)
    assert (decision.approver is not None) is decision.needs_supervisor
    if decision.outcome is Outcome.REFUSE_ALT:
        assert len(decision.alternatives) >= 2
        assert decision.alternatives[-1] == "CALL_12315"


@given(requests(), st.sampled_from(("zh_CN", "en")))
def test_every_answer_can_be_said_without_a_gap(request: Request, language: str) -> None:
    said = say(decide(request, POLICY, CALENDAR), POLICY, language, "RT-0217")
    assert said
    assert not any(gap in said for gap in ("{", "}", "None", "： ）", "：）", "  "))


@given(requests())
def test_rolling_over_rest_days_never_ends_a_period_sooner(request: Request) -> None:
    unrolled = replace(POLICY, rollover=replace(POLICY.rollover, STAT=Rollover.NONE))
    for row in (*FAULTS, *REMOTE, *PROMISE):
        with_rest = row.rule(Case(request, POLICY, CALENDAR)) if request.start_on else None
        without = row.rule(Case(request, unrolled, CALENDAR)) if request.start_on else None
        if with_rest and without and with_rest.code == without.code and with_rest.window and without.window:
            assert with_rest.window.last >= without.window.last
    strict = judge(Case(request, unrolled, CALENDAR)).answer
    kind = judge(Case(request, POLICY, CALENDAR)).answer
    if strict.code.startswith(("S-", "O-")) and kind.code.startswith(("S-", "O-")):
        assert worth(kind) >= worth(strict)


@given(requests(defect=Defect.VERIFIED, reason=Reason.QUALITY), requests())
def test_no_promise_and_no_threshold_takes_a_statutory_right_away(request: Request, other: Request) -> None:
    """Whatever the store promises, excludes, marks down or wants signed, a verified fault gets the same answer."""
    meddled = replace(
        request,
        condition=other.condition,
        tags=other.tags,
        accessories=other.accessories,
        activated=other.activated,
        clearance=other.clearance,
        confirmed=other.confirmed,
        channel=other.channel,
        no_reason_days_at_sale=other.no_reason_days_at_sale,
        refund_minor=10_000_000,
    )
    plain, hard = decide(request, POLICY, CALENDAR), decide(meddled, POLICY, CALENDAR)
    assert (plain.outcome, plain.options, plain.code, plain.last_on) == (
        hard.outcome,
        hard.options,
        hard.code,
        hard.last_on,
    )


@given(
    requests(proof=Proof.RECEIPT, reason=Reason.QUALITY, defect=Defect.VERIFIED),
    st.sampled_from(("ZJ", "SH", "BJ", "SD")),
)
def test_an_overlay_only_ever_gives_more(request: Request, province: str) -> None:
    national = judge(Case(replace(request, province=None), POLICY, CALENDAR)).answer
    local = judge(Case(replace(request, province=province), POLICY, CALENDAR)).answer
    assert worth(local) >= worth(national)


@given(requests(notified_on=None), st.integers(1, 30))
def test_a_request_that_was_announced_earlier_is_not_judged_worse(request: Request, days: int) -> None:
    """The day of the notice counts, however late the goods arrive: at a distance and by the store's promise."""
    start_on = request.start_on or request.seen_on
    remote = replace(request, channel=Channel.REMOTE, reason=Reason.NO_REASON, defect=Defect.UNKNOWN)
    early = max(start_on, request.seen_on - timedelta(days=days))
    announced = judge(Case(replace(remote, notified_on=early), POLICY, CALENDAR)).answer
    unannounced = judge(Case(remote, POLICY, CALENDAR)).answer
    assert worth(announced) >= worth(unannounced)


@given(requests(channel=Channel.STORE, reason=Reason.NO_REASON, defect=Defect.UNKNOWN, condition=Condition.SEALED))
def test_what_is_offered_besides_is_always_better_and_always_the_promise(request: Request) -> None:
    for reason, defect in (
        (Reason.QUALITY, Defect.VERIFIED),
        (Reason.QUALITY, Defect.UNKNOWN),
        (Reason.HEALTH, Defect.UNKNOWN),
    ):
        claimed = decide(replace(request, reason=reason, defect=defect), POLICY, CALENDAR)
        for other in claimed.also:
            unwanted = decide(request, POLICY, CALENDAR)
            assert (other.code, other.option) == (unwanted.code, unwanted.outcome)
            assert other.option not in claimed.options


@given(requests())
def test_a_named_change_really_brings_the_answer_it_names(request: Request) -> None:
    decision = decide(request, POLICY, CALENDAR)
    for change in decision.would_change:
        if change.better:
            assert change.option not in (decision.outcome, *NO_OPTIONS)
        else:
            later = change.condition.params["day"]
            assert isinstance(later, date)
            asked = replace(request, notified_on=later, seen_on=max(later, request.seen_on))
            then = decide(asked, POLICY, CALENDAR)
            assert (then.outcome, then.code) == (change.option, change.code)
            assert decision.last_on is not None
            assert later == decision.last_on + timedelta(days=1)
