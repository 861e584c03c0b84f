"""A till's file comes in whole, once, and the same however often it was interrupted."""

from __future__ import annotations

import csv
import os
import random
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import func, select
from tests.desk.sales_store import KEY, Store, everything, write_csv

from servicedesk.desk.sales_import.files import EncodingUnclearError, FileUnreadableError, look_at
from servicedesk.desk.sales_import.importing import UnknownProfileError, WrongColumnsError
from servicedesk.domain.sales import Tender
from servicedesk.domain.sales_import import ImportSummary, SetAsideCode
from servicedesk.records.database import Database
from servicedesk.records.queries import sales as lookups
from servicedesk.records.sales_tables import imported_records, sale_lines, sales, sales_imports, set_aside, till_returns

UCI = "uci-online-retail"
HEADER = ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"]
REAL = Path(__file__).parents[3] / "shared" / "data" / "online_retail_2009-2010.csv"
REPOSITORY = Path(__file__).parents[2]


def _row(invoice: str = "500001", **changed: str) -> list[str]:
    row = {
        "StockCode": "22041",
        "Description": "RECORD FRAME ",
        "Quantity": "6",
        "InvoiceDate": "2010-03-05 11:56:00",
        "Price": "2.55",
        "Customer ID": "12417",
        "Country": "Belgium",
    } | changed
    return [invoice, *row.values()]


def _take(tmp_path: Path, *rows: list[str], store: Store | None = None) -> tuple[ImportSummary, Store]:
    store = store or Store()
    summary = store.take(write_csv(tmp_path / "till.csv", [HEADER, *rows]), UCI)
    assert summary.accounts_for_all
    return summary, store


def _aside(summary: ImportSummary) -> list[tuple[int, str]]:
    return [(aside.line, aside.code.value) for aside in summary.set_aside]


# --- what a record is ------------------------------------------------------------------------------------------------
def test_an_invoice_becomes_a_sale_with_its_lines_in_order(tmp_path: Path) -> None:
    _, store = _take(tmp_path, _row(), _row(StockCode="POST", Description="POSTAGE", Quantity="1", Price="18"))
    sale = lookups.find_sale(store.connection, "500001")
    assert sale is not None
    assert [(line.line_no, line.code, line.name, line.qty, line.paid_minor) for line in sale.lines] == [
        (1, "22041", "RECORD FRAME", 6, 1530),
        (2, "POST", "POSTAGE", 1, 1800),
    ]
    assert (sale.member_code, sale.currency, sale.channel) == ("12417", "GBP", "STORE")
    assert sale.tenders == (Tender(1, "UNKNOWN", 3330),)


def test_the_same_record_twice_on_one_invoice_is_two_lines_and_both_are_known_again(tmp_path: Path) -> None:
    summary, store = _take(tmp_path, _row(), _row(), _row())
    assert (summary.sales, summary.lines_taken) == (1, 3)
    again, _ = _take(tmp_path, _row(), _row(), _row(), store=store)
    assert (again.lines_taken, again.already_known) == (0, 3)


def test_a_fuller_file_adds_only_what_is_new_on_the_invoice(tmp_path: Path) -> None:
    _, store = _take(tmp_path, _row(), _row())
    summary, _ = _take(tmp_path, _row(), _row(), _row(), _row(StockCode="85123A"), store=store)
    assert (summary.sales, summary.already_known, summary.lines_taken) == (0, 2, 2)
    sale = lookups.find_sale(store.connection, "500001")
    assert sale is not None
    assert [line.code for line in sale.lines] == ["22041", "22041", "22041", "85123A"]
    assert lookups.receipts_called(store.connection, "500001")[0].paid_minor == sale.paid_minor == 4 * 1530


def test_lines_of_one_invoice_need_not_stand_together(tmp_path: Path) -> None:
    summary, store = _take(tmp_path, _row("1"), _row("2"), _row("1", StockCode="B"))
    assert (summary.sales, summary.lines_taken) == (2, 3)
    sale = lookups.find_sale(store.connection, "1")
    assert sale is not None
    assert [line.code for line in sale.lines] == ["22041", "B"]


