"""A policy is published by the manager, locked, adopted on its day; what it promises binds the sales made under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import StaffedDesk, a_line, a_sale, add_sale, closing, counter, done, refusal
from tests.desk.days import a_form
from tests.domain.return_cases import POLICY, with_category
from tests.domain.test_policies import blocked, changed

from servicedesk.desk import policies, setup
from servicedesk.desk.policies import Unlawful, publish
from servicedesk.desk.returns import preview, settle
from servicedesk.domain.counters import PolicyAdopted
from servicedesk.domain.policies import Policy
from servicedesk.domain.policy_book import PolicyPublished
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.returns_facts import ReturnSettled
from servicedesk.errors import BadInputError
from servicedesk.records import journal, rebuild
from servicedesk.records.work import ConstraintBrokenError
from servicedesk.wire.policies import decode_policy, digest_of

TOMORROW = date(2026, 3, 11)
DAY_S = 86_400


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path)) as desk:
        yield desk


def a_pack(policy: Policy = POLICY, version: str = "S1", day: date = TOMORROW) -> Policy:
    return replace(policy, version=version, published_on=day)


def facts(desk: StaffedDesk, kind: type) -> list[Any]:
    with desk.database.reading() as connection:
        return [one.fact for one in journal.read(connection) if isinstance(one.fact, kind)]


def test_a_published_policy_is_a_fact_with_its_bytes_and_their_sum(desk: StaffedDesk) -> None:
    pack = a_pack(with_category("OTHER", no_reason_days=2))
    published = done(publish(desk, desk.manager, pack))
    assert facts(desk, PolicyPublished) == [published]
    assert decode_policy(published.document) == pack
    assert (published.digest, published.valid_from) == (digest_of(published.document), TOMORROW)
    with desk.database.reading() as connection:
        assert rebuild.compare(connection) is None


def test_a_number_is_given_once(desk: StaffedDesk) -> None:
    done(publish(desk, desk.manager, a_pack()))
    done(publish(desk, desk.manager, a_pack()))
    assert len(facts(desk, PolicyPublished)) == 1
    other = a_pack(with_category("OTHER", no_reason_days=2))
    assert refusal(publish(desk, desk.manager, other)) == "LOCKED"
    assert refusal(publish(desk, desk.manager, a_pack(version=POLICY.version))) == "LOCKED"
    assert refusal(publish(desk, desk.manager, a_pack(version="第一版"))) == "NUMBER"
    assert len(facts(desk, PolicyPublished)) == 1


def test_the_file_itself_refuses_a_number_that_is_taken(desk: StaffedDesk) -> None:
    pack = done(publish(desk, desk.manager, a_pack()))
    with pytest.raises(ConstraintBrokenError, match="policy_packs"), desk.work(desk.manager) as work:
        work.record(replace(pack, document="{}"))
    assert facts(desk, PolicyPublished) == [pack]


def test_today_is_too_early(desk: StaffedDesk) -> None:
    assert refusal(publish(desk, desk.manager, a_pack(day=desk.today()))) == "TOO_EARLY"


def test_only_a_manager_publishes(desk: StaffedDesk) -> None:
    for who in (desk.clerk, desk.supervisor):
        assert refusal(publish(desk, who, a_pack())) == "NOT_ALLOWED"


def test_what_breaks_a_floor_is_refused_with_every_finding(desk: StaffedDesk) -> None:
    outcome = publish(desk, desk.manager, a_pack(changed("sanbao.return_days", 3, changed("bop_months", 5))))
    assert isinstance(outcome, Unlawful)
    assert [finding.setting for finding in outcome.findings] == ["sanbao.return_days", "bop_months"]
    assert facts(desk, PolicyPublished) == []


BREAKING = st.one_of(
    st.tuples(st.just("sanbao.return_days"), st.integers(-5, 6)),
    st.tuples(st.just("sanbao.exchange_days"), st.integers(0, 14)),
    st.tuples(st.just("remote.refund_days_max"), st.integers(8, 60)),
    st.tuples(st.just("other_goods.return_days"), st.integers(0, 6)),
    st.tuples(st.sampled_from([f"categories.{code}.hard_excluded_remote" for code in ("TOYS", "SHOES", "OTHER")]),
              st.just(True)),
    st.tuples(st.sampled_from([f"categories.{code}.art7_kind" for code in ("APPAREL", "BOOKS")]), st.integers(1, 3)),
    st.tuples(st.just("texts.receipt_footer"), st.sampled_from(["最终解释权归本店所有", "特价商品概不退换"])),
    st.tuples(st.just("cash_accepted"), st.just(False)),
)  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(breaking=st.lists(BREAKING, min_size=1, max_size=3))
def test_no_policy_that_breaks_a_floor_can_be_published(desk: StaffedDesk, breaking: list[tuple[str, object]]) -> None:
    policy = a_pack()
    for path, value in breaking:
        policy = changed(path, value, policy)
    assert blocked(policy)
    assert refusal(publish(desk, desk.manager, policy)) == "UNLAWFUL"
    assert desk.policies.published == ()


def test_it_is_adopted_on_its_day_and_every_record_names_it(desk: StaffedDesk) -> None:
    pack = done(publish(desk, desk.manager, a_pack()))
    policies.adopt(desk)
    assert desk.policy.version == POLICY.version
    desk.clock.advance(DAY_S)
    assert desk.policy.version == "S1"
    policies.adopt(desk)
    policies.adopt(desk)
    assert facts(desk, PolicyAdopted)[1:] == [PolicyAdopted("S1", pack.digest)]
    with desk.database.reading() as connection:
        *_, last = journal.read(connection)
        assert (last.header.policy, rebuild.compare(connection)) == ("S1", None)
    home = desk.home
    desk.close()
    with closing(setup.open_desk(home, desk.clock)) as again:  # type: ignore[type-var] # closes any desk
        assert (again.policy.version, again.identity.policy_version) == ("S1", "S1")


def test_a_counter_whose_policies_cannot_be_read_is_left_closed(tmp_path: Path) -> None:
    with closing(counter(tmp_path)) as desk, desk.database.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO policy_packs VALUES ('S1', 1, '2026-03-11', 'd', 'no policy')")
    for _twice in range(2):
        with pytest.raises(BadInputError, match="not JSON"):
            setup.open_desk(desk.home, desk.clock)


def test_a_sale_keeps_the_promise_it_was_made_under(desk: StaffedDesk) -> None:
    done(publish(desk, desk.manager, a_pack(with_category("OTHER", no_reason_days=0, exchange_days=0))))
    old = add_sale(desk, a_sale("R-1"))
    desk.clock.advance(2 * DAY_S)
    new = add_sale(desk, a_sale("R-2", a_line(), bought_at=desk.now()))
    codes = {}
    for sale in (old, new):
        seen = preview(desk, a_form(sale))
        assert seen is not None
        assert seen.seen.lead is not None
        codes[sale.receipt_number] = seen.seen.lead.decision.code
    assert codes == {"R-1": "P-NR", "R-2": "R-CATEGORY"}
    done(settle(desk, desk.clerk, a_form(old), Outcome.RETURN, 29900))
    (settled,) = facts(desk, ReturnSettled)
    assert (settled.decision.policy_version, settled.decision.promise_version) == ("S1", POLICY.version)
    assert ("no_reason_days_at_sale", "7", "RECEIPT") in settled.decision.facts_used
