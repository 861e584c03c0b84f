"""The life of the file: a damaged, cut, swapped, older or newer one is told in a sentence, never worked on wrongly."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.builders import StaffedDesk, add_sale, closing, counter, done, reopened

from servicedesk import paths
from servicedesk.commands import cli
from servicedesk.desk import visits
from servicedesk.domain.visits import Purpose, Source
from servicedesk.errors import KnownError
from servicedesk.paths import Home
from servicedesk.records import highwater, journal, migrate, rebuild, store, tables
from servicedesk.records.errors import (
    StoreDamagedError,
    StoreKeyError,
    StoreMissingError,
    StoreNotMigratedError,
    StoreReadOnlyError,
    StoreTooNewError,
)
from servicedesk.wire import codec
from servicedesk.wording import Words

PAGE = 4096
ENGLISH, CHINESE = Words("en"), Words("zh_CN")


@dataclass(frozen=True)
class Snapshot:
    """A counter's folder as the power cut left it, and what its journal held."""

    folder: Path
    journal: list[tuple[object, ...]]


def _journal(home: Home) -> list[tuple[object, ...]]:
    opened = store.open_store(home)
    try:
        with opened.database.reading() as connection:
            assert rebuild.compare(connection) is None
            rows = connection.execute(select(tables.journal).order_by(tables.journal.c.position))
            return [tuple(row) for row in rows]
    finally:
        opened.database.close()


def _work(desk: StaffedDesk, customers: int) -> None:
    for number in range(customers):
        visit = done(visits.receive_scan(desk, desk.clerk, None)).visit_id
        note = f"customer {number} says the kettle leaks"
        done(visits.classify(desk, desk.clerk, visit, visits.Classification(Purpose.REPAIR, note=note)))
        done(visits.finish(desk, desk.clerk, visit))


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Snapshot]:
    """The same work closed in order, and cut off with the newest of it still in the write-ahead log."""
    root = tmp_path_factory.mktemp("snapshots")
    with closing(counter(root)) as desk:
        add_sale(desk)
        _work(desk, 6)
        home = desk.home
    with closing(reopened(home, desk.clock, everybody_at_work=True)) as desk:
        _work(desk, 3)
        shutil.copytree(home.root, root / "cut")
    shutil.copytree(home.root, root / "closed")
    assert (root / "cut" / "counter.db-wal").stat().st_size > 20 * PAGE
    assert not (root / "closed" / "counter.db-wal").exists()
    truth = _journal(home)
    return {name: Snapshot(root / name, truth) for name in ("cut", "closed")}


def _told(home: Home, truth: list[tuple[object, ...]]) -> KnownError | None:
    """Open: the sentence it ends with, or None with every fact right. Anything else fails the test."""
    try:
        found = _journal(home)
    except KnownError as known:
        error = known
    else:
        assert found == truth
        return None
    said = (ENGLISH.error(error), CHINESE.error(error))
    assert said[0] != said[1], f"no Chinese for {error.msgid}"
    assert all("{" not in text for text in said)
    return error


@pytest.fixture
def scratch(tmp_path: Path) -> Callable[[Snapshot], Home]:
    """A fresh copy of a snapshot for each damage."""

    def copy(snapshot: Snapshot) -> Home:
        home = Home(tmp_path / "scratch")
        shutil.rmtree(home.root, ignore_errors=True)
        shutil.copytree(snapshot.folder, home.root)
        return home

    return copy


def test_an_untouched_folder_opens_with_every_fact(
    snapshots: dict[str, Snapshot], scratch: Callable[[Snapshot], Home]
) -> None:
    for snapshot in snapshots.values():
        assert _told(scratch(snapshot), snapshot.journal) is None


