"""The read tables are what the facts say, after whatever was done; and where they are not, the place is named."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import Table, select
from tests.builders import StaffedDesk, a_line, a_sale, add_sale, closing, counter, done, put_to_work, reopened

from servicedesk.desk import cards, drawer, erasure, paper, setup, staff, visits
from servicedesk.domain.counters import ClockJumped, PolicyAdopted, ProfileChanged
from servicedesk.domain.documents import Document, Paper, Text
from servicedesk.domain.policy_book import PolicyPublished
from servicedesk.domain.returns_facts import (
    ApprovalDenied,
    ApprovalGiven,
    DayLogPrinted,
    DecisionTaken,
    DrawerOpened,
    RefundDue,
    RefundFailed,
    RefundPaid,
    ReturnedLine,
    ReturnRefused,
    ReturnSettled,
    ReturnVoided,
    SalesImported,
)
from servicedesk.domain.sales import Sale
from servicedesk.domain.scripts import ScriptUsed
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import DrawerPulsed, DrawerState, SlipState
from servicedesk.domain.staff import SYSTEM, Role, Session
from servicedesk.domain.visits import NeedsNoted, Purpose, Source
from servicedesk.records import journal, rebuild
from servicedesk.records.sales_tables import sale_lines
from servicedesk.records.tables import READ_TABLES
from servicedesk.records.work import ConstraintBrokenError

DECISION = DecisionTaken(
    "RETURN", "RETURN", ("RETURN",), "R-7D", "7d.1", "law", date(2026, 3, 14), (), "2026.1", (), ()
)  # fmt: skip


def _returned(sale: Sale, qty: int) -> tuple[ReturnedLine, ...]:
    line = sale.lines[0]
    return (ReturnedLine(line.line_no, line.code, line.name, qty, 100 * qty, 100 * qty, line.category),)


def settle(desk: StaffedDesk, who: Session, sale: Sale, key: str, qty: int = 1, approval: str | None = None) -> str:
    """A settlement as the desk records it; what the rules say of it is tested elsewhere."""
    with desk.work(who) as work:
        number = work.number("RT")
        due = RefundDue(f"f{key}", 1, "WECHAT", 100 * qty, date(2026, 3, 13))
        work.record(
            ReturnSettled(
                f"r{key}", number, None, sale.store_id, sale.receipt_number, sale.sale_id, sale.currency,
                _returned(sale, qty), "UNWANTED", "", DECISION, 100 * qty, "plain", (due,), 0, 0, None, approval, 90,
            ),
            {"note": f"note of {key}"},
        )  # fmt: skip
    return number


def refuse(desk: StaffedDesk, who: Session, sale: Sale, key: str) -> None:
    with desk.work(who) as work:
        number = work.number("RT")
        work.record(
            ReturnRefused(
                f"n{key}", number, None, sale.receipt_number, sale.sale_id, _returned(sale, 1), "UNWANTED", "",
                DECISION, ("REPAIR",), "REPAIR", 60_000,
            )
        )  # fmt: skip


def approve(desk: StaffedDesk, key: str) -> str:
    with desk.work(SYSTEM) as work:
        number = work.number("AP")
        given = ApprovalGiven(
            f"a{key}", number, "settle", "d" * 64, desk.clerk.staff_id, desk.manager.staff_id, "RETURN", 100, 2**41
        )
        work.record(given, {"reason": "an old customer"})
    return f"a{key}"


class DeskMachine(RuleBasedStateMachine):
    """Anything people do at a desk, in any order, with restarts and restores in between."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.desk = counter(self.folder)
        self.count = 0

    def teardown(self) -> None:
        try:
            self._the_journal_is_whole_and_the_tables_say_the_same()
        finally:
            self.desk.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _the_journal_is_whole_and_the_tables_say_the_same(self) -> None:
        with self.desk.database.reading() as connection:
            journal.verify(connection)
            assert rebuild.compare(connection) is None

    def _next(self) -> str:
        self.count += 1
        return str(self.count)

    @initialize()
    def sales_are_there(self) -> None:
        self.sales = [add_sale(self.desk, a_sale(f"R-{n}", a_line(qty=3, price_minor=100))) for n in range(2)]
        self.visits: list[str] = []
        self.settled: list[str] = []
        self.refunds: list[str] = []
        self.slips: list[str] = []
        self.approvals: list[str] = []

    def _who(self, data: st.DataObject) -> Session:
        return data.draw(st.sampled_from([self.desk.clerk, self.desk.other_clerk, self.desk.manager]), "who")

    @rule(data=st.data(), seconds=st.integers(0, 40_000))
    def somebody_arrives(self, data: st.DataObject, seconds: int) -> None:
        self.desk.clock.advance(seconds)
        self.visits.append(done(visits.arrive(self.desk, self._who(data), Source.DOOR)))

    @rule(data=st.data())
    def a_receipt_is_scanned(self, data: st.DataObject) -> None:
        visit = data.draw(st.sampled_from([None, *self.visits]), "visit")
        row = done(visits.receive_scan(self.desk, self._who(data), visit))
        if row.visit_id not in self.visits:
            self.visits.append(row.visit_id)

    @precondition(lambda self: bool(self.visits))
    @rule(data=st.data(), purpose=st.sampled_from(Purpose), note=st.text(max_size=8))
    def a_visit_goes_on(self, data: st.DataObject, purpose: Purpose, note: str) -> None:
        visit, who, desk = data.draw(st.sampled_from(self.visits), "visit"), self._who(data), self.desk
        acts: dict[str, Callable[[], object]] = {
            "greet": lambda: visits.greet(desk, who, visit),
            "classify": lambda: visits.classify(desk, who, visit, visits.Classification(purpose, note=note)),
            "needs": lambda: visits.note_needs(desk, who, visit, NeedsNoted(visit, ("quiet",)), note or "camping"),
            "park": lambda: visits.park(desk, who, visit),
            "resume": lambda: visits.resume(desk, who, visit),
            "hand_on": lambda: visits.hand_on(desk, who, visit, "1004"),
            "finish": lambda: visits.finish(desk, who, visit, note),
            "leave": lambda: visits.leave(desk, who, visit),
        }
        acts[data.draw(st.sampled_from(sorted(acts)), "act")]()

    @rule(data=st.data(), qty=st.integers(1, 2))
    def goods_come_back(self, data: st.DataObject, qty: int) -> None:
        sale, key = data.draw(st.sampled_from(self.sales), "sale"), self._next()
        unused = self.approvals.pop() if self.approvals else None
        try:
            settle(self.desk, self._who(data), sale, key, qty, unused)
        except ConstraintBrokenError:
            if unused:
                self.approvals.append(unused)
            return
        self.settled.append(f"r{key}")
        self.refunds.append(f"f{key}")

    @rule(data=st.data())
    def a_return_is_refused(self, data: st.DataObject) -> None:
        refuse(self.desk, self._who(data), data.draw(st.sampled_from(self.sales), "sale"), self._next())

    @rule(data=st.data(), repair_days=st.integers(0, 30))
    def a_card_is_issued(self, data: st.DataObject, repair_days: int) -> None:
        sale = data.draw(st.sampled_from(self.sales), "sale")
        form = cards.CardForm(sale_id=sale.sale_id, line_no=1, repair_days=repair_days)
        cards.issue(self.desk, self._who(data), form)

    @rule()
    def a_manager_approves(self) -> None:
        self.approvals.append(approve(self.desk, self._next()))

    @precondition(lambda self: bool(self.settled))
    @rule(data=st.data())
    def a_settlement_is_voided(self, data: st.DataObject) -> None:
        return_id = data.draw(st.sampled_from(self.settled), "return")
        self.settled.remove(return_id)
        approval = approve(self.desk, self._next())
        with self.desk.work(self.desk.manager) as work:
            voided = ReturnVoided(return_id, work.number("VO"), "RT", approval)
            work.record(voided, {"reason": "the wrong receipt"})

    @precondition(lambda self: bool(self.refunds))
    @rule(data=st.data(), paid=st.booleans())
    def money_goes_out_or_does_not(self, data: st.DataObject, paid: bool) -> None:
        refund = data.draw(st.sampled_from(self.refunds), "refund")
        with self.desk.work(self._who(data)) as work:
            if paid:
                work.record(DrawerOpened("RT"))
                work.record(RefundPaid(refund, "ref 1"))
            else:
                work.record(RefundFailed(refund), {"reason": "card closed"})

    @rule(printer=st.sampled_from([paper.SLIP_PRINTER, paper.PAGE_PRINTER]))
    def paper_is_queued(self, printer: str) -> None:
        document = Document("test", f"RT-{self._next()}", "Slip", "en", Paper.SLIP_80MM, (Text("a kettle"),))
        with self.desk.work(SYSTEM) as work:
            self.slips.append(paper.queue(work, document, printer))

    @precondition(lambda self: bool(self.slips))
    @rule(data=st.data(), state=st.sampled_from([SlipState.CONFIRMED, SlipState.UNKNOWN, SlipState.FAILED]))
    def paper_is_printed(self, data: st.DataObject, state: SlipState) -> None:
        slip = data.draw(st.sampled_from(self.slips), "slip")
        paper.mark_sending(self.desk, slip, "EPSON")
        paper.mark_outcome(self.desk, slip, state, "reason")
        paper.answer_unknown(self.desk, self.desk.clerk, slip, came_out=data.draw(st.booleans(), "came out"))

    @rule(wanted=st.booleans())
    def paper_that_waited_too_long_is_asked_about(self, wanted: bool) -> None:
        (paper.release if wanted else paper.drop)(self.desk, self.desk.clerk)

    @rule(state=st.sampled_from(DrawerState))
    def the_drawer_is_opened(self, state: DrawerState) -> None:
        done(drawer.check(self.desk, self.desk.supervisor))
        opening = drawer.next_opening(self.desk, frozenset())
        if opening is not None:
            drawer.mark_pulsed(self.desk, opening.opening_id, state, "EPSON", Sentence("off"))

    @rule(name=st.text("abc王芳", min_size=1, max_size=6), role=st.sampled_from([Role.CLERK, Role.SUPERVISOR]))
    def people_come_change_and_go(self, name: str, role: Role) -> None:
        number = str(3000 + int(self._next()))
        with self.desk.database.reading() as connection:
            before = connection.execute(select(READ_TABLES[2].c.staff_id)).scalars().all()
        done(staff.add(self.desk, self.desk.manager, self.desk.pins["1001"], number, name, role))
        with self.desk.database.reading() as connection:
            (new,) = set(connection.execute(select(READ_TABLES[2].c.staff_id)).scalars()) - set(before)
        done(staff.rename(self.desk, self.desk.manager, self.desk.pins["1001"], new, name + "2"))
        done(staff.change_role(self.desk, self.desk.manager, self.desk.pins["1001"], new, Role.CLERK))
        done(staff.unlock(self.desk, self.desk.manager, self.desk.pins["1001"], new))
        done(staff.leave(self.desk, self.desk.manager, self.desk.pins["1001"], new))

    @rule(seconds=st.integers(-90_000, 90_000))
    def the_wall_clock_jumps(self, seconds: int) -> None:
        self.desk.clock.jump(seconds)
        with self.desk.work(SYSTEM) as work:
            work.record(ClockJumped(seconds))

    @rule(restored=st.booleans())
    def the_counter_is_closed_and_opened(self, restored: bool) -> None:
        self._the_journal_is_whole_and_the_tables_say_the_same()
        home, clock = self.desk.home, self.desk.clock
        if restored:
            setup.begin_incarnation(self.desk)
        self.desk.close()
        self.desk = reopened(home, clock)
        put_to_work(self.desk)


