"""Who we are: one counter (terminal) of one store, and the facts that begin its story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from servicedesk.domain import times


@dataclass(frozen=True, slots=True)
class CounterProfile:
    """One counter's identity and the settings its store gives it. ``currency`` is ISO 4217, ``zone`` an IANA name,
    ``province`` an overlay key of the policy ("" for none), ``turnover_hour`` when the business day changes (0-23)."""

    store_id: str
    terminal_id: str
    chain_name: str
    store_name: str
    desk_name: str = ""
    phone: str = ""
    hours_text: str = ""
    currency: str = "CNY"
    zone: str = "Asia/Shanghai"
    province: str = ""
    legal_entity: str = ""
    turnover_hour: int = 4
    paper_language: str = "zh_CN"

    def business_day(self, instant: datetime) -> date:
        return times.business_day(instant, self.zone, self.turnover_hour)


@dataclass(frozen=True, slots=True)
class CounterOpened:
    """The counter was set up: the first fact of its first incarnation."""

    profile: CounterProfile


@dataclass(frozen=True, slots=True)
class ProfileChanged:
    """IT changed the store's settings on this counter."""

    profile: CounterProfile


@dataclass(frozen=True, slots=True)
class CounterRestored:
    """A backup was put in place: a new incarnation begins where an older stream was left (reliability 3.4, 3.6)."""

    left_stream: str
    left_seq: int
    left_hash: str
    incarnation: int


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A verified copy of the file was written. ``head_seq`` is the last fact inside it."""

    file_name: str
    head_seq: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class PolicyAdopted:
    """From here on decisions cite this version of the rules; ``digest`` is the SHA-256 of its file."""

    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class ClockJumped:
    """The wall clock moved against the monotonic one by ``jump_s`` seconds (architecture 2.10)."""

    jump_s: int


@dataclass(frozen=True, slots=True)
class DateChecked:
    """Somebody compared the counter's date with the calendar on the wall: whether ``shown_on`` is today."""

    shown_on: date
    right: bool
