"""What the command line does about an error of our own: one line for the person, the traceback into the counter's log.

Statements hide their parameters (``records.database``) and the command's own words are left out, so that a log may be
sent to IT; it is readable for its owner alone.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

from servicedesk.paths import Home
from servicedesk.wording import N_, Words

CODE = "SD-1901"
MOST_BYTES = 1_000_000
"""A log that has grown beyond it is set aside, in place of the one before."""

_TOLD = N_(
    "Something went wrong inside servicedesk ({error}). What was saved before is safe. "
    "Try once more; if it happens again, send {file} to IT."
)
_NO_LOG = N_(
    "Something went wrong inside servicedesk ({error}). What was saved before is safe. "
    "The report could not be written ({problem}): call IT and read this line to them."
)


def log_of(home: Home) -> Path:
    """Where the tracebacks of one counter are kept."""
    return home.logs / "errors.log"


def tell(error: Exception, home: Home, words: Words, arguments: list[str]) -> None:
    """Say it in one line on standard error, and keep the traceback."""
    name, log = type(error).__name__, log_of(home)
    try:
        _keep(log, error, arguments)
    except OSError as problem:
        said = words(_NO_LOG, error=name, problem=problem.strerror or problem)
    else:
        said = words(_TOLD, error=name, file=log)
    print(f"servicedesk: {said} ({CODE})", file=sys.stderr)


def _keep(log: Path, error: Exception, arguments: list[str]) -> None:
    from servicedesk import __version__
    from servicedesk.terminal import SystemClock

    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > MOST_BYTES:
        os.replace(log, log.with_suffix(".log.1"))
    # Only the words that name the command: what follows them may be somebody's name or a recovery code.
    command = " ".join(argument for argument in arguments[:2] if argument.isascii() and argument.isalpha())
    head = f"{SystemClock().now().isoformat()} servicedesk {__version__} {command}\n"
    text = head + "".join(traceback.format_exception(error)) + "\n"
    with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
        file.write(text.encode("utf-8", "backslashreplace").decode("utf-8"))
