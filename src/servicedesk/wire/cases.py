"""Return requests as JSON in the words of returns-policy 2.1, and decisions as JSON in those of 2.2."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from servicedesk.domain.policies import Policy
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
    require_possible,
)
from servicedesk.domain.returns import Decision
from servicedesk.errors import BadInputError

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = range(1900, 2201)
Reader = Callable[[str, object, ZoneInfo], object]


def _bad(name: str, value: object, wanted: str) -> BadInputError:
    return BadInputError(problem=f"{name}: {value!r} is not {wanted}")


def _day(name: str, value: object, zone: ZoneInfo) -> date:
    """A calendar date as it stands; a timestamp, which must carry its offset, becomes the store's date."""
    day = _calendar_date(value, zone) if isinstance(value, str) else None
    if day is None:
        raise _bad(name, value, "a date (2026-11-03) or a timestamp with an offset (2026-11-03T10:00:00+08:00)")
    if day.year not in _YEARS:
        raise _bad(name, value, f"a date between {_YEARS.start} and {_YEARS.stop - 1}")
    return day


def _calendar_date(text: str, zone: ZoneInfo) -> date | None:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
        instant = datetime.fromisoformat(text)
        return None if instant.tzinfo is None else instant.astimezone(zone).date()
    except (ValueError, OverflowError):
        return None


def _flag(name: str, value: object, zone: ZoneInfo) -> bool:
    if isinstance(value, int) and value in (0, 1):
        return bool(value)
    raise _bad(name, value, "0 or 1")


def _count(name: str, value: object, zone: ZoneInfo) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10**12:
        return value
    raise _bad(name, value, "a whole number from 0")


def _days(name: str, value: object, zone: ZoneInfo) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 36_500:
        return value
    raise _bad(name, value, "a number of days")


def _text(name: str, value: object, zone: ZoneInfo) -> str:
    if isinstance(value, str) and value:
        return value
    raise _bad(name, value, "a text")


def _one_of(kind: type[StrEnum]) -> Reader:
    known = {member.value: member for member in kind}

    def read(name: str, value: object, zone: ZoneInfo) -> StrEnum:
        if isinstance(value, str) and value in known:
            return known[value]
        raise _bad(name, value, f"one of {', '.join(known)}")

    return read


FIELDS: Mapping[str, tuple[str, Reader]] = MappingProxyType(
    {
        "ch": ("channel", _one_of(Channel)),
        "cat": ("category", _text),
        "bought": ("bought_on", _day),
        "delivered": ("delivered_on", _day),
        "installed": ("installed_on", _day),
        "exchanged": ("exchanged_on", _day),
        "at": ("seen_on", _day),
        "notice": ("notified_on", _day),
        "made": ("made_on", _day),
        "intake": ("intake_on", _day),
        "proof": ("proof", _one_of(Proof)),
        "cond": ("condition", _one_of(Condition)),
        "tags": ("tags", _one_of(Tags)),
        "activated": ("activated", _flag),
        "accessories": ("accessories", _one_of(Accessories)),
        "serial": ("serial", _one_of(SerialCheck)),
        "reason": ("reason", _one_of(Reason)),
        "defect": ("defect", _one_of(Defect)),
        "repairs": ("repairs", _count),
        "repair_days": ("repair_days", _days),
        "parts": ("waiting_for_parts", _flag),
        "part": ("part", _one_of(Part)),
        "acc_replaced": ("accessory_replaced", _count),
        "stock": ("stock", _one_of(Stock)),
        "fundamental": ("fundamental", _flag),
        "confirmed": ("confirmed", _one_of(Confirmed)),
        "disclosed_flaw": ("disclosed_flaw", _flag),
        "near_expiry": ("near_expiry", _flag),
        "clearance": ("clearance", _flag),
        "prov": ("province", _text),
        "recall": ("recall", _flag),
        "official_fail": ("official_fail", _flag),
        "expired_at_sale": ("expired_at_sale", _flag),
        "food_unsafe": ("food_unsafe", _flag),
        "fraud": ("fraud", _flag),
        "already_returned": ("already_returned", _flag),
        "other_entity": ("other_entity", _flag),
        "sold_store": ("sold_store", _text),
        "handling_store": ("handling_store", _text),
        "age": ("age", _count),
        "guardian_objects": ("guardian_objects", _flag),
        "nr_at_sale": ("no_reason_days_at_sale", _days),
        "refund_minor": ("refund_minor", _count),
        "cash_minor": ("cash_minor", _count),
    }
)
NEUTRAL = frozenset({"member", "member_level", "promo", "tender"})
"""Inputs that change money, never the answer (2.1): accepted and left alone."""
_ASSUMABLE = frozenset(field for field, _ in FIELDS.values()) - {"seen_on"}


def read_request(document: object, policy: Policy) -> Request:
    """One ``input`` of 2.1. BadInputError names the field that is unknown, missing or can't be; null means absent."""
    if not isinstance(document, dict):
        raise BadInputError(problem="input: an object is expected")
    zone = ZoneInfo(policy.timezone)
    values: dict[str, Any] = {}
    for name, value in document.items():
        if name in NEUTRAL or (value is None and name in FIELDS):
            continue
        if name not in FIELDS:
            raise BadInputError(problem=f"{name}: no such input")
        field, read = FIELDS[name]
        values[field] = read(name, value, zone)
    if "seen_on" not in values:
        raise BadInputError(problem="at: missing; the day of the request is needed")
    request = Request(**values, assumed=_ASSUMABLE - values.keys())
    policy.category(request.category)
    require_possible(request)
    return request


def decision_json(case_id: object, decision: Decision) -> dict[str, object]:
    """A decision as a result row: these keys in every row, and no others."""
    return {
        "id": case_id,
        "outcome": decision.outcome.value,
        "options": [option.value for option in decision.options],
        "code": decision.code,
        "last": decision.last_on.isoformat() if decision.last_on else None,
        "flags": list(decision.flags),
        "also": [{"code": other.code, "option": other.option.value} for other in decision.also],
    }
