"""What has come back of each sold line. The file itself refuses more than was sold (CHECK on ``sale_lines``)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from servicedesk.records.sales_tables import sale_lines, sales
from servicedesk.records.tables import return_lines, returns

GOODS_COME_BACK = ("RETURN", "RETURN_DEP", "STORE_CREDIT")
"""Outcomes by which pieces leave the customer for good; an exchange or a repair leaves the line theirs."""
EXCHANGES = ("EXCHANGE", "EXCHANGE_OTHER")
"""Outcomes by which another piece takes the place of the one that was sold."""


def take_back(connection: Connection, sale_id: int, line_no: int, qty: int) -> None:
    """Count units as returned here; an over-return breaks the table's CHECK and the whole action with it."""
    line = (sale_lines.c.sale_id == sale_id) & (sale_lines.c.line_no == line_no)
    connection.execute(sale_lines.update().where(line).values(returned_here=sale_lines.c.returned_here + qty))


def give_back(connection: Connection, return_id: str) -> None:
    """A void: the units of one return can be returned again."""
    query = (
        select(returns.c.sale_id, return_lines.c.line_no, return_lines.c.qty)
        .join(return_lines, return_lines.c.return_id == returns.c.return_id)
        .where((returns.c.return_id == return_id) & returns.c.chosen.in_(GOODS_COME_BACK))
    )
    for sale_id, line_no, qty in connection.execute(query).all():
        take_back(connection, sale_id, line_no, -qty)


def returned_at_till(connection: Connection, sale_id: int) -> list[tuple[int, int]]:
    """(line_no, pieces) that the till took back itself, as its own records say."""
    came_back = (sale_lines.c.sale_id == sale_id) & (sale_lines.c.returned_at_till > 0)
    query = select(sale_lines.c.line_no, sale_lines.c.returned_at_till).where(came_back).order_by(sale_lines.c.line_no)
    return [(row.line_no, row.returned_at_till) for row in connection.execute(query)]


def clear(connection: Connection) -> dict[tuple[int, int], int]:
    """Before folding again: nothing has come back yet, here or at the till; answers what the till had taken back.

    The till's returns are not in order with ours, so while ours are folded the lines have to look untouched: a piece
    settled here, voided, and then taken back at the till would break the table's CHECK half way."""
    touched = sale_lines.c.sale_id.in_(select(returns.c.sale_id).where(returns.c.sale_id.is_not(None)))
    at_till = touched & (sale_lines.c.returned_at_till > 0)
    query = select(sale_lines.c.sale_id, sale_lines.c.line_no, sale_lines.c.returned_at_till).where(at_till)
    aside = {(row.sale_id, row.line_no): row.returned_at_till for row in connection.execute(query)}
    connection.execute(sale_lines.update().where(at_till).values(returned_at_till=0))
    connection.execute(sale_lines.update().where(sale_lines.c.returned_here != 0).values(returned_here=0))
    return aside


def put_till_returns_back(connection: Connection, aside: Mapping[tuple[int, int], int]) -> None:
    """After folding: what the till took back counts again; the CHECK looks at both together."""
    for (sale_id, line_no), pieces in aside.items():
        line = (sale_lines.c.sale_id == sale_id) & (sale_lines.c.line_no == line_no)
        connection.execute(sale_lines.update().where(line).values(returned_at_till=pieces))


def copy_touched(live: Connection, fresh: Connection) -> None:
    """Give a scratch database the sold lines that facts touch, as they were before any fact."""
    for table in (sales, sale_lines):
        table.create(fresh)
    touched = select(returns.c.sale_id).where(returns.c.sale_id.is_not(None)).distinct()
    for table, column in ((sales, sales.c.sale_id), (sale_lines, sale_lines.c.sale_id)):
        rows = [dict(row._mapping) for row in live.execute(select(table).where(column.in_(touched)))]
        for row in rows:
            if "returned_here" in row:
                row |= {"returned_here": 0, "returned_at_till": 0}
        if rows:
            fresh.execute(table.insert(), rows)


def first_difference(live: Connection, scratch: Connection) -> tuple[str, str | None, str | None] | None:
    """(key, live, folded) of the first sold line whose returned units are not what the facts say."""
    columns = (sale_lines.c.sale_id, sale_lines.c.line_no, sale_lines.c.returned_here)
    query = select(*columns).where(sale_lines.c.returned_here != 0).order_by(*columns[:2])
    live_rows = {(row.sale_id, row.line_no): row.returned_here for row in live.execute(query)}
    folded = {(row.sale_id, row.line_no): row.returned_here for row in scratch.execute(query)}
    for key in sorted(live_rows.keys() | folded.keys()):
        if live_rows.get(key) != folded.get(key):
            return str(key), str(live_rows.get(key)), str(folded.get(key))
    return None
