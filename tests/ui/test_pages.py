"""The pages at work on the demo store: what each key does, and what the clerk reads then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from tests.ui.conftest import ask

from servicedesk.commands.screens import AT, cast
from servicedesk.desk import visits as visiting
from servicedesk.domain.visits import Purpose, Source, VisitState
from servicedesk.records.queries import finding
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries import visits as visit_rows
from servicedesk.ui.cases.page import CasesPage
from servicedesk.ui.home.page import HomePage
from servicedesk.ui.reading import say_screen
from servicedesk.ui.refunds.dialog import OneLineDialog
from servicedesk.ui.refunds.page import RefundsPage
from servicedesk.ui.returns.approval import ApprovalDialog
from servicedesk.ui.returns.page import ReturnsPage
from servicedesk.ui.scripts.drawer import ScriptsDrawer
from servicedesk.ui.shell.palette import Palette
from servicedesk.ui.showcase import Showcase
from servicedesk.ui.visits.dialogs import NeedsDialog
from servicedesk.ui.visits.page import OpenVisit, VisitPage

ALT = Qt.KeyboardModifier.AltModifier


def page(stage: Showcase, kind: type) -> object:
    assert isinstance(stage.window.page, kind)
    return stage.window.page


def open_return(stage: Showcase, number: str = "") -> ReturnsPage:
    stage.scan(number or cast().receipt)
    opened = page(stage, ReturnsPage)
    assert isinstance(opened, ReturnsPage)
    return opened


def toasts(stage: Showcase) -> str:
    return " / ".join(stage.window.toasts.texts())


# --- home ------------------------------------------------------------------------------------------------------------
def test_space_at_home_greets_who_waits_longest(stage: Showcase) -> None:
    home = page(stage, HomePage)
    assert isinstance(home, HomePage)
    line = next(line for line in home.lines() if line.greet_button is not None)
    assert "等问候 0:18" in say_screen(stage.window)
    stage.press(Qt.Key.Key_Space, text=" ")
    visit = ask(stage, visit_rows.one, line.visit.visit_id)
    assert isinstance(visit, visit_rows.VisitRow)
    assert visit.state is VisitState.GREETED
    assert isinstance(stage.window.page, VisitPage)


def test_the_rows_at_home_count_on_while_nothing_is_read(stage: Showcase) -> None:
    stage.wait_s(7)
    assert "等问候 0:25" in say_screen(stage.window)
    stage.wait_s(40)
    assert "等问候 1 分" in say_screen(stage.window)


def test_after_a_restart_the_wall_clock_tells_how_long_somebody_waited(stage: Showcase) -> None:
    """The demo's visits were opened by another run of the desk: its monotonic clock is not ours."""
    home = page(stage, HomePage)
    assert isinstance(home, HomePage)
    line = next(line for line in home.lines() if line.greet_button is not None)
    assert line.visit.opened_boot != stage.counter.boot
    assert home.waiting.since_arrival_s(line.visit) == 18


def test_a_promised_refund_is_timed_until_the_end_of_its_day(stage: Showcase) -> None:
    owed = ask(stage, return_rows.refund_list)
    assert isinstance(owed, list)
    said = say_screen(stage.window)
    assert owed, "the demo store owes something"
    assert "正在计时" in said
    days = (owed[0].due_on + timedelta(days=1) - AT.date()).days - 1
    assert f"剩 {days} 天" in said


# --- reception -------------------------------------------------------------------------------------------------------
def test_a_purpose_chosen_before_space_counts_as_greeted(stage: Showcase) -> None:
    stage.press(Qt.Key.Key_F2)
    stage.digits("1")
    reception = page(stage, VisitPage)
    assert isinstance(reception, VisitPage)
    assert reception.visit is not None
    assert reception.visit.state is VisitState.GREETED
    stage.press(Qt.Key.Key_Return)
    assert "已办结" in toasts(stage)


def test_the_focus_leads_from_greeting_to_the_way_on(stage: Showcase) -> None:
    stage.press(Qt.Key.Key_F2)
    reception = page(stage, VisitPage)
    assert isinstance(reception, VisitPage)
    assert reception.visitor.greet.hasFocus()
    stage.press(Qt.Key.Key_Space, text=" ")
    assert reception.hasFocus(), "nothing is chosen yet, so no button may be pressed by Space or Enter"
    stage.digits("4")
    assert reception.purpose.go.hasFocus()


def test_a_visit_that_was_closed_elsewhere_is_not_shown_as_open(stage: Showcase) -> None:
    stage.press(Qt.Key.Key_F2)
    reception = page(stage, VisitPage)
    assert isinstance(reception, VisitPage)
    assert reception.visit is not None
    stage.counter.do(visiting.leave, reception.visit.visit_id)
    stage.settle()
    assert reception.visit is None


