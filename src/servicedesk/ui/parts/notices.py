"""Notices: the banner, the empty place, the toast. What happened, what is safe, what to do now (ux 7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QWidget

from servicedesk.ui.parts.boxes import SPRING, H, V, frame
from servicedesk.ui.parts.buttons import IconButton, KeyButton, KeyCap
from servicedesk.ui.parts.classes import show_if, styled
from servicedesk.ui.parts.icons import Icon
from servicedesk.ui.parts.labels import CENTRE, Label
from servicedesk.ui.parts.saying import announce
from servicedesk.ui.theme.look import px
from servicedesk.ui.words import t

SHAPES = {"ok": "ok", "warn": "warn", "bad": "no", "info": "info", "vio": "shield", "mute": "info"}
"""The shape that says a tone without colour."""


class Banner(QFrame):
    """What happened (bold), what to do (plain), one button at most."""

    def __init__(
        self,
        tone: str,
        title: str,
        text: str = "",
        *,
        button: str = "",
        key: str = "",
        icon: str = "",
        on: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        styled(self, f"tone-{tone} r12")
        self._title = Label(title, f"strong t-{tone}", wrap=True)
        self._text = Label(text, "t2", wrap=True)
        show_if(self._text, bool(text))
        self.button = KeyButton(button, key, size="sm", on=on) if button else None
        words = V(self._title, self._text, gap=2)
        H(
            Icon(icon or SHAPES[tone], tone, 24, 2.0),
            (words, 1),
            self.button,
            gap=12,
            margins=(16, 10, 12, 10),
            into=self,
        )
        self.setAccessibleName(f"{title} {text}".strip())

    def show_words(self, title: str, text: str = "") -> None:
        self._title.setText(title)
        self._text.setText(text)
        show_if(self._text, bool(text))
        self.setAccessibleName(f"{title} {text}".strip())


class EmptyState(QWidget):
    """Nothing here yet: one sentence, and the key that begins."""

    def __init__(self, icon: str, title: str, text: str = "", *, key: str = "", tone: str = "info") -> None:
        super().__init__()
        bubble = frame(f"bubble-{tone}", H(SPRING, Icon(icon, tone, 34), SPRING))
        bubble.setFixedSize(px(72), px(72))
        bubble.setStyleSheet(f"border-radius: {px(72) // 2}px;")
        hint = H(SPRING, KeyCap(key), Label(t("Press this key to begin"), "sm t3"), SPRING) if key else None
        V(
            SPRING,
            H(SPRING, bubble, SPRING),
            6,
            Label(title, "h2", wrap=True, align=CENTRE),
            Label(text, "t2", wrap=True, align=CENTRE) if text else None,
            hint,
            SPRING,
            gap=6,
            margins=(24, 16, 24, 16),
            into=self,
        )


@dataclass(frozen=True, slots=True)
class Toast:
    """Something that happened, said in passing. Errors (tone bad) stay until they are put away."""

    text: str
    tone: str = "ok"
    code: str = ""
    """The small grey code a clerk can read over the phone."""


_WORDS_WIDTH = 440 - 14 - 22 - 12 - 12 - 36 - 10
"""What a toast's icon, its button and the gaps leave for words."""


class _ToastCard(QFrame):
    put_away = Signal()

    def __init__(self, toast: Toast) -> None:
        super().__init__()
        self.toast = toast
        styled(self, "toast")
        close = IconButton("close", t("Put away"), key="Esc", width=36, height=36, classes="bare")
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(self.put_away)
        words = Label(toast.text, "", wrap=True)
        if toast.tone not in ("bad", "warn"):  # what went wrong, and what to do now, is read to its end
            words.setText(shortened(toast.text, words.fontMetrics(), px(_WORDS_WIDTH)))
            words.setAccessibleName(toast.text)
        code = Label(toast.code, "sm t3") if toast.code else None
        if code is not None:
            code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        H(
            Icon(SHAPES[toast.tone], toast.tone, 22, 2.0),
            (V(words, code, gap=2), 1),
            close,
            gap=12,
            margins=(14, 10, 10, 10),
            into=self,
        )
        self.setFixedWidth(px(440))


def shortened(text: str, metrics: QFontMetrics, width: int, lines: int = 2) -> str:
    """As much of a text as fits into so many lines; the whole of it stands in the list of messages."""
    most = metrics.lineSpacing() * lines + 1

    def fits(shown: str) -> bool:
        flags = Qt.TextFlag.TextWordWrap.value
        return metrics.boundingRect(QRect(0, 0, width, most * 9), flags, shown).height() <= most

    if fits(text):
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle].rstrip() + "…") else (low, middle - 1)
    return text[:low].rstrip() + "…"


class Toasts(QWidget):
    """The last three things that happened, bottom left above the key bar. They never take the focus."""

    MOST = 3
    STAY_MS = 6000

    def __init__(self, host: QWidget, bottom: int = 36, left: int = 84) -> None:
        super().__init__(host)
        self._host = host
        self._bottom, self._left = bottom, left
        self._cards: list[_ToastCard] = []
        self._box = V(gap=8, into=self)
        host.installEventFilter(self)
        self.hide()

    def say(self, toast: Toast) -> None:
        """Show one more; the oldest gives way."""
        card = _ToastCard(toast)
        card.put_away.connect(lambda: self._drop(card))
        self._cards.append(card)
        self._box.addWidget(card)
        while len(self._cards) > self.MOST:
            self._drop(self._cards[0])
        if toast.tone != "bad":
            timer = QTimer(card)
            timer.setSingleShot(True)
            timer.timeout.connect(lambda: self._drop(card))
            timer.start(self.STAY_MS)
        self.show()
        self._place()
        announce(self, toast.text, urgent=toast.tone == "bad")

    def texts(self) -> list[str]:
        return [card.toast.text for card in self._cards]

    def put_away_staying(self) -> bool:
        """Put away the newest one that stays by itself; False when there is none (Esc then means something else)."""
        staying = [card for card in self._cards if card.toast.tone == "bad"]
        if staying:
            self._drop(staying[-1])
        return bool(staying)

    def put_away_all(self) -> None:
        """Nothing was said."""
        for card in list(self._cards):
            self._drop(card)

    def _drop(self, card: _ToastCard) -> None:
        if card not in self._cards:
            return
        self._cards.remove(card)
        self._box.removeWidget(card)
        card.hide()
        card.deleteLater()
        self.setVisible(bool(self._cards))
        self._place()

    def _place(self) -> None:
        host = self._host
        width = px(440)
        height = sum(max(card.sizeHint().height(), card.heightForWidth(width)) for card in self._cards)
        size = QSize(width, height + px(8) * max(0, len(self._cards) - 1))
        self.setGeometry(
            px(self._left + 20), host.height() - px(self._bottom + 14) - size.height(), size.width(), size.height()
        )
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize and self._cards:
            self._place()
        return False
