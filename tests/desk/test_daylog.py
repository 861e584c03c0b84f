"""The log of a day at a real counter: drawn, counted twice, printed with its fact."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from tests.builders import MORNING, StaffedDesk, closing, counter, done, refusal, reopened
from tests.desk import days
from tests.older_files import bring_back

from servicedesk.desk import daylog, paper, refunds, returns, staff, visits
from servicedesk.desk.daylog import DrawnLog, TotalsDifferError
from servicedesk.domain.counters import ClockJumped, ProfileChanged
from servicedesk.domain.daylog import Section
from servicedesk.domain.daylog_missing import Gap
from servicedesk.domain.daylog_records import UNMASKED_KIND, Showing
from servicedesk.domain.documents import Document, Heading, Signatures, Table, says
from servicedesk.domain.policy_book import PolicyBook
from servicedesk.domain.returns_facts import DayLogPrinted, SalesImported
from servicedesk.domain.slips import SlipState
from servicedesk.domain.staff import PersonalDataShown
from servicedesk.domain.times import FixedClock
from servicedesk.domain.visits import Purpose, Source
from servicedesk.paths import Home
from servicedesk.records import journal
from servicedesk.records.queries import slips as slip_rows
from servicedesk.records.tables import notices
from servicedesk.records.tables import refunds as refund_table
from servicedesk.records.tables import returns as return_table
from servicedesk.records.tables import visits as visit_table

TODAY = date(2026, 3, 10)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def busy_home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, datetime]:
    """A busy day takes a second; it is lived once, and each test gets a copy of its evening."""
    with closing(counter(tmp_path_factory.mktemp("busy"))) as lived:
        days.a_busy_day(lived)
        return lived.home, lived.now()


@pytest.fixture
def busy(busy_home: tuple[Home, datetime], tmp_path: Path) -> Iterator[StaffedDesk]:
    home, evening = busy_home
    shutil.copytree(home.root, tmp_path / "home")
    with closing(reopened(Home(tmp_path / "home"), FixedClock(evening), everybody_at_work=True)) as opened:
        yield opened


def english(desk: StaffedDesk, **changes: object) -> None:
    """The store prints English from now on, and whatever else is changed of it."""
    changed = replace(desk.profile, **{"paper_language": "en", **changes})  # type: ignore[arg-type] # the test names fields
    with desk.work(desk.manager) as work:
        work.record(ProfileChanged(changed))
    desk.identity_changed()


def facts_of(desk: StaffedDesk, fact_class: type) -> list[object]:
    with desk.database.reading() as connection:
        return [recorded.fact for recorded in journal.read(connection) if isinstance(recorded.fact, fact_class)]


def page(log: DrawnLog) -> str:
    return "\n".join(says(log.document))


def table_below(document: Document, heading: str) -> Table:
    """The first table under the section of this name."""
    blocks = iter(document.blocks)
    for block in blocks:
        if isinstance(block, Heading) and block.text.endswith(heading):
            return next(below for below in blocks if isinstance(below, Table))
    raise AssertionError(f"no section {heading}")


# --- figures ---------------------------------------------------------------------------------------------------------
def test_a_busy_day_has_the_sums_that_were_made_at_the_desk(busy: StaffedDesk) -> None:
    totals = daylog.draw(busy, TODAY).figures.totals
    assert (totals.visits, totals.visits_l1, totals.visits_l2) == (6, 2, 3)
    assert (totals.visits_missed, totals.visits_open) == (1, 1)
    assert (totals.greeted_measured, totals.greeted_in_time, totals.waited_ms) == (5, 4, 80_000)
    assert (totals.returned, totals.refused, totals.voided) == (4, 1, 1)
    assert totals.refund_minor == 18_818 + 5_980 + 1_000 + 29_900
    assert (totals.accepted_measured, totals.accepted_in_time) == (3, 2)
    assert (totals.paid_by_tender, totals.cash_back_minor) == ((("CASH", 2, 5_980 + 45_900),), 45_900)
    assert (totals.owed, totals.owed_minor) == (3, 18_818 + 1_000 + 29_900)
    assert (totals.approvals_given, totals.approvals_denied, totals.approved_minor) == (2, 1, 29_900)
    assert (totals.slips, totals.slips_printed, totals.slips_unknown, totals.slips_waiting) == (7, 5, 1, 1)
    assert dict(totals.notices) == {"DRAWER": 2}


def test_the_totals_are_what_sql_counts_that_day(busy: StaffedDesk) -> None:
    """S-01: totals equal an SQL recount of that day."""
    totals = daylog.draw(busy, TODAY).figures.totals
    queries = {
        "visits": select(func.count()).select_from(visit_table),
        "greeted_in_time": select(func.count()).where(visit_table.c.waited_ms < 30_100),
        "refund_minor": select(func.sum(return_table.c.refund_minor)).where(return_table.c.state == "SETTLED"),
        "paid_minor": select(func.sum(refund_table.c.amount_minor)).where(refund_table.c.paid_on == "2026-03-10"),
        "owed_minor": select(func.sum(refund_table.c.amount_minor)).where(refund_table.c.state == "DUE"),
    }
    with busy.database.reading() as connection:
        counted = {name: connection.execute(query).scalar() for name, query in queries.items()}
    assert counted == {name: getattr(totals, name) for name in queries}


def test_what_is_missing_before_printing_is_named_with_where_to_do_it(busy: StaffedDesk) -> None:
    gaps = daylog.draw(busy, TODAY).missing
    assert [gap.code for gap in gaps] == [Gap.VISIT_OPEN, Gap.CASH_NOT_PAID, Gap.SLIP_UNKNOWN, Gap.SLIP_WAITING]
    with busy.database.reading() as connection:
        assert (
            connection.execute(select(visit_table.c.running).where(visit_table.c.visit_id == gaps[0].about)).scalar()
            == 4
        )
        assert slip_rows.one(connection, gaps[2].about) is not None
        assert (
            connection.execute(
                select(refund_table.c.amount_minor).where(refund_table.c.refund_id == gaps[1].about)
            ).scalar()
            == 1_000
        )


def test_doing_what_was_missing_leaves_nothing_missing(busy: StaffedDesk) -> None:
    visit, cash, unknown, _ = daylog.draw(busy, TODAY).missing
    done(visits.finish(busy, busy.clerk, visit.about))
    done(refunds.pay_cash(busy, busy.clerk, cash.about))
    done(paper.answer_unknown(busy, busy.clerk, unknown.about, came_out=False))
    while days.let_print(busy):
        pass
    assert daylog.draw(busy, TODAY).missing == ()


def test_a_day_without_facts_is_a_log_of_zeros(desk: StaffedDesk) -> None:
    log = daylog.draw(desk, date(2025, 12, 31))
    totals = log.figures.totals
    assert all(not getattr(totals, name) for name in totals.__dataclass_fields__)
    assert (log.figures.greeting.percent, log.figures.average_wait_ms, log.missing) == (None, None, ())
    said = page(log)
    assert said.count("今天没有。") == 5
    assert "没有欠着的退款。" in said
    assert "没有落下的事。" in said


def test_a_refund_paid_next_morning_stays_owed_in_yesterdays_log(desk: StaffedDesk) -> None:
    settled = days.a_return(desk, "R-1001")
    desk.clock.advance(24 * 3600)
    days.pay(desk, settled)
    yesterday, today = (daylog.draw(desk, day).figures.totals for day in (TODAY, TOMORROW))
    assert (yesterday.owed, yesterday.paid) == (1, 0)
    assert (today.owed, today.paid, today.refunds_in_time) == (0, 1, 1)


def test_who_was_shown_personal_data_stands_in_the_log_with_what_and_how_often(desk: StaffedDesk) -> None:
    seen = (desk.manager, "journal export"), (desk.supervisor, "daylog 2026-03-10"), (desk.manager, "journal export")
    for who, what in seen:
        with desk.work(who) as work:
            work.record(PersonalDataShown(what))
    log = daylog.draw(desk, TODAY)
    rows = [row for row in daylog.export_rows(log) if any("看过姓名" in cell for cell in row)]
    assert [row[1:] for row in rows] == [
        ("看过姓名或电话：journal export，共 2 次", "Wang Fang"),
        ("看过姓名或电话：daylog 2026-03-10", "Su Ning"),
    ]
    assert ("SHOWN", 3) in log.figures.totals.notices


def test_the_log_of_a_day_before_that_notice_was_kept_can_still_be_drawn(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as older:
        with older.work(older.manager) as work:
            work.record(PersonalDataShown("journal export"))
        with older.database.transaction() as connection:
            connection.execute(notices.delete())
            bring_back(connection, "0003")
    with closing(reopened(older.home, older.clock)) as desk:
        assert ("SHOWN", 1) in daylog.draw(desk, TODAY).figures.totals.notices


def test_a_refund_is_due_and_in_time_by_the_days_the_policy_promises(desk: StaffedDesk) -> None:
    desk.policies = PolicyBook(replace(desk.policy, refund_working_days=2))
    days.a_return(desk, "R-1001")
    shares = []
    for _ in range(4):
        log = daylog.draw(desk, desk.today())
        shares.append((desk.today().day, log.figures.refunds_in_time.of))
        desk.clock.advance(24 * 3600)
    assert shares == [(10, 0), (11, 0), (12, 1), (13, 0)]
    assert "2 个工作日内退到 0/1" in "\n".join(says(daylog.draw(desk, date(2026, 3, 12)).document))


def test_a_refund_is_late_on_the_day_its_third_working_day_ends(desk: StaffedDesk) -> None:
    days.a_return(desk, "R-1001")
    shares = []
    for _ in range(6):
        share = daylog.draw(desk, desk.today()).figures.refunds_in_time
        shares.append((desk.today().day, share.hits, share.of))
        desk.clock.advance(24 * 3600)
    assert shares == [(10, 0, 0), (11, 0, 0), (12, 0, 0), (13, 0, 1), (14, 0, 0), (15, 0, 0)]


def test_a_return_voided_next_day_counts_on_its_day_and_says_so(desk: StaffedDesk) -> None:
    settled = days.a_return(desk, "R-1001", tender="CASH")
    desk.clock.advance(24 * 3600)
    days.a_void(desk, settled)
    yesterday, today = daylog.draw(desk, TODAY), daylog.draw(desk, TOMORROW)
    assert (yesterday.figures.totals.refund_minor, yesterday.figures.totals.voided) == (29_900, 0)
    assert (today.figures.totals.refund_minor, today.figures.totals.voided) == (0, 1)
    assert "（03-11 作废，VO-0001）" in page(yesterday)
    assert "the wrong receipt was scanned" in page(today)


def test_a_greeting_across_a_restart_is_not_measured_and_the_page_says_so(desk: StaffedDesk, tmp_path: Path) -> None:
    visit_id = done(visits.arrive(desk, desk.clerk, Source.KEY))
    desk.close()
    with closing(reopened(desk.home, FixedClock(MORNING), everybody_at_work=True)) as again:
        done(visits.greet(again, again.clerk, visit_id))
        log = daylog.draw(again, TODAY)
        assert (log.figures.greeting.of, log.figures.totals.visits) == (0, 1)
        assert "1 位没测到" in page(log)


# --- the business day ------------------------------------------------------------------------------------------------
def arrivals(desk: StaffedDesk, *instants: datetime) -> None:
    for instant in instants:
        desk.clock = FixedClock(instant)
        done(visits.arrive(desk, desk.clerk, Source.KEY))


def test_the_day_turns_at_four_in_the_morning_of_the_store(desk: StaffedDesk) -> None:
    """19:59:59 UTC is 3:59:59 in Shanghai and still yesterday; UTC's date is another one for eight hours a day."""
    arrivals(
        desk,
        datetime(2026, 3, 10, 15, 59, tzinfo=UTC),
        datetime(2026, 3, 10, 16, 1, tzinfo=UTC),
        datetime(2026, 3, 10, 19, 59, 59, tzinfo=UTC),
        datetime(2026, 3, 10, 20, 0, tzinfo=UTC),
    )
    assert [daylog.draw(desk, day).figures.totals.visits for day in (TODAY, TOMORROW)] == [3, 1]
    hours = [(band.from_hour, band.visits) for band in daylog.draw(desk, TODAY).figures.bands]
    assert hours == [(21, 1), (24, 1), (27, 1)]