@pytest.mark.parametrize(("name", "file"), [("closed", "counter.db"), ("cut", "counter.db"), ("cut", "counter.db-wal")])
@pytest.mark.parametrize("flips", [170, pytest.param(4000, marks=pytest.mark.soak)])
def test_a_flipped_bit_anywhere_is_told_or_harmless(
    snapshots: dict[str, Snapshot],
    scratch: Callable[[Snapshot], Home],
    name: str,
    file: str,
    flips: int,
    request: pytest.FixtureRequest,
) -> None:
    """At places drawn by the run's seed; the place is told with a failure."""
    seed = int(request.config.option.hypothesis_seed)
    chance = random.Random(f"{seed}{name}{file}")
    snapshot, told = snapshots[name], 0
    content = bytearray((snapshot.folder / file).read_bytes())
    for _ in range(flips):
        place, bit = chance.randrange(len(content)), chance.randrange(8)
        home = scratch(snapshot)
        content[place] ^= 1 << bit
        (home.root / file).write_bytes(content)
        content[place] ^= 1 << bit
        try:
            told += _told(home, snapshot.journal) is not None
        except BaseException as error:
            error.add_note(f"seed {seed}: {file} byte {place} bit {bit} of {name}")
            raise
    assert told == flips if name == "closed" else told > flips // 4


@pytest.mark.parametrize("name", ["closed", "cut"])
def test_a_file_cut_at_any_page_is_told(
    snapshots: dict[str, Snapshot], scratch: Callable[[Snapshot], Home], name: str
) -> None:
    snapshot = snapshots[name]
    whole = (snapshot.folder / "counter.db").read_bytes()
    for length in range(0, len(whole), PAGE):
        home = scratch(snapshot)
        home.store_file.write_bytes(whole[:length])
        told = _told(home, snapshot.journal)
        assert told is not None or name == "cut", f"cut to {length} bytes"


def test_a_log_cut_at_any_frame_is_told_or_harmless(
    snapshots: dict[str, Snapshot], scratch: Callable[[Snapshot], Home]
) -> None:
    """Facts that were in the log and are gone are missed by the mark, even when what is left is a sound journal."""
    snapshot = snapshots["cut"]
    log = snapshot.folder / "counter.db-wal"
    whole, told = log.read_bytes(), 0
    frames = range(32, len(whole), (24 + PAGE) * 3)
    for length in frames:
        home = scratch(snapshot)
        (home.root / log.name).write_bytes(whole[:length])
        told += isinstance(_told(home, snapshot.journal), StoreDamagedError)
    assert told > len(frames) // 2


