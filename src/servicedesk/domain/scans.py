"""What a scanned code is. What matches two kinds is asked, not guessed (architecture 9, Scanner)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class ScanKind(StrEnum):
    """The things a counter scans."""

    RECEIPT = "receipt"
    ITEM = "item"
    MEMBER = "member"
    ORDER = "order"
    BADGE = "badge"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ScanPatterns:
    """How this shop's codes look, as the policy sets it: whole-code regular expressions, upper and lower case alike.

    The defaults stand until the policy is read, and are those of the policy the program ships with. Items are not
    here: they are recognised by length and check digit (EAN-13, EAN-8, UPC-A).
    """

    receipts: tuple[str, ...] = (r"RM\d{2}-\d{4}-\d{4}", r"C?\d{6}")
    members: tuple[str, ...] = (r"M\d{5,12}",)
    orders: tuple[str, ...] = (r"(?:RT|EX|RP|CP|FU|SG|IN|AP|SL|CD|VO)-[0-9A-Z]+(?:-[0-9A-Z]+)*",)
    badges: tuple[str, ...] = (r"B\d{3,10}",)


@dataclass(frozen=True, slots=True)
class Scan:
    """One scanned code. ``candidates`` are the kinds it may be, when that is more than one."""

    kind: ScanKind
    text: str
    candidates: tuple[ScanKind, ...] = ()

    def as_kind(self, kind: ScanKind) -> Scan:
        """The same code, once a person has said which of the candidates it is."""
        if kind not in self.candidates:
            raise ValueError(f"{kind} is no candidate of {self.text!r}")
        return Scan(kind, self.text)


def classify(scan_text: str, patterns: ScanPatterns = ScanPatterns()) -> Scan:
    """Which kind of code was scanned: exactly one match is that kind, two are ``AMBIGUOUS``, none is ``UNKNOWN``."""
    text = scan_text.strip()
    kinds = [
        kind
        for kind, forms in (
            (ScanKind.RECEIPT, patterns.receipts),
            (ScanKind.MEMBER, patterns.members),
            (ScanKind.ORDER, patterns.orders),
            (ScanKind.BADGE, patterns.badges),
        )
        if any(re.fullmatch(form, text, re.IGNORECASE | re.ASCII) for form in forms)
    ]
    if is_item_code(text):
        kinds.append(ScanKind.ITEM)
    if not kinds:
        return Scan(ScanKind.UNKNOWN, text)
    if len(kinds) > 1:
        return Scan(ScanKind.AMBIGUOUS, text, tuple(kinds))
    return Scan(kinds[0], text)


def is_item_code(text: str) -> bool:
    """Whether a code is a GTIN of 8, 12 or 13 digits whose check digit is right."""
    if len(text) not in (8, 12, 13) or not text.isascii() or not text.isdigit():
        return False
    body, check = text[:-1], int(text[-1])
    total = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(body)))
    return (10 - total % 10) % 10 == check


def badge_number(scan_text: str) -> str:
    """The staff number on a badge: its digits, whatever stands around them."""
    return re.sub(r"\D", "", scan_text, flags=re.ASCII)


def masked(scan_text: str) -> str:
    """A code as it may be said in a toast: 6921…178 (ux 5)."""
    return scan_text if len(scan_text) <= 8 else f"{scan_text[:4]}…{scan_text[-3:]}"
