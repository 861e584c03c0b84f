"""Signing in and staff: PINs over a machine-kept pepper, counted before they are checked (architecture 9)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cache
from typing import TYPE_CHECKING

from servicedesk.desk import drafts, room
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.desk.written import written
from servicedesk.domain import staff as rules
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.staff import (
    SYSTEM,
    DeskLocked,
    Permission,
    PinIssued,
    RecoveryUsed,
    Role,
    Session,
    SignedIn,
    SignInRefused,
    StaffAdded,
    StaffLeft,
    StaffMember,
    StaffRenamed,
    StaffRoleChanged,
    StaffUnlocked,
)
from servicedesk.records import keys, pins
from servicedesk.records.database import Reader
from servicedesk.records.queries import staff as staff_rows
from servicedesk.records.work import Work
from servicedesk.wording import N_

if TYPE_CHECKING:
    from argon2 import PasswordHasher

TOPICS = frozenset({"staff"})
_SPRAY_LIMIT = 30
_SPRAY_WINDOW_S = 3600.0

_WRONG = N_("That PIN is not right. You can try {left} more times.")
_WRONG_LAST = N_("That PIN is not right. Wait {seconds} seconds, then try again.")
_WAIT = N_("Too many wrong PINs. Nothing is lost. Wait {seconds} seconds, then try again.")
_LOCKED = N_("This PIN is locked after ten wrong tries. Nothing is lost. Ask a manager to unlock it.")
_NOBODY = N_("There is nobody with this staff number here. Check the number or ask the manager.")
_SPRAY = N_("Too many wrong PINs on this counter in one hour. Nothing is lost. Call the manager.")
_NUMBER_TAKEN = N_("Staff number {number} is already in use. Nothing was saved. Choose another number.")
_TRIVIAL = N_("This PIN is too easy to guess. Nothing was changed. Choose six digits without runs, repeats or dates.")
_LAST_MANAGER = N_("This is the only manager. Nothing was changed. Make somebody else a manager first.")
_NAME_MISSING = N_("The name is missing. Nothing was saved. Type the name.")
_NUMBER_ODD = N_("A staff number is made of 3 to 8 digits. Nothing was saved. Type another number.")
_NOT_HERE = N_("This colleague does not work here any more. Nothing was changed. Look at the list of colleagues.")


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def _peppered(pepper: bytes, staff_id: str, pin: str) -> str:
    return hmac.new(pepper, f"{staff_id}|{pin}".encode(), hashlib.sha256).hexdigest()


def draw_pin(number: str = "") -> str:
    """Six random digits that are not on the list of easy ones."""
    while True:
        pin = f"{secrets.randbelow(10**rules.PIN_LENGTH):06d}"
        if not rules.is_trivial_pin(pin, number):
            return pin


def set_verifier(connection: Reader, pepper: bytes, staff_id: str, pin: str) -> None:
    """Store a PIN's argon2id verifier and forget earlier wrong tries; inside the action that records ``PinIssued``."""
    pins.put(connection, staff_id, _hasher().hash(_peppered(pepper, staff_id, pin)))


def prove_pin(desk: Desk, member: StaffMember, pin: str) -> Refused | None:
    """Check one person's PIN; None when it is right. Counts the try on disk *before* looking (reliability 3.11)."""
    refused = _may_try(desk, member)
    if refused:
        return refused
    with desk.database.transaction() as connection:
        attempts, verifier = pins.count_try(connection, member.staff_id)
    if _fits(verifier or _nobodys_verifier(), _peppered(desk.pepper, member.staff_id, pin)):
        with desk.database.transaction() as connection:
            pins.forget_tries(connection, member.staff_id)
        desk.pin_waits.pop(member.staff_id, None)
        return None
    return _wrong_pin(desk, member, attempts)


