"""The day in figures: greetings, returns, money, approvals, paper (requirements 3.12, S-01; K-20, K-34, K-35, K-38).

A share whose denominator is zero is not 0 %, it is not there. ``figures_of`` reads the rows of the read tables;
``daylog_recount`` counts the same totals from the journal's facts, by other code, and the two have to agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from servicedesk.domain.daylog_records import DayFrame, DayRecords, RefundSeen, Showing, VisitSeen
from servicedesk.domain.daylog_totals import DayTotals, is_unclassified, owed_after, totals_of, was_missed
from servicedesk.domain.visits import Level, Purpose

GREETING_TARGET_PERCENT = 95
ACCEPTANCE_TARGET_PERCENT = 95
FEW = 10
"""Below this many a share is shown as a hint only (KPI common rules)."""
_BAND_HOURS = 3


class Section(StrEnum):
    """The parts of the log, in the order they stand on the page. A part is here once its feature is."""

    VISITS = "VISITS"
    RETURNS = "RETURNS"
    MONEY = "MONEY"
    APPROVALS = "APPROVALS"
    PAPER = "PAPER"
    NOTES = "NOTES"
    LEFT_OVER = "LEFT_OVER"


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``of``; ``percent`` rounded down, None where there was nothing to measure."""

    hits: int
    of: int
    percent: int | None

    def reaches(self, target_percent: int) -> bool:
        return self.of > 0 and self.hits * 100 >= target_percent * self.of

    @property
    def is_few(self) -> bool:
        return self.of < FEW


def share(hits: int, of: int) -> Share:
    return Share(hits, of, hits * 100 // of if of else None)


@dataclass(frozen=True, slots=True)
class HourBand:
    """Visits that began between two full hours of the store's clock; hours past midnight go on from 24.

    Every visitor is in one of ``l1``, ``l2``, ``l3``, ``unclassified`` and ``missed``."""

    from_hour: int
    to_hour: int
    visits: int
    l1: int
    l2: int
    l3: int
    unclassified: int
    late: int
    missed: int
    purposes: tuple[Purpose, ...]


@dataclass(frozen=True, slots=True)
class BusiestHour:
    """The full hour in which most visits began, 24 and more past midnight; the earlier of two."""

    hour: int
    visits: int


@dataclass(frozen=True, slots=True)
class DayFigures:
    """All a log says. ``owed`` are the refunds still owed at the end of the day, the earliest due first."""

    day: date
    currency: str
    totals: DayTotals
    greeting: Share
    acceptance: Share
    refunds_in_time: Share
    average_wait_ms: int | None
    bands: tuple[HourBand, ...]
    busiest: BusiestHour | None
    paid: tuple[RefundSeen, ...]
    owed: tuple[RefundSeen, ...]
    records: DayRecords

    @property
    def showing(self) -> Showing:
        return self.records.showing


def figures_of(records: DayRecords, frame: DayFrame) -> DayFigures:
    """The figures of one day from its rows. An empty day gives zeros and shares that are not there."""
    totals = totals_of(records, frame)
    bands, busiest = _by_hour(records.visits, frame)
    measured = totals.greeted_measured
    return DayFigures(
        day=frame.day,
        currency=frame.currency,
        totals=totals,
        greeting=share(totals.greeted_in_time, measured),
        acceptance=share(totals.accepted_in_time, totals.accepted_measured),
        refunds_in_time=share(totals.refunds_in_time, totals.refunds_measured),
        average_wait_ms=totals.waited_ms // measured if measured else None,
        bands=bands,
        busiest=busiest,
        paid=tuple(refund for refund in records.refunds if refund.paid_on == frame.day),
        owed=owed_after(records.refunds, frame.day),
        records=records,
    )


# --- by the clock ----------------------------------------------------------------------------------------------------
def _by_hour(visits: Iterable[VisitSeen], frame: DayFrame) -> tuple[tuple[HourBand, ...], BusiestHour | None]:
    hours: dict[int, list[VisitSeen]] = {}
    for visit in visits:
        hours.setdefault(_hour_of_day(visit, frame), []).append(visit)
    if not hours:
        return (), None
    busiest = min(hours, key=lambda hour: (-len(hours[hour]), hour))
    first, last = min(hours) // _BAND_HOURS, max(hours) // _BAND_HOURS
    bands = tuple(_band(number, hours, frame.turnover_hour) for number in range(first, last + 1))
    return bands, BusiestHour(busiest, len(hours[busiest]))


def _hour_of_day(visit: VisitSeen, frame: DayFrame) -> int:
    """The hour on the store's clock; the hours between midnight and turn-over belong to the evening before: 24, 25 …"""
    hour = visit.opened_at.astimezone(ZoneInfo(frame.zone)).hour
    return hour + 24 if hour < frame.turnover_hour else hour


def _band(number: int, hours: dict[int, list[VisitSeen]], turnover_hour: int) -> HourBand:
    from_hour, to_hour = number * _BAND_HOURS, (number + 1) * _BAND_HOURS
    inside = [visit for hour in range(from_hour, to_hour) for visit in hours.get(hour, [])]
    levels = Counter(visit.level for visit in inside)
    purposes = Counter(visit.purpose for visit in inside if visit.purpose is not None)
    return HourBand(
        from_hour=max(from_hour, turnover_hour),
        to_hour=min(to_hour, turnover_hour + 24),
        visits=len(inside),
        l1=levels[Level.L1],
        l2=levels[Level.L2],
        l3=levels[Level.L3],
        unclassified=sum(map(is_unclassified, inside)),
        late=sum(visit.in_time is False for visit in inside),
        missed=sum(was_missed(visit) for visit in inside),
        purposes=tuple(sorted(purposes, key=lambda purpose: (-purposes[purpose], list(Purpose).index(purpose)))[:3]),
    )
