"""A disk as the power cut leaves it, rebuilt from what a process asked of it (``tests.faultshim``).

What a process wrote is *there* for itself and *kept* for good only once the disk was told to keep it: a file's bytes by
a sync of that file, a name by a sync of its folder. Whatever was not yet kept may be lost, arrive by halves, in pieces
of a sector, or in another order. Two kinds of disk are known: one that keeps names in the order they were changed (a
journalled file system) and one where each folder keeps its own order and no other.
"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.faultshim.shim import Call

SECTOR = 512


@dataclass(slots=True)
class _Write:
    """A change of a file's bytes that is not kept yet; ``data`` is None where the file was cut to ``place``."""

    place: int
    data: bytes | None


@dataclass(slots=True)
class Node:
    """A file (``kept`` are its bytes) or a folder (``names`` and ``kept_names``: name to node)."""

    number: int
    is_folder: bool
    kept: bytearray = field(default_factory=bytearray)
    version: int = 0
    """Goes up whenever ``kept`` changes: two disks with the same versions hold the same bytes."""
    waiting: list[_Write] = field(default_factory=list)
    size: int = 0
    names: dict[str, int] = field(default_factory=dict)
    kept_names: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Renaming:
    """A change of names that is not kept yet: out of one folder, into another, or both in one."""

    out_of: tuple[int, str] | None
    into: tuple[int, str, int] | None

    def touches(self, folder: int) -> bool:
        return (self.out_of is not None and self.out_of[0] == folder) or (
            self.into is not None and self.into[0] == folder
        )


Names = dict[int, dict[str, int]]
"""For each folder's node what its names lead to."""


