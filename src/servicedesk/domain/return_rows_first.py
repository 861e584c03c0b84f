"""Rows A to C of the decision table: safety, integrity of the request, wrong goods (returns-policy 2.3).

Each row is one function: None when its condition doesn't hold, else its answer. Read them beside the table.
"""

from __future__ import annotations

from datetime import timedelta

from servicedesk.domain.calendar import add_months
from servicedesk.domain.return_case import Answer, Case, Flag, Outcome, offer, refuse, review
from servicedesk.domain.return_requests import Defect, Reason, SerialCheck

RETURN, EXCHANGE, REPAIR_FREE = Outcome.RETURN, Outcome.EXCHANGE, Outcome.REPAIR_FREE
NOT_WHAT_WAS_BOUGHT = (Reason.WRONG_ITEM, Reason.NOT_AS_DESCRIBED)


def already_refunded(case: Case) -> Answer | None:
    """B1, before everything else (2.7.1)."""
    return refuse("R-DUP") if case.request.already_returned else None


def recalled(case: Case) -> Answer | None:
    """A1. No proof and no time limit; the desk takes the goods out of use, hence the safety record."""
    return offer("S-19-RECALL", RETURN, flags=frozenset({Flag.SAFETY})) if case.request.recall else None


def officially_failed(case: Case) -> Answer | None:
    """A2. No time limit; the batch is proof enough."""
    return offer("S-54-UNQ", RETURN) if case.request.official_fail else None


def unsafe_food(case: Case) -> Answer | None:
    """A3. The flags are only raised on food, so the category isn't asked again."""
    if case.request.expired_at_sale or case.request.food_unsafe:
        return offer("S-148-FOOD", RETURN, flags=frozenset({Flag.SUPERVISOR, Flag.FOOD_SAFETY}))
    return None


def fraud_established(case: Case) -> Answer | None:
    """A4."""
    return offer("S-55-FRAUD", RETURN) if case.request.fraud else None


def serial_differs(case: Case) -> Answer | None:
    """B2."""
    return review("V-SERIAL") if case.request.serial is SerialCheck.NO else None


def sold_by_another_entity(case: Case) -> Answer | None:
    """B3. Another store of the same entity is no obstacle, so only the entity counts."""
    return review("V-CROSS") if case.request.other_entity else None


def lost_papers(case: Case) -> Answer | None:
    """B4. 三包 goods without papers: the period starts on the 90th day after manufacture (2.7.13)."""
    made_on, rules = case.request.made_on, case.policy.sanbao
    if not (case.no_proof and case.sanbao and made_on and case.request.defect is Defect.VERIFIED):
        return None
    start_on = made_on + timedelta(days=rules.lost_proof_days)
    inside = case.within(case.statutory(add_months(start_on, rules.lost_proof_months)))
    return offer("S-3B-IMEI", REPAIR_FREE) if inside else None


def no_proof(case: Case) -> Answer | None:
    """B5."""
    return review("V-NOPROOF") if case.no_proof else None


def bought_by_a_small_child(case: Case) -> Answer | None:
    """B6. Under eight there was no contract, whoever objects."""
    age = case.request.age
    if age is not None and age < case.policy.minors.void_under_age:
        return offer("V-MINOR", RETURN, flags=frozenset({Flag.SUPERVISOR}))
    return None


def bought_by_a_minor(case: Case) -> Answer | None:
    """B7. A guardian who isn't said to agree objects (2.1)."""
    age = case.request.age
    if age is not None and age < case.policy.minors.limited_under_age and case.request.guardian_objects is not False:
        return review("V-MINOR")
    return None


def not_what_was_bought(case: Case) -> Answer | None:
    """C1. Opened is fine."""
    if case.request.reason in NOT_WHAT_WAS_BOUGHT and case.within(case.wrong_item_window):
        return offer("S-WRONG", RETURN, EXCHANGE, window=case.wrong_item_window)
    return None


def not_what_was_bought_late(case: Case) -> Answer | None:
    """C2. A verified fault goes on to D and E instead (2.7.5)."""
    if case.request.reason in NOT_WHAT_WAS_BOUGHT and case.request.defect is not Defect.VERIFIED:
        return review("V-LATEQ", window=case.wrong_item_window)
    return None


def unwell(case: Case) -> Answer | None:
    """C3. No fault has been shown; a verified one goes on to D and E."""
    if case.request.reason is Reason.HEALTH and case.request.defect is not Defect.VERIFIED:
        return review("V-HEALTH", flags=frozenset({Flag.SAFETY}))
    return None
