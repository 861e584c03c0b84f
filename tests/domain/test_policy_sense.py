"""What a policy contradicts in itself: rows never reached, sentences nobody can fill, numbers no calendar has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.return_cases import POLICY, with_category
from tests.domain.test_policies import FLOORS, blocked, changed, said

from servicedesk.domain.policies import Policy, Required
from servicedesk.domain.policy_findings import Severity
from servicedesk.domain.policy_floors import check


def looked_at(policy: Policy) -> list[str]:
    """The settings that deserve a second look, when nothing is worse."""
    findings = check(policy, FLOORS)
    assert all(finding.severity is Severity.WARN for finding in findings), findings
    return [finding.setting for finding in findings]


@pytest.mark.parametrize(
    ("category", "changes", "named"),
    [
        ("CUSTOM", {"no_reason_days": 7, "no_reason_condition": Required.SEALED}, "no_reason_days"),
        ("CUSTOM", {"exchange_days": 7}, "exchange_days"),
        ("MEDICINE", {"exchange_days": 7}, "exchange_days"),
        ("TOYS", {"no_reason_condition": Required.NOTHING}, "no_reason_condition"),
        ("TOYS", {"exchange_days": 14}, "exchange_days"),
        ("TOYS", {"fault_days_after_7": 6}, "fault_days_after_7"),
        ("TOYS", {"warranty_months": 12}, "warranty_months"),
        ("TOYS", {"main_part_months": 12}, "main_part_months"),
        ("TOYS", {"parts_wait_days": 30}, "parts_wait_days"),
        ("TOYS", {"checks": ("condition", "smell")}, "checks"),
        ("PHONE", {"fault_days_after_7": 90}, "fault_days_after_7"),
        ("PHONE", {"warranty_months": 24}, "main_part_months"),
    ],
)
def test_a_row_that_no_return_reaches_is_named(category: str, changes: dict[str, Any], named: str) -> None:
    assert looked_at(with_category(category, **changes)) == [f"categories.{category}.{named}"]


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("sanbao.return_days", 16, "sanbao.exchange_days"),
        ("minors.void_under_age", 18, "minors.limited_under_age"),
        ("option_approvers", {"RETURN_DEP": "SUPERVISOR", "GIFT_BASKET": "MANAGER"}, "option_approvers.GIFT_BASKET"),
        ("codes.X-NEW", POLICY.codes["S-25"], "codes.X-NEW"),
    ],
)
def test_a_setting_that_another_shadows_is_named(path: str, value: object, named: str) -> None:
    assert looked_at(changed(path, value) if path != "codes.X-NEW" else _with_code(value)) == [named]


def _with_code(words: Any) -> Policy:
    return replace(POLICY, codes={**POLICY.codes, "X-NEW": words})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("codes.R-EXPP.say_zh", "最后一日：{day}"),
        ("codes.R-EXPP.say_en", "until {until:%d}"),
        ("codes.R-EXPP.plain_zh", "大括号 { 没有关"),
        ("codes.R-EXPP.say_zh", "{date.year}"),
        ("supervisor.approver", "CLERK"),
        ("option_approvers.RETURN_DEP", "IT"),
        ("codes.V-HIGH.approver", "LEGAL"),
        ("categories.TOYS.no_reason_days", -1),
        ("categories.TOYS.no_reason_days", 3651),
        ("categories.PHONE.warranty_months", 1201),
        ("supervisor.refund_over_minor", -1),
    ],
)
def test_what_a_counter_would_stop_at_may_not_be_published(path: str, value: object) -> None:
    assert blocked(changed(path, value)) == [path]


def test_names_without_words_and_missing_places_may_not_be_published() -> None:
    assert blocked(with_category("TOYS", en=" ")) == ["categories.TOYS"]
    assert blocked(changed("alternatives.TEST_REPORT.zh", "")) == ["alternatives.TEST_REPORT"]
    assert blocked(changed("provinces", POLICY.provinces - {"ZJ"})) == ["overlays.ZJ"]
    for code in ("OTHER", "PHONE"):
        left = {name: row for name, row in POLICY.categories.items() if name != code}
        assert blocked(replace(POLICY, categories=left)) == [f"categories.{code}"]


@pytest.mark.parametrize("path", ["codes.R-EXPP.say_zh", "codes.R-EXPP.plain_zh", "alternatives.PAID_REPAIR.zh"])
def test_void_words_are_found_in_every_sentence_a_customer_hears(path: str) -> None:
    assert blocked(changed(path, "本店拥有最终解释权。")) == [path]


PROMISES = st.fixed_dictionaries({
    "no_reason_days": st.integers(0, 400),
    "no_reason_condition": st.sampled_from(Required),
    "exchange_days": st.integers(0, 400),
})  # fmt: skip


@given(category=st.sampled_from(sorted(POLICY.categories)), promise=PROMISES)
def test_promises_are_free_whatever_they_say(category: str, promise: dict[str, Any]) -> None:
    """2.5: ``nr``, ``ex`` and ``q`` have no floor; a promise is looked at again, never refused."""
    assert blocked(with_category(category, **promise)) == []


def test_every_finding_is_said_in_both_languages() -> None:
    spoilt = with_category("PHONE", fault_days_after_7=-3, checks=("smell",))
    findings = check(changed("codes.R-EXPP.say_zh", "{day}", spoilt), FLOORS)
    assert len(findings) == 4
    for finding in findings:
        assert said(finding) != said(finding, "en")
