"""The people behind the counter: add, rename, change the role, new PIN, unlock, leave (architecture 9 "Signing in")."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from servicedesk.desk import staff as acts
from servicedesk.domain.staff import Role, StaffMember
from servicedesk.records.queries import staff as staff_rows
from servicedesk.ui.background import Counter
from servicedesk.ui.parts import (
    SPRING,
    Avatar,
    Chip,
    Choice,
    ChoiceGroup,
    Field,
    H,
    KeyButton,
    Label,
    ModalDialog,
    Row,
    RowList,
    TextLine,
    Toast,
    V,
    frame,
    scroll,
    two_lines,
)
from servicedesk.ui.words import t


def role_words(role: Role) -> str:
    return {
        Role.CLERK: t("Clerk"), Role.SUPERVISOR: t("Supervisor"), Role.MANAGER: t("Manager"), Role.IT: t("IT"),
    }[role]  # fmt: skip


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

    def _take(self, staff: list[StaffMember]) -> None:
        self._staff = staff
        rows = []
        for member in staff:
            chip = Chip(t("works here"), "ok", "check") if member.active else Chip(t("left"), "mute", "door")
            face = H(Avatar(member.name, 40), (two_lines(member.name, t("{role} · {number}", role=role_words(member.role), number=member.number), "strong", "sm t3"), 1), chip, gap=14, margins=(16, 6, 18, 6))
            rows.append(Row(face, t("{name}, {role}", name=member.name, role=role_words(member.role))))
        self.list.set_rows(rows, max(0, min(self.list.current, len(rows) - 1)))

    def add(self) -> None:
        number, name = TextLine("1032", chinese=False, name=t("Staff number")), TextLine(t("As printed on slips"), name=t("Name"))
        roles = ChoiceGroup(self)
        choices = [roles.add(role, Choice(role_words(role), centred=True)) for role in Role]
        roles.set_value(Role.CLERK)
        body = V(Field(t("Staff number"), number, required=True), Field(t("Name"), name, required=True), Label(t("Role"), "sm strong t2"), H(*choices, gap=8), gap=10)
        dialog = ModalDialog(t("New colleague"), body, icon="user", explained=t("A PIN is drawn and shown once."))

        def save() -> None:
            role = roles.value()
            if isinstance(role, Role) and number.text().strip():
                who = name.text().strip()
                self._counter.do(acts.add, number.text().strip(), who, role, then=lambda pin: self._show_pin(dialog, who, pin))

        dialog.add_act(KeyButton(t("Add"), "F10", "check", kind="primary", size="big", on=save), primary=True)
        self.opened.emit(dialog)

    def _show_pin(self, before: ModalDialog, name: str, pin: str) -> None:
        before.dismiss()
        body = V(Label(f"{pin[:3]} {pin[3:]}", "hero", align=Qt.AlignmentFlag.AlignHCenter), Label(t("Shown only now. The owner can change it after signing in."), "t2", wrap=True), gap=8)
        dialog = ModalDialog(t("PIN of {name}", name=name), body, icon="key")
        dialog.add_act(KeyButton(t("Noted"), "F10", "check", kind="primary", size="big", on=dialog.dismiss), primary=True)
        self.opened.emit(dialog)

    def _change(self, member: StaffMember) -> None:
        name = TextLine(name=t("Name"))
        name.setText(member.name)
        roles = ChoiceGroup(self)
        choices = [roles.add(role, Choice(role_words(role), centred=True)) for role in Role]
        roles.set_value(member.role)
        dialog = ModalDialog(t("{name} · {number}", name=member.name, number=member.number), V(Field(t("Name"), name), Label(t("Role"), "sm strong t2"), H(*choices, gap=8), gap=10), icon="user")

        def run(action: Callable[..., object], *args: object, said: str = "") -> None:
            self._counter.do(action, member.staff_id, *args, then=lambda value: self._changed(dialog, member.name, value, said))  # type: ignore[arg-type] # every staff act takes the id first

        def save() -> None:
            if name.text().strip() != member.name:
                run(acts.rename, name.text(), said=t("Renamed."))
            role = roles.value()
            if role is not member.role:
                run(acts.change_role, role, said=t("The role is changed."))
            dialog.dismiss()

        dialog.add_act(KeyButton(t("New PIN"), "", "key", on=lambda: run(acts.issue_pin)))
        dialog.add_act(KeyButton(t("Unlock"), "", "lock", on=lambda: run(acts.unlock, said=t("Unlocked."))))
        if member.active:
            dialog.add_act(KeyButton(t("Leaves"), "", "door", kind="danger", on=lambda: run(acts.leave, said=t("Signed out for good."))))
        dialog.add_act(KeyButton(t("Save"), "F10", "check", kind="primary", on=save), primary=True)
        self.opened.emit(dialog)

    def _changed(self, dialog: ModalDialog, name: str, value: object, said: str) -> None:
        if isinstance(value, str):
            self._show_pin(dialog, name, value)
            return
        dialog.dismiss()
        self.said.emit(Toast(said))
        self.refresh()