DeskMachine.TestCase.settings = settings(max_examples=10, stateful_step_count=25, deadline=None)
TestTheTablesAreWhatTheFactsSayAfterAnything = DeskMachine.TestCase


class _LongMachine(DeskMachine):
    pass


_LongMachine.TestCase.settings = settings(max_examples=400, stateful_step_count=60, deadline=None)
TestTheSameForLonger = pytest.mark.soak(_LongMachine.TestCase)


# --- folding again ---------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedDesk]:
    """Something in every read table."""
    with closing(counter(tmp_path_factory.mktemp("rebuild"))) as desk:
        sale = add_sale(desk, a_sale("R-1", a_line(qty=3, price_minor=100)))
        done(cards.issue(desk, desk.clerk, cards.CardForm(sale_id=sale.sale_id, line_no=1)))
        for key in ("1", "2"):
            visit = done(visits.receive_scan(desk, desk.clerk, None)).visit_id
            done(visits.note_needs(desk, desk.clerk, visit, NeedsNoted(visit, ("quiet",)), "camping"))
            settle(desk, desk.clerk, sale, key, approval=approve(desk, key))
            with desk.work(SYSTEM) as work:
                document = Document("test", f"RT-{key}", "Slip", "en", Paper.SLIP_80MM, (Text("a kettle"),))
                paper.queue(work, document)
        with desk.work(SYSTEM) as work:
            denied = ApprovalDenied("d1", "settle", "e" * 64, desk.clerk.staff_id, desk.manager.staff_id, 100)
            work.record(denied, {"reason": "not today"})
            work.record(ClockJumped(60))
            work.record(PolicyAdopted("2026.2", "f" * 64))
            opening = work.record(DrawerOpened("RT-1"))
            work.record(ProfileChanged(desk.profile))
            work.record(DrawerPulsed(opening, DrawerState.SHUT, "EPSON", "off"))
            work.record(DayLogPrinted(date(2026, 3, 10), 1, "h", ()))
            work.record(ScriptUsed("late"))
            work.record(ScriptUsed("late"))
            work.record(PolicyPublished("S1", date(2026, 3, 11), "f" * 64, "{}"))
            work.record(SalesImported("generic", "till.csv", "d", 1, 1, 1, 0, 0, 0, 0))
        with desk.database.reading() as connection:
            needs = next(one.header.fact_id for one in journal.read(connection) if isinstance(one.fact, NeedsNoted))
        done(erasure.erase(desk, desk.manager, [needs]))
        yield desk


