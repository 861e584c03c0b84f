"""What is known of one thing somebody wants to give back: the inputs of the decision table (returns-policy 2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from types import NoneType
from typing import get_args, get_type_hints

from servicedesk.errors import BadInputError


class Channel(StrEnum):
    """Where the contract was made."""

    STORE = "STORE"  # chosen and handed over at a counter
    REMOTE = "REMOTE"  # the contract was made online, by phone, TV or mail; store pickup included


class Proof(StrEnum):
    """What shows the purchase; all but the gift receipt and none are equal."""

    RECEIPT = "RECEIPT"
    E_RECEIPT = "E_RECEIPT"
    INVOICE = "INVOICE"
    MEMBER_RECORD = "MEMBER_RECORD"
    PAYMENT_RECORD = "PAYMENT_RECORD"
    SERIAL_RECORD = "SERIAL_RECORD"
    GIFT_RECEIPT = "GIFT_RECEIPT"
    NONE = "NONE"


class Condition(StrEnum):
    """What the goods look like."""

    SEALED = "SEALED"
    INTACT = "INTACT"  # opened, unused, complete
    OPENED_SEAL = "OPENED_SEAL"  # the one-time hygiene seal is broken
    USED = "USED"
    DAMAGED = "DAMAGED"


class Tags(StrEnum):
    """Whether the tags are on."""

    OK = "OK"
    CUT = "CUT"


class Accessories(StrEnum):
    """Whether everything that came with it is there."""

    COMPLETE = "COMPLETE"
    MISSING = "MISSING"


class SerialCheck(StrEnum):
    """Whether the serial number is the one that was sold."""

    YES = "YES"
    NO = "NO"
    NA = "NA"


class Reason(StrEnum):
    """Why the customer comes."""

    NO_REASON = "NO_REASON"
    QUALITY = "QUALITY"
    WRONG_ITEM = "WRONG_ITEM"
    NOT_AS_DESCRIBED = "NOT_AS_DESCRIBED"
    GIFT = "GIFT"
    HEALTH = "HEALTH"


class Defect(StrEnum):
    """What a test of the fault found."""

    VERIFIED = "VERIFIED"
    UNKNOWN = "UNKNOWN"
    INCONCLUSIVE = "INCONCLUSIVE"
    USER_DAMAGE = "USER_DAMAGE"
    DISCLOSED = "DISCLOSED"  # the very flaw that was shown at the sale
    NONE_FOUND = "NONE_FOUND"


class Part(StrEnum):
    """What failed: the whole unit, a main part, or an accessory with a period of its own."""

    WHOLE = "WHOLE"
    MAIN = "MAIN"
    BATTERY = "BATTERY"
    HEADSET = "HEADSET"
    CHARGER = "CHARGER"


class Stock(StrEnum):
    """Whether the same model can be handed over."""

    YES = "YES"
    NO = "NO"


class Confirmed(StrEnum):
    """Whether the customer confirmed, for this purchase, that there is no return (Art. 7 of the remote rules)."""

    NONE = "NONE"
    DEFAULT_TICKED = "DEFAULT_TICKED"
    EXPLICIT = "EXPLICIT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One item, one wish, one day. Dates are the store's calendar dates; absent inputs have the values of 2.7.3."""

    seen_on: date  # `at`: the goods are at the desk
    bought_on: date | None = None
    delivered_on: date | None = None
    installed_on: date | None = None
    exchanged_on: date | None = None  # the last exchange
    notified_on: date | None = None  # `notice`: the customer first asked
    made_on: date | None = None
    intake_on: date | None = None  # a repair has been running since

    channel: Channel = Channel.STORE
    category: str = "OTHER"
    province: str | None = None
    proof: Proof = Proof.RECEIPT
    serial: SerialCheck = SerialCheck.NA
    reason: Reason = Reason.NO_REASON
    defect: Defect = Defect.UNKNOWN
    condition: Condition = Condition.INTACT
    tags: Tags = Tags.OK
    accessories: Accessories = Accessories.COMPLETE
    activated: bool = False

    repairs: int = 0  # finished ones, in the same warranty period
    repair_days: int = 0  # of the finished ones
    waiting_for_parts: bool = False  # why the running repair stands still
    part: Part = Part.WHOLE
    accessory_replaced: int = 0
    stock: Stock = Stock.YES
    fundamental: bool = False  # the purpose of the purchase is defeated

    confirmed: Confirmed = Confirmed.NONE
    disclosed_flaw: bool = False
    near_expiry: bool = False
    clearance: bool = False
    no_reason_days_at_sale: int | None = None

    recall: bool = False
    official_fail: bool = False
    expired_at_sale: bool = False
    food_unsafe: bool = False
    fraud: bool = False
    already_returned: bool = False
    other_entity: bool = False
    sold_store: str | None = None
    handling_store: str | None = None
    age: int | None = None
    guardian_objects: bool | None = None  # None counts as yes once an age is given
    refund_minor: int | None = None
    cash_minor: int | None = None

    assumed: frozenset[str] = frozenset()
    """Fields nobody answered, which stand at their default: shown as assumed, no part of the decision."""

    @property
    def start_on(self) -> date | None:
        """Where every period begins: installation, else delivery, else the sale."""
        return self.installed_on or self.delivered_on or self.bought_on

    @property
    def asked_on(self) -> date:
        """The request date of every window (2.7.4)."""
        return self.notified_on or self.seen_on


_NOT_BEFORE_START = (
    ("at", "seen_on"),
    ("notice", "notified_on"),
    ("exchanged", "exchanged_on"),
    ("intake", "intake_on"),
)
_NOT_AFTER_SEEN = (
    ("notice", "notified_on"),
    ("exchanged", "exchanged_on"),
    ("intake", "intake_on"),
    ("made", "made_on"),
)


def require_possible(request: Request) -> None:
    """Refuse to decide on dates that cannot be (2.7.3): BadInputError names the first, by its name in 2.1.

    Goods without any proof need no start: rows A and B answer them all, and none of those counts from it.
    """
    start_on = request.start_on
    if start_on is None and request.proof is not Proof.NONE:
        raise BadInputError(problem="no start: give bought, delivered or installed")
    for name, field in _NOT_BEFORE_START:
        day: date | None = getattr(request, field)
        if day is not None and start_on is not None and day < start_on:
            raise BadInputError(problem=f"{name}: {day} is before the start, {start_on}")
    for name, field in _NOT_AFTER_SEEN:
        day = getattr(request, field)
        if day is not None and day > request.seen_on:
            raise BadInputError(problem=f"{name}: {day} is after the day the goods were seen, {request.seen_on}")


@lru_cache(maxsize=10_000)
def field_value(name: str, text: str) -> object:
    """A field's value from what a decision kept of it, which is ``str(value)``. ValueError where it is none of it."""
    hint = _hints().get(name)
    kinds = [kind for kind in get_args(hint) or (hint,) if kind is not NoneType]
    match kinds:
        case [type() as kind] if issubclass(kind, StrEnum | str):
            return kind(text)
        case [type() as kind] if kind is bool and text in ("True", "False"):
            return text == "True"
        case [type() as kind] if kind is int:
            return int(text)
        case [type() as kind] if kind is date:
            return date.fromisoformat(text)
    raise ValueError(f"{name}: {text!r}")


@cache
def _hints() -> dict[str, object]:
    return get_type_hints(Request)
