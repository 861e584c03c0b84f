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


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make a folder and those above it that are missing; their names survive a power cut as what is put in it does."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    for made in missing:
        sync(made.parent)


def sync_tree(folder: Path) -> None:
    """Everything below a folder, the folder itself last."""
    for place in sorted(folder.rglob("*"), reverse=True):
        sync(place)
    sync(folder)
