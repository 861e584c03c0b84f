"""What stands on the verdict and its button: no count that may be wrong, no second person left unsaid, no silence."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from servicedesk.commands.screens import cast
from servicedesk.ui.parts import LEFT
from servicedesk.ui.reading import say_screen
from servicedesk.ui.returns.approval import ApprovalDialog
from servicedesk.ui.returns.page import ReturnsPage
from servicedesk.ui.showcase import Showcase


def primary(stage: Showcase) -> str:
    page = stage.window.page
    assert isinstance(page, ReturnsPage)
    assert page.verdict.primary is not None
    return page.verdict.primary.text()


def test_before_the_last_answer_the_button_says_what_to_answer_first(stage: Showcase) -> None:
    stage.scan(cast().receipt)
    stage.press(Qt.Key.Key_Space, text=" ")
    said = say_screen(stage.window)
    assert "还没问完" in said
    assert "还差" not in said
    assert primary(stage) == "先答：为什么来退换？"


def test_f10_names_the_offer_that_is_ticked(stage: Showcase) -> None:
    stage.scan(cast().old_receipt)
    stage.press(Qt.Key.Key_Space, text=" ")
    stage.digits("2")
    page = stage.window.page
    assert isinstance(page, ReturnsPage)
    while page.asking.question is not None:
        stage.digits("1")
    keys = page.verdict.alternatives._choices
    offer = next(key for value, _choice, key in keys if value == "PAID_REPAIR")
    stage.digits(offer)
    assert primary(stage) == "记下并打印：收费修理"
    stage.press(Qt.Key.Key_F11)
    shown = [label for label in stage.window.cover_taker().findChildren(QLabel) if "收费修理" in label.text()]
    assert all(label.alignment() & LEFT for label in shown)


def test_a_second_person_who_is_needed_is_said_before_f10_asks_for_them(stage: Showcase, monkeypatch) -> None:
    from servicedesk.ui.returns import page as returns_page
    from servicedesk.ui.returns import saying

    for module in (returns_page, saying):
        monkeypatch.setattr(module, "needs_approval_of", lambda _policy, _seen, _chosen: "SUPERVISOR")
    stage.scan(cast().receipt)
    stage.press(Qt.Key.Key_Space, text=" ")
    stage.digits("11")
    assert "要主管当面批准" in say_screen(stage.window)
    assert primary(stage) == "请主管批准，退货"
    stage.press(Qt.Key.Key_F10)
    assert isinstance(stage.window.layer, ApprovalDialog)


def test_while_it_is_being_noted_f10_says_so(stage: Showcase) -> None:
    stage.scan(cast().receipt)
    stage.press(Qt.Key.Key_Space, text=" ")
    stage.digits("11")
    page = stage.window.page
    assert isinstance(page, ReturnsPage)
    page.primary()  # nothing may come back before this is read
    assert primary(stage) == "正在记下…"
    stage.settle()


def test_the_keys_that_do_something_are_named_and_no_others(stage: Showcase) -> None:
    stage.press(Qt.Key.Key_F2)
    assert "空格" in [hint.key for hint in stage.window.page.key_hints()]
    stage.press(Qt.Key.Key_Space, text=" ")
    assert "空格" not in [hint.key for hint in stage.window.page.key_hints()]
    stage.scan(cast().receipt)
    assert {"退格", "+ −"} <= {hint.key for hint in stage.window.page.key_hints()}


def test_after_a_lock_the_hands_are_on_the_first_tile_and_a_wrong_pin_leaves_a_button_that_begins(
    stage: Showcase,
) -> None:
    stage.press(Qt.Key.Key_F9)
    sign_in = stage.console.sign_in
    assert QApplication.focusWidget() is sign_in._tiles[0][1]
    stage.sign_in((cast().clerk[0], "000000"))
    assert sign_in._start.text() == "开始上班"
