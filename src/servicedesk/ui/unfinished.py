"""Work that was left: who left what, and the way back into it (ux 4.1: "李婷有 1 件没办完：接着办 / 挂起")."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Qt, Signal

from servicedesk.desk import drafts as acts
from servicedesk.desk.drafts import kind_and_about
from servicedesk.domain.numbers import short
from servicedesk.domain.sales import Sale
from servicedesk.domain.staff import Permission, Session
from servicedesk.records.queries import sales
from servicedesk.records.queries.drafts import Draft
from servicedesk.ui.background import Counter
from servicedesk.ui.cases.page import VoidAgain
from servicedesk.ui.manager.page import GoOnWithColleague
from servicedesk.ui.parts import H, KeyButton, ModalDialog, Row, RowList, Toast, V, two_lines
from servicedesk.ui.refunds.page import GoOn
from servicedesk.ui.telling import facts
from servicedesk.ui.visits.page import OpenVisit
from servicedesk.ui.words import dated_words, t, time_words


class UnfinishedDialog(ModalDialog):
    """What is open, one row each: go on with it, put it aside, or throw it away."""

    def __init__(
        self,
        title: str,
        drafts: Sequence[Draft],
        zone: ZoneInfo,
        *,
        go_on: Callable[[Draft], object],
        put_aside: Callable[[Draft], object],
        throw_away: Callable[[Draft], object],
    ) -> None:
        self._drafts = list(drafts)
        self._go_on, self._put_aside, self._throw_away = go_on, put_aside, throw_away
        self._zone = zone
        self.list = RowList(t("Unfinished work"))
        self.list.opened.connect(lambda _: self._chosen(self._go_on))
        told = t("Every word is kept. Go on with it, or put it aside for later.")
        super().__init__(title, V(self.list), icon="pen", explained=told)
        self.add_act(KeyButton(t("Throw away"), "Alt D", kind="danger", on=lambda: self._taken_off(self._throw_away)))
        self.add_act(KeyButton(t("Put aside"), "Alt G", on=lambda: self._taken_off(self._put_aside)))
        self.add_act(
            KeyButton(t("Go on"), "F10", "check", kind="primary", size="big", on=lambda: self._chosen(self._go_on)),
            primary=True,
        )
        self._show(0)

    def first_focus(self) -> None:
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        acts_of_keys = {Qt.Key.Key_D: self._throw_away, Qt.Key.Key_G: self._put_aside}
        if modifiers == Qt.KeyboardModifier.AltModifier and key in acts_of_keys:
            self._taken_off(acts_of_keys[key])
            return True
        return super().press(key, modifiers)

    def _chosen(self, act: Callable[[Draft], object]) -> None:
        if 0 <= self.list.current < len(self._drafts):
            draft = self._drafts[self.list.current]
            self.dismiss()
            act(draft)

    def _taken_off(self, act: Callable[[Draft], object]) -> None:
        """This one is off the list; the dialog goes with the last."""
        if 0 <= self.list.current < len(self._drafts):
            act(self._drafts.pop(self.list.current))
        if self._drafts:
            self._show(self.list.current)
        else:
            self.dismiss()

    def _show(self, current: int) -> None:
        self.list.set_rows([self._row(draft) for draft in self._drafts], min(current, len(self._drafts) - 1))

    def _row(self, draft: Draft) -> Row:
        at = draft.at.astimezone(self._zone)
        below = facts(draft.name, dated_words(at.date()), time_words(at), t("put aside") if draft.aside else "")
        title = title_of(draft)
        face = H((two_lines(title, below, "strong", "sm t3", elide=True), 1), margins=(14, 6, 14, 6))
        return Row(face, t("{first}, {second}", first=title, second=below))


def title_of(draft: Draft) -> str:
    """What kind of form it is and what it is about."""
    kind, about = kind_and_about(draft.form)
    titles = {
        acts.RETURN: t("Return of receipt {number}", number=about),
        acts.VISIT: t("Why a visitor came"),
        acts.NEEDS: t("What a visitor needs"),
        acts.APPROVAL: t("Approval for receipt {number}", number=about),
        acts.REFUND_PAID: t("A refund noted as paid"),
        acts.REFUND_FAILED: t("A refund that failed"),
    }
    if kind == acts.VOID:
        return t("Void {number}", number=short(about))
    if kind == acts.COLLEAGUE:
        name = str(draft.values.get("name", ""))
        return facts(t("New colleague") if about == acts.NEW else t("A changed colleague"), name)
    return titles[kind]


class Unfinished(QObject):
    """Finds what is unfinished after somebody signed in, and leads back into it."""

    opened = Signal(object)
    said = Signal(object)
    wanted = Signal(str, object)
    receipt_wanted = Signal(object)
    """A sale whose return goes on."""

    def __init__(self, counter: Counter, parent: QObject) -> None:
        super().__init__(parent)
        self._counter = counter

    def ask_at_sign_in(self, session: Session, *, same: bool) -> None:
        """Somebody signed in: what is not on the screen already, or is somebody else's, is asked about.

        ``same``: they were here before, and what they left is still in front of them."""
        self._counter.look(acts.unfinished, then=lambda drafts: self._found(session, drafts, same=same))

    def _found(self, session: Session, drafts: list[Draft], *, same: bool) -> None:
        open_here = self._counter.drafts.follows
        asked = [draft for draft in _for(session, drafts) if not draft.aside and not (same and open_here(draft.form))]
        if asked and self._counter.session is session:
            self._show(_whose(asked, session), asked)

    def show_everything(self) -> None:
        """The list of all, from the palette."""
        self._counter.look(acts.unfinished, then=self._show_all)

    def _show_all(self, drafts: list[Draft]) -> None:
        session = self._counter.session
        mine = _for(session, drafts) if session is not None else []
        if mine:
            self._show(t("Unfinished work"), mine)
        else:
            self.said.emit(Toast(t("Nothing is unfinished.")))

    def _show(self, title: str, drafts: list[Draft]) -> None:
        profile = self._counter.profile
        assert profile is not None, "the counter is open"
        dialog = UnfinishedDialog(
            title, drafts, ZoneInfo(profile.zone), go_on=self._go_on,
            put_aside=lambda draft: self._counter.do(acts.put_aside, draft.form),
            throw_away=lambda draft: self._counter.do(acts.throw_away, draft.form),
        )  # fmt: skip
        self.opened.emit(dialog)

    def _go_on(self, draft: Draft) -> None:
        """Open the form; it fills itself with what was kept under its name."""
        kind, about = kind_and_about(draft.form)
        if kind in (acts.RETURN, acts.APPROVAL):
            self._counter.ask(sales.find_sale, about, then=self._return)
            return
        pages = {
            acts.VISIT: ("visit", OpenVisit(about)),
            acts.NEEDS: ("visit", OpenVisit(about, needs=True)),
            acts.REFUND_PAID: ("refunds", GoOn(about, failed=False)),
            acts.REFUND_FAILED: ("refunds", GoOn(about, failed=True)),
            acts.VOID: ("cases", VoidAgain(about)),
            acts.COLLEAGUE: ("manager", GoOnWithColleague(about)),
        }
        self.wanted.emit(*pages[kind])

    def _return(self, sale: Sale | None) -> None:
        if sale is not None:
            self.receipt_wanted.emit(sale)


def _for(session: Session, drafts: list[Draft]) -> list[Draft]:
    """What this person may go on with. An approval goes on with its return."""
    names = {draft.form for draft in drafts}

    def shown(draft: Draft) -> bool:
        kind, about = kind_and_about(draft.form)
        if kind == acts.APPROVAL:
            return acts.named(acts.RETURN, about) not in names
        return kind != acts.COLLEAGUE or session.may(Permission.STAFF_MANAGE)

    return [draft for draft in drafts if shown(draft)]


def _whose(drafts: list[Draft], session: Session) -> str:
    names = {draft.name for draft in drafts}
    if {draft.staff_id for draft in drafts} == {session.staff_id}:
        if len(drafts) > 1:
            return t("You left {n} things unfinished", n=len(drafts))
        return t("You left 1 thing unfinished")
    if len(names) == 1:
        (name,) = names
        if len(drafts) > 1:
            return t("{name} left {n} things unfinished", name=name, n=len(drafts))
        return t("{name} left 1 thing unfinished", name=name)
    return t("{n} things are unfinished", n=len(drafts))
