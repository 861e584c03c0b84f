"""A receipt among a million, the verdict on it, and a fact appended: beside the same library used raw.

Raw means sqlcipher3 itself with the same file, key and settings: the same SELECTs into tuples, the same INSERTs of the
same bytes. What is above 1 is what SQLAlchemy, our own types, the rules and the hash chain cost.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import sqlcipher3.dbapi2 as sqlcipher
from benchmarks.measuring import Table, interleaved
from sqlalchemy import event
from tests.builders import MORNING, StaffedDesk, closing, counter, done
from tests.records.customers import WHOLE

from servicedesk.desk import returns, visits
from servicedesk.desk.return_forms import Pick, ReturnForm
from servicedesk.domain.visits import Source
from servicedesk.records import database, journal
from servicedesk.records.queries import sales

SALES = 1_000_000
BOUGHT_MS = int(MORNING.timestamp() * 1000) - 3 * 86_400_000
LOOKUPS, APPENDS, PREVIEWS = 200, 20, 5
_SCAN = re.compile(r"^SCAN (?!CONSTANT)")


def main() -> int:
    table = Table("Records")
    with tempfile.TemporaryDirectory() as folder, closing(counter(Path(folder))) as desk:
        _fill(desk)
        raw = _raw(desk)
        numbers = [_number(index) for index in random.Random(1).sample(range(SALES), LOOKUPS)]
        _lookup(table, desk, raw, numbers)
        _verdict(table, desk, raw, numbers)
        _plans(table, desk, numbers)
        _append(table, desk, raw)
        size = desk.database.path.stat().st_size // 1_000_000
    table.notes += [f"{SALES:,} sales of one line, one tender each; a file of {size} MB; lookups hot."]
    return table.show()


def _number(index: int) -> str:
    return f"R-{index:07d}"


def _fill(desk: StaffedDesk) -> None:
    """A million sales as an import leaves them, written raw, for making them takes long enough."""
    raw = _raw(desk)
    raw.execute("BEGIN IMMEDIATE")
    raw.executemany(
        "INSERT INTO sales (sale_id, store_id, receipt_number, channel, bought_at_ms, currency, paid_minor, line_count,"
        " member_code, phone_tail) VALUES (?, 'S01', ?, 'STORE', ?, 'CNY', ?, 1, ?, ?)",
        (
            (i, _number(i), BOUGHT_MS - i, 1000 + i % 90000, f"M{i % 400000:08d}", f"{i % 10000:04d}")
            for i in range(SALES)
        ),
    )
    raw.executemany(
        "INSERT INTO sale_lines (sale_id, line_no, code, name, qty, unit_price_minor, gross_minor, paid_minor)"
        " VALUES (?, 1, ?, ?, 1, ?, ?, ?)",
        (
            (i, f"69{i % 5000:011d}", f"goods {i % 5000}", 1000 + i % 90000, 1000 + i % 90000, 1000 + i % 90000)
            for i in range(SALES)
        ),
    )
    raw.executemany(
        "INSERT INTO sale_tenders (sale_id, seq, kind, amount_minor) VALUES (?, 1, 'WECHAT', ?)",
        ((i, 1000 + i % 90000) for i in range(SALES)),
    )
    raw.execute("COMMIT")


def _raw(desk: StaffedDesk) -> Any:
    """The driver's own connection of this file."""
    raw = desk.database.connection.connection.driver_connection
    desk.database.connection.rollback()
    return raw


_RAW_READS = (
    "SELECT * FROM sale_lines WHERE sale_id = ? ORDER BY line_no",
    "SELECT * FROM sale_tenders WHERE sale_id = ? ORDER BY seq",
    "SELECT * FROM sale_promotions WHERE sale_id = ? ORDER BY seq",
)


