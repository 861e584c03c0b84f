"""The order in which a screen is read and Tab walks: line by line, in a line from the left, a column at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cmp_to_key

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QWidget


def in_order(part: QWidget) -> list[QWidget]:
    """The visible children as they are read."""
    inside = QRect(QPoint(0, 0), part.size())
    children = [
        child
        for child in part.children()
        if isinstance(child, QWidget) and child.isVisible() and child.geometry().intersects(inside)
    ]
    return sorted(children, key=cmp_to_key(_before))


def _before(one: QWidget, other: QWidget) -> int:
    here, there = one.geometry(), other.geometry()
    shared = min(here.bottom(), there.bottom()) - max(here.top(), there.top())
    if shared > min(here.height(), there.height()) // 2:
        return here.left() - there.left() or here.top() - there.top()
    return here.top() - there.top() or here.left() - there.left()


def tab_stops(part: QWidget) -> list[QWidget]:
    """Every control below a part that Tab may reach now, as it is read: not in the order in which it was built."""
    return list(_stops(part))


def _stops(part: QWidget) -> Iterator[QWidget]:
    for child in in_order(part):
        is_stop = bool(child.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if is_stop and child.isEnabled():
            yield child
        whole = isinstance(child, QAbstractButton) or (is_stop and isinstance(child, QAbstractScrollArea))
        if not whole:
            yield from _stops(child)


def step_focus(stops: Sequence[QWidget], *, forward: bool) -> bool:
    """From the control that has the focus to the next of these, or the one before, and round; always True: Tab never
    leaves them."""
    if stops:
        here = QApplication.focusWidget()
        at = stops.index(here) + (1 if forward else -1) if here in stops else 0 if forward else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[at % len(stops)].setFocus(reason)
    return True
