"""Two things besides the purpose: what the person needs (situation first, M-02), and handing them on to a colleague."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from servicedesk.domain.staff import StaffMember
from servicedesk.domain.visits import NeedsNoted
from servicedesk.ui.drafts import Fields
from servicedesk.ui.parts import Choice, ChoiceGroup, Field, H, KeyButton, Label, ModalDialog, TextLine, V, show_if
from servicedesk.ui.telling import facts
from servicedesk.ui.words import t
from servicedesk.wording import N_

NEED_TAGS = (
    ("functional", N_("It has to work")),
    ("emotional", N_("It has to please")),
    ("expected", N_("Taken for granted")),
)
OUTCOMES = (
    ("accepted", N_("Accepted")),
    ("thinking", N_("Thinking it over")),
    ("declined", N_("Declined")),
)
_A_ROW = 3


class NeedsDialog(ModalDialog):
    """Nothing is recommended before the situation is there; two or three products, a warning at one or four (M-02)."""

    def __init__(self, visit_id: str, save: Callable[[NeedsNoted, str, str], object]) -> None:
        body = V(gap=9)
        explained = t("First the situation, then the recommendation.")
        super().__init__(t("What they need"), body, icon="target", explained=explained)
        self._visit_id, self._save = visit_id, save
        self.scenario = TextLine(t("Who uses it, where, what for"), name=t("Situation"))
        self.constraints = TextLine(t("Budget, size, colour (optional)"), name=t("Limits"))
        self.shown = TextLine(t("Codes or names, separated by a comma"), name=t("Products shown"))
        self.shown.setEnabled(False)
        self.tags, self.outcome = ChoiceGroup(self, many=True), ChoiceGroup(self)
        tags = [self.tags.add(value, Choice(t(text), centred=True)) for value, text in NEED_TAGS]
        outcomes = [self.outcome.add(value, Choice(t(text), centred=True)) for value, text in OUTCOMES]
        self.fields = Fields(
            scenario=self.scenario, limits=self.constraints, shown=self.shown, tags=self.tags, outcome=self.outcome
        )
        self.hint = Label("", "sm t-warn", wrap=True)
        self.hint.hide()
        self.scenario_field = Field(t("Situation, in the customer's words"), self.scenario, required=True)
        body.addWidget(self.scenario_field)
        body.addWidget(Field(t("Limits"), self.constraints))
        body.addWidget(Label(t("What kind of need"), "sm strong t2"))
        body.addLayout(H(*[(tag, 1) for tag in tags], gap=8))
        body.addWidget(Field(t("Products shown (after the situation is known)"), self.shown))
        body.addWidget(self.hint)
        body.addWidget(Label(t("What the customer says to it"), "sm strong t2"))
        body.addLayout(H(*[(one, 1) for one in outcomes], gap=8))
        self.add_act(KeyButton(t("Save"), "F10", "check", kind="primary", size="big", on=self._keep), primary=True)
        self.scenario.textChanged.connect(lambda text: self.shown.setEnabled(bool(text.strip())))
        self.shown.textChanged.connect(lambda _text: self._count())

    def first_focus(self) -> None:
        self.scenario.setFocus(Qt.FocusReason.TabFocusReason)

    def products(self) -> tuple[str, ...]:
        """What was shown, one by one."""
        parts = self.shown.text().replace("，", ",").replace("、", ",").split(",")
        return tuple(part.strip() for part in parts if part.strip())

    def _count(self) -> None:
        count = len(self.products())
        doubtful = count == 1 or count >= 4
        self.hint.setText(t("Two or three products are best; now it is {n}.", n=count) if doubtful else "")
        show_if(self.hint, doubtful)

    def _keep(self) -> None:
        if not self.scenario.text().strip():
            self.scenario_field.show_problem(t("Ask first what it is for."))
            return
        tags = tuple(str(tag) for tag in self.tags.values())
        needs = NeedsNoted(self._visit_id, tags, self.products(), str(self.outcome.value() or ""))
        self._save(needs, self.scenario.text(), self.constraints.text())
        self.dismiss()


class HandOnDialog(ModalDialog):
    """To a named colleague; until they have it, the person first asked stays responsible (requirements 3.1.5)."""

    def __init__(self, colleagues: list[StaffMember], hand_on: Callable[[str], object]) -> None:
        body = V(gap=10)
        super().__init__(t("Hand on to a colleague"), body, icon="hand-over")
        self._hand_on = hand_on
        self.people = ChoiceGroup(self)
        choices = [self.people.add(one.number, Choice(facts(one.name, one.number), centred=True)) for one in colleagues]
        for at in range(0, len(choices), _A_ROW):
            body.addLayout(H(*[(one, 1) for one in choices[at : at + _A_ROW]], gap=10))
        if not choices:
            body.addWidget(Label(t("Nobody else works here."), "t2"))
        else:
            self.people.set_value(colleagues[0].number)
        give = self.add_act(
            KeyButton(t("Hand on"), "F10", "check", kind="primary", size="big", on=self._give), primary=True
        )
        give.setEnabled(bool(choices))

    def _give(self) -> None:
        if self.people.value() is not None:
            self._hand_on(str(self.people.value()))
            self.dismiss()
