"""Which rules bind a sale: its own promise, and of every figure that has a legal floor the better one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.domain.return_cases import POLICY, decided, with_category
from tests.domain.test_policies import blocked, changed

from servicedesk.domain.policies import Policy, Regime, Required
from servicedesk.domain.policy_book import PolicyBook
from servicedesk.wire.policies import decode_policy, digest_of, encode_policy

DAY = date(2026, 12, 1)


def dated(policy: Policy, version: str, day: date = DAY) -> Policy:
    return replace(policy, version=version, published_on=day)


def test_a_book_without_packs_is_the_shipped_policy() -> None:
    book = PolicyBook(POLICY)
    assert book.on(date(1999, 1, 1)) is book.on(date(2099, 1, 1)) is POLICY
    assert book.for_sale("TOYS", date(2026, 1, 1), DAY) is POLICY
    assert book.promise_version(date(2026, 1, 1), DAY) == ""


def test_a_pack_begins_on_its_day_and_a_newer_program_does_not_undo_it() -> None:
    pack = dated(POLICY, "S1")
    book = PolicyBook(dated(POLICY, "2030.1", date(2026, 12, 5)), (pack,))
    assert [book.on(date(2026, month, day)).version for month, day in ((11, 30), (12, 1), (12, 31))] == [
        "2030.1", "S1", "S1",
    ]  # fmt: skip


def test_of_two_packs_for_one_day_the_later_published_counts() -> None:
    book = PolicyBook(POLICY, (dated(POLICY, "2026.10"), dated(POLICY, "2026.9")))
    assert book.on(DAY).version == "2026.9"


def test_g05_a_cut_promise_binds_new_sales_only() -> None:
    cut = dated(with_category("APPAREL", no_reason_days=0, tags_required=False), "S1")
    book = PolicyBook(POLICY, (cut,))
    old, new = (book.for_sale("APPAREL", date(2026, 11, day), DAY) for day in (30, 30)), book.on(DAY)
    inputs: dict[str, Any] = {"cat": "APPAREL", "bought": "2026-11-30", "at": "2026-12-12", "tags": "OK"}
    assert {decided(policy, **inputs).code for policy in old} == {"P-NR"}
    assert decided(new, **inputs).code == "P-EXCH"
    bound = book.for_sale("APPAREL", date(2026, 11, 30), DAY)
    assert (bound.version, bound.category("APPAREL").tags_required) == ("S1", True)
    assert book.promise_version(date(2026, 11, 30), DAY) == POLICY.version
    assert book.promise_version(DAY, DAY) == ""


def test_a_receipt_from_tomorrow_has_the_promise_of_today() -> None:
    book = PolicyBook(POLICY, (dated(with_category("TOYS", no_reason_days=0), "S1"),))
    eve = date(2026, 11, 30)
    assert book.for_sale("TOYS", DAY, eve) is POLICY
    assert book.promise_version(DAY, eve) == ""


def test_a_better_promise_of_today_does_not_reach_back() -> None:
    """2.5: versioned, not retroactive; whoever wants to give more may still do it by approval."""
    book = PolicyBook(POLICY, (dated(with_category("TOYS", no_reason_days=60), "S1"),))
    assert book.for_sale("TOYS", date(2026, 11, 30), DAY).category("TOYS").no_reason_days == 15


def test_of_figures_with_a_floor_the_better_counts_both_ways() -> None:
    then = changed("sanbao.return_days", 10, changed("sanbao.repairs_before_exchange", 1, POLICY))
    now = dated(changed("sanbao.exchange_days", 20, changed("bop_months", 12, POLICY)), "S1")
    bound = PolicyBook(then, (now,)).for_sale("PHONE", date(2026, 11, 30), DAY)
    assert (bound.sanbao.return_days, bound.sanbao.exchange_days, bound.sanbao.repairs_before_exchange) == (10, 20, 1)
    assert bound.bop_months == 12


def test_an_exclusion_given_up_at_the_sale_stays_given_up() -> None:
    then = with_category("FRESH", hard_excluded_remote=False)
    bound = PolicyBook(then, (dated(POLICY, "S1"),)).for_sale("FRESH", date(2026, 11, 30), DAY)
    assert bound.category("FRESH").hard_excluded_remote is False


def test_goods_promised_the_three_guarantees_keep_them() -> None:
    then = with_category("TOYS", regime=Regime.SANBAO, warranty_months=12, main_part_months=36, parts_wait_days=90)
    row = PolicyBook(then, (dated(POLICY, "S1"),)).for_sale("TOYS", date(2026, 11, 30), DAY).category("TOYS")
    assert (row.regime, row.warranty_months, row.parts_wait_days) == (Regime.SANBAO, 12, 90)


@given(st.data())
def test_a_bound_policy_keeps_every_floor_and_the_promise_of_the_sale(data: st.DataObject) -> None:
    category = data.draw(st.sampled_from(sorted(POLICY.categories)))

    def lawful(version: str) -> Policy:
        promise = {
            "no_reason_days": data.draw(st.integers(0, 60)),
            "no_reason_condition": data.draw(st.sampled_from([Required.SEALED, Required.INTACT])),
            "exchange_days": data.draw(st.integers(0, 60)),
        }
        policy = changed("sanbao.return_days", data.draw(st.integers(7, 30)), with_category(category, **promise))
        return dated(changed("sanbao.repair_days_limit", data.draw(st.integers(0, 30)), policy), version)

    then, now = lawful("S1"), dated(lawful("S2"), "S2", date(2027, 1, 1))
    bound = PolicyBook(POLICY, (then, now)).for_sale(category, DAY, date(2027, 1, 2))
    assert blocked(bound) == []
    row, promised = bound.category(category), then.category(category)
    assert (row.no_reason_days, row.exchange_days) == (promised.no_reason_days, promised.exchange_days)
    assert bound.sanbao.return_days == max(then.sanbao.return_days, now.sanbao.return_days)
    assert bound.sanbao.repair_days_limit == min(then.sanbao.repair_days_limit, now.sanbao.repair_days_limit)


def test_a_policy_of_another_release_can_still_be_read() -> None:
    """An older one did not know a setting, a newer one has dropped one."""
    kept = json.loads(encode_policy(with_category("TOYS", no_reason_days=30)))
    del kept["idle_lock"], kept["categories"]["TOYS"]["food"]
    kept["coupons"] = {"reissue": True}
    kept["categories"]["TOYS"]["smell"] = "none"
    assert decode_policy(json.dumps(kept)) == with_category("TOYS", no_reason_days=30)


def test_a_policy_comes_back_from_its_bytes_and_the_bytes_are_always_the_same() -> None:
    document = encode_policy(POLICY)
    assert decode_policy(document) == POLICY
    shuffled = replace(POLICY, accepted_proofs=frozenset(sorted(POLICY.accepted_proofs, reverse=True)))
    assert encode_policy(shuffled) == encode_policy(decode_policy(document)) == document
    assert digest_of(document) != digest_of(encode_policy(dated(POLICY, "S1")))
