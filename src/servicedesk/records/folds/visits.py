"""Folds of greeting and visit."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from servicedesk.domain import visits as visiting
from servicedesk.records import finds
from servicedesk.records.folds.registry import change, folds, of_class
from servicedesk.records.journal import Recorded
from servicedesk.records.tables import visits


@folds(visiting.VisitOpened)
def _visit_opened(connection: Connection, recorded: Recorded) -> None:
    fact, header = of_class(recorded.fact, visiting.VisitOpened), recorded.header
    connection.execute(
        visits.insert().values(
            visit_id=fact.visit_id, day=header.day, running=fact.running, source=fact.source.value,
            state=visiting.VisitState.WAITING.value, opened_at_ms=header.at_ms, opened_mono_ms=header.mono_ms,
            opened_boot=header.boot,
        )
    )  # fmt: skip


@folds(visiting.VisitGreeted)
def _visit_greeted(connection: Connection, recorded: Recorded) -> None:
    fact, header = of_class(recorded.fact, visiting.VisitGreeted), recorded.header
    changes = {
        "state": visiting.VisitState.GREETED.value, "greeted_at_ms": header.at_ms, "greeted_mono_ms": header.mono_ms,
        "waited_ms": fact.waited_ms, "in_time": None if fact.in_time is None else int(fact.in_time),
        "owner_id": header.actor, "first_owner_id": header.actor,
    }  # fmt: skip
    change(connection, visits, "visit_id", fact.visit_id, changes)


@folds(visiting.VisitClassified)
def _visit_classified(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, visiting.VisitClassified)
    changes = {
        "state": visiting.VisitState.SERVING.value, "purpose": fact.purpose.value,
        "level": visiting.LEVEL_OF[fact.purpose].value, "visitor": fact.visitor.value,
        **{key: recorded.personal[key] for key in ("note", "phone", "member_code") if key in recorded.personal},
    }  # fmt: skip
    change(connection, visits, "visit_id", fact.visit_id, changes)
    finds.note_visit(connection, fact.visit_id, recorded.position)


@folds(visiting.NeedsNoted)
def _needs_noted(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, visiting.NeedsNoted)
    changes = {"scenario": recorded.personal.get("scenario", ""), "needs": " ".join(fact.tags)}
    change(connection, visits, "visit_id", fact.visit_id, changes)
    finds.note_visit(connection, fact.visit_id, recorded.position)


@folds(visiting.VisitParked)
def _visit_parked(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, visiting.VisitParked)
    change(connection, visits, "visit_id", fact.visit_id, {"state": visiting.VisitState.PARKED.value})


@folds(visiting.VisitResumed)
def _visit_resumed(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, visiting.VisitResumed)
    change(connection, visits, "visit_id", fact.visit_id, {"state": visiting.VisitState.SERVING.value})


@folds(visiting.VisitHandedOn)
def _visit_handed_on(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, visiting.VisitHandedOn)
    change(connection, visits, "visit_id", fact.visit_id, {"owner_id": fact.to_staff_id})


@folds(visiting.VisitLeft)
def _visit_left(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, visiting.VisitLeft)
    changes = {"state": visiting.VisitState.LEFT.value, "closed_at_ms": recorded.header.at_ms}
    change(connection, visits, "visit_id", fact.visit_id, changes)


@folds(visiting.VisitFinished)
def _visit_finished(connection: Connection, recorded: Recorded) -> None:
    fact = of_class(recorded.fact, visiting.VisitFinished)
    changes: dict[str, Any] = {
        "state": visiting.VisitState.FINISHED.value,
        "closed_at_ms": recorded.header.at_ms,
        "taken_ms": fact.taken_ms,
    }
    if recorded.personal.get("note"):
        changes["note"] = recorded.personal["note"]
    change(connection, visits, "visit_id", fact.visit_id, changes)
    finds.note_visit(connection, fact.visit_id, recorded.position)