def _rows(desk: StaffedDesk) -> dict[str, list[tuple[Any, ...]]]:
    with desk.database.reading() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in (*READ_TABLES, sale_lines)
        }


def test_every_read_table_has_something_in_it_here(desk: StaffedDesk) -> None:
    assert [name for name, rows in _rows(desk).items() if not rows] == []


def test_folding_again_gives_the_same_rows(desk: StaffedDesk) -> None:
    before = _rows(desk)
    with desk.database.transaction() as connection:
        assert rebuild.refold(connection) == journal.count(connection)
    assert _rows(desk) == before


def test_tables_that_were_emptied_come_back(desk: StaffedDesk) -> None:
    before = _rows(desk)
    with desk.database.transaction() as connection:
        for table in reversed(READ_TABLES):
            connection.execute(table.delete())
    with desk.database.transaction() as connection:
        rebuild.refold(connection)
    assert _rows(desk) == before


def _planted(desk: StaffedDesk, statement: Any) -> rebuild.Difference | None:
    """What ``compare`` says of a change that no fact made; the change is taken back."""
    raw = desk.database.connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys = OFF")
    with desk.database.connection.begin() as transaction:
        desk.database.connection.execute(statement)
        found = rebuild.compare(desk.database.connection)
        transaction.rollback()
    raw.execute("PRAGMA foreign_keys = ON")
    return found


