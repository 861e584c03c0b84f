"""The audit finds what it is there to find, and nothing on a screen that is in order."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from tests.ui.audit import audit

from servicedesk.ui.parts import IconButton, KeyButton, Label, TextLine, V


def shown(qtbot, *parts: QWidget, width: int = 400) -> QWidget:
    window = QWidget()
    V(*parts, margins=(20, 20, 20, 20), into=window)
    qtbot.addWidget(window)
    window.resize(width, 300)
    window.show()
    return window


def rules(window: QWidget) -> set[str]:
    return {finding.rule for finding in audit(window)}


def test_a_screen_in_order_has_no_findings(look, qtbot):
    look()
    window = shown(
        qtbot, Label("退换修", "h1"), TextLine("手机号", name="手机号"), KeyButton("退货并打印", "F10", "print")
    )
    assert audit(window) == []


def test_words_that_do_not_fit_are_found(look, qtbot):
    look()
    tight = Label("这一句话放不进这么窄的地方")
    tight.setFixedWidth(60)
    assert rules(shown(qtbot, tight)) == {"clipped"}


def test_lines_of_a_wrapped_text_that_are_cut_off_are_found(look, qtbot):
    look()
    tall = Label("已经排队的 2 张小票会自动补打，不用重新办理。" * 3, wrap=True)
    tall.setFixedHeight(24)
    assert rules(shown(qtbot, tall)) == {"clipped"}


def test_a_long_latin_word_in_a_narrow_wrapped_label_is_found(look, qtbot):
    look()
    narrow = Label("Acknowledgement", wrap=True)
    narrow.setFixedSize(60, 80)
    assert rules(shown(qtbot, narrow)) == {"clipped"}


def test_a_placeholder_that_is_cut_off_is_found(look, qtbot):
    look()
    line = TextLine("顾客原话，一句就够（可不填）", name="备注")
    line.setFixedWidth(90)
    assert rules(shown(qtbot, line)) == {"clipped"}


def test_a_button_whose_word_is_cut_off_is_found(look, qtbot):
    look()
    button = QPushButton("打印投诉回执")
    button.setFixedSize(50, 44)
    assert rules(shown(qtbot, button)) == {"clipped"}


def test_a_target_too_small_for_a_finger_is_found(look, qtbot):
    look()
    assert rules(shown(qtbot, IconButton("phone", "打电话", width=24, height=24))) == {"small target"}


def test_a_control_without_a_name_is_found(look, qtbot):
    look()
    silent = QPushButton()
    silent.setFixedSize(60, 44)
    assert rules(shown(qtbot, silent, TextLine())) == {"no name"}


def test_a_label_outside_its_parent_is_found(look, qtbot):
    look()
    window = shown(qtbot)
    stray = Label("跑出去了")
    stray.setParent(window)
    stray.setGeometry(370, 10, 90, 24)
    stray.show()
    assert rules(window) == {"outside"}


@pytest.mark.parametrize("letter", ["😀", "\ue000"])
def test_a_letter_the_font_lacks_is_found(look, qtbot, letter):
    look()
    assert rules(shown(qtbot, Label(f"好 {letter}"))) == {"no glyph"}


def test_a_part_that_was_shown_before_it_had_a_place_is_found(look, qtbot):
    look()
    stray = Label("没有家")
    qtbot.addWidget(stray)
    stray.show()
    assert rules(shown(qtbot, Label("好"))) == {"stray window"}


def test_what_is_hidden_is_not_looked_at(look, qtbot):
    look()
    silent = QPushButton()
    window = shown(qtbot, silent)
    silent.hide()
    assert audit(window) == []
