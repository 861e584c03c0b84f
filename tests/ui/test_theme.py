"""The three looks: readable, complete, and the same sheet for all."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QLabel, QLineEdit

from servicedesk import paths
from servicedesk.ui import words
from servicedesk.ui.parts.meters import DISC_ALPHA
from servicedesk.ui.theme import (
    EDGE_PAIRS,
    FAMILY,
    NAMES,
    SCALES,
    TEXT_PAIRS,
    TONES,
    contrast,
    px,
    scale_for,
    stylesheet,
    theme,
    tokens,
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="/".join)
def test_everything_that_is_read_has_a_contrast_of_4_5(name, pair):
    assert contrast(*(tokens(name)[token] for token in pair)) >= 4.5


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pair", EDGE_PAIRS, ids="/".join)
def test_boundaries_and_the_focus_ring_have_a_contrast_of_3(name, pair):
    assert contrast(*(tokens(name)[token] for token in pair)) >= 3


def over(ink: QColor, ground: str) -> str:
    """A colour that lets its ground through, as it is seen."""
    below, share = QColor(ground), ink.alphaF()
    pairs = ((ink.red(), below.red()), (ink.green(), below.green()), (ink.blue(), below.blue()))
    return "#" + "".join(f"{round(above * share + under * (1 - share)):02X}" for above, under in pairs)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("tone", TONES)
def test_the_letter_of_a_person_can_be_read_on_its_disc(name, tone):
    disc = QColor(tokens(name)[f"{tone}Line"])
    disc.setAlpha(DISC_ALPHA)
    assert contrast(tokens(name)[tone], over(disc, tokens(name)[f"{tone}Soft"])) >= 4.5


@pytest.mark.parametrize("name", NAMES)
def test_the_key_on_a_filled_button_can_be_read(name):
    cap = QColor(*map(int, re.findall(r"\d+", tokens(name)["capFill"])))
    assert contrast(tokens(name)["inverse"], over(cap, tokens(name)["accent"])) >= 4.5


def test_contrast_is_the_wcag_one():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#1B5ACB", "#1B5ACB") == 1


def test_the_three_looks_know_the_same_tokens():
    assert tokens("light").keys() == tokens("dark").keys() == tokens("high").keys()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scale", [0.94, *SCALES])
def test_nothing_of_the_template_is_left_in_the_sheet(name, scale):
    sheet = stylesheet(name, scale)
    assert not re.search(r"@|\d+u\b|%|/\*", sheet)


def test_every_token_of_the_sheet_is_a_colour_qt_understands():
    colours = [value for value in tokens("dark").values() if value.startswith("#")]
    assert colours
    assert all(QColor(value).isValid() for value in colours)


def test_lengths_grow_with_the_scale_and_never_vanish(look):
    look("light", 1.3)
    assert (px(44), px(1), px(0)) == (57, 1, 0)
    look("light", 0.94)
    assert px(0.4) == 1


def test_the_scale_a_screen_starts_with_follows_its_width():
    assert [scale_for(width) for width in (1280, 1366, 1440, 1600, 1920)] == [0.94, 1.0, 1.0, 1.16, 1.16]


def test_the_shipped_font_is_the_one_in_use_in_two_weights(look, qtbot):
    look()
    label = QLabel("退换修 ¥1,056.08")
    qtbot.addWidget(label)
    label.ensurePolished()
    assert QFontInfo(label.font()).family() == FAMILY
    assert {"Regular", "Bold"} <= set(QFontDatabase.styles(FAMILY))


def test_digits_have_one_width_so_that_money_lines_up(look):
    look()
    label = QLabel()
    label.ensurePolished()
    assert len({label.fontMetrics().horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_changing_the_look_changes_what_is_already_on_screen(look, qtbot):
    field = QLineEdit()
    qtbot.addWidget(field)
    field.resize(300, 44)
    field.show()
    light = field.grab().toImage().pixelColor(150, 20)
    look("dark")
    dark = field.grab().toImage().pixelColor(150, 20)
    assert light == QColor(tokens("light")["surface"])
    assert dark == QColor(tokens("dark")["surface"])
    assert theme().name == "dark"


def test_qt_speaks_the_language_of_the_counter(look, qapp):
    look(language="zh_CN")
    chinese = qapp.translate("QLineEdit", "&Paste")
    look(language="en")
    assert (chinese != "&Paste", qapp.translate("QLineEdit", "&Paste")) == (True, "&Paste")


def test_every_icon_is_ours_to_colour_and_on_the_grid_of_24():
    icons = sorted((paths.resources() / "icons").glob("*.svg"))
    assert len(icons) > 50
    for file in icons:
        drawing = file.read_text("utf-8")
        assert 'viewBox="0 0 24 24"' in drawing, file.name
        assert 'stroke="currentColor"' in drawing, file.name
        assert not re.search(r"#[0-9a-fA-F]{3,6}|<image|<text|href", drawing), file.name


def test_times_are_said_in_words_as_long_as_they_have_to_be():
    words.use_language("zh_CN")
    said = {
        0: "0:00", 18: "0:18", 59.9: "0:59", 60: "剩 1 分", 19 * 60: "剩 19 分", 3599: "剩 59 分", 3600: "剩 1 小时",
        5760: "剩 1 小时 36 分", 7200: "剩 2 小时", 86399: "剩 23 小时 59 分", 86400: "剩 1 天", 2 * 86400: "剩 2 天",
        -18: "过 0:18", -60: "过 1 分", -5760: "过 1 小时 36 分", -86400: "过 1 天", -3 * 86400: "过 3 天",
    }  # fmt: skip
    assert {span: words.left_words(span) for span in said} == said
