"""Long lists page by page: whichever way a page is reached it is the same, in one statement that walks an index."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from tests.builders import StaffedDesk, a_line, a_sale, add_sale, closing, counter
from tests.records.test_rebuild import settle

from servicedesk.domain.spans import Span
from servicedesk.records.queries import listing

_SCAN = re.compile(r"\bSCAN (?!CONSTANT|page|sales USING COVERING|search_entries USING COVERING)")
SLIPS, RECEIPTS = 14, 12


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path_factory.mktemp("listing"))) as desk:
        sale = None
        for number in range(RECEIPTS):
            sale = add_sale(desk, a_sale(f"R-{number:02d}", a_line(qty=9, price_minor=100 + number % 3)))
        assert sale is not None
        for key in range(SLIPS):
            sale = add_sale(
                desk, a_sale(f"S-{key:02d}", a_line(qty=2, price_minor=100, name=f"壶 {'甲乙丙'[key % 3]}"))
            )
            settle(desk, desk.clerk, sale, str(key))
        yield desk


spans = st.tuples(st.integers(1, 6), st.integers(0, 5), st.integers(0, 12), st.booleans(), st.booleans())


@settings(max_examples=40, deadline=None)
@given(
    asked=spans, words=st.sampled_from(["", "壶", "壶 乙", "note"]), state=st.sampled_from(["", "SETTLED", "VOIDED"])
)
def test_a_page_of_slips_is_the_same_whichever_way_it_is_reached(
    desk: StaffedDesk, asked: tuple[int, int, int, bool, bool], words: str, state: str
) -> None:
    limit, skip, beyond, rising, from_edge = asked
    with desk.database.reading() as connection:
        everything = listing.slips_page(connection, Span(1000), words, state)
        at = min(beyond, len(everything) - 1)
        known = everything[at] if everything and not from_edge else None
        span = Span(limit, skip, known.place if known else None, rising)
        page = listing.slips_page(connection, span, words, state)
    if rising:
        end = max(0, (at if known else len(everything)) - skip)
        assert page == everything[max(0, end - limit) : end]
    else:
        start = (at + 1 if known else 0) + skip
        assert page == everything[start : start + limit]


def test_receipts_are_paged_in_their_order(desk: StaffedDesk) -> None:
    with desk.database.reading() as connection:
        everything = listing.receipts_page(connection, Span(1000))
        assert len(everything) == listing.receipts_count(connection) == RECEIPTS + SLIPS
        assert [one.place for one in everything] == sorted((one.place for one in everything), reverse=True)
        pages = [listing.receipts_page(connection, Span(7))]
        while pages[-1]:
            pages.append(listing.receipts_page(connection, Span(7, 0, pages[-1][-1].place)))
        assert [one for page in pages for one in page] == everything
        assert listing.receipts_page(connection, Span(5, 3, rising=True)) == everything[-8:-3]


def test_slips_are_counted_by_state_and_by_words(desk: StaffedDesk) -> None:
    with desk.database.reading() as connection:
        assert listing.slip_counts(connection) == {"SETTLED": SLIPS}
        assert listing.slip_counts(connection, "乙") == {"SETTLED": len([n for n in range(SLIPS) if n % 3 == 1])}
        assert listing.slip_counts(connection, "没有") == {}


def test_a_slip_knows_its_place_among_all(desk: StaffedDesk) -> None:
    with desk.database.reading() as connection:
        everything = listing.slips_page(connection, Span(1000))
        assert [listing.slips_before(connection, one.return_id) for one in everything] == list(range(SLIPS))
        assert listing.slips_before(connection, everything[0].return_id, "VOIDED") is None
        assert listing.slips_before(connection, "nobody") is None


@pytest.mark.parametrize("words", ["", "壶", "note of"])
def test_a_page_is_one_statement_that_walks_no_table(desk: StaffedDesk, words: str) -> None:
    said: list[tuple[str, object]] = []
    connection = desk.database.connection

    def hear(_connection: object, _cursor: object, statement: str, parameters: object, *_more: object) -> None:
        if not statement.startswith("BEGIN"):
            said.append((statement, parameters))

    with desk.database.reading():
        event.listen(connection, "before_cursor_execute", hear)
        try:
            listing.slips_page(connection, Span(5, 2, (9,)), words)
            listing.receipts_page(connection, Span(5, 2, (9, 9, 9)))
        finally:
            event.remove(connection, "before_cursor_execute", hear)
        assert len(said) == 2
        for statement, parameters in said:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type] # as heard
            walked = [row[3] for row in plan if _SCAN.search(row[3]) and "VIRTUAL TABLE" not in row[3]]
            assert walked == []
