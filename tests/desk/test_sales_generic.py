"""The file a till can be asked to write: its guide and samples are true, and a receipt is taken whole or not at all."""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.desk.sales_store import SHANGHAI, Store, write_csv

from servicedesk.desk.sales_import import generic
from servicedesk.desk.sales_import.importing import WrongColumnsError
from servicedesk.domain.sales import Promotion, Sale, SaleLine, Tender
from servicedesk.domain.sales_import import ImportSummary, SetAsideCode
from servicedesk.records.queries import sales as lookups
from servicedesk.records.sales_tables import sale_lines, till_returns

GUIDE = Path(__file__).parents[2] / "packaging" / "till-csv"
NUMBERS_OF_A_LINE = {"line", "code", "name", "qty", "unit_price"}


def _rows(*receipts: dict[str, str]) -> list[list[str]]:
    """A file of rows; what a row leaves out is filled with one shirt for 100.00, paid in cash."""
    plain = {
        "receipt": "R1", "bought_at": "2026-03-01 10:00:00", "tenders": "CASH=100.00", "line": "1", "code": "A",
        "name": "衬衫", "qty": "1", "unit_price": "100.00",
    }  # fmt: skip
    columns = list(plain | {column: "" for row in receipts for column in row})
    return [columns, *([(plain | row).get(column, "") for column in columns] for row in receipts)]


def _take(tmp_path: Path, *rows: dict[str, str], store: Store | None = None) -> tuple[ImportSummary, Store]:
    store = store or Store(SHANGHAI)
    summary = store.take(write_csv(tmp_path / "till.csv", _rows(*rows), "utf-8-sig"), "generic")
    assert summary.accounts_for_all
    return summary, store


def _aside(summary: ImportSummary) -> list[tuple[int, str]]:
    return [(aside.line, aside.code.value) for aside in summary.set_aside]


def _sale(store: Store, number: str = "R1") -> Sale:
    sale = lookups.find_sale(store.connection, number)
    assert sale is not None
    return sale


