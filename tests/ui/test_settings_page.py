"""Settings: the look is chosen and kept, the scanner is tried under an input method, the second screen is the
customer's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from servicedesk.commands.demo import make_first_day
from servicedesk.commands.screens import AT, cast, on_stage
from servicedesk.paths import Home
from servicedesk.settings import CounterSettings
from servicedesk.ui.parts import motion_wanted, want_motion
from servicedesk.ui.reading import say_screen
from servicedesk.ui.settings.page import SettingsPage
from servicedesk.ui.showcase import Look, Showcase
from servicedesk.ui.theme import dress, theme, tokens
from servicedesk.ui.words import language

ALT = Qt.KeyboardModifier.AltModifier
CODE = "RM01-1117-0456"


class PretendInputMethod:
    """What an input method in Chinese mode does in a field that accepts one: letters become a word on the way, other
    keys go to the field. Elsewhere every key goes where it is pressed."""

    def __init__(self) -> None:
        self.at_ms, self._word = 50_000, ""

    def burst(self, text: str, gap_ms: int = 12, *, prefix: bool = False) -> None:
        if prefix:
            self._key("\x02", Qt.Key.Key_B.value, Qt.KeyboardModifier.ControlModifier)
        for letter in text:
            self.at_ms += gap_ms
            self._type(letter)
        self._key("\r", Qt.Key.Key_Return.value)

    def _type(self, letter: str) -> None:
        focused = QApplication.focusWidget()
        assert focused is not None, "somebody hears the scanner"
        if letter.isalpha() and focused.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            self._word += letter.lower()
            QApplication.sendEvent(focused, QInputMethodEvent(self._word, []))
            return
        self._key(letter, ord(letter.upper()))

    def _key(self, text: str, key: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        focused = QApplication.focusWidget()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, modifiers, text)
            event.setTimestamp(self.at_ms)
            QApplication.sendEvent(focused, event)


@pytest.fixture(scope="module")
def store(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Home:
    made: Home = make_first_day(tmp_path_factory.mktemp("settings") / "first", AT)
    return made


@pytest.fixture
def stage(store: Home, qapp: QApplication) -> Iterator[Showcase]:
    stage = on_stage(store, Look("zh_CN"))
    stage.sign_in(cast().manager)
    stage.window.show_page("settings")
    stage.settle()
    yield stage
    stage.close()
    want_motion(True)
    dress(qapp)


def page(stage: Showcase) -> SettingsPage:
    shown = stage.window.page
    assert isinstance(shown, SettingsPage)
    return shown


def kept(stage: Showcase) -> list[CounterSettings]:
    """What is handed over to be kept, from now on."""
    told: list[CounterSettings] = []
    stage.console.display.changed.connect(told.append)
    return told


# --- the look --------------------------------------------------------------------------------------------------------
def test_alt_t_goes_round_the_three_themes_and_what_is_on_screen_follows(stage: Showcase) -> None:
    told, seen = kept(stage), []
    for _ in range(3):
        stage.press(Qt.Key.Key_T, ALT)
        ground = stage.window.topbar.grab().toImage().pixelColor(2, 2)
        seen.append(
            (theme().name, ground == QColor(tokens(theme().name)["surface"]), page(stage).display.themes.value())
        )
    assert seen == [("dark", True, "dark"), ("high", True, "high"), ("light", True, "light")]
    assert [one.theme for one in told] == ["dark", "high", "light"]


def test_alt_t_is_heard_where_nobody_has_signed_in_and_over_a_dialog(stage: Showcase) -> None:
    stage.press(Qt.Key.Key_P, ALT)
    stage.press(Qt.Key.Key_T, ALT)
    stage.press(Qt.Key.Key_Escape)
    stage.press(Qt.Key.Key_F9)
    stage.press(Qt.Key.Key_T, ALT)
    assert theme().name == "high"


def test_another_size_of_letters_builds_the_windows_anew_for_the_same_person(stage: Showcase) -> None:
    before = stage.window
    page(stage).display.scales.choose(1.3)
    stage.settle(at_least_ms=100)
    assert (theme().scale, stage.window is before, isValid(before)) == (1.3, False, False)
    assert "周建国" in say_screen(stage.window)
    assert page(stage).display.scales.value() == 1.3
    stage.press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert stage.window.page is stage.console.pages["home"]


def test_another_language_is_spoken_at_once(stage: Showcase) -> None:
    told = kept(stage)
    page(stage).display.languages.choose("en")
    stage.settle(at_least_ms=100)
    assert language() == "en"
    assert "Back up now" in say_screen(stage.window)
    assert told[-1].language == "en"


def test_while_work_is_open_a_size_waits_until_it_is_done(stage: Showcase, monkeypatch: pytest.MonkeyPatch) -> None:
    before, open_work = stage.window, stage.console.pages["returns"]
    monkeypatch.setattr(open_work, "unfinished", lambda: True)
    page(stage).display.scales.choose(1.16)
    stage.settle()
    assert (stage.window is before, theme().scale) == (True, 1.0)
    assert "手上的事办完，屏幕就换过来" in " ".join(stage.window.toasts.texts())
    monkeypatch.setattr(open_work, "unfinished", lambda: False)
    stage.press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    stage.settle(at_least_ms=100)
    assert (stage.window is before, theme().scale) == (False, 1.16)


def test_nothing_moves_when_nobody_wants_it_to(stage: Showcase) -> None:
    page(stage).display.motion.choose(False)
    assert not motion_wanted()


# --- the scanner -----------------------------------------------------------------------------------------------------
def trial(stage: Showcase, code: str = CODE, gap_ms: int = 12, *, prefix: bool = False) -> str:
    """What the card says after a scan into its field with a Chinese input method on."""
    stage.press(Qt.Key.Key_S, ALT)
    PretendInputMethod().burst(code, gap_ms, prefix=prefix)
    stage.settle(at_least_ms=500)
    card = page(stage).scanner
    return f"{card.chip.text()} {card.code.text()} {card.measures.text()} {card.advice.text()}"


def test_a_burst_that_an_input_method_tears_apart_is_seen_and_the_prefix_key_is_advised(stage: Showcase) -> None:
    said = trial(stage)
    assert "没认成码" in said
    assert "输入法拿走了：rm" in said
    assert page(stage).scanner.follow.text() == "改看前缀键 Ctrl+B"


def test_with_the_prefix_key_a_code_arrives_whole_under_the_input_method(stage: Showcase) -> None:
    told = kept(stage)
    trial(stage)
    page(stage).scanner.follow.click()
    assert told[-1].prefix == "Ctrl+B"
    assert "RM01-1117-0456 是小票" in trial(stage, prefix=True)
    assert page(stage).scanner.field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled), "given back"


def test_a_code_without_letters_is_understood_with_its_pace(stage: Showcase) -> None:
    said = trial(stage, "6901234567892")
    assert "认得 6901234567892 是商品码" in said
    assert "13 个字符，共 144 毫秒，平均隔 12 毫秒，最长 12 毫秒" in said


def test_a_slow_scanner_is_understood_once_its_pause_is_allowed(stage: Showcase) -> None:
    told = kept(stage)
    assert "来得太慢" in trial(stage, "6901234567892", 86)
    page(stage).scanner.follow.click()
    assert told[-1].gap_ms == 110
    assert "认得 6901234567892 是商品码" in trial(stage, "6901234567892", 86)


def test_only_fields_for_chinese_words_let_an_input_method_in(stage: Showcase) -> None:
    from servicedesk.ui.parts import TextBox, TextLine

    open_to_it = [
        part
        for part in QApplication.allWidgets()
        if part.window() is stage.window and part.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    ]
    fields = [part for part in open_to_it if isinstance(part, TextLine | TextBox)]
    inside = [part for part in open_to_it if any(field.isAncestorOf(part) for field in fields)]
    assert set(open_to_it) == {*fields, *inside}


# --- the second screen -----------------------------------------------------------------------------------------------
_TWO_SCREENS = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication
app = QApplication(["servicedesk"])
from servicedesk.commands.screens import cast, on_stage
from servicedesk.paths import Home
from servicedesk.ui.reading import say_screen
from servicedesk.ui.showcase import Look
stage = on_stage(Home(Path(sys.argv[1])), Look("zh_CN"))
screen = stage.window.customer_screen
said = {"idle": say_screen(screen.view), "place": [screen.view.x(), screen.view.width(), screen.shown]}
stage.sign_in(cast().clerk)
stage.scan(cast().receipt)
stage.press(Qt.Key.Key_Space, text=" ")
said["asking"] = say_screen(screen.view)
while (page := stage.window.page).asking.question is not None:
    stage.digits("1")
said["answer"] = say_screen(screen.view)
stage.press(Qt.Key.Key_F11)
said["f11"] = " ".join(stage.window.toasts.texts())
said["work"] = stage.window.page is page and not stage.window.covered()
stage.press(Qt.Key.Key_F9)
said["locked"] = say_screen(screen.view)
stage.close()
said["closed"] = screen.shown
print("SAID" + json.dumps(said))
"""


