"""The day in figures, on rows and facts made by hand: shares, hours, refunds, what is missing, and the second count."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain import visits as visiting
from servicedesk.domain.calendar import WorkCalendar
from servicedesk.domain.counters import ClockJumped
from servicedesk.domain.daylog import figures_of, share
from servicedesk.domain.daylog_missing import Gap, missing
from servicedesk.domain.daylog_records import (
    ApprovalSeen,
    DayFrame,
    DayRecords,
    NoticeKind,
    NoticeSeen,
    RefundSeen,
    ReturnSeen,
    Showing,
    SlipSeen,
    Veil,
    VisitSeen,
    VoidSeen,
    mask_phone,
    mask_phones,
)
from servicedesk.domain.daylog_recount import DatedFact, Difference, differences, recount
from servicedesk.domain.daylog_totals import DayTotals, Kind, kind_of, totals_of
from servicedesk.domain.returns_facts import (
    ApprovalDenied,
    ApprovalGiven,
    DecisionTaken,
    RefundDue,
    RefundPaid,
    ReturnRefused,
    ReturnSettled,
    ReturnVoided,
)
from servicedesk.domain.slips import SlipOutcome, SlipQueued, SlipSent, SlipState
from servicedesk.domain.visits import Level, Purpose, Source, VisitState

DAY = date(2026, 3, 11)  # a Wednesday
ONE_DAY = timedelta(days=1)
FRAME = DayFrame(DAY, "Asia/Shanghai", 4, "CNY", WorkCalendar({}), refund_working_days=3)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    """An instant by the store's clock in Shanghai, which has no summer time."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


TEN = at(10)


def visit(running: int, opened_at: datetime = TEN, **changes: Any) -> VisitSeen:
    plain: dict[str, Any] = {
        "visit_id": f"v{running}", "running": running, "state": VisitState.FINISHED, "opened_at": opened_at,
        "greeted": True, "waited_ms": 10_000, "in_time": True, "purpose": Purpose.PRODUCT, "level": Level.L1,
        "by": "Li", "phone": "", "note": "",
    }  # fmt: skip
    return VisitSeen(**plain | changes)


def a_return(number: str = "RT-S01T1-260311-0001X", **changes: Any) -> ReturnSeen:
    plain: dict[str, Any] = {
        "return_id": number, "number": number, "at": at(10), "refused": False, "items": ("Kettle",),
        "reason": "QUALITY", "reason_detail": "", "chosen": "RETURN", "code": "S-7", "accepted": "",
        "refund_minor": 10_000,
        "taken_ms": 300_000, "note": "", "by": "Li", "approved": False,
    }  # fmt: skip
    return ReturnSeen(**plain | changes)


def refund(refund_id: str = "r1", **changes: Any) -> RefundSeen:
    plain: dict[str, Any] = {
        "refund_id": refund_id, "number": "RT-S01T1-260311-0001X", "tender": "WECHAT", "amount_minor": 10_000,
        "settled_on": DAY, "due_on": DAY + 2 * ONE_DAY, "paid_on": None, "reference": "", "failed": False, "reason": "",
        "voided_on": None,
    }  # fmt: skip
    return RefundSeen(**plain | changes)


def slip(slip_id: str, state: SlipState, **changes: Any) -> SlipSeen:
    plain: dict[str, Any] = {
        "slip_id": slip_id, "kind": "RETURN_SLIP", "about": "RT-S01T1-260311-0001X", "copy_no": 0, "state": state,
        "queued_at": at(11), "reason": "", "answered": False,
    }  # fmt: skip
    return SlipSeen(**plain | changes)


def codes(records: DayRecords) -> list[Gap]:
    return [gap.code for gap in missing(figures_of(records, FRAME))]


# --- shares ----------------------------------------------------------------------------------------------------------
def test_a_share_of_nothing_is_not_zero_percent() -> None:
    assert share(0, 0).percent is None
    assert not share(0, 0).reaches(0)


