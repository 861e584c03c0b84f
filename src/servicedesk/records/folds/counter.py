"""Folds of the counter itself: who it is, its rules, its clock, and what the daily log should mention."""

from __future__ import annotations

from sqlalchemy import Connection

from servicedesk.domain.counters import (
    ClockJumped,
    CounterOpened,
    CounterRestored,
    DateChecked,
    PolicyAdopted,
    ProfileChanged,
)
from servicedesk.domain.returns_facts import DayLogPrinted, DrawerOpened, SalesImported
from servicedesk.records.folds.registry import folds, notice, of_class
from servicedesk.records.journal import Recorded
from servicedesk.records.tables import counter_state
from servicedesk.wire import profiles


@folds(CounterOpened)
def _counter_opened(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, CounterOpened)
    connection.execute(
        counter_state.insert().values(one=1, profile=profiles.encode(fact.profile), incarnation=1, policy_version="")
    )


@folds(ProfileChanged)
def _profile_changed(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, ProfileChanged)
    connection.execute(counter_state.update().values(profile=profiles.encode(fact.profile)))


@folds(CounterRestored)
def _counter_restored(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, CounterRestored)
    connection.execute(counter_state.update().values(incarnation=fact.incarnation))
    notice(connection, recorded, "RESTORED", str(fact.left_seq))


@folds(PolicyAdopted)
def _policy_adopted(connection: Connection, recorded: Recorded) -> None:
    connection.execute(counter_state.update().values(policy_version=of_class(recorded.fact, PolicyAdopted).version))


@folds(ClockJumped)
def _clock_jumped(connection: Connection, recorded: Recorded) -> None:
    notice(connection, recorded, "CLOCK", str(of_class(recorded.fact, ClockJumped).jump_s))


@folds(DateChecked)
def _date_checked(connection: Connection, recorded: Recorded) -> None:
    notice(connection, recorded, "DATE", "right" if of_class(recorded.fact, DateChecked).right else "wrong")


@folds(SalesImported)
def _sales_imported(connection: Connection, recorded: Recorded) -> None:
    notice(connection, recorded, "IMPORT", of_class(recorded.fact, SalesImported).file_name)


@folds(DayLogPrinted)
def _day_log_printed(connection: Connection, recorded: Recorded) -> None:
    notice(connection, recorded, "DAY_LOG", of_class(recorded.fact, DayLogPrinted).day.isoformat())


@folds(DrawerOpened)
def _drawer_opened(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, DrawerOpened)
    notice(connection, recorded, "DRAWER", fact.about or fact.reason)
