"""The log as an A4 paper: head, figures, the chosen sections, signatures, and what it was drawn from (ux 11)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from servicedesk.desk import daylog_ledger, daylog_service
from servicedesk.desk.daylog_words import Part, Speaker, long_date, ordinal, title_of
from servicedesk.domain.daylog import (
    ACCEPTANCE_TARGET_PERCENT,
    GREETING_TARGET_PERCENT,
    Section,
    Share,
)
from servicedesk.domain.daylog_missing import Missing
from servicedesk.domain.daylog_records import DAY_LOG_KIND, UNMASKED_KIND, Showing
from servicedesk.domain.documents import (
    Block,
    Column,
    Document,
    Heading,
    PageHead,
    Paper,
    Signatures,
    Size,
    Table,
    Text,
    Tile,
    Tiles,
)
from servicedesk.domain.staff import Role

Builder = Callable[[Speaker, tuple[Missing, ...]], Part]
_SIGNATURES_A_ROW = 4


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a log was drawn from: the journal's last record, and when."""

    head_seq: int
    head_hash16: str
    at: datetime


def _left_over(say: Speaker, missing: tuple[Missing, ...]) -> Part:
    words = say.words
    columns = (Column(words("Not done when this was printed"), 62), Column(words("What was done about it"), 38))
    rows = tuple((words.say(one.sentence), words("not filled in")) for one in missing)
    note = words("{n} things", n=len(missing)) if missing else ""
    table = Table(columns, rows, empty_text=words("Nothing is left over."))
    return Part(title_of(say, Section.LEFT_OVER), note, (table,))


SECTIONS: tuple[tuple[Section, Builder], ...] = (
    (Section.VISITS, daylog_service.visits),
    (Section.RETURNS, daylog_service.returns),
    (Section.MONEY, daylog_ledger.money),
    (Section.APPROVALS, daylog_ledger.approvals),
    (Section.PAPER, daylog_ledger.paper),
    (Section.NOTES, daylog_ledger.notes),
    (Section.LEFT_OVER, _left_over),
)
"""In the order of the page. A feature that comes later adds its own line here."""


def number_of(say: Speaker) -> str:
    """What the log is asked for again by: one per counter and business day."""
    profile = say.profile
    return f"LOG-{profile.store_id}{profile.terminal_id}-{say.figures.day:%y%m%d}"


def document(say: Speaker, missing: tuple[Missing, ...], sections: Collection[Section], drawn: Drawn) -> Document:
    """The whole paper with the sections that were chosen, numbered as they stand."""
    words, profile, day = say.words, say.profile, say.figures.day
    store = " ".join(part for part in (profile.store_name, profile.desk_name) if part)
    chosen = [builder(say, missing) for section, builder in SECTIONS if section in sections]
    return Document(
        kind=UNMASKED_KIND if say.figures.showing is Showing.UNMASKED else DAY_LOG_KIND,
        number=number_of(say),
        title=words("Service desk log"),
        language=words.language,
        paper=Paper.A4,
        blocks=(
            _head(say, store),
            Tiles(tuple(_tiles(say, missing))),
            *(block for place, part in enumerate(chosen, start=1) for block in _section(say, place, part)),
            *_signatures(say),
            Text(_proof(say, drawn), Size.SMALL),
        ),
        footer=words(
            "Service desk log {day}·{store}·drawn from the records; a change leaves its trace", day=day, store=store
        ),
        running_head=f"{day.isoformat()}·{store}",
        page_label=words("Page {page} of {pages}", page="{page}", pages="{pages}"),
    )


def _head(say: Speaker, store: str) -> PageHead:
    name = "·".join(part for part in (say.profile.chain_name, store) if part)
    return PageHead(say.words("Service desk log"), name, long_date(say.words, say.figures.day), _duty(say))


def _duty(say: Speaker) -> str:
    words = say.words
    on_duty = [one for one in say.figures.records.duty if one.role is not Role.IT]
    clerks = [f"{one.name} {say.time(one.first_at)}–{say.time(one.last_at)}" for one in on_duty if not _leads(one.role)]
    leaders = [words("Manager on duty {name}", name=one.name) for one in on_duty if _leads(one.role)]
    return "·".join((*clerks, *leaders)) or words("Nobody was signed in that day")


def _leads(role: Role) -> bool:
    return role is Role.MANAGER


def _section(say: Speaker, place: int, part: Part) -> Iterator[Block]:
    yield Heading(say.words("{ordinal}. {title}", ordinal=ordinal(say.words, place), title=part.title), part.note)
    yield from part.blocks


# --- the figures -----------------------------------------------------------------------------------------------------
def _tiles(say: Speaker, missing: tuple[Missing, ...]) -> Iterator[Tile]:
    words, figures, totals = say.words, say.figures, say.figures.totals
    visitors = words(
        "{missed} left ungreeted, {open} not finished", missed=totals.visits_missed, open=totals.visits_open
    )
    yield Tile(words("Visitors"), str(totals.visits), words("people"), visitors)
    yield _share_tile(say, words("Greeted in 30 s"), figures.greeting, GREETING_TARGET_PERCENT)
    yield _share_tile(say, words("Answered in 10 min"), figures.acceptance, ACCEPTANCE_TARGET_PERCENT)
    settled = words(
        "{n} settled, {refused} not possible", n=totals.returns_all - totals.refused, refused=totals.refused
    )
    yield Tile(words("Refunds"), say.amount(totals.refund_minor), say.unit, settled)
    days, share = say.policy.refund_working_days, _fraction(figures.refunds_in_time)
    owed = words("{n} refunds·within {days} days {share}", n=totals.owed, days=days, share=share)
    yield Tile(words("Still owed"), say.amount(totals.owed_minor), say.unit, owed)
    left = words("see the last section") if missing else words("all done")
    yield Tile(words("Left over"), str(len(missing)), words("things"), left)


def _share_tile(say: Speaker, label: str, share: Share, target_percent: int) -> Tile:
    """A share with what it is made of. What nobody measured is "—", never 0 %."""
    words = say.words
    if share.percent is None:
        return Tile(label, "—", "", words("nothing to measure"))
    if share.reaches(target_percent):
        judged = words("target {target} % reached", target=target_percent)
    else:
        judged = words(
            "target {target} %, {points} short", target=target_percent, points=target_percent - share.percent
        )
    few = words(", few") if share.is_few else ""
    return Tile(label, str(share.percent), "%", f"{_fraction(share)}·{judged}{few}")


def _fraction(share: Share) -> str:
    return f"{share.hits}/{share.of}" if share.of else "—"


# --- the foot --------------------------------------------------------------------------------------------------------
def _signatures(say: Speaker) -> Iterator[Block]:
    """A line for everybody who was on duty; the manager signs whether signed in that day or not."""
    words = say.words
    on_duty = [one for one in say.figures.records.duty if one.role is not Role.IT]
    clerks = [words("{name} signs", name=one.name) for one in on_duty if not _leads(one.role)]
    leaders = [words("Manager {name} signs", name=one.name) for one in on_duty if _leads(one.role)]
    labels = [*clerks, *(leaders or [words("Manager signs")])]
    for start in range(0, len(labels), _SIGNATURES_A_ROW):
        yield Signatures(tuple(labels[start : start + _SIGNATURES_A_ROW]))


def _proof(say: Speaker, drawn: Drawn) -> str:
    return say.words(
        "Drawn {at} from the records up to number {seq}, hash {hash}. The totals were counted twice, from the tables "
        "and from the facts, and agree.",
        at=say.moment(drawn.at),
        seq=drawn.head_seq,
        hash=drawn.head_hash16,
    )
