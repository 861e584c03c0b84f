"""``servicedesk policy …``, as a manager or a script calls it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.builders import StaffedDesk, closing, counter, reopened
from tests.desk import days

from servicedesk.commands.cli import main
from servicedesk.domain.policy_book import PolicyPublished
from servicedesk.records import journal

Capture = pytest.CaptureFixture[str]


def draft(folder: Path, **changes: Any) -> str:
    """A policy file that changes only this."""
    file = folder / "draft.json"
    file.write_text(json.dumps({"version": "2026.2", "published_on": "2026-12-01", **changes}), "utf-8")
    return str(file)


def test_a_lawful_draft_may_be_published(tmp_path: Path, capsys: Capture) -> None:
    file = draft(tmp_path, categories={"APPAREL": {"no_reason_days": 0}})
    assert main(["policy", "check", file, "--lang", "en"]) == 0
    assert capsys.readouterr().out == (
        "Policy 2026.2 of 2026-12-01 may be published; 0 things deserve a second look.\n"
    )


def test_every_finding_is_told_with_its_place(tmp_path: Path, capsys: Capture) -> None:
    file = draft(
        tmp_path,
        sanbao={"return_days": 3},
        remote={"refund_days_max": 10},
        categories={"APPAREL": {"art7_kind": 1}, "SHOES": {"exchange_days": 10}},
        texts={"receipt_footer": "最终解释权归本店所有"},
    )
    assert main(["policy", "check", file, "--lang", "zh_CN"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "不允许  sanbao.return_days: 法定最低7日，这里设成了3日。 (三包9；实施条例18(1))"
    assert [line.split(":")[0].split()[1] for line in lines[:-1]] == [
        "sanbao.return_days", "remote.refund_days_max", "categories.APPAREL.art7_kind",
        "categories.SHOES.exchange_days", "texts.receipt_footer",
    ]  # fmt: skip
    assert lines[-1] == "规则 2026.2（2026-12-01起）不能发布：有4处不允许。"


def test_findings_as_json(tmp_path: Path, capsys: Capture) -> None:
    file = draft(tmp_path, depreciation={"enabled": True, "signed_off_by": "王律师"})
    assert main(["policy", "check", file, "--json", "--province", "gd"]) == 0
    assert main(["policy", "check", file, "--json", "--province", "zj", "--lang", "en"]) == 1
    said = capsys.readouterr().out
    told = json.loads(said[said.rindex('{\n "version"') :])
    assert told == {
        "version": "2026.2",
        "published_on": "2026-12-01",
        "may_be_published": False,
        "findings": [
            {
                "severity": "BLOCK",
                "setting": "depreciation.enabled",
                "text": "Depreciation may not be charged by a store in ZJ.",
                "basis": "浙江实施办法26",
            }
        ],
    }


@pytest.mark.parametrize("content", ["", "[]", '{"sanbao": {"return_dais": 7}}', '{"version": 7}'])
def test_a_file_that_is_no_policy_ends_with_one_line_and_exit_2(tmp_path: Path, capsys: Capture, content: str) -> None:
    file = tmp_path / "draft.json"
    file.write_text(content, "utf-8")
    assert main(["policy", "check", str(file)]) == 2
    told = capsys.readouterr()
    assert (told.out, len(told.err.splitlines())) == ("", 1)


# --- publishing ------------------------------------------------------------------------------------------------------
@pytest.fixture
def left(tmp_path: Path) -> StaffedDesk:
    """A counter somebody closed."""
    with closing(counter(tmp_path)) as desk:
        return desk


def published(left: StaffedDesk) -> list[str]:
    with closing(reopened(left.home, left.clock)) as desk, desk.database.reading() as connection:
        return [one.fact.version for one in journal.read(connection) if isinstance(one.fact, PolicyPublished)]


def publish(left: StaffedDesk, monkeypatch: pytest.MonkeyPatch, file: str, number: str = "1001") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(left.pins[number] + "\n"))
    return main(["--home", str(left.home.root), "policy", "publish", file, "--as", number, "--lang", "en"])


def test_a_manager_publishes_once(
    left: StaffedDesk, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = draft(tmp_path, published_on="2199-01-01", categories={"TOYS": {"no_reason_days": 30}})
    assert publish(left, monkeypatch, file) == 0
    assert capsys.readouterr().out.startswith("Policy 2026.2 is published and locked; it binds sales from 2199-01-01 ")
    assert publish(left, monkeypatch, draft(tmp_path, published_on="2199-01-01")) == 2
    assert "published already and locked" in capsys.readouterr().err
    assert main(["--home", str(left.home.root), "rebuild", "--check"]) == 0
    assert published(left) == ["2026.2"]


def test_a_policy_that_breaks_floors_is_refused_with_all_of_them(
    left: StaffedDesk, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = draft(tmp_path, published_on="2199-01-01", bop_months=5, sanbao={"return_days": 3})
    assert publish(left, monkeypatch, file) == 1
    told = capsys.readouterr()
    assert [line.split()[2] for line in told.out.splitlines()] == ["sanbao.return_days:", "bop_months:"]
    assert told.err.startswith("2 things stand against this policy, the first at sanbao.return_days: The legal")
    assert published(left) == []


def test_a_clerk_and_a_calendar_are_refused(
    left: StaffedDesk, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert publish(left, monkeypatch, draft(tmp_path, published_on="2199-01-01"), "1003") == 2
    assert "more rights" in capsys.readouterr().err
    file = tmp_path / "both.json"
    file.write_text('{"policy": {"version": "S1"}, "calendar": {}}', "utf-8")
    assert publish(left, monkeypatch, str(file)) == 2
    assert "both.json.calendar" in capsys.readouterr().err
    assert published(left) == []


# --- rehearsing, and the spreadsheet ---------------------------------------------------------------------------------
def at(left: StaffedDesk, *arguments: object) -> int:
    return main(["--home", str(left.home.root), "--lang", "en", "policy", *map(str, arguments)])


def test_a_rehearsal_is_told_to_people_and_programs(tmp_path: Path, capsys: Capture) -> None:
    with closing(counter(tmp_path)) as left:
        number = days.a_return(left, "R-1").number
        days.a_refusal(left, "R-2")
    file = draft(tmp_path, categories={"OTHER": {"no_reason_days": 2}})
    assert at(left, "rehearse", file, "--since", "2026-03-10") == 0
    assert capsys.readouterr().out.splitlines() == [
        "2 cases since 2026-03-10: 1 verdicts would change under policy 2026.2.",
        "Not paid back: ¥299.00. Paid back besides, at most: ¥0.00.",
        f"1× OTHER: P-NR becomes P-EXCH · ¥299.00 / ¥0.00 · {number}",
    ]
    assert at(left, "rehearse", file, "--since", "2026-03-10", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert {name: told[name] for name in ("version", "currency", "cases", "changed", "kept_minor")} == {
        "version": "2026.2", "currency": "CNY", "cases": 2, "changed": 1, "kept_minor": 29900,
    }  # fmt: skip
    assert told["changes"][0] | {"samples": [number], "new_outcome": "EXCHANGE"} == told["changes"][0]
    assert at(left, "rehearse", file, "--since", "March") == 2
    capsys.readouterr()
    endless = draft(tmp_path, categories={"OTHER": {"no_reason_days": 10**9}})
    assert at(left, "rehearse", endless, "--since", "2026-03-10") == 0
    told = capsys.readouterr()
    assert told.err.startswith("categories.OTHER.no_reason_days: A number of days from 0 to 3650 is meant")
    assert told.out.endswith("2 lack what is needed to decide them again.\n")


def test_a_spreadsheet_becomes_a_policy_that_can_be_published(
    left: StaffedDesk, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet, out = tmp_path / "promises.xlsx", tmp_path / "draft.json"
    assert at(left, "export", sheet) == 0
    book = load_workbook(sheet)
    book["规则 Policy"]["B1"], book["规则 Policy"]["B2"] = "S1", "2199-01-01"
    book["承诺 Promises"]["D2"] = 0
    book.save(sheet)
    assert at(left, "import", sheet, out) == 0
    assert at(left, "check", out) == 0
    assert publish(left, monkeypatch, str(out)) == 0
    assert published(left) == ["S1"]
    capsys.readouterr()
    assert at(left, "export", sheet) == 0
    assert capsys.readouterr().out.startswith("The promises of policy S1 were written to ")


def test_a_bad_cell_is_named_and_no_file_is_written(left: StaffedDesk, tmp_path: Path, capsys: Capture) -> None:
    sheet, out = tmp_path / "promises.xlsx", tmp_path / "draft.json"
    assert at(left, "export", sheet, "--policy", draft(tmp_path)) == 0
    out.unlink()
    book = load_workbook(sheet)
    book["承诺 Promises"]["D2"] = "two weeks"
    book.save(sheet)
    capsys.readouterr()
    assert at(left, "import", sheet, out) == 2
    told = capsys.readouterr()
    assert told.out == (
        "承诺 Promises, row 2, column D: a number of days from 0 to 3650 is expected, not 'two weeks'\n"
    )
    assert told.err.startswith("1 cells of ")
    assert not out.exists()
    assert at(left, "import", sheet, left.home.root / "store.db") == 2
