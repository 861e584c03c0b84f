"""The day's log on the screen, by keys: figures of the day that is shown, what is ticked, and for whom it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from servicedesk.commands.screens import cast
from servicedesk.domain.daylog import Section
from servicedesk.ui.home.page import HomePage
from servicedesk.ui.manager.daylog import DayLogTab
from servicedesk.ui.manager.page import ManagerPage
from servicedesk.ui.reading import say_screen
from servicedesk.ui.settings.page import SettingsPage
from servicedesk.ui.shell.palette import Palette
from servicedesk.ui.showcase import Showcase

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def log(stage: Showcase) -> DayLogTab:
    """The manager has opened the log."""
    stage.press(Qt.Key.Key_F9)
    stage.sign_in(cast().manager)
    stage.press(Qt.Key.Key_4, CTRL)
    page = stage.window.page
    assert isinstance(page, ManagerPage)
    return page.log


def test_the_column_beside_the_page_tells_of_the_day_that_is_shown(stage: Showcase, log: DayLogTab) -> None:
    row = next(iter(log._rows.values()))
    today = row._right.text()
    stage.focus(row)
    stage.press(Qt.Key.Key_Space, text=" ")
    stage.focus(log.print_button)
    stage.press(Qt.Key.Key_Left)
    assert row._right.text() != today
    assert Section.VISITS not in log.sections.values(), "what was unticked stays so from day to day"
    stage.press(Qt.Key.Key_Right)
    assert row._right.text() == today


def test_nothing_ticked_is_nothing_printed(stage: Showcase, log: DayLogTab) -> None:
    for row in log._rows.values():
        stage.focus(row)
        stage.press(Qt.Key.Key_Space, text=" ")
    assert log.print_button.text() == "先勾要打印的"
    before = log._shown
    assert before is not None
    stage.press(Qt.Key.Key_F8)
    stage.press(Qt.Key.Key_E, CTRL)
    assert stage.window.toasts.texts() == []


def test_who_looks_at_today_goes_on_looking_at_today_when_the_day_turns_over(stage: Showcase, log: DayLogTab) -> None:
    assert log._day is not None
    day = log._day
    stage.wait_s(24 * 3600)
    page = stage.window.page
    assert isinstance(page, ManagerPage)
    page.tick(stage.clock.now())
    stage.settle()
    assert (log._day - day).days == 1


def test_a_clerk_is_neither_offered_nor_shown_the_log(stage: Showcase) -> None:
    palette = stage.window.open_palette()
    assert isinstance(palette, Palette)
    palette.set_text("日志")
    stage.settle()
    assert "Ctrl 4" not in say_screen(stage.window)
    stage.press(Qt.Key.Key_Escape)
    stage.press(Qt.Key.Key_4, CTRL)
    assert isinstance(stage.window.page, HomePage)
    assert stage.window.toasts.texts() == ["这一页要店长来，按 F9 换人。"]
    stage.press(Qt.Key.Key_5, CTRL)
    assert isinstance(stage.window.page, SettingsPage)
