"""Reception: greet within 30 seconds, know why they came, go and do it (ux 4.3, M-01, requirements 3.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from servicedesk.desk import drafts
from servicedesk.desk import visits as acts
from servicedesk.desk.visits import Classification
from servicedesk.domain.scans import Scan, ScanKind
from servicedesk.domain.staff import StaffMember
from servicedesk.domain.visits import LEVEL_OF, OPEN_STATES, Level, NeedsNoted, Purpose, Source, Visitor, VisitState
from servicedesk.records.queries import staff as staff_rows
from servicedesk.records.queries import visits as visit_rows
from servicedesk.records.queries.visits import VisitRow
from servicedesk.ui.background import Counter
from servicedesk.ui.drafts import Fields, Values
from servicedesk.ui.parts import SPRING, H, Label, Toast, V, put_into, show_if
from servicedesk.ui.reprint.receipt import CopyFor
from servicedesk.ui.scripts.library import Script, script_for
from servicedesk.ui.shell.page import KeyHint, Page
from servicedesk.ui.theme import px
from servicedesk.ui.visits.dialogs import HandOnDialog, NeedsDialog
from servicedesk.ui.visits.panels import PAGE_OF, PurposePanel, ScriptPanel, VisitorPanel
from servicedesk.ui.visits.waiting import Waiting
from servicedesk.ui.words import t

_SCRIPT_WIDTH, _SCRIPT_WIDE = 290, 350
_VISITOR_WIDTH = 262
_DIGITS = {getattr(Qt.Key, f"Key_{digit}"): str(digit) for digit in range(10)}


@dataclass(frozen=True, slots=True)
class NewVisit:
    """Asked of this page: begin with a person who has just arrived."""

    source: Source = Source.KEY


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """Asked of this page: go on with a visit that is open."""

    visit_id: str
    needs: bool = False
    """With the dialog of what they need, for there is more to write in it."""


class _VisitFields(Fields):
    """The page's own fields; the purpose shows its way when it comes back."""

    def __init__(self, page: VisitPage) -> None:
        super().__init__(
            purpose=page.purpose.choices, note=page.purpose.note, visitor=page.visitor.visitors,
            phone=page.visitor.phone,
        )  # fmt: skip
        self._page = page

    def fill(self, values: Values) -> None:
        super().fill(values)
        self._page.show_again()


