"""The date that decides what may come back: doubted by the sentinel, vouched for by a person, marked on the paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.builders import (
    MORNING,
    StaffedDesk,
    a_line,
    a_sale,
    add_sale,
    closing,
    counter,
    done,
    refusal,
    reopened,
)

from servicedesk.desk import clock, returns, setup
from servicedesk.desk.return_forms import Given, Pick, ReturnForm
from servicedesk.domain.counters import ClockJumped, DateChecked
from servicedesk.domain.documents import Document, Text
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_requests import Accessories, Condition, Reason
from servicedesk.domain.returns_facts import ReturnSettled
from servicedesk.domain.sales import Sale
from servicedesk.domain.slips import SlipQueued
from servicedesk.domain.times import FixedClock
from servicedesk.records import journal, rebuild
from servicedesk.wire.documents import decode_document

DAY_S = 86_400
NOT_WANTED = (
    Given("reason", (Reason.NO_REASON,), "DISLIKED"),
    Given("condition", (Condition.SEALED,)),
    Given("accessories", (Accessories.COMPLETE,)),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path)) as made:
        yield made


def _doubtful_after(home_of: StaffedDesk, away_s: float) -> bool:
    """Whether a start so long after the last record, by the wall clock, doubts the date."""
    home = home_of.home
    home_of.close()
    opened = setup.open_desk(home, FixedClock(MORNING + timedelta(seconds=away_s)))
    try:
        return opened.date_doubtful
    finally:
        opened.close()


@pytest.mark.parametrize(
    ("away_s", "doubtful"),
    [
        (0, False), (-119, False), (-121, True), (-DAY_S, True), (-26 * 365 * DAY_S, True),
        (DAY_S, False), (30 * DAY_S, False), (30 * DAY_S + 60, True), (365 * DAY_S, True),
    ],
)  # fmt: skip
def test_a_start_before_the_last_record_or_a_month_after_it_is_doubted(
    tmp_path: Path, away_s: float, doubtful: bool
) -> None:
    assert _doubtful_after(counter(tmp_path), away_s) is doubtful


@pytest.mark.parametrize(
    ("jumps", "doubtful"),
    [
        ((120,), False), ((121,), True), ((-DAY_S,), True), ((365 * DAY_S,), True),
        ((-DAY_S, DAY_S), False), ((3600, -3500), False), ((90, 90), True),
    ],
)  # fmt: skip
def test_jumps_are_doubted_until_they_are_taken_back(desk: StaffedDesk, jumps: tuple[int, ...], doubtful: bool) -> None:
    for jump_s in jumps:
        desk.clock.jump(jump_s)
        done(clock.note_jump(desk, desk.clerk, jump_s))
    assert desk.date_doubtful is doubtful


def test_a_jump_is_noted_while_nobody_is_signed_in(desk: StaffedDesk) -> None:
    done(clock.note_jump(desk, None, DAY_S))
    with desk.database.reading() as connection:
        assert isinstance(list(journal.read(connection))[-1].fact, ClockJumped)


def test_a_doubt_outlives_a_restart_and_ends_with_a_yes(desk: StaffedDesk) -> None:
    done(clock.note_jump(desk, desk.clerk, 3600))
    assert _doubtful_after(desk, 60)
    with closing(reopened(desk.home, FixedClock(MORNING), everybody_at_work=True)) as again:
        clock.look_at_start(again)
        assert again.date_doubtful
        assert not done(clock.answer(again, again.clerk, right=True)).doubtful
    assert not _doubtful_after(again, 60)


def test_a_no_outlives_a_restart_too(desk: StaffedDesk) -> None:
    assert done(clock.answer(desk, desk.clerk, right=False)).doubtful
    assert _doubtful_after(desk, 60)


def test_the_answer_is_a_fact_with_the_date_that_was_shown_and_who_gave_it(desk: StaffedDesk) -> None:
    done(clock.answer(desk, desk.other_clerk, right=True))
    with desk.database.reading() as connection:
        last = list(journal.read(connection))[-1]
        assert rebuild.compare(connection) is None
    assert last.fact == DateChecked(date(2026, 3, 10), right=True)
    assert last.header.actor == desk.other_clerk.staff_id


def test_a_stranger_vouches_for_nothing(desk: StaffedDesk) -> None:
    desk.sessions.clear()
    assert refusal(clock.answer(desk, desk.clerk, right=True)) == "NOT_SIGNED_IN"


def _settled(desk: StaffedDesk, sale: Sale, *, doubtful: bool) -> tuple[ReturnSettled, Document]:
    form = ReturnForm(sale.sale_id, (Pick(1, 1),), NOT_WANTED)
    seen = returns.preview(desk, form)
    assert seen is not None
    assert seen.quote is not None
    assert seen.date_doubtful is doubtful
    done(returns.settle(desk, desk.clerk, form, Outcome.RETURN, seen.quote.refund_minor))
    with desk.database.reading() as connection:
        facts = list(journal.read(connection))
    settled = next(one.fact for one in facts if isinstance(one.fact, ReturnSettled))
    queued = next(one for one in facts if isinstance(one.fact, SlipQueued))
    return settled, decode_document(queued.personal["document"].encode())


def _says_doubtful(document: Document) -> bool:
    return any("日期存疑" in block.text for block in document.blocks if isinstance(block, Text))


@pytest.mark.parametrize("doubtful", [False, True])
def test_a_return_is_settled_all_the_same_and_fact_and_slip_say_whether_the_date_was_doubtful(
    desk: StaffedDesk, doubtful: bool
) -> None:
    if doubtful:
        done(clock.note_jump(desk, desk.clerk, 300))
    fact, slip = _settled(desk, add_sale(desk), doubtful=doubtful)
    assert fact.decision.date_doubtful is doubtful
    assert _says_doubtful(slip) is doubtful


def test_after_the_clock_was_set_back_a_day_numbers_go_on_and_the_business_day_follows_the_clock(
    desk: StaffedDesk,
) -> None:
    today = desk.today()
    desk.clock.jump(-DAY_S)
    done(clock.note_jump(desk, desk.clerk, -DAY_S))
    assert desk.today() == today - timedelta(days=1)
    _settled(desk, add_sale(desk), doubtful=desk.date_doubtful)
    with desk.database.reading() as connection:
        assert journal.verify(connection) > 0
        assert rebuild.compare(connection) is None


@pytest.mark.parametrize("days_ahead", [1, 40])
def test_a_receipt_from_a_day_that_has_not_come_is_counted_from_today_and_says_that_the_date_is_doubtful(
    desk: StaffedDesk, days_ahead: int
) -> None:
    """The clock is behind, and nobody has noticed: the customer is not sent home for it."""
    sale = add_sale(desk, a_sale(bought_at=desk.now() + timedelta(days=days_ahead)))
    fact, slip = _settled(desk, sale, doubtful=True)
    assert fact.decision.outcome == Outcome.RETURN.value
    assert fact.decision.date_doubtful
    assert _says_doubtful(slip)


def test_goods_to_be_delivered_next_week_may_go_back_today_and_no_date_is_doubted(desk: StaffedDesk) -> None:
    line = a_line(delivered_on=desk.today() + timedelta(days=7), installed_on=desk.today() + timedelta(days=9))
    sold_long_ago = a_sale("R-1002", line, bought_at=desk.now() - timedelta(days=30))
    fact, slip = _settled(desk, add_sale(desk, sold_long_ago), doubtful=False)
    assert fact.decision.outcome == Outcome.RETURN.value
    assert not _says_doubtful(slip)