def test_a_store_west_of_greenwich_has_its_own_evening(desk: StaffedDesk) -> None:
    """One in the morning UTC is the evening before in New York."""
    english(desk, zone="America/New_York", turnover_hour=0)
    arrivals(desk, datetime(2026, 3, 11, 1, 0, tzinfo=UTC), datetime(2026, 3, 11, 4, 0, tzinfo=UTC))
    assert [daylog.draw(desk, day).figures.totals.visits for day in (TODAY, TOMORROW)] == [1, 1]
    (band,) = daylog.draw(desk, TODAY).figures.bands
    assert (band.from_hour, band.to_hour) == (21, 24)


# --- the second count ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("damage", "figure"),
    [
        ("UPDATE visits SET in_time = 0 WHERE running = 1", "greeted_in_time"),
        ("DELETE FROM visits WHERE running = 3", "visits"),
        ("UPDATE returns SET refund_minor = refund_minor + 1 WHERE number LIKE 'RT-%-0002%'", "refund_minor"),
        ("UPDATE refunds SET amount_minor = 1 WHERE state = 'DUE' AND tender = 'WECHAT'", "owed_minor"),
        ("UPDATE approvals SET outcome = 'RETURN' WHERE outcome = 'DENIED'", "approvals_given"),
        ("UPDATE slips SET state = 'CONFIRMED'", "slips_printed"),
        ("DELETE FROM notices", "notices"),
    ],
)
def test_a_table_that_says_otherwise_than_the_facts_stops_the_log(busy: StaffedDesk, damage: str, figure: str) -> None:
    with busy.database.transaction() as connection:
        assert connection.execute(text(damage)).rowcount > 0
    before = busy.head()
    with pytest.raises(TotalsDifferError) as told:
        daylog.print_log(busy, busy.manager, TODAY)
    assert told.value.params["figure"] == figure
    assert "rebuild --check" in str(told.value)
    assert busy.head() == before
    assert days.page_job(busy) is None