def test_a_corrected_name_or_another_spelling_of_a_price_is_no_new_sale(tmp_path: Path) -> None:
    _, store = _take(tmp_path, _row())
    summary, _ = _take(tmp_path, _row(Description="FRAME", Price="2.550", **{"Customer ID": "12417.0"}), store=store)
    assert summary.already_known == 1


def test_a_price_of_nothing_is_a_price(tmp_path: Path) -> None:
    summary, store = _take(tmp_path, _row(Price="0"))
    assert summary.lines_taken == 1
    assert lookups.find_sale(store.connection, "500001").tenders == ()  # type: ignore[union-attr] # it was just put there


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"Quantity": "-6"}, "NEGATIVE_QTY"),
        ({"Quantity": "0"}, "BAD_QUANTITY"),
        ({"Quantity": "6.5"}, "BAD_QUANTITY"),
        ({"Quantity": "٣"}, "BAD_QUANTITY"),
        ({"Quantity": "12345678"}, "BAD_QUANTITY"),
        ({"Price": "-1"}, "NEGATIVE_PRICE"),
        ({"Price": "2.555"}, "BAD_PRICE"),
        ({"Price": "1e3"}, "BAD_PRICE"),
        ({"Price": "£2"}, "BAD_PRICE"),
        ({"Price": "NaN"}, "BAD_PRICE"),
        ({"InvoiceDate": "2010-02-30 10:00:00"}, "BAD_DATE"),
        ({"InvoiceDate": "1/12/2010 8:26"}, "BAD_DATE"),
        ({"InvoiceDate": "0001-01-01 00:00:00"}, "BAD_DATE"),
        ({"StockCode": " "}, "MISSING_FIELD"),
        ({"Quantity": ""}, "MISSING_FIELD"),
        ({"InvoiceDate": ""}, "MISSING_FIELD"),
        ({"Price": ""}, "MISSING_FIELD"),
    ],
)
def test_what_cannot_be_a_line_is_set_aside_with_its_line_and_reason(
    tmp_path: Path, changed: dict[str, str], code: str
) -> None:
    summary, store = _take(tmp_path, _row("1"), _row("2", **changed), _row("3"))
    assert _aside(summary) == [(3, code)]
    assert (summary.sales, summary.lines_taken) == (2, 2)
    kept = store.connection.execute(select(set_aside.c.line, set_aside.c.code, set_aside.c.text)).one()
    assert tuple(kept) == (3, code, str(summary.set_aside[0].sentence))


def test_a_record_set_aside_is_set_aside_again_not_taken_as_known(tmp_path: Path) -> None:
    first, store = _take(tmp_path, _row("1"), _row("2", Price="?"))
    again, _ = _take(tmp_path, _row("1"), _row("2", Price="?"), store=store)
    assert again.already_known == 1
    assert again.set_aside == first.set_aside
    assert store.connection.execute(select(func.count()).select_from(set_aside)).scalar_one() == 1


def test_an_invoice_number_that_comes_back_for_another_customer_or_day_is_not_mixed_in(tmp_path: Path) -> None:
    summary, _ = _take(
        tmp_path,
        _row("1"),
        _row("1", **{"Customer ID": "99999"}),
        _row("1", InvoiceDate="2010-03-06 11:56:00"),
        _row("1", StockCode="B", InvoiceDate="2010-03-05 11:57:00"),
        _row("1", StockCode="C", **{"Customer ID": ""}),
    )
    assert _aside(summary) == [(3, "RECEIPT_CHANGED"), (4, "RECEIPT_CHANGED")]
    assert summary.lines_taken == 3


