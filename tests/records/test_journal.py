"""History is appended, never changed, and every change that gets past the file's own guards is found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError
from tests.builders import StaffedDesk, counter, done

from servicedesk.desk import backups, setup, staff, visits
from servicedesk.domain.counters import ClockJumped
from servicedesk.domain.staff import SYSTEM
from servicedesk.domain.visits import Purpose, Source
from servicedesk.records import journal
from servicedesk.records.errors import StoreDamagedError
from servicedesk.wire import codec, envelope

TABLES = ("journal", "bodies", "personal_parts")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedDesk]:
    """A morning's work: facts with and without a personal part, two streams. Tests change it and take that back."""
    desk = counter(tmp_path_factory.mktemp("journal"))
    for note in ("买大了", "to ask about the kettle"):
        visit = done(visits.arrive(desk, desk.clerk, Source.KEY))
        done(visits.classify(desk, desk.clerk, visit, visits.Classification(Purpose.RETURN, note=note)))
    setup.begin_incarnation(desk)
    done(visits.arrive(desk, desk.clerk, Source.DOOR))
    done(staff.rename(desk, desk.manager, desk.pins["1001"], desk.clerk.staff_id, "Li Ting-Ting"))
    yield desk
    desk.close()


@contextmanager
def tampering(desk: StaffedDesk) -> Iterator[Connection]:
    """Somebody with the key, a database browser and no triggers in the way; all of it is taken back afterwards."""
    connection = desk.database.connection
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys = OFF")
    with connection.begin() as transaction:
        for table in TABLES:
            for act in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{act}")
        yield connection
        transaction.rollback()
    raw.execute("PRAGMA foreign_keys = ON")


def is_found(connection: Connection) -> bool:
    try:
        journal.verify(connection)
    except StoreDamagedError:
        return True
    return False


def positions(desk: StaffedDesk, table: str = "journal") -> list[int]:
    with desk.database.reading() as connection:
        return list(connection.exec_driver_sql(f"SELECT position FROM {table} ORDER BY position").scalars())


def survivors(desk: StaffedDesk, where: list[int], *statements: str, **values: Any) -> list[int]:
    """The positions at which these statements go unnoticed; ``:at`` is the position."""
    unnoticed = []
    with tampering(desk) as connection:
        for at in where:
            with connection.begin_nested() as savepoint:
                for statement in statements:
                    connection.execute(text(statement), {"at": at} | values)
                if not is_found(connection):
                    unnoticed.append(at)
                savepoint.rollback()
    return unnoticed


# --- the file's own guards -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET position = position",
        "DELETE FROM {table}",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ],
)
def test_the_file_refuses_to_change_history(desk: StaffedDesk, table: str, statement: str) -> None:
    with pytest.raises(IntegrityError, match="history is never changed"), desk.database.transaction() as connection:
        connection.exec_driver_sql(statement.format(table=table))


def test_a_fact_id_cannot_be_recorded_twice(desk: StaffedDesk) -> None:
    columns = "stream, seq + 1000, fact_id, type, day, hash || 'x', header"
    with pytest.raises(IntegrityError, match="fact_id"), desk.database.transaction() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO journal (stream, seq, fact_id, type, day, hash, header) SELECT {columns} FROM journal LIMIT 1"
        )


# --- appending -------------------------------------------------------------------------------------------------------
def test_the_untouched_journal_verifies_and_is_counted(desk: StaffedDesk) -> None:
    with desk.database.reading() as connection:
        assert journal.verify(connection) == len(positions(desk)) == journal.count(connection)


def test_each_stream_counts_from_one_without_gaps(desk: StaffedDesk) -> None:
    with desk.database.reading() as connection:
        headers = [recorded.header for recorded in journal.read(connection)]
    for stream in {header.stream for header in headers}:
        seqs = [header.seq for header in headers if header.stream == stream]
        assert seqs == list(range(1, len(seqs) + 1))


