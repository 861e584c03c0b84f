"""The keys that sign cards: one from the first transaction on, the newest signs, every known one verifies."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from tests.builders import StaffedDesk, closing, counter, reopened
from tests.older_files import bring_back

from servicedesk.records import card_keys
from servicedesk.records.tables import card_keys as rows
from servicedesk.wire import cards

CHAIN = bytes(range(32))


def _keys(desk: StaffedDesk) -> tuple[bytes, dict[str, bytes]]:
    with desk.database.reading() as connection:
        return card_keys.seed(connection), card_keys.public_keys(connection)


def test_a_new_counter_has_a_key_of_its_own(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        seed, public = _keys(desk)
    assert public == {cards.key_id_of(cards.public_of(seed)): cards.public_of(seed)}


def test_a_key_is_made_once_and_only_where_there_is_none(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        before = _keys(desk)
        with desk.database.transaction() as connection:
            card_keys.ensure(connection)
        assert _keys(desk) == before
        with desk.database.transaction() as connection:
            connection.execute(rows.delete())
            card_keys.ensure(connection)
        assert _keys(desk)[0] != before[0]


def test_a_counter_of_an_older_release_gets_its_key_at_the_first_start(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as older:
        before = _keys(older)
        with older.database.transaction() as connection:
            bring_back(connection, "0005")
    with closing(reopened(older.home, older.clock)) as desk:
        made = _keys(desk)
        assert made != before
    with closing(reopened(older.home, older.clock)) as desk:
        assert _keys(desk) == made


def test_the_chains_key_signs_from_then_on_and_the_stores_still_verifies(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        own, before = _keys(desk)
        with desk.database.transaction() as connection:
            key_id = card_keys.add(connection, CHAIN)
        seed, public = _keys(desk)
        assert seed == CHAIN
        assert public == {**before, key_id: cards.public_of(CHAIN)}
        with desk.database.transaction() as connection:
            card_keys.add(connection, own)
        assert _keys(desk) == (own, public)


def test_a_key_that_is_only_trusted_never_signs(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        own, before = _keys(desk)
        with desk.database.transaction() as connection:
            assert card_keys.trust(connection, cards.public_of(CHAIN)) == card_keys.trust(
                connection, cards.public_of(CHAIN)
            )
            card_keys.trust(connection, cards.public_of(own))
        seed, public = _keys(desk)
        assert seed == own
        assert len(public) == len(before) + 1


def test_no_key_lies_outside_the_encrypted_file(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        with desk.database.reading() as connection:
            seed = connection.execute(select(rows.c.seed)).scalar_one()
        root = desk.home.root
    assert not any(seed in file.read_bytes() for file in root.rglob("*") if file.is_file())
