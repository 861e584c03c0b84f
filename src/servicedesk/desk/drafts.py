"""Drafts: every form is on disk within a second of typing, and anybody at the counter can go on with it (ux 1.7).

A form has a name: its kind, a colon, and what it is about. An action that finishes a form deletes its draft in the same
transaction, so that nothing is offered again that was done.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.domain.staff import Session
from servicedesk.domain.times import to_ms
from servicedesk.records import drafts as kept_drafts
from servicedesk.records.queries import drafts as rows
from servicedesk.records.queries.drafts import Draft
from servicedesk.records.work import Work

KEPT_FOR = timedelta(days=7)
"""A draft that nobody touched for so long is deleted: it holds what people said, and nobody waits for it any more."""

RETURN, APPROVAL, VOID, VISIT, NEEDS = "return", "approval", "void", "visit", "needs"
REFUND_PAID, REFUND_FAILED, COLLEAGUE = "refund-paid", "refund-failed", "colleague"
NEW = "new"


def named(kind: str, about: str) -> str:
    """The name of a form."""
    return f"{kind}:{about}"


def kind_and_about(form: str) -> tuple[str, str]:
    """The two halves of a form's name."""
    kind, _, about = form.partition(":")
    return kind, about


def done_with(work: Work, about: str, *kinds: str) -> None:
    """The action under way finishes these forms: nobody has to go on with them."""
    kept_drafts.forget(work.connection, *(named(kind, about) for kind in kinds))


def keep(desk: Desk, who: Session | None, typed: Mapping[str, Mapping[str, Any] | None]) -> None:
    """Keep these forms as they stand, all in one transaction of their own; None: nothing is typed in it any more.

    Raises what a failing disk says. Nothing is kept for somebody who is no longer signed in."""
    if who is None or not desk.is_signed_in(who):
        return
    with desk.database.transaction() as connection:
        for form, values in typed.items():
            if values is None:
                kept_drafts.forget(connection, form)
            else:
                kept_drafts.keep(connection, form, who.staff_id, to_ms(desk.now()), values)


def unfinished(desk: Desk) -> list[Draft]:
    """What is open on this counter, newest first; what nobody touched for a week is deleted first.

    A clock that nobody trusts deletes nothing."""
    if not desk.date_doubtful:
        with desk.database.transaction() as connection:
            kept_drafts.expire(connection, to_ms(desk.now() - KEPT_FOR))
    with desk.database.reading() as connection:
        return rows.everything(connection)


def put_aside(desk: Desk, who: Session, form: str) -> Done[None] | Refused:
    """It stays, and is no longer asked about at each sign-in."""
    refused = desk.refuse_stranger(who)
    if refused:
        return refused
    with desk.database.transaction() as connection:
        kept_drafts.put_aside(connection, form)
    return Done(None, frozenset({"drafts"}))


def throw_away(desk: Desk, who: Session, form: str) -> Done[None] | Refused:
    """Somebody said that nobody needs it. It is gone."""
    refused = desk.refuse_stranger(who)
    if refused:
        return refused
    with desk.database.transaction() as connection:
        kept_drafts.forget(connection, form)
    return Done(None, frozenset({"drafts"}))
