"""The audit finds what it is there to find, and nothing on a screen that is in order."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QWidget
from tests.ui.audit import audit

from servicedesk.ui.parts import (
    ElidedLabel,
    FocusRing,
    H,
    IconButton,
    KeyButton,
    Label,
    TextLine,
    V,
    plain,
    scroll,
    styled,
)
from servicedesk.ui.parts.order import tab_stops
from servicedesk.ui.theme import NAMES


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


@pytest.mark.parametrize("scale", [1.0, 1.16, 1.3])
def test_a_target_has_to_grow_with_the_letters(look, qtbot, scale):
    look("light", scale)
    button = QPushButton("好")
    button.setFixedSize(60, round(36 * scale) - 2)
    assert rules(shown(qtbot, button)) == {"small target"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("classes", ["t2", "strong t-ok", "sm t3"])
def test_words_on_a_ground_of_nearly_their_colour_are_found(look, qtbot, name, classes):
    look(name)
    ground = styled(QFrame(), "card")
    label = Label("看不清的字", classes)
    V(label, into=ground)
    window = shown(qtbot, ground)
    assert audit(window) == []
    ground.setStyleSheet(f"QFrame {{ background: {label.palette().color(label.foregroundRole()).name()}; }}")
    assert rules(window) == {"faint"}


def test_words_that_were_not_painted_are_found(look, qtbot):
    look()

    class Silent(QLabel):
        def paintEvent(self, event):  # noqa: N802
            pass

    assert rules(shown(qtbot, Silent("没画出来"))) == {"faint"}


def test_a_placeholder_too_pale_to_read_is_found(look, qtbot):
    look()
    line = TextLine("手机号", name="手机号")
    line.setStyleSheet("QLineEdit { placeholder-text-color: #B0B8C4; }")
    assert rules(shown(qtbot, line)) == {"faint"}


def test_a_key_printed_on_two_buttons_is_found(look, qtbot):
    look()
    other = KeyButton("打印", "F10")
    window = shown(qtbot, KeyButton("退货", "F10"), other)
    assert rules(window) == {"key twice"}
    other.setEnabled(False)
    assert rules(window) == set()


def test_words_that_end_in_dots_have_the_whole_as_their_tip(look, qtbot):
    look()
    name = ElidedLabel("小熊电热水壶 1.7 升 304 不锈钢 双层防烫", "strong")
    window = shown(qtbot, name, width=200)
    assert (rules(window), name.toolTip()) == (set(), name.text())
    name.setToolTip("")
    assert rules(window) == {"elided without a tip"}


def test_a_field_for_codes_that_lets_an_input_method_in_is_found(look, qtbot):
    look()
    line = QLineEdit()
    line.setAccessibleName("单号")
    assert rules(shown(qtbot, line)) == {"input method"}


def test_a_tab_that_goes_up_again_is_found(look, qtbot, monkeypatch):
    look()
    first, second = KeyButton("一"), KeyButton("二")
    window = shown(qtbot, first, second)
    assert rules(window) == set()
    monkeypatch.setattr("tests.ui.audit.tab_stops", lambda _top: [second, first])
    assert rules(window) == {"tab order"}


def test_tab_walks_a_column_to_its_end_before_the_next_one_whatever_was_built_first(look, qtbot):
    look()
    right, left = [KeyButton(word) for word in ("三", "四")], [KeyButton(word) for word in ("一", "二")]
    columns = plain(H(plain(V(*left)), plain(V(*right))))
    window = shown(qtbot, columns)
    assert [stop.text() for stop in tab_stops(window)] == ["一", "二", "三", "四"]


def test_a_focus_that_nobody_sees_is_found(look, qtbot):
    look()
    button = KeyButton("办理", "F10")
    window = shown(qtbot, button)
    ring = FocusRing(window)
    window.activateWindow()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus)
    assert rules(window) == set()
    ring.hide()
    assert rules(window) == {"focus"}


def test_what_is_cut_off_at_the_side_of_a_scrolling_place_is_found(look, qtbot):
    look()
    wide = plain(V(Label("宽")))
    wide.setMinimumWidth(600)
    assert rules(shown(qtbot, scroll(wide), width=300)) == {"clipped"}
