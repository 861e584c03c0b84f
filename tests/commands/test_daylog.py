"""``servicedesk daylog``: a page as PDF, figures as JSON, and every way of asking for it wrongly."""

from __future__ import annotations

import io
import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import text
from tests.builders import StaffedDesk, closing, counter, reopened
from tests.desk import days

from servicedesk.commands import cli
from servicedesk.domain.staff import PersonalDataShown, SignedIn
from servicedesk.domain.times import FixedClock
from servicedesk.paths import Home
from servicedesk.records import journal

DAY = "2026-03-10"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, datetime, dict[str, str]]:
    with closing(counter(tmp_path_factory.mktemp("busy"))) as desk:
        days.a_busy_day(desk)
        return desk.home, desk.now(), desk.pins


@pytest.fixture
def home(lived: tuple[Home, datetime, dict[str, str]], tmp_path: Path) -> Path:
    shutil.copytree(lived[0].root, tmp_path / "home")
    return tmp_path / "home"


def opened(home: Path, at: datetime) -> StaffedDesk:
    return reopened(Home(home), FixedClock(at), everybody_at_work=True)


def run(home: Path, *words: str) -> int:
    return cli.main(["--home", str(home), "--lang", "en", "daylog", *words])


def pdf_text(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_the_page_is_written_and_one_line_says_so(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "day.pdf"
    assert run(home, "--on", DAY, "--pdf", str(out)) == 0
    assert capsys.readouterr().out == f"Log of {DAY} written to {out}: 2 pages, 4 things not filled in.\n"
    said = pdf_text(out)
    assert "服务台日志" in said
    assert "556.98" in said


def test_the_figures_come_as_json_and_nothing_else_on_standard_output(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(home, "--on", DAY, "--pdf", str(tmp_path / "day.pdf"), "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["day"], shown["currency"]) == (DAY, "CNY")
    assert (shown["totals"]["visits"], shown["totals"]["refund_minor"]) == (6, 55_698)
    assert shown["totals"]["notices"] == {"DRAWER": 2}
    assert shown["paid_by_tender"] == [{"tender": "CASH", "count": 2, "amount_minor": 51_880}]
    assert shown["shares"]["greeted_in_30_s"] == {"hits": 4, "of": 5, "percent": 80}
    assert [gap["code"] for gap in shown["missing"]] == ["VISIT_OPEN", "CASH_NOT_PAID", "SLIP_UNKNOWN", "SLIP_WAITING"]
    assert shown["missing"][0]["text"] == "Visitor no. 4 is not finished yet"
    assert len(shown["journal"]["hash16"]) == 16


def test_a_day_without_facts_is_a_valid_log_of_zeros(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "empty.pdf"
    assert run(home, "--on", "2026-01-01", "--pdf", str(out), "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["shares"]["greeted_in_30_s"] == {"hits": 0, "of": 0, "percent": None}
    assert not any(shown["totals"].values())
    assert "今天没有" in pdf_text(out)


@pytest.mark.parametrize("typed", ["2026-02-30", "yesterday", "10.3.2026", "20260310", "2026-3-10", ""])
def test_a_bad_date_is_wrong_input_and_writes_nothing(
    home: Path, tmp_path: Path, typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "day.pdf"
    assert run(home, "--on", typed, "--pdf", str(out)) == 2
    assert not out.exists()
    assert "not a date like 2026-11-22" in capsys.readouterr().err


def test_asking_for_neither_page_nor_figures_is_wrong_usage(home: Path) -> None:
    assert run(home, "--on", DAY) == 2


def test_a_place_that_cannot_be_written_keeps_what_was_there(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "day.pdf"
    folder.mkdir()
    assert run(home, "--on", DAY, "--pdf", str(folder)) == 2
    assert run(home, "--on", DAY, "--pdf", str(tmp_path / "nowhere" / "day.pdf")) == 2
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("place", ["", ".", ".."])
def test_a_place_that_is_no_file_is_one_line(home: Path, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(home, "--on", DAY, "--pdf", place) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)


def test_the_page_never_goes_over_the_counters_own_files_but_may_go_to_its_papers(home: Path) -> None:
    before = (home / "keys" / "store.key").read_bytes()
    assert run(home, "--on", DAY, "--pdf", str(home / "keys" / "store.key")) == 2
    assert run(home, "--on", DAY, "--pdf", str(home / "counter.db")) == 2
    assert (home / "keys" / "store.key").read_bytes() == before
    (home / "paper").mkdir(exist_ok=True)
    assert run(home, "--on", DAY, "--pdf", str(home / "paper" / "day.pdf")) == 0


def test_for_nobody_the_page_shows_staff_by_number_and_no_notes(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "day.pdf"
    assert run(home, "--on", DAY, "--pdf", str(out), "--json") == 0
    told = pdf_text(out) + capsys.readouterr().out
    for personal in ("Li Ting", "leaks", days.PHONE):
        assert personal not in told
    assert "1003" in told


def test_somebody_who_proves_who_they_are_gets_names_and_leaves_a_fact(
    home: Path,
    tmp_path: Path,
    lived: tuple[Home, datetime, dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with closing(opened(home, lived[1])) as desk:
        before = desk.head()
    out = tmp_path / "day.pdf"
    monkeypatch.setattr("sys.stdin", io.StringIO(lived[2]["1001"] + "\n"))
    assert run(home, "--on", DAY, "--pdf", str(out), "--as", "1001") == 0
    assert "Li Ting" in pdf_text(out)
    with closing(opened(home, lived[1])) as desk:
        after = desk.head()
    assert before is not None
    assert after is not None
    assert after.seq == before.seq + 2
    with closing(opened(home, lived[1])) as desk, desk.database.reading() as connection:
        *_, signed_in, shown = journal.read(connection)
    assert isinstance(signed_in.fact, SignedIn)
    assert shown.fact == PersonalDataShown(f"daylog {DAY}")
    assert shown.header.actor == signed_in.fact.staff_id


@pytest.mark.parametrize(("number", "pin_of"), [("1003", "1003"), ("1001", "1003"), ("9999", "1001")])
def test_a_clerk_a_wrong_pin_and_a_stranger_get_no_page(
    home: Path,
    tmp_path: Path,
    lived: tuple[Home, datetime, dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    number: str,
    pin_of: str,
) -> None:
    out = tmp_path / "day.pdf"
    monkeypatch.setattr("sys.stdin", io.StringIO(lived[2][pin_of] + "\n"))
    assert run(home, "--on", DAY, "--pdf", str(out), "--as", number) == 2
    assert not out.exists()


def test_tables_that_differ_from_the_facts_fail_the_check(
    home: Path, tmp_path: Path, lived: tuple[Home, datetime, dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(opened(home, lived[1])) as desk, desk.database.transaction() as connection:
        connection.execute(text("UPDATE refunds SET amount_minor = 1"))
    out = tmp_path / "day.pdf"
    assert run(home, "--on", DAY, "--pdf", str(out)) == 1
    assert not out.exists()
    assert "rebuild --check" in capsys.readouterr().err


def test_without_a_date_it_is_the_stores_today(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(home, "--json") == 0
    with closing(reopened(Home(home), FixedClock(datetime.fromisoformat("2026-03-10T02:00:00+00:00")))) as desk:
        from servicedesk.terminal.clock import SystemClock

        today = desk.profile.business_day(SystemClock().now())
    assert json.loads(capsys.readouterr().out)["day"] == today.isoformat()


def test_an_open_counter_is_said_and_not_waited_for(
    home: Path, tmp_path: Path, lived: tuple[Home, datetime, dict[str, str]]
) -> None:
    with closing(opened(home, lived[1])):
        assert run(home, "--on", DAY, "--pdf", str(tmp_path / "day.pdf")) == 3
