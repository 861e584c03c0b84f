"""② Why, and what it looks like: only the questions that can still change the answer (returns-policy 2.8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from servicedesk.desk.return_forms import Given
from servicedesk.domain.questions import Answer, Question
from servicedesk.ui.parts import (
    RIGHT,
    CardWarning,
    Choice,
    ChoiceGroup,
    ElidedLabel,
    H,
    Label,
    TextLine,
    V,
    clear,
    frame,
    plain,
    scroll,
)
from servicedesk.ui.theme import px
from servicedesk.ui.words import letters, t, words

_PAIR_WIDTH = 108
_MOST_IN_PAIR = 14
"""Two answers this short (in letters; a Chinese character counts twice) stand beside their question."""
_MOST_IN_COLUMN, _MOST_IN_COLUMN_ROOMY = 16, 30
"""Longer answers have the whole width."""


KeptAnswer = tuple[str, list[str], str]
"""Field, values as text, which button: an answer as a draft keeps it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was answered, and with which button."""

    question: Question
    answer: Answer


class AskingPanel(QWidget):
    """The questions so far, the open one with its digits, and the note. ``changed`` comes with every answer."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._asked: list[Asked] = []
        self._last: QWidget | None = None
        self._most_in_column, self._most_in_pair = _MOST_IN_COLUMN, _MOST_IN_PAIR
        self._recalled: dict[str, KeptAnswer] = {}
        self.question: Question | None = None
        """What is asked now; None when nothing more can change the answer."""
        self._box: QVBoxLayout = V(gap=10, margins=(16, 12, 14, 8))
        self.note = TextLine(t("Printed on the slip (optional)"), name=t("Note"))
        self._area: QScrollArea = scroll(plain(self._box))
        head = frame(
            "sechead",
            H(Label(t("② Reason and looks"), "h2"), (ElidedLabel(t("digits answer"), "sm t3", align=RIGHT), 1),
              margins=(16, 10, 14, 10)),
        )  # fmt: skip
        label = Label(t("Note (printed on the slip)"), "sm strong t2")
        label.setBuddy(self.note)
        foot = plain(V(label, self.note, CardWarning(self.note), gap=5, margins=(16, 6, 16, 14)))
        V(frame("card", V(head, (self._area, 1), foot, gap=0, margins=(1, 1, 1, 1))), into=self)

    def show_room(self, *, roomy: bool, tight: bool) -> None:
        """How much stands side by side: more where the screen is wide, nothing where letters are large."""
        self._most_in_column = 0 if tight else _MOST_IN_COLUMN_ROOMY if roomy else _MOST_IN_COLUMN
        self._most_in_pair = 0 if tight else _MOST_IN_PAIR
        left, right = (8, 7) if tight else (16, 14)
        self._box.setContentsMargins(px(left), px(12), px(right), px(8))
        self._show()

    def start_over(self, note: str = "") -> None:
        """Another receipt: nothing is answered. ``note`` is what the customer said at reception."""
        self._asked, self._recalled, self.question = [], {}, None
        self.note.setText(note)
        self._show()

    def answers(self) -> tuple[Given, ...]:
        return tuple(Given(one.question.field, one.answer.values, one.answer.detail) for one in self._asked)

    def kept_answers(self) -> list[KeptAnswer]:
        """The answers as a draft keeps them, with those that are still to be given again."""
        given = [(one.question.field, [str(value) for value in one.answer.values], one.answer.detail or "")
                 for one in self._asked]  # fmt: skip
        fields = {field for field, _values, _detail in given}
        return given + [kept for field, kept in self._recalled.items() if field not in fields]

    def recall(self, answers: Iterable[Sequence[Any]]) -> None:
        """Answers of a draft: each is given again when its question is asked, for the rules may ask others now."""
        self._recalled = {str(field): (str(field), list(values), str(detail)) for field, values, detail in answers}

    def _answer_from_draft(self, question: Question) -> bool:
        _field, values, detail = self._recalled.pop(question.field, ("", [], ""))
        for answer in question.answers:
            if values == [str(value) for value in answer.values] and detail == (answer.detail or ""):
                self._answer(len(self._asked), question, answer)
                return True
        return False

    def show_question(self, question: Question | None) -> None:
        """The next thing to ask, or nothing more."""
        if question is None:
            self._recalled = {}
        elif self._answer_from_draft(question):
            return
        if question != self.question or not self._box.count():
            self.question = question
            self._show()

    def press_digit(self, digit: str) -> bool:
        """Answer the open question by its digit."""
        if self.question is None:
            return False
        answer = next((one for one in self.question.answers if one.key == digit), None)
        if answer is None:
            return False
        self._answer(len(self._asked), self.question, answer)
        return True

    def take_back(self) -> bool:
        """Forget the last answer, so that it can be given again."""
        if not self._asked:
            return False
        self._asked.pop()
        self.question = None
        self._show()
        self.changed.emit()
        return True

    def _answer(self, position: int, question: Question, answer: Answer) -> None:
        """An answer at a place in the row; what was answered later stays, and is asked again only if it matters."""
        later = [one for one in self._asked[position + 1 :] if one.question.field != question.field]
        self._asked[position:] = [Asked(question, answer), *later]
        self.question = None
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        clear(self._box)
        last: QWidget | None = None
        for position, one in enumerate(self._asked):
            last = self._block(position, one.question, one.answer)
            self._box.addWidget(last)
        if self.question is not None:
            last = self._block(len(self._asked), self.question, None)
            self._box.addWidget(last)
        elif not self._asked:
            self._box.addWidget(Label(t("Tick first what comes back."), "t2", wrap=True))
        self._box.addStretch(1)
        self._last = last
        QTimer.singleShot(0, self, self._reveal)

    def _reveal(self) -> None:
        """The newest question in sight, once it has its place."""
        if self._last is not None and isValid(self._last):
            self._area.ensureWidgetVisible(self._last, 0, px(8))

    def _block(self, position: int, question: Question, chosen: Answer | None) -> QWidget:
        """A question with its answers; digits stand on the open one only."""
        holder = QWidget()
        group = ChoiceGroup(holder)
        choices = []
        pair = _is_pair(question, self._most_in_pair)
        for answer in question.answers:
            key = "" if chosen is not None else answer.key
            choice = Choice(words().say(answer.sentence), key, centred=pair and not key)
            choices.append(choice)
            group.add(answer.key, choice, key)
        if chosen is not None:
            group.set_value(chosen.key)
        group.changed.connect(lambda: self._chosen(position, question, group))
        label = Label(words().say(question.sentence), "sm strong t2", wrap=True)
        holder.setLayout(_beside(label, choices) if pair else _below(label, choices, self._most_in_column))
        holder.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return holder

    def _chosen(self, position: int, question: Question, group: ChoiceGroup) -> None:
        answer = next(one for one in question.answers if one.key == group.value())
        self._answer(position, question, answer)


def _is_pair(question: Question, most: int) -> bool:
    texts = [words().say(answer.sentence) for answer in question.answers]
    return len(texts) == 2 and all(letters(text) <= most for text in texts)


def _beside(label: Label, choices: list[Choice]) -> QLayout:
    for choice in choices:
        choice.setMinimumWidth(px(_PAIR_WIDTH))
        choice.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    return H((label, 1), *choices, gap=8)


def _below(label: Label, choices: list[Choice], most: int) -> QLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(px(8))
    columns = 2 if all(letters(choice.text()) <= most for choice in choices) else 1
    for index, choice in enumerate(choices):
        grid.addWidget(choice, index // columns, index % columns)
    for column in range(columns):
        grid.setColumnStretch(column, 1)
    return V(label, grid, gap=6)
