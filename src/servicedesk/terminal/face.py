"""Whose counter this is, as far as a window may say before the file is open."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from servicedesk.paths import Home

if TYPE_CHECKING:
    from servicedesk.domain.counters import CounterProfile


@dataclass(frozen=True, slots=True)
class KnownFace:
    """What the sign-in window can show before the file is open: whose counter this is. Nothing personal."""

    chain: str = ""
    store: str = ""
    desk: str = ""
    zone: str = "Asia/Shanghai"


def face_of(home: Home) -> KnownFace:
    """The face as it was kept at the last start, or an empty one."""
    try:
        return KnownFace(**json.loads((home.root / "face.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return KnownFace()


def keep_face(home: Home, profile: CounterProfile) -> KnownFace:
    """Remember the face for the next start."""
    face = KnownFace(profile.chain_name, profile.store_name, profile.desk_name, profile.zone)
    try:
        home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        (home.root / "face.json").write_text(json.dumps(asdict(face), ensure_ascii=False), encoding="utf-8")
    except OSError:
        return face  # the next sign-in window says less; nothing depends on it
    return face
