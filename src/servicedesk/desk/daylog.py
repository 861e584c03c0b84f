"""The day's log at the desk: draw it, print it with its fact, export its tables (requirements 3.12, S-01)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from servicedesk.desk import daylog_page, paper, room, slips
from servicedesk.desk.context import Desk
from servicedesk.desk.daylog_page import Drawn
from servicedesk.desk.daylog_words import SECTION_TITLES, Speaker
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.desk.return_slips import local_words
from servicedesk.domain.daylog import DayFigures, Section, figures_of
from servicedesk.domain.daylog_missing import Missing, missing
from servicedesk.domain.daylog_records import DayFrame, Showing
from servicedesk.domain.daylog_recount import differences, recount
from servicedesk.domain.documents import Block, Document, Heading, SideBySide, Table, Tiles
from servicedesk.domain.money import format_minor
from servicedesk.domain.returns_facts import DayLogPrinted
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.staff import Permission, Session
from servicedesk.errors import KnownError
from servicedesk.records import journal
from servicedesk.records.database import Reader
from servicedesk.records.queries import daylog as day_rows
from servicedesk.records.queries import slips as slip_rows
from servicedesk.wording import N_

TOPICS = frozenset({"daylog", "slips"})
ALL_SECTIONS = frozenset(Section)
_HASH_SHOWN = 16

_NOT_YET = N_("This day has not begun. Nothing was printed. Choose today or an earlier day.")
_NO_SECTION = N_("No section is chosen. Nothing was printed. Tick at least one.")


class TotalsDifferError(KnownError):
    """The read tables and the facts do not say the same of a day. Our fault, and still to be mended at the counter."""

    code = "SD-2601"
    exit_code = 1
    msgid = (
        "The log of {day} was not drawn: {figure} is {rows} in the tables and {facts} in the records. Every record is "
        "safe, this is our mistake. Run servicedesk rebuild --check, then servicedesk rebuild, or call IT."
    )


@dataclass(frozen=True, slots=True)
class DrawnLog:
    """A log as it would be printed now. ``printed`` counts the papers of this day that went to the printer before."""

    document: Document
    figures: DayFigures
    missing: tuple[Missing, ...]
    head_seq: int
    head_hash16: str
    printed: int


@dataclass(frozen=True, slots=True)
class PrintedLog:
    """A log that is on its way to the page printer. ``copy_no`` 0 for the day's first."""

    number: str
    slip_id: str
    copy_no: int
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class SectionChoice:
    """One box to tick: the section, what it is called, and what it would show."""

    section: Section
    title: Sentence
    summary: Sentence


def draw(
    desk: Desk, day: date, sections: Collection[Section] = ALL_SECTIONS, *, showing: Showing = Showing.MASKED
) -> DrawnLog:
    """The log of one business day from the records as they are now; writes nothing. Raises TotalsDifferError.

    Telephone numbers are masked: the whole ones are printed (``print_log``), never shown."""
    hidden = Showing.MASKED if showing is Showing.UNMASKED else showing
    with desk.database.reading() as connection:
        return _draw(desk, connection, day, sections, hidden)


def show(desk: Desk, who: Session, day: date, sections: Collection[Section] = ALL_SECTIONS) -> Done[DrawnLog] | Refused:
    """``draw`` for somebody's eyes: only who may print a day may read it."""
    return desk.refuse_unless(who, Permission.DAYLOG_PRINT) or Done(draw(desk, day, sections))


def export(desk: Desk, who: Session, log: DrawnLog) -> Done[tuple[tuple[str, ...], ...]] | Refused:
    """``export_rows`` for somebody who may print a day; the file leaves the counter."""
    return desk.refuse_unless(who, Permission.DAYLOG_PRINT) or Done(export_rows(log))


def _draw(desk: Desk, connection: Reader, day: date, sections: Collection[Section], showing: Showing) -> DrawnLog:
    profile = desk.profile
    frame = DayFrame(
        day, profile.zone, profile.turnover_hour, profile.currency, desk.calendar, desk.policy.refund_working_days
    )
    figures = figures_of(day_rows.records_of(connection, day, showing), frame)
    _demand_agreement(connection, figures, frame)
    head = journal.head(connection)
    assert head is not None, "an open counter has its first facts"
    gaps = missing(figures)
    say = Speaker(desk.words, profile, desk.policy, figures)
    drawn = Drawn(head.seq, head.hash[:_HASH_SHOWN], desk.now())
    document = daylog_page.document(say, gaps, sections, drawn)
    printed = day_rows.printed(connection, document.number)
    return DrawnLog(document, figures, gaps, head.seq, head.hash[:_HASH_SHOWN], printed)


def _demand_agreement(connection: Reader, figures: DayFigures, frame: DayFrame) -> None:
    """Count the day again from its facts; nothing is printed on which the two do not agree."""
    found = differences(figures.totals, recount(day_rows.facts_for(connection, frame.day), frame))
    if found:
        first = found[0]
        raise TotalsDifferError(day=frame.day, figure=first.name, rows=first.rows, facts=first.facts)


