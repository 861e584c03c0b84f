"""A second person agrees, with their own PIN, to exactly this request: once, for two minutes (reliability 3.10)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from servicedesk.desk.context import Desk, request_digest
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.desk.staff import prove_pin
from servicedesk.desk.written import written
from servicedesk.domain.returns_facts import ApprovalDenied, ApprovalGiven
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.staff import DEFAULT_ROLES, Permission, Role, Session, StaffMember
from servicedesk.domain.times import to_ms
from servicedesk.records.queries import returns as return_rows
from servicedesk.records.queries import staff as staff_rows
from servicedesk.records.work import Work
from servicedesk.wording import N_

TOPICS = frozenset({"approvals"})
VALID_S = 120
SHORTEST_REASON = 6

_SAME_PERSON = N_("Nobody approves their own request. Nothing was saved. Ask a colleague with the right to approve.")
_MAY_NOT = N_("{name} may not approve this. Nothing was saved. Ask a supervisor or the manager.")
_MANAGER_ONLY = N_("{name} may not grant what goes beyond the rules. Nothing was saved. Ask the manager.")
_REASON = N_("The reason is missing or too short. Nothing was saved. Write at least {length} characters.")
_NOBODY = N_("There is nobody with this staff number here. Check the number or ask the manager.")
_EXPIRED = N_("The approval is older than two minutes. Nothing was saved. Ask for it again.")
_OTHER_REQUEST = N_("The approval was given for something else. Nothing was saved. Ask for it again.")
USED = N_("This approval was used already. Nothing was saved. Ask for a new one.")


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """What a second person is asked to agree to. ``wanted`` is the outcome; ``parts`` the request's canonical text."""

    action: str
    wanted: str
    amount_minor: int
    parts: str

    @property
    def digest(self) -> str:
        return request_digest(f"{self.action}|{self.wanted}|{self.amount_minor}|{self.parts}")


def approve(
    desk: Desk, who: Session, request: ApprovalRequest, approver_number: str, pin: str, reason: str
) -> Done[str] | Refused:
    """The approver proves who they are and agrees; answers the approval's id, to be handed to the action at once."""
    texts = written(reason)
    if isinstance(texts, Refused):
        return texts
    approver = _proven(desk, who, request, approver_number, pin)
    if isinstance(approver, Refused):
        return approver
    (reason,) = texts
    if len(reason) < SHORTEST_REASON:
        return Refused("REASON_SHORT", Sentence(_REASON, {"length": SHORTEST_REASON}))
    approval_id = secrets.token_hex(8)
    with desk.work(who) as work:
        number = work.number("AP")
        expires_ms = to_ms(work.now) + VALID_S * 1000
        work.record(
            ApprovalGiven(
                approval_id, number, request.action, request.digest, who.staff_id, approver.staff_id, request.wanted,
                request.amount_minor, expires_ms,
            ),
            {"reason": reason},
        )  # fmt: skip
    return Done(approval_id, TOPICS)


def deny(
    desk: Desk, who: Session, request: ApprovalRequest, approver_number: str, pin: str, sentence: str
) -> Done[None] | Refused:
    """The approver says no, with a sentence the clerk can say; the refusal is remembered too."""
    texts = written(sentence)
    if isinstance(texts, Refused):
        return texts
    approver = _proven(desk, who, request, approver_number, pin)
    if isinstance(approver, Refused):
        return approver
    (sentence,) = texts
    if len(sentence) < SHORTEST_REASON:
        return Refused("REASON_SHORT", Sentence(_REASON, {"length": SHORTEST_REASON}))
    with desk.work(who) as work:
        work.record(
            ApprovalDenied(
                secrets.token_hex(8), request.action, request.digest, who.staff_id, approver.staff_id,
                request.amount_minor,
            ),
            {"reason": sentence},
        )  # fmt: skip
    return Done(None, TOPICS)


def _proven(
    desk: Desk, who: Session, request: ApprovalRequest, approver_number: str, pin: str
) -> StaffMember | Refused:
    needed = Permission.RETURN_VOID if request.action == "void" else Permission.RETURN_APPROVE
    refused = desk.refuse_unless(who, Permission.RETURN_SETTLE)
    if refused:
        return refused
    with desk.database.reading() as connection:
        approver = staff_rows.by_number(connection, approver_number)
    if approver is None or not approver.active:
        return Refused("NOBODY", Sentence(_NOBODY))
    if approver.staff_id == who.staff_id:
        return Refused("SAME_PERSON", Sentence(_SAME_PERSON))
    if needed not in DEFAULT_ROLES.get(approver.role, frozenset()):
        return Refused("MAY_NOT", Sentence(_MAY_NOT, {"name": approver.name}))
    return prove_pin(desk, approver, pin) or approver


def check(
    work: Work, who: Session, approval_id: str, request: ApprovalRequest, role: Role = Role.SUPERVISOR
) -> Refused | None:
    """Inside the action: is this approval for exactly this request, by this clerk, fresh and unused, and from somebody
    who is ``role`` at least? What goes beyond the rules is the manager's to grant (ux 4.5)."""
    given = return_rows.approval(work.connection, approval_id)
    if given is None or given.outcome == "DENIED" or given.request_digest != request.digest:
        return Refused("OTHER_REQUEST", Sentence(_OTHER_REQUEST))
    if given.requester_id != who.staff_id:
        return Refused("OTHER_REQUEST", Sentence(_OTHER_REQUEST))
    if given.used_by is not None:
        return Refused("APPROVAL_USED", Sentence(USED))
    if work.now >= given.expires_at or work.now < given.at:
        return Refused("APPROVAL_EXPIRED", Sentence(_EXPIRED))
    approver = staff_rows.by_id(work.connection, given.approver_id)
    if role is Role.MANAGER and (approver is None or approver.role is not Role.MANAGER):
        return Refused("MAY_NOT", Sentence(_MANAGER_ONLY, {"name": given.approver_name}))
    return None
