"""The one file: how it is opened, what it refuses, and how its troubles are told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import MetaData, inspect, text
from sqlalchemy.exc import DBAPIError
from tests.builders import closing, counter

from servicedesk.records import database as databases
from servicedesk.records import migrate, tables
from servicedesk.records.database import Database, memory_database
from servicedesk.records.errors import (
    SqliteTooOldError,
    StoreInUseError,
    StoreKeyError,
    StoreReadOnlyError,
)
from servicedesk.records.meta import metadata
from servicedesk.records.sales_tables import SALES_TABLES

KEY = bytes(range(32))


def _pragma(database: Database, name: str) -> object:
    with database.reading() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("locking_mode", "exclusive"),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("secure_delete", 1),
        ("temp_store", 2),
        ("busy_timeout", 250),
    ],
)
def test_the_file_is_opened_the_safe_way(tmp_path: Path, name: str, value: object) -> None:
    database = Database(tmp_path / "a.db", KEY)
    assert _pragma(database, name) == value
    database.close()


def test_an_old_sqlite_is_refused_before_anything_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "OLDEST_SQLITE", (99, 0, 0))
    with pytest.raises(SqliteTooOldError, match=r"99\.0\.0"):
        Database(tmp_path / "a.db", KEY)
    assert not (tmp_path / "a.db").exists()


def test_another_key_opens_nothing_and_changes_nothing(tmp_path: Path) -> None:
    Database(tmp_path / "a.db", KEY).close()
    with closing(counter(tmp_path)) as desk:
        file = desk.home.store_file
    before = file.read_bytes()
    with pytest.raises(StoreKeyError):
        Database(file, bytes(32))
    assert file.read_bytes() == before


def test_a_wrong_key_or_a_damaged_page_writes_no_line_of_its_own(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with closing(counter(tmp_path)) as desk:
        file, key = desk.home.store_file, desk.database.key
    with pytest.raises(StoreKeyError):
        Database(file, bytes(32))
    content = bytearray(file.read_bytes())
    content[-100] ^= 1
    file.write_bytes(content)
    damaged = Database(file, key)
    assert damaged.integrity_findings()
    damaged.close()
    assert capfd.readouterr() == ("", "")


def test_a_second_opening_in_the_same_program_is_refused(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk, pytest.raises(StoreInUseError):
        Database(desk.home.store_file, desk.database.key)


def test_a_second_program_ends_with_exit_3_and_one_line(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        command = [
            sys.executable,
            "-m",
            "servicedesk",
            "--home",
            str(desk.home.root),
            "--lang",
            "en",
            "journal",
            "verify",
        ]
        second = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert second.returncode == 3
    assert second.stdout == ""
    assert second.stderr.count("\n") == 1
    assert "The counter is open in another window or program." in second.stderr


def test_a_path_with_odd_characters_is_opened_as_it_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "a?b#c%20d 门店"
    folder.mkdir()
    Database(folder / "a.db", KEY).close()
    assert [file.name for file in folder.iterdir()] == ["a.db"]


def test_a_place_that_is_no_folder_is_told_as_not_writable(tmp_path: Path) -> None:
    with pytest.raises(StoreReadOnlyError, match="nowhere"):
        Database(tmp_path / "nowhere" / "a.db", KEY)


def test_an_error_does_not_carry_what_people_typed(tmp_path: Path) -> None:
    database = Database(tmp_path / "a.db", KEY)
    with pytest.raises(DBAPIError) as raised, database.transaction() as connection:
        connection.execute(text("INSERT INTO nothing VALUES (:phone)"), {"phone": "13800138000"})
    assert "13800138000" not in str(raised.value)
    database.close()


def test_what_is_in_the_file_cannot_be_read_without_the_key(tmp_path: Path) -> None:
    database = Database(tmp_path / "a.db", KEY)
    with database.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE people (name TEXT)")
        connection.exec_driver_sql("INSERT INTO people VALUES ('canary-name')")
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    database.close()
    assert b"canary-name" not in written
    assert b"SQLite format" not in written


def test_a_transaction_that_breaks_off_is_taken_back(tmp_path: Path) -> None:
    database = Database(tmp_path / "a.db", KEY)

    def break_off() -> None:
        with database.transaction() as connection:
            connection.exec_driver_sql("CREATE TABLE gone (a)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert not inspect(database.connection).get_table_names()
    database.close()


# --- the shape of the file -------------------------------------------------------------------------------------------
def _shape(connection: object) -> dict[str, object]:
    """Tables with columns, keys and foreign keys, and their own words (CHECK, STRICT, UNIQUE) without white space."""
    look = inspect(connection)
    assert look is not None
    return {
        name: {
            "columns": [
                (c["name"], str(c["type"]), c["nullable"], c["default"], c["primary_key"])  # type: ignore[typeddict-item] # SQLite tells it
                for c in look.get_columns(name)
            ],
            "indexes": sorted(
                (i["name"], tuple(i["column_names"]), i["unique"], str(i["dialect_options"].get("sqlite_where")))
                for i in look.get_indexes(name)
            ),
            "foreign": sorted(
                (tuple(k["constrained_columns"]), k["referred_table"], tuple(k["referred_columns"]))
                for k in look.get_foreign_keys(name)
            ),
            "unique": sorted(tuple(u["column_names"]) for u in look.get_unique_constraints(name)),
            "checks": sorted("".join(c["sqltext"].split()) for c in look.get_check_constraints(name)),
        }
        for name in look.get_table_names()
        if name != "alembic_version"
    }


def _strictness(connection: object) -> set[tuple[str, int, int]]:
    rows = connection.exec_driver_sql(
        "SELECT name, strict, wr FROM pragma_table_list WHERE type = 'table' AND schema = 'main'"
    )  # type: ignore[attr-defined] # a connection
    return {tuple(row) for row in rows if row[0] not in ("alembic_version", "sqlite_schema", "sqlite_sequence")}


def test_the_migrations_make_exactly_the_tables_the_program_knows(tmp_path: Path) -> None:
    database = Database(tmp_path / "a.db", KEY)
    with database.transaction() as connection:
        migrate.upgrade(connection)
    known = memory_database(metadata.create_all)
    with database.reading() as connection, known.begin():
        assert _shape(connection) == _shape(known)
        assert _strictness(connection) == _strictness(known)
    database.close()


def test_every_table_is_strict_about_types() -> None:
    known = memory_database(metadata.create_all)
    with known.begin():
        assert {strict for _, strict, _ in _strictness(known)} == {1}


def test_every_table_is_journal_read_table_machine_state_or_sales() -> None:
    named = {
        *tables.APPEND_ONLY,
        *tables.READ_TABLES,
        tables.pin_states,
        tables.drafts,
        tables.card_keys,
        *SALES_TABLES,
    }
    assert named == set(metadata.sorted_tables)
    assert isinstance(metadata, MetaData)
