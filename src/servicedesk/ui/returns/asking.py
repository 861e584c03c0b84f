"""② Why, and what it looks like: only the questions that can still change the answer (returns-policy 2.8)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from servicedesk.desk.return_forms import Given
from servicedesk.domain.questions import Answer, Question
from servicedesk.ui.parts import SPRING, Choice, ChoiceGroup, H, Label, TextLine, V, clear, frame, plain, scroll
from servicedesk.ui.theme import px
from servicedesk.ui.words import t, words


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
        self._open: Question | None = None
        self._groups: list[ChoiceGroup] = []
        self._box: QVBoxLayout = V(gap=10, margins=(16, 12, 16, 8))
        self.note = TextLine(t("Printed on the slip (optional)"), name=t("Note"))
        body = QWidget()
        body.setLayout(self._box)
        head = frame(
            "sechead",
            H(
                Label(t("② Reason and looks"), "h2"),
                SPRING,
                Label(t("digits choose, Backspace takes back"), "sm t3"),
                margins=(16, 10, 14, 10),
            ),
        )
        foot = plain(
            V(Label(t("Note (printed on the slip)"), "sm strong t2"), self.note, gap=4, margins=(16, 6, 16, 12))
        )
        V(frame("card", V(head, (scroll(body), 1), foot, gap=0, margins=(1, 1, 1, 1))), into=self)

    def start_over(self) -> None:
        self._asked, self._open = [], None
        self.note.clear()
        self._show()

    def answers(self) -> tuple[Given, ...]:
        return tuple(Given(one.question.field, one.answer.values, one.answer.detail) for one in self._asked)

    def show_question(self, question: Question | None) -> None:
        """The next thing to ask, or nothing more."""
        if question != self._open or not self._box.count():
            self._open = question
            self._show()

    def press_digit(self, digit: str) -> bool:
        """Answer the open question by its digit."""
        if self._open is None:
            return False
        answer = next((one for one in self._open.answers if one.key == digit), None)
        if answer is None:
            return False
        self._answer(len(self._asked), self._open, answer)
        return True

    def take_back(self) -> bool:
        """Forget the last answer, so that it can be given again."""
        if not self._asked:
            return False
        self._asked.pop()
        self._open = None
        self._show()
        self.changed.emit()
        return True

    def _answer(self, position: int, question: Question, answer: Answer) -> None:
        """An answer at a place in the row; what was answered after another answer there is asked again if it matters."""
        later = [one for one in self._asked[position + 1 :] if one.question.field != question.field]
        self._asked[position:] = [Asked(question, answer), *later]
        self._open = None
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        clear(self._box)
        self._groups = []
        for position, one in enumerate(self._asked):
            self._box.addWidget(self._block(position, one.question, one.answer, live=False))
        if self._open is not None:
            self._box.addWidget(self._block(len(self._asked), self._open, None, live=True))
        elif not self._asked:
            self._box.addWidget(Label(t("Tick first what comes back."), "t2", wrap=True))
        self._box.addStretch(1)

    def _block(self, position: int, question: Question, chosen: Answer | None, *, live: bool) -> QWidget:
        holder = QWidget()
        group = ChoiceGroup(holder)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(px(8))
        for index, answer in enumerate(question.answers):
            choice = Choice(words().say(answer.sentence), answer.key if live else "")
            group.add(answer.key, choice, answer.key if live else "")
            grid.addWidget(choice, index // 2, index % 2)
        if chosen is not None:
            group.set_value(chosen.key)
        group.changed.connect(lambda: self._chosen(position, question, group))
        self._groups.append(group)
        column = V(Label(words().say(question.sentence), "sm strong t2"), grid, gap=6, into=holder)
        column.setContentsMargins(0, 0, 0, 0)
        holder.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return holder

    def _chosen(self, position: int, question: Question, group: ChoiceGroup) -> None:
        answer = next(one for one in question.answers if one.key == group.value())
        self._answer(position, question, answer)
