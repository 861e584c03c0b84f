"""A piece of paper in words: what it is, and what became of it."""

from __future__ import annotations

from servicedesk.domain.slips import SlipState
from servicedesk.ui.parts import Chip
from servicedesk.ui.words import t


def kind_words(kind: str) -> str:
    """What a paper is called; a day's log with whole telephone numbers is a log all the same."""
    names = {
        "RETURN_SLIP": t("Return slip"), "EXCHANGE_SLIP": t("Exchange slip"), "REPAIR_SLIP": t("Repair slip"),
        "REFUSAL_NOTICE": t("Notice of refusal"), "VOID_SLIP": t("Void slip"), "DAY_LOG": t("Day's log"),
        "RECEIPT_COPY": t("Copy of a receipt"), "TEST_SHEET": t("Printer test"),
    }  # fmt: skip
    return names.get(kind.removesuffix("_UNMASKED"), kind)


def state_chip(state: SlipState) -> Chip:
    """What became of a paper, as a chip."""
    shown = {
        SlipState.QUEUED: (t("in line"), "info", "clock"),
        SlipState.SENDING: (t("printing"), "info", "print"),
        SlipState.CONFIRMED: (t("came out"), "ok", "check"),
        SlipState.UNKNOWN: (t("printed?"), "warn", "question"),
        SlipState.FAILED: (t("tried again"), "warn", "warn"),
        SlipState.REPLACED: (t("copied instead"), "mute", "copy"),
        SlipState.DROPPED: (t("not wanted"), "mute", "close"),
    }
    return Chip(*shown[state])
