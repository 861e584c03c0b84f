"""Days at a real counter, for tests of the log: people come, bring things back, and get their money."""

from __future__ import annotations

from tests.builders import StaffedDesk, a_line, a_sale, add_sale, done

from servicedesk.desk import approvals, paper, refunds, returns, visits
from servicedesk.desk.return_forms import Given, Pick, ReturnForm
from servicedesk.desk.returns import Settled
from servicedesk.desk.visits import Classification
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_requests import Accessories, Condition, Reason, Tags
from servicedesk.domain.sales import Sale, Tender
from servicedesk.domain.slips import SlipState
from servicedesk.domain.staff import Session
from servicedesk.domain.visits import Purpose, Source

PHONE = "13812342203"
REASON = "regular customer, same model again"


def a_form(
    sale: Sale, condition: Condition = Condition.SEALED, visit_id: str | None = None, note: str = ""
) -> ReturnForm:
    """One piece of the first line comes back because nobody likes it; ``condition`` decides whether it may."""
    said = {
        "reason": Reason.NO_REASON, "condition": condition, "tags": Tags.OK, "accessories": Accessories.COMPLETE,
        "activated": False,
    }  # fmt: skip
    answers = tuple(Given(field, (value,)) for field, value in said.items())
    return ReturnForm(sale.sale_id, (Pick(1, 1),), answers, note, visit_id)


def a_visit(desk: StaffedDesk, purpose: Purpose | None, *, waits_s: float = 10, note: str = "", phone: str = "") -> str:
    """Somebody comes, is greeted after ``waits_s`` and, unless nobody asked, says why."""
    visit_id = done(visits.arrive(desk, desk.clerk, Source.KEY))
    desk.clock.advance(waits_s)
    done(visits.greet(desk, desk.clerk, visit_id))
    if purpose is not None:
        done(visits.classify(desk, desk.clerk, visit_id, Classification(purpose, note=note, phone=phone)))
    return visit_id


def a_return(
    desk: StaffedDesk,
    receipt: str,
    *,
    tender: str = "WECHAT",
    price_minor: int = 29900,
    takes_s: float | None = None,
    clerk: Session | None = None,
    name: str = "Kettle",
    note: str = "",
) -> Settled:
    """A sale of three days ago comes back, sealed. With ``takes_s`` it comes with a visit of that length."""
    line = a_line(1, price_minor, name=name)
    sale = add_sale(desk, a_sale(receipt, line, tenders=(Tender(1, tender, price_minor),)))
    visit_id = None
    if takes_s is not None:
        visit_id = a_visit(desk, Purpose.RETURN)
        desk.clock.advance(takes_s)
    form = a_form(sale, visit_id=visit_id, note=note)
    return done(returns.settle(desk, clerk or desk.clerk, form, Outcome.RETURN, price_minor))


def a_refusal(desk: StaffedDesk, receipt: str, accepted: str = "PAID_REPAIR") -> str:
    sale = add_sale(desk, a_sale(receipt))
    return done(returns.refuse(desk, desk.clerk, a_form(sale, Condition.USED), accepted))


def an_exception(desk: StaffedDesk, receipt: str) -> Settled:
    """Used goods are taken back all the same, because the manager says so."""
    sale = add_sale(desk, a_sale(receipt))
    form = a_form(sale, Condition.USED)
    wanted = returns.request_of(form, sale, Outcome.RETURN, 29900)
    approval_id = done(approvals.approve(desk, desk.clerk, wanted, "1001", desk.pins["1001"], REASON))
    return done(returns.settle(desk, desk.clerk, form, Outcome.RETURN, 29900, approval_id))


def a_void(desk: StaffedDesk, settled: Settled, reason: str = "the wrong receipt was scanned") -> str:
    with desk.database.reading() as connection:
        row = returns.return_rows.by_number(connection, settled.number)
    assert row is not None
    approval_id = done(
        approvals.approve(desk, desk.clerk, returns.void_request(row), "1001", desk.pins["1001"], reason)
    )
    return done(returns.void(desk, desk.clerk, settled.number, reason, approval_id, cash_taken_back=True))


def pay(desk: StaffedDesk, settled: Settled) -> None:
    """All of a settlement's money reaches the customer."""
    for due in settled.refunds:
        if due.tender == "CASH":
            done(refunds.pay_cash(desk, desk.clerk, due.refund_id))
        else:
            done(refunds.mark_paid(desk, desk.clerk, due.refund_id, "4200-1"))


def page_job(desk: StaffedDesk) -> paper.SlipJob | None:
    """What waits for the page printer."""
    return paper.next_job(desk, frozenset({paper.PAGE_PRINTER}))


def let_print(desk: StaffedDesk, state: SlipState = SlipState.CONFIRMED, reason: str = "") -> str | None:
    """The printer takes the oldest waiting paper and this comes of it; answers its id."""
    job = paper.next_job(desk)
    if job is None:
        return None
    paper.mark_sending(desk, job.slip_id, "counter printer")
    paper.mark_outcome(desk, job.slip_id, state, reason)
    return job.slip_id


def a_busy_day(desk: StaffedDesk) -> None:
    """Two hours of everything. The sums are written out in the tests."""
    a_return(desk, "R-1001", price_minor=18818, takes_s=252, name="Kettle 1.7 L", note="leaks at the bottom")
    done(visits.finish(desk, desk.clerk, a_visit(desk, Purpose.PRODUCT, waits_s=40)))
    done(visits.leave(desk, desk.clerk, done(visits.arrive(desk, desk.clerk, Source.DOOR))))
    parked = a_visit(desk, Purpose.PROMOTION, note=f"call {PHONE} when it starts", phone=PHONE)
    done(visits.park(desk, desk.clerk, parked))
    desk.clock.advance(3600)
    pay(desk, a_return(desk, "R-1002", tender="CASH", price_minor=5980, takes_s=140, clerk=desk.other_clerk))
    a_return(desk, "R-1003", tender="CASH", price_minor=1000, takes_s=700)
    a_refusal(desk, "R-1004")
    an_exception(desk, "R-1005")
    wrong = a_return(desk, "R-1006", tender="CASH", price_minor=45900)
    pay(desk, wrong)
    a_void(desk, wrong)
    refused = approvals.ApprovalRequest("settle", "RETURN", 9900, "R-1007")
    done(approvals.deny(desk, desk.clerk, refused, "1001", desk.pins["1001"], "the window closed long ago"))
    for _ in range(5):
        let_print(desk)
    let_print(desk, SlipState.UNKNOWN, "interrupted")
