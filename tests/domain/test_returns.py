"""The worked cases, and what a decision carries besides its answer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.domain.return_cases import CALENDAR, FAULT, POLICY, days_on, decided, with_category

from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_requests import Request
from servicedesk.domain.return_words import HowKnown
from servicedesk.domain.returns import BetterPromise, FactUsed, approver_for, decide, say
from servicedesk.errors import BadInputError
from servicedesk.wire.cases import decision_json, read_request

CASES = json.loads((Path(__file__).parent.parent / "fixtures/cases/decisions.json").read_text("utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_worked_case_gets_its_answer(case: dict) -> None:
    decision = decide(read_request(case["input"], POLICY), POLICY, CALENDAR)
    row = {**decision_json(case["id"], decision), "d": decision.day}
    assert {name: row[name] for name in case["expect"]} == case["expect"]


# ── a better promise (2.7.2) ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "inputs",
    [
        {"cat": "APPAREL", "at": days_on(10), **FAULT},  # E14 exchanges, the promise still takes it back
        {"cat": "APPAREL", "reason": "QUALITY"},  # D1 would test it first
        {"cat": "APPAREL", "at": days_on(10), "reason": "WRONG_ITEM"},  # C2
        {"cat": "COSMETICS", "cond": "SEALED", "reason": "HEALTH"},  # C3
        {"cat": "APPAREL", "reason": "QUALITY", "defect": "DISCLOSED"},  # D5
        {"cat": "APPL_SMALL_3B", "at": days_on(12), "nr_at_sale": 30, **FAULT},  # RETURN beats RETURN_DEP
    ],
)
def test_the_stores_promise_is_offered_where_it_gives_more(inputs: dict) -> None:
    assert decided(**inputs).also == (BetterPromise("P-NR", Outcome.RETURN),)


def test_an_exchange_promise_is_offered_before_a_test() -> None:
    assert decided(cat="APPAREL", at=days_on(20), reason="QUALITY").also == (BetterPromise("P-EXCH", Outcome.EXCHANGE),)


@pytest.mark.parametrize(
    "inputs",
    [
        {"cat": "APPAREL", **FAULT},  # already a return
        {"cat": "APPAREL", "at": days_on(10), "cond": "USED", **FAULT},
        {"cat": "APPAREL", "at": days_on(10), "tags": "CUT", **FAULT},
        {"cat": "APPAREL", "at": days_on(10), "clearance": 1, **FAULT},
        {"cat": "APPAREL", "at": days_on(20), **FAULT},  # only an exchange is promised, and E14 gives that
        {"cat": "APPAREL", "ch": "REMOTE", "reason": "QUALITY"},  # the promise is the store's counters'
        {"cat": "APPAREL", "proof": "NONE"},
        {"cat": "APPAREL", "serial": "NO"},
        {"cat": "APPAREL", "already_returned": 1},
        {"cat": "APPAREL", "reason": "QUALITY", "defect": "USER_DAMAGE"},
        {"cat": "APPAREL", "reason": "QUALITY", "proof": "GIFT_RECEIPT"},
    ],
)
def test_no_promise_is_offered_that_gives_nothing_more_or_does_not_hold(inputs: dict) -> None:
    assert decided(**inputs).also == ()


# ── supervisors (2.7.16) ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("money", "reviews"),
    [
        ({"refund_minor": 500_000}, ()),
        ({"refund_minor": 500_001}, ("V-HIGH",)),
        ({"cash_minor": 100_000}, ()),
        ({"cash_minor": 100_001}, ("V-CASH",)),
        ({"refund_minor": 600_000, "cash_minor": 600_000}, ("V-HIGH", "V-CASH")),
    ],
)
def test_only_over_a_threshold_a_supervisor_signs_and_the_right_is_the_same(money: dict, reviews: tuple) -> None:
    plain, large = decided(cat="APPAREL"), decided(cat="APPAREL", **money)
    assert large.reviews == reviews
    assert large.needs_supervisor is bool(reviews)
    assert large.flags == (("SUPERVISOR",) if reviews else ())
    assert large.approver == ("SUPERVISOR" if reviews else None)
    assert (large.outcome, large.options, large.code) == (plain.outcome, plain.options, plain.code)


def test_no_threshold_counts_where_no_money_can_go_back() -> None:
    refused = decided(cat="APPAREL", at=days_on(60), refund_minor=900_000)
    assert refused.outcome is Outcome.REFUSE_ALT
    assert not refused.needs_supervisor


def test_a_return_with_possible_depreciation_needs_a_supervisor_and_an_exchange_does_not() -> None:
    decision = decided(cat="PHONE", at=days_on(10), **FAULT)
    assert approver_for(decision, Outcome.RETURN_DEP, POLICY) == "SUPERVISOR"
    assert approver_for(decision, Outcome.EXCHANGE, POLICY) is None


def test_fraud_names_a_manager_where_one_has_to_sign() -> None:
    decision = decided(cat="APPAREL", fraud=1, refund_minor=900_000)
    assert (decision.code, decision.approver) == ("S-55-FRAUD", "MANAGER")


# ── why ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_decision_names_the_facts_it_used_and_where_they_come_from() -> None:
    decision = decided(cat="APPAREL", at=days_on(16), notice=days_on(15), cond="SEALED")
    used = {fact.name: fact for fact in decision.facts_used}
    assert decision.row == "G5"
    assert used["condition"] == FactUsed("condition", "SEALED", HowKnown.ASKED)
    assert used["category"] == FactUsed("category", "APPAREL", HowKnown.RECEIPT)
    assert used["accessories"].how_known is HowKnown.ASSUMED
    assert used["asked_on"].value == date(2026, 11, 18)
    assert (used["day"].value, used["last_on"].value) == (15, date(2026, 11, 18))
    assert used["last_on"].how_known is HowKnown.CALENDAR
    assert "defect" not in used, "a return without a reason never asks for a test"


def test_a_refusal_says_what_would_change_it() -> None:
    changes = decided(ch="REMOTE", cat="APPAREL", tags="CUT").would_change
    found = {(change.condition.msgid, change.option, change.code) for change in changes}
    assert ("if the tags were still on", Outcome.RETURN, "S-25") in found
    assert ("if a test shows a fault", Outcome.RETURN, "S-24-7") in found
    assert all(change.better for change in changes)


def test_a_change_that_would_not_help_is_not_named() -> None:
    changes = decided(cat="FRESH").would_change
    assert [change.condition.msgid for change in changes] == ["if a test shows a fault"]


def test_an_answer_says_what_the_day_after_its_last_day_brings() -> None:
    (later,) = decided(cat="APPAREL").would_change
    assert (later.better, later.option, later.code) == (False, Outcome.EXCHANGE, "P-EXCH")
    assert later.condition.params["day"] == date(2026, 11, 19)


def test_an_untested_fault_bought_at_a_distance_could_go_back_without_a_reason() -> None:
    changes = decided(ch="REMOTE", cat="BAGS", reason="QUALITY").would_change
    assert ("if it is given back without a reason", "S-25") in {(c.condition.msgid, c.code) for c in changes}


def test_a_fault_nobody_could_find_passes_through_d6_and_a_presumed_one_through_d2() -> None:
    assert decided(cat="APPAREL", reason="QUALITY", defect="NONE_FOUND").path == ("D6", "G5")
    assert decided(cat="AV_TV", reason="QUALITY", defect="INCONCLUSIVE").path == ("D2", "E1")


# ── refusals never end in nothing ───────────────────────────────────────────────────────────────────────────────


def test_a_refusal_ends_with_12315_after_another_way() -> None:
    refused = decided(cat="APPAREL", at=days_on(60))
    assert refused.alternatives == ("FAULT_CLAIM", "PAID_REPAIR", "CALL_12315")


def test_a_repair_is_no_alternative_for_what_cannot_be_repaired() -> None:
    refused = decided(cat="FOOD", cond="SEALED", at=days_on(60))
    assert refused.code == "R-EXPP"
    assert "PAID_REPAIR" not in refused.alternatives
    assert len(refused.alternatives) >= 2


# ── saying it ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_refusal_is_said_with_its_last_day_and_the_other_ways() -> None:
    refused = decided(cat="APPAREL", at=days_on(60))
    assert say(refused, POLICY, "zh_CN") == (
        "很抱歉，最晚2026年12月3日能退，现在过了。"
        "我可以帮您：如有质量问题，按质量问题办理；收费修理；拨打12315咨询或投诉。"
    )
    assert say(refused, POLICY, "en").startswith(
        "The period is over; its last day was 3 Dec 2026. You can still choose: a fault"
    )


def test_a_missing_accessory_is_told_the_day_by_which_it_helps_and_no_day_that_has_passed() -> None:
    in_time = decided(ch="REMOTE", cat="PHONE", accessories="MISSING")
    assert say(in_time, POLICY, "zh_CN") == "配件不全。可补齐后在2026年11月10日前办理。"
    too_late = decided(cat="PHONE", accessories="MISSING", at=days_on(30))
    assert too_late.code == "R-NOTINTACT"
    assert "2026" not in say(too_late, POLICY, "zh_CN")


def test_a_review_gives_its_number_once_there_is_one() -> None:
    review = decided(cat="APPAREL", proof="NONE")
    assert say(review, POLICY, "zh_CN", "RT-0217").endswith("3个工作日内答复，单号RT-0217。")
    assert say(review, POLICY, "zh_CN").endswith("3个工作日内答复。")
    assert say(review, POLICY, "en", "RT-0217").endswith("the number is RT-0217.")


# ── an unloaded year (2.7.15) ───────────────────────────────────────────────────────────────────────────────────


def test_a_last_day_in_an_unloaded_year_is_provisional() -> None:
    assert decided(cat="PHONE", at=days_on(30), **FAULT).provisional, "the warranty ends in 2027"
    assert not decided(cat="PHONE", **FAULT).provisional


def test_a_window_of_an_unloaded_year_that_closed_long_ago_casts_no_doubt() -> None:
    assert not decided(cat="PHONE", bought="2024-12-20", at="2025-06-02", **FAULT).provisional


def test_a_window_just_missed_in_an_unloaded_year_leaves_the_answer_provisional() -> None:
    missed = decided(cat="APPAREL", bought="2027-05-24", at="2027-06-01", ch="REMOTE")
    assert (missed.code, missed.provisional) == ("R-EXP7", True)


def test_a_store_period_after_a_missed_statutory_one_is_provisional_only_while_rest_days_could_reach() -> None:
    shirt = {"cat": "APPAREL", "bought": "2027-05-24", **FAULT}  # day 7 is Monday 31 May 2027
    just_missed, long_missed = decided(at="2027-06-01", **shirt), decided(at="2027-06-16", **shirt)
    assert just_missed.code == long_missed.code == "S-24-LATE"
    assert (just_missed.provisional, long_missed.provisional) == (True, False)


# ── inputs that cannot be ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("inputs", "named"),
    [
        ({"bought": None}, "no start"),
        ({"at": "2026-11-02"}, "at: 2026-11-02 is before the start"),
        ({"notice": "2026-11-02"}, "notice"),
        ({"notice": "2026-11-20"}, "notice: 2026-11-20 is after the day the goods were seen"),
        ({"exchanged": "2026-11-01"}, "exchanged"),
        ({"intake": "2026-11-01"}, "intake"),
        ({"intake": "2026-11-07"}, "intake"),
        ({"delivered": "2026-11-09"}, "at: 2026-11-06 is before the start, 2026-11-09"),
        ({"cat": "SPACESHIP"}, "cat: 'SPACESHIP'"),
        ({"prov": "XX"}, "prov: 'XX'"),
    ],
)
def test_an_impossible_request_is_named_and_never_guessed(inputs: dict, named: str) -> None:
    with pytest.raises(BadInputError, match=named):
        decided(**inputs)


def test_a_proof_the_policy_does_not_accept_is_none() -> None:
    strict = replace(POLICY, accepted_proofs=frozenset({"RECEIPT"}))
    assert decided(strict, proof="PAYMENT_RECORD").code == "V-NOPROOF"
    assert decided(strict, proof="RECEIPT").code == "P-NR"


def test_goods_without_any_proof_need_no_day_of_purchase() -> None:
    assert decided(bought=None, proof="NONE").code == "V-NOPROOF"


def test_a_policy_without_words_for_a_code_is_named() -> None:
    speechless = replace(POLICY, codes={})
    with pytest.raises(BadInputError, match="no words for code P-NR"):
        decide(read_request({"bought": "2026-11-03", "at": "2026-11-04"}, POLICY), speechless, CALENDAR)


def test_absent_inputs_stand_at_their_defaults() -> None:
    assert read_request({"bought": "2026-11-03", "at": "2026-11-04"}, POLICY) == replace(
        Request(bought_on=date(2026, 11, 3), seen_on=date(2026, 11, 4)),
        assumed=read_request({"bought": "2026-11-03", "at": "2026-11-04"}, POLICY).assumed,
    )
    assert decided().row == "G5", "STORE, OTHER, RECEIPT, INTACT, NO_REASON"


def test_every_figure_of_a_category_is_the_policys() -> None:
    longer = with_category("APPAREL", no_reason_days=20, exchange_days=40)
    assert decided(longer, cat="APPAREL", at=days_on(20)).code == "P-NR"
    assert decided(longer, cat="APPAREL", at=days_on(21)).code == "P-EXCH"
    assert decided(longer, cat="APPAREL", at=days_on(41)).last_on == date(2026, 12, 13)