def test_a_share_just_below_its_target_is_not_rounded_up_to_it() -> None:
    just_below = share(949, 1000)
    assert (just_below.percent, just_below.reaches(95)) == (94, False)
    assert share(950, 1000).reaches(95)


def test_nine_are_few_and_ten_are_not() -> None:
    assert share(9, 9).is_few
    assert not share(10, 10).is_few


# --- visitors --------------------------------------------------------------------------------------------------------
def test_a_greeting_nobody_could_measure_is_in_no_share() -> None:
    records = DayRecords(
        DAY, visits=(visit(1), visit(2, waited_ms=None, in_time=None), visit(3, waited_ms=31_000, in_time=False))
    )
    figures = figures_of(records, FRAME)
    assert (figures.greeting.hits, figures.greeting.of) == (1, 2)
    assert figures.average_wait_ms == 20_500
    assert figures.totals.visits == 3


def test_somebody_who_left_ungreeted_is_missed_and_not_unclassified() -> None:
    left = visit(1, state=VisitState.LEFT, greeted=False, waited_ms=None, in_time=None, purpose=None, level=None)
    silent = visit(2, purpose=None, level=None)
    totals = totals_of(DayRecords(DAY, visits=(left, silent)), FRAME)
    assert (totals.visits_missed, totals.visits_unclassified) == (1, 1)


def test_somebody_who_was_greeted_and_then_left_is_not_missed() -> None:
    assert totals_of(DayRecords(DAY, visits=(visit(1, state=VisitState.LEFT),)), FRAME).visits_missed == 0


def test_visits_stand_in_the_three_hours_of_the_stores_clock() -> None:
    records = DayRecords(DAY, visits=(visit(1, at(8, 59)), visit(2, at(9)), visit(3, at(11, 59)), visit(4, at(15))))
    bands = figures_of(records, FRAME).bands
    assert [(band.from_hour, band.to_hour, band.visits) for band in bands] == [
        (6, 9, 1), (9, 12, 2), (12, 15, 0), (15, 18, 1),
    ]  # fmt: skip


def test_hours_past_midnight_come_last_and_end_at_turnover() -> None:
    records = DayRecords(
        DAY, visits=(visit(1, at(23)), visit(2, at(0, 30, DAY + ONE_DAY)), visit(3, at(3, 59, DAY + ONE_DAY)))
    )
    bands = figures_of(records, FRAME).bands
    assert [(band.from_hour, band.to_hour, band.visits) for band in bands] == [(21, 24, 1), (24, 27, 1), (27, 28, 1)]


def test_the_first_band_begins_at_turnover() -> None:
    bands = figures_of(DayRecords(DAY, visits=(visit(1, at(4)),)), FRAME).bands
    assert [(band.from_hour, band.to_hour) for band in bands] == [(4, 6)]


def test_the_busiest_hour_is_the_earlier_of_two() -> None:
    records = DayRecords(DAY, visits=(visit(1, at(18, 10)), visit(2, at(9)), visit(3, at(18)), visit(4, at(9, 30))))
    busiest = figures_of(records, FRAME).busiest
    assert busiest is not None
    assert (busiest.hour, busiest.visits) == (9, 2)


def test_a_band_names_the_three_most_frequent_purposes() -> None:
    purposes = [Purpose.RETURN] * 3 + [Purpose.PRODUCT] * 2 + [Purpose.REPAIR, Purpose.EXCHANGE]
    seen = tuple(visit(n, purpose=purpose) for n, purpose in enumerate(purposes))
    (band,) = figures_of(DayRecords(DAY, visits=seen), FRAME).bands
    assert band.purposes == (Purpose.RETURN, Purpose.PRODUCT, Purpose.EXCHANGE)


