"""What to say, over the work (F1): every script of the reception, the one of the moment first (ux 4.12)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from servicedesk.ui.background import Counter
from servicedesk.ui.parts import SPRING, Drawer, H, Label, V, frame, plain, scroll
from servicedesk.ui.visits.scripts import BY_LEVEL, GREETING, LATE, LISTENING, RETURN, Script
from servicedesk.ui.words import t


class ScriptsDrawer(Drawer):
    """Read aloud while facing the customer; nothing here changes anything."""

    def __init__(self, counter: Counter) -> None:
        scripts = (GREETING, LATE, LISTENING, RETURN, *BY_LEVEL.values())
        cards = [_card(script, counter) for script in scripts]
        holder = plain(V(*cards, SPRING, gap=12, margins=(0, 0, 8, 0)))
        super().__init__(t("What to say"), scroll(holder), icon="book")


def _card(script: Script, counter: Counter) -> QWidget:
    profile, session = counter.profile, counter.session
    chain = (profile.chain_name or profile.store_name) if profile else ""
    said = t(script.say, chain=chain, name=session.name if session else "", minutes=10)
    return frame(
        "well r10",
        V(
            H(Label(t("Say"), "sm strong t-ok"), SPRING, Label(script.source, "sm t2")), Label(t("“{sentence}”", sentence=said), "say", wrap=True),
            Label(t("Don't say: {words}", words=t(script.avoid)), "sm t-bad", wrap=True), gap=6, margins=(14, 10, 14, 12),
        ),
    )  # fmt: skip
