"""The words a widget is styled by (its property ``class``, as in console.qss), and whether it is shown."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
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


def show_if(widget: QWidget, wanted: bool) -> None:
    """Show or hide a part. One that has no place yet is not shown, for it would become a window of its own."""
    if not wanted:
        widget.hide()
    elif widget.parentWidget() is not None:
        widget.show()
    else:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