def test_any_page_torn_while_the_log_was_moved_into_the_file_is_put_right(
    tmp_path: Path, scratch: Callable[[Snapshot], Home]
) -> None:
    """The power goes while a page of the file is written anew; the log still holds that page whole. The first page
    begins with what SQLCipher mixes into the key."""
    with closing(counter(tmp_path)) as desk:
        _work(desk, 6)
        shutil.copytree(desk.home.root, tmp_path / "cut")
    snapshot = Snapshot(tmp_path / "cut", _journal(desk.home))
    log = (snapshot.folder / "counter.db-wal").read_bytes()
    in_log = {int.from_bytes(log[frame : frame + 4], "big") for frame in range(32, len(log), 24 + PAGE)}
    assert 1 in in_log
    pages = (snapshot.folder / "counter.db").stat().st_size // PAGE
    for page in (number for number in in_log if number <= pages):
        home = scratch(snapshot)
        with home.store_file.open("r+b") as file:
            file.seek((page - 1) * PAGE)
            file.write(bytes(PAGE // 2))
        assert _told(home, snapshot.journal) is None, f"page {page}"


def test_a_log_that_was_deleted_is_told(snapshots: dict[str, Snapshot], scratch: Callable[[Snapshot], Home]) -> None:
    home = scratch(snapshots["cut"])
    (home.root / "counter.db-wal").unlink()
    assert isinstance(_told(home, []), StoreDamagedError)


def test_a_log_of_another_counter_does_no_harm(
    snapshots: dict[str, Snapshot], scratch: Callable[[Snapshot], Home], tmp_path: Path
) -> None:
    with closing(counter(tmp_path / "other")) as other:
        _work(other, 2)
        foreign = (other.home.root / "counter.db-wal").read_bytes()
    home = scratch(snapshots["closed"])
    (home.root / "counter.db-wal").write_bytes(foreign)
    _told(home, snapshots["closed"].journal)


def test_a_deleted_file_is_told_and_no_new_one_is_made(
    snapshots: dict[str, Snapshot], scratch: Callable[[Snapshot], Home]
) -> None:
    home = scratch(snapshots["closed"])
    home.store_file.unlink()
    with pytest.raises(StoreDamagedError, match="its file is missing"):
        store.open_store(home)
    assert not home.store_file.exists()


def test_a_file_cut_to_nothing_is_told_and_left_empty(
    snapshots: dict[str, Snapshot], scratch: Callable[[Snapshot], Home]
) -> None:
    home = scratch(snapshots["closed"])
    highwater.path_of(home).unlink()
    home.store_file.write_bytes(b"")
    with pytest.raises(StoreDamagedError, match="it holds no counter"):
        store.open_store(home)
    with pytest.raises(StoreDamagedError, match="it holds no counter"):
        store.open_store(home)


@pytest.mark.parametrize("key", ["store.key", "pepper.key"])
def test_a_missing_or_cut_key_is_told(
    snapshots: dict[str, Snapshot], scratch: Callable[[Snapshot], Home], key: str
) -> None:
    home = scratch(snapshots["closed"])
    (home.keys / key).write_bytes(b"short")
    assert isinstance(_told(home, []), StoreKeyError)
    (home.keys / key).unlink()
    assert isinstance(_told(home, []), StoreKeyError)


def test_the_key_of_another_counter_is_told(
    snapshots: dict[str, Snapshot], scratch: Callable[[Snapshot], Home]
) -> None:
    home = scratch(snapshots["closed"])
    (home.keys / "store.key").write_bytes(os.urandom(32))
    assert isinstance(_told(home, []), StoreKeyError)


def test_an_empty_folder_is_told_as_one_without_a_counter(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError):
        store.open_store(Home(tmp_path))
    assert list(tmp_path.iterdir()) == []


# --- the high-water mark ---------------------------------------------------------------------------------------------
def test_an_older_copy_put_back_by_hand_is_told(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        _work(desk, 1)
        home, clock = desk.home, desk.clock
    older = home.store_file.read_bytes()
    with closing(reopened(home, clock, everybody_at_work=True)) as desk:
        _work(desk, 1)
    home.store_file.write_bytes(older)
    with pytest.raises(StoreDamagedError, match=r"ends at record \d+, but \d+ records had been saved"):
        store.open_store(home)


def test_a_history_written_anew_from_one_record_on_is_told(tmp_path: Path) -> None:
    """Somebody with the key rewrites the last fact and every hash after it: whole in itself, but not what was saved."""
    with closing(counter(tmp_path)) as desk:
        done(visits.arrive(desk, desk.clerk, Source.KEY))
        home = desk.home
    forged = store.open_store(home)
    with forged.database.transaction() as connection:
        last = list(journal.read(connection))[-1]
        for table in reversed(tables.APPEND_ONLY):
            connection.exec_driver_sql(f"DROP TRIGGER {table.name}_no_delete")
            connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE position = {last.position}")
        _, _, body = codec.encode_fact(replace(last.fact, source=Source.DOOR))  # type: ignore[type-var] # a fact
        journal.append(connection, last.header, body, None)
        assert journal.verify(connection) == last.position
    forged.database.close()
    with pytest.raises(StoreDamagedError, match="records had been saved"):
        store.open_store(home)


@pytest.mark.parametrize("mark", [b"", b"{", b"[]", b'{"stream":1}', b"\xff\xfe"])
def test_a_torn_mark_stops_nobody(tmp_path: Path, mark: bytes) -> None:
    with closing(counter(tmp_path)) as desk:
        home = desk.home
    highwater.path_of(home).write_bytes(mark)
    store.open_store(home).database.close()


def test_a_mark_of_the_stream_before_a_restore_is_no_alarm(tmp_path: Path) -> None:
    """The power went after the new life's first commit and before its mark."""
    from servicedesk.desk.setup import begin_incarnation

    with closing(counter(tmp_path)) as desk:
        before = highwater.path_of(desk.home).read_bytes()
        begin_incarnation(desk)
        home = desk.home
    highwater.path_of(home).write_bytes(before)
    store.open_store(home).database.close()


# --- older and newer files -------------------------------------------------------------------------------------------
NEWEST = migrate.known_revisions()[-1]
SECOND = """
from alembic import op
revision = "9999"
down_revision = "{below}"
def upgrade() -> None:
    op.execute("CREATE TABLE shelves (shelf_id TEXT PRIMARY KEY) STRICT")
    {more}
"""


def _later_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str = "pass") -> None:
    """A release with one more revision than this one."""
    folder = tmp_path / "migrations"
    shutil.copytree(paths.migrations(), folder)
    (folder / "terminal" / "versions" / "9999_shelves.py").write_text(
        SECOND.format(more=more, below=migrate.known_revisions()[-1])
    )
    monkeypatch.setattr(paths, "migrations", lambda: folder)


def test_a_file_of_a_newer_release_is_refused_and_left_byte_for_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(counter(tmp_path)) as desk:
        home = desk.home
    with monkeypatch.context() as later:
        _later_release(tmp_path, later)
        store.open_store(home).database.close()
    before = home.store_file.read_bytes()
    with pytest.raises(StoreTooNewError):
        store.open_store(home)
    assert home.store_file.read_bytes() == before
    assert not home.store_file.with_name("counter.db-wal").exists()


def test_an_older_file_is_brought_up_to_date_with_every_fact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(counter(tmp_path)) as desk:
        _work(desk, 2)
        home = desk.home
    truth = _journal(home)
    _later_release(tmp_path, monkeypatch)
    assert _journal(home) == truth
    opened = store.open_store(home)
    with opened.database.reading() as connection:
        assert migrate.revision_of(connection) == "9999"
    opened.database.close()


def test_before_it_is_brought_up_to_date_a_verified_backup_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from servicedesk.records import backup

    with closing(counter(tmp_path)) as desk:
        home, head = desk.home, desk.head()
    key, now = (home.keys / "store.key").read_bytes(), migrate.known_revisions()[-1]
    _later_release(tmp_path, monkeypatch)
    store.open_store(home).database.close()
    monkeypatch.undo()
    made = backup.check(home.backups / f"before-leaving-{now}.backup", key)
    assert head is not None
    assert made.head_hash == head.hash


@pytest.mark.parametrize("statement", ["CREATE TABLE journal (a)", "nonsense", "DROP TABLE notices"])
def test_a_migration_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    """The last one only breaks what comes after it, the folding of the tables."""
    with closing(counter(tmp_path)) as desk:
        _work(desk, 2)
        home = desk.home
    truth = _journal(home)
    with monkeypatch.context() as later:
        _later_release(tmp_path, later, f'op.execute("{statement}")')
        with pytest.raises(StoreNotMigratedError):
            store.open_store(home)
    assert _journal(home) == truth


def test_a_migration_that_crashes_on_a_bug_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(counter(tmp_path)) as desk:
        home = desk.home
    truth = _journal(home)
    with monkeypatch.context() as later:
        _later_release(tmp_path, later, "1 / 0")
        with pytest.raises(ZeroDivisionError):
            store.open_store(home)
    assert _journal(home) == truth


# --- a folder that may not be written --------------------------------------------------------------------------------
@contextmanager
def _as_nobody() -> Iterator[None]:
    """Go on as somebody without rights; who is not root is that already."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def readable() -> Iterator[Path]:
    """A folder that everybody may look into."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("mode", [0o555, 0o000], ids=["read-only", "closed"])
def test_a_folder_that_may_not_be_written_is_told_and_left_alone(
    readable: Path, mode: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(counter(readable)) as desk:
        home = desk.home
    for place in home.root.rglob("*"):
        place.chmod(0o755 if place.is_dir() else 0o644)
    command = ["--home", str(home.root), "--lang", "en", "journal", "verify"]
    assert cli.main(command) == 0
    before = home.store_file.read_bytes()
    capsys.readouterr()
    home.root.chmod(mode)
    with _as_nobody():
        code = cli.main(command)
    home.root.chmod(0o755)
    said = capsys.readouterr()
    assert (code, said.out) == (1, "")
    assert said.err.startswith("servicedesk: This counter may not write its data folder")
    assert home.store_file.read_bytes() == before


def test_where_nothing_can_be_written_no_counter_is_begun() -> None:
    with pytest.raises(StoreReadOnlyError):
        store.demand_free(Home(Path("/proc/servicedesk")))
