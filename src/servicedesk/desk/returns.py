"""Returns at the desk: preview, settle, refuse, void. Decided again at settlement, on the records as they are then.

Sources: returns-policy 2, 6; requirements 3.5, M-08, M-09; architecture 6 and 9 ("A wrong settlement", "Money out").
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date

from servicedesk.desk import approvals, drafts, paper, return_slips
from servicedesk.desk.approvals import ApprovalRequest
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.desk.return_forms import (
    MONEY_BACK,
    LineVerdict,
    Look,
    ReturnForm,
    is_fault,
    look,
    needs_approval_of,
    sold_on,
)
from servicedesk.desk.return_money import CASH, Quote, quote
from servicedesk.desk.visits import finish_in
from servicedesk.desk.written import written
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.returns import Decision
from servicedesk.domain.returns_facts import (
    DecisionTaken,
    RefundDue,
    ReturnedLine,
    ReturnRefused,
    ReturnSettled,
    ReturnVoided,
)
from servicedesk.domain.sales import Sale
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.staff import DEFAULT_ROLES, Permission, Role, Session
from servicedesk.records.database import Reader
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries import sales
from servicedesk.records.queries import staff as staff_rows
from servicedesk.records.queries import visits as visit_rows
from servicedesk.records.sale_returns import EXCHANGES
from servicedesk.records.work import ConstraintBrokenError, Work
from servicedesk.wording import N_

TOPICS = frozenset({"returns", "refunds", "slips", "visits", "sales"})
_NUMBER_KINDS = {
    Outcome.RETURN: "RT", Outcome.RETURN_DEP: "RT", Outcome.STORE_CREDIT: "RT", Outcome.EXCHANGE: "EX",
    Outcome.EXCHANGE_OTHER: "EX", Outcome.REPAIR_FREE: "RP", Outcome.REPAIR_PAID: "RP", Outcome.INSPECT: "RP",
}  # fmt: skip

_NO_SALE = N_(
    "This receipt is not on this counter. Nothing was saved. Scan it again or look it up by phone, date or amount."
)
_NOTHING_PICKED = N_("Nothing is ticked to come back. Nothing was saved. Tick a line first.")
_STILL_ASKED = N_("One more answer is needed. Nothing was saved. Answer the open question.")
_MIXED = N_(
    "Some of the ticked goods may come back and some may not. Nothing was saved. "
    "Untick one kind and do them one after the other."
)
_NOT_OFFERED = N_("The rules do not give this here. Nothing was saved. Choose one of the offered ways, or press F12.")
_NEEDS_APPROVAL = N_("This needs a second person. Nothing was saved. Press F12 and ask the {role}.")
_OVER = N_("More pieces than were bought, or already returned. Nothing was saved. Look at the receipt's history.")
_CHANGED = N_("This refund changed while you looked. Nothing was saved. Check the new amount and confirm again.")
_GONE = N_("There is no settled return with this number here. Nothing was changed. Check the number.")
_PAID_OUT = N_("Money of this return has been sent already. Nothing was changed. Ask the office to call it back first.")
_CASH_OUT = N_("{amount} was paid out in cash. Nothing was changed. Take the cash back, tick it, and void again.")
_NEVER_REFUSED = N_("The rules do not refuse this. Nothing was saved. Look at the verdict again.")


@dataclass(frozen=True, slots=True)
class Preview:
    """What the page shows while nothing is saved. ``quote`` only where money may go back; ``due_on`` its last day."""

    seen: Look
    quote: Quote | None
    due_on: date
    provisional_due: bool
    earlier: tuple[return_rows.ReturnRow, ...]
    date_doubtful: bool = False
    """The windows were counted by a date that nobody has confirmed, or that the receipt is ahead of."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A settlement that is on disk: its number, what to hand over, and the cash to count out (0 for none)."""

    return_id: str
    number: str
    chosen: Outcome
    refund_minor: int
    currency: str
    refunds: tuple[RefundDue, ...]
    cash_minor: int
    slip_id: str


def preview(desk: Desk, form: ReturnForm) -> Preview | None:
    """Judge the form as it stands; None when the sale is not here. Changes nothing."""
    with desk.database.reading() as connection:
        sale = sales.sale_of(connection, form.sale_id)
        if sale is None:
            return None
        return _preview(desk, connection, sale, form)


