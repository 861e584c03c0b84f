"""What happens at the desk for one customer with one return, action by action."""

from __future__ import annotations

from collections.abc import Callable

from tests.builders import StaffedDesk, a_sale, add_sale, done

from servicedesk.desk import paper, refunds, returns, visits
from servicedesk.desk.return_forms import Given, Pick, ReturnForm
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_requests import Accessories, Condition, Reason
from servicedesk.domain.sales import Tender
from servicedesk.domain.slips import SlipState
from servicedesk.domain.visits import Source

WHOLE = (
    Given("reason", (Reason.NO_REASON,)),
    Given("condition", (Condition.SEALED,)),
    Given("accessories", (Accessories.COMPLETE,)),
)


def a_customer(desk: StaffedDesk, index: int) -> list[tuple[str, Callable[[], object]]]:
    """From the door to the paper: the name of each action, and what does it."""
    sale = add_sale(desk, a_sale(f"R-{index}", tenders=(Tender(1, "CASH", 29900),)))
    here: dict[str, str] = {}

    def arrive() -> None:
        here["visit"] = done(visits.arrive(desk, desk.clerk, Source.KEY))

    def settle() -> None:
        form = ReturnForm(sale.sale_id, (Pick(1, 1),), WHOLE, visit_id=here["visit"])
        settled = done(returns.settle(desk, desk.clerk, form, Outcome.RETURN, 29900))
        here["refund"], here["slip"] = settled.refunds[0].refund_id, settled.slip_id

    return [
        ("arrive", arrive),
        ("receive the receipt", lambda: done(visits.receive_scan(desk, desk.clerk, here["visit"]))),
        ("settle", settle),
        ("mark the slip as sending", lambda: paper.mark_sending(desk, here["slip"], "front")),
        ("mark the slip as printed", lambda: paper.mark_outcome(desk, here["slip"], SlipState.CONFIRMED)),
        ("pay the cash", lambda: done(refunds.pay_cash(desk, desk.clerk, here["refund"]))),
    ]
