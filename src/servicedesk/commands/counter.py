"""What every command that needs the counter shares: opening it, its language, and proving who asks."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from servicedesk import paths
from servicedesk.errors import KnownError
from servicedesk.wording import Words

if TYPE_CHECKING:
    from servicedesk.desk.context import Desk
    from servicedesk.domain.staff import Session


class NotProvenError(KnownError):
    code = "SD-2101"
    exit_code = 2
    msgid = "{reason}"


def home_of(args: argparse.Namespace) -> paths.Home:
    return paths.home(getattr(args, "home", None))


def words_of(args: argparse.Namespace) -> Words:
    """The language of this command's output: ``--lang``, else the locale's."""
    import locale

    chosen = getattr(args, "lang", None) or locale.getlocale()[0] or "en"
    return Words("zh_CN" if chosen.lower().startswith("zh") else "en")


@contextmanager
def counter_at(args: argparse.Namespace) -> Iterator[Desk]:
    """The open counter of ``--home`` for the length of a command. Raises what ``open_store`` raises (exit 1, 2 or 3)."""
    from servicedesk.desk.setup import open_desk
    from servicedesk.terminal import SystemClock

    desk = open_desk(home_of(args), SystemClock())
    try:
        yield desk
    finally:
        desk.close()


def signed_in_as(desk: Desk, staff_number: str) -> Session:
    """Prove a staff member by PIN, typed or on standard input. Raises NotProvenError with the refusal's sentence."""
    from servicedesk.desk.outcomes import Refused
    from servicedesk.desk.staff import sign_in

    pin = getpass.getpass("PIN: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    outcome = sign_in(desk, staff_number, pin)
    if isinstance(outcome, Refused):
        raise NotProvenError(reason=Words("en").say(outcome.reason))
    return outcome.value
