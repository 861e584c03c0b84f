"""Counts what SQLite asks of the disk, per file and kind, without a compiler: the table of calls of each file it opens
is replaced by a copy in which ``xSync`` and ``xWrite`` count before they go on. The library is the program's own.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p, cast
from dataclasses import dataclass, field

import sqlcipher3._sqlite3 as library

_WAL, _MAIN = 0x80000, 0x100
# SQLite keeps the name it passes as an address: a copy handed on (c_char_p) would leave it with freed memory.
_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)


class _Vfs(Structure):
    """sqlite3_vfs as far as xOpen."""

    _fields_ = (
        ("version", c_int), ("file_size", c_int), ("longest_path", c_int), ("next", c_void_p), ("name", c_char_p),
        ("own", c_void_p), ("open", _OPEN),
    )  # fmt: skip


class _Calls(Structure):
    """sqlite3_io_methods, version 3."""

    _fields_ = (
        ("version", c_int), ("close", c_void_p), ("read", c_void_p), ("write", _WRITE), ("truncate", c_void_p),
        ("sync", _SYNC), *((name, c_void_p) for name in (
            "size", "lock", "unlock", "is_reserved", "control", "sector", "character", "shm_map", "shm_lock",
            "shm_barrier", "shm_unmap", "fetch", "unfetch",
        )),
    )  # fmt: skip


class _File(Structure):
    _fields_ = (("calls", POINTER(_Calls)),)


@dataclass
class DiskCalls:
    """How often the write-ahead log and the database file were synced, and the bytes written to both."""

    wal_syncs: int = 0
    file_syncs: int = 0
    bytes_written: int = 0
    kept: list[object] = field(default_factory=list, repr=False)
    """Tables and functions that SQLite may still call."""

    def reset(self) -> None:
        self.wal_syncs = self.file_syncs = self.bytes_written = 0


_ALIVE: list[DiskCalls] = []


@contextmanager
def counting() -> Iterator[DiskCalls]:
    """Counts for every file that is opened inside; those files have to be closed inside too."""
    sqlite = ctypes.CDLL(library.__file__)
    sqlite.sqlite3_vfs_find.restype = POINTER(_Vfs)
    sqlite.sqlite3_vfs_find.argtypes = [c_char_p]
    sqlite.sqlite3_initialize()
    vfs = sqlite.sqlite3_vfs_find(None).contents
    counted, before = DiskCalls(), cast(vfs.open, c_void_p).value
    plain_open = _OPEN(before or 0)

    def opening(vfs_pointer: int, name: int, file: int, flags: int, out: object) -> int:
        code: int = plain_open(vfs_pointer, name, file, flags, out)
        if code == 0 and flags & (_WAL | _MAIN):
            _watch(cast(file, POINTER(_File)).contents, counted, wal=bool(flags & _WAL))
        return code

    vfs.open = _OPEN(opening)
    _ALIVE.append(counted)
    try:
        yield counted
    finally:
        vfs.open = _OPEN(before or 0)


def _watch(file: _File, counted: DiskCalls, *, wal: bool) -> None:
    """Give this one file a table of calls of its own."""
    plain, own = file.calls.contents, _Calls()
    ctypes.pointer(own)[0] = plain
    plain_sync, plain_write = _address(plain.sync, _SYNC), _address(plain.write, _WRITE)

    def sync(pointer: int, flags: int) -> int:
        if wal:
            counted.wal_syncs += 1
        else:
            counted.file_syncs += 1
        return int(plain_sync(pointer, flags))

    def write(pointer: int, data: int, length: int, offset: int) -> int:
        counted.bytes_written += length
        return int(plain_write(pointer, data, length, offset))

    own.sync, own.write = _SYNC(sync), _WRITE(write)
    counted.kept += [own, own.sync, own.write]
    file.calls = ctypes.pointer(own)


def _address(function: object, shape: type) -> object:
    """The C function itself, apart from the structure that named it."""
    return shape(cast(function, c_void_p).value)  # type: ignore[arg-type] # a function pointer is one
