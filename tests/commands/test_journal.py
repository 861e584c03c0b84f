"""``journal verify``, ``journal export`` and ``rebuild`` as IT runs them: one line, the right exit code, no names."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.builders import StaffedDesk, closing, counter, done, reopened

from servicedesk.commands import cli
from servicedesk.desk import visits
from servicedesk.domain.staff import PersonalDataShown, SignedIn
from servicedesk.domain.visits import Purpose, Source
from servicedesk.paths import Home
from servicedesk.records import journal, store
from servicedesk.records.tables import READ_TABLES

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def left(tmp_path: Path) -> StaffedDesk:
    """A counter somebody worked at and closed."""
    with closing(counter(tmp_path)) as desk:
        visit = done(visits.arrive(desk, desk.clerk, Source.KEY))
        done(visits.classify(desk, desk.clerk, visit, visits.Classification(Purpose.RETURN, note="canary note")))
    return desk


@pytest.fixture
def run(left: StaffedDesk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run one command on it: (exit code, output, errors)."""

    def run(*arguments: object, typed: str = "", lang: str = "en") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
        code = cli.main(["--home", str(left.home.root), "--lang", lang, *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def _plant(home: Home, statement: str) -> None:
    opened = store.open_store(home)
    with opened.database.transaction() as connection:
        connection.exec_driver_sql(statement)
    opened.database.close()


def _facts(desk: StaffedDesk) -> list[object]:
    with closing(reopened(desk.home, desk.clock)) as again, again.database.reading() as connection:
        return [recorded.fact for recorded in journal.read(connection)]


# --- verify ----------------------------------------------------------------------------------------------------------
def test_a_sound_journal_is_told_in_one_line_with_its_count_and_hash(left: StaffedDesk, run: Run) -> None:
    code, out, err = run("journal", "verify")
    facts = len(_facts(left))
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert out.startswith(f"The journal is sound: {facts} facts, the last is number {facts} of incarnation 1, hash ")


def test_a_sound_journal_is_told_in_chinese(run: Run) -> None:
    code, out, _ = run("journal", "verify", lang="zh_CN")
    assert code == 0
    assert out.startswith("流水完好：共 ")


def test_a_changed_journal_ends_with_exit_1_and_names_the_record(left: StaffedDesk, run: Run) -> None:
    _plant(left.home, "DROP TRIGGER bodies_no_update")
    _plant(left.home, "UPDATE bodies SET bytes = x'7b7d' WHERE position = 5")
    code, out, err = run("journal", "verify")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert " 5: its content is not what was recorded" in err


def test_a_changed_journal_is_told_in_chinese_to_the_last_word(left: StaffedDesk, run: Run) -> None:
    _plant(left.home, "DROP TRIGGER bodies_no_update")
    _plant(left.home, "UPDATE bodies SET bytes = x'7b7d' WHERE position = 1")
    _, _, err = run("journal", "verify", lang="zh_CN")
    assert "（CounterOpened 1: 内容不是当时记下的）" in err


def test_an_open_counter_ends_with_exit_3(left: StaffedDesk, run: Run) -> None:
    with closing(reopened(left.home, left.clock)):
        code, out, err = run("journal", "verify")
    assert (code, out, err.count("\n")) == (3, "", 1)


def test_a_folder_without_a_counter_ends_with_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--home", str(tmp_path), "--lang", "en", "journal", "verify"]) == 2
    assert "There is no counter in" in capsys.readouterr().err


# --- export ----------------------------------------------------------------------------------------------------------
def _exported(file: Path) -> list[dict[str, dict[str, object]]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_an_export_holds_every_fact_and_nobodys_name(left: StaffedDesk, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "facts.jsonl"
    code, said, _ = run("journal", "export", out)
    lines = _exported(out)
    assert (code, said) == (0, f"{len(lines)} facts were written to {out}.\n")
    assert len(lines) == len(_facts(left))
    assert all(line.keys() == {"header", "fact"} for line in lines)
    assert "canary" not in out.read_text(encoding="utf-8")
    assert "Li Ting" not in out.read_text(encoding="utf-8")


def test_a_manager_exports_names_too_and_leaves_a_fact(left: StaffedDesk, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "facts.jsonl"
    code, _, _ = run("journal", "export", out, "--as", "1001", typed=left.pins["1001"])
    assert code == 0
    assert {"note": "canary note"} in [line["personal"] for line in _exported(out)]
    signed_in, shown = _facts(left)[-2:]
    assert isinstance(signed_in, SignedIn)
    assert signed_in.staff_id == left.manager.staff_id
    assert shown == PersonalDataShown("journal export")
    assert _exported(out)[-1]["fact"] == {"what": "journal export"}, "recorded before the first line was written"


def test_names_that_were_shown_are_recorded_even_when_the_file_was_not_finished(
    left: StaffedDesk, run: Run, tmp_path: Path
) -> None:
    run("journal", "export", tmp_path / "nowhere" / "facts.jsonl", "--as", "1001", typed=left.pins["1001"])
    assert _facts(left)[-1] == PersonalDataShown("journal export")


@pytest.mark.parametrize("place", ["counter.db", "counter.db-wal", "keys/store.key", "high-water.json", "x/y.jsonl"])
def test_the_counters_own_files_are_never_written_over(left: StaffedDesk, run: Run, tmp_path: Path, place: str) -> None:
    before = {file: file.read_bytes() for file in left.home.root.rglob("*") if file.is_file()}
    (tmp_path / "link").symlink_to(left.home.root)
    for target in (left.home.root / place, tmp_path / "link" / place, left.home.backups / ".." / place):
        code, out, err = run("journal", "export", target)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "(SD-2102)" in err
    assert {file: file.read_bytes() for file in left.home.root.rglob("*") if file.is_file()} == before


def test_an_export_that_stops_half_way_leaves_the_file_that_was_there(
    left: StaffedDesk, run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "facts.jsonl"
    out.write_text("the export of yesterday", encoding="utf-8")
    _plant(left.home, "DROP TRIGGER bodies_no_update")
    _plant(left.home, "UPDATE bodies SET bytes = x'ff' WHERE position = 9")
    assert run("journal", "export", out)[0] == 1
    assert out.read_text(encoding="utf-8") == "the export of yesterday"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("place", ["", " ", "."])
def test_a_place_that_is_no_file_is_told(run: Run, place: str) -> None:
    code, out, err = run("journal", "export", place)
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_an_export_is_for_its_owner_alone(left: StaffedDesk, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "facts.jsonl"
    run("journal", "export", out, "--as", "1001", typed=left.pins["1001"])
    assert out.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("number", "lang", "said"),
    [
        ("1003", "en", "This step needs somebody with more rights."),
        ("1003", "zh_CN", "这一步需要更高的权限。"),
        ("1001", "en", "That PIN is not right. You can try 4 more times."),
        ("1001", "zh_CN", "密码不对，还可以试 4 次。"),
        ("7777", "zh_CN", "本店没有这个工号。"),
    ],
)
def test_names_are_not_exported_without_the_right_and_the_pin(
    left: StaffedDesk, run: Run, tmp_path: Path, number: str, lang: str, said: str
) -> None:
    out = tmp_path / "facts.jsonl"
    typed = left.pins["1003"] if number == "1003" else "918273"
    code, _, err = run("journal", "export", out, "--as", number, typed=typed, lang=lang)
    assert code == 2
    assert said in err
    assert not out.exists()


def test_a_place_that_cannot_be_written_is_told(run: Run, tmp_path: Path) -> None:
    code, out, err = run("journal", "export", tmp_path / "nowhere" / "facts.jsonl")
    assert (code, out, err.count("\n")) == (2, "", 1)


# --- rebuild ---------------------------------------------------------------------------------------------------------
def test_tables_that_say_what_the_facts_say_are_told_so(left: StaffedDesk, run: Run) -> None:
    code, out, _ = run("rebuild", "--check")
    assert (code, out) == (0, f"The read tables are what {len(_facts(left))} facts say.\n")


def test_a_difference_ends_with_exit_1_and_is_named(left: StaffedDesk, run: Run) -> None:
    _plant(left.home, "UPDATE staff_members SET role = 'MANAGER' WHERE number = '1003'")
    code, out, err = run("rebuild", "--check")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith(f"Table staff_members, {left.clerk.staff_id}: the file says ")


def test_rebuilding_puts_the_difference_right(left: StaffedDesk, run: Run) -> None:
    _plant(left.home, "UPDATE staff_members SET role = 'MANAGER' WHERE number = '1003'")
    assert run("rebuild")[:2] == (0, f"The read tables were folded again from {len(_facts(left))} facts.\n")
    assert run("rebuild", "--check")[0] == 0


@pytest.mark.parametrize("table", READ_TABLES, ids=lambda table: table.name)
def test_a_counter_that_lost_a_whole_table_is_put_right(left: StaffedDesk, run: Run, table: object) -> None:
    _plant(left.home, f"DELETE FROM {table}")
    assert run("rebuild")[0] == 0
    assert run("rebuild", "--check")[0] == 0


def test_rebuilding_changes_no_fact(left: StaffedDesk, run: Run) -> None:
    before = _facts(left)
    run("rebuild")
    assert _facts(left) == before
