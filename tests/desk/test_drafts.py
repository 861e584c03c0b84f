"""Drafts are kept, taken over, put aside, and gone when their form is done or old."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.builders import StaffedDesk, add_sale, closing, counter, done, refusal

from servicedesk.desk import drafts, returns, staff, visits
from servicedesk.desk.drafts import KEPT_FOR, named
from servicedesk.desk.return_forms import Given, Pick, ReturnForm
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_requests import Accessories, Condition, Reason
from servicedesk.domain.staff import Role
from servicedesk.domain.visits import NeedsNoted, Source
from servicedesk.records import journal

FORM = named(drafts.RETURN, "R-1001")
NOT_WANTED = (
    Given("reason", (Reason.NO_REASON,), "DISLIKED"),
    Given("condition", (Condition.SEALED,)),
    Given("accessories", (Accessories.COMPLETE,)),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path)) as made:
        yield made


def _forms(desk: StaffedDesk) -> list[str]:
    return [draft.form for draft in drafts.unfinished(desk)]


def test_the_last_words_are_kept_in_place_of_those_before(desk: StaffedDesk) -> None:
    drafts.keep(desk, desk.clerk, {FORM: {"note": "le"}})
    drafts.keep(desk, desk.clerk, {FORM: {"note": "leaks"}})
    (draft,) = drafts.unfinished(desk)
    assert (draft.values, draft.name, draft.aside) == ({"note": "leaks"}, desk.clerk.name, False)


def test_keeping_leaves_no_fact(desk: StaffedDesk) -> None:
    before = desk.head()
    drafts.keep(desk, desk.clerk, {FORM: {"note": "leaks"}})
    assert desk.head() == before
    with desk.database.reading() as connection:
        assert journal.verify(connection) > 0


def test_a_form_that_is_empty_again_is_forgotten(desk: StaffedDesk) -> None:
    drafts.keep(desk, desk.clerk, {FORM: {"note": "leaks"}})
    drafts.keep(desk, desk.clerk, {FORM: None})
    assert _forms(desk) == []


def test_whoever_types_on_has_it_in_hand(desk: StaffedDesk) -> None:
    drafts.keep(desk, desk.clerk, {FORM: {"note": "leaks"}})
    drafts.keep(desk, desk.other_clerk, {FORM: {"note": "leaks below"}})
    assert [draft.name for draft in drafts.unfinished(desk)] == [desk.other_clerk.name]


def test_nothing_is_kept_for_who_has_left_the_desk(desk: StaffedDesk) -> None:
    staff.lock(desk, desk.clerk)
    drafts.keep(desk, desk.clerk, {FORM: {"note": "leaks"}})
    drafts.keep(desk, None, {FORM: {"note": "leaks"}})
    assert _forms(desk) == []


def test_put_aside_it_stays_until_somebody_types_in_it_again(desk: StaffedDesk) -> None:
    drafts.keep(desk, desk.clerk, {FORM: {"note": "leaks"}})
    done(drafts.put_aside(desk, desk.other_clerk, FORM))
    assert [draft.aside for draft in drafts.unfinished(desk)] == [True]
    drafts.keep(desk, desk.clerk, {FORM: {"note": "leaks!"}})
    assert [draft.aside for draft in drafts.unfinished(desk)] == [False]


def test_thrown_away_it_is_gone(desk: StaffedDesk) -> None:
    drafts.keep(desk, desk.clerk, {FORM: {"note": "leaks"}})
    done(drafts.throw_away(desk, desk.other_clerk, FORM))
    assert _forms(desk) == []


def test_a_stranger_throws_nothing_away(desk: StaffedDesk) -> None:
    drafts.keep(desk, desk.clerk, {FORM: {"note": "leaks"}})
    desk.sessions.clear()
    assert refusal(drafts.throw_away(desk, desk.clerk, FORM)) == "NOT_SIGNED_IN"
    assert _forms(desk) == [FORM]


def test_what_nobody_touched_for_a_week_is_deleted(desk: StaffedDesk) -> None:
    drafts.keep(desk, desk.clerk, {FORM: {"note": "13800002203"}})
    desk.clock.advance(KEPT_FOR.total_seconds())
    assert _forms(desk) == [FORM]
    desk.clock.advance(1)
    assert _forms(desk) == []


def test_a_clock_that_nobody_trusts_deletes_nothing(desk: StaffedDesk) -> None:
    drafts.keep(desk, desk.clerk, {FORM: {"note": "leaks"}})
    desk.clock.jump(KEPT_FOR.total_seconds() * 50)
    desk.date_doubtful = True
    assert _forms(desk) == [FORM]


def test_settling_deletes_the_draft_of_its_form(desk: StaffedDesk) -> None:
    sale = add_sale(desk)
    mine = named(drafts.RETURN, sale.receipt_number)
    asked = named(drafts.APPROVAL, sale.receipt_number)
    drafts.keep(desk, desk.clerk, {mine: {"note": "x"}, asked: {"reason": "y"}, FORM + "0": {"note": "another"}})
    form = ReturnForm(sale.sale_id, (Pick(1, 1),), NOT_WANTED)
    seen = returns.preview(desk, form)
    assert seen is not None
    assert seen.quote is not None
    done(returns.settle(desk, desk.clerk, form, Outcome.RETURN, seen.quote.refund_minor))
    assert _forms(desk) == [FORM + "0"]


def test_a_refused_action_leaves_the_draft(desk: StaffedDesk) -> None:
    visit_id = done(visits.arrive(desk, desk.clerk, Source.KEY))
    mine = named(drafts.NEEDS, visit_id)
    drafts.keep(desk, desk.clerk, {mine: {"scenario": ""}})
    assert refusal(visits.note_needs(desk, desk.clerk, visit_id, NeedsNoted(visit_id, ()), "")) == "NEED_SCENARIO"
    assert _forms(desk) == [mine]


def test_each_way_to_finish_a_form_deletes_its_draft(desk: StaffedDesk) -> None:
    visit_id = done(visits.arrive(desk, desk.clerk, Source.KEY))
    forms = {named(kind, visit_id): {"note": "x"} for kind in (drafts.VISIT, drafts.NEEDS)}
    drafts.keep(desk, desk.clerk, forms)
    done(visits.leave(desk, desk.clerk, visit_id))
    colleague = named(drafts.COLLEAGUE, drafts.NEW)
    drafts.keep(desk, desk.manager, {colleague: {"name": "Xu"}})
    done(staff.add(desk, desk.manager, desk.pins[desk.manager.number], "1010", "Xu", Role.CLERK))
    assert _forms(desk) == []
