"""A soak that is interrupted goes on where it ended, and never takes for done what was not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.soaking import Progress


def _well(number: int) -> dict[str, Any]:
    return {"number": number, "wrong": []}


def test_batches_that_are_done_are_not_run_again(tmp_path: Path) -> None:
    run: list[int] = []

    def batch(number: int) -> dict[str, Any]:
        if len(run) == 2:
            raise KeyboardInterrupt
        run.append(number)
        return _well(number)

    soak = Progress(tmp_path / "soak.jsonl")
    with pytest.raises(KeyboardInterrupt):
        list(soak.batches("cuts", 4, batch))
    run.clear()
    run.append(-1)
    with pytest.raises(KeyboardInterrupt):
        list(soak.batches("cuts", 4, batch))
    assert run == [-1, 2]
    assert list(soak.batches("cuts", 4, _well)) == [_well(number) for number in range(4)]
    assert list(Progress(tmp_path / "other.jsonl").batches("cuts", 1, _well)) == [_well(0)]


def test_a_batch_that_found_something_is_run_again(tmp_path: Path) -> None:
    soak = Progress(tmp_path / "soak.jsonl")
    assert list(soak.batches("cuts", 1, lambda _number: {"wrong": ["a lost fact"]})) == [{"wrong": ["a lost fact"]}]
    assert list(soak.batches("cuts", 1, _well)) == [_well(0)]


def test_a_line_that_was_cut_off_counts_for_nothing(tmp_path: Path) -> None:
    soak = Progress(tmp_path / "soak.jsonl")
    soak.note_passed("a test")
    file = tmp_path / "soak.jsonl"
    file.write_text(file.read_text() + '\n{"passed": "ano')
    soak.note_passed("a third")
    assert soak.passed() == {"a test", "a third"}


def test_without_a_file_everything_is_run_each_time() -> None:
    soak = Progress(None)
    soak.note_passed("a test")
    assert soak.passed() == set()
    assert list(soak.batches("cuts", 2, _well)) == [_well(0), _well(1)]
