"""The people behind the counter: add, rename, change the role, new PIN, unlock, leave (architecture 9 "Signing in")."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from servicedesk.desk import drafts
from servicedesk.desk import staff as acts
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.domain.staff import Role, StaffMember
from servicedesk.records.queries import staff as staff_rows
from servicedesk.ui.background import Counter
from servicedesk.ui.manager.staff_dialogs import ColleagueDialog, NewColleagueDialog, OwnPinDialog, PinShownDialog
from servicedesk.ui.parts import (
    SPRING,
    Avatar,
    Chip,
    H,
    KeyButton,
    ModalDialog,
    Row,
    RowList,
    Toast,
    V,
    frame,
    scroll,
    two_lines,
)
from servicedesk.ui.telling import facts, role_words
from servicedesk.ui.words import t, words


class StaffTab(QWidget):
    """One row a colleague; Enter opens what can be changed."""

    said = Signal(object)
    opened = Signal(object)

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self._counter = counter
        self._staff: list[StaffMember] = []
        self.list = RowList(t("Staff"))
        self.list.opened.connect(lambda index: self._change(self._staff[index]))
        self.new = KeyButton(t("New colleague"), "F10", "plus", kind="primary", size="big", on=self.add)
        V((frame("card", V(scroll(self.list), margins=(1, 1, 1, 1))), 1), H(SPRING, self.new), gap=12, into=self)

    def refresh(self) -> None:
        self._counter.ask(staff_rows.everybody, then=self._take)

    def go_on_with(self, about: str) -> None:
        """A dialog that was left with something typed in it: a new colleague's, or that of one who works here."""
        if about == drafts.NEW:
            self.add()
        else:
            self._counter.ask(staff_rows.everybody, then=lambda staff: self._change_one(staff, about))

    def _change_one(self, staff: list[StaffMember], staff_id: str) -> None:
        for member in staff:
            if member.staff_id == staff_id:
                self._change(member)

    def _take(self, staff: list[StaffMember]) -> None:
        self._staff = staff
        self.list.set_rows([_row(member) for member in staff], max(0, min(self.list.current, len(staff) - 1)))

    def add(self) -> None:
        """A new colleague; the PIN is drawn and shown once."""
        dialog = NewColleagueDialog(self._add)
        self._counter.drafts.follow_dialog(drafts.named(drafts.COLLEAGUE, drafts.NEW), dialog, dialog.fields)
        self.opened.emit(dialog)

    def _add(self, dialog: ModalDialog, number: str, name: str, role: Role) -> None:
        def act(pin: str) -> None:
            self._do(acts.add, pin, number, name, role, then=lambda drawn: self._show_pin(dialog, name, drawn))

        self._confirm(name, act)

    def _confirm(self, about: str, act: Callable[[str], None]) -> None:
        """Have the manager type their own PIN, then act with it."""
        self._own_pin = OwnPinDialog(about, act)
        self.opened.emit(self._own_pin)

    def _do(
        self, action: Callable[..., Done[Any] | Refused], pin: str, *args: object, then: Callable[[Any], object]
    ) -> None:
        """The PIN's dialog stays for another try when only the PIN was wrong; any other answer closes it."""
        asked = self._own_pin

        def go_on(value: object) -> None:
            asked.dismiss()
            then(value)

        def refused(answer: Refused) -> None:
            if answer.code.startswith("PIN_"):
                asked.show_refusal(words().say(answer.reason))
                return
            asked.dismiss()
            self._counter.trouble.emit(answer)

        self._counter.do(action, pin, *args, then=go_on, refused=refused, failed=partial(self._failed, asked))

    def _failed(self, asked: ModalDialog, error: Exception) -> None:
        asked.dismiss()
        self._counter.trouble.emit(error)

    def _show_pin(self, before: ModalDialog, name: str, pin: str) -> None:
        before.dismiss()
        self.opened.emit(PinShownDialog(name, pin))
        self.refresh()

    def _change(self, member: StaffMember) -> None:
        dialog = ColleagueDialog(member)
        self._counter.drafts.follow_dialog(
            drafts.named(drafts.COLLEAGUE, member.staff_id), dialog, dialog.fields
        )  # fmt: skip

        def run(action: Callable[..., Done[Any] | Refused], said: str = "") -> None:
            def act(pin: str) -> None:
                then = partial(self._changed, dialog, member.name, said)
                self._do(action, pin, member.staff_id, then=then)

            self._confirm(facts(member.name, member.number), act)

        dialog.add_act(KeyButton(t("New PIN"), "", "key", on=lambda: run(acts.issue_pin)))
        dialog.add_act(KeyButton(t("Unlock"), "", "lock", on=lambda: run(acts.unlock, t("Unlocked."))))
        if member.active:
            leave = KeyButton(
                t("Leaves"), "", "door", kind="danger", on=lambda: run(acts.leave, t("Signed out for good."))
            )
            dialog.add_act(leave)
        save = partial(self._save, dialog, member)
        dialog.add_act(KeyButton(t("Save"), "F10", "check", kind="primary", on=save), primary=True)
        self.opened.emit(dialog)

    def _save(self, dialog: ColleagueDialog, member: StaffMember) -> None:
        """Name, role or both, with one PIN; the second only when the first was done, so that a slip costs one try."""
        name, role = dialog.name.text().strip(), dialog.role()
        if name == member.name and role is member.role:
            dialog.dismiss()
            return

        def change_role(pin: str) -> None:
            done = partial(self._changed, dialog, member.name, t("The role is changed."))
            self._do(acts.change_role, pin, member.staff_id, role, then=done)

        def act(pin: str) -> None:
            if name == member.name:
                change_role(pin)
                return

            def renamed(_: object) -> None:
                self._changed(dialog, member.name, t("Renamed."), None)
                if role is not member.role:
                    change_role(pin)

            self._do(acts.rename, pin, member.staff_id, name, then=renamed)

        self._confirm(facts(member.name, member.number), act)

    def _changed(self, dialog: ModalDialog, name: str, said: str, value: object) -> None:
        if isinstance(value, str):
            self._show_pin(dialog, name, value)
            return
        if isValid(dialog) and dialog.isVisible():
            dialog.dismiss()
        self.said.emit(Toast(said))
        self.refresh()


def _row(member: StaffMember) -> Row:
    chip = Chip(t("works here"), "ok", "check") if member.active else Chip(t("left"), "mute", "door")
    role = role_words(member.role)
    words = two_lines(member.name, facts(role, member.number), "strong", "sm t3")
    face = H(Avatar(member.name, 40), (words, 1), chip, gap=14, margins=(16, 6, 18, 6))
    return Row(face, t("{name}, {role}", name=member.name, role=role))
