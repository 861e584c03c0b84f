"""When a clock has to be said aloud."""

from __future__ import annotations

from datetime import date

import pytest

from servicedesk.domain.reminders import Stage, stage_of_acceptance, stage_of_approval, stage_of_refund

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("taken_s", "stage"),
    [
        (0, Stage.CALM),
        (479.9, Stage.CALM),
        (480, Stage.NEAR),
        (599.9, Stage.NEAR),
        (600, Stage.OVER),
        (9000, Stage.OVER),
    ],
)
def test_ten_minutes_turn_amber_at_eight_and_red_at_ten(taken_s: float, stage: Stage) -> None:
    assert stage_of_acceptance(taken_s) is stage


@pytest.mark.parametrize(
    ("due_on", "failed", "stage"),
    [
        (date(2026, 3, 12), False, Stage.CALM), (date(2026, 3, 11), False, Stage.NEAR), (TODAY, False, Stage.DUE),
        (date(2026, 3, 9), False, Stage.OVER), (date(2026, 3, 20), True, Stage.OVER),
    ],
)  # fmt: skip
def test_a_refund_is_near_the_day_before_due_on_its_day_and_over_after_it(
    due_on: date, failed: bool, stage: Stage
) -> None:
    assert stage_of_refund(due_on, TODAY, failed=failed) is stage


@pytest.mark.parametrize(("asked_s", "stage"), [(None, Stage.CALM), (299.9, Stage.CALM), (300, Stage.OVER)])
def test_a_manager_who_does_not_answer_is_called_again_after_five_minutes(asked_s: float | None, stage: Stage) -> None:
    assert stage_of_approval(asked_s) is stage
