"""The command line as a person and a script meet it."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from servicedesk.commands import cli
from servicedesk.desk import setup
from servicedesk.errors import BugError, KnownError
from servicedesk.paths import Home
from servicedesk.terminal.clock import SystemClock


def run_program(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The real program in a process of its own."""
    import os

    kept = {name: value for name, value in os.environ.items() if name not in {"LANG", "LC_ALL", "LC_MESSAGES"}}
    command = [sys.executable, "-m", "servicedesk", *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env={**kept, **env}, timeout=60)


def help_of(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_help_lists_every_command_in_the_readers_language(capsys: pytest.CaptureFixture[str]) -> None:
    english, chinese = help_of(capsys, "--lang", "en", "--help"), help_of(capsys, "--help", "--lang=zh_CN")
    for name in cli.COMMANDS:
        assert f"\n    {name} " in english
        assert f"\n    {name} " in chinese
    assert "count working days" in english
    assert "按法定日历数工作日" in chinese


@pytest.mark.parametrize("name", [name for name in cli.COMMANDS if name != cli.CONSOLE])
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = help_of(capsys, "--lang", "en", name, "--help")
    assert told.startswith(f"usage: servicedesk {name}")
    assert "--home FOLDER" in told


def test_home_and_language_may_stand_before_or_after_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--home", str(tmp_path / "shop"), "--lang", "zh_CN", "doctor"]) == cli.DONE
    before = capsys.readouterr().out
    assert cli.main(["doctor", "--home", str(tmp_path / "shop"), "--lang", "zh_CN"]) == cli.DONE
    after = capsys.readouterr().out
    assert f"数据文件夹：{tmp_path / 'shop'}" in before
    assert before.splitlines()[7] == after.splitlines()[7]


def test_home_comes_from_the_environment_when_it_is_not_given(tmp_path: Path) -> None:
    told = run_program("doctor", SERVICEDESK_HOME=str(tmp_path / "from-environment"), LANG="C.UTF-8")
    assert f"Data folder: {tmp_path / 'from-environment'}" in told.stdout


@pytest.mark.parametrize(
    ("words", "environment", "language"),
    [
        (["doctor", "--lang", "zh_CN"], {"LANG": "en_GB.UTF-8"}, "zh_CN"),
        (["doctor", "--lang=en"], {"LANG": "zh_CN.UTF-8"}, "en"),
        (["doctor"], {"LANG": "zh_TW.UTF-8"}, "zh_CN"),
        (["doctor"], {"LANG": "en_US.UTF-8"}, "en"),
        (["doctor"], {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh_CN"),
        (["doctor"], {"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_language_is_the_chosen_one_or_the_locales(
    words: list[str], environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cli.language_of(words) == language


def test_an_unknown_command_is_wrong_usage_and_names_the_known_ones() -> None:
    told = run_program("refnud")
    assert told.returncode == cli.WRONG_INPUT
    assert "refund" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_known_error_is_one_line_with_its_code_and_never_a_traceback(tmp_path: Path) -> None:
    told = run_program("--lang", "en", "journal", "verify", "--home", str(tmp_path / "nothing"))
    assert told.returncode == cli.WRONG_INPUT
    assert told.stdout == ""
    [line] = told.stderr.splitlines()
    assert line.startswith("servicedesk: There is no counter in ")
    assert line.endswith("(SD-1200)")


class OpenElsewhereError(KnownError):
    code = "SD-0002"
    exit_code = 3
    msgid = "Something outside servicedesk went wrong. Saved work is safe. Try again, or call IT."


def test_a_known_error_ends_with_its_own_exit_code_in_the_readers_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_options: object) -> int:
        raise OpenElsewhereError

    from servicedesk.commands import doctor

    monkeypatch.setattr(doctor, "examine", refuse)
    assert cli.main(["--lang", "zh_CN", "doctor"]) == cli.IN_USE
    said = capsys.readouterr().err
    assert said == "servicedesk: 服务台之外出了问题。已保存的内容没有丢。请再试一次，或联系信息部。 (SD-0002)\n"


def broken_doctor(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    from servicedesk.commands import doctor

    def fail(_options: object) -> int:
        raise error

    monkeypatch.setattr(doctor, "examine", fail)


@pytest.mark.parametrize("error", [ValueError("of no use"), BugError("an invariant"), OSError(5, "I/O error")])
def test_what_nobody_foresaw_is_one_line_with_an_exit_code_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    broken_doctor(monkeypatch, error)
    home = tmp_path / "门店"
    assert cli.main(["--home", str(home), "--lang", "en", "doctor"]) == cli.OUR_FAULT == 70
    said = capsys.readouterr()
    log = home / "logs" / "errors.log"
    assert said.out == ""
    assert said.err == (
        f"servicedesk: Something went wrong inside servicedesk ({type(error).__name__}). What was saved before is "
        f"safe. Try once more; if it happens again, send {log} to IT. (SD-1901)\n"
    )
    kept = log.read_text(encoding="utf-8")
    assert "Traceback (most recent call last):" in kept
    assert type(error).__name__ in kept
    assert ("of no use" in kept) is False, "an exception's own text may quote a customer"
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_report_that_cannot_be_written_is_still_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken_doctor(monkeypatch, ValueError("of no use"))
    (tmp_path / "logs").write_text("in the way", encoding="utf-8")
    assert cli.main(["--home", str(tmp_path), "--lang", "zh_CN", "doctor"]) == cli.OUR_FAULT
    said = capsys.readouterr().err
    assert said.startswith("servicedesk: 程序自身出了问题（ValueError）。之前保存的都在。")
    assert said.count("\n") == 1


def test_a_log_that_has_grown_large_is_set_aside_and_a_short_one_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_doctor(monkeypatch, ValueError("of no use"))
    log = tmp_path / "logs" / "errors.log"
    for _ in range(2):
        cli.main(["--home", str(tmp_path), "doctor"])
    assert log.read_text(encoding="utf-8").count("Traceback") == 2
    log.write_text("x" * 1_000_001, encoding="utf-8")
    cli.main(["--home", str(tmp_path), "doctor"])
    assert log.read_text(encoding="utf-8").count("Traceback") == 1
    assert len((log.parent / "errors.log.1").read_text(encoding="utf-8")) == 1_000_001


def test_chinese_words_are_taken_and_said_in_a_locale_that_knows_none(tmp_path: Path) -> None:
    home = tmp_path / "外滩店"
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    words = ["--home", str(home), "--lang", "zh_CN", "init", "--store", "S1", "--terminal", "T1", "--name", "张三商店"]
    told = run_program(*words, **environment)
    assert (told.returncode, told.stderr) == (0, "")
    assert str(home) in told.stdout
    with closing(setup.open_desk(Home(home), SystemClock())) as desk:
        assert desk.profile.store_name == "张三商店"


def test_an_argument_that_is_no_text_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-m", "servicedesk", "--lang", "en", "--home", str(home), "init"]
    told = subprocess.run(
        [*command, "--store", "S1", "--terminal", "T1", "--name", b"\xc4\xe3"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (cli.WRONG_INPUT, "", 1)
    assert "is not written in UTF-8" in told.stderr
    assert not home.exists()


def test_a_reader_who_has_seen_enough_ends_the_program_quietly(tmp_path: Path) -> None:
    command = f"{sys.executable} -m servicedesk doctor --json --home '{tmp_path}' | head -c 1"
    told = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert told.stderr == ""
    assert told.stdout == "{"


def test_only_the_chosen_commands_module_is_imported() -> None:
    code = (
        "import sys\nfrom servicedesk.commands import cli\ncli.main(['workdays', '2026-11-20', '3'])\n"
        "print(*sorted(name for name in sys.modules if name.startswith('servicedesk.commands.')))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    loaded = set(told.stdout.splitlines()[-1].split())
    assert "servicedesk.commands.rules" in loaded
    others = {f"servicedesk.commands.{entry.module}" for entry in cli.COMMANDS.values()} - {
        "servicedesk.commands.rules"
    }
    assert not loaded & others
