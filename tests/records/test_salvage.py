"""A damaged counter still gives what can be read of it, and is left as it is (reliability A9, A10)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest
from tests.builders import StaffedDesk, closing, counter, done

from servicedesk.commands import cli
from servicedesk.desk import visits
from servicedesk.domain.visits import Source
from servicedesk.records import journal, salvage
from servicedesk.records.errors import StoreDamagedError, StoreInUseError

PAGE = 4096


class Closed(StaffedDesk):
    """``first_page`` is where what was recorded by the visits begins; before it lies the file's own description."""

    first_page: int


@pytest.fixture
def closed(tmp_path: Path) -> Closed:
    """A counter with some visits, closed; nothing of it is in the log any more."""
    desk = cast("Closed", counter(tmp_path))
    desk.first_page = desk.home.store_file.stat().st_size // PAGE
    for _ in range(60):
        done(visits.arrive(desk, desk.clerk, Source.KEY))
    desk.close()
    return desk


def _facts(desk: StaffedDesk) -> int:
    from tests.builders import reopened

    with closing(reopened(desk.home, desk.clock)) as again, again.database.reading() as connection:
        return journal.count(connection)


def _damage(desk: StaffedDesk, page: int) -> None:
    with desk.home.store_file.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(bytes(PAGE))


def test_a_sound_counter_is_salvaged_whole(closed: Closed, tmp_path: Path) -> None:
    (tmp_path / "scratch").mkdir()
    found = salvage.salvage(closed.home, tmp_path / "scratch")
    assert (len(found.facts), found.lost) == (_facts(closed), 0)


@pytest.mark.parametrize("cut", [False, True])
def test_what_is_not_on_a_damaged_page_is_read(closed: Closed, tmp_path: Path, cut: bool) -> None:
    whole = _facts(closed)
    pages = closed.home.store_file.stat().st_size // PAGE
    if cut:
        with closed.home.store_file.open("r+b") as file:
            file.truncate((pages - 3) * PAGE)
    else:
        for page in range(closed.first_page, pages, 2):
            _damage(closed, page)
    as_it_was = closed.home.store_file.read_bytes()
    (tmp_path / "scratch").mkdir()
    found = salvage.salvage(closed.home, tmp_path / "scratch")
    assert 0 < len(found.facts) <= whole
    assert closed.home.store_file.read_bytes() == as_it_was
    with pytest.raises(StoreDamagedError):
        _facts(closed)


def test_an_open_counter_is_not_salvaged(tmp_path: Path) -> None:
    (tmp_path / "scratch").mkdir()
    with closing(counter(tmp_path)) as desk, pytest.raises(StoreInUseError):
        salvage.salvage(desk.home, tmp_path / "scratch")


def test_the_command_writes_what_it_could_read_without_anybodys_name_and_says_what_is_lost(
    closed: Closed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = _facts(closed)
    for page in range(closed.first_page, closed.home.store_file.stat().st_size // PAGE):
        _damage(closed, page)
    out = tmp_path / "out" / "saved.jsonl"
    out.parent.mkdir()
    code = cli.main(["--home", str(closed.home.root), "--lang", "en", "journal", "salvage", str(out)])
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    told = capsys.readouterr().out
    assert f"{len(lines)} facts could be read" in told
    assert code == (1 if len(lines) < whole else 0)
    assert all("personal" not in line for line in lines)
    assert [path.name for path in out.parent.iterdir()] == ["saved.jsonl"]
