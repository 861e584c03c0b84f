"""The returns page: pick, answer, see the verdict, settle. The desk judges; nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from servicedesk.desk import drafts
from servicedesk.desk import refunds as paying
from servicedesk.desk import returns as acts
from servicedesk.desk import visits as visiting
from servicedesk.desk.outcomes import Refused
from servicedesk.desk.return_forms import ReturnForm, needs_approval_of
from servicedesk.desk.returns import Preview, Settled
from servicedesk.domain.money import format_minor
from servicedesk.domain.numbers import short
from servicedesk.domain.reminders import Stage, stage_of_acceptance
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.sales import Sale
from servicedesk.domain.scans import Scan, ScanKind
from servicedesk.domain.visits import ACCEPTANCE_LIMIT_MS, OPEN_STATES
from servicedesk.records.queries import visits as visit_rows
from servicedesk.records.queries.visits import VisitRow
from servicedesk.ui.background import Counter
from servicedesk.ui.drafts import Values
from servicedesk.ui.parts import SPRING, EmptyState, H, KeyButton, Toast, V, frame, plain, put_into, show_if
from servicedesk.ui.returns import saying
from servicedesk.ui.returns.asking import AskingPanel
from servicedesk.ui.returns.cash import CashDialog
from servicedesk.ui.returns.facing import customer_face
from servicedesk.ui.returns.goods import GoodsPanel
from servicedesk.ui.returns.header import ReturnHeader
from servicedesk.ui.returns.history import Earlier, history_of
from servicedesk.ui.returns.second_person import SecondPerson, amount_of
from servicedesk.ui.returns.verdict import OTHER_KEYS, VerdictPanel
from servicedesk.ui.scripts.library import Script, script_of_verdict
from servicedesk.ui.scripts.returning import TAKES_LONGER
from servicedesk.ui.shell.customer import CustomerFace
from servicedesk.ui.shell.page import KeyHint, Page
from servicedesk.ui.theme import px
from servicedesk.ui.visits.waiting import Waiting
from servicedesk.ui.words import t, words

_TONES = {Stage.NEAR: "warn", Stage.OVER: "bad"}
_GOODS_WIDTH, _GOODS_TIGHT = 394, 234
_VERDICT_WIDTH, _VERDICT_TIGHT = 424, 298
_ALTS = {getattr(Qt.Key, f"Key_{key[-1]}"): key for key in OTHER_KEYS.values()}
_DIGITS = {getattr(Qt.Key, f"Key_{digit}"): str(digit) for digit in range(1, 10)}


@dataclass(frozen=True, slots=True)
class Begun:
    """A receipt that was set aside with its visit. ``opened_ms`` as the page's own clock had it."""

    sale: Sale
    opened_ms: int


