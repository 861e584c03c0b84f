"""Every free text on its way into a fact is cleaned, and refused with a card number in it (reliability L2, L9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.builders import StaffedDesk, a_sale, add_sale, closing, counter, done
from tests.desk import days

from servicedesk.desk import approvals, refunds, returns, staff, visits
from servicedesk.desk.approvals import ApprovalRequest
from servicedesk.desk.outcomes import Refused
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_requests import Condition
from servicedesk.domain.staff import Role
from servicedesk.domain.visits import NeedsNoted, Purpose, Source
from servicedesk.records import journal
from servicedesk.wording import Words

CARD = "6222 0200 0000 0000 000"
REQUEST = ApprovalRequest("settle", "RETURN", 100, "parts")
Act = Callable[[StaffedDesk, str], object]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path_factory.mktemp("written"))) as desk:
        yield desk


def _visit(desk: StaffedDesk) -> str:
    visit_id = done(visits.arrive(desk, desk.clerk, Source.KEY))
    done(visits.greet(desk, desk.clerk, visit_id))
    return visit_id


def _classified(desk: StaffedDesk, **said: str) -> object:
    return visits.classify(desk, desk.clerk, _visit(desk), visits.Classification(Purpose.RETURN, **said))


def _needs(desk: StaffedDesk, scenario: str, constraints: str = "", shown: tuple[str, ...] = ()) -> object:
    visit_id = _visit(desk)
    return visits.note_needs(desk, desk.clerk, visit_id, NeedsNoted(visit_id, (), shown), scenario, constraints)


def _settled(desk: StaffedDesk, note: str) -> object:
    sale = add_sale(desk, a_sale(f"R-{next(NUMBERS)}"))
    return returns.settle(desk, desk.clerk, days.a_form(sale, note=note), Outcome.RETURN, 29900)


def _refused(desk: StaffedDesk, note: str) -> object:
    sale = add_sale(desk, a_sale(f"R-{next(NUMBERS)}"))
    return returns.refuse(desk, desk.clerk, days.a_form(sale, Condition.USED, note=note))


def _voided(desk: StaffedDesk, reason: str) -> object:
    settled = days.a_return(desk, f"R-{next(NUMBERS)}")
    with desk.database.reading() as connection:
        row = returns.return_rows.by_number(connection, settled.number)
    assert row is not None
    request, pin = returns.void_request(row), desk.pins["1001"]
    approval_id = done(approvals.approve(desk, desk.clerk, request, "1001", pin, "the wrong line"))
    return returns.void(desk, desk.clerk, settled.number, reason, approval_id)


def _paid(desk: StaffedDesk, reference: str) -> object:
    (due,) = days.a_return(desk, f"R-{next(NUMBERS)}").refunds
    return refunds.mark_paid(desk, desk.clerk, due.refund_id, reference)


def _failed(desk: StaffedDesk, reason: str) -> object:
    (due,) = days.a_return(desk, f"R-{next(NUMBERS)}").refunds
    return refunds.mark_failed(desk, desk.clerk, due.refund_id, reason)


NUMBERS = iter(range(1001, 9999))
INPUTS: dict[str, Act] = {
    "visit: note": lambda desk, text: _classified(desk, note=text),
    "visit: phone": lambda desk, text: _classified(desk, phone=text),
    "visit: member": lambda desk, text: _classified(desk, member_code=text),
    "visit: scenario": _needs,
    "visit: limits": lambda desk, text: _needs(desk, "for camping", text),
    "visit: shown": lambda desk, text: _needs(desk, "for camping", "", (text,)),
    "visit: last note": lambda desk, text: visits.finish(desk, desk.clerk, _visit(desk), text),
    "return: note": _settled,
    "refusal: note": _refused,
    "void: reason": _voided,
    "refund: reference": _paid,
    "refund: reason": _failed,
    "approval: reason": lambda desk, text: approvals.approve(
        desk, desk.clerk, REQUEST, "1001", desk.pins["1001"], text
    ),
    "denial: reason": lambda desk, text: approvals.deny(desk, desk.clerk, REQUEST, "1001", desk.pins["1001"], text),
    "staff: new name": lambda desk, text: staff.add(
        desk, desk.manager, desk.pins["1001"], str(next(NUMBERS) + 10_000), text, Role.CLERK
    ),
    "staff: name": lambda desk, text: staff.rename(
        desk, desk.manager, desk.pins["1001"], desk.other_clerk.staff_id, text
    ),
}


def _kept(desk: StaffedDesk, after: int = 0) -> str:
    """Everything facts say, bodies and personal parts."""
    with desk.database.reading() as connection:
        return "\n".join(f"{one.fact} {dict(one.personal)}" for one in journal.read(connection, after=after))


@pytest.mark.parametrize("name", INPUTS)
def test_a_card_number_is_refused_in_words_and_kept_nowhere(desk: StaffedDesk, name: str) -> None:
    outcome = INPUTS[name](desk, f"card {CARD} please")
    assert isinstance(outcome, Refused)
    assert outcome.code == "CARD_NUMBER"
    assert Words("en").say(outcome.reason) == (
        "This looks like a card number. It was not saved. Write only the last four digits."
    )
    assert "0200 0000" not in _kept(desk)


@pytest.mark.parametrize("name", INPUTS)
def test_what_nobody_can_see_is_not_kept_and_nothing_fails_on_it(desk: StaffedDesk, name: str) -> None:
    with desk.database.reading() as connection:
        before = journal.count(connection)
    done(INPUTS[name](desk, "\ud800for the\x00 \u202ecafe\u0301\u200b corner\ufeff"))  # type: ignore[arg-type] # whatever it answers
    kept = _kept(desk, before)
    assert "for the café corner" in kept
    assert not {"\x00", "\u202e", "\u200b", "\ufeff", "\ud800"} & set(kept)


def test_a_card_number_hidden_by_invisible_characters_is_refused_too(desk: StaffedDesk) -> None:
    outcome = _classified(desk, note="\u200b".join(CARD))
    assert isinstance(outcome, Refused)
    assert outcome.code == "CARD_NUMBER"
