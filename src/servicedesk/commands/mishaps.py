"""What the command line does about an error of our own: one line for the person, the traceback into the counter's log.

Statements hide their parameters (``records.database``), values are left out (``records.reports``) and so are the
command's own words, so that a log may be sent to IT.
"""

from __future__ import annotations

import sys

from servicedesk.paths import Home
from servicedesk.wording import N_, Words

CODE = "SD-1901"

_TOLD = N_(
    "Something went wrong inside servicedesk ({error}). What was saved before is safe. "
    "Try once more; if it happens again, send {file} to IT."
)
_NO_LOG = N_(
    "Something went wrong inside servicedesk ({error}). What was saved before is safe. "
    "The report could not be written ({problem}): call IT and read this line to them."
)


def tell(error: Exception, home: Home, words: Words, arguments: list[str]) -> None:
    """Say it in one line on standard error, and keep the traceback."""
    from servicedesk.records import reports
    from servicedesk.terminal.clock import SystemClock

    name, log = type(error).__name__, reports.log_of(home)
    # Only the words that name the command: what follows them may be somebody's name or a recovery code.
    command = " ".join(argument for argument in arguments[:2] if argument.isascii() and argument.isalpha())
    try:
        reports.keep(home, error, SystemClock().now(), command)
    except OSError as problem:
        said = words(_NO_LOG, error=name, problem=problem.strerror or problem)
    else:
        said = words(_TOLD, error=name, file=log)
    print(f"servicedesk: {said} ({CODE})", file=sys.stderr)