class ReturnsPage(Page):
    """One receipt at a time. ``open_sale`` begins; a settlement or refusal ends it and the page is empty again."""

    place = "visit"
    topics = frozenset({"returns", "sales"})

    find_wanted = Signal()
    """Look for a receipt (F3)."""

    def __init__(self, counter: Counter, now: Callable[[], datetime], monotonic_s: Callable[[], float]) -> None:
        super().__init__()
        self._counter, self._now, self._monotonic_s = counter, now, monotonic_s
        self._waiting = Waiting(counter, now, monotonic_s)
        self._sale: Sale | None = None
        self._visit: VisitRow | None = None
        self._opened_ms = 0
        self._preview: Preview | None = None
        self._draft = ""
        self._asked_for = 0
        self._busy = False
        self._aside: dict[str, Begun] = {}
        self.header, self.goods, self.asking, self.verdict = ReturnHeader(), GoodsPanel(), AskingPanel(), VerdictPanel()
        self.goods.setFixedWidth(px(_GOODS_WIDTH))
        self.verdict.setFixedWidth(px(_VERDICT_WIDTH))
        self._empty = self._nothing_open()
        self._work = plain(H(self.goods, (self.asking, 1), self.verdict, gap=15))
        V(self.header, (self._empty, 1), (self._work, 1), gap=12, margins=(20, 12, 20, 12), into=self)
        self.second = SecondPerson(counter, now, monotonic_s, self)
        self._wire()
        self._show_empty()

    def _nothing_open(self) -> QWidget:
        told = EmptyState(
            "receipt",
            t("Scan the receipt"),
            t("Lost or unreadable? Find it by its number, by the phone's last four digits and the day, or by amount."),
        )
        self.search = KeyButton(t("Find the receipt"), "F3", "search", kind="primary", size="big", on=self._find)
        return frame("card", V((told, 1), H(SPRING, self.search, SPRING), SPRING, gap=0, margins=(16, 16, 16, 40)))

    def _wire(self) -> None:
        self.goods.changed.connect(self._changed)
        self.goods.refused.connect(lambda sentence: self._said(sentence, "warn"))
        self.asking.changed.connect(self._changed)
        self.asking.note.textChanged.connect(lambda _: self._counter.drafts.changed(self._draft))
        self.verdict.settle_wanted.connect(self._settle)
        self.verdict.refuse_wanted.connect(self._refuse)
        self.verdict.approval_wanted.connect(self._ask_approval)
        self.second.opened.connect(self.opened.emit)
        self.second.approved.connect(self._settle)
        self.second.refused.connect(self._not_settled)
        self.second.denied.connect(self._denied)
        self.verdict.customer_wanted.connect(self._show_customer)
        self.header.other_wanted.connect(self._find)
        self.header.cancel_wanted.connect(self.left.emit)

    # --- what the window asks ----------------------------------------------------------------------------------------
    def heading(self) -> str:
        return t("Return, repair")

    def key_hints(self) -> list[KeyHint]:
        return [
            KeyHint(t("Space"), t("tick")), KeyHint("1–9", t("answer")), KeyHint("F10", t("confirm, print")),
            KeyHint(t("Backspace"), t("change the answer")), KeyHint("+ −", t("pieces")),
            KeyHint("F11", t("show customer")), KeyHint("F12", t("approval")), KeyHint("F3", t("other receipt")),
            KeyHint("F1", t("what to say")), KeyHint("Esc", t("back")),
        ]  # fmt: skip

    def activated(self, request: object | None) -> None:
        if isinstance(request, VisitRow):
            self._take_visit(request)
        elif isinstance(request, Sale):
            self.open_sale(request, None)

    def unfinished(self) -> bool:
        return self._sale is not None

    def started(self) -> bool:
        """Whether something was answered or written that another receipt would wipe away."""
        note = self.asking.note.text().strip()
        brought = self._visit.note if self._visit else ""
        return bool(self.asking.answers() or (note and note != brought))

    def begun(self) -> str:
        """Which receipt is open, for the next person at the counter."""
        return self._sale.receipt_number if self._sale else ""

    def set_aside(self) -> None:
        """Park the person and keep the form until they are called again; who has no visit stays on this page."""
        if self._visit is not None and self._sale is not None:
            self._lay_aside(self._visit, self._sale)
            self._counter.do(drafts.put_aside, self._draft)
        self.wanted.emit("home", None)

    def _lay_aside(self, visit: VisitRow, sale: Sale) -> None:
        self._counter.drafts.leave(self._draft)
        self._aside[visit.visit_id] = Begun(sale, self._opened_ms)
        self._counter.do(visiting.park, visit.visit_id)
        self._show_empty()

    def _take_visit(self, visit: VisitRow) -> None:
        """Another person's receipt gives way to this one; a form that was set aside with them comes back."""
        if self._visit is not None and self._sale is not None and self._visit.visit_id != visit.visit_id:
            self._lay_aside(self._visit, self._sale)
        begun = self._aside.get(visit.visit_id)
        if begun is not None:
            self.open_sale(begun.sale, visit)
        self._visit = visit

    def first_focus(self) -> QWidget | None:
        return self.goods.list if self._sale is not None else self.search

    def tick(self, now: datetime) -> None:
        self._show_time()

    def refresh(self) -> None:
        if self._sale is not None and not self._busy:
            self._changed()

    def open_sale(self, sale: Sale, visit: VisitRow | None) -> None:
        """Begin with a receipt; ``visit`` is the person who brought it."""
        self._counter.drafts.leave(self._draft)
        if visit is not None:
            self._visit = visit
        self._sale, self._preview = sale, None
        self._opened_ms = int(self._monotonic_s() * 1000)
        profile, policy = self._counter.profile, self._counter.policy
        assert profile is not None, "the counter is open"
        assert policy is not None, "the counter is open"
        self.asking.start_over(self._visit.note if self._visit else "")
        self.goods.show_sale(sale, lambda code: saying.category_words(code, policy))
        self.header.show_sale(sale, saying.bought_words(sale, profile, self._now()))
        begun = self._aside.pop(self._visit.visit_id, None) if self._visit else None
        if begun is not None and begun.sale.sale_id == sale.sale_id:
            self._opened_ms = begun.opened_ms  # what was ticked, answered and written comes back as a draft
        show_if(self._empty, False)
        show_if(self._work, True)
        self._show_time()
        self._draft = drafts.named(drafts.RETURN, sale.receipt_number)
        self._counter.drafts.follow(self._draft, self, self)
        self._changed()
        self._read_history(sale)
        self.goods.list.setFocus(Qt.FocusReason.TabFocusReason)

    def typed(self) -> Values:
        """What a draft keeps: ticks, answers, the note, and whose visit it is."""
        return {
            "visit_id": self._visit.visit_id if self._visit else "",
            "picks": [[pick.line_no, pick.qty] for pick in self.goods.picks()],
            "answers": [list(kept) for kept in self.asking.kept_answers()],
            "note": self.asking.note.text(),
        }

    def fill(self, values: Values) -> None:
        """Go on where a draft ends."""
        self.goods.tick((int(line_no), int(qty)) for line_no, qty in values["picks"])
        self.asking.recall(values["answers"])
        self.asking.note.setText(str(values["note"]))
        if self._visit is None and values["visit_id"]:
            self._counter.ask(visit_rows.one, values["visit_id"], then=self._visit_of_draft)
        self._changed()

    def _visit_of_draft(self, visit: VisitRow | None) -> None:
        if self._visit is None and visit is not None and visit.state in OPEN_STATES:
            self._visit = visit

    @property
    def sale(self) -> Sale | None:
        """The receipt that is open, or None."""
        return self._sale

    @property
    def script_now(self) -> Script | None:
        """What to say at this moment: that it takes longer, else about the verdict as soon as it is certain."""
        if self._sale is not None and self._taken_ms() >= ACCEPTANCE_LIMIT_MS:
            return TAKES_LONGER
        seen = self._preview.seen if self._preview is not None else None
        lead = seen.lead if seen is not None and seen.settled else None
        return script_of_verdict(lead.decision.outcome if lead is not None else None)

    def take_words(self, words: str) -> bool:
        return self._sale is not None and put_into(self.asking.note, words)

    @property
    def visit(self) -> VisitRow | None:
        """The person whose receipt is open, or None."""
        return self._visit

    def spread(self) -> None:
        self.verdict.roomy, self.verdict.tight = self.roomy, self.tight
        self.header.show_tight(tight=self.tight)
        self.asking.show_room(roomy=self.roomy, tight=self.tight)
        self.goods.show_tight(tight=self.tight)
        self.goods.setFixedWidth(px(_GOODS_TIGHT if self.tight else _GOODS_WIDTH))
        self.verdict.setFixedWidth(px(_VERDICT_TIGHT if self.tight else _VERDICT_WIDTH))
        if self._sale is not None:
            self._changed()
            self._read_history(self._sale)

    def _read_history(self, sale: Sale) -> None:
        """What this member bought and brought back lately, where there is room for it."""
        self.goods.history.hide()
        if self.roomy and sale.member_code:
            self._counter.ask(history_of, sale, then=lambda lately: self._take_history(sale, lately))

    def _take_history(self, sale: Sale, lately: tuple[Earlier, ...]) -> None:
        profile = self._counter.profile
        if self._sale is sale and profile is not None:
            self.goods.history.show_history(lately, ZoneInfo(profile.zone))

    def _show_empty(self) -> None:
        self._sale, self._preview, self._visit = None, None, None
        self.header.show_sale(None, "")
        self.facing_changed.emit()
        show_if(self._work, False)
        show_if(self._empty, True)

    # --- judging -----------------------------------------------------------------------------------------------------
    def form(self) -> ReturnForm:
        assert self._sale is not None
        visit_id = self._visit.visit_id if self._visit else None
        return ReturnForm(
            self._sale.sale_id, self.goods.picks(), self.asking.answers(), self.asking.note.text().strip(), visit_id,
            self._opened_ms,
        )  # fmt: skip

    def _changed(self) -> None:
        if self._sale is None:
            return
        self._counter.drafts.changed(self._draft)
        self._preview = None  # nothing can be settled on a verdict of answers that have changed since
        self._asked_for += 1
        number = self._asked_for
        self._counter.look(acts.preview, self.form(), then=lambda preview: self._take(number, preview))

    def _take(self, number: int, preview: Preview | None) -> None:
        """Only the newest answer is shown: an older one belongs to a form that is gone."""
        policy, profile = self._counter.policy, self._counter.profile
        if number != self._asked_for or preview is None or self._sale is None or policy is None or profile is None:
            return
        self._preview = preview
        self.asking.show_question(preview.seen.question)
        self.verdict.show_preview(preview, policy, profile)
        self.hints_changed.emit()
        self.facing_changed.emit()
        self._lead_on()

    def _lead_on(self) -> None:
        """A button that was pressed and is gone leaves the focus to what is next: the goods, the answers, the act."""
        focused = QApplication.focusWidget()
        if self.isVisible() and (focused is None or focused is self):
            primary = self.verdict.primary
            ready = primary is not None and primary.isEnabled()
            (primary if ready and primary is not None else self.goods.list).setFocus(Qt.FocusReason.OtherFocusReason)

    # --- acts --------------------------------------------------------------------------------------------------------
    def primary(self) -> None:
        self.verdict.press_primary()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if modifiers == Qt.KeyboardModifier.AltModifier:
            return key in _ALTS and self.verdict.press_other(_ALTS[key])
        acts_of_keys = {
            Qt.Key.Key_F3: self._find, Qt.Key.Key_F11: self._show_customer, Qt.Key.Key_F12: self._ask_approval,
        }  # fmt: skip
        if key in acts_of_keys:
            acts_of_keys[key]()
            return True
        if key in _DIGITS:
            digit = _DIGITS[key]
            return self.asking.press_digit(digit) or self.verdict.alternatives.press_key(digit)
        if key == Qt.Key.Key_Backspace:
            return self.asking.take_back()
        if key == Qt.Key.Key_Space and self._sale is not None and self.goods.list.current >= 0:
            self.goods.toggle(self.goods.list.current)
            return True
        return False

    def take_scan(self, scan: Scan) -> bool:
        if scan.kind is not ScanKind.ITEM or self._sale is None:
            return False
        if not self.goods.tick_item(scan.text):
            self._said(t("This item is not on this receipt: {code}", code=scan.text), "warn")
        return True

    def _find(self) -> None:
        self.find_wanted.emit()

    def customer_face(self) -> CustomerFace | None:
        counter = self._counter
        if self._preview is None or counter.policy is None or counter.profile is None:
            return None
        served = counter.session.name if counter.session else ""
        return customer_face(self._preview, counter.policy, counter.profile, served, self._now())

    def _show_customer(self) -> None:
        face = self.customer_face()
        if face is None:
            self._said(t("There is no answer to show yet."), "info")
        else:
            self.faced.emit(face)

    def _settle(self, chosen: Outcome, approval_id: str | None = None) -> None:
        preview = self._preview
        if preview is None or not preview.seen.settled or self._busy or self._counter.policy is None:
            return
        if approval_id is None and needs_approval_of(self._counter.policy, preview.seen, chosen) is not None:
            self._ask_approval(chosen)
            return
        self._begin_noting()
        self._counter.do(
            acts.settle, self.form(), chosen, amount_of(preview, chosen), approval_id, then=self._settled,
            refused=self._not_settled, failed=self._failed,
        )  # fmt: skip

    def _settled(self, done: Settled) -> None:
        self._busy = False
        self.second.finish()
        self._counter.drafts.done(self._draft)
        self._show_empty()
        amount = format_minor(done.refund_minor, done.currency)
        number = short(done.number)
        self._said(
            t("{number} is saved and prints now. {amount} goes back.", number=number, amount=amount)
            if done.refund_minor
            else t("{number} is saved and prints now.", number=number)
        )
        if done.cash_minor:
            self._hand_out_cash(done)
        else:
            self.wanted.emit("home", None)

    def _hand_out_cash(self, done: Settled) -> None:
        cash = [due for due in done.refunds if due.tender == paying.CASH]

        def pay() -> None:
            for due in cash:
                self._counter.do(paying.pay_cash, due.refund_id, then=lambda _: self._said(t("Paid out in cash.")))

        dialog = CashDialog(done.cash_minor, done.currency, pay)
        dialog.dismissed.connect(lambda: self.wanted.emit("home", None))
        self.opened.emit(dialog)

    def _said(self, sentence: str, tone: str = "ok") -> None:
        self.said.emit(Toast(sentence, tone))

    def _not_settled(self, refused: Refused) -> None:
        self._busy = False
        sentence = words().say(refused.reason)
        if not self.second.show_refusal(sentence):
            self.said.emit(Toast(sentence, "warn", code=refused.code))
        self._changed()

    def _begin_noting(self) -> None:
        self._busy = True
        self.verdict.show_busy()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self._counter.trouble.emit(error)
        self._changed()

    def _refuse(self, accepted: str) -> None:
        if self._preview is None or self._busy or not self._preview.seen.settled:
            return
        self._begin_noting()
        self._counter.do(
            acts.refuse, self.form(), accepted, then=self._noted, refused=self._not_settled, failed=self._failed
        )

    def _noted(self, number: str) -> None:
        self._busy = False
        self._counter.drafts.done(self._draft)
        self._show_empty()
        self._said(t("{number} is noted. The reasons print now.", number=short(number)))
        self.wanted.emit("home", None)

    def _denied(self, sentence: str) -> None:
        self._said(t('Not approved. Say: "{sentence}"', sentence=sentence), "warn")

    def _ask_approval(self, chosen: Outcome | None = None) -> None:
        if self._preview is not None and self._preview.seen.settled:
            self.second.ask(self._preview, self.form, chosen)

    # --- time --------------------------------------------------------------------------------------------------------
    def _show_time(self) -> None:
        if self._sale is None:
            return
        taken_ms = self._taken_ms()
        tone = _TONES.get(stage_of_acceptance(taken_ms / 1000), "info")
        self.header.show_time(taken_ms, tone)

    def _taken_ms(self) -> int:
        """Since the person was greeted; without one, since the receipt was opened."""
        if self._visit is not None:
            return self._waiting.since_greeting_s(self._visit) * 1000
        return max(0, int(self._monotonic_s() * 1000) - self._opened_ms)
