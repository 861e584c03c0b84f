"""One action, one transaction: its facts, the read tables and the queued slip are saved together or not at all.

The invariant (architecture 2.2, reliability G3): **"saved" is said only after COMMIT; "not saved" is said only after
the file was opened again and does not hold the fact.** Fact ids are made before BEGIN, so there is always something to
look for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from servicedesk import __version__
from servicedesk.domain import numbers as numbering
from servicedesk.domain import times
from servicedesk.domain.counters import CounterProfile
from servicedesk.domain.staff import Session
from servicedesk.errors import BugError, KnownError
from servicedesk.records import folds, journal, unsure
from servicedesk.records.database import Database, not_saved, translated
from servicedesk.records.errors import OutOfMemoryError, SaveUnknownError
from servicedesk.records.journal import Recorded
from servicedesk.records.tables import numbers
from servicedesk.wire import codec, envelope
from servicedesk.wire.envelope import Header

Steps = Callable[[str], None]
"""Told the name of each step of saving, in order; the crash tests stop the process there."""


def no_steps(_step: str) -> None:
    return None


class ConstraintBrokenError(Exception):
    """The file refused an impossible state (an over-return, an approval used twice). Nothing of the action was saved.

    Actions catch it and answer with a refusal; ``rule`` is what SQLite named."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where an action happens: read once, so that everything in it carries the same time."""

    now: datetime
    mono_ms: int
    boot: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose journal this is. ``stream`` names one incarnation of one terminal."""

    profile: CounterProfile
    incarnation: int
    stream: str
    policy_version: str


class Work:
    """The action under way. Use as a context; leaving it commits, an exception rolls back.

    Raises NotSavedError or SaveUnknownError on leaving when the disk failed, ConstraintBrokenError for an impossible
    state."""

    def __init__(
        self,
        database: Database,
        identity: Identity,
        who: Session,
        moment: Moment,
        steps: Steps = no_steps,
        saved: Callable[[journal.Head], None] | None = None,
    ) -> None:
        self._database = database
        self._identity = identity
        self._who = who
        self._moment = moment
        self._steps = steps
        self._saved = saved
        self._fact_ids = [journal.new_fact_id() for _ in range(8)]
        self._first_id = self._fact_ids[0]
        self._recorded = 0
        self.connection: Connection

    @property
    def day(self) -> str:
        """The business day of this action, ISO."""
        return self._identity.profile.business_day(self._moment.now).isoformat()

    @property
    def now(self) -> datetime:
        return self._moment.now

    def __enter__(self) -> Work:
        self._steps("before BEGIN")
        self._database.demand_open()
        self._database.demand_there()
        self.connection = self._database.connection
        with translated(self._database.path):
            self._transaction = self._database.begin()
            try:
                self._head = journal.head(self.connection)
            except (DBAPIError, MemoryError) as error:
                self._roll_back()
                if isinstance(error, MemoryError):
                    raise OutOfMemoryError from error
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._abandon(error)
            return
        self._steps("before COMMIT")
        try:
            self._transaction.commit()
        except (DBAPIError, MemoryError) as failure:
            self._database.noticed(failure)
            self._find_out(failure)
        self._database.demand_there()
        self._steps("after COMMIT")
        if self._saved is not None and self._head is not None and self._recorded:
            self._saved(self._head)

    def _abandon(self, error: BaseException) -> None:
        self._roll_back()
        if isinstance(error, IntegrityError):
            raise ConstraintBrokenError(str(error.orig)) from error
        if isinstance(error, DBAPIError | MemoryError):
            self._database.noticed(error)
            raise not_saved(error, self._database.path) from error

    def _roll_back(self) -> None:
        """SQLite may have done it already (disk full), then a second ROLLBACK says so and is no news."""
        try:
            self._transaction.rollback()
        except (DBAPIError, MemoryError):
            self._database.reopen()

    def _find_out(self, failure: DBAPIError | MemoryError) -> None:
        """COMMIT failed, which proves nothing: ask the file. Returns when the work was saved after all."""
        try:
            self._database.reopen()
            with self._database.reading() as connection:
                saved = journal.holds(connection, self._first_id)
        except (DBAPIError, KnownError, MemoryError) as error:
            unsure.leave(self._database.path.parent, self._first_id)
            raise SaveUnknownError from error
        if not saved:
            raise not_saved(failure, self._database.path) from failure

    def record(
        self,
        fact: object,
        personal: Mapping[str, str] | None = None,
        *,
        causes: Iterable[str] = (),
        approvals: Iterable[str] = (),
    ) -> str:
        """Append one fact and fold it; returns its fact id. ``personal`` holds what may have to be erased one day."""
        if self._recorded == len(self._fact_ids):
            self._fact_ids.append(journal.new_fact_id())
        fact_id = self._fact_ids[self._recorded]
        self._recorded += 1
        type_name, version, body = codec.encode_fact(fact)
        kept = {key: text for key, text in (personal or {}).items() if text}
        header = self._header(fact_id, type_name, version, tuple(causes), tuple(approvals))
        position, record_hash = journal.append(
            self.connection, header, body, codec.encode_personal(kept) if kept else None
        )
        self._head = journal.Head(header.stream, header.seq, record_hash)
        self._steps(f"after {type_name}")
        folds.fold(self.connection, Recorded(position, header, fact, kept))
        self._steps(f"after folding {type_name}")
        return fact_id

    def _header(
        self, fact_id: str, type_name: str, version: int, causes: tuple[str, ...], approvals: tuple[str, ...]
    ) -> Header:
        identity, moment, profile = self._identity, self._moment, self._identity.profile
        offset = moment.now.astimezone(ZoneInfo(profile.zone)).utcoffset()
        continues = self._head is not None and self._head.stream == identity.stream
        return Header(
            stream=identity.stream,
            store=profile.store_id,
            terminal=profile.terminal_id,
            seq=self._head.seq + 1 if self._head and continues else 1,
            fact_id=fact_id,
            type=type_name,
            type_version=version,
            at_ms=times.to_ms(moment.now),
            zone=profile.zone,
            offset_min=int(offset.total_seconds() // 60) if offset else 0,
            boot=moment.boot,
            mono_ms=moment.mono_ms,
            day=self.day,
            actor=self._who.staff_id,
            session=self._who.session_id,
            policy=identity.policy_version,
            app=__version__,
            body_len=0,
            body_commit="",
            personal_commit=None,
            prev=self._head.hash if self._head and continues else envelope.FIRST_PREV,
            approvals=approvals,
            causes=causes,
        )

    def number(self, kind: str) -> str:
        """The next number of a kind on this business day. It is taken by the fact that carries it as ``number``."""
        if kind not in numbering.KINDS:
            raise BugError(f"no such kind of number: {kind}")
        profile, incarnation = self._identity.profile, self._identity.incarnation
        day = profile.business_day(self._moment.now)
        probe = numbering.compose(kind, profile.store_id, profile.terminal_id, incarnation, day, 1)
        counter = probe.split("-")[1]
        last = self.connection.execute(
            select(numbers.c.last).where(
                (numbers.c.kind == kind) & (numbers.c.day == f"{day:%y%m%d}") & (numbers.c.counter == counter)
            )
        ).scalar()
        return numbering.compose(kind, profile.store_id, profile.terminal_id, incarnation, day, (last or 0) + 1)
