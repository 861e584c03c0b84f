"""Setting up a counter: its first facts, its first manager, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.builders import MORNING, PROFILE, StaffedDesk, closing, counter, done, refusal, reopened

from servicedesk.desk import setup, staff, visits
from servicedesk.desk.setup import FirstDay
from servicedesk.domain.counters import CounterRestored
from servicedesk.domain.times import FixedClock
from servicedesk.domain.visits import Source
from servicedesk.errors import BadInputError
from servicedesk.paths import Home
from servicedesk.records import journal
from servicedesk.records.errors import StoreExistsError
from servicedesk.wire import policies


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, FirstDay]:
    home = Home(tmp_path_factory.mktemp("first") / "门店 1")
    return home, setup.open_counter(home, FixedClock(MORNING), PROFILE, "Wang Fang")


def test_the_first_facts_tell_who_we_are_by_which_rules_and_who_manages(first_day: tuple[Home, FirstDay]) -> None:
    with closing(reopened(first_day[0], FixedClock(MORNING))) as desk, desk.database.reading() as connection:
        facts = list(journal.read(connection))
    assert [recorded.header.type for recorded in facts[:4]] == [
        "CounterOpened", "PolicyAdopted", "StaffAdded", "PinIssued",
    ]  # fmt: skip
    assert facts[0].fact.profile == PROFILE  # type: ignore[attr-defined] # CounterOpened
    assert facts[1].fact.digest == policies.default_digest()  # type: ignore[attr-defined] # PolicyAdopted
    assert facts[2].personal == {"name": "Wang Fang"}


def test_the_first_manager_signs_in_with_the_pin_that_was_shown(first_day: tuple[Home, FirstDay]) -> None:
    home, first = first_day
    with closing(reopened(home, FixedClock(MORNING))) as desk:
        done(staff.sign_in(desk, first.manager_number, first.manager_pin))


def test_the_recovery_code_is_kept_nowhere(first_day: tuple[Home, FirstDay]) -> None:
    home, first = first_day
    code = first.recovery_code
    kept = b"".join(file.read_bytes() for file in home.root.rglob("*") if file.is_file())
    assert code.encode() not in kept
    assert code.replace("-", "").encode() not in kept
    assert len(code.replace("-", "")) == 32


def test_what_only_this_machine_may_read_is_for_its_owner_alone(first_day: tuple[Home, FirstDay]) -> None:
    home = first_day[0]
    files = [home.store_file, *home.keys.iterdir()]
    assert len(files) == 4
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert {folder.stat().st_mode & 0o777 for folder in (home.root, home.keys)} == {0o700}


def test_a_counter_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        home = desk.home
    before = {file: file.read_bytes() for file in home.root.rglob("*") if file.is_file()}
    with pytest.raises(StoreExistsError):
        setup.open_counter(home, FixedClock(MORNING), PROFILE, "Somebody Else")
    assert {file: file.read_bytes() for file in home.root.rglob("*") if file.is_file()} == before


def test_a_counter_that_lost_its_file_is_not_begun_anew_over_it(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        home = desk.home
    home.store_file.unlink()
    with pytest.raises(StoreExistsError):
        setup.open_counter(home, FixedClock(MORNING), PROFILE, "Somebody Else")


@pytest.mark.parametrize(
    ("store_id", "terminal_id"), [("", "T1"), ("S01", ""), ("S-1", "T1"), ("S01", "T1B"), ("门店", "T1"), ("S 1", "T1")]
)
def test_ids_that_numbers_cannot_carry_are_refused(tmp_path: Path, store_id: str, terminal_id: str) -> None:
    profile = replace(PROFILE, store_id=store_id, terminal_id=terminal_id)
    with pytest.raises(BadInputError):
        setup.open_counter(Home(tmp_path), FixedClock(MORNING), profile, "Wang Fang")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path)) as desk:
        yield desk


def test_a_new_life_names_the_record_where_the_old_one_was_left(desk: StaffedDesk) -> None:
    left = desk.head()
    setup.begin_incarnation(desk, highest=1)
    with desk.database.reading() as connection:
        restored = list(journal.read(connection))[-1]
    assert left is not None
    assert restored.fact == CounterRestored(left.stream, left.seq, left.hash, 2)
    assert (restored.header.seq, restored.header.stream == left.stream) == (1, False)


def test_the_day_goes_on_in_a_new_life(desk: StaffedDesk) -> None:
    done(visits.arrive(desk, desk.clerk, Source.KEY))
    setup.begin_incarnation(desk)
    assert refusal(visits.greet(desk, desk.clerk, "nobody")) == "VISIT_CLOSED"
    done(visits.arrive(desk, desk.clerk, Source.KEY))


def test_a_lower_known_life_does_not_pull_the_new_one_down(desk: StaffedDesk) -> None:
    assert setup.begin_incarnation(desk, highest=7) == 8
    assert setup.begin_incarnation(desk, highest=3) == 9
