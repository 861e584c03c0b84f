"""A whole day of acts at one counter: the window stays as large as it was made, whatever is shown in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize, Qt
from pytestqt.qtbot import QtBot
from tests.walkthroughs.conftest import NOON
from tests.walkthroughs.hands import Hands, at_the_counter

from servicedesk.commands.demo_store import description
from servicedesk.commands.demo_till import told_number
from servicedesk.paths import Home

CLERK = ("1027", "615082")
MANAGER = next((one["number"], one["pin"]) for one in description()["staff"] if one["role"] == "MANAGER")
GOOD, LATE = (told_number(told, NOON.date()) for told in description()["receipts"])
REASON = "laohuiyuan, huan xin de"


def acts(hands: Hands) -> dict[str, Callable[[], object]]:
    """What a day is made of, key by key."""
    press, alt, control = hands.press, hands.alt, hands.control
    return {
        "a visitor who leaves": lambda: (press(Qt.Key.Key_F2), press(Qt.Key.Key_Space), alt(Qt.Key.Key_L)),
        "a question": lambda: (press(Qt.Key.Key_F2), hands.type("1"), press(Qt.Key.Key_Return)),
        "a complaint": lambda: (press(Qt.Key.Key_F2), hands.type("8"), press(Qt.Key.Key_F10)),
        "a copy": lambda: (press(Qt.Key.Key_F5), press(Qt.Key.Key_Escape), hands.scan(GOOD), press(Qt.Key.Key_F8)),
        "a return": lambda: (hands.scan(GOOD), press(Qt.Key.Key_Space), hands.type("11"), press(Qt.Key.Key_F10)),
        "a refusal": lambda: (
            hands.scan(LATE), press(Qt.Key.Key_Space), hands.type("2"), hands.type("1"), press(Qt.Key.Key_F12),
            hands.type(REASON), alt(Qt.Key.Key_N), hands.type("000000"), hands.type(MANAGER[1]), press(Qt.Key.Key_F10),
        ),
        "the pages": lambda: (
            press(Qt.Key.Key_F6), control(Qt.Key.Key_3), control(Qt.Key.Key_5), control(Qt.Key.Key_1),
        ),
        "the customer's view": lambda: (press(Qt.Key.Key_F11), press(Qt.Key.Key_F11)),
        "the scripts and the palette": lambda: (
            press(Qt.Key.Key_F1), press(Qt.Key.Key_Escape), control(Qt.Key.Key_K), hands.type("10"),
            press(Qt.Key.Key_Escape),
        ),
        "the manager": lambda: (press(Qt.Key.Key_F9), hands.sign_in(*MANAGER), control(Qt.Key.Key_4)),
    }  # fmt: skip


@pytest.mark.usefixtures("chinese")
def test_the_window_is_as_large_in_the_evening_as_in_the_morning(qtbot: QtBot, shop: Home) -> None:
    with at_the_counter(qtbot, shop, NOON) as hands:
        hands.sign_in(*CLERK)
        morning = hands.window.size()
        assert morning == QSize(1366, 768)
        for name, act in acts(hands).items():
            act()
            assert hands.window.size() == morning, name
