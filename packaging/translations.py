"""Build-time tool: compile every ``resources/locale/<language>/<room>.po`` to ``.mo`` beside it (when it is older)."""

from __future__ import annotations

import os
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "resources" / "locale"


def compile_catalogues(folder: Path = LOCALE) -> int:
    """Compile what has changed; returns how many catalogues were written. Needs Babel."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = 0
    for orphan in folder.glob("*/*.mo"):
        if not orphan.with_suffix(".po").exists():
            orphan.unlink()  # a room that is gone must not go on speaking
    for source in sorted(folder.glob("*/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.name)
        # Two programs may compile at once: each writes a file of its own, and the last rename wins with equal content.
        partial = target.with_suffix(f".{os.getpid()}.mo.part")
        with partial.open("wb") as file:
            write_mo(file, catalogue)
        partial.replace(target)
        written += 1
    return written


if __name__ == "__main__":
    print(f"{compile_catalogues()} catalogues compiled")
