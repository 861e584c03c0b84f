"""``demo``: a living Chinese store, made by doing what a store does: its till's file is imported, people are greeted,
goods come back, money goes out, papers print. Seeded: the same seed and day give the same store. No real person.
"""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from servicedesk.commands.counter import home_of, words_of
from servicedesk.wording import N_

_MAKING = N_("Making the demo store in {home}: day {day} of {days}")
_MADE = N_("The demo store is ready in {home}: {facts} facts, {sales} receipts.")
_PEOPLE = N_("Sign in with: {people}")
_NO_SCREEN = N_(
    "No screen here (DISPLAY is not set), so the console was not opened. "
    "See it with a screen, with Xvfb, or draw it: servicedesk screens --out DIR"
)
DEMO_FOLDER = "demo"


def add_parsers(subparsers: Any) -> None:
    demo = subparsers.add_parser("demo")
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--days", type=int, default=60)
    demo.add_argument("--fresh", action="store_true", help="make it anew even when there is one")
    demo.add_argument("--no-open", action="store_true", help="make it, and don't open the console")
    demo.set_defaults(run=run_demo)


def run_demo(args: argparse.Namespace) -> int:
    """Make the store in ``--home`` (or the platform's place for the demo) unless it is there, and open it. Exit 0."""
    from servicedesk.commands.console import has_screen, open_console
    from servicedesk.paths import Home

    words, home = words_of(args), home_of(args)
    if getattr(args, "home", None) is None:
        home = Home(home.root / DEMO_FOLDER)
    if args.fresh or not home.store_file.exists():
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


def _make(home: Any, args: argparse.Namespace, words: Any) -> None:
    import shutil

    from servicedesk.commands.demo_store import DemoStore
    from servicedesk.terminal import SystemClock

    if home.root.exists() and home.store_file.exists():
        shutil.rmtree(home.root)

    def told(day: int, days: int) -> None:
        if sys.stderr.isatty() or day == days:
            print(f"\r{words(_MAKING, home=home.root, day=day, days=days)}", end="", file=sys.stderr, flush=True)

    made = DemoStore(home, SystemClock().now(), seed=args.seed, days=args.days).make(told)
    print(file=sys.stderr)
    print(words(_MADE, home=home.root, facts=made.facts, sales=made.sales))


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
