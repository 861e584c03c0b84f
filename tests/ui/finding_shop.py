"""A small shop in which things are looked for, and the hands that look."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from tests.builders import MORNING, PROFILE, a_line, a_sale, add_sale, closing, counter, done
from tests.records.test_rebuild import settle

from servicedesk.desk import visits
from servicedesk.domain.times import FixedClock
from servicedesk.domain.visits import Purpose, Source
from servicedesk.paths import Home
from servicedesk.records import items
from servicedesk.ui.reading import say_screen
from servicedesk.ui.shell.palette import Palette
from servicedesk.ui.shell.topbar import CounterFace
from servicedesk.ui.showcase import Look, Showcase

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
KETTLE, PHONE = "电水壶 1.7L", "13812342203"
SLIPS = 9


@dataclass(frozen=True)
class Shop:
    home: Home
    pins: dict[str, str]
    slips: tuple[str, ...]


def open_shop(folder: Path) -> Shop:
    """A few sales to people, a few slips, one visit under way."""
    with closing(counter(folder)) as desk:
        bought = MORNING - timedelta(days=2)
        told = {"customer_name": "张建国", "customer_phone": PHONE, "member_code": "M123456", "bought_at": bought}
        add_sale(desk, a_sale("R-1001", a_line(name=KETTLE, code="690001"), **told))
        add_sale(desk, a_sale("R-1002", a_line(name=KETTLE, code="690001"), **told))
        numbers = []
        for key in range(SLIPS):
            sale = add_sale(desk, a_sale(f"R-2{key:03d}", a_line(name="甲乙丙"[key % 3] + "台灯", code="690002")))
            numbers.append(settle(desk, desk.clerk, sale, str(key)))
        with desk.database.transaction() as connection:
            items.note(connection, [("690001", KETTLE), ("690002", "甲台灯")])
        visit = done(visits.arrive(desk, desk.clerk, Source.DOOR))
        done(visits.greet(desk, desk.clerk, visit))
        done(visits.classify(desk, desk.clerk, visit, visits.Classification(Purpose.RETURN, note="壶盖裂了")))
        return Shop(desk.home, desk.pins, tuple(numbers))


def on_stage(shop: Shop, folder: Path) -> Showcase:
    shutil.copytree(shop.home.root, folder / "home")
    face = CounterFace(PROFILE.chain_name, PROFILE.store_name, PROFILE.desk_name)
    stage = Showcase(Home(folder / "home"), FixedClock(MORNING), Look("zh_CN"), face, PROFILE.zone)
    stage.sign_in(("1003", shop.pins["1003"]))
    stage.settle()
    return stage


def manager(stage: Showcase, shop: Shop) -> None:
    number = min(shop.pins)
    stage.press(Qt.Key.Key_F9)
    stage.sign_in((number, shop.pins[number]))
    stage.settle()


def typed(stage: Showcase, text: str) -> str:
    """What the palette says to a text."""
    if stage.window.layer is not None:
        stage.press(Qt.Key.Key_Escape)
    stage.press(Qt.Key.Key_K, CTRL)
    assert isinstance(stage.window.layer, Palette)
    stage.window.layer.set_text(text)
    stage.settle()
    return say_screen(stage.window)


def toasts(stage: Showcase) -> str:
    return " / ".join(stage.window.toasts.texts())