def _last_row(desk: StaffedDesk, table: Table) -> Any:
    """A condition that names the last row, and its key as it is told."""
    with desk.database.reading() as connection:
        keys = list(table.primary_key.columns)
        row = connection.execute(select(*keys).order_by(*[key.desc() for key in keys])).first()
    assert row is not None
    condition = keys[0] == row[0]
    for key, value in zip(keys[1:], row[1:], strict=True):
        condition &= key == value
    return condition, ", ".join(map(str, row))


@pytest.mark.parametrize("table", READ_TABLES, ids=lambda table: table.name)
def test_a_row_that_no_fact_removed_is_named(desk: StaffedDesk, table: Table) -> None:
    condition, key = _last_row(desk, table)
    found = _planted(desk, table.delete().where(condition))
    assert found is not None
    assert (found.table, found.key, found.live) == (table.name, key, None)


def _cells() -> list[tuple[Table, str]]:
    return [(table, column.name) for table in READ_TABLES for column in table.columns if not column.primary_key]


@pytest.mark.parametrize(("table", "column"), _cells(), ids=lambda part: getattr(part, "name", part))
def test_a_cell_that_no_fact_changed_is_named(desk: StaffedDesk, table: Table, column: str) -> None:
    condition, key = _last_row(desk, table)
    other: dict[str, Any] = {"INTEGER": 987654, "TEXT": "planted", "BLOB": b"{}"}
    value = other[str(table.c[column].type)] if str(table.c[column].type) in other else other["BLOB"]
    found = _planted(desk, table.update().where(condition).values({column: value}))
    assert found is not None
    assert (found.table, found.key) == (table.name, key)
    assert found.live != found.folded


