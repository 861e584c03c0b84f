"""How values are told on every page: ways of payment, telephone numbers, roles, lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from servicedesk.errors import KnownError
from servicedesk.ui.words import t, words
from servicedesk.wording import N_

if TYPE_CHECKING:
    from servicedesk.domain.staff import Role

_OUR_FAULT = N_(
    "Something went wrong in servicedesk. Your saved work is safe. Do the last step again; "
    "if it happens once more, call IT."
)


def listed(parts: Iterable[str]) -> str:
    """a, b, c; 甲、乙、丙."""
    return t(", ").join(parts)


def facts(*parts: str) -> str:
    """Short facts beside each other, empty ones left out: a, b; 甲·乙."""
    shown = [part for part in parts if part]
    told = shown[0] if shown else ""
    for part in shown[1:]:
        told = t("{first}, {second}", first=told, second=part)
    return told


def tender_words(tender: str) -> str:
    """A way of payment in the clerk's words; one that only the till knows keeps the till's text."""
    known = {
        "CASH": t("Cash"), "WECHAT": t("WeChat Pay"), "ALIPAY": t("Alipay"), "CARD": t("Bank card"),
        "GIFTCARD": t("Gift card"), "UNKNOWN": t("Way not known"),
    }  # fmt: skip
    return known.get(tender, tender)


def masked_phone(phone: str) -> str:
    """138****2203; whatever is not a mobile keeps its last four (returns-policy 4.7)."""
    digits = "".join(character for character in phone if character.isdigit())
    if len(digits) >= 11:
        return f"{digits[-11:-8]}****{digits[-4:]}"
    return f"****{digits[-4:]}" if len(digits) >= 4 else phone


def masked_name(name: str) -> str:
    """张* · 王*明: enough to address a person, not to know them (returns-policy 4.7)."""
    if len(name) < 2:
        return name
    return name[0] + "*" if len(name) == 2 else name[0] + "*" * (len(name) - 2) + name[-1]


def role_words(role: Role) -> str:
    return {
        "CLERK": t("Clerk"), "SUPERVISOR": t("Supervisor"), "MANAGER": t("Manager"), "IT": t("IT"),
    }[role]  # fmt: skip


_NO_MEMORY = N_(
    "This computer has no memory left. Your saved work is safe. "
    "Close other programs, look whether the last step is there, then go on."
)


def error_words(error: Exception) -> str:
    """What went wrong, in a sentence: the world's fault in its own words, ours in ours."""
    if isinstance(error, MemoryError):
        return t(_NO_MEMORY)
    return words().error(error) if isinstance(error, KnownError) else t(_OUR_FAULT)