def test_needs_are_kept_and_nothing_is_recommended_before_the_situation(stage: Showcase) -> None:
    stage.press(Qt.Key.Key_F2)
    stage.press(Qt.Key.Key_Space, text=" ")
    stage.press(Qt.Key.Key_N, ALT)
    dialog = stage.window.layer
    assert isinstance(dialog, NeedsDialog)
    assert not dialog.shown.isEnabled()
    stage.press(Qt.Key.Key_F10)
    assert dialog.scenario_field.problem() == "先问清做什么用。"
    stage.type_in(dialog.scenario, "给老人烧水，够轻")
    stage.type_in(dialog.shown, "6901234500004")
    assert "两三件" in dialog.hint.text()
    stage.press(Qt.Key.Key_F10)
    reception = page(stage, VisitPage)
    assert isinstance(reception, VisitPage)
    assert reception.visit is not None
    assert reception.visit.scenario == "给老人烧水，够轻"


def test_the_drawer_opens_with_the_script_of_the_moment_and_finds_by_words(stage: Showcase) -> None:
    stage.press(Qt.Key.Key_F2)
    stage.wait_s(35)
    stage.press(Qt.Key.Key_F1)
    drawer = stage.window.layer
    assert isinstance(drawer, ScriptsDrawer)
    assert say_screen(stage.window).index("等太久") < say_screen(stage.window).index("有人来")
    stage.type_in(drawer.search, "抱歉")
    assert "有人来" not in say_screen(stage.window)
    stage.type_in(drawer.search, "没有这样的词")
    assert "没有这样的话术" in say_screen(stage.window)


# --- returns ---------------------------------------------------------------------------------------------------------
def test_digits_answer_and_backspace_takes_back(stage: Showcase) -> None:
    returns = open_return(stage)
    stage.press(Qt.Key.Key_Space, text=" ")
    assert "还没问完" in say_screen(stage.window)
    stage.digits("11")
    assert returns.asking.question is None
    assert "可以退" in say_screen(stage.window)
    stage.press(Qt.Key.Key_Backspace)
    assert returns.asking.question is not None
    assert "可以退" not in say_screen(stage.window)


def test_nothing_is_promised_before_the_last_answer(stage: Showcase) -> None:
    open_return(stage)
    stage.press(Qt.Key.Key_Space, text=" ")
    said = say_screen(stage.window)
    assert "先不要答应顾客" in said
    assert "应退" not in said


def test_a_scanned_item_ticks_its_line_and_once_more_means_one_piece_more(stage: Showcase) -> None:
    returns = open_return(stage)
    stage.scan("6901234500370")
    stage.scan("6901234500370")
    assert [(pick.line_no, pick.qty) for pick in returns.goods.picks()] == [(2, 2)]
    stage.scan("6901234500370")
    assert "已全部勾选" in toasts(stage)


def test_an_item_of_another_receipt_is_said_not_ticked(stage: Showcase) -> None:
    returns = open_return(stage)
    stage.scan("6901234501483")
    assert "这件不在这张小票上" in toasts(stage)
    assert returns.goods.picks() == ()


def test_f3_looks_for_a_receipt_among_receipts_only(stage: Showcase) -> None:
    stage.press(Qt.Key.Key_F3)
    stage.press(Qt.Key.Key_F3)
    palette = stage.window.layer
    assert isinstance(palette, Palette)
    palette.set_text("2203 347.90")
    stage.settle()
    assert cast().receipt in say_screen(stage.window)
    assert "要做的事" not in say_screen(stage.window)
    stage.press(Qt.Key.Key_Return)
    returns = page(stage, ReturnsPage)
    assert isinstance(returns, ReturnsPage)
    assert returns.sale is not None
    assert returns.sale.receipt_number == cast().receipt


def test_a_phone_tail_alone_finds_nobody(stage: Showcase) -> None:
    palette = stage.window.open_palette()
    palette.set_text("2203")
    stage.settle()
    assert "RM01-" not in say_screen(stage.window)


def test_the_customer_is_shown_no_answer_before_there_is_one(stage: Showcase) -> None:
    open_return(stage)
    stage.press(Qt.Key.Key_F11)
    assert "还没有结论" in toasts(stage)
    assert stage.window.cover_taker() is None
    stage.press(Qt.Key.Key_Space, text=" ")
    stage.digits("11")
    stage.press(Qt.Key.Key_F11)
    assert "可以退" in say_screen(stage.window)
    assert "吴" not in say_screen(stage.window)


def test_another_way_is_settled_by_its_key_and_the_slip_is_in_line(stage: Showcase) -> None:
    open_return(stage)
    stage.press(Qt.Key.Key_Space, text=" ")
    stage.digits("11")
    stage.press(Qt.Key.Key_H, ALT)
    assert "EX-0001 已存好" in toasts(stage)
    assert isinstance(stage.window.page, HomePage)
    assert "换货" in say_screen(stage.window)


