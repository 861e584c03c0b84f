"""The recorder of disk calls (``faultshim.c``): compiled once, preloaded into a process, spoken to from inside it."""

from __future__ import annotations

import ctypes
import hashlib
import os
import struct
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_SOURCE = Path(__file__).with_name("faultshim.c")
_RECORD = struct.Struct("<BiqII")


def compiled(cache: Path) -> Path:
    """The library, made by the system's C compiler when this source is not there yet. Two may do so at once."""
    source = _SOURCE.read_bytes()
    library = cache / f"faultshim-{hashlib.sha256(source).hexdigest()[:16]}.so"
    if not library.exists():
        partial = library.with_suffix(f".{os.getpid()}")
        words = ["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-fvisibility=hidden"]
        subprocess.run([*words, "-o", str(partial), str(_SOURCE), "-lpthread"], check=True)
        os.replace(partial, library)
    return library


def preloading(library: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """An environment for a process that carries the recorder."""
    return {**environment, "LD_PRELOAD": str(library)}


def scratch_parent() -> str | None:
    """Where disks are rebuilt: in memory where there is such a place, or the real disk would be what takes the time."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Shim:
    """The recorder in this process. AttributeError when it was not preloaded."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        for name in ("heal", "calls"):
            getattr(self._library, f"faultshim_{name}").restype = ctypes.c_long

    def watch(self, folder: Path | None) -> None:
        """Count what happens below this folder from now on; files that are open already do not count."""
        self._library.faultshim_watch(os.fsencode(folder.resolve()) if folder else b"")

    def record(self, log: Path | None) -> None:
        """Write what happens to a new log from now on; None ends it."""
        if self._library.faultshim_record(os.fsencode(log) if log else b"") != 0:
            raise OSError(f"the log cannot be written: {log}")

    def mark(self, text: str) -> None:
        self._library.faultshim_mark(text.encode())

    def fail(self, at: int, error: int, *, for_ever: bool) -> None:
        """Let the at-th call fail from now on; a write that fails leaves half of its bytes. 0 only counts."""
        self._library.faultshim_fail(ctypes.c_long(at), int(for_ever), error, 1)

    def heal(self) -> int:
        """No more failures; answers how many there were."""
        return int(self._library.faultshim_heal())

    def calls(self) -> int:
        """How many calls counted since ``fail``."""
        return int(self._library.faultshim_calls())


@dataclass(frozen=True, slots=True)
class Call:
    """One recorded call. ``kind``: O open (number: 1 when the file is new, 2 when it was emptied), C close, W write at
    ``number``, T cut to ``number``, S sync, R rename ``first`` to ``second``, U unlink or rmdir, D mkdir, M a mark."""

    kind: str
    file: int
    number: int
    first: bytes
    second: bytes


def read_log(log: Path) -> Iterator[Call]:
    data = log.read_bytes()
    place = 0
    while place < len(data):
        kind, file, number, first_length, second_length = _RECORD.unpack_from(data, place)
        place += _RECORD.size
        middle, end = place + first_length, place + first_length + second_length
        yield Call(chr(kind), file, number, data[place:middle], data[middle:end])
        place = end
