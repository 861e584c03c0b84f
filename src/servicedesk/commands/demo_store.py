"""How the demo store lives through its days; see ``demo``: all by the importer and the desk's own actions."""

from __future__ import annotations

import json
import random  # noqa: TID251 - seeded on purpose: the same seed gives the same store
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from servicedesk import paths
from servicedesk.commands.demo_till import DemoTill
from servicedesk.desk import approvals, paper, refunds, returns, setup, staff, visits
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done
from servicedesk.desk.return_forms import Given, Pick, ReturnForm
from servicedesk.desk.sales_files import take_file
from servicedesk.desk.visits import Classification
from servicedesk.domain.counters import CounterProfile
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.slips import SlipState
from servicedesk.domain.staff import SYSTEM, PinIssued, Role, Session
from servicedesk.domain.times import FixedClock
from servicedesk.domain.visits import LEVEL_OF, Level, Purpose, Source, Visitor
from servicedesk.paths import Home
from servicedesk.records.journal import count
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries import sales
from servicedesk.terminal import keep_face

ZONE = ZoneInfo("Asia/Shanghai")
_VISITS_A_DAY, _VISITS_ON_SATURDAY = 9, 18
_LIVELY_DAYS = 5
_SHORTEST_DAY, _LAST_VISITS, _LONGEST_VISIT = timedelta(minutes=30), timedelta(seconds=400), timedelta(minutes=10)
_PURPOSES = (
    [Purpose.PRODUCT] * 6 + [Purpose.PROMOTION] * 4 + [Purpose.OTHER] * 3 + [Purpose.REPRINT] * 2
    + [Purpose.ORDER] * 2 + [Purpose.REPAIR] + [Purpose.COMPLAINT] + [Purpose.SUGGESTION]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """How much there is in the end."""

    facts: int
    sales: int


@cache
def description() -> dict[str, Any]:
    """The store's people, goods and talk: resources/demo/store.json."""
    text = (paths.resources() / "demo" / "store.json").read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(text)
    return read


class DemoStore:
    """``at`` is the moment at which the store stands when it is made: the last day is under way."""

    def __init__(self, home: Home, at: datetime, *, seed: int, days: int) -> None:
        self._home, self._at, self._days = home, at.astimezone(UTC), days
        self._dice = random.Random(seed)
        self._about = description()
        self._today = self._at.astimezone(ZONE).date()
        self._till = DemoTill(self._about, self._dice, self._today, days)
        self._clock = FixedClock(self._instant(self._today - timedelta(days=days), 8, 30))
        self._sessions: dict[str, Session] = {}

    def make(self, told: Callable[[int, int], None]) -> Made:
        """Do it; ``told(day, days)`` after each day."""
        desk = self._found()
        try:
            self._hire(desk)
            self._fill_the_till(desk)
            for number in range(self._days + 1):
                self._live(desk, self._today - timedelta(days=self._days - number))
                told(number, self._days)
            with desk.database.reading() as connection:
                return Made(count(connection), len(self._till.sold) + len(self._about["receipts"]))
        finally:
            desk.close()

    def make_new(self) -> None:
        """Only the counter and its people, on the morning of its first day."""
        desk = self._found()
        try:
            self._hire(desk)
        finally:
            desk.close()

    def _found(self) -> Desk:
        about = self._about
        profile = CounterProfile(
            "RM01", "T01", about["chain"], about["store"], about["desk"], about["phone"], about["hours"],
            legal_entity=about["legal_entity"],
        )  # fmt: skip
        manager = about["staff"][0]
        keep_face(self._home, profile)
        setup.open_counter(self._home, self._clock, profile, manager["name"], manager["number"])
        return setup.open_desk(self._home, self._clock, verify=False)

    # --- people ------------------------------------------------------------------------------------------------------
    def _hire(self, desk: Desk) -> None:
        """Everybody gets the PIN that the demo prints: the demo's doors are open on purpose."""
        first = self._about["staff"][0]
        with desk.database.reading() as connection:
            from servicedesk.records.queries import staff as staff_rows

            boss = staff_rows.by_number(connection, first["number"])
        assert boss is not None
        self._give_pin(desk, boss.staff_id, first["pin"])
        self._sign_in(desk, first)
        manager = self._sessions[first["number"]]
        for one in self._about["staff"][1:]:
            _done(staff.add(desk, manager, first["pin"], one["number"], one["name"], Role(one["role"])))
            with desk.database.reading() as connection:
                member = staff_rows.by_number(connection, one["number"])
            assert member is not None
            self._give_pin(desk, member.staff_id, one["pin"])

    def _give_pin(self, desk: Desk, staff_id: str, pin: str) -> None:
        with desk.work(SYSTEM) as work:
            work.record(PinIssued(staff_id, by_owner=True))
            staff.set_verifier(work.connection, desk.pepper, staff_id, pin)

    def _sign_in(self, desk: Desk, one: dict[str, str]) -> Session:
        session: Session = _done(staff.sign_in(desk, one["number"], one["pin"]))
        self._sessions[one["number"]] = session
        return session

    # --- the till ----------------------------------------------------------------------------------------------------
    def _fill_the_till(self, desk: Desk) -> None:
        """The till's own file, in the documented form, taken in by the importer."""
        file = self._home.incoming / "demo-till.csv"
        self._till.write(file)
        _done(take_file(desk, SYSTEM, file, "generic"))
        file.unlink()

    # --- a day -------------------------------------------------------------------------------------------------------
    def _instant(self, day: date, hour: int, minute: int) -> datetime:
        return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)

    def _to(self, instant: datetime) -> None:
        self._clock.advance(max(0.0, (instant - self._clock.now()).total_seconds()))

    def _live(self, desk: Desk, day: date) -> None:
        last = day == self._today
        opened = self._instant(day, 9, 0)
        closing = self._at if last else self._instant(day, 21, 30)
        if closing - opened < _SHORTEST_DAY:
            opened = closing - _SHORTEST_DAY
        self._to(opened)
        clerks = self._about["staff"][2:]
        who = self._sign_in(desk, clerks[day.toordinal() % 2])
        many = self._till.busy(day, _VISITS_A_DAY, _VISITS_ON_SATURDAY)
        if (self._today - day).days >= _LIVELY_DAYS:
            many //= 2
        if last:  # nobody came later than now, and the last three have their own times
            many = min(many, int((closing - _LAST_VISITS - opened) / _LONGEST_VISIT))
        step = (closing - opened) / (many + 1)
        returning = set(self._dice.sample(range(many), min(many, 2 if day.weekday() < 5 else 3)))
        for number in range(many):
            self._to(opened + step * (number + 1))
            if number in returning and day > self._today - timedelta(days=self._days - 4):
                self._return(desk, who, day)
            else:
                self._visit(desk, who)
        self._print_all(desk)
        self._pay_refunds(desk, who, day)
        if last:
            self._leave_people_waiting(desk, who)
        else:
            self._to(self._instant(day, 22, 0))
            staff.lock(desk, who)

    def _visit(self, desk: Desk, who: Session) -> None:
        dice = self._dice
        visit_id = _done(visits.arrive(desk, who, dice.choice([Source.KEY, Source.KEY, Source.DOOR])))
        if dice.random() < 0.03:
            self._clock.advance(dice.uniform(40, 90))
            _done(visits.leave(desk, who, visit_id))
            return
        self._clock.advance(dice.triangular(4, 42, 11))
        _done(visits.greet(desk, who, visit_id))
        purpose = dice.choice(_PURPOSES)
        note = dice.choice(self._about["notes"].get(purpose.value, [""]))
        visitor = dice.choice([Visitor.WALK_IN, Visitor.WALK_IN, Visitor.MEMBER, Visitor.ELDERLY, Visitor.WITH_CHILD])
        self._clock.advance(dice.uniform(10, 40))
        _done(visits.classify(desk, who, visit_id, Classification(purpose, visitor, note)))
        self._clock.advance(dice.uniform(40, 400))
        _done(visits.finish(desk, who, visit_id))

    # --- returns -----------------------------------------------------------------------------------------------------
    def _return(self, desk: Desk, who: Session, day: date) -> None:
        """Somebody brings something back; what comes of it is whatever the rules say."""
        ago = self._dice.choice([1, 2, 3, 4, 5, 6, 9, 12, 18, 30])
        bought = [number for sold_on, number in self._till.sold if sold_on == day - timedelta(days=ago)]
        if not bought:
            self._visit(desk, who)
            return
        with desk.database.reading() as connection:
            sale = sales.find_sale(connection, self._dice.choice(bought))
        line = next((line for line in sale.lines if line.left_qty > 0), None) if sale else None
        if sale is None or line is None:
            self._visit(desk, who)
            return
        visit_id = _done(visits.arrive(desk, who, Source.KEY))
        self._clock.advance(self._dice.triangular(4, 35, 10))
        _done(visits.receive_scan(desk, who, visit_id))
        self._clock.advance(self._dice.uniform(60, 500))
        form, found = self._answered(desk, ReturnForm(sale.sale_id, (Pick(line.line_no, 1),), visit_id=visit_id))
        self._finish_return(desk, who, form, found)

    def _answered(self, desk: Desk, form: ReturnForm) -> tuple[ReturnForm, returns.Preview]:
        """Answer what the page would ask, until nothing more is asked."""
        faulty = self._dice.random() < 0.45
        note = self._dice.choice(self._about["reasons"]["DEFECT" if faulty else "TASTE"])
        while True:
            found = returns.preview(desk, form)
            assert found is not None, "the sale was found a moment ago"
            question = found.seen.question
            if question is None:
                return form, found
            weights = [6, 2, *[1] * (len(question.answers) - 2)][: len(question.answers)]
            if question.field == "reason":
                answer = question.answers[0] if faulty else self._dice.choice(question.answers[1:4])
            else:
                answer = self._dice.choices(question.answers, weights)[0]
            given = Given(question.field, answer.values, answer.detail)
            form = ReturnForm(form.sale_id, form.picks, (*form.answers, given), note, form.visit_id)

    def _finish_return(self, desk: Desk, who: Session, form: ReturnForm, found: returns.Preview) -> None:
        seen = found.seen
        assert seen.lead is not None
        if not seen.options:
            alternatives = seen.lead.decision.alternatives
            _done(returns.refuse(desk, who, form, alternatives[0] if alternatives else ""))
            return
        chosen = seen.options[0]
        amount = found.quote.refund_minor if found.quote and chosen in (Outcome.RETURN, Outcome.RETURN_DEP) else 0
        approval_id = None
        if seen.lead.decision.needs_supervisor:
            supervisor = self._about["staff"][1]
            request = returns.request_of(form, seen.sale, chosen, amount)
            number, pin = supervisor["number"], supervisor["pin"]
            approval_id = _done(approvals.approve(desk, who, request, number, pin, "金额较大，已当面核对商品"))
        settled = _done(returns.settle(desk, who, form, chosen, amount, approval_id))
        for due in settled.refunds:
            if due.tender == refunds.CASH:
                _done(refunds.pay_cash(desk, who, due.refund_id))

    def _pay_refunds(self, desk: Desk, who: Session, day: date) -> None:
        """The office sends the money a day or two later."""
        with desk.database.reading() as connection:
            owed = return_rows.refund_list(connection)
        for row in owed:
            if (day - row.settled_at.astimezone(ZONE).date()).days >= self._dice.choice([1, 1, 2, 3]):
                _done(refunds.mark_paid(desk, who, row.refund_id, f"{row.tender}-{self._dice.randint(10**9, 10**10)}"))

    def _print_all(self, desk: Desk) -> None:
        """What was queued came out of the demo's printer long ago."""
        while (job := paper.next_job(desk)) is not None:
            paper.mark_sending(desk, job.slip_id, "PT-80")
            paper.mark_outcome(desk, job.slip_id, SlipState.CONFIRMED)

    def _leave_people_waiting(self, desk: Desk, who: Session) -> None:
        """The moment the store stands at: one is served, one is parked, one has just come."""
        self._to(self._at - _LAST_VISITS)
        for purpose in (Purpose.EXCHANGE, Purpose.ORDER):
            visit_id = _done(visits.arrive(desk, who, Source.KEY))
            self._clock.advance(9)
            _done(visits.greet(desk, who, visit_id))
            note = self._about["notes"][purpose.value][0]
            _done(visits.classify(desk, who, visit_id, Classification(purpose, Visitor.MEMBER, note)))
            if LEVEL_OF[purpose] is Level.L2 and purpose is Purpose.ORDER:
                _done(visits.park(desk, who, visit_id))
        self._to(self._at - timedelta(seconds=18))
        _done(visits.arrive(desk, who, Source.DOOR))
        self._to(self._at)


def _done(outcome: Any) -> Any:
    """What an action answered; in the demo every action has to work."""
    if not isinstance(outcome, Done):
        raise RuntimeError(f"the demo store met a refusal: {outcome}")
    return outcome.value
