"""What waits when the disk is almost full, so that people who stand at the counter need not (reliability A4)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.builders import StaffedDesk, closing, counter, done, refusal

from servicedesk.desk import backups, room, visits
from servicedesk.domain.visits import Source
from servicedesk.records import space
from servicedesk.records.errors import DiskFullError
from servicedesk.terminal.incoming import take_incoming_files


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StaffedDesk]:
    monkeypatch.setattr(space, "free_bytes", lambda _home: space.CAREFUL_BYTES - 1)
    with closing(counter(tmp_path)) as made:
        yield made


def test_people_are_served_backups_and_till_files_wait(desk: StaffedDesk) -> None:
    done(visits.arrive(desk, desk.clerk, Source.KEY))
    assert refusal(backups.make_in_home(desk, desk.manager)) == "DISK_SCARCE"
    desk.home.incoming.mkdir()
    (desk.home.incoming / "till.csv").write_text("not even a header")
    assert take_incoming_files(lambda job: job(desk), desk.home) == 0
    assert (desk.home.incoming / "till.csv").exists()


def test_what_is_no_full_disk_gives_no_reserve_up(desk: StaffedDesk) -> None:
    desk.home.reserve.write_bytes(b"kept")

    def fail() -> None:
        raise KeyError("another mistake")

    with pytest.raises(KeyError):
        room.with_reserve(desk, fail)
    assert desk.home.reserve.exists()


def test_without_a_reserve_a_full_disk_is_told(desk: StaffedDesk) -> None:
    def fail() -> None:
        raise DiskFullError

    with pytest.raises(DiskFullError):
        room.with_reserve(desk, fail)


def test_a_disk_that_cannot_be_asked_is_not_called_full(desk: StaffedDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space, "free_bytes", lambda _home: None)
    assert room.look(desk).room is room.Room.ENOUGH
    assert not room.is_scarce(desk)
