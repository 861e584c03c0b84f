"""What a screen says, as text in reading order: the review of a screen is then a diff, and a test can read it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from servicedesk.ui.parts import Layer, RowList
from servicedesk.ui.parts.order import in_order


def say_screen(window: QWidget) -> str:
    """One line for each thing that is read: buttons in [brackets], fields with what is in them, * is the focus.

    What lies over the work (dialog, drawer, palette) hides it, as it does for a reader of the screen."""
    layers = [one for one in window.findChildren(Layer) if one.isVisible()]
    top: QWidget = layers[-1].panel if layers else window
    lines: list[str] = []
    for line in _read(top):
        if not lines or lines[-1] != line:
            lines.append(line)
    return "\n".join(lines) + "\n"


def visible_texts(window: QWidget) -> list[str]:
    """Every text a person sees on the screen now, and every name that is read out."""
    found: list[str] = []
    for part in window.findChildren(QWidget):
        if part.isVisible() and not part.visibleRegion().isEmpty():
            texts = [getattr(part, "text", lambda: "")(), part.accessibleName()]
            texts += [part.placeholderText()] if isinstance(part, QLineEdit | QPlainTextEdit) else []
            found += [str(text) for text in texts if text]
    return found


def _read(part: QWidget) -> Iterator[str]:
    if not part.isVisible() or part.visibleRegion().isEmpty():
        return
    mark = "*" if part is QApplication.focusWidget() else ""
    if isinstance(part, QAbstractButton):
        off = "" if part.isEnabled() else " (off)"
        yield f"{mark}[{part.accessibleName() or part.text()}]{off}"
        return
    if isinstance(part, QLineEdit):
        yield f"{mark}{part.accessibleName()}: {part.text() or f'({part.placeholderText()})'}"
        return
    if isinstance(part, QPlainTextEdit):
        yield f"{mark}{part.accessibleName()}: {part.toPlainText() or f'({part.placeholderText()})'}"
        return
    if isinstance(part, QLabel):
        text = part.text() or part.accessibleName()
        if text:
            yield text.replace("\n", " / ")
        return
    children = in_order(part)
    if isinstance(part, RowList) or (not children and part.accessibleName()):
        yield f"{mark}<{part.accessibleName()}>"
    for child in children:
        yield from _read(child)