class VisitPage(Page):
    """One person at the counter. The ring runs on the counter's own clock; what is recorded is measured by the desk."""

    place = "visit"
    topics = frozenset({"visits"})

    def __init__(self, counter: Counter, now: Callable[[], datetime], monotonic_s: Callable[[], float]) -> None:
        super().__init__()
        self._counter = counter
        self._waiting = Waiting(counter, now, monotonic_s)
        self._visit: VisitRow | None = None
        self._shown_script: tuple[Script, str] | None = None
        self._needs_wanted = ""
        self.visitor, self.purpose, self.script = VisitorPanel(), PurposePanel(), ScriptPanel()
        self._queue = Label("", "t3")
        for panel, width in ((self.visitor, _VISITOR_WIDTH), (self.script, _SCRIPT_WIDTH)):
            panel.setFixedWidth(px(width))
        self._steps = Label(t("greet → listen → help"), "t2")
        head = H(Label(t("Reception"), "h1"), self._steps, SPRING, self._queue, gap=14)
        V(
            head,
            (H(self.visitor, (self.purpose, 1), self.script, gap=16), 1),
            gap=10,
            margins=(20, 12, 20, 14),
            into=self,
        )
        self.visitor.greeted.connect(self._greet)
        self.purpose.choices.changed.connect(self._chosen)
        self._draft = ""
        self._fields = _VisitFields(self)
        self._fields.on_change(lambda: self._counter.drafts.changed(self._draft))
        self.purpose.go.on_click(self.primary)
        self.purpose.away.on_click(self._left)
        self.purpose.park.on_click(self._park)
        self._show()

    def heading(self) -> str:
        return t("Reception")

    def key_hints(self) -> list[KeyHint]:
        greeted = self._visit is not None and self._visit.state is not VisitState.WAITING
        greet = [] if greeted else [KeyHint(t("Space"), t("greeted"))]
        return [
            *greet, KeyHint("1–9", t("why they came")), KeyHint("F10", t("go on")),
            KeyHint("Alt G", t("park")), KeyHint("Alt L", t("customer left")), KeyHint("Alt N", t("needs")),
            KeyHint("Alt H", t("hand on")), KeyHint("F2", t("new visit")), KeyHint("F1", t("what to say")),
            KeyHint("Esc", t("back")),
        ]  # fmt: skip

    def activated(self, request: object | None) -> None:
        if isinstance(request, NewVisit):
            self._counter.do(acts.arrive, request.source, then=self._open)
        elif isinstance(request, OpenVisit):
            self._needs_wanted = request.visit_id if request.needs else ""
            self._open(request.visit_id)
        else:
            self.refresh()

    def refresh(self) -> None:
        if self._visit is not None:
            self._counter.ask(visit_rows.one, self._visit.visit_id, then=self._read)
        self._counter.ask(visit_rows.still_open, then=self._show_queue)

    def first_focus(self) -> QWidget | None:
        if self._visit is not None and self._visit.state is VisitState.WAITING:
            return self.visitor.greet
        return self.purpose.go if self.purpose.go.isEnabled() else None

    def tick(self, now: datetime) -> None:
        self._show_time()

    def spread(self) -> None:
        """Room for what is asked often, and for scripts that are read from farther away; or none for them (F1)."""
        self.script.setFixedWidth(px(_SCRIPT_WIDE if self.roomy else _SCRIPT_WIDTH))
        show_if(self.script, not self.tight)
        self._steps.setVisible(not self.tight)
        if self.roomy and self._counter.policy is not None:
            self.purpose.often.show_policy(self._counter.policy)
        show_if(self.purpose.often, self.roomy and self._counter.policy is not None)

    def unfinished(self) -> bool:
        visit, purpose = self._visit, self.purpose.purpose()
        if visit is None:
            return False
        chosen = purpose is not None and purpose is not visit.purpose
        return chosen or bool(self.purpose.note.text() or self.visitor.phone.text())

    def begun(self) -> str:
        """Whose visit is under way, for the next person at the counter."""
        return t("visitor {n}", n=self._visit.running) if self._visit else ""

    def set_aside(self) -> None:
        """To the home screen, with what stands here; somebody whom nobody greeted goes on waiting there."""
        if self._visit is not None and self._visit.state is not VisitState.WAITING:
            self._park()
        else:
            self.wanted.emit("home", None)

    @property
    def script_now(self) -> Script | None:
        """What to say at this moment."""
        return self._shown_script[0] if self._shown_script else None

    def take_words(self, words: str) -> bool:
        return put_into(self.purpose.note, words)

    @property
    def visit(self) -> VisitRow | None:
        """The visit that is shown, or None."""
        return self._visit

    def keyed(self) -> Classification:
        """What stands on the page; without a choice it is something else that they want."""
        purpose = self.purpose.purpose() or Purpose.OTHER
        note, phone = self.purpose.note.text().strip(), self.visitor.phone.text().strip()
        return Classification(purpose, self.visitor.visitor(), note, phone)

    # --- acts --------------------------------------------------------------------------------------------------------
    def _open(self, visit_id: str) -> None:
        self._counter.drafts.leave(self._draft)
        if self._visit is not None:
            self._keep(self._visit)
        self._forget()
        self._counter.ask(visit_rows.one, visit_id, then=self._read)
        self._counter.ask(visit_rows.still_open, then=self._show_queue)

    def _keep(self, visit: VisitRow) -> None:
        """Before this person gives way: an answer to why they came is saved. Words without one stay a draft."""
        said = self.keyed()
        if self.purpose.purpose() is not None and said != _recorded(visit):
            self._counter.do(acts.classify, visit.visit_id, said)

    def _follow(self, visit: VisitRow) -> None:
        self._draft = drafts.named(drafts.VISIT, visit.visit_id)
        self._counter.drafts.follow(self._draft, self._fields, self)

    def _forget(self) -> None:
        self._visit = None
        self.purpose.choices.set_value()
        self.purpose.note.clear()
        self.visitor.phone.clear()
        self.visitor.visitors.set_value(Visitor.WALK_IN)

    def _fill(self, visit: VisitRow) -> None:
        """What is known of this person; what was only typed comes back as a draft."""
        if visit.purpose is not None:
            said = _recorded(visit)
            self.purpose.choices.set_value(visit.purpose)
            self.purpose.note.setText(said.note)
            self.visitor.phone.setText(said.phone)
            self.visitor.visitors.set_value(said.visitor)

    def _read(self, visit: VisitRow | None) -> None:
        if visit is not None and visit.state not in OPEN_STATES:
            self._counter.drafts.done(self._draft)
            self._forget()
            visit = None
        before, self._visit = self._visit, visit
        fresh = visit is not None and (before is None or before.visit_id != visit.visit_id)
        if visit is not None and (fresh or (before is not None and before.purpose is not visit.purpose)):
            self._fill(visit)
        focused = QApplication.focusWidget()
        if focused is self.visitor.greet or (fresh and focused is not None and self.isAncestorOf(focused)):
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # or it would fall to another when the button goes
        self._show()
        if visit is not None and fresh:
            self._follow(visit)
            if self._needs_wanted == visit.visit_id:
                self._ask_needs()
            self._needs_wanted = ""
            self._lead_on(anew=True)
        elif before is not None and visit is not None and before.state is not visit.state:
            self._lead_on()

    def _lead_on(self, *, anew: bool = False) -> None:
        """The focus goes to what is next, but never out of a field, a dialog, or a row of choices being walked.

        ``anew``: another person stands here, nobody walks any choices yet."""
        focused = QApplication.focusWidget()
        elsewhere = focused is not None and focused is not self and not self.isAncestorOf(focused)
        walking = not anew and focused is not None and focused.property("walks") and focused.isVisible()
        if self.isVisible() and not (elsewhere or walking or isinstance(focused, QLineEdit)):
            (self.first_focus() or self).setFocus(Qt.FocusReason.TabFocusReason)

    def _greet(self) -> None:
        if self._visit is not None and self._visit.state is VisitState.WAITING:
            self._counter.do(acts.greet, self._visit.visit_id, then=self._read)

    def _chosen(self) -> None:
        """Choosing before pressing Space counts as greeted; what was chosen is saved with "go on"."""
        self._greet()
        self._show()
        self._lead_on()

    def show_again(self) -> None:
        """What was typed before stands here again."""
        self._show()
        self._lead_on()

    def primary(self) -> None:
        purpose, visit = self.purpose.purpose(), self._visit
        if visit is None:
            self._counter.do(acts.arrive, Source.KEY, then=self._open)
            return
        if purpose is None:
            self._greet()
            return
        self._counter.do(acts.classify, visit.visit_id, self.keyed(), then=self._go)

    def _go(self, visit: VisitRow) -> None:
        assert visit.purpose is not None
        self._counter.drafts.done(self._draft)
        self._follow(visit)
        note = self.purpose.note.text()
        if LEVEL_OF[visit.purpose] is Level.L1 and visit.purpose not in PAGE_OF:
            self._counter.do(acts.finish, visit.visit_id, note, then=lambda _: self._finished(visit))
            return
        self._visit = visit
        where = PAGE_OF.get(visit.purpose)
        if where is not None:
            self.wanted.emit(where, visit)
        else:
            self._counter.do(acts.park, visit.visit_id, then=lambda _: self._noted(visit))

    def _finished(self, visit: VisitRow) -> None:
        self._counter.drafts.done(self._draft)
        self._forget()
        self._show()
        self.said.emit(Toast(t("Visitor {n} is done.", n=visit.running)))
        self.left.emit()

    def _noted(self, visit: VisitRow) -> None:
        """Purposes whose own page comes later: kept open on the home screen, so that nothing is lost."""
        self._counter.drafts.leave(self._draft)
        self._forget()
        self._show()
        self.said.emit(Toast(t("Noted. Visitor {n} stays open on the home screen.", n=visit.running)))
        self.left.emit()

    def _left(self) -> None:
        if self._visit is not None:
            running = self._visit.running
            self._keep(self._visit)
            self._counter.do(acts.leave, self._visit.visit_id, then=lambda _: self._gone(running))

    def _gone(self, running: int) -> None:
        self._counter.drafts.done(self._draft)
        self._forget()
        self._show()
        self.said.emit(Toast(t("Visitor {n} left.", n=running)))
        self.left.emit()

    def _park(self) -> None:
        if self._visit is not None:
            running = self._visit.running
            self._keep(self._visit)
            self._counter.do(acts.park, self._visit.visit_id, then=lambda _: self._parked(running))

    def _parked(self, running: int) -> None:
        self._counter.drafts.leave(self._draft)
        self._forget()
        self._show()
        self.said.emit(Toast(t("Visitor {n} is parked on the home screen.", n=running)))
        self.left.emit()

    def _ask_needs(self) -> None:
        """What they need, the situation first (M-02)."""
        if self._visit is not None:
            visit_id = self._visit.visit_id
            dialog = NeedsDialog(visit_id, self._note_needs)
            self._counter.drafts.follow_dialog(drafts.named(drafts.NEEDS, visit_id), dialog, dialog.fields)
            self.opened.emit(dialog)

    def _note_needs(self, needs: NeedsNoted, scenario: str, limits: str) -> None:
        said = Toast(t("Noted."))
        self._counter.do(acts.note_needs, needs.visit_id, needs, scenario, limits, then=lambda _: self.said.emit(said))

    def _hand_on(self) -> None:
        if self._visit is not None:
            self._counter.ask(staff_rows.active, then=self._open_hand_on)

    def _open_hand_on(self, staff: list[StaffMember]) -> None:
        own = self._counter.session.staff_id if self._counter.session else ""
        colleagues = [one for one in staff if one.staff_id != own]
        self.opened.emit(HandOnDialog(colleagues, self._give_to))

    def _give_to(self, number: str) -> None:
        if self._visit is not None:
            said = Toast(t("Handed on to {number}.", number=number))
            self._keep(self._visit)
            self._counter.do(acts.hand_on, self._visit.visit_id, number, then=lambda _: self.said.emit(said))

    def take_scan(self, scan: Scan) -> bool:
        if scan.kind is ScanKind.MEMBER:
            self.visitor.phone.setText(scan.text)
            return True
        if scan.kind is ScanKind.RECEIPT and self.purpose.purpose() is Purpose.REPRINT and self._visit is not None:
            self._counter.do(
                acts.classify, self._visit.visit_id, self.keyed(),
                then=lambda visit: self.wanted.emit("receipt_copy", CopyFor(scan.text, visit)),
            )  # fmt: skip
            return True
        return False

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        alts = {
            Qt.Key.Key_L: self._left, Qt.Key.Key_G: self._park, Qt.Key.Key_N: self._ask_needs,
            Qt.Key.Key_H: self._hand_on,
        }  # fmt: skip
        if modifiers == Qt.KeyboardModifier.AltModifier and key in alts:
            alts[key]()
            return True
        if modifiers != Qt.KeyboardModifier.NoModifier:
            return False
        if key == Qt.Key.Key_Space:
            self._greet()
            return True
        if key in _DIGITS:
            return self._visit is not None and self.purpose.choices.press_key(_DIGITS[key])
        if key == Qt.Key.Key_F7 and self._visit is not None:
            return self.purpose.choices.press_key("F7")
        return False

    # --- showing -----------------------------------------------------------------------------------------------------
    def _show(self) -> None:
        visit, purpose = self._visit, self.purpose.purpose()
        self.visitor.show_visit(visit)
        self.purpose.show_way(purpose, ready=visit is not None)
        self._show_script()
        self._show_time()
        self.hints_changed.emit()

    def _show_script(self) -> None:
        visit, purpose = self._visit, self.purpose.purpose()
        greeted = visit is not None and visit.state is not VisitState.WAITING
        late = visit is not None and not greeted and self._waiting.is_late(visit)
        script = script_for(purpose, LEVEL_OF[purpose] if purpose else None, greeted=greeted, late=late)
        session, profile = self._counter.session, self._counter.profile
        shown = (script, session.name if session else "")
        if self._shown_script != shown:
            self._shown_script = shown
            chain = (profile.chain_name or profile.store_name) if profile else ""
            self.script.show_script(script, chain, shown[1])

    def _show_time(self) -> None:
        if self._visit is not None and self._visit.state is VisitState.WAITING:
            self.visitor.show_waited(self._waiting.since_arrival_s(self._visit))
            self._show_script()

    def _show_queue(self, visits: list[VisitRow]) -> None:
        mine = self._visit.visit_id if self._visit else ""
        waiting = sum(visit.state is VisitState.WAITING and visit.visit_id != mine for visit in visits)
        self._queue.setText(t("{n} more are waiting", n=waiting) if waiting else t("Nobody else is waiting"))


def _recorded(visit: VisitRow) -> Classification:
    """What the records say that they want."""
    return Classification(visit.purpose or Purpose.OTHER, visit.visitor or Visitor.WALK_IN, visit.note, visit.phone)
