"""The clocks of a visit, to the tenth of a second and to the second."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain import visits
from servicedesk.domain.visits import LEVEL_OF, OPEN_STATES, Level, Purpose, VisitState


@pytest.mark.parametrize(
    ("waited_ms", "in_time"),
    [(0, True), (29_999, True), (30_000, True), (30_001, True), (30_099, True), (30_100, False), (3_600_000, False)],
)
def test_30_0_seconds_are_in_time_and_30_1_are_late(waited_ms: int, in_time: bool) -> None:
    assert visits.is_in_time(waited_ms) is in_time


@given(waited_ms=st.integers(30_000, 30_099))
def test_whatever_reads_as_30_0_is_in_time(waited_ms: int) -> None:
    assert visits.is_in_time(waited_ms)


@pytest.mark.parametrize(("taken_ms", "in_time"), [(599_999, True), (600_000, True), (600_999, True), (601_000, False)])
def test_ten_minutes_are_in_time_and_a_second_more_is_late(taken_ms: int, in_time: bool) -> None:
    assert visits.is_accepted_in_time(taken_ms) is in_time


@given(shorter=st.integers(0, 10**7), longer=st.integers(0, 10**7))
def test_a_longer_wait_is_never_better(shorter: int, longer: int) -> None:
    shorter, longer = sorted((shorter, longer))
    assert visits.is_in_time(shorter) or not visits.is_in_time(longer)


def test_every_purpose_has_a_level() -> None:
    assert LEVEL_OF.keys() == set(Purpose)


def test_complaints_suggestions_and_incidents_are_what_goes_to_the_supervisor() -> None:
    unhappy = {purpose for purpose, level in LEVEL_OF.items() if level is Level.L3}
    assert unhappy == {Purpose.COMPLAINT, Purpose.SUGGESTION, Purpose.INCIDENT}


def test_a_visit_is_over_when_it_is_finished_or_the_person_left() -> None:
    assert set(VisitState) - OPEN_STATES == {VisitState.FINISHED, VisitState.LEFT}
