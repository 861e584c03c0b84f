"""When something that runs has to be said aloud: how far a clock has come (ux 6). Each is said once per stage.

Durations are measured by a clock nobody can set; days are business days.
"""

from __future__ import annotations

from datetime import date
from enum import IntEnum

from servicedesk.domain.visits import ACCEPTANCE_LIMIT_MS, ACCEPTANCE_WARNING_MS

APPROVAL_PATIENCE_S = 300
"""After so long without an answer the customer is offered a seat and some water."""


class Stage(IntEnum):
    """How pressing something is; it only ever rises."""

    CALM = 0
    NEAR = 1
    DUE = 2
    OVER = 3


def stage_of_acceptance(taken_s: float) -> Stage:
    """The ten minutes in which something to do has to be accepted: near from 8:00, over from 10:00."""
    if taken_s * 1000 >= ACCEPTANCE_LIMIT_MS:
        return Stage.OVER
    return Stage.NEAR if taken_s * 1000 >= ACCEPTANCE_WARNING_MS else Stage.CALM


def stage_of_refund(due_on: date, today: date, *, failed: bool) -> Stage:
    """Money that is owed: near on the day before, due on its day; one that failed is over at once."""
    days = (due_on - today).days
    if failed or days < 0:
        return Stage.OVER
    return {0: Stage.DUE, 1: Stage.NEAR}.get(days, Stage.CALM)


def stage_of_approval(asked_s: float | None) -> Stage:
    """A manager who was asked: over when nobody has answered for five minutes. None: nobody is asked."""
    return Stage.OVER if asked_s is not None and asked_s >= APPROVAL_PATIENCE_S else Stage.CALM
