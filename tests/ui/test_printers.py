"""Printers by keyboard: the questions about paper on the home screen, and the dialog that chooses and tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from tests.ui.audit import audit

from servicedesk.commands.demo import make_first_day
from servicedesk.commands.screens import AT, cast, on_stage
from servicedesk.desk import paper, printer_setup
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done
from servicedesk.domain.documents import Document, Paper, Text, all_text
from servicedesk.domain.printer_setup import PrinterKind
from servicedesk.domain.slips import SlipState
from servicedesk.domain.staff import SYSTEM
from servicedesk.paths import Home
from servicedesk.records.queries import slips as slip_rows
from servicedesk.records.queries.slips import SlipRow
from servicedesk.ui.home.page import HomePage
from servicedesk.ui.reading import say_screen
from servicedesk.ui.settings.printers import PrintersDialog
from servicedesk.ui.showcase import Look, Showcase

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture(scope="module")
def store(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Home:
    made: Home = make_first_day(tmp_path_factory.mktemp("printers") / "day", AT)
    return made


@pytest.fixture
def stage(store: Home) -> Iterator[Showcase]:
    stage = on_stage(store, Look("zh_CN"))
    stage.sign_in(cast().manager)
    yield stage
    stage.close()


def _queue(stage: Showcase, *numbers: str, state: SlipState | None = None) -> None:
    def queue(desk: Desk, _who: object) -> Done[None]:
        for number in numbers:
            with desk.work(SYSTEM) as work:
                document = Document("RETURN_SLIP", number, "退货受理单", "zh_CN", Paper.SLIP_80MM, (Text("水壶"),))
                slip_id = paper.queue(work, document)
            if state is not None:
                paper.mark_sending(desk, slip_id, "PT-80")
                paper.mark_outcome(desk, slip_id, state)
        return Done(None, paper.TOPICS)

    stage.counter.do(queue)
    stage.settle()


def _slips(stage: Showcase) -> list[SlipRow]:
    answers: list[list[SlipRow]] = []
    stage.counter.ask(slip_rows.of_day, "2026-11-22", then=answers.append)
    stage.settle()
    return answers[0]


def _home(stage: Showcase) -> HomePage:
    assert isinstance(stage.window.page, HomePage)
    return stage.window.page


def test_did_it_come_out_is_asked_at_home_until_somebody_says(stage: Showcase) -> None:
    assert not _home(stage).question.isVisible()
    _queue(stage, "RT-RM0101-261122-0217K", "RT-RM0101-261122-0218C", state=SlipState.UNKNOWN)
    told = say_screen(stage.window)
    for words in ("RT-0217 打出来了吗？", "单子已存好", "PT-80", "还有 1 张要问"):
        assert words in told
    assert audit(stage.window) == []
    stage.press(Qt.Key.Key_Y, ALT)
    assert "RT-0218 打出来了吗？" in say_screen(stage.window)
    stage.press(Qt.Key.Key_N, ALT)
    assert not _home(stage).question.isVisible()
    states = [(slip.about[-5:-1], slip.copy_no, slip.state) for slip in _slips(stage)]
    assert states == [
        ("0217", 0, SlipState.CONFIRMED), ("0218", 0, SlipState.REPLACED), ("0218", 1, SlipState.QUEUED),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "state"), [(Qt.Key.Key_Y, SlipState.QUEUED), (Qt.Key.Key_N, SlipState.DROPPED)], ids=["print", "leave"]
)
def test_paper_from_before_is_asked_about_once_for_all(stage: Showcase, key: Qt.Key, state: SlipState) -> None:
    _queue(stage, "RT-RM0101-261122-0217K", "RT-RM0101-261122-0218C")
    stage.wait_s(5 * 3600)
    stage.window.touched(frozenset({"paper"}))
    stage.settle()
    assert "有 2 张早先的单据没打" in say_screen(stage.window)
    assert audit(stage.window) == []
    stage.press(key, ALT)
    assert not _home(stage).question.isVisible()
    assert [slip.state for slip in _slips(stage)] == [state, state]


def test_the_reprint_page_asks_the_same_and_lists_open_papers_of_other_days(stage: Showcase) -> None:
    _queue(stage, "RT-RM0101-261122-0217K", state=SlipState.UNKNOWN)
    stage.wait_s(26 * 3600)
    stage.window.show_page("reprint")
    stage.settle()
    assert "RT-0217 打出来了吗？" in say_screen(stage.window)
    stage.press(Qt.Key.Key_Y, ALT)
    assert [slip.state for slip in _slips(stage)] == [SlipState.CONFIRMED]


def _dialog(stage: Showcase) -> PrintersDialog:
    stage.window.topbar.printer.click()
    stage.settle()
    assert isinstance(stage.window.layer, PrintersDialog)
    return stage.window.layer


def _kept(stage: Showcase) -> Any:
    assert stage.counter.home is not None
    return json.loads(stage.counter.home.printers.read_text(encoding="utf-8"))


def test_a_network_printer_is_chosen_and_tested_without_the_mouse(stage: Showcase) -> None:
    dialog = _dialog(stage)
    stage.digits("4")
    stage.digits("0")
    assert audit(stage.window) == []
    stage.type_in(dialog.address, "192.168.1.50")
    stage.type_in(dialog.name, "前台")
    stage.press(Qt.Key.Key_F10)
    assert _kept(stage)["slip"] == [
        {"kind": "network", "host": "192.168.1.50", "name": "前台", "port": 9100, "profile": "58mm"}
    ]
    (sheet,) = _slips(stage)
    assert (sheet.kind, sheet.printer) == ("TEST_SHEET", "slip")
    told = [label.text() for label in stage.window.toasts.findChildren(QLabel)]
    assert any("测试页马上出来" in text for text in told)


def test_a_second_printer_is_added_and_taken_away_again(stage: Showcase) -> None:
    dialog = _dialog(stage)
    stage.digits("2")
    stage.digits("5")
    stage.type_in(dialog.address, "/dev/usb/lp0")
    stage.focus(dialog.save)
    stage.press(Qt.Key.Key_F10)
    assert [one["kind"] for one in _kept(stage)["slip"]] == ["folder", "usb"]
    assert [slip.printer for slip in _slips(stage)] == ["slip#2"]
    stage.focus(dialog.save)
    stage.digits("8")
    stage.press(Qt.Key.Key_F10)
    assert [one["kind"] for one in _kept(stage)["slip"]] == ["folder"]


def test_a_drawer_and_a_printer_that_never_answers_are_said_with_two_choices(stage: Showcase) -> None:
    dialog = _dialog(stage)
    stage.digits("4")
    stage.type_in(dialog.address, "192.168.1.50")
    dialog.traits.choose("drawer")
    dialog.traits.choose("silent")
    stage.focus(dialog.save)
    stage.press(Qt.Key.Key_F10)
    (entry,) = _kept(stage)["slip"]
    assert (entry["drawer_pin"], entry["answers"]) == (0, False)


def test_an_address_that_is_missing_is_said_and_nothing_is_saved(stage: Showcase) -> None:
    _dialog(stage)
    stage.digits("4")
    stage.press(Qt.Key.Key_F10)
    assert "在哪里？" in say_screen(stage.window)
    assert stage.counter.home is not None
    assert not stage.counter.home.printers.exists()


def test_the_settings_page_shows_what_prints_what_and_what_is_wrong(stage: Showcase) -> None:
    assert stage.counter.home is not None
    stage.counter.home.printers.write_text('{"slip": [{"kind": "network"}]}', encoding="utf-8")
    stage.window.show_page("settings")
    stage.settle()
    told = say_screen(stage.window)
    assert "打印机设置里缺 slip[0].host" in told
    stage.press(Qt.Key.Key_D, ALT)
    assert isinstance(stage.window.layer, PrintersDialog)


def test_the_test_sheet_of_pages_goes_to_the_page_printer(stage: Showcase) -> None:
    _dialog(stage)
    stage.digits("3")
    stage.press(Qt.Key.Key_F8)
    (sheet,) = _slips(stage)
    assert sheet.printer == "page"
    jobs: list[paper.SlipJob] = []
    stage.counter.look(paper.next_job, then=jobs.append)
    stage.settle()
    assert "RM01" in all_text(jobs[0].document)
    assert printer_setup.load(stage.counter.home).of("page")[0].kind is PrinterKind.FOLDER  # type: ignore[arg-type] # it is open
