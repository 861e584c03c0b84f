"""F5: a receipt is found, seen as it will print, and printed again; who came for it is served."""

from __future__ import annotations

from PySide6.QtCore import Qt
from tests.ui.conftest import ask

from servicedesk.commands.screens import cast
from servicedesk.domain.slips import ReceiptReprinted
from servicedesk.domain.visits import Purpose, VisitState
from servicedesk.records import journal
from servicedesk.records.database import Reader
from servicedesk.records.queries import visits as visit_rows
from servicedesk.ui.home.page import HomePage
from servicedesk.ui.reading import say_screen
from servicedesk.ui.refunds.dialog import OneLineDialog
from servicedesk.ui.reprint.page import ReprintPage
from servicedesk.ui.reprint.receipt import ReceiptPage
from servicedesk.ui.shell.palette import Palette
from servicedesk.ui.showcase import Showcase
from servicedesk.ui.visits.page import VisitPage

ALT = Qt.KeyboardModifier.AltModifier


def copies(stage: Showcase) -> list[int]:
    def read(connection: Reader) -> list[int]:
        facts = [one.fact for one in journal.read(connection) if isinstance(one.fact, ReceiptReprinted)]
        return [fact.copy_no for fact in facts if fact.receipt_number == cast().receipt]

    counted: list[int] = ask(stage, read)
    return counted


def find(stage: Showcase, text: str) -> ReceiptPage:
    palette = stage.window.layer
    assert isinstance(palette, Palette)
    palette.set_text(text)
    stage.settle()
    stage.press(Qt.Key.Key_Return)
    page = stage.window.page
    assert isinstance(page, ReceiptPage)
    return page


def test_f5_finds_by_phone_and_day_and_f8_prints_until_a_reason_is_asked(stage: Showcase) -> None:
    for copy_no in (1, 2, 3, 4):
        stage.press(Qt.Key.Key_F5)
        page = find(stage, "2203 11-17" if copy_no == 1 else cast().receipt)
        assert cast().receipt in say_screen(stage.window)
        assert page.copy.hasFocus()
        stage.press(Qt.Key.Key_F8)
        if copy_no == 4:
            dialog = stage.window.layer
            assert isinstance(dialog, OneLineDialog)
            stage.type_in(dialog.line, "小票淋湿了")
            stage.press(Qt.Key.Key_F10)
        assert isinstance(stage.window.page, HomePage)
        assert copies(stage)[-1] == copy_no
    stage.press(Qt.Key.Key_F5)
    stage.press(Qt.Key.Key_Escape)
    page = stage.window.page
    assert isinstance(page, ReceiptPage)
    assert page.search.hasFocus()
    stage.press(Qt.Key.Key_P, ALT)
    assert isinstance(stage.window.page, ReprintPage)
    assert say_screen(stage.window).count("补打的小票") >= 4


def test_purpose_3_leads_to_the_copy_and_the_copy_ends_the_visit(stage: Showcase) -> None:
    for way in ("scan", "find"):
        stage.press(Qt.Key.Key_F2)
        stage.press(Qt.Key.Key_Space, text=" ")
        stage.digits("3")
        reception = stage.window.page
        assert isinstance(reception, VisitPage)
        assert reception.visit is not None
        visit_id = reception.visit.visit_id
        if way == "scan":
            stage.scan(cast().receipt)
        else:
            stage.press(Qt.Key.Key_Return)
            find(stage, cast().receipt)
        stage.press(Qt.Key.Key_F10)
        visit = ask(stage, visit_rows.one, visit_id)
        assert (visit.purpose, visit.state) == (Purpose.REPRINT, VisitState.FINISHED)
    assert copies(stage) == [1, 2]
