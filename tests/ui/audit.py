"""The eyes of the tests: what is wrong on a screen that can be measured (ux 10).

``audit(widget)`` looks at everything visible below a shown widget and says what a person would trip over: words that do
not fit, targets too small for a finger, controls without a name, words outside their place, letters the font lacks,
ink too near its ground, a key printed twice, a Tab that jumps, a focus nobody sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QRawFont
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)
from tests.ui.seeing import faint

from servicedesk import paths
from servicedesk.ui.parts import ElidedLabel, FaceButton, FocusRing, Layer, RowList, TextBox, TextLine
from servicedesk.ui.parts.order import tab_stops
from servicedesk.ui.theme import theme

LEAST_TARGET_PX = 36


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: which rule, whose words, and the measure."""

    rule: str
    who: str
    measured: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.who} ({self.measured})"


def audit(widget: QWidget) -> list[Finding]:
    """Everything that is wrong with what is shown now. The widget must be shown; what is still to be laid out is."""
    for _ in range(3):
        QApplication.sendPostedEvents()
    findings: list[Finding] = []
    findings += _strays(widget)
    parts = [
        part
        for part in (widget, *widget.findChildren(QWidget))
        if part.isVisible() and part.width() > 0 and not part.visibleRegion().isEmpty()
    ]
    for part in parts:
        findings += _of(part, widget)
    layers = [part for part in parts if isinstance(part, Layer)]
    top = layers[-1].panel if layers else widget
    findings += _keys(top)
    findings += _tab_order(top)
    findings += _focus(widget)
    findings += (Finding("faint", _who(part), measured) for part, measured in faint(widget))
    return findings


def _strays(whole: QWidget) -> Iterator[Finding]:
    """A part that was shown before it had a place is a window of its own."""
    for window in QApplication.topLevelWidgets():
        if (
            window is not whole.window()
            and window.isVisible()
            and window.testAttribute(Qt.WidgetAttribute.WA_WState_Created)
        ):
            yield Finding("stray window", _who(window), _said(window.geometry()))


def _of(part: QWidget, whole: QWidget) -> Iterator[Finding]:
    if isinstance(part, QLabel):
        yield from _label(part)
        yield from _outside(part, whole)
    if isinstance(part, QLineEdit) and not isinstance(part.parent(), QComboBox):
        yield from _line(part)
    if isinstance(part, QAbstractButton):
        yield from _button(part)
    if part.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(part, QAbstractScrollArea):
        yield from _control(part)
    if isinstance(part, QPlainTextEdit | QTextEdit):
        yield from _control(part)
    if isinstance(part, QScrollArea) and part.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
        yield from _cut_at_the_side(part)
    yield from _letters(part)


def _cut_at_the_side(area: QScrollArea) -> Iterator[Finding]:
    """What can't be scrolled sideways has to be as narrow as its place."""
    inner, room = area.widget(), area.viewport().width()
    if inner is not None and inner.isVisible() and inner.width() > room + 1:
        yield Finding("clipped", _who(area), f"{room} of {inner.width()} px wide")


def _who(part: QWidget) -> str:
    words = part.accessibleName() or getattr(part, "text", lambda: "")() or part.objectName()
    return f"{type(part).__name__} {str(words)[:40]!r}"


def _label(label: QLabel) -> Iterator[Finding]:
    if isinstance(label, ElidedLabel):
        if label.is_elided() and not label.toolTip():
            yield Finding("elided without a tip", _who(label), f"{label.width()} px wide")
        return
    if not label.text():
        return
    have = label.size()
    if label.wordWrap():
        needed = label.heightForWidth(have.width())
        if needed > have.height() + 1:
            yield Finding("clipped", _who(label), f"{have.height()} of {needed} px high")
        longest = max((label.fontMetrics().horizontalAdvance(word) for word in label.text().split()), default=0)
        if not _breaks_anywhere(label.text()) and longest > have.width() + 1:
            yield Finding("clipped", _who(label), f"{have.width()} of {longest} px wide")
        return
    needed_size = label.sizeHint()
    if needed_size.width() > have.width() + 1:
        yield Finding("clipped", _who(label), f"{have.width()} of {needed_size.width()} px wide")
    if needed_size.height() > have.height() + 1:
        yield Finding("clipped", _who(label), f"{have.height()} of {needed_size.height()} px high")


def _breaks_anywhere(text: str) -> bool:
    return any(ord(letter) > 0x2E80 for letter in text)


def _line(line: QLineEdit) -> Iterator[Finding]:
    shown = line.text() or line.placeholderText()
    needed = line.fontMetrics().horizontalAdvance(shown) + round(16 * theme().scale)
    if not line.text() and needed > line.width():
        yield Finding("clipped", _who(line), f"{line.width()} of {needed} px wide")


