"""The walks of the showcase: from sign-in through a day's work, key by key; each stop is a screen with a name."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt

from servicedesk.domain.sentences import Sentence
from servicedesk.printing.thermal import OUT_OF_PAPER
from servicedesk.ui.home.page import HomePage
from servicedesk.ui.returns.approval import ApprovalDialog
from servicedesk.ui.returns.page import ReturnsPage
from servicedesk.ui.showcase import Cast, Showcase

_NO = Qt.KeyboardModifier.NoModifier
_ALT = Qt.KeyboardModifier.AltModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


def working_day(stage: Showcase, cast: Cast) -> Iterator[str]:
    """Every screen of a counter at work. Each name is yielded while its screen stands."""
    stage.sign_in((cast.clerk[0], cast.clerk[1][:4]))
    yield "01_sign_in"
    stage.digits(cast.clerk[1][4:])
    yield "02_home"
    yield from _visits(stage)
    yield from _returns(stage, cast)
    yield from _papers(stage, cast)
    yield from _managing(stage, cast)


def _visits(stage: Showcase) -> Iterator[str]:
    """Somebody has waited for 18 seconds; another one comes."""
    home = stage.window.page
    assert isinstance(home, HomePage), "the day begins at home"
    stage.focus(home.list)
    stage.press(Qt.Key.Key_Return)
    yield "03_visit_waiting"
    stage.wait_s(6)
    yield "03b_visit_hurry"
    stage.wait_s(14)
    yield "03c_visit_overtime"
    stage.press(Qt.Key.Key_F1)
    yield "12_scripts"
    stage.press(Qt.Key.Key_Escape)
    stage.press(Qt.Key.Key_L, _ALT)
    stage.window.toasts.put_away_all()
    stage.press(Qt.Key.Key_F2)
    stage.wait_s(12)
    stage.press(Qt.Key.Key_Space, text=" ")
    stage.digits("4")
    yield "03d_visit_greeted"
    stage.press(Qt.Key.Key_N, _ALT)
    yield "03e_visit_needs"
    stage.press(Qt.Key.Key_Escape)


def _returns(stage: Showcase, cast: Cast) -> Iterator[str]:
    stage.scan(cast.receipt)
    stage.wait_s(95)
    stage.press(Qt.Key.Key_Space, text=" ")
    yield "04_returns_asking"
    page = _returns_page(stage)
    stage.wait_s(66)
    _answer_all(stage, page, first="1")
    stage.type_in(page.asking.note, "壶底有水渗出，通电 2 次均复现")
    _focus_primary(stage, page)
    yield "04b_returns_yes"
    stage.press(Qt.Key.Key_F11)
    yield "11_customer"
    stage.press(Qt.Key.Key_F11)
    stage.press(Qt.Key.Key_F10)
    yield "02b_home_settled"
    stage.window.toasts.put_away_all()
    stage.scan(cast.old_receipt)
    stage.wait_s(80)
    stage.press(Qt.Key.Key_Space, text=" ")
    _answer_all(stage, page, first="2")
    stage.type_in(page.asking.note, "外盒已拆，戴过约一个月")
    _focus_primary(stage, page)
    yield "05_returns_no"
    stage.press(Qt.Key.Key_F12)
    dialog = stage.window.layer
    assert isinstance(dialog, ApprovalDialog)
    stage.type_in(dialog.reason, "老会员，愿意换同款新品，避免升级投诉")
    stage.focus(dialog.pin)
    stage.digits("73")
    yield "05b_returns_approval"
    stage.press(Qt.Key.Key_Escape)
    stage.press(Qt.Key.Key_F10)
    stage.window.toasts.put_away_all()


def _answer_all(stage: Showcase, page: ReturnsPage, first: str) -> None:
    """The reason by its digit, then the first answer to whatever is still asked."""
    stage.digits(first)
    for _ in range(8):
        if page.asking.question is None:
            return
        stage.digits("1")


def _papers(stage: Showcase, cast: Cast) -> Iterator[str]:
    stage.press(Qt.Key.Key_F6)
    yield "06_refunds"
    stage.press(Qt.Key.Key_F5)
    stage.press(Qt.Key.Key_Escape)
    yield "07b_receipt_none"
    stage.scan(cast.receipt)
    yield "07c_receipt_copy"
    stage.press(Qt.Key.Key_P, _ALT)
    yield "07_reprint"
    stage.press(Qt.Key.Key_3, _CTRL)
    yield "08_cases"
    stage.press(Qt.Key.Key_1, _CTRL)
    palette = stage.window.open_palette()
    palette.set_text("2203 11-17")
    stage.settle()
    yield "10_palette"
    stage.press(Qt.Key.Key_Escape)
    stage.console.tell_printer_sentence(Sentence(OUT_OF_PAPER, {"printer": "PT-80", "mm": 80}))
    stage.settle()
    yield "02c_home_printer"
    stage.console.tell_printer_sentence(None)


def _managing(stage: Showcase, cast: Cast) -> Iterator[str]:
    stage.press(Qt.Key.Key_F9)
    stage.sign_in(cast.manager)
    stage.press(Qt.Key.Key_4, _CTRL)
    yield "09_day_log"
    stage.press(Qt.Key.Key_2, _ALT)
    yield "13_staff"
    stage.window.show_page("settings")
    stage.settle()
    yield "14_settings"


def first_day(stage: Showcase, cast: Cast) -> Iterator[str]:
    """A counter that was set up this morning: nothing has happened yet."""
    stage.sign_in(cast.manager)
    yield "02d_home_first_day"
    stage.press(Qt.Key.Key_F3)
    yield "04c_returns_empty"
    stage.press(Qt.Key.Key_F6)
    yield "06b_refunds_empty"
    stage.press(Qt.Key.Key_3, _CTRL)
    yield "08b_cases_empty"


def _returns_page(stage: Showcase) -> ReturnsPage:
    page = stage.window.page
    assert isinstance(page, ReturnsPage), "a receipt was scanned"
    return page


def _focus_primary(stage: Showcase, page: ReturnsPage) -> None:
    assert page.verdict.primary is not None, "there is a verdict"
    stage.focus(page.verdict.primary)
