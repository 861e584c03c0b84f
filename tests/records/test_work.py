"""What is said of saving is what the disk holds: never "not saved" of something saved, nor the reverse (G3)."""

from __future__ import annotations

import copy
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import event
from tests.builders import MORNING, StaffedDesk, closing, counter, done, put_to_work, reopened

from servicedesk.desk import staff, visits
from servicedesk.domain.counters import ClockJumped
from servicedesk.domain.staff import SYSTEM
from servicedesk.domain.times import FixedClock
from servicedesk.domain.visits import Source
from servicedesk.errors import BugError
from servicedesk.records import journal, store
from servicedesk.records.database import Database
from servicedesk.records.errors import NotSavedError, SaveUnknownError, StoreReadOnlyError
from servicedesk.records.store import OpenStore


class FailingDatabase(Database):
    """A file on a disk that fails: ``commit_fails`` is told each real COMMIT and raises before or after doing it."""

    commit_fails: Callable[[Callable[[], None]], None] | None = None
    statement_fails: Callable[[str], None] | None = None
    opening_fails = False

    def _open(self) -> None:
        if self.opening_fails:
            raise StoreReadOnlyError(place="a disk that is gone")
        super()._open()
        self._engine.dialect = copy.copy(self._engine.dialect)
        real = self._engine.dialect.do_commit

        def commit(connection: Any) -> None:
            if self.commit_fails is None:
                real(connection)
            else:
                self.commit_fails(lambda: real(connection))

        self._engine.dialect.do_commit = commit  # type: ignore[method-assign] # the driver is what fails

        @event.listens_for(self._engine, "before_cursor_execute")
        def execute(*arguments: Any) -> None:
            if self.statement_fails is not None:
                self.statement_fails(arguments[2])


@dataclass
class Failing:
    desk: StaffedDesk
    database: FailingDatabase


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[Failing]:
    made = counter(tmp_path)
    home = made.home
    made.close()
    plain = store.open_store(home)
    key = plain.database.key
    plain.database.close()
    database = FailingDatabase(home.store_file, key)
    desk = StaffedDesk(OpenStore(database, plain.keys, home, plain.facts), FixedClock(MORNING))
    desk.clerk, desk.pins = made.clerk, made.pins
    desk.sessions[desk.clerk.session_id] = desk.clerk
    assert desk.identity
    yield Failing(desk, database)
    desk.close()


def _disk_error(said: str) -> Exception:
    return sqlcipher.OperationalError(said)


def _before(said: str) -> Callable[[Callable[[], None]], None]:
    def commit(_real: Callable[[], None]) -> None:
        raise _disk_error(said)

    return commit


def _after(said: str) -> Callable[[Callable[[], None]], None]:
    def commit(real: Callable[[], None]) -> None:
        real()
        raise _disk_error(said)

    return commit


def _facts(desk: StaffedDesk) -> int:
    with desk.database.reading() as connection:
        return journal.verify(connection)


@pytest.mark.parametrize("said", ["disk I/O error", "database or disk is full", "database is locked"])
def test_a_commit_that_failed_before_it_was_done_is_told_as_not_saved(failing: Failing, said: str) -> None:
    before = _facts(failing.desk)
    failing.database.commit_fails = _before(said)
    with pytest.raises(NotSavedError):
        visits.arrive(failing.desk, failing.desk.clerk, Source.KEY)
    failing.database.commit_fails = None
    assert _facts(failing.desk) == before


@pytest.mark.parametrize("said", ["disk I/O error", "database or disk is full"])
def test_a_commit_that_failed_after_it_was_done_is_told_as_saved(failing: Failing, said: str) -> None:
    before = _facts(failing.desk)
    failing.database.commit_fails = _after(said)
    done(visits.arrive(failing.desk, failing.desk.clerk, Source.KEY))
    failing.database.commit_fails = None
    assert _facts(failing.desk) == before + 1


def test_when_the_file_cannot_be_asked_nothing_is_claimed(failing: Failing) -> None:
    failing.database.commit_fails = _after("disk I/O error")
    failing.database.opening_fails = True
    with pytest.raises(SaveUnknownError):
        visits.arrive(failing.desk, failing.desk.clerk, Source.KEY)


def test_work_goes_on_once_the_disk_is_back(failing: Failing) -> None:
    failing.database.commit_fails = _before("disk I/O error")
    failing.database.opening_fails = True
    with pytest.raises(SaveUnknownError):
        visits.arrive(failing.desk, failing.desk.clerk, Source.KEY)
    with pytest.raises(StoreReadOnlyError):
        visits.arrive(failing.desk, failing.desk.clerk, Source.KEY)
    failing.database.commit_fails, failing.database.opening_fails = None, False
    done(visits.arrive(failing.desk, failing.desk.clerk, Source.KEY))


