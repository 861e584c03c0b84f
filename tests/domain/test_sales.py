"""What a receipt says, how a cancellation finds its sale, and how a receipt's discounts become shares paid."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.sales import (
    Promotion,
    SaleLine,
    Tender,
    phone_tail_of,
    receipt_number_of,
)
from servicedesk.domain.sales_import import (
    LocalTime,
    OpenLine,
    SetAside,
    SetAsideCode,
    Unlinked,
    instant_of,
    link_cancellation,
)
from servicedesk.domain.till_receipts import TillHead, TillLine, shares_paid


@pytest.mark.parametrize("scan_text", ["ab-1007", " AB-1007\r", "ＡＢ－１００７", "a b - 1 0 0 7", "\ufeffAB-1007\t"])
def test_a_receipt_number_is_the_same_however_it_is_scanned_or_typed(scan_text: str) -> None:
    assert receipt_number_of(scan_text) == "AB-1007"


@pytest.mark.parametrize(
    ("phone", "tail"),
    [
        ("13812341234", "1234"),
        ("+86 138-1234-0987", "0987"),
        ("１３８００００４３２１", "4321"),
        ("911", None),
        ("", None),
    ],
)
def test_the_tail_of_a_phone_is_its_last_four_digits(phone: str, tail: str | None) -> None:
    assert phone_tail_of(phone) == tail


def test_what_is_left_of_a_line_is_what_has_not_come_back() -> None:
    assert SaleLine(1, "A", "a", 5, 100, 500, 500, returned_qty=2).left_qty == 3


# --- cancellations ---------------------------------------------------------------------------------------------------
def test_a_cancellation_belongs_to_the_only_line_that_can_give_so_many_back() -> None:
    lines = [OpenLine(1, 1, 2), OpenLine(2, 4, 6)]
    assert link_cancellation(3, lines) == OpenLine(2, 4, 6)


@pytest.mark.parametrize(
    ("left", "because"),
    [
        ([], Unlinked.NO_SALE),
        ([2, 1], Unlinked.TOO_FEW_LEFT),
        ([3, 3], Unlinked.SEVERAL_SALES),
        ([0, 9, 4], Unlinked.SEVERAL_SALES),
    ],
)
def test_a_cancellation_that_could_mean_no_line_or_several_is_not_linked(left: list[int], because: Unlinked) -> None:
    assert link_cancellation(3, [OpenLine(1, number, qty) for number, qty in enumerate(left)]) is because


@given(st.lists(st.integers(0, 9), max_size=6), st.integers(1, 9))
def test_a_link_is_the_unique_line_with_enough_left(left: list[int], qty: int) -> None:
    lines = [OpenLine(1, number, left_qty) for number, left_qty in enumerate(left)]
    fitting = [line for line in lines if line.left_qty >= qty]
    answer = link_cancellation(qty, lines)
    assert (answer == fitting[0]) if len(fitting) == 1 else isinstance(answer, Unlinked)


def test_every_reason_to_set_a_record_aside_can_be_said() -> None:
    for code in SetAsideCode:
        said = str(SetAside(7, code, "XYZ").sentence)
        assert said
        assert "{" not in said


# --- local times -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("local", "utc_hour", "clear"),
    [
        (datetime(2010, 3, 27, 9, 0), 9, LocalTime.CLEAR),
        (datetime(2010, 3, 28, 1, 30), 1, LocalTime.NEVER),
        (datetime(2010, 6, 1, 9, 0), 8, LocalTime.CLEAR),
        (datetime(2010, 10, 31, 1, 30), 0, LocalTime.TWICE),
    ],
)
def test_a_local_time_that_is_unclear_is_read_as_the_first_and_said_to_be(
    local: datetime, utc_hour: int, clear: LocalTime
) -> None:
    instant, how = instant_of(local, "Europe/London")
    assert (instant, how) == (local.replace(hour=utc_hour, tzinfo=UTC), clear)


# --- shares paid -----------------------------------------------------------------------------------------------------
def _line(line_no: int, gross_minor: int, *, off_minor: int = 0, paid_minor: int | None = None) -> TillLine:
    return TillLine(
        line=line_no + 1,
        identity=bytes([line_no]) * 16,
        line_no=line_no,
        code=f"P{line_no}",
        name="Thing",
        qty=1,
        unit_price_minor=gross_minor,
        gross_minor=gross_minor,
        promotion_off_minor=off_minor,
        paid_minor=paid_minor,
        category="OTHER",
        serial=None,
        delivered_on=None,
        installed_on=None,
        clearance=False,
        near_expiry=False,
        disclosed_flaw=False,
        weight_text=None,
    )


def _head(
    tendered_minor: int, *, threshold_off: int = 0, coupon: int = 0, points: int = 0, rounding: int = 0
) -> TillHead:
    promotions = (Promotion("threshold", at_minor=1, off_minor=threshold_off),) if threshold_off else ()
    return TillHead(
        is_return=False,
        store_id="S1",
        receipt_number="R1",
        currency="GBP",
        channel="STORE",
        bought_at_ms=0,
        tenders=(Tender(1, "CASH", tendered_minor),),
        order_promotions=promotions,
        coupon_minor=coupon,
        points_minor=points,
        rounding_minor=rounding,
        points_earned=0,
        member_code=None,
        customer_name=None,
        customer_phone=None,
        legal_entity=None,
    )


def test_a_coupon_is_shared_by_largest_remainder() -> None:
    lines = [_line(1, 3333), _line(2, 3333), _line(3, 3334)]
    assert shares_paid(_head(9000, coupon=1000), lines) == (3000, 3000, 3000)


def test_deductions_are_shared_one_after_the_other_each_on_what_the_one_before_left() -> None:
    lines = [_line(1, 20000, off_minor=5000), _line(2, 5000)]
    # Threshold 4000 over 15000:5000, coupon 1600 over 12000:4000, rounding 2 over 10800:3600 (1.5 each way: the first).
    head = _head(20000 - 4000 - 1600 - 2, threshold_off=4000, coupon=1600, rounding=2)
    assert shares_paid(head, lines) == (10798, 3600)


def test_stated_shares_are_kept_as_the_till_stated_them() -> None:
    lines = [_line(1, 1000, paid_minor=999), _line(2, 1000, paid_minor=1)]
    assert shares_paid(_head(1000, coupon=1000), lines) == (999, 1)


@pytest.mark.parametrize(
    ("head", "lines", "code"),
    [
        (_head(999), [_line(1, 1000)], SetAsideCode.SUMS_DIFFER),
        (_head(0), [_line(1, 1000, off_minor=1001)], SetAsideCode.SUMS_DIFFER),
        (_head(0, coupon=1001), [_line(1, 1000)], SetAsideCode.SUMS_DIFFER),
        (_head(1000), [_line(1, 600, paid_minor=601), _line(2, 400, paid_minor=399)], SetAsideCode.SUMS_DIFFER),
        (_head(1000), [_line(1, 600, paid_minor=600), _line(2, 400)], SetAsideCode.SHARES_UNKNOWN),
    ],
)
def test_a_receipt_whose_sums_do_not_meet_is_not_taken(
    head: TillHead, lines: list[TillLine], code: SetAsideCode
) -> None:
    assert shares_paid(head, lines) is code


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=8), st.data())
def test_shares_add_up_and_none_is_more_than_its_line(grosses: list[int], data: st.DataObject) -> None:
    coupon = data.draw(st.integers(0, sum(grosses)))
    rounding = data.draw(st.integers(0, sum(grosses) - coupon))
    due_minor = sum(grosses) - coupon - rounding
    lines = [_line(number, gross) for number, gross in enumerate(grosses, 1)]
    shares = shares_paid(_head(due_minor, coupon=coupon, rounding=rounding), lines)
    assert not isinstance(shares, SetAsideCode)
    assert sum(shares) == due_minor
    assert all(0 <= share <= gross for share, gross in zip(shares, grosses, strict=True))
