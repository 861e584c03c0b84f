"""A sales receipt printed again: marked, counted, remembered, and true to what was sold and came back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.builders import StaffedDesk, a_line, a_sale, add_sale, closing, counter, done, refusal

from servicedesk.desk import daylog, paper, receipts, visits
from servicedesk.desk.receipt_slip import RECEIPT_COPY
from servicedesk.domain.documents import says
from servicedesk.domain.sales import Promotion, Sale, Tender
from servicedesk.domain.slips import ReceiptReprinted, SlipState
from servicedesk.domain.visits import Source, VisitState
from servicedesk.records import journal, rebuild
from servicedesk.records.queries import slips as slip_rows
from servicedesk.records.queries import visits as visit_rows


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path)) as desk:
        yield desk


def bought() -> Sale:
    """A kettle with its serial number and two towels, one of them back already; 20 off, a coupon and 抹零."""
    kettle = a_line(1, 19900, serial="XB20-7733", category="APPL_SMALL", paid_minor=18800)
    towels = replace(a_line(2, 4900, qty=2, returned_qty=1, clearance=True), paid_minor=8595)
    return a_sale(
        "RM01-0307-0042", kettle, towels,
        tenders=(Tender(1, "WECHAT", 20000), Tender(2, "CASH", 7395)),
        promotions=(Promotion("threshold", at_minor=30000, off_minor=2000),),
        coupon_minor=300, rounding_minor=5, points_earned=273, customer_phone="13812342203",
    )  # fmt: skip


def facts(desk: StaffedDesk) -> list[journal.Recorded]:
    with desk.database.reading() as connection:
        assert rebuild.compare(connection) is None
        return [one for one in journal.read(connection) if isinstance(one.fact, ReceiptReprinted)]


def test_the_copy_says_what_was_sold_how_it_was_paid_and_what_came_back(desk: StaffedDesk) -> None:
    sale = add_sale(desk, bought())
    said = says(done(receipts.look_up(desk, desk.clerk, "rm01-0307-0042")).document)
    for part in (
        "购物小票（补打 1）", sale.receipt_number, "2026-03-07 14:00:00", "138****2203", "Kettle 1", "XB20-7733",
        "Kettle 2（清仓）", "2×¥49.00", "¥98.00", "已退", "商品合计（3 件）", "¥297.00", "满 ¥300.00 减 ¥20.00",
        "-¥20.00", "优惠券", "-¥3.00", "抹零", "-¥0.05", "¥273.95", "微信支付", "¥200.00", "现金", "¥73.95", "+273",
    ):  # fmt: skip
        assert part in said, part
    assert any("7 天内无理由退，要完好" in line for line in said)
    assert any("第 1 次补打" in line for line in said)


def test_discounts_and_tenders_of_a_copy_add_up_to_what_was_paid(desk: StaffedDesk) -> None:
    sale = add_sale(desk, bought())
    assert sum(line.gross_minor for line in sale.lines) - 2000 - 300 - 5 == sale.paid_minor
    assert sum(tender.amount_minor for tender in sale.tenders) == sale.paid_minor


def test_each_copy_is_counted_on_its_paper_and_is_a_fact(desk: StaffedDesk) -> None:
    sale = add_sale(desk)
    assert [done(receipts.reprint(desk, desk.clerk, sale.sale_id)) for _ in range(2)] == [1, 2]
    jobs = []
    while (job := paper.next_job(desk)) is not None:
        jobs.append(job)
        paper.mark_sending(desk, job.slip_id, "EPSON")
    assert [(job.document.kind, job.document.reprint) for job in jobs] == [(RECEIPT_COPY, 1), (RECEIPT_COPY, 2)]
    assert [one.fact for one in facts(desk)] == [
        ReceiptReprinted(sale.store_id, sale.receipt_number, sale.sale_id, n) for n in (1, 2)
    ]


def test_the_fourth_copy_takes_a_reason_and_keeps_it(desk: StaffedDesk) -> None:
    sale = add_sale(desk)
    for _ in range(3):
        done(receipts.reprint(desk, desk.clerk, sale.sale_id))
    assert done(receipts.look_up(desk, desk.clerk, sale.receipt_number)).takes_reason
    before = desk.head()
    assert refusal(receipts.reprint(desk, desk.clerk, sale.sale_id, " ")) == "REASON"
    assert desk.head() == before
    assert done(receipts.reprint(desk, desk.clerk, sale.sale_id, "the paper got wet")) == 4
    assert facts(desk)[-1].personal == {"reason": "the paper got wet"}


def test_who_came_for_the_copy_is_served_by_it(desk: StaffedDesk) -> None:
    sale, visit_id = add_sale(desk), done(visits.arrive(desk, desk.clerk, Source.KEY))
    done(receipts.reprint(desk, desk.clerk, sale.sale_id, visit_id=visit_id))
    with desk.database.reading() as connection:
        visit = visit_rows.one(connection, visit_id)
    assert visit is not None
    assert visit.state is VisitState.FINISHED


def test_a_copy_that_did_not_come_out_is_printed_again_with_the_next_count(desk: StaffedDesk) -> None:
    sale = add_sale(desk)
    done(receipts.reprint(desk, desk.clerk, sale.sale_id))
    job = paper.next_job(desk)
    assert job is not None
    paper.mark_sending(desk, job.slip_id, "EPSON")
    paper.mark_outcome(desk, job.slip_id, SlipState.UNKNOWN)
    done(paper.answer_unknown(desk, desk.clerk, job.slip_id, came_out=False))
    again = paper.next_job(desk)
    assert again is not None
    assert "购物小票（补打 2）" in says(again.document)
    with desk.database.reading() as connection:
        assert slip_rows.copies_of(connection, sale.receipt_number) == 2


def test_the_log_of_the_day_names_each_copy_and_still_agrees_with_the_facts(desk: StaffedDesk) -> None:
    sale = add_sale(desk)
    done(receipts.reprint(desk, desk.clerk, sale.sale_id))
    assert f"补打小票 {sale.receipt_number}" in says(daylog.draw(desk, desk.today()).document)


def test_a_receipt_that_is_not_here_is_said_with_the_ways_to_find_it(desk: StaffedDesk) -> None:
    assert refusal(receipts.look_up(desk, desk.clerk, "RM09-0000")) == "NO_SALE"
    assert refusal(receipts.reprint(desk, desk.clerk, 99)) == "NO_SALE"
