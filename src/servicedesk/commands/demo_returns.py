"""Who brings something back to the demo store: told cases (resources/demo/cases.json) and chance ones.

A case says what was bought, what is wrong with it, and what the customer would like. What comes of it is whatever the
rules say at that desk on that day; nothing here names an outcome that the rules did not offer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from servicedesk.commands import demo_rhythm as rhythm
from servicedesk.commands.demo_counter import ZONE, Counter, Process, done
from servicedesk.commands.demo_till import DemoTill, case_number
from servicedesk.desk import approvals, paper, receipts, refunds, return_forms, returns, visits
from servicedesk.desk.return_forms import MONEY_BACK, Given, Pick, ReturnForm
from servicedesk.desk.visits import Classification
from servicedesk.domain.questions import Answer, Question
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.sales import Sale
from servicedesk.domain.visits import Purpose, Source, Visitor
from servicedesk.records.queries import finding, sales
from servicedesk.records.queries import returns as return_rows

_AGO = (1, 2, 3, 4, 5, 6, 9, 12, 18, 30)
_USUAL: Mapping[str, object] = {
    "defect": "VERIFIED", "condition": "INTACT", "activated": False, "fundamental": False, "food_unsafe": False,
    "expired_at_sale": False,
}  # fmt: skip
"""What is found where a case does not say; else the first answer."""
_FAULTY = 0.45
_WORN, _UNWANTED = ("APPAREL", "SHOES", "UNDERWEAR"), ("TASTE", "TASTE", "MANY")
_FAULTS_OF = {
    **dict.fromkeys((*_WORN, "BAGS"), "WEAR"), **dict.fromkeys(("APPL_LARGE", "APPL_SMALL_3B", "APPL_SMALL"), "POWER"),
    **dict.fromkeys(("PHONE", "COMPUTER", "AV_TV"), "SCREEN"), **dict.fromkeys(("FOOD", "FRESH"), "FOOD"),
}  # fmt: skip
"""Which faults one hears of which goods."""

Case = Mapping[str, Any]
Answering = Callable[[Question], Answer]


class Returns:
    """Makes people who bring goods back, and sees to what follows: voids, and money on its way."""

    def __init__(self, counter: Counter, till: DemoTill, today: date) -> None:
        self._counter, self._till, self._today = counter, till, today
        self._places = {case["case"]: (place, case) for place, case in enumerate(counter.about["cases"])}
        self._numbers: dict[str, str] = {}
        self._failing: dict[str, str] = {}

    # --- who comes ---------------------------------------------------------------------------------------------------
    def told(self, case: Case) -> Process:
        """Somebody of the description comes."""
        number = self._receipt_of(case)
        if case.get("lost"):
            yield from self._looked_up(case, number)
        yield from self._served(number, partial(_as_told, case), case["says"], case)

    def by_chance(self, known_until: Callable[[], date]) -> Process:
        """Somebody whom nobody planned; ``known_until`` tells the last day whose receipts the counter has."""
        number = self._bought_lately(known_until())
        with self._counter.desk.database.reading() as connection:
            sale = sales.find_sale(connection, number) if number else None
        line = next((one for one in sale.lines if one.left_qty > 0), None) if sale else None
        if sale is None or line is None:
            return
        dice, reasons = self._counter.dice, self._counter.about["reasons"]
        worn = line.category in _WORN
        kind = "DEFECT" if dice.random() < _FAULTY else dice.choice(("SIZE", "SIZE", "TASTE") if worn else _UNWANTED)
        said = reasons["DEFECT"][_FAULTS_OF.get(line.category, "OTHER")] if kind == "DEFECT" else reasons[kind]
        answering = partial(self._at_random, kind)
        yield from self._served(sale.receipt_number, answering, dice.choice(said), {}, line.line_no)

    def _bought_lately(self, until: date) -> str | None:
        """A receipt of some days ago; after Double Eleven most are of those days."""
        dice, day = self._counter.dice, self._counter.local().date()
        days = [day - timedelta(days=dice.choice(_AGO)) for _ in range(4)]
        days = [one for one in days if one <= until]
        if rhythm.after_the_wave(day):
            days.sort(key=lambda one: not rhythm.on_sale(one))
        return next((dice.choice(numbers) for one in days if (numbers := self._till.sold_on(one))), None)

    def _receipt_of(self, case: Case) -> str:
        place, first = self._places[case.get("again", case["case"])]
        return case_number(place, self._today - timedelta(days=first["back"] + first["ago"]))

    def _looked_up(self, case: Case, number: str) -> Process:
        """The receipt is lost: found by the phone's last four digits and the day, and printed once more."""
        counter = self._counter
        with counter.desk.database.reading() as connection:
            sale = sales.find_sale(connection, number)
            assert sale is not None, case["case"]
            bought = sale.bought_at.astimezone(ZONE)
            asked = f"{(sale.customer_phone or '')[-4:]} {bought:%m-%d}"
            profile = counter.desk.profile
            found = finding.find(connection, asked, counter.desk.today(), profile.zone, profile.currency)
        assert number in [one.receipt_number for one in found.receipts], asked
        done(receipts.reprint(counter.desk, counter.who, sale.sale_id))
        counter.print_all()
        yield 20.0

    # --- at the desk -------------------------------------------------------------------------------------------------
    def _served(self, number: str, answering: Answering, says: str, case: Case, line_no: int = 1) -> Process:
        counter = self._counter
        with counter.desk.database.reading() as connection:
            sale = sales.find_sale(connection, number)
        assert sale is not None, number
        visit_id = done(visits.arrive(counter.desk, counter.who, Source.KEY))
        waits_s = counter.wait_s()
        counter.in_hand += 1
        yield waits_s
        said = Classification(Purpose.RETURN, Visitor.MEMBER if sale.member_code else Visitor.WALK_IN, says)
        done(visits.receive_scan(counter.desk, counter.who, visit_id, said))
        yield counter.dice.uniform(60, 480)
        begun = ReturnForm(sale.sale_id, (Pick(line_no, 1),), (), says, visit_id)
        yield from self._decided(*self._answered(sale, begun, answering), case)
        counter.in_hand -= 1

    def _answered(self, sale: Sale, form: ReturnForm, answering: Answering) -> tuple[ReturnForm, returns.Preview]:
        """Answer what the page would ask, until nothing more is asked. Most of it is asked by the receipt alone, which
        takes no look at the money; the page's own preview has the last word."""
        found: returns.Preview | None = None
        while True:
            seen = found.seen if found else return_forms.look(self._counter.desk, sale, form, {})
            if seen.question is not None:
                answer = answering(seen.question)
                given = Given(seen.question.field, answer.values, answer.detail)
                form, found = replace(form, answers=(*form.answers, given)), None
            elif found is not None:
                return form, found
            else:
                found = returns.preview(self._counter.desk, form)

    def _at_random(self, kind: str, question: Question) -> Answer:
        dice, answers = self._counter.dice, question.answers
        if question.field == "reason":
            return answers[{"DEFECT": 0, "TASTE": 1, "MANY": 2, "SIZE": 3}[kind] if len(answers) > 3 else 0]
        return dice.choices(answers, [6, 2, *[1] * (len(answers) - 2)][: len(answers)])[0]

    def _decided(self, form: ReturnForm, found: returns.Preview, case: Case) -> Process:
        """Settle as the customer wishes and the rules allow, or say no with what can be done instead."""
        wanted = Outcome(case["wants"]) if "wants" in case else None
        options = found.seen.options
        if options:
            yield from self._settled(form, found, wanted if wanted in options else options[0], case)
        elif "approve" in case and wanted is not None:
            yield from self._settled(form, found, wanted, case)
        else:
            yield from self._refused(form, found, case)

    def _settled(self, form: ReturnForm, found: returns.Preview, chosen: Outcome, case: Case) -> Process:
        counter = self._counter
        desk, seen = counter.desk, found.seen
        amount = found.quote.refund_minor if found.quote and chosen in MONEY_BACK else 0
        role, approval_id = return_forms.needs_approval_of(desk.policy, seen, chosen), None
        if role is not None:
            person = counter.second_person(role)
            request = returns.request_of(form, seen.sale, chosen, amount)
            reason = case.get("approve") or counter.dice.choice(counter.about["approvals"])
            approval_id = done(approvals.approve(desk, counter.who, request, person["number"], person["pin"], reason))
        settled = done(returns.settle(desk, counter.who, form, chosen, amount, approval_id))
        for due in settled.refunds:
            if due.tender == refunds.CASH:
                done(refunds.pay_cash(desk, counter.who, due.refund_id))
        if case:
            self._numbers[case["case"]] = settled.number
        if "fails" in case:
            self._failing[settled.number] = case["fails"]
        yield from self._printed(case)

    def _refused(self, form: ReturnForm, found: returns.Preview, case: Case) -> Process:
        counter = self._counter
        assert found.seen.lead is not None
        decision = found.seen.lead.decision
        if "deny" in case:
            person = counter.second_person("MANAGER")
            request = returns.request_of(form, found.seen.sale, Outcome.EXCHANGE, 0)
            said = (person["number"], person["pin"], case["deny"])
            done(approvals.deny(counter.desk, counter.who, request, *said))
            yield 45.0
        wanted = case.get("takes") if case else counter.dice.choice(("", *decision.alternatives))
        accepted = wanted if wanted in decision.alternatives else ""
        done(returns.refuse(counter.desk, counter.who, form, accepted or ""))
        yield from self._printed(case)

    def _printed(self, case: Case) -> Process:
        """The slip comes out; of some nobody can tell, so somebody looks whether it did."""
        counter = self._counter
        asked = counter.print_all(unsure="paper" in case)
        if asked is not None:
            yield 30.0
            done(paper.answer_unknown(counter.desk, counter.who, asked, came_out=case["paper"] == "FOUND"))
            counter.print_all()

    # --- what follows ------------------------------------------------------------------------------------------------
    def voided(self, case: Case) -> Process:
        """The morning after somebody sees that the wrong thing was settled."""
        counter = self._counter
        number = self._numbers.get(case["case"])
        if number is None:
            return
        with counter.desk.database.reading() as connection:
            row = return_rows.by_number(connection, number)
        assert row is not None
        person, request = counter.second_person("SUPERVISOR"), returns.void_request(row)
        approval_id = done(
            approvals.approve(counter.desk, counter.who, request, person["number"], person["pin"], case["void"])
        )
        done(returns.void(counter.desk, counter.who, number, case["void"], approval_id))
        counter.print_all()
        yield from ()

    def paid(self) -> Process:
        """The office sends the money a day or two later; what comes back is sent again the next day."""
        counter = self._counter
        day: datetime = counter.local()
        with counter.desk.database.reading() as connection:
            owed = return_rows.refund_list(connection)
        for row in owed:
            waited_days = (day.date() - row.settled_at.astimezone(ZONE).date()).days
            reason = self._failing.pop(row.number, None) if waited_days else None
            if reason is not None:
                done(refunds.mark_failed(counter.desk, counter.who, row.refund_id, reason))
            elif waited_days >= counter.dice.choice((1, 1, 2)):
                reference = f"{row.tender}-{counter.dice.randint(10**9, 10**10 - 1)}"
                done(refunds.mark_paid(counter.desk, counter.who, row.refund_id, reference))
        yield from ()


def _as_told(case: Case, question: Question) -> Answer:
    """The answer that the case gives to what is asked."""
    reason, _, detail = case["reason"].partition("/")
    wanted = reason if question.field == "reason" else case["answers"].get(question.field, _USUAL.get(question.field))
    fitting = [answer for answer in question.answers if wanted in answer.values]
    exact = [answer for answer in fitting if question.field != "reason" or (answer.detail or "") == detail]
    return next(iter(exact or fitting or question.answers))
