"""Fields of a till's record as values. Strict: what is not plainly a number, a date or an amount stays out."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from servicedesk.domain import times
from servicedesk.domain.money import minor_digits
from servicedesk.domain.sales_import import LocalTime, SetAside, SetAsideCode, instant_of

_DIGITS = re.compile(r"-?[0-9]{1,6}")
_MONEY = re.compile(r"(-?)([0-9]{1,9})(?:\.([0-9]{1,6}))?")
_LEAST_ABSURD_MINOR = 10**9
_LOCAL_TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YEARS = range(1990, 2100)
_NEVER_SHOWN = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF, 0xFFFE, 0xFFFF])
_FOUND_SHOWN = 60


class NotTaken(Exception):
    """Control flow inside this package: the record at hand is set aside with this code. Never leaves the package."""

    def __init__(self, code: SetAsideCode, found: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.found = found[:_FOUND_SHOWN]

    def at(self, line: int) -> SetAside:
        return SetAside(line, self.code, self.found)


@dataclass(slots=True)
class StoreTerms:
    """What the store's profile says about its till's files, and what was noticed while reading them."""

    store_id: str
    currency: str
    zone: str
    unclear_times: int = 0
    _instants: dict[str, int] = field(default_factory=dict)

    def instant_ms(self, text: str) -> int:
        """Milliseconds of a local wall-clock time. Rows of one receipt share it, so the last ones are remembered."""
        known = self._instants.get(text)
        if known is None:
            local = local_time(text)
            instant, clear = instant_of(local, self.zone)
            known = times.to_ms(instant)
            if clear is not LocalTime.CLEAR:
                self.unclear_times += 1
                return known
            if len(self._instants) > 1000:
                self._instants.clear()
            self._instants[text] = known
        return known


def clean_text(text: str) -> str:
    """Composed (NFC), without control and direction characters or spaces around it; inner spaces are the till's."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = unicodedata.normalize("NFC", text).translate(_NEVER_SHOWN)
    return "".join(character for character in text if unicodedata.category(character) not in {"Cc", "Cs"}).strip()


def needed(text: str, column: str) -> str:
    if not text:
        raise NotTaken(SetAsideCode.MISSING_FIELD, column)
    return text


def whole_number(text: str) -> int:
    if not _DIGITS.fullmatch(text):
        raise NotTaken(SetAsideCode.BAD_QUANTITY, text)
    return int(text)


def amount_minor(text: str, currency: str, code: SetAsideCode = SetAsideCode.BAD_AMOUNT) -> int:
    """``12.5`` as 1250. Whatever has more significant decimals than the currency is set aside, never rounded; so is a
    sum no shop line has, which keeps every total within 64 bits."""
    match = _MONEY.fullmatch(text)
    if match is None:
        raise NotTaken(code, text)
    sign, units, decimals = match.group(1), match.group(2), (match.group(3) or "").rstrip("0")
    digits = minor_digits(currency)
    minor = int(units + decimals.ljust(digits, "0"))
    if len(decimals) > digits or minor >= _LEAST_ABSURD_MINOR:
        raise NotTaken(code, text)
    return -minor if sign else minor


def price_minor(text: str, currency: str) -> int:
    """A unit price: an amount that is not negative. 0 is a price."""
    minor = amount_minor(text, currency, SetAsideCode.BAD_PRICE)
    if minor < 0:
        raise NotTaken(SetAsideCode.NEGATIVE_PRICE, text)
    return minor


def local_time(text: str) -> datetime:
    """A till's wall-clock time as an instant; the first of two when the hour repeats."""
    match = _LOCAL_TIME.fullmatch(text)
    if match is None or int(match.group(1)) not in _YEARS:
        raise NotTaken(SetAsideCode.BAD_DATE, text)
    try:
        return datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type] # six numbers by the pattern  # noqa: DTZ001 - the zone is given after
    except ValueError:
        raise NotTaken(SetAsideCode.BAD_DATE, text) from None


def day(text: str) -> date | None:
    """A date field, or None when it is empty."""
    if not text:
        return None
    match = _DAY.fullmatch(text)
    try:
        if match is not None and int(match.group(1)) in _YEARS:
            return date(*(int(part) for part in match.groups()))
    except ValueError:
        pass
    raise NotTaken(SetAsideCode.BAD_DATE, text)


def identity_of(at_ms: int, parts: Sequence[str]) -> bytes:
    """16 bytes that are the same for the same record in any file. The minute stands first, so that a file in the order
    of time fills the table of known records from one end and stays quick with millions."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=12).digest()
    return (at_ms // 60_000).to_bytes(4, "big") + digest