def test_a_row_that_no_fact_made_is_named(desk: StaffedDesk) -> None:
    planted = {"position": 987654, "day": "2026-03-10", "kind": "DRAWER", "at_ms": 1, "actor": "x", "text": "x"}
    found = _planted(desk, READ_TABLES[-1].insert().values(**planted))
    assert found is not None
    assert (found.table, found.key, found.folded) == ("notices", "987654", None)


def test_units_of_a_sale_that_no_fact_took_back_are_named(desk: StaffedDesk) -> None:
    found = _planted(desk, sale_lines.update().values(returned_here=0))
    assert found is not None
    assert (found.table, found.live, found.folded) == ("sale_lines", "None", "2")


# --- what the file itself refuses ------------------------------------------------------------------------------------
def test_more_pieces_than_were_sold_are_refused_by_the_file(desk: StaffedDesk) -> None:
    sale = add_sale(desk, a_sale("R-over", a_line(qty=1)))
    before = desk.head()
    with pytest.raises(ConstraintBrokenError, match="never_more_back_than_sold"):
        settle(desk, desk.clerk, sale, "over", qty=2)
    assert desk.head() == before


def test_what_was_voided_can_come_back_again(desk: StaffedDesk) -> None:
    sale = add_sale(desk, a_sale("R-void", a_line(qty=1)))
    number = settle(desk, desk.clerk, sale, "void")
    approval = approve(desk, "void")
    with desk.work(desk.manager) as work:
        work.record(ReturnVoided("rvoid", work.number("VO"), number, approval), {"reason": "the wrong receipt"})
    settle(desk, desk.clerk, sale, "void again")


def test_an_approval_used_twice_is_refused_by_the_file(desk: StaffedDesk) -> None:
    sale = add_sale(desk, a_sale("R-twice", a_line(qty=2)))
    approval = approve(desk, "twice")
    settle(desk, desk.clerk, sale, "first", approval=approval)
    with pytest.raises(ConstraintBrokenError, match="an approval is used once"):
        settle(desk, desk.clerk, sale, "second", approval=approval)


def test_an_approval_of_ones_own_request_is_refused_by_the_file(desk: StaffedDesk) -> None:
    with pytest.raises(ConstraintBrokenError), desk.work(SYSTEM) as work:
        work.record(ApprovalDenied("own", "settle", "e" * 64, desk.clerk.staff_id, desk.clerk.staff_id, 100))


def test_a_number_counts_on_whatever_the_order_of_its_facts(desk: StaffedDesk) -> None:
    """Two facts of one action, recorded in the other order than their numbers were taken."""
    with desk.work(SYSTEM) as work:
        first = work.number("AP")
        later = first[:-5] + f"{int(first[-5:-1]) + 1:04d}" + "0"
        for key, number in (("later", later), ("first", first)):
            work.record(ApprovalGiven(f"a-{key}", number, "settle", "d", "one", "another", "RETURN", 1, 2**41))
        assert int(work.number("AP")[-5:-1]) == int(first[-5:-1]) + 2