def test_what_was_rolled_back_leaves_no_gap(tmp_path: Path) -> None:
    desk = counter(tmp_path)
    before = desk.head()
    with pytest.raises(ZeroDivisionError), desk.work(SYSTEM) as work:
        work.record(ClockJumped(work.record(ClockJumped(3)) and 1 // 0))
    with desk.work(SYSTEM) as work:
        work.record(ClockJumped(4))
    after = desk.head()
    assert before is not None
    assert after is not None
    assert after.seq == before.seq + 1
    desk.close()


def test_facts_are_read_back_with_their_personal_part_and_header(desk: StaffedDesk) -> None:
    with desk.database.reading() as connection:
        renamed = list(journal.read(connection))[-1]
    assert renamed.personal == {"name": "Li Ting-Ting"}
    assert renamed.header.actor == desk.manager.staff_id
    assert renamed.header.session == desk.manager.session_id


def test_an_empty_text_of_the_personal_part_is_not_kept(desk: StaffedDesk) -> None:
    with desk.database.reading() as connection:
        assert all(value for recorded in journal.read(connection) for value in recorded.personal.values())


# --- finding what was changed ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("column", ["stream", "fact_id", "type", "day", "hash"])
def test_a_changed_column_of_any_record_is_found(desk: StaffedDesk, column: str) -> None:
    assert survivors(desk, positions(desk), f"UPDATE journal SET {column} = {column} || 'x' WHERE position = :at") == []


def test_a_changed_seq_of_any_record_is_found(desk: StaffedDesk) -> None:
    assert survivors(desk, positions(desk), "UPDATE journal SET seq = seq + 5000 WHERE position = :at") == []


@pytest.mark.parametrize(
    ("old", "new"), [('"actor":"', '"actor":"x'), ('"at_ms":1', '"at_ms":2'), ('"day":"2', '"day":"1')]
)
def test_a_changed_header_of_any_record_is_found(desk: StaffedDesk, old: str, new: str) -> None:
    changed = "CAST(replace(CAST(header AS TEXT), :old, :new) AS BLOB)"
    statement = f"UPDATE journal SET header = {changed} WHERE position = :at"
    assert survivors(desk, positions(desk), statement, old=old, new=new) == []


@pytest.mark.parametrize("table", ["bodies", "personal_parts"])
@pytest.mark.parametrize("column", ["salt", "bytes"])
def test_a_changed_body_personal_part_or_salt_is_found(desk: StaffedDesk, table: str, column: str) -> None:
    changed = f"CAST(substr({column}, 2) || x'20' AS BLOB)"
    statement = f"UPDATE {table} SET {column} = {changed} WHERE position = :at"
    assert survivors(desk, positions(desk, table), statement) == []


@pytest.mark.parametrize("table", ["bodies", "personal_parts"])
def test_a_missing_body_or_personal_part_is_found(desk: StaffedDesk, table: str) -> None:
    assert survivors(desk, positions(desk, table), f"DELETE FROM {table} WHERE position = :at") == []


def test_an_added_personal_part_is_found(desk: StaffedDesk) -> None:
    without = sorted(set(positions(desk)) - set(positions(desk, "personal_parts")))
    statement = "INSERT INTO personal_parts VALUES (:at, x'00', CAST('{}' AS BLOB))"
    assert survivors(desk, without, statement) == []


def test_a_deleted_record_is_found_wherever_one_follows(desk: StaffedDesk) -> None:
    deletes = [f"DELETE FROM {table} WHERE position = :at" for table in TABLES]
    assert survivors(desk, positions(desk)[:-1], *deletes) == []


def test_a_deleted_record_is_found_when_the_later_ones_are_moved_up(desk: StaffedDesk) -> None:
    deletes = [f"DELETE FROM {table} WHERE position = :at" for table in TABLES]
    moves = [
        statement
        for table in TABLES
        for statement in (
            f"UPDATE {table} SET position = -position + 1 WHERE position > :at",
            f"UPDATE {table} SET position = -position WHERE position < 0",
        )
    ]
    assert survivors(desk, positions(desk)[:-1], *deletes, *moves) == []


def test_two_records_that_changed_places_are_found(desk: StaffedDesk) -> None:
    swaps = [
        statement
        for table in TABLES
        for statement in (
            f"UPDATE {table} SET position = -1 WHERE position = :at",
            f"UPDATE {table} SET position = :at WHERE position = :at + 1",
            f"UPDATE {table} SET position = :at + 1 WHERE position = -1",
        )
    ]
    assert survivors(desk, positions(desk)[:-1], *swaps) == []


def test_content_that_belongs_to_no_record_is_found(desk: StaffedDesk) -> None:
    for table in ("bodies", "personal_parts"):
        assert survivors(desk, [9999], f"INSERT INTO {table} VALUES (:at, x'00', x'00')") == []


def forge(connection: Connection, like: Any, **changes: Any) -> None:
    """Append a record that is whole in itself: its own salts, commitments and hash."""
    header = msgspec.structs.replace(like, **changes)
    _, _, body = codec.encode_fact(ClockJumped(1))
    journal.append(connection, msgspec.structs.replace(header, type="ClockJumped"), body, None)


def test_an_inserted_record_is_found_when_it_does_not_continue_the_chain(desk: StaffedDesk) -> None:
    with tampering(desk) as connection:
        last = list(journal.read(connection))[-1].header
        forge(connection, last, seq=last.seq + 1, fact_id="f" * 32)
        assert is_found(connection)


def test_an_inserted_record_is_found_when_it_leaves_out_a_number(desk: StaffedDesk) -> None:
    with tampering(desk) as connection:
        last = list(journal.read(connection))[-1].header
        head = journal.head(connection)
        assert head is not None
        forge(connection, last, seq=last.seq + 2, prev=head.hash, fact_id="f" * 32)
        assert is_found(connection)


def test_a_stream_that_nothing_led_to_is_found(desk: StaffedDesk) -> None:
    with tampering(desk) as connection:
        last = list(journal.read(connection))[-1].header
        forge(connection, last, stream="f" * 32, seq=1, prev=envelope.FIRST_PREV, fact_id="f" * 32)
        assert is_found(connection)


def test_a_restore_that_names_another_record_than_the_last_is_found(desk: StaffedDesk) -> None:
    """What a second copy of the counter would write, joined to this one."""
    from servicedesk.domain.counters import CounterRestored

    with tampering(desk) as connection:
        last = list(journal.read(connection))[-1].header
        _, _, body = codec.encode_fact(CounterRestored(last.stream, last.seq - 1, last.prev, 3))
        header = msgspec.structs.replace(
            last, stream="f" * 32, seq=1, prev=envelope.FIRST_PREV, fact_id="f" * 32, type="CounterRestored"
        )
        journal.append(connection, header, body, None)
        assert is_found(connection)


def test_a_journal_that_lost_its_beginning_is_found(desk: StaffedDesk) -> None:
    with tampering(desk) as connection:
        for table in TABLES:
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE position < 4")
        assert is_found(connection)


def test_a_damaged_record_is_named(desk: StaffedDesk) -> None:
    with tampering(desk) as connection:
        connection.exec_driver_sql("UPDATE bodies SET bytes = x'7b7d' WHERE position = 1")
        with pytest.raises(StoreDamagedError, match="CounterOpened 1: its content is not what was recorded"):
            journal.verify(connection)


def test_reading_a_record_whose_body_is_gone_says_so(desk: StaffedDesk) -> None:
    with tampering(desk) as connection:
        connection.exec_driver_sql("DELETE FROM bodies WHERE position = 2")
        with pytest.raises(StoreDamagedError, match="its content is not what was recorded"):
            list(journal.read(connection))


def test_a_backup_is_the_same_history(desk: StaffedDesk, tmp_path: Path) -> None:
    made = backups.make(desk, tmp_path / "copy.backup")
    head = desk.head()
    assert head is not None
    assert (made.facts, made.head_seq) == (len(positions(desk)) - 1, head.seq - 1)
