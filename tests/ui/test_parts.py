"""The shared widgets: what they say, what keys do on them, that nothing moves that should stand still."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from tests.ui.audit import audit

from servicedesk.errors import BugError
from servicedesk.ui.parts import (
    ActionCard,
    Banner,
    Bar,
    Chip,
    Choice,
    ChoiceGroup,
    EmptyState,
    Field,
    Flow,
    FocusRing,
    H,
    Icon,
    KeyButton,
    Label,
    ModalDialog,
    PinEntry,
    PinPad,
    Row,
    RowList,
    Tabs,
    TextBox,
    TextLine,
    TimerRing,
    Toast,
    Toasts,
    V,
    YesNo,
    scroll,
    want_motion,
)
from servicedesk.ui.theme import NAMES, theme


@pytest.fixture
def window(look, qtbot):
    """A shown window to put parts into."""
    look()
    made = QWidget()
    made.setObjectName("window")
    made.resize(900, 700)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    return made


def lay(window: QWidget, *parts: QWidget) -> None:
    V(*parts, margins=(20, 20, 20, 20), into=window)
    for part in parts:
        part.show()
    window.layout().activate()


# -- words and buttons -----------------------------------------------------------------------------------------------


def test_what_a_customer_said_is_shown_as_it_was_said_and_never_as_mark_up(window):
    label = Label("<b>想退</b> & 换")
    lay(window, label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == "<b>想退</b> & 换"


def test_the_name_of_a_button_says_its_key(look):
    look()
    assert KeyButton("退货并打印", "F10").accessibleName() == "退货并打印，快捷键 F10"
    assert ActionCard("plus", "新接待", "30 秒内问候", "F2").accessibleName() == "新接待, 30 秒内问候，快捷键 F2"


def test_a_button_does_its_act_once_and_without_the_bool_of_qt(window, qtbot):
    done = []
    button = KeyButton("存草稿", "Ctrl S", on=lambda *given: done.append(given))
    lay(window, button)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == [()]


def test_a_button_follows_the_verdict_with_word_key_and_name(look):
    look()
    button = KeyButton("先选来意", "1–9", size="big")
    button.show_act("送去维修，打售后卡", "F10", "print")
    assert (button.text(), button.accessibleName()) == ("送去维修，打售后卡", "送去维修，打售后卡，快捷键 F10")


def test_a_disabled_primary_is_grey_and_not_a_pale_blue(window):
    button = KeyButton("退货并打印", "F10", kind="primary", size="big")
    lay(window, button)
    button.setEnabled(False)
    colour = button.grab().toImage().pixelColor(30, button.height() // 2)
    assert colour == QColor(theme().tokens["offFill"])


@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_be_pressed_looks_different_in_every_look(look, qtbot, name):
    look(name)
    pictures = []
    for enabled in (True, False):
        button = KeyButton("先选来意", "1–9", size="big")
        button.setEnabled(enabled)
        qtbot.addWidget(button)
        image = button.grab().toImage()
        pictures.append(image.pixelColor(8, image.height() // 2).name())
    assert pictures[0] != pictures[1]


def test_an_icon_nobody_drew_is_a_bug(look):
    look()
    with pytest.raises(BugError, match="no icon"):
        Icon("unicorn")


def test_an_icon_takes_the_colour_of_the_look_in_force(look, qtbot):
    seen = {}
    for name in NAMES:
        look(name)
        icon = Icon("stop", "accent", 48, 6)
        qtbot.addWidget(icon)
        image = icon.grab().toImage()
        seen[name] = image.pixelColor(image.width() // 2, image.height() // 2).name().upper()
    assert seen == {name: theme_colour(look, name) for name in NAMES}


def theme_colour(look, name: str) -> str:
    return look(name).tokens["accent"]


def test_a_card_gives_the_room_of_its_icon_to_words_that_are_long(window):
    card = ActionCard("receipt", "Reprint receipt", "Scan member or search", "F5")
    lay(window, card)
    card.resize(190, card.height())
    assert card._icon.isHidden()
    card.resize(420, card.height())
    assert not card._icon.isHidden()


# -- states ----------------------------------------------------------------------------------------------------------


def test_a_chip_says_its_state_in_words_and_shape(look):
    look()
    chip = Chip("等问候 0:18", "warn", "clock")
    chip.show_state("已问候", "ok", "check")
    assert (chip.text(), chip.tone, chip.accessibleName(), chip._icon.name) == ("已问候", "ok", "已问候", "check")


@pytest.mark.parametrize(
    ("left_s", "state"), [(30, "running"), (11, "running"), (10, "hurry"), (0, "hurry"), (-1, "over")]
)
def test_the_ring_changes_its_shape_at_ten_and_below_nought(look, left_s, state):
    look()
    ring = TimerRing(30)
    ring.show_left(left_s)
    assert ring.state == state


def test_the_ring_speaks_at_thirty_ten_and_nought_and_only_then(look, qtbot, monkeypatch):
    look()
    said = []
    monkeypatch.setattr("servicedesk.ui.parts.meters.announce", lambda _widget, sentence: said.append(sentence))
    ring = TimerRing(30)
    qtbot.addWidget(ring)
    for left_s in range(30, -4, -1):
        ring.show_left(left_s)
    assert said == ["还有 30 秒，请先问候", "还有 10 秒，请先问候", "还有 0 秒，请先问候"]


def test_the_ring_says_over_time_and_a_greeting_in_its_name(look):
    look()
    ring = TimerRing(30)
    ring.show_left(-8)
    assert ring.accessibleName() == "超时 8 秒"
    ring.show_done(12)
    assert (ring.state, ring.accessibleName()) == ("done", "12 秒就问候了")


def test_the_three_states_of_the_ring_look_different_in_grey(look, qtbot):
    """Colour is never needed: a whole arc, a dashed arc and a full ring cover different parts."""
    look()
    inked = []
    for left_s in (18, 7, -8):
        ring = TimerRing(30)
        qtbot.addWidget(ring)
        ring.show_left(left_s)
        image = ring.grab().toImage()
        ground = image.pixelColor(0, 0)
        track = QColor(theme().tokens["track"])
        pale = {ground.name(), track.name()}
        radius = image.width() // 2 - 12
        inked.append(
            sum(
                image.pixelColor(*_on_circle(image.width() // 2, radius, step)).name() not in pale
                for step in range(120)
            )
        )
    running, hurry, over = inked
    assert over == 120
    assert 60 <= running <= 84
    assert 8 <= hurry <= 24


def _on_circle(centre: int, radius: int, step: int) -> tuple[int, int]:
    from math import cos, pi, sin

    angle = 2 * pi * step / 120
    return round(centre + radius * sin(angle)), round(centre - radius * cos(angle))


def test_the_bar_marks_three_quarters(look, qtbot):
    look()
    bar = Bar(1.0, "warn", height=8)
    bar.resize(400, 8)
    qtbot.addWidget(bar)
    image = bar.grab().toImage()
    assert image.pixelColor(300, 4) == QColor(theme().tokens["surface"])
    assert image.pixelColor(200, 4) == QColor(theme().tokens["warnFill"])


# -- choices ---------------------------------------------------------------------------------------------------------


def make_reasons(window) -> ChoiceGroup:
    group = ChoiceGroup(window)
    parts = [
        group.add(word, Choice(word, str(digit)), str(digit))
        for digit, word in enumerate(("质量问题", "不喜欢", "其他"), 1)
    ]
    lay(window, *parts)
    return group


def test_a_digit_chooses_the_one_it_is_printed_on(window):
    group = make_reasons(window)
    assert group.press_key("2")
    assert (group.value(), group.values()) == ("不喜欢", ["不喜欢"])
    assert not group.press_key("7")


def test_one_of_several_stays_chosen_when_pressed_again(window):
    group = make_reasons(window)
    group.press_key("1")
    group.press_key("1")
    assert group.values() == ["质量问题"]


def test_several_may_be_chosen_where_several_may_be_true(window):
    group = ChoiceGroup(window, many=True)
    lay(window, group.add("道歉", Choice("道歉")), group.add("退款", Choice("退款")))
    group.choose("道歉")
    group.choose("退款")
    group.choose("道歉")
    assert group.values() == ["退款"]


def test_arrow_keys_walk_through_a_choice_and_come_round(window, qtbot):
    group = make_reasons(window)
    first = group._choices[0][1]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Up)
    assert group.value() == "其他"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert group.value() == "质量问题"


def test_showing_a_choice_is_silent_and_making_one_is_told(window, qtbot):
    group = make_reasons(window)
    with qtbot.assertNotEmitted(group.changed):
        group.set_value("其他")
    with qtbot.waitSignal(group.changed):
        group.choose("质量问题")


def test_choosing_moves_nothing(window):
    choice = Choice("质量问题", "1")
    before = choice.sizeHint()
    lay(window, choice)
    choice.setChecked(True)
    choice.ensurePolished()
    assert choice.sizeHint() == before


def test_what_is_chosen_is_said_in_the_name(look):
    look()
    choice = Choice("质量问题", "1")
    choice.setChecked(True)
    assert choice.accessibleName() == "质量问题，已选，快捷键 1"


def test_a_question_nobody_answered_has_no_answer(window, qtbot):
    question = YesNo("影响再次销售", "不影响", "影响")
    lay(window, question)
    assert question.value() is None
    question._bad.click()
    assert question.value() is False
    qtbot.keyClick(question._bad, Qt.Key.Key_Left)
    assert question.value() is True


def test_the_first_tab_is_open_and_the_arrows_open_others(window, qtbot):
    tabs = Tabs([("all", "全部 18"), ("waiting", "等候 1")])
    lay(window, tabs)
    assert tabs.value() == "all"
    opened = []
    tabs.chosen.connect(opened.append)
    button = tabs._labels["all"][0]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Right)
    assert opened == ["waiting"]
    tabs.rename("waiting", "等候 12")
    assert tabs._labels["waiting"][0].accessibleName() == "等候 12，已选"


# -- fields ----------------------------------------------------------------------------------------------------------


def test_what_is_missing_is_said_below_the_field_and_to_who_cannot_see(window):
    field = Field("发生了什么", TextBox("照原话写"), required=True)
    lay(window, field)
    field.show_problem("还差「发生了什么」，至少写 10 个字。", take_focus=True)
    assert field.control.accessibleName() == "发生了什么，必填"
    assert field.control.accessibleDescription() == "还差「发生了什么」，至少写 10 个字。"
    assert field.control.hasFocus()
    assert field._problem.isVisible()
    field.show_problem("")
    assert not field._problem.isVisible()
    assert "invalid" not in str(field.control.property("class"))


def test_codes_are_typed_without_an_input_method_and_words_with_one(look):
    look()
    assert TextLine("备注").testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert not TextLine("单号", chinese=False).testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


# -- rows ------------------------------------------------------------------------------------------------------------


def make_rows(window, count: int = 12) -> RowList:
    rows = RowList("今天的接待")
    rows.set_rows([Row(H(Label(f"第 {n} 位"), margins=(16, 0, 16, 0)), f"第 {n} 位") for n in range(count)])
    lay(window, scroll(rows))
    return rows


def test_rows_are_walked_and_opened_by_keys(window, qtbot):
    rows = make_rows(window)
    opened, moved = [], []
    rows.opened.connect(opened.append)
    rows.moved.connect(moved.append)
    rows.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(rows, key)
    assert (moved, opened) == ([0, 1, 2, 1, 11], [11])
    assert rows.accessibleName() == "今天的接待：第 11 位，第 12 条，共 12 条"


def test_the_current_row_is_always_in_sight(window, qtbot):
    rows = make_rows(window, 40)
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: not rows.rows()[39].visibleRegion().isEmpty())


def test_one_press_makes_a_row_current_and_two_open_it(window, qtbot):
    rows = make_rows(window, 3)
    opened = []
    rows.opened.connect(opened.append)
    qtbot.mouseClick(rows.rows()[1], Qt.MouseButton.LeftButton)
    assert (rows.current, opened) == (1, [])
    qtbot.mouseDClick(rows.rows()[1], Qt.MouseButton.LeftButton)
    assert opened == [1]


def test_a_flow_takes_another_line_when_the_first_is_full(window):
    holder = QWidget()
    chips = [Chip(f"会员 {n}", "info", "star") for n in range(8)]
    holder.setLayout(Flow(*chips))
    lay(window, holder)
    holder.setFixedWidth(260)
    window.layout().activate()
    holder.layout().activate()
    assert len({chip.y() for chip in chips}) >= 3
    assert all(chip.geometry().right() < 260 for chip in chips)


# -- notices ---------------------------------------------------------------------------------------------------------


def test_toasts_are_three_at_most_and_never_take_the_focus(window, qtbot):
    field = QLineEdit()
    lay(window, field)
    field.setFocus()
    toasts = Toasts(window)
    for number in range(5):
        toasts.say(Toast(f"第 {number} 张已打印。"))
    assert toasts.texts() == ["第 2 张已打印。", "第 3 张已打印。", "第 4 张已打印。"]
    assert field.hasFocus()


def test_a_toast_goes_by_itself_and_an_error_stays_until_it_is_put_away(window, qtbot, monkeypatch):
    monkeypatch.setattr(Toasts, "STAY_MS", 40)
    toasts = Toasts(window)
    toasts.say(Toast("已打印。"))
    toasts.say(Toast("打印机没有纸了。", "bad"))
    qtbot.waitUntil(lambda: toasts.texts() == ["打印机没有纸了。"])
    assert toasts.put_away_staying()
    assert toasts.texts() == []
    assert not toasts.put_away_staying()


def test_a_long_toast_is_read_whole(window):
    lay(window)
    toasts = Toasts(window, bottom=36, left=0)
    toasts.say(Toast("退款已记下，联网后自动发出。先把退货单给顾客，请他最晚 11月25日（周三）看一下微信零钱。"))
    assert audit(window) == []


def test_a_banner_says_what_happened_and_what_to_do(window, qtbot):
    pressed = []
    banner = Banner("warn", "打印机没有纸了", "先换一卷。", button="再试一次", on=lambda: pressed.append(1))
    lay(window, banner, EmptyState("visit", "今天还没有接待", "按 F2", key="F2"))
    qtbot.mouseClick(banner.button, Qt.MouseButton.LeftButton)
    assert pressed == [1]
    assert banner.accessibleName() == "打印机没有纸了 先换一卷。"
    assert audit(window) == []


# -- layers and focus ------------------------------------------------------------------------------------------------


def test_a_dialog_keeps_the_focus_and_gives_it_back(window, qtbot):
    below = QPushButton("下面")
    lay(window, below)
    below.setFocus()
    line = TextLine("理由", name="理由")
    dialog = ModalDialog("请店长特批", V(line), icon="shield")
    dialog.add_act(KeyButton("同意并继续", "Enter", kind="primary", size="big"), primary=True)
    dialog.open_over(window)
    assert line.hasFocus()
    for _ in range(7):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert dialog.panel.isAncestorOf(QApplication.focusWidget())
    for _ in range(4):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        assert dialog.panel.isAncestorOf(QApplication.focusWidget())
    dialog.dismiss()
    assert below.hasFocus()


def test_a_press_on_the_scrim_reaches_nothing_below(window, qtbot):
    pressed = []
    below = QPushButton("下面")
    below.clicked.connect(lambda: pressed.append(1))
    lay(window, below)
    dialog = ModalDialog("问一下", V(Label("好吗？")))
    dialog.open_over(window)
    qtbot.mouseClick(window.childAt(30, 30), Qt.MouseButton.LeftButton, pos=dialog.rect().topLeft())
    assert pressed == []


def test_a_dialog_grows_when_a_problem_is_said_in_it(window, qtbot):
    field = Field("理由", TextLine("理由"))
    dialog = ModalDialog("请店长特批", V(field))
    dialog.open_over(window)
    before = dialog.panel.height()
    field.show_problem("还差「理由」，至少写 6 个字。")
    qtbot.waitUntil(lambda: dialog.panel.height() > before)
    assert audit(window) == []


def test_the_focus_ring_stands_outside_its_control_and_follows_it(window, qtbot):
    button, other = KeyButton("一"), KeyButton("二")
    lay(window, button, other)
    ring = FocusRing(window)
    button.setFocus()
    assert ring.target() is button
    assert ring.geometry().contains(button.geometry().adjusted(-2, -2, 2, 2))
    button.move(button.x() + 40, button.y() + 30)
    assert ring.geometry().contains(button.geometry().adjusted(-2, -2, 2, 2))
    other.setFocus()
    assert ring.geometry().contains(other.geometry())
    other.hide()
    qtbot.waitUntil(lambda: not ring.isVisible() or ring.target() is not other)


def test_a_field_has_its_own_border_and_no_ring(window):
    button, line = KeyButton("一"), TextLine("备注")
    lay(window, button, line)
    ring = FocusRing(window)
    button.setFocus()
    line.setFocus()
    assert not ring.isVisible()


# -- PINs ------------------------------------------------------------------------------------------------------------


def test_six_digits_submit_themselves_from_keyboard_and_pad(window, qtbot):
    entry = PinEntry()
    pad = PinPad(entry)
    lay(window, entry, pad)
    whole = []
    entry.completed.connect(whole.append)
    entry.setFocus()
    qtbot.keyClicks(entry, "48x15")
    for key in pad.findChildren(QPushButton):
        if key.text() in ("9", "0"):
            qtbot.mouseClick(key, Qt.MouseButton.LeftButton)
    assert whole == ["481590"]


def test_backspace_takes_the_last_digit_and_delete_all(window, qtbot):
    entry = PinEntry()
    lay(window, entry)
    qtbot.keyClicks(entry, "123")
    qtbot.keyClick(entry, Qt.Key.Key_Backspace)
    assert entry.digits() == "12"
    qtbot.keyClick(entry, Qt.Key.Key_Delete)
    assert entry.digits() == ""


def test_a_pin_is_never_said_only_how_much_of_it(window, qtbot):
    entry = PinEntry()
    lay(window, entry)
    qtbot.keyClicks(entry, "4815")
    assert entry.accessibleName() == "密码，6 位已输 4 位"
    assert not any("4815" in label.text() for label in entry.findChildren(QLabel))


def test_a_wrong_pin_empties_and_shakes_no_longer_than_200_ms_and_ends_where_it_was(window, qtbot):
    entry = PinEntry()
    lay(window, entry)
    qtbot.keyClicks(entry, "4815")
    home = entry.pos()
    entry.refuse()
    assert (entry.digits(), entry._shake.duration() <= 200) == ("", True)
    entry.refuse()
    qtbot.waitUntil(lambda: entry._shake.state() == entry._shake.State.Stopped)
    assert entry.pos() == home


def test_nothing_moves_for_who_wants_no_motion(window):
    entry = PinEntry()
    lay(window, entry)
    want_motion(False)
    try:
        entry.refuse()
        assert entry._shake.state() == entry._shake.State.Stopped
    finally:
        want_motion(True)


def test_building_a_part_shows_no_window_of_its_own(look, qapp):
    look()
    made = [
        KeyButton("退货并打印", "F10", "print"),
        Chip("已办结", "ok", "check"),
        Banner("warn", "没有纸了", "先换一卷。", button="再试"),
        Field("理由", TextLine("理由"), hint="必填"),
    ]
    made[0].show_act("送去维修", "F8", "wrench")
    assert [part for part in qapp.topLevelWidgets() if part.isVisible()] == []
    assert all(part.isHidden() for part in made)


def test_a_dialog_too_tall_for_the_screen_scrolls_and_keeps_its_acts_in_sight(window, qtbot):
    window.resize(900, 420)
    lines = [Field(f"第 {n} 项", TextLine("写一句")) for n in range(12)]
    dialog = ModalDialog("请店长特批", V(*lines))
    agree = dialog.add_act(KeyButton("同意并继续", "Enter", kind="primary", size="big"), primary=True)
    dialog.open_over(window)
    assert audit(window) == []
    assert dialog.panel.geometry().bottom() < 420
    assert dialog.panel.rect().contains(agree.geometry().translated(agree.parentWidget().pos()))
    lines[-1].control.setFocus()
    qtbot.keyClick(lines[-2].control, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: not lines[-1].control.visibleRegion().isEmpty())


def test_the_ring_is_not_drawn_beside_a_scroll_area(window, qtbot):
    buttons = [KeyButton(f"第 {n} 个") for n in range(20)]
    holder = QWidget()
    V(*buttons, into=holder)
    area = scroll(holder)
    area.setFixedHeight(200)
    lay(window, area)
    ring = FocusRing(window)
    buttons[5].setFocus()
    area.verticalScrollBar().setValue(buttons[5].y() + 20)
    qtbot.waitUntil(lambda: not ring.mask().isEmpty())
    seen = ring.mask().boundingRect().translated(ring.pos())
    assert area.geometry().contains(seen)


def test_other_rows_stand_in_a_list_before_anything_is_painted(look, qtbot) -> None:
    look()
    rows = RowList("单子")
    qtbot.addWidget(rows)
    rows.resize(400, 300)
    rows.show()
    rows.set_rows([Row(H(Label("一"))), Row(H(Label("二")))])
    first, second = rows.rows()
    assert first.isVisible()
    assert second.isVisible()
    assert second.y() >= first.height() > 0
