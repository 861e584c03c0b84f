"""Without a command: open the console. Nothing heavy is imported before the sign-in window stands."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from servicedesk.commands.counter import home_of, words_of
from servicedesk.paths import Home
from servicedesk.wording import N_

_NO_SCREEN = N_(
    "There is no screen here (DISPLAY and WAYLAND_DISPLAY are not set). Nothing was changed. "
    "Start it on a desktop, or under Xvfb."
)
_NO_WINDOW = N_(
    "No window can be opened here: {problem}. Nothing was changed. "
    "Have IT install this library, or run python3 dev.py run, which names the package."
)


def add_parsers(subparsers: Any) -> None:
    subparsers.add_parser("console").set_defaults(run=run)


def has_screen() -> bool:
    """Whether a window can be shown: always but on Linux; there when a display is named, or Qt was told of one."""
    named = os.environ.get("QT_QPA_PLATFORM", "")
    if named:
        return not named.startswith(("offscreen", "minimal"))
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(args: argparse.Namespace) -> int:
    """Open the counter of ``--home``. Exit 0 when the window is closed, 2 when there is no counter or no screen."""
    home = home_of(args)
    if not home.store_file.exists():
        from servicedesk.records.errors import StoreDamagedError, StoreMissingError

        if (home.keys / "store.key").exists():
            raise StoreDamagedError(detail="its file is missing")
        raise StoreMissingError(place=str(home.root))
    if not has_screen() and "QT_QPA_PLATFORM" not in os.environ:
        print(words_of(args)(_NO_SCREEN), file=sys.stderr)
        return 2
    problem = window_problem()
    if problem:
        print(words_of(args)(_NO_WINDOW, problem=problem), file=sys.stderr)
        return 2
    return open_console(home, args)


def window_problem() -> str:
    """What keeps Qt from opening a window on an X display, in the loader's words; "" when nothing does.

    Qt itself would end the program with a core dump and ten lines that help nobody."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM", "xcb") != "xcb":
        return ""
    if "QT_QPA_PLATFORM" not in os.environ and os.environ.get("WAYLAND_DISPLAY"):
        return ""
    import ctypes
    from importlib.util import find_spec

    qt = find_spec("PySide6")
    for folder in qt.submodule_search_locations or () if qt is not None else ():
        plugin = Path(folder) / "Qt" / "plugins" / "platforms" / "libqxcb.so"
        try:
            ctypes.CDLL(str(plugin))
        except OSError as error:
            return str(error)
    return ""


def open_console(home: Home, args: argparse.Namespace) -> int:
    """In the language that was named, else the one chosen in the settings, else Chinese: the chain's own."""
    from servicedesk.terminal import run_console

    return run_console(home, args.lang if args.lang_named else "")
