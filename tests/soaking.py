"""Long runs that can be interrupted: what is done stands in a file, and the same seed goes on where it ended.

``python3 dev.py soak --seed N`` names the file in ``SERVICEDESK_SOAK``. A harness with a big number does it in batches,
each with a seed of its own; tests that passed as a whole are not run again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

VARIABLE = "SERVICEDESK_SOAK"


class Progress:
    """What this soak has done so far. Without a file nothing is remembered."""

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def _lines(self) -> Iterator[dict[str, Any]]:
        """A line that was cut off when the run was killed is as if it had not been written."""
        if self._file is None or not self._file.exists():
            return
        for line in self._file.read_text(encoding="utf-8").splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                continue

    def _add(self, **line: object) -> None:
        if self._file is None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"\n{json.dumps(line, ensure_ascii=False)}")

    def passed(self) -> set[str]:
        return {str(line["passed"]) for line in self._lines() if "passed" in line}

    def note_passed(self, test: str) -> None:
        self._add(passed=test)

    def batches(self, name: str, count: int, run: Callable[[int], dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The reports of all batches, those of earlier runs first read from the file; ``run`` does one by its number.

        A report with something ``wrong`` in it is not kept: it is run again."""
        known = {line["batch"]: line["report"] for line in self._lines() if line.get("of") == name}
        for number in range(count):
            if number in known:
                yield known[number]
                continue
            report = run(number)
            if not report["wrong"]:
                self._add(of=name, batch=number, report=report)
            yield report


def progress() -> Progress:
    """The soak that this process is part of."""
    named = os.environ.get(VARIABLE)
    return Progress(Path(named) if named else None)
