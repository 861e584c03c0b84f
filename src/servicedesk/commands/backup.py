"""``backup DEST`` and ``restore FILE``: a tool, never a file copy; a restored terminal is a new incarnation."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from servicedesk.commands.counter import counter_at, home_of, words_of
from servicedesk.wording import N_

_MADE = N_("Backup made and checked: {file}, {facts} facts, up to number {seq}.")
_RESTORED = N_(
    "Restored from {file}: {facts} facts, up to number {seq}. This counter goes on as incarnation {incarnation}; "
    "new numbers carry a letter. What was here before lies beside it, under replaced-…"
)


def add_parsers(subparsers: Any) -> None:
    backup = subparsers.add_parser("backup")
    backup.add_argument("dest", type=Path)
    backup.set_defaults(run=make)
    restore = subparsers.add_parser("restore")
    restore.add_argument("file", type=Path)
    restore.add_argument(
        "--recovery-code", help="on another machine: the code printed at init; '-' reads it from standard input"
    )
    restore.set_defaults(run=put_back)


def make(args: argparse.Namespace) -> int:
    """Write a verified backup to DEST; exit 0 with one line."""
    from servicedesk.desk import backups

    with counter_at(args) as desk:
        made = backups.make(desk, args.dest)
    print(words_of(args)(_MADE, file=made.path, facts=made.facts, seq=made.head_seq))
    return 0


def put_back(args: argparse.Namespace) -> int:
    """Put a backup in place and begin a new incarnation; exit 0 with one line."""
    from servicedesk.desk import backups
    from servicedesk.terminal import SystemClock

    code = args.recovery_code
    if code == "-":
        code = sys.stdin.readline().strip()
    restored = backups.restore(home_of(args), SystemClock(), args.file, code)
    made = restored.backup
    shown = {"file": args.file, "facts": made.facts, "seq": made.head_seq, "incarnation": restored.incarnation}
    print(words_of(args)(_RESTORED, **shown))
    return 0
