"""``card verify TEXT``: whether an after-sales card is genuine and current, with no network and nobody signed in.

The code holds no customer, so nothing personal is shown. Exit 3 means a card that was replaced, here as nowhere else:
while the counter is open elsewhere the card cannot be checked, and that is exit 1.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from servicedesk.commands.counter import counter_at, words_of
from servicedesk.domain.cards import CardFault
from servicedesk.domain.sentences import Sentence
from servicedesk.errors import KnownError
from servicedesk.wording import N_

SUPERSEDED = 3
NOT_GENUINE = 4

_FAULTS = {
    CardFault.NOT_OURS: N_("This is not the code of an after-sales card. Scan the square code on the card."),
    CardFault.ALTERED: N_("Not genuine: this code was altered or is not whole. Scan it again, or ask for the receipt."),
    CardFault.UNKNOWN_KEY: N_("Not one of ours: no store we know has signed this card. Ask for the receipt."),
    CardFault.OTHER_VERSION: N_("This card is from a later release, or its code was altered. Ask for the receipt."),
    CardFault.TOO_LONG: N_("This is too long to be the code of an after-sales card. Scan the square code on the card."),
}  # fmt: skip
_CURRENT = N_("Genuine and current: card {number} of {day}.")
_ELSEWHERE = N_(
    "Genuine: card {number} of {day}, issued by another counter. Whether it was replaced is not known here."
)
_SUPERSEDED = N_("Genuine but out of date: card {number} of {day} was followed by {after}. Ask for the newer paper.")
_GOODS = N_("{name} ({code}), serial number {serial}, receipt {receipt}, bought on {day}.")
_UNTIL = N_("{what}: until {day}")


class CardNotCheckedError(KnownError):
    code = "SD-2702"
    exit_code = 1
    msgid = "The card was not checked: {reason}"


def add_parsers(subparsers: Any) -> None:
    card = subparsers.add_parser("card")
    actions = card.add_subparsers(dest="action", required=True)
    check = actions.add_parser("verify", description=N_("check the code of an after-sales card"))
    check.add_argument("text", help="the code as it was scanned; '-' reads it from standard input")
    check.set_defaults(run=verify)


def verify(args: argparse.Namespace) -> int:
    """Exit 0 genuine and current, 3 genuine but superseded, 4 not ours or altered; one line says so, then the goods."""
    from servicedesk.desk import card_paper, cards
    from servicedesk.records.errors import StoreInUseError

    words = words_of(args)
    text = sys.stdin.readline().strip() if args.text == "-" else args.text
    try:
        with counter_at(args) as desk:
            seen = cards.check(desk, text)
    except StoreInUseError as error:
        raise CardNotCheckedError(reason=Sentence(error.msgid, error.params)) from error
    if isinstance(seen, CardFault):
        print(words(_FAULTS[seen]))
        return NOT_GENUINE
    claims = seen.claims
    head = {
        cards.Standing.CURRENT: _CURRENT,
        cards.Standing.ELSEWHERE: _ELSEWHERE,
        cards.Standing.SUPERSEDED: _SUPERSEDED,
    }[seen.standing]
    print(words(head, number=claims.number, day=claims.issued_on, after=seen.after))
    if seen.standing is cards.Standing.SUPERSEDED:
        return SUPERSEDED
    shown = {"name": claims.name, "code": claims.code, "serial": claims.serial or "—", "receipt": claims.receipt_number}
    print(words(_GOODS, **shown, day=claims.goods.bought_on))
    for day in seen.deadlines:
        print(words(_UNTIL, what=words(card_paper.PERIODS[day.period]), day=day.last_on))
    return 0
