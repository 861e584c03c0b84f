"""What a person has to say about paper, asked on the home screen until it is answered (reliability H3, H4).

"Did RT-0217 come out?" comes before "12 papers from before wait": the first customer may still be standing there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from servicedesk.desk import paper as acts
from servicedesk.domain.numbers import short
from servicedesk.domain.slips import freshness
from servicedesk.records.queries import slips as slip_rows
from servicedesk.records.queries.slips import PaperQuestions, SlipRow
from servicedesk.ui.background import Counter
from servicedesk.ui.parts import H, Icon, KeyButton, Label, Toast, V, show_if, styled
from servicedesk.ui.reprint.slips import kind_words
from servicedesk.ui.telling import facts
from servicedesk.ui.words import t


class PaperQuestion(QFrame):
    """One question at a time, with its two answers. ``say`` shows a toast. Hidden while there is nothing to ask."""

    def __init__(self, counter: Counter, now: Callable[[], datetime], say: Callable[[Toast], None]) -> None:
        super().__init__()
        styled(self, "tone-warn r12")
        self._counter, self._now, self._say = counter, now, say
        self._asked = PaperQuestions()
        self._title, self._text = Label("", "strong t-warn", wrap=True), Label("", "t2", wrap=True)
        self.yes = KeyButton("", "Alt Y", "check", size="sm", on=lambda: self.answer(yes=True))
        self.no = KeyButton("", "Alt N", "no", size="sm", on=lambda: self.answer(yes=False))
        words = V(self._title, self._text, gap=2)
        H(Icon("question", "warn", 24, 2.0), (words, 1), self.yes, self.no, gap=12, margins=(16, 10, 12, 10), into=self)
        self.hide()

    def refresh(self) -> None:
        """Read what is to be asked now."""
        profile = self._counter.profile
        if profile is not None:
            self._counter.ask(slip_rows.questions, freshness(profile, self._now()), then=self.show_questions)

    def show_questions(self, asked: PaperQuestions) -> None:
        self._asked = asked
        if asked.unknown:
            self._ask_about(asked.unknown[0], len(asked.unknown) - 1)
        elif asked.stale:
            self._ask_about_stale(len(asked.stale))
        self.setAccessibleName(f"{self._title.text()} {self._text.text()}")
        show_if(self, bool(asked.unknown or asked.stale))

    def _ask_about(self, slip: SlipRow, more: int) -> None:
        copy = t("copy {n}", n=slip.copy_no) if slip.copy_no else ""
        self._title.setText(t("Did {number} come out?", number=short(slip.about)))
        look = t("look at printer {printer}", printer=slip.printer_name or "—")
        told = facts(kind_words(slip.kind), copy, t("the work is saved"), look)
        self._text.setText(facts(told, t("{n} more to ask", n=more) if more else ""))
        self.yes.show_act(t("It came out"))
        self.no.show_act(t("No, print a marked copy"))

    def _ask_about_stale(self, count: int) -> None:
        self._title.setText(t("{n} papers from before wait", n=count))
        self._text.setText(t("They are saved and did not come out. Print them now, or does nobody need them?"))
        self.yes.show_act(t("Print them now"))
        self.no.show_act(t("Do not print"))

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Alt Y and Alt N, while a question stands."""
        if not self.isVisible() or modifiers != Qt.KeyboardModifier.AltModifier:
            return False
        if key in (Qt.Key.Key_Y, Qt.Key.Key_N):
            self.answer(yes=key == Qt.Key.Key_Y)
            return True
        return False

    def answer(self, *, yes: bool) -> None:
        """Answer the question that stands."""
        if self._asked.unknown:
            slip = self._asked.unknown[0]
            said = t("Noted.") if yes else t("A copy prints now, marked as a copy.")
            self._counter.do(
                acts.answer_unknown, slip.slip_id, came_out=yes, then=lambda _: self._say(Toast(said)),
                refused=lambda _: self.refresh(),
            )  # fmt: skip
        elif self._asked.stale:
            self._counter.do(acts.release if yes else acts.drop, then=lambda count: self._answered(count, yes))

    def _answered(self, count: int, yes: bool) -> None:
        told = (
            t("{n} papers print now.", n=count)
            if yes
            else t("{n} papers are not printed; they stay on record.", n=count)
        )
        self._say(Toast(told))
