"""``init``: a new, empty counter, not interactive; prints the recovery code and the first manager's PIN, once.
``recover``: a new PIN for a manager who forgot theirs, by that recovery code.
"""

from __future__ import annotations

import argparse
import getpass
import json
import re
import sys
from typing import Any

from servicedesk.commands.counter import home_of, words_of
from servicedesk.errors import BadInputError
from servicedesk.wording import N_

_MADE = N_("The counter {store}/{terminal} was set up in {home}.")
_RECOVERY = N_("Recovery code, shown only now: {code}")
_MANAGER = N_(
    "First manager: number {number}, PIN {pin}. "
    "Keep the recovery code in the safe; the PIN can be changed after signing in."
)
_NAME = N_("Manager")
_NAME_EMPTY = N_("The store's name is empty. Nothing was changed. Give the name that goes on paper with --name.")
_UNPRINTABLE = N_("{option} {text} holds characters that cannot be printed. Nothing was changed. Type it again.")
_NUMBER_ODD = N_("{number} is no staff number. Nothing was changed. Give 3 to 8 digits with --manager-number.")
_CURRENCY_ODD = N_("{currency} is no currency. Nothing was changed. Give its three letters with --currency, as CNY.")
_RECOVERED = N_("New PIN of manager {number}, shown only now: {pin}. Change it after signing in.")


def add_parsers(subparsers: Any) -> None:
    init = subparsers.add_parser("init")
    init.add_argument("--store", required=True, help="store id, for example S001")
    init.add_argument("--terminal", required=True, help="terminal id, for example T01")
    init.add_argument("--name", required=True, help="the store's name as printed on paper")
    init.add_argument("--chain", default="")
    init.add_argument("--desk", default="")
    init.add_argument("--phone", default="")
    init.add_argument("--hours", default="")
    init.add_argument("--currency", default="CNY")
    init.add_argument("--zone", default="Asia/Shanghai")
    init.add_argument("--province", default="")
    init.add_argument("--legal-entity", default="")
    init.add_argument("--paper-language", choices=("zh_CN", "en"), default="zh_CN")
    init.add_argument("--manager-number", default="1001")
    init.add_argument("--manager-name", default="")
    init.add_argument("--json", action="store_true")
    init.set_defaults(run=init_counter)
    recover = subparsers.add_parser("recover")
    recover.add_argument("--manager", required=True, metavar="NUMBER", help="the manager's staff number")
    recover.add_argument(
        "--recovery-code",
        default="-",
        metavar="CODE",
        help="the code printed at init; '-' or nothing: it is asked for, or read from standard input",
    )
    recover.set_defaults(run=recover_manager)


def init_counter(args: argparse.Namespace) -> int:
    """Exit 0 with the codes on standard output; BadInputError and StoreExistsError leave what is there (exit 2)."""
    from servicedesk.desk.setup import open_counter
    from servicedesk.domain.counters import CounterProfile
    from servicedesk.terminal.clock import SystemClock
    from servicedesk.terminal.face import keep_face

    words, home = words_of(args), home_of(args)
    _demand_plain(args.store, "--store")
    _demand_plain(args.terminal, "--terminal")
    _demand_zone(args.zone)
    _demand_sense(args)
    profile = CounterProfile(
        store_id=args.store.upper(), terminal_id=args.terminal.upper(), chain_name=args.chain,
        store_name=args.name.strip(), desk_name=args.desk, phone=args.phone, hours_text=args.hours,
        currency=args.currency.upper(), zone=args.zone, province=args.province.upper(), legal_entity=args.legal_entity,
        paper_language=args.paper_language,
    )  # fmt: skip
    manager = args.manager_name.strip() or words(_NAME)
    first = open_counter(home, SystemClock(), profile, manager, args.manager_number)
    keep_face(home, profile)
    if args.json:
        shown = {
            "recovery_code": first.recovery_code,
            "manager_number": first.manager_number,
            "manager_pin": first.manager_pin,
        }
        print(json.dumps(shown))
        return 0
    print(words(_MADE, store=profile.store_id, terminal=profile.terminal_id, home=home.root))
    print(words(_RECOVERY, code=first.recovery_code))
    print(words(_MANAGER, number=first.manager_number, pin=first.manager_pin))
    return 0


def _demand_plain(text: str, name: str) -> None:
    """Ids go into numbers on paper: letters and digits only."""
    if not text.isascii() or not text.isalnum():
        raise BadInputError(problem=f"{name} {text!r} is not made of letters and digits")


def _demand_sense(args: argparse.Namespace) -> None:
    """What goes on paper and on badges: a name, a currency, a number the sign-in takes. Raises BadInputError."""
    from servicedesk.domain.staff import is_staff_number

    if not args.name.strip():
        raise BadInputError(_NAME_EMPTY)
    for name in ("name", "chain", "desk", "phone", "hours", "legal_entity", "manager_name"):
        text = getattr(args, name)
        if not text.isprintable():
            raise BadInputError(_UNPRINTABLE, option=f"--{name.replace('_', '-')}", text=ascii(text))
    if not is_staff_number(args.manager_number):
        raise BadInputError(_NUMBER_ODD, number=repr(args.manager_number))
    if not re.fullmatch(r"[A-Za-z]{3}", args.currency):
        raise BadInputError(_CURRENCY_ODD, currency=repr(args.currency))


def recover_manager(args: argparse.Namespace) -> int:
    """Exit 0 with the new PIN on standard output, once; 2 for a wrong code or somebody who is no manager here."""
    from servicedesk.commands.counter import counter_at, not_proven
    from servicedesk.desk import staff
    from servicedesk.desk.outcomes import Refused

    code = args.recovery_code
    if code == "-":
        code = getpass.getpass("Recovery code: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    with counter_at(args) as desk:
        outcome = staff.recover_manager(desk, code, args.manager)
    if isinstance(outcome, Refused):
        raise not_proven(outcome)
    print(words_of(args)(_RECOVERED, number=args.manager, pin=outcome.value))
    return 0


def _demand_zone(zone: str) -> None:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInputError(problem=f"--zone {zone!r} is not a time zone") from error
