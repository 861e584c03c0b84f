"""The high-water mark beside the file: how far the journal had come (reliability 3.4).

Written after each commit without waiting for the disk. A journal that does not hold the marked record has lost its
tail, or is an older copy that was put back by hand; it is named, never worked on as if nothing had happened.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from sqlalchemy import Connection, select

from servicedesk.domain.sentences import Sentence
from servicedesk.paths import Home
from servicedesk.records.errors import StoreDamagedError
from servicedesk.records.journal import Head, head
from servicedesk.records.tables import journal
from servicedesk.wording import N_

_OTHER_LIFE = N_("record {saved}, which had been saved, is not in it")
_TAIL_LOST = N_("it ends at record {reached}, but {saved} records had been saved")


def path_of(home: Home) -> Path:
    return home.root / "high-water.json"


def note(home: Home, reached: Head, incarnation: int) -> None:
    """Remember a head that COMMIT has confirmed. What can't be written is left out: the work itself is saved."""
    path = path_of(home)
    partial = path.with_name(path.name + ".part")
    mark = {"stream": reached.stream, "seq": reached.seq, "hash": reached.hash, "incarnation": incarnation}
    try:
        partial.write_text(json.dumps(mark), encoding="utf-8")
        os.replace(partial, path)
    except OSError:
        return


def _read(path: Path) -> dict[str, object]:
    """A mark, or nothing when it is missing or torn."""
    try:
        mark = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return mark if isinstance(mark, dict) else {}


def marked_seq(home: Home) -> int:
    """How many records the mark speaks of; 0 without one."""
    seq = _read(path_of(home)).get("seq")
    return seq if isinstance(seq, int) else 0


def compare(home: Home, connection: Connection) -> None:
    """Raise StoreDamagedError when the journal does not hold the marked record. No mark proves nothing."""
    mark = _read(path_of(home))
    if not mark.keys() >= {"stream", "seq", "hash"}:
        return
    stream, seq = str(mark["stream"]), mark["seq"]
    marked = select(journal.c.hash).where((journal.c.stream == stream) & (journal.c.seq == seq))
    if connection.execute(marked).scalar() == mark["hash"]:
        return
    reached = head(connection)
    if reached is None or reached.stream != stream:
        raise StoreDamagedError(detail=Sentence(_OTHER_LIFE, {"saved": seq}))
    raise StoreDamagedError(detail=Sentence(_TAIL_LOST, {"reached": reached.seq, "saved": seq}))


def highest_incarnation(home: Home) -> int:
    """The highest incarnation that ever worked in this folder, replaced files included; 0 when nothing is known.

    A backup may be put back twice: each life needs a letter of its own."""
    found = [path_of(home), *home.root.glob("replaced-*/high-water.json")]
    lives = [_read(path).get("incarnation") for path in found]
    return max((life for life in lives if isinstance(life, int)), default=0)
