"""Taking a till's records in: what a record can turn out to be, how a cancellation finds its sale, how all are told.

Every record of a file ends as exactly one of: taken, a return that was linked or not, already known, or set aside with
a reason. Nothing is dropped and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from servicedesk.domain.sentences import N_, Sentence


class SetAsideCode(StrEnum):
    """Why a record cannot be a line of a sale or a return."""

    UNREADABLE = "UNREADABLE"
    BAD_TEXT = "BAD_TEXT"
    MISSING_FIELD = "MISSING_FIELD"
    BAD_DATE = "BAD_DATE"
    BAD_QUANTITY = "BAD_QUANTITY"
    NEGATIVE_QTY = "NEGATIVE_QTY"
    POSITIVE_CANCELLATION = "POSITIVE_CANCELLATION"
    BAD_PRICE = "BAD_PRICE"
    NEGATIVE_PRICE = "NEGATIVE_PRICE"
    BAD_AMOUNT = "BAD_AMOUNT"
    BAD_VALUE = "BAD_VALUE"
    OTHER_CURRENCY = "OTHER_CURRENCY"
    RECEIPT_CHANGED = "RECEIPT_CHANGED"
    DUPLICATE_LINE = "DUPLICATE_LINE"
    MIXED_RECEIPT = "MIXED_RECEIPT"
    SUMS_DIFFER = "SUMS_DIFFER"
    SHARES_UNKNOWN = "SHARES_UNKNOWN"
    WITH_BAD_LINE = "WITH_BAD_LINE"
    TOO_MANY_LINES = "TOO_MANY_LINES"


_SAID = {
    SetAsideCode.UNREADABLE: N_("This row cannot be split into its fields {found}"),
    SetAsideCode.BAD_TEXT: N_("This row's characters are not in the file's encoding"),
    SetAsideCode.MISSING_FIELD: N_("A field is missing: {found}"),
    SetAsideCode.BAD_DATE: N_("“{found}” is no date or time of the form 2010-01-31 09:30:00"),
    SetAsideCode.BAD_QUANTITY: N_("“{found}” is no quantity a line can have"),
    SetAsideCode.NEGATIVE_QTY: N_("A quantity of {found} on something that is not a cancellation"),
    SetAsideCode.POSITIVE_CANCELLATION: N_("A cancellation with the quantity {found}, which is not negative"),
    SetAsideCode.BAD_PRICE: N_("“{found}” is no price, or has more decimals than the currency"),
    SetAsideCode.NEGATIVE_PRICE: N_("The price {found} is below zero"),
    SetAsideCode.BAD_AMOUNT: N_("“{found}” is no amount that fits here"),
    SetAsideCode.BAD_VALUE: N_("“{found}” is not among the values this column may have"),
    SetAsideCode.OTHER_CURRENCY: N_("The receipt is in {found}, not in the store's currency"),
    SetAsideCode.RECEIPT_CHANGED: N_("The receipt says something else than before: {found}"),
    SetAsideCode.DUPLICATE_LINE: N_("Line number {found} stands twice on this receipt"),
    SetAsideCode.MIXED_RECEIPT: N_("Sales and returns are mixed on one receipt ({found})"),
    SetAsideCode.SUMS_DIFFER: N_("Lines less discounts are not what was tendered on receipt {found}"),
    SetAsideCode.SHARES_UNKNOWN: N_("Some lines of receipt {found} state what was paid and some do not"),
    SetAsideCode.WITH_BAD_LINE: N_("The receipt cannot be taken because of its row on line {found}"),
    SetAsideCode.TOO_MANY_LINES: N_("Receipt {found} has more rows than any receipt"),
}


class Unlinked(StrEnum):
    """Why a return made at the till names no sale here. It is kept all the same."""

    NO_CUSTOMER = "NO_CUSTOMER"
    NO_SALE = "NO_SALE"
    SEVERAL_SALES = "SEVERAL_SALES"
    TOO_FEW_LEFT = "TOO_FEW_LEFT"


@dataclass(frozen=True, slots=True)
class SetAside:
    """A record that was not taken. ``line`` is the physical line its record starts on, the header being line 1."""

    line: int
    code: SetAsideCode
    found: str = ""

    @property
    def sentence(self) -> Sentence:
        return Sentence(_SAID[self.code], {"found": self.found})


@dataclass(frozen=True, slots=True)
class SoldRecord:
    """One record that is a line of a sale. ``identity`` is the same for the same record in any file (16 bytes)."""

    line: int
    identity: bytes
    receipt_number: str
    bought_at_ms: int
    member_code: str | None
    code: str
    name: str
    qty: int
    unit_price_minor: int


@dataclass(frozen=True, slots=True)
class CancelledRecord:
    """One record of goods given back at the till; ``qty`` is positive. ``of_receipt`` and ``of_line`` name the sale
    where the till does; a till that does not leaves the link to ``link_cancellation``."""

    line: int
    identity: bytes
    receipt_number: str
    returned_at_ms: int
    member_code: str | None
    code: str
    name: str
    qty: int
    unit_price_minor: int
    amount_minor: int
    of_receipt: str | None = None
    of_line: int | None = None


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A sale line a cancellation could belong to, and how many pieces of it have not come back."""

    sale_id: int
    line_no: int
    left_qty: int


