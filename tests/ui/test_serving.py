"""What the policy sets for the counter itself, and who is let in, seen at the real window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import Connection

from servicedesk.commands.screens import AT, cast, on_stage
from servicedesk.domain.policies import IdleLock, Policy
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.staff import SignedIn
from servicedesk.domain.times import FixedClock
from servicedesk.paths import Home
from servicedesk.records import journal
from servicedesk.terminal import Terminal
from servicedesk.terminal.paper import PrintWorker
from servicedesk.ui.home.page import HomePage
from servicedesk.ui.manager.staff_dialogs import ColleagueDialog, OwnPinDialog, PinShownDialog
from servicedesk.ui.parts import KeyButton
from servicedesk.ui.reading import say_screen
from servicedesk.ui.returns.page import ReturnsPage
from servicedesk.ui.showcase import Look, Showcase
from servicedesk.wire import policies

Rules = Callable[[Policy], Policy]


@pytest.fixture
def opened(practice_store: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Rules], Showcase]]:
    """``opened(change)`` is a counter whose rules were changed; nobody has signed in."""
    stages: list[Showcase] = []

    def open_with(change: Rules) -> Showcase:
        rules = change(policies.default_policy())
        monkeypatch.setattr(policies, "default_policy", lambda: rules)
        stages.append(on_stage(practice_store, Look("zh_CN")))
        return stages[-1]

    yield open_with
    for stage in stages:
        stage.close()


def test_the_counter_locks_itself_after_the_time_the_policy_sets(opened: Callable[[Rules], Showcase]) -> None:
    stage = opened(lambda rules: replace(rules, idle_lock=IdleLock(after_s=400, busy_after_s=550)))
    stage.sign_in(cast().clerk)
    assert 180_000 < stage.window._watch.waits_ms() < 401_000
    stage.scan(cast().receipt)
    assert 400_000 < stage.window._watch.waits_ms() < 560_000


def test_codes_are_told_by_the_patterns_the_policy_sets(opened: Callable[[Rules], Showcase]) -> None:
    receipts = (r"KS\d{4}",)
    stage = opened(lambda rules: replace(rules, scans=replace(rules.scans, receipts=receipts)))
    stage.sign_in(cast().clerk)
    stage.scan(cast().receipt)
    assert not isinstance(stage.window.page, ReturnsPage), "the shipped pattern is not this shop's"
    stage.scan("KS0001")
    assert "KS0001" in " ".join(stage.window.toasts.texts())
    assert "Ctrl" in " ".join(stage.window.toasts.texts()), "it was looked for as a receipt"


def test_the_fact_says_whether_a_badge_said_who_signed_in(opened: Callable[[Rules], Showcase]) -> None:
    stage = opened(lambda rules: rules)
    number, pin = cast().clerk
    stage.scan(f"B{number}")
    stage.digits(pin)
    assert stage.counter.session is not None
    stage.press(Qt.Key.Key_F9)
    stage.scan(f"B{number}")
    stage.console.sign_in.choose(number)
    stage.digits(pin)
    kept: list[SignedIn] = []
    stage.counter.ask(_sign_ins, then=kept.extend)
    stage.settle()
    assert [one.by_badge for one in kept[-2:]] == [True, False]


def test_a_card_number_is_told_while_it_is_typed_and_stays_in_the_field_alone(
    opened: Callable[[Rules], Showcase],
) -> None:
    stage = opened(lambda rules: rules)
    stage.sign_in(cast().clerk)
    stage.scan(cast().receipt)
    page = stage.window.page
    assert isinstance(page, ReturnsPage)
    stage.type_in(page.asking.note, "卡号 6222 0200 0000 0000 00")
    assert "像是银行卡号" not in say_screen(stage.window)
    stage.type_in(page.asking.note, "卡号 6222 0200 0000 0000 000")
    assert "这像是银行卡号，没有保存。请只写最后四位。" in say_screen(stage.window)
    stage.type_in(page.asking.note, "卡尾号 0000")
    assert "像是银行卡号" not in say_screen(stage.window)


def test_f8_at_home_has_a_printer_in_trouble_tried_again(opened: Callable[[Rules], Showcase]) -> None:
    stage = opened(lambda rules: rules)
    stage.sign_in(cast().clerk)
    wanted: list[bool] = []
    stage.console.printers_wanted.connect(lambda: wanted.append(True))
    stage.press(Qt.Key.Key_F8)
    assert wanted == [], "nothing is in its way"
    stage.console.tell_printer_sentence(Sentence("The printer is out of paper. Put paper in."))
    stage.settle()
    stage.press(Qt.Key.Key_F8)
    home = stage.window.page
    assert isinstance(home, HomePage)
    assert home.trouble.button is not None
    home.trouble.button.click()
    assert wanted == [True, True]
    assert "正在重试打印机" in stage.window.toasts.texts()[-1]


def test_asking_reaches_the_printers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    asked: list[str] = []
    monkeypatch.setattr(PrintWorker, "try_again", lambda _worker: asked.append("again"))
    terminal = Terminal(Home(tmp_path / "nobody"), FixedClock(AT))
    own = PrintWorker("slip", None, None, terminal.clock, None)  # type: ignore[arg-type] # nothing of it is used
    terminal._print_workers.append(own)
    terminal.console.printers_wanted.emit()
    terminal.console.window.deleteLater()
    assert asked == ["again"]


def test_a_new_pin_for_a_colleague_asks_the_manager_for_their_own(opened: Callable[[Rules], Showcase]) -> None:
    stage = opened(lambda rules: rules)
    stage.sign_in(cast().manager)
    stage.press(Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    stage.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    stage.press(Qt.Key.Key_Down)
    stage.press(Qt.Key.Key_Return)
    colleague = stage.window.layer
    assert isinstance(colleague, ColleagueDialog)
    button = next(one for one in colleague.findChildren(KeyButton) if "新密码" in say_screen(one))
    button.click()
    stage.settle()
    assert isinstance(stage.window.layer, OwnPinDialog)
    stage.digits("000000")
    assert "密码不对" in say_screen(stage.window.layer)
    assert isinstance(stage.window.layer, OwnPinDialog)
    stage.digits(cast().manager[1])
    assert isinstance(stage.window.layer, PinShownDialog)


def _sign_ins(reader: Connection) -> list[SignedIn]:
    return [recorded.fact for recorded in journal.read(reader) if isinstance(recorded.fact, SignedIn)]
