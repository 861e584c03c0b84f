"""The disk fails at the k-th call of an action, for every k: what is said of it is what the file holds (G3, A3-A6).

Errors of the disk and a full disk, once and from there on; a write that fails leaves half of its bytes. What each
number counts stands in ``sweep.Report``.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests import shop
from tests.faultshim.shim import scratch_parent
from tests.iosweep.actions import ACTIONS
from tests.plants import IO_SWEEP, planted_for
from tests.programs import report_of

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the recorder is preloaded as Linux does")

PLANTED = planted_for(IO_SWEEP)
A_BACKUPS_CALLS = 9
"""A backup has hundreds of calls that are alike: after the first thirty each ninth fails (each one in the soak)."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shop.lay_aside(tmp_path_factory.mktemp("sweep"), receipts=4).root


@pytest.fixture
def memory() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="iosweep-", dir=scratch_parent()) as folder:
        yield Path(folder)


def _swept(template: Path, memory: Path, faultshim: Path, error: str, *words: object) -> dict[str, Any]:
    return report_of("tests.iosweep.sweep", template, memory, "--error", error, *words, preloaded=faultshim)


def _holds(report: dict[str, Any], ways: int = 2) -> None:
    """``ways``: whether a call failed once, or from there on, or each in turn."""
    print(f"\n{sum(report['cases'].values())} failures: {report}")
    assert report["wrong"] == []
    assert set(report["cases"]) == set(ACTIONS)
    assert min(report["cases"].values()) >= 20 * ways, "an action asks more of the disk than that"
    said = Counter(report["said"])
    assert said["saved"] >= ways * len(ACTIONS), "each action comes through in the end"
    assert sum(said.values()) - said["saved"] >= 200 * ways
    assert report["saved_after_all"] >= 10, "what was saved although a call failed is told as saved"


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("error", "lasting", "ways"), [("EIO", "both", 2), ("ENOSPC", "ever", 1)])
def test_whichever_call_to_the_disk_fails_the_answer_to_was_it_saved_is_right(
    error: str, lasting: str, ways: int, template: Path, memory: Path, faultshim: Path
) -> None:
    """A full disk stays full; that one alone of its calls fails is tried in the soak."""
    _holds(_swept(template, memory, faultshim, error, "--stride", A_BACKUPS_CALLS, "--lasting", lasting), ways)


@pytest.mark.parametrize("plant", PLANTED)
def test_the_sweep_finds_a_bug_that_was_planted(plant: str, template: Path, memory: Path, faultshim: Path) -> None:
    report = _swept(template, memory, faultshim, "EIO", "--actions", "settle", "--plant", plant, "--stop-at-first")
    assert report["wrong"], f"“{plant}” survived {sum(report['cases'].values())} failures"
    assert re.search(PLANTED[plant], report["wrong"][0]), report["wrong"][0]


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
def test_each_single_call_of_a_backup_too(error: str, template: Path, memory: Path, faultshim: Path) -> None:
    _holds(_swept(template, memory, faultshim, error))
