"""Which printers this counter has: read from its folder at each start, chosen at the desk, and who chose is a fact."""

from __future__ import annotations

import json
import os

from servicedesk.desk import paper
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.desk.trial_sheet import trial_sheet
from servicedesk.domain import printer_setup as setups
from servicedesk.domain.printer_setup import PrinterEntry, PrinterSetup
from servicedesk.domain.slips import SLIP_PRINTER, PrintersChanged
from servicedesk.domain.staff import Permission, Session
from servicedesk.paths import Home

TOPICS = frozenset({"printers"})


def load(home: Home) -> PrinterSetup:
    """The printers of this counter; never raises: what is wrong is among the ``faults``."""
    try:
        text = home.printers.read_text(encoding="utf-8")
    except FileNotFoundError:
        return setups.FOLDERS
    except (OSError, ValueError) as error:
        return setups.unreadable(getattr(error, "strerror", None) or type(error).__name__)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        return setups.unreadable(str(error)[:80])
    return setups.parse(value)


def choose(desk: Desk, who: Session, role: str, entries: tuple[PrinterEntry, ...]) -> Done[PrinterSetup] | Refused:
    """From now on this role prints here, in this order. Whoever works at the counter may, for a queue waits for paper;
    and whoever sets it up. An OSError of the folder is raised; then nothing was changed."""
    refused = desk.refuse_unless(who, _permission(who))
    if refused:
        return refused
    setup = load(desk.home).with_printers(role, entries)
    with desk.work(who) as work:
        work.record(PrintersChanged(role, tuple(f"{entry.kind.value} {entry.address}".strip() for entry in entries)))
        _keep(desk.home, setup)
    return Done(setup, TOPICS)


def _permission(who: Session) -> Permission:
    return Permission.SETTINGS_CHANGE if who.may(Permission.SETTINGS_CHANGE) else Permission.SLIP_REPRINT


def _keep(home: Home, setup: PrinterSetup) -> None:
    """Whole or not at all: nobody ever reads half a settings file."""
    partial = home.printers.with_suffix(".part")
    with partial.open("w", encoding="utf-8") as file:
        json.dump(setups.as_value(setup), file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(home.printers)


def print_test(desk: Desk, who: Session, role: str = SLIP_PRINTER, place: int = 0) -> Done[str] | Refused:
    """Queue a sheet by which a person sees what this printer can do; ``place`` is its place among the role's. Answers
    the slip id."""
    refused = desk.refuse_unless(who, _permission(who))
    if refused:
        return refused
    entries = load(desk.home).of(role)
    entry = entries[min(place, len(entries) - 1)] if entries else None
    with desk.work(who) as work:
        sheet = trial_sheet(desk.words, desk.profile, entry, desk.now(), role)
        slip_id = paper.queue(work, sheet, paper.one_printer(role, place) if place else role)
    return Done(slip_id, paper.TOPICS)
