"""One field finds everything; slips are searched; clocks speak; long work is shown. By keys, on a real counter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import event
from tests.ui.finding_shop import ALT, CTRL, SLIPS, Shop, manager, on_stage, open_shop, toasts, typed

from servicedesk.records.queries import listing
from servicedesk.ui.cases.page import CasesPage
from servicedesk.ui.home.messages import MessagesDrawer
from servicedesk.ui.parts import ProgressLayer, Toast
from servicedesk.ui.reading import say_screen
from servicedesk.ui.receipts.page import ReceiptsPage
from servicedesk.ui.returns.page import ReturnsPage
from servicedesk.ui.scripts.drawer import ScriptsDrawer
from servicedesk.ui.shell.palette import shared_rows
from servicedesk.ui.showcase import Showcase
from servicedesk.ui.taking import TakeFileDialog
from servicedesk.ui.visits.page import VisitPage


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return open_shop(tmp_path_factory.mktemp("finding"))


@pytest.fixture
def stage(shop: Shop, tmp_path: Path, qapp: QApplication) -> Iterator[Showcase]:
    """A counter of one's own."""
    stage = on_stage(shop, tmp_path)
    yield stage
    stage.close()


def test_a_person_leads_to_their_receipts_and_a_receipt_to_the_return(stage: Showcase) -> None:
    typed(stage, "2203 张")
    stage.press(Qt.Key.Key_Return)
    said = say_screen(stage.window)
    assert "张*国" in said
    assert "R-1002" in said
    stage.press(Qt.Key.Key_Return)
    assert isinstance(stage.window.page, ReturnsPage)


def test_a_slip_is_found_by_its_whole_number_and_by_what_screens_show(stage: Showcase, shop: Shop) -> None:
    for question in (shop.slips[2], "rt-0003", "0003"):
        assert "RT-0003" in typed(stage, question)
    typed(stage, "RT-0003")
    stage.press(Qt.Key.Key_Return)
    assert isinstance(stage.window.page, CasesPage)
    assert shop.slips[2] in say_screen(stage.window)


def test_tab_shows_what_can_be_done_with_a_row(stage: Showcase) -> None:
    typed(stage, "RT-0003")
    stage.press(Qt.Key.Key_Tab)
    said = say_screen(stage.window)
    assert said.index("打开服务单") < said.index("补打一份") < said.index("打开小票")
    stage.press(Qt.Key.Key_Up)
    stage.press(Qt.Key.Key_Return)
    returns = stage.window.page
    assert isinstance(returns, ReturnsPage)
    assert returns.sale is not None
    assert returns.sale.receipt_number == "R-2002"


def test_nothing_found_says_what_to_try_and_offers_a_new_visit(stage: Showcase) -> None:
    said = typed(stage, "xyzxyz")
    assert "没找到「xyzxyz」" in said
    stage.press(Qt.Key.Key_Return)
    assert isinstance(stage.window.page, VisitPage)


@pytest.mark.parametrize(
    ("wanted", "given"), [([30], [8]), ([1, 30], [1, 7]), ([4, 4, 4], [3, 3, 2]), ([0, 2], [0, 2]), ([], [])]
)
def test_no_kind_hides_another_when_rows_are_few(wanted: list[int], given: list[int]) -> None:
    assert shared_rows(wanted) == given


# --- the slips' page -------------------------------------------------------------------------------------------------
def test_slips_are_searched_from_the_slips_page(stage: Showcase) -> None:
    stage.press(Qt.Key.Key_3, CTRL)
    page = stage.window.page
    assert isinstance(page, CasesPage)
    stage.press(Qt.Key.Key_Slash, text="/")
    stage.type_in(page.search, "甲")
    assert f"全部 {SLIPS // 3}" in say_screen(stage.window)
    stage.press(Qt.Key.Key_Down)
    assert page.list.current == 1
    stage.type_in(page.search, "没有的词")
    assert "没有这样的服务单" in say_screen(stage.window)
    stage.press(Qt.Key.Key_Escape)
    assert f"全部 {SLIPS}" in say_screen(stage.window)


