"""Dialogs about a colleague: a new one, a changed one, and the PIN that is shown once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from servicedesk.domain.staff import Role, StaffMember
from servicedesk.ui.drafts import Fields
from servicedesk.ui.parts import (
    CENTRE,
    Choice,
    ChoiceGroup,
    Field,
    H,
    KeyButton,
    Label,
    ModalDialog,
    PinEntry,
    TextLine,
    V,
    show_if,
)
from servicedesk.ui.telling import facts, role_words
from servicedesk.ui.words import t

Add = Callable[[ModalDialog, str, str, Role], object]


class ColleagueDialog(ModalDialog):
    """Name and role of somebody who works here; whoever opens it adds the acts."""

    def __init__(self, member: StaffMember) -> None:
        body = V(gap=10)
        super().__init__(facts(member.name, member.number), body, icon="user", width=680)
        self.name = TextLine(name=t("Name"))
        self.name.setText(member.name)
        self._roles = _role_choices(self, member.role)
        self.fields = Fields(name=self.name, role=self._roles[0])
        body.addWidget(Field(t("Name"), self.name))
        body.addWidget(Label(t("Role"), "sm strong t2"))
        body.addLayout(H(*self._roles[1], gap=8))

    def role(self) -> Role:
        chosen = self._roles[0].value()
        assert isinstance(chosen, Role), "one role is always chosen"
        return chosen


class NewColleagueDialog(ModalDialog):
    """Number, name and role; ``add`` is called when all three are there."""

    def __init__(self, add: Add) -> None:
        body = V(gap=10)
        super().__init__(t("New colleague"), body, icon="user", explained=t("A PIN is drawn and shown once."))
        self._add = add
        self.number = TextLine(t("3 to 8 digits"), chinese=False, name=t("Staff number"))
        self.name = TextLine(t("As printed on slips"), name=t("Name"))
        self._number_field = Field(t("Staff number"), self.number, required=True)
        self._name_field = Field(t("Name"), self.name, required=True)
        self._roles = _role_choices(self, Role.CLERK)
        self.fields = Fields(number=self.number, name=self.name, role=self._roles[0])
        body.addWidget(self._number_field)
        body.addWidget(self._name_field)
        body.addWidget(Label(t("Role"), "sm strong t2"))
        body.addLayout(H(*self._roles[1], gap=8))
        self.add_act(KeyButton(t("Add"), "F10", "check", kind="primary", size="big", on=self._save), primary=True)

    def _save(self) -> None:
        role = self._roles[0].value()
        missing = False
        for field, line in ((self._name_field, self.name), (self._number_field, self.number)):
            empty = not line.text().strip()
            field.show_problem(t("This is needed.") if empty else "", take_focus=empty)
            missing = missing or empty
        if isinstance(role, Role) and not missing:
            self._add(self, self.number.text().strip(), self.name.text().strip(), role)


class OwnPinDialog(ModalDialog):
    """Before a colleague is changed the manager types their own PIN again; ``on_pin`` gets it on the sixth digit."""

    def __init__(self, about: str, on_pin: Callable[[str], object]) -> None:
        self.pin = PinEntry()
        self._message = Label("", "t-bad strong", wrap=True)
        self._message.hide()
        super().__init__(
            t("Your own PIN, please"), V(self.pin, self._message, gap=10), icon="shield",
            explained=t("{about}: changes of colleagues need it again.", about=about),
        )  # fmt: skip
        self.pin.completed.connect(on_pin)

    def first_focus(self) -> None:
        self.pin.setFocus(Qt.FocusReason.TabFocusReason)

    def show_refusal(self, sentence: str) -> None:
        """It was not right: nothing was changed, the digits are empty again."""
        self._message.setText(sentence)
        show_if(self._message, True)
        self.pin.refuse()


class PinShownDialog(ModalDialog):
    """The only time this PIN is seen."""

    def __init__(self, name: str, pin: str) -> None:
        body = V(
            Label(f"{pin[:3]} {pin[3:]}", "hero", align=CENTRE),
            Label(t("Shown only now. The owner can change it after signing in."), "t2", wrap=True, align=CENTRE),
            gap=8,
        )
        super().__init__(t("PIN of {name}", name=name), body, icon="key")
        self.add_act(KeyButton(t("Noted"), "F10", "check", kind="primary", size="big", on=self.dismiss), primary=True)


def _role_choices(dialog: ModalDialog, chosen: Role) -> tuple[ChoiceGroup, list[Choice]]:
    group = ChoiceGroup(dialog)
    choices = []
    for role in Role:
        choice = Choice(role_words(role), centred=True)
        group.add(role, choice)
        choices.append(choice)
    group.set_value(chosen)
    return group, choices
