"""Rows F and G of the decision table: goods nobody finds fault with, bought at a distance or in the store (2.3).

A claim whose test found nothing (D6) is judged here too.
"""

from __future__ import annotations

from servicedesk.domain.return_case import Answer, Case, Outcome, Window, offer, refuse
from servicedesk.domain.return_requests import Accessories, Channel, Condition, Confirmed, Proof, Tags

RETURN, EXCHANGE = Outcome.RETURN, Outcome.EXCHANGE
TOUCHED = (Condition.USED, Condition.DAMAGED, Condition.OPENED_SEAL)


def gift(case: Case) -> Answer | None:
    """F0. A gift receipt and no fault: not the buyer, whichever channel the buyer used (2.7.11).

    Its only window is ``ex``, so that is the one missed and the one by which goods may be completed.
    """
    request = case.request
    if request.proof is not Proof.GIFT_RECEIPT:
        return None
    if not case.category.exchange_days:
        return refuse("R-CATEGORY")
    if not case.within(case.exchange_window):
        return refuse("R-EXPP", window=case.exchange_window)
    if not case.untouched or request.tags is Tags.CUT or request.accessories is Accessories.MISSING:
        return refuse("R-NOTINTACT", window=case.exchange_window)
    return offer("P-GIFT", EXCHANGE, Outcome.STORE_CREDIT, window=case.exchange_window)


def medicine(case: Case) -> Answer | None:
    """F1."""
    return refuse("R-MEDICINE") if case.category.quality_only else None


# ── bought at a distance ────────────────────────────────────────────────────────────────────────────────────────


def _remote(case: Case) -> bool:
    return case.request.channel is Channel.REMOTE


def remote_excluded(case: Case) -> Answer | None:
    """F2. The four classes of 消法25; media and boxed software only once opened."""
    if not _remote(case):
        return None
    category = case.category
    if category.made_to_order:
        return refuse("R-CUSTOM")
    opened_media = category.hard_excluded_once_opened and case.request.condition is not Condition.SEALED
    return refuse("R-EXCL4") if category.hard_excluded_remote or opened_media else None


def remote_confirmed(case: Case) -> Answer | None:
    """F3. An explicit confirmation, and a kind Art. 7 allows to exclude (2.7.12); a pre-ticked box is none."""
    request = case.request
    if not _remote(case) or request.confirmed is not Confirmed.EXPLICIT:
        return None
    excludable = case.category.art7_kind is not None or request.near_expiry or request.disclosed_flaw
    return refuse("R-CONFIRMED") if excludable else None


def remote_late(case: Case) -> Answer | None:
    """F4. The notice counts, not the arrival of the goods."""
    if _remote(case) and not case.within(case.remote_window):
        return refuse("R-EXP7", window=case.remote_window)
    return None


def remote_accessories_missing(case: Case) -> Answer | None:
    """F5."""
    if _remote(case) and case.request.accessories is Accessories.MISSING:
        return refuse("R-ACCESS", window=case.remote_window)
    return None


def remote_not_intact(case: Case) -> Answer | None:
    """F6."""
    request = case.request
    if _remote(case) and (request.condition in TOUCHED or request.tags is Tags.CUT or request.activated):
        return refuse("R-NOTINTACT", window=case.remote_window)
    return None


def remote_no_reason(case: Case) -> Answer | None:
    """F7."""
    return offer("S-25", RETURN, window=case.remote_window) if _remote(case) else None


# ── bought in the store: its own promise. Only STORE requests get this far ──────────────────────────────────────


def made_to_order(case: Case) -> Answer | None:
    """G1."""
    return refuse("R-CUSTOM") if case.category.made_to_order else None


def nothing_promised(case: Case) -> Answer | None:
    """G2. Neither ``nr`` nor ``ex``; a promise pinned by the sale counts as one (实施条例12)."""
    return refuse("R-CATEGORY") if not case.no_reason_days and not case.category.exchange_days else None


def clearance(case: Case) -> Answer | None:
    """G3."""
    return refuse("R-CLEAR") if case.request.clearance else None


def promise_not_met(case: Case) -> Answer | None:
    """G4. ``last`` is the no-reason window's end, or the exchange window's where only exchange is promised."""
    if case.meets_promise:
        return None
    return refuse("R-NOTINTACT", window=case.no_reason_window if case.no_reason_days else case.exchange_window)


def promised_return(case: Case) -> Answer | None:
    """G5."""
    if case.no_reason_days and case.within(case.no_reason_window):
        return offer("P-NR", RETURN, EXCHANGE, window=case.no_reason_window)
    return None


def promised_exchange(case: Case) -> Answer | None:
    """G6."""
    if case.category.exchange_days and case.within(case.exchange_window):
        return offer("P-EXCH", EXCHANGE, window=case.exchange_window)
    return None


def promise_over(case: Case) -> Answer | None:
    """G7. The later of the two windows is the one that was missed."""
    return refuse("R-EXPP", window=_later(case.no_reason_window, case.exchange_window))


def _later(one: Window, other: Window) -> Window:
    return one if one.last >= other.last else other
