"""Icons: our own strokes on a grid of 24, coloured when painted, so a change of look needs no reload."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from servicedesk import paths
from servicedesk.errors import BugError
from servicedesk.ui.theme.look import colour, px


@cache
def _drawing(name: str) -> str:
    file = paths.resources() / "icons" / f"{name}.svg"
    if not file.is_file():
        raise BugError(f"there is no icon {name!r} in resources/icons")
    return file.read_text("utf-8")


def icon_pixmap(name: str, token: str, size_px: int, ratio: float = 1.0, weight: float = 1.8) -> QPixmap:
    """An icon in a token's colour; ``size_px`` is in device-independent pixels, already scaled."""
    ink = colour(token).name()
    key = f"icon:{name}:{ink}:{size_px}:{ratio}:{weight}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    side = round(size_px * ratio)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    svg = _drawing(name).replace("currentColor", ink).replace('stroke-width="1.8"', f'stroke-width="{weight}"')
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, pixmap)
    return pixmap


class Icon(QWidget):
    """One icon. It never stands alone: a word is beside it, so assistive technology may pass it over."""

    def __init__(self, name: str, token: str = "text2", size: int = 20, weight: float = 1.8) -> None:
        super().__init__()
        self.name, self.token, self._weight = name, token, weight
        _drawing(name)
        self.setFixedSize(px(size), px(size))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_icon(self, name: str, token: str | None = None) -> None:
        """Another drawing, or the same in another colour."""
        _drawing(name)
        self.name, self.token = name, token or self.token
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        token = self.token if self.isEnabled() else "offText"
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(0, 0, icon_pixmap(self.name, token, self.width(), ratio, self._weight))
