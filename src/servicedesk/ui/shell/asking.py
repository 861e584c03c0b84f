"""A code that may be two things: ask, don't guess."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt

from servicedesk.domain.scans import Scan, ScanKind, masked
from servicedesk.ui.parts import KeyButton, ModalDialog, V
from servicedesk.ui.words import t


class WhichKindDialog(ModalDialog):
    """Which of its candidates a scanned code is; digit keys choose."""

    def __init__(self, scan: Scan, chosen: Callable[[Scan], object]) -> None:
        names = {
            ScanKind.RECEIPT: (t("Receipt"), "receipt"),
            ScanKind.ITEM: (t("Item"), "box"),
            ScanKind.MEMBER: (t("Member"), "star"),
            ScanKind.ORDER: (t("Case number"), "cases"),
            ScanKind.BADGE: (t("Staff badge"), "user"),
        }
        self._scan, self._chosen = scan, chosen
        buttons = [
            KeyButton(names[kind][0], str(number), names[kind][1], on=partial(self._choose, kind))
            for number, kind in enumerate(scan.candidates, start=1)
        ]
        super().__init__(
            t("What is this code?"),
            V(*buttons, gap=10),
            icon="scan",
            explained=t("{code} may be more than one thing.", code=masked(scan.text)),
            width=460,
        )

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        number = key.value - Qt.Key.Key_1.value
        if 0 <= number < len(self._scan.candidates):
            self._choose(self._scan.candidates[number])
            return True
        return False

    def _choose(self, kind: ScanKind) -> None:
        self.dismiss()
        self._chosen(self._scan.as_kind(kind))
