"""A disk that fails: the truth is looked up each time, and a second failure ends taking anything new (A3, A6, A15)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.builders import closing, counter, done
from tests.programs import report_of
from tests.records.test_work import Failing, _after, _before, _disk_error, _facts, failing

from servicedesk.desk import daylog, drafts, paper, room, staff, visits
from servicedesk.domain.slips import SlipState
from servicedesk.domain.visits import Source
from servicedesk.errors import KnownError
from servicedesk.records import journal
from servicedesk.records.errors import (
    DiskFailedError,
    DiskFullError,
    FolderGoneError,
    NotSavedError,
    OutOfMemoryError,
    SafeStopError,
)
from servicedesk.wording import Words

__all__ = ["failing"]
WITHIN_S = 600.0


def _fails(failing: Failing, said: str = "disk I/O error") -> NotSavedError:
    failing.database.commit_fails = _before(said)
    with pytest.raises(NotSavedError) as told:
        visits.arrive(failing.desk, failing.desk.clerk, Source.KEY)
    failing.database.commit_fails = None
    return told.value


def test_one_error_of_the_disk_is_told_with_the_truth_and_work_goes_on(failing: Failing) -> None:
    before = _facts(failing.desk)
    error = _fails(failing)
    assert isinstance(error, DiskFailedError)
    assert "this was not saved; everything before it is safe" in Words("en").error(error)
    assert "这一步没有保存，之前的都在" in Words("zh_CN").error(error)
    done(visits.arrive(failing.desk, failing.desk.clerk, Source.KEY))
    assert _facts(failing.desk) == before + 1


def _stopped(failing: Failing) -> None:
    _fails(failing)
    failing.desk.clock.advance(WITHIN_S)
    _fails(failing)


def test_the_second_error_within_ten_minutes_takes_nothing_new(failing: Failing) -> None:
    _stopped(failing)
    before = _facts(failing.desk)
    with pytest.raises(SafeStopError) as told:
        visits.arrive(failing.desk, failing.desk.clerk, Source.KEY)
    assert "nothing new is taken" in Words("en").error(told.value)
    assert "先不接新的单" in Words("zh_CN").error(told.value)
    assert _facts(failing.desk) == before
    assert room.look(failing.desk).safe_stop


def test_an_error_that_turned_out_to_be_saved_counts_as_well(failing: Failing) -> None:
    _fails(failing)
    failing.database.commit_fails = _after("disk I/O error")
    done(visits.arrive(failing.desk, failing.desk.clerk, Source.KEY))
    failing.database.commit_fails = None
    with pytest.raises(SafeStopError):
        visits.arrive(failing.desk, failing.desk.clerk, Source.KEY)


def test_a_statement_that_fails_counts_as_well(failing: Failing) -> None:
    def fail(_statement: str) -> None:
        raise _disk_error("disk I/O error")

    _fails(failing)
    failing.database.statement_fails = fail
    with pytest.raises(KnownError):
        drafts.keep(failing.desk, failing.desk.clerk, {"visit:1": {"note": "x"}})
    failing.database.statement_fails = None
    assert failing.desk.safe_stop


def test_two_errors_that_lie_further_apart_are_two_single_ones(failing: Failing) -> None:
    _fails(failing)
    failing.desk.clock.advance(WITHIN_S + 1)
    _fails(failing)
    done(visits.arrive(failing.desk, failing.desk.clerk, Source.KEY))


def test_a_full_disk_is_no_failing_disk(failing: Failing) -> None:
    for _ in range(3):
        assert isinstance(_fails(failing, "database or disk is full"), DiskFullError)
    done(visits.arrive(failing.desk, failing.desk.clerk, Source.KEY))


def test_one_damaged_page_takes_nothing_new(failing: Failing) -> None:
    _fails(failing, "database disk image is malformed")
    with pytest.raises(SafeStopError):
        visits.arrive(failing.desk, failing.desk.clerk, Source.KEY)


def test_while_it_is_stopped_people_sign_in_look_print_and_export(failing: Failing) -> None:
    _stopped(failing)
    desk = failing.desk
    manager = done(staff.sign_in(desk, "1001", desk.pins["1001"]))
    done(daylog.print_log(desk, manager, desk.today()))
    job = paper.next_job(desk)
    assert job is not None
    done(paper.mark_sending(desk, job.slip_id, "PDF"))
    done(paper.mark_outcome(desk, job.slip_id, SlipState.CONFIRMED))
    with desk.database.reading() as connection:
        assert list(journal.read(connection))
    done(staff.lock(desk, manager))


def test_a_file_that_became_read_only_is_told(failing: Failing) -> None:
    assert isinstance(_fails(failing, "attempt to write a readonly database"), FolderGoneError)


# --- memory ----------------------------------------------------------------------------------------------------------
def test_whichever_statement_runs_out_of_memory_nothing_of_the_action_is_saved(failing: Failing) -> None:
    told: list[OutOfMemoryError] = []
    for k in range(1, 60):
        before, statements = _facts(failing.desk), 0

        def fail_kth(_statement: str, k: int = k) -> None:
            nonlocal statements
            statements += 1
            if statements == k:
                raise MemoryError

        failing.database.statement_fails = fail_kth
        try:
            done(visits.receive_scan(failing.desk, failing.desk.clerk, None))
        except OutOfMemoryError as error:
            failing.database.statement_fails = None
            told.append(error)
            assert _facts(failing.desk) == before
        else:
            failing.database.statement_fails = None
            assert _facts(failing.desk) == before + 3
            break
    assert len(told) >= 10
    assert {Words("zh_CN").error(error).split("。")[1] for error in told} == {"这一步没有保存，之前的都在"}
    assert all("This was not saved; everything before it is safe." in Words("en").error(error) for error in told)


def test_memory_that_ends_after_the_commit_was_done_is_told_as_saved(failing: Failing) -> None:
    def commit(real: object) -> None:
        assert callable(real)
        real()
        raise MemoryError

    before = _facts(failing.desk)
    failing.database.commit_fails = commit
    done(visits.arrive(failing.desk, failing.desk.clerk, Source.KEY))
    failing.database.commit_fails = None
    assert _facts(failing.desk) == before + 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit is Linux's")
def test_a_system_that_gives_no_more_memory_is_told_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    """For real: from no byte to spare up to as many as the work needs, at each of them the answer is true.

    msgspec ends the process when memory ends while it encodes; that is a power cut, and nothing is half there."""
    with closing(counter(tmp_path)) as desk:
        home = desk.home
    told = report_of("tests.desk.starving_child", home.root, tmp_path / "copies")
    assert told["answers"][-1] == "saved", told
    assert {*told["answers"][:-1], "died"} == {OutOfMemoryError.__name__, "died"}, told
    assert told["half"] == []


def test_a_counter_that_was_stopped_begins_anew_after_a_restart_that_found_it_sound(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        assert not desk.safe_stop
