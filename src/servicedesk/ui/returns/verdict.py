"""③ The verdict: word, shape, rule, facts, what to say, the money, and the ways on."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from servicedesk.desk.returns import Preview
from servicedesk.domain.money import format_minor
from servicedesk.domain.policies import Policy
from servicedesk.domain.return_case import Outcome
from servicedesk.ui.home.rows import tender_words
from servicedesk.ui.parts import (
    SHAPES,
    SPRING,
    Choice,
    ChoiceGroup,
    H,
    Icon,
    KeyButton,
    Label,
    V,
    announce,
    clear,
    frame,
    hline,
    plain,
    scroll,
)
from servicedesk.ui.returns import saying
from servicedesk.ui.words import t

_OTHER_KEYS = {
    Outcome.EXCHANGE: "Alt H", Outcome.EXCHANGE_OTHER: "Alt H", Outcome.REPAIR_FREE: "Alt X",
    Outcome.REPAIR_PAID: "Alt X", Outcome.RETURN_DEP: "Alt T", Outcome.RETURN: "Alt T", Outcome.STORE_CREDIT: "Alt J",
}  # fmt: skip


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
        self._act: object = None
        self._others: dict[str, Outcome] = {}
        self.alternatives = ChoiceGroup(self)
        self._last_title = ""
        V(frame("card", self._box), into=self)

    def show_preview(self, preview: Preview, policy: Policy) -> None:
        clear(self._box)
        self.primary, self._act, self._others = None, None, {}
        verdict = saying.verdict_of(preview)
        self._box.addWidget(self._head(verdict, asking=verdict.tone == "mute"))
        body = V(gap=10, margins=(16, 12, 16, 8))
        lead = preview.seen.lead
        if lead is not None:
            self._explain(body, preview, policy)
        body.addStretch(1)
        self._box.addWidget(scroll(plain(body)), 1)
        self._box.addWidget(plain(self._acts(preview, policy)))
        if verdict.title != self._last_title:
            announce(self, f"{verdict.title}. {verdict.below}")
            self._last_title = verdict.title

    def _head(self, verdict: saying.Verdict, *, asking: bool) -> QWidget:
        ink = "t2" if asking else f"t-{verdict.tone}"
        face = KeyButton(t("Show customer"), "F11", "screen", size="sm", on=self.customer_wanted.emit)
        face.setVisible(not asking)
        words_column = V(
            Label(verdict.title, f"title {ink}", wrap=True),
            Label(verdict.below, "t2", wrap=True) if verdict.below else None,
            gap=1,
        )
        icon = Icon("question" if asking else SHAPES[verdict.tone], "text2" if asking else verdict.tone, 40, 2.0)
        return frame(f"tone-{verdict.tone} toponly", H(icon, (words_column, 1), face, gap=12, margins=(18, 12, 14, 12)))

    def _explain(self, body: QVBoxLayout, preview: Preview, policy: Policy) -> None:
        lead = preview.seen.lead
        assert lead is not None
        decision = lead.decision
        if preview.seen.question is None:
            body.addWidget(self._rule(preview, policy))
            said = V(
                H(Icon("chat", "accent", 18), Label(t("Say it like this"), "sm strong t-info"), SPRING, gap=6),
                Label(t("“{sentence}”", sentence=saying.sentence_to_say(decision, policy)), wrap=True), gap=4, margins=(14, 10, 14, 10),
            )  # fmt: skip
            body.addWidget(frame("tone-info r10", said))
        if decision.outcome is Outcome.REFUSE_ALT and preview.seen.question is None:
            self._show_alternatives(body, decision.alternatives, policy)
        elif preview.quote is not None and Outcome.RETURN in (*preview.seen.options, *decision.options):
            body.addWidget(self._money(preview))

    def _rule(self, preview: Preview, policy: Policy) -> QWidget:
        lead = preview.seen.lead
        assert lead is not None
        bad = lead.decision.outcome is Outcome.REFUSE_ALT
        rows = []
        for used in lead.decision.facts_used[-5:]:
            what, value, how = saying.fact_words(used)
            mark = Icon(
                "stop" if bad and used.name in ("day", "condition", "last_on") else "ok",
                "bad" if bad and used.name in ("day", "condition", "last_on") else "ok",
                18,
                2.0,
            )
            rows.append(
                H(mark, (Label(t("{what}: {value}", what=what, value=value), wrap=True), 1), Label(how, "sm t2"), gap=8)
            )
        title = H(
            Icon("book", "accent", 18),
            (Label(saying.rule_title(lead.decision, policy), "sm strong t-info", wrap=True), 1),
            gap=8,
        )
        return frame("well r10", V(title, *rows, gap=6, margins=(14, 10, 14, 10)))

    def _show_alternatives(self, body: QVBoxLayout, keys: tuple[str, ...], policy: Policy) -> None:
        body.addWidget(Label(t("What we can offer instead"), "sm strong t2"))
        holder = QWidget()
        self.alternatives = ChoiceGroup(holder, many=False)
        choices = [
            self.alternatives.add(
                key, Choice(saying.alternative_words(key, policy), "", icon="swap" if index else "wrench")
            )
            for index, key in enumerate(keys)
        ]
        if keys:
            self.alternatives.set_value(keys[0])
        V(*choices, gap=8, into=holder)
        body.addWidget(holder)

    def _money(self, preview: Preview) -> QWidget:
        quote, currency = preview.quote, preview.seen.sale.currency
        assert quote is not None
        rows = [H(Label(t("Price"), "t2"), SPRING, Label(format_minor(quote.gross_minor, currency)))]
        discount = quote.gross_minor - quote.refund_minor
        if discount:
            rows.append(H(Label(t("Share of discounts"), "t2"), SPRING, Label(format_minor(-discount, currency))))
        if quote.points_back or quote.points_clawed:
            rows.append(
                H(
                    Label(t("Points back / taken back"), "t2"),
                    SPRING,
                    Label(t("{back} / {taken}", back=quote.points_back, taken=quote.points_clawed)),
                )
            )
        for kind, amount in quote.by_kind if len(quote.by_kind) > 1 else ():
            rows.append(
                H(Label(tender_words(kind), "sm t2"), SPRING, Label(format_minor(amount, currency), "sm"))
            )
        if quote.review:
            rows.append(
                H(
                    (
                        Label(
                            t("What is kept costs more than was paid: nothing goes back ({code})", code=quote.review),
                            "sm t-warn",
                            wrap=True,
                        ),
                        1,
                    )
                )
            )
        ways = saying.tenders_words(preview)
        total = H(
            (V(Label(t("To refund · {ways}", ways=ways) if ways else t("To refund"), "strong", wrap=True), Label(saying.due_words(preview), "sm t2", wrap=True), gap=0), 1),
            Label(format_minor(quote.refund_minor, currency), "num t-ok"), gap=8,
        )  # fmt: skip
        return plain(V(*rows, hline(), total, gap=6))

    def _acts(self, preview: Preview, policy: Policy) -> QVBoxLayout:
        seen = preview.seen
        others: list[KeyButton] = []
        if not seen.settled:
            self.primary = KeyButton(self._missing(preview), "F10", kind="primary", size="big")
            self.primary.setEnabled(False)
        elif seen.lead is not None and seen.lead.decision.outcome is Outcome.REFUSE_ALT:
            self.primary = KeyButton(
                t("Note it and print the reasons"), "F10", "print", kind="primary", size="big", on=self.press_primary
            )
            others = [KeyButton(t("Ask the manager"), "F12", "shield", on=self.approval_wanted.emit)]
        elif not seen.options:
            self.primary = KeyButton(
                t("Call the supervisor"), "F10", "shield", kind="primary", size="big", on=self.press_primary
            )
        else:
            chosen = seen.options[0]
            self.primary = KeyButton(
                t("{what}, print", what=saying.option_words(chosen)),
                "F10",
                "print",
                kind="primary",
                size="big",
                on=self.press_primary,
            )
            self._act = chosen
            for option in seen.options[1:]:
                key = _OTHER_KEYS.get(option, "")
                self._others[key] = option
                others.append(
                    KeyButton(
                        saying.option_words(option),
                        key,
                        "swap" if "EXCHANGE" in option.value else "wrench",
                        on=partial(self.settle_wanted.emit, option),
                    )
                )
        return V(
            self.primary,
            H(*[(one, 1) for one in others[:2]], gap=10) if others else None,
            gap=10,
            margins=(16, 8, 16, 14),
        )

    def _missing(self, preview: Preview) -> str:
        seen = preview.seen
        if seen.lead is None:
            return t("Tick what comes back")
        if seen.mixed:
            return t("Untick one kind first")
        return t("{n} more to answer", n=max(one.still_asked for one in seen.verdicts))

    def press_primary(self) -> None:
        if self.primary is None or not self.primary.isEnabled():
            return
        if isinstance(self._act, Outcome):
            self.settle_wanted.emit(self._act)
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