def test_after_a_rebuild_the_log_is_drawn_again(busy: StaffedDesk) -> None:
    from servicedesk.records import rebuild

    as_it_was = daylog.draw(busy, TODAY).figures
    with busy.database.transaction() as connection:
        connection.execute(text("UPDATE visits SET waited_ms = 1"))
    with busy.database.transaction() as connection:
        rebuild.refold(connection)
    assert daylog.draw(busy, TODAY).figures == as_it_was


ACTS = ("arrive", "greet", "return", "cash", "refuse", "exception", "void", "pay", "print", "lose", "night", "clock")


@settings(max_examples=12)
@example(["clock", "clock", "clock", "clock", "return"])
@given(st.lists(st.sampled_from(ACTS), min_size=5, max_size=25))
def test_whatever_happened_both_counts_agree_on_every_day(
    tmp_path_factory: pytest.TempPathFactory, acts: list[str]
) -> None:
    """Any run of acts over several days; the clock may jump back into a day that was over."""
    with closing(counter(tmp_path_factory.mktemp("acts"))) as desk:
        seen = {desk.today()}
        settled: list[returns.Settled] = []
        for number, act in enumerate(acts):
            _act(desk, act, f"R-{2000 + number}", settled)
            seen.add(desk.today())
        logs = {day: daylog.draw(desk, day) for day in seen}
        with desk.database.reading() as connection:
            visited = connection.execute(select(func.count()).select_from(visit_table)).scalar()
            noticed = connection.execute(select(func.count()).select_from(notices)).scalar()
        assert sum(log.figures.totals.visits for log in logs.values()) == visited
        assert sum(count for log in logs.values() for _, count in log.figures.totals.notices) == noticed


