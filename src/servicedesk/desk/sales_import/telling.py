"""An import in words: its counts in one sentence, and each record that was set aside in one line."""

from __future__ import annotations

from servicedesk.domain.sales_import import ImportSummary, SetAside
from servicedesk.wording import N_, Words

_COUNTS = N_(
    "{records} records: {lines} lines of {sales} new sales, {linked} returns linked and {unlinked} not, {known} known "
    "before, {aside} set aside"
)
_ASIDE = N_("Line {line}: {reason} ({code})")


def describe(summary: ImportSummary, words: Words) -> str:
    """The counts of an import in one sentence."""
    return words(
        _COUNTS,
        records=summary.records,
        lines=summary.lines_taken,
        sales=summary.sales,
        linked=summary.returns_linked,
        unlinked=summary.returns_unlinked,
        known=summary.already_known,
        aside=len(summary.set_aside),
    )


def describe_aside(aside: SetAside, words: Words) -> str:
    return words(_ASIDE, line=aside.line, reason=words.say(aside.sentence), code=aside.code.value)