# --- returns ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("chosen", "kind"),
    [
        ("RETURN_DEP", Kind.RETURN),
        ("EXCHANGE_OTHER", Kind.EXCHANGE),
        ("REPAIR_PAID", Kind.REPAIR),
        ("INSPECT", Kind.OTHER),
    ],
)
def test_what_was_chosen_has_its_kind(chosen: str, kind: Kind) -> None:
    assert kind_of(chosen, refused=False) is kind
    assert kind_of(chosen, refused=True) is Kind.REFUSED


def test_ten_minutes_are_in_time_and_a_second_more_is_late() -> None:
    records = DayRecords(DAY, returns=(a_return(taken_ms=600_999), a_return(taken_ms=601_000), a_return(taken_ms=None)))
    acceptance = figures_of(records, FRAME).acceptance
    assert (acceptance.hits, acceptance.of) == (1, 2)


def test_a_return_voided_the_same_day_is_in_no_sum_and_one_voided_later_still_is() -> None:
    records = DayRecords(DAY, returns=(a_return(voided_on=DAY), a_return(voided_on=DAY + ONE_DAY, refund_minor=700)))
    totals = totals_of(records, FRAME)
    assert (totals.returned, totals.refund_minor, totals.accepted_measured) == (1, 700, 1)


# --- refunds ---------------------------------------------------------------------------------------------------------
def test_a_refund_paid_the_next_day_was_owed_when_this_day_ended() -> None:
    figures = figures_of(DayRecords(DAY, refunds=(refund(paid_on=DAY + ONE_DAY),)), FRAME)
    assert (figures.totals.owed, figures.totals.paid) == (1, 0)
    assert codes(DayRecords(DAY, refunds=(refund(paid_on=DAY + ONE_DAY, tender="CASH"),))) == []


def test_a_refund_given_up_by_a_void_is_owed_only_until_then() -> None:
    given_up = (refund("a", voided_on=DAY), refund("b", voided_on=DAY + ONE_DAY, amount_minor=5))
    assert totals_of(DayRecords(DAY, refunds=given_up), FRAME).owed_minor == 5


def test_payments_add_up_by_tender() -> None:
    paid = tuple(
        refund(str(n), paid_on=DAY, tender=tender, amount_minor=n)
        for n, tender in ((1, "CARD"), (2, "CASH"), (4, "CARD"))
    )
    totals = totals_of(DayRecords(DAY, refunds=paid), FRAME)
    assert (totals.paid_by_tender, totals.paid_minor) == ((("CARD", 2, 5), ("CASH", 1, 2)), 7)


@given(
    settled=st.integers(0, 6),
    paid_after=st.none() | st.integers(0, 12),
    voided_after=st.none() | st.integers(0, 12),
)
def test_over_all_days_a_refund_is_judged_once_unless_it_was_given_up_in_time(
    settled: int, paid_after: int | None, voided_after: int | None
) -> None:
    """K-35 adds up: the days of a month are the month."""
    settled_on = DAY + settled * ONE_DAY
    one = refund(
        settled_on=settled_on,
        paid_on=None if paid_after is None else settled_on + paid_after * ONE_DAY,
        voided_on=None if voided_after is None or paid_after is not None else settled_on + voided_after * ONE_DAY,
    )
    limit_on = FRAME.calendar.nth_working_day(settled_on, 3).on
    days = [DAY + n * ONE_DAY for n in range(30)]
    frames = [DayFrame(day, "UTC", 4, "CNY", FRAME.calendar, refund_working_days=3) for day in days]
    sums = [totals_of(DayRecords(frame.day, refunds=(one,)), frame) for frame in frames]
    given_up_in_time = one.voided_on is not None and one.voided_on <= limit_on
    assert sum(total.refunds_measured for total in sums) == (0 if given_up_in_time else 1)
    in_time = one.paid_on is not None and one.paid_on <= limit_on
    assert sum(total.refunds_in_time for total in sums) == int(in_time)


