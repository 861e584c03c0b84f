"""Fields: a label, something to fill in, and what is missing in words below it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from servicedesk.domain.clean_text import CARD_NUMBER, holds_card_number
from servicedesk.ui.parts.boxes import SPRING, H, V, plain
from servicedesk.ui.parts.classes import show_if, styled
from servicedesk.ui.parts.icons import Icon
from servicedesk.ui.parts.labels import Label
from servicedesk.ui.parts.saying import announce
from servicedesk.ui.theme.look import px
from servicedesk.ui.words import t


class TextLine(QLineEdit):
    """One line to type in. ``chinese`` leaves the input method on; codes, numbers and phones turn it off, so that
    it can never split a scan."""

    def __init__(self, placeholder: str = "", *, chinese: bool = True, classes: str = "", name: str = "") -> None:
        super().__init__()
        self.own_enter = False
        """Enter is this field's own (a search that runs); else the window takes it to the next field."""
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        styled(self, classes)
        if not chinese:
            self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
            self.setInputMethodHints(Qt.InputMethodHint.ImhPreferLatin | Qt.InputMethodHint.ImhNoPredictiveText)

    def mark_invalid(self, invalid: bool) -> None:
        words = str(self.property("class") or "").replace("invalid", "").strip()
        styled(self, f"{words} invalid".strip() if invalid else words)


def put_into(line: QLineEdit, words: str) -> bool:
    """Add a sentence to what stands in a field, and go on writing there."""
    before = line.text().strip()
    line.setText(f"{before} {words}" if before else words)
    line.setFocus(Qt.FocusReason.OtherFocusReason)
    return True


class TextBox(QPlainTextEdit):
    """Several lines to type in. Tab leaves it; Enter makes a new line; Ctrl+Enter is the page's primary act."""

    def __init__(self, placeholder: str = "", *, height: int = 94, name: str = "") -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self.setTabChangesFocus(True)
        self.setFixedHeight(px(height))
        styled(self, "")

    def mark_invalid(self, invalid: bool) -> None:
        styled(self, "invalid" if invalid else "")


class CardWarning(QWidget):
    """Says below a line of free text, while it is typed, that a card number does not belong there (reliability L9)."""

    def __init__(self, line: TextLine | TextBox) -> None:
        super().__init__()
        self._line = line
        words = Label(t(CARD_NUMBER), "sm t-bad", wrap=True)
        H(Icon("no", "bad", 16, 2.0), (words, 1), gap=6, into=self)
        self.hide()
        self._told = False
        line.textChanged.connect(self._look)

    def _look(self) -> None:
        text = self._line.text() if isinstance(self._line, TextLine) else self._line.toPlainText()
        found = holds_card_number(text)
        if found == self._told:
            return
        self._told = found
        show_if(self, found)
        self._line.mark_invalid(found)
        self._line.setAccessibleDescription(t(CARD_NUMBER) if found else "")
        if found:
            announce(self._line, t(CARD_NUMBER), urgent=True)


class Field(QWidget):
    """A label above something to fill in. ``show_problem`` says what is missing, in words, below it."""

    def __init__(self, label: str, control: QWidget, *, hint: str = "", required: bool = False, icon: str = "") -> None:
        super().__init__()
        self.control = control
        self._label = Label(label, "sm strong t2")
        self._hint = Label(hint, "sm t3")
        show_if(self._hint, bool(hint))
        star = Label("*", "sm strong t-bad") if required else None
        self._label.setBuddy(control)
        control.setAccessibleName(t("{label}, required", label=label) if required else label)
        self._problem = Label("", "sm t-bad", wrap=True)
        self._problem_line = plain(H(Icon("no", "bad", 16, 2.0), (self._problem, 1), gap=6))
        self._problem_line.hide()
        top = H(self._label, star, Icon(icon, "text3", 15) if icon else None, self._hint, SPRING, gap=6)
        warning = CardWarning(control) if isinstance(control, TextLine | TextBox) else None
        V(top, control, self._problem_line, warning, gap=6, into=self)

    def show_hint(self, hint: str) -> None:
        self._hint.setText(hint)
        show_if(self._hint, bool(hint))

    def show_problem(self, sentence: str, *, take_focus: bool = False) -> None:
        """Say what is wrong; "" says that nothing is."""
        self._problem.setText(sentence)
        show_if(self._problem_line, bool(sentence))
        self.control.setAccessibleDescription(sentence)
        if isinstance(self.control, TextLine | TextBox):
            self.control.mark_invalid(bool(sentence))
        if sentence:
            announce(self.control, sentence, urgent=True)
            if take_focus:
                self.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def problem(self) -> str:
        return self._problem.text()
