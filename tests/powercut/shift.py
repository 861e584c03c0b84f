"""A stretch of work at a real counter, written down call by call: what the disk was asked, and what people were told.

The marks between the calls are JSON: ``{"commit": k, "ids": [...]}`` just before the k-th COMMIT (with the facts that
are in it), ``{"saved": k}`` when an action has answered that it is done, ``{"settled": number}`` when the customer was
told so. What is on paper stands in the log by itself: a file in ``paper`` is a slip.
"""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from tests import plants
from tests.builders import MORNING, StaffedDesk, done
from tests.faultshim.shim import Shim
from tests.shop import People, receipt, write_till

from servicedesk.desk import approvals, backups, daylog, refunds, returns, staff, visits
from servicedesk.desk.outcomes import Refused
from servicedesk.desk.return_forms import Given, Pick, ReturnForm
from servicedesk.desk.returns import Settled
from servicedesk.desk.sales_files import take_file
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_requests import Accessories, Condition, Reason
from servicedesk.domain.slips import SlipState
from servicedesk.domain.staff import SYSTEM
from servicedesk.domain.times import FixedClock
from servicedesk.domain.visits import Source
from servicedesk.paths import Home
from servicedesk.printing.printers import Delivery, DummyPrinter, PrintJob, file_stem
from servicedesk.printing.spooler import Spooler
from servicedesk.records import database
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries import sales
from servicedesk.records.work import Work
from servicedesk.terminal.paper import paper_ledger

NOT_WANTED = (
    Given("reason", (Reason.NO_REASON,), "DISLIKED"),
    Given("condition", (Condition.SEALED,)),
    Given("accessories", (Accessories.COMPLETE,)),
)
WRONG_PIN = "000000"


@dataclass
class Told:
    """What people were told, as marks in the log."""

    folder: Path
    shim: Shim

    def acknowledge(self, number: str, slip_id: str, refund_minor: int) -> None:
        self.mark(settled=number)

    def mark(self, **what: object) -> None:
        self.shim.mark(json.dumps(what))


class Bookkeeper:
    """Notes every COMMIT of the process with the facts in it, as marks in the log."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._ids: list[str] = []
        self.commits = 0
        record = Work.record

        def recorded(work: Work, *arguments: Any, **named: Any) -> str:
            fact_id = record(work, *arguments, **named)
            self._ids.append(fact_id)
            return fact_id

        Work.record = recorded  # type: ignore[method-assign] # it only listens
        event.listen(Engine, "commit", self._committing)

    def _committing(self, _connection: Connection) -> None:
        self.commits += 1
        self._told.mark(commit=self.commits, ids=self._ids)
        self._ids = []

    def say_saved(self) -> None:
        """Everything up to here was told to be saved."""
        self._told.mark(saved=self.commits)


def no_chance_but(dice: random.Random) -> None:
    """Ids and salts of this process come from the seed, so that it does the same again."""
    secrets.token_bytes = lambda length=32: dice.randbytes(length or 32)
    secrets.token_hex = lambda length=32: dice.randbytes(length or 32).hex()
    secrets.randbelow = dice.randrange


class Tray(DummyPrinter):
    """Puts out a line for a slip. The power cuts look at when it comes out, not at how it looks."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        folder.mkdir(exist_ok=True)

    def send(self, job: PrintJob) -> Delivery:
        self._next_file(file_stem(job.document)).write_bytes(b"a slip")
        return Delivery(SlipState.CONFIRMED)


