"""What to say, over the work (F1): the script of the moment first; Enter takes one into the note (ux 4.12)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from servicedesk.records.queries import scripts as script_rows
from servicedesk.ui.background import Counter
from servicedesk.ui.parts import (
    SPRING,
    Drawer,
    EmptyState,
    H,
    Icon,
    KeyCap,
    Label,
    Row,
    RowList,
    TextLine,
    V,
    plain,
    scroll,
    show_if,
)
from servicedesk.ui.scripts.library import SCRIPTS, Script
from servicedesk.ui.spelling import Spelling
from servicedesk.ui.words import t

_STEPS = {
    Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 3, Qt.Key.Key_PageUp: -3,
}  # fmt: skip


class _Line(TextLine):
    """The field keeps the focus; the arrows walk the cards below it, Enter takes the current one."""

    def __init__(self, drawer: ScriptsDrawer) -> None:
        super().__init__(t("Find a script: waited, receipt, sorry, or first letters"), name=t("Find a script"))
        self.own_enter = True
        self._drawer = drawer

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._drawer.list.step(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._drawer.primary()
        else:
            super().keyPressEvent(event)


class ScriptsDrawer(Drawer):
    """Read aloud while facing the customer. ``first`` is the script of the moment; ``taken`` gets what Enter chose: the
    script and what it says."""

    def __init__(
        self,
        counter: Counter,
        spelling: Spelling,
        taken: Callable[[Script, str], object],
        first: Script | None = None,
    ) -> None:
        self._counter, self._spelling, self._taken = counter, spelling, taken
        self._scripts = sorted(SCRIPTS, key=lambda script: script is not first)
        self._shown: list[Script] = []
        self._uses: dict[str, int] = {}
        self.search = _Line(self)
        self.list = RowList(t("What to say"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.opened.connect(lambda _: self.primary())
        self._area = scroll(self.list)
        told = t("Try another word, or the first letters of it.")
        self._empty = EmptyState("book", t("No script with these words."), told)
        keys = H(KeyCap("↑ ↓"), Label(t("Choose"), "sm t2"), 6, KeyCap("Enter"), Label(t("Into the note"), "sm t2"),
                 SPRING, gap=7)  # fmt: skip
        body = plain(V(self.search, (self._area, 1), (self._empty, 1), keys, gap=12))
        super().__init__(t("What to say"), body, icon="book")
        self.search.textChanged.connect(lambda _: self._show())
        self._show()
        spelling.learn(t(script.situation) for script in SCRIPTS)
        counter.ask(script_rows.uses, then=self._count)

    def first_focus(self) -> None:
        self.search.setFocus(Qt.FocusReason.TabFocusReason)

    def primary(self) -> None:
        if 0 <= self.list.current < len(self._shown):
            script = self._shown[self.list.current]
            self.dismiss()
            self._taken(script, self._said(script))

    def _count(self, uses: dict[str, int]) -> None:
        self._uses = uses
        self._show()

    def _show(self) -> None:
        wanted = self.search.text()
        self._shown = [script for script in self._scripts if self._spelling.fits(wanted, *self._all_words(script))]
        self.list.set_rows([self._card(script) for script in self._shown], 0 if self._shown else -1)
        show_if(self._area, bool(self._shown))
        show_if(self._empty, not self._shown)

    def _all_words(self, script: Script) -> tuple[str, ...]:
        told = (script.situation, script.avoid, script.instead, *script.steps)
        return (self._said(script), script.source, *(t(each) for each in told))

    def _said(self, script: Script) -> str:
        profile, session = self._counter.profile, self._counter.session
        chain = (profile.chain_name or profile.store_name) if profile else ""
        return t(script.say, chain=chain, name=session.name if session else "", minutes=10)

    def _card(self, script: Script) -> Row:
        """The situation, what to say, what not, what instead, and how often it was taken."""
        used = self._uses.get(script.script_id, 0)
        uses = Label(t("used {n} times", n=used), "sm t3") if used else None
        situation, said = t(script.situation), self._said(script)
        head = H((Label(situation, "h2", wrap=True), 1), uses, Label(script.source, "sm t3"), gap=10)
        lines = (
            ("ok", "ok", Label(t('"{sentence}"', sentence=said), "say", wrap=True)),
            ("no", "bad", Label(t("Don't say: {words}", words=t(script.avoid)), "t2", wrap=True)),
            ("bulb", "accent", Label(t("Better: {words}", words=t(script.instead)), "t2", wrap=True)),
        )
        told = [plain(H(Icon(icon, token, 20, 2.0), (words, 1), gap=10)) for icon, token, words in lines]
        return Row(V(head, *told, gap=8, margins=(16, 12, 12, 13)), f"{situation}: {said}")
