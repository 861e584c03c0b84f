"""Meters: the ring of the greeting, the bar of a clock, the face of a person. Shape says the state as colour does."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from servicedesk.ui.parts.saying import announce
from servicedesk.ui.theme.look import colour, px
from servicedesk.ui.words import t

DISC_ALPHA = 60
"""Of the line's colour over the soft ground of a person's disc, out of 255."""
HURRY_S = 10
"""From here on the ring is amber and dashed."""


class TimerRing(QWidget):
    """Seconds left to greet: blue and whole, amber and dashed from ten on, red and full when over. It does not tick by
    itself: whoever owns the clock calls ``show_left`` once a second, or ``show_done`` when the greeting is said."""

    def __init__(self, total_s: int = 30, size: int = 176) -> None:
        super().__init__()
        self._total_s, self._left_s = total_s, total_s
        self._done_s: int | None = None
        self.setFixedSize(px(size), px(size))
        self.setAccessibleName(self._sentence())

    @property
    def state(self) -> str:
        """running, hurry, over or done."""
        if self._done_s is not None:
            return "done"
        return "over" if self._left_s < 0 else "hurry" if self._left_s <= HURRY_S else "running"

    def show_left(self, left_s: int) -> None:
        """Seconds left; below nought they are seconds over. Announced at the whole time, ten, and nought."""
        crossed = [
            at for at in (self._total_s, HURRY_S, 0) if left_s <= at < self._left_s or left_s == at == self._total_s
        ]
        was_done, self._done_s, self._left_s = self._done_s is not None, None, left_s
        self.setAccessibleName(self._sentence())
        if crossed and not was_done:
            announce(self, self._sentence())
        self.update()

    def show_done(self, after_s: int) -> None:
        """The greeting was said after so many seconds; the ring closes."""
        self._done_s = after_s
        self.setAccessibleName(self._sentence())
        self.update()

    def _sentence(self) -> str:
        if self._done_s is not None:
            return t("Greeted after {n} seconds", n=self._done_s)
        if self._left_s < 0:
            return t("{n} seconds over", n=-self._left_s)
        return t("{n} seconds left to greet", n=self._left_s)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        token = {"done": "ok", "over": "bad", "hurry": "warn", "running": "accent"}[self.state]
        width = px(12)
        circle = QRectF(self.rect()).adjusted(width, width, -width, -width)
        painter.setPen(QPen(colour("track" if token != "bad" else "badSoft"), width))
        painter.drawEllipse(circle)
        pen = QPen(colour("warnFill" if self.state == "hurry" else token), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        if self.state == "hurry":
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([0.5, 0.35])
        painter.setPen(pen)
        part = 1.0 if self.state in ("done", "over") else self._left_s / self._total_s
        painter.drawArc(circle, 90 * 16, int(360 * 16 * part))
        self._paint_words(painter, token)

    def _paint_words(self, painter: QPainter, token: str) -> None:
        shown = self._done_s if self._done_s is not None else abs(self._left_s)
        below = {
            "done": t("sec, greeted"),
            "over": t("sec over"),
            "hurry": t("sec to greet"),
            "running": t("sec to greet"),
        }
        font = QFont(self.font())
        font.setPixelSize(int(self.height() * (0.34 if shown < 100 else 0.26)))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(colour("text" if token == "accent" else token))
        painter.drawText(self.rect().translated(0, -px(14)), Qt.AlignmentFlag.AlignCenter, str(shown))
        font.setPixelSize(px(13))
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(colour("text3"))
        under = self.rect().adjusted(0, int(self.height() * 0.645), 0, 0)
        painter.drawText(under, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, below[self.state])


class Bar(QWidget):
    """How much of a clock is used, with a tick at 75 % where the warning starts. Words beside it say the same."""

    def __init__(self, used: float = 0.0, token: str = "accent", *, height: int = 8, tick: float | None = 0.75) -> None:
        super().__init__()
        self._used, self._token, self._tick = used, token, tick
        self.setFixedHeight(px(height))
        self.setMinimumWidth(px(40))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_used(self, used: float, token: str | None = None) -> None:
        """``used`` from 0 to 1 (more is full); ``token`` is accent, warn, bad, ok."""
        self._used, self._token = used, token or self._token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        radius = whole.height() / 2
        painter.setBrush(colour("track"))
        painter.drawRoundedRect(whole, radius, radius)
        if self._used > 0:
            filled = QRectF(whole)
            filled.setWidth(max(whole.height(), whole.width() * min(1.0, self._used)))
            painter.setBrush(colour("warnFill" if self._token == "warn" else self._token))
            painter.drawRoundedRect(filled, radius, radius)
        if self._tick is not None:
            painter.setBrush(colour("surface"))
            painter.drawRect(QRectF(whole.width() * self._tick - 1, 0, 2, whole.height()))


class Avatar(QWidget):
    """A person's last character (or initial) in a disc; beside it stands the name."""

    def __init__(self, name: str, size: int = 38, tone: str = "info") -> None:
        super().__init__()
        self._name, self._tone = name, tone
        self.setFixedSize(px(size), px(size))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_person(self, name: str, tone: str = "info") -> None:
        self._name, self._tone = name, tone
        self.update()

    def _letter(self) -> str:
        name = self._name.strip()
        if not name:
            return "·"
        return name[0].upper() if name[0].isascii() else name[-1]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(f"{self._tone}Soft"))
        painter.drawEllipse(self.rect())
        disc = colour(f"{self._tone}Line")
        disc.setAlpha(DISC_ALPHA)
        painter.setBrush(disc)
        painter.drawEllipse(self.rect())
        font = QFont(self.font())
        font.setPixelSize(int(self.height() * 0.44))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(colour(self._tone))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letter())
