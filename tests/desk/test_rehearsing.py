"""A draft is tried on what was decided: it changes what its own rows change, told by number and money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.builders import StaffedDesk, a_line, a_sale, add_sale, closing, counter, done
from tests.desk import days
from tests.domain.return_cases import POLICY, with_category
from tests.domain.test_policies import changed

from servicedesk.desk import returns
from servicedesk.desk.policies import publish
from servicedesk.desk.rehearsing import rehearse
from servicedesk.desk.return_forms import Given, Pick, ReturnForm
from servicedesk.domain.policies import Policy, Required
from servicedesk.domain.policy_rehearsal import Kind, Rehearsal
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_requests import Condition, Defect, Reason, Request, Stock, field_value
from servicedesk.errors import StoppedError
from servicedesk.records.sales_tables import sale_lines, sales

SINCE = date(2026, 3, 10)
FAULT = (
    Given("reason", (Reason.QUALITY,)), Given("defect", (Defect.VERIFIED,)), Given("part", ("WHOLE",)),
    Given("stock", (Stock.YES,)), Given("fundamental", (False,)),
)  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedDesk]:
    """A day: two things taken back, a void, two refusals, and a fault that was exchanged."""
    with closing(counter(tmp_path_factory.mktemp("rehearsal"))) as desk:
        days.a_return(desk, "R-1", price_minor=29900)
        days.a_return(desk, "R-2", price_minor=10000)
        days.a_void(desk, days.a_return(desk, "R-3"))
        days.a_refusal(desk, "R-4", accepted="")
        fresh = add_sale(desk, a_sale("R-6", a_line(1, 5000, category="FRESH")))
        done(returns.refuse(desk, desk.clerk, days.a_form(fresh)))
        phone = add_sale(desk, a_sale("R-5", a_line(1, 399900, category="PHONE")))
        form = ReturnForm(phone.sale_id, (Pick(1, 1),), FAULT)
        done(returns.settle(desk, desk.clerk, form, Outcome.EXCHANGE, 0))
        yield desk


def tried(desk: StaffedDesk, draft: Policy, since: date = SINCE) -> Rehearsal:
    return rehearse(desk, draft, since)


def test_the_policy_of_the_day_changes_nothing_and_every_case_is_judged_as_it_was(desk: StaffedDesk) -> None:
    found = tried(desk, POLICY)
    assert (found.cases, found.changed, found.otherwise, found.unjudged) == (5, 0, 0, 0)
    assert found.changes == {}


def test_a_cut_promise_is_told_by_kind_money_and_numbers(desk: StaffedDesk) -> None:
    found = tried(desk, with_category("OTHER", no_reason_days=2))
    ((kind, told),) = found.changes.items()
    assert kind == Kind("OTHER", "RETURN", "P-NR", "EXCHANGE", "P-EXCH")
    assert (told.cases, told.kept_minor, told.paid_minor) == (2, 39900, 0)
    assert [number.split("-")[0] for number in told.samples] == ["RT", "RT"]
    assert (found.changed, found.kept_minor) == (2, 39900)


def test_goods_that_would_come_back_are_counted_at_their_price(desk: StaffedDesk) -> None:
    found = tried(desk, with_category("FRESH", no_reason_days=7, no_reason_condition=Required.SEALED))
    ((kind, told),) = found.changes.items()
    assert kind == Kind("FRESH", "REFUSE_ALT", "R-CATEGORY", "RETURN", "P-NR")
    assert (told.cases, told.kept_minor, told.paid_minor, found.paid_minor) == (1, 0, 5000, 5000)


def test_what_was_not_paid_back_moves_no_money_when_the_verdict_changes(desk: StaffedDesk) -> None:
    ((kind, told),) = tried(desk, changed("sanbao.return_days", 2)).changes.items()
    assert (kind.category, kind.code, kind.new_code) == ("PHONE", "S-3B-7", "S-3B-15")
    assert (told.kept_minor, told.paid_minor) == (0, 0)


def test_a_day_without_cases_is_no_case(desk: StaffedDesk) -> None:
    assert tried(desk, POLICY, date(2026, 3, 11)).cases == 0


def test_whoever_looks_on_may_stop_it(desk: StaffedDesk) -> None:
    told: list[tuple[int, int]] = []

    def stop(seen: int, of: int) -> None:
        told.append((seen, of))
        raise StoppedError

    with pytest.raises(StoppedError):
        rehearse(desk, POLICY, SINCE, stop)
    assert told == [(6, 6)]
    assert not desk.busy


def test_sales_that_are_gone_are_judged_by_what_the_decision_kept(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        days.a_return(desk, "R-1")
        days.a_refusal(desk, "R-2", accepted="")
        with desk.database.transaction() as connection:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for table in ("sale_tenders", "sale_promotions", sale_lines.name, sales.name):
                connection.exec_driver_sql(f"DELETE FROM {table}")
        found = tried(desk, with_category("OTHER", no_reason_days=2))
    assert (found.cases, found.changed, found.otherwise, found.unjudged) == (2, 1, 0, 0)


def test_a_sale_bound_by_an_earlier_promise_is_judged_by_it(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk:
        cut = replace(with_category("OTHER", no_reason_days=0), version="S1", published_on=date(2026, 3, 11))
        done(publish(desk, desk.manager, cut))
        desk.clock.advance(86_400)
        days.a_return(desk, "R-1")
        found = tried(desk, cut)
    assert (found.cases, found.changed, found.otherwise) == (1, 1, 0)


def test_what_a_decision_kept_reads_back() -> None:
    values = {
        "condition": Condition.SEALED, "bought_on": SINCE, "activated": True, "repairs": 2, "province": "ZJ",
        "no_reason_days_at_sale": 7, "guardian_objects": False, "category": "TOYS",
    }  # fmt: skip
    for name, value in values.items():
        assert field_value(name, str(value)) == value
    for name, text in (("condition", "MELTED"), ("activated", "yes"), ("repairs", "two"), ("day", "3")):
        with pytest.raises(ValueError, match=r".+"):
            field_value(name, text)
    assert set(values) <= set(Request.__dataclass_fields__)