def _act(desk: StaffedDesk, act: str, receipt: str, settled: list[returns.Settled]) -> None:
    desk.clock.advance(400)
    match act:
        case "arrive":
            done(visits.arrive(desk, desk.clerk, Source.KEY))
        case "greet":
            days.a_visit(desk, None, waits_s=29.5)
        case "return":
            settled.append(days.a_return(desk, receipt, takes_s=599))
        case "cash":
            settled.append(days.a_return(desk, receipt, tender="CASH"))
        case "refuse":
            days.a_refusal(desk, receipt)
        case "exception":
            settled.append(days.an_exception(desk, receipt))
        case "void" if settled:
            days.a_void(desk, settled.pop())
        case "pay" if settled:
            days.pay(desk, settled.pop(0))
        case "print":
            days.let_print(desk)
        case "lose":
            days.let_print(desk, SlipState.FAILED, "no paper")
        case "night":
            desk.clock.advance(24 * 3600)
        case "clock":
            desk.clock.jump(-20 * 3600)
            with desk.work(desk.clerk) as work:
                work.record(ClockJumped(-20 * 3600))


# --- printing --------------------------------------------------------------------------------------------------------
def test_printing_leaves_a_fact_with_the_head_it_was_drawn_from_and_queues_the_page(busy: StaffedDesk) -> None:
    drawn, head = daylog.draw(busy, TODAY), busy.head()
    printed = done(daylog.print_log(busy, busy.manager, TODAY))
    (fact,) = facts_of(busy, DayLogPrinted)
    assert isinstance(fact, DayLogPrinted)
    assert head is not None
    assert (fact.day, fact.head_seq, fact.head_hash) == (TODAY, head.seq, head.hash)
    assert fact.missing == ("VISIT_OPEN", "CASH_NOT_PAID", "SLIP_UNKNOWN", "SLIP_WAITING")
    job = days.page_job(busy)
    assert job is not None
    assert (job.slip_id, job.document) == (printed.slip_id, drawn.document)
    assert head.hash[:16] in "\n".join(says(job.document))
    assert f"第 {head.seq} 条" in "\n".join(says(job.document))


