"""A policy's promises as a spreadsheet (xlsx) that needs no programmer: one row a category, and the pack's number and
date on a sheet of their own.

Read strictly: every bad cell is named by sheet, row and column, and a sheet with one of them changes nothing. Columns
are known by the names in the first row, in whatever order; names of categories are only there to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from servicedesk.domain.policies import Category, Policy, Required
from servicedesk.domain.policy_sense import MOST
from servicedesk.domain.sentences import N_, Sentence
from servicedesk.errors import BadInputError

PROMISES, PACK = "承诺 Promises", "规则 Policy"
CODE, NAME_ZH, NAME_EN = "代码 code", "名称", "name"
NO_REASON, STATE = "无理由退货天数 no-reason days", "商品状态 state"
EXCHANGE, FAULT = "换货天数 exchange days", "七日后质量问题天数 fault days"
NUMBER, BEGINS = "编号 number", "生效日期 begins on"
STATES = {Required.SEALED: "SEALED 未拆封", Required.INTACT: "INTACT 未使用", Required.NOTHING: "- 不承诺"}

MOST_BYTES, MOST_UNPACKED, MOST_ROWS, MOST_COLUMNS = 5_000_000, 50_000_000, 2000, 50
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_NO_SHEET = N_("this sheet is missing")
_NO_COLUMN = N_("a column called “{name}” is expected in the first row")
_NO_ROW = N_("a row called “{name}” is expected")
_NO_DAYS = N_("a number of days from 0 to {most} is expected, not {value}")
_NO_STATE = N_("one of {states} is expected, not {value}")
_NO_DATE = N_("a date is expected, not {value}")
_NO_TEXT = N_("a text is expected, not {value}; put an apostrophe before it")
_UNKNOWN = N_("there is no category {value}")
_TWICE = N_("category {value} stands here a second time")
_LEFT_OUT = N_("the row of category {value} is missing")


@dataclass(frozen=True, slots=True)
class BadCell:
    """One cell that cannot be taken as it is; ``row`` from 1, ``column`` its letters."""

    sheet: str
    row: int
    column: str
    sentence: Sentence


class _WrongValueError(Exception):
    """What is wrong with the one cell being read."""

    def __init__(self, msgid: str, **params: object) -> None:
        self.sentence = Sentence(msgid, params)


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────────────


def write_sheet(policy: Policy) -> bytes:
    """The spreadsheet of a policy: what may be changed, with lists and limits where the program knows them."""
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    pack, promises = book.active, book.create_sheet(PROMISES)
    pack.title = PACK
    _put(pack, 1, 1, NUMBER)
    _put(pack, 1, 2, policy.version).number_format = "@"
    _put(pack, 2, 1, BEGINS)
    pack.cell(2, 2, policy.published_on).number_format = "yyyy-mm-dd"
    for column, name in enumerate((CODE, NAME_ZH, NAME_EN, NO_REASON, STATE, EXCHANGE, FAULT), 1):
        _put(promises, 1, column, name)
    for row, (code, category) in enumerate(policy.categories.items(), 2):
        for column, text in ((1, code), (2, category.zh), (3, category.en), (5, STATES[category.no_reason_condition])):
            _put(promises, row, column, text)
        days = (4, category.no_reason_days), (6, category.exchange_days), (7, category.fault_days_after_7)
        for column, value in days:
            promises.cell(row, column, value)
    last = len(policy.categories) + 1
    for letter in "DFG":
        limit = DataValidation("whole", operator="between", formula1="0", formula2=str(MOST["days"]), allow_blank=True)
        limit.add(f"{letter}2:{letter}{last}")
        promises.add_data_validation(limit)
    choice = DataValidation("list", formula1=f'"{",".join(STATES.values())}"', allow_blank=False)
    choice.add(f"E2:E{last}")
    promises.add_data_validation(choice)
    promises.freeze_panes = "D2"
    for sheet in (pack, promises):
        for letter in "ABCDEFG":
            sheet.column_dimensions[letter].width = 22
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _put(sheet: Any, row: int, column: int, text: str) -> Any:
    """A text as a text: never taken for a formula, and without what a spreadsheet cannot hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    return cell


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────


def read_sheet(path: Path, base: Policy) -> Policy | tuple[BadCell, ...]:
    """``base`` with the promises, number and date of a spreadsheet, or every cell that is wrong.

    Raises BadInputError for a file that is no spreadsheet at all."""
    sheets = _cells(path)
    bad: list[BadCell] = [BadCell(name, 1, "A", Sentence(_NO_SHEET)) for name in (PACK, PROMISES) if name not in sheets]
    if bad:
        return tuple(bad)
    version, begins = _pack(sheets[PACK], bad)
    categories = _promises(sheets[PROMISES], base, bad)
    if bad or version is None or begins is None:
        return tuple(bad)
    return replace(base, version=version, published_on=begins, categories=categories)


_Rows = list[tuple[object, ...]]


def _cells(path: Path) -> dict[str, _Rows]:
    """The values of our two sheets, as far as a sheet of ours can go."""
    from openpyxl import load_workbook

    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInputError(problem=f"{path}: too big for a spreadsheet of promises")
        content = BytesIO(path.read_bytes())
        with ZipFile(content) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise BadInputError(problem=f"{path}: too big for a spreadsheet of promises")
        book = load_workbook(content, read_only=True, data_only=True)
        return {name: _rows_of(book[name]) for name in (PACK, PROMISES) if name in book.sheetnames}
    except OSError as error:
        raise BadInputError(problem=f"{path}: {error.strerror or error}") from error
    except BadInputError:
        raise
    except Exception as error:  # a broken archive, XML or part of it: openpyxl lets all of them through as they come
        raise BadInputError(problem=f"{path}: not a spreadsheet in the xlsx format") from error


