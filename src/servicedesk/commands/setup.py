"""``init``: a new, empty counter, not interactive; prints the recovery code and the first manager's PIN, once."""

from __future__ import annotations

import argparse
import json
from typing import Any

from servicedesk.commands.counter import home_of, words_of
from servicedesk.errors import BadInputError
from servicedesk.wording import N_

_MADE = N_("The counter {store}/{terminal} was set up in {home}.")
_RECOVERY = N_("Recovery code, shown only now: {code}")
_MANAGER = N_(
    "First manager: number {number}, PIN {pin}. Keep the recovery code in the safe; the PIN can be changed after signing in."
)
_NAME = N_("Manager")


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


def init_counter(args: argparse.Namespace) -> int:
    """Exit 0 with the codes on standard output; StoreExistsError leaves what is there (exit 2)."""
    from servicedesk.desk.setup import open_counter
    from servicedesk.domain.counters import CounterProfile
    from servicedesk.terminal import SystemClock, keep_face

    words, home = words_of(args), home_of(args)
    _demand_plain(args.store, "--store")
    _demand_plain(args.terminal, "--terminal")
    _demand_zone(args.zone)
    profile = CounterProfile(
        store_id=args.store.upper(), terminal_id=args.terminal.upper(), chain_name=args.chain, store_name=args.name,
        desk_name=args.desk, phone=args.phone, hours_text=args.hours, currency=args.currency.upper(), zone=args.zone,
        province=args.province.upper(), legal_entity=args.legal_entity, paper_language=args.paper_language,
    )  # fmt: skip
    manager = args.manager_name or words(_NAME)
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


def _demand_zone(zone: str) -> None:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInputError(problem=f"--zone {zone!r} is not a time zone") from error
