"""Profile ``generic``: the file a till can be asked to write (packaging/till-csv/README.md), one row per receipt line.

The columns of the receipt are repeated on each of its rows, and its rows stand together. A receipt is taken whole or
not at all: one bad row, or sums that do not meet, set every row of it aside.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from servicedesk.desk.sales_import import fields, generic_rows
from servicedesk.desk.sales_import.fields import NotTaken, StoreTerms
from servicedesk.desk.sales_import.files import RawRecord
from servicedesk.desk.sales_import.generic_rows import HEAD, LINE, Row
from servicedesk.desk.sales_import.uci import row_of
from servicedesk.domain.sales import Promotion, receipt_number_of
from servicedesk.domain.sales_import import CancelledRecord, SetAside, SetAsideCode
from servicedesk.domain.till_receipts import TillHead, TillLine, TillReceipt, TillReturn, shares_paid

NAME = generic_rows.NAME
COLUMNS = generic_rows.COLUMNS
NEEDED = generic_rows.NEEDED
MOST_LINES = 2000
"""Rows of one receipt; more is no receipt but a till that repeats itself."""
_ABOUT_ALL_ROWS = {SetAsideCode.SUMS_DIFFER, SetAsideCode.SHARES_UNKNOWN, SetAsideCode.TOO_MANY_LINES}

Item = TillReceipt | TillReturn | SetAside
NumberedRow = tuple[int, Row]


def read(records: Iterable[RawRecord], columns: list[str], terms: StoreTerms) -> Iterator[Item]:
    """Whole receipts, and what had to be set aside, in the order of the file."""
    rows = ((record.line, _row(record, columns)) for record in records)
    for receipt, group in itertools.groupby(rows, key=lambda row: _receipt_key(row[1])):
        if receipt is None:
            yield from (row.at(line) for line, row in group if isinstance(row, NotTaken))
            continue
        readable = ((line, row) for line, row in group if isinstance(row, dict))
        first = list(itertools.islice(readable, MOST_LINES + 1))
        if len(first) <= MOST_LINES:
            yield from _receipt(first, terms)
        else:
            too_many = NotTaken(SetAsideCode.TOO_MANY_LINES, first[0][1]["receipt"])
            yield from (too_many.at(line) for line, _ in itertools.chain(first, readable))


def _row(record: RawRecord, columns: list[str]) -> Row | NotTaken:
    try:
        row = dict.fromkeys((*HEAD, *LINE), "") | row_of(record, columns)
        fields.needed(receipt_number_of(row["receipt"]), "receipt")
    except NotTaken as reason:
        return reason
    return row


def _receipt_key(row: Row | NotTaken) -> tuple[str, str] | None:
    return None if isinstance(row, NotTaken) else (row["store"], receipt_number_of(row["receipt"]))


def _receipt(rows: list[NumberedRow], terms: StoreTerms) -> Iterator[Item]:
    """One receipt's rows: the receipt, or each of its rows set aside, the culprit with its own reason."""
    culprit = _Culprit(rows[0][0])
    try:
        yield _whole(rows, terms, culprit)
    except NotTaken as reason:
        for line, _ in rows:
            own = line == culprit.line or reason.code in _ABOUT_ALL_ROWS
            yield reason.at(line) if own else SetAside(line, SetAsideCode.WITH_BAD_LINE, str(culprit.line))


class _Culprit:
    """The row being read, so that a reason lands on the right one."""

    def __init__(self, line: int) -> None:
        self.line = line

    def each(self, rows: list[NumberedRow]) -> Iterator[NumberedRow]:
        for line, row in rows:
            self.line = line
            yield line, row
        self.line = rows[0][0]


def _whole(rows: list[NumberedRow], terms: StoreTerms, culprit: _Culprit) -> TillReceipt | TillReturn:
    first = rows[0][1]
    for _, row in culprit.each(rows):
        generic_rows.check_head(row, first)
    head = generic_rows.head_of(first, terms)
    return _return_receipt(head, rows, culprit) if head.is_return else _sale_receipt(head, rows, culprit)


def _sale_receipt(head: TillHead, rows: list[NumberedRow], culprit: _Culprit) -> TillReceipt:
    numbers = set[int]()
    lines = list[TillLine]()
    promotions = list[Promotion]()
    for line, row in culprit.each(rows):
        line_no = generic_rows.line_number(row, numbers)
        lines.append(generic_rows.sold(line, row, line_no, head))
        promotion = generic_rows.line_promotion(row, line_no, head.currency)
        if promotion is not None:
            promotions.append(promotion)
    paid_minor = shares_paid(head, lines)
    if isinstance(paid_minor, SetAsideCode):
        raise NotTaken(paid_minor, head.receipt_number)
    return TillReceipt(head, tuple(lines), paid_minor, tuple(promotions))


def _return_receipt(head: TillHead, rows: list[NumberedRow], culprit: _Culprit) -> TillReturn:
    numbers = set[int]()
    records = list[CancelledRecord]()
    for line, row in culprit.each(rows):
        line_no = generic_rows.line_number(row, numbers)
        records.append(generic_rows.given_back(line, row, line_no, head))
    return TillReturn(head.store_id, head.receipt_number, tuple(records))
