"""Greeting and visit at the desk: measured truly, owned by the first person asked, kept through lock and restart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.builders import StaffedDesk, closing, counter, done, put_to_work, refusal, reopened

from servicedesk.desk import staff, visits
from servicedesk.desk.visits import Classification
from servicedesk.domain.staff import Role
from servicedesk.domain.visits import Level, NeedsNoted, Purpose, Source, Visitor, VisitState
from servicedesk.records import journal, rebuild
from servicedesk.records.queries import visits as visit_rows
from servicedesk.records.queries.visits import VisitRow

RETURN = Classification(Purpose.RETURN, note="买大了")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path)) as desk:
        yield desk


def _row(desk: StaffedDesk, visit_id: str) -> VisitRow:
    with desk.database.reading() as connection:
        row = visit_rows.one(connection, visit_id)
    assert row is not None
    return row


def _kinds(desk: StaffedDesk) -> list[str]:
    """The types of all visit facts, in order."""
    with desk.database.reading() as connection:
        types = [recorded.header.type for recorded in journal.read(connection)]
    return [name for name in types if name.startswith(("Visit", "Needs"))]


def _arrived(desk: StaffedDesk) -> str:
    return done(visits.arrive(desk, desk.clerk, Source.KEY))


def _in(desk: StaffedDesk, state: VisitState) -> str:
    """A visit that has come as far as ``state``."""
    visit_id = _arrived(desk)
    if state is not VisitState.WAITING:
        done(visits.greet(desk, desk.clerk, visit_id))
    if state in (VisitState.SERVING, VisitState.PARKED, VisitState.FINISHED):
        done(visits.classify(desk, desk.clerk, visit_id, RETURN))
    if state is VisitState.PARKED:
        done(visits.park(desk, desk.clerk, visit_id))
    if state is VisitState.FINISHED:
        done(visits.finish(desk, desk.clerk, visit_id))
    if state is VisitState.LEFT:
        done(visits.leave(desk, desk.clerk, visit_id))
    assert _row(desk, visit_id).state is state
    return visit_id


# --- the thirty seconds ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("waited_s", "in_time"), [(0, True), (29.99, True), (30.0, True), (30.099, True), (30.1, False), (31, False)]
)
def test_a_greeting_at_30_0_seconds_is_in_time_and_at_30_1_late(
    desk: StaffedDesk, waited_s: float, in_time: bool
) -> None:
    visit_id = _arrived(desk)
    desk.clock.advance(waited_s)
    greeted = done(visits.greet(desk, desk.clerk, visit_id))
    assert (greeted.waited_ms, greeted.in_time) == (round(waited_s * 1000), in_time)


@pytest.mark.parametrize("jump_s", [3600, -3600, 86400 * 30])
def test_moving_the_wall_clock_changes_no_wait(desk: StaffedDesk, jump_s: int) -> None:
    visit_id = _arrived(desk)
    desk.clock.advance(12)
    desk.clock.jump(jump_s)
    assert done(visits.greet(desk, desk.clerk, visit_id)).waited_ms == 12_000


def test_after_a_restart_in_between_nobody_claims_to_know_the_wait(desk: StaffedDesk) -> None:
    visit_id = _arrived(desk)
    home, clock = desk.home, desk.clock
    desk.close()
    with closing(reopened(home, clock, everybody_at_work=True)) as again:
        greeted = done(visits.greet(again, again.clerk, visit_id))
        assert (greeted.waited_ms, greeted.in_time, greeted.state) == (None, None, VisitState.GREETED)
        done(visits.finish(again, again.clerk, visit_id))
        assert _row(again, visit_id).taken_ms is None


def test_the_time_taken_counts_from_the_greeting(desk: StaffedDesk) -> None:
    visit_id = _arrived(desk)
    desk.clock.advance(20)
    done(visits.greet(desk, desk.clerk, visit_id))
    desk.clock.advance(240.5)
    done(visits.finish(desk, desk.clerk, visit_id))
    assert _row(desk, visit_id).taken_ms == 240_500


def test_choosing_a_purpose_counts_as_greeted(desk: StaffedDesk) -> None:
    visit_id = _arrived(desk)
    desk.clock.advance(7)
    classified = done(visits.classify(desk, desk.clerk, visit_id, RETURN))
    assert (classified.waited_ms, classified.in_time) == (7000, True)
    assert _kinds(desk) == ["VisitOpened", "VisitGreeted", "VisitClassified"]


def test_who_is_served_to_the_end_was_greeted(desk: StaffedDesk) -> None:
    visit_id = _arrived(desk)
    done(visits.finish(desk, desk.clerk, visit_id, "asked the way"))
    row = _row(desk, visit_id)
    assert (row.in_time, row.note, row.owner_id) == (True, "asked the way", desk.clerk.staff_id)


def test_visitors_of_a_day_are_counted_from_one(desk: StaffedDesk) -> None:
    first = [_row(desk, _arrived(desk)).running for _ in range(3)]
    desk.clock.advance(86400)
    assert (first, _row(desk, _arrived(desk)).running) == ([1, 2, 3], 1)


def test_before_the_day_turns_over_it_is_still_yesterday(desk: StaffedDesk) -> None:
    desk.clock.advance(17 * 3600 + 3599)  # 03:59 in Shanghai
    late = _row(desk, _arrived(desk)).day
    desk.clock.advance(1)
    assert (late, _row(desk, _arrived(desk)).day) == ("2026-03-10", "2026-03-11")


# --- states ----------------------------------------------------------------------------------------------------------
S = VisitState
CLOSED, UNGREETED = "VISIT_CLOSED", "NOT_GREETED"
ACTS: dict[str, Callable[[StaffedDesk, str], object]] = {
    "greet": lambda desk, visit: visits.greet(desk, desk.clerk, visit),
    "classify": lambda desk, visit: visits.classify(desk, desk.clerk, visit, RETURN),
    "park": lambda desk, visit: visits.park(desk, desk.clerk, visit),
    "resume": lambda desk, visit: visits.resume(desk, desk.clerk, visit),
    "hand_on": lambda desk, visit: visits.hand_on(desk, desk.clerk, visit, "1004"),
    "finish": lambda desk, visit: visits.finish(desk, desk.clerk, visit),
    "leave": lambda desk, visit: visits.leave(desk, desk.clerk, visit),
    "needs": lambda desk, visit: visits.note_needs(desk, desk.clerk, visit, NeedsNoted(visit, ()), "for camping"),
}
AFTER: dict[str, dict[VisitState, VisitState | str]] = {
    "greet": {S.WAITING: S.GREETED, S.GREETED: CLOSED, S.SERVING: CLOSED, S.PARKED: CLOSED},
    "classify": {S.WAITING: S.SERVING, S.GREETED: S.SERVING, S.SERVING: S.SERVING, S.PARKED: S.SERVING},
    "park": {S.WAITING: UNGREETED, S.GREETED: S.PARKED, S.SERVING: S.PARKED, S.PARKED: S.PARKED},
    "resume": {S.WAITING: UNGREETED, S.GREETED: S.GREETED, S.SERVING: S.SERVING, S.PARKED: S.SERVING},
    "hand_on": {S.WAITING: UNGREETED, S.GREETED: S.GREETED, S.SERVING: S.SERVING, S.PARKED: S.PARKED},
    "finish": dict.fromkeys((S.WAITING, S.GREETED, S.SERVING, S.PARKED), S.FINISHED),
    "leave": dict.fromkeys((S.WAITING, S.GREETED, S.SERVING, S.PARKED), S.LEFT),
    "needs": {S.WAITING: S.WAITING, S.GREETED: S.GREETED, S.SERVING: S.SERVING, S.PARKED: S.PARKED},
}


@pytest.mark.parametrize("state", VisitState)
@pytest.mark.parametrize("act", ACTS)
def test_each_act_does_in_each_state_what_the_table_says(desk: StaffedDesk, act: str, state: VisitState) -> None:
    visit_id = _in(desk, state)
    expected, before = AFTER[act].get(state, CLOSED), desk.head()
    outcome = ACTS[act](desk, visit_id)
    if isinstance(expected, VisitState):
        done(outcome)  # type: ignore[arg-type] # an outcome
        assert _row(desk, visit_id).state is expected
    else:
        assert refusal(outcome) == expected
        assert _row(desk, visit_id).state is state
        assert desk.head() == before


@pytest.mark.parametrize(("act", "state"), [("park", S.PARKED), ("resume", S.SERVING), ("resume", S.GREETED)])
def test_what_is_so_already_is_not_recorded_again(desk: StaffedDesk, act: str, state: VisitState) -> None:
    visit_id = _in(desk, state)
    before = desk.head()
    done(ACTS[act](desk, visit_id))  # type: ignore[arg-type] # an outcome
    assert desk.head() == before


def test_a_visit_nobody_knows_is_refused(desk: StaffedDesk) -> None:
    for act in ACTS.values():
        assert refusal(act(desk, "nobody")) == CLOSED


def test_who_leaves_ungreeted_is_a_missed_visit(desk: StaffedDesk) -> None:
    done(visits.leave(desk, desk.clerk, _arrived(desk)))
    done(visits.leave(desk, desk.clerk, _in(desk, S.GREETED)))
    with desk.database.reading() as connection:
        counts = visit_rows.counts(connection, "2026-03-10")
    assert (counts.missed, counts.total) == (1, 2)


# --- whose visit it is -----------------------------------------------------------------------------------------------
def test_the_first_person_asked_stays_the_owner_whoever_types(desk: StaffedDesk) -> None:
    visit_id = _in(desk, S.GREETED)
    done(visits.classify(desk, desk.other_clerk, visit_id, RETURN))
    done(visits.finish(desk, desk.other_clerk, visit_id))
    assert _row(desk, visit_id).owner_id == desk.clerk.staff_id


def test_handing_on_names_the_new_owner_and_keeps_the_first(desk: StaffedDesk) -> None:
    visit_id = _in(desk, S.SERVING)
    done(visits.hand_on(desk, desk.clerk, visit_id, "1004"))
    assert _row(desk, visit_id).owner_name == "Zhao Lei"
    with desk.database.reading() as connection:
        first = connection.exec_driver_sql("SELECT first_owner_id FROM visits").scalar()
    assert first == desk.clerk.staff_id


def test_a_visit_is_handed_on_only_to_somebody_who_serves_here(desk: StaffedDesk) -> None:
    visit_id = _in(desk, S.SERVING)
    done(staff.add(desk, desk.manager, desk.pins["1001"], "1009", "Help", Role.IT))
    done(staff.leave(desk, desk.manager, desk.pins["1001"], desk.other_clerk.staff_id))
    for number in ("9999", "1009", "1004"):
        assert refusal(visits.hand_on(desk, desk.clerk, visit_id, number)) == "NOBODY"


def test_a_parked_visit_outlives_locking_and_another_persons_sign_in(desk: StaffedDesk) -> None:
    visit_id = _in(desk, S.PARKED)
    done(staff.lock(desk, desk.clerk))
    other = done(staff.sign_in(desk, "1004", desk.pins["1004"]))
    with desk.database.reading() as connection:
        assert [row.visit_id for row in visit_rows.still_open(connection)] == [visit_id]
    done(visits.resume(desk, other, visit_id))
    row = _row(desk, visit_id)
    assert (row.state, row.owner_id, row.note) == (S.SERVING, desk.clerk.staff_id, "买大了")


def test_open_visits_outlive_a_restart(desk: StaffedDesk) -> None:
    visit_id = _in(desk, S.PARKED)
    home, clock = desk.home, desk.clock
    desk.close()
    with closing(reopened(home, clock)) as again:
        put_to_work(again)
        done(visits.resume(again, again.other_clerk, visit_id))
        assert _row(again, visit_id).state is S.SERVING


# --- a scan ----------------------------------------------------------------------------------------------------------
def test_a_scan_opens_greets_and_classifies_in_one_commit(tmp_path: Path) -> None:
    steps: list[str] = []
    with closing(counter(tmp_path, steps=steps.append)) as desk:
        steps.clear()
        received = done(visits.receive_scan(desk, desk.clerk, None))
    assert (received.source, received.state, received.purpose) == (Source.SCAN, S.SERVING, Purpose.RETURN)
    assert (received.waited_ms, received.in_time, received.level) == (0, True, Level.L2)
    assert steps.count("before COMMIT") == 1
    assert [step for step in steps if step.startswith("after Visit")] == [
        "after VisitOpened", "after VisitGreeted", "after VisitClassified",
    ]  # fmt: skip


def test_a_scan_greets_the_person_who_waits(desk: StaffedDesk) -> None:
    visit_id = _arrived(desk)
    desk.clock.advance(30.1)
    received = done(visits.receive_scan(desk, desk.clerk, visit_id))
    assert (received.visit_id, received.waited_ms, received.in_time) == (visit_id, 30_100, False)


def test_a_scan_while_a_return_is_under_way_changes_nothing(desk: StaffedDesk) -> None:
    visit_id = _in(desk, S.SERVING)
    before = desk.head()
    assert done(visits.receive_scan(desk, desk.clerk, visit_id)).visit_id == visit_id
    assert desk.head() == before


def test_a_scan_goes_on_with_a_parked_return(desk: StaffedDesk) -> None:
    visit_id = _in(desk, S.PARKED)
    assert done(visits.receive_scan(desk, desk.clerk, visit_id)).state is S.SERVING


def test_a_scan_does_not_turn_a_complaint_into_a_return(desk: StaffedDesk) -> None:
    visit_id = _in(desk, S.GREETED)
    done(visits.classify(desk, desk.clerk, visit_id, Classification(Purpose.COMPLAINT)))
    assert done(visits.receive_scan(desk, desk.clerk, visit_id)).purpose is Purpose.COMPLAINT


def test_a_scan_turns_a_question_into_a_return_and_keeps_who_asked(desk: StaffedDesk) -> None:
    visit_id = _in(desk, S.GREETED)
    asked = Classification(Purpose.PRODUCT, Visitor.ELDERLY, note="which one is quieter")
    done(visits.classify(desk, desk.clerk, visit_id, asked))
    received = done(visits.receive_scan(desk, desk.clerk, visit_id))
    assert (received.purpose, received.visitor, received.note) == (Purpose.RETURN, Visitor.ELDERLY, asked.note)


def test_a_scan_after_the_visit_was_closed_begins_another(desk: StaffedDesk) -> None:
    visit_id = _in(desk, S.FINISHED)
    assert done(visits.receive_scan(desk, desk.clerk, visit_id)).running == 2


# --- needs -----------------------------------------------------------------------------------------------------------
def test_nothing_is_recommended_before_the_scenario_is_known(desk: StaffedDesk) -> None:
    visit_id = _in(desk, S.SERVING)
    assert refusal(visits.note_needs(desk, desk.clerk, visit_id, NeedsNoted(visit_id, ("quiet",)), "  ")) == (
        "NEED_SCENARIO"
    )


def test_needs_are_noted_on_the_visit_that_is_meant(desk: StaffedDesk) -> None:
    visit_id = _in(desk, S.SERVING)
    done(visits.note_needs(desk, desk.clerk, visit_id, NeedsNoted("another", ("quiet", "light")), "for camping"))
    assert (_row(desk, visit_id).scenario, _row(desk, visit_id).needs) == ("for camping", "quiet light")


# --- what screens read -----------------------------------------------------------------------------------------------
def test_the_list_of_the_day_shows_who_waits_first(desk: StaffedDesk) -> None:
    order = [S.FINISHED, S.PARKED, S.SERVING, S.LEFT, S.WAITING]
    for state in order:
        _in(desk, state)
    with desk.database.reading() as connection:
        shown = [row.state for row in visit_rows.of_day(connection, "2026-03-10")]
    assert shown == [S.WAITING, S.SERVING, S.PARKED, S.LEFT, S.FINISHED]


def test_greetings_in_time_are_counted_of_those_that_were_measured(desk: StaffedDesk) -> None:
    for waited_s in (10, 20, 40):
        visit_id = _arrived(desk)
        desk.clock.advance(waited_s)
        done(visits.greet(desk, desk.clerk, visit_id))
    _arrived(desk)
    with desk.database.reading() as connection:
        counts = visit_rows.counts(connection, "2026-03-10")
        assert rebuild.compare(connection) is None
    assert (counts.measured, counts.in_time, counts.average_wait_ms, counts.waiting) == (3, 2, 23_333, 1)
