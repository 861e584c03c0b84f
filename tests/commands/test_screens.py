"""``screens`` as a person calls it: pictures and texts, without a display."""

from __future__ import annotations

from pathlib import Path

import pytest

from servicedesk.commands import cli


def test_a_picture_and_its_text_are_written_for_each_screen_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["screens", "--out", str(tmp_path / "shots"), "--lang", "zh_CN", "--only", "02d_"]) == 0
    stem = "02d_home_first_day_zh_CN_light_1366x768"
    assert {file.name for file in (tmp_path / "shots").iterdir()} == {f"{stem}.png", f"{stem}.txt"}
    assert (tmp_path / "shots" / f"{stem}.png").read_bytes().startswith(b"\x89PNG")
    assert "今天还没有接待" in (tmp_path / "shots" / f"{stem}.txt").read_text("utf-8")
    assert "1 张画面" in capsys.readouterr().out


@pytest.mark.parametrize("size", ["1366", "wide x high", "-1x700"])
def test_a_size_that_is_none_ends_in_a_usage_line(size: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["screens", "--out", "shots", f"--size={size}"])
    assert ended.value.code == 2
    assert "--size" in capsys.readouterr().err
