"""The walks of the showcase: from sign-in through a day's work, key by key; each stop is a screen with a name."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt

from servicedesk.desk import paper
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import SlipState
from servicedesk.domain.staff import Session
from servicedesk.printing.thermal import OUT_OF_PAPER
from servicedesk.ui.home.page import HomePage
from servicedesk.ui.returns.approval import ApprovalDialog
from servicedesk.ui.returns.page import ReturnsPage
from servicedesk.ui.settings.printers import PrintersDialog
from servicedesk.ui.showcase import Cast, Showcase
from servicedesk.ui.words import t

WORKING_DAY = (
    "01_sign_in", "02_home", "03_visit_waiting", "03b_visit_hurry", "03c_visit_overtime", "12_scripts",
    "03d_visit_greeted", "03e_visit_needs", "04_returns_asking", "04b_returns_yes", "11_customer", "02b_home_settled",
    "05_returns_no", "05b_returns_approval", "06_refunds", "07b_receipt_none", "07c_receipt_copy", "07_reprint",
    "08_cases", "10_palette", "02c_home_printer", "02e_home_did_it_come_out", "02f_home_papers_wait", "14b_printers",
    "15_card_number", "16_locked", "16b_taken_over", "16c_unfinished", "09_day_log", "13_staff", "13b_new_colleague",
    "14_settings", "14b_settings_scanned", "17_date_doubtful", "17b_date_check",
)  # fmt: skip
FIRST_DAY = ("02d_home_first_day", "04c_returns_empty", "06b_refunds_empty", "08b_cases_empty")
_NO = Qt.KeyboardModifier.NoModifier
_ALT = Qt.KeyboardModifier.AltModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


def working_day(stage: Showcase, cast: Cast) -> Iterator[str]:
    """Every screen of a counter at work, as ``WORKING_DAY`` names them; a name is yielded while its screen stands."""
    stage.sign_in((cast.clerk[0], cast.clerk[1][:4]))
    yield "01_sign_in"
    stage.digits(cast.clerk[1][4:])
    yield "02_home"
    yield from _visits(stage)
    yield from _returns(stage, cast)
    yield from _papers(stage, cast)
    yield from _leaving(stage, cast)
    yield from _managing(stage)


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
    yield from _paper_questions(stage)


def _paper_questions(stage: Showcase) -> Iterator[str]:
    """A slip nobody knows of; and the next morning, papers that still wait."""
    stage.counter.do(_one_is_unknown)
    stage.settle()
    yield "02e_home_did_it_come_out"
    stage.press(Qt.Key.Key_Y, _ALT)
    stage.window.toasts.put_away_all()
    stage.wait_s(23 * 3600)
    stage.counter.touched.emit(frozenset({"paper"}))
    stage.settle()
    yield "02f_home_papers_wait"
    stage.press(Qt.Key.Key_N, _ALT)
    stage.window.toasts.put_away_all()
    stage.wait_s(-23 * 3600)
    stage.window.open_layer(PrintersDialog(stage.counter, stage.window.say))
    stage.settle()
    stage.digits("4")
    yield "14b_printers"
    stage.press(Qt.Key.Key_Escape)


def _one_is_unknown(desk: Desk, _who: Session) -> Done[None]:
    job = paper.next_job(desk)
    assert job is not None, "a return was settled"
    paper.mark_sending(desk, job.slip_id, "PT-80")
    return paper.mark_outcome(desk, job.slip_id, SlipState.UNKNOWN)


def _leaving(stage: Showcase, cast: Cast) -> Iterator[str]:
    """Somebody is called away in the middle of a return, and the manager takes over."""
    stage.scan(cast.old_receipt)
    page = _returns_page(stage)
    stage.press(Qt.Key.Key_Space, text=" ")
    stage.digits("2")
    stage.type_in(page.asking.note, "卡号 6222 0212 3456 7890 128")
    yield "15_card_number"
    stage.type_in(page.asking.note, "外盒已拆，戴过约一个月")
    stage.press(Qt.Key.Key_F9)
    yield "16_locked"
    stage.sign_in(cast.manager)
    yield "16b_taken_over"
    stage.press(Qt.Key.Key_G, _ALT)
    stage.window.open_palette().set_text(t("Unfinished work"))
    stage.settle()
    stage.press(Qt.Key.Key_Return)
    yield "16c_unfinished"
    stage.press(Qt.Key.Key_Escape)


def _managing(stage: Showcase) -> Iterator[str]:
    stage.press(Qt.Key.Key_4, _CTRL)
    yield "09_day_log"
    stage.press(Qt.Key.Key_2, _ALT)
    yield "13_staff"
    stage.press(Qt.Key.Key_F10)
    yield "13b_new_colleague"
    stage.press(Qt.Key.Key_Escape)
    stage.window.show_page("settings")
    stage.settle()
    yield "14_settings"
    stage.scan("6901234567892")
    yield "14b_settings_scanned"
    stage.press(Qt.Key.Key_1, _CTRL)
    stage.window.clock_jumped.emit(-86_400.0)
    stage.settle()
    yield "17_date_doubtful"
    stage.press(Qt.Key.Key_C, _ALT)
    yield "17b_date_check"
    stage.press(Qt.Key.Key_Escape)


def first_day(stage: Showcase, cast: Cast) -> Iterator[str]:
    """A counter that was set up this morning, nothing has happened yet: the screens of ``FIRST_DAY``."""
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
