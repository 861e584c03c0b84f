"""What a counter keeps about its screen and its scanner."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from servicedesk.paths import Home
from servicedesk.settings import CounterSettings, keep_settings, read_settings

CHOSEN = CounterSettings("en", "high", 1.3, motion=False, customer_screen=False, gap_ms=120, prefix="Ctrl+B")


def test_what_was_kept_is_read_again(tmp_path: Path) -> None:
    keep_settings(Home(tmp_path), CHOSEN)
    assert read_settings(Home(tmp_path)) == CHOSEN


def test_a_counter_where_nobody_chose_anything_has_the_defaults(tmp_path: Path) -> None:
    assert read_settings(Home(tmp_path)) == CounterSettings()


@pytest.mark.parametrize("text", ["", "[]", "{", '"light"'])
def test_a_damaged_file_is_no_reason_not_to_start(tmp_path: Path, text: str) -> None:
    (tmp_path / "console.json").write_text(text, encoding="utf-8")
    assert read_settings(Home(tmp_path)) == CounterSettings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "pink"), ("theme", 3), ("scale", "large"), ("scale", 9), ("gap_ms", 20), ("gap_ms", 151),
        ("gap_ms", 50.5), ("motion", 1), ("scale", True), ("prefix", None),
    ],
)  # fmt: skip
def test_a_value_nobody_can_have_chosen_is_the_default_and_the_others_stay(
    tmp_path: Path, name: str, value: object
) -> None:
    (tmp_path / "console.json").write_text(json.dumps({"language": "en", name: value}), encoding="utf-8")
    assert read_settings(Home(tmp_path)) == CounterSettings(language="en")


def test_the_file_of_an_older_release_and_what_others_keep_there_stay(tmp_path: Path) -> None:
    (tmp_path / "console.json").write_text('{"language": "en", "another": 1}', encoding="utf-8")
    assert read_settings(Home(tmp_path)).language == "en"
    keep_settings(Home(tmp_path), CHOSEN)
    assert json.loads((tmp_path / "console.json").read_text(encoding="utf-8"))["another"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["console.json"]
