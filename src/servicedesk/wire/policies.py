"""Policy and calendar files, read strictly: an unknown field, a wrong type or an impossible day is refused by name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from servicedesk import paths
from servicedesk.domain.calendar import WorkCalendar, YearPlan
from servicedesk.domain.policies import Policy
from servicedesk.domain.policy_floors import Floors
from servicedesk.domain.scans import ScanPatterns
from servicedesk.errors import BadInputError

T = TypeVar("T")
_RENAMED = {"refund_over_fen": "refund_over_minor", "cash_over_fen": "cash_over_minor"}
"""Older spellings of settings, still read."""


@cache
def default_policy() -> Policy:
    """The policy the program ships with."""
    return read_policy(_load(_shipped("default.json")))


def default_digest() -> str:
    """SHA-256 of the shipped policy's file: what a counter says it adopted."""
    return hashlib.sha256(_shipped("default.json").read_bytes()).hexdigest()


@cache
def default_calendar() -> WorkCalendar:
    """The published working-day years the program ships with."""
    return read_calendar(_load(_shipped("calendar.json")))


@cache
def floors() -> Floors:
    """What law does not let a policy change. Shipped with the program; no chain edits it."""
    return _convert(_load(_shipped("floors.json")), Floors, "floors")


def load_policy_file(path: Path) -> tuple[Policy, WorkCalendar]:
    """A policy file: either a policy, or ``{"policy": …, "calendar": …}``.

    It need only say what differs: what it leaves out stays as shipped. A year of its calendar replaces the shipped one.
    """
    document = _mapping(_load(path), path.name)
    whole = "policy" in document or "calendar" in document
    if whole:
        _refuse_unknown(document, {"policy", "calendar"}, path.name)
    changed = _mapping(document.get("policy", {}), "policy") if whole else document
    policy = read_policy(_laid_over(_mapping(_load(_shipped("default.json")), "policy"), changed))
    calendar = _mapping(document.get("calendar", {}), "calendar") if whole else {}
    return policy, read_calendar({**_mapping(_load(_shipped("calendar.json")), "calendar"), **calendar})


def load_pack_file(path: Path) -> Policy:
    """A policy file that is to be published: a calendar is no promise and comes with the program, so it holds none."""
    document = _mapping(_load(path), path.name)
    if "calendar" in document:
        raise BadInputError(problem=f"{path.name}.calendar: a policy is published alone, without a calendar")
    return load_policy_file(path)[0]


def encode_policy(policy: Policy) -> str:
    """All of a policy as canonical JSON: the same policy gives the same bytes in UTF-8."""
    return msgspec.json.encode(policy, order="sorted").decode()


def decode_policy(document: str) -> Policy:
    """A policy as ``encode_policy`` wrote it, in whatever release: what that one did not know is as shipped, what this
    one does not know is left alone. Raises BadInputError."""
    shipped = _mapping(_load(_shipped("default.json")), "policy")
    whole = _laid_over(shipped, _mapping(_decoded(document.encode(), "policy"), "policy"))
    return _usable(_typed(whole, Policy, "policy"))


def digest_of(document: str) -> str:
    """SHA-256 of a policy's canonical JSON."""
    return hashlib.sha256(document.encode()).hexdigest()


def read_policy(document: object) -> Policy:
    """A whole policy from decoded JSON."""
    return _usable(_convert(_renamed(document), Policy, "policy"))


def _usable(policy: Policy) -> Policy:
    try:
        ZoneInfo(policy.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadInputError(problem=f"policy.timezone: {policy.timezone!r} is no time zone") from None
    _demand_patterns(policy.scans)
    return policy


def _demand_patterns(scans: ScanPatterns) -> None:
    """A pattern that cannot be read would stop the first scan of the day, so it is refused with the file."""
    for kind in fields(scans):
        for index, pattern in enumerate(getattr(scans, kind.name)):
            try:
                re.compile(pattern, re.ASCII)
            except re.error as error:
                place = f"policy.scans.{kind.name}[{index}]"
                raise BadInputError(problem=f"{place}: {pattern!r} is no pattern ({error})") from None


def read_calendar(document: object) -> WorkCalendar:
    """``{"fixed_off": ["MM-DD", …], "2026": {"off": [days], "works": [days]}, …}`` from decoded JSON."""
    years = dict(_mapping(document, "calendar"))
    fixed_off = _convert(years.pop("fixed_off", []), list[str], "calendar.fixed_off")
    plans: dict[int, YearPlan] = {}
    for name, plan in years.items():
        place = f"calendar.{name}"
        if not (name.isascii() and name.isdecimal() and len(name) == 4):
            raise BadInputError(problem=f"{place}: not a year")
        plans[int(name)] = _convert(plan, YearPlan, place)
        for day in plans[int(name)].off | plans[int(name)].works:
            if day.year != int(name):
                raise BadInputError(problem=f"{place}: {day} lies in another year")
    return WorkCalendar(plans, [_month_and_day(text) for text in fixed_off])


def _month_and_day(text: str) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2000-{text}")
    except ValueError:
        raise BadInputError(problem=f"calendar.fixed_off: {text!r} is no month and day") from None
    return day.month, day.day


def _shipped(name: str) -> Path:
    return paths.resources() / "policies" / name


def _load(path: Path) -> object:
    try:
        return _decoded(path.read_bytes(), str(path))
    except OSError as error:
        raise BadInputError(problem=f"{path}: {error.strerror or error}") from error


def _decoded(content: bytes, place: str) -> object:
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInputError(problem=f"{place}: not JSON ({error})") from error


def _mapping(document: object, place: str) -> Mapping[str, Any]:
    if not isinstance(document, dict):
        raise BadInputError(problem=f"{place}: an object is expected")
    return document


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """``above`` where it says something, ``below`` elsewhere; lists are replaced whole."""
    merged = dict(below)
    for key, value in _renamed(above).items():
        lower = merged.get(key)
        merged[key] = _laid_over(lower, value) if isinstance(lower, dict) and isinstance(value, dict) else value
    return merged


def _renamed(document: object) -> Any:
    if not isinstance(document, dict):
        return document
    return {_RENAMED.get(key, key): _renamed(value) for key, value in document.items()}


def _convert(document: object, kind: type[T], place: str) -> T:
    _refuse_unknown_fields(document, kind, place)
    return _typed(document, kind, place)


def _typed(document: object, kind: type[T], place: str) -> T:
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        raise BadInputError(problem=f"{place}: {error}") from error


def _refuse_unknown_fields(document: object, kind: Any, place: str) -> None:
    """msgspec ignores what a dataclass doesn't have; a misspelt setting must not be ignored."""
    origin = get_origin(kind)
    if isinstance(document, dict) and is_dataclass(kind):
        hints = get_type_hints(kind)
        _refuse_unknown(document, {field.name for field in fields(kind)}, place)
        for key, value in document.items():
            _refuse_unknown_fields(value, hints[key], f"{place}.{key}")
    elif origin is UnionType:
        for member in get_args(kind):
            _refuse_unknown_fields(document, member, place)
    elif isinstance(document, dict) and origin is not None:
        for key, value in document.items():
            _refuse_unknown_fields(value, get_args(kind)[1], f"{place}.{key}")
    elif isinstance(document, list) and origin in (list, tuple, frozenset):
        for index, value in enumerate(document):
            _refuse_unknown_fields(value, get_args(kind)[0], f"{place}[{index}]")


def _refuse_unknown(document: Mapping[str, Any], known: set[str], place: str) -> None:
    for key in document:
        if key not in known:
            raise BadInputError(problem=f"{place}.{key}: no such setting")
