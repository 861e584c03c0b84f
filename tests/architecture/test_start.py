"""The first window is painted before anything heavy is loaded (performance 1): counted in a real start, not timed."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.bench_start import HEAVY, started
from tests.builders import counter

OURS = (
    "servicedesk.desk.context",
    "servicedesk.records.database",
    "servicedesk.printing.pdf",
    "servicedesk.ui.serving",
)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("start")
    counter(folder).close()
    return started("benchmarks.start_ours", Path(folder) / "home")


def test_nothing_heavy_is_loaded_when_the_sign_in_window_is_painted(start: dict[str, object]) -> None:
    loaded = start["modules"]
    assert isinstance(loaded, list)
    assert "servicedesk.ui.staff.signin" in loaded
    assert [name for name in (*HEAVY, *OURS) if name in loaded] == []


def test_the_names_to_sign_in_with_come_by_themselves(start: dict[str, object]) -> None:
    assert start["names_s"] > start["painted_s"]  # type: ignore[operator] # both are seconds