class Damage:
    """How one power cut treats what was not kept. ``content`` and ``names`` answer what is left of it."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice

    def content(self, waiting: list[_Write]) -> tuple[tuple[int, int, int], ...]:
        """Which writes arrived, in which order: (index, mask, seed). Mask -1: all of it; else one bit for each sector.
        A seed that is not 0 fills the first sector that did not arrive with rubbish."""
        kind = self._dice.choices(_KINDS, _WEIGHTS)[0]
        every = range(len(waiting))
        if kind == "none":
            return ()
        if kind == "all":
            return tuple((index, -1, 0) for index in every)
        first = self._dice.randrange(len(waiting) + 1)
        whole = tuple((index, -1, 0) for index in every[:first])
        if kind == "first":
            return whole
        if kind == "half":
            return (*whole, *((index, self._half(), 0) for index in every[first : first + 1]))
        some = [index for index in every if self._dice.random() < 0.5]
        if kind == "reordered":
            self._dice.shuffle(some)
        if kind == "torn":
            return tuple(self._torn(index, waiting[index]) for index in every)
        return tuple((index, -1, 0) for index in some)

    def _half(self) -> int:
        return (1 << self._dice.choice((1, 2, 4, 7))) - 1

    def _torn(self, index: int, write: _Write) -> tuple[int, int, int]:
        if write.data is None or self._dice.random() < 0.6:
            return (index, -1, 0)
        sectors = -(-len(write.data) // SECTOR)
        rubbish = self._dice.randrange(1, 1 << 16) if self._dice.random() < 0.3 else 0
        return (index, self._dice.getrandbits(sectors), rubbish)

    def names(self, waiting: list[_Renaming], *, ordered: bool) -> list[_Renaming]:
        if ordered or not waiting:
            return waiting[: self._upto(len(waiting))]
        lists: dict[int, list[_Renaming]] = {}
        for one in waiting:
            lists.setdefault(one.into[0] if one.into else (one.out_of or (0, ""))[0], []).append(one)
        kept = [id(one) for many in lists.values() for one in many[: self._upto(len(many))]]
        return [one for one in waiting if id(one) in kept]

    def _upto(self, length: int) -> int:
        return self._dice.choice((0, length, self._dice.randrange(length + 1)))


_KINDS = ("none", "all", "first", "half", "some", "reordered", "torn")
_WEIGHTS = (1, 1, 3, 2, 2, 2, 3)

Left = dict[str, tuple[tuple[object, ...], Callable[[], bytes]]]
"""What a cut left: for each file, by its path from the root, what its bytes are made of (two that are made of the same
are the same) and how to make them. Folders have a path that ends in a slash."""


class Disk:
    """The disk below one folder, moved on call by call with ``apply``; ``cut`` answers what would be left right now."""

    def __init__(
        self, folder: Path, known_as: Path | None = None, *, ordered: bool = True, lies_after: int | None = None
    ) -> None:
        """Everything that lies in ``folder`` now is kept; calls speak of it as ``known_as``. ``ordered``: names are
        kept in the order of their changes. After ``lies_after`` syncs it says yes to further ones and keeps nothing."""
        self._root_path = os.fsencode((known_as or folder).resolve())
        self._numbers = itertools.count()
        self.nodes: dict[int, Node] = {}
        self.root = self._read(folder)
        self._open: dict[int, int] = {}
        self._renamings: list[_Renaming] = []
        self._ordered, self.syncs, self._lies_after = ordered, 0, lies_after

    def _read(self, place: Path) -> int:
        node = Node(next(self._numbers), place.is_dir())
        self.nodes[node.number] = node
        if node.is_folder:
            node.names = {inner.name: self._read(inner) for inner in sorted(place.iterdir())}
            node.kept_names = dict(node.names)
        else:
            node.kept = bytearray(place.read_bytes())
            node.size = len(node.kept)
        return node.number

    # --- what the process does ---------------------------------------------------------------------------------------
    def apply(self, call: Call) -> None:
        match call.kind:
            case "O":
                self._opened(call)
            case "C":
                self._open.pop(call.file, None)
            case "W":
                self._change(call.file, _Write(call.number, call.first))
            case "T":
                self._change(call.file, _Write(call.number, None))
            case "S":
                self._sync(self.nodes[self._open[call.file]])
            case "R":
                (source, name), (target, new) = self._find(call.first), self._find(call.second)
                moved = self.nodes[source].names.pop(name)
                self.nodes[target].names[new] = moved
                self._renamings.append(_Renaming((source, name), (target, new, moved)))
            case "U":
                holder, name = self._find(call.first)
                del self.nodes[holder].names[name]
                self._renamings.append(_Renaming((holder, name), None))
            case "D":
                self._make(*self._find(call.first), is_folder=True)
            case _:
                raise AssertionError(f"not a call on a disk: {call.kind}")

    def _opened(self, call: Call) -> None:
        if call.first == self._root_path:
            self._open[call.file] = self.root
            return
        holder, name = self._find(call.first)
        if call.number & 1:
            self._make(holder, name, is_folder=False)
        node = self.nodes[holder].names[name]
        self._open[call.file] = node
        if call.number & 2 and self.nodes[node].size:
            self._change(call.file, _Write(0, None))

    def _make(self, holder: int, name: str, *, is_folder: bool) -> None:
        node = Node(next(self._numbers), is_folder)
        self.nodes[node.number] = node
        self.nodes[holder].names[name] = node.number
        self._renamings.append(_Renaming(None, (holder, name, node.number)))

    def _find(self, path: bytes) -> tuple[int, str]:
        """The folder that holds a path's last name, and that name."""
        inner = path[len(self._root_path) :].decode().strip("/").split("/")
        node = self.root
        for name in inner[:-1]:
            node = self.nodes[node].names[name]
        return node, inner[-1]

    def _change(self, file: int, write: _Write) -> None:
        node = self.nodes[self._open[file]]
        node.waiting.append(write)
        node.size = write.place if write.data is None else max(node.size, write.place + len(write.data))

    def _sync(self, node: Node) -> None:
        self.syncs += 1
        if self._lies_after is not None and self.syncs > self._lies_after:
            return
        if node.is_folder:
            self._keep_names(node.number)
        elif node.waiting:
            _fill(node.kept, node.waiting, ((index, -1, 0) for index in range(len(node.waiting))))
            node.waiting.clear()
            node.version += 1

    def _keep_names(self, folder: int) -> None:
        """The names of one folder are kept now; on an ordered disk with them all that was changed before."""
        touched = [index for index, one in enumerate(self._renamings) if one.touches(folder)]
        kept = range(touched[-1] + 1 if touched else 0) if self._ordered else touched
        for index in kept:
            _rename(self._renamings[index], lambda number: self.nodes[number].kept_names)
        self._renamings = [one for index, one in enumerate(self._renamings) if index not in set(kept)]

    # --- what is left of it ------------------------------------------------------------------------------------------
    def cut(self, damage: Damage) -> Left:
        """What a power cut leaves at this moment."""
        chosen: dict[int, tuple[tuple[int, int, int], ...]] = {}

        def content(node: Node) -> tuple[tuple[int, int, int], ...]:
            if node.number not in chosen:
                chosen[node.number] = damage.content(node.waiting) if node.waiting else ()
            return chosen[node.number]

        renamed: Names = {}

        def names_of(number: int) -> dict[str, int]:
            if number not in renamed:
                renamed[number] = dict(self.nodes[number].kept_names)
            return renamed[number]

        for one in damage.names(self._renamings, ordered=self._ordered):
            _rename(one, names_of)
        return dict(
            self._walk(self.root, "", lambda number: renamed.get(number, self.nodes[number].kept_names), content)
        )

    def whole(self) -> Left:
        """What is there when only the process dies: everything that it did."""

        def content(node: Node) -> tuple[tuple[int, int, int], ...]:
            return tuple((index, -1, 0) for index in range(len(node.waiting)))

        return dict(self._walk(self.root, "", lambda number: self.nodes[number].names, content))

    def _walk(
        self,
        folder: int,
        path: str,
        names: Callable[[int], dict[str, int]],
        content: Callable[[Node], tuple[tuple[int, int, int], ...]],
    ) -> Iterator[tuple[str, tuple[tuple[object, ...], Callable[[], bytes]]]]:
        for name, number in names(folder).items():
            node, inner = self.nodes[number], path + name
            if node.is_folder:
                yield inner + "/", ((), bytes)
                yield from self._walk(number, inner + "/", names, content)
            else:
                pieces = content(node)
                yield inner, ((number, node.version, pieces), lambda node=node, pieces=pieces: _made(node, pieces))


