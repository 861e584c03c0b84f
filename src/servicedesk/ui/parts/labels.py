"""Words on the screen. Always plain text: what a customer said can never become mark-up."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from servicedesk.ui.parts.boxes import V
from servicedesk.ui.parts.classes import styled

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


class Label(QLabel):
    """Text in one step of the type scale: hero num h1 h2 say sayxl sm …, t2 t3 inv t-ok …, strong.

    ``wrap`` lets it take several lines; ``steady`` reserves the width it would have in bold, so that choosing something
    moves nothing.
    """

    def __init__(
        self,
        text: str = "",
        classes: str = "",
        *,
        wrap: bool = False,
        align: Qt.AlignmentFlag | None = None,
        steady: bool = False,
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        styled(self, classes)
        self._steady = steady
        if wrap:
            self.setWordWrap(True)
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        if align is not None:
            self.setAlignment(align)
        self.setText(text)

    def restyle(self, classes: str) -> None:
        styled(self, classes)

    def sizeHint(self) -> QSize:  # noqa: N802
        return self._roomy(super().sizeHint())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self._roomy(super().minimumSizeHint())

    def _roomy(self, size: QSize) -> QSize:
        if self._steady:
            font = self.font()
            font.setBold(True)
            size.setWidth(max(size.width(), QFontMetrics(font).horizontalAdvance(self.text()) + 2))
        return size


class ElidedLabel(Label):
    """One line that ends in … where its place ends; the whole of it is its accessible name. For names and titles that
    come from outside; never for something a clerk must read to decide."""

    elides = True

    def __init__(self, text: str = "", classes: str = "", *, align: Qt.AlignmentFlag | None = None) -> None:
        super().__init__(text, classes, align=align)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def is_elided(self) -> bool:
        """Whether less than the whole is shown."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()

    def setText(self, text: str, /) -> None:  # noqa: N802
        super().setText(text)
        self._tell_rest()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._tell_rest()

    def _tell_rest(self) -> None:
        """What the dots stand for is the tip; of a button or a row that takes the mouse for its words, theirs."""
        self.setToolTip(self.text() if self.is_elided() else "")
        holder: QWidget | None = self
        while holder is not None and holder.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents):
            holder = holder.parentWidget()
        if holder is not None and holder is not self:
            holder.setToolTip("\n".join(filter(None, (one.toolTip() for one in holder.findChildren(ElidedLabel)))))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        full = super().minimumSizeHint()
        return QSize(min(full.width(), self.fontMetrics().horizontalAdvance("服务台…")), full.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        area = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, self.alignment(), shown)


def two_lines(
    above: str, below: str, above_classes: str = "strong", below_classes: str = "sm t3", *, elide: bool = False
) -> QWidget:
    """A word and what explains it, as one part; transparent to the mouse."""
    kind = ElidedLabel if elide else Label
    made = QWidget()
    V(kind(above, above_classes), kind(below, below_classes), gap=0, into=made)
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return made
