"""Never lose a word: what is typed into a form is on disk within a second, without the screen waiting for it (ux 1.7).

A form is followed while it is open. Changes are gathered for ``DELAY_MS``, and while one write is under way the next
one gathers; so a fast hand costs two or three small writes a second, whatever the number of keys.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from shiboken6 import isValid

from servicedesk.ui.parts import ChoiceGroup

if TYPE_CHECKING:
    from servicedesk.records.queries.drafts import Draft
    from servicedesk.ui.background import Counter
    from servicedesk.ui.parts import ModalDialog

DELAY_MS = 300
AGAIN_MS = 10_000
"""A disk that refused is asked again after so long."""

Values = Mapping[str, Any]
"""What is typed, as JSON can carry it."""


class Form(Protocol):
    """Something to fill in."""

    def typed(self) -> Values:
        """What stands in it now."""
        ...

    def fill(self, values: Values) -> None:
        """Show what was typed before."""
        ...


class Fields:
    """A form made of lines, boxes and choices, by name. A choice of a StrEnum is kept as its text."""

    def __init__(self, **controls: QLineEdit | QPlainTextEdit | ChoiceGroup) -> None:
        self._controls = controls

    def on_change(self, tell: Callable[[], object]) -> None:
        for control in self._controls.values():
            signal = control.changed if isinstance(control, ChoiceGroup) else control.textChanged
            signal.connect(lambda *_: tell())

    def typed(self) -> Values:
        return {name: _read(control) for name, control in self._controls.items()}

    def fill(self, values: Values) -> None:
        for name, control in self._controls.items():
            if name not in values:
                continue
            if isinstance(control, ChoiceGroup):
                control.set_value(*values[name])
            elif isinstance(control, QLineEdit):
                control.setText(str(values[name]))
            else:
                control.setPlainText(str(values[name]))


def _read(control: QLineEdit | QPlainTextEdit | ChoiceGroup) -> object:
    if isinstance(control, ChoiceGroup):
        return [str(value) for value in control.values()]
    return control.text() if isinstance(control, QLineEdit) else control.toPlainText()


@dataclass(slots=True)
class _Followed:
    form: Form
    shown: QObject
    """The page or dialog: when it is gone there is nothing to read any more."""
    empty: Values
    """How the form stood when it was opened: while it stands like this there is nothing to keep."""
    kept: Values | None = None
    """What was handed over to be kept last; None: nothing."""
    read: bool = False
    """Whether what an earlier hand left has been looked up; before that nothing is taken back."""


class Drafts(QObject):
    """Follows the forms that are open and keeps what is typed in them. Belongs to the ``Counter``."""

    trouble = Signal(object)
    """The disk would not keep it: told once, until it does again."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self._counter = counter
        self._forms: dict[str, _Followed] = {}
        self._leaving: dict[str, Values | None] = {}
        self._writing, self._told = 0, False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._flush)

    def follow(self, name: str, form: Form, shown: QObject) -> None:
        """Keep this form from now on. What was kept under its name is filled in, unless somebody typed meanwhile."""
        from servicedesk.records.queries import drafts as rows

        self._forms[name] = followed = _Followed(form, shown, form.typed())
        self._counter.ask(rows.one, name, then=lambda draft: self._found(name, followed, draft))

    def follow_dialog(self, name: str, dialog: ModalDialog, fields: Fields) -> None:
        """The same for a dialog while it is open; what was typed in one that was only closed is there the next time."""
        fields.on_change(lambda: self.changed(name))
        dialog.dismissed.connect(lambda: self.leave(name))
        self.follow(name, fields, dialog)

    def _found(self, name: str, followed: _Followed, draft: Draft | None) -> None:
        if self._forms.get(name) is not followed or not isValid(followed.shown):
            return
        followed.read = True
        if draft is not None and followed.form.typed() == followed.empty:
            followed.kept = draft.values
            followed.form.fill(draft.values)
        else:
            self.changed(name)

    def follows(self, name: str) -> bool:
        """Whether this form is open on the screen."""
        return name in self._forms

    @property
    def waiting(self) -> bool:
        """Whether something is typed that is not on the disk yet."""
        return self._timer.isActive() or self._writing > 0 or bool(self._leaving)

    def changed(self, name: str) -> None:
        """Something was typed in it."""
        if name in self._forms and not self._timer.isActive():
            self._timer.start(DELAY_MS)

    def leave(self, name: str) -> None:
        """It is not shown any more; its last words are kept."""
        self._gather()
        if self._forms.pop(name, None) is not None:
            self._write()

    def done(self, name: str) -> None:
        """It is finished. The action that finished it has deleted the draft; words typed meanwhile go, too."""
        followed = self._forms.pop(name, None)
        if followed is not None and followed.kept is not None:
            self._leaving[name] = None
            self._write()

    def hand_over(self) -> None:
        """An action is about to use what was typed: all of it stands in line before that action."""
        self._gather()
        self._write(at_once=True)

    def _flush(self) -> None:
        self._gather()
        self._write()

    def _gather(self) -> None:
        self._forms = {name: one for name, one in self._forms.items() if isValid(one.shown)}
        for name, followed in self._forms.items():
            typed = followed.form.typed()
            wanted = None if typed == followed.empty else typed
            if followed.read and wanted != followed.kept:
                followed.kept = self._leaving[name] = wanted

    def _write(self, *, at_once: bool = False) -> None:
        """One write at a time: what comes meanwhile goes with the next one, unless an action waits for it."""
        if (self._writing and not at_once) or not self._leaving or self._counter.session is None:
            return
        from servicedesk.desk import drafts as acts

        self._timer.stop()
        written, self._leaving = self._leaving, {}
        self._writing += 1
        self._counter.look(
            acts.keep, self._counter.session, written, then=self._written,
            failed=lambda error: self._refused(written, error),
        )  # fmt: skip

    def _written(self, _nothing: None) -> None:
        self._writing -= 1
        self._told = False
        self._flush()

    def _refused(self, written: Mapping[str, Values | None], error: Exception) -> None:
        """Tried again later, with what stands there then."""
        self._writing -= 1
        self._leaving = {**written, **self._leaving}
        self._timer.start(AGAIN_MS)
        if not self._told:
            self._told = True
            self.trouble.emit(error)
