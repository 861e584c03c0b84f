"""The power goes at any moment of any action: whatever was said to be saved is there, nothing is half (G1, A1-A8).

Real actions on a real encrypted file, written down call by call; disks rebuilt as a cut leaves them and opened by the
counter's own code. The seed is the one in pytest's header. What each number counts stands in ``replay.Report``.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests import shop
from tests.faultshim.shim import scratch_parent
from tests.plants import POWER_CUTS, planted_for
from tests.programs import report_of
from tests.soaking import progress

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the recorder is preloaded as Linux does")

CUTS, SHIFTS = 20_000, 4
"""In all, in two halves, so that two workers share them."""
CUTS_TO_FIND_A_PLANT = 1500
BATCHES_OF_A_SOAK, CUTS_OF_A_BATCH, SHIFTS_OF_A_BATCH = 200, 5_000, 2
JOBS = [
    ("restore", 300, {"old", "new"}),
    ("set up", 40, {"old", "new"}),
    ("bring up to date", 100, {"no backup, up to date", "a backup, up to date"}),
]
"""A job, its cuts, and what must have been found after one or another. Setting up again takes longest."""
PLANTED = planted_for(POWER_CUTS)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shop.lay_aside(tmp_path_factory.mktemp("power"), receipts=12).root


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in which thousands of disks are rebuilt."""
    with tempfile.TemporaryDirectory(prefix="powercut-", dir=scratch_parent()) as folder:
        yield Path(folder)


def _replayed(
    template: Path, memory: Path, faultshim: Path, seed: int, shifts: int, cuts: int, plant: str = ""
) -> dict[str, Any]:
    words = ["--seed", seed, "--shifts", shifts, "--cuts", cuts, "--plant", plant]
    return report_of("tests.powercut.replay", template, memory, *words, preloaded=faultshim)


def _show(report: dict[str, Any]) -> None:
    print(f"\n{report['cuts']} cuts, {report['different']} different disks, seed {report['seed']}: {report}")


def _holds(report: dict[str, Any], cuts: int) -> None:
    assert not report["wrong"], "\n".join(report["wrong"])
    assert report["cuts"] == cuts
    assert report["different"] >= cuts // 2
    assert report["whole_looks"] >= report["different"] // 120
    assert report["cut_again"] >= report["different"] // 60
    assert report["unacknowledged"] >= cuts // 20, "some work must be there that nobody had been told of"
    told = report["lies_shorter"] + report["lies_noticed"]
    assert told >= report["lies"] // 4, "a disk that lies must cost something now and then"


@pytest.mark.timeout(900)
@pytest.mark.parametrize("half", [1, 2])
def test_no_power_cut_loses_what_was_acknowledged_or_leaves_half_of_anything(
    half: int, template: Path, memory: Path, faultshim: Path, request: pytest.FixtureRequest
) -> None:
    seed = 2 * int(request.config.option.hypothesis_seed) + half
    report = _replayed(template, memory, faultshim, seed, SHIFTS // 2, CUTS // 2)
    _show(report)
    _holds(report, CUTS // 2)


@pytest.mark.parametrize("plant", PLANTED)
def test_the_power_cuts_find_a_bug_that_was_planted(plant: str, template: Path, memory: Path, faultshim: Path) -> None:
    report = _replayed(template, memory, faultshim, 1, 1, CUTS_TO_FIND_A_PLANT, plant)
    assert report["wrong"], f"“{plant}” survived {report['cuts']} cuts"
    assert re.search(PLANTED[plant], report["wrong"][0]), report["wrong"][0]
    print(f"\n{plant}: found after {report['cuts']} cuts: {report['wrong'][0]}")


@pytest.mark.parametrize(("job", "cuts", "found"), JOBS)
def test_while_files_are_put_in_their_place_there_is_the_old_counter_or_the_new_one(
    job: str,
    cuts: int,
    found: set[str],
    template: Path,
    memory: Path,
    faultshim: Path,
    request: pytest.FixtureRequest,
) -> None:
    words = ["--job", job, "--seed", request.config.option.hypothesis_seed, "--cuts", cuts]
    report = report_of("tests.powercut.places", template, memory, *words, preloaded=faultshim)
    assert not report["wrong"], "\n".join(report["wrong"])
    assert set(report["found"]) == found
    print(f"\n{job}: {report}")


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_a_million_cuts(template: Path, memory: Path, faultshim: Path, request: pytest.FixtureRequest) -> None:
    seed = int(request.config.option.hypothesis_seed)

    def batch(number: int) -> dict[str, Any]:
        folder = memory / str(number)
        return _replayed(template, folder, faultshim, seed * 1000 + number, SHIFTS_OF_A_BATCH, CUTS_OF_A_BATCH)

    cuts = 0
    for report in progress().batches("cuts", BATCHES_OF_A_SOAK, batch):
        _holds(report, CUTS_OF_A_BATCH)
        cuts += report["cuts"]
    assert cuts == BATCHES_OF_A_SOAK * CUTS_OF_A_BATCH
