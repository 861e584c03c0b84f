"""Every fact by name: which class it is and which version of its payload this release writes.

A release reads the facts of every earlier one: fields are only ever added, with defaults, and a name is never used
again.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

from servicedesk.domain import (
    cards_facts,
    counters,
    erasure,
    policy_book,
    returns_facts,
    scripts,
    slips,
    staff,
    visits,
)

_NAMES = {
    counters: ("CounterOpened", "ProfileChanged", "CounterRestored", "BackupMade", "PolicyAdopted", "ClockJumped",
        "DateChecked"),
    staff: (
        "StaffAdded", "StaffRenamed", "StaffRoleChanged", "StaffLeft", "PinIssued", "SignedIn", "SignInRefused",
        "DeskLocked", "StaffUnlocked", "RecoveryUsed", "PersonalDataShown",
    ),
    visits: (
        "VisitOpened", "VisitGreeted", "VisitClassified", "NeedsNoted", "VisitParked", "VisitResumed", "VisitHandedOn",
        "VisitLeft", "VisitFinished",
    ),
    returns_facts: (
        "ReturnSettled", "ReturnRefused", "ReturnVoided", "ApprovalGiven", "ApprovalDenied", "RefundPaid",
        "RefundFailed", "DrawerOpened", "DayLogPrinted", "SalesImported",
    ),
    scripts: ("ScriptUsed",),
    slips: (
        "SlipQueued", "SlipSent", "SlipOutcome", "SlipReleased", "DrawerPulsed", "PrintersChanged", "ReceiptReprinted",
    ),
    erasure: ("PersonalErased",),
    policy_book: ("PolicyPublished",),
    cards_facts: ("CardIssued",),
}  # fmt: skip


def _classes(module: ModuleType, names: tuple[str, ...]) -> Iterator[tuple[str, type]]:
    for name in names:
        yield name, getattr(module, name)


CLASSES: dict[str, type] = {
    name: fact_class for module, names in _NAMES.items() for name, fact_class in _classes(module, names)
}
VERSIONS: dict[str, int] = dict.fromkeys(CLASSES, 1)
