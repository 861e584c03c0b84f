"""Greeting and visit: a person arrives, is greeted within 30 seconds, says why they came, and is served.

Sources: M-01, requirements 3.1. Waiting is measured on a monotonic clock: 30.0 s is in time, 30.1 s is late.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

GREETING_LIMIT_MS = 30_000
ACCEPTANCE_LIMIT_MS = 600_000
ACCEPTANCE_WARNING_MS = 480_000


class Level(StrEnum):
    """L1 is answered on the spot, L2 is something to do, L3 is somebody unhappy."""

    L1 = "L1"
    L2 = "L2"
    L3 = "L3"


class Source(StrEnum):
    """How we came to know that a person stands here."""

    KEY = "KEY"
    DOOR = "DOOR"
    SCAN = "SCAN"


class Visitor(StrEnum):
    """Who stands here, as far as it changes how they are served."""

    WALK_IN = "WALK_IN"
    MEMBER = "MEMBER"
    ELDERLY = "ELDERLY"
    WITH_CHILD = "WITH_CHILD"


class Purpose(StrEnum):
    """Why they came: eleven choices under three levels; the digit is the key on the counter."""

    PRODUCT = "PRODUCT"
    PROMOTION = "PROMOTION"
    REPRINT = "REPRINT"
    OTHER = "OTHER"
    RETURN = "RETURN"
    EXCHANGE = "EXCHANGE"
    REPAIR = "REPAIR"
    ORDER = "ORDER"
    COMPLAINT = "COMPLAINT"
    SUGGESTION = "SUGGESTION"
    INCIDENT = "INCIDENT"


LEVEL_OF = {
    Purpose.PRODUCT: Level.L1,
    Purpose.PROMOTION: Level.L1,
    Purpose.REPRINT: Level.L1,
    Purpose.OTHER: Level.L1,
    Purpose.RETURN: Level.L2,
    Purpose.EXCHANGE: Level.L2,
    Purpose.REPAIR: Level.L2,
    Purpose.ORDER: Level.L2,
    Purpose.COMPLAINT: Level.L3,
    Purpose.SUGGESTION: Level.L3,
    Purpose.INCIDENT: Level.L3,
}


class VisitState(StrEnum):
    """Where a visit stands, from arrival to its end."""

    WAITING = "WAITING"
    GREETED = "GREETED"
    SERVING = "SERVING"
    PARKED = "PARKED"
    FINISHED = "FINISHED"
    LEFT = "LEFT"


OPEN_STATES = frozenset({VisitState.WAITING, VisitState.GREETED, VisitState.SERVING, VisitState.PARKED})


def is_in_time(waited_ms: int) -> bool:
    """M-01: 30.0 s counts in time, 30.1 s late. The tenth that a person reads decides; nothing is rounded up to it."""
    return waited_ms // 100 <= GREETING_LIMIT_MS // 100


def is_accepted_in_time(taken_ms: int) -> bool:
    """M-08: 10:00 is in time, 10:01 is late."""
    return taken_ms // 1000 <= ACCEPTANCE_LIMIT_MS // 1000


@dataclass(frozen=True, slots=True)
class VisitOpened:
    """A person arrived. ``running`` counts the day's visitors from 1."""

    visit_id: str
    running: int
    source: Source


@dataclass(frozen=True, slots=True)
class VisitGreeted:
    """``waited_ms`` from arrival to greeting by the monotonic clock; None when the program was restarted in between."""

    visit_id: str
    waited_ms: int | None
    in_time: bool | None


@dataclass(frozen=True, slots=True)
class VisitClassified:
    """Why they came. The first person asked stays the owner until somebody takes over by name (requirements 3.1.5).
    personal: note (the customer's words), phone, member_code."""

    visit_id: str
    purpose: Purpose
    visitor: Visitor


@dataclass(frozen=True, slots=True)
class NeedsNoted:
    """What the person needs, in their own scenario, before anything is recommended (M-02, requirements 3.2).
    personal: scenario, beneficiary, constraints."""

    visit_id: str
    tags: tuple[str, ...]
    shown_codes: tuple[str, ...] = ()
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class VisitParked:
    """Set aside for the moment."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class VisitResumed:
    """Taken up again after it was parked."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class VisitHandedOn:
    """Another person took over by name; only now does the first-asked owner change."""

    visit_id: str
    to_staff_id: str


@dataclass(frozen=True, slots=True)
class VisitLeft:
    """The person left; ``greeted`` False is a missed visit."""

    visit_id: str
    greeted: bool


@dataclass(frozen=True, slots=True)
class VisitFinished:
    """Done. ``taken_ms`` from greeting to the end by the monotonic clock, None after a restart. personal: note."""

    visit_id: str
    taken_ms: int | None
