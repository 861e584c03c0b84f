"""The two commands, as a machine meets them that lacks something."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_without_a_command_it_says_which_there_are() -> None:
    told = subprocess.run([sys.executable, str(ROOT / "dev.py")], capture_output=True, text=True)
    assert told.returncode == 2
    for command in ("run", "test", "check", "soak", "bench", "setup"):
        assert f"dev.py {command} " in told.stdout


def test_it_needs_nothing_but_the_standard_library() -> None:
    told = subprocess.run([sys.executable, "-I", "-S", str(ROOT / "dev.py"), "--help"], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system packages are Linux's")
def test_an_ordinary_user_is_told_the_one_line_to_run(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(SystemExit) as stopped:
        dev.install_system_packages(["libegl1", "xvfb"])
    line = str(stopped.value).splitlines()[-1].strip()
    assert line == ("sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1 xvfb")


def test_where_there_is_no_sudo_the_line_is_roots(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(dev.shutil, "which", lambda name: None if name == "sudo" else f"/usr/bin/{name}")
    with pytest.raises(SystemExit) as stopped:
        dev.install_system_packages(["xvfb"])
    told, line = str(stopped.value).splitlines()
    assert "as root" in told
    assert line.strip() == "apt-get update && apt-get install -y --no-install-recommends xvfb"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system packages are Linux's")
def test_missing_libraries_programs_and_venv_are_named_together(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "loads", lambda library: library != "libEGL.so.1")
    monkeypatch.setattr(dev, "importable", lambda module: module not in {"ensurepip", "pip"})
    monkeypatch.setattr(dev.shutil, "which", lambda name: None if name in {"Xvfb", "cc"} else f"/usr/bin/{name}")
    monkeypatch.setattr(dev, "is_there", lambda file: file != "/usr/include/stdio.h")
    venv = f"python3.{sys.version_info[1]}-venv"
    everything = ["gcc", "libc6-dev", "libegl1", venv, "xvfb"]
    assert dev.missing_packages(window=True, tests=True, pip_needed=True) == everything
    assert dev.missing_packages(window=False, tests=False, pip_needed=False) == ["libegl1"]


@pytest.mark.parametrize(
    ("environment", "seen"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({}, not sys.platform.startswith("linux")),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ({"QT_QPA_PLATFORM": "vnc:port=5901"}, True),
    ],
)
def test_a_screen_is_one_that_a_person_can_see(
    environment: dict[str, str], seen: bool, dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert dev.has_display() is seen


def test_one_failing_part_fails_the_whole_and_the_rest_still_runs(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[str] = []

    def python(words: list[str]) -> int:
        ran.append(words[1])
        return 1 if words[1] == "mypy" else 0

    monkeypatch.setattr(dev, "python", python)
    assert dev.test([]) == 1
    assert ran == ["ruff", "ruff", "mypy", "pytest"]
    assert capsys.readouterr().out.splitlines()[-1] == "failed: types"


def test_the_environment_is_made_again_only_when_it_would_differ(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = dev.stamp()
    assert dev.stamp() == first
    changed = tmp_path / "test.txt"
    changed.write_bytes(dev.REQUIREMENTS.read_bytes() + b"# another pin\n")
    monkeypatch.setattr(dev, "REQUIREMENTS", changed)
    assert dev.stamp() != first


def test_a_soak_tells_its_seed_and_goes_on_with_it(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[list[str], dict[str, str]]] = []

    def run(words: list[str], **more: str) -> int:
        asked.append((words, more))
        return 0

    monkeypatch.setattr(dev, "python", run)
    assert dev.soak(["-k", "cuts"]) == 0
    drawn = capsys.readouterr().out.split()[-1]
    assert dev.soak(["--seed", drawn, "-k", "cuts"]) == 0
    assert asked[0] == asked[1]
    assert asked[0][0][-2:] == ["-k", "cuts"]
    assert drawn in asked[0][1]["SERVICEDESK_SOAK"]
    with pytest.raises(SystemExit, match="needs a number"):
        dev.soak(["--seed"])
