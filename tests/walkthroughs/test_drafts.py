"""No word is lost: forms that are killed while somebody types, and the way back into them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from tests.builders import ROOT
from tests.walkthroughs.conftest import NOON
from tests.walkthroughs.hands import Hands, at_the_counter
from tests.walkthroughs.test_practice_shop_walks import (
    CLERK,
    CLERK_NAME,
    CLERK_PIN,
    OTHER,
    OTHER_PIN,
    _before,
    _standing_still,
    _story,
)

from servicedesk.domain.returns_facts import ReturnSettled
from servicedesk.domain.visits import NeedsNoted
from servicedesk.paths import Home
from servicedesk.ui.words import t

KILLS = 50


def _killed(folder: Path, seed: str, kills: int, *more: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.walkthroughs.draft_child", str(folder), "--seed", seed]
    ran = subprocess.run(
        [*command, "--kills", str(kills), *more], cwd=ROOT, capture_output=True, text=True, timeout=540, check=True
    )
    report: dict[str, Any] = json.loads(ran.stdout)
    return report


def _seed(config: pytest.Config) -> str:
    return str(int(config.option.hypothesis_seed) % 2**31)


def test_whoever_is_killed_while_typing_loses_at_most_a_second_of_words(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    report = _killed(tmp_path, _seed(pytestconfig), KILLS)
    assert report["wrong"] == []
    assert report["kills"] == KILLS
    assert report["kept"] > 0


def test_the_killing_notices_drafts_that_come_too_late(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    assert _killed(tmp_path, _seed(pytestconfig), 5, "--late")["wrong"] != []


@pytest.mark.soak
def test_no_word_is_lost_in_a_thousand_kills(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    assert _killed(tmp_path, _seed(pytestconfig), 1000)["wrong"] == []


def _crash_image(home: Home, folder: Path) -> Home:
    """The files of a counter that runs, as a power cut at this moment would leave them."""
    shutil.copytree(home.root, folder / "home")
    return Home(folder / "home")


def _half_done_return(hands: Hands, receipt: str, code: str | None) -> str:
    hands.scan(receipt)
    if code is not None:
        hands.scan(code)
    hands.type("2")
    hands.press(Qt.Key.Key_Tab)
    return _standing_still(hands.reads(hands.page))


def _note(hands: Hands) -> QLineEdit:
    page: Any = hands.console.pages["returns"]
    line: QLineEdit = page.asking.note
    return line


@pytest.mark.usefixtures("chinese")
def test_a_power_cut_in_the_middle_of_a_return_leaves_it_to_be_gone_on_with_by_anybody(
    qtbot: QtBot, shop: Home, tmp_path: Path
) -> None:
    before, sale = _before(shop, "APPL_SMALL")
    line = next(line for line in sale.lines if line.category == "APPL_SMALL")
    with at_the_counter(qtbot, shop, NOON) as hands:
        hands.sign_in(CLERK, CLERK_PIN)
        half_done = _half_done_return(hands, sale.receipt_number, line.code if len(sale.lines) > 1 else None)
        _note(hands).setFocus()
        hands.type("voltage too high")
        hands.until(lambda: not hands.counter.drafts.waiting)
        after_the_cut = _crash_image(shop, tmp_path / "cut")
    with at_the_counter(qtbot, after_the_cut, NOON) as hands:
        hands.sign_in(OTHER, OTHER_PIN)
        assert t("{name} left 1 thing unfinished", name=CLERK_NAME) in hands.reads(hands.window.layer)
        assert t("Return of receipt {number}", number=sale.receipt_number) in hands.reads(hands.window.layer)
        hands.press(Qt.Key.Key_F10)
        assert _standing_still(hands.reads(hands.page)) == half_done
        assert _note(hands).text() == "voltage too high"
        hands.window.setFocus()
        hands.type("1")
        hands.type("1")
        hands.press(Qt.Key.Key_F10)
        hands.printed(1)
        hands.press(Qt.Key.Key_F9)
        hands.sign_in(CLERK, CLERK_PIN)
        assert hands.window.layer is None, "what is settled is not offered again"
    settled = _story(after_the_cut, before).one(ReturnSettled)
    assert settled.personal["note"] == "voltage too high"


@pytest.mark.usefixtures("english")
def test_a_dialog_that_was_closed_by_the_lock_is_offered_and_opens_with_its_words(qtbot: QtBot, shop: Home) -> None:
    before, _sale = _before(shop, "APPL_SMALL")
    with at_the_counter(qtbot, shop, NOON) as hands:
        hands.sign_in(CLERK, CLERK_PIN)
        hands.press(Qt.Key.Key_F2)
        hands.press(Qt.Key.Key_Space)
        hands.alt(Qt.Key.Key_N)
        hands.type("for a small kitchen")
        hands.press(Qt.Key.Key_F9)
        hands.sign_in(CLERK, CLERK_PIN)
        assert t("You left 1 thing unfinished") in hands.reads(hands.window.layer)
        hands.press(Qt.Key.Key_F10)
        hands.press(Qt.Key.Key_F10)  # the dialog has its words: it is saved as it stands
        assert hands.window.layer is None
        hands.press(Qt.Key.Key_F9)
        hands.sign_in(CLERK, CLERK_PIN)
        assert hands.window.layer is None
    assert _story(shop, before).one(NeedsNoted).personal["scenario"] == "for a small kitchen"


@pytest.mark.usefixtures("english")
def test_what_is_put_aside_is_not_asked_about_again_and_stays_in_the_list_until_it_is_thrown_away(
    qtbot: QtBot, shop: Home
) -> None:
    with at_the_counter(qtbot, shop, NOON) as hands:
        hands.sign_in(CLERK, CLERK_PIN)
        hands.press(Qt.Key.Key_F2)
        hands.press(Qt.Key.Key_Space)
        hands.alt(Qt.Key.Key_N)
        hands.type("a gift")
        hands.press(Qt.Key.Key_F9)
        hands.sign_in(OTHER, OTHER_PIN)
        hands.alt(Qt.Key.Key_G)
        assert hands.window.layer is None
        hands.press(Qt.Key.Key_F9)
        hands.sign_in(OTHER, OTHER_PIN)
        assert hands.window.layer is None
        hands.control(Qt.Key.Key_K)
        hands.type("unfinished")
        hands.press(Qt.Key.Key_Return)
        assert t("What a visitor needs") in hands.reads(hands.window.layer)
        hands.alt(Qt.Key.Key_D)
        assert hands.window.layer is None
        hands.control(Qt.Key.Key_K)
        hands.type("unfinished")
        hands.press(Qt.Key.Key_Return)
        assert t("Nothing is unfinished.") in hands.reads()
