"""The decision table of returns-policy 2.3: its rows in their order, and how the first that matches is found.

Hold it beside the page. D2 and D6 answer nothing themselves, they send a request on to other rows; a verdict names them
in ``path``. B1 stands before the A rows (2.7.1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from servicedesk.domain import return_rows_faults as faults
from servicedesk.domain import return_rows_first as first
from servicedesk.domain import return_rows_unwanted as unwanted
from servicedesk.domain.return_case import Answer, Case, Outcome
from servicedesk.domain.return_requests import Channel, Defect, Proof
from servicedesk.errors import BugError


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``reads`` are the facts its condition is about, shown when it decides."""

    id: str
    rule: Callable[[Case], Answer | None]
    reads: tuple[str, ...] = ()


FIRST = (
    Row("B1", first.already_refunded, ("already_returned",)),
    Row("A1", first.recalled, ("recall",)),
    Row("A2", first.officially_failed, ("official_fail",)),
    Row("A3", first.unsafe_food, ("expired_at_sale", "food_unsafe")),
    Row("A4", first.fraud_established, ("fraud",)),
    Row("B2", first.serial_differs, ("serial",)),
    Row("B3", first.sold_by_another_entity, ("other_entity",)),
    Row("B4", first.lost_papers, ("proof", "category", "made_on", "defect")),
    Row("B5", first.no_proof, ("proof",)),
    Row("B6", first.bought_by_a_small_child, ("age",)),
    Row("B7", first.bought_by_a_minor, ("age", "guardian_objects")),
    Row("C1", first.not_what_was_bought, ("reason",)),
    Row("C2", first.not_what_was_bought_late, ("reason", "defect")),
    Row("C3", first.unwell, ("reason", "defect")),
)

_STAY = ("intake_on", "waiting_for_parts")
FAULTS = (
    Row("D1", faults.not_tested, ("reason", "defect", "category")),
    Row("D3", faults.test_inconclusive, ("defect", "category")),
    Row("D4", faults.damaged_by_user, ("defect", "category")),
    Row("D5", faults.flaw_was_disclosed, ("defect",)),
    Row("E0", faults.accessory, ("category", "defect", "part", "accessory_replaced", "repair_days")),
    Row("E1", faults.sanbao_first_days, ("category", "defect")),
    Row("E2", faults.exchange_without_stock, ("category", "defect", "stock", "repairs", *_STAY)),
    Row("E3", faults.sanbao_exchange_days, ("category", "defect", "exchanged_on", "stock")),
    Row("E4", faults.zhejiang_repairs, ("category", "defect", "province", "repairs", "repair_days", "intake_on")),
    Row("E5", faults.repaired_twice, ("category", "defect", "repairs", "repair_days", "stock")),
    Row("E6", faults.parts_missing, ("category", "defect", *_STAY, "stock")),
    Row("E7", faults.in_repair_too_long, ("category", "defect", *_STAY, "province", "stock")),
    Row("E8", faults.in_warranty, ("category", "defect", "exchanged_on", "repairs", "repair_days", "province")),
    Row("E9", faults.main_part_in_warranty, ("category", "defect", "part", "repair_days")),
    Row("E10", faults.warranty_over, ("category", "defect", "part", "repair_days")),
    Row("E11", faults.other_first_days, ("category", "defect")),
    Row("E12", faults.purpose_defeated, ("category", "defect", "fundamental")),
    Row("E13", faults.beijing_months, ("category", "defect", "province", "fundamental")),
    Row("E14", faults.store_fault_period, ("category", "defect", "fundamental")),
    Row("E15", faults.shanghai_repair, ("category", "defect", "province", "fundamental")),
    Row("E16", faults.late_fault, ("category", "defect", "fundamental")),
    Row("E17", faults.fault_too_late, ("category", "defect", "fundamental")),
)