def _read_raw(raw: Any, number: str) -> list[tuple[Any, ...]]:
    heads: list[tuple[Any, ...]] = raw.execute("SELECT * FROM sales WHERE receipt_number = ?", (number,)).fetchall()
    found = list(heads)
    for statement in _RAW_READS:
        found += raw.execute(statement, (heads[0][0],)).fetchall()
    return found


def _lookup(table: Table, desk: StaffedDesk, raw: Any, numbers: list[str]) -> None:
    def ours() -> None:
        with desk.database.reading() as connection:
            for number in numbers:
                assert sales.find_sale(connection, number) is not None

    def theirs() -> None:
        raw.execute("BEGIN IMMEDIATE")
        for number in numbers:
            assert len(_read_raw(raw, number)) == 3
        raw.execute("ROLLBACK")

    def head() -> None:
        with desk.database.reading() as connection:
            for number in numbers:
                assert connection.execute(sales._BY_NUMBER, {"number": number}).first() is not None

    def raw_head() -> None:
        raw.execute("BEGIN IMMEDIATE")
        for number in numbers:
            assert raw.execute("SELECT * FROM sales WHERE receipt_number = ?", (number,)).fetchone() is not None
        raw.execute("ROLLBACK")

    taken = interleaved({"head": head, "raw head": raw_head, "ours": ours, "raw": theirs})
    per = {name: [one / LOOKUPS for one in times] for name, times in taken.items()}
    table.ratio("receipt by number, one row", per["head"], "1 SELECT", per["raw head"], 2.0)
    table.ratio("whole sale as values", per["ours"], "4 SELECTs, tuples", per["raw"], None)


def _verdict(table: Table, desk: StaffedDesk, raw: Any, numbers: list[str]) -> None:
    """Everything between a tick and the card: sale, history, rules, open questions, money."""
    with desk.database.reading() as connection:
        found = [sales.find_sale(connection, number) for number in numbers[:PREVIEWS]]
    forms = [ReturnForm(sale.sale_id, (Pick(1, 1),), WHOLE) for sale in found if sale is not None]

    def ours() -> None:
        for form in forms:
            assert returns.preview(desk, form) is not None

    def theirs() -> None:
        raw.execute("BEGIN IMMEDIATE")
        for number in numbers[:PREVIEWS]:
            _read_raw(raw, number)
        raw.execute("ROLLBACK")

    taken = interleaved({"ours": ours, "raw": theirs})
    per = {name: [one / PREVIEWS for one in times] for name, times in taken.items()}
    table.ratio("verdict with money and next question", per["ours"], "4 SELECTs, no verdict", per["raw"], None)


