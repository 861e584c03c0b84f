"""Opening the counter on a machine that can't show a window ends in one line, not in Qt's abort."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest
from tests.builders import closing, counter

from servicedesk.commands import cli

MISSING = "libxcb-cursor.so.0: cannot open shared object file: No such file or directory"


def test_a_library_of_the_window_that_is_missing_is_named_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(counter(tmp_path)) as desk:
        home = desk.home.root
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":7")

    def refuse(_name: str) -> None:
        raise OSError(MISSING)

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    assert cli.main(["--home", str(home), "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert MISSING in told
    assert "Nothing was changed" in told