def test_a_second_screen_is_the_customers_all_the_time(practice_store: Home, tmp_path: Path) -> None:
    """In a process of its own: how many screens there are is settled when Qt starts."""
    screens = [
        {"name": name, "x": x, "y": 0, "width": 1366, "height": 768, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
        for name, x in (("desk", 0), ("customer", 1366))
    ]
    (tmp_path / "screens.json").write_text(json.dumps({"screens": screens}))
    platform = {"QT_QPA_PLATFORM": f"offscreen:configfile={tmp_path / 'screens.json'}"}
    done = subprocess.run(
        [sys.executable, "-c", _TWO_SCREENS, str(practice_store.root)],
        capture_output=True, text=True, env={**os.environ, **platform},
    )  # fmt: skip
    assert "SAID" in done.stdout, done.stderr
    said = json.loads(done.stdout.partition("SAID")[2])
    assert said["place"] == [1366, 1366, True]
    for nobody in ("idle", "asking", "locked"):
        assert "人民路店" in said[nobody]
        assert "¥" not in said[nobody]
    assert "可以退" in said["answer"]
    assert "¥188.18" in said["answer"]
    assert "F11" not in said["answer"]
    assert said["work"], "the clerk's own screen goes on"
    assert "顾客在第二块屏幕上看得到" in said["f11"]
    assert not said["closed"]
