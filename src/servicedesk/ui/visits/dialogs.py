"""Two things besides the purpose: what the person needs (scenario first, M-02), and handing them on to a colleague."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from servicedesk.domain.staff import StaffMember
from servicedesk.domain.visits import NeedsNoted
from servicedesk.ui.parts import Choice, ChoiceGroup, Field, Flow, H, KeyButton, Label, ModalDialog, TextLine, V
from servicedesk.ui.words import t
from servicedesk.wording import N_

NEED_TAGS = (
    ("functional", N_("It has to do something")),
    ("emotional", N_("It has to please")),
    ("expected", N_("Taken for granted")),
)


class NeedsDialog(ModalDialog):
    """Nothing can be recommended before the scenario is there; two or three products, a warning at one or four (M-02)."""

    def __init__(self, visit_id: str, save: Callable[[NeedsNoted, str, str], object]) -> None:
        self._visit_id, self._save = visit_id, save
        self.scenario = TextLine(t("Who uses it, where, what for"), name=t("Situation"))
        self.constraints = TextLine(t("Budget, size, colour … (optional)"), name=t("Limits"))
        self.tags = ChoiceGroup(self, many=True)
        tags = [self.tags.add(value, Choice(t(text), centred=True)) for value, text in NEED_TAGS]
        self.shown = TextLine(t("Codes or names, separated by a comma"), name=t("Products shown"))
        self.shown.setEnabled(False)
        self.outcome = ChoiceGroup(self)
        outcomes = [
            self.outcome.add(value, Choice(text, centred=True))
            for value, text in (
                ("accepted", t("Accepted")),
                ("thinking", t("Thinking it over")),
                ("declined", t("Declined")),
            )
        ]
        self.hint = Label("", "sm t-warn", wrap=True)
        self.scenario_field = Field(t("Situation, in the customer's words"), self.scenario, required=True)
        body = V(
            self.scenario_field, Field(t("Limits"), self.constraints), Label(t("What kind of need"), "sm strong t2"),
            H(*[(tag, 1) for tag in tags], gap=8), Field(t("Products shown (after the situation is known)"), self.shown),
            self.hint, H(*[(one, 1) for one in outcomes], gap=8), gap=10,
        )  # fmt: skip
        super().__init__(
            t("What they need"), body, icon="target", explained=t("First the situation, then the recommendation.")
        )
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
        self.hint.setText(
            t("Two or three products are best; now it is {n}.", n=count) if count == 1 or count >= 4 else ""
        )

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
        self.people = ChoiceGroup(self)
        choices = [
            self.people.add(one.number, Choice(t("{name} · {number}", name=one.name, number=one.number), centred=True))
            for one in colleagues
        ]
        body = V(Flow(*choices, gap=10) if choices else Label(t("Nobody else works here."), "t2"), gap=10)
        super().__init__(t("Hand on to a colleague"), body, icon="hand-over")

        def give() -> None:
            if self.people.value() is not None:
                hand_on(str(self.people.value()))
                self.dismiss()

        if colleagues:
            self.people.set_value(colleagues[0].number)
        self.add_act(KeyButton(t("Hand on"), "F10", "check", kind="primary", size="big", on=give), primary=True)
