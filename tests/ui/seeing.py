"""What the picture itself shows: the ink of each label against its ground, sampled from what was painted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QWidget

from servicedesk.ui.parts import Layer
from servicedesk.ui.theme import contrast

_contrast = cache(contrast)
MOST_OF_IT = 0.7
"""Less of a label than this may be a part without ink: it is scrolled away."""
READ, LARGE, PAINTED = 4.5, 3.0, 2.0
"""What is read, what is read at 24 px or bold 19 px, and the least that thin strokes must leave in the picture."""


def faint(window: QWidget) -> Iterator[tuple[QWidget, str]]:
    """Words whose ink is too near their ground, with the measure. What lies below a dialog is meant to be dim."""
    layers = [one for one in window.findChildren(Layer) if one.isVisible()]
    top: QWidget = layers[-1].panel if layers else window
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = memoryview(image.constBits()).cast("I")
    for part in (top, *top.findChildren(QWidget)):
        words = _words(part)
        if not words or not part.isVisible():
            continue
        seen = part.visibleRegion().boundingRect()
        place = QRect(part.mapTo(window, seen.topLeft()), seen.size()).intersected(image.rect())
        in_sight = min(place.width() / part.width(), place.height() / part.height())
        if in_sight < MOST_OF_IT or _covered(part, place, window):
            continue
        yield from _judge(part, _colours(pixels, image.width(), place))


def _judge(part: QWidget, colours: Counter[int]) -> Iterator[tuple[QWidget, str]]:
    ground = _name(colours.most_common(1)[0][0])
    ink = part.palette().color(part.foregroundRole())
    if isinstance(part, QLineEdit | QPlainTextEdit) and not _typed(part):
        ink = part.palette().placeholderText().color()
    meant = _contrast(_opaque(ink, ground), ground)
    font = part.font()
    large = font.pixelSize() >= 24 or (font.bold() and font.pixelSize() >= 19)
    if meant < (LARGE if large else READ):
        yield part, f"{_opaque(ink, ground)} on {ground}: {meant:.2f} : 1"
    painted = max(_contrast(_name(colour), ground) for colour in colours)
    if painted < min(PAINTED, meant - 0.5):
        yield part, f"painted with {painted:.2f} : 1 on {ground}"


def _words(part: QWidget) -> str:
    if isinstance(part, QLabel):
        return "" if part.pixmap() else part.text()
    if isinstance(part, QAbstractButton):
        return part.text() if part.layout() is None else ""
    if isinstance(part, QLineEdit | QPlainTextEdit):
        return _typed(part) or part.placeholderText()
    return ""


def _typed(part: QLineEdit | QPlainTextEdit) -> str:
    return part.text() if isinstance(part, QLineEdit) else part.toPlainText()


def _covered(part: QWidget, place: QRect, window: QWidget) -> bool:
    """Whether something floats over it, or over where its words begin (a toast): then the picture shows that."""
    if part.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents):
        return False
    middle, edge = place.center(), 4
    points = (middle, QPoint(place.left() + edge, middle.y()), QPoint(place.right() - edge, middle.y()))
    return any(_floats_over(part, window.childAt(point)) for point in points)


def _floats_over(part: QWidget, found: QWidget | None) -> bool:
    return not (found is None or found is part or part.isAncestorOf(found) or found.isAncestorOf(part))


def _colours(pixels: memoryview, width: int, place: QRect) -> Counter[int]:
    colours: Counter[int] = Counter()
    for y in range(place.top(), place.bottom() + 1, 2):
        start = y * width + place.left()
        colours.update(pixels[start : start + place.width()])
    return colours


def _name(pixel: int) -> str:
    return f"#{pixel & 0xFFFFFF:06X}"


def _opaque(ink: QColor, ground: str) -> str:
    """A colour that lets the ground through, as it is seen on it."""
    below, share = QColor(ground), ink.alphaF()
    mixed = (round(a * share + b * (1 - share)) for a, b in zip(_rgb(ink), _rgb(below), strict=True))
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()
