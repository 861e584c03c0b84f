"""A second person, by keys: yes is yes, no is no, and nothing is cut off or lost on the way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from tests.ui.conftest import ask

from servicedesk.commands.screens import cast
from servicedesk.domain.returns_facts import ApprovalDenied, ApprovalGiven, ReturnSettled, ReturnVoided
from servicedesk.records import journal
from servicedesk.records.database import Reader
from servicedesk.ui.cases.page import CasesPage
from servicedesk.ui.reading import say_screen
from servicedesk.ui.returns.approval import ApprovalDialog
from servicedesk.ui.returns.page import ReturnsPage
from servicedesk.ui.showcase import Showcase
from servicedesk.ui.unfinished import UnfinishedDialog

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
REASON = "老会员，愿意换同款新品"
KINDS = (ApprovalGiven, ApprovalDenied, ReturnSettled, ReturnVoided)


def decided(stage: Showcase, since: int) -> list[str]:
    """What approvals and their deeds the journal holds behind a position."""

    def read(connection: Reader) -> list[str]:
        facts = [one.fact for one in journal.read(connection, after=since)]
        return [type(fact).__name__ for fact in facts if isinstance(fact, KINDS)]

    names: list[str] = ask(stage, read)
    return names


def refused_return(stage: Showcase) -> ReturnsPage:
    """The old receipt, refused; F12 is next."""
    stage.scan(cast().old_receipt)
    page = stage.window.page
    assert isinstance(page, ReturnsPage)
    stage.press(Qt.Key.Key_Space, text=" ")
    stage.digits("2")
    while page.asking.question is not None:
        stage.digits("1")
    return page


def settled_slip(stage: Showcase) -> CasesPage:
    """A return settled just now, chosen on the page of slips."""
    stage.scan(cast().receipt)
    stage.press(Qt.Key.Key_Space, text=" ")
    stage.digits("11")
    stage.press(Qt.Key.Key_F10)
    stage.press(Qt.Key.Key_3, CTRL)
    page = stage.window.page
    assert isinstance(page, CasesPage)
    return page


def asked(stage: Showcase) -> ApprovalDialog:
    stage.press(Qt.Key.Key_F12)
    dialog = stage.window.layer
    assert isinstance(dialog, ApprovalDialog)
    return dialog


@pytest.mark.parametrize("begin", [refused_return, settled_slip], ids=["return", "void"])
def test_a_pin_after_not_approved_denies_and_never_approves(stage: Showcase, begin) -> None:
    begin(stage)
    since = ask(stage, journal.count)
    dialog = asked(stage)
    stage.type_in(dialog.reason, REASON)
    stage.press(Qt.Key.Key_N, ALT)
    assert "不同意：请批准的人输 6 位密码" in say_screen(stage.window)
    stage.digits(cast().manager[1])
    stage.press(Qt.Key.Key_Return)
    assert decided(stage, since) == ["ApprovalDenied"]
    assert stage.window.layer is None
    assert f"没有批准。可以这样说：「{REASON}」" in " ".join(stage.window.toasts.texts())


@pytest.mark.parametrize(
    ("begin", "deeds"),
    [(refused_return, ["ApprovalGiven", "ReturnSettled"]), (settled_slip, ["ApprovalGiven", "ReturnVoided"])],
    ids=["return", "void"],
)
def test_a_pin_agrees_once_however_often_enter_follows(stage: Showcase, begin, deeds: list[str]) -> None:
    begin(stage)
    since = ask(stage, journal.count)
    dialog = asked(stage)
    stage.type_in(dialog.reason, REASON)
    stage.focus(dialog.pin)
    stage.digits(cast().manager[1])
    stage.press(Qt.Key.Key_Return)
    assert decided(stage, since) == deeds


def test_after_a_wrong_pin_a_denial_stays_one_until_somebody_says_otherwise(stage: Showcase) -> None:
    refused_return(stage)
    since = ask(stage, journal.count)
    dialog = asked(stage)
    stage.type_in(dialog.reason, REASON)
    stage.press(Qt.Key.Key_N, ALT)
    stage.digits("000000")
    assert "密码不对" in dialog.message.text()
    stage.press(Qt.Key.Key_Return)
    assert dialog.prompt.text() == "不同意：请批准的人输 6 位密码"
    stage.press(Qt.Key.Key_Y, ALT)
    assert dialog.prompt.text() == "谁来批（本人输密码，或扫工牌）"
    stage.digits(cast().manager[1])
    assert decided(stage, since) == ["ApprovalGiven", "ReturnSettled"]


def test_while_the_pin_is_looked_at_the_dialog_says_so(stage: Showcase) -> None:
    refused_return(stage)
    dialog = asked(stage)
    stage.type_in(dialog.reason, REASON)
    stage.focus(dialog.pin)
    stage.digits(cast().manager[1][:5])
    dialog.pin.type_digit(cast().manager[1][5])  # nothing may come back before this is read
    assert dialog.prompt.text() == "正在核对…"
    stage.settle()


def test_the_reason_asked_for_is_no_longer_asked_for_once_it_is_there(stage: Showcase) -> None:
    refused_return(stage)
    dialog = asked(stage)
    stage.focus(dialog.pin)
    stage.digits(cast().manager[1])
    assert dialog.reason_field.problem() == "至少写 6 个字。"
    assert dialog.pin.digits() == "", "a PIN agrees to the reason it was typed under"
    stage.type_in(dialog.reason, "太短")
    assert dialog.reason_field.problem()
    stage.type_in(dialog.reason, REASON)
    assert dialog.reason_field.problem() == ""


def test_nothing_of_the_dialog_is_cut_off_when_it_says_more(stage: Showcase) -> None:
    refused_return(stage)
    dialog = asked(stage)
    stage.press(Qt.Key.Key_Return)
    dialog.show_refusal("这个人不能批准超出规定的事。什么都没有存。" * 3)
    stage.settle()
    for part in (dialog.reason, dialog.pin, dialog.message):
        assert whole(part, dialog.panel), part.accessibleName()
    assert dialog.panel.x() == (stage.window.width() - dialog.panel.width()) // 2
    assert dialog.message.height() >= dialog.message.heightForWidth(dialog.message.width())


def test_after_the_shake_of_a_wrong_pin_the_dots_stand_where_they_belong(stage: Showcase, qtbot) -> None:
    refused_return(stage)
    dialog = asked(stage)
    stage.type_in(dialog.reason, REASON)
    stage.focus(dialog.pin)
    stage.digits("000000")
    qtbot.waitUntil(lambda: dialog.pin._shake.state() == dialog.pin._shake.State.Stopped)
    above = max(choice.mapTo(dialog, choice.rect().bottomLeft()).y() for _n, choice, _k in dialog.approvers._choices)
    top = dialog.pin.mapTo(dialog, dialog.pin.rect().topLeft()).y()
    below = dialog.message.mapTo(dialog, dialog.message.rect().topLeft()).y()
    assert above < top
    assert top + dialog.pin.height() <= below


def whole(part: QWidget, panel: QWidget) -> bool:
    """Whether all of a part can be seen, whatever scrolls around it."""
    return bool(part.visibleRegion().boundingRect() == part.rect()) and panel.isAncestorOf(part)


def test_the_two_outcomes_of_an_override_have_keys(stage: Showcase) -> None:
    refused_return(stage)
    dialog = asked(stage)
    first = dialog.outcomes.value()
    stage.press(Qt.Key.Key_2, ALT)
    assert dialog.outcomes.value() != first
    stage.press(Qt.Key.Key_1, ALT)
    assert dialog.outcomes.value() == first


@pytest.mark.parametrize("begin", [refused_return, settled_slip], ids=["return", "void"])
def test_a_lock_keeps_the_reason_that_was_being_written(stage: Showcase, begin) -> None:
    begin(stage)
    stage.type_in(asked(stage).reason, REASON)
    stage.press(Qt.Key.Key_F9)
    stage.sign_in(cast().clerk)
    if isinstance(stage.window.layer, UnfinishedDialog):
        stage.press(Qt.Key.Key_F10)  # goes on with what was left
    assert asked(stage).reason.text() == REASON
