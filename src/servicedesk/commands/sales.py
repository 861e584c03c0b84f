"""``import sales FILE --profile P``: a till's file becomes sales the desk can find; every record is accounted for."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servicedesk.commands.counter import counter_at, shown_progress, words_of
from servicedesk.wording import N_, Words

if TYPE_CHECKING:
    from servicedesk.domain.sales_import import ImportSummary

_UNCLEAR = N_("{count} local times happened twice or never (the clocks changed); the first reading was taken.")
_MOST_SHOWN = 50
_MORE = N_("… and {count} more; --json lists all of them.")


def add_parsers(subparsers: Any) -> None:
    sales = subparsers.add_parser("import")
    sales.add_argument("what", choices=("sales",))
    sales.add_argument("file", type=Path)
    sales.add_argument("--profile", required=True, help="uci-online-retail or generic")
    sales.add_argument("--encoding", choices=("utf-8", "gb18030"), help="when the file's own cannot be told")
    sales.add_argument("--json", action="store_true")
    sales.set_defaults(run=take)


def take(args: argparse.Namespace) -> int:
    """Exit 0 when the file was read to its end, whatever was set aside; a file that is no till's is exit 2."""
    from servicedesk.commands.counter import NotProvenError
    from servicedesk.desk.outcomes import Refused
    from servicedesk.desk.sales_files import take_file
    from servicedesk.domain.staff import SYSTEM

    words = words_of(args)
    with counter_at(args) as desk:
        outcome = take_file(desk, SYSTEM, args.file, args.profile, encoding=args.encoding, progress=shown_progress())
    if isinstance(outcome, Refused):
        raise NotProvenError(reason=words.say(outcome.reason))
    summary = outcome.value
    if args.json:
        print(json.dumps(as_json(summary, words), ensure_ascii=False))
    else:
        _show(summary, words)
    return 0


def as_json(summary: ImportSummary, words: Words) -> dict[str, object]:
    """records = lines_taken + returns_linked + returns_unlinked + already_known + len(set_aside)."""
    return {
        "records": summary.records,
        "sales": summary.sales,
        "lines_taken": summary.lines_taken,
        "returns_linked": summary.returns_linked,
        "returns_unlinked": summary.returns_unlinked,
        "already_known": summary.already_known,
        "set_aside": [
            {"line": aside.line, "code": aside.code.value, "text": words.say(aside.sentence)}
            for aside in summary.set_aside
        ],
    }


def _show(summary: ImportSummary, words: Words) -> None:
    from servicedesk.desk.sales_import.telling import describe, describe_aside

    print(describe(summary, words))
    for aside in summary.set_aside[:_MOST_SHOWN]:
        print(describe_aside(aside, words))
    if len(summary.set_aside) > _MOST_SHOWN:
        print(words(_MORE, count=len(summary.set_aside) - _MOST_SHOWN))
    if summary.unclear_times:
        print(words(_UNCLEAR, count=summary.unclear_times))
