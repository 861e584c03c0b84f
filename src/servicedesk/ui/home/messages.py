"""Everything that was said in passing, so that nothing is missed while one looks at a customer (ux 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from PySide6.QtCore import Qt

from servicedesk.ui.parts import (
    SHAPES,
    Drawer,
    EmptyState,
    H,
    Icon,
    Label,
    Row,
    RowList,
    Toast,
    V,
    plain,
    scroll,
    show_if,
)
from servicedesk.ui.words import t, time_words

MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class Message:
    """What was said, and when."""

    at: datetime
    toast: Toast


class Messages:
    """The last things that were said since the program was started, the newest first."""

    def __init__(self) -> None:
        self._kept: list[Message] = []

    def keep(self, at: datetime, toast: Toast) -> None:
        self._kept = [Message(at, toast), *self._kept[: MOST_KEPT - 1]]

    def newest(self) -> Sequence[Message]:
        return tuple(self._kept)


class MessagesDrawer(Drawer):
    """The list; the arrows walk it, Esc closes it."""

    def __init__(self, messages: Sequence[Message], zone: tzinfo) -> None:
        self.list = RowList(t("Messages"))
        rows = [_row(message, zone) for message in messages]
        self.list.set_rows(rows, 0 if rows else -1)
        empty = EmptyState("chat", t("Nothing was said yet"), t("What appears below left for a moment stays here."))
        area = scroll(self.list)
        super().__init__(t("Messages"), plain(V((area, 1), (empty, 1), gap=0)), icon="chat")
        show_if(area, bool(rows))
        show_if(empty, not rows)

    def first_focus(self) -> None:
        self.list.setFocus(Qt.FocusReason.TabFocusReason)


def _row(message: Message, zone: tzinfo) -> Row:
    toast, at = message.toast, time_words(message.at.astimezone(zone))
    code = Label(toast.code, "sm t3") if toast.code else None
    face = H(
        Icon(SHAPES[toast.tone], toast.tone, 22, 2.0), (V(Label(toast.text, "", wrap=True), code, gap=2), 1),
        Label(at, "sm t3"), gap=12, margins=(16, 10, 14, 10),
    )  # fmt: skip
    return Row(face, f"{at} {toast.text}", live=False)