# --- what is missing -------------------------------------------------------------------------------------------------
def test_a_day_that_is_finished_misses_nothing() -> None:
    records = DayRecords(
        DAY,
        visits=(visit(1),),
        returns=(a_return(),),
        refunds=(refund(paid_on=DAY), refund("later")),
        slips=(slip("s", SlipState.CONFIRMED), slip("t", SlipState.REPLACED)),
    )
    assert missing(figures_of(records, FRAME)) == ()


@pytest.mark.parametrize("state", sorted(visiting.OPEN_STATES))
def test_a_visit_that_is_not_finished_is_missing(state: VisitState) -> None:
    (gap,) = missing(figures_of(DayRecords(DAY, visits=(visit(7, state=state),)), FRAME))
    assert (gap.code, gap.about, str(gap.sentence)) == (Gap.VISIT_OPEN, "v7", "Visitor no. 7 is not finished yet")


def test_a_finished_visit_without_a_purpose_is_missing_it() -> None:
    assert codes(DayRecords(DAY, visits=(visit(1, purpose=None, level=None),))) == [Gap.PURPOSE_MISSING]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"tender": "CASH"}, Gap.CASH_NOT_PAID),
        ({"failed": True}, Gap.REFUND_FAILED),
        ({"due_on": DAY - ONE_DAY}, Gap.REFUND_OVERDUE),
        ({"due_on": DAY}, Gap.REFUND_LAST_DAY),
    ],
)
def test_money_that_has_to_be_seen_to_is_missing(changes: dict[str, object], code: Gap) -> None:
    settled_on = DAY - 5 * ONE_DAY
    (gap,) = missing(figures_of(DayRecords(DAY, refunds=(refund(settled_on=settled_on, **changes),)), FRAME))
    assert (gap.code, gap.about) == (code, "r1")
    assert "¥100.00" in str(gap.sentence)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (SlipState.UNKNOWN, Gap.SLIP_UNKNOWN),
        (SlipState.FAILED, Gap.SLIP_FAILED),
        (SlipState.QUEUED, Gap.SLIP_WAITING),
        (SlipState.SENDING, Gap.SLIP_WAITING),
    ],
)
def test_paper_nobody_has_in_hand_is_missing(state: SlipState, code: Gap) -> None:
    assert codes(DayRecords(DAY, slips=(slip("s", state),))) == [code]


def test_a_log_on_its_way_to_the_printer_is_no_gap_but_one_that_failed_is() -> None:
    waiting, failed = slip("s", SlipState.QUEUED, kind="DAY_LOG"), slip("t", SlipState.FAILED, kind="DAY_LOG")
    assert codes(DayRecords(DAY, slips=(waiting, failed))) == [Gap.SLIP_FAILED]


def test_paper_that_failed_and_was_copied_is_not_missing() -> None:
    assert codes(DayRecords(DAY, slips=(slip("s", SlipState.FAILED, answered=True),))) == []


# --- people ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("call 13812342203 tomorrow", "call 138****2203 tomorrow"),
        ("138 1234 2203或者139-1234-5678", "138****2203或者139****5678"),
        ("021-88001234", "021-****"),
        ("+8613812342203", "+86138****2203"),
        ("+86 138 1234 2203", "+86 138****2203"),
        ("receipt 6921234500178, 2 pieces", "receipt 6921234500178, 2 pieces"),
    ],
)
def test_telephone_numbers_in_a_note_are_starred_out(text: str, masked: str) -> None:
    assert mask_phones(text) == masked


