"""Rows D and E of the decision table: faults, tested or not (returns-policy 2.3). Only fault claims get here.

三包 goods (rows E0–E10) and all others (E11–E17) never meet: each row asks for its own kind. Only E7 in Shandong is
for both.
"""

from __future__ import annotations

from datetime import timedelta

from servicedesk.domain.return_case import Answer, Case, Flag, Outcome, Window, offer, refuse, review
from servicedesk.domain.return_requests import Defect, Part, Stock

RETURN, EXCHANGE, REPAIR_FREE, REPAIR_PAID = (
    Outcome.RETURN,
    Outcome.EXCHANGE,
    Outcome.REPAIR_FREE,
    Outcome.REPAIR_PAID,
)


def not_tested(case: Case) -> Answer | None:
    """D1. The request date is frozen; for durables the store has to prove, and ``last`` is how long that holds."""
    if case.request.defect is not Defect.UNKNOWN:
        return None
    if case.burden_on_trader:
        return offer("S-23-BOP", Outcome.INSPECT, window=case.burden_window)
    return offer("V-INSPECT", Outcome.INSPECT)


def test_inconclusive(case: Case) -> Answer | None:
    """D3. Where D2 holds (``case.presumed_fault``) the fault counts as verified and the E rows answer."""
    if case.request.defect is Defect.INCONCLUSIVE and not case.presumed_fault:
        return review("V-INSPECT")
    return None


def damaged_by_user(case: Case) -> Answer | None:
    """D4."""
    if case.request.defect is not Defect.USER_DAMAGE:
        return None
    return offer("R-HUMAN", REPAIR_PAID) if case.category.repairable else refuse("R-HUMAN")


def flaw_was_disclosed(case: Case) -> Answer | None:
    """D5."""
    return refuse("R-DISCLOSED") if case.request.defect is Defect.DISCLOSED else None


# ── 三包 goods ───────────────────────────────────────────────────────────────────────────────────────────────────


def accessory(case: Case) -> Answer | None:
    """E0. Battery, headset, charger; extends like a warranty (2.7.9)."""
    months = case.policy.sanbao.accessory_months.get(case.request.part) if case.category.accessory_parts else None
    if months is None:
        return None
    window = case.warranty_of(months)
    if not case.within(window):
        return offer("R-WARR-EXP", REPAIR_PAID, window=window)
    if case.request.accessory_replaced >= case.policy.sanbao.accessory_replacements_before_return:
        return offer("S-3B-ACC2", RETURN, window=window)
    return offer("S-3B-ACC", EXCHANGE, window=window)


def sanbao_first_days(case: Case) -> Answer | None:
    """E1. From the start only: an exchange restarts exchange and repair, not return (实施条例18)."""
    if case.sanbao and case.within(case.sanbao_return_window):
        return offer("S-3B-7", RETURN, EXCHANGE, REPAIR_FREE, window=case.sanbao_return_window)
    return None


def exchange_without_stock(case: Case) -> Answer | None:
    """E2. An exchange is due by E3, E5, E6 or E7 and the same model isn't there."""
    due_by = _exchange_due(case) if case.sanbao else None
    if due_by is not None and case.request.stock is Stock.NO:
        return offer("S-3B-NOSTOCK", RETURN, Outcome.EXCHANGE_OTHER, REPAIR_FREE, window=due_by)
    return None


def _exchange_due(case: Case) -> Window | None:
    """The window of the row that owes an exchange; None where none does."""
    if _exchange_days_hold(case):
        return case.sanbao_exchange_window
    due = _repaired_too_often(case) or _parts_missing_too_long(case) or _in_repair_too_long(case)
    return case.warranty if due else None


def _exchange_days_hold(case: Case) -> bool:
    return case.within(case.sanbao_exchange_window)


def _repaired_too_often(case: Case) -> bool:
    return case.request.repairs >= case.policy.sanbao.repairs_before_exchange and case.within(case.warranty)


def _parts_missing_too_long(case: Case) -> bool:
    days, limit = case.running_days, case.category.parts_wait_days
    return (
        days is not None
        and limit is not None
        and days > limit
        and case.request.waiting_for_parts
        and case.taken_in_warranty
    )


def _in_repair_too_long(case: Case) -> bool:
    """三包 goods whose running stay, not for parts, is over the limit."""
    return _over_repair_limit(case) and case.taken_in_warranty


def _over_repair_limit(case: Case) -> bool:
    days = case.running_days
    return days is not None and days > case.policy.sanbao.repair_days_limit and not case.request.waiting_for_parts


def sanbao_exchange_days(case: Case) -> Answer | None:
    """E3."""
    if case.sanbao and _exchange_days_hold(case):
        return offer("S-3B-15", EXCHANGE, REPAIR_FREE, case.return_dep, window=case.sanbao_exchange_window)
    return None


