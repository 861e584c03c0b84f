"""A sale is found by what a customer can tell, through an index however many there are, and never over-returned."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError
from tests.desk.sales_store import Store

from servicedesk.domain import times
from servicedesk.errors import BugError
from servicedesk.records import sales_writes
from servicedesk.records.queries import sales as lookups
from servicedesk.records.sales_tables import imported_records, open_lines, sale_lines, sales, till_returns

ZONE = "Asia/Shanghai"


def _put(connection: Connection, number: str, *, bought_at: datetime, paid_minor: int = 10000, **more: Any) -> int:
    sale_id = sales_writes.next_sale_id(connection)
    line = {"code": "A", "name": "衬衫", "qty": 2, "unit_price_minor": paid_minor, "serial": more.pop("serial", None)}
    head = {
        "sale_id": sale_id, "store_id": "S1", "receipt_number": number, "channel": "STORE", "currency": "CNY",
        "bought_at_ms": times.to_ms(bought_at), "paid_minor": paid_minor, "line_count": 1,
    }  # fmt: skip
    connection.execute(sales.insert(), head | more)
    connection.execute(
        sale_lines.insert(),
        {"sale_id": sale_id, "line_no": 1, "gross_minor": paid_minor, "paid_minor": paid_minor} | line,
    )
    return sale_id


@pytest.fixture
def connection() -> Connection:
    """Three sales: two of them by one member, and on the edge of a day in Shanghai."""
    store = Store()
    with store.commit() as connection:
        who = {"member_code": "M1", "customer_phone": "13812341234", "phone_tail": "1234"}
        _put(connection, "R1", bought_at=datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC), **who)
        _put(connection, "R2", bought_at=datetime(2026, 2, 28, 16, 0, 0, tzinfo=UTC), paid_minor=5000, **who)
        _put(connection, "R3", bought_at=datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC), serial="IMEI356001")
    return store.connection


def _numbers(found: tuple[Any, ...]) -> list[str]:
    return [row.receipt_number for row in found]


def test_a_member_sees_the_newest_sale_first(connection: Connection) -> None:
    found = lookups.search_by_member(connection, "M1")
    assert _numbers(found) == ["R2", "R1"]
    assert (found[0].paid_minor, found[0].first_item, found[0].line_count) == (5000, "衬衫", 1)
    assert lookups.search_by_member(connection, "M2") == ()


def test_a_phones_tail_needs_the_day_or_the_amount(connection: Connection) -> None:
    assert _numbers(lookups.search_by_phone(connection, "1234", bought_on=date(2026, 2, 28), zone=ZONE)) == ["R1"]
    assert _numbers(lookups.search_by_phone(connection, "1234", amount_minor=5000)) == ["R2"]
    assert lookups.search_by_phone(connection, "1234", bought_on=date(2026, 2, 28), zone=ZONE, amount_minor=5000) == ()
    with pytest.raises(BugError):
        lookups.search_by_phone(connection, "1234")


def test_a_day_is_the_stores_calendar_day(connection: Connection) -> None:
    assert _numbers(lookups.search_by_amount(connection, 5000, date(2026, 3, 1), ZONE)) == ["R2"]
    assert _numbers(lookups.search_by_amount(connection, 10000, date(2026, 3, 1), ZONE)) == ["R3"]
    assert lookups.search_by_amount(connection, 10000, date(2026, 3, 2), ZONE) == ()


def test_a_day_on_which_the_clocks_change_is_whole() -> None:
    store = Store()
    with store.commit() as connection:
        _put(connection, "LAST", bought_at=datetime(2010, 10, 31, 23, 59, 59, tzinfo=UTC))
        _put(connection, "NEXT", bought_at=datetime(2010, 11, 1, 0, 0, 0, tzinfo=UTC))
    found = lookups.search_by_amount(store.connection, 10000, date(2010, 10, 31), "Europe/London")
    assert _numbers(found) == ["LAST"]


def test_a_serial_number_is_found_however_it_is_typed(connection: Connection) -> None:
    assert _numbers(lookups.search_by_serial(connection, " imei 356001")) == ["R3"]


def test_nothing_is_found_where_nothing_is(connection: Connection) -> None:
    assert lookups.find_sale(connection, "R9") is None
    assert lookups.sale_of(connection, 99) is None
    assert lookups.till_returns_called(connection, "R9") == ()
    assert lookups.unlinked_till_returns(connection, "M1", "A") == ()


@pytest.mark.parametrize("columns", [{"returned_here": 3}, {"returned_at_till": 2, "returned_here": 1}])
def test_the_file_itself_refuses_that_more_comes_back_than_was_sold(
    connection: Connection, columns: dict[str, int]
) -> None:
    with pytest.raises(IntegrityError, match="never_more_back_than_sold"):
        connection.execute(sale_lines.update().where(sale_lines.c.sale_id == 1).values(**columns))


def test_no_lookup_reads_a_whole_table(connection: Connection) -> None:
    found = [
        [sales.c.receipt_number == "R1"],
        [sales.c.member_code == "M1"],
        [sales.c.phone_tail == "1234", sales.c.paid_minor == 1],
        [sales.c.phone_tail == "1234", sales.c.bought_at_ms.between(1, 2)],
        [sales.c.bought_at_ms.between(1, 2), sales.c.paid_minor == 1],
    ]
    queries = [lookups.found_query(conditions, 20) for conditions in found]
    queries += [
        lookups.found_query(
            [
                sales.c.sale_id.in_(
                    sale_lines.select().with_only_columns(sale_lines.c.sale_id).where(sale_lines.c.serial == "X")
                )
            ],
            20,
        ),
        sale_lines.select().where(sale_lines.c.sale_id == 1),
        till_returns.select().where(till_returns.c.receipt_number == "C1"),
        till_returns.select().where(till_returns.c.linked_sale_id == 1),
        till_returns.select().where(till_returns.c.member_code == "M1", till_returns.c.code == "A"),
        imported_records.select().where(imported_records.c.identity == b"1"),
        open_lines.select().where(
            open_lines.c.member_code == "M1", open_lines.c.code == "A", open_lines.c.unit_price_minor == 1
        ),
    ]
    for query in queries:
        statement = str(query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
        plan = [str(row[3]) for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement)]
        assert plan
        assert not [step for step in plan if step.startswith("SCAN")], (statement, plan)
