"""Ask a second person: what is asked, the rule it breaks, the month so far, why, who, and their PIN (ux 4.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt

from servicedesk.domain.money import format_minor
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.scans import Scan, ScanKind
from servicedesk.ui.drafts import Fields
from servicedesk.ui.parts import (
    Banner,
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
from servicedesk.ui.telling import facts
from servicedesk.ui.words import t


@dataclass(frozen=True, slots=True)
class ApprovalAsked:
    """What the dialog shows.

    ``choices`` (outcome, title, explained); ``approvers`` (number, name); ``month`` (count, amount in minor units)."""

    title: str
    about: str
    warning: str
    choices: tuple[tuple[Outcome, str, str], ...]
    approvers: tuple[tuple[str, str], ...]
    month: tuple[int, int]
    currency: str


@dataclass(frozen=True, slots=True)
class ApprovalAnswer:
    """What the approver keyed."""

    outcome: Outcome
    reason: str
    approver_number: str
    pin: str


class ApprovalDialog(ModalDialog):
    """The approver proves who they are here; whether it counts is decided by the desk, never by this dialog."""

    def __init__(
        self,
        asked: ApprovalAsked,
        on_agree: Callable[[ApprovalAnswer], None],
        on_deny: Callable[[ApprovalAnswer], None],
    ) -> None:
        self._on_agree, self._on_deny, self._sent = on_agree, on_deny, False
        body = V(gap=10)
        super().__init__(asked.title, body, icon="shield", explained=asked.about)
        count, amount = asked.month
        month = t("Approved this month: {n}, {amount}", n=count, amount=format_minor(amount, asked.currency))
        body.addWidget(Banner("warn", asked.warning, month))
        self.outcomes = ChoiceGroup(self)
        options = [
            self.outcomes.add(value, Choice(title, explained=explained)) for value, title, explained in asked.choices
        ]
        self.outcomes.set_value(asked.choices[0][0])
        self.reason = TextLine(t("At least 6 characters"), name=t("Reason"))
        self.reason_field = Field(t("Reason (goes into the day's log)"), self.reason, required=True)
        self.approvers = ChoiceGroup(self)
        people = [
            self.approvers.add(number, Choice(facts(name, number), centred=True)) for number, name in asked.approvers
        ]
        if asked.approvers:
            self.approvers.set_value(asked.approvers[0][0])
        self.pin = PinEntry()
        self.message = Label("", "t-bad strong", wrap=True)
        self.message.hide()
        if len(options) > 1:
            body.addWidget(Label(t("What is approved"), "sm strong t2"))
        body.addLayout(H(*[(option, 1) for option in options], gap=10))
        body.addWidget(self.reason_field)
        body.addWidget(Label(t("Who approves, with their own PIN"), "sm strong t2"))
        body.addLayout(
            H(*[(person, 1) for person in people[:3]], gap=10)
            if people
            else V(Label(t("Nobody here may approve."), "t-bad"))
        )
        body.addWidget(self.pin)
        body.addWidget(self.message)
        self.fields = Fields(reason=self.reason, outcome=self.outcomes, approver=self.approvers)
        """What a draft keeps; the PIN is none of it."""
        self.deny = self.add_act(KeyButton(t("Not approved"), "Alt N", "no", on=self._deny))
        self.agree = self.add_act(
            KeyButton(t("Agree and go on"), "Enter", "shield", kind="primary", on=self._agree), primary=True
        )
        self.pin.completed.connect(self._pin_completed)

    def first_focus(self) -> None:
        self.reason.setFocus(Qt.FocusReason.TabFocusReason)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if key == Qt.Key.Key_N and modifiers == Qt.KeyboardModifier.AltModifier:
            self._deny()
            return True
        return super().press(key, modifiers)

    def take_scan(self, scan: Scan) -> bool:
        return scan.kind is ScanKind.BADGE and self.choose_by_badge(scan.text.lstrip("Bb"))

    def choose_by_badge(self, number: str) -> bool:
        """A scanned badge says who; the PIN still has to prove it."""
        before = self.approvers.value()
        self.approvers.set_value(number)
        if self.approvers.value() is None:
            self.approvers.set_value(before)
            return False
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def show_refusal(self, sentence: str) -> None:
        """Why it did not count; the PIN is cleared, the reason stays."""
        self._sent = False
        self._say(sentence)
        self.pin.refuse()

    def _say(self, sentence: str) -> None:
        self.message.setText(sentence)
        show_if(self.message, bool(sentence))

    def _pin_completed(self, _pin: str) -> None:
        self._agree()

    def _answer(self) -> ApprovalAnswer | None:
        outcome, approver, pin = self.outcomes.value(), self.approvers.value(), self.pin.digits()
        if len(self.reason.text().strip()) < 6:
            self.reason_field.show_problem(t("Write at least 6 characters."))
            return None
        if not isinstance(outcome, Outcome) or approver is None:
            return None
        if len(pin) < 6:
            self._say(t("The approver types their six digits."))
            self.pin.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        return ApprovalAnswer(outcome, self.reason.text().strip(), str(approver), pin)

    def _agree(self) -> None:
        answer = None if self._sent else self._answer()
        if answer is not None:
            self._sent = True  # Enter right after the sixth digit is no second approval
            self._on_agree(answer)

    def _deny(self) -> None:
        answer = self._answer()
        if answer is not None:
            self._on_deny(answer)


def approver_choices(people: Sequence[tuple[str, str]], own_number: str) -> tuple[tuple[str, str], ...]:
    """Everybody who may approve, but not the person who asks."""
    return tuple((number, name) for number, name in people if number != own_number)