def _fits(verifier: str, peppered: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return bool(_hasher().verify(verifier, peppered))
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_verifier() -> str:
    """Of a PIN that nobody knows: checked where there is none, so that every answer takes the same time."""
    return _hasher().hash(secrets.token_hex(32))


def _may_try(desk: Desk, member: StaffMember) -> Refused | None:
    now_s = desk.clock.monotonic_s()
    with desk.database.reading() as connection:
        attempts = pins.attempts(connection, member.staff_id)
        if desk.spray is None:
            # As with the waits: a restart forgets no try, and the hour begins anew, whatever the wall clock says.
            desk.spray = [desk.opened_mono_s] * pins.outstanding(connection)
    desk.spray = [at for at in desk.spray if now_s - at < _SPRAY_WINDOW_S]
    if rules.is_locked(attempts):
        return Refused("PIN_LOCKED", Sentence(_LOCKED))
    # After a restart the wait begins anew: a monotonic clock can't be carried over, and a wall clock can be moved.
    until_s = desk.pin_waits.setdefault(member.staff_id, desk.opened_mono_s + rules.wait_after_s(attempts))
    if now_s < until_s:
        return Refused("PIN_WAIT", Sentence(_WAIT, {"seconds": int(until_s - now_s) + 1}))
    if len(desk.spray) >= _SPRAY_LIMIT:
        return Refused("PIN_SPRAY", Sentence(_SPRAY))
    return None


def _wrong_pin(desk: Desk, member: StaffMember, attempts: int) -> Refused:
    now_s = desk.clock.monotonic_s()
    desk.spray = [*(desk.spray or ()), now_s]
    wait_s = rules.wait_after_s(attempts)
    desk.pin_waits[member.staff_id] = now_s + wait_s
    with desk.work(SYSTEM, essential=True) as work:
        work.record(SignInRefused(member.staff_id, attempts))
    if rules.is_locked(attempts):
        return Refused("PIN_LOCKED", Sentence(_LOCKED))
    if wait_s:
        return Refused("PIN_WRONG", Sentence(_WRONG_LAST, {"seconds": wait_s}))
    return Refused("PIN_WRONG", Sentence(_WRONG, {"left": rules.FREE_ATTEMPTS - attempts}))


def sign_in(desk: Desk, staff_number: str, pin: str, *, by_badge: bool = False) -> Done[Session] | Refused:
    """A tile, a number or a badge says who; the PIN proves it. Records ``SignedIn`` or ``SignInRefused``.

    On a full disk the reserve is given up for it, for somebody has to close the day."""
    return room.with_reserve(desk, lambda: _sign_in(desk, staff_number, pin, by_badge=by_badge))


def _sign_in(desk: Desk, staff_number: str, pin: str, *, by_badge: bool) -> Done[Session] | Refused:
    with desk.database.reading() as connection:
        member = staff_rows.by_number(connection, staff_number)
    if member is None or not member.active:
        _fits(_nobodys_verifier(), _peppered(desk.pepper, "nobody", pin))
        return Refused("NOBODY", Sentence(_NOBODY))
    refused = prove_pin(desk, member, pin)
    if refused:
        return refused
    session = Session(secrets.token_hex(8), member.staff_id, member.number, member.name, member.role)
    with desk.work(session, essential=True) as work:
        work.record(SignedIn(session.session_id, member.staff_id, by_badge))
    desk.sessions.clear()
    desk.sessions[session.session_id] = session
    return Done(session, TOPICS)


def lock(desk: Desk, who: Session, *, idle: bool = False) -> Done[None]:
    """End this person's session. What they were doing stays where it is, for them or for whoever comes next."""
    if desk.sessions.pop(who.session_id, None) is not None:
        with desk.work(who, essential=True) as work:
            work.record(DeskLocked(who.session_id, idle))
    return Done(None, frozenset({"session"}))


def _prove_again(desk: Desk, who: Session, pin: str) -> Refused | None:
    """Who changes what a colleague is or may do types their own PIN for it, though they are signed in: a desk left open
    for a minute must not make a manager (reliability 3.11). Asked last, so that only what could be done costs a try."""
    return None if who is SYSTEM else prove_pin(desk, _member_of(who), pin)


def _member_of(who: Session) -> StaffMember:
    return StaffMember(who.staff_id, who.number, who.name, who.role)


def add(desk: Desk, who: Session, pin: str, number: str, name: str, role: Role) -> Done[str] | Refused:
    """A new colleague; answers the PIN that was drawn, to be shown once. ``pin`` is who's own, here and below."""
    refused = desk.refuse_unless(who, Permission.STAFF_MANAGE)
    if refused:
        return refused
    number = number.strip()
    if not rules.is_staff_number(number):
        return Refused("NUMBER_ODD", Sentence(_NUMBER_ODD))
    texts = written(name)
    if isinstance(texts, Refused):
        return texts
    (name,) = texts
    if not name:
        return Refused("NAME_MISSING", Sentence(_NAME_MISSING))
    with desk.database.reading() as connection:
        if staff_rows.by_number(connection, number) is not None:
            return Refused("NUMBER_TAKEN", Sentence(_NUMBER_TAKEN, {"number": number}))
    refused = _prove_again(desk, who, pin)
    if refused:
        return refused
    staff_id, drawn = secrets.token_hex(8), draw_pin(number)
    with desk.work(who) as work:
        work.record(StaffAdded(staff_id, number, role), {"name": name})
        drafts.done_with(work, drafts.NEW, drafts.COLLEAGUE)
        work.record(PinIssued(staff_id, by_owner=False))
        set_verifier(work.connection, desk.pepper, staff_id, drawn)
    return Done(drawn, TOPICS)


def rename(desk: Desk, who: Session, pin: str, staff_id: str, name: str) -> Done[None] | Refused:
    """The same person under another name; papers of earlier days keep the name they were printed with."""
    refused = _refuse_managing(desk, who, staff_id)
    if refused:
        return refused
    texts = written(name)
    if isinstance(texts, Refused):
        return texts
    (name,) = texts
    if not name:
        return Refused("NAME_MISSING", Sentence(_NAME_MISSING))
    refused = _prove_again(desk, who, pin)
    if refused:
        return refused
    with desk.work(who) as work:
        work.record(StaffRenamed(staff_id), {"name": name})
        drafts.done_with(work, staff_id, drafts.COLLEAGUE)
    return Done(None, TOPICS)


def _refuse_managing(
    desk: Desk, who: Session, staff_id: str, permission: Permission = Permission.STAFF_MANAGE
) -> Refused | None:
    """The refusal for somebody who may not manage colleagues, or for a colleague who does not work here."""
    refused = desk.refuse_unless(who, permission)
    if refused:
        return refused
    with desk.database.reading() as connection:
        member = staff_rows.by_id(connection, staff_id)
    if member is None or not member.active:
        return Refused("NOT_HERE", Sentence(_NOT_HERE))
    return None


def change_role(desk: Desk, who: Session, pin: str, staff_id: str, role: Role) -> Done[None] | Refused:
    """Somebody may do more or less from now on; if signed in, they sign in again."""
    refused = (
        _refuse_managing(desk, who, staff_id)
        or _refuse_last_manager(desk, staff_id, role)
        or _prove_again(desk, who, pin)
    )
    if refused:
        return refused
    with desk.work(who) as work:
        work.record(StaffRoleChanged(staff_id, role))
        drafts.done_with(work, staff_id, drafts.COLLEAGUE)
    desk.end_sessions_of(staff_id)
    return Done(None, TOPICS)


def leave(desk: Desk, who: Session, pin: str, staff_id: str) -> Done[None] | Refused:
    """A colleague leaves: no more sign-in; their name stays on what they did."""
    refused = (
        _refuse_managing(desk, who, staff_id)
        or _refuse_last_manager(desk, staff_id, None)
        or _prove_again(desk, who, pin)
    )
    if refused:
        return refused
    with desk.work(who) as work:
        work.record(StaffLeft(staff_id))
        drafts.done_with(work, staff_id, drafts.COLLEAGUE)
    desk.end_sessions_of(staff_id)
    return Done(None, TOPICS)


def _refuse_last_manager(desk: Desk, staff_id: str, role: Role | None) -> Refused | None:
    with desk.database.reading() as connection:
        managers = [m.staff_id for m in staff_rows.active(connection) if m.role is Role.MANAGER]
    if managers == [staff_id] and role is not Role.MANAGER:
        return Refused("LAST_MANAGER", Sentence(_LAST_MANAGER))
    return None


def unlock(desk: Desk, who: Session, pin: str, staff_id: str) -> Done[None] | Refused:
    """A manager forgives ten wrong PINs."""
    refused = _refuse_managing(desk, who, staff_id, Permission.STAFF_UNLOCK) or _prove_again(desk, who, pin)
    if refused:
        return refused
    with desk.work(who) as work:
        work.record(StaffUnlocked(staff_id))
        pins.forget_tries(work.connection, staff_id)
    desk.pin_waits.pop(staff_id, None)
    return Done(None, TOPICS)


def issue_pin(desk: Desk, who: Session, pin: str, staff_id: str) -> Done[str] | Refused:
    """Draw a new PIN for a colleague who forgot it; answers it once."""
    refused = _refuse_managing(desk, who, staff_id) or _prove_again(desk, who, pin)
    if refused:
        return refused
    with desk.work(who) as work:
        drawn = _record_new_pin(desk, work, staff_id)
    desk.pin_waits.pop(staff_id, None)
    return Done(drawn, TOPICS)


def _record_new_pin(desk: Desk, work: Work, staff_id: str) -> str:
    member = staff_rows.by_id(work.connection, staff_id)
    pin = draw_pin(member.number if member else "")
    work.record(PinIssued(staff_id, by_owner=False))
    set_verifier(work.connection, desk.pepper, staff_id, pin)
    return pin


def choose_pin(desk: Desk, who: Session, old_pin: str, new_pin: str) -> Done[None] | Refused:
    """The owner changes their own PIN to one that is not easy to guess."""
    refused = desk.refuse_stranger(who)
    if refused:
        return refused
    if not rules.is_pin(new_pin) or rules.is_trivial_pin(new_pin, who.number):
        return Refused("PIN_TRIVIAL", Sentence(_TRIVIAL))
    refused = prove_pin(desk, _member_of(who), old_pin)
    if refused:
        return refused
    with desk.work(who) as work:
        work.record(PinIssued(who.staff_id, by_owner=True))
        set_verifier(work.connection, desk.pepper, who.staff_id, new_pin)
    return Done(None, TOPICS)


def recover_manager(desk: Desk, recovery_code: str, number: str) -> Done[str] | Refused:
    """A sole manager forgot the PIN: the recovery code opens the way to a new one, and leaves a fact.

    Raises RecoveryCodeError for a wrong code."""
    keys.prove_recovery_code(desk.home.keys, recovery_code)
    with desk.database.reading() as connection:
        member = staff_rows.by_number(connection, number)
    if member is None or member.role is not Role.MANAGER or not member.active:
        return Refused("NOBODY", Sentence(_NOBODY))
    with desk.work(SYSTEM) as work:
        work.record(RecoveryUsed(member.staff_id))
        pin = _record_new_pin(desk, work, member.staff_id)
    desk.pin_waits.pop(member.staff_id, None)
    return Done(pin, TOPICS)