@contextmanager
def _statements(desk: StaffedDesk) -> Iterator[list[tuple[str, Any]]]:
    """Every statement that is executed inside, with its parameters."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        seen.append((statement, parameters))

    engine = desk.database.connection.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _plans(table: Table, desk: StaffedDesk, numbers: list[str]) -> None:
    """No statement of a scan, a verdict or a settlement walks through a table."""
    with desk.database.reading() as connection:
        sale = sales.find_sale(connection, numbers[-1])
    assert sale is not None
    form = ReturnForm(sale.sale_id, (Pick(1, 1),), WHOLE)
    with _statements(desk) as seen:
        with desk.database.reading() as connection:
            sales.find_sale(connection, numbers[-1])
        amount = _refund_of(desk, form)
        done(returns.settle(desk, desk.clerk, form, returns.Outcome.RETURN, amount))
    raw, walks = _raw(desk), list[str]()
    asked = {statement: parameters for statement, parameters in seen if statement.startswith(("SELECT", "UPDATE"))}
    for statement, parameters in asked.items():
        for *_ids, plan in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters):
            if _SCAN.match(plan):
                walks.append(f"{plan}: {statement}")
    raw.rollback()
    table.count(
        f"walks through a table in {len(asked)} statements of a scan and a settlement", len(walks), "0", met=not walks
    )
    table.notes += walks


def _refund_of(desk: StaffedDesk, form: ReturnForm) -> int:
    seen = returns.preview(desk, form)
    assert seen is not None
    assert seen.quote is not None
    return seen.quote.refund_minor


def _append(table: Table, desk: StaffedDesk, raw: Any) -> None:
    """One fact with its fold, its number and its hash, in a transaction; raw: rows of the same bytes."""
    row = raw.execute("SELECT header FROM journal ORDER BY position DESC LIMIT 1").fetchone()
    body = raw.execute("SELECT bytes FROM bodies ORDER BY position DESC LIMIT 1").fetchone()
    shape = (bytes(row[0]), bytes(body[0]))
    beside = sqlcipher.connect(str(desk.database.path) + ".beside", isolation_level=None)
    beside.execute(f"PRAGMA key = \"x'{'00' * 32}'\"")
    for pragma in database._PRAGMAS:
        beside.execute(f"PRAGMA {pragma}")
    beside.execute(
        "CREATE TABLE journal (position INTEGER PRIMARY KEY, fact_id TEXT UNIQUE, hash TEXT UNIQUE, header BLOB)"
    )
    beside.execute("CREATE TABLE bodies (position INTEGER PRIMARY KEY, salt BLOB, bytes BLOB)")
    beside.execute(
        "CREATE TABLE visits (visit_id TEXT PRIMARY KEY, day TEXT, running INTEGER, state TEXT, UNIQUE (day, running))"
    )
    position = iter(range(1, 10**9))

    def theirs() -> None:
        at = next(position)
        beside.execute("BEGIN IMMEDIATE")
        beside.execute("INSERT INTO journal VALUES (?, ?, ?, ?)", (at, f"{at:032x}", f"{at:064x}", shape[0]))
        beside.execute("INSERT INTO bodies VALUES (?, ?, ?)", (at, bytes(32), shape[1]))
        beside.execute("INSERT INTO visits VALUES (?, '2026-03-10', ?, 'WAITING')", (f"{at:016x}", at))
        beside.execute("COMMIT")

    def ours() -> None:
        done(visits.arrive(desk, desk.clerk, Source.KEY))

    for sync in ("FULL", "NORMAL"):
        for connection in (raw, beside):
            connection.execute(f"PRAGMA synchronous = {sync}")
        taken = interleaved({"ours": ours, "raw": theirs}, each=APPENDS)
        table.ratio(f"action with one fact, synchronous = {sync}", taken["ours"], "3 INSERTs", taken["raw"], None)
    raw.execute("PRAGMA synchronous = FULL")
    _journal_alone(table, desk, beside, shape, position)
    beside.close()


def _journal_alone(table: Table, desk: StaffedDesk, beside: Any, shape: tuple[bytes, bytes], position: Any) -> None:
    """What appending itself costs, a hundred in one transaction: commitments, header, hash, two rows."""
    with desk.database.reading() as connection:
        last = next(iter(reversed(list(journal.read(connection))))).header

    def ours() -> None:
        with desk.database.reading() as connection:  # rolled back: only the work is measured
            for index in range(100):
                header = msgspec.structs.replace(last, seq=last.seq + 1 + index, fact_id=journal.new_fact_id())
                journal.append(connection, header, shape[1], None)

    def theirs() -> None:
        beside.execute("BEGIN IMMEDIATE")
        for _ in range(100):
            at = next(position)
            beside.execute("INSERT INTO journal VALUES (?, ?, ?, ?)", (at, f"{at:032x}", f"{at:064x}", shape[0]))
            beside.execute("INSERT INTO bodies VALUES (?, ?, ?)", (at, bytes(32), shape[1]))
        beside.execute("ROLLBACK")

    taken = interleaved({"ours": ours, "raw": theirs})
    per = {name: [one / 100 for one in times] for name, times in taken.items()}
    table.ratio("journal.append, no commit", per["ours"], "2 INSERTs", per["raw"], 3.0)


if __name__ == "__main__":
    sys.exit(main())
