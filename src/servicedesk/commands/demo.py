"""``demo``: a living Chinese store, made by doing what a store does: its till's file is imported, people are greeted,
goods come back, money goes out, papers print. Seeded: the same seed and day give the same store. No real person.

The invariant: **nothing is ever deleted but a demo store.** One is made in a folder beside its place and carries a
marker, written last, with the fingerprint of its key; a folder that holds anything else is left as it is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servicedesk.commands.counter import home_of, words_of
from servicedesk.errors import KnownError
from servicedesk.wording import N_

if TYPE_CHECKING:
    from servicedesk.commands.demo_store import Made
    from servicedesk.paths import Home

_MAKING = N_("Making the demo store in {home}: day {day} of {days}")
_MADE = N_("The demo store is ready in {home}: {facts} facts, {sales} receipts.")
_PEOPLE = N_("Sign in with: {people}")
_NO_SCREEN = N_(
    "No screen here (DISPLAY is not set), so the console was not opened. "
    "See it with a screen, with Xvfb, or draw it: servicedesk screens --out DIR"
)
DEMO_FOLDER = "demo"


class NotADemoError(KnownError):
    code = "SD-2103"
    exit_code = 2
    msgid = (
        "{place} holds something that is not a finished demo store, so it was left as it is. "
        "Choose another folder with --home, or empty it yourself."
    )


class DemoPlaceError(KnownError):
    code = "SD-2104"
    exit_code = 2
    msgid = (
        "The demo store cannot be made in {place} ({problem}). No counter was changed. "
        "Choose another folder with --home."
    )


def add_parsers(subparsers: Any) -> None:
    demo = subparsers.add_parser("demo")
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--days", type=int, default=60)
    demo.add_argument("--fresh", action="store_true", help="make it anew even when there is one")
    demo.add_argument("--no-open", action="store_true", help="make it, and don't open the console")
    demo.set_defaults(run=run_demo)


def run_demo(args: argparse.Namespace) -> int:
    """Make the store in ``--home`` (or the platform's place for the demo) unless it is there, and open it. Exit 0.

    Raises NotADemoError, StoreInUseError, DemoPlaceError."""
    from servicedesk.commands.console import has_screen, open_console
    from servicedesk.paths import Home

    words, home = words_of(args), home_of(args)
    if getattr(args, "home", None) is None:
        home = Home(home.root / DEMO_FOLDER)
    there = is_demo(home)
    if not there and not _is_free(home):
        raise NotADemoError(place=str(home.root))
    if args.fresh or not there or not home.store_file.exists():
        _make(home, args, words)
    print(words(_PEOPLE, people=" · ".join(f"{one['number']} {one['name']} PIN {one['pin']}" for one in _people())))
    if args.no_open:
        return 0
    if not has_screen():
        print(words(_NO_SCREEN))
        return 0
    return open_console(home, args)


def _people() -> list[dict[str, str]]:
    from servicedesk.commands.demo_store import description

    people: list[dict[str, str]] = description()["staff"]
    return people


def is_demo(home: Home) -> bool:
    """Whether a finished demo store lies there: its marker fits its key, so a counter restored over it is none."""
    try:
        marker = json.loads(home.demo_marker.read_text(encoding="utf-8"))
        return bool(marker["key"] == _key_print(home))
    except (OSError, ValueError, TypeError, KeyError):
        return False


def _key_print(home: Home) -> str:
    return hashlib.sha256((home.keys / "store.key").read_bytes()).hexdigest()


def _is_free(home: Home) -> bool:
    """Whether nothing lies there, the log of an error apart."""
    try:
        return {path.name for path in home.root.iterdir()} <= {home.logs.name}
    except FileNotFoundError:
        return True
    except OSError:
        return False


def _make(home: Home, args: argparse.Namespace, words: Any) -> None:
    from servicedesk.records.backup import demand_closed

    demand_closed(home)

    def told(day: int, days: int) -> None:
        if sys.stderr.isatty() or day == days:
            print(f"\r{words(_MAKING, home=home.root, day=day, days=days)}", end="", file=sys.stderr, flush=True)

    try:
        made = _make_beside(home, args, told)
    except OSError as error:
        raise DemoPlaceError(place=str(home.root), problem=error.strerror or str(error)) from error
    print(file=sys.stderr)
    print(words(_MADE, home=home.root, facts=made.facts, sales=made.sales))


def _make_beside(home: Home, args: argparse.Namespace, told: Any) -> Made:
    """Make it in a folder of its own and only then put it in place: one that was killed half way is never met."""
    from servicedesk.commands.demo_store import DemoStore
    from servicedesk.paths import Home
    from servicedesk.records.backup import demand_closed
    from servicedesk.terminal.clock import SystemClock

    making, old = (Home(home.root.with_name(f".{home.root.name}.{end}")) for end in ("making", "old"))
    for left in (making, old):  # of one that was killed
        shutil.rmtree(left.root, ignore_errors=True)
    made = DemoStore(making, SystemClock().now(), seed=args.seed, days=args.days).make(told)
    marker = {"seed": args.seed, "days": args.days, "key": _key_print(making)}
    making.demo_marker.write_text(json.dumps(marker), encoding="utf-8")
    demand_closed(home)  # making it took a while
    if home.logs.is_dir() and not making.logs.exists():
        os.rename(home.logs, making.logs)
    if home.root.exists():
        os.rename(home.root, old.root)
    os.rename(making.root, home.root)
    shutil.rmtree(old.root, ignore_errors=True)
    return made


def make_for_pictures(folder: Path, at: datetime, days: int = 20, seed: int = 1) -> Any:
    """A small demo store that stands at a fixed moment; for ``screens`` and for tests. Answers its ``Home``."""
    from servicedesk.commands.demo_store import DemoStore
    from servicedesk.paths import Home

    DemoStore(Home(folder), at, seed=seed, days=days).make(lambda _day, _days: None)
    return Home(folder)


def make_first_day(folder: Path, at: datetime) -> Any:
    """A counter with its people on the morning of its first day: nothing has happened yet. Answers its ``Home``."""
    from servicedesk.commands.demo_store import DemoStore
    from servicedesk.paths import Home

    DemoStore(Home(folder), at, seed=1, days=0).make_new()
    return Home(folder)