def _preview(desk: Desk, connection: Reader, sale: Sale, form: ReturnForm) -> Preview:
    earlier = tuple(return_rows.of_receipt(connection, sale.receipt_number))
    history = exchanged_on(sale, earlier)
    seen = look(desk, sale, form, history)
    due_on, provisional = refund_due_on(desk)
    amount = _quote(connection, sale, form, seen)
    if amount is not None:
        cash = sum(part for tender, part in amount.by_kind if tender == CASH)
        seen = look(desk, sale, form, history, {"refund_minor": amount.refund_minor, "cash_minor": cash})
    ahead = max([sold_on(desk, sale), *history.values()]) > desk.today()
    return Preview(seen, amount, due_on, provisional, earlier, desk.date_doubtful or ahead)


def exchanged_on(sale: Sale, earlier: tuple[return_rows.ReturnRow, ...]) -> dict[int, date]:
    """When each line was last exchanged at this counter: its periods begin again there (returns-policy 1.7)."""
    return {
        item.line_no: date.fromisoformat(row.day)
        for row in earlier
        if row.sale_id == sale.sale_id and row.state == "SETTLED" and row.chosen in EXCHANGES
        for item in row.items
    }


def _quote(connection: Reader, sale: Sale, form: ReturnForm, seen: Look) -> Quote | None:
    """What would go back if it went back. Also for a refusal, because a manager may still allow it."""
    if seen.lead is None:
        return None
    picks = [(one.line.line_no, one.qty) for one in seen.verdicts if one.qty <= one.line.left_qty]
    if len(picks) != len(seen.verdicts):
        return None
    return quote(connection, sale, picks, fault=is_fault(seen.lead.decision.code, form.reason))


def refund_due_on(desk: Desk) -> tuple[date, bool]:
    """The last working day the policy promises, and whether the calendar of that year is missing (M-09)."""
    due = desk.calendar.nth_working_day(desk.today(), desk.policy.refund_working_days)
    return due.on, due.provisional


def request_of(
    form: ReturnForm, sale: Sale, chosen: Outcome, refund_minor: int, action: str = "settle"
) -> ApprovalRequest:
    """What a second person is asked to agree to: these lines, this outcome, this amount, and nothing else."""
    picked = ",".join(f"{pick.line_no}x{pick.qty}" for pick in sorted(form.picks, key=lambda pick: pick.line_no))
    answers = ",".join(f"{given.field}={'/'.join(map(str, given.values))}" for given in form.answers)
    return ApprovalRequest(
        action, chosen.value, refund_minor, f"{sale.store_id}|{sale.receipt_number}|{picked}|{answers}"
    )


def settle(
    desk: Desk, who: Session, form: ReturnForm, chosen: Outcome, expected_minor: int, approval_id: str | None = None
) -> Done[Settled] | Refused:
    """Take the goods back (or accept the exchange or repair), owe the money, print the slip, close the visit: one act.

    ``expected_minor`` is the amount the clerk saw; a different one now is refused: nobody promises a wrong sum."""
    refused = desk.refuse_unless(who, Permission.RETURN_SETTLE)
    if refused:
        return refused
    kept = _as_kept(form)
    if isinstance(kept, Refused):
        return kept
    try:
        with desk.work(who) as work:
            return _settle(desk, who, work, kept, chosen, expected_minor, approval_id)
    except ConstraintBrokenError as error:
        return _refused_by_the_file(error)


def _as_kept(form: ReturnForm) -> ReturnForm | Refused:
    texts = written(form.note)
    return texts if isinstance(texts, Refused) else replace(form, note=texts[0])


def _refused_by_the_file(error: ConstraintBrokenError) -> Refused:
    """What the file itself would not let happen, in words."""
    if "approval" in error.rule:
        return Refused("APPROVAL_USED", Sentence(approvals.USED))
    return Refused("R-OVER", Sentence(_OVER))


