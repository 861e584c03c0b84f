"""The actions on which trust hangs, each made ready on a sound disk and then done on one that fails."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from tests.builders import StaffedDesk, a_line, a_sale, add_sale, done, put_to_work

from servicedesk.desk import approvals, backups, daylog, paper, refunds, returns, staff, visits
from servicedesk.desk.return_forms import Given, Pick, ReturnForm
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_requests import Accessories, Condition, Reason
from servicedesk.domain.sales import Sale, Tender
from servicedesk.domain.visits import Source
from servicedesk.records import pins
from servicedesk.records.queries import returns as return_rows

Act = Callable[[], object]

WHOLE = (
    Given("reason", (Reason.NO_REASON,)),
    Given("condition", (Condition.SEALED,)),
    Given("accessories", (Accessories.COMPLETE,)),
)
PRICE_MINOR, PIECES = 3000, 4
WRONG_PIN = "000000"


def quick_pins(desk: StaffedDesk) -> None:
    """The same PINs behind a hash that takes no time: thousands of tries are made, and none is about the hash."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    staff._hasher = lambda: quick  # type: ignore[assignment] # what is slow in it is not what is looked at
    staff._nobodys_verifier.cache_clear()
    with desk.database.transaction() as connection:
        for session in (desk.manager, desk.supervisor, desk.clerk, desk.other_clerk):
            staff.set_verifier(connection, desk.pepper, session.staff_id, desk.pins[session.number])


@dataclass
class Sweep:
    """One counter, and what was made ready and not used up."""

    desk: StaffedDesk
    customers: int = 0
    backups: int = 0
    sale: Sale = field(init=False)

    def _form(self) -> ReturnForm:
        """A customer with a piece to bring back, of a receipt that a few have brought back from."""
        if self.customers % PIECES == 0:
            line, tenders = a_line(1, PRICE_MINOR, qty=PIECES), (Tender(1, "CASH", PIECES * PRICE_MINOR),)
            self.sale = add_sale(self.desk, a_sale(f"R-{secrets.randbelow(10**9)}", line, tenders=tenders))
        self.customers += 1
        visit = done(visits.receive_scan(self.desk, self.desk.clerk, None))
        return ReturnForm(self.sale.sale_id, (Pick(1, 1),), WHOLE, visit_id=visit.visit_id)

    def _settled(self) -> returns.Settled:
        return done(returns.settle(self.desk, self.desk.clerk, self._form(), Outcome.RETURN, PRICE_MINOR))

    # --- each makes one ready and answers what does it ---------------------------------------------------------------
    def arrive(self) -> Act:
        return lambda: visits.arrive(self.desk, self.desk.clerk, Source.KEY)

    def receive_a_scan(self) -> Act:
        return lambda: visits.receive_scan(self.desk, self.desk.clerk, None)

    def settle(self) -> Act:
        form = self._form()
        return lambda: returns.settle(self.desk, self.desk.clerk, form, Outcome.RETURN, PRICE_MINOR)

    def approve(self) -> Act:
        number = self.desk.supervisor.number
        request = approvals.ApprovalRequest("settle", "RETURN", PRICE_MINOR, "a kettle")
        return lambda: approvals.approve(
            self.desk, self.desk.clerk, request, number, self.desk.pins[number], "a dear customer"
        )

    def pay_cash(self) -> Act:
        refund_id = self._settled().refunds[0].refund_id
        return lambda: refunds.pay_cash(self.desk, self.desk.clerk, refund_id)

    def void(self) -> Act:
        desk, number = self.desk, self._settled().number
        with desk.database.reading() as connection:
            row = return_rows.by_number(connection, number)
        assert row is not None
        supervisor, pin = desk.supervisor.number, desk.pins[desk.supervisor.number]
        request = returns.void_request(row)
        approval = done(approvals.approve(desk, desk.clerk, request, supervisor, pin, "the wrong kettle"))
        return lambda: returns.void(desk, desk.clerk, number, "wrong kettle", approval)

    def print_the_day(self) -> Act:
        return lambda: daylog.print_log(self.desk, self.desk.manager, self.desk.today())

    def mark_a_slip_as_sending(self) -> Act:
        slip_id = self._settled().slip_id
        return lambda: paper.mark_sending(self.desk, slip_id, "front")

    def sign_in(self) -> Act:
        self._forgive()
        number = self.desk.other_clerk.number
        return lambda: staff.sign_in(self.desk, number, self.desk.pins[number])

    def sign_in_with_a_wrong_pin(self) -> Act:
        self._forgive()
        return lambda: staff.sign_in(self.desk, self.desk.other_clerk.number, WRONG_PIN)

    def back_up(self) -> Act:
        self.backups += 1
        self.desk.home.backups.mkdir(exist_ok=True)
        for old in self.desk.home.backups.iterdir():
            old.unlink()
        return lambda: backups.make(self.desk, self.desk.home.backups / f"{self.backups}.backup")

    def _forgive(self) -> None:
        put_to_work(self.desk)
        self.desk.pin_waits.clear()
        self.desk.spray = []
        with self.desk.database.transaction() as connection:
            pins.forget_tries(connection, self.desk.other_clerk.staff_id)


ACTIONS: dict[str, Callable[[Sweep], Act]] = {
    "arrive": Sweep.arrive,
    "receive a scan": Sweep.receive_a_scan,
    "settle": Sweep.settle,
    "approve": Sweep.approve,
    "pay cash": Sweep.pay_cash,
    "void": Sweep.void,
    "print the day": Sweep.print_the_day,
    "mark a slip as sending": Sweep.mark_a_slip_as_sending,
    "sign in": Sweep.sign_in,
    "sign in with a wrong PIN": Sweep.sign_in_with_a_wrong_pin,
    "back up": Sweep.back_up,
}