def test_gaps_are_printed_as_not_filled_in(busy: StaffedDesk) -> None:
    done(daylog.print_log(busy, busy.manager, TODAY))
    job = days.page_job(busy)
    assert job is not None
    rows = table_below(job.document, "没办完的事").rows
    assert [row[1] for row in rows] == ["未填"] * 4


def test_drawing_writes_nothing(busy: StaffedDesk) -> None:
    before = busy.head()
    daylog.draw(busy, TODAY)
    assert busy.head() == before


def test_a_second_print_of_a_day_is_marked_as_a_copy(busy: StaffedDesk) -> None:
    done(daylog.print_log(busy, busy.manager, TODAY))
    again = done(daylog.print_log(busy, busy.supervisor, TODAY))
    assert (again.copy_no, daylog.draw(busy, TODAY).printed) == (1, 2)
    with busy.database.reading() as connection:
        row = slip_rows.one(connection, again.slip_id)
        assert row is not None
        stored = slip_rows.document_bytes(connection, row).decode()
    assert (row.copy_no, row.about) == (1, "LOG-S01T1-260310")
    assert "（补打 1）" in stored
    assert "Su Ning" in stored


def test_a_clerk_may_not_print_the_log(busy: StaffedDesk) -> None:
    before = busy.head()
    assert refusal(daylog.print_log(busy, busy.clerk, TODAY)) == "NOT_ALLOWED"
    assert busy.head() == before


def test_somebody_who_is_not_signed_in_may_not_print_it(busy: StaffedDesk) -> None:
    done(staff.lock(busy, busy.manager))
    assert refusal(daylog.print_log(busy, busy.manager, TODAY)) == "NOT_SIGNED_IN"


