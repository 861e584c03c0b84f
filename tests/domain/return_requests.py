"""Hypothesis strategies: return requests that can happen, close to the boundaries of the table."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from tests.domain.return_cases import POLICY

from servicedesk.domain.return_requests import (
    Accessories,
    Channel,
    Condition,
    Confirmed,
    Defect,
    Part,
    Proof,
    Reason,
    Request,
    SerialCheck,
    Stock,
    Tags,
)

_AGES = (
    0,
    1,
    6,
    7,
    8,
    9,
    14,
    15,
    16,
    17,
    30,
    31,
    60,
    89,
    90,
    91,
    179,
    184,
    186,
    364,
    365,
    367,
    380,
    729,
    731,
    735,
    1100,
)
rarely = st.sampled_from((False,) * 9 + (True,))
starts = st.dates(date(2025, 1, 1), date(2027, 6, 30))
elapsed = st.one_of(st.sampled_from(_AGES), st.integers(0, 1200))


@st.composite
def requests(draw: st.DrawFn, **fixed: Any) -> Request:
    """Any possible request; ``fixed`` fields have these values."""
    start_on = draw(starts)
    seen_on = start_on + timedelta(days=draw(elapsed))
    span = (seen_on - start_on).days

    def between() -> date | None:
        return draw(st.none() | st.integers(0, span).map(lambda days: start_on + timedelta(days=days)))

    values: dict[str, Any] = {
        "seen_on": seen_on,
        **draw(st.sampled_from(({"bought_on": start_on}, {"bought_on": start_on, "installed_on": start_on}))),
        "exchanged_on": between() if draw(rarely) else None,
        "notified_on": between() if draw(rarely) else None,
        "intake_on": between() if draw(st.booleans()) else None,
        "made_on": start_on - timedelta(days=draw(st.integers(0, 400))) if draw(st.booleans()) else None,
        "channel": draw(st.sampled_from(Channel)),
        "category": draw(st.sampled_from(sorted(POLICY.categories))),
        "province": draw(st.sampled_from((None, None, "ZJ", "SH", "BJ", "SD", "GD"))),
        "proof": draw(st.sampled_from((Proof.RECEIPT,) * 6 + tuple(Proof))),
        "serial": draw(st.sampled_from((SerialCheck.NA, SerialCheck.YES) * 4 + (SerialCheck.NO,))),
        "reason": draw(st.sampled_from((Reason.QUALITY,) * 4 + tuple(Reason))),
        "defect": draw(st.sampled_from((Defect.VERIFIED,) * 4 + tuple(Defect))),
        "condition": draw(st.sampled_from((Condition.SEALED, *Condition))),
        "tags": draw(st.sampled_from((Tags.OK, Tags.OK, Tags.CUT))),
        "accessories": draw(st.sampled_from((*Accessories, Accessories.COMPLETE))),
        "activated": draw(rarely),
        "repairs": draw(st.integers(0, 3)),
        "repair_days": draw(st.integers(0, 40)),
        "waiting_for_parts": draw(st.booleans()),
        "part": draw(st.sampled_from((Part.WHOLE, *Part))),
        "accessory_replaced": draw(st.integers(0, 3)),
        "stock": draw(st.sampled_from(Stock)),
        "fundamental": draw(rarely),
        "confirmed": draw(st.sampled_from(Confirmed)),
        "disclosed_flaw": draw(rarely),
        "near_expiry": draw(rarely),
        "clearance": draw(rarely),
        "no_reason_days_at_sale": draw(st.none() | st.sampled_from((0, 7, 15, 30))),
        **{name: draw(rarely) for name in ("other_entity", "expired_at_sale", "food_unsafe")},
        **{name: draw(rarely) and draw(rarely) for name in ("recall", "official_fail", "fraud", "already_returned")},
        "age": draw(st.none() | st.integers(0, 99)) if draw(rarely) else None,
    }
    return Request(**{**values, **fixed})


@st.composite
def requests_of_the_desk(draw: st.DrawFn) -> Request:
    """Requests a clerk could have entered: nothing is tested, or found bad, on goods nobody complains of."""
    request = draw(requests())
    if request.reason not in (Reason.NO_REASON, Reason.GIFT):
        return request
    return draw(requests(reason=request.reason, defect=Defect.UNKNOWN, expired_at_sale=False, food_unsafe=False))
