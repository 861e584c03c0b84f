"""③ The verdict: word, shape, rule, facts, what to say, the money, and the ways on."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from servicedesk.desk.returns import Preview
from servicedesk.domain.counters import CounterProfile
from servicedesk.domain.money import format_minor
from servicedesk.domain.policies import Policy
from servicedesk.domain.return_case import Outcome
from servicedesk.ui.parts import (
    RIGHT,
    SHAPES,
    SPRING,
    ChoiceGroup,
    H,
    Icon,
    KeyButton,
    Label,
    V,
    alert,
    clear,
    frame,
    hline,
    plain,
    scroll,
)
from servicedesk.ui.returns import saying
from servicedesk.ui.returns.facing import money_lines
from servicedesk.ui.returns.grounds import Ground, grounds_of
from servicedesk.ui.returns.offers import Offer
from servicedesk.ui.telling import tender_words
from servicedesk.ui.words import letters, t, words

OTHER_KEYS = {
    Outcome.EXCHANGE: "Alt H", Outcome.EXCHANGE_OTHER: "Alt Q", Outcome.REPAIR_FREE: "Alt X",
    Outcome.REPAIR_PAID: "Alt X", Outcome.RETURN_DEP: "Alt D", Outcome.RETURN: "Alt T", Outcome.STORE_CREDIT: "Alt J",
    Outcome.INSPECT: "Alt S",
}  # fmt: skip
_MOST_IN_NUM = 14
"""A longer title is set smaller, so that it stays on its line."""
_MOST_ON_BUTTON = 34
"""Letters that the large button holds beside its key; a Chinese character counts twice. Where letters are large
(``tight``) it holds fewer."""
_MOST_ON_TIGHT_BUTTON = 24
_FEW, _EVERY, _MOST_CHANGES = 4, 9, 4
_MONEY = (Outcome.RETURN, Outcome.RETURN_DEP)


class VerdictPanel(QWidget):
    """Shows a ``Preview``; says by signal what the clerk wants done with it."""

    settle_wanted = Signal(object)
    refuse_wanted = Signal(str)
    approval_wanted = Signal()
    customer_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._box: QVBoxLayout = V(gap=0, margins=(1, 1, 1, 1))
        self.primary: KeyButton | None = None
        self._chosen: Outcome | None = None
        self._others: dict[str, Outcome] = {}
        self.alternatives = ChoiceGroup(self)
        self._last_title = ""
        self.roomy = self.tight = False
        """Whether there is room for the whole reasoning, or for less than the drawings have."""
        V(frame("card", self._box), into=self)

    def show_preview(self, preview: Preview, policy: Policy, profile: CounterProfile) -> None:
        """Judge's word, newly drawn; what has changed since is announced."""
        clear(self._box)
        self.primary, self._chosen, self._others = None, None, {}
        self.alternatives = ChoiceGroup(self)
        verdict = saying.verdict_of(preview, policy)
        self.setAccessibleName(t("{what}: {state}", what=t("Answer"), state=verdict.title))
        self._box.addWidget(self._head(verdict))
        body = V(gap=8, margins=(16, 11, 14, 6))
        if preview.seen.settled:
            self._explain(body, preview, policy, profile)
        elif preview.seen.lead is not None and not preview.seen.mixed:
            self._explain_open(body)
        primary, others = self._acts(preview, policy)
        side = 8 if self.tight else 16
        if self.tight:  # the first way stays in sight, the others are reached by their keys or by scrolling
            for row in others:
                body.addLayout(row)
            others = []
        body.addStretch(1)
        self._box.addWidget(scroll(plain(body)), 1)
        self._box.addWidget(plain(V(primary, *others, gap=8, margins=(side, 8, side, 12))))
        if verdict.title != self._last_title:
            alert(self, f"{verdict.title} {verdict.below}")
            self._last_title = verdict.title

    def _head(self, verdict: saying.Verdict) -> QWidget:
        asking = verdict.tone == "mute"
        size_px, gap, margins = (30, 8, (10, 9, 8, 9)) if self.tight else (40, 13, (18, 9, 14, 9))
        size = "num" if len(verdict.title) <= _MOST_IN_NUM and not self.tight else "h1"
        title = Label(verdict.title, f"{size} t2" if asking else f"{size} t-{verdict.tone}", wrap=True)
        below = Label(verdict.below, "t2", wrap=True) if verdict.below else None
        face = None
        if not asking:
            face = KeyButton(t("Show"), "F11", "screen", size="sm", on=self.customer_wanted.emit)
            face.setAccessibleName(t("{name}, key {key}", name=t("Show the customer"), key="F11"))
        icon = Icon("question" if asking else SHAPES[verdict.tone], "text2" if asking else verdict.tone, size_px, 2.0)
        row = H(icon, (V(title, below, gap=0), 1), face, gap=gap, margins=margins)
        head = frame(f"tone-{verdict.tone} toponly", row)
        head.setMinimumHeight(title.fontMetrics().height() * 2)
        return head

    # --- why ---------------------------------------------------------------------------------------------------------
    def _explain(self, body: QVBoxLayout, preview: Preview, policy: Policy, profile: CounterProfile) -> None:
        lead = preview.seen.lead
        assert lead is not None, "a settled look has a verdict"
        decision = lead.decision
        earlier = saying.earlier_words(preview, profile)
        if preview.date_doubtful:
            body.addWidget(_doubt())
        if earlier:
            body.addWidget(Label(earlier, "strong t-bad", wrap=True))
        title = H(
            Icon("book", "accent", 18), (Label(saying.rule_title(decision, policy), "sm strong t-info", wrap=True), 1),
            gap=8,
        )  # fmt: skip
        rows = [_ground_row(ground) for ground in grounds_of(decision, policy, _EVERY if self.roomy else _FEW)]
        body.addWidget(frame("well r10", V(title, *rows, gap=6, margins=(13, 9, 13, 10))))
        said = V(
            H(Icon("chat", "accent", 18), Label(t("Say it like this"), "sm strong t-info"), SPRING, gap=8),
            Label(t('"{sentence}"', sentence=saying.sentence_to_say(decision, policy)), wrap=True),
            gap=4, margins=(13, 9, 13, 10),
        )  # fmt: skip
        body.addWidget(frame("tone-info r10", said))
        if decision.outcome is Outcome.REFUSE_ALT:
            self._offer(body, decision.alternatives, policy)
        elif preview.quote is not None and any(option in _MONEY for option in preview.seen.options):
            body.addWidget(_money(preview))
        changes = saying.change_words(decision) if self.roomy else ()
        if changes:
            body.addWidget(Label(t("What would change the answer"), "sm strong t2"))
        for change in changes[:_MOST_CHANGES]:
            body.addLayout(H(Icon("bulb", "text3", 16), (Label(change, "sm t2", wrap=True), 1), gap=8))

    def _explain_open(self, body: QVBoxLayout) -> None:
        """Nothing is promised before the last answer, and no amount is shown that could still change."""
        note = Label(t("The answer comes with the last question. Promise nothing before."), "t2", wrap=True)
        body.addWidget(frame("well r10", V(note, margins=(13, 10, 13, 10))))

    def _offer(self, body: QVBoxLayout, keys: tuple[str, ...], policy: Policy) -> None:
        holder = QWidget()
        holder.setAccessibleName(t("What we can offer instead"))
        self.alternatives = ChoiceGroup(holder)
        self.alternatives.changed.connect(lambda: self._name_offer(policy))
        column = V(gap=6, into=holder)
        for number, key in enumerate(keys, start=1):
            offer = Offer(key, saying.alternative_words(key, policy), str(number), best=number == 1)
            column.addWidget(self.alternatives.add(key, offer, str(number)))
        if keys:
            self.alternatives.set_value(keys[0])
        body.addWidget(holder)

    # --- ways on -----------------------------------------------------------------------------------------------------
    @property
    def _most_on_button(self) -> int:
        return _MOST_ON_TIGHT_BUTTON if self.tight else _MOST_ON_BUTTON

    def _name_offer(self, policy: Policy) -> None:
        """F10 says which of the offers it notes, as far as the button holds the words."""
        if self.primary is not None:
            offer = saying.alternative_words(str(self.alternatives.value()), policy)
            named = t("Note it, print: {offer}", offer=offer)
            self.primary.show_act(named if letters(named) <= self._most_on_button else t("Note it, print the reasons"))

    def _acts(self, preview: Preview, policy: Policy) -> tuple[KeyButton, list[QHBoxLayout]]:
        """The primary act, and rows of the others."""
        seen, others = preview.seen, list[KeyButton]()
        if not seen.settled:
            self.primary = _primary(self._missing(preview), "")
            self.primary.setEnabled(False)
        elif seen.lead is not None and seen.lead.decision.outcome is Outcome.REFUSE_ALT:
            self.primary = _primary(t("Note it, print the reasons"), "print")
            self._name_offer(policy)
            others = [KeyButton(t("Ask the manager"), "F12", "shield", on=self.approval_wanted.emit)]
        elif not seen.options:
            self.primary = _primary(t("Ask the supervisor"), "shield")
        else:
            self._chosen = seen.options[0]
            role = saying.approver_words(preview, policy)
            if role:
                what = t("take it back") if self._chosen in _MONEY else saying.option_words(self._chosen)
                self.primary = _primary(t("Ask the {role}: {what}", role=role, what=what), "shield")
            else:
                self.primary = _primary(saying.act_words(self._chosen), "print")
            others = [self._other(option) for option in seen.options[1:]]
        self.primary.on_click(self.press_primary)
        in_row = 1 if self.tight else 2
        rows = [H(*[(one, 1) for one in others[at : at + in_row]], gap=10) for at in range(0, len(others), in_row)]
        return self.primary, rows

    def _other(self, option: Outcome) -> KeyButton:
        key = OTHER_KEYS.get(option, "")
        self._others.setdefault(key, option)
        icon = "swap" if "EXCHANGE" in option.value else "wrench" if "REPAIR" in option.value else "return"
        return KeyButton(saying.instead_words(option), key, icon, on=partial(self.settle_wanted.emit, option))

    def _missing(self, preview: Preview) -> str:
        seen = preview.seen
        if seen.lead is None:
            return t("Tick what comes back")
        if seen.mixed:
            return t("Untick one kind first")
        assert seen.question is not None, "what is not settled and not mixed is asked"
        named = t("First: {question}", question=words().say(seen.question.sentence))
        return named if letters(named) <= self._most_on_button else t("Answer the question first")

    def show_busy(self) -> None:
        """What was decided is being saved: F10 says so until the page goes or is drawn anew."""
        if self.primary is not None:
            self.primary.show_act(t("Noting it…"))

    def press_primary(self) -> None:
        """F10: what the button says."""
        if self.primary is None or not self.primary.isEnabled():
            return
        if self._chosen is not None:
            self.settle_wanted.emit(self._chosen)
        elif self.alternatives.value() is not None:
            self.refuse_wanted.emit(str(self.alternatives.value()))
        else:
            self.approval_wanted.emit()

    def press_other(self, key: str) -> bool:
        """Alt H, Alt X, Alt T: the other ways that are offered."""
        option = self._others.get(key)
        if option is not None:
            self.settle_wanted.emit(option)
        return option is not None


