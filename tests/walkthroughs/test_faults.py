"""Faults as a person at the counter meets them: what the real window says, and what its keys do about it."""

from __future__ import annotations

import copy
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from pytestqt.qtbot import QtBot
from tests import builders, keys
from tests.builders import MORNING, ROOT
from tests.walkthroughs.console_child import CUSTOMER
from tests.walkthroughs.hands import Hands, ShopClock, at_the_counter

from servicedesk.desk.context import Desk
from servicedesk.domain.counters import ClockJumped, DateChecked
from servicedesk.paths import Home
from servicedesk.records import journal, space
from servicedesk.terminal import Terminal
from servicedesk.ui import faults
from servicedesk.ui.words import t

DAY_S = 86_400
RECEIPT = "RM01-0307-0001"
DATE_DOUBTFUL = {
    "chinese": "电脑的日期还没有人核对。照常办，都会保存，退换期限标成「日期存疑」。请按 Alt C 核对日期。",
    "english": "Nobody has confirmed the date of this computer. Work goes on and is saved, with return periods marked "
    "doubtful. Check the date with Alt C.",
}
DATE_WRONG = {
    "chinese": "电脑的日期不对。照常办，都会保存，退换期限标成「日期存疑」。"
    "请调好电脑时间或联系信息部，再按 Alt C 核对。",
    "english": "The date of this computer is wrong. Work goes on and is saved, with return periods marked doubtful. "
    "Set the computer's clock or call IT, then check the date with Alt C.",
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A counter with a manager, a supervisor and two clerks, and one receipt."""
    desk = builders.counter(tmp_path)
    builders.add_sale(desk, builders.a_sale(RECEIPT))
    desk.close()
    return desk.home


def _pin(number: str) -> str:
    return builders._template().pins[number]


@contextmanager
def _clerk_at_work(qtbot: QtBot, home: Home, at: datetime = MORNING) -> Iterator[Hands]:
    with at_the_counter(qtbot, home, at) as hands:
        hands.sign_in("1003", _pin("1003"))
        yield hands


def _alarms(hands: Hands) -> list[str]:
    return hands.window.alarms.sentences()


def _facts(hands: Hands, kind: type) -> list[Any]:
    found: list[Any] = []
    hands.counter.ask(lambda connection: [one.fact for one in journal.read(connection)], then=found.extend)
    hands.rest()
    return [fact for fact in found if isinstance(fact, kind)]


def _set_clock(hands: Hands, seconds: float) -> None:
    clock = hands.terminal.clock
    assert isinstance(clock, ShopClock)
    clock.set_by(seconds)
    hands.window._watch.tick()
    hands.rest()


# --- the clock -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["chinese", "english"])
def test_a_clock_that_is_set_back_a_day_is_a_banner_a_fact_and_a_question_and_returns_go_on(
    qtbot: QtBot, home: Home, request: pytest.FixtureRequest, language: str
) -> None:
    request.getfixturevalue(language)
    with _clerk_at_work(qtbot, home) as hands:
        _set_clock(hands, -DAY_S)
        assert _alarms(hands) == [DATE_DOUBTFUL[language]]
        assert [fact.jump_s for fact in _facts(hands, ClockJumped)] == [-DAY_S]
        hands.console._serving.open_receipt(RECEIPT)  # type: ignore[union-attr] # it is open; as a scan does
        hands.rest()
        hands.type("2")
        hands.type("1")
        hands.type("1")
        told = t("Date doubtful: nobody has confirmed today's date. Count the days on the receipt once more.")
        assert told in hands.reads(hands.page)
        hands.press(Qt.Key.Key_F10)
        slip = hands.printed(1)
        assert slip.exists()
        hands.alt(Qt.Key.Key_C)
        hands.alt(Qt.Key.Key_N)
        assert _alarms(hands) == [DATE_WRONG[language]]
        hands.alt(Qt.Key.Key_C)
        hands.press(Qt.Key.Key_F10)
        assert _alarms(hands) == []
        assert [fact.right for fact in _facts(hands, DateChecked)] == [False, True]


@pytest.mark.usefixtures("chinese")
def test_many_small_steps_are_a_jump_too_and_one_that_is_taken_back_asks_nobody(qtbot: QtBot, home: Home) -> None:
    with _clerk_at_work(qtbot, home) as hands:
        for _ in range(3):
            _set_clock(hands, 50)
        assert _alarms(hands) == [DATE_DOUBTFUL["chinese"]]
        _set_clock(hands, -150)
        assert _alarms(hands) == []


@pytest.mark.usefixtures("chinese")
def test_who_starts_with_a_date_before_the_last_record_is_asked_for_today_before_anything_else(
    qtbot: QtBot, home: Home
) -> None:
    with _clerk_at_work(qtbot, home, MORNING - timedelta(days=9000)) as hands:
        assert "现在是 2001年7月19日 周四 10:00 吗？" in hands.reads(hands.window.layer)
        hands.press(Qt.Key.Key_F10)
        assert hands.window.layer is None
        assert _alarms(hands) == []
        assert [fact.right for fact in _facts(hands, DateChecked)] == [True]


@pytest.mark.usefixtures("chinese")
def test_a_computer_in_another_zone_is_told_and_the_stores_time_is_used(qtbot: QtBot, home: Home) -> None:
    with _clerk_at_work(qtbot, home) as hands:
        hands.counter.machine_offset_min = lambda: 60
        _set_clock(hands, 600)
        _set_clock(hands, -600)
        assert _alarms(hands) == [
            "电脑设成了别的时区。保存的没有错：这里一律用 Asia/Shanghai 的时间。信息部可以把电脑时区改回来。"
        ]
        assert hands.window.topbar._time.text().startswith("10:0")
        hands.counter.machine_offset_min = lambda: 480
        _set_clock(hands, 600)
        _set_clock(hands, -600)
        assert _alarms(hands) == []


# --- the disk --------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("chinese")
def test_how_full_the_disk_is_stands_on_the_screen(qtbot: QtBot, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        300_000_000: ["磁盘快满了（剩 300 MB）。照常保存，都在。请今天告诉店长。"],
        80_000_000: ["磁盘马上要满了（剩 80 MB）。办的单还能保存，收银文件和备份先等着。请马上联系信息部。"],
        900_000_000: [],
    }
    with _clerk_at_work(qtbot, home) as hands:
        for free, sentences in said.items():
            monkeypatch.setattr(space, "free_bytes", lambda _home, free=free: free)
            hands.console._serving.faults.look_at_disk()  # type: ignore[union-attr] # it is open; the hourly look
            hands.rest()
            assert _alarms(hands) == sentences
        monkeypatch.setattr(space, "free_bytes", lambda _home: 1_000)
        _on_the_desk(hands, lambda desk: setattr(desk, "disk_was_full", True))
        hands.press(Qt.Key.Key_F2)
        full = "磁盘满了。这一步没有保存，之前的都在。请腾出空间或联系信息部，再做一次。今日日志还能打印。"
        assert full in hands.window.toasts.texts()
        assert _alarms(hands) == ["磁盘满了。保存过的都在；新的存不进去，今日日志还能打印。请腾出空间或联系信息部。"]


def _on_the_desk(hands: Hands, change: Any) -> None:
    hands.counter.look(change, then=lambda _: None)
    hands.rest()


def _own_dialect(desk: Desk) -> None:
    """Files opened in one test process share a dialect (``tests.compiling``); what is changed is changed here only."""
    engine = desk.database._engine
    engine.dialect = engine.pool._dialect = copy.copy(engine.dialect)


@pytest.mark.usefixtures("chinese")
def test_a_disk_that_fails_twice_stops_what_is_new_and_says_so_above_every_page(qtbot: QtBot, home: Home) -> None:
    def fail(desk: Desk) -> None:
        _own_dialect(desk)
        real = desk.database._engine.dialect.do_commit
        failures = iter((True, True))

        def commit(connection: Any) -> None:
            if next(failures, False):
                import sqlcipher3.dbapi2 as sqlcipher

                raise sqlcipher.OperationalError("disk I/O error")
            real(connection)

        def patched() -> None:
            opened()
            _own_dialect(desk)
            desk.database._engine.dialect.do_commit = commit  # type: ignore[method-assign] # the driver fails

        opened = desk.database._open_once
        desk.database._open_once = patched  # type: ignore[method-assign] # also after it was opened anew
        desk.database._engine.dialect.do_commit = commit  # type: ignore[method-assign] # as above

    with _clerk_at_work(qtbot, home) as hands:
        _on_the_desk(hands, fail)
        for _ in range(3):
            hands.press(Qt.Key.Key_F2)
        texts = hands.window.toasts.texts()
        failed = "磁盘出错，已经查过：这一步没有保存，之前的都在。请再做一次；还不行就联系信息部。"
        stopped = (
            "磁盘接连出错，先不接新的单。说过已保存的都在。查看、打印、导出照常。请马上联系信息部，先不要重启电脑。"
        )
        assert failed in texts
        assert stopped in texts
        assert stopped in _alarms(hands)
        hands.control(Qt.Key.Key_3)
        assert hands.page is hands.console.pages["cases"], "looking still works"


@pytest.mark.usefixtures("chinese")
def test_a_slow_disk_never_stops_the_screen_and_is_told_after_a_moment(qtbot: QtBot, home: Home) -> None:
    slow = threading.Event()

    def steps(step: str) -> None:
        if step == "before COMMIT":
            slow.wait(20)

    with _clerk_at_work(qtbot, home) as hands:
        _on_the_desk(hands, lambda desk: setattr(desk, "steps", steps))
        beats: list[int] = []
        heart = QTimer(hands.window, interval=20)
        heart.timeout.connect(lambda: beats.append(1))
        heart.start()
        keys.strike(Qt.Key.Key_F2)
        hands.until(lambda: len(beats) >= 50)  # a second's worth: the window lives while the disk does not answer
        assert hands.counter.pending
        assert hands.window.saving.isVisible()
        assert hands.window.saving.told.text() == "还在保存，磁盘有点慢。什么都不会丢。请等结果，不要再按。"
        slow.set()
        hands.rest()
        assert not hands.window.saving.isVisible()


# --- our own mistakes, crashes, a second window ----------------------------------------------------------------------
def _console(home: Home, job: str, *, ends_with: int = 0) -> list[str]:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.walkthroughs.console_child", str(home.root), job],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == ends_with, ran.stderr
    said: list[str] = json.loads(ran.stdout) if ran.stdout else []
    return said


def test_whatever_nobody_caught_is_a_sentence_and_a_report_without_anybodys_name(home: Home) -> None:
    """In a slot, in an action, in a thread; and memory that ends."""
    ours = "服务台出错了。已保存的都在。请重做刚才这一步；再出错就联系信息部。"
    memory = "电脑内存用完了。保存过的都在。请关掉别的程序，看看上一步在不在，再继续。"
    assert sorted(_console(home, "mistakes")) == sorted([ours, ours, ours, memory])
    report = (home.logs / "errors.log").read_text(encoding="utf-8")
    assert report.count("OursError") == 3
    assert "MemoryError" in report
    assert "console_child.py" in report
    assert CUSTOMER not in report
    assert "Zhang" not in report


@pytest.mark.usefixtures("chinese")
def test_after_a_sudden_end_the_next_start_says_so_once(qtbot: QtBot, home: Home) -> None:
    _console(home, "struck down", ends_with=-signal.SIGSEGV)
    assert "Segmentation fault" in (home.logs / "crash.log").read_text(encoding="utf-8")
    suddenly = "上次程序或电脑突然停了。保存过的都在。没写完的，登录以后可以接着办。"
    with at_the_counter(qtbot, home, MORNING) as hands:
        assert suddenly in hands.window.toasts.texts()
    assert not home.running_mark.exists()


@pytest.mark.usefixtures("chinese")
def test_a_second_window_says_that_one_is_open_and_asks_it_to_the_front(qtbot: QtBot, home: Home) -> None:
    command = [sys.executable, "-m", "tests.walkthroughs.console_child", str(home.root), "first"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "open\n"
        second = Terminal(home, ShopClock(MORNING))
        second.start()
        here = "服务台已经在这台电脑上打开了。什么都没有改动，已办的都在。请在打开的那个窗口里继续。"
        qtbot.waitUntil(lambda: second.console.window.toasts.texts() == [here], timeout=20_000)
        assert first.stdout.readline() == "[]\n", "the first one heard it"
        assert first.wait(60) == 0
        second.stop()
        second.console.window.close()
        second.console.window.deleteLater()


@pytest.mark.usefixtures("chinese")
def test_a_damaged_file_is_told_on_the_sign_in_window_with_the_ways_back(qtbot: QtBot, home: Home) -> None:
    with home.store_file.open("r+b") as file:
        file.seek(home.store_file.stat().st_size // 2)
        file.write(bytes(4096))
    for leftover in home.root.glob("counter.db-*"):
        leftover.unlink()
    terminal = Terminal(home, ShopClock(MORNING))
    terminal.start()
    qtbot.waitUntil(lambda: bool(terminal.console.window.toasts.texts()), timeout=20_000)
    (told,) = terminal.console.window.toasts.texts()
    assert told.startswith("本机有一条记录坏了（")
    assert "servicedesk restore" in told
    assert "servicedesk journal salvage" in told
    terminal.stop()
    terminal.console.window.close()
    terminal.console.window.deleteLater()


def test_the_hourly_look_at_the_disk_is_hourly() -> None:
    assert faults.DISK_EVERY_MS == 3_600_000
