"""``refund`` and ``capital`` as a script calls them: what they print and how they end."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from servicedesk.commands import cli

CASES = Path(__file__).parent.parent / "fixtures/cases"


def test_the_worked_scenarios_come_out_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["refund", str(CASES / "refunds.json")]) == 0
    results = json.loads(capsys.readouterr().out)["results"]
    worked = json.loads((CASES / "refunds.json").read_text("utf-8"))["scenarios"]
    assert [result["id"] for result in results] == [case["id"] for case in worked]
    for result, case in zip(results, worked, strict=True):
        for answer, expected in zip(result["returns"], case["expect"], strict=True):
            assert {name: answer[name] for name in expected} == expected


def test_a_bad_scenario_is_named_and_stops_no_other(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    good = json.loads((CASES / "refunds.json").read_text("utf-8"))["scenarios"][0]
    flash = {**good, "id": "flash", "sale": {**good["sale"], "promotions": [{"kind": "flash_sale"}]}}
    file = tmp_path / "mixed.json"
    file.write_text(json.dumps({"scenarios": [flash, 3, good]}), "utf-8-sig")  # as Notepad saves it
    assert cli.main(["refund", str(file)]) == 1
    out, err = capsys.readouterr()
    first, second, third = json.loads(out)["results"]
    assert first["id"] == "flash"
    assert "flash_sale" in first["error"]
    assert second == {"id": None, "error": "$: Expected `object`, got `int`"}
    assert third["returns"][0]["refund"] == 3000
    assert err == ""


def test_scenarios_can_be_piped_in(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    piped = io.TextIOWrapper(io.BytesIO((CASES / "refunds.json").read_bytes()))
    monkeypatch.setattr(sys, "stdin", piped)
    assert cli.main(["refund", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["results"]


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"[1]", b'{"cases": []}'])
def test_a_file_that_cannot_be_read_is_one_line_and_exit_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "scenarios.json"
    if content is not None:
        file.write_bytes(content)
    assert cli.main(["--lang", "en", "refund", str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert str(file) in err


@pytest.mark.parametrize(
    ("fen", "figures"), [("1030", "壹拾元叁角整"), ("0", "零元整"), ("5", "伍分"), ("0100", "壹元整")]
)
def test_capital_prints_the_figures_and_nothing_else(
    capsys: pytest.CaptureFixture[str], fen: str, figures: str
) -> None:
    assert cli.main(["capital", fen]) == 0
    assert capsys.readouterr() == (f"{figures}\n", "")


@pytest.mark.parametrize("fen", ["-5", "1.5", "壹", "", "１", "100000000000000", "9" * 5000, "1_0", " 1"])
@pytest.mark.parametrize(("language", "limit"), [("en", "from 0 to 99999999999999"), ("zh_CN", "0 到 99999999999999")])
def test_what_is_no_amount_in_fen_is_one_line_with_the_limit_and_exit_2(
    capsys: pytest.CaptureFixture[str], fen: str, language: str, limit: str
) -> None:
    assert cli.main(["--lang", language, "capital", fen]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert limit in err