def _made(node: Node, pieces: tuple[tuple[int, int, int], ...]) -> bytes:
    content = bytearray(node.kept)
    _fill(content, node.waiting, pieces)
    return bytes(content)


def _rename(one: _Renaming, names_of: Callable[[int], dict[str, int]]) -> None:
    if one.out_of is not None:
        names_of(one.out_of[0]).pop(one.out_of[1], None)
    if one.into is not None:
        names_of(one.into[0])[one.into[1]] = one.into[2]


def _fill(content: bytearray, waiting: list[_Write], pieces: Iterable[tuple[int, int, int]]) -> None:
    for index, mask, rubbish in pieces:
        write = waiting[index]
        if write.data is None:
            if len(content) > write.place:
                del content[write.place :]
            else:
                content.extend(bytes(write.place - len(content)))
        elif mask == -1:
            _put(content, write.place, write.data)
        else:
            _put_sectors(content, write, mask, rubbish)


def _put(content: bytearray, place: int, data: bytes) -> None:
    if len(content) < place:
        content.extend(bytes(place - len(content)))
    content[place : place + len(data)] = data


def _put_sectors(content: bytearray, write: _Write, mask: int, rubbish: int) -> None:
    assert write.data is not None
    for sector in range(-(-len(write.data) // SECTOR)):
        piece = write.data[sector * SECTOR : (sector + 1) * SECTOR]
        if mask >> sector & 1:
            _put(content, write.place + sector * SECTOR, piece)
        elif rubbish:
            _put(content, write.place + sector * SECTOR, random.Random(rubbish).randbytes(len(piece)))
            rubbish = 0


class Place:
    """A folder in which what cuts left is laid out, one after the other; what is right already is not written anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._there: dict[str, tuple[object, ...]] = {}
        self._strangers = True

    def touched(self, *paths: str) -> None:
        """Somebody changed these since, or, without any, whatever there is."""
        for path in paths:
            self._there.pop(path, None)
        if not paths:
            self._there.clear()
            self._strangers = True

    def lay_out(self, left: Left) -> None:
        if self._strangers or self._there.keys() - left.keys():
            self._remove_strangers(left)
        for path, (made_of, make) in left.items():
            if self._there.get(path) == made_of:
                continue
            place = os.path.join(self.folder, path)
            if path.endswith("/"):
                os.makedirs(place, exist_ok=True)
            else:
                _overwrite(place, make())
            self._there[path] = made_of

    def _remove_strangers(self, left: Left) -> None:
        for root, folders, files in os.walk(self.folder, topdown=False):
            inner = os.path.relpath(root, self.folder)
            before = "" if inner == "." else inner + "/"
            for name in files:
                if before + name not in left:
                    os.unlink(os.path.join(root, name))
            for name in folders:
                if before + name + "/" not in left:
                    os.rmdir(os.path.join(root, name))
        self._there = {path: made_of for path, made_of in self._there.items() if path in left}
        self._strangers = False


def _overwrite(path: str, content: bytes) -> None:
    """Into the file that is there: memory that a file holds already need not be asked for again."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(handle, content)
    os.ftruncate(handle, len(content))
    os.close(handle)
