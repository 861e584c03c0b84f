"""Policy and calendar files are read strictly, and need only say what differs."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from servicedesk import paths
from servicedesk.domain.scans import ScanPatterns
from servicedesk.errors import BadInputError
from servicedesk.wire.policies import default_calendar, default_policy, load_policy_file, read_calendar, read_policy


def shipped() -> dict[str, Any]:
    return json.loads((paths.resources() / "policies" / "default.json").read_text("utf-8"))


def written(folder: Path, document: object) -> Path:
    file = folder / "policy.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return file


def test_a_policy_survives_being_written_and_read() -> None:
    assert read_policy(msgspec.json.decode(msgspec.json.encode(default_policy()))) == default_policy()


@pytest.mark.parametrize(
    ("place", "value", "named"),
    [
        (("retrun_days",), 7, "policy.retrun_days: no such setting"),
        (("sanbao", "return_dyas"), 7, r"policy.sanbao.return_dyas: no such setting"),
        (("categories", "SHOES", "no_reason"), 7, r"policy.categories.SHOES.no_reason: no such setting"),
        (("codes", "P-NR", "say_fr"), "…", r"policy.codes.P-NR.say_fr: no such setting"),
        (("sanbao", "return_days"), "seven", r"Expected `int`, got `str`.*sanbao.return_days"),
        (("sanbao", "return_days"), 7.5, r"Expected `int`, got `float`"),
        (("categories", "SHOES", "regime"), "ART25", r"Invalid enum value 'ART25'"),
        (("rollover", "STAT"), "sometimes", r"Invalid enum value 'sometimes'"),
        (("timezone",), "Mars/Olympus", r"policy.timezone: 'Mars/Olympus' is no time zone"),
        (("scans", "badges"), ["B[0-9"], r"policy.scans.badges\[0\]: 'B\[0-9' is no pattern"),
        (("idle_lock", "after_min"), 3, r"policy.idle_lock.after_min: no such setting"),
        (("published_on",), "soon", r"Invalid RFC3339"),
        (("version",), None, r"Expected `str`, got `null`"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(place: tuple[str, ...], value: object, named: str) -> None:
    document = shipped()
    at = document
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = value
    with pytest.raises(BadInputError, match=named):
        read_policy(document)


def test_before_the_policy_is_read_codes_are_told_as_the_shipped_one_tells_them() -> None:
    assert default_policy().scans == ScanPatterns()


def test_a_missing_setting_is_refused_by_its_name() -> None:
    document = shipped()
    del document["bop_months"]
    with pytest.raises(BadInputError, match="bop_months"):
        read_policy(document)


def test_a_policy_file_need_only_say_what_differs(tmp_path: Path) -> None:
    policy, calendar = load_policy_file(written(tmp_path, {"categories": {"SHOES": {"no_reason_days": 20}}}))
    assert policy.categories["SHOES"].no_reason_days == 20
    assert policy.categories["SHOES"].exchange_days == 30
    assert policy.categories["BAGS"] == default_policy().categories["BAGS"]
    assert calendar.years == default_calendar().years


def test_a_policy_file_may_bring_a_year_of_its_own(tmp_path: Path) -> None:
    document = {"policy": {"supervisor": {"refund_over_fen": 1}}, "calendar": {"2027": {"off": ["2027-02-05"]}}}
    policy, calendar = load_policy_file(written(tmp_path, document))
    assert policy.supervisor.refund_over_minor == 1
    assert calendar.years == (2025, 2026, 2027)
    assert not calendar.is_working_day(date(2027, 2, 5))
    assert calendar.is_working_day(date(2027, 2, 8))


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ("{", "not JSON"),
        ([], "an object is expected"),
        ({"policy": []}, "policy: an object is expected"),
        ({"policy": {}, "calender": {}}, "calender: no such setting"),
        ({"calendar": {"soon": {"off": []}}}, "calendar.soon: not a year"),
        ({"calendar": {"2027": {"off": ["2026-02-05"]}}}, "calendar.2027: 2026-02-05 lies in another year"),
        ({"calendar": {"2027": {"off": ["2027-02-30"]}}}, "calendar.2027"),
        ({"calendar": {"2027": {"holidays": []}}}, "calendar.2027.holidays: no such setting"),
    ],
)
def test_a_file_that_is_no_policy_is_refused_by_its_place(tmp_path: Path, document: object, named: str) -> None:
    with pytest.raises(BadInputError, match=named):
        load_policy_file(written(tmp_path, document))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"nowhere\.json"):
        load_policy_file(tmp_path / "nowhere.json")


def test_a_fixed_day_off_has_a_month_and_a_day() -> None:
    with pytest.raises(BadInputError, match="'13-01' is no month and day"):
        read_calendar({"fixed_off": ["13-01"]})
