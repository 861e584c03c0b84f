"""A till's big file is taken while people work: in slices, each a job of its own at the desk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.builders import StaffedDesk, closing, counter, done, reopened

from servicedesk.desk import visits
from servicedesk.desk.context import Desk
from servicedesk.desk.sales_files import SLICE_RECORDS, take_in_slices
from servicedesk.domain.returns_facts import SalesImported
from servicedesk.domain.staff import SYSTEM
from servicedesk.domain.visits import Source
from servicedesk.records import journal
from servicedesk.records.sales_tables import sale_lines
from servicedesk.terminal.incoming import take_incoming_files
from servicedesk.ui.background import DeskWorker

LINES, LINES_OF_A_RECEIPT = 20_000, 20


def a_tills_day(folder: Path, lines: int) -> Path:
    """Receipts of twenty lines each, old enough to be complete."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "day.csv"
    rows = ["receipt,bought_at,tenders,line,code,name,qty,unit_price"]
    for index in range(lines):
        receipt, line = divmod(index, LINES_OF_A_RECEIPT)
        head = f"R{receipt:06d},2026-03-08 12:00:00,CASH={LINES_OF_A_RECEIPT}.00"
        rows.append(f"{head},{line + 1},69012345{line:05d},Kettle,1,1.00")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    os.utime(path, (0, 0))
    return path


class Worker(DeskWorker):
    """The terminal's desk worker on a counter that is open; keeps in which order jobs were done."""

    def __init__(self, desk: StaffedDesk) -> None:
        super().__init__(lambda: desk, lambda _opened: None)
        self.done: list[str] = []
        self.start()

    def slice(self, job: Callable[[Desk], Any]) -> Any:
        def counted(desk: Desk) -> Any:
            self.done.append("slice")
            return job(desk)

        return self.call(counted)

    def action(self, desk: Desk) -> None:
        """What a clerk does meanwhile."""
        assert isinstance(desk, StaffedDesk)
        done(visits.arrive(desk, desk.clerk, Source.KEY))
        self.done.append("action")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path)) as desk:
        yield desk


def _lines(desk: StaffedDesk) -> int:
    with desk.database.reading() as connection:
        return connection.execute(select(func.count()).select_from(sale_lines)).scalar_one()


def _imports(desk: StaffedDesk) -> list[SalesImported]:
    with desk.database.reading() as connection:
        facts = [recorded.fact for recorded in journal.read(connection)]
    return [fact for fact in facts if isinstance(fact, SalesImported)]


def test_what_a_clerk_does_during_an_import_of_twenty_thousand_lines_comes_between_two_slices(tmp_path: Path) -> None:
    desk = counter(tmp_path)
    a_tills_day(desk.home.incoming, LINES)
    worker = Worker(desk)
    asked_after = 10

    def at_desk(job: Callable[[Desk], Any]) -> Any:
        def asked_meanwhile(desk: Desk) -> Any:
            if worker.done.count("slice") == asked_after:
                worker.post(worker.action)
            return job(desk)

        return worker.slice(asked_meanwhile)

    assert take_incoming_files(at_desk, desk.home) == 1
    worker.stop()
    assert worker.done.index("action") == asked_after, "it waited for the slice under way and for no other"
    assert len(worker.done) > LINES / SLICE_RECORDS
    with closing(reopened(desk.home, desk.clock)) as desk:
        (fact,) = _imports(desk)
        assert (fact.records, fact.lines_taken, fact.sales, fact.already_known) == (
            LINES,
            LINES,
            LINES // LINES_OF_A_RECEIPT,
            0,
        )
        assert _lines(desk) == LINES
        assert [path.name for path in (desk.home.incoming / "done").iterdir()] == ["day.csv"]


def test_an_import_that_was_cut_between_two_slices_goes_on_and_leaves_one_fact(
    desk: StaffedDesk, tmp_path: Path
) -> None:
    path, jobs = a_tills_day(tmp_path, 5 * SLICE_RECORDS), 0

    class CutError(Exception):
        pass

    def at_desk(job: Callable[[Desk], Any]) -> Any:
        nonlocal jobs
        jobs += 1
        if jobs == 5:  # the terms, the begin and two slices were done
            raise CutError
        return job(desk)

    with pytest.raises(CutError):
        take_in_slices(at_desk, SYSTEM, path, "generic")
    assert (_lines(desk), _imports(desk)) == (2 * SLICE_RECORDS, [])
    done(take_in_slices(lambda job: job(desk), SYSTEM, path, "generic"))
    (fact,) = _imports(desk)
    assert _lines(desk) == 5 * SLICE_RECORDS
    assert (fact.lines_taken, fact.already_known) == (3 * SLICE_RECORDS, 2 * SLICE_RECORDS)


def test_a_file_of_slices_gives_the_same_sales_as_one_batch(desk: StaffedDesk, tmp_path: Path) -> None:
    path = a_tills_day(tmp_path, 3 * SLICE_RECORDS)
    taken = done(take_in_slices(lambda job: job(desk), SYSTEM, path, "generic", slice_records=60))
    again = done(take_in_slices(lambda job: job(desk), SYSTEM, path, "generic"))
    assert (taken.lines_taken, again.lines_taken, again.already_known) == (3 * SLICE_RECORDS, 0, 3 * SLICE_RECORDS)