def print_log(
    desk: Desk, who: Session, day: date, sections: Collection[Section] = ALL_SECTIONS, *, unmasked: bool = False
) -> Done[PrintedLog] | Refused:
    """Print the day: drawn on the records as they are in this transaction, its fact and its paper with it.

    Gaps do not stop it; they are on the page and in the fact. ``unmasked`` shows telephone numbers in full; the kind of
    the queued paper keeps that for good. On a full disk the reserve is given up for it. Raises TotalsDifferError."""
    refused = desk.refuse_unless(who, Permission.DAYLOG_PRINT)
    if refused is None and unmasked:
        refused = desk.refuse_unless(who, Permission.CUSTOMER_UNMASK)
    if refused:
        return refused
    if day > desk.today():
        return Refused("NOT_YET", Sentence(_NOT_YET))
    if not sections:
        return Refused("NO_SECTION", Sentence(_NO_SECTION))
    showing = Showing.UNMASKED if unmasked else Showing.MASKED
    return room.with_reserve(desk, lambda: _print_log(desk, who, day, sections, showing))


def _print_log(
    desk: Desk, who: Session, day: date, sections: Collection[Section], showing: Showing
) -> Done[PrintedLog]:
    with desk.work(who, essential=True) as work:
        log = _draw(desk, work.connection, day, sections, showing)
        head = journal.head(work.connection)
        assert head is not None, "an open counter has its first facts"
        work.record(DayLogPrinted(day, head.seq, head.hash, tuple(gap.code.value for gap in log.missing)))
        number, document, copy_no = log.document.number, log.document, 0
        if log.printed:
            copy_no = slip_rows.copies_of(work.connection, number) + 1
            document = slips.reprinted(desk.words, document, copy_no, local_words(desk, work.now), who.name)
        slip_id = paper.queue(work, document, paper.PAGE_PRINTER, about=number, copy_no=copy_no)
    return Done(PrintedLog(number, slip_id, copy_no, log.missing), TOPICS)


# --- for the screen beside the page ----------------------------------------------------------------------------------
def choices(figures: DayFigures, gaps: tuple[Missing, ...]) -> tuple[SectionChoice, ...]:
    """The sections there are, with what each would show of this day."""
    summaries = _summaries(figures, gaps)
    return tuple(
        SectionChoice(section, Sentence(SECTION_TITLES[section]), summaries[section])
        for section, _ in daylog_page.SECTIONS
    )


def _summaries(figures: DayFigures, gaps: tuple[Missing, ...]) -> dict[Section, Sentence]:
    totals, currency = figures.totals, figures.currency
    return {
        Section.VISITS: Sentence(N_("{n} visitors"), {"n": totals.visits}),
        Section.RETURNS: Sentence(
            N_("{n} answered·{amount}"),
            {"n": totals.returns_all, "amount": format_minor(totals.refund_minor, currency)},
        ),
        Section.MONEY: Sentence(
            N_("{n} owed·{amount}"), {"n": totals.owed, "amount": format_minor(totals.owed_minor, currency)}
        ),
        Section.APPROVALS: Sentence(
            N_("{n} given·{amount}"),
            {"n": totals.approvals_given, "amount": format_minor(totals.approved_minor, currency)},
        ),
        Section.PAPER: Sentence(N_("{n} pieces of paper"), {"n": totals.slips}),
        Section.NOTES: Sentence(N_("{n} events"), {"n": len(figures.records.notices)}),
        Section.LEFT_OVER: Sentence(N_("{n} things"), {"n": len(gaps)}),
    }


# --- for a spreadsheet -----------------------------------------------------------------------------------------------
_FORMULA_STARTS = ("=", "+", "-", "@", "\t")


def export_rows(log: DrawnLog) -> tuple[tuple[str, ...], ...]:
    """Everything the page says in figures and tables, row by row: what was exported is what was printed.

    A cell that a spreadsheet would run as a formula begins with an apostrophe; a number stays a number."""
    return tuple(tuple(map(_harmless, row)) for row in _rows(log.document.blocks))


def _rows(blocks: tuple[Block, ...]) -> Iterator[tuple[str, ...]]:
    for block in blocks:
        match block:
            case Tiles(tiles):
                yield from ((tile.label, tile.value, tile.unit, tile.note) for tile in tiles)
                yield ()
            case Heading(text, note):
                yield (text, note)
            case Table(columns, rows, totals):
                yield tuple(column.title for column in columns)
                yield from rows
                if totals:
                    yield totals
                yield ()
            case SideBySide(columns):
                for column in columns:
                    yield from _rows(column)


def _harmless(cell: str) -> str:
    if not cell.startswith(_FORMULA_STARTS) or _is_number(cell):
        return cell
    return f"'{cell}"


def _is_number(cell: str) -> bool:
    return cell.removeprefix("-").replace(",", "").replace(".", "", 1).isdecimal()
