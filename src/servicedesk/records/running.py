"""Whether the last run came to its end: a mark that lies there while the console runs, and is taken away at the end."""

from __future__ import annotations

import os

from servicedesk.paths import Home


def begin(home: Home) -> bool:
    """Mark that the console runs; answers whether the run before ended suddenly. Call it with the counter open."""
    suddenly = home.running_mark.exists()
    try:
        handle = os.open(home.running_mark, os.O_WRONLY | os.O_CREAT, 0o600)
        os.fsync(handle)
        os.close(handle)
    except OSError:
        return suddenly  # the disk is full: the next start says less
    return suddenly


def end(home: Home) -> None:
    """The console ends as it should."""
    home.running_mark.unlink(missing_ok=True)
