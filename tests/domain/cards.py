"""Goods with cards: hypothesis strategies close to month ends, holidays and exchanges."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st
from tests.domain.return_cases import POLICY

from servicedesk.domain.cards import CardClaims, CardGoods
from servicedesk.domain.return_requests import Channel

PROVINCES = ("", *POLICY.overlays)
_gaps = st.one_of(st.none(), st.integers(0, 40))


@st.composite
def card_goods(draw: st.DrawFn, **fixed: object) -> CardGoods:
    """Any goods of the shipped policy, exchanged or not, up to a year in repair."""
    bought_on = draw(st.dates(date(2024, 2, 26), date(2027, 3, 2)))
    delivered, installed, exchanged = draw(_gaps), draw(_gaps), draw(st.one_of(st.none(), st.integers(0, 700)))
    delivered_on = None if delivered is None else bought_on + timedelta(days=delivered)
    installed_on = None if installed is None else (delivered_on or bought_on) + timedelta(days=installed)
    start_on = installed_on or delivered_on or bought_on
    values: dict[str, object] = {
        "category": draw(st.sampled_from(sorted(POLICY.categories))),
        "bought_on": bought_on,
        "delivered_on": delivered_on,
        "installed_on": installed_on,
        "exchanged_on": None if exchanged is None else start_on + timedelta(days=exchanged),
        "repair_days": draw(st.one_of(st.just(0), st.integers(0, 400))),
        "repairs": draw(st.integers(0, 5)),
        "channel": draw(st.sampled_from([channel.value for channel in Channel])),
        "clearance": draw(st.booleans()),
        "near_expiry": draw(st.booleans()),
        "disclosed_flaw": draw(st.booleans()),
    }
    return CardGoods(**(values | fixed))  # type: ignore[arg-type] # a test names the fields it fixes


_texts = st.text(max_size=20)


@st.composite
def card_claims(draw: st.DrawFn) -> CardClaims:
    """What a card can say: any texts a till may send, within what a code has room for."""
    return CardClaims(
        number=draw(st.from_regex(r"CD-[A-Z0-9]{3,10}-[0-9]{6}-[0-9]{4}[A-Z0-9]", fullmatch=True)),
        issued_on=draw(st.dates(date(2000, 1, 1))),
        store_id=draw(st.text("ABCS0123456789", max_size=8)),
        receipt_number=draw(_texts),
        line_no=draw(st.integers(0, 9999)),
        code=draw(_texts),
        name=draw(st.text(max_size=12)),
        serial=draw(_texts),
        price_minor=draw(st.integers(0, 10**12)),
        currency="CNY",
        goods=draw(card_goods()),
    )
