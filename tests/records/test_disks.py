"""Real disks that are full, may not be written, are gone, or are held by somebody else; each sentence is read."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from tests.builders import StaffedDesk, closing, counter, done
from tests.faulty_disks import in_a_read_only_folder, on_a_small_disk

from servicedesk.desk import visits
from servicedesk.domain.visits import Source
from servicedesk.paths import Home
from servicedesk.records import database as databases
from servicedesk.records import journal, space, store
from servicedesk.records.errors import FolderGoneError, StoreLockedError
from servicedesk.wording import Words

DISK_BYTES = 8_000_000


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A counter that is closed, with its PINs beside it."""
    folder = tmp_path / "template"
    desk = counter(folder)
    (folder / "pins.json").write_text(json.dumps(desk.pins))
    desk.close()
    return folder


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path)) as made:
        yield made


def _facts(desk: StaffedDesk) -> int:
    with desk.database.reading() as connection:
        return journal.verify(connection)


def test_a_disk_that_is_full_to_the_end_loses_nothing_and_the_day_is_closed_on_the_reserve(
    tmp_path: Path, template: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    told: dict[str, Any] = on_a_small_disk("full", disk, DISK_BYTES, tmp_path, str(template))
    assert told["reserve at start"]
    assert told["acknowledged"] > 0
    assert told["found"] == 3 * told["acknowledged"] + 1, "each visitor that was said to be saved, and the sign-in"
    code, english, chinese = told["said"]
    assert code == "SD-1101"
    assert english.startswith("The disk is full. This was not saved; everything before it is safe.")
    assert chinese.startswith("磁盘满了。这一步没有保存，之前的都在。")
    assert (told["printed"], told["papers"]) == (True, 1), "the reserve lets the day's log be printed"
    assert not told["reserve after printing"]
    assert told["room after printing"] == "FULL"
    assert told["said after printing"][0] == "SD-1101", "what the reserve gave is for closing the day"
    assert told["said when there is room"] is None
    assert told["reserve when there is room"]
    assert told["same"]
    assert told["opens again"]


def test_a_folder_that_may_not_be_written_is_told_at_the_start(template: Path) -> None:
    told = in_a_read_only_folder("opening", template / "home", str(template))
    code, english, chinese = told["said"]
    assert code == "SD-1102"
    assert "may not write its data folder" in english
    assert "Nothing was changed." in english
    assert "什么都没有改动" in chinese


def test_a_folder_that_vanishes_while_people_work_is_told_and_nothing_is_said_to_be_saved(desk: StaffedDesk) -> None:
    done(visits.arrive(desk, desk.clerk, Source.KEY))
    before, away = _facts(desk), desk.home.root.with_name("elsewhere")
    desk.home.root.rename(away)
    for _ in range(2):
        with pytest.raises(FolderGoneError) as told:
            visits.arrive(desk, desk.clerk, Source.KEY)
    assert "This was not saved; everything before it is safe." in Words("en").error(told.value)
    assert "这一步没有保存，之前的都在。" in Words("zh_CN").error(told.value)
    away.rename(desk.home.root)
    assert _facts(desk) == before
    done(visits.arrive(desk, desk.clerk, Source.KEY))
    assert _facts(desk) == before + 1


def test_a_folder_that_vanishes_in_the_middle_of_an_action_is_told_too(tmp_path: Path) -> None:
    away = tmp_path / "elsewhere"

    def steps(name: str) -> None:
        if name == "before COMMIT" and armed:
            desk.home.root.rename(away)

    armed = False
    with closing(counter(tmp_path, steps=steps)) as desk:
        armed = True
        with pytest.raises(FolderGoneError):
            visits.arrive(desk, desk.clerk, Source.KEY)
        armed = False
        away.rename(desk.home.root)


# --- held by another program -----------------------------------------------------------------------------------------
@contextmanager
def _held(home: Home, key: bytes) -> Iterator[None]:
    """Another program that knows the key has locked the whole file."""
    telling, told = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            raw = sqlcipher.connect(str(home.store_file), isolation_level=None)
            raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            raw.execute("PRAGMA locking_mode = EXCLUSIVE")
            raw.execute("BEGIN EXCLUSIVE")
            os.write(told, b"held")
            signal.pause()
        finally:
            os._exit(1)
    assert os.read(telling, 4) == b"held"
    try:
        yield
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(telling)
        os.close(told)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second instead of five."""
    monkeypatch.setattr(databases, "BUSY_TRIES", 2)


@pytest.mark.usefixtures("impatient")
def test_a_file_that_another_program_holds_is_waited_for_and_then_told(desk: StaffedDesk) -> None:
    home, key = desk.home, desk.database.key
    desk.close()
    waited: list[bool] = []
    with _held(home, key), pytest.raises(StoreLockedError) as told:
        store.open_store(home, waiting=lambda: waited.append(True))
    assert waited == [True]
    assert "Another program held the data file" in Words("en").error(told.value)
    assert "Nothing was saved meanwhile" in Words("en").error(told.value)
    assert "别的程序占用数据文件" in Words("zh_CN").error(told.value)
    store.open_store(home).database.close()


def test_a_file_that_is_let_go_in_time_is_opened_without_a_word_of_failure(desk: StaffedDesk) -> None:
    home, key = desk.home, desk.database.key
    desk.close()
    holder = _held(home, key)
    holder.__enter__()
    let_go: list[bool] = []

    def waiting() -> None:
        holder.__exit__(None, None, None)
        let_go.append(True)

    store.open_store(home, waiting=waiting).database.close()
    assert let_go == [True]


# --- the reserve -----------------------------------------------------------------------------------------------------
def test_the_reserve_takes_real_space_and_gives_it_back(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert space.keep_reserve(home, 3_000_000)
    found = home.reserve.stat()
    assert found.st_size == 3_000_000
    assert found.st_blocks * 512 >= found.st_size
    assert space.release_reserve(home)
    assert not space.release_reserve(home)


def test_no_reserve_is_taken_where_there_is_no_room_for_it(tmp_path: Path) -> None:
    assert not space.keep_reserve(Home(tmp_path), shutil.disk_usage(tmp_path).free)


@pytest.mark.parametrize(
    ("free", "room"),
    [(500_000_000, "ENOUGH"), (499_999_999, "LOW"), (100_000_000, "LOW"), (99_999_999, "CAREFUL"), (0, "CAREFUL")],
)
def test_how_much_room_there_is(free: int, room: str) -> None:
    assert space.room_of(free).name == room
