"""What IT is told over the phone."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections import namedtuple
from pathlib import Path

import pytest

from servicedesk.commands import cli, doctor
from servicedesk.paths import Home


def findings(home: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, tuple[str, str]]]:
    """Exit code, and key -> (state, value)."""
    code = cli.main(["doctor", "--json", "--home", str(home)])
    listed = json.loads(capsys.readouterr().out)["findings"]
    return code, {found["key"]: (found["state"], found["value"]) for found in listed}


@pytest.fixture
def counter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    home = tmp_path / "counter"
    assert (
        cli.main(["init", "--home", str(home), "--store", "S001", "--terminal", "T01", "--name", "Test", "--json"]) == 0
    )
    capsys.readouterr()
    return home


def test_it_works_where_there_is_no_counter_and_leaves_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = findings(tmp_path / "nowhere", capsys)
    assert code == cli.DONE
    assert found["counter"][0] == "note"
    assert found["sqlite"][0] == found["qt"][0] == found["shipped"][0] == "well"
    assert "SQLCipher 4" in found["sqlite"][1]
    assert not (tmp_path / "nowhere").exists()


def test_it_counts_what_a_counter_holds_without_a_name_in_it(counter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = findings(counter, capsys)
    assert code == cli.DONE
    assert found["counter"][0] == "well"
    assert int(found["facts"][1]) >= 1
    assert found["staff"][1] == "1"
    assert found["slips_waiting"][1] == found["refunds_due"][1] == "0"


def test_a_counter_without_a_backup_is_to_be_looked_at(counter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert findings(counter, capsys)[1]["backup"][0] == "look"
    assert cli.main(["backup", str(counter / "backups" / "one.backup"), "--home", str(counter)]) == cli.DONE
    capsys.readouterr()
    assert findings(counter, capsys)[1]["backup"][0] == "well"


def test_an_open_counter_is_told_and_is_no_fault(counter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from servicedesk.records import keys
    from servicedesk.records.database import Database

    home = Home(counter)
    database = Database(home.store_file, keys.load(home.keys).store)
    try:
        code, found = findings(counter, capsys)
    finally:
        database.close()
    assert code == cli.DONE
    assert found["counter"][0] == "note"
    assert "open in another window" in found["counter"][1]


def test_a_file_that_this_machine_cannot_open_is_a_fault(counter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Home(counter).store_file.write_bytes(os.urandom(8192))
    code, found = findings(counter, capsys)
    assert code == cli.CHECK_FAILED
    assert found["counter"][0] == "bad"


def test_a_clock_that_was_set_back_is_a_fault(counter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tomorrow = time.time() + 86_400
    os.utime(Home(counter).store_file, (tomorrow, tomorrow))
    code, found = findings(counter, capsys)
    assert code == cli.CHECK_FAILED
    assert found["clock"][0] == "bad"


@pytest.mark.parametrize(("free", "state"), [(99_999_999, "bad"), (100_000_000, "look"), (500_000_000, "well")])
def test_a_full_disk_is_told_before_it_is_full(
    free: int, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage(10**12, 10**12 - free, free))
    assert findings(tmp_path, capsys)[1]["disk_free"][0] == state


def test_a_toolkit_that_does_not_load_is_told_with_the_missing_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(name: str) -> object:
        raise ImportError(f"libEGL.so.1: cannot open shared object file (for {name})")

    monkeypatch.setattr(doctor, "import_module", missing)
    code, found = findings(tmp_path, capsys)
    assert code == cli.CHECK_FAILED
    assert found["qt"][0] == "bad"
    assert "libEGL.so.1" in found["qt"][1]


def test_every_wrong_value_of_the_printer_settings_is_named(counter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Home(counter).printers.write_text('{"slip": [{"kind": "network"}, {"kind": "usb", "path": "/dev/usb/lp0"}]}')
    code, found = findings(counter, capsys)
    assert code == cli.CHECK_FAILED
    assert found["printer_fault_slip[0].host"][0] == "bad"
    assert "slip[0].host is missing" in found["printer_fault_slip[0].host"][1]
    assert "/dev/usb/lp0" in found["printer_slip"][1]
    assert found["printer_page"] == ("note", "PDF (folder, 80mm)")


def test_settings_that_are_no_settings_are_told_and_stop_nothing(
    counter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Home(counter).printers.write_text("{ half")
    code, found = findings(counter, capsys)
    assert code == cli.CHECK_FAILED
    assert found["printer_fault_printers.json"][0] == "bad"
    assert found["counter"][0] == "well"
