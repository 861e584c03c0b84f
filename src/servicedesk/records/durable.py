"""Making files and their names survive a power cut."""

from __future__ import annotations

import os
from pathlib import Path


def sync(place: Path) -> None:
    """Wait until the disk has a file's content or a folder's names. Windows opens no folder and keeps names itself."""
    if place.is_dir() and os.name == "nt":
        return
    handle = os.open(place, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Everything below a folder, the folder itself last."""
    for place in sorted(folder.rglob("*"), reverse=True):
        sync(place)
    sync(folder)
