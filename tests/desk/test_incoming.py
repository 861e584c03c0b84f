"""A till's files are taken from the watched folder once they are complete, and moved where a person can see what became
of them."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.desk.sales_store import SHANGHAI, Store

from servicedesk.desk.incoming import FolderNotOursError, NotDeletedError, TakenFile, take_incoming
from servicedesk.domain.sales_import import ImportSummary
from servicedesk.errors import KnownError
from servicedesk.paths import Home
from servicedesk.records.queries import sales as lookups
from servicedesk.wording import Words

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
WORDS = Words("en")
SETTLED_S = 60


class Shop:
    """A counter's folder and its sales."""

    def __init__(self, root: Path) -> None:
        self.home = Home(root)
        self.home.incoming.mkdir(parents=True)
        self.store = Store(SHANGHAI)

    def take_file(self, path: Path) -> ImportSummary:
        return self.store.take(path, "generic")

    def drop(self, name: str, receipt: str = "R1", price: str = "1.00", age_s: int = SETTLED_S) -> Path:
        path = self.home.incoming / name
        row = f"{receipt},2026-03-01 10:00:00,CASH=1.00,1,A,衬衫,1,{price}"
        header = "receipt,bought_at,tenders,line,code,name,qty,unit_price"
        path.write_text(f"{header}\r\n{row}\r\n", encoding="utf-8")
        os.utime(path, (NOW.timestamp() - age_s, NOW.timestamp() - age_s))
        return path

    def scan(self, later: timedelta = timedelta()) -> list[TakenFile]:
        return take_incoming(self.home, self.take_file, NOW + later, WORDS)

    def lying_in(self, folder: str) -> list[str]:
        return sorted(path.name for path in (self.home.incoming / folder).glob("*"))


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_a_complete_file_is_taken_and_put_away(shop: Shop) -> None:
    shop.drop("day.csv")
    [taken] = shop.scan()
    assert (taken.name, taken.error) == ("day.csv", None)
    assert taken.summary is not None
    assert taken.summary.sales == 1
    assert shop.lying_in("done") == ["day.csv"]
    assert lookups.find_sale(shop.store.connection, "R1") is not None
    assert shop.scan() == []


def test_a_file_still_being_written_waits(shop: Shop) -> None:
    shop.drop("half.csv", age_s=3)
    shop.drop("whole.csv.part")
    (shop.home.incoming / "folder.csv").mkdir()
    assert shop.scan() == []
    assert shop.lying_in(".") == ["folder.csv", "half.csv", "whole.csv.part"]


def test_a_till_whose_clock_runs_ahead_is_not_kept_waiting(shop: Shop) -> None:
    shop.drop("ahead.CSV", age_s=-3600)
    assert [taken.name for taken in shop.scan()] == ["ahead.CSV"]


def test_files_are_taken_in_the_order_in_which_they_were_written(shop: Shop) -> None:
    shop.drop("a.csv", "R1", age_s=60)
    shop.drop("b.csv", "R2", age_s=120)
    assert [taken.name for taken in shop.scan()] == ["b.csv", "a.csv"]


def test_a_file_that_is_no_tills_is_refused_with_a_note_and_the_next_one_is_taken(shop: Shop) -> None:
    other = shop.home.incoming / "holiday.csv"
    other.write_text("day;name\n", encoding="utf-8")
    os.utime(other, (0, 0))
    shop.drop("day.csv")
    refused, taken = shop.scan()
    assert refused.error is not None
    assert taken.summary is not None
    assert shop.lying_in("refused") == ["holiday.csv", "holiday.txt"]
    note = (shop.home.incoming / "refused" / "holiday.txt").read_text(encoding="utf-8")
    assert "holiday.csv" in note
    assert refused.error.code in note


def test_what_was_set_aside_is_listed_beside_the_file(shop: Shop) -> None:
    shop.drop("day.csv", price="1.001")
    [taken] = shop.scan()
    assert taken.summary is not None
    assert shop.lying_in("done") == ["day.csv", "day.txt"]
    note = (shop.home.incoming / "done" / "day.txt").read_text(encoding="utf-8")
    assert "BAD_PRICE" in note
    assert "Line 2" in note


