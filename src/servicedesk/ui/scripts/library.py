"""Every script, and which one fits the moment."""

from __future__ import annotations

from servicedesk.domain.return_case import Outcome
from servicedesk.domain.visits import Level, Purpose
from servicedesk.ui.scripts import reception, returning
from servicedesk.ui.scripts.script import Script

__all__ = ["SCRIPTS", "Script", "script_for", "script_of_verdict"]

SCRIPTS: tuple[Script, ...] = (*reception.SCRIPTS, *returning.SCRIPTS)


def script_for(purpose: Purpose | None, level: Level | None, *, greeted: bool, late: bool) -> Script:
    """The script of this moment at the reception: it changes with the state and with the chosen purpose."""
    if purpose in (Purpose.RETURN, Purpose.EXCHANGE):
        return returning.RETURN
    if level is not None:
        return reception.BY_LEVEL[level]
    if greeted:
        return reception.LISTENING
    return reception.LATE if late else reception.GREETING


_OF_OUTCOMES = {
    Outcome.RETURN: returning.ALLOWED,
    Outcome.RETURN_DEP: returning.DEDUCTED,
    Outcome.EXCHANGE: returning.EXCHANGED,
    Outcome.EXCHANGE_OTHER: returning.EXCHANGED,
    Outcome.REPAIR_FREE: returning.REPAIRED,
    Outcome.REPAIR_PAID: returning.REPAIRED,
    Outcome.REFUSE_ALT: returning.REFUSED,
    Outcome.SUPERVISOR: returning.MANAGER_COMES,
    Outcome.INSPECT: returning.LOOKING,
}


def script_of_verdict(outcome: Outcome | None) -> Script:
    """The script of the returns page: what to say about the verdict, or while there is none yet."""
    return _OF_OUTCOMES.get(outcome, returning.RETURN) if outcome is not None else returning.RETURN
