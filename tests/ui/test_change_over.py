"""Another person takes over the counter: they are asked about the work that lies there, and nothing of it is lost."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from tests.ui.conftest import ask

from servicedesk.commands.demo_store import description
from servicedesk.commands.screens import cast
from servicedesk.domain.visits import VisitState
from servicedesk.records.queries import visits as visit_rows
from servicedesk.ui.home.page import HomePage
from servicedesk.ui.parts import ModalDialog
from servicedesk.ui.reading import say_screen
from servicedesk.ui.returns.page import ReturnsPage
from servicedesk.ui.showcase import Showcase

ALT = Qt.KeyboardModifier.AltModifier


def colleague(stage: Showcase) -> tuple[str, str]:
    """A second clerk."""
    clerks = [(one["number"], one["pin"]) for one in description()["staff"] if one["role"] == "CLERK"]
    return next(one for one in clerks if one[0] != cast().clerk[0])


def half_done(stage: Showcase) -> ReturnsPage:
    stage.scan(cast().receipt)
    stage.press(Qt.Key.Key_Space, text=" ")
    stage.digits("1")
    page = stage.window.page
    assert isinstance(page, ReturnsPage)
    return page


def asked_about(stage: Showcase) -> ModalDialog:
    name = stage.counter.session.name if stage.counter.session else ""
    stage.press(Qt.Key.Key_F9)
    stage.sign_in(colleague(stage))
    dialog = stage.window.layer
    assert isinstance(dialog, ModalDialog)
    assert dialog.title == f"{name}的退换没办完：{cast().receipt}"
    return dialog


def test_going_on_puts_the_hands_back_on_the_work(stage: Showcase) -> None:
    page = half_done(stage)
    answers = page.asking.answers()
    asked_about(stage)
    stage.press(Qt.Key.Key_F10)
    assert stage.window.layer is None
    assert stage.window.page is page
    assert page.asking.answers() == answers
    assert page.isAncestorOf(QApplication.focusWidget())


def test_setting_it_aside_parks_the_person_and_keeps_the_form(stage: Showcase) -> None:
    page = half_done(stage)
    form = page.form()
    asked_about(stage)
    stage.press(Qt.Key.Key_G, ALT)
    home = stage.window.page
    assert isinstance(home, HomePage)
    assert form.visit_id is not None
    assert ask(stage, visit_rows.one, form.visit_id).state is VisitState.PARKED
    assert page.sale is None
    home.list.set_current(next(n for n, line in enumerate(home.lines()) if line.visit.visit_id == form.visit_id))
    stage.focus(home.list)
    stage.press(Qt.Key.Key_Return)
    assert stage.window.page is page
    assert page.form() == form
    assert "还没问完" in say_screen(stage.window)


def test_the_same_person_is_asked_nothing(stage: Showcase) -> None:
    half_done(stage)
    stage.press(Qt.Key.Key_F9)
    stage.sign_in(cast().clerk)
    assert stage.window.layer is None
