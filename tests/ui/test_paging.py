"""A list of a million rows: pages come when they are looked at, memory holds 64 of them, nothing is asked twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from servicedesk.domain.spans import Place, Span
from servicedesk.ui.parts import H, Label, PagedList, PagedModel, PageSource, Row
from servicedesk.ui.parts.paged_list import SkeletonRow
from servicedesk.ui.parts.paging import MOST_PAGES, PAGE_ROWS

HEIGHT = 60


@dataclass(frozen=True)
class Numbered:
    number: int

    @property
    def place(self) -> Place:
        return (-self.number,)


class Shelf:
    """So many rows, the first with the highest place; answers when it is told to."""

    def __init__(self, total: int, *, at_once: bool = True) -> None:
        self.total, self.at_once = total, at_once
        self.asked: list[Span] = []
        self.waiting: list[Callable[[], None]] = []
        self.source = PageSource(self._page, self._count)

    def _page(self, span: Span, then: Callable[[Sequence[Any]], None]) -> None:
        self.asked.append(span)
        self._answer(lambda: then([Numbered(number) for number in self._numbers(span)]))

    def _numbers(self, span: Span) -> range:
        if span.rising:
            end = (self.total if span.beyond is None else -span.beyond[0]) - span.skip
            return range(max(0, end - span.limit), end)
        start = (0 if span.beyond is None else 1 - span.beyond[0]) + span.skip
        return range(start, min(self.total, start + span.limit))

    def _count(self, then: Callable[[int], None]) -> None:
        self._answer(lambda: then(self.total))

    def _answer(self, tell: Callable[[], None]) -> None:
        if self.at_once:
            tell()
        else:
            self.waiting.append(tell)

    def answer(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 40_000), st.lists(st.integers(0, 40_000), max_size=12))
def test_wherever_one_looks_the_rows_are_those_of_the_list(total: int, looks: list[int]) -> None:
    model, shelf = PagedModel(), Shelf(total)
    model.show(shelf.source)
    assert model.rowCount() == total
    for look in looks:
        first = min(look, max(0, total - 1))
        last = min(first + 20, total - 1)
        model.look_at(first, last)
        assert [model.row(index).number for index in range(first, last + 1)] == list(range(first, last + 1))


def test_scrolling_on_skips_no_rows_and_a_jump_never_more_than_half() -> None:
    model, shelf = PagedModel(), Shelf(1_000_000)
    model.show(shelf.source)
    for page in range(1, 6):
        model.look_at(page * PAGE_ROWS, page * PAGE_ROWS + 10)
    assert {span.skip for span in shelf.asked} == {0}
    for look, most in (((999_990, 999_999), 0), ((700_000, 700_010), 500_000)):
        before = len(shelf.asked)
        model.look_at(*look)
        assert shelf.asked[before].skip <= most
        assert all(span.skip <= PAGE_ROWS for span in shelf.asked[before + 1 :]), "what is read ahead lies beside it"


def test_near_the_end_of_a_page_the_next_one_is_read_before_it_is_looked_at() -> None:
    model, shelf = PagedModel(), Shelf(1_000_000)
    model.show(shelf.source)
    model.look_at(PAGE_ROWS - 30, PAGE_ROWS - 20)
    assert model.row(PAGE_ROWS + 5) == Numbered(PAGE_ROWS + 5)
    assert model.pages_kept == 2


def test_memory_holds_64_pages() -> None:
    model, shelf = PagedModel(), Shelf(100 * PAGE_ROWS)
    model.show(shelf.source)
    for page in range(100):
        model.look_at(page * PAGE_ROWS, page * PAGE_ROWS + 10)
    assert model.pages_kept == MOST_PAGES
    assert model.row(0) is None
    model.look_at(0, 10)
    assert model.row(0) == Numbered(0)


def test_one_page_is_asked_for_at_a_time_and_the_newest_look_decides_the_next() -> None:
    model, shelf = PagedModel(), Shelf(100_000, at_once=False)
    model.show(shelf.source)
    shelf.answer()
    before = len(shelf.asked)
    for first in (10_000, 20_000, 30_000, 40_000):
        model.look_at(first, first + 5)
    assert len(shelf.asked) == before + 1
    shelf.answer()
    assert len(shelf.asked) == before + 2
    assert model.row(40_000) == Numbered(40_000)
    assert model.row(20_000) is None


def test_an_answer_to_an_older_list_is_put_aside() -> None:
    model, first, second = PagedModel(), Shelf(500, at_once=False), Shelf(3)
    model.show(first.source)
    model.show(second.source)
    first.answer()
    assert model.rowCount() == 3


def test_rows_stay_until_the_new_ones_come() -> None:
    model, shelf = PagedModel(), Shelf(10)
    model.show(shelf.source)
    shelf.at_once, shelf.total = False, 11
    model.refresh()
    assert (model.rowCount(), model.row(3)) == (10, Numbered(3))
    shelf.answer()
    assert model.rowCount() == 11


# --- the view --------------------------------------------------------------------------------------------------------
@pytest.fixture
def shown(qtbot: Any, look: Any) -> Callable[[Shelf], PagedList]:
    def show(shelf: Shelf) -> PagedList:
        model = PagedModel()
        rows = PagedList(model, lambda value: Row(H(Label(str(value.number))), f"row {value.number}", height=HEIGHT),
                         row_height=HEIGHT, name="Rows")  # fmt: skip
        model.setParent(rows)
        qtbot.addWidget(rows)
        rows.resize(400, 600)
        rows.show()
        model.show(shelf.source)
        return rows

    return show


def test_only_rows_that_are_seen_are_built(shown: Callable[[Shelf], PagedList]) -> None:
    rows = shown(Shelf(1_000_000))
    assert len(rows.rows()) <= 600 // HEIGHT + 1
    rows.set_current(654_321)
    assert "row 654321" in [row.name for row in rows.rows()]
    assert len(rows.rows()) <= 600 // HEIGHT + 1


def test_what_has_not_come_is_a_skeleton_and_is_read_out_when_it_comes(shown: Callable[[Shelf], PagedList]) -> None:
    shelf = Shelf(1_000, at_once=False)
    rows = shown(shelf)
    shelf.answer()
    moved: list[int] = []
    rows.moved.connect(moved.append)
    rows.set_current(900)
    assert any(isinstance(row, SkeletonRow) for row in rows.rows())
    assert rows.value() is None
    shelf.answer()
    assert (rows.value(), moved) == (Numbered(900), [900])
    assert rows.accessibleName().endswith("第 901 行，共 1000 行") or "901" in rows.accessibleName()


@pytest.mark.parametrize(
    ("keys", "current"),
    [
        ([Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up], 1), ([Qt.Key.Key_End], 999_999),
        ([Qt.Key.Key_End, Qt.Key.Key_Home], 0), ([Qt.Key.Key_PageDown], 9), ([Qt.Key.Key_Up], 0),
    ],
)  # fmt: skip
def test_keys_walk_the_list(shown: Callable[[Shelf], PagedList], keys: list[Qt.Key], current: int) -> None:
    rows = shown(Shelf(1_000_000))
    for key in keys:
        QTest.keyClick(rows, key)
    assert rows.current == current
    assert rows.value() == Numbered(current)


def test_enter_opens_the_current_row(shown: Callable[[Shelf], PagedList]) -> None:
    rows, opened = shown(Shelf(10)), []
    rows.opened.connect(opened.append)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert opened == [1]


def test_a_row_that_is_seen_no_more_shows_another_value(qtbot: Any, look: Any) -> None:
    class Named(Row):
        def __init__(self, value: Numbered) -> None:
            super().__init__(H(Label("")), height=HEIGHT)
            self.show_value(value)

        def show_value(self, value: Numbered) -> None:
            self.name = f"row {value.number}"

    model = PagedModel()
    rows = PagedList(model, Named, row_height=HEIGHT, fill=Named.show_value)
    qtbot.addWidget(rows)
    rows.resize(400, 600)
    rows.show()
    model.show(Shelf(10_000).source)
    built: set[int] = set()
    for current in (0, 30, 5_000, 9_999, 3):
        rows.set_current(current)
        assert f"row {current}" in [row.name for row in rows.rows()]
        assert [row.name for row in rows.rows()] == sorted(
            (row.name for row in rows.rows()), key=lambda name: int(name.split()[1])
        )
        built |= {id(row) for row in rows.rows()}
    assert len(built) <= 2 * (600 // HEIGHT + 1)
    model.setParent(rows)
