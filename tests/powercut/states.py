"""What the counter's file may be after a cut: one of the states that a COMMIT made, byte for byte.

SQLite moves whole encrypted pages from the log into the file, so a recovered file has the very bytes of the state it
came back to. Each state is opened by the counter's own code and looked at from all sides once; a cut whose file has the
same bytes is in that state, and needs no second look.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from tests.faultshim.shim import Call
from tests.powercut.disk import Disk, Place
from tests.powercut.record import Recording

from servicedesk.domain.counters import BackupMade
from servicedesk.domain.returns_facts import ReturnSettled, ReturnVoided
from servicedesk.domain.slips import SlipQueued, SlipSent
from servicedesk.paths import Home
from servicedesk.records import journal, rebuild, store
from servicedesk.records.database import Database
from servicedesk.records.journal import Recorded

COMPARED_EVERY = 8
"""Folding everything again takes longest; it is done for each eighth state and for the last."""


@dataclass(frozen=True)
class State:
    """The file after a COMMIT, and what the counter's own code reads in it."""

    commit: int
    content: bytes
    fact_ids: tuple[str, ...]
    hashes: frozenset[str]
    settled: frozenset[str]
    """Numbers of returns and voids."""
    sent: frozenset[str]
    """Numbers of slips that are on disk as being sent."""
    backups: frozenset[str]


def open_plainly(home: Home, key: bytes) -> bytes:
    """Let SQLite recover the file and close it; answers its bytes. Where SQLite alone can't, the counter's own opening
    has to: raises what that says. (It takes three times as long, or it would open each.)"""
    connection = sqlcipher.connect(os.fspath(home.store_file), isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    except sqlcipher.DatabaseError:
        connection.close()
        Database(home.store_file, key).close()
    finally:
        connection.close()
    return home.store_file.read_bytes()


def key_of(home: Home) -> bytes:
    return (home.keys / "store.key").read_bytes()


def states_of(recording: Recording, place: Place) -> list[State]:
    """The state before the first COMMIT and after each. Raises AssertionError for what is wrong without any cut."""
    disk, states = recording.disk(), list[State]()
    done = 0
    for commit in range(len(recording.commits) + 1):
        last = commit == len(recording.commits)
        until = len(recording.calls) if last else recording.commits[commit][0]
        _move(disk, recording.calls, done, until)
        done = until
        states.append(_state(commit, disk, place, states[-1] if states else None, compared=last))
    _whole_actions(recording, states)
    return states


def _move(disk: Disk, calls: list[Call], first: int, until: int) -> None:
    for call in calls[first:until]:
        disk.apply(call)


def _state(commit: int, disk: Disk, place: Place, before: State | None, *, compared: bool) -> State:
    place.lay_out(disk.whole())
    home = Home(place.folder / "home")
    content = open_plainly(home, key_of(home))
    place.touched("home/counter.db", "home/counter.db-wal")
    if before is not None and content == before.content:
        return State(commit, content, before.fact_ids, before.hashes, before.settled, before.sent, before.backups)
    facts, last_hash = facts_of(home, compared=compared or commit % COMPARED_EVERY == 0)
    place.touched()
    queued = {one.fact.slip_id: one.fact.about for one in facts if isinstance(one.fact, SlipQueued)}
    return State(
        commit,
        content,
        tuple(one.header.fact_id for one in facts),
        frozenset(one.header.prev for one in facts) | {last_hash},
        frozenset(_number(one) for one in facts if isinstance(one.fact, ReturnSettled | ReturnVoided)),
        frozenset(queued[one.fact.slip_id] for one in facts if isinstance(one.fact, SlipSent)),
        frozenset(one.fact.file_name for one in facts if isinstance(one.fact, BackupMade)),
    )


def facts_of(home: Home, *, compared: bool) -> tuple[list[Recorded], str]:
    """Open the counter as it opens each morning (everything verified), read all facts, fold them again and compare;
    answers them with the last one's hash."""
    opened = store.open_store(home)
    try:
        with opened.database.reading() as connection:
            facts, head = list(journal.read(connection)), journal.head(connection)
            difference = rebuild.compare(connection) if compared else None
    finally:
        opened.database.close()
    assert difference is None, f"read tables differ from the facts: {difference}"
    given = [_number(one) for one in facts if isinstance(one.fact, ReturnSettled | ReturnVoided)]
    assert len(given) == len(set(given)), f"numbers given twice: {given}"
    assert head is not None
    return facts, head.hash


def _number(recorded: Recorded) -> str:
    assert isinstance(recorded.fact, ReturnSettled | ReturnVoided)
    return recorded.fact.number


def _whole_actions(recording: Recording, states: list[State]) -> None:
    """Each COMMIT adds the facts that were recorded in it, and nothing else: no state holds half an action."""
    for commit, (_at, ids) in enumerate(recording.commits, 1):
        assert states[commit].fact_ids == (*states[commit - 1].fact_ids, *ids), f"COMMIT {commit} is not whole"


def mark_of(content: bytes) -> str | None:
    """The hash in a high-water mark; None for one that is torn, as the counter takes it."""
    try:
        return str(json.loads(content)["hash"])
    except (ValueError, TypeError, KeyError):
        return None


def scratch(folder: Path, name: str) -> Place:
    made = folder / name
    made.mkdir(parents=True)
    return Place(made)