def test_scrolling_the_slips_costs_two_statements_a_frame_at_most(stage: Showcase) -> None:
    stage.press(Qt.Key.Key_3, CTRL)
    page = stage.window.page
    assert isinstance(page, CasesPage)
    said: list[str] = []
    connections: list[object] = []
    stage.counter.look(lambda desk: desk.database.connection, then=connections.append)
    stage.settle()

    def hear(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.extend([statement] if statement.startswith("SELECT") else [])

    event.listen(connections[0], "before_cursor_execute", hear)
    page._model.refresh()
    stage.settle()
    assert len([statement for statement in said if "LIMIT" in statement]) == 1
    frames = 0
    said.clear()
    for top in range(0, SLIPS * 90, 60):
        page.list._bar.setValue(top)
        stage.settle()
        frames += 1
    event.remove(connections[0], "before_cursor_execute", hear)
    assert len(said) <= 2 * frames
    assert listing.MOST_COUNTED == 10_000


# --- scripts ---------------------------------------------------------------------------------------------------------
def test_enter_takes_a_script_into_the_note_and_counts_it(stage: Showcase) -> None:
    stage.press(Qt.Key.Key_F2)
    stage.press(Qt.Key.Key_F1)
    drawer = stage.window.layer
    assert isinstance(drawer, ScriptsDrawer)
    stage.type_in(drawer.search, "dtj")
    stage.press(Qt.Key.Key_Return)
    page = stage.window.page
    assert isinstance(page, VisitPage)
    assert page.purpose.note.text().startswith("您好，让您久等了")
    stage.press(Qt.Key.Key_F1)
    assert isinstance(stage.window.layer, ScriptsDrawer)
    stage.type_in(stage.window.layer.search, "dtj")
    assert "用过 1 次" in say_screen(stage.window)


def test_a_page_without_a_note_says_so(stage: Showcase) -> None:
    stage.press(Qt.Key.Key_F1)
    stage.press(Qt.Key.Key_Return)
    assert "这一页没有备注栏" in toasts(stage)


# --- clocks and messages ---------------------------------------------------------------------------------------------
def test_ten_minutes_are_said_at_eight_and_at_ten_and_stay_in_the_messages(stage: Showcase) -> None:
    stage.wait_s(481)
    assert "第 1 位已经 8 分钟" in toasts(stage)
    stage.wait_s(5)
    assert toasts(stage).count("8 分钟") == 1
    stage.wait_s(120)
    assert "第 1 位超过 10 分钟了，告诉顾客还要多久" in toasts(stage)
    stage.window.toasts.put_away_all()
    stage.press(Qt.Key.Key_M, ALT)
    assert isinstance(stage.window.layer, MessagesDrawer)
    said = say_screen(stage.window)
    assert said.index("超过 10 分钟") < said.index("已经 8 分钟")


def test_clocks_go_on_while_the_counter_is_locked_and_speak_to_who_comes_back(stage: Showcase, shop: Shop) -> None:
    stage.press(Qt.Key.Key_F9)
    stage.window.toasts.put_away_all()
    stage.wait_s(700)
    assert "10 分钟" not in toasts(stage)
    stage.sign_in(("1003", shop.pins["1003"]))
    stage.wait_s(1)
    assert "超过 10 分钟了" in toasts(stage)


def test_a_script_says_how_long_it_takes_when_ten_minutes_are_over(stage: Showcase) -> None:
    stage.scan("R-1001")
    page = stage.window.page
    if not isinstance(page, ReturnsPage):
        typed(stage, "R-1001")
        stage.press(Qt.Key.Key_Return)
        page = stage.window.page
    assert isinstance(page, ReturnsPage)
    stage.wait_s(601)
    stage.press(Qt.Key.Key_F1)
    said = say_screen(stage.window)
    assert said.index("办得久：说清还要多久") < said.index("等太久")


def test_refunds_that_are_late_are_said_once_after_signing_in(stage: Showcase, shop: Shop) -> None:
    stage.press(Qt.Key.Key_F9)
    stage.wait_s(5 * 86400)
    stage.sign_in(("1003", shop.pins["1003"]))
    stage.wait_s(1)
    assert f"有 {SLIPS} 笔退款过期没到账" in toasts(stage)
    stage.window.toasts.put_away_all()
    stage.wait_s(2)
    assert "退款" not in toasts(stage)


def test_a_notice_takes_two_lines_at_most_and_an_error_is_said_whole(stage: Showcase) -> None:
    long = "这是一句很长的话，" * 12
    stage.window.say(Toast(long))
    stage.window.say(Toast(long, "bad"))
    stage.settle()
    said = say_screen(stage.window).splitlines()
    assert long in said
    assert any(line.endswith("…") and long.startswith(line[:-1]) for line in said)
    stage.press(Qt.Key.Key_M, ALT)
    assert say_screen(stage.window).splitlines().count(long) == 2


# --- long work -------------------------------------------------------------------------------------------------------
def _till_file(folder: Path, receipts: int) -> Path:
    head = "receipt,bought_at,tenders,line,code,name,qty,unit_price"
    rows = [f"T{n:05d},2026-03-01 10:00:00,CASH=10.00,1,77{n % 9},毛巾 {n % 9},1,10.00" for n in range(receipts)]
    file = folder / "till.csv"
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8-sig")
    return file


def _take(stage: Showcase, file: Path) -> None:
    typed(stage, "导入收银")
    stage.press(Qt.Key.Key_Return)
    dialog = stage.window.layer
    assert isinstance(dialog, TakeFileDialog)
    stage.type_in(dialog.path, str(file))


def test_a_tills_file_is_taken_in_by_keys_and_its_goods_can_be_found(
    stage: Showcase, shop: Shop, tmp_path: Path
) -> None:
    manager(stage, shop)
    _take(stage, _till_file(tmp_path, 30))
    stage.press(Qt.Key.Key_Return)
    stage.settle()
    assert "till.csv 导完了" in toasts(stage)
    assert stage.window.layer is None
    assert "毛巾 3" in typed(stage, "mj3")


def test_a_file_that_is_stopped_half_way_goes_on_where_it_was(stage: Showcase, shop: Shop, tmp_path: Path) -> None:
    manager(stage, shop)
    file = _till_file(tmp_path, 1200)
    shown: list[ProgressLayer] = []

    def stop_at_once(layer: object) -> None:
        if isinstance(layer, ProgressLayer):
            shown.append(layer)
            layer.press(Qt.Key.Key_S, ALT)

    opened = stage.window.open_layer
    stage.window.open_layer = lambda layer: (opened(layer), stop_at_once(layer))  # type: ignore[method-assign,assignment,func-returns-value] # a hand that is quick
    stage.console._serving.taking.take_file(file, "generic")  # type: ignore[union-attr] # it is open
    stage.settle()
    assert len(shown) == 1
    assert "停下了。已导的都存好了" in toasts(stage)
    stage.window.open_layer = opened  # type: ignore[method-assign] # the quick hand is gone
    taken: list[int] = []
    stage.counter.ask(listing.receipts_count, then=taken.append)
    stage.settle()
    assert taken[0] < 1200
    _take(stage, file)
    stage.press(Qt.Key.Key_F10)
    stage.settle()
    assert "导完了" in toasts(stage)
    stage.counter.ask(listing.receipts_count, then=taken.append)
    stage.settle()
    assert taken[1] == 1200 + SLIPS + 2


@pytest.mark.parametrize(("act", "said"), [("现在备份", "已备份并核对"), ("核对记录", "条记录都核对过，没有出入")])
def test_a_backup_and_a_check_are_long_works_too(stage: Showcase, shop: Shop, act: str, said: str) -> None:
    manager(stage, shop)
    assert act in typed(stage, act)
    stage.press(Qt.Key.Key_Return)
    stage.settle()
    assert said in toasts(stage)
    assert stage.window.layer is None


def test_who_may_not_do_it_is_told(stage: Showcase) -> None:
    typed(stage, "核对记录")
    stage.press(Qt.Key.Key_Return)
    stage.settle()
    assert "按 F12" in toasts(stage)


# --- every receipt ---------------------------------------------------------------------------------------------------
def test_every_receipt_stands_in_one_list_that_a_day_or_an_amount_narrows(stage: Showcase) -> None:
    typed(stage, "全部小票")
    stage.press(Qt.Key.Key_Return)
    page = stage.window.page
    assert isinstance(page, ReceiptsPage)
    assert f"{SLIPS + 2} 张小票" in say_screen(stage.window)
    stage.type_in(page.search, "3-8")
    assert "2 张小票" in say_screen(stage.window)
    stage.press(Qt.Key.Key_Down)
    stage.press(Qt.Key.Key_Return)
    returns = stage.window.page
    assert isinstance(returns, ReturnsPage)
    assert returns.sale is not None
    assert returns.sale.receipt_number == "R-1001"
