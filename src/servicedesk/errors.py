"""The only two kinds of error: the world's fault (KnownError) and ours (BugError).

A refusal is neither: rules return refusals as values. Anything else that is raised is a bug and is let through.
"""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Told how far a long work has come: done, of how many. It raises ``StoppedError`` when somebody wants it stopped."""


def no_progress(_done: int, _total: int) -> None:
    """Nobody looks on."""


class KnownError(Exception):
    """Something in the world is wrong and a person can do something about it.

    ``msgid`` is the English source of one sentence of the form *what happened · is my work safe · what to do now*
    (ux 7); ``params`` fill its ``{placeholders}``; ``code`` is the small grey code a clerk can read over the phone.
    Wording turns it into the reader's language; ``str(error)`` is the English sentence.
    """

    code = "SD-0001"
    msgid = "Something outside servicedesk went wrong. Saved work is safe. Try again, or call IT."

    def __init__(self, msgid: str | None = None, /, *, code: str | None = None, **params: object) -> None:
        self.msgid = msgid or type(self).msgid
        self.code = code or type(self).code
        self.params = params
        super().__init__(self.msgid.format(**params))


class BugError(Exception):
    """An invariant of ours does not hold. Never caught to carry on; the journal stays whole."""


class BadInputError(KnownError):
    """What came from outside (a file, an argument, a field) cannot be read as what it should be."""

    code = "SD-2001"
    msgid = "This input cannot be read: {problem}. Nothing was changed. Correct it and try again."


class StoppedError(Exception):
    """Somebody stopped a long work: no fault at all. What it leaves behind is whole, and the same call goes on."""