def test_times_that_happened_twice_or_never_are_counted(tmp_path: Path) -> None:
    summary, store = _take(
        tmp_path,
        _row("1", InvoiceDate="2010-03-28 01:30:00"),
        _row("2", InvoiceDate="2010-10-31 01:30:00"),
        _row("3", InvoiceDate="2010-07-01 01:30"),
    )
    assert summary.unclear_times == 2
    bought = [lookups.find_sale(store.connection, number).bought_at.isoformat() for number in "123"]  # type: ignore[union-attr] # it was just put there
    assert bought == ["2010-03-28T01:30:00+00:00", "2010-10-31T00:30:00+00:00", "2010-07-01T00:30:00+00:00"]


# --- cancellations ---------------------------------------------------------------------------------------------------
def _linked(store: Store) -> list[tuple[int | None, int | None, str | None]]:
    columns = (till_returns.c.linked_sale_id, till_returns.c.linked_line_no, till_returns.c.unlinked_because)
    query = select(*columns).order_by(till_returns.c.till_return_id)
    return [(row[0], row[1], row[2]) for row in store.connection.execute(query)]


def test_a_cancellation_uses_up_what_it_links_to(tmp_path: Path) -> None:
    summary, store = _take(
        tmp_path, _row("1"), _row("C2", Quantity="-4"), _row("C3", Quantity="-3"), _row("C4", Quantity="-2")
    )
    assert (summary.returns_linked, summary.returns_unlinked) == (2, 1)
    assert _linked(store) == [(1, 1, None), (None, None, "TOO_FEW_LEFT"), (1, 1, None)]
    sale = lookups.find_sale(store.connection, "1")
    assert sale is not None
    assert sale.lines[0].returned_qty == 6
    assert [row.qty for row in lookups.till_returns_of(store.connection, sale.sale_id)] == [4, 2]


def test_a_cancellation_is_linked_to_an_earlier_line_only_and_never_to_one_of_two(tmp_path: Path) -> None:
    _, store = _take(
        tmp_path,
        _row("C1", Quantity="-1"),
        _row("2"),
        _row("C3", Quantity="-1", Price="2.50"),
        _row("C4", Quantity="-1", StockCode="B"),
        _row("C5", Quantity="-1", **{"Customer ID": ""}),
        _row("C6", Quantity="-1", **{"Customer ID": "77"}),
        _row("7"),
        _row("C8", Quantity="-1"),
    )
    because = [row[2] for row in _linked(store)]
    assert because == ["NO_SALE", "NO_SALE", "NO_SALE", "NO_CUSTOMER", "NO_SALE", "SEVERAL_SALES"]


def test_a_unique_line_with_enough_left_wins_over_shorter_ones(tmp_path: Path) -> None:
    _, store = _take(tmp_path, _row("1", Quantity="2"), _row("2", Quantity="9"), _row("C3", Quantity="-3"))
    assert _linked(store) == [(2, 1, None)]


def test_goods_already_returned_here_are_not_there_for_a_cancellation(tmp_path: Path) -> None:
    _, store = _take(tmp_path, _row("1"))
    with store.commit() as connection:
        connection.execute(sale_lines.update().values(returned_here=5))
    _take(tmp_path, _row("C2", Quantity="-2"), _row("C3", Quantity="-1"), store=store)
    assert _linked(store) == [(None, None, "TOO_FEW_LEFT"), (1, 1, None)]


def test_a_cancellation_with_a_quantity_that_is_not_negative_is_set_aside(tmp_path: Path) -> None:
    summary, _ = _take(tmp_path, _row("1"), _row("C2"))
    assert _aside(summary) == [(3, "POSITIVE_CANCELLATION")]