class Shift:
    """People at work in ``folder``/home until what the seed deals them is done."""

    def __init__(self, folder: Path, people: People, seed: int, shim: Shim, plant: str = "") -> None:
        self.evidence = Told(folder, shim)
        self._folder, self._people, self._plant = folder, people, plant
        self._dice = random.Random(seed)
        no_chance_but(random.Random(seed))
        self._clock = FixedClock(MORNING + timedelta(minutes=5))
        self._books = Bookkeeper(self.evidence)
        self._receipts = iter(range(1, 100))
        self._dear = iter(range(4, 100, 4))
        self._settled: list[Settled] = []
        self._imported = 0

    def work(self) -> None:
        pages = self._dice.choice((12, 25, 50))
        database._PRAGMAS = (*database._PRAGMAS, f"wal_autocheckpoint = {pages}")
        self._begin()
        deck: list[Callable[[], None]] = [
            self._customer, self._customer, self._customer, self._dear_customer, self._dear_customer, self._pay,
            self._pay, self._void, self._walk_in, self._wrong_pin, self._right_pin, self._import, self._backup,
            self._daylog, self._begin_again, self._begin_again,
        ]  # fmt: skip
        self._dice.shuffle(deck)
        for action in deck:
            action()
            self._books.say_saved()
        self._desk.close()

    def _begin(self) -> None:
        self._desk: StaffedDesk = self._people.at_work(Home(self._folder / "home"), self._clock)
        if self._plant:
            plants.plant(self._plant, self._desk, self)
            self._plant = ""
        ledger = paper_ledger(lambda job: job(self._desk), lambda: None)
        self._spooler = Spooler(ledger, {"slip": [Tray(self._folder / "paper")]}, self._clock.monotonic_s)
        self._spooler.recover()
        self._books.say_saved()

    def _begin_again(self) -> None:
        self._desk.close()
        self._begin()

    def _print_all(self) -> None:
        while self._spooler.step() == 0.0:
            self._books.say_saved()

    # --- what people do ----------------------------------------------------------------------------------------------
    def _customer(self, number: int = 0) -> None:
        desk, number = self._desk, number or self._next_plain()
        visit = done(visits.receive_scan(desk, desk.clerk, None))
        self._books.say_saved()
        with desk.database.reading() as connection:
            sale = sales.find_sale(connection, receipt(number))
        assert sale is not None
        form = ReturnForm(sale.sale_id, (Pick(1, 1),), NOT_WANTED, visit_id=visit.visit_id)
        seen = returns.preview(desk, form)
        assert seen is not None
        assert seen.quote is not None
        assert seen.seen.lead is not None
        amount, approval = seen.quote.refund_minor, None
        if seen.seen.lead.decision.needs_supervisor:
            request = returns.request_of(form, sale, Outcome.RETURN, amount)
            approval = self._approved(request)
        settled = done(returns.settle(desk, desk.clerk, form, Outcome.RETURN, amount, approval))
        self.evidence.acknowledge(settled.number, settled.slip_id, settled.refund_minor)
        self._books.say_saved()
        self._settled.append(settled)
        self._print_all()

    def _next_plain(self) -> int:
        return next(number for number in self._receipts if number % 4)

    def _dear_customer(self) -> None:
        self._customer(next(self._dear))

    def _approved(self, request: approvals.ApprovalRequest) -> str:
        desk = self._desk
        supervisor, pin = desk.supervisor.number, desk.pins[desk.supervisor.number]
        approval = done(approvals.approve(desk, desk.clerk, request, supervisor, pin, "a dear customer"))
        self._books.say_saved()
        return approval

    def _pay(self) -> None:
        with self._desk.database.reading() as connection:
            owed = [
                due.refund_id
                for settled in self._settled
                for due in return_rows.refunds_of(connection, settled.return_id)
                if due.state == "DUE" and due.tender == "CASH"
            ]
        if owed:
            done(refunds.pay_cash(self._desk, self._desk.clerk, owed[0]))

    def _void(self) -> None:
        if not self._settled:
            return
        number = self._settled.pop(0).number
        with self._desk.database.reading() as connection:
            row = return_rows.by_number(connection, number)
        assert row is not None
        approval = self._approved(returns.void_request(row))
        done(returns.void(self._desk, self._desk.clerk, number, "wrong kettle", approval, cash_taken_back=True))
        self._print_all()

    def _walk_in(self) -> None:
        desk = self._desk
        visit = done(visits.arrive(desk, desk.other_clerk, Source.KEY))
        self._books.say_saved()
        done(visits.greet(desk, desk.other_clerk, visit))
        self._books.say_saved()
        done(visits.leave(desk, desk.other_clerk, visit))

    def _wrong_pin(self) -> None:
        assert isinstance(staff.sign_in(self._desk, "1004", WRONG_PIN), Refused)

    def _right_pin(self) -> None:
        done(staff.sign_in(self._desk, "1003", self._desk.pins["1003"]))
        self._begin_again()

    def _import(self) -> None:
        self._imported += 1
        till = self._folder.parent / f"till-{self._imported}.csv"
        write_till(till, range(200 + 5 * self._imported, 203 + 5 * self._imported))
        done(take_file(self._desk, SYSTEM, till, "generic"))

    def _backup(self) -> None:
        done(backups.make_in_home(self._desk, self._desk.manager))

    def _daylog(self) -> None:
        done(daylog.print_log(self._desk, self._desk.manager, self._desk.today()))
