"""A program that queues a paper while the system gives it less memory than that takes, and says what was answered.

``python -m tests.desk.starving_child HOME FOLDER`` takes a copy of the counter for each try, with more to spare each
time until the work comes through, and prints ``{"answers": [...], "half": [...]}``. Each try is a fork: what it does to
memory goes with it. The program is young, so that no memory an earlier work gave back is left to live on.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
from pathlib import Path

from tests.builders import MORNING, StaffedDesk, closing, done, put_to_work, reopened

from servicedesk.desk import paper, visits
from servicedesk.domain.documents import Document, Paper, Text
from servicedesk.domain.times import FixedClock
from servicedesk.domain.visits import Source
from servicedesk.errors import KnownError
from servicedesk.paths import Home
from servicedesk.records import journal

LARGE = Document("test", "RT-1", "Slip", "en", Paper.SLIP_80MM, (Text("a kettle " * 1_500_000),))
STEP_BYTES, MOST_STEPS = 4 << 20, 40


def _facts(desk: StaffedDesk) -> int:
    with desk.database.reading() as connection:
        return journal.count(connection)


def _with_memory_left(desk: StaffedDesk, spare_bytes: int) -> str:
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    before = _facts(desk)
    resource.setrlimit(resource.RLIMIT_AS, (size + spare_bytes, resource.RLIM_INFINITY))
    try:
        with desk.work(desk.clerk) as work:
            paper.queue(work, LARGE)
        said = "saved"
    except KnownError as error:
        said = type(error).__name__
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    if _facts(desk) != before + (said == "saved"):
        return f"“{said}” was said, and it is not so"
    done(visits.arrive(desk, desk.clerk, Source.KEY))  # and work goes on
    return said


def _tried(home: Home, spare_bytes: int) -> str:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            desk = reopened(home, FixedClock(MORNING))
            put_to_work(desk)
            os.write(writing, _with_memory_left(desk, spare_bytes).encode())
        except BaseException as error:
            os.write(writing, repr(error).encode()[:4000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said or "died"


def main() -> int:
    template, folder = Home(Path(sys.argv[1])), Path(sys.argv[2])
    with closing(reopened(template, FixedClock(MORNING))) as desk:
        before = _facts(desk)
    answers: list[str] = []
    half: list[int] = []
    for step in range(MOST_STEPS):
        copy = Home(folder / str(step))
        shutil.copytree(template.root, copy.root)
        answers.append(_tried(copy, step * STEP_BYTES))
        with closing(reopened(copy, FixedClock(MORNING))) as after:
            if answers[-1] == "died" and _facts(after) != before:
                half.append(step)
        shutil.rmtree(copy.root)
        if answers[-1] == "saved":
            break
    print(json.dumps({"answers": answers, "half": half}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
