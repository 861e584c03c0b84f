"""A list of a million rows as Qt knows lists: rows come page by page from the desk worker, when they are looked at.

Memory holds 64 pages, whatever the length of the list. A row that has not come yet is None; ``dataChanged`` says when
it has. Nothing waits: the newest look decides which page is asked for next.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from servicedesk.domain.spans import Place, Span

PAGE_ROWS, MOST_PAGES = 256, 64
_AHEAD_ROWS = 64
"""So near the end of a page the next one is read before it is looked at."""
_NO_PARENT = QModelIndex()


class Placed(Protocol):
    """A row that knows where it stands in its list."""

    @property
    def place(self) -> Place: ...


@dataclass(frozen=True, slots=True)
class PageSource:
    """Where rows come from. Both answer later, on the GUI thread; ``page`` with the rows of a span, ``count`` with how
    many rows there are."""

    page: Callable[[Span, Callable[[Sequence[Any]], None]], None]
    count: Callable[[Callable[[int], None]], None]


@dataclass(slots=True)
class _Known:
    """What is known of one list: its pages, and where each page that was ever seen begins and ends."""

    pages: OrderedDict[int, Sequence[Any]] = field(default_factory=OrderedDict)
    edges: dict[int, tuple[Place, Place]] = field(default_factory=dict)


class PagedModel(QAbstractListModel):
    """Give it a source with ``show``; ask for rows with ``row`` and say what is looked at with ``look_at``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source: PageSource | None = None
        self._known = _Known()
        self._old: dict[int, Sequence[Any]] = {}
        self._total, self._turn, self._busy = 0, 0, False
        self._looked_at = (0, 0)

    # --- what Qt asks ------------------------------------------------------------------------------------------------
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:  # noqa: N802
        return 0 if parent.isValid() else self._total

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return self.row(index.row()) if role == Qt.ItemDataRole.DisplayRole else None

    # --- what a page says --------------------------------------------------------------------------------------------
    def show(self, source: PageSource) -> None:
        """Another list in place of this one; its first page is asked for at once, then its length."""
        self.beginResetModel()
        self._source, self._known, self._old, self._total, self._looked_at = source, _Known(), {}, 0, (0, 0)
        self.endResetModel()
        self._read(source, 0)

    def refresh(self) -> None:
        """Something changed: what is seen is read again. Rows and length stay as they were until the new ones come."""
        if self._source is not None:
            self._old, self._known = dict(self._known.pages), _Known()
            self._read(self._source, self._looked_at[0] // PAGE_ROWS)

    def _read(self, source: PageSource, page: int) -> None:
        self._turn += 1
        turn = self._turn
        self._fetch(page)
        source.count(lambda count: self._counted(turn, count))

    def look_at(self, first: int, last: int) -> None:
        """These rows are seen now: what is missing of them is asked for, one page after the other."""
        self._looked_at = (first, last)
        self._fetch_missing()

    # --- rows --------------------------------------------------------------------------------------------------------
    def row(self, index: int) -> Any | None:
        """A row, or None while its page has not come."""
        rows = self._known.pages.get(index // PAGE_ROWS) or self._old.get(index // PAGE_ROWS)
        within = index % PAGE_ROWS
        return rows[within] if rows is not None and within < len(rows) else None

    @property
    def pages_kept(self) -> int:
        return len(self._known.pages)

    def _fetch_missing(self) -> None:
        if not self._total or self._busy:
            return
        first, last = self._looked_at
        seen, near = self._pages_of(first, last), self._pages_of(first - _AHEAD_ROWS, last + _AHEAD_ROWS)
        missing = next((page for page in (*seen, *near) if page not in self._known.pages), None)
        if missing is not None:
            self._fetch(missing)

    def _pages_of(self, first: int, last: int) -> range:
        begin, end = (min(max(row, 0), self._total - 1) // PAGE_ROWS for row in (first, last))
        return range(begin, end + 1)

    def _fetch(self, page: int) -> None:
        if self._source is None:
            return
        self._busy, turn = True, self._turn
        self._source.page(self._span_of(page), lambda rows: self._arrived(turn, page, rows))

    def _span_of(self, page: int) -> Span:
        """The way to a page over the fewest rows: from a page seen before or after it, or from either end."""
        edges = self._known.edges
        above = max((known for known in edges if known < page), default=None)
        below = min((known for known in edges if known > page), default=None)
        limit = min(PAGE_ROWS, max(1, self._total - page * PAGE_ROWS)) if self._total else PAGE_ROWS
        ways = [Span(limit, page * PAGE_ROWS)]
        if above is not None:
            ways.append(Span(limit, (page - above - 1) * PAGE_ROWS, edges[above][1]))
        if below is not None:
            ways.append(Span(limit, (below - page - 1) * PAGE_ROWS, edges[below][0], rising=True))
        if self._total:
            ways.append(Span(limit, max(0, self._total - (page + 1) * PAGE_ROWS), rising=True))
        return min(ways, key=lambda span: span.skip)

    def _arrived(self, turn: int, page: int, rows: Sequence[Placed]) -> None:
        if turn != self._turn:
            return
        self._busy = False
        self._known.pages[page] = rows
        self._old.pop(page, None)
        if len(rows) == PAGE_ROWS:
            self._known.edges[page] = (rows[0].place, rows[-1].place)
        while len(self._known.pages) > MOST_PAGES:
            self._known.pages.popitem(last=False)
        begin = page * PAGE_ROWS
        if begin + len(rows) > self._total:
            self._grow(begin + len(rows))
        if rows:
            self.dataChanged.emit(self.index(begin), self.index(begin + len(rows) - 1))
        self._fetch_missing()

    def _grow(self, total: int) -> None:
        self.beginInsertRows(QModelIndex(), self._total, total - 1)
        self._total = total
        self.endInsertRows()

    def _counted(self, turn: int, count: int) -> None:
        if turn != self._turn or count == self._total:
            return
        if count > self._total:
            self._grow(count)
        else:
            self.beginRemoveRows(QModelIndex(), count, self._total - 1)
            self._total = count
            self.endRemoveRows()
        self._fetch_missing()
