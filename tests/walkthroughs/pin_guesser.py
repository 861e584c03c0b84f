"""Somebody who wants to guess a PIN and has the counter to themselves: tries, plugs, restarts and clocks.

Every way to have a PIN looked at is used: signing in, approving, denying, changing the PIN, changing a colleague. What
was looked at is written to a file by whoever looks, so that no death of the program hides a guess.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from tests.builders import StaffedDesk, closing, counter, reopened
from tests.killing import killed_at

from servicedesk.desk import approvals, staff
from servicedesk.desk.approvals import ApprovalRequest
from servicedesk.desk.outcomes import Refused
from servicedesk.domain.staff import Role, Session, StaffMember
from servicedesk.records import pins

REQUEST = ApprovalRequest("settle", "RETURN", 100, "parts")
REASON = "a very good customer"
Steps = Callable[[str], None]
Guess = Callable[[StaffedDesk, Session, str], object]

WAYS: tuple[Guess, ...] = (
    lambda desk, whose, pin: staff.sign_in(desk, whose.number, pin),
    lambda desk, whose, pin: staff.sign_in(desk, whose.number, pin, by_badge=True),
    lambda desk, whose, pin: approvals.approve(desk, desk.clerk, REQUEST, whose.number, pin, REASON),
    lambda desk, whose, pin: approvals.deny(desk, desk.clerk, REQUEST, whose.number, pin, REASON),
    lambda desk, whose, pin: staff.choose_pin(desk, whose, pin, "739146"),
    lambda desk, whose, pin: staff.change_role(desk, whose, pin, desk.clerk.staff_id, Role.MANAGER),
)


class Guesser:
    """``tries`` attempts on the manager's account; ``looked_at`` is how many guesses were compared with the PIN."""

    def __init__(self, folder: Path, seed: int, patch: pytest.MonkeyPatch) -> None:
        self._dice, self._seen, self._patch = random.Random(seed), folder / "looked-at", patch
        self._seen.touch()
        with closing(counter(folder)) as desk:
            self._home, self._clock, self._pin = desk.home, desk.clock, desk.pins["1001"]
            self._account = desk.manager.staff_id
        self._steps: Steps = lambda _name: None
        patch.setattr(PasswordHasher, "verify", self._verify)

    def _verify(self, *_arguments: object) -> bool:
        """Stands for the slow hash: notes that it looked. Half of the plugs are pulled before, half just after."""
        self._steps("before the look")
        with self._seen.open("ab") as file:
            file.write(b"?")
        self._steps("after the look")
        return False

    @property
    def looked_at(self) -> int:
        return self._seen.stat().st_size

    def run(self, tries: int) -> None:
        while tries > 0:
            if self._dice.random() < 0.5:
                tries -= 1
                self._with_the_plug_pulled()
                continue
            with closing(reopened(self._home, self._clock, everybody_at_work=True)) as desk:
                for _ in range(self._dice.randrange(1, 6)):
                    tries -= 1
                    self._try(desk)

    def _with_the_plug_pulled(self) -> None:
        def dying(steps: Steps) -> None:
            self._steps = steps
            with closing(reopened(self._home, self._clock, everybody_at_work=True)) as desk:
                self._try(desk)

        killed_at(self._dice.choice((1, 2)), dying)

    def _try(self, desk: StaffedDesk) -> None:
        """One guess, in whichever way, after whatever was done to the clocks."""
        desk.clock.jump(self._dice.choice((0, -86_400, 86_400, 3600 * 24 * 365)))
        desk.clock.advance(self._dice.choice((0, 30, 900, 4000)))
        desk.sessions[desk.manager.session_id] = desk.manager
        self._dice.choice(WAYS)(desk, desk.manager, f"{self._dice.randrange(10**6):06d}")

    def right_pin_is_refused(self) -> bool:
        """Whether the account is locked: not even its owner's PIN is looked at any more."""
        before = self.looked_at
        self._clock.advance(86_400)
        with closing(reopened(self._home, self._clock)) as desk:
            outcome = staff.sign_in(desk, "1001", self._pin)
        return isinstance(outcome, Refused) and outcome.code == "PIN_LOCKED" and self.looked_at == before


def counter_after_the_check(patch: pytest.MonkeyPatch) -> None:
    """A planted bug: the PIN is looked at first and the try is counted when it was wrong."""

    def prove_pin(desk: Any, member: StaffMember, pin: str) -> Refused | None:
        refused = staff._may_try(desk, member)
        if refused:
            return refused
        with desk.database.reading() as connection:
            verifier = connection.execute(
                pins.select(pins.pin_states.c.verifier).where(pins.pin_states.c.staff_id == member.staff_id)
            ).scalar()
        if staff._fits(verifier, staff._peppered(desk.pepper, member.staff_id, pin)):
            return None
        with desk.database.transaction() as connection:
            attempts, _ = pins.count_try(connection, member.staff_id)
        return staff._wrong_pin(desk, member, attempts)

    patch.setattr(staff, "prove_pin", prove_pin)
    patch.setattr(approvals, "prove_pin", prove_pin)