def _settle(
    desk: Desk,
    who: Session,
    work: Work,
    form: ReturnForm,
    chosen: Outcome,
    expected_minor: int,
    approval_id: str | None,
) -> Done[Settled] | Refused:
    sale = sales.sale_of(work.connection, form.sale_id)
    if sale is None:
        return Refused("NO_SALE", Sentence(_NO_SALE))
    now = _preview(desk, work.connection, sale, form)
    refused = _refuse_settling(desk, who, work, form, now, chosen, expected_minor, approval_id)
    if refused:
        return refused
    money = now.quote if chosen in MONEY_BACK else None
    fact = _settled_fact(desk, work, sale, form, now, chosen, money, approval_id)
    work.record(fact, {"note": form.note}, approvals=[approval_id] if approval_id else [])
    finish_in(work, desk, form.visit_id)
    drafts.done_with(work, sale.receipt_number, drafts.RETURN, drafts.APPROVAL)
    approver = _approver_name(work, approval_id)
    document = return_slips.settled(desk, who, sale, form, now.seen, fact, approver)
    slip_id = paper.queue(work, document)
    cash = sum(due.amount_minor for due in fact.refunds if due.tender == CASH)
    done = Settled(fact.return_id, fact.number, chosen, fact.refund_minor, sale.currency, fact.refunds, cash, slip_id)
    return Done(done, TOPICS)


def _refuse_settling(
    desk: Desk,
    who: Session,
    work: Work,
    form: ReturnForm,
    now: Preview,
    chosen: Outcome,
    expected_minor: int,
    approval_id: str | None,
) -> Refused | None:
    seen = now.seen
    if not seen.verdicts:
        return Refused("NOTHING_PICKED", Sentence(_NOTHING_PICKED))
    if chosen not in _NUMBER_KINDS:
        return Refused("NOT_OFFERED", Sentence(_NOT_OFFERED))
    if any(one.qty > one.line.left_qty for one in seen.verdicts):
        return Refused("R-OVER", Sentence(_OVER))
    if seen.question is not None:
        return Refused("STILL_ASKED", Sentence(_STILL_ASKED))
    if seen.mixed:
        return Refused("MIXED", Sentence(_MIXED))
    if chosen not in seen.options and approval_id is None:
        return Refused("NOT_OFFERED", Sentence(_NOT_OFFERED))
    amount_minor = now.quote.refund_minor if now.quote and chosen in MONEY_BACK else 0
    if amount_minor != expected_minor or (chosen in MONEY_BACK and now.quote is None):
        return Refused("CHANGED", Sentence(_CHANGED))
    role = needs_approval_of(desk.policy, seen, chosen)
    if role is None:
        return None
    if approval_id is None:
        return Refused("NEEDS_APPROVAL", Sentence(_NEEDS_APPROVAL, {"role": Sentence(ROLE_WORDS[role])}))
    return approvals.check(work, who, approval_id, request_of(form, seen.sale, chosen, amount_minor), Role(role))


ROLE_WORDS = {"SUPERVISOR": N_("supervisor"), "MANAGER": N_("manager"), "CLERK": N_("clerk"), "IT": N_("IT")}


def _settled_fact(
    desk: Desk,
    work: Work,
    sale: Sale,
    form: ReturnForm,
    now: Preview,
    chosen: Outcome,
    money: Quote | None,
    approval_id: str | None,
) -> ReturnSettled:
    lead = now.seen.lead
    assert lead is not None
    shares = dict(money.line_shares) if money else {}
    refunds = _refunds_due(desk, now, chosen, money)
    return ReturnSettled(
        return_id=secrets.token_hex(8),
        number=work.number(_NUMBER_KINDS[chosen]),
        visit_id=form.visit_id,
        store_id=sale.store_id,
        receipt_number=sale.receipt_number,
        sale_id=sale.sale_id,
        currency=sale.currency,
        lines=tuple(_returned_line(one, shares.get(one.line.line_no, 0)) for one in now.seen.verdicts),
        reason=form.reason,
        reason_detail=form.reason_detail,
        decision=_taken(desk, sale, lead.decision, form, chosen.value, date_doubtful=now.date_doubtful),
        refund_minor=money.refund_minor if money else 0,
        method=money.method if money else "",
        refunds=refunds,
        points_back=money.points_back if money else 0,
        points_clawed=money.points_clawed if money else 0,
        review=money.review if money else None,
        approval_id=approval_id,
        taken_ms=_taken_ms(desk, work, form),
    )