# --- the guide -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("guide", ["README.md", "README.zh_CN.md"])
def test_the_guide_names_every_column_and_every_reason_and_no_other(guide: str) -> None:
    text = (GUIDE / guide).read_text(encoding="utf-8")
    columns, reasons = text[text.index("|---|---|---|") :].split("\n|---|---|\n")
    first_cells = re.findall(r"^\|([^|]+)\|", columns.split("## ")[0], re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", " ".join(first_cells))) == set(generic.COLUMNS.values())
    cells = re.findall(r"^\|([^|]+)\|", reasons, re.MULTILINE)
    only_of_other_profiles = {SetAsideCode.POSITIVE_CANCELLATION.value}
    assert (
        set(re.findall(r"`(\w+)`", " ".join(cells))) == {code.value for code in SetAsideCode} - only_of_other_profiles
    )


def test_both_samples_hold_the_same_and_are_taken_whole() -> None:
    stores = [Store(SHANGHAI), Store(SHANGHAI)]
    summaries = [
        store.take(GUIDE / name, "generic")
        for store, name in zip(stores, ("sample.utf-8.csv", "sample.gb18030.csv"), strict=True)
    ]
    for summary in summaries:
        assert (summary.records, summary.sales, summary.lines_taken, summary.returns_linked) == (7, 3, 6, 1)
        assert summary.set_aside == ()
    assert stores[0].everything() == stores[1].everything()
    assert stores[0].take(GUIDE / "sample.gb18030.csv", "generic").already_known == 7


def test_the_samples_receipt_is_found_with_all_it_says() -> None:
    store = Store(SHANGHAI)
    store.take(GUIDE / "sample.utf-8.csv", "generic")
    sale = _sale(store, "a01-260301-0007")
    assert sale == Sale(
        sale_id=1,
        store_id="S1",
        receipt_number="A01-260301-0007",
        channel="STORE",
        bought_at=datetime(2026, 3, 1, 2, 22, 31, tzinfo=UTC),
        currency="CNY",
        lines=(
            SaleLine(1, "6901001", "纯棉衬衫", 2, 19900, 39800, 35839, "APPAREL", returned_qty=1),
            SaleLine(2, "6901002", "运动鞋", 1, 32900, 30618, 27571, "SHOES"),
            SaleLine(3, "GIFT01", "袜子（赠品）", 1, 0, 0, 0),
        ),
        tenders=(Tender(1, "WECHAT", 60000), Tender(2, "CASH", 3410)),
        promotions=(Promotion("threshold", at_minor=60000, off_minor=5000),),
        coupon_minor=2000,
        rounding_minor=8,
        points_earned=634,
        member_code="M20018871",
        customer_name="王小明",
        customer_phone="13812341234",
    )
    television = _sale(store, "A01-260301-0008").lines[0]
    assert (television.serial, television.delivered_on, television.installed_on) == (
        "TV55-0099-1234",
        date(2026, 3, 3),
        date(2026, 3, 4),
    )
    weighed = _sale(store, "A01-260301-0009").lines[1]
    assert (weighed.weight_text, weighed.gross_minor, weighed.near_expiry) == ("1.333 kg × 9.98", 1330, True)
    assert _sale(store, "A01-260301-0009").promotions == (Promotion("buy_n_get_m", line_no=1, buy=2, free=1),)


# --- whole or not at all ---------------------------------------------------------------------------------------------
def test_one_bad_row_sets_its_receipt_aside_and_no_other(tmp_path: Path) -> None:
    two = {"receipt": "R2", "tenders": "CASH=200.00"}
    summary, store = _take(
        tmp_path, {}, two, two | {"line": "2", "unit_price": "1.001"}, two | {"line": "3"}, {"receipt": "R3"}
    )
    assert _aside(summary) == [(3, "WITH_BAD_LINE"), (4, "BAD_PRICE"), (5, "WITH_BAD_LINE")]
    assert (summary.sales, summary.lines_taken) == (2, 2)
    assert lookups.find_sale(store.connection, "R2") is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"tenders": "CASH=99.99"}, "SUMS_DIFFER"),
        ({"coupon": "0.01"}, "SUMS_DIFFER"),
        ({"paid": "99.00"}, "SUMS_DIFFER"),
        ({"tenders": "CASH=-100.00"}, "BAD_AMOUNT"),
        ({"tenders": "CASH 100.00"}, "BAD_AMOUNT"),
        ({"rounding": "-0.05"}, "BAD_AMOUNT"),
        ({"amount": "100.01"}, "BAD_AMOUNT"),
        ({"discount": "100.01"}, "BAD_AMOUNT"),
        ({"weight": "1 kg"}, "MISSING_FIELD"),
        ({"qty": "0"}, "BAD_QUANTITY"),
        ({"qty": "-1"}, "NEGATIVE_QTY"),
        ({"unit_price": "-100.00"}, "NEGATIVE_PRICE"),
        ({"currency": "USD"}, "OTHER_CURRENCY"),
        ({"channel": "WEB"}, "BAD_VALUE"),
        ({"kind": "LOAN"}, "BAD_VALUE"),
        ({"clearance": "perhaps"}, "BAD_VALUE"),
        ({"order_promotions": "300-50"}, "BAD_VALUE"),
        ({"line_promotion": "half price"}, "BAD_VALUE"),
        ({"promotion_off": "10.00", "tenders": "CASH=90.00"}, "BAD_VALUE"),
        ({"original_receipt": "R0"}, "MIXED_RECEIPT"),
        ({"delivered_on": "2026-02-29"}, "BAD_DATE"),
        ({"bought_at": "2026-03-01T10:00:00+08:00"}, "BAD_DATE"),
        ({"name": ""}, "MISSING_FIELD"),
        ({"receipt": " "}, "MISSING_FIELD"),
    ],
)
def test_a_receipt_that_cannot_be_taken_says_why(tmp_path: Path, changed: dict[str, str], code: str) -> None:
    summary, store = _take(tmp_path, changed)
    assert _aside(summary) == [(2, code)]
    assert store.connection.execute(select(func.count()).select_from(sale_lines)).scalar_one() == 0


def test_rows_that_contradict_each_other_about_their_receipt_are_set_aside(tmp_path: Path) -> None:
    two = {"tenders": "CASH=200.00"}
    summary, _ = _take(tmp_path, two, two | {"line": "2", "member": "M2"})
    assert _aside(summary) == [(2, "WITH_BAD_LINE"), (3, "RECEIPT_CHANGED")]
    summary, _ = _take(tmp_path, two, two | {"line": "1"})
    assert _aside(summary) == [(2, "WITH_BAD_LINE"), (3, "DUPLICATE_LINE")]
    summary, _ = _take(tmp_path, two, two | {"line": "2", "kind": "RETURN"})
    assert _aside(summary) == [(2, "WITH_BAD_LINE"), (3, "MIXED_RECEIPT")]


def test_a_known_receipt_with_another_content_stays_as_it_was_known(tmp_path: Path) -> None:
    _, store = _take(tmp_path, {})
    before = store.everything()
    summary, _ = _take(tmp_path, {"name": "裤子"}, {"receipt": "R2"}, store=store)
    assert _aside(summary) == [(2, "RECEIPT_CHANGED")]
    assert summary.sales == 1
    assert store.everything()["sale_lines"][0] == before["sale_lines"][0]


