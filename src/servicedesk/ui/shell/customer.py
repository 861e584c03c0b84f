"""The page for the customer: the answer in large words, and nothing that is not theirs (ux 4.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLayout, QWidget

from servicedesk.domain.scans import Scan
from servicedesk.ui.parts import (
    CENTRE,
    LEFT,
    RIGHT,
    SHAPES,
    SPRING,
    H,
    Icon,
    KeyCap,
    Label,
    V,
    announce,
    card,
    clear,
    hline,
    plain,
    vline,
)
from servicedesk.ui.shell.cover import Cover
from servicedesk.ui.theme import px
from servicedesk.ui.words import t

STAYS_MS = 60_000
_MARGINS, _SNUG_BELOW = (72, 24, 72, 18), 1250
_NOTHING_YET: Final = "nothing yet"


@dataclass(frozen=True, slots=True)
class CustomerFace:
    """What a customer is shown. Ready words only: no phone, no history, no script can be put in."""

    store: str
    served_by: str
    verdict: str
    tone: str
    """ok, bad, info or warn; the shape follows."""
    item: str
    bought: str
    """When, and on which receipt."""
    rule: str
    """The rule in one plain sentence."""
    lines: tuple[tuple[str, str], ...] = ()
    """Label and amount."""
    total_label: str = ""
    total: str = ""
    notes: tuple[str, ...] = ()
    """How the money comes back, and by when."""
    closing: str = ""


class CustomerView(Cover):
    """Covers the window until F11, Esc or a minute has passed; without a face it shows the store's name. ``standing``
    is for a screen of its own: no key, no minute."""

    left = Signal()

    def __init__(self, store: str, *, standing: bool = False) -> None:
        super().__init__()
        self._store, self._standing = store, standing
        self._face: CustomerFace | str | None = _NOTHING_YET
        self._page = V(gap=0, margins=_MARGINS, into=self)
        self._away = QTimer(self)
        self._away.setSingleShot(True)
        self._away.timeout.connect(self.left)
        self.show_face(None)

    def show_face(self, face: CustomerFace | None) -> None:
        """Show an answer; None shows only whose counter this is."""
        if face == self._face:
            self._stay()
            return
        self._face = face
        clear(self._page)
        for part in self._idle() if face is None else self._answer(face):
            if isinstance(part, QWidget):
                self._page.addWidget(part)
            elif isinstance(part, QLayout):
                self._page.addLayout(part)
            else:
                self._page.addStretch(1)
        if face is not None:
            announce(self, f"{face.verdict} {face.item} {face.total_label} {face.total}")
        self._stay()

    def show_store(self, store: str) -> None:
        """Whose counter this is, once that is known."""
        face, self._store, self._face = self._face, store, _NOTHING_YET
        self.show_face(face if isinstance(face, CustomerFace) else None)

    def _stay(self) -> None:
        if self.isVisible() and not self._standing:
            self._away.start(STAYS_MS)

    def _idle(self) -> tuple[QWidget | QLayout | None, ...]:
        return (
            None,
            Label(self._store, "hero", align=CENTRE, wrap=True),
            Label(t("Welcome. How can we help?"), "sayxl t2", align=CENTRE),
            None,
        )

    def _answer(self, face: CustomerFace) -> tuple[QWidget | QLayout | None, ...]:
        head = H(
            Label(face.store, "lg strong t2"), SPRING, Label(t("Serving you: {name}", name=face.served_by), "lg t2")
        )
        room = (self.parentWidget() or self).width()
        snug = room < px(_SNUG_BELOW)
        side, top = (22, 20) if snug else (48, 40)
        answer = card(
            H((self._verdict(face), 1), vline(), (self._money(face), 1), gap=side), margins=(side, top, side, top)
        )
        self._page.setContentsMargins(*(px(each) for each in ((20, 12, 20, 10) if snug else _MARGINS)))
        answer.setMaximumWidth(px(1100))
        answer.setMinimumHeight(px(380))
        keys = None if self._standing else H(SPRING, KeyCap("F11"), Label(t("Back to work"), "sm t3"), SPRING)
        closing = Label(face.closing, "sayxl", align=CENTRE, wrap=True)
        return head, None, H((answer, 1)), plain(H(closing, margins=(0, 24, 0, 0))), None, keys

    def _verdict(self, face: CustomerFace) -> QWidget:
        made = QWidget()
        V(
            H(
                Icon(SHAPES[face.tone], face.tone, 66, 1.9),
                (Label(face.verdict, f"verdict t-{face.tone}", wrap=True), 1),
                gap=24,
            ),
            16,
            Label(face.item, "h0", wrap=True),
            Label(face.bought, "say t3", wrap=True),
            18,
            Label(face.rule, "sayxl t2", wrap=True),
            SPRING,
            gap=8,
            into=made,
        )
        return made

    def _money(self, face: CustomerFace) -> QWidget:
        made = QWidget()
        lines = [H(Label(label, "lg t2"), SPRING, Label(amount, "sayxl", align=RIGHT)) for label, amount in face.lines]
        align = RIGHT if face.total else LEFT  # amounts stand in a column; ways are read like a list
        notes = [Label(note, "lg t2", align=align, wrap=True) for note in face.notes]
        total = H(Label(face.total_label, "h0"), SPRING, Label(face.total, f"verdict t-{face.tone}", align=RIGHT))
        V(*lines, 6, hline() if lines else None, 14, total, 8, *notes, SPRING, gap=10, into=made)
        return made

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if key in (Qt.Key.Key_F11, Qt.Key.Key_Escape):
            self.left.emit()
        return True

    def primary(self) -> None:
        """Nothing: the customer's page has no act."""

    def take_scan(self, scan: Scan) -> bool:
        """A scan means that work goes on: away, and let it go its way."""
        self.left.emit()
        return False

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        self._stay()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        self._away.stop()
