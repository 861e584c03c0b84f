"""What is found by its words: the same as reading every text, and nothing of what was erased."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, func, select, text
from tests.builders import StaffedDesk, a_line, a_sale, add_sale, closing, counter, done
from tests.older_files import bring_back

from servicedesk.desk import visits
from servicedesk.domain.searching import grams, words_of
from servicedesk.domain.visits import Purpose, Source
from servicedesk.records import items, rebuild, search, store
from servicedesk.records.database import memory_database
from servicedesk.records.initials import initials_of
from servicedesk.records.queries import finding
from servicedesk.records.sales_tables import items as item_rows
from servicedesk.records.tables import personal_parts, search_entries

WORDS = st.text("电水壶漏开关充电器退换aAbＢ1２-%_'\"*", min_size=1, max_size=6)
RARE, RARE_PIECE = "\uf8ff", b"f8ff"
OTHER = "\ue0a0"
"""Characters nobody writes: their pieces stand whole in the index, for no neighbour shares their beginning."""
NOTE = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


def _fresh() -> Connection:
    def create(connection: Connection) -> None:
        search_entries.create(connection)
        item_rows.create(connection)

    return memory_database(create)


def _found(connection: Connection, question: str) -> list[int]:
    query = search.holding(search.ENTRIES, (search_entries.c.entry_id,), words_of(question))
    return [row.entry_id for row in connection.execute(query)]


def _read_through(connection: Connection, question: str) -> list[int]:
    """What LIKE finds in every text, the newest first."""
    query = select(search_entries.c.entry_id)
    for word in words_of(question):
        safe = word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
        query = query.where(search_entries.c.text.like(f"%{safe}%", escape="\\"))
    return list(connection.execute(query.order_by(search_entries.c.entry_id.desc())).scalars())


@settings(max_examples=60, deadline=None)
@given(st.lists(NOTE, min_size=1, max_size=12), st.lists(NOTE, min_size=1, max_size=6), st.data())
def test_an_index_finds_what_a_scan_with_like_finds(notes: list[str], asked: list[str], data: st.DataObject) -> None:
    connection = _fresh()
    with connection.begin():
        for position, note in enumerate(notes, start=1):
            search.note(connection, "VISIT", f"v{position}", position, "", (note,))
        changed = data.draw(st.integers(1, len(notes)), "changed")
        search.note(connection, "VISIT", f"v{changed}", 99, "", (data.draw(NOTE, "note"),))
        singles = [character for note in notes for character in note[:2] if character.strip()]
        pairs = [note[:2] for note in notes if note[:2].strip()]
        for question in (*asked, *notes, *singles, *pairs):
            assert _found(connection, question) == _read_through(connection, question)
    connection.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path_factory.mktemp("search"))) as desk:
        yield desk


def _visit(desk: StaffedDesk, note: str) -> str:
    visit = done(visits.arrive(desk, desk.clerk, Source.DOOR))
    done(visits.greet(desk, desk.clerk, visit))
    done(visits.classify(desk, desk.clerk, visit, visits.Classification(Purpose.RETURN, note=note)))
    return visit


def _asked(desk: StaffedDesk, question: str) -> list[str]:
    with desk.database.reading() as connection:
        return [row.visit_id for row in finding.visits_with(connection, question)]


@pytest.mark.parametrize("question", ["壶", "漏水", "壶 漏", "wmf", "ＷＭＦ", "1.7l", "壶漏水了"])
def test_a_visit_is_found_by_one_two_or_more_characters_of_its_note(desk: StaffedDesk, question: str) -> None:
    visit = _visit(desk, "WMF 1.7L 电水壶漏水了")
    assert _asked(desk, question)[:1] == [visit]


@pytest.mark.parametrize("question", ["13912345678", "5678", "1391"])
def test_nobody_is_found_by_the_digits_of_a_number_in_a_note(desk: StaffedDesk, question: str) -> None:
    _visit(desk, "回电 13912345678 张女士")
    assert _asked(desk, question) == []


def _pieces_in_the_file(connection: Connection) -> bytes:
    return b"".join(bytes(row[0]) for row in connection.execute(text("SELECT block FROM search_index_data")))


def test_what_was_erased_leaves_no_piece_behind(desk: StaffedDesk) -> None:
    visit = _visit(desk, RARE)
    assert _asked(desk, RARE) == [visit]
    with desk.database.connection.begin() as transaction:
        connection = desk.database.connection
        assert RARE_PIECE in _pieces_in_the_file(connection)
        connection.execute(text("DROP TRIGGER personal_parts_no_delete"))
        connection.execute(delete(personal_parts))
        rebuild.refold(connection)
        assert RARE_PIECE not in _pieces_in_the_file(connection)
        assert connection.execute(select(func.count()).where(search_entries.c.key == visit)).scalar_one() == 0
        transaction.rollback()


def test_a_note_that_was_changed_is_found_by_the_old_one_no_more(desk: StaffedDesk) -> None:
    """Its old words stay in the journal until they are erased; what is erased is out of the index too (below)."""
    visit = _visit(desk, OTHER)
    assert _asked(desk, OTHER) != []
    done(visits.finish(desk, desk.clerk, visit, "换了一件"))
    assert _asked(desk, OTHER) == []


def _planted(desk: StaffedDesk, statement: str) -> Any:
    with desk.database.connection.begin() as transaction:
        desk.database.connection.execute(text(statement))
        found = rebuild.compare(desk.database.connection)
        transaction.rollback()
    return found


def test_an_index_that_is_not_what_the_facts_say_is_named(desk: StaffedDesk) -> None:
    _visit(desk, "保温杯")
    more = _planted(desk, "INSERT INTO search_index (rowid, grams) VALUES (987654, 'ffff')")
    assert (more.table, more.key, more.live, more.folded) == ("search_index", "ffff", "1", None)
    fewer = _planted(desk, "INSERT INTO search_index (search_index) VALUES ('delete-all')")
    assert (fewer.table, fewer.live) == ("search_index", None)


# --- items -----------------------------------------------------------------------------------------------------------
KETTLE, HOTPOT, CABLE = "电水壶 1.7L", "重庆火锅底料", "USB 数据线"


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("dsh", KETTLE), ("水壶", KETTLE), ("壶", KETTLE), ("dsh1.7", None), ("dsh17", KETTLE), ("cqhg", HOTPOT),
        ("zqhg", HOTPOT), ("690002", HOTPOT), ("usb sjx", CABLE), ("xyz", None), ("底料 重庆", HOTPOT),
    ],
)  # fmt: skip
def test_an_item_is_found_by_code_characters_and_first_letters(question: str, found: str | None) -> None:
    connection = _fresh()
    with connection.begin():
        items.note(connection, [("690001", KETTLE), ("690002", HOTPOT), ("690003", CABLE), ("690001", KETTLE)])
        named = [item.name for item in finding.items_called(connection, question)]
        assert named == ([found] if found else [])
    connection.close()


def test_every_reading_of_every_character_is_in_a_spelling() -> None:
    spellings = initials_of("重庆银行长乐单品")
    assert {"zqyhzldp", "cqyhzldp"} <= set(spellings)
    assert {"z", "c"} <= {each[0] for each in spellings}
    assert {"h", "x"} <= {each[3] for each in spellings}
    assert {"z", "c"} <= {each[4] for each in spellings}
    assert initials_of("plain 123") == ()


def test_what_an_older_file_holds_can_be_found_after_it_was_brought_up_to_date(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        visit = _visit(desk, "保温杯漏水")
        add_sale(desk, a_sale("R-1", a_line(name=KETTLE)))
        home = desk.home
        with desk.database.transaction() as connection:
            bring_back(connection, "0003")
    opened = store.open_store(home)
    with opened.database.reading() as connection:
        assert [row.visit_id for row in finding.visits_with(connection, "杯")] == [visit]
        assert [item.name for item in finding.items_called(connection, "dsh")] == [KETTLE]
        assert rebuild.compare(connection) is None
    opened.database.close()


def test_rows_that_are_replaced_take_nothing_of_other_rows_with_them(tmp_path: Path) -> None:
    """Hundreds of rows share most of their pieces; each is replaced several times, in any order."""
    chance, texts = random.Random(7), dict[int, str]()
    with closing(counter(tmp_path)) as desk, desk.database.transaction() as connection:
        search.clear(connection, search.ENTRIES)
        for _ in range(3000):
            row = chance.randrange(1, 400)
            if row in texts:
                search.take_out(connection, search.ENTRIES, [(row, texts[row])])
            texts[row] = "".join(chance.choices("rt-0123, 锅太深用不惯试了杯", k=40))
            search.put_in(connection, search.ENTRIES, [(row, texts[row])])
        found = dict(search.terms(connection, search.ENTRIES))
    assert found == Counter(piece for words in texts.values() for piece in set(grams(words)))
