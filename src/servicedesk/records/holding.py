"""One program at a counter: an operating system's lock on a file of its own, held while the counter is open (A14).

The database's own exclusive lock is the real guard; this one answers at once, tells who holds it, and is let go by the
system when a program dies.
"""

from __future__ import annotations

import errno
import getpass
import json
import os
import sys
from pathlib import Path

from servicedesk.paths import Home
from servicedesk.records.errors import StoreInUseError, StoreOpenElsewhereError, StoreReadOnlyError

_TAKEN = {errno.EAGAIN, errno.EACCES, errno.EWOULDBLOCK, errno.EDEADLK}


class Holding:
    """The counter is ours until ``release``."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def release(self) -> None:
        """Let others in; a second time is nothing."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def take(home: Home) -> Holding:
    """Raises StoreOpenElsewhereError when somebody else's session has the counter open, StoreInUseError when one of
    our own has, StoreReadOnlyError."""
    path = home.open_lock
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreReadOnlyError(place=str(home.root)) from error
    try:
        if not _lock(handle):
            raise _in_use(path)
        _sign(handle)
    except BaseException:
        os.close(handle)
        raise
    return Holding(handle)


def demand_free(home: Home) -> None:
    """Raise StoreInUseError while a program has the counter open."""
    if home.open_lock.exists():
        take(home).release()


def _lock(handle: int) -> bool:
    """Whether the lock is ours now. A file system that knows no locks leaves the guard to the database."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _TAKEN
    return True


def _sign(handle: int) -> None:
    """Leave our name for the second one; the disk may be full, then they are told less."""
    try:
        os.ftruncate(handle, 0)
        os.write(handle, json.dumps({"pid": os.getpid(), "user": _user()}).encode())
    except OSError:
        return


def _in_use(path: Path) -> StoreInUseError:
    try:
        user = str(json.loads(path.read_text(encoding="utf-8"))["user"])
    except (OSError, ValueError, KeyError, TypeError):
        return StoreInUseError()
    return StoreInUseError() if user in ("", _user()) else StoreOpenElsewhereError(user=user)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
