"""A draft policy tried on 100,000 recorded returns, beside deciding the same cases without reading a record.

``python -m benchmarks.bench_rehearse 5000`` takes a smaller number of cases.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
from benchmarks.corpus import number_of_rows, raw
from benchmarks.measuring import Table, interleaved
from tests.builders import StaffedDesk, a_line, a_sale, add_sale, closing, counter, done
from tests.desk.days import a_form

from servicedesk.desk import returns
from servicedesk.desk.rehearsing import past_cases, rehearse
from servicedesk.domain.policies import Policy
from servicedesk.domain.policy_rehearsal import Rehearsal
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_requests import Condition
from servicedesk.domain.returns_facts import ReturnRefused, ReturnSettled
from servicedesk.records import journal
from servicedesk.wire import codec

SINCE = date(2026, 3, 1)
PAIRS = 3
KINDS = ("OTHER", "APPAREL", "SHOES", "TOYS", "BOOKS", "PHONE", "FRESH", "COSMETICS")
Fact = ReturnSettled | ReturnRefused


def main() -> int:
    count, table = number_of_rows(100_000), Table("Rehearsal")
    with tempfile.TemporaryDirectory() as folder, closing(counter(Path(folder))) as desk:
        _fill(desk, count)
        draft = _draft(desk.policy)
        with desk.database.reading() as connection:
            cases = [bound for bound in past_cases(desk, connection, SINCE) if bound is not None]

        def decide() -> Rehearsal:
            found = Rehearsal()
            for bound in cases:
                found.add(bound.case, bound.policy, draft, desk.calendar)
            return found

        alone, whole = decide(), rehearse(desk, draft, SINCE)
        same = alone == whole and whole.cases >= count and not whole.otherwise
        table.count("cases counted otherwise than without the records", int(not same), "0", met=same)
        taken = interleaved({"ours": lambda: rehearse(desk, draft, SINCE), "decide": decide}, pairs=PAIRS)
        table.ratio(f"{len(cases):,} cases rehearsed", taken["ours"], "deciding them", taken["decide"], None)
        table.notes += [
            f"{whole.changed:,} verdicts change; each case is decided twice, by its own rules and the draft."
        ]
    return table.show()


def _draft(policy: Policy) -> Policy:
    rows = {code: replace(row, no_reason_days=row.no_reason_days // 4) for code, row in policy.categories.items()}
    return replace(policy, version="draft", categories=rows)


def _fill(desk: StaffedDesk, count: int) -> None:
    """Real settlements and refusals of every kind, then copies of them under numbers and sales of their own."""
    for index, kind in enumerate(KINDS):
        for condition in (Condition.SEALED, Condition.USED):
            sale = add_sale(desk, a_sale(f"R-{index}-{condition}", a_line(1, 29900, category=kind)))
            form = a_form(sale, condition)
            seen = returns.preview(desk, form)
            assert seen is not None
            if Outcome.RETURN in seen.seen.options:
                done(returns.settle(desk, desk.clerk, form, Outcome.RETURN, 29900))
            else:
                done(returns.refuse(desk, desk.clerk, form))
    with desk.database.reading() as connection:
        recorded = [one for one in journal.read(connection) if isinstance(one.fact, Fact)]
    kinds = [one.fact for one in recorded if isinstance(one.fact, Fact)]
    first = 1000
    _copy_sales(desk, [fact.sale_id or 0 for fact in kinds], first, count)
    head, header = desk.head(), recorded[-1].header
    assert head is not None
    with desk.database.transaction() as connection:
        for seq, fact in enumerate(_copies(kinds, first, count), head.seq + 1):
            name, version, body = codec.encode_fact(fact)
            header = msgspec.structs.replace(
                header, seq=seq, fact_id=journal.new_fact_id(), type=name, type_version=version, prev=head.hash
            )
            _position, record_hash = journal.append(connection, header, body, None)
            head = journal.Head(head.stream, seq, record_hash)


def _copies(kinds: list[Fact], first: int, count: int) -> Iterator[Fact]:
    for index in range(count):
        fact = kinds[index % len(kinds)]
        yield replace(
            fact, return_id=f"copy-{index}", number=f"{fact.number[:-5]}{index % 10000:04d}-", sale_id=first + index
        )


def _copy_sales(desk: StaffedDesk, of: list[int], first: int, count: int) -> None:
    connection = raw(desk)
    connection.execute("BEGIN IMMEDIATE")
    for table, named in (("sales", "sale_id, receipt_number"), ("sale_lines", "sale_id")):
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        others = ", ".join(column for column in columns if column not in named.split(", "))
        values = "?, ?" if "receipt" in named else "?"
        statement = f"INSERT INTO {table} ({named}, {others}) SELECT {values}, {others} FROM {table} WHERE sale_id = ?"
        ids = [(first + index, of[index % len(of)]) for index in range(count)]
        rows = [(new, f"C-{new}", old) for new, old in ids] if "receipt" in named else ids
        connection.executemany(statement, rows)
    connection.execute("COMMIT")


if __name__ == "__main__":
    raise SystemExit(main())
