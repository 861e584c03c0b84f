"""One thing wrong with a policy: where it stands in the file, how bad it is, and the sentence that says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from servicedesk.domain.sentences import Sentence


class Severity(StrEnum):
    """What a finding does to publishing."""

    BLOCK = "BLOCK"  # may not be published
    WARN = "WARN"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a policy; ``setting`` is its path in the file."""

    setting: str
    severity: Severity
    sentence: Sentence
    basis: str = ""
