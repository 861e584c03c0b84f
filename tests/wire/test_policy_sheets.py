"""Promises go out as a spreadsheet and come back the same; a bad cell is named and nothing is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from tests.domain.return_cases import POLICY

from servicedesk.domain.policies import Policy, Required
from servicedesk.errors import BadInputError
from servicedesk.wire.policy_sheets import PACK, PROMISES, BadCell, read_sheet, write_sheet
from servicedesk.wording import Words

DAYS = st.integers(0, 3650)


def put(folder: Path, content: bytes) -> Path:
    file = folder / "promises.xlsx"
    file.write_bytes(content)
    return file


def edited(folder: Path, edit: Callable[[Any], None], policy: Policy = POLICY) -> Path:
    """The spreadsheet of a policy after somebody changed it."""
    book = load_workbook(BytesIO(write_sheet(policy)))
    edit(book)
    out = BytesIO()
    book.save(out)
    return put(folder, out.getvalue())


def named(taken: Policy | tuple[BadCell, ...]) -> list[tuple[str, int, str]]:
    assert not isinstance(taken, Policy)
    return [(cell.sheet, cell.row, cell.column) for cell in taken]


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    promises=st.dictionaries(
        st.sampled_from(sorted(POLICY.categories)),
        st.fixed_dictionaries({
            "no_reason_days": DAYS,
            "no_reason_condition": st.sampled_from(Required),
            "exchange_days": DAYS,
            "fault_days_after_7": st.none() | DAYS,
        }),
    ),
    version=st.from_regex(r"[0-9A-Za-z][0-9A-Za-z.-]{0,10}", fullmatch=True),
    begins=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)  # fmt: skip
def test_promises_come_back_as_they_went_out(
    tmp_path: Path, promises: dict[str, dict[str, Any]], version: str, begins: date
) -> None:
    changed = {code: replace(POLICY.categories[code], **row) for code, row in promises.items()}
    policy = replace(POLICY, version=version, published_on=begins, categories={**POLICY.categories, **changed})
    assert read_sheet(put(tmp_path, write_sheet(policy)), POLICY) == policy


def test_what_a_manager_types_is_understood(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book[PACK]["B1"], book[PACK]["B2"] = " 2026.10 ", "2026-12-01"
        sheet = book[PROMISES]
        sheet["D2"], sheet["E2"], sheet["F2"], sheet["G2"] = 14.0, "未拆封", " 21 ", None
        sheet.append([None] * 7)

    taken = read_sheet(edited(tmp_path, edit), POLICY)
    assert isinstance(taken, Policy)
    row = taken.categories["APPAREL"]
    assert (taken.version, taken.published_on) == ("2026.10", date(2026, 12, 1))
    assert (row.no_reason_days, row.no_reason_condition, row.exchange_days) == (14, Required.SEALED, 21)
    assert row.fault_days_after_7 is None


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    taken = read_sheet(edited(tmp_path, lambda book: book[PROMISES].move_range("D1:D99", cols=6)), POLICY)
    assert taken == POLICY


@pytest.mark.parametrize(
    ("sheet", "cell", "value"),
    [
        (PROMISES, "D2", "two weeks"),
        (PROMISES, "D2", None),
        (PROMISES, "D3", -1),
        (PROMISES, "F4", 7.5),
        (PROMISES, "F5", 3651),
        (PROMISES, "G6", True),
        (PROMISES, "E7", "OPENED"),
        (PROMISES, "E8", None),
        (PROMISES, "A9", "SPACESHIP"),
        (PROMISES, "A10", "APPAREL"),
        (PACK, "B1", 2026.1),
        (PACK, "B1", None),
        (PACK, "B2", "soon"),
        (PACK, "B2", datetime(2026, 12, 1, 8, 30)),
    ],
)
def test_a_bad_cell_is_named_by_sheet_row_and_column(tmp_path: Path, sheet: str, cell: str, value: object) -> None:
    def edit(book: Any) -> None:
        book[sheet][cell] = value

    taken = read_sheet(edited(tmp_path, edit), POLICY)
    assert named(taken) == [(sheet, int(cell[1:]), cell[0])]
    assert isinstance(taken, tuple)
    said = [Words(language).say(taken[0].sentence) for language in ("en", "zh_CN")]
    assert said[0] != said[1]


def test_every_bad_cell_is_named(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book[PACK]["B2"] = "soon"
        book[PROMISES]["D2"] = book[PROMISES]["F3"] = "many"

    assert named(read_sheet(edited(tmp_path, edit), POLICY)) == [(PACK, 2, "B"), (PROMISES, 2, "D"), (PROMISES, 3, "F")]


def test_missing_rows_columns_and_sheets_are_named(tmp_path: Path) -> None:
    last = len(POLICY.categories) + 1
    assert named(read_sheet(edited(tmp_path, lambda book: book[PROMISES].delete_rows(last)), POLICY)) == [
        (PROMISES, last, "A")
    ]
    assert named(read_sheet(edited(tmp_path, lambda book: book[PROMISES].delete_cols(4)), POLICY)) == [
        (PROMISES, 1, "A")
    ]
    assert named(read_sheet(edited(tmp_path, lambda book: book[PACK].delete_rows(2)), POLICY)) == [(PACK, 1, "A")]
    out = BytesIO()
    Workbook().save(out)
    assert named(read_sheet(put(tmp_path, out.getvalue()), POLICY)) == [(PACK, 1, "A"), (PROMISES, 1, "A")]


def test_a_name_is_never_a_formula(tmp_path: Path) -> None:
    toys = replace(POLICY.categories["TOYS"], zh="=1+1", en="a\x07b")
    content = write_sheet(replace(POLICY, categories={"TOYS": toys}))
    sheet = load_workbook(BytesIO(content))[PROMISES]
    assert [(cell.value, cell.data_type) for cell in sheet[2][1:3]] == [("=1+1", "s"), ("ab", "s")]


def _bomb() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b" " * 60_000_000)
    return out.getvalue()


@pytest.mark.parametrize("content", [b"", b"code,days", b"PK\x03\x04 broken", _bomb()])
def test_what_is_no_spreadsheet_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadInputError, match="xlsx"):
        read_sheet(put(tmp_path, content), POLICY)
    with pytest.raises(BadInputError, match="nowhere"):
        read_sheet(tmp_path / "nowhere.xlsx", POLICY)