def _button(button: QAbstractButton) -> Iterator[Finding]:
    if button.text() and button.layout() is None:
        needed = QFontMetrics(button.font()).horizontalAdvance(button.text()) + 8
        if needed > button.width():
            yield Finding("clipped", _who(button), f"{button.width()} of {needed} px wide")
    least = round(LEAST_TARGET_PX * theme().scale) - 1
    if button.width() < least or button.height() < least:
        yield Finding("small target", _who(button), f"{button.width()} x {button.height()} px")


def _control(control: QWidget) -> Iterator[Finding]:
    named = control.accessibleName() or (isinstance(control, QAbstractButton) and control.text())
    if not named:
        yield Finding("no name", type(control).__name__, control.objectName() or "no accessible name, no text")

    lets_in = control.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    if lets_in and not isinstance(control, TextLine | TextBox):
        yield Finding("input method", _who(control), "only fields for words let one in")


def _keys(top: QWidget) -> Iterator[Finding]:
    """A key that is printed on two buttons does one of two things."""
    printed: dict[str, list[str]] = {}
    for button in top.findChildren(FaceButton):
        if button.key and button.isVisible() and button.isEnabled():
            printed.setdefault(button.key, []).append(button.accessibleName())
    for key, names in printed.items():
        if len(names) > 1:
            yield Finding("key twice", key, " / ".join(names))


def _tab_order(top: QWidget) -> Iterator[Finding]:
    """From each stop Tab goes down, or to the right: within a column never up, on a line never back."""
    stops = [stop for stop in tab_stops(top) if not stop.visibleRegion().isEmpty()]
    for before, after in pairwise(stops):
        here, there = (QRect(stop.mapTo(top, QPoint(0, 0)), stop.size()) for stop in (before, after))
        up = there.bottom() <= here.top() and there.left() <= here.right()
        back = there.right() <= here.left() and min(here.bottom(), there.bottom()) - max(here.top(), there.top()) > 4
        if up or back:
            yield Finding("tab order", f"{_who(before)} then {_who(after)}", f"{_said(here)} then {_said(there)}")


def _focus(whole: QWidget) -> Iterator[Finding]:
    """Who has the focus shows it: by the ring, by its own border, or by its current row."""
    focused, ring = QApplication.focusWidget(), whole.findChild(FocusRing)
    if focused is None or ring is None or not whole.isAncestorOf(focused):
        return
    if focused.focusPolicy() == Qt.FocusPolicy.NoFocus or focused.objectName() in ("page", "window"):
        return
    if focused.visibleRegion().isEmpty():
        yield Finding("focus", _who(focused), "out of sight")
    own = isinstance(focused, QLineEdit | QPlainTextEdit | QTextEdit | QComboBox | RowList)
    if isinstance(focused, RowList) and focused.rows() and focused.current < 0:
        yield Finding("focus", _who(focused), "no current row")
    if not own and (ring.target() is not focused or not ring.isVisible()):
        yield Finding("focus", _who(focused), "no ring")


def _outside(label: QLabel, whole: QWidget) -> Iterator[Finding]:
    """A label must lie within its parent, and within the window; what a scroll area hides is meant."""
    parent = label.parentWidget()
    if not label.text() or parent is None or label is whole:
        return
    if not parent.rect().adjusted(-1, -1, 1, 1).contains(label.geometry()):
        yield Finding("outside", _who(label), f"{_said(label.geometry())} in {_said(parent.rect())}")
        return
    place = QRect(label.mapTo(whole, QPoint(0, 0)), label.size())
    scrolled = any(isinstance(above, QAbstractScrollArea) for above in _above(label, whole))
    if not scrolled and not whole.rect().adjusted(-1, -1, 1, 1).contains(place):
        yield Finding("outside", _who(label), f"{_said(place)} in the window {_said(whole.rect())}")


def _above(part: QWidget, whole: QWidget) -> Iterator[QWidget]:
    above = part.parentWidget()
    while above is not None and above is not whole:
        yield above
        above = above.parentWidget()


def _said(rect: QRect) -> str:
    return f"{rect.x()},{rect.y()} {rect.width()}x{rect.height()}"


_faces: dict[str, QRawFont] = {}


def _letters(part: QWidget) -> Iterator[Finding]:
    """Every letter must be in the font we ship, in the weight it is shown in."""
    words = (
        str(getattr(part, "text", lambda: "")() or "") if isinstance(part, QLabel | QAbstractButton | QLineEdit) else ""
    )
    if isinstance(part, QLineEdit):
        words += part.placeholderText()
    if not words:
        return
    style = "Bold" if part.font().bold() else "Regular"
    if style not in _faces:
        _faces[style] = QRawFont(str(paths.resources() / "fonts" / f"NotoSansSC-{style}.ttf"), 16.0)
    missing = sorted(
        {letter for letter in words if not letter.isspace() and not _faces[style].supportsCharacter(ord(letter))}
    )
    if missing:
        yield Finding("no glyph", _who(part), " ".join(f"U+{ord(letter):04X}" for letter in missing))
