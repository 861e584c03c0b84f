"""``backup`` and ``restore`` as IT runs them."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.builders import StaffedDesk, closing, counter, reopened

from servicedesk.commands import cli

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def left(tmp_path: Path) -> StaffedDesk:
    with closing(counter(tmp_path)) as desk:
        return desk


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run one command: (exit code, output, errors)."""

    def run(*arguments: object, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
        code = cli.main(["--lang", "en", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_backup_is_made_and_told_in_one_line(left: StaffedDesk, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "b.backup"
    code, out, err = run("--home", left.home.root, "backup", target)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert out.startswith(f"Backup made and checked: {target}, ")
    assert target.exists()


def test_a_folder_that_cannot_be_written_ends_with_exit_1(left: StaffedDesk, run: Run) -> None:
    code, out, err = run("--home", left.home.root, "backup", "/proc/servicedesk/b.backup")
    assert (code, out, err.count("\n")) == (1, "", 1)


def test_a_restore_on_the_same_machine_tells_the_new_life(left: StaffedDesk, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "b.backup"
    run("--home", left.home.root, "backup", target)
    code, out, _ = run("--home", left.home.root, "restore", target)
    assert code == 0
    assert "This counter goes on as incarnation 2; new numbers carry a letter." in out
    assert out.endswith(f"What was here before is kept in {left.home.root / 'replaced-1'}.\n")
    code, out, _ = run("--home", left.home.root, "journal", "verify")
    assert code == 0
    assert "the last is number 1 of incarnation 2, hash " in out


def test_a_restore_where_nothing_was_speaks_of_nothing_kept(left: StaffedDesk, run: Run, tmp_path: Path) -> None:
    target, there = tmp_path / "b.backup", tmp_path / "another machine"
    run("--home", left.home.root, "backup", target)
    code, out, _ = run("--home", there, "restore", target, "--recovery-code", "-", typed=left.recovery_code)
    assert code == 0
    assert out.count("\n") == 1
    assert "before" not in out


@pytest.mark.parametrize("place", ["keys/store.key", "keys/recovery.json", "counter.db", "b.backup", "", "keys"])
def test_a_backup_never_goes_over_the_counters_own_files(left: StaffedDesk, run: Run, place: str) -> None:
    before = {file: file.read_bytes() for file in left.home.root.rglob("*") if file.is_file()}
    code, out, err = run("--home", left.home.root, "backup", left.home.root / place)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert {file: file.read_bytes() for file in left.home.root.rglob("*") if file.is_file()} == before


def test_a_backup_may_go_to_the_counters_own_folder_of_backups(left: StaffedDesk, run: Run) -> None:
    left.home.backups.mkdir(exist_ok=True)
    assert run("--home", left.home.root, "backup", left.home.backups)[0] == 0
    assert run("--home", left.home.root, "backup", left.home.backups / "monday.backup")[0] == 0
    assert len(list(left.home.backups.glob("*.backup"))) == 2


def test_a_backup_to_nowhere_is_told(left: StaffedDesk, run: Run) -> None:
    code, out, err = run("--home", left.home.root, "backup", "")
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_the_recovery_code_is_read_from_standard_input(left: StaffedDesk, run: Run, tmp_path: Path) -> None:
    target, there = tmp_path / "b.backup", tmp_path / "another machine"
    run("--home", left.home.root, "backup", target)
    code, _, err = run("--home", there, "restore", target, "--recovery-code", "-", typed=left.recovery_code)
    assert (code, err) == (0, "")
    assert run("--home", there, "rebuild", "--check")[0] == 0


def test_a_wrong_recovery_code_ends_with_exit_2_and_leaves_nothing(left: StaffedDesk, run: Run, tmp_path: Path) -> None:
    target, there = tmp_path / "b.backup", tmp_path / "another machine"
    run("--home", left.home.root, "backup", target)
    code, _, err = run("--home", there, "restore", target, "--recovery-code", "-", typed="0" * 32)
    assert code == 2
    assert err.startswith("servicedesk: This recovery code does not fit this counter.")
    assert not there.exists()


def test_without_the_code_another_machine_cannot_restore(left: StaffedDesk, run: Run, tmp_path: Path) -> None:
    target, there = tmp_path / "b.backup", tmp_path / "another machine"
    run("--home", left.home.root, "backup", target)
    code, _, err = run("--home", there, "restore", target)
    assert code == 1
    assert "Call IT with the recovery code." in err


def test_a_restore_while_the_counter_is_open_ends_with_exit_3(left: StaffedDesk, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "b.backup"
    run("--home", left.home.root, "backup", target)
    with closing(reopened(left.home, left.clock)):
        assert run("--home", left.home.root, "restore", target)[0] == 3


def test_what_is_no_backup_ends_with_exit_2(left: StaffedDesk, run: Run, tmp_path: Path) -> None:
    (tmp_path / "b.backup").write_bytes(b"a letter to grandmother")
    code, _, err = run("--home", left.home.root, "restore", tmp_path / "b.backup")
    assert code == 2
    assert "is not a backup of servicedesk that can be used" in err
