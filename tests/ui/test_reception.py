"""At reception and on the home screen, by keys: the right person is greeted and no word of theirs is lost."""

from __future__ import annotations

from PySide6.QtCore import Qt
from tests.ui.conftest import ask

from servicedesk.commands.screens import cast
from servicedesk.desk import visits as visiting
from servicedesk.domain.visits import Level, Purpose, Source, VisitState
from servicedesk.records.queries import visits as visit_rows
from servicedesk.records.queries.visits import VisitRow
from servicedesk.ui.home.page import HomePage
from servicedesk.ui.home.rows import VisitLine
from servicedesk.ui.returns.page import ReturnsPage
from servicedesk.ui.showcase import Showcase
from servicedesk.ui.visits.page import OpenVisit, VisitPage

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
WORDS = "上次换的水壶又漏了，等了半天"


def reception(stage: Showcase) -> VisitPage:
    page = stage.window.page
    assert isinstance(page, VisitPage)
    return page


def recorded(stage: Showcase, visit_id: str) -> VisitRow:
    row = ask(stage, visit_rows.one, visit_id)
    assert isinstance(row, VisitRow)
    return row


def complaint(stage: Showcase) -> str:
    """F2, Space, 8, and their words: chosen and typed, not gone on with. The visit's id."""
    stage.press(Qt.Key.Key_F2)
    stage.press(Qt.Key.Key_Space, text=" ")
    stage.digits("8")
    page = reception(stage)
    stage.type_in(page.purpose.note, WORDS)
    assert page.visit is not None
    return page.visit.visit_id


def waiting_lines(stage: Showcase) -> list[VisitLine]:
    home = stage.window.page
    assert isinstance(home, HomePage)
    return [line for line in home.lines() if line.greet_button is not None]


# --- words and purpose -----------------------------------------------------------------------------------------------
def test_a_complaint_stays_one_and_its_words_go_with_it_when_its_receipt_is_scanned(stage: Showcase) -> None:
    visit_id = complaint(stage)
    stage.scan(cast().receipt)
    returns = stage.window.page
    assert isinstance(returns, ReturnsPage)
    assert returns.asking.note.text() == WORDS
    assert not returns.started(), "nothing was written here yet: another receipt wipes nothing away"
    stage.press(Qt.Key.Key_Escape)
    stage.press(Qt.Key.Key_F2)
    row = recorded(stage, visit_id)
    assert (row.purpose, row.level, row.note) == (Purpose.COMPLAINT, Level.L3, WORDS)


def test_what_stands_on_the_page_is_saved_before_the_next_person_or_a_pause(stage: Showcase) -> None:
    for go in (lambda: stage.press(Qt.Key.Key_F2), lambda: stage.press(Qt.Key.Key_G, ALT)):
        visit_id = complaint(stage)
        go()
        row = recorded(stage, visit_id)
        assert (row.purpose, row.note) == (Purpose.COMPLAINT, WORDS)


def test_words_without_a_purpose_are_there_again_when_their_person_is(stage: Showcase) -> None:
    stage.press(Qt.Key.Key_F2)
    page = reception(stage)
    stage.type_in(page.purpose.note, WORDS)
    first = page.visit
    assert first is not None
    stage.press(Qt.Key.Key_F2)
    assert page.purpose.note.text() == ""
    stage.window.show_page("visit", OpenVisit(first.visit_id))
    stage.settle()
    assert page.purpose.note.text() == WORDS
    stage.scan(cast().receipt)
    assert recorded(stage, first.visit_id).note == WORDS


# --- focus, Space, Esc -----------------------------------------------------------------------------------------------
def test_after_f2_over_a_visit_that_was_answered_space_greets_the_next_person(stage: Showcase) -> None:
    stage.press(Qt.Key.Key_F2)
    stage.press(Qt.Key.Key_Space, text=" ")
    stage.digits("4")
    page = reception(stage)
    assert page.purpose.go.hasFocus()
    stage.press(Qt.Key.Key_F2)
    assert page.visitor.greet.hasFocus()
    stage.press(Qt.Key.Key_Space, text=" ")
    assert page.visit is not None
    assert page.visit.state is VisitState.GREETED


def test_space_at_home_greets_who_waits_longest_and_only_their_row_bears_the_key(stage: Showcase) -> None:
    stage.counter.do(visiting.arrive, Source.DOOR)
    stage.settle()
    first, second = waiting_lines(stage)
    assert first.visit.running < second.visit.running
    assert first.greet_button is not None
    assert first.greet_button.hasFocus()
    printed = [line.greet_button.accessibleName() for line in (first, second) if line.greet_button]
    assert printed == ["我已问候，快捷键 空格", "我已问候"]
    stage.press(Qt.Key.Key_Space, text=" ")
    assert recorded(stage, first.visit.visit_id).state is VisitState.GREETED
    assert recorded(stage, second.visit.visit_id).state is VisitState.WAITING


def test_space_on_the_button_of_a_row_greets_the_person_of_that_row(stage: Showcase) -> None:
    stage.counter.do(visiting.arrive, Source.DOOR)
    stage.settle()
    newest = max(waiting_lines(stage), key=lambda line: line.visit.running)
    assert newest.greet_button is not None
    stage.focus(newest.greet_button)
    stage.press(Qt.Key.Key_Space, text=" ")
    assert recorded(stage, newest.visit.visit_id).state is VisitState.GREETED


def test_esc_at_home_goes_nowhere(stage: Showcase) -> None:
    stage.press(Qt.Key.Key_3, CTRL)
    stage.press(Qt.Key.Key_F6)
    stage.press(Qt.Key.Key_1, CTRL)
    stage.press(Qt.Key.Key_Escape)
    assert isinstance(stage.window.page, HomePage)
