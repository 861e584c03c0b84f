"""``decide FILE [--policy FILE]`` and ``workdays FROM N``: the rules without a counter, for scripts and for checking.

Neither touches the store's file. Exit codes: 0 done, 1 a case could not be decided, 2 the input cannot be read
(a BadInputError, which the command line says in one line).
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from servicedesk.domain.calendar import ONE_DAY
from servicedesk.domain.policy_findings import Severity
from servicedesk.domain.policy_floors import check
from servicedesk.domain.returns import decide as decide_request
from servicedesk.domain.sentences import N_
from servicedesk.errors import BadInputError
from servicedesk.wire.cases import decision_json, read_request
from servicedesk.wire.policies import default_calendar, default_policy, floors, load_policy_file
from servicedesk.wording import Words

if TYPE_CHECKING:
    from servicedesk.domain.calendar import WorkCalendar
    from servicedesk.domain.policies import Policy

DONE, CASE_FAILED = 0, 1
MOST_WORKING_DAYS = 10_000
PROVISIONAL = N_("provisional: the {year} calendar is not loaded")


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The two commands, each with ``run(args) -> exit code``."""
    cases = subparsers.add_parser("decide", help="decide return cases from a JSON file")
    cases.add_argument("file", metavar="FILE", help='{"cases": [{"id": …, "input": {…}}]}; - reads standard input')
    cases.add_argument("--policy", metavar="FILE", help="a policy file; what it leaves out stays as shipped")
    cases.set_defaults(run=run_decide)
    days = subparsers.add_parser("workdays", help="the N-th working day after a day")
    days.add_argument("start", metavar="FROM", help="the start day, not counted: 2026-11-20")
    days.add_argument("count", metavar="N", help="how many working days")
    days.set_defaults(run=run_workdays)


def run_decide(args: argparse.Namespace) -> int:
    """Print ``{"results": […]}``, one row per case in its order; a bad case has ``error`` instead of an answer.

    BadInputError when a file cannot be read at all.
    """
    policy, calendar = load_policy_file(Path(args.policy)) if args.policy else (default_policy(), default_calendar())
    warn_of_floors(policy, _words(args))
    results = [_result(case, policy, calendar) for case in _cases(_text_of(args.file), args.file)]
    print(json.dumps({"results": results}, ensure_ascii=False, indent=1))
    return CASE_FAILED if any("error" in result for result in results) else DONE


def warn_of_floors(policy: Policy, words: Words) -> None:
    """A rehearsal may break the law; whoever reads its answers must know."""
    for finding in check(policy, floors()):
        if finding.severity is Severity.BLOCK:
            print(f"{finding.setting}: {words.say(finding.sentence)} ({finding.basis})", file=sys.stderr)


def _cases(text: str, name: str) -> list[object]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInputError(problem=f"{name}: not JSON ({error})") from error
    cases = document.get("cases") if isinstance(document, dict) else None
    if not isinstance(cases, list):
        raise BadInputError(problem=f'{name}: {{"cases": [...]}} is expected')
    return cases


def _text_of(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise BadInputError(problem=f"{name}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise BadInputError(problem=f"{name}: not UTF-8") from error


def _result(case: object, policy: Policy, calendar: WorkCalendar) -> dict[str, object]:
    """One case, decided or named as wrong; a wrong one never stops the others."""
    if not isinstance(case, dict):
        return {"id": None, "error": "case: an object is expected"}
    case_id = case.get("id")
    try:
        decision = decide_request(read_request(case.get("input"), policy), policy, calendar)
    except BadInputError as error:
        return {"id": case_id, "error": str(error.params.get("problem", error))}
    return decision_json(case_id, decision)


def run_workdays(args: argparse.Namespace) -> int:
    """Print the date; a note on standard error says when an unloaded year made it provisional.

    BadInputError when an argument is no date or no number.
    """
    start, count = _start(args.start), _count(args.count)
    calendar = default_calendar()
    try:
        due = calendar.nth_working_day(start, count)
    except OverflowError:
        raise BadInputError(problem=f"{start} + {count}: past the last year of the calendar") from None
    print(due.on.isoformat())
    if due.provisional:
        first_day = start + ONE_DAY
        year = next(year for year in range(first_day.year, due.on.year + 1) if year not in calendar.years)
        print(_words(args)(PROVISIONAL, year=year), file=sys.stderr)
    return DONE


def _start(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInputError(problem=f"FROM: {text!r} is no date (2026-11-20)") from None


def _count(text: str) -> int:
    if len(text) <= 5 and text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST_WORKING_DAYS:
        return int(text)
    raise BadInputError(problem=f"N: {text!r} is no number of working days from 1 to {MOST_WORKING_DAYS}")


def _words(args: argparse.Namespace) -> Words:
    return Words(getattr(args, "lang", None) or "en")
