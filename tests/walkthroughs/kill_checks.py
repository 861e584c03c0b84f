"""What must be true of a counter's file after any death, told from the facts, the read tables, the paper and the books.

The books are kept beside the file by who used it: what was tried, what was acknowledged, what was found later.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.builders import StaffedDesk
from tests.shop import RECEIPTS, receipt

from servicedesk.domain import numbers
from servicedesk.domain.returns_facts import ReturnSettled
from servicedesk.domain.slips import SlipOutcome, SlipQueued, SlipSent, SlipState
from servicedesk.domain.visits import OPEN_STATES, VisitFinished
from servicedesk.records import journal, rebuild
from servicedesk.records.journal import Recorded
from servicedesk.records.queries import sales, slips, visits
from servicedesk.records.queries.slips import SlipRow


class Evidence:
    """The books of one file, written with one write each; an acknowledgement is on disk before it counts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def attempt(self, number: str, line_no: int, visit_id: str) -> None:
        self._write("attempted", {"receipt": number, "line_no": line_no, "visit_id": visit_id})

    def acknowledge(self, number: str, slip_id: str, refund_minor: int) -> None:
        said = {"number": number, "slip_id": slip_id, "refund_minor": refund_minor}
        self._write("acknowledged", said, sync=True)

    def note_found(self, step: str, found: str) -> None:
        self._write("found", {"step": step, "found": found})

    def found(self) -> Iterator[str]:
        return (f"{one['step']} → {one['found']}" for one in self.read("found"))

    def note_books(self, **books: int) -> None:
        (self.folder / "books.json").write_text(json.dumps(books))

    def books(self) -> dict[str, int]:
        read: dict[str, int] = json.loads((self.folder / "books.json").read_text())
        return read

    def read(self, book: str) -> list[dict[str, Any]]:
        path = self.folder / f"{book}.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def _write(self, book: str, what: dict[str, Any], *, sync: bool = False) -> None:
        handle = os.open(self.folder / f"{book}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(handle, (json.dumps(what) + "\n").encode())
        if sync:
            os.fsync(handle)
        os.close(handle)

    def papers(self) -> list[Path]:
        return sorted((self.folder / "paper").glob("*.escpos"))


def still_sold(desk: StaffedDesk) -> Iterator[tuple[str, int]]:
    """Receipt and line of everything that has not come back yet."""
    for index in range(1, RECEIPTS + 1):
        with desk.database.reading() as connection:
            sale = sales.find_sale(connection, receipt(index))
        assert sale is not None
        yield from ((receipt(index), line.line_no) for line in sale.lines if line.left_qty > 0)


def check(desk: StaffedDesk, evidence: Evidence, died_at: str) -> list[str]:
    """Everything that is wrong (the file was verified when it was opened). ``died_at`` is how the last life ended.

    Folding everything again takes longest; it is done at every third attempt and at the end of each file, where a
    difference that any life left would still be."""
    with desk.database.reading() as connection:
        facts = list(journal.read(connection))
        fold_again = not died_at or len(evidence.read("attempted")) % 3 == 0
        difference = rebuild.compare(connection) if fold_again else None
        rows = [row for state in SlipState for row in slips.in_state(connection, state)]
    wrong = [f"read tables differ from the facts: {difference}"] if difference else []
    settled = [one for one in facts if isinstance(one.fact, ReturnSettled)]
    wrong += _chain(facts)
    wrong += _numbers(settled)
    wrong += _acknowledged(settled, evidence)
    wrong += _whole(facts, settled)
    wrong += _absent(desk, settled, evidence)
    wrong += _paper(facts, rows, evidence)
    if not wrong and died_at.startswith("settle:"):
        wrong += _as_expected(settled, evidence, died_at)
    said = {one["number"] for one in evidence.read("acknowledged")}
    evidence.note_books(
        acknowledged=len(said),
        committed_unacknowledged=sum(_settled(one).number not in said for one in settled),
        printed=len(evidence.papers()),
        unknown=sum(row.state is SlipState.UNKNOWN for row in rows),
    )
    return wrong


def _settled(recorded: Recorded) -> ReturnSettled:
    assert isinstance(recorded.fact, ReturnSettled)
    return recorded.fact


def _chain(facts: list[Recorded]) -> Iterator[str]:
    """One stream, from 1 without a gap (hashes were verified at opening)."""
    order = [recorded.header.seq for recorded in facts]
    if order != list(range(1, len(facts) + 1)) or len({recorded.header.stream for recorded in facts}) != 1:
        yield f"the chain has gaps: {order}"


def _twice(things: Iterable[object]) -> list[object]:
    return [thing for thing, times in Counter(things).items() if times > 1]


def _numbers(settled: list[Recorded]) -> Iterator[str]:
    """Given out in the action's transaction: no number twice, and none lost with work that was not saved."""
    given = [_settled(one).number for one in settled]
    if doubled := _twice(given):
        yield f"numbers given twice: {doubled}"
    running = sorted(numbers.running_of(number)[2] for number in given)
    if running != list(range(1, len(running) + 1)):
        yield f"numbers are missing: {running}"


def _acknowledged(settled: list[Recorded], evidence: Evidence) -> Iterator[str]:
    there = Counter((_settled(one).number, _settled(one).refund_minor) for one in settled)
    for said in evidence.read("acknowledged"):
        if there[said["number"], said["refund_minor"]] != 1:
            yield f"{said['number']} was acknowledged and is there {there[said['number'], said['refund_minor']]} times"


def _whole(facts: list[Recorded], settled: list[Recorded]) -> Iterator[str]:
    """What is settled has its visit finished and its slip queued, right behind it, and nothing has them without it."""
    queued = {one.fact.about: one.position for one in facts if isinstance(one.fact, SlipQueued)}
    finished = {one.fact.visit_id: one.position for one in facts if isinstance(one.fact, VisitFinished)}
    for one in settled:
        fact = _settled(one)
        if (finished.pop(fact.visit_id or "", 0), queued.pop(fact.number, 0)) != (one.position + 1, one.position + 2):
            yield f"{fact.number} is settled without its visit or its slip"
        if sum(due.amount_minor for due in fact.refunds) != fact.refund_minor:
            yield f"{fact.number} owes something else than it says"
    if queued or finished:
        yield f"slips or finished visits without a settlement: {sorted(queued)} {sorted(finished)}"
    if doubled := _twice(
        (_settled(one).receipt_number, line.line_no) for one in settled for line in _settled(one).lines
    ):
        yield f"came back twice: {doubled}"


def _absent(desk: StaffedDesk, settled: list[Recorded], evidence: Evidence) -> Iterator[str]:
    """What was tried and is not settled left nothing: the goods are still sold, the visit is still open."""
    there = {_settled(one).visit_id for one in settled}
    back = {(_settled(one).receipt_number, line.line_no) for one in settled for line in _settled(one).lines}
    with desk.database.reading() as connection:
        for tried in evidence.read("attempted"):
            if tried["visit_id"] in there:
                continue
            visit = visits.one(connection, tried["visit_id"])
            if visit is None or visit.state not in OPEN_STATES:
                yield f"{tried['receipt']} was not settled, but its visit is not open"
            sale = sales.find_sale(connection, tried["receipt"])
            line = sale.line(tried["line_no"]) if sale else None
            sold = (tried["receipt"], tried["line_no"]) not in back
            if sold and (line is None or line.left_qty != line.qty):
                yield f"{tried['receipt']} line {tried['line_no']} was not settled, but came back"


def _paper(facts: list[Recorded], rows: list[SlipRow], evidence: Evidence) -> Iterator[str]:
    """No byte without its committed fact, no second original, and nothing said of paper that is not so."""
    of_number = Counter(path.stem.split("-", 1)[1] for path in evidence.papers())
    sent = {one.fact.slip_id for one in facts if isinstance(one.fact, SlipSent)}
    if doubled := _twice(one.fact.slip_id for one in facts if isinstance(one.fact, SlipSent)):
        yield f"sent twice: {doubled}"
    if doubled := _twice(one.fact.slip_id for one in facts if isinstance(one.fact, SlipOutcome)):
        yield f"two outcomes: {doubled}"
    for row in rows:
        printed = of_number.pop(row.about, 0)
        if printed > 1:
            yield f"{row.about} was printed {printed} times"
        if printed and row.slip_id not in sent:
            yield f"{row.about} has paper, but was not on disk as being sent"
        if row.state is SlipState.CONFIRMED and not printed:
            yield f"{row.about} is said to be printed and is not"
        if row.state in (SlipState.FAILED, SlipState.REPLACED):
            yield f"{row.about} is {row.state}, and nobody said so"
    if of_number:
        yield f"paper without its fact: {sorted(of_number)}"


def _as_expected(settled: list[Recorded], evidence: Evidence, died_at: str) -> Iterator[str]:
    """Death before COMMIT leaves nothing of the last attempt, death after it leaves all."""
    tried = evidence.read("attempted")
    if not tried:
        return
    whole = tried[-1]["visit_id"] in {_settled(one).visit_id for one in settled}
    evidence.note_found(died_at, "whole" if whole else "absent")
    committed = died_at in ("settle: after COMMIT", "settle: returned, not yet acknowledged", "settle: acknowledged")
    if whole is not committed:
        yield f"the work was {'saved' if whole else 'not saved'}"
