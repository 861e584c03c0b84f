"""The dark side of the sign-in page: what the program is, and two promises."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from servicedesk.ui.parts import SPRING, H, Icon, Label, V, frame, plain
from servicedesk.ui.shell.rail import Logo
from servicedesk.ui.theme import px
from servicedesk.ui.words import t


def promise(store: Label, about: Label) -> QFrame:
    """The panel; ``store`` and ``about`` are filled in by the page when they are known."""
    brand = H(Logo(52), Label(t("Service desk"), "h0 railon"), SPRING, gap=14)
    column = V(
        brand,
        SPRING,
        Label(t("Greet first, then work."), "title railon", wrap=True),
        8,
        store,
        24,
        _fact("cloud-off", t("Works offline"), t("All records are kept on this machine")),
        10,
        _fact("shield", t("Press F9 when you leave"), t("The next colleague goes on within 3 seconds")),
        SPRING,
        about,
        gap=6,
        margins=(48, 40, 40, 32),
    )
    side = frame("", column)
    side.setObjectName("rail")
    side.setFixedWidth(px(500))
    return side


def _fact(icon: str, title: str, text: str) -> QWidget:
    words = V(Label(title, "md strong railon", wrap=True), Label(text, "cap rail", wrap=True), gap=2)
    return plain(H(Icon(icon, "brandSoft", 22), (words, 1), gap=14))
