"""``daylog --on DATE --pdf OUT [--json]``: the log of a business day as a file, and its figures for other programs.

Acting for nobody, it shows staff by number and nobody's own words; ``--as STAFF`` and a PIN show what the page printer
would print. Telephone numbers stay masked either way.
"""

from __future__ import annotations

import argparse
import os
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servicedesk.commands.counter import (
    counter_at,
    demand_outside,
    home_of,
    shown_to,
    signed_in_as,
    target_of,
    words_of,
)
from servicedesk.domain.sentences import Sentence
from servicedesk.errors import BadInputError, KnownError
from servicedesk.wording import N_

if TYPE_CHECKING:
    from servicedesk.desk.daylog import DrawnLog
    from servicedesk.wording import Words

_IS_FOLDER = N_("that is a folder")
_WRITTEN = N_("Log of {day} written to {file}: {pages} pages, {n} things not filled in.")


class PdfNotWrittenError(KnownError):
    code = "SD-2602"
    exit_code = 2
    msgid = "The PDF could not be written to {file}: {problem}. The records are untouched. Choose another place."


def add_parsers(subparsers: Any) -> None:
    daylog = subparsers.add_parser("daylog")
    daylog.add_argument("--on", metavar="DATE", help="business day, as 2026-11-22; default: the store's today")
    daylog.add_argument("--pdf", type=target_of, metavar="OUT", help="write the page here")
    daylog.add_argument("--json", action="store_true", help="print the figures as JSON on standard output")
    daylog.add_argument("--as", dest="as_staff", metavar="STAFF", help="staff number; the PIN is asked for")
    daylog.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit 0 when the log was drawn, gaps or not; 1 when tables and facts differ; 2 for a bad date or place."""
    from servicedesk.desk import daylog
    from servicedesk.domain.daylog_records import Showing
    from servicedesk.domain.staff import Permission

    if args.pdf is None and not args.json:
        raise BadInputError(problem="--pdf OUT or --json is missing")
    if args.pdf is not None:
        demand_outside(home_of(args), args.pdf)
    day = _day(args.on)
    with counter_at(args) as desk:
        who = signed_in_as(desk, args.as_staff, Permission.DAYLOG_PRINT) if args.as_staff is not None else None
        showing = Showing.NUMBERS if who is None else Showing.MASKED
        log = daylog.draw(desk, day or desk.today(), showing=showing)
        if who is not None:
            shown_to(desk, who, f"daylog {log.figures.day.isoformat()}")
    pages = _write_pdf(log, args.pdf) if args.pdf is not None else 0
    if args.json:
        print(_json(log, words_of(args)).decode())
    else:
        told = {"day": log.figures.day, "file": args.pdf, "pages": pages, "n": len(log.missing)}
        print(words_of(args)(_WRITTEN, **told))
    return 0


def _day(text: str | None) -> date | None:
    """The day as it was typed. Raises BadInputError (exit 2) for anything but a date like 2026-11-22."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(problem=f"--on {text}: not a date like 2026-11-22") from error
    if day.isoformat() != text:
        raise BadInputError(problem=f"--on {text}: not a date like 2026-11-22")
    return day


def _write_pdf(log: DrawnLog, target: Path) -> int:
    """The whole file or none; returns how many pages it has. Raises PdfNotWrittenError."""
    from servicedesk.printing.pdf import render_pdf

    if target.is_dir():
        raise PdfNotWrittenError(file=str(target), problem=Sentence(_IS_FOLDER))
    rendered = render_pdf(log.document)
    partial = target.with_name(f".{target.name}.part")
    try:
        partial.write_bytes(rendered.pdf)
        os.replace(partial, target)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise PdfNotWrittenError(file=str(target), problem=error.strerror or str(error)) from error
    return rendered.pages


def _json(log: DrawnLog, words: Words) -> bytes:
    """The figures with their names; amounts in minor units, instants in UTC, shares as hits of how many."""
    import msgspec

    figures, totals = log.figures, msgspec.to_builtins(log.figures.totals)
    tenders = totals.pop("paid_by_tender")
    shown = {
        "day": figures.day,
        "currency": figures.currency,
        "totals": totals | {"notices": dict(totals["notices"])},
        "paid_by_tender": [{"tender": kind, "count": n, "amount_minor": minor} for kind, n, minor in tenders],
        "shares": {
            "greeted_in_30_s": figures.greeting,
            "answered_in_10_min": figures.acceptance,
            "refunded_in_3_working_days": figures.refunds_in_time,
        },
        "average_wait_ms": figures.average_wait_ms,
        "hours": figures.bands,
        "returns": figures.records.returns,
        "paid": figures.paid,
        "owed": figures.owed,
        "missing": [{"code": gap.code, "about": gap.about, "text": words.say(gap.sentence)} for gap in log.missing],
        "journal": {"seq": log.head_seq, "hash16": log.head_hash16},
    }
    return msgspec.json.format(msgspec.json.encode(shown), indent=2)