def _doubt() -> QWidget:
    """The windows were counted by a date that nobody has confirmed: said before the verdict is believed."""
    told = t("Date doubtful: nobody has confirmed today's date. Count the days on the receipt once more.")
    words = H(Icon("warn", "warn", 18), (Label(told, "sm strong t-warn", wrap=True), 1), gap=9, margins=(13, 7, 13, 7))
    return frame("tone-warn r10", words)


def _primary(text: str, icon: str) -> KeyButton:
    return KeyButton(text, "F10", icon, kind="primary", size="big")


def _ground_row(ground: Ground) -> QLayout:
    icon = Icon("no" if ground.against else "ok", "bad" if ground.against else "ok", 18, 2.0)
    ink = "strong t-bad" if ground.against else "sm t2"
    source = Label(ground.source, ink, align=RIGHT)
    return H(icon, (Label(ground.text, wrap=True), 1), source, gap=9)


def _lines(preview: Preview) -> list[QLayout]:
    return [H(Label(label, "t2"), SPRING, Label(amount, align=RIGHT)) for label, amount in money_lines(preview)]


def _money(preview: Preview) -> QWidget:
    quote, currency = preview.quote, preview.seen.sale.currency
    assert quote is not None, "money goes back"
    rows = _lines(preview)
    if len(quote.by_kind) > 1:
        for kind, amount in quote.by_kind:
            rows.append(H(Label(tender_words(kind), "sm t2"), SPRING, Label(format_minor(amount, currency), "sm")))
    if quote.review:
        kept = t("What is kept costs more than was paid: nothing goes back ({code})", code=quote.review)
        rows.append(H((Label(kept, "sm t-warn", wrap=True), 1)))
    ways = saying.tenders_words(preview)
    told = t("To refund, by {ways}", ways=ways) if ways else t("To refund")
    words = V(Label(told, "strong", wrap=True), Label(saying.due_words(preview), "sm t2", wrap=True), gap=0)
    total = H((words, 1), Label(format_minor(quote.refund_minor, currency), "num t-ok", align=RIGHT), gap=8)
    return plain(V(*rows, hline(), total, gap=6))
