"""Jobs for a disk that is full or may not be written: ``python -m tests.records.disk_child JOB FOLDER TEMPLATE``.

Each tells what it was told and what it found, as JSON; the test compares.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from tests.builders import MORNING

from servicedesk.desk import daylog, room, setup, staff, visits
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done
from servicedesk.domain.documents import Paper
from servicedesk.domain.staff import Session
from servicedesk.domain.times import FixedClock
from servicedesk.errors import KnownError
from servicedesk.paths import Home
from servicedesk.printing.printers import FolderPrinter
from servicedesk.printing.spooler import Spooler
from servicedesk.records import journal, rebuild
from servicedesk.terminal.paper import paper_ledger

RESERVE_BYTES = 1_000_000
LEFT_BYTES = 400_000
"""What the filler leaves: enough for some visits, so that the file fills up in the middle of one."""


def _said(error: KnownError) -> list[str]:
    from servicedesk.wording import Words

    return [error.code, Words("en").error(error), Words("zh_CN").error(error)]


def _facts(desk: Desk) -> int:
    with desk.database.reading() as connection:
        return journal.verify(connection)


def _serve(desk: Desk, clerk: Session) -> list[str] | None:
    """One visitor; what was said when it could not be saved."""
    try:
        visits.receive_scan(desk, clerk, None)
    except KnownError as error:
        return _said(error)
    return None


def _print_everything(desk: Desk, folder: Path) -> list[str]:
    printers = {"page": [FolderPrinter(folder, paper=Paper.A4)]}
    ledger = paper_ledger(lambda job: job(desk), lambda: None)
    spooler = Spooler(ledger, printers, desk.clock.monotonic_s)
    spooler.recover()
    while spooler.step() == 0.0:
        pass
    return [path.name for path in folder.glob("*.pdf")]


def full(folder: Path, template: Path) -> dict[str, Any]:
    """Work until the disk is full, close the day on the reserve, go on when somebody has tidied up."""
    home = Home(folder / "home")
    shutil.copytree(template / "home", home.root)
    pins = json.loads((template / "pins.json").read_text())
    desk = setup.open_desk(home, FixedClock(MORNING), reserve_bytes=RESERVE_BYTES)
    report: dict[str, Any] = {"reserve at start": room.look(desk).free_bytes is not None and home.reserve.exists()}
    filler = folder / "somebody's film"
    with filler.open("wb") as film:
        while (left := shutil.disk_usage(folder).free - LEFT_BYTES) > 0:
            film.write(bytes(min(left, 65536)))
            film.flush()
    before, acknowledged, refused = _facts(desk), 0, None
    clerk = _signed_in(desk, "1003", pins)
    while refused is None and acknowledged < 5000:
        refused = _serve(desk, clerk)
        acknowledged += refused is None
    report |= {"acknowledged": acknowledged, "said": refused, "found": _facts(desk) - before}
    manager = _signed_in(desk, "1001", pins)
    printed = daylog.print_log(desk, manager, desk.today())
    report["printed"] = isinstance(printed, Done)
    report["papers"] = len(_print_everything(desk, home.paper))
    report["reserve after printing"] = home.reserve.exists()
    report["room after printing"] = room.look(desk).room.name
    report["said after printing"] = _serve(desk, manager)
    filler.unlink()
    report["said when there is room"] = _serve(desk, manager)
    report["reserve when there is room"] = home.reserve.exists()
    with desk.database.reading() as connection:
        report["same"] = rebuild.compare(connection) is None
    desk.close()
    again = setup.open_desk(home, FixedClock(MORNING))
    report["opens again"] = _facts(again) > before
    again.close()
    return report


def _signed_in(desk: Desk, number: str, pins: dict[str, str]) -> Session:
    done = staff.sign_in(desk, number, pins[number])
    assert isinstance(done, Done), done
    return done.value


def _give_up_powers() -> None:
    """Root like anybody: what a folder's owner may not do there, root may not do either (capset(2), version 3)."""
    header, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, nothing) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def opening(folder: Path, _template: Path) -> dict[str, Any]:
    """Open the counter and tell what was said."""
    if "WITHOUT_POWERS" in os.environ:
        _give_up_powers()
    try:
        setup.open_desk(Home(folder), FixedClock(MORNING)).close()
    except KnownError as error:
        return {"said": _said(error)}
    return {"said": None}


def main() -> int:
    job, folder, template = sys.argv[1:]
    print(json.dumps({"full": full, "opening": opening}[job](Path(folder), Path(template)), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
