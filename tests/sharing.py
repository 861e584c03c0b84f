"""What takes seconds to make is made by one worker of a test run and copied by all."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

LONGEST_S = 120


def made_once(scratch: Path, name: str, make: Callable[[Path], object]) -> Path:
    """The folder ``name``, made by ``make`` for the first worker that asks; the others wait for it. ``scratch`` is
    this worker's base folder of temporary files, which lies beside those of the other workers."""
    root = scratch.parent if "PYTEST_XDIST_WORKER" in os.environ else scratch
    folder, done = root / name, root / f"{name}.done"
    try:
        folder.mkdir()
    except FileExistsError:
        for _ in range(LONGEST_S * 20):
            if done.exists():
                return folder
            time.sleep(0.05)
        raise AssertionError(f"another worker began to make {folder} and never ended") from None
    make(folder)
    done.touch()
    return folder