def test_the_same_receipt_twice_in_one_file_is_one_sale(tmp_path: Path) -> None:
    summary, _ = _take(tmp_path, {}, {"receipt": "R2"}, {})
    assert (summary.sales, summary.already_known) == (2, 1)


def test_a_receipt_number_means_one_receipt_in_each_store(tmp_path: Path) -> None:
    _, store = _take(tmp_path, {}, {"store": "S2", "name": "鞋"})
    assert lookups.find_sale(store.connection, "R1") is None
    assert [found.store_id for found in lookups.receipts_called(store.connection, "r1")] == ["S1", "S2"]
    sale = lookups.find_sale(store.connection, "R1", "S2")
    assert sale is not None
    assert sale.lines[0].name == "鞋"


def test_a_tender_nobody_knows_keeps_its_name(tmp_path: Path) -> None:
    _, store = _take(tmp_path, {"tenders": " 数字人民币=60.00 ; card=40.00;"})
    assert _sale(store).tenders == (Tender(1, "数字人民币", 6000), Tender(2, "CARD", 4000))


def test_more_rows_than_a_receipt_can_have_are_set_aside_to_the_last(tmp_path: Path) -> None:
    rows = [{"line": str(number), "unit_price": "0", "tenders": ""} for number in range(1, generic.MOST_LINES + 3)]
    summary, _ = _take(tmp_path, *rows, {"receipt": "R2"})
    assert len(summary.set_aside) == generic.MOST_LINES + 2
    assert {aside.code for aside in summary.set_aside} == {SetAsideCode.TOO_MANY_LINES}
    assert summary.sales == 1


def test_a_heading_nobody_knows_is_refused_so_that_no_discount_is_lost(tmp_path: Path) -> None:
    with pytest.raises(WrongColumnsError, match="cupon"):
        _take(tmp_path, {"cupon": "5.00"})


def test_an_amount_has_the_decimals_of_the_stores_currency(tmp_path: Path) -> None:
    store = Store(("S1", "JPY", "Asia/Tokyo"))
    row = {"unit_price": "1500", "tenders": "CASH=1500"}
    summary, _ = _take(tmp_path, row, row | {"receipt": "R2", "unit_price": "1500.5"}, store=store)
    assert _aside(summary) == [(3, "BAD_PRICE")]
    assert _sale(store).paid_minor == 1500


# --- goods taken back at the till ------------------------------------------------------------------------------------
def test_a_return_comes_off_the_line_it_names_while_so_many_are_left(tmp_path: Path) -> None:
    back = {"kind": "RETURN", "tenders": "", "original_receipt": "r1", "original_line": "1"}
    summary, store = _take(
        tmp_path,
        {"qty": "3", "tenders": "CASH=300.00"},
        back | {"receipt": "T1", "qty": "2"},
        back | {"receipt": "T2", "qty": "2"},
        back | {"receipt": "T3", "code": "B"},
        back | {"receipt": "T4", "original_line": "9"},
        back | {"receipt": "T5", "original_receipt": "", "original_line": ""},
    )
    assert (summary.returns_linked, summary.returns_unlinked) == (1, 4)
    assert _sale(store).lines[0].returned_qty == 2
    because = store.connection.execute(select(till_returns.c.unlinked_because)).scalars().all()
    assert because == [None, "TOO_FEW_LEFT", "NO_SALE", "NO_SALE", "NO_SALE"]
    assert [row.qty for row in lookups.till_returns_called(store.connection, " t1 ")] == [2]


def test_a_return_is_known_again_and_not_taken_twice_when_it_was_changed(tmp_path: Path) -> None:
    back = {"receipt": "T1", "kind": "RETURN", "original_receipt": "R1", "original_line": "1"}
    _, store = _take(tmp_path, {"qty": "2", "tenders": "CASH=200.00"}, back)
    summary, _ = _take(tmp_path, back, store=store)
    assert summary.already_known == 1
    summary, _ = _take(tmp_path, back | {"qty": "2"}, store=store)
    assert _aside(summary) == [(2, "RECEIPT_CHANGED")]
    assert _sale(store).lines[0].returned_qty == 1


def test_a_batch_never_tears_a_receipt_apart(tmp_path: Path) -> None:
    rows = [
        {"receipt": f"R{receipt}", "line": str(line), "tenders": "CASH=300.00"}
        for receipt in range(7)
        for line in (1, 2, 3)
    ]
    path = write_csv(tmp_path / "till.csv", _rows(*rows), "gb18030")
    stores = [Store(SHANGHAI), Store(SHANGHAI)]
    assert stores[0].take(path, "generic", batch_records=2, encoding="gb18030").lines_taken == 21
    stores[1].take(path, "generic", encoding="gb18030")
    assert stores[0].everything() == stores[1].everything()
    with path.open(encoding="gb18030") as file:
        assert len(list(csv.reader(file))) == 22
