"""The high-water mark beside the file: how far the journal had come (reliability 3.4).

Written after each commit without waiting for the disk. A file whose journal ends before the mark has lost its tail or is an
older copy that was put back by hand; it is named, never worked on as if nothing had happened.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from servicedesk.records.errors import StoreDamagedError
from servicedesk.records.journal import Head


def note(path: Path, head: Head) -> None:
    """Remember a head that COMMIT has confirmed."""
    partial = path.with_name(path.name + ".part")
    partial.write_text(json.dumps({"stream": head.stream, "seq": head.seq, "hash": head.hash}), encoding="utf-8")
    os.replace(partial, path)


def compare(path: Path, head: Head | None) -> None:
    """Raise StoreDamagedError when the journal is behind its mark. A missing or torn mark proves nothing."""
    try:
        mark = json.loads(path.read_text(encoding="utf-8"))
        stream, seq, mark_hash = str(mark["stream"]), int(mark["seq"]), str(mark["hash"])
    except (OSError, ValueError, KeyError, TypeError):
        return
    if head is None or head.stream != stream:
        raise StoreDamagedError(detail=f"its last record, {seq}, is of another life of this counter")
    if head.seq < seq or (head.seq == seq and head.hash != mark_hash):
        raise StoreDamagedError(detail=f"it ends at record {head.seq}, but {seq} records had been saved")
