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
    assert run("--home", left.home.root, "journal", "verify")[0] == 0


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
