"""The disk at the desk: how much room there is, and what the reserve is given up for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from servicedesk.desk.context import Desk
from servicedesk.records import space
from servicedesk.records.errors import DiskFullError
from servicedesk.records.space import Room

__all__ = ["DiskLook", "Room", "is_scarce", "look", "with_reserve"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DiskLook:
    """What the screen has to know. ``free_bytes`` None: the disk could not be asked."""

    room: Room
    free_bytes: int | None
    safe_stop: bool


def look(desk: Desk) -> DiskLook:
    """Look at the disk now; take the reserve (anew) when there is room for it. At start, hourly, before closing."""
    free = space.free_bytes(desk.home)
    if free is None:
        return DiskLook(Room.ENOUGH, None, desk.safe_stop)
    room = space.room_of(free)
    if desk.disk_was_full and not desk.has_room_again():
        return DiskLook(Room.FULL, free, desk.safe_stop)
    space.keep_reserve(desk.home, desk.reserve_bytes)
    return DiskLook(room, free, desk.safe_stop)


def is_scarce(desk: Desk) -> bool:
    """Whether what can wait (a till's file, a backup) should wait: the room is for people who stand here."""
    free = space.free_bytes(desk.home)
    return desk.disk_was_full or (free is not None and space.room_of(free) <= Room.CAREFUL)


def with_reserve(desk: Desk, act: Callable[[], T]) -> T:
    """Close the day even on a full disk: give the reserve up and do it once more.

    ``act`` has said by DiskFullError that nothing of it was saved."""
    try:
        return act()
    except DiskFullError:
        desk.disk_was_full = True
        if not space.release_reserve(desk.home):
            raise
        return act()
