"""The command line: which commands there are, in whose language they speak, and how they end.

Only the module of the chosen command is imported: the console's window must not wait for SQLAlchemy, and ``--help``
for nothing at all. ``--home`` and ``--lang`` may stand before or after the command.
"""

from __future__ import annotations

import argparse
import io
import locale
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

from servicedesk import __version__
from servicedesk.errors import BadInputError, KnownError
from servicedesk.wording import LANGUAGES, N_, SOURCE_LANGUAGE, Words

DONE = 0
CHECK_FAILED = 1
WRONG_INPUT = 2
IN_USE = 3
OUR_FAULT = 70
"""A bug of ours, as sysexits.h has it: never taken for a check that failed."""
INTERRUPTED = 130

CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class Command:
    """One command: the module of ``commands`` that knows it, and what ``--help`` says of it."""

    module: str
    help: str


COMMANDS: Mapping[str, Command] = {
    CONSOLE: Command("console", N_("open the counter; this is what happens when no command is given")),
    "demo": Command("demo", N_("open a practice shop with 60 days of made-up visits, sales and returns")),
    "init": Command("setup", N_("set up a counter in an empty folder")),
    "recover": Command("setup", N_("give a manager who forgot the PIN a new one, by the recovery code")),
    "import": Command("sales", N_("read a till's sales file into the counter")),
    "decide": Command("rules", N_("ask what the rules say to one return, without a counter")),
    "policy": Command("policies", N_("check the store's rules, publish them, and try them on what was decided before")),
    "workdays": Command("rules", N_("count working days by the official calendar")),
    "refund": Command("money", N_("work out what a return pays back, and from which payment")),
    "capital": Command("money", N_("write an amount in capital figures, as slips do")),
    "card": Command("cards", N_("check whether an after-sales card is genuine and current")),
    "daylog": Command("daylog", N_("print the log of a business day")),
    "journal": Command("journal", N_("check or show the journal")),
    "rebuild": Command("journal", N_("fold every table again from the journal and compare")),
    "backup": Command("backup", N_("make a verified copy of the counter")),
    "restore": Command("backup", N_("bring a counter back from a backup")),
    "screens": Command("screens", N_("paint the screens to pictures and texts")),
    "doctor": Command("doctor", N_("check this computer and the counter on it, for a call with IT")),
}

_NO_UTF8 = N_(
    "The argument {argument} is not written in UTF-8. Nothing was changed. Type it again in a UTF-8 terminal."
)
_GLOBAL_WITH_VALUE = ("--home", "--lang")


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code. An error is one line on standard error, never a traceback."""
    _speak_utf8()
    words = Words(language_of(arguments))
    try:
        arguments = [_as_typed(argument) for argument in arguments]
        options = _parse(arguments, words)
        options.lang, options.lang_named = words.language, _value_of("--lang", arguments) is not None
        return int(options.run(options))
    except KnownError as error:
        print(f"servicedesk: {words.error(error)} ({error.code})", file=sys.stderr)
        return int(getattr(error, "exit_code", WRONG_INPUT))
    except BrokenPipeError:
        # Whoever read us has seen enough (`| head`); the interpreter must not complain while it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # the last one: what nobody foresaw must not look like a check that failed
        from servicedesk import paths
        from servicedesk.commands import mishaps

        mishaps.tell(error, paths.home(_value_of("--home", arguments)), words, list(arguments))
        return OUR_FAULT


def demand_utf8() -> None:
    """Begin again in Python's UTF-8 mode when this process reads file names in another encoding.

    In such a locale (LC_ALL=C with PYTHONUTF8=0, or an old ISO one) neither a Chinese argument nor a Chinese file name
    could be used. For the program's own door only; answers when there is nothing to do."""
    if sys.getfilesystemencoding().lower() in {"utf-8", "utf8"} or os.environ.get("PYTHONUTF8") == "1":
        return
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, "PYTHONUTF8": "1"})


def _as_typed(argument: str) -> str:
    """An argument as the text that was typed, whatever the locale made of its bytes. Raises BadInputError when it is
    no UTF-8: it could be neither recorded nor printed."""
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeError as error:
        raise BadInputError(_NO_UTF8, argument=ascii(argument)) from error


def language_of(arguments: Sequence[str]) -> str:
    """The language to speak: ``--lang``, else the locale's. Chinese of any kind is ``zh_CN``, all else English."""
    chosen = _value_of("--lang", arguments)
    if chosen is None:
        chosen = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), None)
    if chosen is None:
        chosen = locale.getlocale()[0] or ""
    return "zh_CN" if chosen.lower().startswith(("zh", "chinese")) else SOURCE_LANGUAGE


def _value_of(flag: str, arguments: Sequence[str]) -> str | None:
    for position, argument in enumerate(arguments):
        if argument == flag and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith(f"{flag}="):
            return argument.removeprefix(f"{flag}=")
    return None


def _command_of(arguments: Sequence[str]) -> str | None:
    """The first word that is neither an option nor the value of a global one."""
    skip_value = False
    for argument in arguments:
        if skip_value:
            skip_value = False
        elif argument in _GLOBAL_WITH_VALUE:
            skip_value = True
        elif not argument.startswith("-"):
            return argument
    return None


def _parse(arguments: Sequence[str], words: Words) -> argparse.Namespace:
    """Build only as much of the parser as this line needs, and parse it. Exits 2 on a wrong line, as argparse does."""
    command = _command_of(arguments)
    if command is None and not {"-h", "--help", "--version"} & set(arguments):
        command, arguments = CONSOLE, [CONSOLE, *arguments]
    parser = argparse.ArgumentParser(
        prog="servicedesk",
        description=words("The service counter of a retail store. Without a command, the counter opens."),
        epilog=words(
            "Exit codes: 0 done, 1 a check failed, 2 wrong usage or input, 3 the counter is open elsewhere, "
            "70 a bug of ours."
        ),
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"servicedesk {__version__}")
    _add_globals(parser, words, None)
    subparsers = parser.add_subparsers(dest="command", metavar=words("COMMAND"), required=True)
    chosen = COMMANDS.get(command or "")
    for name, entry in COMMANDS.items():
        if chosen is None or entry.module != chosen.module:
            subparsers.add_parser(name, help=words(entry.help))
    if chosen is not None:
        import_module(f"servicedesk.commands.{chosen.module}").add_parsers(subparsers)
        for name, subparser in subparsers.choices.items():
            subparser.description = subparser.description or COMMANDS[name].help
            _finish(subparser, words)
    return parser.parse_args(arguments)


def _finish(parser: argparse.ArgumentParser, words: Words) -> None:
    """What every command's parser gets, and those inside it: help in the reader's language, and the globals."""
    parser.description = parser.description and words(parser.description)
    for action in parser._actions:  # argparse offers no other way to reach them
        action.help = action.help and words(action.help)
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                _finish(inner, words)
    _add_globals(parser, words, argparse.SUPPRESS)


def _add_globals(parser: argparse.ArgumentParser, words: Words, default: str | None) -> None:
    """``--home`` and ``--lang``; behind a command they are suppressed by default so as not to undo those before it."""
    parser.add_argument(
        "--home",
        metavar=words("FOLDER"),
        default=default,
        help=words("the counter's data folder (else SERVICEDESK_HOME, else the platform's place)"),
    )
    parser.add_argument("--lang", choices=LANGUAGES, default=default, help=words("language of the output"))


def _speak_utf8() -> None:
    """What we print is UTF-8 wherever it goes; a file name that is not is shown escaped instead of stopping the job."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
