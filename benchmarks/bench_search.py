"""Chinese words of one, two and more characters among 200,000 notes, beside reading every note with LIKE (goal 6).

``python -m benchmarks.bench_search 20000`` takes a smaller number of notes.
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

from benchmarks.corpus import GOODS, RARE, SAID, entries, fill, number_of_rows, raw
from benchmarks.measuring import Table, interleaved
from tests.builders import StaffedDesk, closing, counter

from servicedesk.domain.searching import words_of
from servicedesk.domain.spans import Span
from servicedesk.records import search
from servicedesk.records.queries import listing
from servicedesk.records.tables import search_entries

NEWEST = 50
ASKED = 400


def main() -> int:
    count, table = number_of_rows(200_000), Table("Search")
    with tempfile.TemporaryDirectory() as folder, closing(counter(Path(folder))) as desk:
        fill(desk, count)
        _same_as_like(table, desk)
        _newest(table, desk)
        _rare(table, desk)
        _size(table, desk)
    table.notes += [f"{count:,} notes of some 60 characters; both sides on the same encrypted file, hot."]
    return table.show()


def _questions() -> dict[str, list[str]]:
    """By length, from what is in the notes; the words are common, so LIKE finds its fifty soon."""
    chance = random.Random(2)
    words = [*GOODS, *SAID]
    starts = [(word, chance.randrange(len(word))) for word in chance.choices(words, k=ASKED)]
    others = chance.choices(SAID, k=ASKED)
    return {
        "one character": [word[at] for word, at in starts],
        "two characters": [word[min(at, len(word) - 2) :][:2] for word, at in starts],
        "three and more": [word for word, _at in starts if len(word) > 2],
        "two words": [f"{word} {other}" for (word, _at), other in zip(starts, others, strict=True)],
    }


def _ours(desk: StaffedDesk, question: str, limit: int = NEWEST) -> list[int]:
    with desk.database.reading() as connection:
        query = search.holding(search.ENTRIES, (search_entries.c.entry_id,), words_of(question)).limit(limit)
        return list(connection.execute(query).scalars())


def _like(desk: StaffedDesk, question: str, limit: int = NEWEST) -> list[int]:
    words = words_of(question)
    where = " AND ".join("text LIKE ? ESCAPE '\\'" for _word in words)
    asked = [f"%{word.replace('%', chr(92) + '%').replace('_', chr(92) + '_')}%" for word in words]
    statement = f"SELECT entry_id FROM search_entries WHERE {where} ORDER BY entry_id DESC LIMIT {limit}"
    return [row[0] for row in raw(desk).execute(statement, asked)]


def _same_as_like(table: Table, desk: StaffedDesk) -> None:
    chance, wrong, asked = random.Random(3), 0, 0
    for questions in _questions().values():
        for question in chance.sample(questions, 15):
            asked += 1
            wrong += _ours(desk, question, 1_000_000) != _like(desk, question, 1_000_000)
    table.count(f"answers that differ from LIKE, of {asked}", wrong, "0", met=wrong == 0)


def _newest(table: Table, desk: StaffedDesk) -> None:
    """The fifty newest rows, over all questions of a length."""
    for length, questions in _questions().items():
        spent = []
        for question in questions:
            began = time.perf_counter()
            _ours(desk, question)
            spent.append(time.perf_counter() - began)
        ordered = [one * 1000 for one in sorted(spent)]
        p50_ms, p99_ms = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
        told = f"{p50_ms:.2f} / {p99_ms:.2f} ms"
        table.count(f"{length}: newest {NEWEST}, p50 / p99", told, "p99 ≤ 5 ms", met=p99_ms <= 5)
    questions, began = _questions()["two characters"][:50], time.perf_counter()
    for question in questions:
        with desk.database.reading() as connection:
            listing.slips_page(connection, Span(256), question)
    spent_ms = (time.perf_counter() - began) / len(questions) * 1000
    table.count("two characters: a page of 256 slips, ready to show", f"{spent_ms:.1f} ms", "–")


def _rare(table: Table, desk: StaffedDesk) -> None:
    taken = interleaved({"ours": lambda: _ours(desk, RARE), "like": lambda: _like(desk, RARE)}, each=1)
    table.ratio("a rare phrase", taken["ours"], "LIKE", taken["like"], 0.01)


def _size(table: Table, desk: StaffedDesk) -> None:
    connection = raw(desk)
    index = connection.execute("SELECT sum(length(block)) FROM search_index_data").fetchone()[0]
    text = connection.execute("SELECT sum(length(CAST(text AS BLOB))) FROM search_entries").fetchone()[0]
    table.count("size of the index beside the text", f"{index / text:.2f}×", "≤ 1×", met=index <= text)


if __name__ == "__main__":
    assert next(iter(entries(1)))
    raise SystemExit(main())