def test_tomorrow_is_not_printed_today(desk: StaffedDesk) -> None:
    assert refusal(daylog.print_log(desk, desk.manager, TOMORROW)) == "NOT_YET"
    assert refusal(daylog.print_log(desk, desk.manager, TODAY, ())) == "NO_SECTION"


@pytest.mark.parametrize("step", ["after DayLogPrinted", "after folding DayLogPrinted", "after SlipQueued"])
def test_the_fact_and_the_page_are_saved_together_or_not_at_all(tmp_path: Path, step: str) -> None:
    def fail(reached: str) -> None:
        if reached == step and armed:
            raise KeyboardInterrupt(step)

    armed = False
    with closing(counter(tmp_path, steps=fail)) as desk:
        days.a_return(desk, "R-1001")
        before, armed = desk.head(), True
        with pytest.raises(KeyboardInterrupt):
            daylog.print_log(desk, desk.manager, TODAY)
        armed = False
        assert desk.head() == before
        assert facts_of(desk, DayLogPrinted) == []
        assert days.page_job(desk) is None


# --- what the page says ----------------------------------------------------------------------------------------------
def test_sections_that_were_not_chosen_are_left_out_and_the_rest_is_numbered_through(busy: StaffedDesk) -> None:
    log = daylog.draw(busy, TODAY, {Section.RETURNS, Section.APPROVALS})
    assert [block.text for block in log.document.blocks if isinstance(block, Heading)] == ["一、退换修", "二、店长特批"]


def test_every_section_there_is_can_be_chosen_and_sums_itself_up(busy: StaffedDesk) -> None:
    log = daylog.draw(busy, TODAY)
    choices = daylog.choices(log.figures, log.missing)
    assert [choice.section for choice in choices] == list(Section)
    summaries = [str(choice.summary) for choice in choices]
    assert summaries[:3] == ["6 visitors", "5 answered·¥556.98", "3 owed·¥497.18"]


def test_a_return_stands_with_goods_reason_answer_money_time_and_clerk(busy: StaffedDesk) -> None:
    rows = table_below(daylog.draw(busy, TODAY).document, "退换修").rows
    assert rows[0] == (
        "RT-0001",
        "Kettle 1.7 L",
        "无理由：leaks at the bottom",
        "退货·P-NR",
        "188.18",
        "4:12",
        "Li Ting",
    )
    assert rows[1][6] == "Zhao Lei"
    assert rows[3][3:5] == ("不能办·R-NOTINTACT → 收费修理", "—")
    assert rows[4][3] == "特批退货·R-NOTINTACT"
    assert rows[5][3:5] == ("退货·P-NR（03-10 作废，VO-0001）", "—")


def test_the_refunds_in_the_column_add_up_to_its_total(busy: StaffedDesk) -> None:
    table = table_below(daylog.draw(busy, TODAY).document, "退换修")
    amounts = [float(row[4].replace(",", "")) for row in table.rows if row[4] != "—"]
    assert f"{sum(amounts):,.2f}" == table.totals[4] == "556.98"


def test_everybody_on_duty_signs_and_the_manager_last(busy: StaffedDesk) -> None:
    labels = [
        label
        for block in daylog.draw(busy, TODAY).document.blocks
        if isinstance(block, Signatures)
        for label in block.labels
    ]
    assert labels == ["Su Ning 签名", "Li Ting 签名", "Zhao Lei 签名", "店长 Wang Fang 签名"]


def test_the_manager_has_a_line_to_sign_on_a_day_off(desk: StaffedDesk) -> None:
    desk.clock.advance(24 * 3600)
    days.a_visit(desk, Purpose.PRODUCT)
    (block,) = [block for block in daylog.draw(desk, TOMORROW).document.blocks if isinstance(block, Signatures)]
    assert block.labels == ("Li Ting 签名", "店长 签名")


def test_the_log_speaks_the_language_of_the_stores_paper(busy: StaffedDesk) -> None:
    english(busy)
    said = page(daylog.draw(busy, TODAY))
    assert "Tuesday, 10 March 2026" in said
    assert "1. Visitors of the day" in said
    assert not any("\u4e00" <= character <= "\u9fff" for character in said)