_LOOKS = ("condition", "tags", "accessories", "activated")
REMOTE = (
    Row("F0", unwanted.gift, ("proof", "category", *_LOOKS[:3])),
    Row("F1", unwanted.medicine, ("category",)),
    Row("F2", unwanted.remote_excluded, ("channel", "category", "condition")),
    Row("F3", unwanted.remote_confirmed, ("channel", "category", "confirmed", "near_expiry", "disclosed_flaw")),
    Row("F4", unwanted.remote_late, ("channel", "notified_on")),
    Row("F5", unwanted.remote_accessories_missing, ("channel", "accessories")),
    Row("F6", unwanted.remote_not_intact, ("channel", *_LOOKS)),
    Row("F7", unwanted.remote_no_reason, ("channel", *_LOOKS)),
)
PROMISE = (
    Row("G1", unwanted.made_to_order, ("channel", "category")),
    Row("G2", unwanted.nothing_promised, ("channel", "category", "no_reason_days_at_sale")),
    Row("G3", unwanted.clearance, ("channel", "clearance")),
    Row("G4", unwanted.promise_not_met, ("channel", "category", *_LOOKS, "installed_on")),
    Row("G5", unwanted.promised_return, ("channel", "category", "no_reason_days_at_sale", *_LOOKS)),
    Row("G6", unwanted.promised_exchange, ("channel", "category", *_LOOKS)),
    Row("G7", unwanted.promise_over, ("channel", "category", "no_reason_days_at_sale")),
)
UNWANTED = REMOTE + PROMISE
_PROMISE_CAN_BETTER = frozenset(row.id for row in (*FIRST, *FAULTS) if row.id[0] in "CDE")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The row that answered, and ``path``: the row that sent the request to it first, where there was one."""

    answer: Answer
    row: Row
    path: tuple[str, ...]


def judge(case: Case) -> Verdict:
    """The first row that matches. Every request has one: E10, E17, F7 and G7 let nothing through."""
    verdict = _first_match(FIRST, case)
    if verdict is not None:
        return verdict
    if not case.fault_claim:
        return _certain(_first_match(UNWANTED, case))
    if case.request.defect is Defect.NONE_FOUND:
        return _fault_not_found(_certain(_first_match(UNWANTED, case)))
    verdict = _certain(_first_match(FAULTS, case))
    return replace(verdict, path=("D2", verdict.row.id)) if case.presumed_fault else verdict


def _first_match(rows: tuple[Row, ...], case: Case) -> Verdict | None:
    for row in rows:
        answer = row.rule(case)
        if answer is not None:
            return Verdict(answer, row, (row.id,))
    return None


def _certain(verdict: Verdict | None) -> Verdict:
    if verdict is None:
        raise BugError("the decision table let a request through")
    return verdict


def _fault_not_found(verdict: Verdict) -> Verdict:
    """D6: judged without a fault; any refusal becomes R-NODEFECT and keeps the window that was tried (2.7.13)."""
    path = ("D6", verdict.row.id)
    if verdict.answer.outcome is not Outcome.REFUSE_ALT:
        return replace(verdict, path=path)
    return Verdict(replace(verdict.answer, code="R-NODEFECT"), verdict.row, path)


RANK = {
    Outcome.RETURN: 6,
    Outcome.RETURN_DEP: 5,
    Outcome.EXCHANGE: 5,
    Outcome.EXCHANGE_OTHER: 4,
    Outcome.STORE_CREDIT: 4,
    Outcome.REPAIR_FREE: 3,
    Outcome.REPAIR_PAID: 2,
    Outcome.INSPECT: 1,
}
"""How much an option gives the customer; refusals and reviews have none and count 0."""


def worth(answer: Answer) -> int:
    return max((RANK[option] for option in answer.options), default=0)


def better_promise(case: Case, verdict: Verdict) -> Answer | None:
    """What the store's promise gives beyond the verdict, judged as if no reason had been named (2.7.2).

    Rows A and B stand above any promise; a gift receipt has its own promise (F0); goods the customer damaged are in
    no condition a promise covers, whatever was ticked about their looks.
    """
    request = case.request
    if verdict.row.id not in _PROMISE_CAN_BETTER or worth(verdict.answer) >= RANK[Outcome.RETURN]:
        return None
    if request.channel is not Channel.STORE or request.proof is Proof.GIFT_RECEIPT:
        return None
    if request.defect is Defect.USER_DAMAGE:
        return None
    promise = _certain(_first_match(PROMISE, case)).answer
    return promise if worth(promise) > worth(verdict.answer) else None
