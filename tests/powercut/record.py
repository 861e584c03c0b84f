"""What a shift left behind: its calls in order, and for each moment what people had been told by then."""

from __future__ import annotations

import bisect
import json
import os
import shutil
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.faultshim.shim import Call, Shim, read_log
from tests.powercut.disk import Disk

PAPER = "paper"


@dataclass
class Recording:
    """``calls`` are what the disk was asked, without the marks. What was told stands beside the number of calls after
    which it was told, rising."""

    before: Path
    """The disk as it was at the beginning; the calls know it as ``known_as``."""
    known_as: Path
    calls: list[Call]
    commits: list[tuple[int, list[str]]] = field(default_factory=list)
    """When each COMMIT began, and the facts in it; the first COMMIT is number 1."""
    saved: list[tuple[int, int]] = field(default_factory=list)
    """When somebody was told that everything up to a COMMIT is saved."""
    settled: list[tuple[int, str]] = field(default_factory=list)
    papers: list[tuple[int, str]] = field(default_factory=list)

    def disk(self, *, ordered: bool = True, lies_after: int | None = None) -> Disk:
        """The disk at the beginning, of a kind (``disk.Disk``)."""
        return Disk(self.before, self.known_as, ordered=ordered, lies_after=lies_after)

    def begun(self, at: int) -> int:
        """How many COMMITs had begun."""
        return bisect.bisect_right(self.commits, at, key=lambda one: one[0])

    def told_saved(self, at: int) -> int:
        """The last COMMIT that somebody had been told of."""
        before = bisect.bisect_right(self.saved, at, key=lambda one: one[0])
        return self.saved[before - 1][1] if before else 0

    def settled_by(self, at: int) -> list[str]:
        return [number for when, number in self.settled if when <= at]

    def papers_by(self, at: int) -> list[str]:
        """The numbers of the slips that had begun to come out."""
        return [number for when, number in self.papers if when <= at]


def record(folder: Path, template: Path | None, shim: Shim, work: Callable[[Path], None]) -> Recording:
    """Copy the counter to ``folder``/disk/home (None: there is none yet) and let a fork of this process ``work``."""
    disk, before, log = folder / "disk", folder / "before", folder / "log"
    disk.mkdir()
    if template is not None:
        shutil.copytree(template, disk / "home")
    shutil.copytree(disk, before)
    child = os.fork()
    if child == 0:
        _work_and_leave(disk, log, folder / "trouble", shim, work)
    _, status = os.waitpid(child, 0)
    if status != 0:
        raise AssertionError((folder / "trouble").read_text() if (folder / "trouble").exists() else f"status {status}")
    return _understood(before, disk, log)


def _work_and_leave(disk: Path, log: Path, trouble: Path, shim: Shim, work: Callable[[Path], None]) -> None:
    code = 0
    try:
        shim.watch(disk)
        shim.record(log)
        work(disk)
        shim.record(None)
    except BaseException:
        code = 1
        trouble.write_text(traceback.format_exc())
    os._exit(code)


def _understood(before: Path, disk: Path, log: Path) -> Recording:
    recording = Recording(before, disk, [])
    papers = os.fsencode(disk.resolve() / PAPER) + b"/"
    for call in read_log(log):
        at = len(recording.calls)
        if call.kind != "M":
            recording.calls.append(call)
            if call.kind == "O" and call.number & 1 and call.first.startswith(papers):
                name = Path(os.fsdecode(call.first)).stem
                recording.papers.append((at, name.split("-", 1)[1]))
            continue
        told = json.loads(call.first)
        if "commit" in told:
            recording.commits.append((at, told["ids"]))
        elif "saved" in told:
            recording.saved.append((at, told["saved"]))
        else:
            recording.settled.append((at, told["settled"]))
    return recording
