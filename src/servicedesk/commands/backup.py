"""``backup DEST`` and ``restore FILE``: a tool, never a file copy; a restored terminal is a new incarnation."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from servicedesk.commands.counter import counter_at, demand_outside, home_of, target_of, words_of
from servicedesk.wording import N_

_MADE = N_("Backup made and checked: {file}, {facts} facts, up to number {seq}.")
_RESTORED = N_(
    "Restored from {file}: {facts} facts, up to number {seq}. This counter goes on as incarnation {incarnation}; "
    "new numbers carry a letter."
)
_SET_ASIDE = N_("What was here before is kept in {folder}.")


def add_parsers(subparsers: Any) -> None:
    backup = subparsers.add_parser("backup")
    backup.add_argument("dest", type=target_of)
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

    # Into a folder goes a file of its own name.
    demand_outside(home_of(args), args.dest / "…" if args.dest.is_dir() else args.dest)
    with counter_at(args) as desk:
        made = backups.make(desk, args.dest)
    print(words_of(args)(_MADE, file=made.path, facts=made.facts, seq=made.head_seq))
    return 0


def put_back(args: argparse.Namespace) -> int:
    """Put a backup in place and begin a new incarnation; exit 0. Says what was here before only when something was."""
    from servicedesk.desk import backups
    from servicedesk.terminal.clock import SystemClock

    code = args.recovery_code
    if code == "-":
        code = sys.stdin.readline().strip()
    restored = backups.restore(home_of(args), SystemClock(), args.file, code)
    made = restored.backup
    shown = {"file": args.file, "facts": made.facts, "seq": made.head_seq, "incarnation": restored.incarnation}
    words = words_of(args)
    print(words(_RESTORED, **shown))
    if restored.set_aside is not None:
        print(words(_SET_ASIDE, folder=restored.set_aside))
    return 0
