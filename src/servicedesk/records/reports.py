"""What is written down about a mistake of ours, for IT: where in the program it was, and nothing of anybody's.

A traceback names files, lines and functions. The values in it (locals, an exception's own text) may be a customer's, so
they are left out; what we or the system say ourselves is kept.
"""

from __future__ import annotations

import os
import traceback
from datetime import datetime
from pathlib import Path

from servicedesk import __version__
from servicedesk.errors import BugError
from servicedesk.paths import Home

MOST_BYTES = 1_000_000
"""A log that has grown beyond it is set aside, in place of the one before."""


def log_of(home: Home) -> Path:
    """Where the mistakes of one counter are kept."""
    return home.logs / "errors.log"


def crash_log_of(home: Home) -> Path:
    """Where the interpreter leaves its stack when the process is struck down (``faulthandler``)."""
    return home.logs / "crash.log"


def keep(home: Home, error: BaseException, at: datetime, doing: str = "") -> Path:
    """Append a report, readable for its owner alone. ``doing`` must hold nobody's words. Raises OSError."""
    log = log_of(home)
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > MOST_BYTES:
        os.replace(log, log.with_suffix(".log.1"))
    text = f"{at.isoformat()} servicedesk {__version__} {doing}\n" + "".join(_told(error)) + "\n"
    with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
        file.write(text.encode("utf-8", "backslashreplace").decode("utf-8"))
    return log


def _told(error: BaseException) -> list[str]:
    """The chain of errors, the first cause first, as Python tells it but without source lines and values."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [*_told(before), "then, while that was handled:\n"] if before is not None else []
    frames = traceback.extract_tb(error.__traceback__)
    lines.append("Traceback (most recent call last):\n")
    lines += [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}\n' for frame in frames]
    return [*lines, f"{type(error).__module__}.{type(error).__qualname__}{_own_words(error)}\n"]


def _own_words(error: BaseException) -> str:
    """What was said by us or by the operating system; others quote the value they stumbled over."""
    if isinstance(error, BugError | AssertionError):
        return f": {error}"
    return f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
