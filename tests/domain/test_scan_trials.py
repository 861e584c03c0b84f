"""What a trial scan says of the scanner."""

from __future__ import annotations

import pytest

from servicedesk.domain.scan_trials import Heard, TrialResult, judge

CODE = "RM01-1117-0456"


def burst(text: str, gap_ms: int) -> list[Heard]:
    return [Heard(letter, 1000 + gap_ms * at) for at, letter in enumerate(text)]


@pytest.mark.parametrize(
    ("heard", "understood", "result", "advised_ms"),
    [
        (burst(CODE, 12), CODE, TrialResult.UNDERSTOOD, 0),
        (burst(CODE, 45), CODE, TrialResult.UNDERSTOOD, 70),
        (burst(CODE, 86), "", TrialResult.SLOW, 110),
        (burst(CODE, 149), "", TrialResult.SLOW, 150),
        (burst(CODE, 151), "", TrialResult.TOO_SLOW, 0),
        (burst("123", 8), "", TrialResult.SHORT, 0),
        ([Heard("rm", 0, by_input_method=True), *burst("01-1117", 12)], "", TrialResult.SPLIT, 0),
        ([*burst("01-1117", 12), Heard("rm", 0, by_input_method=True)], "01-1117", TrialResult.SPLIT, 0),
        ([], CODE, TrialResult.UNDERSTOOD, 0),
    ],
)
def test_a_trial_is_judged_by_what_arrived_and_how_fast(
    heard: list[Heard], understood: str, result: TrialResult, advised_ms: int
) -> None:
    trial = judge(heard, understood, 50, 5)
    assert (trial.result, trial.gap_ms) == (result, advised_ms)


def test_a_trial_tells_its_measures() -> None:
    trial = judge([Heard("a", 0), Heard("b", 10), Heard("c", 40)], "abc", 50, 3)
    assert (trial.longest_ms, trial.average_ms, trial.total_ms, trial.text) == (30, 20, 40, "abc")


def test_what_an_input_method_took_is_told() -> None:
    assert judge([Heard("rm", 5, by_input_method=True), Heard("0", 9)], "", 50, 5).taken == "rm"