def test_amounts_are_in_the_stores_currency(busy: StaffedDesk) -> None:
    english(busy, currency="GBP")
    said = page(daylog.draw(busy, TODAY))
    assert "Refund (GBP)" in said
    assert "this month 1, £299.00" in said


def test_other_events_of_the_day_are_noted_with_who_and_what(desk: StaffedDesk) -> None:
    with desk.work(desk.manager) as work:
        work.record(SalesImported("GENERIC", "till.csv", "00", 120, 40, 118, 0, 0, 5, 2))
        work.record(ClockJumped(7200))
    assert refusal(staff.sign_in(desk, "1003", "000000")) == "PIN_WRONG"
    log = daylog.draw(desk, TODAY)
    rows = table_below(log.document, "其他记录").rows
    assert [row[1:] for row in rows] == [
        ("导入小票文件 till.csv", "Wang Fang"),
        ("电脑时间跳了 7200 秒，前后的时间请核对", "Wang Fang"),
        ("Li Ting 的 PIN 输错", "系统"),
    ]
    assert "导入小票：120 行，40 张小票，2 行没收下" in page(log)


# --- people ----------------------------------------------------------------------------------------------------------
def test_telephone_numbers_are_masked_in_fields_and_in_notes(busy: StaffedDesk) -> None:
    said = page(daylog.draw(busy, TODAY))
    assert days.PHONE not in said
    assert "call 138****2203 when it starts" in said


def test_a_preview_never_shows_whole_numbers(busy: StaffedDesk) -> None:
    assert days.PHONE not in page(daylog.draw(busy, TODAY, showing=Showing.UNMASKED))


def test_whole_numbers_are_printed_for_a_manager_and_the_kind_of_paper_says_so_for_good(busy: StaffedDesk) -> None:
    printed = done(daylog.print_log(busy, busy.manager, TODAY, unmasked=True))
    with busy.database.reading() as connection:
        row = slip_rows.one(connection, printed.slip_id)
        assert row is not None
        assert days.PHONE in slip_rows.document_bytes(connection, row).decode()
    assert row.kind == UNMASKED_KIND
    log = daylog.draw(busy, TODAY)
    assert log.figures.totals.logs_unmasked == 1
    assert "1 份日志电话没打码" in page(log)


def test_a_log_for_nobody_shows_numbers_instead_of_names_and_no_notes(busy: StaffedDesk) -> None:
    said = page(daylog.draw(busy, TODAY, showing=Showing.NUMBERS))
    for personal in ("Li Ting", "Wang Fang", "leaks at the bottom", days.REASON, days.PHONE):
        assert personal not in said
    assert "1003" in said


# --- for a spreadsheet -----------------------------------------------------------------------------------------------
def test_the_export_has_every_table_of_the_page(busy: StaffedDesk) -> None:
    log = daylog.draw(busy, TODAY)
    rows = set(daylog.export_rows(log))
    for block in log.document.blocks:
        if isinstance(block, Table):
            assert set(block.rows) <= rows
    assert ("退款", "556.98", "元", "办了 4 笔，不能办 1 笔") in rows


def test_a_note_cannot_become_a_formula(desk: StaffedDesk) -> None:
    visit_id = days.a_visit(desk, Purpose.PRODUCT, note='=HYPERLINK("http://x","y")')
    done(visits.park(desk, desk.clerk, visit_id))
    cells = {cell for row in daylog.export_rows(daylog.draw(desk, TODAY)) for cell in row}
    assert '\'=HYPERLINK("http://x","y")' in cells
    assert not any(cell.startswith("=") for cell in cells)


def test_only_who_may_print_a_day_may_read_or_export_it(busy: StaffedDesk) -> None:
    log = done(daylog.show(busy, busy.manager, TODAY))
    assert done(daylog.export(busy, busy.manager, log)) == daylog.export_rows(log)
    for asked in (daylog.show(busy, busy.clerk, TODAY), daylog.export(busy, busy.clerk, log)):
        assert refusal(asked) == "NOT_ALLOWED"
