"""Two weeks of the demo store: everything that can happen at a counter has happened there, by the rules."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from servicedesk.commands.demo import make_for_pictures
from servicedesk.commands.screens import AT
from servicedesk.desk import setup
from servicedesk.domain.questions import _Run, open_request
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_requests import Channel
from servicedesk.domain.returns_facts import (
    ApprovalDenied,
    ApprovalGiven,
    DayLogPrinted,
    RefundFailed,
    RefundPaid,
    ReturnRefused,
    ReturnSettled,
    ReturnVoided,
    SalesImported,
)
from servicedesk.domain.slips import ReceiptReprinted, SlipOutcome, SlipState
from servicedesk.domain.times import FixedClock, from_ms, to_ms
from servicedesk.domain.visits import (
    NeedsNoted,
    Purpose,
    VisitClassified,
    VisitFinished,
    VisitGreeted,
    VisitHandedOn,
    VisitOpened,
    VisitParked,
    VisitState,
)
from servicedesk.paths import Home
from servicedesk.records import journal
from servicedesk.records.journal import Recorded
from servicedesk.records.queries import visits as visit_rows
from servicedesk.wire import codec
from servicedesk.wire.policies import default_calendar, default_policy

DAYS, ZONE = 14, AT.tzinfo
TODAY = AT.date()
AGES = (5, 10, 20, 500, 800)
REACHED_BY = (
    {},
    {"channel": Channel.REMOTE},
    {"clearance": True},
    {"other_entity": True},
    {"already_returned": True},
)
"""What a receipt can say that the customer is not asked."""
NOT_OFFERED_AT_THE_DESK = {Outcome.STORE_CREDIT}
"""For a gift receipt, which no page asks about."""


def facts_of(home: Home, at: datetime) -> list[Recorded]:
    desk = setup.open_desk(home, FixedClock(at), verify=False)
    try:
        with desk.database.reading() as connection:
            return list(journal.read(connection))
    finally:
        desk.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made: Home = make_for_pictures(tmp_path_factory.mktemp("two weeks") / "home", AT, DAYS)
    return made


@pytest.fixture(scope="module")
def facts(home: Home) -> list[Recorded]:
    return facts_of(home, AT)


def of(facts: list[Recorded], kind: type) -> list[Recorded]:
    return [one for one in facts if isinstance(one.fact, kind)]


def reachable() -> Iterator[tuple[str, str]]:
    """Every code with its outcome that somebody can get at this desk, by running the table with all answers open."""
    policy = default_policy()
    run = _Run(policy, default_calendar(), better_offers=False)
    for category in policy.categories:
        for age in AGES:
            for more in REACHED_BY if category in ("PHONE", "FRESH", "CUSTOM", "MEDIA_SOFT") else REACHED_BY[:1]:
                bought = {"seen_on": TODAY, "bought_on": TODAY - timedelta(days=age), "category": category}
                known = {"channel": Channel.STORE} | bought | more
                for outcome, _options, code, *_ in run.outlooks(open_request(known, policy, ("serial",))):
                    yield str(code), str(outcome)


def test_every_answer_that_the_rules_have_for_this_desk_was_given(facts: list[Recorded]) -> None:
    given = {
        (one.fact.decision.code, one.fact.decision.outcome)
        for one in facts
        if isinstance(one.fact, ReturnSettled | ReturnRefused)
    }
    possible = set(reachable())
    assert len(possible) > 35
    assert possible - given == set()


def test_every_way_out_was_chosen_and_every_tender_paid_back(facts: list[Recorded]) -> None:
    settled = [one.fact for one in facts if isinstance(one.fact, ReturnSettled)]
    chosen = {Outcome(one.decision.chosen) for one in settled}
    never = {Outcome.REFUSE_ALT, Outcome.SUPERVISOR} | NOT_OFFERED_AT_THE_DESK
    assert chosen == set(Outcome) - never
    tenders = {due.tender for one in settled for due in one.refunds}
    assert tenders >= {"CASH", "WECHAT", "ALIPAY", "CARD", "GIFTCARD"}
    assert {one.fact.accepted for one in of(facts, ReturnRefused)} >= {
        "",
        "FAULT_CLAIM",
        "BRING_MISSING",
        "PAID_REPAIR",
    }


def test_second_people_say_yes_and_no_and_wrong_settlements_are_voided(facts: list[Recorded]) -> None:
    policy = default_policy()
    given = [one.fact for one in of(facts, ApprovalGiven)]
    assert max(one.amount_minor for one in given) > policy.supervisor.refund_over_minor
    assert {one.action for one in given} == {"settle", "void"}
    assert of(facts, ApprovalDenied)
    assert of(facts, ReturnVoided)
    beyond = [one.fact for one in of(facts, ReturnSettled) if one.fact.decision.outcome == "REFUSE_ALT"]
    assert [one for one in beyond if one.approval_id and not one.decision.options], (
        "the manager allowed more than the rules"
    )


def test_money_that_came_back_was_sent_again(facts: list[Recorded]) -> None:
    failed = {one.fact.refund_id: one.position for one in of(facts, RefundFailed)}
    paid = {one.fact.refund_id: one.position for one in of(facts, RefundPaid)}
    assert failed
    assert all(paid[refund_id] > position for refund_id, position in failed.items())


def test_two_who_were_refused_came_back_and_were_helped(facts: list[Recorded]) -> None:
    refused = {one.fact.receipt_number: one.header.day for one in reversed(of(facts, ReturnRefused))}
    helped = {one.fact.receipt_number: one.header.day for one in of(facts, ReturnSettled)}
    assert len([number for number, day in refused.items() if helped.get(number, "") > day]) >= 2


def test_every_purpose_came_and_needs_were_asked_before_goods_were_shown(facts: list[Recorded]) -> None:
    assert {one.fact.purpose for one in of(facts, VisitClassified)} == set(Purpose)
    needs = of(facts, NeedsNoted)
    assert len(needs) > 5
    assert all(one.personal["scenario"] for one in needs)


def test_those_who_are_unhappy_are_parked_or_handed_on_with_their_words(facts: list[Recorded]) -> None:
    unhappy = {
        one.fact.visit_id: one.personal["note"]
        for one in of(facts, VisitClassified)
        if one.fact.purpose in (Purpose.COMPLAINT, Purpose.INCIDENT, Purpose.SUGGESTION)
    }
    assert all(unhappy.values())
    assert {one.fact.visit_id for one in of(facts, VisitHandedOn)} & unhappy.keys()
    assert {one.fact.visit_id for one in of(facts, VisitParked)} & unhappy.keys()


def test_papers_came_out_but_for_those_that_somebody_had_to_look_for(facts: list[Recorded]) -> None:
    states = Counter(one.fact.state for one in of(facts, SlipOutcome))
    assert states[SlipState.CONFIRMED] > 50
    assert states[SlipState.UNKNOWN] == 2
    assert states[SlipState.REPLACED] == 1
    assert of(facts, ReceiptReprinted)


def test_every_day_was_printed_but_one(facts: list[Recorded]) -> None:
    printed = {one.fact.day for one in of(facts, DayLogPrinted)}
    assert {TODAY - timedelta(days=back) for back in range(1, DAYS + 1)} - printed == {TODAY - timedelta(days=3)}
    assert TODAY not in printed


def test_the_tills_bring_their_files_day_by_day(facts: list[Recorded]) -> None:
    files = of(facts, SalesImported)
    assert len(files) > DAYS
    assert sum(one.fact.set_aside + one.fact.already_known for one in files) == 0


def test_saturday_afternoon_is_the_busiest_and_greetings_are_late_then(facts: list[Recorded]) -> None:
    came, waits, busy = Counter[date](), defaultdict[bool, list[int]](list), dict[str, bool]()
    for one in of(facts, VisitOpened):
        at = from_ms(one.header.at_ms).astimezone(ZONE)
        busy[one.fact.visit_id] = at.weekday() == 5 and 14 <= at.hour < 18
        came[at.date()] += 14 <= at.hour < 18
    for one in of(facts, VisitGreeted):
        waits[busy[one.fact.visit_id]].append(one.fact.waited_ms)
    saturday = TODAY - timedelta(days=1)
    usual = [came[saturday - timedelta(days=back)] for back in range(1, 6)]
    assert came[saturday] >= 3 * sum(usual) / len(usual)
    late = {when: sum(wait > 30_000 for wait in these) / len(these) for when, these in waits.items()}
    assert late[True] > 2 * late[False] > 0


def test_time_goes_on_and_stops_at_the_moment(facts: list[Recorded]) -> None:
    moments = [one.header.at_ms for one in facts]
    assert moments == sorted(moments)
    assert moments[-1] <= to_ms(AT)
    spans = [one.fact.waited_ms for one in of(facts, VisitGreeted)]
    spans += [one.fact.taken_ms for one in of(facts, VisitFinished)]
    spans += [one.fact.taken_ms for one in facts if isinstance(one.fact, ReturnSettled | ReturnRefused)]
    assert None not in spans
    assert min(spans) >= 0


def test_those_who_are_there_now_have_not_been_there_for_hours(home: Home) -> None:
    desk = setup.open_desk(home, FixedClock(AT), verify=False)
    try:
        with desk.database.reading() as connection:
            open_now = visit_rows.still_open(connection)
    finally:
        desk.close()
    ages = {one.state: (AT - one.opened_at).total_seconds() for one in open_now}
    assert ages[VisitState.WAITING] == 18
    assert 60 < ages[VisitState.SERVING] < 600
    assert ages[VisitState.PARKED] < 3600


# --- whatever the hour, and again ------------------------------------------------------------------------------------
def told_of(facts: list[Recorded]) -> list[tuple[object, ...]]:
    """Facts without the ids that are drawn anew each time."""
    told = []
    for one in facts:
        name, _version, body = codec.encode_fact(one.fact)
        said = repr(sorted(one.personal.items()))
        told.append((name, one.header.at_ms, *(re.sub(r"[0-9a-f]{16,}", "#", text) for text in (body.decode(), said))))
    return told


def check_moment(folder: Path, at: datetime, days: int = 0) -> list[Recorded]:
    made = make_for_pictures(folder, at, days=days)
    facts = facts_of(made, at)
    assert max(one.header.at_ms for one in facts) <= to_ms(at)
    return facts


def test_the_same_seed_tells_the_same_day(tmp_path: Path) -> None:
    at = datetime(2026, 11, 22, 9, 50, tzinfo=ZONE)
    one, again = (check_moment(tmp_path / name, at) for name in ("one", "again"))
    assert told_of(one) == told_of(again)
    assert len(one) > 30


@pytest.mark.parametrize(("hour", "minute"), [(7, 40), (9, 1), (22, 5)])
def test_a_store_made_at_the_edge_of_its_day_is_quiet(tmp_path: Path, hour: int, minute: int) -> None:
    facts = check_moment(tmp_path / "home", datetime(2026, 11, 24, hour, minute, tzinfo=ZONE))
    visitors = {one.fact.visit_id for one in of(facts, VisitOpened)}
    gone = {one.fact.visit_id for one in facts if one.header.type in ("VisitFinished", "VisitLeft", "VisitParked")}
    assert len(visitors - gone) == (1 if (hour, minute) == (9, 1) else 0)
    assert bool(visitors) is (hour != 7)


@pytest.mark.soak
@pytest.mark.parametrize("hour", range(24))
def test_whatever_the_hour_the_store_knows_no_future(tmp_path: Path, hour: int) -> None:
    check_moment(tmp_path / "home", datetime(2026, 11, 22, hour, 59, tzinfo=ZONE), days=2)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, 6))
def test_whatever_the_seed_two_months_are_lived_through(tmp_path: Path, seed: int) -> None:
    made = make_for_pictures(tmp_path / "home", AT, days=60, seed=seed)
    given = {
        (one.fact.decision.code, one.fact.decision.outcome)
        for one in facts_of(made, AT)
        if isinstance(one.fact, ReturnSettled | ReturnRefused)
    }
    assert set(reachable()) - given == set()
