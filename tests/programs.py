"""Starting harnesses that are programs of their own (kills, power cuts, I/O sweep): each prints a report as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.builders import ROOT
from tests.faultshim.shim import preloading


def report_of(module: str, *words: object, preloaded: Path | None = None) -> dict[str, Any]:
    """Run ``python -m module words``, with the recorder of disk calls in it when it is named, and answer its report."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    ran = subprocess.run(
        [sys.executable, "-m", module, *map(str, words)],
        cwd=ROOT,
        env=preloading(preloaded, environment) if preloaded else environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    report: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return report
