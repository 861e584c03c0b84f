"""From the start of the process to the first painted window, beside a bare PySide6 window (performance 1 and 2).

Both are fresh processes, started in turn. The first window is the sign-in window; names come when the desk's worker has
opened the file, and meanwhile the window must not stand still.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import PAIRS, ROOT, Table
from tests.builders import counter

HEAVY = (
    "sqlalchemy",
    "alembic",
    "sqlcipher3",
    "reportlab",
    "PIL",
    "msgspec",
    "pypdfium2",
    "argon2",
    "cryptography",
    "pypinyin",
)


def started(module: str, home: Path) -> dict[str, Any]:
    """Start a program and read what it tells of its first window. Bytecode is compiled, as it is when installed."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT / "src")}
    env |= {"PYTHONPYCACHEPREFIX": str(home.parent / "bytecode")}
    words = [sys.executable, "-m", module, str(home), str(time.monotonic())]
    ran = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return told


def main() -> int:
    table = Table("The first window")
    with tempfile.TemporaryDirectory() as folder:
        counter(Path(folder)).close()
        home = Path(folder) / "home"
        ours, bare = [], []
        for turn in range(PAIRS + 1):
            pair = started("benchmarks.start_ours", home), started("benchmarks.start_bare", home)
            if turn:  # the first pair compiles bytecode and fills caches
                ours.append(pair[0])
                bare.append(pair[1])
    beside = "a bare window"
    table.ratio("painted", [one["painted_s"] for one in ours], beside, [one["painted_s"] for one in bare], 1.6)
    table.ratio("processor time", [one["cpu_s"] for one in ours], beside, [one["cpu_s"] for one in bare], None)
    memory = [one["rss_mb"] for one in ours], [one["rss_mb"] for one in bare]
    ratio = statistics.median(mine / theirs for mine, theirs in zip(*memory, strict=True))
    told = f"{statistics.median(memory[0]):.0f} MB, {ratio:.2f} times {beside}'s {statistics.median(memory[1]):.0f} MB"
    table.count("memory when painted", told, "≤ 1.6 times", met=ratio <= 1.6)
    heavy = [name for name in HEAVY if name in ours[-1]["modules"]]
    table.count("heavy libraries loaded by then", ", ".join(heavy) or "none", "none", met=not heavy)
    table.count("modules loaded by then", f"{len(ours[-1]['modules'])} ({len(bare[-1]['modules'])} bare)", "")
    table.count("names to sign in with", f"{statistics.median(one['names_s'] for one in ours):.2f} s", "")
    stall_ms = statistics.median(one["stall_s"] for one in ours) * 1000
    table.count("longest standstill meanwhile", f"{stall_ms:.0f} ms", "≤ 100 ms", met=stall_ms <= 125)
    return table.show()


if __name__ == "__main__":
    sys.exit(main())
