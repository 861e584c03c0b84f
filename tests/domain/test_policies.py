"""A policy keeps above the legal floors (returns-policy 2.5), and a promise binds the sales made under it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.domain.return_cases import POLICY, days_on, decided, with_category

from servicedesk.domain.policies import Policy, Promise, Regime, Required, Rollover, bound_by, in_force, promise_at_sale
from servicedesk.domain.policy_floors import Finding, Severity, check, check_text
from servicedesk.domain.return_codes import CODES, REFUSALS
from servicedesk.wire.policies import floors
from servicedesk.wording import Words

FLOORS = floors()


def changed(path: str, value: Any, policy: Any = POLICY) -> Any:
    """The shipped policy with the setting at a dotted path changed."""
    step, _, rest = path.partition(".")
    if isinstance(policy, Mapping):
        return {**policy, step: changed(rest, value, policy[step]) if rest else value}
    return replace(policy, **{step: changed(rest, value, getattr(policy, step)) if rest else value})


def blocked(policy: Policy, province: str | None = None) -> list[str]:
    return [finding.setting for finding in check(policy, FLOORS, province) if finding.severity is Severity.BLOCK]


def said(finding: Finding, language: str = "zh_CN") -> str:
    return Words(language).say(finding.sentence)


def test_the_shipped_policy_has_nothing_to_find() -> None:
    assert check(POLICY, FLOORS) == ()


def test_g01_three_days_of_return_are_rejected_and_the_floor_is_named() -> None:
    (finding,) = check(changed("sanbao.return_days", 3), FLOORS)
    assert (finding.setting, finding.severity) == ("sanbao.return_days", Severity.BLOCK)
    assert said(finding) == "法定最低7日，这里设成了3日。"
    assert said(finding, "en") == "The legal minimum is 7 days; this sets 3."
    assert finding.basis == "三包9；实施条例18(1)"


def test_a_counter_that_would_never_lock_itself_is_told_in_seconds() -> None:
    (finding,) = check(changed("idle_lock.after_s", 86_400), FLOORS)
    assert said(finding) == "不能长于600秒，这里设成了86400秒。"


def test_g02_more_than_the_floor_is_accepted() -> None:
    assert check(changed("sanbao.return_days", 10), FLOORS) == ()


def test_g03_ten_days_to_refund_a_remote_sale_are_rejected() -> None:
    findings = check(changed("remote.refund_days_max", 10), FLOORS)
    assert [said(finding) for finding in findings] == ["法定最高7日，这里设成了10日。"]


def test_g04_clothing_cannot_be_made_an_article_7_kind() -> None:
    assert blocked(changed("categories.APPAREL.art7_kind", 1)) == ["categories.APPAREL.art7_kind"]


def test_g05_a_promise_may_be_cut_and_older_sales_keep_theirs() -> None:
    cut = replace(changed("categories.APPAREL.no_reason_days", 0), version="2026.2", published_on=date(2026, 11, 10))
    assert check(cut, FLOORS) == ()
    versions = (POLICY, cut)
    before = promise_at_sale(versions, "APPAREL", date(2026, 11, 9))
    after = promise_at_sale(versions, "APPAREL", date(2026, 11, 10))
    assert before == Promise("2026.1", 15, Required.INTACT, 30, 90, tags_required=True)
    assert after == Promise("2026.2", 0, Required.INTACT, 30, 90, tags_required=True)
    old_sale = decided(bound_by(cut, "APPAREL", before), cat="APPAREL", at=days_on(12))
    new_sale = decided(bound_by(cut, "APPAREL", after), cat="APPAREL", bought="2026-11-10", at=days_on(12))
    assert (old_sale.code, old_sale.policy_version) == ("P-NR", "2026.2")
    assert new_sale.code == "P-EXCH"


def test_g06_void_words_in_a_footer_are_blocked_with_the_reason() -> None:
    (finding,) = check(changed("texts.receipt_footer", "谢谢惠顾。最终解释权归本店所有。"), FLOORS)
    assert finding.severity is Severity.BLOCK
    assert said(finding) == "“最终解释权”是无效条款，不能给顾客看（处罚办法12(6)）。"


def test_g07_a_promise_that_excepts_faults_is_accepted() -> None:
    assert check_text("footer", "特价商品不参加15天无理由退货，质量问题除外", FLOORS) == ()


def test_g08_depreciation_is_rejected_for_a_store_in_zhejiang() -> None:
    charging = changed("depreciation.signed_off_by", "王律师", changed("depreciation.enabled", True))
    assert blocked(charging, "ZJ") == ["depreciation.enabled"]
    assert blocked(charging, "GD") == []


@pytest.mark.parametrize(
    "text",
    [
        "特价商品不退不换",
        "本店商品概不退换",
        "离柜概不负责",
        "商品售出不退",
        "赠品不三包",
        "拆封不退",
        "小票遗失一律不予退换",
        "会员卡余额不退",
        "会员卡遗失不补",
        "余额过期作废",
        "最终 解释权归本店",
        "离柜概不负责，质量问题除外",  # faults are not what this one takes away
        "质量问题除外。特价商品概不退换",  # the exception stands in another sentence
    ],
)
def test_a_void_term_is_found(text: str) -> None:
    assert check_text("notice", text, FLOORS)


@pytest.mark.parametrize("text", ["特价商品不退不换，质量问题除外", "七天无理由退货，凭小票办理", "质量问题依法三包"])
def test_a_lawful_text_is_left_alone(text: str) -> None:
    assert check_text("notice", text, FLOORS) == ()


@pytest.mark.parametrize(
    ("path", "worst_lawful", "unlawful"),
    [
        ("sanbao.exchange_days", 15, 14),
        ("sanbao.repairs_before_exchange", 2, 3),
        ("sanbao.repair_days_limit", 30, 31),
        ("sanbao.accessory_months.HEADSET", 3, 2),
        ("categories.PHONE.warranty_months", 12, 11),
        ("categories.AV_TV.main_part_months", 36, 35),
        ("categories.COMPUTER.main_part_months", 24, 23),
        ("categories.APPL_LARGE.parts_wait_days", 90, 91),
        ("categories.PHONE.parts_wait_days", 60, 61),
        ("bop_months", 6, 5),
        ("other_goods.return_days", 7, 6),
        ("other_goods.wrong_item_days", 7, 6),
        ("other_goods.late_claim_months", 24, 23),
        ("remote.no_reason_days", 7, 6),
        ("remote.refund_days_default", 7, 8),
        ("refund_working_days", 5, 6),
        ("refund_working_days", 1, 0),
        ("idle_lock.after_s", 30, 29),
        ("idle_lock.after_s", 600, 601),
        ("idle_lock.busy_after_s", 30, 29),
        ("idle_lock.busy_after_s", 600, 601),
        ("delay_line_days", 15, 16),
        ("overlays.ZJ.repair_days_to_return", 35, 36),
        ("overlays.SH.repair_duty_months", 6, 5),
        ("overlays.BJ.fault_choice_months", 6, 5),
        ("minors.void_under_age", 8, 7),
        ("rollover.STAT", Rollover.REST_DAYS, Rollover.NONE),
        ("refund_base", "PAID", "CURRENT"),
        ("cash_accepted", True, False),
        ("categories.PHONE.regime", Regime.SANBAO, Regime.ART24),
        ("categories.AV_TV.durable_bop", True, False),
        ("categories.TOYS.hard_excluded_remote", False, True),
        ("categories.TOYS.hard_excluded_once_opened", False, True),
        ("categories.TOYS.made_to_order", False, True),
        ("categories.TOYS.quality_only", False, True),
        ("categories.PHONE.art7_kind", 3, 4),
        ("depreciation.forbidden_in", frozenset({"ZJ", "SH"}), frozenset()),
        ("accepted_proofs", POLICY.accepted_proofs, frozenset({"RECEIPT"})),
    ],
)  # fmt: skip
def test_a_setting_may_go_to_its_floor_and_not_beyond(path: str, worst_lawful: object, unlawful: object) -> None:
    assert blocked(changed(path, worst_lawful)) == []
    assert blocked(changed(path, unlawful)) == [path]


def test_an_overlay_row_may_not_be_dropped() -> None:
    assert blocked(changed("overlays.SH.repair_duty_months", None)) == ["overlays.SH.repair_duty_months"]


def test_depreciation_needs_a_lawyers_name() -> None:
    assert blocked(changed("depreciation.enabled", True)) == ["depreciation.enabled"]


def test_a_test_fee_needs_a_written_agreement() -> None:
    dear = changed("test_fee.amount_minor", 5000)
    assert blocked(dear) == ["test_fee"]
    assert blocked(changed("test_fee.written_agreement", True, dear)) == []


def test_giving_up_a_lawful_exclusion_is_allowed_with_a_warning() -> None:
    (finding,) = check(changed("categories.FRESH.hard_excluded_remote", False), FLOORS)
    assert finding.severity is Severity.WARN


def test_an_exchange_promise_that_is_never_reached_is_warned_of() -> None:
    (finding,) = check(with_category("SHOES", exchange_days=10), FLOORS)
    assert (finding.setting, finding.severity) == ("categories.SHOES.exchange_days", Severity.WARN)


def test_every_code_needs_words_and_every_refusal_another_way_that_fits_all_goods() -> None:
    wordless = replace(POLICY, codes={code: words for code, words in POLICY.codes.items() if code != "S-25"})
    assert blocked(wordless) == ["codes.S-25"]
    for code in REFUSALS:
        alone = changed(f"codes.{code}", replace(POLICY.codes[code], alternatives=("PAID_REPAIR",)))
        assert blocked(alone) == [f"codes.{code}.alternatives"]
    assert blocked(changed("alternatives", {k: v for k, v in POLICY.alternatives.items() if k != "CALL_12315"})) == [
        "alternatives.CALL_12315"
    ]


def test_no_code_is_published_that_no_row_gives() -> None:
    assert set(POLICY.codes) == set(CODES)


def test_every_finding_is_said_in_both_languages() -> None:
    spoilt = changed("categories.PHONE.art7_kind", 9, changed("texts.x", "概不退换", changed("bop_months", 1)))
    for finding in check(spoilt, FLOORS):
        assert said(finding) != said(finding, "en")


def test_a_sale_before_the_first_version_has_no_promise() -> None:
    assert in_force((POLICY,), date(2000, 1, 1)) is None
    assert promise_at_sale((POLICY,), "APPAREL", date(2000, 1, 1)) is None
    assert promise_at_sale((POLICY,), "SPACESHIP", date(2026, 1, 1)) is None
