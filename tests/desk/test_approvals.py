"""An approval is for exactly one request, by somebody else with the right, once, for two minutes (F7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from tests.builders import StaffedDesk, a_line, a_sale, add_sale, closing, counter, done, refusal
from tests.desk import days

from servicedesk.desk import approvals, returns, staff
from servicedesk.desk.approvals import VALID_S, ApprovalRequest
from servicedesk.desk.return_forms import Pick, ReturnForm
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_requests import Condition
from servicedesk.domain.returns_facts import ReturnSettled
from servicedesk.domain.sales import Sale
from servicedesk.domain.staff import Role, Session
from servicedesk.records import journal
from servicedesk.records.tables import approvals as approval_table

PRICE = 29900
REASON = "a very good customer"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path)) as desk:
        yield desk


@pytest.fixture
def sale(desk: StaffedDesk) -> Sale:
    """Two pieces of one kind and one of another, all used: their return goes beyond the rules."""
    return add_sale(desk, a_sale("R-1001", a_line(1, PRICE, qty=2), a_line(2, PRICE)))


def _form(sale: Sale) -> ReturnForm:
    return days.a_form(sale, Condition.USED)


def _asked(desk: StaffedDesk, sale: Sale, form: ReturnForm | None = None, amount: int = PRICE) -> ApprovalRequest:
    return returns.request_of(form or _form(sale), sale, Outcome.RETURN, amount)


def _given(desk: StaffedDesk, request: ApprovalRequest, who: Session | None = None, by: str = "1001") -> str:
    return done(approvals.approve(desk, who or desk.clerk, request, by, desk.pins[by], REASON))


def _settle(desk: StaffedDesk, sale: Sale, approval_id: str | None, who: Session | None = None) -> object:
    return returns.settle(desk, who or desk.clerk, _form(sale), Outcome.RETURN, PRICE, approval_id)


def _settled(desk: StaffedDesk) -> int:
    with desk.database.reading() as connection:
        return sum(isinstance(one.fact, ReturnSettled) for one in journal.read(connection))


def test_the_request_it_was_given_for_is_carried_out_once(desk: StaffedDesk, sale: Sale) -> None:
    approval_id = _given(desk, _asked(desk, sale))
    done(_settle(desk, sale, approval_id))  # type: ignore[arg-type] # a settlement
    assert refusal(_settle(desk, sale, approval_id)) == "APPROVAL_USED"
    assert _settled(desk) == 1


def _after(seconds: float) -> Callable[[StaffedDesk, Sale], object]:
    def act(desk: StaffedDesk, sale: Sale) -> object:
        approval_id = _given(desk, _asked(desk, sale))
        desk.clock.advance(seconds)
        return _settle(desk, sale, approval_id)

    return act


def _clock_back(desk: StaffedDesk, sale: Sale) -> object:
    approval_id = _given(desk, _asked(desk, sale))
    desk.clock.jump(-3600)
    return _settle(desk, sale, approval_id)


def _other_lines(sale: Sale) -> ReturnForm:
    form = _form(sale)
    return ReturnForm(form.sale_id, (Pick(2, 1),), form.answers)


def _other_quantity(sale: Sale) -> ReturnForm:
    form = _form(sale)
    return ReturnForm(form.sale_id, (Pick(1, 2),), form.answers)


def _other_receipt(desk: StaffedDesk, sale: Sale) -> object:
    other = add_sale(desk, a_sale("R-1002", a_line(1, PRICE, qty=2), a_line(2, PRICE)))
    return _settle(desk, sale, _given(desk, _asked(desk, other)))


def _denied(desk: StaffedDesk, sale: Sale) -> object:
    done(approvals.deny(desk, desk.clerk, _asked(desk, sale), "1001", desk.pins["1001"], REASON))
    with desk.database.reading() as connection:
        approval_id = connection.execute(approval_table.select()).scalars().one()
    return _settle(desk, sale, approval_id)


MISUSES: dict[str, tuple[Callable[[StaffedDesk, Sale], object], str]] = {
    "two minutes later": (_after(VALID_S), "APPROVAL_EXPIRED"),
    "with the clock set back": (_clock_back, "APPROVAL_EXPIRED"),
    "made up": (lambda desk, sale: _settle(desk, sale, "f" * 16), "OTHER_REQUEST"),
    "for less money": (
        lambda desk, sale: _settle(desk, sale, _given(desk, _asked(desk, sale, amount=PRICE - 1))), "OTHER_REQUEST",
    ),
    "for another line": (
        lambda desk, sale: _settle(desk, sale, _given(desk, _asked(desk, sale, _other_lines(sale)))), "OTHER_REQUEST",
    ),
    "for another quantity": (
        lambda desk, sale: _settle(desk, sale, _given(desk, _asked(desk, sale, _other_quantity(sale)))),
        "OTHER_REQUEST",
    ),
    "for another receipt": (_other_receipt, "OTHER_REQUEST"),
    "for another action": (
        lambda desk, sale: _settle(desk, sale, _given(desk, ApprovalRequest("void", "VOID", PRICE, "RT-1"))),
        "OTHER_REQUEST",
    ),
    "another clerk's": (
        lambda desk, sale: _settle(desk, sale, _given(desk, _asked(desk, sale)), desk.other_clerk), "OTHER_REQUEST",
    ),
    "a supervisor's, beyond the rules": (
        lambda desk, sale: _settle(desk, sale, _given(desk, _asked(desk, sale), by="1002")), "MAY_NOT",
    ),
    "a denial": (_denied, "OTHER_REQUEST"),
}  # fmt: skip


@pytest.mark.parametrize("misuse", MISUSES)
def test_an_approval_is_worth_nothing_when_it_is(desk: StaffedDesk, sale: Sale, misuse: str) -> None:
    act, code = MISUSES[misuse]
    assert refusal(act(desk, sale)) == code
    assert _settled(desk) == 0


def test_one_second_before_its_end_it_still_counts(desk: StaffedDesk, sale: Sale) -> None:
    done(_after(VALID_S - 1)(desk, sale))  # type: ignore[arg-type] # a settlement


# --- who approves ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["supervisor", "manager"])
def test_nobody_approves_what_they_ask_for_whatever_they_are(desk: StaffedDesk, sale: Sale, who: str) -> None:
    asks: Session = getattr(desk, who)
    request = _asked(desk, sale)
    outcome = approvals.approve(desk, asks, request, asks.number, desk.pins[asks.number], REASON)
    assert refusal(outcome) == "SAME_PERSON"


def test_the_file_itself_holds_no_approval_of_ones_own_request(desk: StaffedDesk) -> None:
    row = {
        "approval_id": "a", "day": "2026-03-10", "number": "", "action": "settle", "request_digest": "", "reason": "",
        "requester_id": "x", "approver_id": "x", "outcome": "RETURN", "amount_minor": 1, "expires_at_ms": 1, "at_ms": 1,
    }  # fmt: skip
    with pytest.raises(IntegrityError), desk.database.transaction() as connection:
        connection.execute(approval_table.insert().values(**row))


def test_a_clerk_approves_nothing_and_neither_does_who_left(desk: StaffedDesk, sale: Sale) -> None:
    request = _asked(desk, sale)
    assert refusal(approvals.approve(desk, desk.clerk, request, "1004", desk.pins["1004"], REASON)) == "MAY_NOT"
    done(staff.leave(desk, desk.manager, desk.pins["1001"], desk.supervisor.staff_id))
    assert refusal(approvals.approve(desk, desk.clerk, request, "1002", desk.pins["1002"], REASON)) == "NOBODY"


def test_who_became_less_since_can_grant_nothing_beyond_the_rules(desk: StaffedDesk, sale: Sale) -> None:
    manager, pin = desk.manager, desk.pins["1001"]
    done(staff.change_role(desk, manager, pin, desk.supervisor.staff_id, Role.MANAGER))
    approval_id = _given(desk, _asked(desk, sale), by="1002")
    done(staff.change_role(desk, manager, pin, desk.supervisor.staff_id, Role.CLERK))
    assert refusal(_settle(desk, sale, approval_id)) == "MAY_NOT"


def test_a_wrong_pin_approves_nothing_and_counts(desk: StaffedDesk, sale: Sale) -> None:
    for _ in range(4):
        outcome = approvals.approve(desk, desk.clerk, _asked(desk, sale), "1001", "918273", REASON)
        assert refusal(outcome) == "PIN_WRONG"
    assert refusal(approvals.approve(desk, desk.clerk, _asked(desk, sale), "1001", "918273", REASON)) == "PIN_WRONG"
    right = approvals.approve(desk, desk.clerk, _asked(desk, sale), "1001", desk.pins["1001"], REASON)
    assert refusal(right) == "PIN_WAIT"
