"""How every measurement is made: side by side in one process, interleaved, ratios of pairs, medians of ratios.

A shared machine slows both sides of a pair alike, so the ratio holds where seconds do not. Each script shows one table;
``--write`` also puts it into RESULTS.md under its title, with the day and the class of the machine.
"""

from __future__ import annotations

import os
import platform
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("RESULTS.md")
PAIRS = 9


@dataclass
class Table:
    """One table: a line for each comparison or count. ``missed`` says which goals were not met."""

    title: str
    lines: list[tuple[str, ...]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    HEAD = ("what", "ours", "beside it", "ratio: min / median / max", "goal")

    def ratio(
        self, what: str, ours: Sequence[float], beside: str, theirs: Sequence[float], goal: float | None
    ) -> float:
        """Pairs of the same round, in seconds. A goal is missed past 1.25 times itself: less is the machine's noise."""
        ratios = sorted(one / other for one, other in zip(ours, theirs, strict=True))
        middle = statistics.median(ratios)
        told = f"{ratios[0]:.2f} / {middle:.2f} / {ratios[-1]:.2f}"
        self.lines.append(
            (what, _span(statistics.median(ours)), f"{beside} {_span(statistics.median(theirs))}", told, _goal(goal))
        )
        if goal is not None and middle > 1.25 * goal:
            self.missed.append(f"{what}: {middle:.2f}, goal {goal}")
        return middle

    def count(self, what: str, counted: float | str, goal: str, *, met: bool = True) -> None:
        """Something exact: it holds or it does not."""
        told = f"{counted:g}" if isinstance(counted, float) else str(counted)
        self.lines.append((what, told, "", "", goal))
        if not met:
            self.missed.append(f"{what}: {told}, goal {goal}")

    def show(self) -> int:
        """Print the table; the program's exit code: 1 when a goal was missed."""
        text = "\n".join(self._markdown())
        print(text)
        if "--write" in sys.argv:
            _write(self.title, text)
        for miss in self.missed:
            print(f"MISSED {miss}")
        return 1 if self.missed else 0

    def _markdown(self) -> list[str]:
        rows = [self.HEAD, *self.lines]
        widths = [max(len(row[column]) for row in rows) for column in range(len(self.HEAD))]
        told = [
            "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
        ]
        rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
        return [f"## {self.title}", "", told[0], rule, *told[1:], *(["", *self.notes] if self.notes else [])]


def interleaved(cases: dict[str, Callable[[], object]], pairs: int = PAIRS, each: int = 1) -> dict[str, list[float]]:
    """Seconds of each case, ``pairs`` rounds of A B A B …, the first round thrown away; each time ``each`` calls."""
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for turn in range(pairs + 1):
        for name, case in cases.items():
            began = time.perf_counter()
            for _ in range(each):
                case()
            if turn:
                taken[name].append((time.perf_counter() - began) / each)
    return taken


def machine() -> str:
    """The class of this machine, without its name or places: cores, system, Python."""
    system = platform.system()
    try:
        about = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
        system = f"{about['ID'].strip(chr(34)).capitalize()} {about['VERSION_ID'].strip(chr(34))}"
    except (OSError, KeyError):
        pass
    python = ".".join(platform.python_version_tuple()[:2])
    return f"{os.cpu_count()} cores, {system}, {platform.python_implementation()} {python}"


def _span(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.1f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.0f} µs"


def _goal(goal: float | None) -> str:
    return "" if goal is None else f"≤ {goal:g}"


def _write(title: str, text: str) -> None:
    """Put this table in the place of its last one."""
    told = RESULTS.read_text("utf-8") if RESULTS.exists() else "# Results of the measurements\n"
    parts = re.split(r"(?m)^(?=## )", told)
    dated = f"{text}\n\n{datetime.now(UTC).date().isoformat()}, {machine()}\n\n"
    kept = [part for part in parts if not part.startswith(f"## {title}\n")]
    head, sections = kept[0].rstrip() + "\n\n", sorted([*kept[1:], dated])
    RESULTS.write_text(head + "".join(section.rstrip() + "\n\n" for section in sections).rstrip() + "\n", "utf-8")