def test_whichever_statement_fails_the_whole_action_is_told_as_not_saved_and_is_not(failing: Failing) -> None:
    """The k-th statement of a sign-in and a visit, for every k until none is left to fail."""
    failed = 0
    for k in range(1, 60):
        before, statements = _facts(failing.desk), 0

        def fail_kth(_statement: str, k: int = k) -> None:
            nonlocal statements
            statements += 1
            if statements == k:
                raise _disk_error("database or disk is full")

        failing.database.statement_fails = fail_kth
        try:
            done(visits.receive_scan(failing.desk, failing.desk.clerk, None))
        except NotSavedError:
            failing.database.statement_fails = None
            assert _facts(failing.desk) == before
            failed += 1
        else:
            failing.database.statement_fails = None
            assert _facts(failing.desk) == before + 3
            break
    assert failed >= 10


def test_a_pin_try_that_could_not_be_counted_lets_nobody_in(failing: Failing) -> None:
    failing.database.commit_fails = _before("database or disk is full")
    with pytest.raises(NotSavedError):
        staff.sign_in(failing.desk, "1003", failing.desk.pins["1003"])
    assert set(failing.desk.sessions.values()) == {failing.desk.clerk}


def test_a_full_disk_is_told_saves_nothing_by_halves_and_work_goes_on_after(tmp_path: Path) -> None:
    """The real thing: the process may not make files any longer; every answer is compared with the disk."""
    with closing(counter(tmp_path)) as desk:
        acknowledged, refused = 0, 0
        before = _facts(desk)
        with _files_no_longer_than(desk.home.store_file.stat().st_size - 100_000):
            for _ in range(60):
                try:
                    done(visits.receive_scan(desk, desk.clerk, None))
                    acknowledged += 1
                except NotSavedError:
                    refused += 1
                    desk.clock.advance(601)  # two errors of the disk within ten minutes would be a safe stop
        assert acknowledged
        assert refused
        assert _facts(desk) == before + 3 * acknowledged
        done(visits.receive_scan(desk, desk.clerk, None))
        home, clock = desk.home, desk.clock
    with closing(reopened(home, clock)) as desk:
        assert _facts(desk) == before + 3 * (acknowledged + 1)


@contextmanager
def _files_no_longer_than(length: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_mark_that_cannot_be_written_does_not_make_a_saved_action_fail(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        (desk.home.root / "high-water.json").unlink()
        (desk.home.root / "high-water.json").mkdir()
        done(visits.arrive(desk, desk.clerk, Source.KEY))


# --- one action ------------------------------------------------------------------------------------------------------
def test_steps_are_told_in_the_order_of_saving(tmp_path: Path) -> None:
    steps: list[str] = []
    with closing(counter(tmp_path, steps=steps.append)) as desk:
        steps.clear()
        done(visits.arrive(desk, desk.clerk, Source.KEY))
    assert steps == [
        "before BEGIN", "after VisitOpened", "after folding VisitOpened", "before COMMIT", "after COMMIT",
    ]  # fmt: skip


def test_an_action_that_breaks_off_saves_nothing_of_it(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        before = desk.head()

        def break_off() -> None:
            with desk.work(SYSTEM) as work:
                work.record(ClockJumped(1))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            break_off()
        assert desk.head() == before


def test_everything_in_one_action_carries_the_same_time(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        with desk.work(SYSTEM) as work:
            work.record(ClockJumped(1))
            desk.clock.advance(5)
            work.record(ClockJumped(2))
        with desk.database.reading() as connection:
            first, second = list(journal.read(connection))[-2:]
    assert (first.header.at_ms, first.header.mono_ms) == (second.header.at_ms, second.header.mono_ms)


def test_the_facts_of_one_action_may_be_many(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        before = _facts(desk)
        with desk.work(SYSTEM) as work:
            ids = [work.record(ClockJumped(number)) for number in range(20)]
        assert len(set(ids)) == 20
        assert _facts(desk) == before + 20


def test_an_unknown_kind_of_number_is_our_bug(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk, desk.work(SYSTEM) as work, pytest.raises(BugError):
        work.number("XX")


def test_a_number_that_no_fact_took_is_given_out_again(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk, desk.work(SYSTEM) as work:
        assert work.number("RT") == work.number("RT")


def test_after_a_restart_the_session_of_before_is_dead(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        home, clock = desk.home, desk.clock
    with closing(reopened(home, clock)) as desk:
        assert not desk.is_signed_in(desk.clerk)
        put_to_work(desk)
        assert desk.is_signed_in(desk.clerk)
