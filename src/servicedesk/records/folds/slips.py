"""Folds of paper: what waits for a printer, what was sent, what came of it; and of the drawer beside it."""

from __future__ import annotations

from sqlalchemy import Connection

from servicedesk.domain.slips import (
    DrawerPulsed,
    DrawerState,
    PrintersChanged,
    ReceiptReprinted,
    SlipOutcome,
    SlipQueued,
    SlipReleased,
    SlipSent,
    SlipState,
)
from servicedesk.records.folds.registry import change, folds, notice, of_class
from servicedesk.records.journal import Recorded
from servicedesk.records.tables import drawer_pulses, slips


@folds(SlipQueued)
def _slip_queued(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, SlipQueued)
    connection.execute(
        slips.insert().values(
            slip_id=fact.slip_id, position=recorded.position, kind=fact.kind, about=fact.about, printer=fact.printer,
            copy_no=fact.copy_no, state=SlipState.QUEUED.value, queued_at_ms=recorded.header.at_ms,
            day=recorded.header.day, wanted_day=recorded.header.day, wanted_at_ms=recorded.header.at_ms,
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


@folds(SlipReleased)
def _slip_released(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, SlipReleased)
    wanted = {"wanted_day": recorded.header.day, "wanted_at_ms": recorded.header.at_ms}
    change(connection, slips, "slip_id", fact.slip_id, wanted)


@folds(DrawerPulsed)
def _drawer_pulsed(connection: Connection, recorded: Recorded) -> None:
    """One opening is pulsed once; whatever else is told of it later does not change what became of it."""
    fact = of_class(recorded.fact, DrawerPulsed)
    connection.execute(
        drawer_pulses.insert().prefix_with("OR IGNORE").values(
            opening_id=fact.opening_id, position=recorded.position, state=fact.state.value,
            printer_name=fact.printer_name, reason=fact.reason,
        )
    )  # fmt: skip
    if fact.state in (DrawerState.SHUT, DrawerState.UNKNOWN):
        notice(connection, recorded, "DRAWER_SHUT", fact.reason)


@folds(PrintersChanged)
def _printers_changed(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, PrintersChanged)
    notice(connection, recorded, "PRINTERS", f"{fact.role}: {', '.join(fact.printers)}")