def link_cancellation(qty: int, lines: Iterable[OpenLine]) -> OpenLine | Unlinked:
    """The one line that can give ``qty`` back. ``lines`` are all earlier lines (in file order) of the same customer,
    item and unit price, less what earlier cancellations took; two that could are as little as none (architecture 9)."""
    fitting: OpenLine | None = None
    any_sale = False
    for line in lines:
        any_sale = True
        if line.left_qty < qty:
            continue
        if fitting is not None:
            return Unlinked.SEVERAL_SALES
        fitting = line
    if fitting is not None:
        return fitting
    return Unlinked.TOO_FEW_LEFT if any_sale else Unlinked.NO_SALE


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """One import, counted. ``records`` leaves out the header and empty lines. ``unclear_times`` counts the local times
    read that happened twice or never (the clocks changed); the first reading was taken."""

    profile: str
    file_name: str
    digest: str
    records: int = 0
    sales: int = 0
    lines_taken: int = 0
    returns_linked: int = 0
    returns_unlinked: int = 0
    already_known: int = 0
    set_aside: tuple[SetAside, ...] = ()
    unclear_times: int = 0

    @property
    def accounts_for_all(self) -> bool:
        """Whether every record ended in exactly one place."""
        taken = self.lines_taken + self.returns_linked + self.returns_unlinked
        return self.records == taken + self.already_known + len(self.set_aside)

    def plus(self, batch: BatchTally) -> ImportSummary:
        return replace(
            self,
            records=self.records + batch.records,
            sales=self.sales + batch.sales,
            lines_taken=self.lines_taken + batch.lines_taken,
            returns_linked=self.returns_linked + batch.returns_linked,
            returns_unlinked=self.returns_unlinked + batch.returns_unlinked,
            already_known=self.already_known + batch.already_known,
        )


@dataclass(slots=True)
class BatchTally:
    """What one batch came to; filled while it is taken."""

    records: int = 0
    sales: int = 0
    lines_taken: int = 0
    returns_linked: int = 0
    returns_unlinked: int = 0
    already_known: int = 0


class LocalTime(StrEnum):
    """How a wall-clock time maps to an instant when the clocks change."""

    CLEAR = "CLEAR"
    TWICE = "TWICE"
    NEVER = "NEVER"


def instant_of(local: datetime, zone: str) -> tuple[datetime, LocalTime]:
    """The instant of a naive local time, and whether it was clear. A time that happened twice is read as the first; one
    that never happened is read as if the clocks had not yet gone forward (both are ``fold=0``)."""
    there = ZoneInfo(zone)
    first = local.replace(tzinfo=there, fold=0)
    second = local.replace(tzinfo=there, fold=1)
    instant = first.astimezone(UTC)
    offsets = (first.utcoffset() or timedelta(0), second.utcoffset() or timedelta(0))
    if offsets[0] == offsets[1]:
        return instant, LocalTime.CLEAR
    return instant, LocalTime.TWICE if offsets[0] > offsets[1] else LocalTime.NEVER
