"""What to say, over the work (F1): every script of the reception, the one of the moment first (ux 4.12)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from servicedesk.ui.background import Counter
from servicedesk.ui.parts import SPRING, Drawer, H, Icon, Label, TextLine, V, clear, frame, plain, scroll
from servicedesk.ui.visits.scripts import BY_LEVEL, GREETING, LATE, LISTENING, RETURN, Script
from servicedesk.ui.words import t

SCRIPTS = (GREETING, LATE, LISTENING, RETURN, *BY_LEVEL.values())


class ScriptsDrawer(Drawer):
    """Read aloud while facing the customer; nothing here changes anything. ``first`` is the script of the moment."""

    def __init__(self, counter: Counter, first: Script | None = None) -> None:
        self._counter = counter
        self._scripts = sorted(SCRIPTS, key=lambda script: script is not first)
        self.search = TextLine(t("Find a script: waited, receipt, sorry"), name=t("Find a script"))
        self._cards = V(gap=12, margins=(0, 0, 8, 0))
        body = plain(V(self.search, (scroll(plain(self._cards)), 1), gap=12))
        super().__init__(t("What to say"), body, icon="book")
        self.search.textChanged.connect(self._show)
        self._show("")

    def first_focus(self) -> None:
        self.search.setFocus(Qt.FocusReason.TabFocusReason)

    def _show(self, text: str) -> None:
        wanted = text.strip().casefold()
        clear(self._cards)
        shown = [script for script in self._scripts if wanted in self._all_words(script).casefold()]
        for script in shown:
            self._cards.addWidget(self._card(script))
        if not shown:
            self._cards.addWidget(Label(t("No script with these words."), "t2"))
        self._cards.addStretch(1)

    def _all_words(self, script: Script) -> str:
        told = (script.situation, script.avoid, script.instead, *script.steps)
        return " ".join((self._said(script), script.source, *(t(each) for each in told)))

    def _said(self, script: Script) -> str:
        profile, session = self._counter.profile, self._counter.session
        chain = (profile.chain_name or profile.store_name) if profile else ""
        return t(script.say, chain=chain, name=session.name if session else "", minutes=10)

    def _card(self, script: Script) -> QWidget:
        """The situation, what to say, what not, what instead."""
        head = H(Label(t(script.situation), "h2"), SPRING, Label(script.source, "sm t3"))
        say = _line("ok", "ok", Label(t('"{sentence}"', sentence=self._said(script)), "say", wrap=True))
        avoid = _line("no", "bad", Label(t("Don't say: {words}", words=t(script.avoid)), "t2", wrap=True))
        instead = _line("bulb", "accent", Label(t("Better: {words}", words=t(script.instead)), "t2", wrap=True))
        return frame("card", V(head, say, avoid, instead, gap=8, margins=(17, 13, 15, 14)))


def _line(icon: str, token: str, words: Label) -> QWidget:
    return plain(H(Icon(icon, token, 20, 2.0), (words, 1), gap=10))