def _rows_of(sheet: Any) -> _Rows:
    sheet.reset_dimensions()  # what a file says of its own size is not to be believed
    rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
    return [tuple(row) for row in islice(rows, MOST_ROWS)]


def _pack(rows: _Rows, bad: list[BadCell]) -> tuple[str | None, date | None]:
    found: dict[str, Any] = {NUMBER: None, BEGINS: None}
    readers: Mapping[str, Callable[[object], object]] = {NUMBER: _text, BEGINS: _date}
    seen = {str(_at(row, 0)).strip(): number for number, row in enumerate(rows, 1)}
    for name, read in readers.items():
        if name not in seen:
            bad.append(BadCell(PACK, 1, "A", Sentence(_NO_ROW, {"name": name})))
            continue
        row = seen[name]
        try:
            found[name] = read(_at(rows[row - 1], 1))
        except _WrongValueError as wrong:
            bad.append(BadCell(PACK, row, "B", wrong.sentence))
    return found[NUMBER], found[BEGINS]


def _promises(rows: _Rows, base: Policy, bad: list[BadCell]) -> dict[str, Category]:
    columns = {str(name).strip(): index for index, name in enumerate(rows[0] if rows else ()) if name is not None}
    needed = (CODE, NO_REASON, STATE, EXCHANGE, FAULT)
    lacking = [name for name in needed if name not in columns]
    bad += [BadCell(PROMISES, 1, "A", Sentence(_NO_COLUMN, {"name": name})) for name in lacking]
    if lacking:
        return {}
    found: dict[str, Category] = {}
    last = 1
    for number, row in enumerate(rows[1:], 2):
        if all(value is None for value in row):
            continue
        last = number
        found.update(_row(number, row, columns, base, found.keys(), bad))
    for code in base.categories.keys() - found.keys():
        if not any(cell.sheet == PROMISES for cell in bad):
            bad.append(BadCell(PROMISES, last + 1, _letter(columns[CODE]), Sentence(_LEFT_OUT, {"value": code})))
    return {code: found[code] for code in base.categories if code in found}


def _row(
    number: int,
    row: tuple[object, ...],
    columns: Mapping[str, int],
    base: Policy,
    known: Any,
    bad: list[BadCell],
) -> Iterator[tuple[str, Category]]:
    """The category of one row, when every cell of it is right."""
    before = len(bad)
    values: dict[str, Any] = {}
    code = str(_at(row, columns[CODE])).strip()
    if code not in base.categories or code in known:
        msgid = _TWICE if code in known else _UNKNOWN
        bad.append(BadCell(PROMISES, number, _letter(columns[CODE]), Sentence(msgid, {"value": code})))
    for name, setting, read in _COLUMNS:
        try:
            values[setting] = read(_at(row, columns[name]))
        except _WrongValueError as wrong:
            bad.append(BadCell(PROMISES, number, _letter(columns[name]), wrong.sentence))
    if len(bad) == before:
        yield code, replace(base.categories[code], **values)


def _at(row: tuple[object, ...], index: int) -> object:
    return row[index] if index < len(row) else None


def _letter(index: int) -> str:
    """The letters of a column, counted from 0."""
    ahead, rest = divmod(index, len(_LETTERS))
    return (_LETTERS[ahead - 1] if ahead else "") + _LETTERS[rest]


def _shown(value: object) -> str:
    return "–" if value is None else repr(value) if isinstance(value, str) else str(value)


def _days(value: object) -> int:
    """A whole number, also when a spreadsheet keeps it as 7.0 or as a text."""
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdecimal() and len(value.strip()) <= 5:
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST["days"]:
        raise _WrongValueError(_NO_DAYS, most=MOST["days"], value=_shown(value))
    return value


def _days_or_none(value: object) -> int | None:
    return None if value is None or (isinstance(value, str) and not value.strip()) else _days(value)


def _state(value: object) -> Required:
    """By its code, which stands first; by its words, when only those were left."""
    text = str(value).strip() if isinstance(value, str) else ""
    for required, words in STATES.items():
        if text.upper() == required.value or text in (words, words.partition(" ")[2]):
            return required
    raise _WrongValueError(_NO_STATE, states=" · ".join(STATES.values()), value=_shown(value))


def _date(value: object) -> date:
    if isinstance(value, datetime) and value == datetime(value.year, value.month, value.day):  # noqa: DTZ001 - a cell
        return value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value.strip() if isinstance(value, str) else "")
    except ValueError:
        raise _WrongValueError(_NO_DATE, value=_shown(value)) from None


def _text(value: object) -> str:
    """A number of a pack is a text: as a number 2026.10 would be 2026.1."""
    if not isinstance(value, str) or not value.strip():
        raise _WrongValueError(_NO_TEXT, value=_shown(value))
    return value.strip()


_COLUMNS: tuple[tuple[str, str, Callable[[object], object]], ...] = (
    (NO_REASON, "no_reason_days", _days),
    (STATE, "no_reason_condition", _state),
    (EXCHANGE, "exchange_days", _days),
    (FAULT, "fault_days_after_7", _days_or_none),
)