def test_a_taken_file_and_its_note_are_deleted_after_a_week(shop: Shop) -> None:
    shop.drop("day.csv", price="1.001", age_s=30 * 86_400)
    shop.scan()
    week = timedelta(days=7)
    shop.scan(week - timedelta(seconds=1))
    assert shop.lying_in("done") == ["day.csv", "day.txt"]
    shop.scan(week)
    assert shop.lying_in("done") == []
    assert lookups.find_sale(shop.store.connection, "R1") is None, "its only line was set aside"


def test_a_refused_file_waits_for_a_person_however_long_it_takes(shop: Shop) -> None:
    other = shop.home.incoming / "holiday.csv"
    other.write_text("day;name\n", encoding="utf-8")
    os.utime(other, (0, 0))
    shop.scan()
    shop.scan(timedelta(days=400))
    assert shop.lying_in("refused") == ["holiday.csv", "holiday.txt"]


def test_a_taken_file_that_cannot_be_deleted_is_told_but_not_instead_of_a_new_one(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    shop.drop("old.csv", "R1")
    shop.scan()
    shop.drop("new.csv", "R2")
    monkeypatch.setattr(Path, "unlink", refuse)
    assert [taken.name for taken in shop.scan(timedelta(days=8))] == ["new.csv"]
    with pytest.raises(NotDeletedError, match=r"old\.csv was taken more than 7 days ago"):
        shop.scan(timedelta(days=8))


def test_an_older_file_of_the_same_name_is_kept(shop: Shop) -> None:
    for receipt in ("R1", "R2"):
        shop.drop("day.csv", receipt)
        shop.scan()
    assert shop.lying_in("done") == ["day (2).csv", "day.csv"]


def test_a_file_taken_but_not_moved_is_known_when_it_is_met_again(shop: Shop) -> None:
    path = shop.drop("day.csv")
    shop.take_file(path)  # and then the power went
    [taken] = shop.scan()
    assert taken.summary is not None
    assert (taken.summary.sales, taken.summary.already_known) == (0, 1)
    assert shop.lying_in("done") == ["day.csv"]


def test_a_file_that_grew_while_it_was_read_stays_for_the_next_time(shop: Shop) -> None:
    path = shop.drop("day.csv")

    def take_while_the_till_writes(taken: Path) -> ImportSummary:
        summary = shop.take_file(taken)
        with taken.open("a", encoding="utf-8") as file:
            file.write("R2,2026-03-01 10:00:00,CASH=1.00,1,A,衬衫,1,1.00\r\n")
        return summary

    assert take_incoming(shop.home, take_while_the_till_writes, NOW, WORDS) == []
    os.utime(path, (0, 0))
    [taken] = shop.scan()
    assert taken.summary is not None
    assert (taken.summary.already_known, taken.summary.sales) == (1, 1)


def test_an_error_of_the_counter_leaves_the_file_where_it_is(shop: Shop) -> None:
    path = shop.drop("day.csv")

    def disk_full(_path: Path) -> ImportSummary:
        raise KnownError

    with pytest.raises(KnownError):
        take_incoming(shop.home, disk_full, NOW, WORDS)
    assert path.exists()


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_lost(shop: Shop) -> None:
    shop.drop("day.csv")
    (shop.home.incoming / "done").write_text("in the way", encoding="utf-8")
    with pytest.raises(FolderNotOursError):
        shop.scan()
    (shop.home.incoming / "done").unlink()
    [taken] = shop.scan()
    assert taken.summary is not None
    assert taken.summary.already_known == 1


def test_no_folder_is_no_files(tmp_path: Path) -> None:
    home = Home(tmp_path / "nowhere")
    assert take_incoming(home, Shop(tmp_path / "shop").take_file, NOW, WORDS) == []
