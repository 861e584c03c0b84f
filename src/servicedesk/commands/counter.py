"""What every command that needs the counter shares: opening it, its language, and proving who asks."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servicedesk import paths
from servicedesk.errors import BadInputError, KnownError, Progress
from servicedesk.wording import N_, Words

if TYPE_CHECKING:
    from servicedesk.desk.context import Desk
    from servicedesk.desk.outcomes import Refused
    from servicedesk.domain.staff import Permission, Session


_IS_FOLDER = N_("{file} is a folder. Nothing was changed. Give the name of a file to write.")
_NO_PLACE = N_("The place to write to is empty. Nothing was changed. Give the name of a file.")


class OwnPlaceError(KnownError):
    code = "SD-2102"
    exit_code = 2
    msgid = (
        "{file} lies among the counter's own files in {home}. Nothing was changed. "
        "Choose a place outside it, or its folders backups and paper."
    )


class NotProvenError(KnownError):
    code = "SD-2101"
    exit_code = 2
    msgid = "{reason}"


def home_of(args: argparse.Namespace) -> paths.Home:
    return paths.home(getattr(args, "home", None))


def target_of(text: str) -> Path:
    """A place to write to, as it was typed. Raises BadInputError for an empty one, which would mean this folder."""
    if not text.strip():
        raise BadInputError(_NO_PLACE)
    return Path(text)


def demand_outside(home: paths.Home, target: Path) -> None:
    """Raise OwnPlaceError when writing there could cost the counter one of its own files (its records, its keys)."""
    if not home.may_receive(target):
        raise OwnPlaceError(file=str(target), home=str(home.root))


def words_of(args: argparse.Namespace) -> Words:
    """The language of this command's output: ``--lang``, else the locale's."""
    import locale

    chosen = getattr(args, "lang", None) or locale.getlocale()[0] or "en"
    return Words("zh_CN" if chosen.lower().startswith("zh") else "en")


@contextmanager
def counter_at(args: argparse.Namespace) -> Iterator[Desk]:
    """The open counter of ``--home`` for the length of a command. Raises what ``open_store`` raises (exit 1 to 3)."""
    from servicedesk.desk.setup import open_desk
    from servicedesk.terminal.clock import SystemClock

    desk = open_desk(home_of(args), SystemClock())
    try:
        yield desk
    finally:
        desk.close()


def write_lines(out: Path, lines: Iterable[bytes], end: bytes = b"\n") -> int:
    """Write lines to a file that only its owner can read, whole or not at all; answers how many.

    Raises BadInputError."""
    if out.is_dir():
        raise BadInputError(_IS_FOLDER, file=out)
    written, partial = 0, out.with_name(f".{out.name}.part")
    try:
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            for line in lines:
                file.write(line + end)
                written += 1
        os.replace(partial, out)
    except OSError as error:
        raise BadInputError(problem=f"{out}: {error.strerror}") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return written


def shown_progress() -> Progress | None:
    """A line that counts, for a person who waits; nothing when the output goes to a file or a script."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, of: int) -> None:
        print(f"\r{done}/{of}", end="\n" if done >= of else "", file=sys.stderr, flush=True)

    return show


def shown_to(desk: Desk, who: Session, what: str) -> None:
    """Leave the fact that this person was shown personal data; ``what`` names the command and its day, if any."""
    from servicedesk.domain.staff import PersonalDataShown

    with desk.work(who) as work:
        work.record(PersonalDataShown(what))


def signed_in_as(desk: Desk, staff_number: str, permission: Permission | None = None) -> Session:
    """Prove a staff member by PIN, typed or on standard input, and that they may do this.

    Raises NotProvenError with the refusal's sentence."""
    from servicedesk.desk.outcomes import Refused
    from servicedesk.desk.staff import sign_in

    pin = getpass.getpass("PIN: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    outcome = sign_in(desk, staff_number, pin)
    if isinstance(outcome, Refused):
        raise not_proven(outcome)
    refused = None if permission is None else desk.refuse_unless(outcome.value, permission)
    if refused:
        raise not_proven(refused)
    return outcome.value


def not_proven(refused: Refused) -> NotProvenError:
    """A desk's refusal as the error a command ends with (exit 2)."""
    params: dict[str, Any] = dict(refused.reason.params)
    return NotProvenError(refused.reason.msgid, **params)
