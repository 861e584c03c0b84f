"""Paper as work: printed only after its fact is on disk, never a second original, every copy marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.builders import MORNING, StaffedDesk, closing, counter, done, put_to_work, refusal, reopened
from tests.killing import killed_at

from servicedesk.desk import paper
from servicedesk.domain.documents import Document, Paper, Text
from servicedesk.domain.slips import SlipState, freshness
from servicedesk.domain.staff import SYSTEM
from servicedesk.domain.times import FixedClock
from servicedesk.records.queries import slips as slip_rows
from servicedesk.records.queries.slips import SlipRow


def _document(number: str = "RT-1") -> Document:
    return Document("test", number, "Return slip", "en", Paper.SLIP_80MM, (Text("one kettle, 退货"),))


def _queued(desk: StaffedDesk, number: str = "RT-1", printer: str = paper.SLIP_PRINTER) -> str:
    with desk.work(SYSTEM) as work:
        return paper.queue(work, _document(number), printer)


def _row(desk: StaffedDesk, slip_id: str) -> SlipRow:
    with desk.database.reading() as connection:
        row = slip_rows.one(connection, slip_id)
    assert row is not None
    return row


def _unknown(desk: StaffedDesk) -> str:
    slip_id = _queued(desk)
    paper.mark_sending(desk, slip_id, "EPSON")
    paper.mark_outcome(desk, slip_id, SlipState.UNKNOWN)
    return slip_id


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path)) as desk:
        yield desk


def test_what_is_printed_is_what_was_queued(desk: StaffedDesk) -> None:
    slip_id = _queued(desk)
    job = paper.next_job(desk)
    assert job is not None
    assert (job.slip_id, job.document) == (slip_id, _document())


def test_the_oldest_paper_comes_first_and_each_queue_has_its_own(desk: StaffedDesk) -> None:
    first, page = _queued(desk), _queued(desk, "D-1", paper.PAGE_PRINTER)
    _queued(desk, "RT-2")
    jobs = [paper.next_job(desk), paper.next_job(desk, frozenset({paper.PAGE_PRINTER}))]
    assert [job and job.slip_id for job in jobs] == [first, page]


def test_paper_of_an_action_that_broke_off_is_never_printed(desk: StaffedDesk) -> None:
    def break_off() -> None:
        with desk.work(SYSTEM) as work:
            paper.queue(work, _document())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert paper.next_job(desk) is None


def test_paper_that_is_being_sent_is_not_taken_again(desk: StaffedDesk) -> None:
    paper.mark_sending(desk, _queued(desk), "EPSON")
    assert paper.next_job(desk) is None


@pytest.mark.parametrize(
    ("last_step", "state"),
    [(2, SlipState.QUEUED), (4, SlipState.QUEUED), (5, SlipState.SENDING), (8, SlipState.SENDING)],
    ids=["while noting the sending", "before its commit", "after its commit", "while noting the outcome"],
)
def test_when_the_power_goes_while_printing_nothing_is_sent_a_second_time_unasked(
    tmp_path: Path, last_step: int, state: SlipState
) -> None:
    with closing(counter(tmp_path)) as desk:
        slip_id, home = _queued(desk), desk.home

    def printing(steps: Callable[[str], None]) -> None:
        with closing(reopened(home, FixedClock(MORNING), steps=steps)) as again:
            paper.mark_sending(again, slip_id, "EPSON")
            paper.mark_outcome(again, slip_id, SlipState.CONFIRMED)

    assert killed_at(last_step, printing) is not None
    with closing(reopened(home, FixedClock(MORNING))) as again:
        assert _row(again, slip_id).state is state
        asked_about = [job.slip_id for job in paper.left_sending(again)]
        waiting = paper.next_job(again)
        assert asked_about == ([slip_id] if state is SlipState.SENDING else [])
        assert (waiting is None) == (state is SlipState.SENDING)


def test_paper_that_came_out_is_closed(desk: StaffedDesk) -> None:
    slip_id = _unknown(desk)
    done(paper.answer_unknown(desk, desk.clerk, slip_id, came_out=True))
    assert _row(desk, slip_id).state is SlipState.CONFIRMED
    assert paper.next_job(desk) is None


def test_paper_that_did_not_come_out_is_replaced_by_a_marked_copy(desk: StaffedDesk) -> None:
    slip_id = _unknown(desk)
    done(paper.answer_unknown(desk, desk.clerk, slip_id, came_out=False))
    job = paper.next_job(desk)
    assert job is not None
    assert (job.document.reprint, _row(desk, job.slip_id).copy_no) == (1, 1)


@pytest.mark.parametrize("came_out", [True, False])
def test_nothing_is_saved_about_paper_nobody_asks_about(desk: StaffedDesk, came_out: bool) -> None:
    waiting = _queued(desk)
    closed = _unknown(desk)
    done(paper.answer_unknown(desk, desk.clerk, closed, came_out=True))
    before = desk.head()
    for slip_id in ("0" * 16, waiting, closed):
        assert refusal(paper.answer_unknown(desk, desk.clerk, slip_id, came_out=came_out)) == "NO_SLIP"
    assert desk.head() == before


def test_each_reprint_counts_on_from_the_last(desk: StaffedDesk) -> None:
    _queued(desk)
    assert [done(paper.reprint(desk, desk.clerk, "RT-1")) for _ in range(3)] == [1, 2, 3]


def test_a_reprint_says_the_same_as_the_original(desk: StaffedDesk) -> None:
    original = _queued(desk)
    paper.mark_outcome(desk, original, SlipState.CONFIRMED)
    done(paper.reprint(desk, desk.clerk, "RT-1"))
    job = paper.next_job(desk)
    assert job is not None
    assert job.document.blocks == _document().blocks


def test_a_number_without_paper_is_refused(desk: StaffedDesk) -> None:
    assert refusal(paper.reprint(desk, desk.clerk, "RT-404")) == "NO_SLIP"


# --- paper that waited too long --------------------------------------------------------------------------------------
def test_the_morning_brings_no_burst_of_yesterdays_paper(desk: StaffedDesk) -> None:
    waiting = [_queued(desk, f"RT-{n}") for n in range(12)]
    desk.clock.advance(20 * 3600)
    assert paper.next_job(desk) is None
    assert [slip.slip_id for slip in _questions(desk).stale] == waiting
    new = _queued(desk, "RT-99")
    job = paper.next_job(desk)
    assert job is not None
    assert job.slip_id == new


def test_paper_of_the_same_day_is_asked_about_after_four_hours(desk: StaffedDesk) -> None:
    slip_id = _queued(desk)
    desk.clock.advance(4 * 3600)
    job = paper.next_job(desk)
    assert job is not None
    assert job.slip_id == slip_id
    desk.clock.advance(1)
    assert paper.next_job(desk) is None


def test_paper_that_is_still_wanted_prints_as_the_original_it_is(desk: StaffedDesk) -> None:
    slip_id = _queued(desk)
    desk.clock.advance(20 * 3600)
    put_to_work(desk)
    assert done(paper.release(desk, desk.clerk)) == 1
    job = paper.next_job(desk)
    assert job is not None
    assert (job.slip_id, job.document.reprint) == (slip_id, 0)
    assert _questions(desk).stale == ()


def test_paper_nobody_needs_is_closed_and_says_so(desk: StaffedDesk) -> None:
    slip_id = _queued(desk)
    desk.clock.advance(20 * 3600)
    put_to_work(desk)
    assert done(paper.drop(desk, desk.clerk)) == 1
    assert _row(desk, slip_id).state is SlipState.DROPPED
    assert paper.next_job(desk) is None
    assert refusal(paper.drop(desk, desk.clerk)) == "NO_SLIP"
    assert done(paper.reprint(desk, desk.clerk, "RT-1")) == 1, "a copy can still be had"


def test_an_unknown_paper_of_yesterday_is_still_asked_about(desk: StaffedDesk) -> None:
    slip_id = _unknown(desk)
    desk.clock.advance(20 * 3600)
    assert [slip.slip_id for slip in _questions(desk).unknown] == [slip_id]


def test_a_clock_that_was_set_back_asks_instead_of_printing_or_losing(desk: StaffedDesk) -> None:
    slip_id = _queued(desk)
    desk.clock.jump(-3 * 86400)
    assert paper.next_job(desk) is None
    assert [slip.slip_id for slip in _questions(desk).stale] == [slip_id]


def _questions(desk: StaffedDesk) -> slip_rows.PaperQuestions:
    with desk.database.reading() as connection:
        return slip_rows.questions(connection, freshness(desk.profile, desk.now()))
