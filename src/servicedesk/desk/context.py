"""The desk: one counter at work. Every action takes it first, then the session of the person who acts."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from servicedesk.desk.outcomes import Refused
from servicedesk.domain.calendar import WorkCalendar
from servicedesk.domain.counters import CounterProfile
from servicedesk.domain.policies import Policy
from servicedesk.domain.policy_book import PolicyBook
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.staff import SYSTEM, Permission, Session
from servicedesk.domain.times import Clock
from servicedesk.paths import Home
from servicedesk.records import highwater, space, store
from servicedesk.records.database import Database, is_io_error
from servicedesk.records.errors import DiskFullError, SafeStopError
from servicedesk.records.journal import Head, head
from servicedesk.records.queries import policies as policy_rows
from servicedesk.records.store import OpenStore
from servicedesk.records.work import Identity, Moment, Steps, Work, no_steps
from servicedesk.wire import policies as policy_files
from servicedesk.wording import N_, Words

_NOT_SIGNED_IN = N_("Nobody is signed in here. Nothing was saved. Sign in and do it again.")
_MOST_ERRORS, _ERRORS_WITHIN_S = 2, 600.0
_NOT_ALLOWED = N_("This step needs somebody with more rights. Nothing was saved. Press F12 to call the manager.")


class Desk:
    """Owns the open file and what every action needs besides: clock, policy, calendar, who is signed in.

    Lives on the desk worker; nothing else may touch it."""

    def __init__(self, opened: OpenStore, clock: Clock, *, steps: Steps = no_steps) -> None:
        self.database: Database = opened.database
        self.home: Home = opened.home
        self.pepper = opened.keys.pepper
        self.clock = clock
        self.boot = secrets.token_hex(8)
        self.opened_mono_s = clock.monotonic_s()
        self.steps = steps
        self.facts_verified = opened.facts
        self.unsure = opened.unsure
        self.date_doubtful = False
        """Nobody vouches for today's date (``desk.clock``)."""
        self.clock_off_s = 0
        self.stopped_suddenly = False
        """The run before this one did not come to its end."""
        self.safe_stop = False
        """The disk failed twice or the file is damaged: nothing new is taken (reliability A6)."""
        self.disk_was_full = False
        self.reserve_bytes = 0
        self._disk_errors: list[float] = []
        self.database.on_bad_disk = self._bad_disk
        self.sessions: dict[str, Session] = {}
        self.pin_waits: dict[str, float] = {}
        self.spray: list[float] | None = None
        """When wrong PINs were tried on this counter, by the monotonic clock; None before the first try of a run."""
        self.policies = self._read_policies()
        self.calendar: WorkCalendar = policy_files.default_calendar()
        self._identity: Identity | None = None

    def _read_policies(self) -> PolicyBook:
        with self.database.reading() as connection:
            packs = policy_rows.published(connection)
        published = tuple(policy_files.decode_policy(pack.document) for pack in packs)
        return PolicyBook(policy_files.default_policy(), published)

    def policies_changed(self) -> None:
        """After a fact that publishes a policy: read them again."""
        self.policies = self._read_policies()

    @property
    def policy(self) -> Policy:
        """The rules of today. What binds one sale is ``policies.for_sale``."""
        return self.policies.on(self.today()) if self.policies.published else self.policies.shipped

    @property
    def identity(self) -> Identity:
        if self._identity is None:
            with self.database.reading() as connection:
                self._identity = store.identity(connection)
        return self._identity

    def identity_changed(self) -> None:
        """After a fact that changes who we are: read it again at the next need."""
        self._identity = None

    def become(self, identity: Identity) -> None:
        """The first facts of a stream are written before the file can say whose it is."""
        self._identity = identity

    @property
    def profile(self) -> CounterProfile:
        return self.identity.profile

    @property
    def words(self) -> Words:
        """The language of this store's paper."""
        return Words(self.profile.paper_language)

    def now(self) -> datetime:
        return self.clock.now()

    def today(self) -> date:
        """The store's business day."""
        return self.profile.business_day(self.clock.now())

    def mono_ms(self) -> int:
        # Rounded, for 1030.1 s must not become 1030099 ms: a tenth decides whether a greeting was in time.
        return round(self.clock.monotonic_s() * 1000)

    def work(self, who: Session, *, essential: bool = False) -> Work:
        """Begin one action of this person: a transaction that records facts. Use as a context.

        ``essential`` is what may still be recorded when the disk is failing: who looks, what is printed, the clock.
        Raises SafeStopError for everything else then."""
        if self.safe_stop and not essential:
            raise SafeStopError
        if self.disk_was_full and not essential and not self.has_room_again():
            raise DiskFullError
        moment = Moment(self.clock.now(), self.mono_ms(), self.boot)
        return Work(self.database, self._deciding(), who, moment, self.steps, self._saved)

    def _deciding(self) -> Identity:
        """Who we are, under the rules of today: a policy begins at midnight, whoever is at work."""
        identity, version = self.identity, self.policy.version
        ours = not self.policies.published or identity.policy_version == version
        return identity if ours else replace(identity, policy_version=version)

    def has_room_again(self) -> bool:
        """After the reserve was given up: whether it could be taken anew, so that people can be served again."""
        free = space.free_bytes(self.home)
        enough = free is not None and space.room_of(free) > space.Room.CAREFUL
        if enough or (self.reserve_bytes and space.keep_reserve(self.home, self.reserve_bytes)):
            self.disk_was_full = False
        return not self.disk_was_full

    def _bad_disk(self, error: Exception) -> None:
        """The second error of the disk within ten minutes, or one damaged page, ends taking anything new."""
        now_s = self.clock.monotonic_s()
        self._disk_errors = [at_s for at_s in self._disk_errors if now_s - at_s <= _ERRORS_WITHIN_S] + [now_s]
        self.safe_stop = self.safe_stop or len(self._disk_errors) >= _MOST_ERRORS or not is_io_error(error)

    def _saved(self, reached: Head) -> None:
        highwater.note(self.home, reached, self.identity.incarnation)

    def refuse_unless(self, who: Session, permission: Permission) -> Refused | None:
        """The refusal for somebody who is not signed in or not allowed, else None. Each action asks this first."""
        if who is SYSTEM:
            return None
        if not self.is_signed_in(who):
            return Refused("NOT_SIGNED_IN", Sentence(_NOT_SIGNED_IN))
        return None if who.may(permission) else Refused("NOT_ALLOWED", Sentence(_NOT_ALLOWED))

    def refuse_stranger(self, who: Session) -> Refused | None:
        """The refusal for somebody who is not signed in: for what everybody may do for themselves."""
        return None if self.is_signed_in(who) else Refused("NOT_SIGNED_IN", Sentence(_NOT_SIGNED_IN))

    def is_signed_in(self, who: Session) -> bool:
        return self.sessions.get(who.session_id) == who

    def end_sessions_of(self, staff_id: str) -> None:
        """Somebody left, or may do more or less than when they signed in: they sign in again, or not at all."""
        for session in [session for session in self.sessions.values() if session.staff_id == staff_id]:
            del self.sessions[session.session_id]

    @property
    def busy(self) -> bool:
        """Whether a transaction is open: nothing else can be done now."""
        return self.database.connection.closed or self.database.connection.in_transaction()

    def head(self) -> Head | None:
        with self.database.reading() as connection:
            return head(connection)

    def close(self) -> None:
        self.database.close()


def request_digest(parts: str) -> str:
    """What an approval is bound to: SHA-256 over the request's canonical text."""
    return hashlib.sha256(parts.encode()).hexdigest()


OpenDesk = Callable[[], Desk]
