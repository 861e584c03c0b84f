"""A second person on the returns page: asked for an outcome the rules leave to them, or for one beyond the rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from servicedesk.desk import approvals as approving
from servicedesk.desk import drafts
from servicedesk.desk import returns as acts
from servicedesk.desk.return_forms import MONEY_BACK, ReturnForm
from servicedesk.desk.returns import ApprovalDesk, Preview
from servicedesk.domain.money import format_minor
from servicedesk.domain.policies import Policy
from servicedesk.domain.return_case import Outcome
from servicedesk.ui.background import Counter
from servicedesk.ui.returns import saying
from servicedesk.ui.returns.approval import ApprovalAnswer, ApprovalAsked, ApprovalDialog, approver_choices
from servicedesk.ui.telling import facts, listed
from servicedesk.ui.words import t


class SecondPerson(QObject):
    """Asks, and says what came of it. The request is made of the form as it stands when the PIN is typed."""

    opened = Signal(object)
    """The dialog, to be laid over the window."""
    approved = Signal(object, str)
    """The outcome that was granted, and the approval's id."""
    denied = Signal(str)
    """A sentence the clerk can say."""
    refused = Signal(object)
    """The approval did not count: a ``Refused``."""

    def __init__(
        self, counter: Counter, now: Callable[[], datetime], monotonic_s: Callable[[], float], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._counter, self._now, self._monotonic_s = counter, now, monotonic_s
        self._asked_at_s = 0.0
        self._dialog: ApprovalDialog | None = None
        self._draft = ""

    def ask(self, preview: Preview, form: Callable[[], ReturnForm], chosen: Outcome | None) -> None:
        """``chosen`` as in ``asked_of``. Asked once: a second time is nothing while the dialog is open."""
        profile = self._counter.profile
        if self._dialog is None and profile is not None:
            today = profile.business_day(self._now())
            self._counter.ask(acts.approval_desk, today, then=lambda found: self._open(preview, form, chosen, found))

    def asked_s(self) -> float | None:
        """How long somebody has been asked; None: nobody is."""
        return self._monotonic_s() - self._asked_at_s if self._dialog is not None else None

    def dismiss(self) -> None:
        if self._dialog is not None:
            self._dialog.dismiss()

    def finish(self) -> None:
        """What was asked is done: nobody goes on with it."""
        self._counter.drafts.done(self._draft)
        self.dismiss()

    def show_refusal(self, sentence: str) -> bool:
        """Why it did not count, in the dialog; False when none is open."""
        if self._dialog is not None:
            self._dialog.show_refusal(sentence)
        return self._dialog is not None

    def _open(
        self, preview: Preview, form: Callable[[], ReturnForm], chosen: Outcome | None, found: ApprovalDesk
    ) -> None:
        policy, session = self._counter.policy, self._counter.session
        if policy is None or session is None or self._dialog is not None:
            return

        def request(answer: ApprovalAnswer) -> approving.ApprovalRequest:
            return acts.request_of(form(), preview.seen.sale, answer.outcome, amount_of(preview, answer.outcome))

        asked = asked_of(preview, policy, found, chosen, session.number)
        self._asked_at_s = self._monotonic_s()
        self._dialog = ApprovalDialog(
            asked,
            lambda answer: self._approve(request(answer), answer),
            lambda answer: self._deny(request(answer), answer),
        )
        self._dialog.dismissed.connect(self._gone)
        self._draft = drafts.named(drafts.APPROVAL, preview.seen.sale.receipt_number)
        self._counter.drafts.follow_dialog(self._draft, self._dialog, self._dialog.fields)
        self.opened.emit(self._dialog)

    def _gone(self) -> None:
        self._dialog = None

    def _failed(self, error: Exception) -> None:
        if self._dialog is not None:
            self._dialog.free()
        self._counter.trouble.emit(error)

    def _approve(self, request: approving.ApprovalRequest, answer: ApprovalAnswer) -> None:
        self._counter.do(
            approving.approve, request, answer.approver_number, answer.pin, answer.reason,
            then=lambda approval_id: self.approved.emit(answer.outcome, approval_id), refused=self.refused.emit,
            failed=self._failed,
        )  # fmt: skip

    def _deny(self, request: approving.ApprovalRequest, answer: ApprovalAnswer) -> None:
        self._counter.do(
            approving.deny, request, answer.approver_number, answer.pin, answer.reason,
            then=lambda _: self._denied(answer.reason), refused=self.refused.emit,
            failed=self._failed,
        )  # fmt: skip

    def _denied(self, sentence: str) -> None:
        self.finish()
        self.denied.emit(sentence)


def asked_of(
    preview: Preview, policy: Policy, found: ApprovalDesk, chosen: Outcome | None, own_number: str
) -> ApprovalAsked:
    """``chosen`` is what the rules offer but leave to a second person; None asks for something beyond them."""
    lead, sale = preview.seen.lead, preview.seen.sale
    assert lead is not None, "there is a verdict"
    return ApprovalAsked(
        title=t("Ask for approval"),
        about=facts(listed(one.line.name for one in preview.seen.verdicts), sale.receipt_number),
        warning=_warning(preview, chosen, lead.decision.code),
        choices=_approvable(preview, chosen),
        approvers=approver_choices(found.approvers, own_number),
        month=found.month,
        currency=sale.currency,
    )


def amount_of(preview: Preview, chosen: Outcome) -> int:
    """What goes back, in minor units; 0 for what pays nothing back."""
    return preview.quote.refund_minor if preview.quote is not None and chosen in MONEY_BACK else 0


def _approvable(preview: Preview, chosen: Outcome | None) -> tuple[tuple[Outcome, str, str], ...]:
    """The one thing that was chosen, or, against a refusal, an exchange or the refund."""
    if chosen is not None:
        return ((chosen, saying.option_words(chosen), ""),)
    grants = [(Outcome.EXCHANGE, t("Exchange for a new one"), t("no money, the old one comes in"))]
    if preview.quote is not None:
        refund = format_minor(preview.quote.refund_minor, preview.seen.sale.currency)
        grants.append((Outcome.RETURN, t("Refund what was paid"), t("{amount} the way it was paid", amount=refund)))
    return tuple(grants)


def _warning(preview: Preview, chosen: Outcome | None, code: str) -> str:
    if chosen is not None and chosen in preview.seen.options:
        return t("Rule {code} asks for a second person here.", code=code)
    return t("This goes beyond rule {code}.", code=code)
