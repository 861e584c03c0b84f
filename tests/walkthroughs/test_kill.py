"""``kill -9`` at every step of settling a return and printing its slip: nothing said is lost, nothing is half (G1).

Real processes, a real encrypted file, the real spooler. The seed is the one in pytest's header.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests import shop
from tests.plants import KILLS as BY_KILLS
from tests.plants import planted_for
from tests.programs import report_of
from tests.soaking import progress
from tests.walkthroughs.kill_child import A_RANDOM_MOMENT

KILLS, KILLS_TO_FIND_A_PLANT = 312, 60
BATCHES_OF_A_SOAK, KILLS_OF_A_BATCH = 20, 500
PLANTED = planted_for(BY_KILLS)

SETTLING = (
    "settle: before BEGIN",
    "settle: after ReturnSettled",
    "settle: after folding ReturnSettled",
    "settle: after VisitFinished",
    "settle: after folding VisitFinished",
    "settle: after SlipQueued",
    "settle: after folding SlipQueued",
    "settle: before COMMIT",
)
SETTLED = ("settle: after COMMIT", "settle: returned, not yet acknowledged", "settle: acknowledged")
PRINTING = (
    "sending: before BEGIN",
    "sending: after SlipSent",
    "sending: after folding SlipSent",
    "sending: before COMMIT",
    "sending: after COMMIT",
    "sending: after the first byte",
    "sending: after the last byte",
    "outcome: before BEGIN",
    "outcome: after SlipOutcome",
    "outcome: after folding SlipOutcome",
    "outcome: before COMMIT",
    "outcome: after COMMIT",
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A counter with imported sales, closed; and beside it who works there. Each file of the kills is a copy."""
    return shop.lay_aside(tmp_path_factory.mktemp("kill")).root


def _killed(template: Path, folder: Path, seed: int, kills: int, plant: str = "") -> dict[str, Any]:
    """Run the program that forks, kills and checks; its report."""
    words = ["--seed", seed, "--kills", kills, *(["--plant", plant, "--stop-at-first"] if plant else [])]
    return report_of("tests.walkthroughs.kill_child", template, folder, *words)


def _show(report: dict[str, Any]) -> None:
    kills = report["kills"]
    print(f"\n{sum(kills.values())} kills, seed {report['seed']}, {report['seconds']} s")
    for step, times in sorted(kills.items()):
        print(f"  {times:5d}  {step}")
    print(f"  {report['acknowledged']} acknowledged and there, {report['committed_unacknowledged']} there unsaid;")
    print(f"  {report['printed']} slips on paper, {report['unknown']} of unknown fate")


def _holds(report: dict[str, Any], kills: int) -> None:
    assert report["wrong"] == []
    died = report["kills"]
    assert set(died) == {*SETTLING, *SETTLED, *PRINTING, A_RANDOM_MOMENT}
    assert sum(died.values()) >= 0.96 * kills, "hardly any death may come to nothing"
    assert {one for one in report["found"] if one.endswith("whole")} == {f"{step} → whole" for step in SETTLED}
    assert {one for one in report["found"] if one.endswith("absent")} == {f"{step} → absent" for step in SETTLING}
    assert report["acknowledged"] >= kills / 4
    assert report["committed_unacknowledged"] >= kills / 40
    assert report["unknown"] >= kills / 20


def test_no_kill_loses_what_was_acknowledged_or_leaves_half_of_anything(
    template: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    report = _killed(template, tmp_path, int(request.config.option.hypothesis_seed), KILLS)
    _show(report)
    _holds(report, KILLS)


@pytest.mark.parametrize("plant", PLANTED)
def test_the_kills_find_a_bug_that_was_planted(plant: str, template: Path, tmp_path: Path) -> None:
    report = _killed(template, tmp_path, 1, KILLS_TO_FIND_A_PLANT, plant)
    assert report["wrong"], f"“{plant}” survived {sum(report['kills'].values())} kills"
    assert re.search(PLANTED[plant], report["wrong"][0]), report["wrong"][0]
    print(f"\n{plant}: found after {sum(report['kills'].values())} kills: {report['wrong'][0]}")


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_ten_thousand_kills(template: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    seed = int(request.config.option.hypothesis_seed)

    def batch(number: int) -> dict[str, Any]:
        return _killed(template, tmp_path / str(number), seed * 1000 + number, KILLS_OF_A_BATCH)

    for report in progress().batches("kills", BATCHES_OF_A_SOAK, batch):
        _show(report)
        _holds(report, KILLS_OF_A_BATCH)