# --- files -----------------------------------------------------------------------------------------------------------
def test_broken_rows_cost_themselves_and_not_the_file(tmp_path: Path) -> None:
    path = tmp_path / "till.csv"
    good = ",".join(_row("1")).encode()
    rows = [
        ",".join(HEADER).encode(),
        good,  # 2
        b'2,22041,"never closed,6,2010-03-05 11:56:00,2.55,12417,Belgium',  # 3
        good.replace(b"1,", b"3,", 1),  # 4
        b"",  # 5, no record
        b"4,22041,too few",  # 6
        b"5,22041,\xff\xfe,6,2010-03-05 11:56:00,2.55,12417,Belgium",  # 7
        b'6,22041,"two\nlines ""here""",6,2010-03-05 11:56:00,2.55,12417,Belgium',  # 8 and 9
        b'7,22041,"a"b,6,2010-03-05 11:56:00,2.55,12417,Belgium',  # 10
        b"8,22041," + b"x" * 100_000 + b",6,2010-03-05 11:56:00,2.55,12417,Belgium",  # 11
        b"9,22041,one,comma,6,2010-03-05 11:56:00,2.55,12417,Belgium",  # 12
        b",,,,,,,",  # 13
        good.replace(b"1,", b"14,", 1),  # 14, without a line end
    ]
    path.write_bytes(b"\r\n".join(rows))
    store = Store()
    summary = store.take(path, UCI)
    assert _aside(summary) == [
        (3, "UNREADABLE"),
        (6, "MISSING_FIELD"),
        (7, "BAD_TEXT"),
        (10, "UNREADABLE"),
        (11, "UNREADABLE"),
        (12, "UNREADABLE"),
        (13, "MISSING_FIELD"),
    ]
    assert summary.records == 11
    assert [lookups.find_sale(store.connection, number) is not None for number in ("1", "3", "6", "14")] == [True] * 4


def test_a_file_that_is_no_tills_is_refused_before_anything_is_taken(tmp_path: Path) -> None:
    store = Store()
    with pytest.raises(UnknownProfileError):
        store.take(tmp_path / "none.csv", "guess")
    with pytest.raises(FileUnreadableError):
        store.take(tmp_path / "none.csv", UCI)
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(WrongColumnsError):
        store.take(tmp_path / "empty.csv", UCI)
    with pytest.raises(WrongColumnsError, match="column price"):
        store.take(write_csv(tmp_path / "less.csv", [[*HEADER[:5], "Prijs", *HEADER[6:]]]), UCI)
    assert store.connection.execute(select(func.count()).select_from(sales_imports)).scalar_one() == 0


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("plain", "utf-8"),
        ("商品".encode("utf-8-sig").decode("latin-1"), "utf-8"),
        ("退货商品".encode().decode("latin-1"), "utf-8"),
        ("退货商品，七天无理由".encode("gb18030").decode("latin-1"), "gb18030"),
        ("𠮷野家".encode("gb18030").decode("latin-1"), "gb18030"),
        ("\xff\xff", "utf-8"),
    ],
)
def test_the_encoding_is_told_from_the_bytes(tmp_path: Path, content: str, encoding: str) -> None:
    path = tmp_path / "till.csv"
    path.write_bytes(b"a,b\r\n" + content.encode("latin-1") + b"\r\n")
    assert look_at(path).encoding == encoding


