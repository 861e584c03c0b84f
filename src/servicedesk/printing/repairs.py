"""Notices that a printer works again, so that its paper does not wait out a rest of minutes."""

from __future__ import annotations

from collections.abc import Mapping

from servicedesk.domain.sentences import Sentence
from servicedesk.printing.printers import Printer

LOOK_EVERY_S = 3.0


class RepairWatch:
    """Of the printers that are in trouble it asks, cheaply and often, whether they are ready. Print worker only.

    Ready means: it said what was in its way, and says so no more. A printer that broke off without a word is never
    called ready here; it rests, or a person asks for another try."""

    def __init__(self, printers: Mapping[str, Printer]) -> None:
        self.watch(printers)

    def watch(self, printers: Mapping[str, Printer]) -> None:
        """From now on these: what was seen of the ones before says nothing."""
        self._printers = printers
        self._troubled: set[str] = set()
        self._seen_down: set[str] = set()

    def note(self, role: str, trouble: Sentence | None) -> None:
        """What the spooler said of a role: in trouble, or (None) printing again."""
        if trouble is None:
            self._troubled.discard(role)
            self._seen_down.discard(role)
        else:
            self._troubled.add(role)

    @property
    def is_watching(self) -> bool:
        return bool(self._troubled)

    def ready_again(self) -> list[str]:
        """The roles whose printer was seen in trouble and is not now; each is named once for each repair."""
        ready = []
        for role in sorted(self._troubled & self._printers.keys()):
            if self._printers[role].trouble() is not None:
                self._seen_down.add(role)
            elif role in self._seen_down:
                self._seen_down.discard(role)
                ready.append(role)
        return ready
