"""Refund scenarios as JSON: the worked ones, the forms a promotion may take, and what is refused by its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from servicedesk.errors import BadInputError
from servicedesk.wire.refund_cases import scenario_id, split_scenarios, work_out

FILE = (Path(__file__).parent.parent / "fixtures/cases/refunds.json").read_bytes()
WORKED = json.loads(FILE)["scenarios"]


def scenario(
    *lines: tuple[str, int, int], paid: int, promotions: list[dict], back: dict[str, int], **sale: Any
) -> dict:
    """Lines as (id, qty, amount), one CASH tender, one return without a reason."""
    return {
        "id": "X",
        "sale": {
            "lines": [{"id": key, "qty": qty, "amount": amount} for key, qty, amount in lines],
            "tenders": [{"id": 1, "kind": "CASH", "amount": paid}],
            "promotions": promotions,
            **sale,
        },
        "returns": [{"lines": [{"id": key, "qty": qty} for key, qty in back.items()], "reason": "NO_REASON"}],
    }


def answers(case: dict) -> list[dict[str, Any]]:
    returns = work_out(json.dumps(case).encode())["returns"]
    assert isinstance(returns, list)
    return returns


@pytest.mark.parametrize("case", WORKED, ids=lambda case: case["id"])
def test_a_worked_scenario_pays_back_what_was_worked_out(case: dict) -> None:
    given = answers({name: case[name] for name in ("id", "sale", "returns")})
    assert len(given) == len(case["expect"])
    for answer, expected in zip(given, case["expect"], strict=True):
        assert {name: answer[name] for name in expected} == expected


def test_an_answer_has_all_its_fields_and_a_refusal_only_its_code() -> None:
    (over,) = [case for case in WORKED if case["id"] == "R07"]
    assert answers(over) == [
        {
            "method": "ALLOCATE",
            "refund": 2500,
            "tenders": {"CASH": 2500},
            "points": 0,
            "review": None,
        },
        {"refused": "R-OVER"},
    ]


def test_points_used_go_back_beside_the_refund() -> None:
    # 90 − 30 free = 60; points 6.00 → 54 paid. Two back: one kept at 30 − 2.00 points; 54 − 28 = 26.
    case = scenario(
        ("A", 3, 9000),
        paid=5400,
        points=600,
        points_earned=54,
        promotions=[{"kind": "buy_n_get_m", "line": "A", "buy": 2, "free": 1}],
        back={"A": 2},
    )
    (answer,) = answers(case)
    assert (answer["method"], answer["refund"], answer["points"]) == ("RESETTLE", 2600, 400)


def test_a_negative_result_is_marked_for_review() -> None:
    case = scenario(
        ("A", 1, 25000),
        ("B", 1, 6000),
        paid=21000,
        promotions=[{"kind": "threshold", "at": 30000, "off": 10000}],
        back={"B": 1},
    )
    (answer,) = answers(case)
    assert (answer["refund"], answer["tenders"], answer["review"]) == (0, {}, "V-NEG")


def test_payments_of_one_kind_are_shown_as_one_sum() -> None:
    case = scenario(("A", 2, 1000), paid=400, promotions=[], back={"A": 1})
    case["sale"]["tenders"].append({"id": 2, "kind": "CASH", "amount": 600})
    assert answers(case)[0]["tenders"] == {"CASH": 500}


@pytest.mark.parametrize(
    ("promotion", "lines", "paid", "back", "refund"),
    [
        # 80 each instead of 100: two paid 160; the promotion never lapses.
        ({"line": "A", "price": 8000}, [("A", 2, 20000)], 16000, {"A": 1}, 8000),
        # Paid 150 for both: the price is the line's. Kept one at 100.
        ({"line": "A", "price": 15000}, [("A", 2, 20000)], 15000, {"A": 1}, 5000),
        # The same, said outright.
        ({"line": "A", "qty": 2, "price": 15000}, [("A", 2, 20000)], 15000, {"A": 1}, 5000),
        # Five are two pairs and one: 150 + 150 + 100. The four kept are still two pairs: a fifth of 400 goes back.
        ({"line": "A", "qty": 2, "price": 15000}, [("A", 5, 50000)], 40000, {"A": 1}, 8000),
        # Two back: one pair and one are kept. 400 − 250.
        ({"line": "A", "qty": 2, "price": 15000}, [("A", 5, 50000)], 40000, {"A": 2}, 15000),
        # A bundle of one each. Kept A at 100.
        ({"lines": ["A", "B"], "price": 15000}, [("A", 1, 10000), ("B", 1, 8000)], 15000, {"B": 1}, 5000),
        # One A + one B for 150, and an A at 100.
        ({"lines": ["A", "B"], "price": 15000}, [("A", 2, 20000), ("B", 1, 8000)], 25000, {"B": 1}, 5000),
        # Paid 240 in all: both A and the B were the bundle. Kept two A at 100.
        ({"lines": ["A", "B"], "price": 24000}, [("A", 2, 20000), ("B", 1, 8000)], 24000, {"B": 1}, 4000),
        # Two A + one B for 240, said outright.
        (
            {"lines": [{"id": "A", "qty": 2}, {"id": "B", "qty": 1}], "price": 24000},
            [("A", 2, 20000), ("B", 1, 8000)],
            24000,
            {"B": 1},
            4000,
        ),
    ],
)
def test_a_set_price_may_be_said_in_several_ways(
    promotion: dict, lines: list[tuple[str, int, int]], paid: int, back: dict[str, int], refund: int
) -> None:
    case = scenario(*lines, paid=paid, promotions=[{"kind": "set_price", **promotion}], back=back)
    assert answers(case)[0]["refund"] == refund


def broken(**changes: Any) -> dict:
    """A sound scenario with parts of its sale replaced."""
    case = scenario(("A", 1, 1000), ("B", 1, 500), paid=1500, promotions=[], back={"A": 1})
    case["sale"].update(changes)
    return case


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"coupn": 100}, "$.sale: Object contains unknown field `coupn`"),
        ({"coupon": 1.5}, "$.sale.coupon: Expected `int`"),
        ({"coupon": -1}, "$.sale.coupon: Expected `int` >= 0"),
        ({"coupon": True}, "$.sale.coupon: Expected `int`"),
        ({"coupon": 100}, "$.sale.tenders: they come to 1500, the lines less their discounts to 1400"),
        ({"lines": []}, "$.sale.lines: Expected `array` of length >= 1"),
        ({"lines": [{"id": "A", "qty": 0, "amount": 5}]}, "$.sale.lines[0].qty: Expected `int` >= 1"),
        ({"lines": [{"id": "A", "qty": 1, "amount": 750}] * 2}, "$.sale.lines: id 'A' is there twice"),
        ({"tenders": [{"id": 1, "kind": "CASH", "amount": 750}] * 2}, "$.sale.tenders: id 1 is there twice"),
        ({"promotions": [{"kind": "flash_sale", "off": 1}]}, "$.sale.promotions[0].kind: Invalid value 'flash_sale'"),
        ({"promotions": [{"at": 1, "off": 1}]}, "$.sale.promotions[0]: Object missing required field `kind`"),
        ({"promotions": [{"kind": "threshold", "at": 1}]}, "$.sale.promotions[0]: Object missing required field `off`"),
        (
            {"promotions": [{"kind": "buy_n_get_m", "line": "Z", "buy": 1, "free": 1}]},
            "$.sale.promotions[0].line: the sale has no line 'Z'",
        ),
        ({"promotions": [{"kind": "set_price", "price": 1}]}, "$.sale.promotions[0]: set_price takes either line or"),
        (
            {"promotions": [{"kind": "set_price", "price": 1, "line": "A", "lines": ["B"]}]},
            "$.sale.promotions[0]: set_price takes either line or lines",
        ),
        (
            {"promotions": [{"kind": "set_price", "price": 1, "lines": ["A"], "qty": 2}]},
            "$.sale.promotions[0].qty: it goes with line",
        ),
        (
            {"promotions": [{"kind": "set_price", "price": 1, "lines": ["A", "A"]}]},
            "$.sale.promotions[0]: line 'A' is named twice",
        ),
    ],
)
def test_a_sale_that_cannot_be_so_is_named_by_its_place(changes: dict, said: str) -> None:
    with pytest.raises(BadInputError) as raised:
        work_out(json.dumps(broken(**changes)).encode())
    assert str(raised.value.params["problem"]).startswith(said)


def test_an_unknown_kind_of_promotion_is_told_which_ones_there_are() -> None:
    with pytest.raises(BadInputError, match=r"'flash_sale' .*threshold, buy_n_get_m or set_price"):
        work_out(json.dumps(broken(promotions=[{"kind": "flash_sale"}])).encode())


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"lines": [{"id": "A", "qty": 1}], "reason": "WHIM"}, "$.returns[0].reason: 'WHIM' is no reason"),
        ({"lines": [{"id": "Z", "qty": 1}], "reason": "QUALITY"}, "$.returns[0].lines[0].id: the sale has no line"),
        ({"lines": [], "reason": "QUALITY"}, "$.returns[0].lines: Expected `array` of length >= 1"),
        ({"lines": [{"id": "A", "qty": -1}], "reason": "QUALITY"}, "$.returns[0].lines[0].qty: Expected `int` >= 1"),
        ({"lines": [{"id": "A"}], "reason": "QUALITY"}, "$.returns[0].lines[0]: Object missing required field `qty`"),
    ],
)
def test_a_return_that_cannot_be_so_is_named_by_its_place(wanted: dict, said: str) -> None:
    with pytest.raises(BadInputError) as raised:
        work_out(json.dumps({**broken(), "returns": [wanted]}).encode())
    assert str(raised.value.params["problem"]).startswith(said)


def test_a_scenario_may_carry_notes_of_its_own() -> None:
    assert answers({**broken(), "title": "t", "why": "w", "expect": []})[0]["refund"] == 1000


def test_the_id_of_a_broken_scenario_is_still_known() -> None:
    assert scenario_id(b'{"id": "R99", "sale": 3}') == "R99"
    assert scenario_id(b'{"id": 7}') == 7
    assert scenario_id(b'{"id": [1]}') is None
    assert scenario_id(b"3") is None


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b'{"scenarios": 3}', b"{}", b'{"scenarios": [{"a": "\xff"}]', b"[" * 9999]
)
def test_a_file_without_scenarios_is_refused_whole(text: bytes) -> None:
    with pytest.raises(BadInputError):
        split_scenarios(text)


def test_a_text_that_is_no_utf8_breaks_its_scenario_only() -> None:
    good, bad = split_scenarios(b'{"scenarios": [' + json.dumps(broken()).encode() + b', {"id": "\xff", "sale": {}}]}')
    assert work_out(good)["id"] == "X"
    assert scenario_id(bad) is None
    with pytest.raises(BadInputError, match="cannot be read"):
        work_out(bad)
