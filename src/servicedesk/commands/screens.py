"""``screens``: every screen of the counter as a picture and as text, on a made-up store, without a display.

The store, the clock and the keys are always the same, so two runs give the same pictures.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from servicedesk.commands.counter import words_of
from servicedesk.wording import LANGUAGES, N_

if TYPE_CHECKING:
    from servicedesk.paths import Home
    from servicedesk.ui.showcase import Cast, Look, Showcase

AT = datetime(2026, 11, 22, 10, 42, tzinfo=ZoneInfo("Asia/Shanghai"))
"""The moment at which the pictures stand."""
DAYS = 8
THEMES = ("light", "dark", "high")
DEFAULT_SIZE = "1366x768"

_SAVED = N_("{n} pictures and their texts are in {folder}.")
Walk = Callable[["Showcase", "Cast"], Iterator[str]]


def add_parsers(subparsers: Any) -> None:
    screens = subparsers.add_parser("screens")
    screens.add_argument("--out", required=True, type=Path, help="the folder for pictures and texts")
    screens.add_argument("--theme", nargs="+", choices=THEMES, default=["light"])
    screens.add_argument("--size", nargs="+", type=size_of, default=[size_of(DEFAULT_SIZE)], metavar="WxH")
    screens.add_argument("--scale", nargs="+", type=float, default=[0.0])
    screens.add_argument("--only", default="", help="only screens whose name begins with this")
    screens.set_defaults(run=paint)


def size_of(text: str) -> tuple[int, int]:
    """``1366x768`` as width and height in pixels; argparse turns a ValueError into its usage line."""
    width, height = (int(part) for part in text.lower().split("x"))
    if width < 1 or height < 1:
        raise ValueError(text)
    return width, height


def paint(args: argparse.Namespace) -> int:
    """Exit 0 when every picture is written; an OSError of the folder is a KnownError (exit 2)."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from servicedesk.ui.showcase import Look
    from servicedesk.ui.showcase_walks import FIRST_DAY, WORKING_DAY, first_day, working_day

    words = words_of(args)
    languages = [args.lang] if args.lang_named else list(LANGUAGES)
    looks = [
        Look(language, theme, width, height, scale)
        for language in languages for theme in args.theme for width, height in args.size for scale in args.scale
    ]  # fmt: skip
    painted = 0
    with tempfile.TemporaryDirectory(prefix="servicedesk-screens-") as folder:
        for name, make, walk, screens in (
            ("day", _make_day, working_day, WORKING_DAY), ("first", _make_first_day, first_day, FIRST_DAY),
        ):  # fmt: skip
            if not any(screen.startswith(args.only) for screen in screens):
                continue
            home = make(Path(folder) / name)
            for look in looks:
                painted += _walk(home, look, walk, args)
    print(words(_SAVED, n=painted, folder=args.out))
    return 0


def _walk(home: Home, look: Look, walk: Walk, args: argparse.Namespace) -> int:
    painted = 0
    stage = on_stage(home, look)
    try:
        for name in walk(stage, cast()):
            if name.startswith(args.only):
                stage.save(args.out, name)
                painted += 1
    finally:
        stage.close()
    return painted


def _make_day(folder: Path) -> Home:
    from servicedesk.commands.demo import make_for_pictures

    home: Home = make_for_pictures(folder, AT, DAYS)
    return home


def _make_first_day(folder: Path) -> Home:
    from servicedesk.commands.demo import make_first_day

    home: Home = make_first_day(folder, AT)
    return home


def on_stage(home: Home, look: Look) -> Showcase:
    """A counter on a copy of this store, so that every walk begins with the same one."""
    from servicedesk.domain.times import FixedClock
    from servicedesk.paths import Home
    from servicedesk.terminal.face import face_of
    from servicedesk.ui.shell.topbar import CounterFace
    from servicedesk.ui.showcase import Showcase

    copy = Home(Path(tempfile.mkdtemp(dir=home.root.parent)) / "copy")
    shutil.copytree(home.root, copy.root)
    face = face_of(copy)
    return Showcase(copy, FixedClock(AT), look, CounterFace(face.chain, face.store, face.desk), face.zone)


def cast() -> Cast:
    """The demo's people, and the receipts its description names."""
    from servicedesk.commands.demo_store import description
    from servicedesk.commands.demo_till import told_number
    from servicedesk.ui.showcase import Cast

    about = description()
    people = {one["role"]: (one["number"], one["pin"]) for one in reversed(about["staff"])}
    good, late = (told_number(told, AT.date()) for told in about["receipts"])
    return Cast(people["CLERK"], people["MANAGER"], good, late)