def _refunds_due(desk: Desk, now: Preview, chosen: Outcome, money: Quote | None) -> tuple[RefundDue, ...]:
    """Each tender its share, cash today, the others by the promised day; store credit as one amount to be issued."""
    if money is None or not money.refund_minor:
        return ()
    today = desk.today()
    if chosen is Outcome.STORE_CREDIT:
        return (RefundDue(secrets.token_hex(8), 0, chosen.value, money.refund_minor, today),)
    return tuple(
        RefundDue(secrets.token_hex(8), seq, kind, part, today if kind == CASH else now.due_on)
        for seq, kind, part in money.tenders
        if part > 0
    )


def _returned_line(one: LineVerdict, share_minor: int) -> ReturnedLine:
    line = one.line
    gross_minor = line.gross_minor * one.qty // line.qty
    return ReturnedLine(
        line.line_no, line.code, line.name, one.qty, gross_minor, share_minor, line.category, line.serial,
        one.decision.code, one.decision.row,
    )  # fmt: skip


def _taken(
    desk: Desk, sale: Sale, decision: Decision, form: ReturnForm, chosen: str, *, date_doubtful: bool
) -> DecisionTaken:
    return DecisionTaken(
        outcome=decision.outcome.value,
        chosen=chosen,
        options=tuple(option.value for option in decision.options),
        code=decision.code,
        row=decision.row,
        basis=decision.basis,
        last_on=decision.last_on,
        flags=decision.flags,
        policy_version=decision.policy_version,
        facts_used=tuple((used.name, str(used.value), used.how_known.value) for used in decision.facts_used),
        asked=tuple((given.field, "/".join(map(str, given.values))) for given in form.answers),
        provisional=decision.provisional,
        needs_supervisor=decision.needs_supervisor,
        date_doubtful=date_doubtful,
        promise_version=desk.policies.promise_version(sold_on(desk, sale), desk.today()),
    )


def _taken_ms(desk: Desk, work: Work, form: ReturnForm) -> int | None:
    """The acceptance clock: from the greeting, or from the opening of the form when there is no visit (M-08)."""
    if form.visit_id:
        visit = visit_rows.one(work.connection, form.visit_id)
        if visit is None or visit.opened_boot != desk.boot or visit.greeted_mono_ms is None:
            return None
        return desk.mono_ms() - visit.greeted_mono_ms
    return None if form.opened_mono_ms is None else max(0, desk.mono_ms() - form.opened_mono_ms)


def _approver_name(work: Work, approval_id: str | None) -> str:
    given = return_rows.approval(work.connection, approval_id) if approval_id else None
    return given.approver_name if given else ""


def refuse(desk: Desk, who: Session, form: ReturnForm, accepted: str = "") -> Done[str] | Refused:
    """Record that the answer was no, with what was offered instead and what the customer took; prints the notice.

    Answers the number. ``accepted`` is a key of the policy's alternatives, or empty."""
    refused = desk.refuse_unless(who, Permission.RETURN_SETTLE)
    if refused:
        return refused
    kept = _as_kept(form)
    if isinstance(kept, Refused):
        return kept
    with desk.work(who) as work:
        sale = sales.sale_of(work.connection, kept.sale_id)
        if sale is None:
            return Refused("NO_SALE", Sentence(_NO_SALE))
        now = _preview(desk, work.connection, sale, kept)
        seen = now.seen
        if seen.lead is None:
            return Refused("NOTHING_PICKED", Sentence(_NOTHING_PICKED))
        if seen.question is not None:
            return Refused("STILL_ASKED", Sentence(_STILL_ASKED))
        if seen.mixed:
            return Refused("MIXED", Sentence(_MIXED))
        if accepted and accepted not in seen.lead.decision.alternatives:
            return Refused("NOT_OFFERED", Sentence(_NOT_OFFERED))
        if seen.lead.decision.outcome not in (Outcome.REFUSE_ALT, Outcome.SUPERVISOR):
            return Refused("NEVER_REFUSED", Sentence(_NEVER_REFUSED))
        fact = _refused_fact(desk, work, sale, kept, now, accepted)
        work.record(fact, {"note": kept.note})
        finish_in(work, desk, kept.visit_id)
        drafts.done_with(work, sale.receipt_number, drafts.RETURN, drafts.APPROVAL)
        paper.queue(work, return_slips.refused(desk, who, sale, kept, seen, fact))
    return Done(fact.number, TOPICS)