def zhejiang_repairs(case: Case) -> Answer | None:
    """E4. Finished repair days and the running stay count together (2.7.8)."""
    repairs, days = case.overlay.repairs_to_return, case.overlay.repair_days_to_return
    if not case.sanbao or repairs is None or days is None or not case.within(case.warranty):
        return None
    total_days = case.request.repair_days + (case.running_days or 0)
    if case.request.repairs >= repairs or total_days > days:
        return offer("O-ZJ-26", RETURN, EXCHANGE, window=case.warranty)
    return None


def repaired_twice(case: Case) -> Answer | None:
    """E5."""
    if case.sanbao and _repaired_too_often(case):
        return offer("S-3B-2R", EXCHANGE, case.return_dep, window=case.warranty)
    return None


def parts_missing(case: Case) -> Answer | None:
    """E6. *Over* the limit."""
    if case.sanbao and _parts_missing_too_long(case):
        return offer("S-3B-PARTS", EXCHANGE, case.return_dep, window=case.warranty)
    return None


def in_repair_too_long(case: Case) -> Answer | None:
    """E7. In Shandong a return or an exchange, for all goods past day 7 (2.7.10)."""
    if case.sanbao:
        if not _in_repair_too_long(case):
            return None
        if case.overlay.return_after_repair_limit:
            return offer("O-SD-27", RETURN, EXCHANGE, window=case.warranty)
        return offer("S-3B-30D", EXCHANGE, case.return_dep, window=case.warranty)
    past_day_7 = not case.within(case.other_return_window)
    if case.overlay.return_after_repair_limit and past_day_7 and _over_repair_limit(case):
        return offer("O-SD-27", RETURN, EXCHANGE)
    return None


def in_warranty(case: Case) -> Answer | None:
    """E8. The row whose code D2 changes; Zhejiang lends a unit when the running repair is over five days."""
    if not (case.sanbao and case.within(case.warranty)):
        return None
    loaner_after = case.overlay.loaner_after_days
    lends = loaner_after is not None and (case.running_days or 0) > loaner_after
    code = "S-23-BOP" if case.presumed_fault else "S-3B-WARR"
    return offer(code, REPAIR_FREE, window=case.warranty, flags=frozenset({Flag.LOANER}) if lends else frozenset())


def main_part_in_warranty(case: Case) -> Answer | None:
    """E9."""
    if case.sanbao and case.request.part is Part.MAIN and case.within(case.main_warranty):
        return offer("S-3B-MAIN", REPAIR_FREE, window=case.main_warranty)
    return None


def warranty_over(case: Case) -> Answer | None:
    """E10. The window that was missed is the one of the part that failed."""
    if not case.sanbao:
        return None
    missed = case.main_warranty if case.request.part is Part.MAIN else case.warranty
    return offer("R-WARR-EXP", REPAIR_PAID, window=missed)


# ── all other goods ─────────────────────────────────────────────────────────────────────────────────────────────


def _free_choice(case: Case) -> tuple[Outcome, ...]:
    """Return, exchange, and repair where it makes sense."""
    return (RETURN, EXCHANGE, REPAIR_FREE) if case.category.repairable else (RETURN, EXCHANGE)


def other_first_days(case: Case) -> Answer | None:
    """E11."""
    if case.within(case.other_return_window):
        return offer("S-24-7", *_free_choice(case), window=case.other_return_window)
    return None


def purpose_defeated(case: Case) -> Answer | None:
    """E12. No window has a say; a supervisor agrees that the purpose is defeated."""
    if case.request.fundamental:
        return offer("S-24-TERM", *_free_choice(case), flags=frozenset({Flag.SUPERVISOR}))
    return None


def beijing_months(case: Case) -> Answer | None:
    """E13."""
    months = case.overlay.fault_choice_months
    if months is None:
        return None
    window = case.months_from_start(months)
    return offer("O-BJ-6", *_free_choice(case), window=window) if case.within(window) else None


def store_fault_period(case: Case) -> Answer | None:
    """E14. A duty of law, but the store set its length: counted from the start, not rolled (2.7.6)."""
    days = case.category.fault_days_after_7
    if days is None or case.day > days:
        return None
    options = (EXCHANGE, REPAIR_FREE) if case.category.repairable else (EXCHANGE,)
    last_on = case.start_on + timedelta(days=days)
    return offer("S-24-LATE", *options, window=Window(last_on, last_on))


def shanghai_repair(case: Case) -> Answer | None:
    """E15."""
    months = case.overlay.repair_duty_months
    if months is None or not case.category.repairable:
        return None
    window = case.months_from_start(months)
    return offer("O-SH-33", REPAIR_FREE, window=window) if case.within(window) else None


def late_fault(case: Case) -> Answer | None:
    """E16."""
    return review("V-LATEQ", window=case.late_claim_window) if case.within(case.late_claim_window) else None


def fault_too_late(case: Case) -> Answer | None:
    """E17."""
    return refuse("R-LATEQ", window=case.late_claim_window)
