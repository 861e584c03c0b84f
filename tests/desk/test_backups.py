"""A backup brings everything back, here or on another machine, as a new life that repeats no number."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.builders import (
    MORNING,
    PROFILE,
    StaffedDesk,
    closing,
    counter,
    done,
    refusal,
    reopened,
)
from tests.killing import every_cut

from servicedesk.desk import backups, paper, setup, staff, visits
from servicedesk.domain.documents import Document, Paper, Text
from servicedesk.domain.returns_facts import ApprovalGiven
from servicedesk.domain.slips import SlipState
from servicedesk.domain.staff import SYSTEM
from servicedesk.domain.times import FixedClock
from servicedesk.domain.visits import Source
from servicedesk.paths import Home
from servicedesk.records import backup, journal, rebuild, store
from servicedesk.records.backup import BackupFailedError, NotABackupError
from servicedesk.records.errors import StoreExistsError, StoreInUseError
from servicedesk.records.keys import RecoveryCodeError
from servicedesk.records.queries import slips as slip_rows
from servicedesk.records.work import Steps, no_steps


def _facts(desk: StaffedDesk) -> list[str]:
    with desk.database.reading() as connection:
        journal.verify(connection)
        assert rebuild.compare(connection) is None
        return [recorded.header.fact_id for recorded in journal.read(connection)]


def _take_number(desk: StaffedDesk) -> str:
    """Use up one number of approvals; they are the simplest fact that carries one."""
    with desk.work(SYSTEM) as work:
        number = work.number("AP")
        work.record(
            ApprovalGiven(f"a-{number}", number, "settle", "d", "one", "another", "RETURN", 100, 2_000_000_000_000)
        )
    return number


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path)) as desk:
        done(visits.arrive(desk, desk.clerk, Source.KEY))
        yield desk


# --- making ----------------------------------------------------------------------------------------------------------
def test_a_backup_holds_every_fact_up_to_its_making(desk: StaffedDesk, tmp_path: Path) -> None:
    before = _facts(desk)
    made = backups.make(desk, tmp_path / "b.backup")
    assert made.facts == len(before)
    assert backup.check(made.path, desk.database.key).facts == len(before)


def test_making_a_backup_is_a_fact_of_its_own(desk: StaffedDesk, tmp_path: Path) -> None:
    made = backups.make(desk, tmp_path / "b.backup")
    with desk.database.reading() as connection:
        last = list(journal.read(connection))[-1]
    assert last.fact.file_name == "b.backup"  # type: ignore[attr-defined] # BackupMade
    assert last.header.seq == made.head_seq + 1


def test_a_folder_gets_a_backup_named_by_counter_and_time(desk: StaffedDesk, tmp_path: Path) -> None:
    made = backups.make(desk, tmp_path)
    assert made.path.name == "servicedesk-S01-T1-20260310-020000.backup"


def test_a_backup_and_its_keys_are_for_their_owner_alone(desk: StaffedDesk, tmp_path: Path) -> None:
    made = backups.make(desk, tmp_path / "b.backup")
    for file in (made.path, backup.sealed_keys_of(made.path)):
        assert file.stat().st_mode & 0o777 == 0o600


def test_a_backup_leaves_nothing_half_made_beside_it(desk: StaffedDesk, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    backups.make(desk, folder / "b.backup")
    assert sorted(file.name for file in folder.iterdir()) == ["b.backup", "b.backup.keys"]


def test_the_counters_own_file_is_never_written_over(desk: StaffedDesk) -> None:
    before = _facts(desk)
    with pytest.raises(BackupFailedError, match="the counter's own file"):
        backups.make(desk, desk.home.root / "keys" / ".." / "counter.db")
    assert _facts(desk) == before


def test_a_place_that_cannot_be_written_is_told_and_no_fact_says_otherwise(desk: StaffedDesk) -> None:
    before = _facts(desk)
    with pytest.raises(BackupFailedError):
        backups.make(desk, Path("/proc/servicedesk/b.backup"))
    assert _facts(desk) == before


# --- putting back ----------------------------------------------------------------------------------------------------
def test_on_the_same_machine_every_fact_comes_back_and_a_new_life_begins(desk: StaffedDesk, tmp_path: Path) -> None:
    made = backups.make(desk, tmp_path / "b.backup")
    held = _facts(desk)[: made.facts]
    home, clock = desk.home, desk.clock
    desk.close()
    restored = backups.restore(home, clock, made.path)
    with closing(reopened(home, clock)) as again:
        assert _facts(again)[: made.facts] == held
        head = again.head()
        assert head is not None
        assert (restored.incarnation, again.identity.incarnation, head.seq) == (2, 2, 1)
        assert (restored.backup.facts, restored.backup.head_hash) == (made.facts, made.head_hash)


def test_numbers_of_the_new_life_carry_a_letter_and_none_is_given_twice(desk: StaffedDesk, tmp_path: Path) -> None:
    given = [_take_number(desk)]
    made = backups.make(desk, tmp_path / "b.backup")
    given += [_take_number(desk), _take_number(desk)]
    home, clock = desk.home, desk.clock
    desk.close()
    backups.restore(home, clock, made.path)
    with closing(reopened(home, clock)) as again:
        new = [_take_number(again), _take_number(again)]
    assert len({*given, *new}) == 5
    assert all(re.match(r"AP-S01T1B-260310-", number) for number in new)


def test_the_same_backup_put_back_twice_makes_two_lives(desk: StaffedDesk, tmp_path: Path) -> None:
    made = backups.make(desk, tmp_path / "b.backup")
    home, clock = desk.home, desk.clock
    desk.close()
    given = []
    for _ in range(3):
        backups.restore(home, clock, made.path)
        with closing(reopened(home, clock)) as again:
            given.append(_take_number(again))
    assert [number.split("-")[1] for number in given] == ["S01T1B", "S01T1C", "S01T1D"]


def test_the_file_that_was_there_is_kept_with_its_keys(desk: StaffedDesk, tmp_path: Path) -> None:
    made = backups.make(desk, tmp_path / "b.backup")
    home, clock = desk.home, desk.clock
    held = _facts(desk)
    desk.close()
    backups.restore(home, clock, made.path)
    kept = store.open_store(Home(home.root / "replaced-1"))
    with kept.database.reading() as connection:
        assert [recorded.header.fact_id for recorded in journal.read(connection)] == held
    kept.database.close()


def test_a_damaged_file_is_replaced_and_kept_as_it_was(desk: StaffedDesk, tmp_path: Path) -> None:
    made = backups.make(desk, tmp_path / "b.backup")
    home, clock = desk.home, desk.clock
    desk.close()
    home.store_file.write_bytes(b"not a database" * 1000)
    backups.restore(home, clock, made.path)
    assert (home.root / "replaced-1" / "counter.db").read_bytes() == b"not a database" * 1000
    reopened(home, clock).close()


def test_on_another_machine_the_recovery_code_brings_everything_and_everybody(
    desk: StaffedDesk, tmp_path: Path
) -> None:
    made = backups.make(desk, tmp_path / "b.backup")
    held = _facts(desk)[: made.facts]
    there = Home(tmp_path / "another machine")
    restored = backups.restore(there, desk.clock, made.path, desk.recovery_code.lower().replace("-", " "))
    with closing(reopened(there, desk.clock)) as again:
        assert _facts(again)[: made.facts] == held
        assert restored.incarnation in range(3, 27)
        done(staff.sign_in(again, "1003", again.pins["1003"]))
        done(staff.recover_manager(again, desk.recovery_code, "1001"))


def test_machines_restored_from_one_backup_are_streams_of_their_own_and_draw_their_letters(
    desk: StaffedDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither can know of the other; the letter that the old machine would take next is not among those drawn."""
    made = backups.make(desk, tmp_path / "b.backup")
    drawn: list[list[int]] = []
    streams, letters = set(), []
    monkeypatch.setattr(setup.secrets, "choice", lambda lives: drawn.append(list(lives)) or lives[len(drawn)])
    for name in ("one", "two"):
        there = Home(tmp_path / name)
        backups.restore(there, desk.clock, made.path, desk.recovery_code)
        with closing(reopened(there, desk.clock)) as again:
            streams.add(again.identity.stream)
            letters.append(_take_number(again).split("-")[1])
    assert drawn == [list(range(3, 27))] * 2
    assert (len(streams), letters) == (2, ["S01T1D", "S01T1E"])


