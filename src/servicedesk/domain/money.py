"""Money as whole numbers of the smallest unit: shown, shared out, split from its tax and rounded. No floats anywhere.

Every rounding names its direction: half-up for tax, largest remainder for shares, down for what the customer owes
(returns-policy 6.1.15). The capital figures of slips are in ``capitals``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from servicedesk.domain.capitals import capital, parse_capital, same_amount
from servicedesk.errors import BugError

__all__ = [
    "CashStep", "TaxSplit", "allocate", "capital", "cash_due", "cash_handed_back", "first_units", "format_minor",
    "minor_digits", "parse_amount", "parse_capital", "same_amount", "tax_split", "tax_total",
]  # fmt: skip

_SYMBOLS = {
    "CNY": "¥", "GBP": "£", "EUR": "€", "USD": "$", "HKD": "HK$", "MOP": "MOP$", "TWD": "NT$", "JPY": "JP¥",
    "KRW": "₩", "SGD": "S$", "AUD": "A$", "CAD": "C$", "NZD": "NZ$", "INR": "₹", "THB": "฿", "VND": "₫",
}  # fmt: skip
_DIGITS = {
    **dict.fromkeys(("JPY", "KRW", "VND", "CLP", "ISK", "PYG", "UGX", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.(?P<part>[0-9]+))?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，￥－", "0123456789.,¥-")
_BASIS_POINTS = 10_000


def minor_digits(currency: str) -> int:
    """How many decimals a currency shows: 2 unless ISO 4217 says otherwise."""
    return _DIGITS.get(currency, 2)


def format_minor(minor: int, currency: str = "CNY") -> str:
    """``¥1,234.56``, ``-¥100.00``: symbol, comma groups, every decimal (4.3). A code without a symbol stands before."""
    digits = minor_digits(currency)
    whole, part = divmod(abs(minor), 10**digits)
    figures = f"{whole:,}.{part:0{digits}d}" if digits else f"{whole:,}"
    return f"{'-' if minor < 0 else ''}{_SYMBOLS.get(currency, f'{currency} ')}{figures}"


def parse_amount(text: str, currency: str = "CNY") -> int | None:
    """An amount as a person types it, in minor units; full-width ￥ and digits are fine. None for anything else.

    More decimals than the currency has are no amount: nobody should guess which fen was meant.
    """
    plain = text.translate(_FULL_WIDTH).strip()
    negative = plain.startswith("-")
    plain = plain.removeprefix("-").removeprefix(_SYMBOLS.get(currency, currency)).strip()
    match = _AMOUNT.fullmatch(plain)
    digits = minor_digits(currency)
    if match is None or len(match["part"] or "") > digits:
        return None
    minor = int(match["whole"].replace(",", "") + (match["part"] or "").ljust(digits, "0"))
    return -minor if negative else minor


def allocate(total: int, weights: Sequence[int], caps: Sequence[int] | None = None) -> tuple[int, ...]:
    """Share a total in proportion to weights, by largest remainder; ties go to the earlier one (6.1.2).

    No share passes its cap; what a capped one cannot take is shared among the others. Weights that are all 0 count
    as equal. A negative total or weight, or more than the caps can hold, is a bug of the caller.
    """
    if total < 0 or any(weight < 0 for weight in weights) or (caps is not None and any(cap < 0 for cap in caps)):
        raise BugError(f"cannot share out {total} by {weights!r} within {caps!r}")
    limits = list(caps) if caps is not None else [total] * len(weights)
    if total > sum(limits):
        raise BugError(f"{total} does not fit into {limits!r}")
    shares = [0] * len(weights)
    left, open_ones = total, [at for at, weight in enumerate(weights) if weight > 0]
    while left:
        if not open_ones:
            # Only the weightless still have room: share among them equally rather than lose money.
            open_ones, weights = [at for at, limit in enumerate(limits) if shares[at] < limit], [1] * len(weights)
        whole = sum(weights[at] for at in open_ones)
        full = [at for at in open_ones if left * weights[at] >= limits[at] * whole]
        if not full:
            _largest_remainder(shares, left, weights, open_ones, whole)
            break
        for at in full:
            shares[at] = limits[at]
        left -= sum(limits[at] for at in full)
        open_ones = [at for at in open_ones if at not in full]
    return tuple(shares)


def _largest_remainder(
    shares: list[int], total: int, weights: Sequence[int], open_ones: Sequence[int], whole: int
) -> None:
    """Fill ``shares`` of the open ones; each gets its exact share rounded down, or one more."""
    for at in open_ones:
        shares[at] = total * weights[at] // whole
    spare = total - sum(shares[at] for at in open_ones)
    for at in sorted(open_ones, key=lambda at: (-(total * weights[at] % whole), at))[:spare]:
        shares[at] += 1


def first_units(amount: int, qty: int, taken: int) -> int:
    """What the first ``taken`` of ``qty`` equal units get of an amount; unit 1 gets the spare fen first (6.1.3).

    What is left, over the units that are left, splits the same way: nobody has to remember which unit came first.
    """
    each, spare = divmod(amount, qty)
    return each * taken + min(spare, taken)


@dataclass(frozen=True, slots=True)
class TaxSplit:
    """A price with its tax inside: ``net_minor + tax_minor`` is the price."""

    net_minor: int
    tax_minor: int


def tax_split(gross_minor: int, rate_bp: int) -> TaxSplit:
    """Net half-up, tax the rest (6.1.8); ``rate_bp`` in basis points, 13 % is 1300. Refunds (negative) mirror sales."""
    divisor = _BASIS_POINTS + rate_bp
    size = (2 * abs(gross_minor) * _BASIS_POINTS + divisor) // (2 * divisor)
    net = size if gross_minor >= 0 else -size
    return TaxSplit(net, gross_minor - net)


def tax_total(splits: Iterable[TaxSplit]) -> TaxSplit:
    """Per line, then the sum: recomputing tax from the total would round a second time (6.1.8)."""
    lines = tuple(splits)
    return TaxSplit(sum(line.net_minor for line in lines), sum(line.tax_minor for line in lines))


class CashStep(IntEnum):
    """The smallest coin a till rounds down to (4.4); the value is in fen."""

    FEN = 1
    JIAO = 10
    YUAN = 100


def cash_due(total_minor: int, step: CashStep = CashStep.JIAO) -> int:
    """Cash to ask for: down to the step, never up (价格法13(2)). The difference is the order discount 抹零."""
    return total_minor - total_minor % step


def cash_handed_back(refund_minor: int, received_minor: int, step: CashStep = CashStep.FEN) -> int:
    """Cash to hand out for a refund: exact, or up to the next step, capped by the cash really received (4.4)."""
    return min(refund_minor + -refund_minor % step, max(received_minor, 0))