@pytest.mark.parametrize(
    "content",
    [
        "café".encode(),  # or 茅 in GB18030
        "商品".encode() + b",\xa4\xa4",  # UTF-8 with damaged bytes that GB18030 could explain
    ],
)
def test_characters_that_could_be_read_in_two_ways_are_asked_about(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "till.csv"
    path.write_bytes(content)
    with pytest.raises(EncodingUnclearError):
        look_at(path)
    assert look_at(path, "utf-8").encoding == "utf-8"


# --- properties ------------------------------------------------------------------------------------------------------
_INVOICES = st.sampled_from(["1", "2", "3", "C4", "C5", "c6", "", "A7"])
_MESSY = st.text(alphabet=st.characters(codec="utf-8"), max_size=6)
_FIELDS = st.tuples(
    _INVOICES,
    st.sampled_from(["A", "B", "POST", ""]),
    st.one_of(st.just("NAME"), _MESSY),
    st.one_of(st.sampled_from(["1", "2", "-1", "-2", "5", "0", "x", "999999"]), _MESSY),
    st.sampled_from(["2010-03-05 11:56:00", "2010-03-05 11:57", "2010-03-28 01:30:00", "soon", ""]),
    st.one_of(st.sampled_from(["1.00", "2.5", "0", "-1", "1.001", "9999999.99"]), _MESSY),
    st.sampled_from(["12417", "12417.0", "99", ""]),
    _MESSY,
)
_LINE = st.one_of(
    _FIELDS.map(list),
    st.lists(_MESSY, max_size=10),
)


@given(st.lists(_LINE, max_size=25), st.integers(1, 7))
@example([list(_row("1", Quantity="999999", Price="9999999.99"))] * 3, 2)
def test_every_record_is_accounted_for_whatever_the_file_and_the_batches(rows: list[list[str]], batch: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "till.csv", [HEADER, *rows])
        one, other = Store(), Store()
        summary = one.take(path, UCI, encoding="utf-8")
        assert summary.accounts_for_all
        assert _counted(one) == (summary.sales, summary.lines_taken, summary.returns_linked, summary.returns_unlinked)
        assert other.take(path, UCI, encoding="utf-8", batch_records=batch) == summary
        before = one.everything()
        assert other.everything() == before
        again = one.take(path, UCI, encoding="utf-8", batch_records=batch)
        assert (again.sales, again.lines_taken, again.returns_linked, again.returns_unlinked) == (0, 0, 0, 0)
        assert again.set_aside == summary.set_aside
        assert again.already_known == summary.records - len(summary.set_aside)
        assert one.everything() == before


@given(st.binary(max_size=400))
@example(b'"\n"\n"\n')
@example(b'a,"b\r\n' * 120)
def test_no_bytes_whatever_stop_an_import(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "till.csv"
        path.write_bytes(",".join(HEADER).encode() + b"\r\n" + content)
        summary = Store().take(path, UCI, encoding="utf-8")
        assert summary.accounts_for_all


def _counted(store: Store) -> tuple[int, int, int, int]:
    count = select(func.count())
    queries = (
        count.select_from(sales),
        count.select_from(sale_lines),
        count.select_from(till_returns).where(till_returns.c.linked_sale_id.is_not(None)),
        count.select_from(till_returns).where(till_returns.c.linked_sale_id.is_(None)),
    )
    with store.commit() as connection:
        one, two, three, four = (connection.execute(query).scalar_one() for query in queries)
    return one, two, three, four


# --- killed and gone on ----------------------------------------------------------------------------------------------
def _made_file(path: Path, invoices: int) -> Path:
    """Invoices with equal lines, price 0, no customer, cancellations before and after their sale, and rubbish."""
    draw = random.Random(20100305)
    rows = [HEADER]
    for number in range(invoices):
        invoice = f"C{number}" if draw.random() < 0.2 else str(number)
        customer = draw.choice(["12417", "12418", "12419", ""])
        for _ in range(draw.randrange(1, 9)):
            qty = draw.randrange(1, 5) * (-1 if invoice.startswith("C") else 1)
            price = draw.choice(["1.25", "0", "3", "x"]) if draw.random() < 0.2 else "1.25"
            changed = {"StockCode": draw.choice("ABCDEFGH"), "Quantity": str(qty), "Price": price}
            rows.append(_row(invoice, **changed, **{"Customer ID": customer}))
    return write_csv(path, rows)


def _run_until_killed(store_file: Path, path: Path, batch: int, after: int, delay_s: float) -> bool:
    """Start the import as a program and kill -9 it while it is at the batch after its ``after``-th; whether it reached
    its end instead."""
    command = [sys.executable, "-m", "tests.desk.sales_store", str(store_file), str(path), UCI, str(batch)]
    environment = os.environ | {"PYTHONPATH": f"{REPOSITORY / 'src'}{os.pathsep}{REPOSITORY}"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment, cwd=REPOSITORY) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for _ in range(after):
            if not program.stdout.readline():
                return program.wait() == 0
            program.stdin.write("\n")
            program.stdin.flush()
        time.sleep(delay_s)
        program.kill()
        program.wait()
    return False


def test_killed_and_started_again_it_comes_to_the_same(tmp_path: Path) -> None:
    path = _made_file(tmp_path / "till.csv", invoices=500)
    whole = Store()
    expected = whole.take(path, UCI)
    seed = secrets.randbelow(10**6)
    print(f"kills drawn with seed {seed}")
    draw = random.Random(seed)
    store_file = tmp_path / "counter.db"
    kills = 0
    while not _run_until_killed(store_file, path, 40, draw.randrange(1, 12) + 12 * kills, draw.random() / 30):
        kills += 1
    database = Database(store_file, KEY)
    try:
        with database.reading() as connection:
            assert everything(connection) == whole.everything()
            finished = connection.execute(select(sales_imports.c.finished)).scalars().all()
            copies = connection.execute(select(func.sum(imported_records.c.copies))).scalar_one()
    finally:
        database.close()
    assert finished[:3] == [0, 0, 0]
    assert finished[-1] == 1
    assert copies == expected.records - len(expected.set_aside)


# --- the real file ---------------------------------------------------------------------------------------------------
def _reference(path: Path) -> Counter[str]:
    """The counts, worked out the plainest way: all in memory, record by record."""
    counts: Counter[str] = Counter()
    invoices: set[str] = set()
    left: dict[tuple[str, str, Decimal], list[int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            counts["records"] += 1
            qty, key = int(row["Quantity"]), (row["Customer ID"], row["StockCode"], Decimal(row["Price"]))
            if not row["Invoice"].startswith("C"):
                assert qty > 0 <= key[2]
                counts["lines"] += 1
                invoices.add(row["Invoice"])
                if row["Customer ID"]:
                    left.setdefault(key, []).append(qty)
                continue
            fitting = [at for at, remaining in enumerate(left.get(key, [])) if remaining >= -qty]
            if len(fitting) == 1:
                left[key][fitting[0]] += qty
            counts["linked" if len(fitting) == 1 else "unlinked"] += 1
    counts["sales"] = len(invoices)
    return counts


if REAL.exists():

    def test_the_real_file_is_taken_to_the_last_record() -> None:
        store = Store()
        summary = store.take(REAL, UCI)
        expected = _reference(REAL)
        assert expected == {"records": 14269, "lines": 13849, "sales": 615, "linked": 282, "unlinked": 138}
        assert summary.accounts_for_all
        assert summary.set_aside == ()
        assert {
            "records": summary.records,
            "lines": summary.lines_taken,
            "sales": summary.sales,
            "linked": summary.returns_linked,
            "unlinked": summary.returns_unlinked,
        } == expected
        again = store.take(REAL, UCI)
        assert (again.already_known, again.sales, again.set_aside) == (14269, 0, ())

    def test_the_real_file_adds_up_to_the_penny() -> None:
        store = Store()
        store.take(REAL, UCI)
        sold = returned = Decimal(0)
        with REAL.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                amount = int(row["Quantity"]) * Decimal(row["Price"])
                sold, returned = (sold + amount, returned) if amount >= 0 else (sold, returned - amount)
        with store.commit() as connection:
            paid = connection.execute(select(func.sum(sales.c.paid_minor))).scalar_one()
            lines = connection.execute(select(func.sum(sale_lines.c.paid_minor))).scalar_one()
            back = connection.execute(select(func.sum(till_returns.c.amount_minor))).scalar_one()
        assert paid == lines == sold * 100
        assert back == returned * 100


def test_codes_of_set_aside_records_are_all_ones_that_can_be_said() -> None:
    assert {code.value for code in SetAsideCode} >= {"NEGATIVE_QTY", "BAD_DATE", "BAD_PRICE", "OTHER_CURRENCY"}