def test_the_same_goods_a_second_time_are_told_with_who_took_them(stage: Showcase) -> None:
    open_return(stage)
    stage.press(Qt.Key.Key_Space, text=" ")
    stage.digits("11")
    stage.press(Qt.Key.Key_F10)
    returns = open_return(stage)
    stage.press(Qt.Key.Key_Space, text=" ")
    for _ in range(6):
        if returns.asking.question is None:
            break
        stage.digits("1")
    said = say_screen(stage.window)
    assert "不能退" in said
    assert "11月22日已经退过（RT-" in said
    assert "李婷" in said


def test_an_approval_needs_a_reason_before_it_looks_at_the_pin(stage: Showcase) -> None:
    returns = open_return(stage, cast().old_receipt)
    stage.press(Qt.Key.Key_Space, text=" ")
    stage.digits("2")
    for _ in range(6):
        if returns.asking.question is None:
            break
        stage.digits("1")
    stage.press(Qt.Key.Key_F12)
    dialog = stage.window.layer
    assert isinstance(dialog, ApprovalDialog)
    dialog.pin.setFocus()
    stage.digits(cast().manager[1])
    assert dialog.reason_field.problem() == "至少写 6 个字。"
    stage.type_in(dialog.reason, "老会员，愿意换同款新品")
    dialog.pin.clear()
    dialog.pin.setFocus()
    stage.digits(cast().manager[1])
    assert "EX-0001 已存好" in toasts(stage)


def test_the_answer_is_said_aloud_once_each_time_it_changes(stage: Showcase, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("servicedesk.ui.returns.verdict.alert", lambda _panel, sentence: said.append(sentence))
    returns = open_return(stage)
    stage.press(Qt.Key.Key_Space, text=" ")
    stage.digits("1")
    while returns.asking.question is not None:
        stage.digits("1")
    returns.refresh()
    stage.settle()
    assert said[-1].startswith("可以退")
    assert len(said) == len(set(said))
    assert returns.verdict.accessibleName() == "结论：可以退"


# --- refunds, slips --------------------------------------------------------------------------------------------------
def test_a_refund_is_noted_as_paid_with_its_reference(stage: Showcase) -> None:
    stage.press(Qt.Key.Key_F6)
    refunds = page(stage, RefundsPage)
    assert isinstance(refunds, RefundsPage)
    before = len(refunds.list.rows())
    stage.press(Qt.Key.Key_F10)
    dialog = stage.window.layer
    assert isinstance(dialog, OneLineDialog)
    stage.press(Qt.Key.Key_F10)
    assert "这一项要填" in say_screen(stage.window)
    stage.type_in(dialog.line, "4200001234")
    stage.press(Qt.Key.Key_F10)
    assert len(refunds.list.rows()) == before - 1


def test_a_finished_visit_opens_the_slip_it_left(stage: Showcase) -> None:
    slips = ask(stage, finding.returns_with, "rm01")
    assert isinstance(slips, list)
    slip = next(row for row in slips if row.visit_id)
    visit = ask(stage, visit_rows.one, slip.visit_id)
    stage.window.show_page("cases", visit)
    stage.settle()
    shown = page(stage, CasesPage)
    assert isinstance(shown, CasesPage)
    assert slip.number in say_screen(stage.window)


def test_a_visit_without_a_slip_says_so(stage: Showcase) -> None:
    home = page(stage, HomePage)
    assert isinstance(home, HomePage)
    questions = (Purpose.PRODUCT, Purpose.PROMOTION, Purpose.OTHER)
    visit = next(line.visit for line in home.lines() if line.visit.purpose in questions and line.visit.closed_at)
    stage.window.show_page("cases", visit)
    stage.settle()
    assert f"第 {visit.running} 位没有留下单子" in toasts(stage)


def test_the_log_leads_to_what_is_still_open(stage: Showcase) -> None:
    stage.press(Qt.Key.Key_F9)
    stage.sign_in(cast().manager)
    stage.press(Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert "打印前还差" in say_screen(stage.window)
    stage.counter.do(visiting.arrive, Source.DOOR)
    stage.settle()
    said = say_screen(stage.window)
    go = next(line for line in said.splitlines() if line.startswith("[去办"))
    assert "号顾客" in go


def test_an_open_visit_is_gone_on_with_from_a_request(stage: Showcase) -> None:
    waiting = ask(stage, visit_rows.still_open)
    assert isinstance(waiting, list)
    stage.window.show_page("visit", OpenVisit(waiting[-1].visit_id))
    stage.settle()
    assert f"第 {waiting[-1].running} 位" in say_screen(stage.window)
