"""What a second person is asked on the returns page: an outcome the rules leave to them, or one beyond the rules."""

from __future__ import annotations

from servicedesk.desk.return_forms import MONEY_BACK
from servicedesk.desk.returns import ApprovalDesk, Preview
from servicedesk.domain.money import format_minor
from servicedesk.domain.policies import Policy
from servicedesk.domain.return_case import Outcome
from servicedesk.ui.returns import saying
from servicedesk.ui.returns.approval import ApprovalAsked, approver_choices
from servicedesk.ui.telling import facts, listed
from servicedesk.ui.words import t


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
    grants = [(Outcome.EXCHANGE, t("Exchange for a new one"), t("no money back, the old one comes in"))]
    if preview.quote is not None:
        refund = format_minor(preview.quote.refund_minor, preview.seen.sale.currency)
        grants.append((Outcome.RETURN, t("Refund what was paid"), t("{amount} the way it was paid", amount=refund)))
    return tuple(grants)


def _warning(preview: Preview, chosen: Outcome | None, code: str) -> str:
    if chosen is not None and chosen in preview.seen.options:
        return t("Rule {code} asks for a second person here.", code=code)
    return t("This goes beyond rule {code}.", code=code)
