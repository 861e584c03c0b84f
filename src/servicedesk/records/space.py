"""Room on the disk, and a reserve for the day it ends: a file that only takes up space and is given up so that the day
can still be closed and printed (reliability A4)."""

from __future__ import annotations

import os
import shutil
from enum import IntEnum

from servicedesk.paths import Home

LOW_BYTES = 500_000_000
CAREFUL_BYTES = 100_000_000
RESERVE_BYTES = 64 * 1024 * 1024
_CHUNK = bytes(1024 * 1024)


class Room(IntEnum):
    """How much there is: LOW is told, below CAREFUL what can wait is not taken in, at FULL only the reserve is left."""

    FULL = 0
    CAREFUL = 1
    LOW = 2
    ENOUGH = 3


def free_bytes(home: Home) -> int | None:
    """What this program may still write there; None when the disk cannot be asked."""
    try:
        return shutil.disk_usage(home.root).free
    except OSError:
        return None


def room_of(free: int) -> Room:
    if free < CAREFUL_BYTES:
        return Room.CAREFUL
    return Room.LOW if free < LOW_BYTES else Room.ENOUGH


def has_reserve(home: Home) -> bool:
    return home.reserve.exists()


def keep_reserve(home: Home, size_bytes: int) -> bool:
    """Take the reserve while there is room for twice its size; answers whether it is there.

    Written, not only promised: a file with holes would give nothing back."""
    if has_reserve(home) or not size_bytes:
        return has_reserve(home)
    free = free_bytes(home)
    if free is None or free < 2 * size_bytes:
        return False
    partial = home.reserve.with_suffix(".part")
    try:
        with open(partial, "wb") as file:
            for at in range(0, size_bytes, len(_CHUNK)):
                file.write(_CHUNK[: size_bytes - at])
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, home.reserve)
    except OSError:
        partial.unlink(missing_ok=True)
        return False
    return True


def release_reserve(home: Home) -> bool:
    """Give the reserve's space back; False when there is none."""
    try:
        home.reserve.unlink()
    except OSError:
        return False
    return True