def test_a_wrong_recovery_code_changes_nothing(desk: StaffedDesk, tmp_path: Path) -> None:
    made = backups.make(desk, tmp_path / "b.backup")
    there = Home(tmp_path / "another machine")
    with pytest.raises(RecoveryCodeError):
        backups.restore(there, desk.clock, made.path, "0" * 32)
    assert not there.root.exists()


def test_a_backup_without_its_keys_says_so(desk: StaffedDesk, tmp_path: Path) -> None:
    made = backups.make(desk, tmp_path / "b.backup")
    backup.sealed_keys_of(made.path).unlink()
    with pytest.raises(NotABackupError, match=r"b\.backup\.keys is not beside it"):
        backups.restore(Home(tmp_path / "another"), desk.clock, made.path, desk.recovery_code)


def test_an_open_counter_is_not_replaced_under_the_hands_of_its_clerk(desk: StaffedDesk, tmp_path: Path) -> None:
    made = backups.make(desk, tmp_path / "b.backup")
    with pytest.raises(StoreInUseError):
        backups.restore(desk.home, desk.clock, made.path)
    done(visits.arrive(desk, desk.clerk, Source.KEY))
    assert not (desk.home.root / "replaced-1").exists()


def _damaged(content: bytes) -> Iterator[bytes]:
    chance = random.Random(20260310)
    for _ in range(12):
        place = chance.randrange(len(content))
        yield content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    for length in (0, 1, 4096, len(content) // 2, len(content) - 1):
        yield content[:length]
    yield b"PK\x03\x04" + content[4:]


def test_a_damaged_backup_is_refused_and_the_counter_goes_on(desk: StaffedDesk, tmp_path: Path) -> None:
    made = backups.make(desk, tmp_path / "b.backup")
    home, clock, whole = desk.home, desk.clock, made.path.read_bytes()
    before = _facts(desk)
    desk.close()
    for content in _damaged(whole):
        made.path.write_bytes(content)
        with pytest.raises(NotABackupError):
            backups.restore(home, clock, made.path)
    with closing(reopened(home, clock)) as again:
        assert _facts(again) == before
    assert not (home.root / "replaced-1").exists()


def test_a_file_that_is_not_there_is_refused(desk: StaffedDesk, tmp_path: Path) -> None:
    with pytest.raises(NotABackupError, match="there is no such file"):
        backups.restore(Home(tmp_path / "another"), desk.clock, tmp_path / "nowhere.backup")


def test_paper_that_waited_in_the_backup_is_asked_about_and_not_printed_again(
    desk: StaffedDesk, tmp_path: Path
) -> None:
    document = Document("test", "RT-1", "Return slip", "en", Paper.SLIP_80MM, (Text("one kettle"),))
    with desk.work(SYSTEM) as work:
        slip_id = paper.queue(work, document)
    made = backups.make(desk, tmp_path / "b.backup")
    home, clock = desk.home, desk.clock
    desk.close()
    backups.restore(home, clock, made.path)
    with closing(reopened(home, clock)) as again:
        assert paper.next_job(again) is None
        with again.database.reading() as connection:
            slip = slip_rows.one(connection, slip_id)
    assert slip is not None
    assert slip.state is SlipState.UNKNOWN


# --- the power goes --------------------------------------------------------------------------------------------------
def test_a_restore_killed_at_any_step_leaves_the_old_counter_or_the_new_one(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        made = backups.make(desk, tmp_path / "b.backup")
        done(visits.arrive(desk, desk.clerk, Source.KEY))
        old, home = _facts(desk), desk.home

    def restoring(number: int) -> Callable[[Steps], None]:
        left = Home(tmp_path / f"left-{number}")
        shutil.copytree(home.root, left.root)
        return lambda steps: _restore(left, made.path, steps)

    lives: dict[str, int] = {}
    for number, step in every_cut(restoring):
        left = Home(tmp_path / f"left-{number}")
        with closing(reopened(left, FixedClock(MORNING))) as again:
            facts, lives[step] = _facts(again), again.identity.incarnation
        assert facts[: made.facts] == old[: made.facts], step
        kept = left if lives[step] == 1 else Home(left.root / "replaced-1")
        assert _facts_of(kept) == old, step
    decided = list(lives).index("arrived")
    assert decided >= 5
    assert list(lives.values()) == [1] * decided + [2] * (len(lives) - decided)


def _restore(home: Home, source: Path, steps: Steps) -> None:
    backups.restore(home, FixedClock(MORNING), source, steps=steps)


def _facts_of(home: Home) -> list[str]:
    opened = store.open_store(home)
    with opened.database.reading() as connection:
        facts = [recorded.header.fact_id for recorded in journal.read(connection)]
    opened.database.close()
    return facts


def test_a_set_up_killed_at_any_step_can_be_made_again_or_is_done(tmp_path: Path) -> None:
    def setting_up(number: int) -> Callable[[Steps], None]:
        home = Home(tmp_path / f"left-{number}")
        return lambda steps: _set_up(home, steps)

    outcomes: list[str] = []
    for number, _step in every_cut(setting_up):
        left = Home(tmp_path / f"left-{number}")
        try:
            _set_up(left)
            outcomes.append("made again")
        except StoreExistsError:
            outcomes.append("done")
        setup.open_desk(left, FixedClock(MORNING)).close()
    again = outcomes.count("made again")
    assert again >= 10
    assert outcomes == ["made again"] * again + ["done"] * (len(outcomes) - again)
    assert "done" in outcomes


def _set_up(home: Home, steps: Steps = no_steps) -> None:
    setup.open_counter(home, FixedClock(MORNING), PROFILE, "Wang Fang", steps=steps)


def test_somebody_restored_from_another_life_is_not_signed_in(desk: StaffedDesk, tmp_path: Path) -> None:
    made = backups.make(desk, tmp_path / "b.backup")
    home, clock = desk.home, desk.clock
    desk.close()
    backups.restore(home, clock, made.path)
    with closing(reopened(home, clock)) as again:
        assert refusal(visits.arrive(again, again.clerk, Source.KEY)) == "NOT_SIGNED_IN"
