"""``demo``: what it makes is opened again, and nothing but a demo store is ever thrown away."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.builders import StaffedDesk, closing, counter

from servicedesk.commands import cli
from servicedesk.commands.demo import make_for_pictures
from servicedesk.desk import backups, setup
from servicedesk.domain.times import FixedClock, to_ms
from servicedesk.paths import Home
from servicedesk.records import journal
from servicedesk.terminal.clock import SystemClock


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo store of one day."""
    home = tmp_path_factory.mktemp("made") / "demo"
    assert demo(home) == 0
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "demo")
    return tmp_path / "demo"


def demo(home: Path, *words: str) -> int:
    return cli.main(["--home", str(home), "--lang", "en", "demo", "--days", "1", "--no-open", *words])


def files(folder: Path) -> dict[str, bytes]:
    """Everything in it, the marks of SQLite's lock apart."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm")))
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


@pytest.fixture
def left(tmp_path: Path) -> StaffedDesk:
    """A counter somebody works at; closed for the night."""
    with closing(counter(tmp_path)) as desk:
        backups.make(desk, desk.home.root / "backups" / "monday.backup")
        return desk


def test_a_demo_is_a_sound_counter_and_leaves_nothing_beside_it(made: Path) -> None:
    assert [path.name for path in made.parent.iterdir()] == ["demo"]
    assert cli.main(["--home", str(made), "journal", "verify"]) == 0
    assert cli.main(["--home", str(made), "rebuild", "--check"]) == 0


def test_a_demo_that_is_there_is_opened_as_it_is(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(home)
    assert demo(home) == 0
    assert files(home) == before
    assert capsys.readouterr().out.startswith("Sign in with: ")


def test_a_fresh_demo_takes_the_place_of_the_old_one_whole(home: Path) -> None:
    before = (home / "keys" / "store.key").read_bytes()
    (home / "note.txt").write_text("of the old one", encoding="utf-8")
    assert demo(home, "--fresh") == 0
    assert (home / "keys" / "store.key").read_bytes() != before
    assert not (home / "note.txt").exists()
    assert [path.name for path in home.parent.iterdir()] == ["demo"]


@pytest.mark.parametrize("words", [(), ("--fresh",)])
def test_a_counter_that_is_no_demo_is_never_touched(
    left: StaffedDesk, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(left.home.root)
    assert len(before) > 5
    assert demo(left.home.root, *words) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "(SD-2103)" in said.err
    assert files(left.home.root) == before


@pytest.mark.parametrize("lost", ["counter.db", "keys"])
def test_a_damaged_counter_is_no_empty_folder(left: StaffedDesk, lost: str) -> None:
    place = left.home.root / lost
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    before = files(left.home.root)
    assert demo(left.home.root, "--fresh") == 2
    assert files(left.home.root) == before


def test_a_counter_that_was_restored_over_a_demo_is_no_demo(left: StaffedDesk, home: Path) -> None:
    shutil.copyfile(home / "demo.json", left.home.root / "demo.json")
    before = files(left.home.root)
    assert demo(left.home.root, "--fresh") == 2
    assert files(left.home.root) == before


@pytest.mark.parametrize("marker", ["", "[]", "{}", '{"key": null}', '{"key": "00"}'])
def test_a_marker_that_does_not_fit_is_none(home: Path, marker: str) -> None:
    (home / "demo.json").write_text(marker, encoding="utf-8")
    assert demo(home, "--fresh") == 2
    assert (home / "counter.db").exists()


def test_somebody_elses_folder_is_not_built_into(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "mother.txt").write_text("dear", encoding="utf-8")
    assert demo(tmp_path / "letters", "--fresh") == 2
    assert files(tmp_path / "letters") == {"mother.txt": b"dear"}


def test_an_open_demo_is_not_pulled_from_under_its_window(home: Path) -> None:
    before = files(home)
    desk = setup.open_desk(Home(home), SystemClock())
    try:
        assert demo(home, "--fresh") == 3
    finally:
        desk.close()
    assert files(home).keys() == before.keys()


def test_a_demo_that_was_killed_half_way_is_made_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "demo"
    words = [sys.executable, "-m", "servicedesk", "--home", str(home), "demo", "--no-open", "--days", "60"]
    making = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    store = tmp_path / ".demo.making" / "counter.db"
    ends = time.monotonic() + 60
    while not store.exists() and time.monotonic() < ends:
        time.sleep(0.05)
    os.kill(making.pid, signal.SIGKILL)
    making.wait()
    assert store.exists()
    assert not home.exists()
    assert demo(home) == 0
    assert "The demo store is ready" in capsys.readouterr().out
    assert json.loads((home / "demo.json").read_text("utf-8"))["days"] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_the_log_of_an_earlier_error_does_not_stand_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "demo" / "logs").mkdir(parents=True)
    (tmp_path / "demo" / "logs" / "errors.log").write_text("a traceback", encoding="utf-8")
    assert demo(tmp_path / "demo") == 0
    assert (tmp_path / "demo" / "logs" / "errors.log").read_text(encoding="utf-8") == "a traceback"


@pytest.mark.parametrize("hour", [(0, 20), (9, 3)])
def test_a_store_made_early_in_the_morning_knows_no_visit_of_the_future(tmp_path: Path, hour: tuple[int, int]) -> None:
    at = datetime(2026, 11, 22, *hour, tzinfo=ZoneInfo("Asia/Shanghai"))
    home = make_for_pictures(tmp_path / "home", at, days=1)
    desk = setup.open_desk(home, FixedClock(at), verify=False)
    try:
        with desk.database.reading() as connection:
            moments = [one.header.at_ms for one in journal.read(connection)]
    finally:
        desk.close()
    assert max(moments) <= to_ms(at)
