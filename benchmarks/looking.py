"""What a started program tells of itself; imports next to nothing, for it is loaded into what is measured."""

from __future__ import annotations

import os


def resident_mb() -> float:
    """What this process holds in memory now."""
    with open("/proc/self/statm") as statm:
        pages = int(statm.read().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000
