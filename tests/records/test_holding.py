"""One program at a counter: whoever comes second is told at once, and by name when it is somebody else's session."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
from tests.builders import closing, counter

from servicedesk.paths import Home
from servicedesk.records import holding, store
from servicedesk.records.errors import StoreInUseError, StoreOpenElsewhereError
from servicedesk.wording import Words

RACES = 100


def _launcher(home_root: Path, gate: int, told: int) -> None:
    """In a fork, again and again: wait for the gate, open, say how it went, and close when the gate is shut."""
    while os.read(gate, 1):
        try:
            opened = store.open_store(Home(home_root), verify=False)
        except StoreInUseError:
            os.write(told, b"r")
            os.read(gate, 1)
        except BaseException as error:
            os.write(told, f"<{error!r}>".encode())
            break
        else:
            os.write(told, b"o")
            os.read(gate, 1)
            opened.database.close()
        os.write(told, b".")
    os._exit(0)


def test_of_two_launchers_exactly_one_opens_a_hundred_times(tmp_path: Path) -> None:
    desk = counter(tmp_path)
    desk.close()
    telling, told = os.pipe()
    gates = []
    for _ in range(2):
        shut, gate = os.pipe()
        if os.fork() == 0:
            for earlier in (*gates, gate):
                os.close(earlier)
            _launcher(desk.home.root, shut, told)
        os.close(shut)
        gates.append(gate)

    def answers() -> str:
        for gate in gates:
            os.write(gate, b"g")
        said = os.read(telling, 500).decode()
        return said if len(said) > 1 else said + os.read(telling, 500).decode()

    try:
        for number in range(RACES):
            assert sorted(answers()) == ["o", "r"], number
            assert answers() == ".."
    finally:
        for gate in gates:
            os.close(gate)
        for _ in gates:
            os.wait()


def test_who_is_killed_holds_nothing_any_more(tmp_path: Path) -> None:
    desk = counter(tmp_path)
    desk.close()
    telling, told = os.pipe()
    child = os.fork()
    if child == 0:
        store.open_store(desk.home, verify=False)
        os.write(told, b"open")
        signal.pause()
    os.read(telling, 4)
    with pytest.raises(StoreInUseError):
        store.open_store(desk.home, verify=False)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    store.open_store(desk.home, verify=False).database.close()


def test_another_persons_session_is_named_in_both_languages(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        desk.home.open_lock.write_text(json.dumps({"pid": 1, "user": "wangfang"}), encoding="utf-8")
        with pytest.raises(StoreOpenElsewhereError) as refused:
            holding.take(desk.home)
    assert "in the session of wangfang" in Words("en").error(refused.value)
    assert "wangfang 的登录里开着" in Words("zh_CN").error(refused.value)


def test_a_file_system_without_locks_leaves_the_guard_to_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def unsupported(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    with closing(counter(tmp_path)) as desk:
        monkeypatch.setattr(fcntl, "flock", unsupported)
        holding.take(desk.home).release()