@pytest.mark.parametrize(
    ("phone", "masked"), [("13812342203", "138****2203"), ("2203", "2203"), ("555 0100", "****00"), ("", "")]
)
def test_a_telephone_number_keeps_enough_to_be_recognised(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


def test_each_way_of_showing_shows_no_more_than_it_says() -> None:
    said = {
        showing: (veil.person("s1"), veil.words("call 13812342203"), veil.phone("13812342203"))
        for showing in Showing
        for veil in [Veil(showing, {"s1": "Li Ting"}, {"s1": "1003"})]
    }
    assert said == {
        Showing.NUMBERS: ("1003", "", "138****2203"),
        Showing.MASKED: ("Li Ting", "call 138****2203", "138****2203"),
        Showing.UNMASKED: ("Li Ting", "call 13812342203", "13812342203"),
    }


def test_the_program_itself_is_nobody() -> None:
    assert Veil(Showing.MASKED, {}, {}).person("system") == ""


# --- the second count ------------------------------------------------------------------------------------------------
DECISION = DecisionTaken("RETURN", "RETURN", ("RETURN",), "S-7", "E1", "", None, (), "1", (), ())


def settled(return_id: str = "x", *refunds: RefundDue, **changes: Any) -> ReturnSettled:
    plain: dict[str, Any] = {
        "return_id": return_id, "number": f"RT-{return_id}", "visit_id": None, "store_id": "S01", "receipt_number": "1",
        "sale_id": 1, "currency": "CNY", "lines": (), "reason": "QUALITY", "reason_detail": "", "decision": DECISION,
        "refund_minor": sum(due.amount_minor for due in refunds), "method": "", "refunds": refunds, "points_back": 0,
        "points_clawed": 0, "review": None, "approval_id": None, "taken_ms": 100_000,
    }  # fmt: skip
    return ReturnSettled(**plain | changes)


def due(refund_id: str, amount_minor: int, tender: str = "WECHAT") -> RefundDue:
    return RefundDue(refund_id, 1, tender, amount_minor, DAY)


def counted(*facts: object, day: date = DAY) -> DayTotals:
    return recount([DatedFact(*fact) if isinstance(fact, tuple) else DatedFact(day, fact) for fact in facts], FRAME)


def test_no_facts_count_to_zero_everywhere() -> None:
    assert counted() == DayTotals() == totals_of(DayRecords(DAY), FRAME)


def test_facts_of_another_day_count_nothing_but_the_money_still_owed() -> None:
    yesterday = DAY - ONE_DAY
    totals = counted(
        (yesterday, visiting.VisitOpened("a", 1, Source.KEY)),
        (yesterday, settled("x", due("r", 500))),
        (yesterday, ClockJumped(60)),
        (yesterday, SlipQueued("s", "RETURN_SLIP", "RT", "slip")),
    )
    assert totals == DayTotals(owed=1, owed_minor=500)


def test_a_visit_is_counted_with_how_it_ended_even_the_next_morning() -> None:
    totals = counted(
        visiting.VisitOpened("a", 1, Source.KEY),
        visiting.VisitGreeted("a", 30_100, False),
        visiting.VisitClassified("a", Purpose.PRODUCT, visiting.Visitor.WALK_IN),
        visiting.VisitClassified("a", Purpose.COMPLAINT, visiting.Visitor.WALK_IN),
        (DAY + ONE_DAY, visiting.VisitFinished("a", None)),
    )
    assert totals == DayTotals(visits=1, visits_l3=1, greeted_measured=1, waited_ms=30_100)


def test_a_greeting_is_judged_again_and_not_taken_from_the_fact() -> None:
    totals = counted(visiting.VisitOpened("a", 1, Source.KEY), visiting.VisitGreeted("a", 5_000, False))
    assert totals.greeted_in_time == 1


def test_a_void_takes_the_settlement_and_its_unpaid_money_out_of_the_day() -> None:
    one = settled("x", due("paid", 300, "CASH"), due("owed", 500))
    totals = counted(one, RefundPaid("paid", "CASH"), ReturnVoided("x", "VO-1", "RT-x", "ap", 300))
    assert (totals.returned, totals.refund_minor, totals.voided, totals.owed) == (0, 0, 1, 0)
    assert (totals.paid_by_tender, totals.cash_back_minor) == ((("CASH", 1, 300),), 300)


def test_approvals_of_the_month_leave_out_voids_and_the_month_before() -> None:
    def given(name: str, action: str, amount_minor: int) -> ApprovalGiven:
        return ApprovalGiven(name, f"AP-{name}", action, "", "a", "b", "RETURN", amount_minor, 0)

    totals = counted(
        (date(2026, 2, 28), given("old", "settle", 1)),
        (date(2026, 3, 1), given("month", "settle", 20)),
        given("today", "settle", 300),
        given("void", "void", 4000),
        (DAY + ONE_DAY, given("tomorrow", "settle", 50_000)),
        ApprovalDenied("no", "settle", "", "a", "b", 600_000),
    )
    assert (totals.approvals_given, totals.approvals_denied, totals.approved_minor) == (2, 1, 300)
    assert (totals.month_approved, totals.month_approved_minor) == (2, 320)


def test_a_slip_counts_as_it_stands_after_its_last_outcome() -> None:
    totals = counted(
        SlipQueued("s", "RETURN_SLIP", "RT", "slip"),
        SlipSent("s", "printer"),
        SlipOutcome("s", SlipState.FAILED, "no paper"),
        SlipSent("s", "printer"),
        SlipOutcome("s", SlipState.CONFIRMED),
        SlipQueued("c", "RETURN_SLIP", "RT", "slip", 1),
    )
    assert (totals.slips, totals.slips_printed, totals.slips_waiting, totals.reprints) == (2, 1, 1, 1)


def test_a_refusal_is_answered_and_costs_nothing() -> None:
    refused = ReturnRefused("x", "RT-x", None, "1", 1, (), "NO_REASON", "", DECISION, (), "", 601_000)
    totals = counted(refused)
    assert (totals.refused, totals.refund_minor, totals.accepted_measured, totals.accepted_in_time) == (1, 0, 1, 0)


def test_rows_and_facts_of_the_same_day_agree_on_every_total() -> None:
    """One of each, told twice: as rows and as facts."""
    rows = DayRecords(
        DAY,
        visits=(visit(1, state=VisitState.PARKED, waited_ms=31_000, in_time=False),),
        returns=(a_return(refund_minor=900), a_return("RT-2", refused=True, chosen="REFUSE_ALT", refund_minor=0)),
        refunds=(refund("a", amount_minor=400, paid_on=DAY, tender="CASH"), refund("b", amount_minor=500)),
        voids=(VoidSeen("RT-0", "VO-1", 70, 0, at(9), "Li", "wrong"),),
        voided=1,
        approvals=(ApprovalSeen("AP-1", "settle", "RETURN", 900, False, True, "Li", "Wang", at(9), "because"),),
        month_approved=(1, 900),
        slips=(slip("s", SlipState.UNKNOWN),),
        notices=(NoticeSeen(NoticeKind.CLOCK, at(9), "", "60"),),
    )
    facts = (
        (DAY - ONE_DAY, settled("old", due("gone", 70))),
        ClockJumped(60),
        visiting.VisitOpened("a", 1, Source.KEY),
        visiting.VisitGreeted("a", 31_000, False),
        visiting.VisitClassified("a", Purpose.PRODUCT, visiting.Visitor.WALK_IN),
        visiting.VisitParked("a"),
        ApprovalGiven("ap", "AP-1", "settle", "", "a", "b", "RETURN", 900, 0),
        settled("x", due("a", 400, "CASH"), due("b", 500), taken_ms=300_000),
        RefundPaid("a", "CASH"),
        ReturnRefused("y", "RT-2", None, "1", 1, (), "QUALITY", "", DECISION, (), "", 300_000),
        ReturnVoided("old", "VO-1", "RT-0", "ap2"),
        SlipQueued("s", "RETURN_SLIP", "RT", "slip"),
        SlipOutcome("s", SlipState.UNKNOWN),
    )
    assert differences(totals_of(rows, FRAME), counted(*facts)) == ()


def test_a_difference_names_the_total_and_both_counts() -> None:
    assert differences(DayTotals(visits=2), DayTotals(visits=3)) == (Difference("visits", 2, 3),)
