"""A question that one line answers."""

from __future__ import annotations

from collections.abc import Callable

from servicedesk.ui.drafts import Fields
from servicedesk.ui.parts import Field, KeyButton, ModalDialog, TextLine, V
from servicedesk.ui.words import t


class OneLineDialog(ModalDialog):
    """``save`` is called with the line once there is one."""

    def __init__(
        self, title: str, about: str, label: str, hint: str, save: Callable[[str], object], *, icon: str = "cash"
    ) -> None:
        self.line = TextLine(hint, name=label)
        self.fields = Fields(line=self.line)
        self._field = Field(label, self.line, required=True)
        self._save = save
        super().__init__(title, V(self._field), icon=icon, explained=about)
        self.add_act(KeyButton(t("Save"), "F10", "check", kind="primary", size="big", on=self._keep), primary=True)

    def _keep(self) -> None:
        text = self.line.text().strip()
        if not text:
            self._field.show_problem(t("This is needed."), take_focus=True)
            return
        self._save(text)
        self.dismiss()
