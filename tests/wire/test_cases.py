"""Return requests are read as returns-policy 2.1 writes them, in the store's zone; what can't be is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from servicedesk.domain.return_requests import Channel, Condition, Request
from servicedesk.errors import BadInputError
from servicedesk.wire.cases import FIELDS, read_request
from servicedesk.wire.policies import default_policy

POLICY = default_policy()
SALE = {"bought": "2026-11-03", "at": "2026-11-06"}


def read(**inputs: Any) -> Request:
    return read_request({**SALE, **inputs}, POLICY)


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2026-11-03", date(2026, 11, 3)),
        ("2026-11-03T00:00:00+08:00", date(2026, 11, 3)),
        ("2026-11-03T23:59:59+08:00", date(2026, 11, 3)),
        ("2026-11-02T15:59:59Z", date(2026, 11, 2)),
        ("2026-11-02T16:00:00Z", date(2026, 11, 3)),
        ("2026-11-02T11:30:00-05:00", date(2026, 11, 3)),
    ],
)
def test_a_stamp_is_read_as_the_stores_date(stamp: str, day: date) -> None:
    assert read(bought=stamp).bought_on == day


def test_the_policys_zone_is_the_stores() -> None:
    london = replace(POLICY, timezone="Europe/London")
    assert read_request({**SALE, "bought": "2026-11-02T16:00:00Z"}, london).bought_on == date(2026, 11, 2)


def test_a_field_nobody_answered_is_marked_as_assumed() -> None:
    request = read(ch="REMOTE", cond="SEALED", activated=True)
    assert (request.channel, request.condition, request.activated) == (Channel.REMOTE, Condition.SEALED, True)
    assert "tags" in request.assumed
    assert not {"channel", "condition", "activated", "bought_on"} & request.assumed


def test_null_means_absent_and_what_only_changes_money_is_left_alone() -> None:
    assert read(notice=None, member_level="GOLD", promo="P7", tender="CASH") == read()


def test_every_field_of_a_request_can_be_read() -> None:
    assert {field for field, _ in FIELDS.values()} == set(Request.__dataclass_fields__) - {"assumed"}


@pytest.mark.parametrize(
    ("inputs", "named"),
    [
        ({"cond": "MELTED"}, "cond: 'MELTED' is not one of SEALED, INTACT"),
        ({"cond": "sealed"}, "cond: 'sealed'"),
        ({"ch": "SHOP"}, "ch: 'SHOP'"),
        ({"reason": 7}, "reason: 7"),
        ({"defect": ["VERIFIED"]}, "defect"),
        ({"activated": 2}, "activated: 2 is not 0 or 1"),
        ({"activated": "yes"}, "activated"),
        ({"repairs": -1}, "repairs: -1"),
        ({"repairs": 1.5}, "repairs: 1.5"),
        ({"repairs": True}, "repairs: True"),
        ({"repair_days": 10**9}, "repair_days"),
        ({"bought": "2026-11-31"}, "bought: '2026-11-31'"),
        ({"bought": "2026-11-03T10:00:00"}, "bought: .* timestamp with an offset"),
        ({"bought": "2026-W45-2"}, "bought"),
        ({"bought": "03.11.2026"}, "bought"),
        ({"bought": 20261103}, "bought"),
        ({"bought": "0001-01-01T00:00:00+23:00"}, "bought"),
        ({"bought": "9999-12-31", "at": "9999-12-31"}, "between 1900 and 2200"),
        ({"cat": ""}, "cat"),
        ({"repiars": 2}, "repiars: no such input"),
        ({"at": None}, "at: missing"),
    ],
)
def test_what_cannot_be_read_is_named_and_never_guessed(inputs: dict[str, Any], named: str) -> None:
    with pytest.raises(BadInputError, match=named):
        read(**inputs)


def test_an_input_that_is_no_object_is_named() -> None:
    with pytest.raises(BadInputError, match="input: an object is expected"):
        read_request(None, POLICY)
