"""A whole counter laid out beside the one at work, and put in its place all at once.

The invariant: **whenever the power goes, the next start finds the old counter or the new one, never neither.** The new
one is made in ``arriving``; renaming that folder to ``arrived`` is the one moment that decides. What follows only moves
files, can be repeated from any point, and is finished at the next start if need be.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from servicedesk.paths import Home
from servicedesk.records import durable, highwater
from servicedesk.records.errors import StoreReadOnlyError

_ASIDE_NAME = "set-aside"


def begin(home: Home) -> Home:
    """An empty folder for the new counter; what an earlier, interrupted attempt left is thrown away."""
    folder = home.root / "arriving"
    try:
        durable.make_folder(home.root, 0o700)
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise StoreReadOnlyError(place=str(home.root)) from error
    return Home(folder)


def put_in_place(home: Home, steps: Callable[[str], None]) -> Path | None:
    """Make what ``begin`` gave the counter. The old one is kept in the first free ``replaced-N``, never deleted;
    answers that folder, or None when there was nothing to keep."""
    arriving, aside = home.root / "arriving", _free_name(home)
    (arriving / _ASIDE_NAME).write_text(aside, encoding="utf-8")
    durable.sync_tree(arriving)
    steps("before arriving")
    os.rename(arriving, home.root / "arrived")
    durable.sync(home.root)
    steps("arrived")
    finish(home, steps)
    return home.root / aside if (home.root / aside).exists() else None


def _free_name(home: Home) -> str:
    number = 1
    while (home.root / f"replaced-{number}").exists():
        number += 1
    return f"replaced-{number}"


def _no_steps(_step: str) -> None:
    return None


def finish(home: Home, steps: Callable[[str], None] = _no_steps) -> None:
    """Move what arrived into place; called at every start, does nothing when nothing has arrived.

    As long as a file still lies in ``arrived``, one of the same name in the counter's folder is the old one."""
    arrived = Home(home.root / "arrived")
    marker = arrived.root / _ASIDE_NAME
    if not arrived.root.is_dir():
        return
    if marker.exists():
        aside = home.root / marker.read_text(encoding="utf-8")
        moves = (
            ((home.keys,), arrived.keys, home.keys),
            ((highwater.path_of(home),), highwater.path_of(arrived), highwater.path_of(home)),
            (_database_files(home), arrived.store_file, home.store_file),
        )
        for old, new, place in moves:
            if new.exists():
                for file in old:
                    _keep(file, aside)
                    steps(f"kept {file.name}")
                # Not every disk keeps names in the order they were changed: the old one has its new name for good
                # before its old name is given to another.
                if aside.exists():
                    durable.sync(aside)
                    durable.sync(home.root)
                os.rename(new, place)
                steps(f"placed {place.name}")
        durable.sync(home.root)
        marker.unlink()
    shutil.rmtree(arrived.root)


def _database_files(home: Home) -> tuple[Path, ...]:
    return tuple(home.store_file.with_name(home.store_file.name + end) for end in ("-wal", "-shm", ""))


def _keep(file: Path, aside: Path) -> None:
    if file.exists():
        durable.make_folder(aside, 0o700)
        os.rename(file, aside / file.name)
