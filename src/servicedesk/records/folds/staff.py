"""Folds of the people behind the counter."""

from __future__ import annotations

from sqlalchemy import Connection

from servicedesk.domain.staff import (
    PersonalDataShown,
    RecoveryUsed,
    SignedIn,
    SignInRefused,
    StaffAdded,
    StaffLeft,
    StaffRenamed,
    StaffRoleChanged,
    StaffUnlocked,
)
from servicedesk.records.folds.registry import change, folds, notice, of_class
from servicedesk.records.journal import Recorded
from servicedesk.records.tables import staff_members


@folds(StaffAdded)
def _staff_added(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, StaffAdded)
    connection.execute(
        staff_members.insert().values(
            staff_id=fact.staff_id, number=fact.staff_number, name=recorded.personal.get("name", ""),
            role=fact.role.value, active=1,
        )
    )  # fmt: skip


@folds(StaffRenamed)
def _staff_renamed(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, StaffRenamed)
    change(connection, staff_members, "staff_id", fact.staff_id, {"name": recorded.personal.get("name", "")})


@folds(StaffRoleChanged)
def _staff_role_changed(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, StaffRoleChanged)
    change(connection, staff_members, "staff_id", fact.staff_id, {"role": fact.role.value})


@folds(StaffLeft)
def _staff_left(connection: Connection, recorded: Recorded) -> None:
    change(connection, staff_members, "staff_id", of_class(recorded.fact, StaffLeft).staff_id, {"active": 0})


@folds(SignedIn)
def _signed_in(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, SignedIn)
    change(connection, staff_members, "staff_id", fact.staff_id, {"last_signed_in_ms": recorded.header.at_ms})


@folds(SignInRefused)
def _sign_in_refused(connection: Connection, recorded: Recorded) -> None:
    notice(connection, recorded, "PIN", of_class(recorded.fact, SignInRefused).staff_id)


@folds(StaffUnlocked)
def _staff_unlocked(connection: Connection, recorded: Recorded) -> None:
    notice(connection, recorded, "UNLOCK", of_class(recorded.fact, StaffUnlocked).staff_id)


@folds(RecoveryUsed)
def _recovery_used(connection: Connection, recorded: Recorded) -> None:
    notice(connection, recorded, "RECOVERY", of_class(recorded.fact, RecoveryUsed).staff_id)


@folds(PersonalDataShown)
def _personal_data_shown(connection: Connection, recorded: Recorded) -> None:
    notice(connection, recorded, "SHOWN", of_class(recorded.fact, PersonalDataShown).what)
