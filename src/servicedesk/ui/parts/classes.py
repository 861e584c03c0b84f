"""The words a widget is styled by: its dynamic property ``class``, as in resources/style/console.qss."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QWidget

W = TypeVar("W", bound=QWidget)


def styled(widget: W, classes: str) -> W:
    """The same widget with other style words; a widget already on screen is polished again."""
    if widget.property("class") == classes:
        return widget
    known_before = widget.property("class") is not None
    widget.setProperty("class", classes)
    if known_before:
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.updateGeometry()
        widget.update()
    return widget
