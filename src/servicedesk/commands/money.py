"""``refund FILE`` and ``capital FEN``: the money rules without a counter, for scripts and for checking.

Neither touches the store's file. Exit codes: 0 done, 1 a scenario could not be worked out, 2 the input cannot be read.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servicedesk.domain.capitals import MOST_FEN, capital
from servicedesk.errors import BadInputError
from servicedesk.wording import N_

if TYPE_CHECKING:
    from msgspec import Raw

_DONE, _SCENARIO_FAILED = 0, 1
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_NOT_FEN = N_("{text} is no amount in fen from 0 to {most}. Nothing was changed. Give a whole number, 1030 for ¥10.30.")


def add_parsers(subparsers: Any) -> None:
    """The two commands, each with ``run(args) -> exit code``."""
    refund = subparsers.add_parser("refund")
    refund.add_argument(
        "file", metavar="FILE", help="sales and the returns that followed, as JSON; - reads standard input"
    )
    refund.set_defaults(run=work_out_refunds)
    figures = subparsers.add_parser("capital")
    figures.add_argument("fen", metavar="FEN", help="the amount in fen, 1030 for ¥10.30")
    figures.set_defaults(run=write_capital)


def work_out_refunds(args: argparse.Namespace) -> int:
    """Print ``{"results": […]}``, one per scenario in its order; a bad scenario has ``error`` instead of ``returns``.

    BadInputError when the file holds no scenarios at all.
    """
    from servicedesk.wire.refund_cases import split_scenarios

    try:
        scenarios = split_scenarios(_bytes_of(args.file))
    except BadInputError as error:
        raise BadInputError(problem=f"{args.file}: {error.params['problem']}") from error
    results = [_result(scenario) for scenario in scenarios]
    print(json.dumps({"results": results}, ensure_ascii=False, indent=1))
    return _SCENARIO_FAILED if any("error" in result for result in results) else _DONE


def _result(scenario: Raw) -> dict[str, object]:
    """One scenario, worked out or named as wrong; a wrong one never stops the others."""
    from servicedesk.wire.refund_cases import scenario_id, work_out

    try:
        return work_out(scenario)
    except BadInputError as error:
        return {"id": scenario_id(scenario), "error": str(error.params["problem"])}


def _bytes_of(name: str) -> bytes:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise BadInputError(problem=error.strerror or str(error)) from error
    return raw.removeprefix(_BYTE_ORDER_MARK)


def write_capital(args: argparse.Namespace) -> int:
    """Print the canonical capital figures of an amount, without the prefix 人民币."""
    text = args.fen
    if not re.fullmatch(r"[0-9]{1,20}", text) or int(text) > MOST_FEN:
        raise BadInputError(_NOT_FEN, text=text, most=MOST_FEN)
    print(capital(int(text)))
    return _DONE
