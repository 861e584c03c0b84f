"""A small disk that fills up and a folder that may not be written, by whatever means the person who runs the tests has.

With mounts of one's own (root, or an ordinary user in a user namespace) it is a real tmpfs or a read-only bind mount
that is gone with the process; without, a small library preloaded into the process says what such a disk would say.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from tests.builders import ROOT

SHIM = Path(__file__).parent / "small_disk.c"


@cache
def namespace() -> tuple[str, ...]:
    """The command that gives a process mounts of its own; empty when there is none for us."""
    for command in (("unshare", "-m"), ("unshare", "-rm")):
        try:
            probe = [*command, "sh", "-c", "mount -t tmpfs tmpfs /tmp"]
            if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
                return command
        except OSError:
            return ()
    return ()


def _run(command: list[str], environment: dict[str, str]) -> dict[str, Any]:
    ran = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.returncode == 0, ran.stderr
    report: dict[str, Any] = json.loads(ran.stdout)
    return report


def on_a_small_disk(job: str, folder: Path, size_bytes: int, tools: Path, *arguments: str) -> dict[str, Any]:
    """Run ``tests.records.disk_child JOB FOLDER …`` where FOLDER is a disk of so many bytes; its report."""
    child = [sys.executable, "-m", "tests.records.disk_child", job, str(folder), *arguments]
    if namespace():
        script = 'mount -t tmpfs -o size="$1" tmpfs "$2" && shift 2 && exec "$@"'
        return _run([*namespace(), "sh", "-c", script, "sh", str(size_bytes), str(folder), *child], {})
    library = tools / "small_disk.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", library, SHIM, "-ldl"], check=True)
    return _run(child, {"LD_PRELOAD": str(library), "SMALL_DISK": str(folder), "SMALL_DISK_BYTES": str(size_bytes)})


def in_a_read_only_folder(job: str, folder: Path, *arguments: str) -> dict[str, Any]:
    """Run a job where nothing in FOLDER may be written, whoever we are."""
    child = [sys.executable, "-m", "tests.records.disk_child", job, str(folder), *arguments]
    if namespace():
        script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
        return _run([*namespace(), "sh", "-c", script, "sh", str(folder), *child], {})
    folder.chmod(0o555)
    try:
        return _run(child, {"WITHOUT_POWERS": "1"} if os.getuid() == 0 else {})
    finally:
        folder.chmod(0o755)