def _refused_fact(desk: Desk, work: Work, sale: Sale, form: ReturnForm, now: Preview, accepted: str) -> ReturnRefused:
    assert now.seen.lead is not None
    decision = now.seen.lead.decision
    return ReturnRefused(
        return_id=secrets.token_hex(8),
        number=work.number("RT"),
        visit_id=form.visit_id,
        receipt_number=sale.receipt_number,
        sale_id=sale.sale_id,
        lines=tuple(_returned_line(one, 0) for one in now.seen.verdicts),
        reason=form.reason,
        reason_detail=form.reason_detail,
        decision=_taken(desk, sale, decision, form, decision.outcome.value, date_doubtful=now.date_doubtful),
        alternatives=decision.alternatives,
        accepted=accepted,
        taken_ms=_taken_ms(desk, work, form),
    )


def void_request(row: return_rows.ReturnRow) -> ApprovalRequest:
    """What a second person is asked to agree to when a settlement was wrong."""
    return ApprovalRequest("void", "VOID", row.refund_minor, row.number)


def void(
    desk: Desk, who: Session, number: str, reason: str, approval_id: str, *, cash_taken_back: bool = False
) -> Done[str] | Refused:
    """Put a wrong settlement right: its own number, approval and slip; the goods can be returned again.

    Refused while money of it is on its way; cash that was paid out has to be taken back first."""
    refused = desk.refuse_unless(who, Permission.RETURN_SETTLE)
    if refused:
        return refused
    texts = written(reason)
    if isinstance(texts, Refused):
        return texts
    try:
        with desk.work(who) as work:
            return _void(desk, who, work, number, texts[0], approval_id, cash_taken_back=cash_taken_back)
    except ConstraintBrokenError as error:
        return _refused_by_the_file(error)


def _void(
    desk: Desk, who: Session, work: Work, number: str, reason: str, approval_id: str, *, cash_taken_back: bool
) -> Done[str] | Refused:
    row = return_rows.by_number(work.connection, number)
    if row is None or row.state != "SETTLED":
        return Refused("NO_RETURN", Sentence(_GONE))
    refused = approvals.check(work, who, approval_id, void_request(row))
    if refused:
        return refused
    owed = return_rows.refunds_of(work.connection, row.return_id)
    paid = [refund for refund in owed if refund.state == "PAID"]
    if any(refund.tender != CASH for refund in paid):
        return Refused("PAID_OUT", Sentence(_PAID_OUT))
    cash_minor = sum(refund.amount_minor for refund in paid)
    if cash_minor and not cash_taken_back:
        from servicedesk.domain.money import format_minor

        return Refused("CASH_OUT", Sentence(_CASH_OUT, {"amount": format_minor(cash_minor, row.currency)}))
    void_number = work.number("VO")
    fact = ReturnVoided(row.return_id, void_number, row.number, approval_id, cash_minor)
    work.record(fact, {"reason": reason}, approvals=[approval_id])
    drafts.done_with(work, row.number, drafts.VOID)
    approver = _approver_name(work, approval_id)
    paper.queue(work, return_slips.voided(desk, who, row, owed, void_number, approver, reason))
    return Done(void_number, TOPICS)


@dataclass(frozen=True, slots=True)
class ApprovalDesk:
    """What the approval dialog shows: who may approve (number, name), this month's approvals (count, minor units)."""

    approvers: tuple[tuple[str, str], ...]
    month: tuple[int, int]


def approval_desk(connection: Reader, today: date) -> ApprovalDesk:
    """Who may approve, and how much was approved this month (ux 4.5)."""
    people = tuple(
        (member.number, member.name)
        for member in staff_rows.active(connection)
        if Permission.RETURN_APPROVE in DEFAULT_ROLES[member.role]
    )
    first = today.replace(day=1).isoformat()
    return ApprovalDesk(people, return_rows.approved_since(connection, "settle", first))
