"""Folds of paper: what waits for a printer, what was sent, what came of it."""

from __future__ import annotations

from sqlalchemy import Connection

from servicedesk.domain.slips import ReceiptReprinted, SlipOutcome, SlipQueued, SlipSent, SlipState
from servicedesk.records.folds.registry import change, folds, notice, of_class
from servicedesk.records.journal import Recorded
from servicedesk.records.tables import slips


@folds(SlipQueued)
def _slip_queued(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, SlipQueued)
    connection.execute(
        slips.insert().values(
            slip_id=fact.slip_id, position=recorded.position, kind=fact.kind, about=fact.about, printer=fact.printer,
            copy_no=fact.copy_no, state=SlipState.QUEUED.value, queued_at_ms=recorded.header.at_ms,
            day=recorded.header.day,
        )
    )  # fmt: skip


@folds(ReceiptReprinted)
def _receipt_reprinted(connection: Connection, recorded: Recorded) -> None:
    notice(connection, recorded, "RECEIPT", of_class(recorded.fact, ReceiptReprinted).receipt_number)


@folds(SlipSent)
def _slip_sent(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, SlipSent)
    change(
        connection,
        slips,
        "slip_id",
        fact.slip_id,
        {"state": SlipState.SENDING.value, "printer_name": fact.printer_name},
    )


@folds(SlipOutcome)
def _slip_outcome(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, SlipOutcome)
    change(connection, slips, "slip_id", fact.slip_id, {"state": fact.state.value, "reason": fact.reason})
