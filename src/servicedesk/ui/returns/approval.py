"""Ask a second person: what is asked, the rule it breaks, the month so far, why, who, and their PIN (ux 4.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt

from servicedesk.desk.approvals import SHORTEST_REASON
from servicedesk.domain.money import format_minor
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.scans import Scan, ScanKind, badge_number
from servicedesk.domain.staff import PIN_LENGTH
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
    """The approver proves who they are here; whether it counts is decided by the desk, never by this dialog.

    What the six digits mean is said above them: they agree, until "not approved" was pressed; then they deny."""

    def __init__(
        self,
        asked: ApprovalAsked,
        on_agree: Callable[[ApprovalAnswer], None],
        on_deny: Callable[[ApprovalAnswer], None],
    ) -> None:
        self._on_agree, self._on_deny = on_agree, on_deny
        self._sent = self._denying = False
        body = V(gap=10)
        super().__init__(asked.title, body, icon="shield", explained=asked.about)
        count, amount = asked.month
        month = t("Approved this month: {n}, {amount}", n=count, amount=format_minor(amount, asked.currency))
        body.addWidget(Banner("warn", asked.warning, month))
        self.outcomes = ChoiceGroup(self)
        options = [
            self.outcomes.add(
                value, Choice(title, f"Alt {n}" if len(asked.choices) > 1 else "", explained=explained), str(n)
            )
            for n, (value, title, explained) in enumerate(asked.choices, start=1)
        ]
        self.outcomes.set_value(asked.choices[0][0])
        self.reason = TextLine(t("At least 6 characters"), name=t("Reason"))
        self.reason_field = Field(t("Reason (goes into the day's log)"), self.reason, required=True)
        self.reason.textChanged.connect(self._reason_typed)
        self.approvers = ChoiceGroup(self)
        people = [
            self.approvers.add(number, Choice(facts(name, number), centred=True)) for number, name in asked.approvers
        ]
        if asked.approvers:
            self.approvers.set_value(asked.approvers[0][0])
        self.pin = PinEntry()
        self.message = Label("", "t-bad strong", wrap=True)
        self.message.hide()
        self.prompt = Label("", "sm strong t2", wrap=True)
        if len(options) > 1:
            body.addWidget(Label(t("What is approved"), "sm strong t2"))
        body.addLayout(H(*[(option, 1) for option in options], gap=10))
        body.addWidget(self.reason_field)
        body.addWidget(self.prompt)
        body.addLayout(
            H(*[(person, 1) for person in people[:3]], gap=10)
            if people
            else V(Label(t("Nobody here may approve."), "t-bad"))
        )
        body.addWidget(self.pin)
        body.addWidget(self.message)
        self.fields = Fields(reason=self.reason, outcome=self.outcomes, approver=self.approvers)
        """What a draft keeps; the PIN is none of it."""
        self.deny = self.add_act(KeyButton(t("Not approved"), "Alt N", "no", on=lambda: self._send(deny=True)))
        self.agree = self.add_act(
            KeyButton(t("Agree and go on"), "Enter", "shield", kind="primary", on=lambda: self._send(deny=False)),
            primary=True,
        )
        self.pin.completed.connect(lambda _pin: self._send(deny=self._denying))
        self._prompt()

    def first_focus(self) -> None:
        self.reason.setFocus(Qt.FocusReason.TabFocusReason)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if modifiers != Qt.KeyboardModifier.AltModifier:
            return super().press(key, modifiers)
        if key in (Qt.Key.Key_N, Qt.Key.Key_Y):
            self._send(deny=key == Qt.Key.Key_N)
        elif key in (Qt.Key.Key_1, Qt.Key.Key_2):
            self.outcomes.press_key("1" if key == Qt.Key.Key_1 else "2")
        return True

    def primary(self) -> None:
        """Enter goes on with what was begun: after "not approved" it can't agree."""
        self._send(deny=self._denying)

    def take_scan(self, scan: Scan) -> bool:
        return scan.kind is ScanKind.BADGE and self.choose_by_badge(badge_number(scan.text))

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
        self._prompt()
        self._say(sentence)
        self.pin.refuse()
        self.place()

    def free(self) -> None:
        """The answer could not be given; what went wrong is said elsewhere."""
        self.show_refusal("")

    def _say(self, sentence: str) -> None:
        self.message.setText(sentence)
        show_if(self.message, bool(sentence))

    def _prompt(self) -> None:
        """What the digits will do, and which key does the other."""
        if self._sent:
            self.prompt.setText(t("Checking…"))
        elif self._denying:
            self.prompt.setText(t("Not approved: the approver types their six digits."))
        else:
            self.prompt.setText(t("Who approves, with their own PIN"))
        self.prompt.restyle("sm strong t-bad" if self._denying and not self._sent else "sm strong t2")
        self.deny.show_act(t("Not approved"), "Enter" if self._denying else "Alt N")
        self.agree.show_act(t("Agree and go on"), "Alt Y" if self._denying else "Enter")

    def _reason_typed(self, text: str) -> None:
        if len(text.strip()) >= SHORTEST_REASON and self.reason_field.problem():
            self.reason_field.show_problem("")

    def _send(self, *, deny: bool) -> None:
        """Once: Enter right after the sixth digit is no second answer."""
        if self._sent:
            return
        self._denying = deny
        self._say("")
        self._prompt()
        answer = self._answer()
        if answer is not None:
            self._sent = True
            self._prompt()
            (self._on_deny if deny else self._on_agree)(answer)

    def _answer(self) -> ApprovalAnswer | None:
        outcome, approver, pin = self.outcomes.value(), self.approvers.value(), self.pin.digits()
        if len(self.reason.text().strip()) < SHORTEST_REASON:
            self.pin.clear()  # six digits agree to the reason that stands there, not to one that is written later
            self.reason_field.show_problem(t("Write at least 6 characters."), take_focus=True)
            return None
        if not isinstance(outcome, Outcome) or approver is None:
            return None
        if len(pin) < PIN_LENGTH:
            if not self._denying:
                self._say(t("The approver types their six digits."))
            self.pin.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        return ApprovalAnswer(outcome, self.reason.text().strip(), str(approver), pin)


def approver_choices(people: Sequence[tuple[str, str]], own_number: str) -> tuple[tuple[str, str], ...]:
    """Everybody who may approve, but not the person who asks."""
    return tuple((number, name) for number, name in people if number != own_number)
