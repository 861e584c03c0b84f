"""What can be offered instead of a refusal: one line, or two when the words need them; the best one says so."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from servicedesk.ui.parts import Chip, FaceButton, H, Icon, KeyCap, Label
from servicedesk.ui.theme import px
from servicedesk.ui.words import t

_ICONS = {
    "FAULT_CLAIM": "search", "OTHER_FAULT": "search", "PAID_REPAIR": "wrench", "TEST_REPORT": "list",
    "JOINT_TEST": "users", "BRING_MISSING": "box", "SHOW_REFUND": "history", "FIND_PROOF": "receipt",
    "CALL_12315": "phone",
}  # fmt: skip
_HEIGHT = 40


class Offer(FaceButton):
    """One alternative of the policy, to be chosen."""

    def __init__(self, key: str, text: str, digit: str, *, best: bool) -> None:
        self._text = text
        self._label = Label(text, wrap=True)
        self._icon = Icon(_ICONS.get(key, "right"), "accent", 20, 2.0)
        chip = Chip(t("best"), "ok", "check") if best else None
        face = H(self._icon, (self._label, 1), chip, KeyCap(digit), gap=10, margins=(12, 4, 9, 4))
        super().__init__("opt", face, text, digit)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._tell)
        self.setFixedHeight(px(_HEIGHT))

    def _tell(self, chosen: bool) -> None:
        self._label.restyle("strong t-info" if chosen else "")
        self.name_as(t("{choice}, chosen", choice=self._text) if chosen else self._text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._fit()

    def _fit(self) -> None:
        """As high as the words need at this width."""
        needed = max(px(_HEIGHT), self._label.heightForWidth(self._label.width()) + px(14))
        if self._label.width() > 0 and needed != self.height():
            self.setFixedHeight(needed)
