"""``servicedesk decide`` and ``servicedesk workdays``, as a script calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from servicedesk.commands.cli import main

CASES = Path(__file__).parent.parent / "fixtures/cases/decisions.json"


def written(folder: Path, document: object) -> str:
    file = folder / "cases.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document, ensure_ascii=False), "utf-8")
    return str(file)


def case(case_id: object = "K1", **inputs: Any) -> dict[str, object]:
    return {"id": case_id, "input": {"bought": "2026-11-03", "at": "2026-11-06", **inputs}}


def test_the_worked_cases_are_decided_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", str(CASES)]) == 0
    results = json.loads(capsys.readouterr().out)["results"]
    cases = json.loads(CASES.read_text("utf-8"))["cases"]
    assert [row["id"] for row in results] == [case["id"] for case in cases]
    for row, worked in zip(results, cases, strict=True):
        expected = {name: value for name, value in worked["expect"].items() if name != "d"}
        assert {name: row[name] for name in expected} == expected


def test_a_result_has_the_agreed_fields(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    late_fault = case("衣服", cat="APPAREL", at="2026-11-13", reason="QUALITY", defect="VERIFIED")
    assert main(["decide", written(tmp_path, {"cases": [late_fault, case(serial="NO")]})]) == 0
    out = capsys.readouterr().out
    assert "衣服" in out
    assert json.loads(out) == {
        "results": [
            {
                "id": "衣服",
                "outcome": "EXCHANGE",
                "options": ["EXCHANGE", "REPAIR_FREE"],
                "code": "S-24-LATE",
                "last": "2027-02-01",
                "flags": [],
                "also": [{"code": "P-NR", "option": "RETURN"}],
            },
            {
                "id": "K1",
                "outcome": "SUPERVISOR",
                "options": [],
                "code": "V-SERIAL",
                "last": None,
                "flags": [],
                "also": [],
            },
        ]
    }


def test_a_bad_case_is_named_and_the_others_are_still_decided(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = [case("a", cond="MELTED"), case("b"), {"id": "c"}, "d", case("e", bought=None), case("f", at="2026-11-01")]
    assert main(["decide", written(tmp_path, {"cases": cases})]) == 1
    results = json.loads(capsys.readouterr().out)["results"]
    assert [row["id"] for row in results] == ["a", "b", "c", None, "e", "f"]
    assert [row.get("code") for row in results] == [None, "P-NR", None, None, None, None]
    errors = [row.get("error", "") for row in results]
    assert errors[0].startswith("cond: 'MELTED'")
    assert errors[2] == "input: an object is expected"
    assert errors[4].startswith("no start")
    assert errors[5] == "at: 2026-11-01 is before the start, 2026-11-03"
    assert all(set(row) == {"id", "error"} for row in results if "error" in row)


def test_every_result_has_the_agreed_keys_and_no_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new_year = case(ch="REMOTE", bought="2026-12-25", at="2026-12-28")
    assert main(["decide", written(tmp_path, {"cases": [new_year]})]) == 0
    (row,) = json.loads(capsys.readouterr().out)["results"]
    assert row["last"] == "2027-01-04"
    assert set(row) == {"id", "outcome", "options", "code", "last", "flags", "also"}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"case": []}', '{"cases": {}}', "[" * 100_000])
def test_a_file_that_holds_no_cases_ends_with_one_line_and_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    assert main(["decide", written(tmp_path, content)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert "cases.json" in told.err


def test_a_missing_file_and_one_that_is_no_text_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    binary = tmp_path / "photo.json"
    binary.write_bytes(b"\xff\xd8\xff\xe0")
    for name in (tmp_path / "nowhere.json", binary, tmp_path):
        assert main(["decide", str(name)]) == 2
        assert str(name) in capsys.readouterr().err


def test_a_policy_of_ones_own_decides_and_what_it_breaks_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "policy.json"
    policy.write_text('{"categories": {"OTHER": {"no_reason_days": 2}}, "bop_months": 5}', "utf-8")
    assert main(["decide", written(tmp_path, {"cases": [case()]}), "--policy", str(policy), "--lang", "zh_CN"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["results"][0]["code"] == "P-EXCH"
    assert told.err == "bop_months: 法定最低6个月，这里设成了5个月。 (消法23(3))\n"


def test_a_policy_that_cannot_be_read_decides_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = tmp_path / "policy.json"
    policy.write_text('{"bop_moths": 6}', "utf-8")
    assert main(["decide", str(CASES), "--policy", str(policy)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "policy.bop_moths: no such setting" in told.err


def test_cases_are_read_from_standard_input_and_answered_in_utf_8() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "servicedesk", "decide", "-"],
        input=json.dumps({"cases": [case("鞋", cat="SHOES")]}, ensure_ascii=False).encode(),
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
    )
    assert (said.returncode, said.stderr) == (0, b"")
    assert json.loads(said.stdout.decode())["results"][0]["id"] == "鞋"


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [("2026-02-11", "7", "2026-02-27"), ("2026-09-29", "3", "2026-10-09"), ("2026-11-20", "2", "2026-11-24")],
)
def test_working_days_are_counted(start: str, count: str, due: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["workdays", start, count]) == 0
    assert capsys.readouterr() == (f"{due}\n", "")


def test_working_days_in_an_unloaded_year_come_with_a_note(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["workdays", "2026-12-31", "1", "--lang", "en"]) == 0
    assert capsys.readouterr() == ("2027-01-04\n", "provisional: the 2027 calendar is not loaded\n")
    assert main(["workdays", "2026-12-31", "1", "--lang", "zh_CN"]) == 0
    assert capsys.readouterr() == ("2027-01-04\n", "暂定：2027年日历未载入\n")


@pytest.mark.parametrize(
    ("start", "count"),
    [
        ("2026-02-30", "1"),
        ("yesterday", "1"),
        ("2026-02-11", "0"),
        ("2026-02-11", "-3"),
        ("2026-02-11", "1.5"),
        ("2026-02-11", "10001"),
        ("2026-02-11", "٣"),
        ("9999-12-01", "100"),
    ],
)
def test_what_is_no_day_or_no_number_ends_with_one_line_and_exit_2(
    start: str, count: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["workdays", start, count]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
